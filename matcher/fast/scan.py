"""The search among the places of a table for one youth, and among its youths for one place.

Where numba is there, kernels go through what can matter (`kernels/`); else numpy does, and for youths the definition
itself, pair by pair. Both give the same `Found`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from math import nan
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.fast.found import Candidates, Found, Records
from matcher.fast.layout import in_views
from matcher.fast.packed import PackedPlaces
from matcher.fast.packing import Batch
from matcher.fast.pairs import find_youths as find_pair_by_pair
from matcher.fast.seekers import in_arrays
from matcher.fast.vectors import find_places as find_with_numpy
from matcher.fast.ways import known_rows
from matcher.fast.youths import PackedYouths
from matcher.fit import Parts, band_of, fit_of, judge_parts
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.settings import MOST_TOTAL
from matcher.vocabulary import Refusal
from matcher.where import BANDS, FILTERS, Floats

if TYPE_CHECKING:
    from matcher.fast.kernels.search import Result

R = TypeVar("R")

SMALL: Final = 2_000  # pairs for which it is not worth while to load the kernels: a second and more, our judgement

_REFUSALS: Final = tuple(Refusal)
_BITS: Final = frozenset({"kind", "sector", "band"})


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
    find = places_with_kernels if _with_kernels(packed.size) else find_with_numpy
    return find(youth, packed, on=on, where=where, best=best, best_by_high=best_by_high, records=records)


def places_with_kernels(
    youth: YouthProfile,
    packed: PackedPlaces,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
    records: Records[PlaceProfile],
) -> Found:
    """What `find_places` gives, by kernels, which are loaded or compiled if need be."""
    from matcher.fast.kernels.places import search_places
    from matcher.fast.kernels.room import room_for

    seekers = in_arrays([packed.seekers.pack(youth)])
    room = room_for(packed.size, min(best, packed.live), min(best_by_high, packed.live), packed.figures)
    search_places(
        room.search,
        room.costs,
        room.block,
        room.ranges,
        packed.arrays,
        packed.dead,
        packed.cells,
        packed.ordered,
        packed.located,
        known_rows(youth, packed)[0],
        seekers,
        packed.usual,
        packed.figures,
        on.toordinal(),
        _numbers(where),
    )
    return _found(
        room.result(), packed.ids_of, where, records, lambda place: judge_parts(youth, place, packed.reference)
    )


def find_youths(
    place: PlaceProfile,
    packed: PackedYouths,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
    records: Records[YouthProfile],
) -> Found:
    """Candidates for the `best` youths by value and the `best_by_high` by the upper end, and all counts.

    `records` gives the youths of ids, for the definition to decide where rounding is in doubt.
    """
    if _with_kernels(len(packed.dead)):
        return youths_with_kernels(
            place, packed, on=on, where=where, best=best, best_by_high=best_by_high, records=records
        )
    youths = list(records(packed.ids[packed.dead == 0].tolist()).values())
    return find_pair_by_pair(place, youths, packed.reference, on=on, where=where, best=best, best_by_high=best_by_high)


def youths_with_kernels(
    place: PlaceProfile,
    packed: PackedYouths,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
    records: Records[YouthProfile],
) -> Found:
    """What `find_youths` gives, by kernels, which are loaded or compiled if need be."""
    from matcher.fast.kernels.room import room_for
    from matcher.fast.kernels.youths import search_youths

    rows = len(packed.dead)
    batch = Batch(packed.codes)
    batch.add(place)
    figures = packed.codes.arrays()
    room = room_for(rows, min(best, rows), min(best_by_high, rows), figures)
    search_youths(
        room.search,
        room.costs,
        packed.arrays,
        packed.dead,
        in_views(*batch.arrays()),
        packed.usual,
        figures,
        on.toordinal(),
        _numbers(where),
    )
    return _found(
        room.result(), packed.ids.__getitem__, where, records, lambda youth: judge_parts(youth, place, packed.reference)
    )


def _with_kernels(pairs: int) -> bool:
    """Whether kernels do it: they are ready, or it is worth while to make them so."""
    from matcher.fast.warming import are_warm, warm  # which in turn needs this module

    return are_warm() or (pairs >= SMALL and warm())


def _numbers(where: Mapping[str, Any]) -> Floats:
    """The filters as a kernel reads them: bits for several values, NaN or a number below 0 for any."""
    if not where:
        return _NO_FILTERS
    return np.array([*(_number(name, where.get(name)) for name in FILTERS), any(name != "band" for name in where)])


def _number(name: str, value: Any) -> float:
    if name in _BITS:
        return -1 if value is None else sum(1 << index for index in set(value))
    return nan if value is None else float(value)


def _found(
    result: Result,
    ids: Callable[[Any], NDArray[np.int64]],
    where: Mapping[str, Any],
    records: Records[R],
    judge: Callable[[R], Parts],
) -> Found:
    """What a kernel found; where a band was in doubt the definition decides."""
    counts, rows, totals, high_rows, high_totals, doubtful = result
    refused = dict(zip(_REFUSALS, counts.tolist(), strict=False))
    hidden = dict(zip(FILTERS, counts[len(_REFUSALS) :].tolist(), strict=False))
    by_value, by_high = Candidates(ids(rows), _fits(totals)), Candidates(ids(high_rows), _fits(high_totals))
    settled = {id_: judge(record) for id_, record in records(ids(doubtful).tolist()).items()}
    passing = {id_: fit_of(parts) for id_, parts in settled.items() if BANDS.index(band_of(parts)) in where["band"]}
    if len(doubtful):
        hidden["band"] += len(doubtful) - len(passing)
    return Found(
        by_value=by_value.with_these({id_: fit.value for id_, fit in passing.items()}),
        by_high=by_high.with_these({id_: fit.high for id_, fit in passing.items()}),
        total=int(counts[-1]) + len(passing),
        hidden_by={name: hidden[name] for name in where if hidden[name]},
        refused_by={code.value: count for code, count in refused.items() if count},
    )


def _fits(totals: Floats) -> Floats:
    fits: Floats = np.exp(-np.minimum(totals, MOST_TOTAL))
    return fits


_NO_FILTERS: Final = np.array([*(_number(name, None) for name in FILTERS), 0.0])
