"""The places of a table for one youth, with numpy: all that can matter at once, one column after the other.

The plain definition stays in `matcher.parts`, `matcher.limits` and `matcher.fit`; this adds up the same frictions. It
gives the same `Found` as the kernels do, which stop early and read each place once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.fast.columns import Columns
from matcher.fast.found import ERROR, Found, Records, best_candidates
from matcher.fast.frictions import (
    NOTHING,
    Pieces,
    abilities,
    growth,
    hours,
    income,
    interests,
    skills,
    support,
    travel,
)
from matcher.fast.grid import COLUMNS, NO_CELL, ROWS, SIDE, SOUTH, WEST
from matcher.fast.growing import spread
from matcher.fast.packed import PackedPlaces
from matcher.fast.sieve import count_first, limits_broken
from matcher.fast.ways import Ways, known_rows, near, radius_of, ways_to
from matcher.fit import band_of, judge_parts
from matcher.profiles import PlaceProfile, Point, YouthProfile
from matcher.reference import Reference
from matcher.settings import BAND_LIMITS, BEST_BAND_WITHOUT_INCOME, DECIMALS, MOST_TOTAL
from matcher.vocabulary import PartKey, Refusal
from matcher.weights import weights_of
from matcher.where import BANDS, Facts, Flags, Floats, Indexes, hide

Rows: TypeAlias = NDArray[np.int64]

_ENDS: Final = np.array([limit + 0.5 * 10**-DECIMALS for limit, _ in BAND_LIMITS])  # of the bands
_NO_BAND: Final = -1
_MOST: Final = 0.75  # where so many pass, it costs more to gather them than to add up for the others too: measured
_NOT_ASKED: Final = np.zeros(0, np.int64)


def find_places(
    youth: YouthProfile,
    packed: PackedPlaces,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
    records: Records[PlaceProfile],
) -> Found:
    """Candidates for the `best` places by value and the `best_by_high` by the upper end, and all counts.

    `records` gives the places of ids, for the definition to decide where rounding is in doubt.
    """
    rows = rows_in_reach(youth, packed)
    return judge(
        youth,
        Columns(packed, rows),
        on=on,
        where=where,
        best=best,
        best_by_high=best_by_high,
        records=records,
        left_out=packed.live - len(rows),
    )


def rows_in_reach(youth: YouthProfile, packed: PackedPlaces) -> Rows:
    """The rows of the table but those whose cell lies beyond the youth's reach, which are all too far."""
    radius = radius_of(youth)
    if youth.home is None or radius == inf:
        return np.flatnonzero(packed.dead == 0)
    starts, ends = _runs_in_reach(youth.home, radius, packed)
    rows = spread(starts, ends - starts)
    known, _ = known_rows(youth, packed)
    if len(known):
        rows = np.union1d(rows, known)
    live: Rows = rows[packed.dead[rows] == 0]
    return live


def _runs_in_reach(home: Point, radius: float, packed: PackedPlaces) -> tuple[Rows, Rows]:
    """Where runs of rows start and end: one for each line of cells within reach, unknown spots, and loose rows."""
    lines, first, last = _cells_in_reach(home, radius)
    starts, ends = (np.append(lines * COLUMNS + cells, NO_CELL) for cells in (first, last))
    return (
        np.append(packed.cells[starts], packed.ordered).astype(np.int64),
        np.append(packed.cells[ends + 1], packed.size).astype(np.int64),
    )


def _cells_in_reach(home: Point, radius: float) -> tuple[Rows, Rows, Rows]:
    """The lines of the grid that have a spot within the radius, and the first and last such cell of each."""
    x, y = home
    south, north = (np.clip((y + way - SOUTH) // SIDE, 0, ROWS - 1) for way in (-radius, radius))
    lines = np.arange(south, north + 1, dtype=np.int64)
    # How far the line lies to the north or the south; those at the edge go on for ever.
    below = np.where(lines == 0, -inf, SOUTH + lines * SIDE) - y
    above = y - np.where(lines == ROWS - 1, inf, SOUTH + (lines + 1) * SIDE)
    away = np.maximum(0.0, np.maximum(below, above))
    half = np.sqrt(np.maximum(0.0, radius * radius - away * away))
    first, last = (np.clip((x + way - WEST) // SIDE, 0, COLUMNS - 1).astype(np.int64) for way in (-half, half))
    return lines, first, last


def judge(
    youth: YouthProfile,
    columns: Columns,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
    records: Records[PlaceProfile],
    left_out: int = 0,
) -> Found:
    """What `find_places` gives, among these rows; `left_out` are that many others, known to be too far."""
    close = near(youth, columns)
    too_far = left_out + len(columns) - len(close)
    columns = columns.take(close)
    ways = ways_to(youth, columns)
    passing, refused_by = count_first(limits_broken(youth, columns, ways, on=on), len(columns))
    if len(passing) < _MOST * len(columns):
        columns, ways, passing = columns.take(passing), ways.take(passing), np.arange(len(passing))
    left = np.zeros(len(columns), np.bool_)
    left[passing] = True
    totals = add_up(youth, columns, ways)
    bands = _bands(youth, columns, totals, left, records) if "band" in where else _NOT_ASKED
    left, hidden_by = hide(_facts(columns, ways, bands), where, left)
    return Found(
        by_value=best_candidates(columns.ids, _fits(totals.value), left, best),
        by_high=best_candidates(columns.ids, _fits(totals.least), left, best_by_high),
        total=int(np.count_nonzero(left)),
        hidden_by=hidden_by,
        refused_by=_with_too_far(too_far, refused_by),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """Weighted friction by place: with every unknown at its median, and the least; and who earns too little."""

    value: Floats
    least: Floats
    income_short: Flags


def add_up(youth: YouthProfile, columns: Columns, ways: Ways) -> Totals:
    """The weighted frictions of all parts, by place."""
    earned = income(youth, columns)
    pieces: Mapping[PartKey, Pieces] = {
        PartKey.INTERESTS: interests(youth, columns),
        PartKey.ABILITIES: abilities(youth, columns),
        PartKey.SKILLS: skills(youth, columns),
        PartKey.SUPPORT: support(youth, columns),
        PartKey.TRAVEL: travel(youth, columns, ways),
        PartKey.HOURS: hours(youth, columns),
        PartKey.GROWTH: growth(youth, columns),
        PartKey.INCOME: earned,
    }
    value, least = np.zeros(len(columns)), np.zeros(len(columns))
    weights = weights_of(youth)
    for part, piece in pieces.items():
        if piece is not NOTHING:
            value += weights[part] * piece.value
            least += weights[part] * piece.least
    return Totals(value, least, np.broadcast_to(earned.value > 0, len(columns)))


def _fits(totals: Floats) -> Floats:
    fits: Floats = np.exp(-np.minimum(totals, MOST_TOTAL))
    return fits


def _facts(columns: Columns, ways: Ways, bands: Indexes) -> Facts:
    return Facts(
        kind=columns.kind,
        sector=columns.sector,
        minutes=ways.minutes,
        least=columns.least,
        most=columns.most,
        pay=columns.pay,
        band=bands,
    )


def _bands(
    youth: YouthProfile, columns: Columns, totals: Totals, left: Flags, records: Records[PlaceProfile]
) -> Indexes:
    """The index in BANDS of each place; of those left the definition decides where the total is at a limit."""
    bands = np.searchsorted(_ENDS, totals.value)
    bands[totals.income_short] = np.maximum(bands[totals.income_short], BANDS.index(BEST_BAND_WITHOUT_INCOME))
    near_end = np.abs(totals.value[:, np.newaxis] - _ENDS).min(axis=1, initial=inf) < ERROR
    doubtful = np.flatnonzero(near_end & left)
    places = records(columns.ids[doubtful].tolist())
    for row in doubtful:
        place = places.get(int(columns.ids[row]))
        # A place that is there no more passes no filter.
        bands[row] = _NO_BAND if place is None else _defined_band(youth, place, columns.packed.reference)
    return bands


def _defined_band(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> int:
    return BANDS.index(band_of(judge_parts(youth, place, reference)))


def _with_too_far(count: int, refused_by: dict[str, int]) -> dict[str, int]:
    """The counts with that many more too far."""
    too_far = count + refused_by.pop(Refusal.TOO_FAR.value, 0)
    return {Refusal.TOO_FAR.value: too_far, **refused_by} if too_far else refused_by
