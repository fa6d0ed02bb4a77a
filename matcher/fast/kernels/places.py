"""All places for one youth, the nearest first."""

from __future__ import annotations

from math import sqrt
from typing import Final, NamedTuple

import numpy as np

from matcher.fast.codes import CodeArrays
from matcher.fast.compiled import kernel
from matcher.fast.grid import COLUMNS, NO_CELL, ROWS, SIDE, SOUTH, WEST
from matcher.fast.kernels.costs import Costs, forget, note, weigh
from matcher.fast.kernels.search import Search, admit, begin, end, enter, most_of, pass_over
from matcher.fast.kernels.sums import of_head, of_way
from matcher.fast.kernels.ways import known_index, known_way, knows_ways, radius_of, way_over_ground
from matcher.fast.layout import NOWHERE, PlaceArrays, Records
from matcher.fast.seekers import SeekerArrays, X, Y
from matcher.vocabulary import Refusal
from matcher.where import Floats

_TOO_FAR: Final = list(Refusal).index(Refusal.TOO_FAR)
_FIRST_BLOCK: Final = 32  # rows; then twice as many each time, as by then it is better known what is good enough
_BLOCK: Final = 512
MOST_RANGES: Final = ROWS + 2  # one for each line of cells, one for unknown spots, one for loose rows


class Block(NamedTuple):
    """Some rows on their way: those still in the running, with what was told of them."""

    rows: Records
    shares: Floats  # of the longest time that the way takes
    values: Floats
    leasts: Floats


def new_block() -> Block:
    """Room for a block."""
    return Block(np.empty(_BLOCK, np.int64), np.empty(_BLOCK), np.empty(_BLOCK), np.empty(_BLOCK))


@kernel
def search_places(
    search: Search,
    costs: Costs,
    block: Block,
    ranges: Records,
    places: PlaceArrays,
    dead: Records,
    cells: Records,
    ordered: int,
    located: int,
    known_rows: Records,
    seekers: SeekerArrays,
    usual: Floats,
    figures: CodeArrays,
    on: int,
    wanted: Floats,
) -> None:
    """Go through all rows that are not dead.

    `known_rows` are those to which the youth, the only one of `seekers`, knows the minutes. `costs`, `block` and
    `ranges` (MOST_RANGES) are room to work in.
    """
    begin(search)
    numbers, entries = seekers.numbers[0], seekers.lists
    note(costs, entries, figures)
    weigh(costs, numbers, usual)
    radius = radius_of(numbers)
    seen, size = 0, _FIRST_BLOCK
    for index in range(_ranges_near(ranges, cells, ordered, len(dead), numbers, radius)):
        start, stop = ranges[index, 0], ranges[index, 1]
        while start < stop:
            middle = min(start + size, stop)
            count, at = _near(block, places, dead, start, middle, numbers, entries, radius)
            seen += at
            count = _admitted(search, block, count, places, numbers, entries, costs, on, wanted)
            count = _told(search, block, count, places, numbers, costs, usual, wanted)
            for found in range(count):
                row, value, least = block.rows[found], block.values[found], block.leasts[found]
                enter(search, row, places, row, numbers, entries, costs, usual, figures, value, least, wanted)
            start, size = middle, min(2 * size, _BLOCK)
    for row in known_rows:
        if not dead[row]:
            seen += places.heads[row].x != NOWHERE
            minutes = seekers.minutes[known_index(places, row, entries)]
            share, minutes = known_way(minutes, numbers)
            if admit(search, places, row, numbers, entries, costs, share, minutes, on, wanted):
                value, least = of_way(places, row, numbers, usual, share)
                more, more_least = of_head(places, row, numbers, costs, usual)
                value, least = value + more, least + more_least
                enter(search, row, places, row, numbers, entries, costs, usual, figures, value, least, wanted)
    search.counts[_TOO_FAR] += located - seen
    forget(costs, entries)
    end(search)


# What follows goes through a block step by step, each time moving what is left to its front. Writing always, and
# counting only what stays, needs no branch that a processor would often guess wrong.


@kernel
def _near(
    block: Block,
    places: PlaceArrays,
    dead: Records,
    start: int,
    stop: int,
    numbers: Floats,
    entries: Records,
    radius: float,
) -> tuple[int, int]:
    """Take in the rows within the radius, or of unknown spot; returns how many, and how many of known spot.

    Those to which minutes are known are left for later.
    """
    count = at = 0
    square = radius * radius if radius >= 0 else -1.0
    some_known = knows_ways(numbers, entries)
    for row in range(start, stop):
        x, y = places.heads[row].x, places.heads[row].y
        east, north = numbers[X] - x, numbers[Y] - y
        beyond = east * east + north * north > square  # never, where home is not known
        stays = (dead[row] == 0) & ((x == NOWHERE) | (not beyond))
        if some_known:
            stays &= known_index(places, row, entries) < 0
        block.rows[count] = row
        count += stays
        at += stays & (x != NOWHERE)
    return count, at


@kernel
def _admitted(
    search: Search,
    block: Block,
    count: int,
    places: PlaceArrays,
    numbers: Floats,
    entries: Records,
    costs: Costs,
    on: int,
    wanted: Floats,
) -> int:
    """Keep those that pass the limits and the filters; returns how many."""
    left = 0
    for index in range(count):
        row = block.rows[index]
        share, minutes = way_over_ground(places, row, numbers)
        block.rows[left], block.shares[left] = row, share
        left += admit(search, places, row, numbers, entries, costs, share, minutes, on, wanted)
    return left


@kernel
def _told(
    search: Search,
    block: Block,
    count: int,
    places: PlaceArrays,
    numbers: Floats,
    costs: Costs,
    usual: Floats,
    wanted: Floats,
) -> int:
    """Tell what the way and the head cost, and keep those that may still be among the best; returns how many."""
    most, most_least = most_of(search, wanted), search.limits[1]
    left = 0
    for index in range(count):
        row = block.rows[index]
        value, least = of_way(places, row, numbers, usual, block.shares[index])
        block.rows[left], block.values[left], block.leasts[left] = row, value, least
        left += (value <= most) | (least <= most_least)
    pass_over(search, count - left, wanted)
    count, left = left, 0
    for index in range(count):
        row = block.rows[index]
        value, least = of_head(places, row, numbers, costs, usual)
        value, least = block.values[index] + value, block.leasts[index] + least
        block.rows[left], block.values[left], block.leasts[left] = row, value, least
        left += (value <= most) | (least <= most_least)
    pass_over(search, count - left, wanted)
    return left


@kernel
def _ranges_near(found: Records, cells: Records, ordered: int, size: int, numbers: Floats, radius: float) -> int:
    """Find from which row to which the cells go that are within the radius, the nearest first; returns how many.

    The cells of one line from west to east lie behind each other. The cell of unknown spots comes after them, and loose
    rows last. Without a radius these are all rows at once.
    """
    if radius == np.inf:
        found[0, 0], found[0, 1] = 0, size
        return 1
    x, y = numbers[X], numbers[Y]
    home, count = _cell_at(y - SOUTH, ROWS), 0
    for away in range(ROWS):
        for side in range(2 if away else 1):
            line = home + away if side else home - away
            north = _beyond(y, SOUTH + line * SIDE, line == 0, line == ROWS - 1)
            if 0 <= line < ROWS and north <= radius:
                wide = sqrt(radius * radius - north * north) + 1.0  # a metre for what rounding takes
                first = line * COLUMNS + _cell_at(x - wide - WEST, COLUMNS)
                last = line * COLUMNS + _cell_at(x + wide - WEST, COLUMNS)
                found[count, 0], found[count, 1] = cells[first], cells[last + 1]
                count += 1
    found[count, 0], found[count, 1] = cells[NO_CELL], cells[NO_CELL + 1]
    found[count + 1, 0], found[count + 1, 1] = ordered, size
    return count + 2


@kernel
def _cell_at(metres: float, count: int) -> int:
    return int(min(max(metres // SIDE, 0.0), count - 1.0))


@kernel
def _beyond(at: float, start: float, is_first: bool, is_last: bool) -> float:
    """How far a coordinate lies outside the stretch of a cell; those at the edge go on for ever."""
    if at < start and not is_first:
        return start - at
    if at >= start + SIDE and not is_last:
        return at - start - SIDE
    return 0.0
