"""The best places for a youth, and the best youths for a place.

A search finds candidates fast; here the definition settles their order and makes the matches that
are shown. Two fits are equal when they round to the same ninth decimal; then the lower id comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from matcher.fast.found import ERROR, Candidates, Found
from matcher.fast.pairs import find_youths
from matcher.fast.scan import find_places
from matcher.fit import compare, fit_of, judge_parts, rounded
from matcher.match import Fit, Match
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.records import to_plain_dict
from matcher.settings import DECIMALS
from matcher.table import PlaceTable, YouthTable
from matcher.where import Where, read_where


@dataclass(frozen=True, slots=True)
class Ranking:
    """A page of matches, best first, and what became of all that is not on it.

    `ask_first` holds those of the k best by `fit.high` that are not among the k best by `fit.value`,
    the same on every page. `total` counts what no limit refuses and no filter hides; the counts name
    only codes and filters that took something away.
    """

    matches: tuple[Match, ...]
    ask_first: tuple[Match, ...]
    total: int
    hidden_by: Mapping[str, int]
    refused_by: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)


def rank_places(
    youth: YouthProfile, table: PlaceTable, *, on: date, k: int = 20, offset: int = 0, where: Where | None = None
) -> Ranking:
    """The k best places of the table after the first `offset`, judged on the day `on`.

    Raises ValueError for a negative k or offset and for a filter that does not exist.
    """
    _require_page(k, offset)
    packed = table.packed()
    found = find_places(youth, packed, on=on, where=read_where(where), best=offset + k, best_by_high=k)
    return _ranking(found, lambda row: (youth, packed.places[row]), table, on, k, offset)


def rank_youths(
    place: PlaceProfile, table: YouthTable, *, on: date, k: int = 20, offset: int = 0, where: Where | None = None
) -> Ranking:
    """The k best youths of the table after the first `offset`, judged on the day `on`.

    Raises ValueError for a negative k or offset and for a filter that does not exist.
    """
    _require_page(k, offset)
    youths = list(table)
    found = find_youths(place, youths, table.reference, on=on, where=read_where(where), best=offset + k, best_by_high=k)
    return _ranking(found, lambda row: (youths[row], place), table, on, k, offset)


def _require_page(k: int, offset: int) -> None:
    for name, value in (("k", k), ("offset", offset)):
        if value < 0:
            raise ValueError(f"{name} must be 0 or more, not {value}")


def _ranking(
    found: Found,
    pair: Callable[[int], tuple[YouthProfile, PlaceProfile]],
    table: PlaceTable | YouthTable,
    on: date,
    k: int,
    offset: int,
) -> Ranking:
    def fit(row: int) -> Fit:
        return fit_of(judge_parts(*pair(row), table.reference))

    def match(row: int) -> Match:
        return compare(*pair(row), on=on, reference=table.reference)

    by_value = _in_order(found.by_value, lambda row: fit(row).value)
    by_high = _in_order(found.by_high, lambda row: fit(row).high)
    shown_first = set(by_value[:k])
    return Ranking(
        matches=tuple(match(row) for row in by_value[offset : offset + k]),
        ask_first=tuple(match(row) for row in by_high[:k] if row not in shown_first),
        total=found.total,
        hidden_by=found.hidden_by,
        refused_by=found.refused_by,
    )


def _in_order(candidates: Candidates, defined: Callable[[int], float]) -> list[int]:
    """The rows of the candidates, best first; the definition decides where rounding is in doubt."""
    values = np.array(candidates.values)
    scaled = values * 10**DECIMALS
    doubtful = np.abs(scaled - np.floor(scaled) - 0.5) < ERROR * 10**DECIMALS
    for index in np.flatnonzero(doubtful):
        values[index] = defined(int(candidates.rows[index]))
    keys = np.array([rounded(value) for value in values.tolist()])
    return [int(row) for row in candidates.rows[np.lexsort((candidates.rows, -keys))]]
