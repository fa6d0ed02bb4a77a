"""A ranking as plainly as it can be said: compare every pair, then sort. What the fast way must agree with."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from matcher.fit import compare
from matcher.match import Match
from matcher.parts.travel import way_between
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import Ranking
from matcher.reference import Reference

Pair = tuple[YouthProfile, PlaceProfile]
ORDER = ("kind", "sector", "max_minutes", "min_hours", "max_hours", "paid", "band")


def slow_ranking(
    pairs: Iterable[Pair],
    reference: Reference,
    name: Callable[[Match], int],
    *,
    on: date,
    k: int = 20,
    offset: int = 0,
    where: Mapping[str, Any] | None = None,
) -> Ranking:
    """The ranking of these pairs; `name` gives the id by which equal fits are ordered."""
    refused_by: Counter[str] = Counter()
    hidden_by: Counter[str] = Counter()
    wanted = where or {}
    left = []
    for youth, place in pairs:
        match = compare(youth, place, on=on, reference=reference)
        hidden = [code for code in ORDER if code in wanted and hides(code, wanted[code], youth, place, match)]
        if match.refusals:
            refused_by[match.refusals[0].code.value] += 1
        elif hidden:
            hidden_by[hidden[0]] += 1
        else:
            left.append(match)
    by_value = sorted(left, key=lambda match: (-round(match.fit.value, 9), name(match)))
    by_high = sorted(left, key=lambda match: (-round(match.fit.high, 9), name(match)))
    return Ranking(
        matches=tuple(by_value[offset : offset + k]),
        ask_first=tuple(match for match in by_high[:k] if match not in by_value[:k]),
        total=len(left),
        hidden_by=hidden_by,
        refused_by=refused_by,
    )


def hides(name: str, wanted: Any, youth: YouthProfile, place: PlaceProfile, match: Match) -> bool:
    """Whether this filter hides the pair; what is not known passes."""
    way = way_between(youth, place)
    several = [wanted] if isinstance(wanted, str) or not hasattr(wanted, "__iter__") else list(wanted)
    passes = {
        "kind": lambda: place.kind in several,
        "sector": lambda: place.sector is None or place.sector in several,
        "max_minutes": lambda: way is None or way.minutes <= wanted,
        "min_hours": lambda: place.hours is None or place.hours[1] >= wanted,
        "max_hours": lambda: place.hours is None or place.hours[0] <= wanted,
        "paid": lambda: place.pay != 0 if wanted else place.pay == 0,
        "band": lambda: match.band in several,
    }
    return not passes[name]()
