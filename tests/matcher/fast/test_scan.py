"""A search says of each pair what the definition says, whichever way it goes."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fast.found import Candidates, Found
from matcher.fast.scan import find_places, find_youths
from matcher.fit import band_of, fit_of, judge_parts
from matcher.limits import refusals
from matcher.profiles import PlaceProfile, WeekTime, YouthProfile
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Demand, Education, Kind, Means, Sector, Wish
from matcher.where import BANDS, read_where
from tests.bench.region import TODAY, make_places, make_youths
from tests.matcher import strategies

pytestmark = pytest.mark.usefixtures("engine")

SEEDS = st.integers(0, 100_000)


def assert_as_defined(youth: YouthProfile, places: list[PlaceProfile], reference: Reference, on: date = TODAY) -> None:
    """What a search finds of each place, alone and among the others, and of the youth, is what is defined."""
    for some in (places, *([place] for place in places)):
        table = PlaceTable.build(some, reference)
        found = find_places(
            youth, table.packed(), on=on, where={}, best=len(some), best_by_high=len(some), records=table.records
        )
        assert_found(found, {place.id: (youth, place) for place in some}, reference, on)
    youths = YouthTable.build([youth], reference)
    for place in places:
        found = find_youths(place, youths.packed(), on=on, where={}, best=1, best_by_high=1, records=youths.records)
        assert_found(found, {youth.id: (youth, place)}, reference, on)


def assert_found(
    found: Found, pairs: dict[int, tuple[YouthProfile, PlaceProfile]], reference: Reference, on: date
) -> None:
    """The fits of those who pass, and the first limit of each of the others, are those of the definition."""
    first = {id_: next((reason.code for reason in refusals(*pair, on)), None) for id_, pair in pairs.items()}
    fits = {id_: fit_of(judge_parts(*pairs[id_], reference)) for id_, code in first.items() if code is None}
    assert fits_of(found.by_value) == pytest.approx({id_: fit.value for id_, fit in fits.items()}, abs=1e-12, rel=1e-11)
    assert fits_of(found.by_high) == pytest.approx({id_: fit.high for id_, fit in fits.items()}, abs=1e-12, rel=1e-11)
    assert found.refused_by == Counter(code for code in first.values() if code is not None)
    assert (found.total, found.hidden_by) == (len(fits), {})


def fits_of(candidates: Candidates) -> dict[int, float]:
    return dict(zip(candidates.ids.tolist(), candidates.values.tolist(), strict=True))


class TestSearch:
    @settings(max_examples=60)
    @given(SEEDS)
    def test_agrees_with_the_definition(self, seed):
        youths, places = make_youths(3, seed), make_places(12, seed)
        reference = Reference.build(youths, places)

        for youth in youths:
            assert_as_defined(youth, places, reference)

    @settings(max_examples=100)
    @given(strategies.youths(), st.lists(strategies.places(), max_size=4), strategies.references())
    def test_agrees_on_extremes_and_blanks(self, youth, places, reference):
        numbered = [replace(place, id=number) for number, place in enumerate(places)]

        assert_as_defined(youth, numbered, reference, strategies.ON)

    @settings(max_examples=25)
    @given(SEEDS, st.dates(date(2025, 1, 1), date(2030, 1, 1)))
    def test_agrees_on_any_day_and_without_a_reference(self, seed, on):
        (youth,) = make_youths(1, seed)

        assert_as_defined(youth, make_places(12, seed), Reference.build([], []), on)

    def test_for_someone_of_whom_nothing_is_known_agrees(self):
        assert_as_defined(YouthProfile(1), make_places(40, 1), Reference.build([], []))

    def test_of_places_of_which_nothing_is_known_agrees(self):
        blank = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)

        for youth in make_youths(30, 2):
            assert_as_defined(youth, [blank], Reference.build([], []))

    def test_of_an_empty_table_finds_nothing(self):
        table = PlaceTable.build([], Reference.build([], []))
        (youth,) = make_youths(1, 3)

        found = find_places(
            youth,
            table.packed(),
            on=TODAY,
            where=read_where({"band": "fits_well"}),
            best=5,
            best_by_high=5,
            records=table.records,
        )

        assert found.total == 0
        assert fits_of(found.by_value) == {}


class TestSearchOfOneThing:
    """Where a search goes another way than the definition: each time by itself."""

    reference = Reference.build([], [])
    place = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True, workplace=5, employer=6, at=(100_000, 400_000))
    youth = YouthProfile(1, home=(103_000, 404_000), reach={Means.BICYCLE: 40, Means.CAR: 15, Means.WALK: 90})

    @pytest.mark.parametrize("minutes", [0, 10, 59.9, 90, 112.5, 112.6])
    def test_known_minutes_of_travel(self, minutes):
        youth = replace(self.youth, known_minutes={5: minutes, 77: 3})

        assert_as_defined(youth, [self.place, replace(self.place, id=2, workplace=None)], self.reference)

    @pytest.mark.parametrize("known", [{}, {5: 30}])
    def test_a_reach_next_to_nothing(self, known):
        assert_as_defined(
            replace(self.youth, reach={Means.WALK: 5e-324}, known_minutes=known), [self.place], self.reference
        )

    @pytest.mark.parametrize("birth_date", [date.min, date(9983, 8, 1), date.max])
    @pytest.mark.parametrize("start", [None, date.min, date.max])
    def test_dates_at_the_ends_of_the_calendar(self, birth_date, start):
        youth = replace(self.youth, birth_date=birth_date, exempt=False, qualified=False, school_minutes=0)

        assert_as_defined(youth, [replace(self.place, start=start, until=date.max, pay=1)], self.reference)

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

        assert_as_defined(youth, places, self.reference)

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

        assert_as_defined(youth, places, self.reference)

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
            assert_as_defined(youth, places, self.reference)

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

        assert_as_defined(replace(self.youth, birth_date=birth_date), places, self.reference, date(2025, 6, 1))

    def test_the_band_at_its_limits(self):
        languages = {"nl": 6, "en": 6, "de": 6}
        places = [
            replace(self.place, id=1, languages={"nl": 1, "en": 1}),
            replace(self.place, id=2, languages=languages),
        ]
        youth = YouthProfile(1, languages={"nl": 0, "en": 0, "de": 0})
        reference = Reference.build([], [])
        table = PlaceTable.build(places, reference)

        for place in places:
            band = band_of(judge_parts(youth, place, reference))
            where = read_where({"band": band})
            found = find_places(
                youth, table.packed(), on=TODAY, where=where, best=5, best_by_high=5, records=table.records
            )
            assert place.id in fits_of(found.by_value)
            assert band in BANDS


class TestSearchOfASnapshot:
    """A table goes on while somebody still reads how it was."""

    def test_passes_over_skills_and_languages_that_came_after_it(self):
        reference = Reference.build([], [])
        place = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
        table = PlaceTable.build([place], reference)
        before = table.packed()
        later = {f"urn:skill:{number}" for number in range(5_000)}
        languages = {f"{one}{two}{three}": 6 for one in "abcd" for two in "abcdefgh" for three in "abcdefgh"}
        table.add(replace(place, id=2, taught=frozenset(later), languages=languages))
        youth = YouthProfile(1, skills=frozenset(later), goals=frozenset(later), languages=languages)

        found = find_places(youth, before, on=TODAY, where={}, best=5, best_by_high=5, records=table.records)

        assert_found(found, {1: (youth, place)}, reference, TODAY)
        assert_as_defined(youth, list(table), reference)
