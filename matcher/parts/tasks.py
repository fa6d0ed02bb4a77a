"""How a place's minutes are shared over its tasks."""

import math
from functools import lru_cache
from typing import Final

from matcher.profiles import PlaceProfile, Task

# A place without tasks: all of its minutes go to work of which nothing is said.
_UNSAID: Final = Task(minutes=1)


def shared_tasks(place: PlaceProfile) -> tuple[tuple[int | None, Task, float], ...]:
    """Index, task and share of the minutes; a place without tasks is one unsaid task, without index."""
    if not place.tasks:
        return ((None, _UNSAID, 1.0),)
    shares = _shares(tuple(task.minutes for task in place.tasks))
    return tuple((index, task, shares[index]) for index, task in enumerate(place.tasks))


@lru_cache(maxsize=4096)
def _shares(minutes: tuple[float, ...]) -> tuple[float, ...]:
    total = math.fsum(minutes)
    return tuple(task / total for task in minutes)
