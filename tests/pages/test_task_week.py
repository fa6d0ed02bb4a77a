"""The tasks of a place over its week."""

import pytest

from matcher.profiles import WeekTime
from models.place import Place
from models.task import Bound, DayPart, Task
from web.pages.task_week import busiest, task_rows


def place(*tasks: Task, times=None) -> Place:
    return Place(title="Kas", tasks=list(tasks), times=times)


def task(**values) -> Task:
    return Task(**{"title": "Zaaien", "minutes_each": 60, "times_a_week": 2, "bound": Bound.FREE} | values)


class TestTheTasksOverTheWeek:
    def test_that_are_free_are_spread_over_the_days_with_work(self):
        (row,) = task_rows(place(task(), times=(WeekTime(0, 540, 600), WeekTime(3, 540, 600))))

        assert (row.minutes, row.spread) == ([60, 0, 0, 60, 0, 0, 0], True)

    def test_that_are_free_at_unknown_times_lie_on_working_days(self):
        (row,) = task_rows(place(task()))

        assert row.minutes == [24] * 5 + [0, 0]

    @pytest.mark.parametrize(
        "bound",
        [
            {
                "bound": Bound.DAY_PART,
                "day_parts": ((1, DayPart.MORNING), (1, DayPart.AFTERNOON), (5, DayPart.MORNING)),
            },
            {"bound": Bound.CLOCK, "times": (WeekTime(1, 0, 10), WeekTime(1, 20, 30), WeekTime(5, 0, 10))},
        ],
    )
    def test_that_are_bound_lie_on_their_own_days(self, bound):
        (row,) = task_rows(place(task(times_a_week=3, **bound)))

        assert (row.minutes, row.spread) == ([0, 120, 0, 0, 0, 60, 0], False)

    def test_add_up_to_the_minutes_of_the_week(self):
        rows = task_rows(place(task(), task(minutes_each=45.5, times_a_week=2.5)))

        assert [round(sum(row.minutes), 6) for row in rows] == [row.task.minutes for row in rows]

    def test_are_scaled_by_the_busiest_day(self):
        assert busiest(task_rows(place(task(), task(minutes_each=300)))) == 120
        assert busiest([]) == 1
