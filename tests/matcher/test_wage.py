from datetime import date

import pytest

from matcher.wage import minimum_wage

JULY = date(2026, 7, 1)


class TestMinimumWage:
    @pytest.mark.parametrize(
        ("age", "cents"), [(27, 1499), (21, 1499), (20, 1199), (19, 899), (18, 750), (17, 592), (16, 517)]
    )
    def test_from_1_july_2026_by_age(self, age, cents):
        assert minimum_wage(age, JULY, bbl=False) == (cents, JULY, False)

    @pytest.mark.parametrize(("age", "cents"), [(21, 1499), (20, 922), (19, 787), (18, 682), (17, 592), (16, 517)])
    def test_beside_bbl(self, age, cents):
        assert minimum_wage(age, JULY, bbl=True) == (cents, JULY, False)

    @pytest.mark.parametrize(("age", "cents"), [(21, 1471), (20, 1177), (19, 883), (18, 736), (17, 581), (16, 507)])
    def test_before_1_july_2026_by_age(self, age, cents):
        assert minimum_wage(age, date(2026, 6, 30), bbl=False) == (cents, date(2026, 1, 1), False)

    def test_under_16_there_is_none(self):
        assert minimum_wage(15, JULY, bbl=False) is None
