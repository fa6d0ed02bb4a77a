"""Some places of a table as columns, for numpy: each is gathered when it is first read, and kept.

What is not known is NaN in a column of floats, and below 0 in one of whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher.fast.growing import spread
from matcher.fast.layout import (
    ASKED,
    ASKED_IN_ALL,
    ASKS_AT_ONCE,
    EMPLOYER,
    ID,
    LINK_BITS,
    LINKS,
    LISTS,
    NEEDED,
    NOWHERE,
    SHAPELESS,
    SPOKEN,
    STRETCHES,
    TASKS,
    TAUGHT,
    WORKS,
    Records,
)
from matcher.fast.packed import PackedPlaces
from matcher.settings import TAUGHT_FACTOR
from matcher.where import Flags, Floats, Indexes

LANGUAGE_LEVELS: Final = 7  # 0 to 6
_LEVEL: Final = 7  # the bits of a link that hold the level of a language


class Ragged:
    """Entries, none or some a place; `offsets` says where those of each place start, and where the last ones end."""

    def __init__(self, offsets: NDArray[np.int64], entries: Records) -> None:
        self.offsets = offsets
        self.entries = entries

    def sums(self, values: NDArray[Any]) -> NDArray[Any]:
        """The sum of these values, one an entry, by place."""
        starts, filled = self.offsets[:-1], self._filled
        if filled.all() and len(filled):
            return np.add.reduceat(values, starts)
        sums = np.zeros(len(filled), values.dtype)
        if len(values):
            # An empty place would get the first value of the next.
            sums[filled] = np.add.reduceat(values, starts[filled])
        return sums

    def counts(self, which: Flags) -> NDArray[np.int64]:
        """How many of these entries there are, by place: the quick way where they are few."""
        return np.bincount(self.rows[np.flatnonzero(which)], minlength=len(self._filled))

    def only(self, which: Flags) -> Ragged:
        """These entries alone."""
        passed = np.zeros(len(which) + 1, np.int64)
        np.cumsum(which, out=passed[1:])
        return Ragged(passed[self.offsets], self.entries[np.flatnonzero(which)])

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """The place of each entry."""
        return np.repeat(np.arange(len(self._filled)), np.diff(self.offsets))

    @cached_property
    def _filled(self) -> Flags:
        """The places with any entry."""
        filled: Flags = self.offsets[1:] > self.offsets[:-1]
        return filled


class Columns:
    """Some rows of a table, in ascending order, as columns and as lists."""

    def __init__(self, packed: PackedPlaces, rows: Indexes) -> None:
        self.packed = packed
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, which: Indexes) -> Columns:
        """Those of these rows, given by where they stand among them, in ascending order."""
        return self if len(which) == len(self) else Columns(self.packed, self.rows[which])

    def has(self, flag: int) -> Flags:
        """The places with this flag of their head."""
        flagged: Flags = (self._flags & np.uint16(flag)) != 0
        return flagged

    @cached_property
    def ids(self) -> NDArray[np.int64]:
        return self.packed.longs(ID, self._rows)

    @cached_property
    def employer(self) -> NDArray[np.int64]:
        return self.packed.longs(EMPLOYER, self._rows)

    @cached_property
    def kind(self) -> NDArray[np.int8]:
        return self._column("kind")

    @cached_property
    def sector(self) -> NDArray[np.int8]:
        return self._column("sector")

    @cached_property
    def surroundings(self) -> NDArray[np.uint16]:
        return self._column("surroundings")

    @cached_property
    def x(self) -> Floats:
        """Metres east."""
        return self._spot("x")

    @cached_property
    def y(self) -> Floats:
        """Metres north."""
        return self._spot("y")

    @cached_property
    def least(self) -> Floats:
        """Hours a week."""
        return self._column("least")

    @cached_property
    def most(self) -> Floats:
        """Hours a week."""
        return self._column("most")

    @cached_property
    def work(self) -> NDArray[np.int16]:
        """Minutes a week of the times."""
        return self._column("work")

    @cached_property
    def start(self) -> NDArray[np.int32]:
        return self._column("start")

    @cached_property
    def until(self) -> NDArray[np.int32]:
        return self._column("until")

    @cached_property
    def pay(self) -> Floats:
        """Cents an hour."""
        cents = self._column("pay")
        return np.where(cents < 0, np.nan, cents)

    @cached_property
    def pressure(self) -> NDArray[np.int8]:
        return self._column("pressure")

    @cached_property
    def school_like(self) -> NDArray[np.int8]:
        return self._column("school_like")

    @cached_property
    def shapeless(self) -> Floats:
        """The share of the minutes whose interests are not known."""
        shares: Floats = self.packed.arrays.doubles.take(self._bodies + SHAPELESS)
        return shares

    @cached_property
    def offers(self) -> NDArray[np.uint8]:
        """A row for each two conditions: two numbers of OFFERS in a byte."""
        return np.ascontiguousarray(self._heads["offers"].T)

    @cached_property
    def asks(self) -> NDArray[np.intp]:
        """A column for each group of ASKS_AT_ONCE asks of one task: numbers of ASKS."""
        groups = self._count(ASKED_IN_ALL) // ASKS_AT_ONCE
        starts = np.repeat(self._octets + self._count(TASKS), groups)
        starts += ASKS_AT_ONCE * spread(np.zeros_like(groups), groups)
        return self.packed.arrays.octets.take(starts + np.arange(ASKS_AT_ONCE)[:, np.newaxis]).astype(np.intp)

    @cached_property
    def ask_weights(self) -> Ragged:
        """What the task weighs that asks, by group."""
        arrays, tasks = self.packed.arrays, self._count(TASKS)
        weights = self._list(arrays.doubles, self._doubles + self._count(WORKS), tasks)
        groups = self._list(arrays.octets, self._octets, tasks)
        offsets = np.zeros(len(self) + 1, np.int64)
        np.cumsum(self._count(ASKED_IN_ALL) // ASKS_AT_ONCE, out=offsets[1:])
        return Ragged(offsets, np.repeat(weights.entries, groups.entries))

    @cached_property
    def works(self) -> tuple[Ragged, Ragged]:
        """Numbers of the sorts of work, and the share of the minutes of each."""
        arrays, works = self.packed.arrays, self._count(WORKS)
        return self._list(arrays.words, self._words, works), self._list(arrays.doubles, self._doubles, works)

    @cached_property
    def stretches(self) -> Ragged:
        """Minutes of the week of the times: from, and until."""
        minutes = self._list(self.packed.arrays.shorts, self._shorts, 2 * self._count(STRETCHES))
        return Ragged(minutes.offsets // 2, minutes.entries.reshape(-1, 2))

    @cached_property
    def skills(self) -> Ragged:
        """Numbers of the skills, certificates and licences asked."""
        return _numbers(self._asked)

    @cached_property
    def skill_costs(self) -> Floats:
        """What it costs not to have each of them."""
        costs = self.packed.figures.skills[:, 0].take(self.skills.entries)
        return np.where(self._asked.entries & TAUGHT, costs * TAUGHT_FACTOR, costs)

    @cached_property
    def taught(self) -> Ragged:
        """Numbers of the skills taught."""
        return _numbers(_flagged(self._links, TAUGHT))

    @cached_property
    def licences(self) -> Ragged:
        """Numbers of the licences that one must have."""
        return _numbers(_flagged(self._links, NEEDED))

    @cached_property
    def languages(self) -> Ragged:
        """The languages asked: LANGUAGE_LEVELS times the number of the language, and the level."""
        spoken = self._links.only((self._links.entries & SPOKEN) != 0)
        links = spoken.entries
        return Ragged(spoken.offsets, (links >> LINK_BITS) * LANGUAGE_LEVELS + (links & _LEVEL))

    @cached_property
    def _links(self) -> Ragged:
        return self._list(self.packed.arrays.words, self._words + self._count(WORKS), self._count(LINKS))

    @cached_property
    def _asked(self) -> Ragged:
        return _flagged(self._links, ASKED)

    @cached_property
    def _flags(self) -> NDArray[np.uint16]:
        return self._column("flags")

    @cached_property
    def _heads(self) -> Records:
        # Whole records are gathered fastest by `take`, and one number of each by an index.
        heads = self.packed.arrays.heads
        return heads.take(self.rows) if self._run is None else heads[self._run]

    @property
    def _rows(self) -> Indexes | slice:
        return self.rows if self._run is None else self._run

    # Where the body of each place starts, and its lists by the size of their entries.
    @cached_property
    def _bodies(self) -> NDArray[np.int64]:
        return self.packed.arrays.heads["body"][self._rows].astype(np.int64)

    @cached_property
    def _doubles(self) -> NDArray[np.int64]:
        return self._bodies + LISTS

    @cached_property
    def _words(self) -> NDArray[np.int64]:
        return 2 * (self._doubles + self._count(WORKS) + self._count(TASKS))

    @cached_property
    def _shorts(self) -> NDArray[np.int64]:
        return 2 * (self._words + self._count(WORKS) + self._count(LINKS))

    @cached_property
    def _octets(self) -> NDArray[np.int64]:
        return 2 * (self._shorts + 2 * self._count(STRETCHES))

    def _count(self, at: int) -> NDArray[np.int64]:
        """How many entries each place has in a list."""
        counts: NDArray[np.int64] = self._counts[at - TASKS]
        return counts

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        lists = np.arange(TASKS, ASKED_IN_ALL + 1)[:, np.newaxis]
        return self.packed.arrays.words.take(2 * self._bodies + lists).astype(np.int64)

    @cached_property
    def _run(self) -> slice | None:
        """The rows as a slice, where they follow each other."""
        size = len(self)
        if size and self.rows[-1] - self.rows[0] == size - 1:
            return slice(int(self.rows[0]), int(self.rows[0]) + size)
        return None

    def _column(self, name: str) -> NDArray[Any]:
        return np.ascontiguousarray(self._heads[name])

    def _spot(self, name: str) -> Floats:
        # Of rows that turn out to be too far nothing else is read, so these do not come by way of whole heads.
        metres = self.packed.arrays.heads[name][self._rows]
        return np.where(metres == NOWHERE, np.nan, metres)

    def _list(self, array: Records, starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> Ragged:
        """Entries of an array that start there, so many of each place."""
        offsets = np.zeros(len(self) + 1, np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return Ragged(offsets, array.take(spread(starts, lengths)))


def numbered(uris: Iterable[str], packed: PackedPlaces) -> Flags:
    """By number of a skill, whether it is one of these."""
    flags = np.zeros(len(packed.figures.skills), np.bool_)
    numbers = (packed.codes.skills.known(uri) for uri in uris)
    # Numbers given out after this snapshot stand for nothing in it.
    flags[[number for number in numbers if number is not None and number < len(flags)]] = True
    return flags


def _flagged(links: Ragged, flag: int) -> Ragged:
    """The links to skills with this flag."""
    return links.only((links.entries & (SPOKEN | flag)) == flag)


def _numbers(links: Ragged) -> Ragged:
    return Ragged(links.offsets, links.entries >> LINK_BITS)
