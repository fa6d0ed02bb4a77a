"""Measures lists: the best places for youths, and the best youths for places."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from matcher.fast.columns import Columns
from matcher.fast.packed import PackedPlaces
from matcher.fast.scan import find_places
from matcher.fast.vectors import rows_in_reach
from matcher.fast.ways import near
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import rank_places, rank_youths
from matcher.table import PlaceTable, YouthTable
from tests.bench.answers import Record
from tests.bench.country import MIX, TODAY, Shelf
from tests.bench.engines import (
    PLAIN,
    PLEK,
    Engine,
    Engines,
    agree,
    engines_for_places,
    engines_for_youths,
    plain_for_places,
    plain_for_youths,
)
from tests.bench.measuring import FLOOR, REASONS, TOP20, YOUTHS, YOUTHS_REASONS, Row, in_turn, timed

PLAIN_PAIRS: Final = 30_000  # that the definition goes through, or one whole list
PLAIN_MOST: Final = 100_000  # more it is not asked to go through


def search_places(table: PlaceTable, shelf: Shelf, by_means: Mapping[str, Sequence[YouthProfile]]) -> Iterator[Row]:
    """Lists of places for the youths of each means by every engine, and what cannot be left out; the mix by reasons."""
    n, rounds = len(table), _rounds(len(table))
    engines, packed = engines_for_youths(table, shelf.records), table.packed()
    if n <= PLAIN_MOST:
        places = list(shelf.records(range(1, n + 1)).values())
        yield _by_definition(TOP20, n, plain_for_youths(places, table), engines, by_means[MIX])
    for means, youths in by_means.items():
        agree(engines, youths)
        share = round(statistics.median(within_reach(youth, packed) for youth in youths), 4)
        times = in_turn({**engines, FLOOR: lambda youth: read_heads(youth, packed)}, youths, rounds)
        yield Row(FLOOR, n, PLEK, means, times.pop(FLOOR))
        yield from (Row(TOP20, n, name, means, taken, {"within_reach": share}) for name, taken in times.items())

    def rank(youth: YouthProfile) -> object:
        return rank_places(youth, table, on=TODAY, records=lambda ids: shelf.records(ids).values())

    yield Row(REASONS, n, PLEK, MIX, in_turn({PLEK: rank}, by_means[MIX], 1)[PLEK])


def search_youths(table: YouthTable, places: Sequence[PlaceProfile]) -> Iterator[Row]:
    """Lists of youths for these places, by the definition and by ours, and with reasons."""
    n, engines = len(table), engines_for_places(table)
    yield _by_definition(YOUTHS, n, plain_for_places(list(table), table), engines, places)
    for name, times in in_turn(engines, places, _rounds(n)).items():
        yield Row(YOUTHS, n, name, MIX, times)
    reasons = in_turn({PLEK: lambda place: rank_youths(place, table, on=TODAY)}, places, 1)[PLEK]
    yield Row(YOUTHS_REASONS, n, PLEK, MIX, reasons)


def within_reach(youth: YouthProfile, packed: PackedPlaces) -> float:
    """The share of the places that the largest reach leaves: no exact search can do without looking at those."""
    return len(near(youth, Columns(packed, rows_in_reach(youth, packed)))) / packed.live


def read_heads(youth: YouthProfile, packed: PackedPlaces) -> object:
    """The floor: read what is within reach and judge its limits, but look for nobody, so that nothing is added up."""
    return find_places(youth, packed, on=TODAY, where={}, best=0, best_by_high=0, records=lambda ids: {})


def _by_definition(what: str, n: int, plain: Engine, engines: Engines, asking: Sequence[Record]) -> Row:
    few = asking[: max(1, PLAIN_PAIRS // n)]
    agree({PLAIN: plain, **engines}, few)
    return Row(what, n, PLAIN, MIX, [timed(lambda one=one: plain(one)) for one in few])


def _rounds(n: int) -> int:
    return max(2, min(10, 500_000 // n))
