"""The way to every place at once, in the same arithmetic as `matcher.parts.travel`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fast.columns import Columns
from matcher.fast.growing import spread
from matcher.fast.layout import WORKPLACE
from matcher.fast.packed import PackedPlaces
from matcher.parts.travel import metres_within, minutes_by
from matcher.profiles import YouthProfile
from matcher.settings import TOO_FAR_SHARE
from matcher.vocabulary import Means
from matcher.where import Floats, Indexes

_SLACK: Final = 1.0  # metres, far more than rounding can make out of the definition's minutes


class Ways(NamedTuple):
    """The way that rubs least to each place: its share of the longest time, and minutes; NaN when unknown."""

    share: Floats
    minutes: Floats

    def take(self, which: Indexes) -> Ways:
        return Ways(self.share[which], self.minutes[which])


def radius_of(youth: YouthProfile) -> float:
    """The metres beyond which a place is too far, unless the minutes to it are known; infinite when none is.

    Where it is below 0 every place is too far.
    """
    return inf if youth.home is None or not youth.reach else metres_within(youth.reach, TOO_FAR_SHARE) + _SLACK


def known_rows(youth: YouthProfile, packed: PackedPlaces) -> tuple[NDArray[np.int64], Floats]:
    """The rows of the places to which the minutes are known, in ascending order, and these minutes."""
    if not youth.known_minutes or not youth.reach:
        return np.zeros(0, np.int64), np.zeros(0)
    known = sorted(youth.known_minutes.items())
    workplaces, minutes = np.array([name for name, _ in known]), np.array([taken for _, taken in known], np.float64)
    index = packed.by_workplace
    starts, ends = (np.searchsorted(index.numbers, workplaces, side) for side in ("left", "right"))
    loose = packed.longs(WORKPLACE, slice(packed.ordered, packed.size))
    found = np.minimum(np.searchsorted(workplaces, loose), len(workplaces) - 1)
    at = np.flatnonzero(workplaces[found] == loose)
    rows: NDArray[np.int64] = np.concatenate((index.rows[spread(starts, ends - starts)], at + packed.ordered))
    order = np.argsort(rows)
    return rows[order], np.concatenate((np.repeat(minutes, ends - starts), minutes[found[at]]))[order]


def near(youth: YouthProfile, columns: Columns) -> Indexes:
    """All but those that are surely too far: where they stand among the columns."""
    radius = radius_of(youth)
    if radius == inf:
        return np.arange(len(columns))
    squares, north = _from_home(youth, columns)
    squares *= squares
    north *= north
    squares += north
    far = squares > radius * radius
    far[_known(youth, columns)[0]] = False
    return np.flatnonzero(~far)


def _from_home(youth: YouthProfile, columns: Columns) -> tuple[Floats, Floats]:
    """Metres east and north."""
    home = youth.home or (0, 0)
    return home[0] - columns.x, home[1] - columns.y


def _known(youth: YouthProfile, columns: Columns) -> tuple[Indexes, Floats]:
    """Where the places to which the minutes are known stand among the columns, and these minutes."""
    rows, minutes = known_rows(youth, columns.packed)
    if not len(rows) or not len(columns):
        return np.zeros(0, np.int64), np.zeros(0)
    found = np.minimum(np.searchsorted(columns.rows, rows), len(columns) - 1)
    there = np.flatnonzero(columns.rows[found] == rows)
    return found[there], minutes[there]


def ways_to(youth: YouthProfile, columns: Columns) -> Ways:
    """The ways of one youth to these places."""
    if not youth.reach:
        return _unknown(columns)
    ways = _over_the_ground(youth, youth.reach, columns)
    at, minutes = _known(youth, columns)
    ways.minutes[at] = minutes
    with np.errstate(over="ignore"):
        ways.share[at] = minutes / max(youth.reach.values())
    return ways


def _over_the_ground(youth: YouthProfile, reach: Mapping[Means, float], columns: Columns) -> Ways:
    if youth.home is None:
        return _unknown(columns)
    east, north = _from_home(youth, columns)
    metres = np.sqrt(east * east + north * north)
    best, *others = (_way(means, longest, metres) for means, longest in reach.items())
    for other in others:
        better = (other.share < best.share) | ((other.share == best.share) & (other.minutes < best.minutes))
        best = Ways(*(np.where(better, one, another) for one, another in zip(other, best, strict=True)))
    return best


def _way(means: Means, longest: float, metres: Floats) -> Ways:
    minutes: Floats = minutes_by(means, metres)  # type: ignore[arg-type,assignment]
    with np.errstate(over="ignore"):  # beyond all measure is too far, as in plain Python
        return Ways(minutes / longest, minutes)


def _unknown(columns: Columns) -> Ways:
    return Ways(np.full(len(columns), np.nan), np.full(len(columns), np.nan))
