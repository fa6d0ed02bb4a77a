"""What is usual, as numbers: what a kernel takes where a place does not say.

Of every pair the first number is the median and the second the end at which it rubs least.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from matcher.reference import Quantity, Reference
from matcher.settings import INTEREST_ENOUGH, INTEREST_RATE, Levels
from matcher.vocabulary import Ability, Condition, Demand
from matcher.where import Floats

# Where each pair, or the first of several, stands.
ASKS: Final = 0
DEMANDS: Final = ASKS + 2 * len(Ability)
OFFERS: Final = DEMANDS + 2 * len(Demand)
PRESSURE: Final = OFFERS + 2 * len(Condition)
SCHOOL_LIKE: Final = PRESSURE + 2
PAY: Final = SCHOOL_LIKE + 2
HOURS: Final = PAY + 2  # the most hours a week of a place
RUB: Final = HOURS + 2  # friction of interests that are not known
GAP: Final = RUB + 2
OUTSIDE: Final = GAP + 2
AWAY: Final = OUTSIDE + 2  # share of the longest time of a way that is not known


def usual_numbers(reference: Reference) -> Floats:
    """The numbers of a Reference."""
    usual = reference.usual
    r = usual(Quantity.INTEREST_R)
    return np.array(
        [
            *_all(_and_low(reference.asks(ability)) for ability in Ability),
            *_all(_and_low(reference.demands(demand)) for demand in Demand),
            *_all(_and_high(reference.offer(condition)) for condition in Condition),
            *_and_low(usual(Quantity.PRESSURE)),
            *_and_low(usual(Quantity.SCHOOL_LIKE)),
            *_and_high(usual(Quantity.PAY)),
            *_and_high(usual(Quantity.HOURS_OF_PLACE)),
            *(INTEREST_RATE * max(0.0, INTEREST_ENOUGH - end) for end in _and_high(r)),
            *_and_low(usual(Quantity.HOURS_GAP)),
            *_and_low(usual(Quantity.HOURS_OUTSIDE)),
            *_and_low(usual(Quantity.TRAVEL_SHARE)),
        ],
        dtype=np.float64,
    )


def _and_low(levels: Levels) -> tuple[float, float]:
    return levels[1], levels[0]


def _and_high(levels: Levels) -> tuple[float, float]:
    return levels[1], levels[2]


def _all(pairs: Iterable[tuple[float, float]]) -> list[float]:
    return [number for pair in pairs for number in pair]
