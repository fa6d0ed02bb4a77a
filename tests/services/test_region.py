"""The region in numbers."""

import pytest

from matcher.vocabulary import Aim, Kind, Sector
from models.place import PlaceState
from web.services import region
from web.services.errors import NotFound


class TestTheNumbers:
    def test_count_open_seats_by_kind_and_sector(self, session, make):
        make.place(kind=Kind.LEARNING, seats=2, sector=Sector.GREEN)
        make.place(kind=Kind.LEARNING, seats=3, workplace=make.workplace(employer=make.employer(sbi="4711")))
        make.place(kind=Kind.OPENING, seats=4, state=PlaceState.PAUSED)

        found = region.numbers(session, actor=make.coordinator())

        assert found.seats_by_kind == {Kind.LEARNING: 5}
        assert found.seats_by_sector == {Sector.GREEN: 2, Sector.SHOP: 3}

    @pytest.mark.parametrize(("paid", "finding", "shown"), [(5, 6, [5, 6]), (4, 6, [None, None]), (0, 6, [0, 6])])
    def test_never_show_a_group_smaller_than_five(self, session, make, paid, finding, shown):
        for aim, count in ((Aim.PAID, paid), (Aim.FINDING_OUT, finding)):
            for _ in range(count):
                make.youth(aim=aim)

        found = region.numbers(session, actor=make.coordinator())

        assert [found.youths_by_aim[aim] for aim in Aim] == shown

    def test_are_not_there_for_a_coach(self, session, make):
        with pytest.raises(NotFound):
            region.numbers(session, actor=make.coach())
