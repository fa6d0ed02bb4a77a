"""How far the work runs against what a youth likes, and whether it is what a youth wishes for."""

import math
from collections.abc import Iterable
from functools import lru_cache

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import Ledger
from matcher.parts.tasks import shared_tasks
from matcher.profiles import Interests as Profile
from matcher.profiles import PlaceProfile, YouthProfile, employer_wish
from matcher.reference import Quantity, Reference
from matcher.settings import (
    INTEREST_ENOUGH,
    INTEREST_FLAT,
    INTEREST_RATE,
    INTERESTS_MOST,
    WISH_EXPLORED,
    WISH_NOT_MET,
    Levels,
)
from matcher.vocabulary import Interest, PartKey, Sector, Wish

_TYPES_TOLD = 2


class Interests:
    """Friction of tasks whose six interests run against the youth's, and of wishes not met.

    Likeness is the Pearson correlation of the two profiles, so only their shape counts. A flat
    profile says nothing and is unknown. Wishes count once a place, and only when something is wanted.
    """

    key = PartKey.INTERESTS

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger(INTERESTS_MOST)
        _weigh_tasks(ledger, youth, place, reference)
        _weigh_wishes(ledger, youth, place)
        return ledger


def direction(profile: Profile | None) -> tuple[float, ...] | None:
    """A profile centred and scaled to length 1; None when it is unknown or flat."""
    return None if profile is None else _direction(tuple(profile))


@lru_cache(maxsize=8192)
def _direction(profile: tuple[float, ...]) -> tuple[float, ...] | None:
    mean = math.fsum(profile) / len(profile)
    centred = [value - mean for value in profile]
    squares = math.fsum(value * value for value in centred)
    if squares / len(profile) <= INTEREST_FLAT:
        return None
    length = math.sqrt(squares)
    return tuple(value / length for value in centred)


def likeness(one: Profile | None, other: Profile | None) -> float | None:
    """The Pearson correlation of two profiles, -1 to 1; None when either says nothing."""
    first, second = direction(one), direction(other)
    return None if first is None or second is None else _product(first, second)


def _product(first: tuple[float, ...], second: tuple[float, ...]) -> float:
    return max(-1.0, min(1.0, math.fsum(a * b for a, b in zip(first, second, strict=True))))


def _against(r: float) -> float:
    return INTEREST_RATE * max(0.0, INTEREST_ENOUGH - r)


def _weigh_tasks(ledger: Ledger, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> None:
    likes = direction(youth.interests)
    known: list[tuple[float, tuple[float, ...]]] = []
    unknown: list[float] = []
    for _, task, share in shared_tasks(place):
        work = direction(place.interests if task.interests is None else task.interests)
        if work is None or likes is None:
            unknown.append(share)
        if work is not None:
            known.append((share, work))
    if likes is not None and known:
        _weigh_known(ledger, likes, known)
    if unknown:
        low, median, high = reference.usual(Quantity.INTEREST_R)
        share = math.fsum(unknown)
        piece = share * _against(high), share * _against(median), share * _against(low)
        asked = [ReasonCode.INTERESTS_UNKNOWN_YOUTH] if likes is None else []
        if len(known) < len(shared_tasks(place)):
            asked.append(ReasonCode.INTERESTS_UNKNOWN_PLACE)
        ledger.ask_all([(code, {}) for code in asked], piece)


def _weigh_known(ledger: Ledger, likes: tuple[float, ...], known: list[tuple[float, tuple[float, ...]]]) -> None:
    rated = [(share, _product(likes, work)) for share, work in known]
    friction = math.fsum(share * _against(r) for share, r in rated)
    total = math.fsum(share for share, _ in known)
    usual = [math.fsum(share * work[index] for share, work in known) / total for index in range(len(likes))]
    if friction > 0:
        # What the work is mostly about and the youth likes less than other things; what is liked never differs.
        differ = _told(asked - liked if asked > 0 >= liked else 0.0 for asked, liked in zip(usual, likes, strict=True))
        ledger.add(ReasonCode.INTERESTS_DIFFER, {"types": differ}, friction)
    if math.fsum(share * r for share, r in rated) >= INTEREST_ENOUGH * total:
        match = _told(min(asked, liked) for asked, liked in zip(usual, likes, strict=True))
        ledger.spare(ReasonCode.INTERESTS_MATCH, {"types": match}, total * _against(-1.0) - friction)


def _told(strengths: Iterable[float]) -> list[Interest]:
    """The types that stand out most, strongest first."""
    ranked = sorted(zip(strengths, Interest, strict=True), key=lambda pair: -pair[0])
    return [interest for strength, interest in ranked[:_TYPES_TOLD] if strength > 0]


def _weigh_wishes(ledger: Ledger, youth: YouthProfile, place: PlaceProfile) -> None:
    if Wish.WANTED not in youth.wishes.values():
        return
    names = sorted(demand.value for demand in place.surroundings)
    if place.employer is not None:
        names.append(employer_wish(place.employer))
    if place.sector is not None:
        names.insert(0, place.sector.value)
    cost, name = _wish_cost(youth, names)
    best, _ = _wish_cost(youth, [sector.value for sector in Sector])
    if place.sector is None and best < cost:
        piece: Levels = (best, max(best, min(cost, WISH_EXPLORED)), cost)
        ledger.ask(ReasonCode.SECTOR_UNKNOWN, {}, piece)
    elif cost >= WISH_NOT_MET:
        ledger.add(ReasonCode.WISH_NOT_MET, {}, cost)
    elif cost > 0:
        ledger.add(ReasonCode.WISH_EXPLORED, {"wish": name}, cost)
    else:
        ledger.spare(ReasonCode.WISH_MET, {"wish": name}, WISH_NOT_MET)


def _wish_cost(youth: YouthProfile, names: Iterable[str]) -> tuple[float, str]:
    """What it costs that these are (not) what the youth wishes for, and the wish that is met best."""
    explored = ""
    for name in names:
        wish = youth.wishes.get(name)
        if wish == Wish.WANTED:
            return 0.0, name
        if wish in (Wish.LEARN, Wish.EXPLORE):
            explored = explored or name
    return (WISH_EXPLORED, explored) if explored else (WISH_NOT_MET, "")
