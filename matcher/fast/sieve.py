"""The hard limits for many places at once; `matcher.limits` defines them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.duty import birthday_at, duty_ends, full_duty_ends
from matcher.fast.columns import Columns, numbered
from matcher.fast.layout import (
    BBL,
    BESIDE,
    BIT,
    FLEXIBLE,
    HAZARDOUS,
    LICENSED,
    LONG_DAY,
    NIGHT,
    ON_CALL,
    OPEN,
    RESTLESS,
    SEATED,
)
from matcher.fast.ways import Ways
from matcher.limits import age_on
from matcher.profiles import YouthProfile, employer_wish
from matcher.settings import (
    ADULT_AGE,
    BESIDE_SCHOOL_HOURS,
    TOO_FAR_SHARE,
    WAGE_FULL_AGE,
    WAGE_PERMILLE,
    WAGE_ROWS,
    YOUNG_REGULAR_HOURS,
    YOUNG_WEEK_HOURS,
)
from matcher.vocabulary import Kind, Refusal, Wish
from matcher.wage import minimum_wage
from matcher.where import KINDS, SECTORS, Flags, Floats, Indexes

Days: TypeAlias = NDArray[np.integer[Any]]

NO_WAGE: Final = -1.0
A_DAY: Final = timedelta(days=1)


def limits_broken(youth: YouthProfile, columns: Columns, ways: Ways, *, on: date) -> dict[Refusal, Flags]:
    """The places that break each limit, in the order in which one is counted; limits that cannot be are left out."""
    day = np.maximum(columns.start, max(on, youth.earliest or on).toordinal())
    broken = {
        Refusal.TOO_FAR: ways.share > TOO_FAR_SHARE,
        Refusal.NOT_OPEN: ~columns.has(OPEN),
        Refusal.NO_SEAT: ~columns.has(SEATED),
        Refusal.OVER: columns.until < day,
    }
    if Wish.EXCLUDED in youth.wishes.values():
        broken[Refusal.EXCLUDED] = wished(youth, columns, Wish.EXCLUDED)
    broken[Refusal.LICENCE] = _licence(youth, columns)
    if youth.birth_date is not None:
        broken |= _by_age(youth, youth.birth_date, columns, day)
    return broken


def count_first(broken: Mapping[Refusal, Flags], size: int) -> tuple[Indexes, dict[str, int]]:
    """Where those stand that break no limit, and how many each limit refuses, each under its first."""
    left, refused_by = np.ones(size, np.bool_), {}
    for code, flags in broken.items():
        refused = left & flags
        if refused.any():
            refused_by[code.value] = int(np.count_nonzero(refused))
            left &= ~refused
    return np.flatnonzero(left), refused_by


def wished(youth: YouthProfile, columns: Columns, *wishes: Wish) -> Flags:
    """The places whose sector, one of whose surroundings, or whose employer has one of these wishes."""
    names = {name for name, wish in youth.wishes.items() if wish in wishes}
    sectors = np.array([*(sector.value in names for sector in SECTORS), False])  # the last is for -1, not known
    wished: Flags = sectors.take(columns.sector)
    bits = sum(bit for name, bit in BIT.items() if name in names)
    if bits:
        wished |= (columns.surroundings & np.uint16(bits)) != 0
    employers = [number for number in map(_employer, names) if number is not None]
    if employers:
        wished |= np.isin(columns.employer, employers)
    return wished


def _employer(name: str) -> int | None:
    """The id of the employer whom a wish is about, written as `employer_wish` writes it."""
    digits = name.rpartition(":")[2]
    return int(digits) if digits.isdecimal() and name == employer_wish(int(digits)) else None


def _licence(youth: YouthProfile, columns: Columns) -> Flags:
    refused = np.zeros(len(columns), np.bool_)
    asking = np.flatnonzero(columns.has(LICENSED))
    if not len(asking):
        return refused
    licences = columns.take(asking).licences
    missing = ~numbered(youth.skills, columns.packed).take(licences.entries)
    refused[asking] = licences.counts(missing) > 0
    return refused


def _by_age(youth: YouthProfile, birth_date: date, columns: Columns, day: Days) -> dict[Refusal, Flags]:
    never = birth_date.year + ADULT_AGE > MAXYEAR  # within the calendar
    minor = (day < birthday_at(birth_date, ADULT_AGE).toordinal()) | never
    broken = {Refusal.SCHOOL_DUTY: _school_duty(youth, birth_date, columns, day)} if youth.exempt is False else {}
    if minor.any():
        broken |= {
            Refusal.YOUNG_HOURS: minor & (columns.has(LONG_DAY) | _long_week(youth, columns)),
            Refusal.YOUNG_TIMES: minor & columns.has(NIGHT),
            Refusal.YOUNG_REST: minor & columns.has(RESTLESS),
            Refusal.YOUNG_ON_CALL: minor & columns.has(ON_CALL),
            Refusal.YOUNG_HAZARD: minor & columns.has(HAZARDOUS),
        }
    broken[Refusal.BELOW_MINIMUM_WAGE] = _below_minimum_wage(birth_date, columns, day)
    return broken


def _school_duty(youth: YouthProfile, birth_date: date, columns: Columns, day: Days) -> Flags:
    under_duty: Flags = day < duty_ends(birth_date).toordinal()
    if youth.school_minutes is None or not under_duty.any():
        return np.zeros(len(day), np.bool_)
    full = day <= full_duty_ends(birth_date).toordinal()
    kept = full | (youth.qualified is False)
    allowed = columns.has(BESIDE) | (columns.has(BBL) & ~full)
    if youth.school_minutes > 0:
        # Unknown hours neither fit nor stand in the way.
        allowed |= ~(youth.school_minutes + columns.least * 60 > BESIDE_SCHOOL_HOURS * 60)
    refused: Flags = under_duty & kept & ~allowed
    return refused


def _long_week(youth: YouthProfile, columns: Columns) -> Flags:
    """By the times as given, else by the least hours."""
    week = np.where((columns.work > 0) & ~columns.has(FLEXIBLE), columns.work, columns.least * 60)
    too_long: Flags
    if youth.school_minutes is None:
        too_long = week > YOUNG_WEEK_HOURS * 60
    else:
        too_long = week + youth.school_minutes > YOUNG_REGULAR_HOURS * 60
    return too_long


def _below_minimum_wage(birth_date: date, columns: Columns, day: Days) -> Flags:
    unpaid_learning = (columns.pay == 0) & (columns.kind == KINDS.index(Kind.LEARNING))
    steps, plain, beside_bbl = _minimum_wages(birth_date)
    at = np.searchsorted(steps, day, side="right")
    least = np.where(columns.has(BBL), beside_bbl.take(at), plain.take(at))
    below: Flags = (columns.pay < least) & ~unpaid_learning
    return below


@lru_cache(maxsize=1024)
def _minimum_wages(birth_date: date) -> tuple[Days, Floats, Floats]:
    """The days on which the minimum wage changes: birthdays, and where a row of the table begins.

    With them the cents an hour before the first and from each of them on, without BBL and beside it; below zero, so
    that no pay is less, where there is no minimum.
    """
    birthdays = (birthday_at(birth_date, age) for age in range(min(WAGE_PERMILLE), WAGE_FULL_AGE + 1))
    steps = sorted({*birthdays, *(row.valid_from for row in WAGE_ROWS)})
    days = (steps[0] - A_DAY, *steps)
    plain, beside_bbl = (
        np.array([_cents(birth_date, day, bbl=bbl) for day in days], dtype=np.float64) for bbl in (False, True)
    )
    return np.array([step.toordinal() for step in steps]), plain, beside_bbl


def _cents(birth_date: date, day: date, *, bbl: bool) -> float:
    amount = minimum_wage(age_on(birth_date, day), day, bbl=bbl)
    return NO_WAGE if amount is None else amount.cents
