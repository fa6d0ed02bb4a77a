"""The way between a youth and a place, in the arithmetic of `matcher.parts.travel`."""

from __future__ import annotations

from math import inf, nan, sqrt
from typing import Final

import numpy as np

from matcher.fast.compiled import kernel
from matcher.fast.layout import NOWHERE, WORKPLACE, PlaceArrays, Records
from matcher.fast.seekers import EMPLOYERS, LONGEST, ONLY, REACH, WORKPLACES, X, Y
from matcher.parts.travel import EXTRA, METRES_A_MINUTE
from matcher.settings import DETOUR, TOO_FAR_SHARE
from matcher.vocabulary import Means
from matcher.where import Floats

Way = tuple[float, float]  # its share of the longest time, and minutes; NaN when unknown

_SLACK: Final = 1.0  # metres, far more than rounding can make out of the definition's minutes
_N_MEANS: Final = len(Means)
_SPEEDS: Final = np.array([METRES_A_MINUTE[means] for means in Means])
_EXTRAS: Final = np.array([EXTRA[means] for means in Means])


@kernel
def knows_ways(numbers: Floats, entries: Records) -> bool:
    """Whether minutes are known to some workplaces, and can be judged."""
    return bool(numbers[LONGEST] > 0 and entries[EMPLOYERS] < entries[WORKPLACES])


@kernel
def known_index(places: PlaceArrays, row: int, entries: Records) -> int:
    """Which of the youth's known workplaces the place is at, counted from 0, or -1."""
    start, end = entries[EMPLOYERS], entries[WORKPLACES]
    workplace = places.longs[places.heads[row].body + WORKPLACE]
    low, high = start, end
    while low < high:
        middle = (low + high) // 2
        if entries[middle] < workplace:
            low = middle + 1
        else:
            high = middle
    return low - start if low < end and entries[low] == workplace else -1


@kernel
def radius_of(numbers: Floats) -> float:
    """Metres beyond which every place is too far; infinite when that cannot be told, below 0 when all are."""
    if numbers[LONGEST] <= 0 or np.isnan(numbers[X]):
        return inf
    radius = -inf
    for means in range(_N_MEANS):
        longest = numbers[REACH + means]
        if longest > 0:
            radius = max(radius, (TOO_FAR_SHARE * longest - _EXTRAS[means]) * _SPEEDS[means] / DETOUR)
    return radius + _SLACK


@kernel
def unknown_share(numbers: Floats, usual: float) -> float:
    """The usual share, cut to what is possible: not too far, and no nearer than next door."""
    nearest = inf if numbers[LONGEST] > 0 else 0.0
    for means in range(_N_MEANS):
        if numbers[REACH + means] > 0:
            nearest = min(nearest, _EXTRAS[means] / numbers[REACH + means])
    return max(nearest, min(usual, TOO_FAR_SHARE))


@kernel
def known_way(minutes: float, numbers: Floats) -> Way:
    """A known time is judged against the longest time of all means."""
    return minutes / numbers[LONGEST], minutes


@kernel
def way_over_ground(places: PlaceArrays, row: int, numbers: Floats) -> Way:
    """The way that rubs least over the straight line."""
    if numbers[LONGEST] <= 0 or np.isnan(numbers[X]) or places.heads[row].x == NOWHERE:
        return nan, nan
    east, north = numbers[X] - places.heads[row].x, numbers[Y] - places.heads[row].y
    metres = sqrt(east * east + north * north)
    only = int(numbers[ONLY])
    if only >= 0:
        minutes = metres * DETOUR / _SPEEDS[only] + _EXTRAS[only]
        return minutes / numbers[LONGEST], minutes
    share = minutes = inf
    for means in range(_N_MEANS):
        longest = numbers[REACH + means]
        if longest > 0:
            taken = metres * DETOUR / _SPEEDS[means] + _EXTRAS[means]
            rate = taken / longest
            if rate < share or (rate == share and taken < minutes):
                share, minutes = rate, taken
    return share, minutes
