import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.profiles import Offer, Task
from matcher.records import Invalid
from matcher.reference import Quantity, Reference
from matcher.vocabulary import Ability, Condition, Demand, Means
from tests.matcher.make import asking, place, youth
from tests.matcher.strategies import places, references, youths

VCA = "urn:plek:skill:vca"


class TestBuild:
    def test_of_nothing_has_fixed_fallbacks(self):
        nothing = Reference.build([], [])

        assert nothing.rarity(VCA) == 1
        assert nothing.ability(Ability.CARE) == (2, 3, 4)
        assert nothing.asks(Ability.CARE) == nothing.bears(Demand.NOISE) == nothing.demands(Demand.NOISE) == (0, 1, 2)
        assert nothing.need(Condition.BUDDY) == nothing.offer(Condition.BUDDY) == nothing.language("nl") == (0, 1, 2)
        assert nothing.usual(Quantity.PRESSURE) == nothing.usual(Quantity.SCHOOL_LIKE) == (0, 1, 2)
        assert nothing.usual(Quantity.SCHOOL_TIRED) == (0, 1, 1)

    def test_counts_places_that_ask_a_skill_once(self):
        tasks = asking(skills=frozenset({VCA})), asking(skills=frozenset({VCA}))

        built = Reference.build([], [place(tasks=tasks), place(licences=frozenset({VCA})), place()])

        assert (built.places, built.skills) == (3, {VCA: 2})

    def test_percentiles_are_linear(self):
        built = Reference.build([youth(needs={Condition.BUDDY: need}) for need in (0, 0, 1, 3)], [])

        assert built.need(Condition.BUDDY) == (0, 0.5, 1.5)

    def test_an_ability_is_the_mean_of_its_views(self):
        assert Reference.build([youth(abilities={Ability.CARE: (1, 4)})], []).ability(Ability.CARE) == (2.5,) * 3

    def test_what_can_be_arranged_counts_half(self):
        assert Reference.build([], [place(offers={Condition.BUDDY: Offer(1, 2)})]).offer(Condition.BUDDY) == (1.5,) * 3

    def test_what_a_said_task_does_not_ask_counts_as_nothing(self):
        tasks = asking({Ability.CARE: 4}), asking({}), Task(60)

        built = Reference.build([], [place(tasks=tasks)])

        assert built.asks(Ability.CARE) == (1, 2, 3)
        assert built.asks(Ability.READING) == (0, 0, 0)

    def test_unpaid_places_do_not_count_as_pay(self):
        assert Reference.build([], [place(pay=0), place(pay=1600), place(pay=None)]).usual(Quantity.PAY) == (1600,) * 3

    def test_pairs_that_are_too_far_do_not_count(self):
        near, far = place(hours=(20, 20)), place(hours=(40, 40), at=(155_000, 425_000))

        built = Reference.build([youth(hours=(16, 18), reach={Means.BICYCLE: 30})], [near, far])

        assert built.usual(Quantity.HOURS_GAP) == (2, 2, 2)
        assert built.usual(Quantity.TRAVEL_SHARE) == (0, 0, 0)

    @given(st.lists(youths(), max_size=4), st.lists(places(), max_size=4))
    def test_the_order_does_not_matter(self, some_youths, some_places):
        built = Reference.build(some_youths, some_places)

        assert Reference.build(some_youths[::-1], some_places[::-1]).version == built.version

    @given(st.lists(youths(), max_size=3), st.lists(places(), max_size=3))
    def test_can_be_read_again(self, some_youths, some_places):
        built = Reference.build(some_youths, some_places)

        assert Reference.from_dict(json.loads(json.dumps(built.to_dict(), allow_nan=False))) == built


class TestVersion:
    @given(references(), references())
    def test_is_equal_only_for_equal_content(self, one, other):
        assert (one.version == other.version) == (one.to_dict() == other.to_dict()) == (one == other)

    def test_changes_with_any_level(self):
        one, other = (Reference(needs={Condition.BUDDY: (0.0, 1.0, high)}) for high in (2.0, 3.0))

        assert one.version != other.version

    def test_the_default_is_read_once(self):
        assert Reference.default() is Reference.default()


class TestStrict:
    @pytest.mark.parametrize(
        ("more", "path"),
        [
            ({"weather": {}}, "weather"),
            ({"places": True}, "places"),
            ({"places": 1, "skills": {VCA: 2}}, f"skills.{VCA}"),
            ({"skills": {VCA: 0}}, f"skills.{VCA}"),
            ({"needs": {"buddy": [0, 1]}}, "needs.buddy"),
            ({"needs": {"buddy": [0, 2, 1]}}, "needs.buddy"),
            ({"needs": {"buddy": [0, 1, 4]}}, "needs.buddy[2]"),
            ({"abilities": {"care": [0, 1, 2]}}, "abilities.care[0]"),
            ({"quantities": {"interest_r": [-2, 0, 1]}}, "quantities.interest_r[0]"),
            ({"quantities": {"luck": [0, 0, 0]}}, "quantities.luck"),
            ({"version": "0" * 16}, "version"),
        ],
    )
    def test_names_the_key_that_is_wrong(self, more, path):
        with pytest.raises(Invalid) as error:
            Reference.from_dict({"places": 0} | more)

        assert error.value.path == path

    def test_the_version_may_be_left_out(self):
        assert Reference.from_dict({"places": 0}) == Reference.build([], [])
