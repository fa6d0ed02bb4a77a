"""Mails that are due: put into the outbox in the transaction of what they tell, sent later by `plek work`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.message import MailKind, Message
from models.youth import Youth


def put(
    session: Session,
    kind: MailKind,
    *,
    at: datetime,
    user: User | None = None,
    to: str | None = None,
    youth: Youth | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Message | None:
    """Have a mail sent to an account, or `to` an address of somebody without one; `facts` are what its words need.

    Returns None, and keeps nothing, for an account without an address: no mail is sent to nobody. `youth` is whom it
    is about: erased with them.
    """
    address = to or (user.email if user else None)
    if not address:
        return None
    message = Message(
        kind=kind,
        user_id=user.id if user else None,
        youth_id=youth.id if youth else None,
        to=address,
        language=user.language if user else "nl",
        facts=dict(facts or {}),
        message_id=f"<{uuid4().hex}@plek>",
        made_at=at,
        due_at=at,
    )
    session.add(message)
    session.flush()
    return message


def latest(session: Session, *, most: int) -> Sequence[Message]:
    """The mails that were put in last, the newest first: for the demo, whose mailbox everybody may read."""
    return session.scalars(select(Message).order_by(Message.made_at.desc(), Message.id.desc()).limit(most)).all()
