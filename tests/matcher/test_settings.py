from datetime import date

from matcher import settings
from matcher.settings import BAND_LIMITS, NUMBERS, WAGE_ROWS
from matcher.vocabulary import Band


class TestNumbers:
    def test_every_number_is_listed_under_its_own_name(self):
        apart = {"OURS", "CALIBRATED", "WORKING_HOURS_ACT", "SCHOOL_ACT", "WAGE_DECREE", "NUMBERS"}
        named = {name: value for name, value in vars(settings).items() if name.isupper() and len(name) > 1}

        assert {number.name: number.value for number in NUMBERS} == {
            name: value for name, value in named.items() if name not in apart
        }

    def test_each_has_a_unit_a_meaning_and_a_source(self):
        assert all(number.unit and number.meaning and number.source for number in NUMBERS)

    def test_bands_and_wage_rows_are_in_order(self):
        assert [band for _, band in BAND_LIMITS] == list(Band)[:-1]
        assert [limit for limit, _ in BAND_LIMITS] == sorted(limit for limit, _ in BAND_LIMITS)
        assert WAGE_ROWS[0].valid_from == date(2026, 1, 1)
        assert list(WAGE_ROWS) == sorted(WAGE_ROWS)
