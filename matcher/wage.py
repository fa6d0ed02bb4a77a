"""The minimum wage per hour by age and day, from the dated rows in the settings."""

from datetime import date
from typing import NamedTuple

from matcher.settings import (
    WAGE_FULL_AGE,
    WAGE_KNOWN_UNTIL,
    WAGE_PERMILLE,
    WAGE_PERMILLE_BBL,
    WAGE_ROWS,
    WageRow,
)


class MinimumWage(NamedTuple):
    """Cents an hour, the day from which the row holds, and whether the row is only assumed for the day."""

    cents: int
    valid_from: date
    assumed: bool


def minimum_wage(age: int, on: date, *, bbl: bool) -> MinimumWage | None:
    """The minimum wage on a day; None for an age that has none (under 16)."""
    by_age = WAGE_PERMILLE_BBL if bbl else WAGE_PERMILLE
    permille = 1000 if age >= WAGE_FULL_AGE else by_age.get(age, 0)
    if permille == 0:
        return None
    row = _row(on)
    assumed = on < WAGE_ROWS[0].valid_from or on > WAGE_KNOWN_UNTIL
    return MinimumWage(_half_up(row.base * permille), row.valid_from, assumed)


def _row(on: date) -> WageRow:
    begun = [row for row in WAGE_ROWS if row.valid_from <= on]
    return begun[-1] if begun else WAGE_ROWS[0]


def _half_up(thousandths: int) -> int:
    return (thousandths + 500) // 1000
