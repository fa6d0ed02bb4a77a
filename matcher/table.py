"""Many places, or many youths, kept ready for ranking.

A change only marks the packed numbers as old; they are put together again when the next ranking
asks for them, out of what is kept for every place that did not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import ClassVar, Generic, Protocol, Self, TypeVar

from matcher.fast.packed import PackedPlaces, PlacePacker
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference


class _WithId(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_WithId)


class _Table(Generic[R]):
    """Records by id; iterates in the order of the ids. Changes are safe between threads."""

    noun: ClassVar[str]

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._records: dict[int, R] = {}
        self._lock = Lock()

    @classmethod
    def _of(cls, records: Iterable[R], reference: Reference) -> Self:
        table = cls(reference)
        for record in records:
            table.add(record)
        return table

    def add(self, record: R) -> None:
        """Raises KeyError when the id is in the table already."""
        with self._lock:
            if record.id in self._records:
                raise KeyError(f"{self.noun} {record.id} is already in the table")
            self._records[record.id] = record
            self._changed(record.id)

    def replace(self, record: R) -> None:
        """Put this record in the place of the one with its id; raises KeyError when there is none."""
        with self._lock:
            self._require(record.id)
            self._records[record.id] = record
            self._changed(record.id)

    def remove(self, record_id: int) -> None:
        """Raises KeyError when the id is not in the table."""
        with self._lock:
            self._require(record_id)
            del self._records[record_id]
            self._changed(record_id)

    def get(self, record_id: int) -> R | None:
        """The record with this id, or None."""
        return self._records.get(record_id)

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[R]:
        return iter(self._in_order())

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._records

    def _in_order(self) -> list[R]:
        with self._lock:
            return [self._records[record_id] for record_id in sorted(self._records)]

    def _require(self, record_id: int) -> None:
        if record_id not in self._records:
            raise KeyError(f"{self.noun} {record_id} is not in the table")

    def _changed(self, record_id: int) -> None:
        """What a kind of table forgets when one record changes."""


class YouthTable(_Table[YouthProfile]):
    """Youths to be ranked for a place."""

    noun = "youth"

    @classmethod
    def build(cls, youths: Iterable[YouthProfile], reference: Reference) -> Self:
        """A table of these youths; raises KeyError when two have the same id."""
        return cls._of(youths, reference)


class PlaceTable(_Table[PlaceProfile]):
    """Places to be ranked for a youth, as profiles and as packed numbers."""

    noun = "place"

    def __init__(self, reference: Reference) -> None:
        super().__init__(reference)
        self._packer = PlacePacker(reference)
        self._packed: PackedPlaces | None = None

    @classmethod
    def build(cls, places: Iterable[PlaceProfile], reference: Reference) -> Self:
        """A table of these places; raises KeyError when two have the same id."""
        return cls._of(places, reference)

    def packed(self) -> PackedPlaces:
        """The places as numbers, in the order of their ids; a snapshot that later changes leave alone."""
        with self._lock:
            if self._packed is None:
                self._packed = self._packer.pack([self._records[place_id] for place_id in sorted(self._records)])
            return self._packed

    def _changed(self, record_id: int) -> None:
        self._packer.forget(record_id)
        self._packed = None
