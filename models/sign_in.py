"""Ways in: secrets that open an account once, and the sign-ins that they began.

No secret is kept: a row holds its keyed hash, which says nothing to who has the database alone.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import RoleName, User
from models.base import Base
from models.rules import SHORT, filled


class TicketKind(StrEnum):
    """What a one-time secret is for."""

    INVITATION = "invitation"
    """A mailed link by which a new account is opened."""
    CODE = "code"
    """The six digits that are mailed to who signs in."""
    CARD = "card"
    """A code handed over on paper, for who has no e-mail or cannot get at it."""
    RESET = "reset"
    """A mailed link to choose a new password."""
    SECOND_STEP = "second_step"
    """What a browser holds between the password and the second factor."""
    RECOVERY = "recovery"
    """One of the codes that stand in for a lost authenticator app."""
    SIGN_ALONG = "sign_along"
    """A mailed link by which somebody signs along with what a youth shares."""


class Ticket(Base):
    """A secret that serves once, until `expires_at`. Used, withdrawn or replaced by a newer one, it is over.

    `asked_by` is the keyed hash of what the browser that asked for a code holds: a code serves there only.
    A ticket to sign along has a proposal and no account. `made_for_id` is the coach for whom its maker stood in.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) = (kind = 'sign_along')", name="of_somebody"),
        CheckConstraint("(proposal_id IS NOT NULL) = (kind = 'sign_along')", name="about_a_proposal"),
        CheckConstraint("expires_at > made_at", name="lasts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TicketKind]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    asked_by: Mapped[str | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])

    def is_open(self, at: datetime) -> bool:
        """Whether it still serves."""
        return self.used_at is None and self.ended_at is None and at < self.expires_at


class SignIn(Base):
    """One browser in which somebody is signed in. The cookie holds the secret, the row its hash; ended is ended.

    `role` is the one in which they act there. `device` is what the browser said of itself, in two words.
    `lasting` is no for "this is not my phone": the browser forgets it when it closes.
    """

    __tablename__ = "sign_in"
    __table_args__ = (filled("device", SHORT), CheckConstraint("ends_at > began_at", name="lasts"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    role: Mapped[RoleName]
    device: Mapped[str]
    lasting: Mapped[bool]
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()

    def is_live(self, at: datetime) -> bool:
        """Whether this browser is still signed in."""
        return self.ended_at is None and at < self.ends_at
