"""Room for a search to work in, kept by each thread from one search to the next."""

from __future__ import annotations

from threading import local
from typing import Final, NamedTuple

import numpy as np

from matcher.fast.codes import CodeArrays
from matcher.fast.kernels.costs import Costs, new_costs
from matcher.fast.kernels.places import MOST_RANGES, Block, new_block
from matcher.fast.kernels.search import Result, Search, new_search, result_of
from matcher.fast.layout import Records

_mine: Final = local()


class Room(NamedTuple):
    """The arrays of one search. A thread has one, so a result is taken out before the next search begins."""

    size: tuple[int, ...]
    search: Search
    costs: Costs
    block: Block
    ranges: Records  # (MOST_RANGES, 2)

    def result(self) -> Result:
        """What the search found, as arrays of its own."""
        return result_of(self.search)


def room_for(rows: int, n: int, n_high: int, figures: CodeArrays) -> Room:
    """Room for a search among so many rows for the n best by value and by high."""
    size = (rows, len(figures.skills), len(figures.languages))
    room: Room | None = getattr(_mine, "room", None)
    if room is None or room.size != size:
        ranges = np.empty((MOST_RANGES, 2), np.int64)
        room = Room(size, new_search(rows), new_costs(*size[1:]), new_block(), ranges)
        _mine.room = room
    # The heaps are small, and of another size from one list to the next.
    return room._replace(search=room.search._replace(heap=np.empty(n), high_heap=np.empty(n_high)))
