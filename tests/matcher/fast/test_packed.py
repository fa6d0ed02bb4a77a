"""What a table holds after something could not be taken in."""

import struct
from collections.abc import Callable
from typing import Any

import pytest

from matcher.fast.growing import Growing
from matcher.fast.memory import NotEnoughMemory
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import Ranking, rank_places, rank_youths
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from tests.matcher import make

NOTHING_USUAL = Reference.build([], [])


def place(id_: int) -> PlaceProfile:
    return make.place(id=id_, languages={"nl": 5}, pay=1_500 + id_)


def youth(id_: int) -> YouthProfile:
    return make.youth(id=id_, income_needed=300_000 - 1_000 * id_)


def listed_places(table: PlaceTable) -> Ranking:
    return rank_places(youth(1), table, on=make.ON, k=99)


def listed_youths(table: YouthTable) -> Ranking:
    return rank_youths(place(1), table, on=make.ON, k=99)


@pytest.mark.usefixtures("engine")
class TestAChangeForWhichThereIsTooLittleMemory:
    @pytest.mark.parametrize(
        ("table", "record", "listed", "arrays"),
        [
            (PlaceTable, place, listed_places, ("_heads", "_bodies", "_dead")),
            (YouthTable, youth, listed_youths, ("_starts", "_known", "_numbers", "_lists", "_minutes")),
        ],
    )
    def test_is_taken_in_whole_once_there_is(
        self,
        table: type[Any],
        record: Callable[[int], Any],
        listed: Callable[[Any], Ranking],
        arrays: tuple[str, ...],
        monkeypatch: pytest.MonkeyPatch,
    ):
        for array in arrays:
            changed = table.build(map(record, range(10)), NOTHING_USUAL)
            changed.packed()
            changed.add(record(100))
            with monkeypatch.context() as patch:
                full(patch, getattr(changed._store, array))
                with pytest.raises(NotEnoughMemory):
                    changed.packed()

            changed.packed()
            changed.add(record(200))

            at_once = table.build(map(record, (*range(10), 100, 200)), NOTHING_USUAL)
            assert listed(changed).to_dict() == listed(at_once).to_dict(), array


def full(patch: pytest.MonkeyPatch, array: Growing) -> None:
    """There is no memory for more of this array."""

    def reserve(one: Growing, size: int) -> None:
        if one is array:
            raise NotEnoughMemory("There is not enough memory.")
        enough(one, size)

    enough = Growing.reserve
    patch.setattr(Growing, "reserve", reserve)


class TestAPlaceThatCannotBePacked:
    def test_is_not_in_the_table(self):
        table = PlaceTable.build([place(1)], NOTHING_USUAL)

        with pytest.raises(struct.error):
            table.add(make.place(id=2, pay=2**40))

        assert 2 not in table
        table.add(place(3))
        table.add(place(2))
        assert {match.place_id for match in listed_places(table).matches} == {1, 2, 3}
