"""The way to work by the youth's own means."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import NO_FACTS, Ledger
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import (
    COMFORTABLE_SHARE,
    DETOUR,
    EXTRA_MINUTES,
    MOST_TOTAL,
    SPEEDS,
    TOO_FAR_SHARE,
    TRAVEL_AT_LONGEST,
    Levels,
)
from matcher.vocabulary import Means, PartKey

METRES_A_MINUTE = {means: speed * 1000 / 60 for means, speed in SPEEDS.items()}
EXTRA = {means: EXTRA_MINUTES.get(means, 0.0) for means in Means}


class Travel:
    """Friction of a way that is longer than comfortable, by the means that rubs least.

    Nothing up to half of the longest time that means may take, then rising straight.
    """

    key = PartKey.TRAVEL

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger()
        way = way_between(youth, place)
        if way is None:
            low, median, high = usual_shares(youth, reference)
            asked = [(code, NO_FACTS) for code in _unknown(youth, place)]
            ledger.ask_all(asked, (friction_of(low), friction_of(median), friction_of(high)))
            return ledger
        friction = friction_of(way.share)
        ledger.add(ReasonCode.TRAVEL_LONG, way.facts(), friction)
        if friction == 0:
            ledger.spare(ReasonCode.TRAVEL_NEAR, way.facts(), TRAVEL_AT_LONGEST)
        return ledger


class Way(NamedTuple):
    """A way to work: minutes, by which means, the longest they may take, and whether it is an estimate."""

    share: float
    minutes: float
    means: Means
    longest: float
    about: bool

    def facts(self) -> dict[str, object]:
        return {
            "minutes": round(self.minutes, 1),
            "means": self.means,
            "longest": self.longest,
            "about": self.about,
        }


def minutes_by(means: Means, metres: float) -> float:
    """Minutes door to door over a straight line of so many metres."""
    return metres * DETOUR / METRES_A_MINUTE[means] + EXTRA[means]


def metres_within(reach: Mapping[Means, float], share: float) -> float:
    """The straight line in metres that takes at most this share of the longest time by one of the means.

    Below 0 where no way is that short. Raises ValueError without any means.
    """
    return max((share * longest - EXTRA[means]) * METRES_A_MINUTE[means] / DETOUR for means, longest in reach.items())


def straight_line(youth: YouthProfile, place: PlaceProfile) -> float | None:
    """Metres between home and work; None while either spot is unknown."""
    if youth.home is None or place.at is None:
        return None
    east, north = youth.home[0] - place.at[0], youth.home[1] - place.at[1]
    return math.sqrt(east * east + north * north)


def way_between(youth: YouthProfile, place: PlaceProfile) -> Way | None:
    """The way that rubs least, or the known one; None while it cannot be told.

    A known time is judged against the longest time of all means.
    """
    if not youth.reach:
        return None
    known = None if place.workplace is None else youth.known_minutes.get(place.workplace)
    if known is not None:
        longest, means = max((longest, means) for means, longest in youth.reach.items())
        return _way(known, means, longest, about=False)
    metres = straight_line(youth, place)
    if metres is None:
        return None
    ways = [_way(minutes_by(means, metres), means, youth.reach[means], about=True) for means in youth.reach]
    return min(ways)


def _way(minutes: float, means: Means, longest: float, *, about: bool) -> Way:
    return Way(minutes / longest, minutes, means, longest, about)


def friction_of(share: float) -> float:
    """The friction of a way that takes this share of the longest time."""
    slope = TRAVEL_AT_LONGEST / (1 - COMFORTABLE_SHARE)
    return min(slope * max(0.0, share - COMFORTABLE_SHARE), MOST_TOTAL)


def usual_shares(youth: YouthProfile, reference: Reference) -> Levels:
    """The usual shares of the longest time, cut to what is possible: not too far, and no nearer than next door."""
    reach = youth.reach or {}
    nearest = min((minutes_by(means, 0) / longest for means, longest in reach.items()), default=0.0)
    low, median, high = (max(nearest, min(share, TOO_FAR_SHARE)) for share in reference.usual(Quantity.TRAVEL_SHARE))
    return low, median, high


def _unknown(youth: YouthProfile, place: PlaceProfile) -> list[ReasonCode]:
    unknown = []
    if youth.home is None:
        unknown.append(ReasonCode.HOME_UNKNOWN)
    if place.at is None:
        unknown.append(ReasonCode.SPOT_UNKNOWN)
    if not youth.reach:
        unknown.append(ReasonCode.REACH_UNKNOWN)
    return unknown
