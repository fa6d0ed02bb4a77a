from typing import ClassVar

import pytest

from matcher.codes import ReasonCode
from matcher.parts.interests import Interests, likeness
from matcher.profiles import Task
from matcher.vocabulary import Demand, PartKey, Sector, Wish
from tests.matcher import make
from tests.matcher.parts.contract import PartContract

HANDS = (1.0, 1.0, 0.5, 0.0, 0.0, 0.5)
PEOPLE = (0.0, 0.0, 0.5, 1.0, 1.0, 0.5)
NEITHER = (1.0, 0.0, 0.5, 1.0, 0.0, 0.5)  # r = 0 with both


def task(interests, minutes=60):
    return Task(minutes, interests=interests)


class TestInterests(PartContract):
    part = Interests()
    key = PartKey.INTERESTS
    best: ClassVar = {"sector": Sector.GREEN, "interests": None, "tasks": ()}  # the wish is the only thing on a scale
    blank: ClassVar = {"sector": None, "interests": None, "tasks": ()}
    worst: ClassVar = {"sector": Sector.ICT, "interests": None, "tasks": ()}

    def test_a_blank_is_never_better_than_the_best_nor_worse_than_the_worst(self):
        youth = make.youth(wishes={"green": Wish.WANTED, "office": Wish.EXPLORE})
        costs = [self.friction(youth, make.place(sector=sector)) for sector in (Sector.GREEN, None, Sector.ICT)]

        assert costs == [0.0, 0.03, 0.1]

    def unknown_even_when_known(self, youth, place):
        return (
            place.sector is None
            or any(len(set(t.interests or ())) < 2 for t in place.tasks)
            or len(set(youth.interests)) < 2
        )

    @pytest.mark.parametrize(
        ("work", "friction"),
        [(HANDS, 0.0), (NEITHER, 0.2), (PEOPLE, 0.6)],
    )
    def test_costs_0_4_for_every_1_of_likeness_below_a_half(self, work, friction):
        youth, place = make.youth(interests=HANDS), make.place(tasks=(task(work),))

        assert self.friction(youth, place) == pytest.approx(friction)

    def test_tasks_count_by_their_share_of_the_minutes(self):
        youth, place = make.youth(interests=HANDS), make.place(tasks=(task(HANDS, 180), task(PEOPLE, 60)))

        assert self.friction(youth, place) == pytest.approx(0.25 * 0.6)

    def test_the_interests_of_the_place_stand_for_tasks_that_have_none_and_for_no_tasks(self):
        youth = make.youth(interests=HANDS)

        assert self.friction(youth, make.place(tasks=(task(None),), interests=PEOPLE)) == pytest.approx(0.6)
        assert self.friction(youth, make.place(tasks=(), interests=PEOPLE)) == pytest.approx(0.6)

    def test_only_the_shape_of_a_profile_counts(self):
        assert likeness((0.2, 0.1, 0.1, 0.1, 0.1, 0.1), (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)) == pytest.approx(1.0)

    @pytest.mark.parametrize(
        ("likes", "work", "questions"),
        [
            ((0.5,) * 6, HANDS, {ReasonCode.INTERESTS_UNKNOWN_YOUTH}),
            (None, HANDS, {ReasonCode.INTERESTS_UNKNOWN_YOUTH}),
            (HANDS, (0.3,) * 6, {ReasonCode.INTERESTS_UNKNOWN_PLACE}),
            (HANDS, None, {ReasonCode.INTERESTS_UNKNOWN_PLACE}),
            (None, None, {ReasonCode.INTERESTS_UNKNOWN_YOUTH, ReasonCode.INTERESTS_UNKNOWN_PLACE}),
        ],
    )
    def test_a_flat_profile_is_unknown_and_asked_like_none(self, likes, work, questions):
        ledger = self.part.weigh(make.youth(interests=likes), make.place(tasks=(task(work),)), make.NOTHING_USUAL)

        assert {question.code for question in ledger.questions} == questions
        assert ledger.friction == pytest.approx(0.4 * (0.5 - 0.1))

    @pytest.mark.parametrize(
        ("wishes", "fields", "friction"),
        [
            ({}, {"sector": Sector.OFFICE}, 0.0),
            ({"office": Wish.EXPLORE}, {"sector": Sector.CARE}, 0.0),
            ({"green": Wish.WANTED}, {"sector": Sector.GREEN}, 0.0),
            ({"outdoors": Wish.WANTED}, {"sector": Sector.SHOP, "surroundings": frozenset({Demand.OUTDOORS})}, 0.0),
            ({"employer:4": Wish.WANTED}, {"sector": Sector.SHOP}, 0.0),
            ({"green": Wish.WANTED, "shop": Wish.LEARN}, {"sector": Sector.SHOP}, 0.03),
            ({"green": Wish.WANTED, "shop": Wish.EXPLORE}, {"sector": Sector.SHOP}, 0.03),
            ({"green": Wish.WANTED}, {"sector": Sector.SHOP}, 0.1),
            ({"animals": Wish.WANTED}, {"sector": Sector.ANIMALS}, 0.0),
            ({"animals": Wish.WANTED}, {"sector": Sector.SHOP, "surroundings": frozenset({Demand.ANIMALS})}, 0.0),
        ],
    )
    def test_a_wish_counts_once_and_only_when_something_is_wanted(self, wishes, fields, friction):
        assert self.friction(make.youth(wishes=wishes), make.place(**fields)) == friction

    def test_costs_0_7_at_worst(self):
        youth = make.youth(interests=HANDS, wishes={"green": Wish.WANTED})

        assert self.friction(youth, make.place(tasks=(task(PEOPLE),), sector=Sector.SHOP)) == pytest.approx(0.7)

    def test_names_what_differs_most(self):
        (reason,) = self.judge(make.youth(interests=HANDS), make.place(tasks=(task(PEOPLE),))).reasons

        assert (reason.code, reason.facts) == (ReasonCode.INTERESTS_DIFFER, {"types": ["S", "E"]})

    def test_what_is_liked_is_never_told_as_different(self):
        youth = make.youth(interests=(0.9, 0.1, 0.3, 0.8, 0.2, 0.1))
        tasks = task((1.0, 0.2, 0.1, 0.6, 0.1, 0.2)), task((0.7, 0.2, 0.1, 0.0, 0.2, 1.0))

        ledger = self.part.weigh(youth, make.place(tasks=tasks), make.NOTHING_USUAL)
        told = {reason.code: set(reason.facts["types"]) for reason in (*ledger.rubs, *ledger.strengths)}

        assert told[ReasonCode.INTERESTS_DIFFER] == {"C"}
        assert not told[ReasonCode.INTERESTS_DIFFER] & told.get(ReasonCode.INTERESTS_MATCH, set())
