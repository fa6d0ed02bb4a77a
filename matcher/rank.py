"""The best places for a youth, and the best youths for a place.

A search finds candidates fast; here the definition settles their order and makes the matches that
are shown. Two fits are equal when they round to the same ninth decimal; then the lower id comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import numpy as np

from matcher.fast.found import ERROR, Candidates, Found, Records
from matcher.fast.scan import find_places, find_youths
from matcher.fit import compare, fit_of, judge_parts, rounded
from matcher.match import Fit, Match
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.records import to_plain_dict
from matcher.reference import Reference
from matcher.settings import DECIMALS
from matcher.table import PlaceTable, R, S, Table, YouthTable
from matcher.where import Where, read_where

_SCALE: Final = 10**DECIMALS
_DOUBT: Final = 2 * ERROR * _SCALE  # in units of the last decimal; twice, for the product itself is rounded

Fetch: TypeAlias = Callable[[Collection[int]], Iterable[R]]
Pair: TypeAlias = tuple[YouthProfile, PlaceProfile]


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
    youth: YouthProfile,
    table: PlaceTable,
    *,
    on: date,
    k: int = 20,
    offset: int = 0,
    where: Where | None = None,
    records: Fetch[PlaceProfile] | None = None,
) -> Ranking:
    """The k best places of the table after the first `offset`, judged on the day `on`.

    `records` gives the records of the few places that are shown, for a table that keeps none itself. A place that it no
    longer has, or that is refused by what it says now, is left out of the page.
    Raises ValueError for a negative k or offset and for a filter that does not exist.
    """
    _require_page(k, offset)
    kept = _kept(table, records)
    found = find_places(
        youth, table.packed(), on=on, where=read_where(where), best=offset + k, best_by_high=k, records=kept
    )
    return _ranking(found, kept, lambda place: (youth, place), table.reference, on, k, offset)


def rank_youths(
    place: PlaceProfile,
    table: YouthTable,
    *,
    on: date,
    k: int = 20,
    offset: int = 0,
    where: Where | None = None,
    records: Fetch[YouthProfile] | None = None,
) -> Ranking:
    """The k best youths of the table after the first `offset`, judged on the day `on`.

    `records` gives the records of the few youths that are shown (without kernels, of all), for a table that keeps none.
    Raises ValueError for a negative k or offset and for a filter that does not exist.
    """
    _require_page(k, offset)
    kept = _kept(table, records)
    found = find_youths(
        place, table.packed(), on=on, where=read_where(where), best=offset + k, best_by_high=k, records=kept
    )
    return _ranking(found, kept, lambda youth: (youth, place), table.reference, on, k, offset)


def _require_page(k: int, offset: int) -> None:
    for name, value in (("k", k), ("offset", offset)):
        if value < 0:
            raise ValueError(f"{name} must be 0 or more, not {value}")


def _kept(table: Table[R, S], records: Fetch[R] | None) -> Records[R]:
    """Where the records of ids come from: the table, or who was named for it."""
    if records is None:
        return table.records
    return lambda ids: {record.id: record for record in records(ids)} if ids else {}


def _ranking(
    found: Found,
    kept: Records[R],
    pair: Callable[[R], Pair],
    reference: Reference,
    on: date,
    k: int,
    offset: int,
) -> Ranking:
    def fits(ids: Collection[int]) -> dict[int, Fit]:
        return {id_: fit_of(judge_parts(*pair(record), reference)) for id_, record in kept(ids).items()}

    by_value = in_order(found.by_value, lambda ids: {id_: fit.value for id_, fit in fits(ids).items()})
    by_high = in_order(found.by_high, lambda ids: {id_: fit.high for id_, fit in fits(ids).items()})
    best = set(by_value[:k])
    page, first = by_value[offset : offset + k], [id_ for id_ in by_high[:k] if id_ not in best]
    shown = kept([*page, *first])
    matches = {id_: compare(*pair(record), on=on, reference=reference) for id_, record in shown.items()}
    return Ranking(
        matches=_passing(page, matches),
        ask_first=_passing(first, matches),
        total=found.total,
        hidden_by=found.hidden_by,
        refused_by=found.refused_by,
    )


def _passing(ids: Iterable[int], matches: Mapping[int, Match]) -> tuple[Match, ...]:
    """The matches of these ids; without those that changed since they were found and pass no longer."""
    return tuple(matches[id_] for id_ in ids if id_ in matches and not matches[id_].refusals)


def in_order(candidates: Candidates, defined: Callable[[Collection[int]], Mapping[int, float]]) -> list[int]:
    """The ids of the candidates, best first; `defined` gives their exact values where rounding is in doubt."""
    scaled = candidates.values * _SCALE
    keys = np.rint(scaled)
    doubtful = np.flatnonzero(np.abs(np.abs(scaled - keys) - 0.5) < _DOUBT)
    if len(doubtful):
        exact = defined(candidates.ids[doubtful].tolist())
        for index in doubtful:
            value = exact.get(int(candidates.ids[index]), candidates.values[index])
            keys[index] = round(rounded(value) * _SCALE)
    ids: list[int] = candidates.ids[np.lexsort((candidates.ids, -keys))].tolist()
    return ids
