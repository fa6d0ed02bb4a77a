"""Occupations: the catalogue from which a place takes its occupation, with the interests that suit it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.profiles import Interests
from models.base import Base, Checked, Labelled
from models.rules import LINE, LONG, digits, filled, together
from models.values import INTERESTS, LABELS


class InterestsFrom(StrEnum):
    """Where an occupation's interests come from: its own scores, or the mean of its ISCO group of n digits."""

    OWN = "own"
    ISCO4 = "isco4"
    ISCO3 = "isco3"
    ISCO2 = "isco2"


class Occupation(Labelled, Base):
    """An occupation of a published scheme, by its URI. Interests are unknown where nothing near has scores."""

    __tablename__ = "occupation"
    __table_args__ = (
        UniqueConstraint("scheme", "uri"),
        filled("scheme", LINE),
        filled("uri", LINE),
        filled("label_nl", LINE),
        filled("label_en", LINE),
        filled("description", LONG),
        digits("isco", 4, 4),
        together("interests", "interests_from"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme: Mapped[str]
    uri: Mapped[str]
    alt_labels: Mapped[tuple[str, ...]] = mapped_column(Checked(LABELS), default=())
    description: Mapped[str | None]
    isco: Mapped[str | None] = mapped_column(index=True)
    interests: Mapped[Interests | None] = mapped_column(Checked(INTERESTS))
    interests_from: Mapped[InterestsFrom | None]


class OccupationGroup(Base):
    """An ISCO group of one to four digits."""

    __tablename__ = "occupation_group"
    __table_args__ = (digits("code", 1, 4), filled("label_nl", LINE))

    code: Mapped[str] = mapped_column(primary_key=True)
    label_nl: Mapped[str]
