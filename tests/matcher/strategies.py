"""Youths, places and references of every kind, blank and extreme ones too, for property tests.

A record is made from one drawn number: drawing each of its hundred values would cost far more than
what is tested. A number picks how much is left blank as well, from nothing to nearly everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from matcher.profiles import Offer, PlaceProfile, Task, WeekTime, YouthProfile, employer_wish
from matcher.reference import Quantity, Reference
from matcher.settings import Levels
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

T = TypeVar("T")

ON: Final = date(2026, 11, 23)
SKILLS: Final = tuple(f"urn:plek:skill:{name}" for name in ("vca", "truck", "till", "pruning", "baking"))
LANGUAGES: Final = ("nl", "en", "ti")
EMPLOYERS: Final = (1, 2, 3)
WORKPLACES: Final = (11, 12, 13)
WISHES: Final = (*(s.value for s in Sector), *(s.value for s in SURROUNDINGS), *map(employer_wish, EMPLOYERS))
SCALES: Final[Mapping[Quantity, tuple[float, float]]] = {
    Quantity.PRESSURE: (0, 3),
    Quantity.SCHOOL_LIKE: (0, 3),
    Quantity.SCHOOL_TIRED: (0, 1),
    Quantity.PAY: (1, 3000),
    Quantity.HOURS_OF_YOUTH: (0, 40),
    Quantity.HOURS_OF_PLACE: (0, 40),
    Quantity.INCOME_NEEDED: (0, 200_000),
    Quantity.INTEREST_R: (-1, 1),
    Quantity.TRAVEL_SHARE: (0, 1.25),
    Quantity.HOURS_GAP: (0, 40),
    Quantity.HOURS_OUTSIDE: (0, 40),
}
SEEDS: Final = st.integers(0, 2**32)


def youths(*, known: bool = False) -> st.SearchStrategy[YouthProfile]:
    """Youths; with `known` nothing that has a scale is left out."""
    return SEEDS.map(lambda seed: Maker(seed, known=known).youth())


def places(*, known: bool = False) -> st.SearchStrategy[PlaceProfile]:
    """Places; with `known` nothing that has a scale is left out."""
    return SEEDS.map(lambda seed: Maker(seed, known=known).place())


def offers() -> st.SearchStrategy[Offer]:
    return st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda two: Offer(min(two), max(two)))


def references() -> st.SearchStrategy[Reference]:
    """What is usual: nothing at all (0), or levels anywhere on their scales, with gaps."""
    return st.integers(0, 60).map(usual)


class Maker:
    """Makes records from one number; how often something is blank is drawn first."""

    def __init__(self, seed: int, *, known: bool = False) -> None:
        self._random = Random(seed)
        self._known = known
        self._blank = self._random.choice((0.0, 0.2, 0.5, 0.95))

    def youth(self) -> YouthProfile:
        abilities = {ability: self._span(2, 10, 2) for ability in self._some(Ability)}
        return YouthProfile(
            id=self._random.randrange(10_000),
            birth_date=self._law(lambda: self._day(date(1998, 1, 1), date(2011, 12, 31))),
            qualified=self._law(self._yes),
            exempt=self._law(self._yes),
            school_minutes=self._law(lambda: self._random.choice((0, 600, 1500, 2400))),
            home=self._maybe(self._spot),
            reach=self._maybe(lambda: {means: self._random.randint(5, 120) for means in self._few(Means, least=1)}),
            known_minutes={place: self._random.randint(0, 200) for place in self._few(WORKPLACES)},
            hours=self._maybe(lambda: self._span(0, 120, 2)),
            free=self._maybe(self._times),
            earliest=self._law(lambda: self._day(date(2026, 6, 1), date(2027, 6, 1))),
            interests=self._maybe(self._interests),
            abilities=self._filled(abilities, Ability, (2.0, 4.0)),
            bears=self._filled({demand: self._level() for demand in self._some(Demand)}, Demand, 1),
            skills=frozenset(self._few(SKILLS)),
            goals=frozenset(self._few(SKILLS)),
            languages=self._filled(self._languages(), LANGUAGES, 2),
            needs=self._filled({condition: self._level() for condition in self._some(Condition)}, Condition, 0),
            wishes={name: self._random.choice(tuple(Wish)) for name in self._few(WISHES, most=8)},
            income_needed=self._maybe(lambda: self._random.choice((0, 1, self._random.randrange(300_000)))),
            matters_most=tuple(self._few(PartKey)),
            aim=self._random.choice(tuple(Aim)),
            urgent=frozenset(self._few(LifeMatter, most=1)),
            school_tired=self._maybe(self._yes),
        )

    def place(self) -> PlaceProfile:
        return PlaceProfile(
            id=self._random.randrange(10_000),
            workplace=self._law(lambda: self._random.choice(WORKPLACES)),
            employer=self._law(lambda: self._random.choice(EMPLOYERS)),
            kind=self._random.choice(tuple(Kind)),
            sector=self._law(lambda: self._random.choice(tuple(Sector))),
            surroundings=frozenset(self._few(SURROUNDINGS)),
            at=self._maybe(self._spot),
            tasks=tuple(self._task() for _ in range(self._random.randint(int(self._known), 4))),
            interests=self._maybe(self._interests),
            hours=self._maybe(lambda: self._span(0, 120, 2)),
            times=self._maybe(self._times),
            flexible_times=self._yes(),
            on_call=self._law(self._yes),
            start=self._law(lambda: self._day(date(2026, 6, 1), date(2027, 6, 1))),
            until=self._law(lambda: self._day(date(2026, 11, 1), date(2028, 6, 1))),
            pay=self._maybe(lambda: self._random.choice((0, self._random.randrange(4000)))),
            seats=self._random.choice((0, 1, 2, 2, 2, 2)),
            open=self._random.random() < 0.9,
            languages=self._languages(),
            licences=frozenset(self._few(SKILLS, most=1)),
            taught=frozenset(self._few(SKILLS)),
            offers=self._filled({name: self._offer() for name in self._some(Condition)}, Condition, Offer(1, 2)),
            pressure=self._maybe(self._level),
            education=self._random.choice(tuple(Education)),
            school_like=self._maybe(self._level),
            expert_supervision=self._law(self._yes),
        )

    def _task(self) -> Task:
        return Task(
            minutes=self._random.randint(1, 2400),
            asks=self._maybe(lambda: {name: self._random.randint(1, 5) for name in self._few(Ability, most=6)}),
            demands=self._maybe(lambda: {name: self._random.randint(1, 3) for name in self._few(Demand, most=6)}),
            skills=frozenset(self._few(SKILLS, most=2)),
            interests=self._maybe(self._interests),
            hazards=frozenset(self._few(Hazard, most=1)),
        )

    def _maybe(self, make: Callable[[], T]) -> T | None:
        """Something that has a scale, or is unknown as a friction."""
        return None if not self._known and self._random.random() < self._blank else make()

    def _law(self, make: Callable[[], T]) -> T | None:
        """Something that only limits are about: may be unknown in any case."""
        return None if self._random.random() < self._blank else make()

    def _filled(self, drawn: dict[Any, Any], keys: Iterable[Any], value: Any) -> dict[Any, Any]:
        return dict.fromkeys(keys, value) | drawn if self._known else drawn

    def _some(self, keys: Iterable[T]) -> list[T]:
        return [key for key in keys if self._random.random() >= self._blank]

    def _few(self, keys: Iterable[T], *, least: int = 0, most: int = 3) -> list[T]:
        return self._random.sample(tuple(keys), self._random.randint(least, most))

    def _yes(self) -> bool:
        return self._random.random() < 0.5

    def _level(self) -> int:
        return self._random.randint(0, 3)

    def _offer(self) -> Offer:
        level = self._level()
        return Offer(level, self._random.randint(level, 3))

    def _span(self, least: int, most: int, parts: int) -> tuple[float, float]:
        one, other = (self._random.randint(least, most) / parts for _ in range(2))
        return min(one, other), max(one, other)

    def _spot(self) -> tuple[int, int]:
        reach = self._random.choice((5_000, 20_000, 10_000_000))
        return self._random.randint(-reach, reach), self._random.randint(-reach, reach)

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self._random.randint(0, (last - first).days))

    def _interests(self) -> tuple[float, float, float, float, float, float]:
        flat = self._random.random() < 0.05
        r, i, a, s, e, c = ((0.5,) * 6) if flat else (self._random.random() for _ in range(6))
        return r, i, a, s, e, c

    def _times(self) -> tuple[WeekTime, ...]:
        return tuple(self._week_time() for _ in range(self._random.randint(0, 6)))

    def _week_time(self) -> WeekTime:
        start = self._random.randrange(95) * 15
        return WeekTime(self._random.randrange(7), start, self._random.randint(start // 15 + 1, 96) * 15)

    def _languages(self) -> dict[str, int]:
        return {language: self._random.randint(0, 6) for language in self._few(LANGUAGES)}


@cache
def usual(seed: int) -> Reference:
    """One made-up Reference a number; 0 is one built from nothing."""
    if seed == 0:
        return Reference.build([], [])
    made = Random(seed)

    def levels(least: float, most: float) -> Levels:
        low, median, high = sorted(round(made.uniform(least, most) * 2) / 2 for _ in range(3))
        return max(low, least), max(median, least), min(max(high, least), most)

    def by_code(keys: Sequence[Any] | type[Any], least: float, most: float) -> dict[Any, Levels]:
        return {key: levels(least, most) for key in keys if made.random() < 0.8}

    return Reference(
        places=10,
        skills={skill: made.randint(1, 10) for skill in SKILLS[:4]},
        abilities=by_code(Ability, 1, 5),
        asked=by_code(Ability, 0, 3),
        borne=by_code(Demand, 0, 3),
        demanded=by_code(Demand, 0, 2),
        languages=by_code(LANGUAGES, 0, 6),
        needs=by_code(Condition, 0, 3),
        met=by_code(Condition, 0, 3),
        quantities={quantity: levels(*scale) for quantity, scale in SCALES.items() if made.random() < 0.8},
    )
