"""Every place of a table at once for one youth, with numpy.

The plain definition stays in `matcher.parts`, `matcher.limits` and `matcher.fit`; this adds up the same
frictions by columns. A faster search may take the place of `find_places`: it must give the same `Found`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from matcher.fast.costs import term_costs
from matcher.fast.found import ERROR, Found, best_candidates
from matcher.fast.frictions import Pieces, growth, hours, income, interests, travel
from matcher.fast.packed import PackedPlaces
from matcher.fast.sieve import NOT_REFUSED, count_refusals, refused
from matcher.fast.ways import Ways, ways_to
from matcher.fit import band_of, judge_parts
from matcher.profiles import YouthProfile
from matcher.settings import BAND_LIMITS, BEST_BAND_WITHOUT_INCOME, DECIMALS, MOST_TOTAL
from matcher.vocabulary import PartKey
from matcher.weights import weights_of
from matcher.where import BANDS, Facts, Flags, Floats, Indexes, hide

_HALF_A_DECIMAL: Final = 0.5 * 10**-DECIMALS


def find_places(
    youth: YouthProfile, packed: PackedPlaces, *, on: date, where: Mapping[str, Any], best: int, best_by_high: int
) -> Found:
    """Candidates for the `best` places by value and the `best_by_high` by the upper end, and all counts."""
    ways = ways_to(youth, packed)
    first_refusal = refused(youth, packed, ways, on=on)
    totals = add_up(youth, packed, ways)
    facts = _facts(youth, packed, ways, totals)
    left, hidden_by = hide(facts, where, first_refusal == NOT_REFUSED)
    return Found(
        by_value=best_candidates(_fits(totals.value), left, best),
        by_high=best_candidates(_fits(totals.least), left, best_by_high),
        total=int(left.sum()),
        hidden_by=hidden_by,
        refused_by=count_refusals(first_refusal),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """Weighted friction by place: with every unknown at its median, and the least; and who earns too little."""

    value: Floats
    least: Floats
    income_short: Flags


def add_up(youth: YouthProfile, packed: PackedPlaces, ways: Ways) -> Totals:
    """The weighted frictions of all parts, by place."""
    weights = weights_of(youth)
    by_term = term_costs(youth, packed.codes, packed.reference, weights)
    terms = packed.terms
    value, least = (terms.sums(cost[terms.entries["code"]] * terms.entries["factor"]) for cost in by_term)
    earns = income(youth, packed)
    pieces: Mapping[PartKey, Pieces] = {
        PartKey.INTERESTS: interests(youth, packed),
        PartKey.TRAVEL: travel(youth, ways, packed.reference),
        PartKey.HOURS: hours(youth, packed),
        PartKey.GROWTH: growth(youth, packed),
        PartKey.INCOME: earns,
    }
    for part, piece in pieces.items():
        value += weights[part] * piece.value
        least += weights[part] * piece.least
    return Totals(value, least, earns.value > 0)


def _fits(totals: Floats) -> Floats:
    fits: Floats = np.exp(-np.minimum(totals, MOST_TOTAL))
    return fits


def _facts(youth: YouthProfile, packed: PackedPlaces, ways: Ways, totals: Totals) -> Facts:
    columns = packed.columns
    return Facts(
        kind=columns["kind"],
        sector=columns["sector"],
        minutes=ways.minutes,
        least=columns["least"],
        most=columns["most"],
        pay=columns["pay"],
        band=_bands(youth, packed, totals),
    )


def _bands(youth: YouthProfile, packed: PackedPlaces, totals: Totals) -> Indexes:
    """The index in BANDS of each place; the definition decides where the total is at a limit."""
    ends = np.array([limit + _HALF_A_DECIMAL for limit, _ in BAND_LIMITS])
    bands = np.searchsorted(ends, totals.value)
    bands[totals.income_short] = np.maximum(bands[totals.income_short], BANDS.index(BEST_BAND_WITHOUT_INCOME))
    near = np.abs(totals.value[:, np.newaxis] - ends).min(axis=1, initial=np.inf) < ERROR
    for row in np.flatnonzero(near):
        bands[row] = BANDS.index(band_of(judge_parts(youth, packed.places[row], packed.reference)))
    return bands
