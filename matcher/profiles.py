"""What a match needs to know of a youth and of a place, and nothing else.

No name, gender, origin, health or past has a field here. In a youth what is left out is unknown.
In a place `asks` or `demands` None is unknown, an empty mapping is nothing asked; a condition
left out of `offers` is unknown, `Offer(0, 0)` is not possible; no tasks means asks unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from matcher.records import (
    NUMBER_PATTERN,
    Invalid,
    Reader,
    day,
    mapping,
    number,
    number_key,
    one_of,
    or_none,
    pair,
    read_record,
    sequence,
    set_of,
    text,
    to_plain_dict,
    whole,
    yes_or_no,
)
from matcher.vocabulary import (
    SURROUNDINGS,
    Ability,
    Aim,
    Condition,
    Demand,
    Education,
    Hazard,
    Kind,
    LifeMatter,
    Means,
    PartKey,
    Sector,
    Wish,
)

DAY_MINUTES: Final = 24 * 60
WEEK_MINUTES: Final = 7 * DAY_MINUTES
WEEK_HOURS: Final = 7 * 24


class WeekTime(NamedTuple):
    """A stretch of one weekday (0 Monday .. 6 Sunday), in minutes after midnight, ending by 24:00."""

    weekday: int
    start: int
    end: int


class Offer(NamedTuple):
    """How far a condition is offered now, and how far it can be arranged; both 0..3."""

    level: int
    arrangeable: int


Point = tuple[int, int]
Interests = tuple[float, float, float, float, float, float]
Span = tuple[float, float]


def employer_wish(employer_id: int) -> str:
    """The key under which a youth's wish about one employer stands."""
    return f"employer:{employer_id}"


@dataclass(frozen=True, slots=True)
class YouthProfile:
    """A youth as the matcher sees one. None, or a key left out of a mapping, is unknown."""

    id: int
    birth_date: date | None = None
    qualified: bool | None = None
    exempt: bool | None = None
    school_minutes: int | None = None
    home: Point | None = None
    reach: Mapping[Means, float] | None = None
    known_minutes: Mapping[int, float] = field(default_factory=dict)
    hours: Span | None = None
    free: tuple[WeekTime, ...] | None = None
    earliest: date | None = None
    interests: Interests | None = None
    abilities: Mapping[Ability, Span] = field(default_factory=dict)
    bears: Mapping[Demand, int] = field(default_factory=dict)
    skills: frozenset[str] = frozenset()
    goals: frozenset[str] = frozenset()
    languages: Mapping[str, int] = field(default_factory=dict)
    needs: Mapping[Condition, int] = field(default_factory=dict)
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    income_needed: int | None = None
    matters_most: tuple[PartKey, ...] = ()
    aim: Aim = Aim.PAID
    urgent: frozenset[LifeMatter] = frozenset()
    school_tired: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)

    @classmethod
    def from_dict(cls, data: object, path: str = "") -> YouthProfile:
        """Read strictly; raises `Invalid` with the path of the first key that is wrong."""
        return cls(**read_record(_YOUTH, ("id",), data, path))


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work: minutes a week, what it asks (levels), and the skills and hazards in it."""

    minutes: float
    asks: Mapping[Ability, int] | None = None
    demands: Mapping[Demand, int] | None = None
    skills: frozenset[str] = frozenset()
    interests: Interests | None = None
    hazards: frozenset[Hazard] = frozenset()

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)

    @classmethod
    def from_dict(cls, data: object, path: str = "") -> Task:
        """Read strictly; raises `Invalid` with the path of the first key that is wrong."""
        return cls(**read_record(_TASK, ("minutes",), data, path))


@dataclass(frozen=True, slots=True)
class PlaceProfile:
    """A place as the matcher sees one: what is asked, offered, taught and paid, where and when."""

    id: int
    _: KW_ONLY
    kind: Kind
    seats: int
    open: bool
    workplace: int | None = None
    employer: int | None = None
    sector: Sector | None = None
    surroundings: frozenset[Demand] = frozenset()
    at: Point | None = None
    tasks: tuple[Task, ...] = ()
    interests: Interests | None = None
    hours: Span | None = None
    times: tuple[WeekTime, ...] | None = None
    flexible_times: bool = False
    on_call: bool | None = None
    start: date | None = None
    until: date | None = None
    pay: int | None = None
    languages: Mapping[str, int] = field(default_factory=dict)
    licences: frozenset[str] = frozenset()
    taught: frozenset[str] = frozenset()
    offers: Mapping[Condition, Offer] = field(default_factory=dict)
    pressure: int | None = None
    education: Education = Education.NONE
    school_like: int | None = None
    expert_supervision: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)

    @classmethod
    def from_dict(cls, data: object, path: str = "") -> PlaceProfile:
        """Read strictly; raises `Invalid` with the path of the first key that is wrong."""
        return cls(**read_record(_PLACE, ("id", "kind", "seats", "open"), data, path))


def week_time(value: object, path: str) -> WeekTime:
    """`[weekday, start, end]`, with the end after the start and by 24:00."""
    weekday, start, end = sequence(whole(0, DAY_MINUTES), least=3, most=3)(value, path)
    if weekday > 6 or start >= end:
        raise Invalid(path, "must be [weekday 0 to 6, start, end] in minutes, the end after the start")
    return WeekTime(weekday, start, end)


def offer(value: object, path: str) -> Offer:
    """`[level, arrangeable]`, the second at least the first."""
    return Offer(*pair(whole(0, 3), ordered=True)(value, path))


def wish_key(value: object, path: str) -> str:
    """A sector, a surrounding or `employer:ID`."""
    known = {*(s.value for s in Sector), *(s.value for s in SURROUNDINGS)}
    if isinstance(value, str) and value in known:
        return value
    return text(f"employer:{NUMBER_PATTERN}", "a sector, a surrounding or employer:ID")(value, path)


def most_three_parts(value: object, path: str) -> tuple[PartKey, ...]:
    """At most three parts, each once."""
    parts = sequence(one_of(PartKey), most=3)(value, path)
    if len(set(parts)) < len(parts):
        raise Invalid(path, "must name each part once")
    return parts


def six_interests(value: object, path: str) -> Interests:
    """Six numbers from 0 to 1 in the order R I A S E C."""
    r, i, a, s, e, c = sequence(number(0, 1), least=6, most=6)(value, path)
    return r, i, a, s, e, c


_point: Final = pair(whole(-10_000_000, 10_000_000), ordered=False)
_hours: Final = pair(number(0, WEEK_HOURS), ordered=True)
_times: Final = sequence(week_time, most=200)
_uri: Final = text(r"\S+", "a URI")
_language: Final = text(r"[a-z]{2,3}", "a language code such as nl")
_languages: Final = mapping(_language, whole(0, 6))
_minutes: Final = number(0, WEEK_MINUTES)
_cents: Final = whole(0, 100_000_000)


def _above_zero(value: object, path: str) -> float:
    minutes = _minutes(value, path)
    if minutes <= 0:
        raise Invalid(path, "must be more than 0")
    return minutes


_YOUTH: Final[Mapping[str, Reader[Any]]] = {
    "id": whole(),
    "birth_date": or_none(day),
    "qualified": or_none(yes_or_no),
    "exempt": or_none(yes_or_no),
    "school_minutes": or_none(whole(0, WEEK_MINUTES)),
    "home": or_none(_point),
    "reach": or_none(mapping(one_of(Means), _above_zero, least=1)),
    "known_minutes": mapping(number_key, _minutes),
    "hours": or_none(_hours),
    "free": or_none(_times),
    "earliest": or_none(day),
    "interests": or_none(six_interests),
    "abilities": mapping(one_of(Ability), pair(number(1, 5), ordered=True)),
    "bears": mapping(one_of(Demand), whole(0, 3)),
    "skills": set_of(_uri),
    "goals": set_of(_uri),
    "languages": _languages,
    "needs": mapping(one_of(Condition), whole(0, 3)),
    "wishes": mapping(wish_key, one_of(Wish)),
    "income_needed": or_none(_cents),
    "matters_most": most_three_parts,
    "aim": one_of(Aim),
    "urgent": set_of(one_of(LifeMatter)),
    "school_tired": or_none(yes_or_no),
}

_TASK: Final[Mapping[str, Reader[Any]]] = {
    "minutes": _above_zero,
    "asks": or_none(mapping(one_of(Ability), whole(1, 5))),
    "demands": or_none(mapping(one_of(Demand), whole(1, 3))),
    "skills": set_of(_uri),
    "interests": or_none(six_interests),
    "hazards": set_of(one_of(Hazard)),
}

_PLACE: Final[Mapping[str, Reader[Any]]] = {
    "id": whole(),
    "workplace": or_none(whole()),
    "employer": or_none(whole()),
    "kind": one_of(Kind),
    "sector": or_none(one_of(Sector)),
    "surroundings": set_of(one_of(Demand, SURROUNDINGS)),
    "at": or_none(_point),
    "tasks": sequence(Task.from_dict, most=500),
    "interests": or_none(six_interests),
    "hours": or_none(_hours),
    "times": or_none(_times),
    "flexible_times": yes_or_no,
    "on_call": or_none(yes_or_no),
    "start": or_none(day),
    "until": or_none(day),
    "pay": or_none(_cents),
    "seats": whole(0),
    "open": yes_or_no,
    "languages": _languages,
    "licences": set_of(_uri),
    "taught": set_of(_uri),
    "offers": mapping(one_of(Condition), offer),
    "pressure": or_none(whole(0, 3)),
    "education": one_of(Education),
    "school_like": or_none(whole(0, 3)),
    "expert_supervision": or_none(yes_or_no),
}
