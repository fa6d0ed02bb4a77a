"""What numpy finds is what the definition says: of each pair, and of a whole table of which it reads a part."""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fast.columns import Columns, Ragged
from matcher.fast.found import Found
from matcher.fast.growing import spread
from matcher.fast.layout import NOTHING
from matcher.fast.packed import PackedPlaces
from matcher.fast.scan import find_places
from matcher.fast.sieve import limits_broken
from matcher.fast.vectors import add_up, judge, rows_in_reach
from matcher.fast.ways import ways_to
from matcher.fit import band_of, fit_of, judge_parts
from matcher.limits import refusals
from matcher.parts.travel import way_between
from matcher.profiles import PlaceProfile, Task, YouthProfile
from matcher.reference import Reference
from matcher.settings import BAND_LIMITS, HOURS_GAP_RATE
from matcher.table import PlaceTable
from matcher.vocabulary import Band, Demand, Kind, Means, Refusal, Sector
from matcher.where import read_where
from tests.bench.region import TODAY, make_places, make_youths
from tests.matcher import make, strategies
from tests.matcher.fast.cases import OneThingContract
from tests.matcher.slow import hides, slow_ranking

SEEDS = st.integers(0, 100_000)
NOTHING_USUAL = Reference.build([], [])
WHERES: list[dict[str, object]] = [
    {},
    {"kind": Kind.CARVED},
    {"sector": [Sector.CARE, Sector.SHOP], "paid": True},
    {"max_minutes": 30, "min_hours": 10, "max_hours": 20},
    {"paid": False, "band": [Band.FITS_WELL, Band.POSSIBLE_WITH_HELP]},
    {"band": Band.DOES_NOT_FIT_NOW},
]


def all_of(packed: PackedPlaces) -> Columns:
    return Columns(packed, np.flatnonzero(packed.dead == 0))


def assert_as_defined(youth: YouthProfile, places: list[PlaceProfile], reference: Reference, on: date = TODAY) -> None:
    """Totals, ways and broken limits are those of the definition, pair by pair."""
    columns = all_of(PlaceTable.build(places, reference).packed())
    ways = ways_to(youth, columns)
    totals = add_up(youth, columns, ways)
    broken = limits_broken(youth, columns, ways, on=on)
    by_id = {place.id: place for place in places}
    assert sorted(columns.ids.tolist()) == sorted(by_id)
    for row, place in enumerate(by_id[id_] for id_ in columns.ids.tolist()):
        parts = judge_parts(youth, place, reference).values()
        assert totals.value[row] == pytest.approx(math.fsum(p.weight * p.friction for p in parts), abs=1e-11, rel=1e-13)
        assert totals.least[row] == pytest.approx(math.fsum(p.weight * p.low for p in parts), abs=1e-11, rel=1e-13)
        way = way_between(youth, place)
        assert math.isnan(ways.minutes[row]) == (way is None)
        assert way is None or (ways.minutes[row], ways.share[row]) == (way.minutes, way.share)
        assert [code for code in broken if broken[code][row]] == [r.code for r in refusals(youth, place, on)]


def find(
    youth: YouthProfile,
    table: PlaceTable,
    where: Mapping[str, object] | None = None,
    *,
    best: int = 3,
    on: date = TODAY,
) -> Found:
    return find_places(
        youth, table.packed(), on=on, where=read_where(where), best=best, best_by_high=best, records=table.records
    )


def assert_found_as_ranked(
    youth: YouthProfile, table: PlaceTable, where: Mapping[str, object] | None = None, on: date = TODAY
) -> None:
    """The counts are those of the plain ranking, and its best are among the candidates with the values they have."""
    ranking = slow_ranking(
        ((youth, place) for place in table), table.reference, lambda match: match.place_id, on=on, k=3, where=where
    )
    found = find(youth, table, where, on=on)
    values = dict(zip(found.by_value.ids.tolist(), found.by_value.values.tolist(), strict=True))
    highs = dict(zip(found.by_high.ids.tolist(), found.by_high.values.tolist(), strict=True))

    assert found.total == ranking.total
    assert found.hidden_by == ranking.hidden_by
    assert found.refused_by == ranking.refused_by
    for match in ranking.matches:
        assert values[match.place_id] == pytest.approx(match.fit.value, abs=1e-11)
    for match in ranking.ask_first:
        assert highs[match.place_id] == pytest.approx(match.fit.high, abs=1e-11)


class TestPairs:
    @settings(max_examples=60)
    @given(SEEDS)
    def test_agree_with_the_definition(self, seed):
        youths, places = make_youths(3, seed), make_places(12, seed)
        reference = Reference.build(youths, places)

        for youth in youths:
            assert_as_defined(youth, places, reference)

    @settings(max_examples=100)
    @given(strategies.youths(), st.lists(strategies.places(), max_size=4), strategies.references())
    def test_agree_on_extremes_and_blanks(self, youth, places, reference):
        numbered = [replace(place, id=number) for number, place in enumerate(places)]

        assert_as_defined(youth, numbered, reference, strategies.ON)

    @settings(max_examples=25)
    @given(SEEDS, st.dates(date(2025, 1, 1), date(2030, 1, 1)))
    def test_agree_on_any_day_and_without_a_reference(self, seed, on):
        (youth,) = make_youths(1, seed)

        assert_as_defined(youth, make_places(12, seed), NOTHING_USUAL, on)

    def test_of_someone_of_whom_nothing_is_known_agree(self):
        assert_as_defined(YouthProfile(1), make_places(40, 1), NOTHING_USUAL)

    def test_of_places_of_which_nothing_is_known_agree(self):
        blank = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)

        for youth in make_youths(30, 2):
            assert_as_defined(youth, [blank], NOTHING_USUAL)

    def test_of_a_place_whose_tasks_ask_nothing_between_places_that_ask_agree(self):
        asking = make_places(3, 4)
        places = [asking[0], make.place(id=10, tasks=(Task(60, asks={}, demands={}),)), asking[1], asking[2]]

        for youth in make_youths(10, 4):
            assert_as_defined(youth, places, NOTHING_USUAL)


class TestOneThing(OneThingContract):
    """As numpy says it."""

    def assert_as_defined(self, youth, places, reference, on=TODAY):
        assert_as_defined(youth, places, reference, on)


class TestColumns:
    def test_of_some_rows_are_those_rows_of_the_columns_of_all(self):
        table = PlaceTable.build(make_places(60, 6), NOTHING_USUAL)
        whole = all_of(table.packed())
        rows = np.array([0, 1, 7, 8, 30, 59])
        some = Columns(table.packed(), rows)

        for name in ("ids", "employer", "kind", "sector", "surroundings", "x", "y", "least", "most", "work", "start"):
            np.testing.assert_array_equal(getattr(some, name), getattr(whole, name)[rows], name)
        for name in ("until", "pay", "pressure", "school_like", "shapeless"):
            np.testing.assert_array_equal(getattr(some, name), getattr(whole, name)[rows], name)
        np.testing.assert_array_equal(some.offers, whole.offers[:, rows])
        for name in ("ask_weights", "stretches", "skills", "taught", "licences", "languages"):
            assert entries_of(getattr(some, name)) == [entries_of(getattr(whole, name))[row] for row in rows], name
        groups = np.isin(whole.ask_weights.rows, rows)
        np.testing.assert_array_equal(some.asks, whole.asks[:, groups])

    def test_of_a_run_of_rows_are_those_rows_too(self):
        table = PlaceTable.build(make_places(60, 6), NOTHING_USUAL)
        whole, run = all_of(table.packed()), Columns(table.packed(), np.arange(20, 40))

        assert run.ids.tolist() == whole.ids[20:40].tolist()
        assert run.least.tolist() == pytest.approx(whole.least[20:40].tolist(), nan_ok=True)
        assert entries_of(run.stretches) == entries_of(whole.stretches)[20:40]

    def test_weigh_each_group_of_asks_by_its_task(self):
        many = Task(30, asks={}, demands=dict.fromkeys(list(Demand)[:9], 1))
        places = [make.place(tasks=(many, Task(30, asks={}, demands={}), Task(60, asks=None, demands={})))]
        columns = all_of(PlaceTable.build(places, NOTHING_USUAL).packed())

        assert columns.ask_weights.entries == pytest.approx([0.25 + 0.75 / 4] * 2 + [0.25 + 0.75 / 2])
        assert (columns.asks != NOTHING).sum(axis=0).tolist() == [8, 1, 1]

    def test_of_no_rows_have_nothing(self):
        columns = Columns(PlaceTable.build(make_places(3, 6), NOTHING_USUAL).packed(), np.zeros(0, np.int64))

        assert columns.asks.size == columns.offers.size == len(columns.stretches.entries) == len(columns.ids) == 0
        assert columns.ask_weights.sums(np.zeros(0)).tolist() == []

    def test_sum_by_place_also_where_a_place_has_nothing(self):
        ragged = Ragged(np.array([0, 0, 2, 2, 3, 3]), np.array([5, 6, 7]))

        assert ragged.sums(np.array([1.0, 2.0, 4.0])).tolist() == [0, 3, 0, 4, 0]
        assert ragged.counts(np.array([True, True, False])).tolist() == [0, 2, 0, 0, 0]
        assert entries_of(ragged.only(np.array([False, True, True]))) == [[], [6], [], [7], []]

    def test_ranges_spread_out_one_after_the_other(self):
        assert spread(np.array([7, 2, 0]), np.array([2, 0, 3])).tolist() == [7, 8, 0, 1, 2]

    def test_of_a_snapshot_know_no_skills_that_came_later(self):
        table = PlaceTable.build([make.place(taught=frozenset({"urn:old"}))], NOTHING_USUAL)
        before = table.packed()
        later = make.place(id=9, licences=frozenset({"urn:new"}), languages={"ti": 3})
        table.add(later)
        youth = make.youth(skills=frozenset({"urn:new"}), languages={"ti": 5, "nl": 4})

        columns = all_of(before)
        totals = add_up(youth, columns, ways_to(youth, columns))

        assert columns.ids.tolist() == [2]
        assert totals.value[0] == pytest.approx(total_of(youth, make.place(taught=frozenset({"urn:old"}))))


def entries_of(ragged: Ragged) -> list[object]:
    return [part.tolist() for part in np.split(ragged.entries, ragged.offsets[1:-1])]


def total_of(youth: YouthProfile, place: PlaceProfile) -> float:
    return math.fsum(part.weight * part.friction for part in judge_parts(youth, place, NOTHING_USUAL).values())


def make_crowd() -> PlaceTable:
    """A table of so many places that they stand in the order of the grid, and changed since.

    Some places are far outside the Netherlands, and a seventh nobody knows where.
    """
    random = Random(12)
    places = [replace(place, open=True, seats=1) for place in make_places(400, 12)]
    for place in random.sample(places, 30):
        places[place.id - 1] = replace(
            place, at=(random.choice((-9_000_000, 9_000_000)), random.randint(-(10**7), 10**7))
        )
    table = PlaceTable.build(places, Reference.build(make_youths(20, 12), places))
    table.packed()
    for place in random.sample(places, 40):
        table.remove(place.id)
        if place.id % 2:
            table.add(replace(place, workplace=place.id, at=(random.randint(90_000, 170_000), 430_000)))
    return table


CROWD = make_crowd()
YOUTHS = [replace(youth, home=youth.home or (110_000, 410_000)) for youth in make_youths(40, 12)]
WITHIN_REACH = {Means.BICYCLE: 20.0}


@pytest.mark.usefixtures("engine")
class TestFindingPlaces:
    def test_the_crowd_has_ordered_loose_and_dead_rows(self):
        packed = CROWD.packed()

        assert packed.ordered > 300
        assert packed.size > packed.ordered
        assert 0 < packed.dead.sum() == packed.size - packed.live

    @pytest.mark.parametrize("youth", YOUTHS[:12], ids=lambda youth: f"youth {youth.id}")
    def test_agrees_with_the_plain_ranking(self, youth):
        assert_found_as_ranked(youth, CROWD, WHERES[youth.id % len(WHERES)])

    @pytest.mark.parametrize("youth", YOUTHS, ids=lambda youth: f"youth {youth.id}")
    def test_counts_each_refusal_and_each_filter(self, youth):
        where = WHERES[(youth.id + 1) % 4]  # without a band, which takes a comparison
        first, hidden, left = {}, {}, 0
        for place in CROWD:
            codes = [reason.code.value for reason in refusals(youth, place, TODAY)]
            # Filters look at the record only, so that no match is needed.
            hiding = [name for name in read_where(where) if hides(name, where[name], youth, place, None)]
            if codes:
                first[codes[0]] = first.get(codes[0], 0) + 1
            elif hiding:
                hidden[hiding[0]] = hidden.get(hiding[0], 0) + 1
            else:
                left += 1

        found = find(youth, CROWD, where)

        assert (found.refused_by, found.hidden_by, found.total) == (first, hidden, left)

    @settings(max_examples=150)
    @given(
        st.tuples(st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7))
        | st.tuples(st.integers(60_000, 200_000), st.integers(380_000, 480_000)),
        st.dictionaries(st.sampled_from(list(Means)), st.floats(0.001, 10_080), min_size=1),
    )
    def test_looks_at_all_but_places_too_far(self, home, reach):
        youth = YouthProfile(1, home=home, reach=reach)
        packed = CROWD.packed()

        rows = rows_in_reach(youth, packed)

        assert (np.diff(rows) > 0).all()
        assert not packed.dead[rows].any()
        for id_ in {place.id for place in CROWD} - set(Columns(packed, rows).ids.tolist()):
            assert [r.code for r in refusals(youth, CROWD.records([id_])[id_], TODAY)][:1] == [Refusal.TOO_FAR]

    def test_looks_at_few_places_where_reach_is_short(self):
        packed = CROWD.packed()
        youth = YouthProfile(1, home=(130_000, 430_000), reach=WITHIN_REACH)
        unknown = sum(place.at is None for place in CROWD)

        rows = rows_in_reach(youth, packed)

        assert len(rows) < unknown + (packed.size - packed.ordered) + packed.live / 10

    def test_without_home_or_reach_looks_at_all(self):
        packed = CROWD.packed()

        for youth in (YouthProfile(1, home=(130_000, 430_000)), YouthProfile(1, reach=WITHIN_REACH)):
            assert sorted(Columns(packed, rows_in_reach(youth, packed)).ids.tolist()) == [place.id for place in CROWD]
            assert_found_as_ranked(youth, CROWD)

    def test_finds_places_whose_spot_is_not_known_wherever_home_is(self):
        youth = YouthProfile(1, home=(-5_000_000, 5_000_000), reach=WITHIN_REACH)
        nowhere = [place for place in CROWD if place.at is None]

        found = find(youth, CROWD, best=len(CROWD))

        assert found.refused_by["too_far"] == len(CROWD) - len(nowhere)
        assert set(found.by_value.ids.tolist()) <= {place.id for place in nowhere}
        assert found.total > 0

    @pytest.mark.parametrize("x", [-9_000_000, 150_000, 9_000_000])
    @pytest.mark.parametrize("y", [-8_000_000, 450_000, 8_000_000])
    def test_finds_places_around_home_also_outside_the_netherlands(self, x, y):
        places = [make.place(id=number, at=(x + 50 * number, y + 100 * number)) for number in range(-150, 150)]
        youth = make.youth(home=(x, y), reach=WITHIN_REACH)
        table = PlaceTable.build(places, NOTHING_USUAL)

        assert table.packed().ordered == 300
        assert 0 < find(youth, table).total < 300
        assert_found_as_ranked(youth, table)

    def test_finds_a_place_beyond_reach_to_which_the_minutes_are_known_to_be_few(self):
        youth = make.youth(known_minutes={700: 10, 701: 10, 702: 10, 703: 1_000})
        far = [make.place(id=number, workplace=number, at=(250_000, 600_000)) for number in (700, 701)]
        others = [make.place(id=number, workplace=1, at=(250_000, 600_000)) for number in range(300)]
        near = make.place(id=703, workplace=703)
        table = PlaceTable.build([*others, *far, near], NOTHING_USUAL)
        assert table.packed().ordered == 303
        table.add(make.place(id=702, workplace=702, at=(250_000, 600_000)))
        table.remove(701)

        found = find(youth, table)

        assert sorted(found.by_value.ids.tolist()) == [700, 702]
        assert found.refused_by == {"too_far": 301}

    def test_counts_everything_with_a_spot_as_too_far_where_reach_is_shorter_than_the_way_to_the_stop(self):
        places = [make.place(id=number, at=None if number < 5 else (105_000, 425_000)) for number in range(300)]
        youth = make.youth(reach={Means.PUBLIC_TRANSPORT: 4})

        found = find(youth, PlaceTable.build(places, NOTHING_USUAL))

        assert found.refused_by == {"too_far": 295}
        assert found.total == 5

    def test_in_a_table_of_one_place_finds_it_or_refuses_it(self):
        table = PlaceTable.build([make.place()], NOTHING_USUAL)

        assert find(make.youth(), table).by_value.ids.tolist() == [2]
        assert find(make.youth(home=(205_000, 425_000)), table).refused_by == {"too_far": 1}

    @pytest.mark.parametrize("youth", [YouthProfile(1), make.youth()], ids=["blank", "known"])
    @pytest.mark.parametrize("where", WHERES, ids=lambda where: " ".join(where) or "no filter")
    def test_in_an_empty_table_finds_nothing(self, youth, where):
        found = find(youth, PlaceTable.build([], NOTHING_USUAL), where)

        assert (found.total, found.refused_by, found.hidden_by) == (0, {}, {})
        assert len(found.by_value.ids) == len(found.by_high.ids) == 0

    def test_with_none_wanted_counts_all_the_same(self):
        found = find(YOUTHS[0], CROWD, best=0)

        assert len(found.by_value.ids) == 0
        assert found.total == find(YOUTHS[0], CROWD).total > 0

    def test_judges_given_rows_and_counts_those_left_out(self):
        columns = all_of(PlaceTable.build([make.place(), make.place(id=3, open=False)], NOTHING_USUAL).packed())

        found = judge(make.youth(), columns, on=TODAY, where={}, best=5, best_by_high=5, records=no_records, left_out=7)

        assert (found.total, found.refused_by) == (1, {"too_far": 7, "not_open": 1})


def no_records(ids: Collection[int]) -> Mapping[int, PlaceProfile]:
    return {}


class TestBands:
    """At a limit of a band, where another order of adding up could tell another word, the definition is asked."""

    LIMIT, BELOW = BAND_LIMITS[0]
    GAP = (LIMIT + 0.5e-9) / HOURS_GAP_RATE  # hours too many, for a total where rounding turns
    youth = make.youth(hours=(0, 16))
    at_limit = make.place(id=5, hours=(16 + GAP, 16 + GAP))
    fitting = make.place(id=6, hours=(16, 16))

    refused = replace(at_limit, id=7, open=False)

    def asked(self, *others: PlaceProfile, gone: bool = False) -> tuple[list[int], Found]:
        """Whose record was asked for, and what was found in the band in doubt."""
        table = PlaceTable.build([self.at_limit, self.fitting, *others], NOTHING_USUAL)
        asked: list[int] = []

        def records(ids: Collection[int]) -> Mapping[int, PlaceProfile]:
            asked.extend(ids)
            return {} if gone else table.records(ids)

        parts = judge_parts(self.youth, self.at_limit, NOTHING_USUAL)
        where = read_where({"band": band_of(parts)})
        assert fit_of(parts).value == pytest.approx(math.exp(-self.LIMIT), abs=1e-8)
        found = find_places(self.youth, table.packed(), on=TODAY, where=where, best=5, best_by_high=5, records=records)
        return asked, found

    def test_the_definition_decides_there_and_only_there(self):
        asked, found = self.asked()

        assert asked == [5]
        assert 5 in found.by_value.ids

    @pytest.mark.parametrize("passing", [1, 9])
    def test_of_places_that_are_refused_nobody_asks_for_a_record(self, passing):
        asked, found = self.asked(self.refused, *(replace(self.fitting, id=100 + n) for n in range(passing)))

        assert asked == [5]
        assert found.refused_by == {"not_open": 1}
        assert 7 not in found.by_value.ids

    def test_a_place_that_is_gone_is_hidden(self):
        _, found = self.asked(gone=True)

        assert 5 not in found.by_value.ids
        assert found.hidden_by["band"] >= 1

    def test_needed_income_that_is_not_earned_keeps_from_the_better_bands(self):
        table = PlaceTable.build([make.place(id=5, pay=1_600), make.place(id=6, pay=1_550)], NOTHING_USUAL)
        enough = round(1_600 * 24 * 52 / 12)
        youth = make.youth(income_needed=enough, birth_date=date(2003, 5, 1))

        assert find(youth, table, {"band": Band.FITS_VERY_WELL}).by_value.ids.tolist() == [5]
        assert find(youth, table, {"band": Band.POSSIBLE_WITH_HELP}).by_value.ids.tolist() == [6]

    @settings(max_examples=40)
    @given(SEEDS, st.sampled_from(list(Band)))
    def test_elsewhere_bands_are_as_defined(self, seed, band):
        youths, places = make_youths(2, seed), [replace(p, open=True, seats=1) for p in make_places(15, seed)]
        table = PlaceTable.build(places, Reference.build(youths, places))

        for youth in youths:
            passing = [place for place in places if not refusals(youth, place, TODAY)]
            bands = [band_of(judge_parts(youth, place, table.reference)) for place in passing]
            assert find(youth, table, {"band": band}).total == bands.count(band)
