"""Rules about one row as CHECK constraints, written so that SQLite and PostgreSQL judge alike.

A CHECK lets NULL pass: a rule about a column that may be unknown holds as soon as it is known.
"""

from typing import Final

from sqlalchemy import CheckConstraint

WEEK_HOURS: Final = 7 * 24
WEEK_MINUTES: Final = WEEK_HOURS * 60
MOST_CENTS: Final = 100_000_000
SHORT: Final = 120  # characters of a name or a title: our judgement
LINE: Final = 500  # characters of a sentence or two
LONG: Final = 10_000  # characters of a story or a description


def between(column: str, least: float, most: float) -> CheckConstraint:
    """A number from `least` to `most`."""
    return CheckConstraint(f"{column} BETWEEN {least} AND {most}", name=f"{column}_between")


def above_zero(column: str, most: float) -> CheckConstraint:
    """A number above 0 and at most `most`."""
    return CheckConstraint(f"{column} > 0 AND {column} <= {most}", name=f"{column}_above_zero")


def filled(column: str, most: int) -> CheckConstraint:
    """A text with more in it than spaces, of at most `most` characters."""
    return CheckConstraint(f"length(trim({column})) >= 1 AND length({column}) <= {most}", name=f"{column}_filled")


def digits(column: str, least: int, most: int) -> CheckConstraint:
    """A text of `least` to `most` digits and nothing else (a line break at its end is something else too)."""
    only = f"ltrim({column}, '0123456789') = ''"
    return CheckConstraint(f"{only} AND length({column}) BETWEEN {least} AND {most}", name=f"{column}_digits")


def in_order(first: str, second: str) -> CheckConstraint:
    """Two values of which the first is not the larger."""
    return CheckConstraint(f"{first} <= {second}", name=f"{first}_to_{second}")


def together(first: str, second: str) -> CheckConstraint:
    """Two values that are known together or not at all."""
    return CheckConstraint(f"({first} IS NULL) = ({second} IS NULL)", name=f"{first}_with_{second}")


def hours() -> tuple[CheckConstraint, ...]:
    """Least and most hours a week: both or neither, in order, within a week."""
    return (
        together("hours_least", "hours_most"),
        in_order("hours_least", "hours_most"),
        between("hours_least", 0, WEEK_HOURS),
        between("hours_most", 0, WEEK_HOURS),
    )
