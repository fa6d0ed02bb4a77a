"""The youths who want a place at an employer, as far as each of them shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models.account import User
from models.base import keyed_digest
from models.consent import ConsentItem
from models.employer import Employer
from models.membership import Membership
from models.place import Place
from models.proposal import Proposal, ProposalState
from models.workplace import Workplace
from web.permissions import Permission, allows, require
from web.services.alphabet import alphabetical
from web.services.errors import NotFound
from web.services.sharing import SharedView, look_at, shared_view, sharing_of, sharings

_PLACE = joinedload(Proposal.place).joinedload(Place.workplace).joinedload(Workplace.employer)


@dataclass(frozen=True)
class Candidate:
    """A youth who wants a place, in a list: the name where it is shared, how much is shared, and until when at most."""

    proposal_id: int
    place: str
    employer: str
    called: str | None
    shared: int
    until: datetime | None


@dataclass(frozen=True)
class Candidates:
    """What somebody who acts for employers starts with.

    `waiting` are employers that a coach has yet to confirm them for. A list is there for `employers` alone.
    """

    employers: Sequence[str]
    waiting: Sequence[str]
    youths: Sequence[Candidate]

    @property
    def state(self) -> str:
        """What a page that shows this holds, as a text by which it knows that something changed."""
        return keyed_digest("candidates", repr(self))


def candidates(session: Session, *, actor: User, at: datetime) -> Candidates:
    """The youths who want a place at the actor's employers; as many queries for one as for many."""
    mine = select(Membership).where(Membership.user_id == actor.id, Membership.ended_at.is_(None))
    members = session.scalars(mine.options(joinedload(Membership.employer)).order_by(Membership.id)).all()
    confirmed = [member.employer for member in members if allows(actor, Permission.EMPLOYER_READ, member.employer)]
    waiting = [member.employer.name for member in members if member.confirmed_at is None]
    return Candidates([employer.name for employer in confirmed], waiting, _youths(session, confirmed, actor, at))


def candidate(session: Session, proposal_id: int, *, actor: User, at: datetime, language: str) -> SharedView:
    """What the youth of a proposal shares with the actor's employer, and nothing else. Raises NotFound."""
    proposal = session.get(Proposal, proposal_id, options=(_PLACE,))
    if proposal is None:
        raise NotFound(proposal_id)
    require(actor, Permission.CANDIDATE_READ, proposal)
    return shared_view(session, sharing_of(session, proposal, at=at), language=language)


def _youths(session: Session, employers: Sequence[Employer], actor: User, at: datetime) -> list[Candidate]:
    wanted = (
        select(Proposal)
        .join(Proposal.place)
        .join(Place.workplace)
        .where(Proposal.state == ProposalState.WANTED)
        .where(Workplace.employer_id.in_([employer.id for employer in employers]))
        .order_by(Proposal.id)
        .options(_PLACE)
    )
    found = [one for one in session.scalars(wanted) if allows(actor, Permission.CANDIDATE_READ, one)]
    found.sort(key=lambda one: alphabetical(one.place.title))
    shared = sharings(session, found, at=at)
    # Only who shares their name is read here, so that "who looked" tells of no look at anybody else.
    named = [one for one in found if ConsentItem.CALLED in shared[one.id].live]
    look_at(session, {one.youth_id for one in named})
    called = {one.id: known.name for one in named if (known := shared[one.id].known)}
    return [
        Candidate(
            proposal_id=one.id,
            place=one.place.title,
            employer=one.place.workplace.employer.name,
            called=called.get(one.id),
            shared=len(shared[one.id].live),
            until=max((given.until for given in shared[one.id].live.values()), default=None),
        )
        for one in found
    ]
