"""The hard limits for every place at once; `matcher.limits` defines them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.duty import birthday_at, duty_ends, full_duty_ends
from matcher.fast.packed import BIT, PackedPlaces
from matcher.fast.ways import Ways
from matcher.limits import age_on
from matcher.profiles import YouthProfile, employer_wish
from matcher.settings import (
    ADULT_AGE,
    BESIDE_SCHOOL_HOURS,
    TOO_FAR_SHARE,
    WAGE_FULL_AGE,
    WAGE_ROWS,
    YOUNG_REGULAR_HOURS,
    YOUNG_WEEK_HOURS,
)
from matcher.vocabulary import Kind, Refusal, Wish
from matcher.wage import minimum_wage
from matcher.where import KINDS, SECTORS, Flags, Floats

Days: TypeAlias = NDArray[np.integer[Any]]

NOT_REFUSED: Final = -1
NO_WAGE: Final = -1.0
A_DAY: Final = timedelta(days=1)
REFUSALS: Final = tuple(Refusal)


def refused(youth: YouthProfile, packed: PackedPlaces, ways: Ways, *, on: date) -> NDArray[np.int8]:
    """For each place the index in REFUSALS of the first limit it breaks, or NOT_REFUSED."""
    columns = packed.columns
    day = _judged_days(youth, packed, on)
    broken = {
        Refusal.TOO_FAR: ways.share > TOO_FAR_SHARE,
        Refusal.NOT_OPEN: ~columns["open"],
        Refusal.NO_SEAT: ~columns["seated"],
        Refusal.OVER: columns["until"] < day,
        Refusal.EXCLUDED: wished(youth, packed, Wish.EXCLUDED),
        Refusal.LICENCE: _licence(youth, packed),
    }
    if youth.birth_date is not None:
        broken |= _by_age(youth, youth.birth_date, packed, day)
    first = np.full(len(packed.places), NOT_REFUSED, dtype=np.int8)
    for code in reversed(REFUSALS):
        if code in broken:
            first[broken[code]] = REFUSALS.index(code)
    return first


def count_refusals(first: NDArray[np.int8]) -> dict[str, int]:
    """How many places each limit refuses, each place under its first; limits that refuse none are left out."""
    counts = Counter(first[first != NOT_REFUSED].tolist())
    return {REFUSALS[index].value: counts[index] for index in sorted(counts)}


def _judged_days(youth: YouthProfile, packed: PackedPlaces, on: date) -> Days:
    earliest = max(on, youth.earliest or on).toordinal()
    days: Days = np.maximum(packed.columns["start"], earliest)
    return days


def wished(youth: YouthProfile, packed: PackedPlaces, *wishes: Wish) -> Flags:
    """The places whose sector, one of whose surroundings, or whose employer has one of these wishes."""
    names = {name for name, wish in youth.wishes.items() if wish in wishes}
    sectors = [index for index, sector in enumerate(SECTORS) if sector.value in names]
    bits = sum(bit for name, bit in BIT.items() if name in names)
    employers = [number for number in map(_employer, names) if number is not None]
    columns = packed.columns
    in_sector = np.isin(columns["sector"], sectors)
    around = (columns["surroundings"] & np.uint16(bits)) != 0
    wished: Flags = in_sector | around | np.isin(columns["employer"], employers)
    return wished


def _employer(name: str) -> int | None:
    """The id of the employer whom a wish is about, written as `employer_wish` writes it."""
    digits = name.rpartition(":")[2]
    return int(digits) if digits.isdecimal() and name == employer_wish(int(digits)) else None


def _licence(youth: YouthProfile, packed: PackedPlaces) -> Flags:
    licences = packed.licences
    had = [code for uri in youth.skills if (code := packed.codes.uris.get(uri)) is not None]
    return licences.sums(~np.isin(licences.entries, had)) > 0


def _by_age(youth: YouthProfile, birth_date: date, packed: PackedPlaces, day: Days) -> dict[Refusal, Flags]:
    columns = packed.columns
    minor = day < birthday_at(birth_date, ADULT_AGE).toordinal()
    return {
        Refusal.SCHOOL_DUTY: _school_duty(youth, birth_date, packed, day),
        Refusal.YOUNG_HOURS: minor & (columns["long_day"] | _long_week(youth, packed)),
        Refusal.YOUNG_TIMES: minor & columns["night"],
        Refusal.YOUNG_REST: minor & columns["restless"],
        Refusal.YOUNG_ON_CALL: minor & columns["on_call"],
        Refusal.YOUNG_HAZARD: minor & columns["hazardous"],
        Refusal.BELOW_MINIMUM_WAGE: _below_minimum_wage(birth_date, packed, day),
    }


def _school_duty(youth: YouthProfile, birth_date: date, packed: PackedPlaces, day: Days) -> Flags:
    columns = packed.columns
    if youth.exempt is not False or youth.school_minutes is None:
        return np.zeros(len(day), dtype=np.bool_)
    under_duty = day < duty_ends(birth_date).toordinal()
    full = day <= full_duty_ends(birth_date).toordinal()
    kept = full | (youth.qualified is False)
    allowed = columns["beside"] | (columns["bbl"] & ~full)
    hours = columns["least"]
    if youth.school_minutes > 0:
        # Unknown hours neither fit nor stand in the way.
        allowed = allowed | ~(youth.school_minutes + hours * 60 > BESIDE_SCHOOL_HOURS * 60)
    refused: Flags = under_duty & kept & ~allowed
    return refused


def _long_week(youth: YouthProfile, packed: PackedPlaces) -> Flags:
    week = packed.columns["week"]
    too_long: Flags
    if youth.school_minutes is None:
        too_long = week > YOUNG_WEEK_HOURS * 60
    else:
        too_long = week + youth.school_minutes > YOUNG_REGULAR_HOURS * 60
    return too_long


def _below_minimum_wage(birth_date: date, packed: PackedPlaces, day: Days) -> Flags:
    columns = packed.columns
    unpaid_learning = (columns["pay"] == 0) & (columns["kind"] == KINDS.index(Kind.LEARNING))
    least = np.where(
        columns["bbl"], _minimum_wages(birth_date, day, bbl=True), _minimum_wages(birth_date, day, bbl=False)
    )
    below: Flags = (columns["pay"] < least) & ~unpaid_learning
    return below


def _minimum_wages(birth_date: date, day: Days, *, bbl: bool) -> Floats:
    """Cents an hour on each of the days; below zero, so that no pay is less, where there is no minimum.

    It only changes on birthdays and where a row of the table begins.
    """
    birthdays = (birthday_at(birth_date, age) for age in range(1, WAGE_FULL_AGE + 1))
    steps = sorted({*birthdays, *(row.valid_from for row in WAGE_ROWS)})
    amounts = [minimum_wage(age_on(birth_date, step), step, bbl=bbl) for step in (steps[0] - A_DAY, *steps)]
    cents = np.array([NO_WAGE if amount is None else amount.cents for amount in amounts], dtype=np.float64)
    return cents[np.searchsorted([step.toordinal() for step in steps], day, side="right")]
