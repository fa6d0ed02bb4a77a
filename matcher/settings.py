"""Every number of the matcher, with its unit, its meaning and its source.

The numbers stand here as plain constants; `NUMBERS` lists them for `plek settings`.
Frictions share one unit: 0.1 is hardly noticed, 0.3 is worth a talk, 0.7 must be arranged,
1.5 would not work as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, TypeVar

from matcher.vocabulary import Aim, Band, Means, PartKey

T = TypeVar("T")
Levels = tuple[float, float, float]

OURS: Final = "our judgement"
CALIBRATED: Final = "our judgement, calibrated on simulated youths and places"
WORKING_HOURS_ACT: Final = "Arbeidstijdenwet"
SCHOOL_ACT: Final = "Leerplichtwet 1969, art. 3, 4a, 4b"
WAGE_DECREE: Final = "Besluit minimumjeugdloon"


@dataclass(frozen=True, slots=True)
class Number:
    """One setting: its name in this module, value, unit, meaning and where it comes from."""

    name: str
    value: Any
    unit: str
    meaning: str
    source: str


_listed: Final[list[Number]] = []


def _number(name: str, value: T, unit: str, meaning: str, source: str = OURS) -> T:
    _listed.append(Number(name, value, unit, meaning, source))
    return value


# How parts add up.
MATTERS_MOST_WEIGHT: Final = _number("MATTERS_MOST_WEIGHT", 1.5, "times", "weight of a part that matters most")
AIM_WEIGHTS: Final[Mapping[Aim, Mapping[PartKey, float]]] = _number(
    "AIM_WEIGHTS",
    {
        Aim.PAID: {PartKey.INCOME: 1.25, PartKey.GROWTH: 0.75},
        Aim.FINDING_OUT: {PartKey.GROWTH: 1.25, PartKey.INTERESTS: 1.25, PartKey.INCOME: 0.75},
    },
    "times",
    "weight by the youth's aim, beside the other",
)
BAND_LIMITS: Final[tuple[tuple[float, Band], ...]] = _number(
    "BAND_LIMITS",
    (
        (0.3, Band.FITS_VERY_WELL),
        (0.7, Band.FITS_WELL),
        (1.1, Band.POSSIBLE_WITH_HELP),
        (1.5, Band.POSSIBLE_IF_ARRANGED),
    ),
    "weighted friction",
    "a fit is called this up to and including this total",
    CALIBRATED,
)
BEST_BAND_WITHOUT_INCOME: Final = _number(
    "BEST_BAND_WITHOUT_INCOME", Band.POSSIBLE_WITH_HELP, "band", "at best, while needed income is not earned"
)
MOST_TOTAL: Final = _number(
    "MOST_TOTAL",
    700.0,
    "weighted friction",
    "counted at most, so that a fit stays above 0",
    "exp(-745) is 0 in binary64",
)
DECIMALS: Final = _number("DECIMALS", 9, "decimals", "of a fit by which places are ordered")

# Interests.
INTEREST_RATE: Final = _number(
    "INTEREST_RATE", 0.4, "friction per 1 of r", "for r below the level that fits", CALIBRATED
)
INTEREST_ENOUGH: Final = _number("INTEREST_ENOUGH", 0.5, "Pearson r", "from here interests fit", CALIBRATED)
INTEREST_FLAT: Final = _number("INTEREST_FLAT", 1e-12, "variance", "a profile up to here says nothing")
WISH_EXPLORED: Final = _number("WISH_EXPLORED", 0.03, "friction", "not wanted, but to learn or explore")
WISH_NOT_MET: Final = _number("WISH_NOT_MET", 0.1, "friction", "something else was wanted")
INTERESTS_MOST: Final = _number("INTERESTS_MOST", 0.7, "friction", "of interests at worst")

# Abilities and demands.
ABILITY_STEPS: Final = _number(
    "ABILITY_STEPS", (0.0, 0.15, 0.6, 1.5, 3.0), "friction", "0 to 4 steps short of an ability or demand", CALIBRATED
)
TASK_FLOOR: Final = _number("TASK_FLOOR", 0.25, "times", "weight of an ask in a task, however small", CALIBRATED)
TASK_BY_SHARE: Final = _number("TASK_BY_SHARE", 0.75, "times share of minutes", "added to that weight", CALIBRATED)
VIEWS_DIFFER: Final = _number("VIEWS_DIFFER", 2.0, "steps", "own and coach's view that differ so far are talked about")

# Skills and languages.
SKILL_MISSING: Final = _number(
    "SKILL_MISSING", 0.4, "friction times rarity", "a skill or certificate not there", CALIBRATED
)
RARITY_FLOOR: Final = _number("RARITY_FLOOR", 0.25, "rarity", "of a skill that every place asks", CALIBRATED)
TAUGHT_FACTOR: Final = _number("TAUGHT_FACTOR", 0.2, "times", "what is left when the place teaches it", CALIBRATED)
LANGUAGE_STEPS: Final = _number(
    "LANGUAGE_STEPS", (0.0, 0.15, 0.5, 1.2), "friction", "0, 1, 2, 3 and more CEFR levels short", CALIBRATED
)

# Support.
SUPPORT_STEPS: Final = _number(
    "SUPPORT_STEPS", (0.0, 0.15, 0.5, 1.2), "friction", "0 to 3 levels of a needed condition unmet", CALIBRATED
)
ARRANGED_PART: Final = _number("ARRANGED_PART", 0.5, "of the gap", "closed by what can be arranged")
PRESSURE_RATE: Final = _number(
    "PRESSURE_RATE", 0.15, "friction per level", "of work pressure while something is urgent"
)

# Travel.
SPEEDS: Final[Mapping[Means, float]] = _number(
    "SPEEDS",
    {Means.WALK: 5.0, Means.BICYCLE: 15.0, Means.MOPED: 25.0, Means.PUBLIC_TRANSPORT: 20.0, Means.CAR: 35.0},
    "km/h door to door",
    "speed by means of travel",
)
EXTRA_MINUTES: Final[Mapping[Means, float]] = _number(
    "EXTRA_MINUTES", {Means.PUBLIC_TRANSPORT: 10.0}, "minutes", "to and from the stop"
)
DETOUR: Final = _number("DETOUR", 1.3, "times the straight line", "length of the way")
COMFORTABLE_SHARE: Final = _number("COMFORTABLE_SHARE", 0.5, "of the longest time", "up to here travel costs nothing")
TRAVEL_AT_LONGEST: Final = _number("TRAVEL_AT_LONGEST", 0.7, "friction", "at the longest time wanted", CALIBRATED)
TOO_FAR_SHARE: Final = _number("TOO_FAR_SHARE", 1.25, "of the longest time", "beyond it a place is too far")

# Hours and times.
HOURS_GAP_RATE: Final = _number(
    "HOURS_GAP_RATE", 0.04, "friction per hour", "too few or too many hours a week", CALIBRATED
)
HOURS_OUTSIDE_RATE: Final = _number(
    "HOURS_OUTSIDE_RATE", 0.08, "friction per hour", "of work outside free time", CALIBRATED
)

# Growth.
GOALS_RATE: Final = _number("GOALS_RATE", 0.15, "friction", "when no learning goal is served", CALIBRATED)
SCHOOL_LIKE_RATE: Final = _number(
    "SCHOOL_LIKE_RATE", 0.07, "friction per level", "school-like, for the school-tired", CALIBRATED
)
TEACHES_NOTHING: Final = _number(
    "TEACHES_NOTHING", 0.14, "friction", "nothing to learn, for who is finding out", CALIBRATED
)
GROWTH_MOST: Final = _number("GROWTH_MOST", 0.5, "friction", "of growth at worst")

# Income.
INCOME_RATE: Final = _number("INCOME_RATE", 1.0, "friction", "when none of the needed income is earned", CALIBRATED)
WEEKS_A_MONTH: Final = _number("WEEKS_A_MONTH", 52 / 12, "weeks", "in a month, on average", "the calendar")

# What is usual where the Reference has nothing: 25th percentile, median, 75th.
USUAL_ABILITY: Final[Levels] = _number("USUAL_ABILITY", (2.0, 3.0, 4.0), "level 1..5", "unknown ability of a youth")
USUAL_LEVEL: Final[Levels] = _number("USUAL_LEVEL", (0.0, 1.0, 2.0), "level", "any other unknown level")
USUAL_TIRED: Final[Levels] = _number("USUAL_TIRED", (0.0, 1.0, 1.0), "0 or 1", "had enough of school, unknown")
USUAL_PAY: Final[Levels] = _number("USUAL_PAY", (1300.0, 1499.0, 1600.0), "cents an hour", "unknown pay")
USUAL_HOURS: Final[Levels] = _number("USUAL_HOURS", (24.0, 32.0, 38.0), "hours a week", "unknown most hours")
USUAL_NEED: Final[Levels] = _number("USUAL_NEED", (0.0, 80_000.0, 150_000.0), "cents a month", "unknown income needed")
USUAL_R: Final[Levels] = _number("USUAL_R", (-0.25, 0.1, 0.45), "Pearson r", "unknown likeness of interests")
USUAL_SHARE: Final[Levels] = _number("USUAL_SHARE", (0.3, 0.5, 0.8), "of the longest time", "unknown way")
USUAL_GAP: Final[Levels] = _number("USUAL_GAP", (0.0, 4.0, 8.0), "hours a week", "unknown gap in hours")
USUAL_OUTSIDE: Final[Levels] = _number(
    "USUAL_OUTSIDE", (0.0, 2.0, 6.0), "hours a week", "unknown hours outside free time"
)

# What a match tells.
STRENGTHS_MOST: Final = _number("STRENGTHS_MOST", 3, "strengths", "told of a match")
STRENGTHS_OF_ONE_PART: Final = _number("STRENGTHS_OF_ONE_PART", 2, "strengths", "of one part among them")
CHANGES_MOST: Final = _number("CHANGES_MOST", 3, "changes", "told of a match")
LEAST_LIFT: Final = _number("LEAST_LIFT", 0.005, "of the fit", "a change lifts more than this to be told")

# Law: working hours of 16 and 17 year olds.
ADULT_AGE: Final = _number("ADULT_AGE", 18, "years", "from here the rules for minors end", WORKING_HOURS_ACT)
YOUNG_DAY_HOURS: Final = _number("YOUNG_DAY_HOURS", 9, "hours", "a day at most", f"{WORKING_HOURS_ACT} 5:7")
YOUNG_WEEK_HOURS: Final = _number("YOUNG_WEEK_HOURS", 45, "hours", "a week at most", f"{WORKING_HOURS_ACT} 5:7")
YOUNG_REGULAR_HOURS: Final = _number(
    "YOUNG_REGULAR_HOURS", 40, "hours", "a regular week with school at most", f"{WORKING_HOURS_ACT} 4:4, 5:7"
)
YOUNG_FROM: Final = _number("YOUNG_FROM", 6 * 60, "minutes after midnight", "not earlier", f"{WORKING_HOURS_ACT} 5:3")
YOUNG_UNTIL: Final = _number("YOUNG_UNTIL", 23 * 60, "minutes after midnight", "not later", f"{WORKING_HOURS_ACT} 5:3")
YOUNG_DAY_REST: Final = _number("YOUNG_DAY_REST", 12, "hours", "between two days' work", f"{WORKING_HOURS_ACT} 5:3")
YOUNG_WEEK_REST: Final = _number(
    "YOUNG_WEEK_REST", 36, "hours", "free in one stretch a week", f"{WORKING_HOURS_ACT} 5:5"
)

# Law: school duty.
FULL_DUTY_AGE: Final = _number(
    "FULL_DUTY_AGE", 16, "years", "full duty ends after the school year of this birthday", SCHOOL_ACT
)
DUTY_AGE: Final = _number(
    "DUTY_AGE", 18, "years", "without a basic qualification the duty lasts until here", SCHOOL_ACT
)
SCHOOL_YEAR_END: Final = _number("SCHOOL_YEAR_END", (7, 31), "month, day", "last day of a school year", SCHOOL_ACT)
BESIDE_SCHOOL_HOURS: Final = _number("BESIDE_SCHOOL_HOURS", 40, "hours a week", "school and work together", OURS)
OLDEST_AGE: Final = _number("OLDEST_AGE", 26, "years", "older is for a stated reason", "Participatiewet art. 7a")


class WageRow(NamedTuple):
    """The hourly minimum wage of an adult in cents, from a day on."""

    valid_from: date
    base: int


# Law: minimum wage per hour.
WAGE_ROWS: Final = _number(
    "WAGE_ROWS",
    (WageRow(date(2026, 1, 1), 1471), WageRow(date(2026, 7, 1), 1499)),
    "cents an hour",
    "minimum wage from 21 years on, from this day",
    "1-1-2026: vertiadvies.nl; 1-7-2026: Stcrt 2026-16505",
)
WAGE_KNOWN_UNTIL: Final = _number(
    "WAGE_KNOWN_UNTIL", date(2026, 12, 31), "day", "last day of the last row", "amounts of 1-1-2027 are unconfirmed"
)
WAGE_FULL_AGE: Final = _number("WAGE_FULL_AGE", 21, "years", "from here the full amount", WAGE_DECREE)
WAGE_PERMILLE: Final[Mapping[int, int]] = _number(
    "WAGE_PERMILLE",
    {16: 345, 17: 395, 18: 500, 19: 600, 20: 800},
    "per mille",
    "of the full amount by age",
    WAGE_DECREE,
)
WAGE_PERMILLE_BBL: Final[Mapping[int, int]] = _number(
    "WAGE_PERMILLE_BBL", {16: 345, 17: 395, 18: 455, 19: 525, 20: 615}, "per mille", "the same, beside BBL", WAGE_DECREE
)

# Every setting, in the order of this module.
NUMBERS: Final = tuple(_listed)
