"""What each thing that a place may ask costs one youth: numbers that a search looks up and sums by place.

Every pair holds the weighted friction with what is unknown at its median, and the least.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matcher.fast import usual as at
from matcher.fast.codes import CodeArrays
from matcher.fast.compiled import kernel
from matcher.fast.layout import (
    ABILITY_LEVELS,
    ASKS,
    DEMAND_LEVELS,
    FIRST_DEMAND,
    NOTHING,
    OFFERS,
    UNSAID_ABILITIES,
    UNSAID_DEMANDS,
    Records,
)
from matcher.fast.seekers import (
    BEARS,
    CAN,
    GOALS_LEFT,
    LANGUAGES,
    LISTED,
    NEEDS,
    SKILLS,
    STRETCHES,
    TIRED,
    URGENT,
    WEIGHTS,
)
from matcher.parts.ledger import stepwise as plain_stepwise
from matcher.parts.support import met_level
from matcher.settings import ABILITY_STEPS, PRESSURE_RATE, SCHOOL_LIKE_RATE, SUPPORT_STEPS
from matcher.vocabulary import Ability, Condition, Demand, PartKey
from matcher.where import Floats

HAS: Final = 1  # a skill that is there
GOAL: Final = 2  # a skill to learn
LEVELS: Final = 4  # of pressure and of school-like ways; not said comes first

_PARTS: Final = list(PartKey)
_ABILITIES_WEIGHT: Final = WEIGHTS + _PARTS.index(PartKey.ABILITIES)
_SUPPORT_WEIGHT: Final = WEIGHTS + _PARTS.index(PartKey.SUPPORT)
_GROWTH_WEIGHT: Final = WEIGHTS + _PARTS.index(PartKey.GROWTH)
_N_ABILITIES: Final = len(Ability)
_N_DEMANDS: Final = len(Demand)
_N_CONDITIONS: Final = len(Condition)
_N_OFFERS: Final = len(OFFERS)
_MET: Final = np.array([0.0, *(met_level(offer) for offer in OFFERS if offer is not None)])

stepwise = kernel(plain_stepwise)


class Costs(NamedTuple):
    """The costs of one youth; made once and filled for one youth after the other."""

    asks: Floats  # (ASKS, 2)
    offers: Floats  # (conditions, OFFERS, 2)
    conditions: Records  # those that can cost this youth anything, and behind them how many these are
    pressure: Floats  # (LEVELS + 1, 2)
    school_like: Floats  # (LEVELS + 1, 2)
    languages: Floats  # (languages, 2): the levels that count, not costs
    skills: Records  # u1: HAS and GOAL by the number of the skill


def new_costs(skills: int, languages: int) -> Costs:
    """Costs of nobody yet, where there are numbers for so many skills and languages."""
    return Costs(
        np.empty((ASKS, 2)),
        np.empty((_N_CONDITIONS, _N_OFFERS, 2)),
        np.empty(_N_CONDITIONS + 1, np.int64),
        np.empty((LEVELS + 1, 2)),
        np.empty((LEVELS + 1, 2)),
        np.empty((languages, 2)),
        np.zeros(skills, np.uint8),
    )


@kernel
def note(costs: Costs, entries: Records, figures: CodeArrays) -> None:
    """Fill in the skills and languages of a youth, given by the list: what the limits look at.

    Numbers given out after the snapshot was taken stand for nothing in it.
    """
    for number in range(len(figures.languages)):
        for end in range(2):
            costs.languages[number, end] = figures.languages[number, end]
    for index in range(entries[STRETCHES], entries[LANGUAGES], 2):
        if entries[index] < len(costs.languages):
            for end in range(2):
                costs.languages[entries[index], end] = entries[index + 1]
    _mark(costs.skills, entries, LISTED, entries[SKILLS], HAS)
    _mark(costs.skills, entries, entries[SKILLS], entries[GOALS_LEFT], GOAL)


@kernel
def forget(costs: Costs, entries: Records) -> None:
    """Take back what was noted of skills, before the next youth."""
    _mark(costs.skills, entries, LISTED, entries[GOALS_LEFT], 0)


@kernel
def _mark(skills: Records, entries: Records, start: int, stop: int, mark: int) -> None:
    for index in range(start, stop):
        if entries[index] < len(skills):
            skills[entries[index]] = mark


@kernel
def weigh(costs: Costs, numbers: Floats, usual: Floats) -> None:
    """Fill in all other costs of a youth, given by the numbers."""
    _weigh_asks(costs, numbers, usual)
    _weigh_offers(costs, numbers, usual)
    _weigh_levels(costs, numbers, usual)


@kernel
def _weigh_asks(costs: Costs, numbers: Floats, usual: Floats) -> None:
    weight = numbers[_ABILITIES_WEIGHT]
    for end in range(2):
        for index in range(_N_ABILITIES):
            for level in range(1, ABILITY_LEVELS + 1):
                short = level - numbers[CAN + 2 * index + end]
                costs.asks[index * ABILITY_LEVELS + level - 1, end] = weight * stepwise(ABILITY_STEPS, short)
        for index in range(_N_DEMANDS):
            for level in range(1, DEMAND_LEVELS + 1):
                short = level - numbers[BEARS + 2 * index + end]
                code = FIRST_DEMAND + index * DEMAND_LEVELS + level - 1
                costs.asks[code, end] = weight * stepwise(ABILITY_STEPS, short)
        costs.asks[NOTHING, end] = 0.0
        costs.asks[UNSAID_ABILITIES, end] = weight * _unsaid(usual, at.ASKS, numbers, CAN, _N_ABILITIES, end)
        costs.asks[UNSAID_DEMANDS, end] = weight * _unsaid(usual, at.DEMANDS, numbers, BEARS, _N_DEMANDS, end)


@kernel
def _unsaid(usual: Floats, asked: int, numbers: Floats, has: int, count: int, end: int) -> float:
    """What a task of which nothing is said usually costs, were it all of the work."""
    total = 0.0
    for index in range(count):
        short = usual[asked + 2 * index + end] - numbers[has + 2 * index + end]
        total += stepwise(ABILITY_STEPS, short)
    return total


@kernel
def _weigh_offers(costs: Costs, numbers: Floats, usual: Floats) -> None:
    weight = numbers[_SUPPORT_WEIGHT]
    count = 0
    for condition in range(_N_CONDITIONS):
        if numbers[NEEDS + 2 * condition] <= 0 and numbers[NEEDS + 2 * condition + 1] <= 0:
            continue
        costs.conditions[count] = condition
        count += 1
        for end in range(2):
            need = numbers[NEEDS + 2 * condition + end]
            costs.offers[condition, 0, end] = weight * stepwise(
                SUPPORT_STEPS, need - usual[at.OFFERS + 2 * condition + end]
            )
            for offer in range(1, _N_OFFERS):
                costs.offers[condition, offer, end] = weight * stepwise(SUPPORT_STEPS, need - _MET[offer])
    costs.conditions[_N_CONDITIONS] = count


@kernel
def _weigh_levels(costs: Costs, numbers: Floats, usual: Floats) -> None:
    """Pressure, for whom something is urgent, and school-like ways; the first of each is not said."""
    support = numbers[_SUPPORT_WEIGHT] * PRESSURE_RATE * numbers[URGENT]
    for end in range(2):
        growth = numbers[_GROWTH_WEIGHT] * SCHOOL_LIKE_RATE * numbers[TIRED + end]
        costs.pressure[0, end] = support * usual[at.PRESSURE + end]
        costs.school_like[0, end] = growth * usual[at.SCHOOL_LIKE + end]
        for level in range(LEVELS):
            costs.pressure[level + 1, end] = support * level
            costs.school_like[level + 1, end] = growth * level
