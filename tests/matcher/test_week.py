import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.profiles import WEEK_MINUTES, WeekTime
from matcher.week import longest_rest, minutes, outside, shortest_night, union, weekdays

quarters = st.builds(
    lambda day, start, length: WeekTime(day, start * 15, min(start + length, 96) * 15),
    st.integers(0, 6),
    st.integers(0, 95),
    st.integers(1, 40),
)
times = st.lists(quarters, max_size=6).map(tuple)


def covered(week):
    return {day * 1440 + minute for day, start, end in week for minute in range(start, end)}


class TestUnion:
    @given(times)
    def test_covers_each_minute_once(self, week):
        assert minutes(union(week)) == len(covered(week))

    @given(times, times)
    def test_outside_leaves_what_the_other_does_not_cover(self, work, free):
        assert {m for start, end in outside(work, free) for m in range(start, end)} == covered(work) - covered(free)

    def test_knows_the_weekdays_it_touches(self):
        assert weekdays([(1380, 1500), (4 * 1440, 5 * 1440)]) == [0, 1, 4]


class TestRest:
    @given(times)
    def test_the_longest_rest_is_found_around_the_end_of_the_week(self, week):
        busy = covered(week)
        best = run = 0
        for minute in range(2 * WEEK_MINUTES):
            run = 0 if minute % WEEK_MINUTES in busy else run + 1
            best = max(best, run)

        assert longest_rest(week) == min(best, WEEK_MINUTES)

    @pytest.mark.parametrize(
        ("week", "night"),
        [
            ((), None),
            ((WeekTime(0, 480, 600), WeekTime(2, 480, 600)), None),
            ((WeekTime(6, 600, 1320), WeekTime(0, 540, 600)), 660),
            ((WeekTime(3, 600, 1000), WeekTime(3, 400, 900), WeekTime(4, 500, 600)), 940),
        ],
    )
    def test_the_shortest_night_lies_between_days_that_follow(self, week, night):
        assert shortest_night(week) == night
