"""Where a fast way goes another way than the definition: each time by itself, for every such way."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.profiles import PlaceProfile, WeekTime, YouthProfile
from matcher.reference import Reference
from matcher.vocabulary import Demand, Education, Kind, Means, Sector, Wish
from tests.bench.region import TODAY


class OneThingContract:
    """What every way must say as the definition says it; a subclass says how that is asked."""

    def assert_as_defined(
        self, youth: YouthProfile, places: list[PlaceProfile], reference: Reference, on: date = TODAY
    ) -> None:
        raise NotImplementedError

    reference = Reference.build([], [])
    place = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True, workplace=5, employer=6, at=(100_000, 400_000))
    youth = YouthProfile(1, home=(103_000, 404_000), reach={Means.BICYCLE: 40, Means.CAR: 15, Means.WALK: 90})

    @pytest.mark.parametrize("minutes", [0, 10, 59.9, 90, 112.5, 112.6])
    def test_known_minutes_of_travel(self, minutes):
        youth = replace(self.youth, known_minutes={5: minutes, 77: 3})

        self.assert_as_defined(youth, [self.place, replace(self.place, id=2, workplace=None)], self.reference)

    def test_the_largest_number_of_a_workplace(self):
        youth = replace(self.youth, known_minutes={2**63 - 1: 12, -(2**63) + 1: 13})
        places = [replace(self.place, id=1, workplace=2**63 - 1), replace(self.place, id=2, workplace=-(2**63) + 1)]

        self.assert_as_defined(youth, places, self.reference)

    @pytest.mark.parametrize("known", [{}, {5: 30}])
    def test_a_reach_next_to_nothing(self, known):
        self.assert_as_defined(
            replace(self.youth, reach={Means.WALK: 5e-324}, known_minutes=known), [self.place], self.reference
        )

    @pytest.mark.parametrize("birth_date", [date.min, date(9983, 8, 1), date.max])
    @pytest.mark.parametrize("start", [None, date.min, date.max])
    def test_dates_at_the_ends_of_the_calendar(self, birth_date, start):
        youth = replace(self.youth, birth_date=birth_date, exempt=False, qualified=False, school_minutes=0)

        self.assert_as_defined(youth, [replace(self.place, start=start, until=date.max, pay=1)], self.reference)

    @pytest.mark.parametrize("wish", list(Wish))
    @pytest.mark.parametrize("name", ["animals", "noise", "employer:6", "employer:06", "care"])
    def test_wishes(self, wish, name):
        youth = replace(self.youth, wishes={name: wish, "office": Wish.WANTED})
        places = [
            replace(self.place, id=1, sector=None),
            replace(self.place, id=2, sector=Sector.ANIMALS),
            replace(self.place, id=3, sector=Sector.CARE, surroundings=frozenset({Demand.ANIMALS, Demand.NOISE})),
            replace(self.place, id=4, sector=Sector.OFFICE, employer=None),
        ]

        self.assert_as_defined(youth, places, self.reference)

    @pytest.mark.parametrize("free", [None, (), (WeekTime(0, 0, 1_440), WeekTime(1, 0, 600), WeekTime(1, 500, 700))])
    def test_times_that_overlap_and_touch(self, free):
        youth = replace(self.youth, free=free)
        times = (WeekTime(0, 1_200, 1_440), WeekTime(1, 0, 120), WeekTime(1, 60, 900), WeekTime(6, 1_439, 1_440))
        places = [
            replace(self.place, id=1, times=times),
            replace(self.place, id=2, times=times, flexible_times=True),
            replace(self.place, id=3, times=()),
            replace(self.place, id=4, flexible_times=True),
        ]

        self.assert_as_defined(youth, places, self.reference)

    @pytest.mark.parametrize("school_minutes", [None, 0, 1, 1_200])
    @pytest.mark.parametrize("qualified", [None, False, True])
    @pytest.mark.parametrize("exempt", [None, False, True])
    def test_school_duty(self, school_minutes, qualified, exempt):
        places = [
            replace(self.place, id=number, education=education, hours=hours)
            for number, (education, hours) in enumerate(
                (education, hours) for education in Education for hours in (None, (20.0, 30.0), (20.5, 30.0))
            )
        ]
        for birth_date in (date(2009, 3, 1), date(2010, 7, 31), date(2010, 8, 1), date(2011, 1, 1), None):
            youth = replace(
                self.youth, birth_date=birth_date, school_minutes=school_minutes, qualified=qualified, exempt=exempt
            )
            self.assert_as_defined(youth, places, self.reference)

    def test_the_days_around_the_end_of_full_school_duty_and_of_all(self):
        days = (date(2026, 7, 31), date(2026, 8, 1), date(2028, 2, 29), date(2028, 3, 1))
        places = [replace(self.place, id=n, start=day, education=Education.BBL) for n, day in enumerate(days)]
        places += [replace(self.place, id=10 + n, start=day) for n, day in enumerate(days)]
        youth = replace(self.youth, birth_date=date(2010, 3, 1), school_minutes=0, qualified=False, exempt=False)

        self.assert_as_defined(youth, places, self.reference, date(2026, 6, 1))

    @pytest.mark.parametrize("school_minutes", [None, 0, 600])
    def test_the_week_of_a_minor(self, school_minutes):
        long = tuple(WeekTime(day, 480, 1_020) for day in range(6))
        times = (None, (), long[:2], long)
        places = [
            replace(self.place, id=number, times=given, flexible_times=flexible, hours=hours)
            for number, (given, flexible, hours) in enumerate(
                (given, flexible, hours)
                for given in times
                for flexible in (False, True)
                for hours in (None, (8.0, 16.0), (46.0, 46.0))
            )
        ]
        youth = replace(self.youth, birth_date=date(2009, 5, 1), school_minutes=school_minutes)

        self.assert_as_defined(youth, places, self.reference)

    @pytest.mark.parametrize("birth_date", [date(2008, 2, 29), date(2008, 3, 1), date(2005, 7, 1), date(2010, 12, 31)])
    def test_the_minimum_wage_around_birthdays_and_new_rows(self, birth_date):
        starts = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 1), date(2026, 7, 1)]
        starts += [date(2027, 1, 1), date(2029, 2, 28), date(2029, 3, 1)]
        places = [
            replace(self.place, id=number, start=start, pay=pay, education=education)
            for number, (start, pay, education) in enumerate(
                (start, pay, education)
                for start in starts
                for pay in (0, 516, 517, 592, 750, 899, 1_499)
                for education in Education
            )
        ]

        self.assert_as_defined(replace(self.youth, birth_date=birth_date), places, self.reference, date(2025, 6, 1))
