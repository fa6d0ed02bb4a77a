"""A made-up region for measuring: youths and places of every kind, with a share of unknowns, by a fixed seed."""

from datetime import date, timedelta
from random import Random
from typing import Final, TypeVar

from matcher.profiles import Interests, Offer, PlaceProfile, Point, Task, WeekTime, YouthProfile
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

TODAY: Final = date(2026, 11, 2)
_SKILLS: Final = [f"http://data.europa.eu/esco/skill/{number}" for number in range(300)]
_LICENCES: Final = [f"http://data.europa.eu/esco/skill/licence-{number}" for number in range(5)]
_LANGUAGES: Final = ("nl", "en", "de")
_REACH: Final = {Means.BICYCLE: (20, 60), Means.PUBLIC_TRANSPORT: (30, 75), Means.CAR: (20, 60)}
_SIDE: Final = 60_000
_KNOWN: Final = 0.85


def make_youths(count: int, seed: int) -> list[YouthProfile]:
    """So many youths of 16 to 26; 70 % go by bicycle, 20 % by public transport, 10 % by car."""
    random = Random(f"youths {seed}")
    return [_youth(random, number) for number in range(1, count + 1)]


def make_places(count: int, seed: int) -> list[PlaceProfile]:
    """So many places of one to six tasks, a seventh of everything left unknown."""
    random = Random(f"places {seed}")
    return [_place(random, number) for number in range(1, count + 1)]


def _youth(random: Random, number: int) -> YouthProfile:
    means = random.choices(list(_REACH), weights=[7, 2, 1])[0]
    return YouthProfile(
        id=number,
        birth_date=TODAY - timedelta(days=random.randint(16 * 365, 27 * 365)),
        qualified=_maybe(random, random.random() < 0.5),
        exempt=_maybe(random, random.random() < 0.2),
        school_minutes=_maybe(random, random.choice([0, 0, 480, 1_500])),
        home=_maybe(random, _spot(random)),
        reach={means: random.randint(*_REACH[means])},
        hours=_maybe(random, _span(random, 8, 40)),
        free=_maybe(random, tuple(WeekTime(weekday, 480, random.choice([900, 1_080, 1_380])) for weekday in range(6))),
        interests=_maybe(random, _interests(random)),
        abilities={ability: _view(random) for ability in Ability if random.random() < 0.6},
        bears={demand: random.choice([0, 1, 2, 2, 3, 3]) for demand in Demand if random.random() < 0.7},
        skills=frozenset(random.sample(_SKILLS, 8) + random.sample(_LICENCES, 1)),
        goals=frozenset(random.sample(_SKILLS, random.randint(0, 3))),
        languages={"nl": random.randint(2, 6), "en": random.randint(0, 4)},
        needs={condition: random.choice([0, 0, 0, 1, 2, 3]) for condition in Condition if random.random() < 0.8},
        wishes={
            sector.value: random.choice(list(Wish)) for sector in random.sample(list(Sector), random.randint(0, 4))
        },
        income_needed=_maybe(random, random.choice([0, 0, 60_000, 150_000])),
        matters_most=tuple(random.sample(list(PartKey), random.randint(0, 3))),
        aim=random.choice(list(Aim)),
        urgent=frozenset(random.sample(list(LifeMatter), random.choice([0, 0, 1]))),
        school_tired=_maybe(random, random.random() < 0.5),
    )


def _place(random: Random, number: int) -> PlaceProfile:
    start = random.randint(420, 660)
    return PlaceProfile(
        id=number,
        workplace=number // 2,
        employer=number // 3,
        kind=random.choice(list(Kind)),
        seats=random.choice([0, 1, 1, 1, 2, 5]),
        open=random.random() < 0.95,
        sector=_maybe(random, random.choice(list(Sector))),
        surroundings=frozenset(random.sample(SURROUNDINGS, random.randint(0, 3))),
        at=_maybe(random, _spot(random)),
        tasks=tuple(_task(random) for _ in range(random.randint(0, 6))),
        interests=_maybe(random, _interests(random)),
        hours=_maybe(random, _span(random, 6, 40)),
        times=_maybe(random, tuple(WeekTime(weekday, start, start + 300) for weekday in range(random.randint(1, 6)))),
        flexible_times=random.random() < 0.2,
        on_call=_maybe(random, random.random() < 0.1),
        start=_maybe(random, TODAY + timedelta(days=random.randint(-60, 120))),
        until=random.choice([None, None, TODAY + timedelta(days=random.randint(-10, 300))]),
        pay=_maybe(random, random.choice([0, 550, 900, 1_300, 1_500, 1_800])),
        languages={code: random.randint(1, 4) for code in random.sample(_LANGUAGES, random.randint(0, 2))},
        licences=frozenset(random.sample(_LICENCES, random.choice([0, 0, 0, 1]))),
        taught=frozenset(random.sample(_SKILLS, random.randint(0, 3))),
        offers={condition: _offer(random) for condition in Condition if random.random() < 0.5},
        pressure=_maybe(random, random.randint(0, 3)),
        education=random.choice([Education.NONE, Education.NONE, Education.BESIDE, Education.BBL]),
        school_like=_maybe(random, random.randint(0, 3)),
        expert_supervision=_maybe(random, random.random() < 0.5),
    )


def _task(random: Random) -> Task:
    abilities = random.sample(list(Ability), random.randint(2, 8))
    demands = random.sample(list(Demand), random.randint(0, 4))
    return Task(
        minutes=random.randint(1, 20) * 30,
        asks=_maybe(random, {ability: random.choice([1, 2, 2, 3, 3, 4, 5]) for ability in abilities}),
        demands=_maybe(random, {demand: random.randint(1, 3) for demand in demands}),
        skills=frozenset(random.sample(_SKILLS, random.choice([0, 0, 1, 2]))),
        interests=_maybe(random, _interests(random)),
        hazards=frozenset(random.sample(list(Hazard), random.choice([0, 0, 0, 1]))),
    )


def _maybe(random: Random, value: T) -> T | None:
    return value if random.random() < _KNOWN else None


def _spot(random: Random) -> Point:
    return 100_000 + random.randrange(_SIDE), 400_000 + random.randrange(_SIDE)


def _interests(random: Random) -> Interests:
    r, i, a, s, e, c = (round(random.random(), 2) for _ in range(6))
    return r, i, a, s, e, c


def _span(random: Random, least: int, most: int) -> tuple[float, float]:
    low = random.randint(least, most)
    return low, random.randint(low, most)


def _view(random: Random) -> tuple[float, float]:
    low = random.randint(1, 5)
    return low, min(5, low + random.choice([0, 0, 0, 1, 2]))


def _offer(random: Random) -> Offer:
    level = random.randint(0, 3)
    return Offer(level, random.randint(level, 3))
