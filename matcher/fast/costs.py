"""What each term of a table costs one youth: the numbers that a scan looks up and sums by place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import fsum
from typing import Any, Final, TypeAlias

import numpy as np

from matcher.fast.terms import Asked, Codes, Offered, Pressure, SchoolLike, Skilled, Spoken, Unsaid
from matcher.parts.ledger import stepwise
from matcher.parts.support import met_level
from matcher.profiles import YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import (
    ABILITY_STEPS,
    LANGUAGE_STEPS,
    PRESSURE_RATE,
    SCHOOL_LIKE_RATE,
    SUPPORT_STEPS,
    Levels,
)
from matcher.vocabulary import Ability, Demand, PartKey
from matcher.where import Floats

Cost: TypeAlias = tuple[float, float]  # with every unknown at its median, and the least


def term_costs(
    youth: YouthProfile, codes: Codes, reference: Reference, weights: Mapping[PartKey, float]
) -> tuple[Floats, Floats]:
    """Weighted frictions by the code of the term: with every unknown at its median, and the least."""
    levels = list(codes.levels)
    had = [codes.terms[term] for term in map(Skilled, youth.skills) if term in codes.terms]
    values = np.full(len(codes.terms), weights[PartKey.SKILLS])
    values[had] = 0.0
    least = values.copy()
    for code, term in levels:
        part, cost = _COSTS[type(term)]
        values[code], least[code] = (weights[part] * friction for friction in cost(youth, term, reference))
    return values, least


def _asked(youth: YouthProfile, term: Asked, reference: Reference) -> Cost:
    _, mean, high = _has(youth, term.what, reference)
    return stepwise(ABILITY_STEPS, term.level - mean), stepwise(ABILITY_STEPS, term.level - high)


def _unsaid(youth: YouthProfile, term: Unsaid, reference: Reference) -> Cost:
    usually = reference.asks if term.of is Ability else reference.demands
    pairs = [(usually(what), _has(youth, what, reference)) for what in term.of]  # type: ignore[arg-type]
    return (
        fsum(stepwise(ABILITY_STEPS, asked[1] - has[1]) for asked, has in pairs),
        fsum(stepwise(ABILITY_STEPS, asked[0] - has[2]) for asked, has in pairs),
    )


def _has(youth: YouthProfile, what: Ability | Demand, reference: Reference) -> Levels:
    if isinstance(what, Ability):
        views = youth.abilities.get(what)
        return reference.ability(what) if views is None else (views[0], (views[0] + views[1]) / 2, views[1])
    return _levels(youth.bears.get(what), reference.bears(what))


def _offered(youth: YouthProfile, term: Offered, reference: Reference) -> Cost:
    need = _levels(youth.needs.get(term.condition), reference.need(term.condition))
    met = _levels(None if term.offer is None else met_level(term.offer), reference.offer(term.condition))
    return stepwise(SUPPORT_STEPS, need[1] - met[1]), stepwise(SUPPORT_STEPS, need[0] - met[2])


def _spoken(youth: YouthProfile, term: Spoken, reference: Reference) -> Cost:
    _, median, high = _levels(youth.languages.get(term.language), reference.language(term.language))
    return stepwise(LANGUAGE_STEPS, term.level - median), stepwise(LANGUAGE_STEPS, term.level - high)


def _pressure(youth: YouthProfile, term: Pressure, reference: Reference) -> Cost:
    if not youth.urgent:
        return 0.0, 0.0
    low, median, _ = _levels(term.level, reference.usual(Quantity.PRESSURE))
    return PRESSURE_RATE * median, PRESSURE_RATE * low


def _school_like(youth: YouthProfile, term: SchoolLike, reference: Reference) -> Cost:
    tired = None if youth.school_tired is None else float(youth.school_tired)
    shares = _levels(tired, reference.usual(Quantity.SCHOOL_TIRED))
    levels = _levels(term.level, reference.usual(Quantity.SCHOOL_LIKE))
    return SCHOOL_LIKE_RATE * levels[1] * shares[1], SCHOOL_LIKE_RATE * levels[0] * shares[0]


def _levels(known: float | None, usual: Levels) -> Levels:
    return usual if known is None else (known, known, known)


_COSTS: Final[Mapping[type, tuple[PartKey, Callable[[YouthProfile, Any, Reference], Cost]]]] = {
    Asked: (PartKey.ABILITIES, _asked),
    Unsaid: (PartKey.ABILITIES, _unsaid),
    Offered: (PartKey.SUPPORT, _offered),
    Pressure: (PartKey.SUPPORT, _pressure),
    Spoken: (PartKey.SKILLS, _spoken),
    SchoolLike: (PartKey.GROWTH, _school_like),
}
