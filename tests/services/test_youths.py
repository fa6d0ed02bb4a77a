"""Youths: whose they are, and what may be changed of them."""

import pytest

from matcher.vocabulary import Ability
from models.ability import Source
from models.account import RoleName
from tests.make import NOW, TODAY
from web.services import youths
from web.services.errors import InvalidInput, NotFound, Stale


@pytest.fixture
def coach(make):
    return make.coach()


class TestACaseload:
    def test_holds_the_own_youths_by_name(self, session, make, coach):
        for name, whose in (("Zoë", coach), ("Ömer", coach), ("pim", coach), ("Bilal", coach), ("Yusuf", make.coach())):
            make.youth(name=name, coach=whose)

        assert [youth.name for youth in youths.caseload(session, actor=coach)] == ["Bilal", "Ömer", "pim", "Zoë"]

    def test_is_not_there_for_who_is_no_coach(self, session, make):
        with pytest.raises(NotFound):
            youths.caseload(session, actor=make.coordinator())


class TestAnotherCoach:
    @pytest.mark.parametrize(
        "act",
        [
            lambda session, youth, actor: youths.get_youth(session, youth.id, actor=actor),
            lambda session, youth, actor: youths.edit_youth(session, youth.id, {}, version=1, actor=actor),
            lambda session, youth, actor: youths.edit_abilities(
                session, youth.id, {}, on=TODAY, version=1, actor=actor
            ),
            lambda session, youth, actor: youths.correct_travel(
                session, youth.id, 1, 20, was=None, at=NOW, actor=actor
            ),
        ],
    )
    def test_does_not_find_the_youth(self, session, make, coach, act):
        youth = make.youth(coach=make.coach())

        with pytest.raises(NotFound):
            act(session, youth, coach)


class TestTheOwnFile:
    def test_is_found_by_the_account(self, session, make):
        user = make.user(RoleName.YOUTH)
        youth = make.youth(user=user)

        assert youths.own_youth(session, actor=user) is youth

    def test_of_who_has_none_is_not_there(self, session, make):
        with pytest.raises(NotFound):
            youths.own_youth(session, actor=make.user(RoleName.YOUTH))


class TestChangingAYouth:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"hours_least": 20.0}, "hours_most"),
            ({"hours_most": 20.0}, "hours_least"),
            ({"hours_least": 20.0, "hours_most": 10.0}, "hours_most"),
            ({"postcode_code": "9999"}, "postcode_code"),
            ({"exempt_from": TODAY}, "exempt_from"),
            ({"skills": frozenset({"plek:skill:made-up"})}, "skills"),
            ({"goals": frozenset({"plek:skill:made-up"})}, "goals"),
        ],
    )
    def test_refuses_at_the_field_what_does_not_go_together(self, session, make, coach, values, field):
        youth = make.youth(coach=coach)

        with pytest.raises(InvalidInput) as caught:
            youths.edit_youth(session, youth.id, values, version=1, actor=coach)

        assert set(caught.value.errors) == {field}


class TestTheViewsOfAnAbility:
    def test_stay_apart_and_get_the_day(self, session, make, coach):
        youth = make.youth(coach=coach, own={"reading": 2})
        sides = {Source.OWN: {Ability.READING: 2}, Source.COACH: {Ability.READING: 4}}

        youths.edit_abilities(session, youth.id, sides, on=NOW.date(), version=1, actor=coach)

        assert {view.source: (view.level, view.noted_on) for view in youth.views} == {
            Source.OWN: (2, TODAY),
            Source.COACH: (4, NOW.date()),
        }

    def test_can_be_taken_back(self, session, make, coach):
        youth = make.youth(coach=coach, own={"reading": 2})

        youths.edit_abilities(
            session, youth.id, {Source.OWN: {Ability.READING: None}}, on=TODAY, version=1, actor=coach
        )

        assert list(youth.views) == []

    def test_that_stay_the_same_leave_the_version(self, session, make, coach):
        youth = make.youth(coach=coach, own={"reading": 2})

        youths.edit_abilities(session, youth.id, {Source.OWN: {Ability.READING: 2}}, on=TODAY, version=7, actor=coach)

        assert youth.version == 1


class TestATravelTime:
    def test_is_used_from_then_on(self, session, make, coach):
        youth, workplace = make.youth(coach=coach), make.workplace()

        youths.correct_travel(session, youth.id, workplace.id, 25, was=None, at=NOW, actor=coach)
        youths.correct_travel(session, youth.id, workplace.id, 30, was=25, at=NOW, actor=coach)

        assert youth.profile(on=TODAY).known_minutes == {workplace.id: 30}

    def test_can_be_forgotten_twice(self, session, make, coach):
        youth, workplace = make.youth(coach=coach), make.workplace()
        make.correction(youth, workplace, 20)

        for _ in range(2):
            youths.correct_travel(session, youth.id, workplace.id, None, was=20, at=NOW, actor=coach)

        assert youth.profile(on=TODAY).known_minutes == {}

    def test_that_somebody_else_kept_meanwhile_is_not_overwritten_silently(self, session, make, coach):
        youth, workplace = make.youth(coach=coach), make.workplace()
        make.correction(youth, workplace, 20)

        with pytest.raises(Stale) as caught:
            youths.correct_travel(session, youth.id, workplace.id, 35, was=None, at=NOW, actor=coach)

        assert [(found.current, found.submitted) for found in caught.value.differences] == [(20, 35)]
        assert youth.profile(on=TODAY).known_minutes == {workplace.id: 20}

    @pytest.mark.parametrize("minutes", [0, -3, 601])
    def test_that_cannot_be_is_refused(self, session, make, coach, minutes):
        with pytest.raises(InvalidInput):
            youths.correct_travel(
                session, make.youth(coach=coach).id, make.workplace().id, minutes, was=None, at=NOW, actor=coach
            )

    def test_to_no_workplace_is_not_there(self, session, make, coach):
        with pytest.raises(NotFound):
            youths.correct_travel(session, make.youth(coach=coach).id, 999_999, 20, was=None, at=NOW, actor=coach)
