"""The packed youths of a table: what cannot be packed, or does not fit, changes nothing."""

from dataclasses import replace

import pytest

from matcher.fast import growing
from matcher.profiles import PlaceProfile
from matcher.rank import rank_places, rank_youths
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from tests.bench.region import TODAY, make_places, make_youths

pytestmark = pytest.mark.usefixtures("engine")

YOUTHS = make_youths(6, seed=3)
PLACES = make_places(8, seed=3)
REFERENCE = Reference.build(YOUTHS, PLACES)


def ranked(place: PlaceProfile, table: YouthTable) -> dict[str, object]:
    return rank_youths(place, table, on=TODAY).to_dict()


class TestYouths:
    def test_a_youth_with_an_id_beyond_all_ids_is_refused_and_leaves_the_others(self):
        table = YouthTable.build(YOUTHS, REFERENCE)

        with pytest.raises(OverflowError):
            table.add(replace(YOUTHS[0], id=2**64))
        table.add(replace(YOUTHS[1], id=900))

        expected = YouthTable.build([*YOUTHS, replace(YOUTHS[1], id=900)], REFERENCE)
        assert [ranked(place, table) for place in PLACES] == [ranked(place, expected) for place in PLACES]

    def test_minutes_and_wishes_about_what_cannot_be_count_for_nothing(self):
        odd = replace(YOUTHS[0], known_minutes={2**63: 1}, wishes={f"employer:{2**63}": "excluded"})
        plain = replace(YOUTHS[0], known_minutes={}, wishes={})

        found = rank_places(odd, PlaceTable.build(PLACES, REFERENCE), on=TODAY).to_dict()
        assert found == rank_places(plain, PlaceTable.build(PLACES, REFERENCE), on=TODAY).to_dict()

    @pytest.mark.parametrize("nth", range(1, 8))
    def test_when_memory_ends_while_the_dead_are_left_out_nothing_is_lost(self, nth, monkeypatch):
        table = YouthTable.build(YOUTHS, REFERENCE)
        for number in range(1_100):
            table.add(replace(YOUTHS[number % 6], id=1_000 + number))
            table.remove(1_000 + number)
        calls = []
        made = growing._room

        def no_room_at_last(*arguments):
            calls.append(arguments)
            if len(calls) == nth:
                raise MemoryError
            return made(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(growing, "_room", no_room_at_last)
            with pytest.raises(MemoryError):
                table.packed()

        at_once = YouthTable.build(YOUTHS, REFERENCE)
        assert [ranked(place, table) for place in PLACES] == [ranked(place, at_once) for place in PLACES]


class TestReplacedPlaces:
    def test_a_place_that_cannot_be_packed_leaves_the_one_that_was_there(self):
        table = PlaceTable.build(PLACES, REFERENCE)

        with pytest.raises(Exception, match="format"):
            table.replace(replace(PLACES[2], pay=2**40))

        assert table.get(PLACES[2].id) == PLACES[2]
        expected = rank_places(YOUTHS[0], PlaceTable.build(PLACES, REFERENCE), on=TODAY, k=8)
        assert rank_places(YOUTHS[0], table, on=TODAY, k=8) == expected
