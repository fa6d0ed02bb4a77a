"""A search as it goes: what was counted, and the best so far, by the median and by the least friction."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from matcher.fast.codes import CodeArrays
from matcher.fast.compiled import kernel
from matcher.fast.found import ERROR
from matcher.fast.kernels.bands import LAST_BAND, LAST_END, band_of, in_doubt
from matcher.fast.kernels.best import limit_of, put, sift, start_limit
from matcher.fast.kernels.costs import Costs
from matcher.fast.kernels.limits import BAND, N_FILTERS, NONE, first_filter, first_refusal
from matcher.fast.kernels.sums import income, of_body
from matcher.fast.layout import PlaceArrays, Records
from matcher.vocabulary import Refusal
from matcher.where import Floats

N_REFUSALS: Final = len(Refusal)
TOTAL: Final = N_REFUSALS + N_FILTERS  # after a count for each refusal and each filter
BY_VALUE, BY_HIGH, DOUBTFUL, IN_HEAP, IN_HIGH_HEAP = range(5)


class Search(NamedTuple):
    """Arrays that a search writes in. Whom it finds are rows: of places, or of youths."""

    counts: Records  # by refusal, by filter, and in all
    limits: Floats  # up to which sum a candidate matters: by value, by high
    sizes: Records  # how many candidates there are: by value, by high, doubtful; how full both heaps are
    heap: Floats
    high_heap: Floats
    rows: Records
    totals: Floats
    high_rows: Records
    high_totals: Floats
    doubtful: Records  # rows whose band the definition must decide


class Result(NamedTuple):
    """The counts, the candidates by value and by high with their sums of friction, and those in doubt."""

    counts: Records
    rows: Records
    totals: Floats
    high_rows: Records
    high_totals: Floats
    doubtful: Records


def new_search(most: int) -> Search:
    """A search among at most so many rows, as yet for none of them: the heaps say how many."""
    return Search(
        np.empty(TOTAL + 1, np.int64),
        np.empty(2),
        np.empty(IN_HIGH_HEAP + 1, np.int64),
        np.empty(0),
        np.empty(0),
        np.empty(most, np.int32),
        np.empty(most),
        np.empty(most, np.int32),
        np.empty(most),
        np.empty(most, np.int32),
    )


def result_of(search: Search) -> Result:
    """What an ended search found, apart from its arrays."""
    by_value, by_high, doubtful = search.sizes[: DOUBTFUL + 1]
    return Result(
        search.counts.copy(),
        search.rows[:by_value].copy(),
        search.totals[:by_value].copy(),
        search.high_rows[:by_high].copy(),
        search.high_totals[:by_high].copy(),
        search.doubtful[:doubtful].copy(),
    )


@kernel
def begin(search: Search) -> None:
    """Nothing counted, nothing found."""
    for index in range(len(search.counts)):
        search.counts[index] = 0
    for index in range(len(search.sizes)):
        search.sizes[index] = 0
    search.limits[0], search.limits[1] = start_limit(len(search.heap)), start_limit(len(search.high_heap))


@kernel
def end(search: Search) -> None:
    """Let go of candidates that were overtaken."""
    sizes, limits = search.sizes, search.limits
    sizes[BY_VALUE] = sift(search.rows, search.totals, sizes[BY_VALUE], limits[0])
    sizes[BY_HIGH] = sift(search.high_rows, search.high_totals, sizes[BY_HIGH], limits[1])


@kernel
def admit(
    search: Search,
    places: PlaceArrays,
    row: int,
    numbers: Floats,
    entries: Records,
    costs: Costs,
    share: float,
    minutes: float,
    on: int,
    wanted: Floats,
) -> bool:
    """Whether the pair passes the limits and the filters but that of the band; counted when it does not."""
    refusal = first_refusal(places, row, numbers, entries, costs, share, on)
    if refusal != NONE:
        search.counts[refusal] += 1
        return False
    hidden = first_filter(places, row, minutes, wanted)
    if hidden != NONE:
        search.counts[N_REFUSALS + hidden] += 1
        return False
    return True


@kernel
def most_of(search: Search, wanted: Floats) -> float:
    """Up to which sum of the median a pair must be told to the end; beyond it only the last band is left."""
    return float(search.limits[0] if wanted[BAND] < 0 else max(search.limits[0], LAST_END + ERROR))


@kernel
def pass_over(search: Search, count: int, wanted: Floats) -> None:
    """Count pairs that are beyond both limits: they pass, unless their band is not wanted."""
    shown = wanted[BAND] < 0 or int(wanted[BAND]) >> LAST_BAND & 1
    search.counts[TOTAL if shown else N_REFUSALS + BAND] += count


@kernel
def enter(
    search: Search,
    item: int,
    places: PlaceArrays,
    row: int,
    numbers: Floats,
    entries: Records,
    costs: Costs,
    usual: Floats,
    figures: CodeArrays,
    value: float,
    least: float,
    wanted: Floats,
) -> None:
    """Tell both sums to the end, from what was told before, and put the pair among the best if it is."""
    limits, sizes = search.limits, search.sizes
    most = most_of(search, wanted)
    value, least = of_body(places, row, numbers, entries, costs, usual, figures, value, least, most, limits[1])
    if value > most and least > limits[1]:
        pass_over(search, 1, wanted)
        return
    if wanted[BAND] >= 0:
        if in_doubt(value):
            search.doubtful[sizes[DOUBTFUL]] = item
            sizes[DOUBTFUL] += 1
            return
        if not int(wanted[BAND]) >> band_of(value, income(places, row, numbers, usual)[0] > 0) & 1:
            search.counts[N_REFUSALS + BAND] += 1
            return
    search.counts[TOTAL] += 1
    if value <= limits[0]:
        search.rows[sizes[BY_VALUE]], search.totals[sizes[BY_VALUE]] = item, value
        sizes[BY_VALUE] += 1
        sizes[IN_HEAP] = put(search.heap, sizes[IN_HEAP], value)
        limits[0] = limit_of(search.heap, sizes[IN_HEAP])
    if least <= limits[1]:
        search.high_rows[sizes[BY_HIGH]], search.high_totals[sizes[BY_HIGH]] = item, least
        sizes[BY_HIGH] += 1
        sizes[IN_HIGH_HEAP] = put(search.high_heap, sizes[IN_HIGH_HEAP], least)
        limits[1] = limit_of(search.high_heap, sizes[IN_HIGH_HEAP])
