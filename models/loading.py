"""Many profiles at once, from rows instead of objects: what the packed tables are built from.

Gives the same records as `Place.profile()` and `Youth.profile()`, by the same functions. JSON columns are read as text,
and a text that was read before is not read again: thousands of places share the same few values.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Select, Text, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher import profiles
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.vocabulary import Ability
from models.ability import AbilityView
from models.base import Base, Checked
from models.employer import Employer
from models.occupation import Occupation
from models.place import PLACE_VALUES, WORKPLACE_VALUES, Place, place_profile
from models.postcode import Postcode, point
from models.task import TASK_VALUES, Task, task_profile
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import YOUTH_VALUES, Youth, ability_ranges, youth_profile

ROWS_AT_ONCE: Final = 5_000  # what is fetched in one go, so that memory holds records and not rows
IDS_AT_ONCE: Final = 1_000  # parameters of one query; SQLite takes 32,766
TEXTS_KEPT: Final = 50_000  # different texts of one column that are remembered while loading

Source: TypeAlias = Session | Connection
Attribute: TypeAlias = InstrumentedAttribute[Any]
Values: TypeAlias = dict[str, Any]


def load_places(source: Source, ids: Iterable[int] | None = None) -> list[PlaceProfile]:
    """The records of these places, or of all, in the order of their ids; an id that is not there is left out."""
    columns = [
        *_named(Place, PLACE_VALUES),
        *_named(Workplace, WORKPLACE_VALUES),
        *_named(Employer, ("sbi",)),
        *_named(Postcode, ("x", "y")),
        *_named(Occupation, ("interests",)),
    ]
    query = (
        _query(columns)
        .select_from(Place)
        .join(Workplace, Place.workplace_id == Workplace.id)
        .join(Employer, Workplace.employer_id == Employer.id)
        .outerjoin(Postcode, Workplace.postcode_code == Postcode.code)
        .outerjoin(Occupation, Place.occupation_id == Occupation.id)
        .order_by(Place.id)
    )
    chosen = _sorted(ids)
    with _no_garbage_runs():
        tasks = _tasks(source, chosen)
        return [_place(values, tasks) for values in _rows(source, query, columns, Place.id, chosen)]


def load_youths(source: Source, ids: Iterable[int] | None = None, *, on: date) -> list[YouthProfile]:
    """The records of these youths, or of all, on a day; in the order of their ids."""
    columns = [*_named(Youth, YOUTH_VALUES), *_named(Postcode, ("x", "y"))]
    query = (
        _query(columns).select_from(Youth).outerjoin(Postcode, Youth.postcode_code == Postcode.code).order_by(Youth.id)
    )
    chosen = _sorted(ids)
    with _no_garbage_runs():
        levels, minutes = _levels(source, chosen), _known_minutes(source, chosen)
        return [
            youth_profile(
                values,
                on=on,
                home=point(values["x"], values["y"]),
                abilities=ability_ranges(levels.get(values["id"], ())),
                known_minutes=minutes.get(values["id"], {}),
            )
            for values in _rows(source, query, columns, Youth.id, chosen)
        ]


@contextmanager
def _no_garbage_runs() -> Iterator[None]:
    """Keep Python from looking for cycles among millions of new records, of which all stay: half of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _place(values: Values, tasks: Mapping[int, Sequence[profiles.Task]]) -> PlaceProfile:
    return place_profile(
        values,
        sbi=values["sbi"],
        at=point(values["x"], values["y"]),
        interests=values["interests"],
        tasks=tuple(tasks.get(values["id"], ())),
    )


def _tasks(source: Source, place_ids: list[int] | None) -> dict[int, list[profiles.Task]]:
    columns = _named(Task, ("place_id", *TASK_VALUES))
    found: dict[int, list[profiles.Task]] = defaultdict(list)
    query = _query(columns).order_by(Task.place_id, Task.position, Task.id)
    for values in _rows(source, query, columns, Task.place_id, place_ids):
        found[values["place_id"]].append(task_profile(values))
    return found


def _levels(source: Source, youth_ids: list[int] | None) -> dict[int, list[tuple[Ability, int]]]:
    columns = _named(AbilityView, ("youth_id", "ability", "level"))
    found: dict[int, list[tuple[Ability, int]]] = defaultdict(list)
    for values in _rows(source, _query(columns).order_by(AbilityView.id), columns, AbilityView.youth_id, youth_ids):
        found[values["youth_id"]].append((values["ability"], values["level"]))
    return found


def _known_minutes(source: Source, youth_ids: list[int] | None) -> dict[int, dict[int, float]]:
    columns = _named(TravelCorrection, ("youth_id", "workplace_id", "minutes"))
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for values in _rows(source, _query(columns), columns, TravelCorrection.youth_id, youth_ids):
        found[values["youth_id"]][values["workplace_id"]] = values["minutes"]
    return found


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


def _rows(
    source: Source, query: Select[Any], columns: Sequence[Attribute], key: Attribute, ids: list[int] | None
) -> Iterator[Values]:
    """The rows as values by name, the checked ones read; of those whose key is among the ids, or of all."""
    names = [column.key for column in columns]
    readers = [(column.key, _remembering(column.type)) for column in columns if isinstance(column.type, Checked)]
    for part in [query] if ids is None else [query.where(key.in_(some)) for some in _in_parts(ids)]:
        for row in source.execute(part, execution_options={"yield_per": ROWS_AT_ONCE}):
            values: Values = dict(zip(names, row, strict=True))
            for name, read in readers:
                values[name] = read(values[name])
            yield values


def _remembering(kept: Checked) -> Callable[[str | None], Any]:
    """A reader of a column's texts that reads each only once."""

    @lru_cache(maxsize=TEXTS_KEPT)
    def read(text: str | None) -> Any:
        return None if text is None else kept.from_text(text)

    return read


def _sorted(ids: Iterable[int] | None) -> list[int] | None:
    return None if ids is None else sorted(set(ids))


def _in_parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), IDS_AT_ONCE):
        yield ids[start : start + IDS_AT_ONCE]
