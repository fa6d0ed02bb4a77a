"""Many places, or many youths, kept ready for ranking: as numbers, and as records where it keeps them.

A change is taken in by the next snapshot; whoever ranks by an earlier one is not disturbed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from threading import Lock
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from matcher.fast.packed import PackedPlaces, PlaceStore
from matcher.fast.youths import PackedYouths, YouthStore
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference


class _WithId(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_WithId)
S = TypeVar("S")
_R = TypeVar("_R", bound=_WithId, contravariant=True)
_S = TypeVar("_S", covariant=True)


class _Store(Protocol[_R, _S]):
    """The numbers of a table."""

    def __contains__(self, record_id: object) -> bool: ...
    def __len__(self) -> int: ...
    def add(self, record: _R) -> None: ...
    def replace(self, record: _R) -> None: ...
    def remove(self, record_id: int) -> None: ...
    def snapshot(self) -> _S: ...


class NoRecords(LookupError):
    """A table that keeps numbers only was asked for a record."""


class Table(Generic[R, S]):
    """Records by id; iterates in the order of the ids. Changes are safe between threads.

    A table that does not keep the records holds their numbers only, and whoever ranks must say where records are.
    """

    noun: ClassVar[str]

    def __init__(self, reference: Reference, store: _Store[R, S], *, keep: bool = True) -> None:
        self.reference = reference
        self._store = store
        self._kept: dict[int, R] | None = {} if keep else None
        self._snapshot: S | None = None
        self._lock = Lock()

    def add(self, record: R) -> None:
        """Raises KeyError when the id is in the table already."""
        with self._lock:
            if record.id in self._store:
                raise KeyError(f"{self.noun} {record.id} is already in the table")
            self._put(record)

    def replace(self, record: R) -> None:
        """Put this record in the place of the one with its id; raises KeyError when there is none."""
        with self._lock:
            self._require(record.id)
            self._store.replace(record)
            self._keep(record)

    def remove(self, record_id: int) -> None:
        """Raises KeyError when the id is not in the table."""
        with self._lock:
            self._take_out(record_id)

    def update(self, records: Iterable[R], gone: Iterable[int] = ()) -> None:
        """Put these records in, each in the place of the one with its id if there is one, and take out what is gone.

        No snapshot shows a part of it. An id that is gone need not have been there.
        """
        new = list(records)
        with self._lock:
            for record_id in gone:
                if record_id in self._store:
                    self._take_out(record_id)
            for record in new:
                self._put(record)

    def get(self, record_id: int) -> R | None:
        """The record with this id, or None. Raises NoRecords."""
        with self._lock:
            return self._records.get(record_id)

    def records(self, ids: Collection[int]) -> dict[int, R]:
        """The records of these ids, as far as they are in the table. Raises NoRecords."""
        with self._lock:
            kept = self._records if ids else {}
            return {id_: kept[id_] for id_ in ids if id_ in kept}

    def packed(self) -> S:
        """The records as numbers: a snapshot that later changes leave alone."""
        with self._lock:
            if self._snapshot is None:
                self._snapshot = self._store.snapshot()
            return self._snapshot

    def __len__(self) -> int:
        return len(self._store)

    def __iter__(self) -> Iterator[R]:
        with self._lock:
            return iter([self._records[record_id] for record_id in sorted(self._records)])

    def __contains__(self, record_id: object) -> bool:
        with self._lock:
            return record_id in self._store

    @property
    def _records(self) -> dict[int, R]:
        if self._kept is None:
            raise NoRecords(f"this table keeps numbers only, not the records of each {self.noun}")
        return self._kept

    def _put(self, record: R) -> None:
        if record.id in self._store:
            self._store.replace(record)
        else:
            self._store.add(record)
        self._keep(record)

    def _keep(self, record: R) -> None:
        if self._kept is not None:
            self._kept[record.id] = record
        self._snapshot = None

    def _require(self, record_id: int) -> None:
        if record_id not in self._store:
            raise KeyError(f"{self.noun} {record_id} is not in the table")

    def _take_out(self, record_id: int) -> None:
        self._require(record_id)
        self._store.remove(record_id)
        if self._kept is not None:
            del self._kept[record_id]
        self._snapshot = None


class YouthTable(Table[YouthProfile, PackedYouths]):
    """Youths to be ranked for a place."""

    noun = "youth"

    def __init__(self, reference: Reference, *, keep: bool = True) -> None:
        super().__init__(reference, YouthStore(reference), keep=keep)

    @classmethod
    def build(cls, youths: Iterable[YouthProfile], reference: Reference, *, keep: bool = True) -> Self:
        """A table of these youths; raises KeyError when two have the same id."""
        table = cls(reference, keep=keep)
        for youth in youths:
            table.add(youth)
        return table


class PlaceTable(Table[PlaceProfile, PackedPlaces]):
    """Places to be ranked for a youth."""

    noun = "place"

    def __init__(self, reference: Reference, *, keep: bool = True) -> None:
        super().__init__(reference, PlaceStore(reference), keep=keep)

    @classmethod
    def build(cls, places: Iterable[PlaceProfile], reference: Reference, *, keep: bool = True) -> Self:
        """A table of these places; raises KeyError when two have the same id."""
        table = cls(reference, keep=keep)
        for place in places:
            table.add(place)
        return table
