"""Measures what a table itself costs: building it, changing it, and the bytes it takes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from random import Random

from matcher.fast.packed import PackedPlaces
from matcher.profiles import PlaceProfile
from matcher.reference import Reference
from matcher.table import PlaceTable
from tests.bench.country import MIX, Country, Shelf
from tests.bench.engines import PLEK
from tests.bench.measuring import BUILD, CHANGE, Row, timed, undisturbed

AT_ONCE = 10_000  # records in memory
CHANGED = 100  # places that are changed over and over


class Builder:
    """A table that grows from one size to the next; only putting records into it is timed, not making them."""

    def __init__(self, country: Country, shelf: Shelf, kept: int) -> None:
        """The records of the first places, `kept` of them, stay on the shelf."""
        self.table = PlaceTable(Reference.default(), keep=False)
        self._country = country
        self._shelf = shelf
        self._kept = kept
        self._ms = 0.0

    def grow(self, size: int) -> Row:
        """Make it that large; tells what building all of it takes, and the bytes a place."""
        while len(self.table) < size:
            places = list(self._country.more_places(min(AT_ONCE, size - len(self.table))))
            if places[-1].id <= self._kept:
                self._shelf.keep(places)
            self._ms += timed(lambda places=places: self._add(places))
        last = timed(self.table.packed)
        packed = self.table.packed()
        return Row(BUILD, size, PLEK, MIX, [self._ms + last], {"bytes": round(packed.bytes / packed.live, 1)})

    def _add(self, places: list[PlaceProfile]) -> None:
        for place in places:
            self.table.add(place)


def change(table: PlaceTable, shelf: Shelf, seed: int) -> Row:
    """One change after the other, each until the next snapshot has it; so many that once all is put in order again."""
    n = len(table)
    ids = Random(f"changes {seed}").sample(range(1, n + 1), min(CHANGED, n))
    places = list(shelf.records(ids).values())
    changes = islice(_changes(table, places), 300 + n // 60)
    with undisturbed():
        times = [timed(lambda work=work: _until_packed(work, table)) for work in changes]
    return Row(CHANGE, n, PLEK, MIX, times, {"worst_ms": round(max(times), 2)})


def _changes(table: PlaceTable, places: list[PlaceProfile]) -> Iterator[Callable[[], None]]:
    """Replace, remove and add again, without end."""
    for place in cycle(places):
        yield lambda place=place: table.replace(replace(place, seats=place.seats + 1))
        yield lambda place=place: table.remove(place.id)
        yield lambda place=place: table.add(place)


def _until_packed(work: Callable[[], None], table: PlaceTable) -> PackedPlaces:
    work()
    return table.packed()
