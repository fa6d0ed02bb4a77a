"""The tasks of a place laid out over its week: how many minutes of each fall on which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.place import Place
from models.task import Bound, Task

WORKING_DAYS: Final = (0, 1, 2, 3, 4)


@dataclass(frozen=True)
class TaskRow:
    """One task; `minutes` per weekday, Monday first. `spread` where the days are ours to fill, for the eye only."""

    task: Task
    minutes: Sequence[float]
    spread: bool


def task_rows(place: Place) -> list[TaskRow]:
    """The tasks of a place in their order; free tasks are spread over the days on which there is work."""
    days = sorted({time.weekday for time in place.times}) if place.times else list(WORKING_DAYS)
    return [TaskRow(task, _per_day(task, days), task.bound == Bound.FREE) for task in place.tasks]


def busiest(rows: Sequence[TaskRow]) -> float:
    """The most minutes of one task on one day, to scale the picture by; 1 where there is nothing."""
    return max((minutes for row in rows for minutes in row.minutes), default=0) or 1


def _per_day(task: Task, days: Sequence[int]) -> list[float]:
    bound = _bound_days(task)
    on = bound or days
    return [task.minutes * on.count(weekday) / len(on) if weekday in on else 0 for weekday in range(7)]


def _bound_days(task: Task) -> list[int]:
    """The weekdays a task is bound to, one entry a time."""
    if task.bound == Bound.CLOCK:
        return [time.weekday for time in task.times or ()]
    if task.bound == Bound.DAY_PART:
        return [weekday for weekday, _part in task.day_parts or ()]
    return []
