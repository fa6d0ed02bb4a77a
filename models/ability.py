"""What somebody can do, as the youth and as the coach see it: kept apart, each with its date."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.vocabulary import Ability
from models.base import Base
from models.rules import between


class Source(StrEnum):
    """Whose view it is."""

    OWN = "own"
    COACH = "coach"


class AbilityView(Base):
    """One view of one ability, 1 very low .. 5 very high, and the day it was noted."""

    __tablename__ = "ability_view"
    __table_args__ = (UniqueConstraint("youth_id", "ability", "source"), between("level", 1, 5))

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), active_history=True)
    ability: Mapped[Ability]
    source: Mapped[Source]
    level: Mapped[int]
    noted_on: Mapped[date]
