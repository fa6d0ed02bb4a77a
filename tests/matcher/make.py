"""Youths and places that name only what a test is about, and are known and plain in all else."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from matcher.profiles import Offer, PlaceProfile, Task, WeekTime, YouthProfile
from matcher.reference import Reference
from matcher.vocabulary import Ability, Condition, Demand, Kind, Means

ON: Final = date(2026, 11, 23)
NOTHING_USUAL: Final = Reference.build([], [])
NO_TASK: Final = Task(600, asks={}, demands={}, interests=(1, 1, 0, 0, 0, 0))


def youth(**fields: Any) -> YouthProfile:
    """A grown-up youth for whom everything at a plain `place()` fits."""
    plain: dict[str, Any] = {
        "id": 1,
        "birth_date": date(2003, 5, 1),
        "qualified": True,
        "exempt": False,
        "school_minutes": 0,
        "home": (105_000, 425_000),
        "reach": {Means.BICYCLE: 40},
        "hours": (16, 32),
        "free": tuple(WeekTime(day, 8 * 60, 18 * 60) for day in range(5)),
        "interests": (1, 1, 0, 0, 0, 0),
        "abilities": dict.fromkeys(Ability, (3, 3)),
        "bears": dict.fromkeys(Demand, 2),
        "languages": {"nl": 4},
        "needs": dict.fromkeys(Condition, 0),
        "income_needed": 0,
        "school_tired": False,
    }
    return YouthProfile(**(plain | fields))


def place(**fields: Any) -> PlaceProfile:
    """A place that is known in everything, and where nothing rubs for a plain `youth()`."""
    plain: dict[str, Any] = {
        "id": 2,
        "workplace": 3,
        "employer": 4,
        "kind": Kind.OPENING,
        "seats": 1,
        "open": True,
        "at": (105_000, 425_000),
        "tasks": (NO_TASK,),
        "hours": (16, 24),
        "times": tuple(WeekTime(day, 9 * 60, 15 * 60) for day in range(3)),
        "pay": 1600,
        "offers": dict.fromkeys(Condition, Offer(0, 0)),
        "pressure": 0,
        "school_like": 0,
        "expert_supervision": True,
    }
    return PlaceProfile(**(plain | fields))


def asking(asks: dict[Ability, int] | None = None, minutes: float = 600, **fields: Any) -> Task:
    """A task that asks these abilities, and nothing else unless it is named."""
    return Task(minutes, **({"asks": asks or {}, "demands": {}, "interests": NO_TASK.interests} | fields))
