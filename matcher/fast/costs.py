"""What each thing that a place may ask costs one youth: small tables, in which a scan looks up and sums by place.

The first row of a table has every unknown at its median, the second has the least; a column stands for a code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from math import fsum
from typing import Final, TypeAlias

import numpy as np

from matcher.fast.columns import LANGUAGE_LEVELS
from matcher.fast.layout import ABILITY_LEVELS, DEMAND_LEVELS, OFFER_BITS, OFFERS
from matcher.fast.packed import PackedPlaces
from matcher.parts.ledger import stepwise
from matcher.parts.support import met_level
from matcher.profiles import Span, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import (
    ABILITY_STEPS,
    LANGUAGE_STEPS,
    PRESSURE_RATE,
    SCHOOL_LIKE_RATE,
    SUPPORT_STEPS,
    Levels,
)
from matcher.vocabulary import Ability, Condition, Demand
from matcher.where import Floats

Table: TypeAlias = Floats
Row: TypeAlias = tuple[float, ...]
Rows: TypeAlias = tuple[Row, Row]
Ends: TypeAlias = tuple[float, float]  # the median, and the end at which it rubs least

BYTE_CODES: Final = 1 << 2 * OFFER_BITS
_NO_COSTS: Final = np.zeros((2, 0))
_ABILITY_LEVELS: Final = range(1, ABILITY_LEVELS + 1)
_DEMAND_LEVELS: Final = range(1, DEMAND_LEVELS + 1)
_NOTHING: Final[Rows] = ((0.0,), (0.0,))
_LEVELS: Final = range(4)  # of pressure and of school-like ways
_MET: Final = tuple(met_level(offer) for offer in OFFERS if offer is not None)


def ask_costs(youth: YouthProfile, reference: Reference) -> Table:
    """By number of ASKS."""
    abilities = [
        _ability(_can(youth.abilities.get(name), reference.ability(name)), _and_low(reference.asks(name)))
        for name in Ability
    ]
    demands = [
        _demand(_and_high(_levels(youth.bears.get(name), reference.bears(name))), _and_low(reference.demands(name)))
        for name in Demand
    ]
    asked = [rows for rows, _ in (*abilities, *demands)]
    return _joined([*asked, _unsaid(abilities), _unsaid(demands), _NOTHING])


def _can(views: Span | None, usual: Levels) -> Ends:
    return _and_high(usual) if views is None else ((views[0] + views[1]) / 2, views[1])


@lru_cache(maxsize=4096)
def _ability(has: Ends, usual: Ends) -> tuple[Rows, Ends]:
    """What it costs who has this: by level asked, and when nothing is said."""
    return _by_level(ABILITY_STEPS, has, _ABILITY_LEVELS), _short(has, usual)


@lru_cache(maxsize=4096)
def _demand(has: Ends, usual: Ends) -> tuple[Rows, Ends]:
    return _by_level(ABILITY_STEPS, has, _DEMAND_LEVELS), _short(has, usual)


def _short(has: Ends, usual: Ends) -> Ends:
    return stepwise(ABILITY_STEPS, usual[0] - has[0]), stepwise(ABILITY_STEPS, usual[1] - has[1])


def _unsaid(costs: Iterable[tuple[Rows, Ends]]) -> Rows:
    """What a task of which nothing is said usually costs, were it all of the work."""
    values, leasts = zip(*(unsaid for _, unsaid in costs), strict=True)
    return (fsum(values),), (fsum(leasts),)


def offer_costs(youth: YouthProfile, reference: Reference) -> tuple[list[int], Table]:
    """The bytes of offers that can cost this youth anything, and a table of each, one behind the other."""
    ends = [
        (_and_low(_levels(youth.needs.get(name), reference.need(name))), _and_high(reference.offer(name)))
        for name in Condition
    ]
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    needed = [index for index, pair in enumerate(pairs) if any(need[0] > 0 for need, _ in pair)]
    return needed, np.hstack([_by_byte(*pairs[index]) for index in needed] or [_NO_COSTS])


@lru_cache(maxsize=1024)
def _by_byte(first: tuple[Ends, Ends], second: tuple[Ends, Ends]) -> Table:
    """What each byte costs who needs two conditions so much, given with what is usually offered of each."""
    costs: Table = _by_offer(*second)[:, :, np.newaxis] + _by_offer(*first)[:, np.newaxis, :]
    return costs.reshape(2, -1)


def _by_offer(need: Ends, usual: Ends) -> Table:
    """What each offer of one condition costs; the first is not said."""
    costs = np.zeros((2, 1 << OFFER_BITS))
    for row, wanted, unsaid in zip(costs, need, usual, strict=True):
        row[: len(OFFERS)] = [stepwise(SUPPORT_STEPS, wanted - met) for met in (unsaid, *_MET)]
    return costs


def language_costs(youth: YouthProfile, packed: PackedPlaces) -> Table:
    """By language and level asked, numbered as in `Columns.languages`."""
    has = [(median, high) for median, high in packed.figures.languages.tolist()]
    for language, level in youth.languages.items():
        number = packed.codes.languages.known(language)
        if number is not None and number < len(has):
            has[number] = (level, level)
    return _joined([_language(ends) for ends in has])


@lru_cache(maxsize=1024)
def _language(has: Ends) -> Rows:
    return _by_level(LANGUAGE_STEPS, has, range(LANGUAGE_LEVELS))


def pressure_costs(reference: Reference) -> Table:
    """By level, for whom something is urgent; the last is not said."""
    return PRESSURE_RATE * _by_own_level(_and_low(reference.usual(Quantity.PRESSURE)))


def school_like_costs(youth: YouthProfile, reference: Reference) -> Table:
    """By level; the last is not said."""
    tired = _and_low(_levels(youth.school_tired, reference.usual(Quantity.SCHOOL_TIRED)))
    levels = _by_own_level(_and_low(reference.usual(Quantity.SCHOOL_LIKE)))
    costs: Table = SCHOOL_LIKE_RATE * levels * np.array(tired)[:, np.newaxis]
    return costs


def _by_own_level(unsaid: Ends) -> Table:
    return np.array([(*_LEVELS, usual) for usual in unsaid])


def _by_level(steps: Row, has: Ends, levels: range) -> Rows:
    """What it costs who has this when so much is asked, by level."""
    value, least = (tuple(stepwise(steps, level - had) for level in levels) for had in has)
    return value, least


def _joined(tables: Iterable[Rows]) -> Table:
    """One table behind the other."""
    values: list[float] = []
    leasts: list[float] = []
    for value, least in tables:
        values += value
        leasts += least
    return np.array((values, leasts))


def _levels(known: float | None, usual: Levels) -> Levels:
    return usual if known is None else (float(known),) * 3


def _and_low(levels: Levels) -> Ends:
    return levels[1], levels[0]


def _and_high(levels: Levels) -> Ends:
    return levels[1], levels[2]
