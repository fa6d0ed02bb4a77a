"""What an employer may see of a youth at a moment: the one place where consent is judged.

`sharings` says which items are live; `shared_view` makes of them all that an employer gets. Every page, list and check
goes through these two, so that what was withdrawn, or reads otherwise than when it was agreed to, is gone everywhere at
once.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.profiles import Interests, Span, WeekTime
from matcher.records import plain
from matcher.vocabulary import Ability, Condition, Interest
from models.ability import AbilityView, Source
from models.account import User
from models.audit import Act
from models.base import keyed_digest
from models.consent import ITEMS, Along, Consent, ConsentItem, Given, condition_of, need_item
from models.place import Place
from models.proposal import Proposal, ProposalState
from models.sign_in import TicketKind
from models.values import span
from models.youth import Youth
from web.services.alphabet import alphabetical
from web.services.recording import record_each
from web.services.skills import skill_labels
from web.services.tickets import end_tickets

LIKES_SHOWN: Final = 3  # of the six interests the strongest: our judgement, as a sentence would name them
CAN_FROM: Final = 3  # an ability is told from the middle of the scale up: what somebody can, never what not


@dataclass(frozen=True)
class Sharing:
    """What is switched on in one proposal at a moment, in the order in which it is asked.

    `on` is everything; `live` is what of it the employer sees; `waiting` what `along` has to sign along with first;
    `changed` what reads otherwise now than when the youth agreed to it, and is seen when they show it again.
    `known` is what all this was judged by and what is shown of it; None where nothing is on.
    """

    proposal: Proposal
    along: Along | None
    on: Mapping[str, Given]
    live: Mapping[str, Given]
    waiting: Mapping[str, Given]
    changed: Mapping[str, Given]
    known: "Known | None"


@dataclass(frozen=True)
class Known:
    """What of a youth can be shared: `own` {ability: level} in their own eyes, the rest as Youth has it."""

    name: str
    interests: Interests | None
    own: Mapping[Ability, int]
    skills: frozenset[str]
    needs: Mapping[Condition, int]
    hours_least: float | None
    hours_most: float | None
    free: tuple[WeekTime, ...] | None
    email: str | None
    telephone: str | None


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
        """When the last of it ends at the latest, if anything is shared."""
        return max(self.until.values(), default=None)

    @property
    def state(self) -> str:
        """What a page that shows this holds, as a text by which it knows that something changed."""
        return keyed_digest("shared view", repr(self))


def is_signed(given: Given, along: Along | None) -> bool:
    """Whether nobody has to sign along with what was given, or who does so now did."""
    return along is None or (given.along_at is not None and given.along_at >= along.since)


def sharings(session: Session, proposals: Iterable[Proposal], *, at: datetime) -> dict[int, Sharing]:
    """What is switched on in each of these proposals; four queries at most, however many they are."""
    found = list(proposals)
    of_these = select(Consent).where(Consent.proposal_id.in_([proposal.id for proposal in found]))
    consents = {consent.proposal_id: consent for consent in session.scalars(of_these)}
    of_them = select(Along).where(Along.youth_id.in_({proposal.youth_id for proposal in found}))
    along = {somebody.youth_id: somebody for somebody in session.scalars(of_them)}
    on = {proposal.id: _on(consents.get(proposal.id), at) for proposal in found}
    known = _known(session, {proposal.youth_id for proposal in found if on[proposal.id]})
    return {
        proposal.id: _sharing(proposal, on[proposal.id], along.get(proposal.youth_id), known.get(proposal.youth_id))
        for proposal in found
    }


def sharing_of(session: Session, proposal: Proposal, *, at: datetime) -> Sharing:
    """What is switched on in one proposal."""
    return sharings(session, [proposal], at=at)[proposal.id]


def digests_of(known: Known, items: Iterable[str]) -> dict[str, str]:
    """What stands for what each of these items shows."""
    return {item: _digest(known, item) for item in items}


def offered_state(known: Known) -> str:
    """What stands for all that can be shared: a page that was made before something changed says another."""
    return keyed_digest("offered", *(_digest(known, item) for item in ITEMS))


def known_now(session: Session, youth_id: int) -> Known:
    """What of a youth can be shared, as it is kept now; two queries, and no look."""
    return _known(session, {youth_id})[youth_id]


def _on(consent: Consent | None, at: datetime) -> dict[str, Given]:
    given = consent.given if consent else {}
    return {item: given[item] for item in ITEMS if item in given and at < given[item].until}


def _sharing(proposal: Proposal, on: Mapping[str, Given], along: Along | None, known: Known | None) -> Sharing:
    changed = {item: given for item, given in on.items() if known is None or not _agreed(given, known, item)}
    same = {item: given for item, given in on.items() if item not in changed}
    waiting = {item: given for item, given in same.items() if not is_signed(given, along)}
    live = {item: given for item, given in same.items() if item not in waiting and proposal.reaches_employer}
    return Sharing(proposal, along, on, live, waiting, changed, known)


def _agreed(given: Given, known: Known, item: str) -> bool:
    """Whether an item shows something, and what the youth agreed to. Every answer to what is seen comes from here."""
    return bool(given.digest) and given.digest == _digest(known, item)


def _known(session: Session, youth_ids: set[int]) -> dict[int, Known]:
    """What of these youths can be shared. Columns and no rows: by comparing it nobody looks at a youth."""
    if not youth_ids:
        return {}
    own: dict[int, dict[Ability, int]] = defaultdict(dict)
    views = select(AbilityView.youth_id, AbilityView.ability, AbilityView.level)
    of_them = AbilityView.youth_id.in_(youth_ids)
    for youth_id, ability, level in session.execute(views.where(of_them, AbilityView.source == Source.OWN)):
        own[youth_id][ability] = level
    columns = (getattr(Youth, name) for name in _COLUMNS)
    rows = session.execute(select(Youth.id, *columns).where(Youth.id.in_(youth_ids)))
    return {
        youth_id: Known(own=own[youth_id], **dict(zip(_COLUMNS, values, strict=True))) for youth_id, *values in rows
    }


def shared_view(session: Session, sharing: Sharing, *, language: str) -> SharedView:
    """All that the employer of a proposal sees of the youth, and nothing else."""
    until = {item: given.until for item, given in sharing.live.items()}
    if sharing.known is None or not until:
        return _view(sharing.proposal, None, until, {})
    look_at(session, {sharing.proposal.youth_id})
    return _view(sharing.proposal, sharing.known, until, _labels(session, sharing.known, until, language))


def look_at(session: Session, youth_ids: set[int]) -> None:
    """Load these youths, so that it is written down that they were looked at: what is shown was read beside them."""
    if youth_ids:
        session.scalars(select(Youth).where(Youth.id.in_(youth_ids))).all()


def offered_view(session: Session, sharing: Sharing, known: Known, *, until: datetime, language: str) -> SharedView:
    """What the employer would see if the youth switched everything on: for the youth's own eyes, before choosing."""
    items = dict.fromkeys(offered(known), until)
    return _view(sharing.proposal, known, items, _labels(session, known, items, language))


def offered(known: Known) -> list[str]:
    """The items that this youth can switch on: those with something in them, and only needs they have."""
    return [item for item in ITEMS if _has(known, item)]


def end_sharing(session: Session, proposal: Proposal, *, actor: User | None, at: datetime) -> None:
    """End all sharing in a proposal at once, and what somebody was asked to sign along with."""
    end_all_sharing(session, [proposal], actor=actor, at=at)


def end_sharing_at(session: Session, place: Place, *, actor: User, at: datetime) -> None:
    """End all sharing at a place that is gone: should it come back, each youth chooses anew.

    The actor need not be anybody's own coach: each youth reads who did it.
    """
    here = select(Proposal.id).where(Proposal.place_id == place.id, Proposal.state != ProposalState.ENDED)
    held = session.scalars(here.order_by(Proposal.id).with_for_update()).all()
    found = select(Proposal).where(Proposal.id.in_(held)).order_by(Proposal.id)
    end_all_sharing(session, session.scalars(found).all(), actor=actor, at=at)


def end_all_sharing(session: Session, proposals: Sequence[Proposal], *, actor: User | None, at: datetime) -> None:
    """End all sharing in several proposals at once; who ends it holds them already, in the order of their ids."""
    shared = [found for found in sharings(session, proposals, at=at).values() if found.on]
    of_these = select(Consent).where(Consent.proposal_id.in_([proposal.id for proposal in proposals]))
    for consent in session.scalars(of_these):
        consent.given = {}
    for proposal in proposals:
        end_tickets(session, TicketKind.SIGN_ALONG, at=at, proposal=proposal)
    session.flush()
    told = [
        (found.proposal.youth, {"items": list(found.on), "employer": _employer(found.proposal)}) for found in shared
    ]
    record_each(session, Act.SHARING_ENDED, told, actor=actor)


def _employer(proposal: Proposal) -> str:
    return proposal.place.workplace.employer.name


def _labels(session: Session, known: Known, items: Mapping[str, datetime], language: str) -> dict[str, str]:
    return skill_labels(session, known.skills, language=language) if ConsentItem.LEARNED in items else {}


def _view(
    proposal: Proposal, known: Known | None, until: Mapping[str, datetime], labels: Mapping[str, str]
) -> SharedView:
    values: dict[str, Any] = {}
    if known is not None:
        for item, part in _PARTS.items():
            if item in until:
                values |= part(known, labels)
        values["needs"] = tuple(found for found in _needs(known) if need_item(found) in until)
    place = proposal.place
    return SharedView(place=place.title, employer=place.workplace.employer.name, until=dict(until), **values)


def _interests(known: Known) -> tuple[Interest, ...]:
    """What a youth likes most, the strongest first."""
    found = sorted(zip(Interest, known.interests or (), strict=False), key=lambda pair: -pair[1])
    return tuple(interest for interest, value in found[:LIKES_SHOWN] if value > 0)


def _abilities(known: Known) -> tuple[tuple[Ability, int], ...]:
    """What a youth says they can do, in their own eyes alone."""
    return tuple((ability, known.own[ability]) for ability in Ability if known.own.get(ability, 0) >= CAN_FROM)


def _needs(known: Known) -> list[Condition]:
    return [condition for condition in Condition if known.needs.get(condition)]


#: What of a youth can be shared, as columns; beside them their own view of what they can do.
_COLUMNS: Final = tuple(found.name for found in fields(Known) if found.name != "own")

#: What each item puts into the view. An item that is not here shows nothing.
_PARTS: Final[Mapping[str, Callable[[Known, Mapping[str, str]], dict[str, Any]]]] = {
    ConsentItem.CALLED: lambda known, _labels: {"called": known.name},
    ConsentItem.INTERESTS: lambda known, _labels: {"interests": _interests(known)},
    ConsentItem.ABILITIES: lambda known, _labels: {"abilities": _abilities(known)},
    ConsentItem.LEARNED: lambda _known, labels: {"learned": tuple(sorted(labels.values(), key=alphabetical))},
    ConsentItem.HOURS: lambda known, _labels: {"hours": span(known.hours_least, known.hours_most), "free": known.free},
    ConsentItem.CONTACT: lambda known, _labels: {"email": known.email, "telephone": known.telephone},
}
_HAS: Final[Mapping[str, Callable[[Known], bool]]] = {
    ConsentItem.CALLED: lambda _known: True,
    ConsentItem.INTERESTS: lambda known: bool(_interests(known)),
    ConsentItem.ABILITIES: lambda known: bool(_abilities(known)),
    ConsentItem.LEARNED: lambda known: bool(known.skills),
    ConsentItem.HOURS: lambda known: known.hours_least is not None or known.free is not None,
    ConsentItem.CONTACT: lambda known: bool(known.email or known.telephone),
}


def _has(known: Known, item: str) -> bool:
    condition = condition_of(item)
    return bool(known.needs.get(condition)) if condition else _HAS[item](known)


def _digest(known: Known, item: str) -> str:
    """What stands for what an item shows; "" where it shows nothing. Skills by their URIs, whatever the language."""
    if not _has(known, item):
        return ""
    part = _PARTS[item](known, {uri: uri for uri in sorted(known.skills)}) if item in _PARTS else {}
    return keyed_digest("shared part", item, json.dumps(plain(part)))
