"""Who may reach a youth beside the own coach: a stand-in for some days, and a coach who stated why."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, Encrypted
from models.rules import in_order
from models.values import LINE_TEXT
from models.youth import Youth


class StandIn(Base):
    """A coach who takes over another's caseload, from a day up to and including another; ended earlier by hand."""

    __tablename__ = "stand_in"
    __table_args__ = (
        in_order("from_day", "until_day"),
        CheckConstraint("coach_id <> by_id", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coach_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    from_day: Mapped[date]
    until_day: Mapped[date]
    ended_at: Mapped[datetime | None]

    coach: Mapped[User] = relationship(foreign_keys=[coach_id])
    by: Mapped[User] = relationship(foreign_keys=[by_id])

    def holds_on(self, day: date) -> bool:
        """Whether the stand-in acts for the coach on a day."""
        return self.ended_at is None and self.from_day <= day <= self.until_day


class StatedReason(Base):
    """Why a coach opened the data of a youth outside the caseload, and until when that holds. The youth reads it."""

    __tablename__ = "stated_reason"
    __table_args__ = (UniqueConstraint("user_id", "youth_id", "at"), CheckConstraint("until > at", name="lasts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str] = mapped_column(Encrypted(LINE_TEXT))
    at: Mapped[datetime]
    until: Mapped[datetime]

    user: Mapped[User] = relationship()
    youth: Mapped[Youth] = relationship()
