from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.growth import Growth
from matcher.reference import Quantity, Reference
from matcher.vocabulary import Aim, PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

TILL, BAKING = "urn:plek:skill:till", "urn:plek:skill:baking"
BOTH = frozenset({TILL, BAKING})


class TestGrowth(PartContract):
    part = Growth()
    key = PartKey.GROWTH
    best: ClassVar = {"school_like": 0}
    blank: ClassVar = {"school_like": None}
    worst: ClassVar = {"school_like": 3}

    @pytest.mark.parametrize(
        ("goals", "skills", "taught", "friction"),
        [
            (frozenset(), frozenset(), frozenset(), 0.0),
            (BOTH, frozenset(), BOTH, 0.0),
            (BOTH, frozenset(), frozenset({TILL}), 0.075),
            (BOTH, frozenset({BAKING}), frozenset({TILL}), 0.0),
            (BOTH, frozenset(), frozenset(), 0.15),
        ],
    )
    def test_costs_by_the_share_of_goals_not_served(self, goals, skills, taught, friction):
        youth = make.youth(goals=goals, skills=skills)

        assert self.friction(youth, make.place(taught=taught)) == pytest.approx(friction)

    @pytest.mark.parametrize(("level", "friction"), [(0, 0.0), (1, 0.07), (2, 0.14), (3, 0.21)])
    def test_school_like_ways_cost_the_school_tired_only(self, level, friction):
        assert self.friction(make.youth(school_tired=True), make.place(school_like=level)) == pytest.approx(friction)
        assert self.friction(make.youth(school_tired=False), make.place(school_like=level)) == 0

    def test_a_place_that_teaches_nothing_costs_who_is_finding_out(self):
        assert self.friction(make.youth(aim=Aim.FINDING_OUT), make.place()) == 0.14
        assert self.friction(make.youth(aim=Aim.FINDING_OUT), make.place(taught=BOTH)) == 0

    def test_costs_half_at_worst(self):
        youth = make.youth(aim=Aim.FINDING_OUT, goals=BOTH, school_tired=True)

        assert self.friction(youth, make.place(school_like=3)) == pytest.approx(0.5)

    def test_both_may_be_unknown_and_both_are_asked(self):
        reference = Reference(
            quantities={Quantity.SCHOOL_LIKE: (1.0, 2.0, 3.0), Quantity.SCHOOL_TIRED: (0.0, 0.5, 1.0)}
        )
        ledger = self.part.weigh(make.youth(school_tired=None), make.place(school_like=None), reference)
        fit = ledger.fit()

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.07), pytest.approx(0.21))
        assert [each.code for each in ledger.questions] == [
            ReasonCode.SCHOOL_LIKE_UNKNOWN,
            ReasonCode.SCHOOL_TIRED_UNKNOWN,
        ]

    def test_who_is_not_tired_of_school_is_not_asked_about_the_place(self):
        assert self.part.weigh(make.youth(), make.place(school_like=None), make.NOTHING_USUAL).questions == []
