"""The way to every place at once, in the same arithmetic as `matcher.parts.travel`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matcher.fast.packed import PackedPlaces
from matcher.parts.travel import minutes_by
from matcher.profiles import YouthProfile
from matcher.where import Floats


@dataclass(frozen=True, slots=True)
class Ways:
    """The way that rubs least to each place: its share of the longest time, and minutes; NaN when unknown."""

    share: Floats
    minutes: Floats


def ways_to(youth: YouthProfile, packed: PackedPlaces) -> Ways:
    """The ways of one youth to all places."""
    unknown = np.full(len(packed.places), np.nan)
    ways = Ways(unknown, unknown.copy())
    if not youth.reach:
        return ways
    if youth.home is not None:
        ways = _over_the_ground(youth, packed)
    _put_known(ways, youth, packed)
    return ways


def _over_the_ground(youth: YouthProfile, packed: PackedPlaces) -> Ways:
    home = youth.home or (0, 0)
    east, north = home[0] - packed.columns["x"], home[1] - packed.columns["y"]
    metres = np.sqrt(east * east + north * north)
    share = np.full(len(metres), np.inf)
    minutes = np.full(len(metres), np.inf)
    for means, longest in (youth.reach or {}).items():
        taken = minutes_by(means, metres)
        with np.errstate(over="ignore"):  # beyond all measure is too far, as in plain Python
            rate = taken / longest
        better = ~((rate > share) | ((rate == share) & (taken >= minutes)))
        share, minutes = np.where(better, rate, share), np.where(better, taken, minutes)
    return Ways(share, minutes)


def _put_known(ways: Ways, youth: YouthProfile, packed: PackedPlaces) -> None:
    workplaces = packed.columns["workplace"]
    rows = np.flatnonzero(np.isin(workplaces, list(youth.known_minutes)))
    known = np.array([youth.known_minutes[workplace] for workplace in workplaces[rows].tolist()], dtype=np.float64)
    ways.minutes[rows] = known
    with np.errstate(over="ignore"):
        ways.share[rows] = known / max((youth.reach or {}).values())
