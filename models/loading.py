"""Many profiles at once, from rows instead of objects: what the packed tables are built from.

Gives the same records as `Place.profile()` and `Youth.profile()`, by the same functions. Rows are read past the
session, so many at once. JSON columns are read as text, and a text that was read before is not read again: thousands
of places share the same few values, and whole tasks.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Select, Text, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.profiles import PlaceProfile, YouthProfile
from matcher.vocabulary import Ability
from models.ability import AbilityView
from models.base import Base, Checked, data_of
from models.employer import Employer
from models.occupation import Occupation
from models.place import PLACE_VALUES, WORKPLACE_VALUES, Place, place_profile
from models.postcode import Postcode, point
from models.task import TASK_VALUES, Task, task_profile
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import YOUTH_VALUES, Youth, ability_ranges, youth_profile

AT_ONCE: Final = 1_000  # records that are made in one go, and ids in one query; SQLite takes 32,766
TEXTS_KEPT: Final = 2_000  # different texts of one column that are remembered while loading
TASKS_KEPT: Final = 20_000  # different tasks that are remembered while loading

Source: TypeAlias = Session | Connection
Attribute: TypeAlias = InstrumentedAttribute[Any]
Part: TypeAlias = list[int] | range  # these ids, or all that are there from the first to the last
Kept: TypeAlias = Sequence[Any]  # the values of a row as they came from the database
Values: TypeAlias = dict[str, Any]


def _named(owner: type[Base], names: Iterable[str]) -> list[Attribute]:
    return [getattr(owner, name) for name in names]


def _query(columns: Iterable[Attribute]) -> Select[Any]:
    """A select of columns by name, the checked ones as the text they are kept as."""
    return select(
        *(
            cast(column, Text).label(column.key) if isinstance(column.type, Checked) else column.label(column.key)
            for column in columns
        )
    )


_PLACE: Final = [
    *_named(Place, PLACE_VALUES),
    *_named(Workplace, WORKPLACE_VALUES),
    *_named(Employer, ("sbi",)),
    *_named(Postcode, ("x", "y")),
    *_named(Occupation, ("interests",)),
]
_PLACES: Final = (
    _query(_PLACE)
    .select_from(Place)
    .join(Workplace, Place.workplace_id == Workplace.id)
    .join(Employer, Workplace.employer_id == Employer.id)
    .outerjoin(Postcode, Workplace.postcode_code == Postcode.code)
    .outerjoin(Occupation, Place.occupation_id == Occupation.id)
    .order_by(Place.id)
)
_TASK: Final = _named(Task, TASK_VALUES)
_TASKS: Final = _query([Task.place_id, *_TASK]).order_by(Task.place_id, Task.position, Task.id)
_YOUTH: Final = [*_named(Youth, YOUTH_VALUES), *_named(Postcode, ("x", "y"))]
_YOUTHS: Final = (
    _query(_YOUTH).select_from(Youth).outerjoin(Postcode, Youth.postcode_code == Postcode.code).order_by(Youth.id)
)
_LEVELS: Final = _query(_named(AbilityView, ("youth_id", "ability", "level"))).order_by(AbilityView.id)
_MINUTES: Final = _query(_named(TravelCorrection, ("youth_id", "workplace_id", "minutes")))


def load_places(source: Source, ids: Iterable[int] | None = None) -> list[PlaceProfile]:
    """The records of `iter_places` as one list."""
    return list(iter_places(source, ids))


def iter_places(source: Source, ids: Iterable[int] | None = None) -> Iterator[PlaceProfile]:
    """The records of these places, or of all, in the order of their ids; an id that is not there is left out.

    Memory holds AT_ONCE of them. Between two no cursor is open and the garbage collector runs, so whoever has enough
    may stop. They are of one moment where the transaction of `source` is (on SQLite always, on PostgreSQL from
    REPEATABLE READ on). Tasks that are the same share one record.
    """
    connection, place_values, task_of = _connection(source), _reader(_PLACE), _task_of()
    for part in _parts(connection, Place.id, ids):
        with _no_garbage_runs():
            # First the places: one that comes between the two queries would have no tasks.
            rows = _rows(connection, _PLACES, Place.id, part)
            tasks = {
                place_id: tuple([task_of[row[1:]] for row in own])
                for place_id, own in groupby(_rows(connection, _TASKS, Task.place_id, part), itemgetter(0))
            }
            places = [
                place_profile(
                    values,
                    sbi=values["sbi"],
                    at=point(values["x"], values["y"]),
                    interests=values["interests"],
                    tasks=tasks.get(values["id"], ()),
                )
                for values in map(place_values, rows)
            ]
        yield from places


def load_youths(source: Source, ids: Iterable[int] | None = None, *, on: date) -> list[YouthProfile]:
    """The records of these youths, or of all, on a day; in the order of their ids."""
    connection, youth_values = _connection(source), _reader(_YOUTH)
    found: list[YouthProfile] = []
    for part in _parts(connection, Youth.id, ids):
        with _no_garbage_runs():
            rows = _rows(connection, _YOUTHS, Youth.id, part)
            levels, minutes = _levels(connection, part), _known_minutes(connection, part)
            found += [
                youth_profile(
                    values,
                    on=on,
                    home=point(values["x"], values["y"]),
                    abilities=ability_ranges(levels.get(values["id"], ())),
                    known_minutes=minutes.get(values["id"], {}),
                )
                for values in map(youth_values, rows)
            ]
    return found


@contextmanager
def _no_garbage_runs() -> Iterator[None]:
    """Keep Python from looking for cycles among thousands of new records, which have none: a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _levels(connection: Connection, youth_ids: Part) -> dict[int, list[tuple[Ability, int]]]:
    found: dict[int, list[tuple[Ability, int]]] = defaultdict(list)
    for youth_id, ability, level in _rows(connection, _LEVELS, AbilityView.youth_id, youth_ids):
        found[youth_id].append((ability, level))
    return found


def _known_minutes(connection: Connection, youth_ids: Part) -> dict[int, dict[int, float]]:
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for youth_id, workplace_id, minutes in _rows(connection, _MINUTES, TravelCorrection.youth_id, youth_ids):
        found[youth_id][workplace_id] = minutes
    return found


def _connection(source: Source) -> Connection:
    """Where the rows come from; what a session has not written yet is written first."""
    if isinstance(source, Connection):
        return source
    source.flush()
    return source.connection()


def _parts(connection: Connection, key: Attribute, ids: Iterable[int] | None) -> list[Part]:
    """The ids, or all that are there, in their order, AT_ONCE in each part."""
    if ids is not None:
        chosen = sorted(set(ids))
        return [chosen[start : start + AT_ONCE] for start in range(0, len(chosen), AT_ONCE)]
    everything = connection.scalars(select(key).order_by(key), execution_options={"yield_per": AT_ONCE})
    return [range(part[0], part[-1] + 1) for part in everything.partitions()]


def _rows(connection: Connection, query: Select[Any], key: Attribute, ids: Part) -> Sequence[Kept]:
    """The rows whose key is among the ids."""
    among = key.between(ids.start, ids.stop - 1) if isinstance(ids, range) else key.in_(ids)
    return connection.execute(query.where(among)).all()


class _Remembered(dict[Any, Any]):
    """What was read, by what it was read from: at most so much, of what came first. Nothing is read of None.

    Where nothing comes twice this costs half of what dropping the eldest does: new records are gone again at once.
    """

    def __init__(self, read: Callable[[Any], Any], most: int) -> None:
        super().__init__({None: None})
        self._read = read
        self._most = most

    def __missing__(self, kept: Any) -> Any:
        value = self._read(kept)
        if len(self) < self._most:
            self[kept] = value
        return value


def _reader(columns: Sequence[Attribute], **readers: Callable[[str], Any]) -> Callable[[Kept], Values]:
    """Makes values by name of a row of these columns; checked ones are read by `readers`, else by their type."""
    names = [column.key for column in columns]
    checked = [
        (column.key, _Remembered(readers.get(column.key, column.type.from_text), TEXTS_KEPT))
        for column in columns
        if isinstance(column.type, Checked)
    ]

    def read(kept: Kept) -> Values:
        values: Values = dict(zip(names, kept, strict=True))
        for name, read_of in checked:
            values[name] = read_of[values[name]]
        return values

    return read


def _task_of() -> _Remembered:
    """Tasks by what is kept of them. Of asks `task_profile` takes the levels alone, so nothing more is built."""
    read = _reader(_TASK, asks=data_of)
    return _Remembered(lambda kept: task_profile(read(kept)), TASKS_KEPT)
