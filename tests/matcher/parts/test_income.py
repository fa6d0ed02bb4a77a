from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.income import Income
from matcher.reference import Quantity, Reference
from matcher.vocabulary import PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract


class TestIncome(PartContract):
    part = Income()
    key = PartKey.INCOME
    best: ClassVar = {"pay": 100_000_000, "hours": (168, 168)}
    blank: ClassVar = {"pay": None, "hours": None}
    worst: ClassVar = {"pay": 0, "hours": (0, 0)}

    @pytest.mark.parametrize(
        ("needed", "pay", "friction"),
        [(0, 0, 0.0), (120_000, 1500, 0.0), (156_000, 1500, 0.0), (312_000, 1500, 0.5), (100_000, 0, 1.0)],
    )
    def test_costs_the_share_that_is_not_earned(self, needed, pay, friction):
        youth, place = make.youth(hours=(16, 32), income_needed=needed), make.place(hours=(16, 24), pay=pay)

        assert self.friction(youth, place) == pytest.approx(friction)

    def test_counts_the_smaller_of_both_most_hours(self):
        youth = make.youth(hours=(8, 12), income_needed=156_000)

        assert self.friction(youth, make.place(hours=(16, 24), pay=1500)) == pytest.approx(0.5)

    @pytest.mark.parametrize(
        ("of_youth", "of_place", "question"),
        [
            ({"income_needed": 300_000}, {"pay": None}, ReasonCode.PAY_UNKNOWN),
            ({"income_needed": None}, {}, ReasonCode.INCOME_NEEDED_UNKNOWN),
            ({"income_needed": 300_000, "hours": None}, {}, ReasonCode.HOURS_UNKNOWN_YOUTH),
            ({"income_needed": 300_000}, {"hours": None}, ReasonCode.HOURS_UNKNOWN_PLACE),
        ],
    )
    def test_what_is_unknown_is_usual_and_asked(self, of_youth, of_place, question):
        ledger = self.part.weigh(make.youth(**of_youth), make.place(**of_place), make.NOTHING_USUAL)

        assert [each.code for each in ledger.questions] == [question]

    def test_unknown_pay_is_what_paid_places_usually_pay(self):
        reference = Reference(quantities={Quantity.PAY: (1000.0, 1500.0, 3000.0)})
        fit = self.judge(make.youth(income_needed=312_000), make.place(pay=None), reference)

        assert (fit.low, fit.friction, fit.high) == (0, pytest.approx(0.5), pytest.approx(2 / 3))

    def test_who_needs_none_is_asked_nothing(self):
        assert self.part.weigh(make.youth(), make.place(pay=None), make.NOTHING_USUAL).questions == []

    def test_of_an_unpaid_place_the_hours_do_not_matter(self):
        fit = self.judge(make.youth(income_needed=1, hours=None), make.place(pay=0, hours=None))

        assert (fit.low, fit.friction, fit.high) == (1, 1, 1)

    def test_is_praised_only_where_low_pay_would_not_do(self):
        place = make.place(pay=1600, hours=(16, 24))
        modest, more = make.youth(income_needed=50_000), make.youth(income_needed=160_000)

        assert self.part.weigh(modest, place, Reference()).strengths == []
        assert [each.code for each in self.part.weigh(more, place, Reference()).strengths] == [ReasonCode.INCOME_ENOUGH]
