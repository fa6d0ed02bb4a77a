"""The geometry of the small pictures."""

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.match import PartFit
from matcher.profiles import WeekTime
from matcher.vocabulary import PartKey
from web import pictures
from web.pictures import LARGE, SMALL, Pane, Spoken


def parts(**changed: PartFit) -> dict[PartKey, PartFit]:
    return {key: changed.get(key.value, PartFit(0.1, 0.1, 0.1)) for key in PartKey}


def only(window_of: PartKey, drawn: tuple[pictures.Window, ...]) -> pictures.Window:
    return next(window for window in drawn if window.part is window_of)


def heights(path: str) -> list[float]:
    """Every height that a path of ours passes: after M x, V, the end of an arc."""
    return [float(y) for y in re.findall(r"(?:M[\d.]+ |V|0 0 1 [\d.]+ )([\d.]+)", path)]


class TestWindows:
    def test_a_window_is_filled_to_what_the_part_lets_through(self):
        drawn = pictures.windows(parts(support=PartFit(0.6, 0.6, 0.6, weight=1.5)))

        support = only(PartKey.SUPPORT, drawn)
        assert support.value == pytest.approx(math.exp(-0.9))
        assert support.level.y == pytest.approx(SMALL.base - support.value * SMALL.height, abs=0.01)
        assert min(heights(support.fill)) == pytest.approx(support.level.y)

    def test_a_part_without_friction_fills_the_whole_window(self):
        drawn = pictures.windows(parts(hours=PartFit(0, 0, 0)))

        hours = only(PartKey.HOURS, drawn)
        assert hours.fill == hours.outline
        assert hours.level.x1 == hours.level.x2

    def test_the_windows_stand_in_the_fixed_order(self):
        backwards = dict(reversed(parts().items()))

        assert [window.part for window in pictures.windows(backwards)] == list(PartKey)

    def test_what_is_not_fully_known_is_solid_to_its_low_end_and_hatched_to_its_high(self):
        drawn = pictures.windows(parts(growth=PartFit(0.3, 0.1, 0.9)))

        growth = only(PartKey.GROWTH, drawn)
        assert growth.pane is Pane.UNKNOWN
        assert min(heights(growth.fill)) == pytest.approx(SMALL.base - math.exp(-0.9) * SMALL.height, abs=0.01)
        assert min(heights(growth.hatch)) == pytest.approx(SMALL.base - math.exp(-0.1) * SMALL.height, abs=0.01)
        assert max(heights(growth.hatch)) == pytest.approx(min(heights(growth.fill)))

    def test_a_range_too_small_to_see_is_not_drawn_as_unknown(self):
        drawn = pictures.windows(parts(growth=PartFit(0.3, 0.299, 0.301)))

        assert only(PartKey.GROWTH, drawn).pane is Pane.LIT

    def test_the_obstacle_stays_the_obstacle_when_it_is_unknown_too(self):
        drawn = pictures.windows(parts(support=PartFit(0.5, 0.1, 0.9)), obstacle=PartKey.SUPPORT)

        assert only(PartKey.SUPPORT, drawn).pane is Pane.OBSTACLE

    def test_only_the_obstacle_shows_where_mending_would_bring_it(self):
        drawn = pictures.windows(parts(), obstacle=PartKey.SUPPORT, what_if=PartFit(0, 0, 0))

        assert [window.part for window in drawn if window.what_if] == [PartKey.SUPPORT]

    @given(friction=st.floats(0, 700), weight=st.sampled_from([0.5, 1.0, 1.5]), frame=st.sampled_from([SMALL, LARGE]))
    def test_nothing_is_drawn_outside_its_frame(self, friction, weight, frame):
        drawn = pictures.windows(parts(travel=PartFit(friction, 0, friction, weight)), frame=frame)

        for window in drawn:
            for path in (window.outline, window.fill, window.hatch):
                assert all(frame.top - 0.01 <= y <= frame.base + 0.01 for y in heights(path))

    @given(less=st.floats(0, 5), more=st.floats(0, 5))
    def test_less_friction_never_fills_less(self, less, more):
        less, more = sorted((less, more))
        low, high = (pictures.windows(parts(travel=PartFit(f, f, f))) for f in (more, less))

        assert only(PartKey.TRAVEL, high).level.y <= only(PartKey.TRAVEL, low).level.y


class TestWeek:
    def test_has_seven_days_from_monday(self):
        assert [day.weekday for day in pictures.week(())] == list(range(7))

    def test_a_day_of_work_stands_at_its_hours_in_a_cell_from_8_to_18(self):
        day = pictures.week([WeekTime(0, 9 * 60, 14 * 60)])[0]

        assert [(block.use, block.top, block.height) for block in day.blocks] == [("work", 10, 50)]
        assert day.spans == ((540, 840),)

    def test_the_cell_grows_for_early_and_late_hours(self):
        early = pictures.week([WeekTime(0, 5 * 60 + 30, 9 * 60)])[0].blocks[0]
        late = pictures.week([WeekTime(0, 20 * 60, 23 * 60)])[0].blocks[0]

        assert early.top == pytest.approx(100 * 30 / (13 * 60), abs=0.01)
        assert late.top + late.height == pytest.approx(100)

    def test_stretches_that_touch_are_one(self):
        day = pictures.week([WeekTime(2, 720, 840), WeekTime(2, 540, 720), WeekTime(2, 600, 660)])[2]

        assert day.spans == ((540, 840),)

    def test_school_lies_behind_work_and_planned_hours(self):
        day = pictures.week([WeekTime(1, 540, 600)], school=[WeekTime(1, 600, 900)], planned=[WeekTime(1, 900, 960)])[1]

        assert [block.use for block in day.blocks] == ["school", "planned", "work"]
        assert day.school == ((600, 900),)


class TestClock:
    @pytest.mark.parametrize(
        ("minutes", "said", "hour", "next_hour"),
        [
            (540, Spoken.HOUR, 9, 10),
            (570, Spoken.HALF_PAST, 9, 10),
            (12 * 60 + 15, Spoken.QUARTER_PAST, 12, 1),
            (14 * 60 + 45, Spoken.QUARTER_TO, 2, 3),
            (0, Spoken.HOUR, 12, 1),
            (24 * 60, Spoken.HOUR, 12, 1),
            (9 * 60 + 20, Spoken.EXACT, 9, 10),
        ],
    )
    def test_a_time_is_said_as_people_say_it(self, minutes, said, hour, next_hour):
        clock = pictures.clock(minutes)

        assert (clock.said, clock.hour, clock.next_hour) == (said, hour, next_hour)


class TestInitials:
    @pytest.mark.parametrize(
        ("name", "letters"), [("Marit Hoekstra", "MH"), ("Noa", "N"), ("ömer van der Berg", "ÖB"), ("", ""), ("7", "7")]
    )
    def test_are_the_first_letters_of_the_first_and_last_word(self, name, letters):
        assert pictures.initials(name) == letters

    def test_can_be_one_letter(self):
        assert pictures.initials("Marit Hoekstra", 1) == "M"


class TestScale:
    def test_the_levels_stand_at_equal_distance_within_the_picture(self):
        marks = [pictures.on_scale(level) for level in range(1, 6)]

        assert {round(b - a, 6) for a, b in pairwise(marks)} == {34.0}
        assert marks[0] > 0
        assert marks[-1] < pictures.SCALE_WIDTH
