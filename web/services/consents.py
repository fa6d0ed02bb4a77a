"""Consent: a youth switches on what an employer may see in one proposal, and off again; somebody may sign along.

Nothing is on by itself. Something can be on only while the youth wants the place, and for 90 days at most.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.audit import Act
from models.base import keyed_hash
from models.consent import Along, Consent, ConsentItem, Given
from models.message import MailKind
from models.place import Place
from models.proposal import Proposal, ProposalState
from models.sign_in import Ticket, TicketKind
from models.youth import Youth
from web.permissions import Permission, require
from web.services import outbox, proposals
from web.services.errors import InvalidInput, InvalidMove
from web.services.recording import look_of_nobody, note, record
from web.services.sharing import (
    Sharing,
    digests_of,
    end_all_sharing,
    end_sharing,
    is_signed,
    known_now,
    offered,
    offered_state,
    sharing_of,
    sharings,
)
from web.services.throttling import Limit, count
from web.services.tickets import DeadLink, end_tickets, find_ticket, make_ticket, use_ticket
from web.services.youths import get_youth, own_youth

LONGEST: Final = timedelta(days=90)  # our judgement: long enough to get acquainted, short enough to be asked again
#: What shows what youths change of themself on their own page.
_OF_THEMSELF: Final[tuple[str, ...]] = (ConsentItem.CALLED, ConsentItem.CONTACT)


@dataclass(frozen=True)
class ToSign:
    """What somebody is asked to sign along with: by whom, for which employer and place, and which items."""

    called: str
    along: str
    employer: str
    place: str
    items: Sequence[str]


def own_sharing(session: Session, proposal_id: int, *, actor: User, at: datetime) -> Sharing:
    """What the youth who asks has switched on in one proposal. Raises NotFound."""
    proposal = proposals.own_proposal(session, proposal_id, actor=actor)
    require(actor, Permission.OWN_SHARING, proposal.youth)
    return sharing_of(session, proposal, at=at)


def own_sharings(session: Session, *, actor: User, at: datetime) -> tuple[Youth, Along | None, list[Sharing]]:
    """The youth who asks, who signs along, and every proposal in which something is switched on. Raises NotFound."""
    youth, found = proposals.own_proposals(session, actor=actor)
    require(actor, Permission.OWN_SHARING, youth)
    on = [sharing for sharing in sharings(session, found, at=at).values() if sharing.on]
    return youth, session.get(Along, youth.id), on


def look_again(session: Session, *, actor: User, at: datetime) -> bool:
    """Whether the youth who asks has something on that nobody sees, since it changed. Raises NotFound."""
    _youth, _along, found = own_sharings(session, actor=actor, at=at)
    return any(sharing.changed for sharing in found)


def give(
    session: Session, proposal_id: int, items: Collection[str], *, actor: User, at: datetime, seen: str | None = None
) -> Sharing:
    """Switch items on; what is on stays as it is, unless it reads otherwise now: that begins anew.

    Nothing is seen of it before who signs along has done so. `seen` is the `offered_state` of the page on which it was
    chosen. Raises NotFound, InvalidMove where the youth does not want the place or it is gone, InvalidInput for an item
    that this youth does not have, and where something changed since that page was made.
    """
    _hold_place(session, proposal_id)
    proposal = _locked(session, proposal_id, actor=actor)
    if not proposal.reaches_employer:
        raise InvalidMove(proposal.state, ProposalState.WANTED)
    known = known_now(session, proposal.youth_id)
    if seen is not None and seen != offered_state(known):
        raise InvalidInput({"on": "changed_meanwhile"})
    if not set(items) <= set(offered(known)):
        raise InvalidInput({"on": "not_a_choice"})
    found = sharing_of(session, proposal, at=at)
    shown = digests_of(known, items)
    anew = (item for item in items if item not in found.on or item in found.changed)
    new = {item: Given(at, at + LONGEST, digest=shown[item]) for item in anew}
    if new:
        _keep(session, proposal, {**found.on, **new})
        waits = {"waits_for": found.along.name} if found.along else {}
        _record(session, proposal, Act.SHARED, new, actor, **waits)
        _end_idle_links(session, proposal, at)
    return sharing_of(session, proposal, at=at)


def withdraw(session: Session, proposal_id: int, items: Collection[str], *, actor: User, at: datetime) -> Sharing:
    """Switch items off: gone at once. What is off already stays off. Raises NotFound."""
    proposal = _locked(session, proposal_id, actor=actor)
    _withdraw(session, proposal, lambda item, _given: item in items, actor=actor, at=at)
    return sharing_of(session, proposal, at=at)


def withdraw_all(session: Session, proposal_id: int, *, actor: User, at: datetime) -> None:
    """Switch everything of one proposal off. Raises NotFound."""
    end_sharing(session, _locked(session, proposal_id, actor=actor), actor=actor, at=at)


def withdraw_everywhere(session: Session, *, actor: User, at: datetime) -> None:
    """Switch everything off, at every employer. Raises NotFound for who is no youth."""
    youth = own_youth(session, actor=actor, permission=Permission.OWN_SHARING)
    found = [_locked(session, proposal_id, actor=actor) for proposal_id in _shared_somewhere(session, youth)]
    end_all_sharing(session, found, actor=actor, at=at)


@contextmanager
def own_change(session: Session, youth: Youth, *, at: datetime) -> Iterator[None]:
    """Have what youths change of themself in this block stay shared where it is; nobody else changed it.

    What somebody else had changed before that is not shared by it, and a way to reach them that was not there before
    is not either: the youth shows it once more.
    """
    before, was = _agreed_of_themself(session, youth, at), known_now(session, youth.id)
    yield
    known = known_now(session, youth.id)
    shown = digests_of(known, _OF_THEMSELF)
    new_way = (known.email and not was.email) or (known.telephone and not was.telephone)
    kept = {item for item in _OF_THEMSELF if not (item == ConsentItem.CONTACT and new_way)}
    for proposal_id in _shared_somewhere(session, youth):
        on = sharing_of(session, proposals.locked(session, proposal_id), at=at).on
        same = [item for item, given in before.get(proposal_id, {}).items() if item in kept and on.get(item) == given]
        if same:
            renewed = {item: replace(on[item], digest=shown[item]) for item in same}
            _keep(session, proposals.locked(session, proposal_id), {**on, **renewed})


def _agreed_of_themself(session: Session, youth: Youth, at: datetime) -> dict[int, dict[str, Given]]:
    """What a youth shares of what they change themself, by proposal, as far as nobody else changed it."""
    ids = _shared_somewhere(session, _held(session, youth))
    found = sharings(session, [proposals.locked(session, proposal_id) for proposal_id in ids], at=at)
    return {
        proposal_id: {item: shared.on[item] for item in _OF_THEMSELF if item in {*shared.on} - {*shared.changed}}
        for proposal_id, shared in found.items()
    }


def ask_along(session: Session, proposal_id: int, *, actor: User, at: datetime) -> Along:
    """Mail a link to who signs along: for all that waits for it now; an earlier link ends.

    Raises NotFound, InvalidMove where nothing waits, TooMany: for one address, and for one youth, who may name another
    address each time.
    """
    sharing = sharing_of(session, _locked(session, proposal_id, actor=actor), at=at)
    proposal, along = sharing.proposal, sharing.along
    if along is None or not sharing.waiting or not proposal.reaches_employer:
        raise InvalidMove(proposal.state, ProposalState.WANTED)
    count(session, Limit.ALONG_ASKED, str(actor.id))
    count(session, Limit.CODES_ASKED, f"sign along {keyed_hash(along.email)}")
    secret = make_ticket(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal, made_by=actor)
    facts = {"secret": secret, "name": proposal.youth.name, "employer": _employer(proposal)}
    outbox.put(session, MailKind.SIGN_ALONG, at=at, to=along.email, youth=proposal.youth, facts=facts)
    return along


def to_sign(session: Session, secret: str, *, at: datetime) -> ToSign:
    """What a link asks to sign along with; the look is noted and changes nothing. Raises DeadLink where it is over."""
    ticket = _ticket(session, secret, at)
    proposal = session.get_one(Proposal, ticket.proposal_id)
    asked = _to_sign(sharing_of(session, proposal, at=at), ticket)
    facts = {"name": asked.along, "along": True, "employer": asked.employer, "what": "sign_along"}
    note(session, look_of_nobody(proposal.youth_id, by=f"ticket {ticket.id}", at=at, **facts))
    return asked


def sign_along(session: Session, secret: str, *, at: datetime) -> ToSign:
    """Sign along with what waited when the link was asked for; the link serves once. Raises DeadLink.

    What was switched on after that needs another link: nobody signs for what they were not shown.
    """
    ticket = _ticket(session, secret, at)
    proposal = proposals.locked(session, ticket.proposal_id or 0)
    sharing = sharing_of(session, proposal, at=at)
    asked = _to_sign(sharing, ticket)
    if not use_ticket(session, ticket, at=at):
        raise DeadLink(TicketKind.SIGN_ALONG)
    signed = {item: replace(sharing.on[item], along_at=at) for item in asked.items}
    _keep(session, proposal, {**sharing.on, **signed})
    _record(session, proposal, Act.SIGNED_ALONG, signed, None, name=asked.along)
    return asked


def get_along(session: Session, youth_id: int | None = None, *, actor: User) -> tuple[Youth, Along | None]:
    """A youth, the one who asks unless named, and who signs along with them. Raises NotFound."""
    youth = _youth(session, youth_id, actor)
    return youth, session.get(Along, youth.id)


def set_along(
    session: Session, youth_id: int | None = None, *, name: str, email: str, actor: User, at: datetime
) -> Along:
    """Say who signs along with a youth: nothing is seen any more until this person signed for it.

    Raises NotFound, InvalidInput for an address of the youth.
    """
    youth = _held(session, _youth(session, youth_id, actor))
    along = session.get(Along, youth.id, populate_existing=True)
    if keyed_hash(email) in {youth.email_hash, youth.user.email_hash if youth.user else None}:
        raise InvalidInput({"email": "somebody_else"})
    if along is None or keyed_hash(along.email) != keyed_hash(email):
        _unsign(session, youth, at)
        along = along or Along(youth_id=youth.id)
        along.since = at
    elif along.name == name:
        return along
    along.name, along.email = name, email
    session.add(along)
    session.flush()
    record(session, youth, Act.CHANGED, actor=actor, fields=["along"])
    return along


def end_along(session: Session, youth_id: int | None = None, *, actor: User, at: datetime) -> None:
    """Have nobody sign along any more. What waited for it is switched off: nothing is seen without a new choice."""
    youth = _held(session, _youth(session, youth_id, actor))
    along = session.get(Along, youth.id, populate_existing=True)
    if along is None:
        return
    for proposal_id in _shared_somewhere(session, youth):
        proposal = proposals.locked(session, proposal_id)
        end_tickets(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal)
        _withdraw(session, proposal, lambda _item, given: not is_signed(given, along), actor=actor, at=at)
    session.delete(along)
    session.flush()
    record(session, youth, Act.CHANGED, actor=actor, fields=["along"])


def _youth(session: Session, youth_id: int | None, actor: User) -> Youth:
    if youth_id is None:
        return own_youth(session, actor=actor, permission=Permission.OWN_SHARING)
    return get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_EDIT)


def _held(session: Session, youth: Youth) -> Youth:
    """Hold a youth's row until the transaction ends, so that of two who say who signs along the second waits."""
    session.execute(select(Youth.id).where(Youth.id == youth.id).with_for_update())
    return youth


def _hold_place(session: Session, proposal_id: int) -> None:
    """Hold the place of a proposal as it is, before the proposal: while somebody closes it nobody begins to share."""
    place = select(Place.id).join(Proposal, Proposal.place_id == Place.id).where(Proposal.id == proposal_id)
    session.execute(place.with_for_update(read=True, of=Place))


def _locked(session: Session, proposal_id: int, *, actor: User) -> Proposal:
    proposal = proposals.locked_own(session, proposal_id, actor=actor)
    require(actor, Permission.OWN_SHARING, proposal.youth)
    return proposal


def _shared_somewhere(session: Session, youth: Youth) -> Sequence[int]:
    """The proposals in which the youth ever shared something: all held, in the order of their ids, before any chain."""
    mine = select(Proposal.id).join(Consent, Consent.proposal_id == Proposal.id).where(Proposal.youth_id == youth.id)
    return session.scalars(mine.order_by(Proposal.id).with_for_update(of=Proposal)).all()


def _withdraw(
    session: Session, proposal: Proposal, goes: Callable[[str, Given], bool], *, actor: User, at: datetime
) -> None:
    on = sharing_of(session, proposal, at=at).on
    gone = {item: given for item, given in on.items() if goes(item, given)}
    if gone:
        _keep(session, proposal, {item: given for item, given in on.items() if item not in gone})
        _record(session, proposal, Act.SHARING_ENDED, gone, actor)
        _end_idle_links(session, proposal, at)


def _end_idle_links(session: Session, proposal: Proposal, at: datetime) -> None:
    """End a link to sign along that asks for nothing any more, so that its mail is not sent either."""
    waiting = sharing_of(session, proposal, at=at).waiting
    first = min((given.at for given in waiting.values()), default=None)
    end_tickets(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal, made_before=first)


def _keep(session: Session, proposal: Proposal, given: Mapping[str, Given]) -> None:
    consent = session.scalar(select(Consent).where(Consent.proposal_id == proposal.id))
    if consent is None:
        consent = Consent(proposal=proposal)
        session.add(consent)
    consent.given = dict(given)
    session.flush()


def _record(
    session: Session, proposal: Proposal, act: Act, items: Mapping[str, Given], actor: User | None, **more: str
) -> None:
    record(session, proposal.youth, act, actor=actor, items=list(items), employer=_employer(proposal), **more)


def _employer(proposal: Proposal) -> str:
    return proposal.place.workplace.employer.name


def _unsign(session: Session, youth: Youth, at: datetime) -> None:
    """Have everything signed for again, by another: links that are on their way end."""
    for proposal_id in _shared_somewhere(session, youth):
        proposal = proposals.locked(session, proposal_id)
        end_tickets(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal)
        on = sharing_of(session, proposal, at=at).on
        _keep(session, proposal, {item: replace(given, along_at=None) for item, given in on.items()})


def _ticket(session: Session, secret: str, at: datetime) -> Ticket:
    ticket = find_ticket(session, TicketKind.SIGN_ALONG, secret, at=at)
    if ticket is None:
        raise DeadLink(TicketKind.SIGN_ALONG)
    return ticket


def _to_sign(sharing: Sharing, ticket: Ticket) -> ToSign:
    """What a link is about. Raises DeadLink where nothing of it waits any more."""
    proposal = sharing.proposal
    items = [item for item, given in sharing.waiting.items() if given.at <= ticket.made_at]
    if sharing.along is None or not items or not proposal.reaches_employer:
        raise DeadLink(TicketKind.SIGN_ALONG)
    return ToSign(proposal.youth.name, sharing.along.name, _employer(proposal), proposal.place.title, items)
