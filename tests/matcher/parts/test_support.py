from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.support import Support
from matcher.profiles import Offer
from matcher.reference import Quantity, Reference
from matcher.vocabulary import Condition, LifeMatter, PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

QUIET = Condition.QUIET_SPOT
URGENT = frozenset({LifeMatter.HOUSING})


def needing(need, **fields):
    return make.youth(needs=dict.fromkeys(Condition, 0) | {QUIET: need}, **fields)


def offering(offer, **fields):
    return make.place(offers={QUIET: offer}, **fields)


class TestSupport(PartContract):
    part = Support()
    key = PartKey.SUPPORT
    best: ClassVar = {"offers": dict.fromkeys(Condition, Offer(3, 3)), "pressure": 0}
    blank: ClassVar = {"offers": {}, "pressure": None}
    worst: ClassVar = {"offers": dict.fromkeys(Condition, Offer(0, 0)), "pressure": 3}

    @pytest.mark.parametrize(
        ("need", "offer", "friction"),
        [
            (0, Offer(0, 0), 0.0),
            (1, Offer(0, 0), 0.15),
            (2, Offer(0, 0), 0.5),
            (3, Offer(0, 0), 1.2),
            (3, Offer(3, 3), 0.0),
            (2, Offer(0, 2), 0.15),
            (3, Offer(0, 3), 0.325),
            (1, Offer(0, 2), 0.0),
        ],
    )
    def test_costs_by_the_level_unmet_and_what_can_be_arranged_closes_half(self, need, offer, friction):
        assert self.friction(needing(need), offering(offer)) == pytest.approx(friction)

    def test_what_can_be_arranged_is_listed_even_when_it_costs_nothing(self):
        ledger = self.part.weigh(needing(1), offering(Offer(0, 2)), make.NOTHING_USUAL)

        (reason,) = ledger.arrangements
        assert reason.facts == {"condition": QUIET, "need": 1, "level": 0, "arrangeable": 2}

    def test_an_unknown_need_and_an_unknown_offer_each_take_their_own_end(self):
        reference = Reference(needs={QUIET: (0.0, 1.0, 3.0)}, met={QUIET: (0.0, 1.0, 2.0)})
        youth = make.youth(needs={name: 0 for name in Condition if name is not QUIET})
        fit = self.judge(youth, make.place(offers={}), reference)

        assert (fit.low, fit.friction, fit.high) == (0, 0, pytest.approx(1.2))

    def test_both_sides_are_asked_for_what_is_unknown_on_both(self):
        youth = make.youth(needs={name: 0 for name in Condition if name is not QUIET})
        questions = self.part.weigh(youth, make.place(offers={}), make.NOTHING_USUAL).questions

        assert [question.code for question in questions] == [ReasonCode.NEED_UNKNOWN, ReasonCode.OFFER_UNKNOWN]

    def test_what_is_not_needed_is_not_asked(self):
        assert self.part.weigh(make.youth(), make.place(offers={}), make.NOTHING_USUAL).questions == []

    @pytest.mark.parametrize(("pressure", "friction"), [(0, 0.0), (1, 0.15), (2, 0.3), (3, 0.45)])
    def test_pressure_counts_while_something_is_urgent(self, pressure, friction):
        assert self.friction(make.youth(urgent=URGENT), make.place(pressure=pressure)) == pytest.approx(friction)
        assert self.friction(make.youth(), make.place(pressure=pressure)) == 0

    def test_unknown_pressure_is_taken_as_it_usually_is(self):
        reference = Reference(quantities={Quantity.PRESSURE: (1.0, 1.0, 2.0)})
        fit = self.judge(make.youth(urgent=URGENT), make.place(pressure=None), reference)

        assert (fit.low, fit.friction, fit.high) == (0.15, 0.15, 0.3)
