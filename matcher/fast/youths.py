"""Many youths as numbers: a store that changes, and snapshots of it that do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.fast.codes import Codes
from matcher.fast.growing import Growing, in_line, spread
from matcher.fast.layout import Records
from matcher.fast.seekers import WIDTH, Seeker, SeekerArrays, SeekerPacker, in_arrays
from matcher.fast.usual import usual_numbers
from matcher.profiles import YouthProfile
from matcher.reference import Reference
from matcher.where import Floats

_IDLE: Final = 1_024  # rows of youths no longer there, at least, before they are left out
_IDLE_PART: Final = 8  # and at least this part of the others


@dataclass(frozen=True, slots=True)
class PackedYouths:
    """A snapshot: rows of youths; some are dead, that is, no longer in the table."""

    reference: Reference
    arrays: SeekerArrays
    ids: NDArray[np.int64]
    dead: Records  # u1, one a row
    codes: Codes
    usual: Floats


class YouthStore:
    """The youths of a table, packed. Not safe between threads by itself: the table sees to that."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._codes = Codes(reference)
        self._usual = usual_numbers(reference)
        self._packer = SeekerPacker(reference, self._codes, learn=True)
        self._rows: dict[int, int] = {}
        self._new: list[Seeker] = []
        self._ids, self._dead = Growing(np.dtype("i8")), Growing(np.dtype("u1"))
        self._numbers = Growing(np.dtype(("f8", (WIDTH,))))
        self._lists, self._minutes = Growing(np.dtype("i8")), Growing(np.dtype("f8"))
        self._starts, self._known = Growing(np.dtype("i8")), Growing(np.dtype("i8"))
        for ends in (self._starts, self._known):
            ends.extend(np.zeros(1, np.int64))

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, youth_id: object) -> bool:
        return youth_id in self._rows

    def add(self, youth: YouthProfile) -> None:
        """Pack a youth; the id must not be there yet."""
        seeker, id_ = self._packer.pack(youth), np.array([youth.id], np.int64)
        self._new.append(seeker)
        self._rows[youth.id] = self._ids.size
        self._ids.extend(id_)
        self._dead.extend(np.zeros(1, np.uint8))

    def replace(self, youth: YouthProfile) -> None:
        """Pack a youth anew. Raises KeyError for who is not there; then, and if it cannot be, nothing changes."""
        row = self._rows[youth.id]
        self.add(youth)
        self._dead.view()[row] = 1

    def remove(self, youth_id: int) -> None:
        """Take out a youth who is there."""
        self._dead.view()[self._rows.pop(youth_id)] = 1

    def snapshot(self) -> PackedYouths:
        """The youths as they are now; later changes leave it alone."""
        self._take_in()
        if self._ids.size - len(self._rows) > max(_IDLE, len(self._rows) // _IDLE_PART):
            self._leave_out_the_dead()
        return PackedYouths(
            reference=self._reference,
            arrays=self._arrays(),
            ids=self._ids.view(),
            dead=self._dead.view().copy(),
            codes=self._codes,
            usual=self._usual,
        )

    def _arrays(self) -> SeekerArrays:
        return SeekerArrays(
            self._numbers.view(), self._lists.view(), self._starts.view(), self._minutes.view(), self._known.view()
        )

    def _take_in(self) -> None:
        """Move what was packed since into the arrays: all of it, or nothing where it raises NotEnoughMemory."""
        made = in_arrays(self._new)
        moves = (
            (self._starts, made.starts[1:] + self._lists.size),
            (self._known, made.known[1:] + self._minutes.size),
            (self._numbers, made.numbers),
            (self._lists, made.lists),
            (self._minutes, made.minutes),
        )
        for array, more in moves:
            array.reserve(array.size + len(more))
        for array, more in moves:
            array.extend(more)
        self._new = []

    def _leave_out_the_dead(self) -> None:
        old, rows = self._arrays(), np.flatnonzero(self._dead.view() == 0)
        starts, lists = _gathered(old.starts, old.lists, rows)
        known, minutes = _gathered(old.known, old.minutes, rows)
        ids, alive = self._ids.view()[rows], np.zeros(len(rows), np.uint8)
        left = [in_line(array) for array in (ids, alive, old.numbers[rows], starts, lists, known, minutes)]
        by_id = {int(id_): row for row, id_ in enumerate(ids)}
        # From here on nothing can fail any more.
        arrays = (self._ids, self._dead, self._numbers, self._starts, self._lists, self._known, self._minutes)
        for array, entries in zip(arrays, left, strict=True):
            array.replace(entries)
        self._rows = by_id


def _gathered(starts: NDArray[np.int64], values: Records, rows: NDArray[np.int64]) -> tuple[Records, Records]:
    """Where the values of these rows start and end when they stand behind each other, and these values."""
    lengths = np.diff(starts)[rows]
    return np.concatenate(([0], np.cumsum(lengths))), values[spread(starts[rows], lengths)]
