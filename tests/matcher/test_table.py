"""Tables of places and youths: changed by id, and the same in whatever way they came about."""

import json
from dataclasses import replace

import pytest

from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import rank_places, rank_youths
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Kind
from tests.bench.region import TODAY, make_places, make_youths

pytestmark = pytest.mark.usefixtures("engine")

YOUTHS = make_youths(4, seed=11)
PLACES = make_places(30, seed=11)
REFERENCE = Reference.build(YOUTHS, PLACES)


def place(place_id: int) -> PlaceProfile:
    return PlaceProfile(place_id, kind=Kind.OPENING, seats=1, open=True)


class TableContract:
    """What every table does; a subclass says which and gives its records."""

    table: type[PlaceTable] | type[YouthTable]
    noun: str

    def record(self, record_id: int) -> PlaceProfile | YouthProfile:
        raise NotImplementedError

    def build(self, *ids: int) -> PlaceTable | YouthTable:
        return self.table.build([self.record(record_id) for record_id in ids], REFERENCE)

    def test_knows_its_size_and_its_records(self):
        table = self.build(3, 1, 2)

        assert len(table) == 3
        assert table.get(2) == self.record(2)
        assert table.get(9) is None
        assert 2 in table
        assert 9 not in table

    def test_iterates_in_the_order_of_the_ids(self):
        assert [record.id for record in self.build(3, -1, 2)] == [-1, 2, 3]

    def test_adding_a_known_id_is_an_error(self):
        with pytest.raises(KeyError, match=f"{self.noun} 1 is already in the table"):
            self.build(1).add(self.record(1))

    def test_building_with_one_id_twice_is_an_error(self):
        with pytest.raises(KeyError, match=f"{self.noun} 1 is already in the table"):
            self.build(1, 1)

    def test_replacing_an_unknown_id_is_an_error(self):
        with pytest.raises(KeyError, match=f"{self.noun} 2 is not in the table"):
            self.build(1).replace(self.record(2))

    def test_removing_an_unknown_id_is_an_error(self):
        with pytest.raises(KeyError, match=f"{self.noun} 2 is not in the table"):
            self.build(1).remove(2)

    def test_an_error_leaves_the_table_as_it_was(self):
        table = self.build(1)

        with pytest.raises(KeyError):
            table.remove(2)

        assert [record.id for record in table] == [1]


class TestPlaceTable(TableContract):
    table = PlaceTable
    noun = "place"

    def record(self, record_id: int) -> PlaceProfile:
        return place(record_id)

    def test_a_snapshot_does_not_see_later_changes(self):
        table = PlaceTable.build(PLACES, REFERENCE)
        before = table.packed()

        table.remove(PLACES[0].id)

        assert (before.live, int(before.dead.sum())) == (len(PLACES), 0)
        assert table.packed().live == len(PLACES) - 1

    def test_is_packed_once_between_changes(self):
        table = PlaceTable.build(PLACES, REFERENCE)

        assert table.packed() is table.packed()

    @pytest.mark.parametrize("youth", YOUTHS, ids=lambda youth: f"youth {youth.id}")
    def test_changed_step_by_step_it_ranks_as_one_built_at_once(self, youth):
        table = PlaceTable.build(PLACES[:20], REFERENCE)
        rank_places(youth, table, on=TODAY)
        for added in PLACES[20:]:
            table.add(added)
        table.replace(replace(PLACES[3], pay=2_500, offers={}))
        table.remove(PLACES[4].id)

        left = [replace(PLACES[3], pay=2_500, offers={}), *PLACES[:3], *PLACES[5:]]
        at_once = PlaceTable.build(left, REFERENCE)

        assert ranked(youth, table) == ranked(youth, at_once)

    def test_a_place_taken_out_and_put_back_changes_nothing(self):
        table = PlaceTable.build(PLACES, REFERENCE)
        before = ranked(YOUTHS[0], table)

        table.remove(PLACES[0].id)
        table.add(PLACES[0])

        assert ranked(YOUTHS[0], table) == before


class TestYouthTable(TableContract):
    table = YouthTable
    noun = "youth"

    def test_changed_a_thousand_times_it_ranks_as_one_built_at_once(self):
        table = YouthTable.build(YOUTHS, REFERENCE)
        for number in range(1_200):
            table.add(replace(YOUTHS[number % 4], id=1_000 + number, known_minutes={1: number}))
            table.packed()
            table.remove(1_000 + number)

        assert [ranked_for(place, table) for place in PLACES[:5]] == [
            ranked_for(place, YouthTable.build(YOUTHS, REFERENCE)) for place in PLACES[:5]
        ]
        assert len(table.packed().dead) < 1_200

    def record(self, record_id: int) -> YouthProfile:
        return YouthProfile(record_id)


def ranked_for(place: PlaceProfile, table: YouthTable) -> str:
    return json.dumps(rank_youths(place, table, on=TODAY, k=len(table)).to_dict())


def ranked(youth: YouthProfile, table: PlaceTable) -> str:
    return json.dumps(rank_places(youth, table, on=TODAY, k=len(table)).to_dict())
