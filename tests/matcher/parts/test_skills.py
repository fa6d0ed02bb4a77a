import math

import pytest

from matcher.parts.skills import Skills
from matcher.reference import Reference
from matcher.vocabulary import PartKey
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

VCA = "urn:plek:skill:vca"


class TestSkills(PartContract):
    part = Skills()
    key = PartKey.SKILLS

    def test_a_skill_unheard_of_costs_0_4(self):
        assert self.friction(make.youth(), make.place(licences=frozenset({VCA}))) == 0.4

    def test_counts_once_a_place_over_all_tasks_and_licences(self):
        tasks = make.asking(skills=frozenset({VCA})), make.asking(skills=frozenset({VCA}))

        assert self.friction(make.youth(), make.place(tasks=tasks, licences=frozenset({VCA}))) == 0.4

    def test_is_had_or_costs_a_fifth_when_taught(self):
        place = make.place(licences=frozenset({VCA}), taught=frozenset({VCA}))

        assert self.friction(make.youth(), place) == pytest.approx(0.08)
        assert self.friction(make.youth(skills=frozenset({VCA})), place) == 0

    @pytest.mark.parametrize(
        ("places", "asking", "rarity"),
        [(100, 1, 1.0), (100, 10, 0.625), (100, 100, 0.25), (1, 1, 1.0), (0, 1, 1.0)],
    )
    def test_a_rare_skill_costs_more_than_one_that_everybody_asks(self, places, asking, rarity):
        reference = Reference(places=places, skills={VCA: asking})

        assert reference.rarity(VCA) == pytest.approx(rarity)
        assert self.friction(make.youth(), make.place(licences=frozenset({VCA})), reference) == pytest.approx(
            0.4 * rarity
        )

    @pytest.mark.parametrize(("has", "friction"), [(6, 0.0), (5, 0.0), (4, 0.15), (3, 0.5), (2, 1.2), (0, 1.2)])
    def test_a_language_costs_by_levels_short(self, has, friction):
        assert self.friction(make.youth(languages={"nl": has}), make.place(languages={"nl": 5})) == friction

    def test_an_unknown_language_is_taken_as_it_usually_is(self):
        reference = Reference(languages={"nl": (2.0, 3.0, 4.0)})
        fit = self.judge(make.youth(languages={}), make.place(languages={"nl": 4}), reference)

        assert (fit.low, fit.friction, fit.high) == (0, 0.15, 0.5)

    def test_a_language_at_level_0_is_not_asked(self):
        ledger = self.part.weigh(make.youth(languages={}), make.place(languages={"nl": 0}), make.NOTHING_USUAL)

        assert (ledger.friction, ledger.questions) == (0, [])

    def test_rarity_follows_the_logarithm(self):
        expected = 0.25 + 0.75 * math.log(120 / 7) / math.log(120)

        assert Reference(places=120, skills={VCA: 7}).rarity(VCA) == pytest.approx(expected)
