"""The hard limits and the filters, for one pair; `matcher.limits` and `matcher.where` define them."""

from __future__ import annotations

from typing import Final

import numpy as np

from matcher.fast.compiled import kernel
from matcher.fast.kernels.bodies import first_word
from matcher.fast.kernels.costs import HAS, Costs
from matcher.fast.layout import (
    BBL,
    BESIDE,
    EMPLOYER,
    FLEXIBLE,
    HAZARDOUS,
    LICENSED,
    LINK_BITS,
    LINKS,
    LONG_DAY,
    NEEDED,
    NIGHT,
    ON_CALL,
    OPEN,
    RESTLESS,
    SEATED,
    SPOKEN,
    WORKS,
    PlaceArrays,
    Records,
)
from matcher.fast.seekers import (
    ADULT,
    AGES,
    BIRTHDAYS,
    DUTY,
    DUTY_END,
    EARLIEST,
    EMPLOYERS,
    EXCLUDING,
    FULL_DUTY,
    IS_EXCLUDED,
    LANGUAGES,
    SCHOOL,
    UNQUALIFIED,
    WISHES,
)
from matcher.settings import (
    BESIDE_SCHOOL_HOURS,
    TOO_FAR_SHARE,
    WAGE_ROWS,
    YOUNG_REGULAR_HOURS,
    YOUNG_WEEK_HOURS,
)
from matcher.vocabulary import Kind, Refusal
from matcher.wage import minimum_wage
from matcher.where import FILTERS, KINDS, Floats

NONE: Final = -1

_REFUSALS: Final = list(Refusal)
_TOO_FAR: Final = _REFUSALS.index(Refusal.TOO_FAR)
_NOT_OPEN: Final = _REFUSALS.index(Refusal.NOT_OPEN)
_NO_SEAT: Final = _REFUSALS.index(Refusal.NO_SEAT)
_OVER: Final = _REFUSALS.index(Refusal.OVER)
_EXCLUDED: Final = _REFUSALS.index(Refusal.EXCLUDED)
_LICENCE: Final = _REFUSALS.index(Refusal.LICENCE)
_SCHOOL_DUTY: Final = _REFUSALS.index(Refusal.SCHOOL_DUTY)
_YOUNG_HOURS: Final = _REFUSALS.index(Refusal.YOUNG_HOURS)
_YOUNG_TIMES: Final = _REFUSALS.index(Refusal.YOUNG_TIMES)
_YOUNG_REST: Final = _REFUSALS.index(Refusal.YOUNG_REST)
_YOUNG_ON_CALL: Final = _REFUSALS.index(Refusal.YOUNG_ON_CALL)
_YOUNG_HAZARD: Final = _REFUSALS.index(Refusal.YOUNG_HAZARD)
_BELOW_MINIMUM_WAGE: Final = _REFUSALS.index(Refusal.BELOW_MINIMUM_WAGE)
_LEARNING: Final = KINDS.index(Kind.LEARNING)
_N_AGES: Final = len(AGES)

# Cents an hour by row of the wage table, by how many of AGES one has reached, and beside BBL or not; none is below 0.
_N_WAGES: Final = len(WAGE_ROWS)
_WAGE_FROM: Final = np.array([row.valid_from.toordinal() for row in WAGE_ROWS])
_WAGES: Final = np.full((_N_WAGES, _N_AGES + 1, 2), -1)
for _row, _wages in enumerate(WAGE_ROWS):
    for _reached, _age in enumerate(AGES, start=1):
        for _bbl in (False, True):
            _amount = minimum_wage(_age, _wages.valid_from, bbl=_bbl)
            _WAGES[_row, _reached, int(_bbl)] = -1 if _amount is None else _amount.cents

# The filters as numbers: which there are, and how each stands in the row of numbers that a kernel gets.
_NAMES: Final = list(FILTERS)
KIND: Final = _NAMES.index("kind")  # bits; below 0 is any, like the next two
SECTOR: Final = _NAMES.index("sector")
BAND: Final = _NAMES.index("band")
MAX_MINUTES: Final = _NAMES.index("max_minutes")  # NaN is any, like the next three
MIN_HOURS: Final = _NAMES.index("min_hours")
MAX_HOURS: Final = _NAMES.index("max_hours")
PAID: Final = _NAMES.index("paid")
N_FILTERS: Final = len(_NAMES)
ANY: Final = N_FILTERS  # behind them, whether there is any but that of the band


@kernel
def first_refusal(
    places: PlaceArrays, row: int, numbers: Floats, entries: Records, costs: Costs, share: float, on: int
) -> int:
    """The first limit that the pair breaks, as its index among the refusals, or NONE."""
    head = places.heads[row]
    flags = head.flags
    if share > TOO_FAR_SHARE:
        return _TOO_FAR
    if flags & (OPEN | SEATED) != OPEN | SEATED:
        return _NO_SEAT if flags & OPEN else _NOT_OPEN
    day = max(head.start, on, int(numbers[EARLIEST]))
    if head.until < day:
        return _OVER
    if numbers[EXCLUDING] and has_wish(places, row, numbers, entries, IS_EXCLUDED):
        return _EXCLUDED
    if flags & LICENSED and _licence_missing(places, row, costs):
        return _LICENCE
    if np.isnan(numbers[ADULT]):
        return NONE
    return _by_age(places, row, numbers, day)


@kernel
def has_wish(places: PlaceArrays, row: int, numbers: Floats, entries: Records, wish: int) -> bool:
    """Whether the place's sector, one of its surroundings or its employer has this wish."""
    head = places.heads[row]
    if head.sector >= 0 and int(numbers[WISHES + wish]) >> head.sector & 1:
        return True
    if int(numbers[WISHES + 3 + wish]) & head.surroundings:
        return True
    if entries[LANGUAGES] == entries[EMPLOYERS]:
        return False
    employer = places.longs[head.body + EMPLOYER]
    for index in range(entries[LANGUAGES], entries[EMPLOYERS], 2):
        if entries[index + 1] == wish and entries[index] == employer:
            return True
    return False


@kernel
def _licence_missing(places: PlaceArrays, row: int, costs: Costs) -> bool:
    body = places.heads[row].body
    start = first_word(places, body) + places.words[2 * body + WORKS]
    for index in range(start, start + places.words[2 * body + LINKS]):
        link = places.words[index]
        if not link & SPOKEN and link & NEEDED and not costs.skills[link >> LINK_BITS] & HAS:
            return True
    return False


@kernel
def _by_age(places: PlaceArrays, row: int, numbers: Floats, day: int) -> int:
    if _school_duty(places, row, numbers, day):
        return _SCHOOL_DUTY
    if day < numbers[ADULT]:
        code = _young(places, row, numbers)
        if code != NONE:
            return code
    if _below_minimum_wage(places, row, numbers, day):
        return _BELOW_MINIMUM_WAGE
    return NONE


@kernel
def _school_duty(places: PlaceArrays, row: int, numbers: Floats, day: int) -> bool:
    if not numbers[DUTY] or day >= numbers[DUTY_END]:
        return False
    full = day <= numbers[FULL_DUTY]
    if not (full or numbers[UNQUALIFIED]):
        return False
    flags = places.heads[row].flags
    if flags & BESIDE or (flags & BBL and not full):
        return False
    school = numbers[SCHOOL]
    # Unknown hours neither fit nor stand in the way.
    return bool(school <= 0 or school + places.heads[row].least * 60 > BESIDE_SCHOOL_HOURS * 60)


@kernel
def _young(places: PlaceArrays, row: int, numbers: Floats) -> int:
    head = places.heads[row]
    flags = head.flags
    judged = head.work > 0 and not flags & FLEXIBLE
    week = head.work if judged else head.least * 60  # NaN is never too long
    school = numbers[SCHOOL]
    alone, together = week > YOUNG_WEEK_HOURS * 60, week + school > YOUNG_REGULAR_HOURS * 60
    long = alone if np.isnan(school) else together
    if flags & LONG_DAY or long:
        return _YOUNG_HOURS
    if flags & NIGHT:
        return _YOUNG_TIMES
    if flags & RESTLESS:
        return _YOUNG_REST
    if flags & ON_CALL:
        return _YOUNG_ON_CALL
    if flags & HAZARDOUS:
        return _YOUNG_HAZARD
    return NONE


@kernel
def _below_minimum_wage(places: PlaceArrays, row: int, numbers: Floats, day: int) -> bool:
    head = places.heads[row]
    if head.pay < 0 or (head.pay == 0 and head.kind == _LEARNING):
        return False
    begun, reached = _N_WAGES - 1, _N_AGES
    while reached > 0 and day < numbers[BIRTHDAYS + reached - 1]:
        reached -= 1
    while begun > 0 and day < _WAGE_FROM[begun]:
        begun -= 1
    return bool(head.pay < _WAGES[begun, reached, 1 if head.flags & BBL else 0])


@kernel
def first_filter(places: PlaceArrays, row: int, minutes: float, wanted: Floats) -> int:
    """The first filter that hides the pair, as its index among the filters, or NONE; `band` is not looked at."""
    if not wanted[ANY]:
        return NONE
    head = places.heads[row]
    if wanted[KIND] >= 0 and not int(wanted[KIND]) >> head.kind & 1:
        return KIND
    if wanted[SECTOR] >= 0 and head.sector >= 0 and not int(wanted[SECTOR]) >> head.sector & 1:
        return SECTOR
    if minutes > wanted[MAX_MINUTES]:
        return MAX_MINUTES
    if head.most < wanted[MIN_HOURS]:
        return MIN_HOURS
    if head.least > wanted[MAX_HOURS]:
        return MAX_HOURS
    if not np.isnan(wanted[PAID]) and (head.pay == 0 if wanted[PAID] else head.pay != 0):
        return PAID
    return NONE
