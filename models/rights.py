"""What youths may ask of their data: to have it put right, and to have it erased. And what is left afterwards."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, Encrypted, Versioned
from models.rules import SHORT, between, filled
from models.values import LINE_TEXT, LONG_TEXT
from models.youth import Youth


class ReportState(StrEnum):
    """What became of a report."""

    OPEN = "open"
    MENDED = "mended"
    KEPT = "kept"
    """Left as it is, with the reason said."""


class DataPart(StrEnum):
    """What a report is about."""

    ABOUT_ME = "about_me"
    TIMES = "times"
    LIKES = "likes"
    CAN = "can"
    SUPPORT = "support"
    STORY = "story"
    PLACES = "places"
    WHO_LOOKED = "who_looked"
    OTHER = "other"


class Report(Versioned, Base):
    """What a youth says is wrong with their data, and what the coach answered, or who stood in for that coach."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    about: Mapped[DataPart]
    words: Mapped[str] = mapped_column(Encrypted(LONG_TEXT))
    at: Mapped[datetime]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    answer: Mapped[str | None] = mapped_column(Encrypted(LINE_TEXT))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    answered_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    youth: Mapped[Youth] = relationship()
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    answered_for: Mapped[User | None] = relationship(foreign_keys=[answered_for_id])


class ErasureCause(StrEnum):
    """Why a youth's data is to be erased."""

    ASKED = "asked"
    NO_CONTACT = "no_contact"


class Erasure(Base):
    """That a youth's data will be erased: since when that is known, and from which day on it is done."""

    __tablename__ = "erasure"

    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), primary_key=True)
    cause: Mapped[ErasureCause]
    warned_at: Mapped[datetime]
    due_on: Mapped[date]

    youth: Mapped[Youth] = relationship()


class MonthCount(Base):
    """How many were erased in a month, by why and by whether a proposal was ever wanted: nothing of a person."""

    __tablename__ = "month_count"
    __table_args__ = (
        UniqueConstraint("month", "cause", "age_band", "wanted_a_place"),
        filled("age_band", SHORT),
        between("count", 1, 1_000_000),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]
    cause: Mapped[ErasureCause]
    age_band: Mapped[str]
    wanted_a_place: Mapped[bool]
    count: Mapped[int]
