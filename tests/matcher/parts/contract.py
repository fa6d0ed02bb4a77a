"""What every part of a fit keeps to; the test class of each part inherits it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings

from matcher.codes import FACTS
from matcher.match import PartFit
from matcher.parts.ledger import Part
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.vocabulary import PartKey
from tests.matcher import make
from tests.matcher.strategies import places, references, youths

NOISE = 1e-12
pairs = (youths(), places(), references())
# Each part runs the same tests, which is the idea of a contract.
inherited = settings(suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow])


class PartContract:
    """Frictions are not negative, lie in their range, are carried by reasons, and never gain from a blank.

    `best` and `worst` name what a place says of the part at its best and at its worst, `blank` how it
    leaves that unsaid.
    """

    part: ClassVar[Part]
    key: ClassVar[PartKey]
    best: ClassVar[dict[str, Any]] = {}
    worst: ClassVar[dict[str, Any]] = {}
    blank: ClassVar[dict[str, Any]] = {}

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference = make.NOTHING_USUAL) -> PartFit:
        return self.part.judge(youth, place, reference)

    def friction(self, youth: YouthProfile, place: PlaceProfile, reference: Reference = make.NOTHING_USUAL) -> float:
        return self.judge(youth, place, reference).friction

    def test_has_its_key_and_says_what_it_is_about(self):
        assert self.part.key is self.key
        assert type(self.part).__doc__

    def test_costs_nothing_where_everything_fits(self):
        fit = self.judge(make.youth(), make.place())

        assert (fit.low, fit.friction, fit.high, fit.reasons) == (0, 0, 0, ())

    @inherited
    @given(*pairs)
    def test_friction_is_finite_not_negative_and_inside_its_range(self, youth, place, reference):
        fit = self.judge(youth, place, reference)

        assert 0 <= fit.low <= fit.friction <= fit.high < math.inf

    @inherited
    @given(*pairs)
    def test_reasons_add_up_to_the_friction_the_largest_first(self, youth, place, reference):
        fit = self.judge(youth, place, reference)
        shares = [reason.friction for reason in fit.reasons]

        assert math.fsum(shares) == pytest.approx(fit.friction, abs=1e-9)
        assert shares == sorted(shares, reverse=True)
        assert all(set(reason.facts) == set(FACTS[reason.code]) for reason in fit.reasons)

    @inherited
    @given(*pairs)
    def test_a_blank_is_never_better_than_the_best_nor_worse_than_the_worst(self, youth, place, reference):
        blank = self.friction(youth, replace(place, **self.blank), reference)

        assert self.friction(youth, replace(place, **self.best), reference) <= blank + NOISE
        assert blank <= self.friction(youth, replace(place, **self.worst), reference) + NOISE

    @inherited
    @given(youths(known=True), places(known=True), references())
    def test_what_is_known_opens_no_range_but_that_of_two_views(self, youth, place, reference):
        youth = replace(youth, abilities={name: (low, low) for name, (low, _) in youth.abilities.items()})
        fit = self.judge(youth, place, reference)

        if not self.unknown_even_when_known(youth, place):
            assert fit.low == fit.friction == fit.high

    def unknown_even_when_known(self, youth: YouthProfile, place: PlaceProfile) -> bool:
        """Whether something remains unknown though every field is filled in."""
        return False

    @inherited
    @given(*pairs)
    def test_the_order_of_keys_changes_nothing(self, youth, place, reference):
        turned_youth = replace(
            youth,
            abilities=backwards(youth.abilities),
            bears=backwards(youth.bears),
            needs=backwards(youth.needs),
            languages=backwards(youth.languages),
            wishes=backwards(youth.wishes),
            reach=youth.reach and backwards(youth.reach),
        )
        turned_place = replace(place, offers=backwards(place.offers), languages=backwards(place.languages))

        assert self.judge(turned_youth, turned_place, reference) == self.judge(youth, place, reference)


def backwards(values: Any) -> Any:
    return dict(reversed(values.items()))
