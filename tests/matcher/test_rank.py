"""Rankings in both directions: as the plain definition orders them, page by page, counted to the last one."""

import json
import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.fit import compare
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import Ranking, rank_places, rank_youths
from matcher.reference import Reference
from matcher.settings import DECIMALS
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Band, Kind, Sector
from tests.bench.region import TODAY, make_places, make_youths
from tests.matcher.slow import slow_ranking

pytestmark = pytest.mark.usefixtures("engine")

SEEDS = st.integers(0, 100_000)
K = st.integers(0, 12)
OFFSETS = st.integers(0, 30)


def some_of(values):
    return st.sampled_from(values) | st.lists(st.sampled_from(values), min_size=1).map(frozenset)


WHERES = st.fixed_dictionaries(
    {},
    optional={
        "kind": some_of(list(Kind)),
        "sector": some_of(list(Sector)),
        "max_minutes": st.integers(0, 60),
        "min_hours": st.integers(0, 40),
        "max_hours": st.integers(0, 40),
        "paid": st.booleans(),
        "band": some_of(list(Band)),
    },
)

YOUTHS = make_youths(6, seed=5)
# A roomy region, so that the lists are not empty.
PLACES = [replace(place, open=True, seats=1, at=None) for place in make_places(60, seed=5)]
REFERENCE = Reference.build(YOUTHS, PLACES)
TABLE = PlaceTable.build(PLACES, REFERENCE)


def text(ranking: Ranking) -> str:
    return json.dumps(ranking.to_dict())


def ids(ranking: Ranking) -> list[int]:
    return [match.place_id for match in ranking.matches]


def as_if_shuffled(place: PlaceProfile, order: random.Random) -> PlaceProfile:
    """The same place with its tasks and the keys of its mappings in another order."""
    tasks = order.sample(place.tasks, len(place.tasks))
    offers = order.sample(list(place.offers.items()), len(place.offers))
    languages = order.sample(list(place.languages.items()), len(place.languages))
    return replace(place, tasks=tuple(tasks), offers=dict(offers), languages=dict(languages))


class TestRankPlaces:
    @settings(max_examples=60)
    @given(SEEDS, K, OFFSETS, WHERES)
    def test_fast_is_as_slow(self, seed, k, offset, where):
        (youth,) = make_youths(1, seed)
        places = make_places(25, seed)
        reference = Reference.build([youth], places)

        fast = rank_places(youth, PlaceTable.build(places, reference), on=TODAY, k=k, offset=offset, where=where)

        pairs = [(youth, place) for place in places]
        slow = slow_ranking(pairs, reference, lambda match: match.place_id, on=TODAY, k=k, offset=offset, where=where)
        assert text(fast) == text(slow)

    @settings(max_examples=40)
    @given(st.sampled_from(YOUTHS), K, WHERES)
    def test_every_place_is_counted_once(self, youth, k, where):
        ranking = rank_places(youth, TABLE, on=TODAY, k=k, where=where)

        counted = ranking.total + sum(ranking.refused_by.values()) + sum(ranking.hidden_by.values())
        assert counted == len(TABLE)

    @pytest.mark.parametrize("youth", YOUTHS, ids=lambda youth: f"youth {youth.id}")
    def test_what_is_refused_is_in_no_list(self, youth):
        ranking = rank_places(youth, TABLE, on=TODAY, k=len(TABLE))

        assert all(not match.refusals for match in (*ranking.matches, *ranking.ask_first))

    @settings(max_examples=40)
    @given(st.sampled_from(YOUTHS), st.integers(1, 12))
    def test_pages_joined_are_one_long_list(self, youth, k):
        whole = rank_places(youth, TABLE, on=TODAY, k=len(TABLE))

        pages = [ids(rank_places(youth, TABLE, on=TODAY, k=k, offset=start)) for start in range(0, len(TABLE), k)]

        assert [place_id for page in pages for place_id in page] == ids(whole)

    def test_equal_fits_come_by_id_on_every_page(self):
        youth = YouthProfile(1)
        blank = PlaceProfile(0, kind=Kind.OPENING, seats=1, open=True)
        table = PlaceTable.build([replace(blank, id=number) for number in range(300, 0, -1)], REFERENCE)

        pages = [ids(rank_places(youth, table, on=TODAY, k=7, offset=start)) for start in range(0, 300, 7)]

        assert [place_id for page in pages for place_id in page] == list(range(1, 301))

    def test_ask_first_is_the_same_on_every_page(self):
        first = {youth.id: rank_places(youth, TABLE, on=TODAY, k=3).ask_first for youth in YOUTHS}
        later = {youth.id: rank_places(youth, TABLE, on=TODAY, k=3, offset=6).ask_first for youth in YOUTHS}

        assert any(first.values())
        assert later == first

    def test_fits_fall_from_the_first_to_the_last(self):
        fits = [match.fit.value for match in rank_places(YOUTHS[0], TABLE, on=TODAY, k=60).matches]

        assert all(round(better, DECIMALS) >= round(worse, DECIMALS) for better, worse in pairwise(fits))

    def test_a_match_is_what_compare_says(self):
        for match in rank_places(YOUTHS[0], TABLE, on=TODAY, k=5).matches:
            assert match == compare(YOUTHS[0], TABLE.get(match.place_id), on=TODAY, reference=REFERENCE)

    @settings(max_examples=25)
    @given(SEEDS)
    def test_the_order_of_places_tasks_and_keys_changes_no_fit(self, seed):
        (youth,) = make_youths(1, seed)
        order = random.Random(seed)
        shuffled = [as_if_shuffled(place, order) for place in order.sample(PLACES, len(PLACES))]

        one = rank_places(youth, TABLE, on=TODAY, k=60)
        other = rank_places(youth, PlaceTable.build(shuffled, REFERENCE), on=TODAY, k=60)

        assert [(m.place_id, m.fit, m.band) for m in one.matches] == [
            (m.place_id, m.fit, m.band) for m in other.matches
        ]
        assert one.refused_by == other.refused_by

    def test_the_order_of_places_changes_no_byte(self):
        backwards = PlaceTable.build(reversed(PLACES), REFERENCE)

        for youth in YOUTHS:
            assert text(rank_places(youth, backwards, on=TODAY)) == text(rank_places(youth, TABLE, on=TODAY))

    def test_fits_so_near_that_only_the_definition_can_tell(self):
        """Places whose fits lie within a billionth of each other, on both sides of where they round."""
        youth = YouthProfile(1, home=(0, 0), reach={"car": 60}, income_needed=100_000_000, hours=(1, 10))
        places = [
            PlaceProfile(number, kind=Kind.OPENING, seats=1, open=True, pay=1_500, hours=(1 + number * 1e-9, 10))
            for number in range(1, 200)
        ]
        reference = Reference.build([], [])

        fast = rank_places(youth, PlaceTable.build(places, reference), on=TODAY, k=50)

        pairs = [(youth, place) for place in places]
        assert ids(fast) == ids(slow_ranking(pairs, reference, lambda match: match.place_id, on=TODAY, k=50))


class TestAnOddPage:
    def test_of_an_empty_table(self):
        ranking = rank_places(YOUTHS[0], PlaceTable.build([], REFERENCE), on=TODAY)

        assert ranking == Ranking((), (), 0, {}, {})

    def test_beyond_the_end_is_empty_but_counts_all(self):
        whole = rank_places(YOUTHS[0], TABLE, on=TODAY)
        beyond = rank_places(YOUTHS[0], TABLE, on=TODAY, offset=10**20)

        assert beyond.matches == ()
        assert (beyond.total, beyond.refused_by) == (whole.total, whole.refused_by)

    def test_of_no_length_only_counts(self):
        ranking = rank_places(YOUTHS[0], TABLE, on=TODAY, k=0)

        assert (ranking.matches, ranking.ask_first) == ((), ())
        assert ranking.total > 0

    def test_longer_than_the_table_holds_everything(self):
        ranking = rank_places(YOUTHS[0], TABLE, on=TODAY, k=10**20)

        assert len(ranking.matches) == ranking.total
        assert ranking.ask_first == ()

    @pytest.mark.parametrize(("k", "offset", "name"), [(-1, 0, "k"), (5, -1, "offset")])
    def test_before_the_beginning_is_an_error(self, k, offset, name):
        with pytest.raises(ValueError, match=f"{name} must be 0 or more, not -1"):
            rank_places(YOUTHS[0], TABLE, on=TODAY, k=k, offset=offset)
        with pytest.raises(ValueError, match=f"{name} must be 0 or more, not -1"):
            rank_youths(PLACES[0], YouthTable.build(YOUTHS, REFERENCE), on=TODAY, k=k, offset=offset)

    def test_where_everything_is_refused_is_empty(self):
        closed = PlaceTable.build([replace(place, open=False) for place in PLACES], REFERENCE)

        ranking = rank_places(YOUTHS[0], closed, on=TODAY)

        assert (ranking.matches, ranking.ask_first, ranking.total) == ((), (), 0)
        assert ranking.refused_by == {"not_open": len(PLACES)}


class TestWhere:
    blank = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
    youth = YouthProfile(1, home=(100_000, 400_000), reach={"bicycle": 60})

    def left(self, places: list[PlaceProfile], **where: object) -> list[int]:
        return ids(rank_places(self.youth, PlaceTable.build(places, REFERENCE), on=TODAY, where=where))

    def variants(self, **fields: list[object]) -> list[PlaceProfile]:
        ((name, values),) = fields.items()
        return [replace(self.blank, id=number, **{name: value}) for number, value in enumerate(values, start=1)]

    def test_kind(self):
        places = self.variants(kind=list(Kind))

        assert self.left(places, kind="carved") == [2]
        assert self.left(places, kind=["carved", Kind.LEARNING]) == [2, 3]

    def test_an_unknown_sector_passes(self):
        assert set(self.left(self.variants(sector=[None, Sector.CARE, Sector.SHOP]), sector=["shop"])) == {1, 3}

    def test_unknown_minutes_pass(self):
        assert set(self.left(self.variants(at=[None, (100_000, 403_000), (100_000, 410_000)]), max_minutes=30)) == {
            1,
            2,
        }

    def test_enough_hours_can_be_worked(self):
        assert set(self.left(self.variants(hours=[None, (8, 16), (8, 20)]), min_hours=18)) == {1, 3}

    def test_few_enough_hours_can_be_worked(self):
        assert set(self.left(self.variants(hours=[None, (8, 16), (24, 32)]), max_hours=20)) == {1, 2}

    def test_paid_or_not(self):
        places = [replace(place, kind=Kind.LEARNING) for place in self.variants(pay=[None, 0, 1_800])]

        assert set(self.left(places, paid=True)) == {1, 3}
        assert self.left(places, paid=False) == [2]

    def test_the_first_filter_in_their_own_order_counts(self):
        table = PlaceTable.build(self.variants(kind=list(Kind)), REFERENCE)

        ranking = rank_places(self.youth, table, on=TODAY, where={"min_hours": 0, "paid": False, "kind": "opening"})

        assert ranking.hidden_by == {"kind": 2, "paid": 1}
        assert list(ranking.hidden_by) == ["kind", "paid"]

    def test_a_refused_place_is_not_hidden(self):
        table = PlaceTable.build([replace(self.blank, open=False)], REFERENCE)

        ranking = rank_places(self.youth, table, on=TODAY, where={"kind": "learning"})

        assert (ranking.refused_by, ranking.hidden_by) == ({"not_open": 1}, {})

    @pytest.mark.parametrize(
        ("where", "named"),
        [
            ({"colour": "red"}, "colour is not a filter"),
            ({"kind": "volunteer"}, "kind: must be one of"),
            ({"max_minutes": math.nan}, "max_minutes: must be a number"),
            ({"paid": "yes"}, "paid: must be true or false"),
        ],
    )
    def test_a_filter_that_cannot_be_is_named(self, where, named):
        with pytest.raises(ValueError, match=named):
            rank_places(self.youth, TABLE, on=TODAY, where=where)


class TestRankYouths:
    @settings(max_examples=40)
    @given(SEEDS, K, OFFSETS, WHERES)
    def test_is_as_slow_and_plain(self, seed, k, offset, where):
        (place,) = make_places(1, seed)
        youths = make_youths(10, seed)
        reference = Reference.build(youths, [place])

        ranking = rank_youths(place, YouthTable.build(youths, reference), on=TODAY, k=k, offset=offset, where=where)

        pairs = [(youth, place) for youth in youths]
        slow = slow_ranking(pairs, reference, lambda match: match.youth_id, on=TODAY, k=k, offset=offset, where=where)
        assert text(ranking) == text(slow)

    def test_agrees_with_the_other_direction(self):
        youths = YouthTable.build(YOUTHS, REFERENCE)
        for place in PLACES[:10]:
            for match in rank_youths(place, youths, on=TODAY).matches:
                ranking = rank_places(youths.get(match.youth_id), TABLE, on=TODAY, k=60)
                assert next(other for other in ranking.matches if other.place_id == place.id) == match

    def test_of_an_empty_table(self):
        assert rank_youths(PLACES[0], YouthTable.build([], REFERENCE), on=TODAY) == Ranking((), (), 0, {}, {})
