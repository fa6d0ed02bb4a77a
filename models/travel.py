"""Corrections of travel time, where the straight line does not tell (a river, a ferry, a missing bus)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Versioned
from models.rules import WEEK_MINUTES, above_zero


class TravelCorrection(Versioned, Base):
    """How many minutes one way a youth really needs to a workplace: by whom it was said, for which coach, and when."""

    __tablename__ = "travel_correction"
    __table_args__ = (UniqueConstraint("youth_id", "workplace_id"), above_zero("minutes", WEEK_MINUTES))

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), active_history=True)
    workplace_id: Mapped[int] = mapped_column(ForeignKey("workplace.id", ondelete="CASCADE"), index=True)
    minutes: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]
