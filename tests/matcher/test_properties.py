"""What is true always of one youth and one place, whatever they are."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matcher.codes import CHANGE_FACTS, FACTS, REFUSAL_FACTS, ReasonCode
from matcher.fit import band_of, compare, fit_of, judge_parts
from matcher.match import Match
from matcher.parts.support import met_level
from matcher.profiles import Offer, PlaceProfile, Task, WeekTime, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.vocabulary import Ability, Band, Condition, Demand, Kind, Means, PartKey, Refusal, Sector, Who
from tests.matcher.strategies import LANGUAGES, ON, SKILLS, offers, places, references, youths

NOISE = 1e-12
pairs = (youths(), places(), references())
known_pairs = (youths(known=True), places(known=True), references())


def match_of(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Match:
    return compare(youth, place, on=ON, reference=reference)


def value(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> float:
    return fit_of(judge_parts(youth, place, reference)).value


class TestRange:
    """1. A fit lies above 0 and at most at 1, inside its range; frictions are finite and not negative."""

    @given(*pairs)
    def test_a_fit_is_above_0_at_most_1_and_inside_its_range(self, youth, place, reference):
        fit = match_of(youth, place, reference).fit

        assert 0 < fit.low <= fit.value <= fit.high <= 1

    @given(*pairs)
    def test_frictions_are_finite_not_negative_and_inside_their_range(self, youth, place, reference):
        for part in match_of(youth, place, reference).parts.values():
            assert 0 <= part.low <= part.friction <= part.high < math.inf

    def test_the_worst_of_pairs_still_fits_a_little(self):
        asked = Task(1, asks=dict.fromkeys(Ability, 5), demands=dict.fromkeys(Demand, 3))
        place = PlaceProfile(
            1, kind=Kind.OPENING, seats=1, open=True, at=(-10_000_000, -10_000_000), tasks=(asked,) * 500, pay=0
        )
        youth = YouthProfile(
            1, home=(10_000_000, 10_000_000), reach={Means.WALK: 5e-324}, abilities=dict.fromkeys(Ability, (1, 1))
        )

        fit = match_of(youth, place, Reference.build([], [])).fit

        assert 0 < fit.low <= fit.value <= fit.high < 1e-300


class TestBetterNeverHurts:
    """2. Known to known: asking less, offering more, a shorter way, more that is free or learned never hurt."""

    def never_hurts(self, youth, place, reference, *, of_youth=None, of_place=None) -> None:
        better = value(replace(youth, **(of_youth or {})), replace(place, **(of_place or {})), reference)

        assert better >= value(youth, place, reference) - NOISE

    @given(*known_pairs, st.data())
    def test_an_ability_or_demand_asked_less(self, youth, place, reference, data):
        task = data.draw(st.sampled_from(place.tasks))
        less = replace(task, asks=lowered(task.asks, data), demands=lowered(task.demands, data))

        self.never_hurts(youth, place, reference, of_place={"tasks": swapped(place.tasks, task, less)})

    @given(*known_pairs, st.data())
    def test_a_skill_not_asked(self, youth, place, reference, data):
        task = data.draw(st.sampled_from(place.tasks))
        less = replace(task, skills=task.skills - {data.draw(st.sampled_from(SKILLS))})

        self.never_hurts(youth, place, reference, of_place={"tasks": swapped(place.tasks, task, less)})

    @given(*known_pairs, st.data())
    def test_a_language_asked_less(self, youth, place, reference, data):
        self.never_hurts(youth, place, reference, of_place={"languages": lowered(place.languages, data)})

    @given(*known_pairs, st.sampled_from(Condition), offers(), offers())
    def test_a_condition_offered_more(self, youth, place, reference, condition, one, other):
        less = replace(place, offers={**place.offers, condition: Offer(*map(min, one, other))})
        more = {**place.offers, condition: Offer(*map(max, one, other))}

        self.never_hurts(youth, less, reference, of_place={"offers": more})

    @given(*known_pairs, st.sampled_from(Condition), st.integers(0, 3))
    def test_a_condition_needed_less(self, youth, place, reference, condition, need):
        less = min(need, youth.needs[condition])

        self.never_hurts(youth, place, reference, of_youth={"needs": {**youth.needs, condition: less}})

    @given(*known_pairs, st.sampled_from(SKILLS))
    def test_a_skill_taught(self, youth, place, reference, skill):
        self.never_hurts(youth, place, reference, of_place={"taught": place.taught | {skill}})

    @given(*known_pairs, st.integers(0, 5000))
    def test_a_higher_pay(self, youth, place, reference, more):
        self.never_hurts(youth, place, reference, of_place={"pay": place.pay + more})

    @given(*known_pairs, st.floats(0, 1))
    def test_a_shorter_way(self, youth, place, reference, part):
        near = tuple(round(there + (home - there) * part) for home, there in zip(youth.home, place.at, strict=True))
        assume(
            all(abs(n - there) <= abs(home - there) for n, home, there in zip(near, youth.home, place.at, strict=True))
        )

        self.never_hurts(youth, place, reference, of_youth={"home": near})

    @given(*known_pairs, st.sampled_from((11, 12, 13)), st.integers(0, 200), st.integers(0, 200))
    def test_a_known_way_that_is_shorter(self, youth, place, reference, workplace, one, other):
        youth = replace(youth, known_minutes={workplace: max(one, other)})

        self.never_hurts(
            youth,
            replace(place, workplace=workplace),
            reference,
            of_youth={"known_minutes": {workplace: min(one, other)}},
        )

    @given(*known_pairs, st.integers(0, 6))
    def test_more_free_time(self, youth, place, reference, weekday):
        free = (*youth.free, WeekTime(weekday, 480, 1080))

        self.never_hurts(youth, place, reference, of_youth={"free": free})

    @given(*known_pairs, st.sampled_from(SKILLS))
    def test_a_skill_learned(self, youth, place, reference, skill):
        self.never_hurts(youth, place, reference, of_youth={"skills": youth.skills | {skill}})

    @given(*known_pairs, st.sampled_from(Ability), st.floats(0, 4), st.floats(0, 4))
    def test_an_ability_learned(self, youth, place, reference, ability, more, wider):
        low, high = youth.abilities[ability]
        better = min(low + more, 5.0), min(high + max(more, wider), 5.0)

        self.never_hurts(youth, place, reference, of_youth={"abilities": {**youth.abilities, ability: better}})

    @given(*known_pairs, st.sampled_from(Demand))
    def test_a_demand_borne_more(self, youth, place, reference, demand):
        self.never_hurts(youth, place, reference, of_youth={"bears": {**youth.bears, demand: 3}})

    @given(*known_pairs, st.sampled_from(LANGUAGES))
    def test_a_language_learned(self, youth, place, reference, language):
        self.never_hurts(youth, place, reference, of_youth={"languages": {**youth.languages, language: 6}})

    @given(*known_pairs)
    def test_pressure_and_school_like_ways_less(self, youth, place, reference):
        self.never_hurts(youth, place, reference, of_place={"pressure": 0, "school_like": 0})


class TestBlanks:
    """3. A blank never ranks below the same place at its worst, nor above it at its best."""

    def between(
        self, youth, place, reference, worst: dict[str, Any], best: dict[str, Any], blank: dict[str, Any]
    ) -> None:
        unknown = value(youth, replace(place, **blank), reference)

        assert value(youth, replace(place, **worst), reference) - NOISE <= unknown
        assert unknown <= value(youth, replace(place, **best), reference) + NOISE

    @given(*pairs)
    def test_pressure(self, youth, place, reference):
        self.between(youth, place, reference, {"pressure": 3}, {"pressure": 0}, {"pressure": None})

    @given(*pairs)
    def test_school_like_ways(self, youth, place, reference):
        self.between(youth, place, reference, {"school_like": 3}, {"school_like": 0}, {"school_like": None})

    @given(*pairs)
    def test_pay(self, youth, place, reference):
        self.between(youth, place, reference, {"pay": 0}, {"pay": 100_000_000}, {"pay": None})

    @given(*pairs, st.sampled_from(Condition))
    def test_an_offer(self, youth, place, reference, condition):
        others = {name: offer for name, offer in place.offers.items() if name is not condition}
        worst, best = ({"offers": {**others, condition: Offer(level, level)}} for level in (0, 3))

        self.between(youth, place, reference, worst, best, {"offers": others})

    @given(*pairs)
    def test_every_offer(self, youth, place, reference):
        worst, best = ({"offers": dict.fromkeys(Condition, Offer(level, level))} for level in (0, 3))

        self.between(youth, place, reference, worst, best, {"offers": {}})

    @given(*pairs, st.data())
    def test_what_a_task_asks(self, youth, place, reference, data):
        assume(place.tasks)
        task = data.draw(st.sampled_from(place.tasks))
        worst, best, blank = (
            {"tasks": swapped(place.tasks, task, replace(task, asks=asks, demands=demands))}
            for asks, demands in ((dict.fromkeys(Ability, 5), dict.fromkeys(Demand, 3)), ({}, {}), (None, None))
        )

        self.between(youth, place, reference, worst, best, blank)

    @given(*pairs)
    def test_the_tasks(self, youth, place, reference):
        asked = Task(60, asks=dict.fromkeys(Ability, 5), demands=dict.fromkeys(Demand, 3))

        self.between(youth, place, reference, {"tasks": (asked,)}, {"tasks": (Task(60, {}, {}),)}, {"tasks": ()})

    @given(*pairs)
    def test_the_spot(self, youth, place, reference):
        assume(youth.home is not None)
        place = replace(place, workplace=None)

        unknown = value(youth, replace(place, at=None), reference)

        # As bad as it gets without being refused: just not too far.
        worst = replace(youth, reach={Means.WALK: 100}, home=(0, 0))
        just_in_reach = judge_parts(worst, replace(place, at=(0, 8012)), reference)[PartKey.TRAVEL].friction
        travel = judge_parts(youth, replace(place, at=None), reference)[PartKey.TRAVEL]
        nearest = judge_parts(youth, replace(place, at=youth.home), reference)[PartKey.TRAVEL]
        assert unknown <= value(youth, replace(place, at=youth.home), reference) + NOISE
        assert travel.friction <= max(just_in_reach + 1e-3, nearest.friction)

    @given(*pairs)
    def test_the_times(self, youth, place, reference):
        whole_week = tuple(WeekTime(day, 0, 1440) for day in range(7))

        self.between(youth, place, reference, {"times": whole_week}, {"times": ()}, {"times": None})

    @given(*pairs)
    def test_the_sector(self, youth, place, reference):
        of_sectors = [value(youth, replace(place, sector=sector), reference) for sector in Sector]

        unknown = value(youth, replace(place, sector=None), reference)

        assert min(of_sectors) - NOISE <= unknown <= max(of_sectors) + NOISE


class TestLearning:
    """4. Learning an unknown at a value inside its Reference range never widens the range of the fit."""

    def never_widens(self, before: tuple[YouthProfile, PlaceProfile], after, reference) -> None:
        wide = fit_of(judge_parts(*before, reference))
        narrow = fit_of(judge_parts(*after, reference))

        assert narrow.low >= wide.low - NOISE
        assert narrow.high <= wide.high + NOISE

    @given(*pairs, st.data(), st.sampled_from(Ability))
    def test_an_ability(self, youth, place, reference, data, ability):
        youth = replace(youth, abilities={name: ends for name, ends in youth.abilities.items() if name is not ability})
        ends = sorted(data.draw(inside(reference.ability(ability))) for _ in range(2))

        learned = replace(youth, abilities={**youth.abilities, ability: tuple(ends)})

        self.never_widens((youth, place), (learned, place), reference)

    @given(*pairs, st.data(), st.sampled_from(Condition))
    def test_a_need(self, youth, place, reference, data, condition):
        youth = replace(youth, needs={name: need for name, need in youth.needs.items() if name is not condition})

        learned = replace(youth, needs={**youth.needs, condition: data.draw(whole_inside(reference.need(condition)))})

        self.never_widens((youth, place), (learned, place), reference)

    @given(*pairs, offers(), st.sampled_from(Condition))
    def test_an_offer(self, youth, place, reference, offer, condition):
        low, _, high = reference.offer(condition)
        assume(low <= met_level(offer) <= high)
        place = replace(place, offers={name: one for name, one in place.offers.items() if name is not condition})

        learned = replace(place, offers={**place.offers, condition: offer})

        self.never_widens((youth, place), (youth, learned), reference)

    @given(*pairs, st.data())
    def test_pay(self, youth, place, reference, data):
        place = replace(place, pay=None)

        learned = replace(place, pay=data.draw(whole_inside(reference.usual(Quantity.PAY))))

        self.never_widens((youth, place), (youth, learned), reference)

    @given(*pairs, st.data())
    def test_pressure_and_school_like_ways(self, youth, place, reference, data):
        place = replace(place, pressure=None, school_like=None)
        pressure = data.draw(whole_inside(reference.usual(Quantity.PRESSURE)))
        school_like = data.draw(whole_inside(reference.usual(Quantity.SCHOOL_LIKE)))

        learned = replace(place, pressure=pressure, school_like=school_like)

        self.never_widens((youth, place), (youth, learned), reference)

    @given(*pairs, st.data())
    def test_the_income_that_is_needed(self, youth, place, reference, data):
        youth = replace(youth, income_needed=None)

        learned = replace(youth, income_needed=data.draw(whole_inside(reference.usual(Quantity.INCOME_NEEDED))))

        self.never_widens((youth, place), (learned, place), reference)

    @given(*pairs)
    def test_who_is_tired_of_school(self, youth, place, reference):
        low, _, high = reference.usual(Quantity.SCHOOL_TIRED)
        youth = replace(youth, school_tired=None)

        for tired in (False, True):
            if low <= tired <= high:
                self.never_widens((youth, place), (replace(youth, school_tired=tired), place), reference)

    @given(*pairs, st.data(), st.sampled_from(LANGUAGES))
    def test_a_language(self, youth, place, reference, data, language):
        youth = replace(youth, languages={code: level for code, level in youth.languages.items() if code != language})

        learned = {**youth.languages, language: data.draw(whole_inside(reference.language(language)))}

        self.never_widens((youth, place), (replace(youth, languages=learned), place), reference)

    @given(*pairs, st.data(), st.sampled_from(Demand))
    def test_a_demand_that_is_borne(self, youth, place, reference, data, demand):
        youth = replace(youth, bears={name: level for name, level in youth.bears.items() if name is not demand})

        learned = {**youth.bears, demand: data.draw(whole_inside(reference.bears(demand)))}

        self.never_widens((youth, place), (replace(youth, bears=learned), place), reference)

    @given(*pairs, st.data())
    def test_what_a_task_asks(self, youth, place, reference, data):
        assume(place.tasks)
        task, *others = place.tasks
        asks = {a: data.draw(whole_inside(reference.asks(a), least=0)) for a in Ability}
        demands = {d: data.draw(whole_inside(reference.demands(d), least=0)) for d in Demand}

        blank = replace(place, tasks=(replace(task, asks=None, demands=None), *others))
        said = replace(task, asks=without_zero(asks), demands=without_zero(demands))

        self.never_widens((youth, blank), (youth, replace(place, tasks=(said, *others))), reference)


class TestOrder:
    """5. The order of tasks and keys changes nothing; two runs give the same bytes."""

    @given(*pairs)
    def test_keys_in_another_order_give_the_same_bytes(self, youth, place, reference):
        once = match_of(youth, place, reference).to_dict()
        again = match_of(turned(youth), turned(place), reference).to_dict()

        assert json.dumps(once) == json.dumps(again)

    @given(*pairs)
    def test_tasks_in_another_order_give_the_same_fit(self, youth, place, reference):
        turned_tasks = replace(place, tasks=place.tasks[::-1])

        assert match_of(youth, turned_tasks, reference).fit == match_of(youth, place, reference).fit

    @given(*pairs)
    def test_records_that_were_written_and_read_match_the_same(self, youth, place, reference):
        read = YouthProfile.from_dict(json.loads(json.dumps(youth.to_dict())))
        read_place = PlaceProfile.from_dict(json.loads(json.dumps(place.to_dict())))

        again = match_of(read, read_place, Reference.from_dict(reference.to_dict()))

        assert json.dumps(again.to_dict()) == json.dumps(match_of(youth, place, reference).to_dict())


class TestChanges:
    """6. Said changes give exactly the fit that was said, and somebody can make them."""

    @given(*pairs)
    def test_the_changed_pair_fits_exactly_as_was_said(self, youth, place, reference):
        match = match_of(youth, place, reference)

        for change in match.changes:
            assert match_of(change.youth, change.place, reference).fit.value == change.fit
            assert change.fit > match.fit.value + 0.005

    @given(*pairs)
    def test_no_change_leads_to_a_refusal_and_a_refused_pair_has_none(self, youth, place, reference):
        match = match_of(youth, place, reference)

        assert not (match.refusals and match.changes)
        assert not any(match_of(change.youth, change.place, reference).refusals for change in match.changes)

    @given(*pairs)
    def test_the_obstacle_is_the_change_that_lifts_most(self, youth, place, reference):
        match = match_of(youth, place, reference)

        assert len(match.changes) <= 3
        assert match.obstacle == (match.changes[0] if match.changes else None)
        assert [change.fit for change in match.changes] == sorted((c.fit for c in match.changes), reverse=True)
        assert all(change.who in set(Who) for change in match.changes)

    @given(*pairs)
    def test_only_the_records_a_change_is_about_differ(self, youth, place, reference):
        for change in match_of(youth, place, reference).changes:
            assert (change.youth == youth) != (change.place == place)
            assert set(change.facts) == set(CHANGE_FACTS[change.code])


class TestSum:
    """7. The fit is the product of the parts; every reason carries its own exact share."""

    @given(*pairs)
    def test_the_fit_is_the_product_of_its_parts(self, youth, place, reference):
        match = match_of(youth, place, reference)

        product = math.prod(math.exp(-part.weight * part.friction) for part in match.parts.values())

        assert match.fit.value == pytest.approx(product, abs=1e-12)

    @given(*pairs)
    def test_the_reasons_of_a_part_add_up_to_its_friction(self, youth, place, reference):
        for part in match_of(youth, place, reference).parts.values():
            assert math.fsum(reason.friction for reason in part.reasons) == pytest.approx(part.friction, abs=1e-9)

    @given(*pairs)
    def test_every_reason_has_exactly_its_facts(self, youth, place, reference):
        match = match_of(youth, place, reference)
        of_parts = [reason for part in match.parts.values() for reason in part.reasons]

        for reason in (*of_parts, *match.strengths, *match.to_ask, *match.to_arrange):
            assert set(reason.facts) == set(FACTS[reason.code])
        for refusal in match.refusals:
            assert set(refusal.facts) == set(REFUSAL_FACTS[Refusal(refusal.code)])

    @given(*pairs)
    def test_a_match_is_plain_json(self, youth, place, reference):
        match = match_of(youth, place, reference)

        assert json.loads(json.dumps(match.to_dict(), allow_nan=False)) == match.to_dict()


class TestBands:
    """8. One part at 1.5 keeps any match out of the two best bands."""

    @settings(max_examples=300)
    @given(*pairs)
    def test_one_bad_part_cannot_be_bought_off(self, youth, place, reference):
        parts = judge_parts(youth, place, reference)
        assume(any(part.friction >= 1.5 for part in parts.values()))

        assert band_of(parts) not in (Band.FITS_VERY_WELL, Band.FITS_WELL)

    @given(*pairs, st.sampled_from(PartKey))
    def test_whatever_the_part_and_the_weights(self, youth, place, reference, key):
        parts = judge_parts(youth, place, reference)
        alone = {name: replace(part, friction=1.5 if name is key else 0.0) for name, part in parts.items()}

        assert band_of(alone) not in (Band.FITS_VERY_WELL, Band.FITS_WELL)

    @given(*pairs)
    def test_without_the_needed_income_never_better_than_possible_with_help(self, youth, place, reference):
        match = match_of(youth, place, reference)
        assume(match.parts[PartKey.INCOME].friction > 0)

        assert match.band not in (Band.FITS_VERY_WELL, Band.FITS_WELL)


class TestStrengthsAndQuestions:
    @given(*pairs)
    def test_at_most_three_strengths_that_spare_something(self, youth, place, reference):
        strengths = match_of(youth, place, reference).strengths

        assert len(strengths) <= 3
        assert all(strength.friction > 0 for strength in strengths)

    @given(*pairs)
    def test_no_strength_of_hours_rests_on_what_is_unknown(self, youth, place, reference):
        told = {strength.code for strength in match_of(youth, place, reference).strengths}

        if youth.free is None or (place.times is None and not place.flexible_times):
            assert ReasonCode.TIMES_FIT not in told
        if youth.hours is None or place.hours is None:
            assert ReasonCode.HOURS_FIT not in told

    @given(*pairs)
    def test_nothing_is_asked_twice_and_no_width_is_negative(self, youth, place, reference):
        questions = [
            json.dumps(reason.to_dict() | {"friction": 0}) for reason in match_of(youth, place, reference).to_ask
        ]

        assert len(questions) == len(set(questions))
        assert all(reason.friction >= 0 for reason in match_of(youth, place, reference).to_ask)


def inside(levels: tuple[float, float, float]) -> st.SearchStrategy[float]:
    return st.floats(levels[0], levels[2])


def whole_inside(levels: tuple[float, float, float], *, least: int | None = None) -> st.SearchStrategy[int]:
    low, high = math.ceil(levels[0]), math.floor(levels[2])
    return st.integers(low, high) if low <= high else st.nothing()


def without_zero(asked: dict[Any, int]) -> dict[Any, int]:
    return {name: level for name, level in asked.items() if level > 0}


def swapped(tasks: tuple[Task, ...], old: Task, new: Task) -> tuple[Task, ...]:
    index = tasks.index(old)
    return (*tasks[:index], new, *tasks[index + 1 :])


def lowered(asked: dict[Any, int], data: st.DataObject) -> dict[Any, int]:
    """Each level the same, lower, or not asked at all."""
    return without_zero({name: data.draw(st.integers(0, level)) for name, level in asked.items()})


def turned(record: Any) -> Any:
    """The same record with the keys of its mappings the other way round."""
    changed: dict[str, Any] = {}
    for name in type(record).__dataclass_fields__:
        held = getattr(record, name)
        if isinstance(held, dict):
            changed[name] = dict(reversed(held.items()))
        elif name == "tasks":
            changed[name] = tuple(turned(task) for task in held)
    return replace(record, **changed)
