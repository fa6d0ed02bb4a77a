"""The outbox: mails that are due, taken one by one by `plek work`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Encrypted
from models.rules import between
from models.values import EMAIL, PLAIN_DATA


class MailKind(StrEnum):
    """What a mail says; `web/mails.py` has the words."""

    INVITATION = "invitation"
    STAFF_INVITATION = "staff_invitation"
    EMPLOYER_INVITATION = "employer_invitation"
    CODE = "code"
    RESET = "reset"
    ADDRESS_TAKEN = "address_taken"
    ADDRESS_CHANGED = "address_changed"
    MEMBER_CONFIRMED = "member_confirmed"
    SIGN_ALONG = "sign_along"
    PROPOSAL = "proposal"
    ERASURE_WARNING = "erasure_warning"
    ERASURE_COACH = "erasure_coach"
    ERASURE_ASKED = "erasure_asked"


class Message(Base):
    """One mail to one address. `facts` are what its words need, encrypted with the address and gone once it was sent.

    `message_id` is the same on every try, so that a mail that arrives twice is seen as one. A worker takes a row by
    setting `claimed_until`; whoever finds that passed may take it again.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_due_at", "sent_at", "failed_at", "due_at"),
        between("tries", 0, 100),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailKind]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    youth_id: Mapped[int | None] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    to: Mapped[str] = mapped_column(Encrypted(EMAIL))
    language: Mapped[str]
    facts: Mapped[Mapping[str, Any] | None] = mapped_column(Encrypted(PLAIN_DATA))
    message_id: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    problem: Mapped[str | None]
