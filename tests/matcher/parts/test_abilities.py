from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.abilities import Abilities
from matcher.reference import Reference
from matcher.vocabulary import Ability, Demand, PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

ALL_ASKED = make.asking(dict.fromkeys(Ability, 5), demands=dict.fromkeys(Demand, 3))


class TestAbilities(PartContract):
    part = Abilities()
    key = PartKey.ABILITIES
    best: ClassVar = {"tasks": (make.asking(),)}
    blank: ClassVar = {"tasks": ()}
    worst: ClassVar = {"tasks": (ALL_ASKED,)}

    @pytest.mark.parametrize(("asked", "friction"), [(1, 0.0), (2, 0.15), (3, 0.6), (4, 1.5), (5, 3.0)])
    def test_rises_steeply_with_the_gap(self, asked, friction):
        youth = make.youth(abilities={Ability.READING: (1, 1)})

        assert self.friction(youth, make.place(tasks=(make.asking({Ability.READING: asked}),))) == friction

    @pytest.mark.parametrize(("asked", "friction"), [(1, 0.15), (2, 0.6), (3, 1.5)])
    def test_demands_beyond_what_is_borne_cost_the_same(self, asked, friction):
        youth, task = make.youth(bears={Demand.NOISE: 0}), make.asking(demands={Demand.NOISE: asked})

        assert self.friction(youth, make.place(tasks=(task,))) == friction

    def test_a_task_weighs_a_quarter_and_three_quarters_of_its_share(self):
        tasks = make.asking({Ability.READING: 4}, 60), make.asking({}, 180)

        assert self.friction(make.youth(), make.place(tasks=tasks)) == pytest.approx((0.25 + 0.75 * 0.25) * 0.15)

    def test_two_views_make_a_range_with_their_mean_as_the_value(self):
        youth = make.youth(abilities={Ability.READING: (2, 3)})
        fit = self.judge(youth, make.place(tasks=(make.asking({Ability.READING: 3}),)))

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.075), pytest.approx(0.15))

    def test_views_two_steps_apart_are_something_to_talk_about(self):
        youth = make.youth(abilities={Ability.READING: (2, 4)})
        ledger = self.part.weigh(youth, make.place(tasks=(make.asking({Ability.READING: 3}),)), make.NOTHING_USUAL)

        (question,) = ledger.questions
        assert question.code is ReasonCode.ABILITY_VIEWS_DIFFER
        assert question.friction == pytest.approx(0.15)

    def test_an_unknown_ability_is_taken_as_it_usually_is(self):
        place = make.place(tasks=(make.asking({Ability.READING: 4}),))
        fit = self.judge(make.youth(abilities={}), place)

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.15), pytest.approx(0.6))
        assert fit.reasons[0].facts == {"ability": Ability.READING, "asked": 4}

    def test_a_reference_says_what_is_usual(self):
        reference = Reference(abilities={Ability.READING: (4.0, 4.0, 5.0)})
        place = make.place(tasks=(make.asking({Ability.READING: 4}),))

        assert self.friction(make.youth(abilities={}), place, reference) == 0

    def test_asks_that_are_not_said_are_what_tasks_usually_ask(self):
        reference = Reference(
            asked=dict.fromkeys(Ability, (0.0, 0.0, 0.0)) | {Ability.CARE: (3.0, 4.0, 5.0)},
            demanded=dict.fromkeys(Demand, (0.0, 0.0, 0.0)),
        )
        fit = self.judge(make.youth(), make.place(tasks=()), reference)

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.15), pytest.approx(0.6))

    def test_a_place_without_tasks_asks_for_its_work_without_naming_a_task(self):
        ledger = self.part.weigh(make.youth(), make.place(tasks=()), make.NOTHING_USUAL)

        assert [(q.code, q.facts) for q in ledger.questions] == [
            (ReasonCode.ASKS_UNKNOWN, {"task": None}),
            (ReasonCode.DEMANDS_UNKNOWN, {"task": None}),
        ]

    def test_nothing_asked_is_not_unknown(self):
        assert self.judge(make.youth(abilities={}), make.place(tasks=(make.asking({}),))).high == 0
