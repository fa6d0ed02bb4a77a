"""Proposals: a coach puts a place to a youth, who answers and may change the answer until it has ended."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher import Reference, compare
from models.account import RoleName, User
from models.audit import Act
from models.message import MailKind
from models.place import Place, PlaceState
from models.proposal import ANSWERS, Proposal, ProposalMove, ProposalState
from models.workplace import Workplace
from models.youth import Youth
from web.permissions import Permission, allows, require
from web.services import outbox, showing
from web.services.errors import InvalidMove, NotFound
from web.services.places import get_place
from web.services.recording import record, stands_in_for
from web.services.sharing import end_sharing
from web.services.youths import get_youth, own_youth

_WHOLE: Final = (
    joinedload(Proposal.place).joinedload(Place.workplace).joinedload(Workplace.employer),
    selectinload(Proposal.moves).joinedload(ProposalMove.by),
    selectinload(Proposal.moves).joinedload(ProposalMove.for_whom),
)
_ACTS: Final = {ProposalState.ASKED: Act.PROPOSED, ProposalState.ENDED: Act.ENDED}


def propose(session: Session, youth_id: int, place_id: int, *, actor: User, on: date, at: datetime) -> Proposal:
    """Put an open place to a youth of the caseload and keep how it fits now; the youth gets a mail.

    Pressed twice, or by two coaches at once, it is one proposal: the first. Raises NotFound, InvalidMove for a place
    that is not open any more.
    """
    # Sent twice at once, the second waits here and then finds what the first made.
    session.execute(select(Youth.id).where(Youth.id == youth_id).with_for_update())
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.PROPOSAL_MAKE)
    place = get_place(session, place_id, actor=actor)
    known = open_proposal(session, youth, place)
    if known:
        return known
    if place.state is not PlaceState.OPEN:
        raise InvalidMove(place.state, PlaceState.OPEN)
    proposal = Proposal(youth=youth, place=place, made_at=at, shown_id=_kept_fit(session, youth, place, actor, on, at))
    session.add(proposal)
    _arrive(session, proposal, None, ProposalState.ASKED, role=RoleName.COACH, actor=actor, at=at)
    outbox.put(session, MailKind.PROPOSAL, at=at, user=youth.user, youth=youth)
    return proposal


def answer(session: Session, proposal_id: int, state: ProposalState, *, actor: User, at: datetime) -> Proposal:
    """Say yes, later or no to one's own proposal; what is no yes ends all sharing. Raises NotFound, InvalidMove."""
    proposal = locked_own(session, proposal_id, actor=actor)
    if state not in ANSWERS:
        raise InvalidMove(proposal.state, state)
    if proposal.state is not state:
        _move(session, proposal, state, role=RoleName.YOUTH, actor=actor, at=at)
    return proposal


def end(session: Session, proposal_id: int, *, actor: User, at: datetime) -> Proposal:
    """End a proposal, by its youth or their coach, and with it all that is shared there. Raises NotFound."""
    proposal = locked(session, proposal_id)
    own = allows(actor, Permission.OWN_PROPOSALS, proposal.youth)
    if not own:
        require(actor, Permission.PROPOSAL_MAKE, proposal.youth)
    if proposal.state is not ProposalState.ENDED:
        role = RoleName.YOUTH if own else RoleName.COACH
        _move(session, proposal, ProposalState.ENDED, role=role, actor=actor, at=at)
    return proposal


def of_youth(session: Session, youth_id: int, *, actor: User) -> tuple[Youth, Sequence[Proposal]]:
    """A youth and all proposals to them, the latest first, for the coach. Raises NotFound."""
    youth = get_youth(session, youth_id, actor=actor)
    return youth, _all_of(session, youth)


def own_proposals(session: Session, *, actor: User) -> tuple[Youth, Sequence[Proposal]]:
    """The youth who asks, and their proposals, the latest first. Raises NotFound for who is no youth."""
    youth = own_youth(session, actor=actor, permission=Permission.OWN_PROPOSALS)
    return youth, _all_of(session, youth)


def own_proposal(session: Session, proposal_id: int, *, actor: User) -> Proposal:
    """One proposal of the youth who asks. Raises NotFound, also for somebody else's."""
    return _own(session.get(Proposal, proposal_id, options=_WHOLE), actor)


def open_proposal(session: Session, youth: Youth, place: Place) -> Proposal | None:
    """The proposal of a youth and a place that has not ended, if there is one."""
    pair = select(Proposal).where(Proposal.youth_id == youth.id, Proposal.place_id == place.id)
    return session.scalar(pair.where(Proposal.state != ProposalState.ENDED).options(*_WHOLE))


def locked_own(session: Session, proposal_id: int, *, actor: User) -> Proposal:
    """One proposal of the youth who asks, as it is now, until the transaction ends: others wait. Raises NotFound."""
    return _own(locked(session, proposal_id), actor)


def locked(session: Session, proposal_id: int) -> Proposal:
    """One proposal as it is now, until the transaction ends, for who came by a link. Raises NotFound."""
    session.execute(select(Proposal.id).where(Proposal.id == proposal_id).with_for_update())
    found = session.get(Proposal, proposal_id, options=_WHOLE, populate_existing=True)
    if found is None:
        raise NotFound(proposal_id)
    return found


def _own(proposal: Proposal | None, actor: User) -> Proposal:
    if proposal is None:
        raise NotFound("proposal")
    require(actor, Permission.OWN_PROPOSALS, proposal.youth)
    return proposal


def _all_of(session: Session, youth: Youth) -> Sequence[Proposal]:
    mine = select(Proposal).where(Proposal.youth_id == youth.id).order_by(Proposal.id.desc())
    return session.scalars(mine.options(*_WHOLE)).all()


def _move(
    session: Session, proposal: Proposal, state: ProposalState, *, role: RoleName, actor: User, at: datetime
) -> None:
    if not proposal.may_become(state):
        raise InvalidMove(proposal.state, state)
    if proposal.state is ProposalState.WANTED:
        end_sharing(session, proposal, actor=actor, at=at)
    _arrive(session, proposal, proposal.state, state, role=role, actor=actor, at=at)


def _arrive(
    session: Session,
    proposal: Proposal,
    came_from: ProposalState | None,
    state: ProposalState,
    *,
    role: RoleName,
    actor: User,
    at: datetime,
) -> None:
    """Bring a proposal to a state, and keep and record who did it."""
    absent = stands_in_for(actor, proposal.youth)
    move = ProposalMove(from_state=came_from, to_state=state, at=at, by=actor, for_id=absent, role=role)
    proposal.moves.append(move)
    proposal.state = state
    proposal.ended_at = at if state is ProposalState.ENDED else None
    session.flush()
    act = _ACTS.get(state, Act.ANSWERED)
    record(session, proposal.youth, act, actor=actor, place=proposal.place.title, answer=state.value)


def _kept_fit(session: Session, youth: Youth, place: Place, actor: User, on: date, at: datetime) -> int:
    """Keep how the place fits at this moment, so that it can be explained later."""
    seeker, offered = youth.profile(on=on), place.profile()
    match = compare(seeker, offered, on=on, reference=Reference.default())
    draft = showing.Draft(showing.ListKind.PAIR, seeker, {place.id: offered}, (match,), on=on)
    (shown,) = showing.keep(session, [draft], viewer=actor, at=at)
    return shown.id
