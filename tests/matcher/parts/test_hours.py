from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.hours import Hours, hours_gap
from matcher.profiles import WeekTime
from matcher.reference import Quantity, Reference
from matcher.vocabulary import PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

WHOLE_WEEK = tuple(WeekTime(day, 0, 1440) for day in range(7))
FREE_UNTIL_NOON = tuple(WeekTime(day, 480, 720) for day in range(5))


class TestHours(PartContract):
    part = Hours()
    key = PartKey.HOURS
    best: ClassVar = {"times": ()}
    blank: ClassVar = {"times": None}
    worst: ClassVar = {"times": WHOLE_WEEK}

    @pytest.mark.parametrize(
        ("wanted", "offered", "gap"),
        [
            ((16, 32), (16, 24), 0),
            ((24, 32), (16, 20), 4),
            ((16, 24), (32, 36), 8),
            ((20, 20), (20, 20), 0),
            ((0, 168), (8, 8), 0),
        ],
    )
    def test_the_gap_is_what_is_too_few_or_too_many(self, wanted, offered, gap):
        assert hours_gap(wanted, offered) == gap
        assert self.friction(make.youth(hours=wanted), make.place(hours=offered)) == pytest.approx(0.04 * gap)

    def test_hours_outside_what_is_free_cost_more(self):
        times = (WeekTime(0, 600, 840), WeekTime(0, 660, 900), WeekTime(5, 600, 660))
        fit = self.judge(make.youth(free=FREE_UNTIL_NOON), make.place(times=times))

        assert fit.friction == pytest.approx(0.08 * (3 + 1))
        assert fit.reasons[0].facts == {"hours": 4.0, "weekdays": [0, 5]}

    def test_free_time_in_pieces_is_one_stretch(self):
        free = WeekTime(0, 480, 600), WeekTime(0, 600, 720)

        assert self.friction(make.youth(free=free), make.place(times=(WeekTime(0, 540, 660),))) == 0

    def test_nothing_lies_outside_where_times_are_flexible(self):
        assert self.friction(make.youth(free=()), make.place(times=WHOLE_WEEK, flexible_times=True)) == 0
        assert self.judge(make.youth(free=None), make.place(times=None, flexible_times=True)).high == 0

    @pytest.mark.parametrize(
        ("free", "times", "flexible", "suit"),
        [
            (None, None, False, False),
            (None, None, True, False),
            (None, FREE_UNTIL_NOON, False, False),
            (None, FREE_UNTIL_NOON, True, False),
            (FREE_UNTIL_NOON, None, False, False),
            (FREE_UNTIL_NOON, None, True, True),
            (FREE_UNTIL_NOON, FREE_UNTIL_NOON, False, True),
            (FREE_UNTIL_NOON, WHOLE_WEEK, True, True),
        ],
    )
    def test_times_suit_only_whose_free_times_are_known(self, free, times, flexible, suit):
        youth, place = make.youth(free=free), make.place(times=times, flexible_times=flexible)
        strengths = [each.code for each in self.part.weigh(youth, place, Reference()).strengths]

        assert (ReasonCode.TIMES_FIT in strengths) == suit

    @pytest.mark.parametrize(
        ("of_youth", "of_place", "question"),
        [
            ({"hours": None}, {}, ReasonCode.HOURS_UNKNOWN_YOUTH),
            ({}, {"hours": None}, ReasonCode.HOURS_UNKNOWN_PLACE),
            ({"free": None}, {}, ReasonCode.FREE_UNKNOWN),
            ({}, {"times": None}, ReasonCode.TIMES_UNKNOWN),
        ],
    )
    def test_what_is_unknown_is_usual_and_asked(self, of_youth, of_place, question):
        ledger = self.part.weigh(make.youth(**of_youth), make.place(**of_place), make.NOTHING_USUAL)

        assert [each.code for each in ledger.questions] == [question]
        assert ledger.fit().friction > 0

    def test_an_unknown_gap_is_cut_to_what_is_possible(self):
        reference = Reference(quantities={Quantity.HOURS_GAP: (0.0, 50.0, 160.0)})
        fit = self.judge(make.youth(hours=(10, 158)), make.place(hours=None), reference)

        assert (fit.friction, fit.high) == (pytest.approx(0.4), pytest.approx(0.4))

    def test_unknown_hours_outside_are_at_most_the_hours_of_the_times(self):
        reference = Reference(quantities={Quantity.HOURS_OUTSIDE: (0.0, 2.0, 40.0)})
        fit = self.judge(make.youth(free=None), make.place(times=(WeekTime(0, 540, 720),)), reference)

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.16), pytest.approx(0.24))

    def test_for_who_is_always_free_unknown_times_do_not_matter(self):
        assert self.judge(make.youth(free=WHOLE_WEEK), make.place(times=None)).high == 0
