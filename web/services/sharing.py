"""What an employer may see of a youth at a moment: the one place where consent is judged.

`sharings` says which items are live; `shared_view` makes of them all that an employer gets. Every page, list and check
goes through these two, so that what was withdrawn is gone everywhere at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.profiles import Span, WeekTime
from matcher.vocabulary import Ability, Condition, Interest
from models.ability import Source
from models.account import User
from models.audit import Act
from models.base import keyed_digest
from models.consent import ITEMS, Along, Consent, ConsentItem, Given, condition_of, need_item
from models.proposal import Proposal
from models.sign_in import TicketKind
from models.values import span
from models.youth import Youth
from web.services.alphabet import alphabetical
from web.services.places import skill_labels
from web.services.recording import record
from web.services.tickets import end_tickets

LIKES_SHOWN: Final = 3  # of the six interests the strongest: our judgement, as a sentence would name them
CAN_FROM: Final = 3  # an ability is told from the middle of the scale up: what somebody can, never what not


@dataclass(frozen=True)
class Sharing:
    """What is switched on in one proposal at a moment, in the order in which it is asked.

    `on` is everything; `live` is what of it the employer sees; `waiting` what `along` has to sign along with first.
    What is in neither rests: the place is gone, and perhaps comes back.
    """

    proposal: Proposal
    along: Along | None
    on: Mapping[str, Given]
    live: Mapping[str, Given]
    waiting: Mapping[str, Given]


@dataclass(frozen=True)
class SharedView:
    """All that an employer sees of a youth in one proposal. What is not a field here never reaches an employer.

    `until` {item: when it ends at the latest} has the items that are shared; the rest is empty unless its item is.
    """

    place: str
    employer: str
    until: Mapping[str, datetime] = field(default_factory=dict)
    called: str | None = None
    interests: tuple[Interest, ...] = ()
    abilities: tuple[tuple[Ability, int], ...] = ()
    learned: tuple[str, ...] = ()
    needs: tuple[Condition, ...] = ()
    hours: Span | None = None
    free: tuple[WeekTime, ...] | None = None
    email: str | None = None
    telephone: str | None = None

    @property
    def holds_until(self) -> datetime | None:
        """When the first of it ends at the latest, if anything is shared."""
        return min(self.until.values(), default=None)

    @property
    def state(self) -> str:
        """What a page that shows this holds, as a text by which it knows that something changed."""
        return keyed_digest("shared view", repr(self))


def is_signed(given: Given, along: Along | None) -> bool:
    """Whether nobody has to sign along with what was given, or who does so now did."""
    return along is None or (given.along_at is not None and given.along_at >= along.since)


def sharings(session: Session, proposals: Iterable[Proposal], *, at: datetime) -> dict[int, Sharing]:
    """What is switched on in each of these proposals; two queries, however many they are."""
    found = list(proposals)
    of_these = select(Consent).where(Consent.proposal_id.in_([proposal.id for proposal in found]))
    consents = {consent.proposal_id: consent for consent in session.scalars(of_these)}
    of_them = select(Along).where(Along.youth_id.in_({proposal.youth_id for proposal in found}))
    along = {somebody.youth_id: somebody for somebody in session.scalars(of_them)}
    return {
        proposal.id: _sharing(proposal, consents.get(proposal.id), along.get(proposal.youth_id), at)
        for proposal in found
    }


def sharing_of(session: Session, proposal: Proposal, *, at: datetime) -> Sharing:
    """What is switched on in one proposal."""
    return sharings(session, [proposal], at=at)[proposal.id]


def _sharing(proposal: Proposal, consent: Consent | None, along: Along | None, at: datetime) -> Sharing:
    given = consent.given if consent else {}
    on = {item: given[item] for item in ITEMS if item in given and at < given[item].until}
    waiting = {item: found for item, found in on.items() if not is_signed(found, along)}
    live = {item: found for item, found in on.items() if item not in waiting and proposal.reaches_employer}
    return Sharing(proposal, along, on, live, waiting)


def shared_view(session: Session, sharing: Sharing, *, language: str) -> SharedView:
    """All that the employer of a proposal sees of the youth, and nothing else."""
    until = {item: given.until for item, given in sharing.live.items()}
    if not until:
        return _view(sharing.proposal, None, until, {})
    youth = sharing.proposal.youth
    return _view(sharing.proposal, youth, until, _labels(session, youth, until, language))


def offered_view(session: Session, proposal: Proposal, *, until: datetime, language: str) -> SharedView:
    """What the employer would see if the youth switched everything on: for the youth's own eyes, before choosing."""
    items = dict.fromkeys(offered(proposal.youth), until)
    return _view(proposal, proposal.youth, items, _labels(session, proposal.youth, items, language))


def offered(youth: Youth) -> list[str]:
    """The items that this youth can switch on: those with something in them, and only needs they have."""
    return [item for item in ITEMS if _has(youth, item)]


def end_sharing(session: Session, proposal: Proposal, *, actor: User | None, at: datetime) -> None:
    """End all sharing in a proposal at once, and what somebody was asked to sign along with."""
    on = sharing_of(session, proposal, at=at).on
    consent = session.scalar(select(Consent).where(Consent.proposal_id == proposal.id))
    if consent is not None:
        consent.given = {}
    end_tickets(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal)
    session.flush()
    if on:
        employer = proposal.place.workplace.employer.name
        record(session, proposal.youth, Act.SHARING_ENDED, actor=actor, items=list(on), employer=employer)


def _labels(session: Session, youth: Youth, items: Mapping[str, datetime], language: str) -> dict[str, str]:
    return skill_labels(session, youth.skills, language=language) if ConsentItem.LEARNED in items else {}


def _view(
    proposal: Proposal, youth: Youth | None, until: Mapping[str, datetime], labels: Mapping[str, str]
) -> SharedView:
    values: dict[str, Any] = {}
    if youth is not None:
        for item, part in _PARTS.items():
            if item in until:
                values |= part(youth, labels)
        values["needs"] = tuple(found for found in _needs(youth) if need_item(found) in until)
    place = proposal.place
    return SharedView(place=place.title, employer=place.workplace.employer.name, until=dict(until), **values)


def _interests(youth: Youth) -> tuple[Interest, ...]:
    """What a youth likes most, the strongest first."""
    found = sorted(zip(Interest, youth.interests or (), strict=False), key=lambda pair: -pair[1])
    return tuple(interest for interest, value in found[:LIKES_SHOWN] if value > 0)


def _abilities(youth: Youth) -> tuple[tuple[Ability, int], ...]:
    """What a youth says they can do, in their own eyes alone."""
    own = {view.ability: view.level for view in youth.views if view.source is Source.OWN}
    return tuple((ability, own[ability]) for ability in Ability if own.get(ability, 0) >= CAN_FROM)


def _needs(youth: Youth) -> list[Condition]:
    return [condition for condition in Condition if youth.needs.get(condition)]


#: What each item puts into the view. An item that is not here shows nothing.
_PARTS: Final[Mapping[str, Callable[[Youth, Mapping[str, str]], dict[str, Any]]]] = {
    ConsentItem.CALLED: lambda youth, _labels: {"called": youth.name},
    ConsentItem.INTERESTS: lambda youth, _labels: {"interests": _interests(youth)},
    ConsentItem.ABILITIES: lambda youth, _labels: {"abilities": _abilities(youth)},
    ConsentItem.LEARNED: lambda _youth, labels: {"learned": tuple(sorted(labels.values(), key=alphabetical))},
    ConsentItem.HOURS: lambda youth, _labels: {"hours": span(youth.hours_least, youth.hours_most), "free": youth.free},
    ConsentItem.CONTACT: lambda youth, _labels: {"email": youth.email, "telephone": youth.telephone},
}
_HAS: Final[Mapping[str, Callable[[Youth], bool]]] = {
    ConsentItem.CALLED: lambda _youth: True,
    ConsentItem.INTERESTS: lambda youth: bool(_interests(youth)),
    ConsentItem.ABILITIES: lambda youth: bool(_abilities(youth)),
    ConsentItem.LEARNED: lambda youth: bool(youth.skills),
    ConsentItem.HOURS: lambda youth: youth.hours_least is not None or youth.free is not None,
    ConsentItem.CONTACT: lambda youth: bool(youth.email or youth.telephone),
}


def _has(youth: Youth, item: str) -> bool:
    condition = condition_of(item)
    return bool(youth.needs.get(condition)) if condition else _HAS[item](youth)
