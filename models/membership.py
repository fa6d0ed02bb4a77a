"""Who acts for an employer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import User
from models.base import Base, Encrypted
from models.employer import Employer
from models.values import LINE_TEXT


class Membership(Base):
    """Somebody who registered for an employer, or was invited by a colleague there.

    Until a coach or coordinator confirmed it, or a confirmed colleague invited them, they see nothing of anybody.
    `reason` is why they came, in their words. One living member at most is the contact person.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "employer_id"),
        Index(
            "uq_membership_contact",
            "employer_id",
            unique=True,
            sqlite_where=text("is_contact AND ended_at IS NULL"),
            postgresql_where=text("is_contact AND ended_at IS NULL"),
        ),
        CheckConstraint("NOT is_contact OR confirmed_at IS NOT NULL", name="contact_is_confirmed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="CASCADE"), index=True)
    is_contact: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(Encrypted(LINE_TEXT))
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])
    employer: Mapped[Employer] = relationship()
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])

    @property
    def is_live(self) -> bool:
        """Whether this member acts for the employer now."""
        return self.confirmed_at is not None and self.ended_at is None
