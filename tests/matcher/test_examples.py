"""The examples that `plek settings` prints: each part from nothing to what would not work."""

import pytest

from matcher.examples import EXAMPLES
from matcher.vocabulary import PartKey

MARKS = (0.1, 0.3, 0.7, 1.5)
# How far each part can go; interests, growth and income are bounded, and beyond 1.25 of the way a place is refused.
MOST = dict.fromkeys(PartKey, 1.5) | {
    PartKey.INTERESTS: 0.7,
    PartKey.GROWTH: 0.5,
    PartKey.INCOME: 1.0,
    PartKey.TRAVEL: 1.05,
}


@pytest.mark.parametrize("part", PartKey)
class TestExamples:
    def frictions(self, part: PartKey) -> list[float]:
        return [example.friction for example in EXAMPLES if example.part is part]

    def test_start_at_nothing_and_rise(self, part):
        frictions = self.frictions(part)

        assert frictions[0] == 0
        assert frictions == sorted(frictions)

    def test_come_near_every_mark_that_the_part_can_reach(self, part):
        for mark in (mark for mark in MARKS if mark <= MOST[part]):
            assert any(friction == pytest.approx(mark, rel=0.35) for friction in self.frictions(part)), mark
