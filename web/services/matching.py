"""Matches: the places that fit a youth, the youths who fit a place, and why one is or is not there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy.orm import Session

from matcher import Match, PlaceProfile, PlaceTable, Ranking, Reference, YouthTable, compare, rank_places, rank_youths
from matcher.fit import judge_parts
from matcher.match import PartFit, Reason
from matcher.parts import PARTS
from matcher.parts.ledger import by_friction
from matcher.parts.travel import Way, way_between
from matcher.vocabulary import Aim, Band, PartKey
from models.account import User
from models.loading import load_places
from models.place import Place
from models.youth import Youth
from web.permissions import Permission
from web.services.live import places_table
from web.services.places import find_places, get_open_place, get_place, places_by_id
from web.services.proposals import own_proposal
from web.services.showing import Draft, ListKind, drafts_of_youths, note
from web.services.skills import skill_labels
from web.services.youths import caseload, edit_youth, get_youth, own_youth

# There is no bad word for a youth: what does not fit now is not put before them.
EASY_BANDS: Final = tuple(band for band in Band if band != Band.DOES_NOT_FIT_NOW)


@dataclass(frozen=True)
class PlacesFound:
    """A page of places for a youth: the ranking, the rows behind it, the ways there and the names of skills."""

    youth: Youth
    ranking: Ranking
    places: Mapping[int, Place]
    ways: Mapping[int, Way | None]
    skills: Mapping[str, str]
    size: int  # of the whole table, so that an empty list can say why it is empty


@dataclass(frozen=True)
class PairFound:
    """One youth, one place and how they match.

    `fits` holds what speaks for the pair in each part; `mended` is the obstacle's part once somebody mended it.
    """

    youth: Youth
    place: Place
    match: Match
    way: Way | None
    fits: Mapping[PartKey, Sequence[Reason]]
    mended: PartFit | None
    skills: Mapping[str, str]


@dataclass(frozen=True)
class YouthsFound:
    """The youths of a caseload for one place: those who pass, best first, and those the limits keep out."""

    place: Place
    matches: Sequence[Match]
    refused: Sequence[Match]
    youths: Mapping[int, Youth]
    ways: Mapping[int, Way | None]
    skills: Mapping[str, str]


@dataclass(frozen=True)
class LookedUp:
    """Places looked up by words for one youth, each with how it matches, in the list or not."""

    youth: Youth
    places: Sequence[Place]
    matches: Mapping[int, Match]
    total: int


@dataclass(frozen=True)
class YouthAtAGlance:
    """A youth of the caseload with the place that fits best now, if there is one, and how many pass."""

    youth: Youth
    match: Match | None
    place: Place | None
    total: int


def places_for(
    session: Session,
    youth_id: int,
    *,
    actor: User,
    on: date,
    language: str,
    where: Mapping[str, Any] | None = None,
    k: int = 20,
    offset: int = 0,
) -> PlacesFound:
    """The places that fit a youth best, for the coach. Raises NotFound; ValueError for a filter that does not exist."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_PLACES)
    table, records = places_table(session), _Records(session)
    ranking = rank_places(youth.profile(on=on), table, on=on, k=k, offset=offset, where=where, records=records)
    found = _found(session, youth, ranking, records, len(table), on, language)
    _note_list(session, ListKind.COACHS_LIST, found, records, on=on, where=where or {}, k=k, offset=offset)
    return found


def look_up(session: Session, youth_id: int, words: str, *, actor: User, on: date, offset: int = 0) -> LookedUp:
    """Any places by their words, each with how it matches the youth: why it is in the list or not. Raises NotFound."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_PLACES)
    found, total = find_places(session, words, actor=actor, offset=offset)
    profile, reference = youth.profile(on=on), Reference.default()
    whole = places_by_id(session, [place.id for place in found])
    records = {id_: place.profile() for id_, place in whole.items()}
    matches = {id_: compare(profile, place, on=on, reference=reference) for id_, place in records.items()}
    listed = tuple(matches[place.id] for place in found if place.id in matches)
    if listed:
        note(session, Draft(ListKind.SEARCH, profile, records, listed, on=on, where={"words": words}, offset=offset))
    return LookedUp(youth, found, matches, total)


def own_places(session: Session, *, actor: User, on: date, language: str, k: int, offset: int = 0) -> PlacesFound:
    """The places that fit the youth who asks, without those that do not fit now. Raises NotFound for who is no youth.

    What could fit well once something is known is judged over all places: a blank must not hide one.
    """
    youth = own_youth(session, actor=actor)
    table, records, profile = places_table(session), _Records(session), youth.profile(on=on)
    where = {"band": EASY_BANDS}
    fitting = rank_places(profile, table, on=on, k=k, offset=offset, where=where, records=records)
    ask_first = rank_places(profile, table, on=on, k=k, records=records).ask_first if offset == 0 else ()
    ranking = replace(fitting, ask_first=tuple(ask_first))
    found = _found(session, youth, ranking, records, len(table), on, language)
    _note_list(session, ListKind.OWN_LIST, found, records, on=on, where=where, k=k, offset=offset)
    return found


def place_for(session: Session, youth_id: int, place_id: int, *, actor: User, on: date, language: str) -> PairFound:
    """How one place fits a youth, in the list or not: also the answer to why it is not. Raises NotFound."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_PLACES)
    return _pair(session, youth, get_place(session, place_id, actor=actor), on=on, language=language)


def own_place(session: Session, place_id: int, *, actor: User, on: date, language: str) -> PairFound:
    """How one open place fits the youth who asks. Raises NotFound."""
    youth = own_youth(session, actor=actor)
    return _pair(session, youth, get_open_place(session, place_id), on=on, language=language)


def proposed_place(session: Session, proposal_id: int, *, actor: User, on: date, language: str) -> PairFound:
    """How the place of a proposal fits the youth who asks, open or not. Raises NotFound for somebody else's."""
    proposal = own_proposal(session, proposal_id, actor=actor)
    place = places_by_id(session, [proposal.place_id])[proposal.place_id]
    return _pair(session, proposal.youth, place, on=on, language=language)


def youths_for(session: Session, place_id: int, *, actor: User, on: date, language: str) -> YouthsFound:
    """The youths of the actor's caseload for one place, also those who do not pass its limits. Raises NotFound."""
    place = get_place(session, place_id, actor=actor)
    mine = {youth.id: youth for youth in caseload(session, actor=actor)}
    profiles = {youth.id: youth.profile(on=on) for youth in mine.values()}
    asked, reference = place.profile(), Reference.default()
    passing = rank_youths(asked, YouthTable.build(profiles.values(), reference), on=on, k=len(mine)).matches
    listed = {match.youth_id for match in passing}
    kept_out = [id_ for id_ in mine if id_ not in listed]
    refused = [compare(profiles[id_], asked, on=on, reference=reference) for id_ in kept_out]
    for draft in drafts_of_youths(asked, profiles, passing, refused, on=on):
        note(session, draft)
    return YouthsFound(
        place=place,
        matches=passing,
        refused=refused,
        youths=mine,
        ways={id_: way_between(profile, asked) for id_, profile in profiles.items()},
        skills=_skills(session, [place], list(mine.values()), language),
    )


def overview(session: Session, *, actor: User, on: date) -> list[YouthAtAGlance]:
    """The caseload, each youth with the place that fits best; as many queries for one as for all. Raises NotFound."""
    mine = caseload(session, actor=actor)
    table, records = places_table(session), _Records(session)
    profiles = {youth.id: youth.profile(on=on) for youth in mine}
    for profile in profiles.values():  # only to learn which records to read, all in one go
        rank_places(profile, table, on=on, k=1, records=records.later)
    rankings = {id_: rank_places(profile, table, on=on, k=1, records=records) for id_, profile in profiles.items()}
    best = [match.place_id for ranking in rankings.values() for match in ranking.matches]
    places = places_by_id(session, best)
    for id_, ranking in rankings.items():
        there = replace(ranking, matches=_still_there(ranking.matches, places), ask_first=())
        note(session, Draft(ListKind.GLANCE, profiles[id_], records.by_id(places), there, on=on, k=1))
    return [_at_a_glance(youth, rankings[youth.id], places) for youth in mine]


def set_priorities(
    session: Session,
    youth_id: int,
    *,
    matters_most: tuple[PartKey, ...],
    aim: Aim,
    version: int,
    actor: User,
    on: date,
) -> int:
    """Change what matters most and the aim; returns how many of the first twenty places stand elsewhere now.

    Raises NotFound, Stale.
    """
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_EDIT)
    table, records = places_table(session), _Records(session)
    before = _order(youth, table, on, records)
    edit_youth(session, youth_id, {"matters_most": matters_most, "aim": aim}, version=version, actor=actor)
    return sum(was != now for was, now in zip_longest(before, _order(youth, table, on, records)))


def kept_minutes(found: PairFound) -> int | None:
    """The coach's own travel time of this pair, where one is kept."""
    kept = {correction.workplace_id: correction.minutes for correction in found.youth.corrections}
    return kept.get(found.place.workplace_id)


class _Records:
    """The records of places as the session of a request sees them, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read: dict[int, PlaceProfile | None] = {}
        self._later: set[int] = set()

    def __call__(self, ids: Collection[int]) -> list[PlaceProfile]:
        """Those of these ids that are there."""
        if not self._read.keys() >= set(ids):
            new = (self._later | set(ids)) - self._read.keys()
            self._read |= dict.fromkeys(new)
            self._read |= {place.id: place for place in load_places(self._session, new)}
        return [place for id_ in ids if (place := self._read[id_])]

    def by_id(self, ids: Collection[int]) -> dict[int, PlaceProfile]:
        """Those of these ids that are there, by id."""
        return {place.id: place for place in self(ids)}

    def later(self, ids: Collection[int]) -> tuple[()]:
        """None of them yet; but they are read along with the next that are asked for."""
        self._later.update(ids)
        return ()


def _order(youth: Youth, table: PlaceTable, on: date, records: _Records) -> list[int]:
    return [match.place_id for match in rank_places(youth.profile(on=on), table, on=on, records=records).matches]


def _at_a_glance(youth: Youth, ranking: Ranking, places: Mapping[int, Place]) -> YouthAtAGlance:
    (first,) = _still_there(ranking.matches, places) or (None,)
    return YouthAtAGlance(youth, first, places[first.place_id] if first else None, ranking.total)


def _still_there(matches: Iterable[Match], places: Mapping[int, Place]) -> tuple[Match, ...]:
    """Without places that went while the page was being made."""
    return tuple(match for match in matches if match.place_id in places)


def _found(
    session: Session, youth: Youth, ranking: Ranking, records: _Records, size: int, on: date, language: str
) -> PlacesFound:
    places = places_by_id(session, [match.place_id for match in (*ranking.matches, *ranking.ask_first)])
    ranking = replace(
        ranking,
        matches=_still_there(ranking.matches, places),
        ask_first=_still_there(ranking.ask_first, places),
    )
    profile = youth.profile(on=on)
    ways = {place.id: way_between(profile, place) for place in records(places)}
    return PlacesFound(youth, ranking, places, ways, _skills(session, places.values(), [youth], language), size)


def _note_list(
    session: Session, kind: ListKind, found: PlacesFound, records: _Records, *, on: date, **asked: Any
) -> None:
    """Note a list of places, with what was asked for it."""
    profile = found.youth.profile(on=on)
    note(session, Draft(kind, profile, records.by_id(found.places), found.ranking, on=on, **asked))


def _pair(session: Session, youth: Youth, place: Place, *, on: date, language: str) -> PairFound:
    reference = Reference.default()
    seeker, offered = youth.profile(on=on), place.profile()
    match = compare(seeker, offered, on=on, reference=reference)
    note(session, Draft(ListKind.PAIR, seeker, {place.id: offered}, (match,), on=on))
    obstacle = match.obstacle
    return PairFound(
        youth=youth,
        place=place,
        match=match,
        way=way_between(seeker, offered),
        fits={part.key: sorted(part.weigh(seeker, offered, reference).strengths, key=by_friction) for part in PARTS},
        mended=judge_parts(obstacle.youth, obstacle.place, reference)[obstacle.part] if obstacle else None,
        skills=_skills(session, [place], [youth], language),
    )


def _skills(session: Session, places: Iterable[Place], youths: Iterable[Youth], language: str) -> dict[str, str]:
    uris: set[str] = set()
    for place in places:
        uris.update(place.licences, place.taught, *(task.skills for task in place.tasks))
    for youth in youths:
        uris.update(youth.skills, youth.goals)
    return skill_labels(session, uris, language=language)
