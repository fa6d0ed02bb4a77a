import pytest

from matcher.codes import ReasonCode
from matcher.parts.travel import Travel, minutes_by, usual_shares, way_between
from matcher.vocabulary import Means, PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract


def at_metres(metres):
    return make.place(at=(105_000 + metres, 425_000))


class TestTravel(PartContract):
    part = Travel()
    key = PartKey.TRAVEL

    @pytest.mark.parametrize(
        ("minutes", "friction"), [(0, 0.0), (20, 0.0), (30, 0.35), (40, 0.7), (50, 1.05), (60, 1.4)]
    )
    def test_rises_from_half_of_the_longest_time(self, minutes, friction):
        youth = make.youth(reach={Means.BICYCLE: 40}, known_minutes={3: minutes})

        assert self.friction(youth, make.place()) == pytest.approx(friction)

    @pytest.mark.parametrize(
        ("means", "minutes"),
        [
            (Means.WALK, 156.0),
            (Means.BICYCLE, 52.0),
            (Means.MOPED, 31.2),
            (Means.PUBLIC_TRANSPORT, 49.0),
            (Means.CAR, 156 / 7),
        ],
    )
    def test_ten_kilometres_straight_are_thirteen_on_the_road(self, means, minutes):
        assert minutes_by(means, 10_000) == pytest.approx(minutes)

    def test_takes_the_means_that_rubs_least_not_the_fastest(self):
        way = way_between(make.youth(reach={Means.BICYCLE: 60, Means.CAR: 15}), at_metres(10_000))

        assert (way.means, way.longest, way.about) == (Means.BICYCLE, 60, True)

    def test_a_known_time_is_judged_against_the_longest_of_all_means(self):
        youth = make.youth(reach={Means.BICYCLE: 30, Means.PUBLIC_TRANSPORT: 60}, known_minutes={3: 45})
        way = way_between(youth, at_metres(50_000))

        assert (way.minutes, way.share, way.longest, way.about) == (45, 0.75, 60, False)

    @pytest.mark.parametrize(
        ("of_youth", "of_place", "question"),
        [
            ({"home": None}, {}, ReasonCode.HOME_UNKNOWN),
            ({"reach": None}, {}, ReasonCode.REACH_UNKNOWN),
            ({}, {"at": None}, ReasonCode.SPOT_UNKNOWN),
        ],
    )
    def test_an_unknown_way_is_usual_and_asked(self, of_youth, of_place, question):
        ledger = self.part.weigh(make.youth(**of_youth), make.place(**of_place), make.NOTHING_USUAL)

        assert [each.code for each in ledger.questions] == [question]
        assert (ledger.fit().low, ledger.fit().high) == (0, pytest.approx(0.42))

    def test_an_unknown_way_is_no_shorter_than_next_door(self):
        youth = make.youth(reach={Means.PUBLIC_TRANSPORT: 10})

        assert usual_shares(youth, make.NOTHING_USUAL) == (1.0, 1.0, 1.0)

    def test_of_a_known_time_the_spots_need_not_be_known(self):
        youth = make.youth(home=None, known_minutes={3: 10})

        assert self.judge(youth, make.place(at=None)).high == 0
