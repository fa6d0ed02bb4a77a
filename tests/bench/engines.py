"""The engines that are compared. Each gets the record of who asks and gives an Answer: one question, one answer.

What an engine has at hand before the clock runs does not depend on who asks: the packed table, columns, a tree, the
records of a few. All else is timed, from the record to the ids in their order.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

from matcher.fast import vectors
from matcher.fast.found import Found, Records
from matcher.fast.scan import find_places, find_youths
from matcher.fast.warming import warm
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.table import PlaceTable, YouthTable
from tests.bench.answers import Answer, K, Pair, Record, defined, of_place, of_youth, settled
from tests.bench.baselines import NearInTree, find_in_all, prepared_columns
from tests.bench.country import TODAY

PLAIN: Final = "plain"  # the definition, pair by pair
NUMPY64: Final = "numpy64"  # everything for every place
SIEVED: Final = "numpy64-sieved"  # the limits for every place, the parts for those that pass
BALLTREE: Final = "balltree"  # the same for those within reach
PLEK_NUMPY: Final = "plek-numpy"  # ours without numba, or with PLEK_NUMBA=0
PLEK: Final = "plek"

Engine: TypeAlias = Callable[[Record], Answer]
Engines: TypeAlias = Mapping[str, Engine]
Find: TypeAlias = Callable[[Record], Found]


class Differ(Exception):
    """Two engines give different answers; the message says for whom and in what."""


def engines_for_youths(table: PlaceTable, records: Records[PlaceProfile]) -> Engines:
    """Those that look for places; `records` gives places by id, where rounding is in doubt."""
    asked = _asked(records)
    everything = prepared_columns(table.packed())
    judge = partial(vectors.judge, **asked)
    finds: dict[str, Find] = {
        NUMPY64: partial(find_in_all, everything),
        SIEVED: lambda youth: judge(youth, everything),
        BALLTREE: NearInTree(everything, judge).find,
        PLEK_NUMPY: lambda youth: vectors.find_places(youth, table.packed(), **asked),
        PLEK: lambda youth: find_places(youth, table.packed(), **asked),
    }
    warm()  # as the server does when it starts; else a table of a few hundred is left to numpy
    return {name: _engine(find, table, records, of_youth) for name, find in finds.items()}


def engines_for_places(table: YouthTable) -> Engines:
    """Those that look for youths, in a table that keeps their records."""
    asked = _asked(table.records)
    warm()  # as the server does when it starts; else a table of a few hundred is left to numpy
    return {PLEK: _engine(lambda place: find_youths(place, table.packed(), **asked), table, table.records, of_place)}


def plain_for_youths(places: Sequence[PlaceProfile], table: PlaceTable) -> Engine:
    """The definition over these places, which are those of the table."""
    return lambda youth: defined(youth, places, of_youth, table.reference)


def plain_for_places(youths: Sequence[YouthProfile], table: YouthTable) -> Engine:
    """The definition over these youths, which are those of the table."""
    return lambda place: defined(place, youths, of_place, table.reference)


def agree(engines: Engines, asking: Sequence[Record]) -> None:
    """Raise Differ unless all engines give the same answers. It also warms them up."""
    for one in asking:
        (name, first), *others = ((name, engine(one)) for name, engine in engines.items())
        for other, found in others:
            differences = first.differences(found)
            if differences:
                raise Differ(f"{name} and {other} differ in {', '.join(differences)} for {type(one).__name__} {one.id}")


def _asked(records: Records[Any]) -> dict[str, Any]:
    return {"on": TODAY, "where": {}, "best": K, "best_by_high": K, "records": records}


def _engine(find: Find, table: PlaceTable | YouthTable, records: Records[Any], pair: Pair) -> Engine:
    return lambda one: settled(one, find(one), records, pair, table.reference)
