"""What a Reference holds, counted from youths and places and their pairs."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import product
from typing import Any, Final, TypeVar

import numpy as np

from matcher.parts.hours import hours_gap
from matcher.parts.interests import likeness
from matcher.parts.skills import skills_asked
from matcher.parts.support import met_level
from matcher.parts.travel import way_between
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Quantity
from matcher.settings import TOO_FAR_SHARE, Levels
from matcher.vocabulary import Ability, Demand
from matcher.week import minutes, outside

C = TypeVar("C", bound=Hashable)
Values = Iterable[tuple[C, float]]

# Decimals kept of a percentile, so that the file is the same on every machine.
_DECIMALS: Final = 9
# More pairs than this tell nothing new: then every so-manieth youth by id is taken.
_MOST_PAIRS: Final = 500_000


def content_of(youths: tuple[YouthProfile, ...], places: tuple[PlaceProfile, ...]) -> dict[str, Any]:
    """The keyword arguments of a Reference; the order of youths and places does not matter."""
    return {
        "places": len(places),
        "skills": dict(Counter(skill for place in places for skill in skills_asked(place))),
        "abilities": _percentiles((a, (low + high) / 2) for y in youths for a, (low, high) in y.abilities.items()),
        "asked": _percentiles(_asked(places)),
        "borne": _percentiles(level for youth in youths for level in youth.bears.items()),
        "demanded": _percentiles(_demanded(places)),
        "languages": _percentiles(level for youth in youths for level in youth.languages.items()),
        "needs": _percentiles(level for youth in youths for level in youth.needs.items()),
        "met": _percentiles((c, met_level(offer)) for place in places for c, offer in place.offers.items()),
        "quantities": _percentiles([*_of_youths(youths), *_of_places(places), *_of_pairs(youths, places)]),
    }


def _percentiles(values: Values[C]) -> dict[C, Levels]:
    by_code: dict[C, list[float]] = defaultdict(list)
    for code, value in values:
        by_code[code].append(value)
    return {code: _quarters(found) for code, found in by_code.items()}


def _quarters(values: list[float]) -> Levels:
    low, middle, high = np.percentile(np.asarray(values, dtype=np.float64), (25, 50, 75), method="linear")
    return round(float(low), _DECIMALS), round(float(middle), _DECIMALS), round(float(high), _DECIMALS)


def _asked(places: Iterable[PlaceProfile]) -> Values[Ability]:
    for task in (task for place in places for task in place.tasks if task.asks is not None):
        asks: Mapping[Ability, int] = task.asks or {}
        yield from ((ability, asks.get(ability, 0)) for ability in Ability)


def _demanded(places: Iterable[PlaceProfile]) -> Values[Demand]:
    for task in (task for place in places for task in place.tasks if task.demands is not None):
        demands: Mapping[Demand, int] = task.demands or {}
        yield from ((demand, demands.get(demand, 0)) for demand in Demand)


def _of_youths(youths: Iterable[YouthProfile]) -> Values[Quantity]:
    for youth in youths:
        if youth.hours is not None:
            yield Quantity.HOURS_OF_YOUTH, youth.hours[1]
        if youth.income_needed is not None:
            yield Quantity.INCOME_NEEDED, youth.income_needed
        if youth.school_tired is not None:
            yield Quantity.SCHOOL_TIRED, float(youth.school_tired)


def _of_places(places: Iterable[PlaceProfile]) -> Values[Quantity]:
    for place in places:
        if place.hours is not None:
            yield Quantity.HOURS_OF_PLACE, place.hours[1]
        if place.pay:
            yield Quantity.PAY, place.pay
        if place.pressure is not None:
            yield Quantity.PRESSURE, place.pressure
        if place.school_like is not None:
            yield Quantity.SCHOOL_LIKE, place.school_like


def _of_pairs(youths: tuple[YouthProfile, ...], places: tuple[PlaceProfile, ...]) -> Values[Quantity]:
    every = max(1, -(-len(youths) * len(places) // _MOST_PAIRS))
    taken = sorted(youths, key=lambda youth: youth.id)[::every]
    for youth, place in product(taken, places):
        way = way_between(youth, place)
        if way is not None and way.share > TOO_FAR_SHARE:
            continue
        if way is not None:
            yield Quantity.TRAVEL_SHARE, way.share
        yield from _of_pair(youth, place)


def _of_pair(youth: YouthProfile, place: PlaceProfile) -> Values[Quantity]:
    for interests in {task.interests or place.interests for task in place.tasks} or {place.interests}:
        r = likeness(youth.interests, interests)
        if r is not None:
            yield Quantity.INTEREST_R, r
    if youth.hours is not None and place.hours is not None:
        yield Quantity.HOURS_GAP, hours_gap(youth.hours, place.hours)
    if youth.free is not None and place.times is not None and not place.flexible_times:
        yield Quantity.HOURS_OUTSIDE, minutes(outside(place.times, youth.free)) / 60
