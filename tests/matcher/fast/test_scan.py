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
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Kind
from matcher.where import BANDS, read_where
from tests.bench.region import TODAY, make_places, make_youths
from tests.matcher import strategies
from tests.matcher.fast.cases import OneThingContract

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


class TestSearchOfOneThing(OneThingContract):
    """As a search says it."""

    def assert_as_defined(self, youth, places, reference, on=TODAY):
        assert_as_defined(youth, places, reference, on)

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
