"""The filters of a list: what somebody wants to leave out of sight for now.

What is not known passes, except that only what is known to be unpaid passes `paid: False`. A place
that several filters hide is counted under the first of them in the order of `FILTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import WEEK_HOURS, WEEK_MINUTES
from matcher.records import Reader, number, one_of, yes_or_no
from matcher.vocabulary import Band, Kind, Sector

E = TypeVar("E", bound=StrEnum)

Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Indexes: TypeAlias = NDArray[np.integer[Any]]
Where: TypeAlias = Mapping[str, Any]

KINDS: Final = tuple(Kind)
SECTORS: Final = tuple(Sector)
BANDS: Final = tuple(Band)
UNKNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Facts:
    """What the filters look at, pair by pair; unknown is NaN or, of a sector, UNKNOWN."""

    kind: Indexes  # in KINDS
    sector: Indexes  # in SECTORS
    minutes: Floats  # of travel, one way
    least: Floats  # hours a week
    most: Floats
    pay: Floats  # cents an hour
    band: Indexes  # in BANDS


class Filter(NamedTuple):
    """How the wanted value is read, and which pairs pass it."""

    read: Reader[Any]
    passes: Callable[[Facts, Any], Flags]


def _among(order: tuple[E, ...], kind: type[E]) -> Reader[list[int]]:
    """The indexes of one value, or of several of which any will do."""
    reader = one_of(kind)

    def read(value: object, path: str) -> list[int]:
        values = value if isinstance(value, Collection) and not isinstance(value, str) else (value,)
        return [order.index(reader(item, path)) for item in values]

    return read


FILTERS: Final[Mapping[str, Filter]] = {
    "kind": Filter(_among(KINDS, Kind), lambda facts, wanted: np.isin(facts.kind, wanted)),
    "sector": Filter(_among(SECTORS, Sector), lambda facts, wanted: np.isin(facts.sector, [UNKNOWN, *wanted])),
    "max_minutes": Filter(number(0, WEEK_MINUTES), lambda facts, limit: ~(facts.minutes > limit)),
    "min_hours": Filter(number(0, WEEK_HOURS), lambda facts, hours: ~(facts.most < hours)),
    "max_hours": Filter(number(0, WEEK_HOURS), lambda facts, hours: ~(facts.least > hours)),
    "paid": Filter(yes_or_no, lambda facts, paid: ~(facts.pay == 0) if paid else facts.pay == 0),
    "band": Filter(_among(BANDS, Band), lambda facts, wanted: np.isin(facts.band, wanted)),
}


def read_where(where: Where | None) -> dict[str, Any]:
    """The filters asked for, checked, in the order in which they count; raises ValueError naming one."""
    given = dict(where or {})
    for name in given:
        if name not in FILTERS:
            raise ValueError(f"{name} is not a filter; there are {', '.join(FILTERS)}")
    return {name: known.read(given[name], name) for name, known in FILTERS.items() if name in given}


def hide(facts: Facts, wanted: Mapping[str, Any], left: Flags) -> tuple[Flags, dict[str, int]]:
    """Which of those left pass all filters, and how many each filter hides (none: not named)."""
    hidden_by = {}
    for name, value in wanted.items():
        hidden = left & ~FILTERS[name].passes(facts, value)
        left = left & ~hidden
        if hidden.any():
            hidden_by[name] = int(hidden.sum())
    return left, hidden_by
