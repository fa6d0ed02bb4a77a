"""Youths as numbers: one row of fixed width a youth, and a list of what has no fixed place in it.

Of every pair of numbers the first is the median, or what is known, and the second the end at which it rubs least.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import MAXYEAR, date
from functools import lru_cache
from itertools import accumulate
from math import inf, nan
from struct import Struct
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.duty import birthday_at, duty_ends, full_duty_ends
from matcher.fast.codes import Codes
from matcher.fast.layout import BIT
from matcher.parts.interests import direction
from matcher.profiles import YouthProfile, employer_wish
from matcher.reference import Quantity, Reference
from matcher.settings import ADULT_AGE, GOALS_RATE, WAGE_FULL_AGE, WAGE_PERMILLE, WISH_EXPLORED, WISH_NOT_MET
from matcher.vocabulary import Ability, Aim, Condition, Demand, Means, PartKey, Wish
from matcher.week import union
from matcher.weights import weights_of
from matcher.where import SECTORS, Floats

K = TypeVar("K")

# Where each number, or the first of several, stands in the row of a youth.
WEIGHTS: Final = 0  # in the order of PartKey
CAN: Final = WEIGHTS + len(PartKey)  # pairs
BEARS: Final = CAN + 2 * len(Ability)  # pairs
NEEDS: Final = BEARS + 2 * len(Demand)  # pairs
X: Final = NEEDS + 2 * len(Condition)  # metres; NaN when home is not known
Y: Final = X + 1
REACH: Final = Y + 1  # longest minutes in the order of Means, 0 for means that are not there
LONGEST: Final = REACH + len(Means)  # of them all; 0 when reach is not known
ONLY: Final = LONGEST + 1  # which means it is when there is one, else -1
LEAST: Final = ONLY + 1  # hours a week; NaN when not known
MOST: Final = LEAST + 1
WANTED: Final = MOST + 1  # a pair: most hours a week, as they count for the income
FREE: Final = WANTED + 2  # it is known when the youth is free
NEEDED: Final = FREE + 1  # a pair: income in cents a month
LIKES: Final = NEEDED + 2  # the direction of the interests; NaN when they say nothing
GOAL: Final = LIKES + 6  # friction of each goal that is not served
GOALS: Final = GOAL + 1  # how many there are to serve
FINDING_OUT: Final = GOALS + 1
URGENT: Final = FINDING_OUT + 1
TIRED: Final = URGENT + 1  # a pair
WISHES: Final = TIRED + 2  # bits of sectors, then of surroundings: wanted, explored, excluded
WISHING: Final = WISHES + 6  # something is wanted
BEST_SECTOR: Final = WISHING + 1  # friction of the sector liked best
EXCLUDING: Final = BEST_SECTOR + 1  # something is excluded
EARLIEST: Final = EXCLUDING + 1  # a day as an ordinal
AGES: Final = tuple(range(min(WAGE_PERMILLE), WAGE_FULL_AGE + 1))
BIRTHDAYS: Final = EARLIEST + 1  # at AGES, as ordinals; NaN when not known
ADULT: Final = BIRTHDAYS + len(AGES)  # the day one is; NaN when not known, like the next two
DUTY_END: Final = ADULT + 1  # the first day without school duty
FULL_DUTY: Final = DUTY_END + 1  # the last day of full school duty
SCHOOL: Final = FULL_DUTY + 1  # minutes a week; NaN when not known
DUTY: Final = SCHOOL + 1  # what is known lets school duty be judged
UNQUALIFIED: Final = DUTY + 1
WIDTH: Final = UNQUALIFIED + 1

# The list of a youth begins with where each of these ends; wishes are what an employer is wished for.
SKILLS, GOALS_LEFT, STRETCHES, LANGUAGES, EMPLOYERS, WORKPLACES = range(6)
LISTED: Final = 6
IS_WANTED, IS_EXPLORED, IS_EXCLUDED = range(3)
_WISHED: Final = {
    Wish.WANTED: IS_WANTED,
    Wish.LEARN: IS_EXPLORED,
    Wish.EXPLORE: IS_EXPLORED,
    Wish.EXCLUDED: IS_EXCLUDED,
}
_BIT_OF_SECTOR: Final = {sector.value: 1 << index for index, sector in enumerate(SECTORS)}


class SeekerArrays(NamedTuple):
    """Youths one below the other. `starts` says where each one's list starts, `known` where the minutes do."""

    numbers: Floats  # (youths, WIDTH)
    lists: NDArray[np.int64]
    starts: NDArray[np.int64]  # youths and one more
    minutes: Floats  # to the known workplaces, in the order in which the lists name them
    known: NDArray[np.int64]  # youths and one more


class Seeker(NamedTuple):
    """One youth as numbers, before they are put into arrays."""

    numbers: bytes
    entries: list[int]
    minutes: list[float]


def in_arrays(seekers: Sequence[Seeker]) -> SeekerArrays:
    """These youths as arrays."""
    numbers = np.frombuffer(bytearray().join(seeker.numbers for seeker in seekers)).reshape(-1, WIDTH)
    lists = np.array([number for seeker in seekers for number in seeker.entries], np.int64)
    return SeekerArrays(
        numbers,
        lists,
        _ends(len(seeker.entries) for seeker in seekers),
        np.array([minutes for seeker in seekers for minutes in seeker.minutes], np.float64),
        _ends(len(seeker.minutes) for seeker in seekers),
    )


def _ends(lengths: Iterable[int]) -> NDArray[np.int64]:
    return np.array([0, *accumulate(lengths)], np.int64)


class SeekerPacker:
    """Turns youths into numbers, with what is usual for what is not known of them."""

    def __init__(self, reference: Reference, codes: Codes, *, learn: bool) -> None:
        """`learn` gives numbers to skills and languages that have none yet; else they are passed over."""
        self._reference = reference
        self._skill: Callable[[str], int | None] = codes.skills.number if learn else codes.skills.known
        self._language: Callable[[str], int | None] = codes.languages.number if learn else codes.languages.known
        self._abilities = [(name, reference.ability(name)[1:]) for name in Ability]
        self._demands = [(name, reference.bears(name)[1:]) for name in Demand]
        self._conditions = [(name, _and_low(reference.need(name))) for name in Condition]
        self._hours = reference.usual(Quantity.HOURS_OF_YOUTH)[1:]
        self._income = _and_low(reference.usual(Quantity.INCOME_NEEDED))
        self._tired = _and_low(reference.usual(Quantity.SCHOOL_TIRED))

    def pack(self, youth: YouthProfile) -> Seeker:
        """One youth as numbers."""
        known = sorted((id_, minutes) for id_, minutes in youth.known_minutes.items() if abs(id_) <= _LARGEST_ID)
        return Seeker(
            _ROW.pack(
                *weights_of(youth).values(),
                *self._can(youth),
                *_levels(youth.bears, self._demands),
                *_levels(youth.needs, self._conditions),
                *(_NOWHERE if youth.home is None else youth.home),
                *_reach(youth.reach),
                *(_UNKNOWN_HOURS if youth.hours is None else youth.hours),
                *(self._hours if youth.hours is None else (youth.hours[1], youth.hours[1])),
                youth.free is not None,
                *_twice(youth.income_needed, self._income),
                *(direction(youth.interests) or _NO_DIRECTION),
                *_growth(youth),
                *_twice(youth.school_tired, self._tired),
                *_wishes(youth.wishes),
                *_law(youth),
            ),
            self._entries(youth, [workplace for workplace, _ in known]),
            [minutes for _, minutes in known],
        )

    def _can(self, youth: YouthProfile) -> list[float]:
        numbers: list[float] = []
        views = youth.abilities
        for ability, usual in self._abilities:
            found = views.get(ability)
            numbers += usual if found is None else ((found[0] + found[1]) / 2, found[1])
        return numbers

    def _entries(self, youth: YouthProfile, workplaces: list[int]) -> list[int]:
        """The list: where each of its parts ends, then the parts."""
        left = youth.goals - youth.skills if youth.goals else ()
        entries = [0] * LISTED
        for index, part in enumerate(
            (
                _numbers(self._skill, youth.skills),
                _numbers(self._skill, left),
                [minute for stretch in union(youth.free) for minute in stretch] if youth.free else (),
                [number for spoken in youth.languages.items() for number in self._spoken(*spoken)],
                [number for wish in youth.wishes.items() for number in _employer(*wish)],
                workplaces,
            )
        ):
            entries += part
            entries[index] = len(entries)
        return entries

    def _spoken(self, language: str, level: int) -> tuple[int, ...]:
        number = self._language(language)
        return () if number is None else (number, level)


_LARGEST_ID: Final = 2**63 - 1  # larger ones are nobody's
_DIGITS: Final = len(str(_LARGEST_ID))
_ROW: Final = Struct(f"{WIDTH}d")
_MEANS: Final = tuple(Means)
_NO_REACH: Final = (*(0.0,) * (len(_MEANS) + 1), -1)
_NO_DIRECTION: Final = (nan,) * 6
_NOWHERE: Final = (nan, nan)
_UNKNOWN_HOURS: Final = (nan, nan)


def _levels(known: Mapping[K, int], usual: Iterable[tuple[K, tuple[float, float]]]) -> list[float]:
    numbers: list[float] = []
    for name, levels in usual:
        found = known.get(name)
        numbers += levels if found is None else (found, found)
    return numbers


def _reach(reach: Mapping[Means, float] | None) -> tuple[float, ...]:
    if not reach:
        return _NO_REACH
    longest = [reach.get(means, 0.0) for means in _MEANS]
    return (*longest, max(longest), -1 if len(reach) > 1 else longest.index(max(longest)))


def _growth(youth: YouthProfile) -> tuple[float, ...]:
    goals = len(youth.goals)
    return (
        GOALS_RATE / goals if goals else 0.0,
        len(youth.goals - youth.skills) if goals else 0,
        youth.aim == Aim.FINDING_OUT,
        bool(youth.urgent),
    )


def _wishes(wishes: Mapping[str, Wish]) -> tuple[float, ...]:
    """Bits of sectors and surroundings by wish, and what follows of them for places that do not say theirs."""
    sectors, surroundings = [0, 0, 0], [0, 0, 0]
    for name, wish in wishes.items():
        sectors[_WISHED[wish]] |= _BIT_OF_SECTOR.get(name, 0)
        surroundings[_WISHED[wish]] |= BIT.get(name, 0)
    values = wishes.values()
    explored = WISH_EXPLORED if sectors[IS_EXPLORED] else WISH_NOT_MET
    return (
        *sectors,
        *surroundings,
        Wish.WANTED in values,
        0.0 if sectors[IS_WANTED] else explored,
        Wish.EXCLUDED in values,
    )


def _law(youth: YouthProfile) -> tuple[float, ...]:
    school = nan if youth.school_minutes is None else youth.school_minutes
    return (
        0 if youth.earliest is None else youth.earliest.toordinal(),
        *(_NO_DAYS if youth.birth_date is None else _days(youth.birth_date)),
        school,
        youth.exempt is False and youth.school_minutes is not None,
        youth.qualified is False,
    )


_NO_DAYS: Final = (nan,) * (len(AGES) + 3)


@lru_cache(maxsize=8192)
def _days(birth_date: date) -> tuple[float, ...]:
    """The birthdays at AGES, the day one is an adult, and the ends of school duty and of full duty."""
    ends = (duty_ends(birth_date), full_duty_ends(birth_date))
    return (*(_reached(birth_date, age) for age in (*AGES, ADULT_AGE)), *(day.toordinal() for day in ends))


def _reached(birth_date: date, age: int) -> float:
    """The day of a birthday; infinite beyond the calendar."""
    return birthday_at(birth_date, age).toordinal() if birth_date.year + age <= MAXYEAR else inf


def _twice(known: float | None, usual: tuple[float, ...]) -> tuple[float, ...]:
    return usual if known is None else (known, known)


def _and_low(levels: tuple[float, float, float]) -> tuple[float, float]:
    return levels[1], levels[0]


def _numbers(number: Callable[[str], int | None], names: Iterable[str]) -> list[int]:
    return [found for name in names if (found := number(name)) is not None]


def _employer(name: str, wish: Wish) -> tuple[int, ...]:
    """The id of the employer whom a wish is about, written as `employer_wish` writes it, and what is wished."""
    if ":" not in name:
        return ()
    digits = name.rpartition(":")[2]
    if len(digits) > _DIGITS or not digits.isdecimal():
        return ()
    id_ = int(digits)
    return (id_, _WISHED[wish]) if id_ <= _LARGEST_ID and name == employer_wish(id_) else ()
