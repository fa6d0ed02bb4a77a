"""Every number of the matcher as a reader sees it: in groups, with its value, unit, meaning and source in words.

The numbers and what they mean stand in `matcher/settings.py`; here are the groups in which the page "how places are
put in order" shows them, and the texts of that module once more for the catalogue of translations.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.reference import DEFAULT_OF
from matcher.settings import NUMBERS, Number
from matcher.vocabulary import PartKey
from web.i18n import clock, day
from web.labels import AIMS, COACH_BANDS, MEANS, PARTS
from web.services.showing import versions_now

_SMALLEST: Final = 0.0005  # what is smaller would be written as 0
_BY_NAME: Final[Mapping[str, Number]] = {number.name: number for number in NUMBERS}


@dataclass(frozen=True)
class Group:
    """Numbers that belong together: their names in the settings, and the rule in which they are used."""

    title: LazyString
    rule: LazyString
    names: Sequence[str]


@dataclass(frozen=True)
class NumberSaid:
    """One number in the reader's language."""

    name: str
    meaning: str
    value: str
    unit: str
    source: str


GROUPS: Final[Sequence[Group]] = (
    Group(
        _l("How it adds up"),
        _l(
            "Whatever does not fit rubs: 0.1 is hardly noticed, 0.3 is worth a talk, 0.7 must be arranged, 1.5 would "
            "not work as it is. Each part gives such a friction, times its weight. The fit is e to the power of "
            "minus their sum, a number between 0 and 1. So nothing good makes up for something bad, and mending one "
            "thing lifts the fit by exactly its share. Equal fits stand in the order of their numbers."
        ),
        (
            *("MATTERS_MOST_WEIGHT", "AIM_WEIGHTS", "BAND_LIMITS", "BEST_BAND_WITHOUT_INCOME"),
            *("MOST_TOTAL", "DECIMALS"),
        ),
    ),
    Group(
        PARTS[PartKey.INTERESTS],
        _l(
            "The six interests of each task are laid beside those of the young person; the more they run apart, the "
            "more it rubs, by the share of time. Something else than what was wished for rubs once a place."
        ),
        (
            *("INTEREST_RATE", "INTEREST_ENOUGH", "INTEREST_FLAT"),
            *("WISH_EXPLORED", "WISH_NOT_MET", "INTERESTS_MOST"),
        ),
    ),
    Group(
        PARTS[PartKey.ABILITIES],
        _l(
            "Each task and each ability or demand that is asked beyond what somebody can or bears, by the number of "
            "steps. Of the own view and the coach's view the middle counts."
        ),
        ("ABILITY_STEPS", "TASK_FLOOR", "TASK_BY_SHARE", "VIEWS_DIFFER"),
    ),
    Group(
        PARTS[PartKey.SKILLS],
        _l(
            "Each skill, certificate or licence that is asked and not there, once a place. What few places ask weighs "
            "more; what is learned there weighs little. Languages by the number of levels short."
        ),
        ("SKILL_MISSING", "RARITY_FLOOR", "TAUGHT_FACTOR", "LANGUAGE_STEPS"),
    ),
    Group(
        PARTS[PartKey.SUPPORT],
        _l(
            "Each needed condition that is not, or not fully, offered. Pressure of work counts while something is "
            "urgent."
        ),
        ("SUPPORT_STEPS", "ARRANGED_PART", "PRESSURE_RATE"),
    ),
    Group(
        PARTS[PartKey.TRAVEL],
        _l(
            "The minutes by the means of travel that rubs least, or those that the coach measured. Nothing up to a "
            "comfortable time, then rising straight."
        ),
        (
            *("SPEEDS", "EXTRA_MINUTES", "DETOUR", "COMFORTABLE_SHARE"),
            *("TRAVEL_AT_LONGEST", "TOO_FAR_SHARE"),
        ),
    ),
    Group(
        PARTS[PartKey.HOURS],
        _l("Hours too few or too many, and work at times that are not free. Flexible times never rub."),
        ("HOURS_GAP_RATE", "HOURS_OUTSIDE_RATE"),
    ),
    Group(
        PARTS[PartKey.GROWTH],
        _l("Learning goals that the place does not serve, and ways that are like school for who had enough of school."),
        ("GOALS_RATE", "SCHOOL_LIKE_RATE", "TEACHES_NOTHING", "GROWTH_MOST"),
    ),
    Group(
        PARTS[PartKey.INCOME],
        _l("The share of the needed income that is not earned: pay times the hours, before tax."),
        ("INCOME_RATE", "WEEKS_A_MONTH"),
    ),
    Group(
        _l("What is taken where nobody knows"),
        _l(
            "First what is usual in the Reference. These three stand in where that says nothing: a quarter of all is "
            "below the first, half below the second, three quarters below the third. The second is taken; the first "
            "and the third make the range."
        ),
        (
            *("USUAL_ABILITY", "USUAL_LEVEL", "USUAL_TIRED", "USUAL_PAY", "USUAL_HOURS"),
            *("USUAL_NEED", "USUAL_R", "USUAL_SHARE", "USUAL_GAP", "USUAL_OUTSIDE"),
        ),
    ),
    Group(
        _l("What is told of each place"),
        _l("The strongest reasons for it, and what would change it most."),
        ("STRENGTHS_MOST", "STRENGTHS_OF_ONE_PART", "CHANGES_MOST", "LEAST_LIFT"),
    ),
    Group(
        _l("Law: working hours under 18"),
        _l("What goes beyond these is not in the list. What is not known never keeps a place out."),
        (
            *("ADULT_AGE", "YOUNG_DAY_HOURS", "YOUNG_WEEK_HOURS", "YOUNG_REGULAR_HOURS"),
            *("YOUNG_FROM", "YOUNG_UNTIL", "YOUNG_DAY_REST", "YOUNG_WEEK_REST"),
        ),
    ),
    Group(
        _l("Law: school"),
        _l(
            "Who must go to school sees work beside school, or work and school in one. The oldest age keeps nobody out."
        ),
        ("FULL_DUTY_AGE", "DUTY_AGE", "SCHOOL_YEAR_END", "BESIDE_SCHOOL_HOURS", "OLDEST_AGE"),
    ),
    Group(
        _l("Law: minimum wage"),
        _l("A place that pays less than the minimum wage for somebody's age is not in the list."),
        ("WAGE_ROWS", "WAGE_KNOWN_UNTIL", "WAGE_FULL_AGE", "WAGE_PERMILLE", "WAGE_PERMILLE_BBL"),
    ),
)

#: Units, meanings and sources of `matcher/settings.py`, word for word, so that they are translated (a test compares).
#: The names of Dutch laws and papers are not: they are called that in every language.
TEXTS: Final[Sequence[LazyString]] = (
    # Units.
    _l("times"),
    _l("weighted friction"),
    _l("band"),
    _l("decimals"),
    _l("friction per 1 of r"),
    _l("Pearson r"),
    _l("variance"),
    _l("friction"),
    _l("times share of minutes"),
    _l("steps"),
    _l("friction times rarity"),
    _l("rarity"),
    _l("of the gap"),
    _l("friction per level"),
    _l("km/h door to door"),
    _l("minutes"),
    _l("times the straight line"),
    _l("of the longest time"),
    _l("friction per hour"),
    _l("weeks"),
    _l("level 1..5"),
    _l("level"),
    _l("0 or 1"),
    _l("cents an hour"),
    _l("hours a week"),
    _l("cents a month"),
    _l("strengths"),
    _l("changes"),
    _l("of the fit"),
    _l("years"),
    _l("hours"),
    _l("minutes after midnight"),
    _l("month, day"),
    _l("day"),
    _l("per mille"),
    # Meanings.
    _l("weight of a part that matters most"),
    _l("weight by the youth's aim, beside the other"),
    _l("a fit is called this up to and including this total"),
    _l("at best, while needed income is not earned"),
    _l("counted at most, so that a fit stays above 0"),
    _l("of a fit by which places are ordered"),
    _l("for r below the level that fits"),
    _l("from here interests fit"),
    _l("a profile up to here says nothing"),
    _l("not wanted, but to learn or explore"),
    _l("something else was wanted"),
    _l("of interests at worst"),
    _l("0 to 4 steps short of an ability or demand"),
    _l("weight of an ask in a task, however small"),
    _l("added to that weight"),
    _l("own and coach's view that differ so far are talked about"),
    _l("a skill or certificate not there"),
    _l("of a skill that every place asks"),
    _l("what is left when the place teaches it"),
    _l("0, 1, 2, 3 and more CEFR levels short"),
    _l("0 to 3 levels of a needed condition unmet"),
    _l("closed by what can be arranged"),
    _l("of work pressure while something is urgent"),
    _l("speed by means of travel"),
    _l("to and from the stop"),
    _l("length of the way"),
    _l("up to here travel costs nothing"),
    _l("at the longest time wanted"),
    _l("beyond it a place is too far"),
    _l("too few or too many hours a week"),
    _l("of work outside free time"),
    _l("when no learning goal is served"),
    _l("school-like, for the school-tired"),
    _l("nothing to learn, for who is finding out"),
    _l("of growth at worst"),
    _l("when none of the needed income is earned"),
    _l("in a month, on average"),
    _l("unknown ability of a youth"),
    _l("any other unknown level"),
    _l("had enough of school, unknown"),
    _l("unknown pay"),
    _l("unknown most hours"),
    _l("unknown income needed"),
    _l("unknown likeness of interests"),
    _l("unknown way"),
    _l("unknown gap in hours"),
    _l("unknown hours outside free time"),
    _l("told of a match"),
    _l("of one part among them"),
    _l("a change lifts more than this to be told"),
    _l("from here the rules for minors end"),
    _l("a day at most"),
    _l("a week at most"),
    _l("a regular week with school at most"),
    _l("not earlier"),
    _l("not later"),
    _l("between two days' work"),
    _l("free in one stretch a week"),
    _l("full duty ends after the school year of this birthday"),
    _l("without a basic qualification the duty lasts until here"),
    _l("last day of a school year"),
    _l("school and work together"),
    _l("older is for a stated reason"),
    _l("minimum wage from 21 years on, from this day"),
    _l("last day of the last row"),
    _l("from here the full amount"),
    _l("of the full amount by age"),
    _l("the same, beside BBL"),
    # Sources.
    _l("our judgement"),
    _l("our judgement, calibrated on simulated youths and places"),
    _l("exp(-745) is 0 in binary64"),
    _l("the calendar"),
    _l("amounts of 1-1-2027 are unconfirmed"),
)

HEADINGS: Final[Mapping[str, LazyString]] = {
    "meaning": _l("What it is"),
    "value": _l("Number"),
    "source": _l("Source"),
}

_CODES: Final[Mapping[str, LazyString]] = {
    code: label for labels in (COACH_BANDS, MEANS, AIMS, PARTS) for code, label in labels.items()
}


def numbers_are() -> str:
    """Which numbers these are: those that this process uses, by the names under which a list is kept."""
    now = versions_now()
    return str(
        _(
            "These are the numbers Plek uses at this moment. Settings %(settings)s, software %(software)s. What is "
            "usual stands in the Reference: version %(reference)s, made of the demo region as it is on %(day)s.",
            settings=now.settings,
            software=now.software,
            reference=now.reference,
            day=day(DEFAULT_OF),
        )
    )


def numbers_of(group: Group) -> list[NumberSaid]:
    """The numbers of a group in the reader's language."""
    return [_said(_BY_NAME[name]) for name in group.names]


def _said(number: Number) -> NumberSaid:
    value = _clock(number.value) if number.unit == "minutes after midnight" else _value(number.value)
    unit, meaning, source = map(_, (number.unit, number.meaning, number.source))
    return NumberSaid(number.name, str(meaning), value, str(unit), str(source))


def _clock(minutes: int) -> str:
    return f"{_number(minutes)} ({clock(minutes)})"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = "; " if any(isinstance(item, Mapping) for item in value.values()) else ", "
        return inner.join(f"{_value(name)}: {_value(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        return _sequence(value)
    if isinstance(value, StrEnum):
        return str(_CODES[value])
    return day(value) if isinstance(value, date) else _number(value)


def _sequence(values: tuple[Any, ...]) -> str:
    """Pairs and rows one behind the other; the steps of a scale with a dash between."""
    if any(isinstance(item, tuple) for item in values):
        return "; ".join(_pair(*item) for item in values)
    return " – ".join(map(_value, values))


def _pair(first: Any, second: Any) -> str:
    """What is named, then its number."""
    named, value = (second, first) if isinstance(second, StrEnum) else (first, second)
    return f"{_value(named)}: {_value(value)}"


def _number(value: float) -> str:
    """A number as the reader's language writes it; a tiny one in powers of ten."""
    return f"{value:g}" if 0 < abs(value) < _SMALLEST else str(format_decimal(value))
