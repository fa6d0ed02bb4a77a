"""One-time secrets: made, looked at without using them up, and used once, by a conditional update."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.account import User
from models.proposal import Proposal
from models.sign_in import Ticket, TicketKind
from web.services.errors import NotFound
from web.services.secrets import hashed, new_secret

#: How long each kind serves.
VALID: Final = {
    TicketKind.INVITATION: timedelta(days=14),
    TicketKind.CODE: timedelta(minutes=60),
    TicketKind.CARD: timedelta(days=30),
    TicketKind.RESET: timedelta(minutes=60),
    TicketKind.SECOND_STEP: timedelta(minutes=10),
    TicketKind.RECOVERY: timedelta(days=3_650),
    TicketKind.SIGN_ALONG: timedelta(days=14),
}
#: Of these an account has several at once; of the others a new one ends those before it.
_SEVERAL: Final = frozenset({TicketKind.SECOND_STEP, TicketKind.RECOVERY})


class DeadLink(NotFound):
    """A link that does not serve: used, altered, too old, replaced by a newer one, or never given."""


def make_ticket(
    session: Session,
    kind: TicketKind,
    *,
    at: datetime,
    user: User | None = None,
    proposal: Proposal | None = None,
    secret: str | None = None,
    asked_by: str | None = None,
    made_by: User | None = None,
    made_for_id: int | None = None,
) -> str:
    """Keep a new secret of an account (or, to sign along, of a proposal) and return it; a link's unless given.

    An earlier one of the same kind ends, unless several serve side by side. `asked_by` is what the asking browser
    holds: the ticket then serves only together with it. `made_for_id` is the coach for whom `made_by` stands in.
    """
    secret = secret or new_secret()
    if kind not in _SEVERAL:
        _wait_for_others(session, user, proposal)
        end_tickets(session, kind, at=at, user=user, proposal=proposal)
    session.add(
        Ticket(
            kind=kind,
            secret_hash=_hash(kind, secret, asked_by),
            user_id=user.id if user else None,
            proposal_id=proposal.id if proposal else None,
            asked_by=hashed("browser", asked_by) if asked_by else None,
            made_by_id=made_by.id if made_by else None,
            made_for_id=made_for_id,
            made_at=at,
            expires_at=at + VALID[kind],
        )
    )
    session.flush()
    return secret


def find_ticket(
    session: Session, kind: TicketKind, secret: str, *, at: datetime, asked_by: str | None = None
) -> Ticket | None:
    """The open ticket with this secret, or None: unknown, used, ended or too old. Looking uses nothing up."""
    found = session.scalar(select(Ticket).where(Ticket.secret_hash == _hash(kind, secret, asked_by)))
    return found if found is not None and found.kind is kind and found.is_open(at) else None


def use_ticket(session: Session, ticket: Ticket, *, at: datetime) -> bool:
    """Use a ticket up; False when somebody was just ahead, or it ended meanwhile."""
    taken = (
        update(Ticket)
        .where(Ticket.id == ticket.id, Ticket.used_at.is_(None), Ticket.ended_at.is_(None), Ticket.expires_at > at)
        .values(used_at=at)
    )
    return session.execute(taken).rowcount == 1  # type: ignore[attr-defined,no-any-return]


def end_tickets(
    session: Session,
    kind: TicketKind,
    *,
    at: datetime,
    user: User | None = None,
    proposal: Proposal | None = None,
    made_before: datetime | None = None,
) -> int:
    """End the open tickets of a kind of an account or a proposal, all or those made earlier; returns how many."""
    mine = Ticket.user_id == user.id if user else Ticket.proposal_id == (proposal.id if proposal else None)
    open_ones = update(Ticket).where(mine, Ticket.kind == kind, Ticket.used_at.is_(None), Ticket.ended_at.is_(None))
    if made_before is not None:
        open_ones = open_ones.where(Ticket.made_at < made_before)
    return session.execute(open_ones.values(ended_at=at)).rowcount  # type: ignore[attr-defined,no-any-return]


def _wait_for_others(session: Session, user: User | None, proposal: Proposal | None) -> None:
    """Of two who make a ticket at once the second waits, and then ends that of the first."""
    whose = select(User.id).where(User.id == user.id) if user else None
    about = select(Proposal.id).where(Proposal.id == proposal.id) if proposal else None
    for row in (whose, about):
        if row is not None:
            session.execute(row.with_for_update(key_share=True))


def _hash(kind: TicketKind, secret: str, asked_by: str | None) -> str:
    return hashed(kind, secret, asked_by or "")
