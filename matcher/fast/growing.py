"""Arrays that grow at their end while others go on reading what is there."""

from __future__ import annotations

from math import prod
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.fast.layout import Records
from matcher.fast.memory import require

_SMALLEST: Final = 16
_LINE: Final = 64  # bytes
_LARGE: Final = 1 << 24  # bytes from which on it is asked first whether there is memory


class Growing:
    """An array with room behind it; entries are added, never changed, so that a view stays what it is."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._dtype = dtype
        self._room = _room((0,), dtype)
        self.size = 0

    def view(self, size: int | None = None) -> Records:
        """The first entries, or all of them."""
        return self._room[: self.size if size is None else size]

    def extend(self, entries: Records) -> None:
        """Add entries at the end."""
        end = self.size + len(entries)
        self.reserve(end)
        self._room[self.size : end] = entries
        self.size = end

    def reserve(self, size: int) -> None:
        """Make room for so many entries in all. Raises NotEnoughMemory."""
        if size <= len(self._room):
            return
        # A quarter more than asked: few moves, little that lies idle.
        wanted = max(_SMALLEST, size + size // 4)
        if wanted * self._dtype.itemsize > _LARGE:
            require(wanted * self._dtype.itemsize, "a table that grows")
        room = _room((wanted,), self._dtype)
        room[: self.size] = self._room[: self.size]
        self._room = room

    def replace(self, entries: Records) -> None:
        """Hold these entries, made by `in_line`, from now on; views of the old ones stay what they are."""
        self._room, self.size = entries, len(entries)


def in_line(entries: Records) -> Records:
    """A copy that begins where a cache line does."""
    room = _room(entries.shape, entries.dtype)
    room[:] = entries
    return room


def _room(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Records:
    """An empty array that begins where a cache line does, so that a record of one line lies in one."""
    room = np.empty(prod(shape) * dtype.itemsize + _LINE, np.uint8)
    return np.ndarray(shape, dtype, room.data, -room.ctypes.data % _LINE)


def spread(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The whole numbers of many ranges, one range after the other."""
    ends = np.cumsum(lengths, dtype=np.int64)
    numbers = np.repeat(starts - ends + lengths, lengths)
    numbers += np.arange(len(numbers))
    return numbers
