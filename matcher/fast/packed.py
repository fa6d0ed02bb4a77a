"""Many places as numbers: a store that changes, and snapshots of it that do not.

Most places stand in the order of the cells of a grid. What is added goes behind them, what is removed is marked; when
that has become much, everything is put in order again. So a change costs next to nothing, and whoever is reading a
snapshot is not disturbed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.fast.codes import CodeArrays, Codes
from matcher.fast.grid import CELLS, cells_of
from matcher.fast.growing import Growing, in_line, spread
from matcher.fast.layout import HEAD, ID, NOWHERE, WORKPLACE, PlaceArrays, Records, in_views
from matcher.fast.memory import require
from matcher.fast.packing import Batch
from matcher.fast.seekers import SeekerPacker
from matcher.fast.usual import usual_numbers
from matcher.profiles import PlaceProfile
from matcher.reference import Reference
from matcher.where import Floats

BYTES_A_PLACE: Final = 210  # head, body, marks and indexes, about
BYTES_A_TASK: Final = 30  # with its asks, about
_WHILE_ORDERED: Final = 2  # as much as the table takes: what it is gathered by, and the new one
_AT_ONCE: Final = 20_000  # places packed before they are moved into the arrays
_LOOSE: Final = 256  # places behind the ordered ones, at least, before all are put in order
_LOOSE_PART: Final = 64  # and at least this part of the ordered ones


@dataclass(frozen=True, slots=True)
class Index:
    """Rows by a number they hold, in the order of the numbers."""

    numbers: NDArray[np.int64]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, numbers: NDArray[np.int64]) -> Index:
        order = np.argsort(numbers, kind="stable")
        return cls(numbers[order], order.astype(np.int32))

    def find(self, number: int) -> NDArray[np.int32]:
        """The rows with this number."""
        start, end = (np.searchsorted(self.numbers, number, side) for side in ("left", "right"))
        return self.rows[start:end]


@dataclass(frozen=True, slots=True)
class PackedPlaces:
    """A snapshot: rows of places, those in order first; some are dead, that is, no longer in the table."""

    reference: Reference
    arrays: PlaceArrays
    size: int  # rows
    dead: Records  # u1, one a row
    ordered: int  # so many rows stand in the order of the cells, then come loose ones
    cells: NDArray[np.int32]  # where each cell starts among the ordered rows, and where the last ends
    by_workplace: Index  # of the ordered rows
    live: int
    located: int  # of the live ones, those whose spot is known
    codes: Codes
    figures: CodeArrays
    usual: Floats
    seekers: SeekerPacker

    def ids_of(self, rows: Any) -> NDArray[np.int64]:
        """The ids of these rows."""
        return self.longs(ID, rows)

    def longs(self, at: int, rows: Any = slice(None)) -> NDArray[np.int64]:
        """One of the longs with which a body begins, of these rows or of all, by row."""
        longs: NDArray[np.int64] = self.arrays.longs[self.arrays.heads["body"][rows] + at]
        return longs

    @property
    def bytes(self) -> int:
        """What the rows take, with their marks and indexes."""
        indexes = 2 * (self.by_workplace.numbers.nbytes + self.by_workplace.rows.nbytes)  # by workplace and by id
        return self.arrays.heads.nbytes + self.arrays.longs.nbytes + self.dead.nbytes + indexes + self.cells.nbytes


class PlaceStore:
    """The places of a table, packed. Not safe between threads by itself: the table sees to that."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._codes = Codes(reference)
        self._usual = usual_numbers(reference)
        self._seekers = SeekerPacker(reference, self._codes, learn=False)
        self._heads, self._bodies = Growing(HEAD), Growing(np.dtype("i8"))
        self._dead = Growing(np.dtype("u1"))
        self._cells = np.zeros(CELLS + 1, np.int32)
        self._by_id = self._by_workplace = Index(np.zeros(0, np.int64), np.zeros(0, np.int32))
        self._ordered = 0
        self._loose: dict[int, int] = {}  # rows of the loose places, by id
        self._live = self._located = 0
        self._batch = self._new_batch()

    def __len__(self) -> int:
        return self._live

    def __contains__(self, place_id: object) -> bool:
        return isinstance(place_id, int) and self._row(place_id) is not None

    def add(self, place: PlaceProfile) -> None:
        """Pack a place; its id must not be there yet."""
        row = self._dead.size + len(self._batch)
        self._batch.add(place)
        self._loose[place.id] = row
        self._live += 1
        self._located += place.at is not None
        if len(self._batch) >= _AT_ONCE:
            self._take_in()

    def replace(self, place: PlaceProfile) -> None:
        """Pack a place anew. Raises KeyError when it is not there; then, and if it cannot be, nothing changes."""
        row = self._row_taken_in(place.id)
        self.add(place)
        self._kill(row)

    def remove(self, place_id: int) -> None:
        """Take out a place. Raises KeyError when it is not there."""
        row = self._row_taken_in(place_id)
        self._loose.pop(place_id, None)
        self._kill(row)

    def snapshot(self) -> PackedPlaces:
        """The places as they are now; later changes leave it alone."""
        self._take_in()
        size = self._dead.size
        idle = size - self._live
        if len(self._loose) + idle > max(_LOOSE, self._ordered // _LOOSE_PART):
            self._put_in_order()
            size = self._live
        return PackedPlaces(
            reference=self._reference,
            arrays=in_views(self._heads.view(), self._bodies.view()),
            size=size,
            dead=self._dead.view().copy(),
            ordered=self._ordered,
            cells=self._cells,
            by_workplace=self._by_workplace,
            live=self._live,
            located=self._located,
            codes=self._codes,
            figures=self._codes.arrays(),
            usual=self._usual,
            seekers=self._seekers,
        )

    def _row_taken_in(self, place_id: int) -> int:
        self._take_in()
        row = self._row(place_id)
        if row is None:
            raise KeyError(place_id)
        return row

    def _kill(self, row: int) -> None:
        self._dead.view()[row] = 1
        self._live -= 1
        self._located -= int(self._heads.view()["x"][row] != NOWHERE)

    def _row(self, place_id: int) -> int | None:
        row = self._loose.get(place_id)
        if row is not None:
            return row
        found = self._by_id.find(place_id)
        return int(found[0]) if len(found) and not self._dead.view()[found[0]] else None

    def _new_batch(self) -> Batch:
        return Batch(self._codes, self._bodies.size)

    def _take_in(self) -> None:
        """Move what was packed since into the arrays: all of it, or nothing where it raises NotEnoughMemory."""
        if not len(self._batch):
            return
        rows = self._dead.size + len(self._batch)
        for array, size in ((self._heads, rows), (self._bodies, self._batch.end), (self._dead, rows)):
            array.reserve(size)
        heads, bodies = self._batch.arrays()
        self._heads.extend(heads)
        self._bodies.extend(bodies)
        self._dead.extend(np.zeros(len(heads), np.uint8))
        self._batch = self._new_batch()

    def _put_in_order(self) -> None:
        """Stand the live rows in the order of their cells, and in a cell by id, without gaps."""
        heads, bodies = self._heads.view(), self._bodies.view()
        require(_WHILE_ORDERED * (heads.nbytes + bodies.nbytes), f"putting {self._live:,} places in order")
        cells = cells_of(heads["x"], heads["y"])
        order = np.lexsort((bodies[heads["body"]], cells))  # a body begins with the id
        order = order[self._dead.view()[order] == 0]
        starts_of_cells = np.searchsorted(cells[order], np.arange(CELLS + 1)).astype(np.int32)
        starts = heads["body"].astype(np.int64)
        lengths = np.diff(starts, append=len(bodies))[order]
        ends = np.cumsum(lengths)
        bodies = in_line(bodies[spread(starts[order], lengths)])
        heads = in_line(heads.take(order))  # by an index alone records are gathered many times more slowly
        heads["body"] = ends - lengths
        by_id, by_workplace = (Index.of(bodies[heads["body"] + at]) for at in (ID, WORKPLACE))
        # From here on nothing can fail any more, so that a table is in one order or in the other.
        alive = np.zeros(len(order), np.uint8)
        for array, entries in ((self._heads, heads), (self._bodies, bodies), (self._dead, alive)):
            array.replace(entries)
        self._cells, self._ordered, self._loose = starts_of_cells, len(order), {}
        self._by_id, self._by_workplace = by_id, by_workplace
        self._batch = self._new_batch()
