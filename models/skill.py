"""Skills, certificates and licences: the catalogue in which each stands by its URI."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Labelled
from models.rules import LINE, filled


class SkillKind(StrEnum):
    """What sort of skill: learned by doing, shown by a paper, or allowed by law."""

    SKILL = "skill"
    CERTIFICATE = "certificate"
    LICENCE = "licence"


class Skill(Labelled, Base):
    """A learned skill of a published scheme or of our own."""

    __tablename__ = "skill"
    __table_args__ = (
        UniqueConstraint("uri"),
        filled("scheme", LINE),
        filled("uri", LINE),
        filled("label_nl", LINE),
        filled("label_en", LINE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme: Mapped[str]
    uri: Mapped[str]
    kind: Mapped[SkillKind] = mapped_column(default=SkillKind.SKILL)
