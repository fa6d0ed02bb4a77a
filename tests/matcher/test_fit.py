import math
import subprocess
import sys

import pytest

import matcher
from matcher.codes import ReasonCode
from matcher.fit import band_at, compare, rounded
from matcher.match import Match
from matcher.profiles import Offer, PlaceProfile, YouthProfile
from matcher.vocabulary import Ability, Aim, Band, Condition, Kind, LifeMatter, PartKey
from matcher.weights import weights_of
from tests.matcher.make import NOTHING_USUAL, ON, asking, place, youth


def match(one: YouthProfile, other: PlaceProfile) -> Match:
    return compare(one, other, on=ON, reference=NOTHING_USUAL)


class TestWeights:
    def test_are_1_and_a_half_more_for_what_matters_most(self):
        weights = weights_of(youth(matters_most=(PartKey.TRAVEL,)))

        assert (weights[PartKey.TRAVEL], weights[PartKey.HOURS]) == (1.5, 1)

    @pytest.mark.parametrize(
        ("aim", "interests", "growth", "income"), [(Aim.PAID, 1, 0.75, 1.25), (Aim.FINDING_OUT, 1.25, 1.25, 0.75)]
    )
    def test_the_aim_multiplies(self, aim, interests, growth, income):
        weights = weights_of(youth(aim=aim))
        most = weights_of(youth(aim=aim, matters_most=(PartKey.GROWTH,)))

        assert (weights[PartKey.INTERESTS], weights[PartKey.GROWTH], weights[PartKey.INCOME]) == (
            interests,
            growth,
            income,
        )
        assert most[PartKey.GROWTH] == 1.5 * growth


class TestBand:
    @pytest.mark.parametrize(
        ("total", "band"),
        [
            (0, Band.FITS_VERY_WELL),
            (0.3, Band.FITS_VERY_WELL),
            (0.1 + 0.2, Band.FITS_VERY_WELL),
            (0.3001, Band.FITS_WELL),
            (0.7, Band.FITS_WELL),
            (1.1, Band.POSSIBLE_WITH_HELP),
            (1.5, Band.POSSIBLE_IF_ARRANGED),
            (1.5001, Band.DOES_NOT_FIT_NOW),
        ],
    )
    def test_goes_by_the_total_up_to_and_including_its_limit(self, total, band):
        assert band_at(total, income_short=False) is band

    def test_while_income_is_short_is_possible_with_help_at_best(self):
        assert band_at(0.01, income_short=True) is Band.POSSIBLE_WITH_HELP
        assert band_at(1.4, income_short=True) is Band.POSSIBLE_IF_ARRANGED

    def test_a_place_that_pays_a_cent_too_little_is_no_good_fit(self):
        earned = 1600 * 24 * 52 // 12
        enough, short = (match(youth(income_needed=needed), place()) for needed in (earned, earned + 1))

        assert (enough.band, short.band) == (Band.FITS_VERY_WELL, Band.POSSIBLE_WITH_HELP)


class TestMatch:
    def test_of_a_pair_where_nothing_rubs(self):
        found = match(youth(), place())

        assert (found.youth_id, found.place_id, found.reference) == (1, 2, NOTHING_USUAL.version)
        assert (found.fit.low, found.fit.value, found.fit.high) == (1, 1, 1)
        assert (found.band, found.refusals, found.obstacle, found.changes) == (Band.FITS_VERY_WELL, (), None, ())
        assert (found.to_ask, found.to_arrange) == ((), ())

    def test_mending_one_thing_lifts_the_fit_by_exactly_its_share(self):
        needs = dict.fromkeys(Condition, 0) | {Condition.BUDDY: 2}
        one = youth(needs=needs, goals=frozenset({"urn:x"}), matters_most=(PartKey.SUPPORT,))
        before, after = match(one, place()), match(one, place(offers={Condition.BUDDY: Offer(2, 2)}))

        assert after.fit.value / before.fit.value == pytest.approx(math.exp(1.5 * 0.5))

    def test_a_refused_pair_still_gets_its_parts_but_no_changes(self):
        one = youth(goals=frozenset({"urn:x"}))
        found = match(one, place(open=False))

        assert found.parts == match(one, place()).parts
        assert (found.changes, found.obstacle) == ((), None)

    def test_without_a_reference_the_one_that_ships_is_used(self):
        shipped = compare(youth(), place(), on=ON)

        assert shipped.fit.value == 1

    def test_fits_are_ordered_by_nine_decimals(self):
        assert rounded(0.5 + 4e-10) == 0.5


class TestQuestions:
    def test_the_times_of_a_minor_come_first_and_then_the_widest_range(self):
        one = youth(birth_date=None, hours=None, languages={}, needs={})
        asked = match(one, place(times=None, languages={"nl": 3}, offers={})).to_ask

        assert asked[0].code is ReasonCode.BIRTH_DATE_UNKNOWN
        widths = [question.friction for question in asked[1:]]
        assert widths == sorted(widths, reverse=True)

    def test_hours_that_open_a_range_in_two_parts_are_asked_once(self):
        found = match(youth(hours=None, income_needed=200_000), place())
        (question,) = [each for each in found.to_ask if each.code is ReasonCode.HOURS_UNKNOWN_YOUTH]

        widths = [part.high - part.low for key, part in found.parts.items() if key in (PartKey.HOURS, PartKey.INCOME)]
        assert question.friction == pytest.approx(sum(widths))

    def test_every_blank_of_a_place_is_a_question(self):
        one = youth(
            needs={Condition.BUDDY: 2}, income_needed=1, urgent=frozenset({LifeMatter.MONEY}), school_tired=True
        )
        blank = PlaceProfile(2, kind=Kind.OPENING, seats=1, open=True)
        asked = {question.code for question in match(one, blank).to_ask}

        assert asked >= {
            ReasonCode.INTERESTS_UNKNOWN_PLACE,
            ReasonCode.ASKS_UNKNOWN,
            ReasonCode.DEMANDS_UNKNOWN,
            ReasonCode.OFFER_UNKNOWN,
            ReasonCode.PRESSURE_UNKNOWN,
            ReasonCode.SPOT_UNKNOWN,
            ReasonCode.HOURS_UNKNOWN_PLACE,
            ReasonCode.TIMES_UNKNOWN,
            ReasonCode.SCHOOL_LIKE_UNKNOWN,
            ReasonCode.PAY_UNKNOWN,
        }


class TestStrengths:
    def test_the_most_sparing_first_and_at_most_two_of_a_part(self):
        needs = dict.fromkeys(Condition, 0) | {Condition.BUDDY: 3, Condition.MASTER: 3, Condition.STEP_LIST: 3}
        strengths = match(youth(needs=needs), place(offers=dict.fromkeys(Condition, Offer(3, 3)))).strengths

        assert [strength.code for strength in strengths] == [
            ReasonCode.NEED_MET,
            ReasonCode.NEED_MET,
            ReasonCode.TRAVEL_NEAR,
        ]

    def test_what_matters_most_weighs_more(self):
        one = youth(matters_most=(PartKey.TRAVEL,), income_needed=100_000, aim=Aim.FINDING_OUT)

        assert match(one, place(taught=frozenset({"urn:x"}))).strengths[0].code is ReasonCode.TRAVEL_NEAR

    def test_an_ability_counts_where_it_is_more_than_usual(self):
        one = youth(abilities=dict.fromkeys(Ability, (5, 5)))
        strengths = match(one, place(tasks=(asking({Ability.CARE: 5, Ability.READING: 1}),))).strengths

        assert strengths[0].facts == {"ability": "care", "asked": 5, "has": 5}


class TestPackage:
    def test_names_are_there_when_asked_for(self):
        assert matcher.compare is compare
        assert matcher.YouthProfile is YouthProfile
        assert "rank_places" in dir(matcher)
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            matcher.nothing  # noqa: B018

    def test_importing_the_package_alone_loads_no_numbers_library(self):
        program = "import sys, matcher; assert not {'numpy', 'numba', 'scipy', 'sklearn'} & set(sys.modules)"

        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
