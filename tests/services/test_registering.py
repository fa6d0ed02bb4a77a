"""Writing down what is new."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from matcher.vocabulary import Ability, Kind
from models.ability import Source
from models.account import RoleName
from models.place import PlaceState
from web.clock import now
from web.services.errors import InvalidInput, NotFound
from web.services.registering import (
    add_account,
    add_employer,
    add_place,
    add_workplace,
    add_youth,
    keep_skill,
    move_along,
    take_in,
)

ON: Final = date(2026, 3, 2)
NOW: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
TASK: Final = {"title": "Water geven", "minutes_each": 60, "times_a_week": 5}


class TestAccounts:
    def test_have_their_roles(self, session):
        account = add_account(session, name="Marit", email="marit@example.org", roles=[RoleName.COACH])
        assert [role.name for role in account.roles] == [RoleName.COACH]

    def test_need_an_address_that_is_one(self, session):
        with pytest.raises(InvalidInput, match="email"):
            add_account(session, name="Marit", email="marit", roles=[])

    def test_cannot_share_an_address(self, session, make):
        make.coach(email="marit@example.org")
        with pytest.raises(InvalidInput):
            add_account(session, name="Marit", email="Marit@example.org", roles=[])


class TestYouths:
    def test_come_into_the_caseload_of_who_adds_them(self, session, make):
        coach = make.coach()
        views = {Source.OWN: {Ability.CARE: 3}, Source.COACH: {Ability.CARE: 4}}

        youth = add_youth(session, {"name": "Sam", "needs": {"buddy": 2}}, views=views, on=ON, actor=coach)

        assert youth.coach_id == coach.id
        assert youth.profile(on=ON).abilities == {Ability.CARE: (3, 4)}
        assert {view.noted_on for view in youth.views} == {ON}

    def test_are_added_by_coaches_only(self, session, make):
        with pytest.raises(NotFound):
            add_youth(session, {"name": "Sam"}, on=ON, actor=make.coordinator())

    def test_live_at_a_postcode_that_exists(self, session, make):
        with pytest.raises(InvalidInput, match="postcode_code"):
            add_youth(session, {"name": "Sam", "postcode_code": "0000"}, on=ON, actor=make.coach())


class TestTakingIn:
    NEW: Final = {"name": "Sam", "birth_date": date(2008, 5, 4), "email": None, "older_reason": None}

    def test_twice_within_a_minute_is_once(self, session, make):
        coach, at = make.coach(), now()
        first, again = (take_in(session, self.NEW, on=ON, at=at, actor=coach) for _ in range(2))

        assert again is first
        assert take_in(session, self.NEW, on=ON, at=at + timedelta(minutes=2), actor=coach) is not first

    def test_again_with_another_address_is_the_same_youth_with_that_address(self, session, make):
        coach, at = make.coach(), now()
        first = take_in(session, self.NEW | {"email": "sma@example.org"}, on=ON, at=at, actor=coach)
        again = take_in(session, self.NEW | {"email": "sam@example.org"}, on=ON, at=at, actor=coach)

        assert again is first
        assert again.email == "sam@example.org"

    def test_the_same_name_by_another_coach_is_somebody_else(self, session, make):
        first, other = (take_in(session, self.NEW, on=ON, at=now(), actor=make.coach()) for _ in range(2))

        assert other is not first

    def test_is_done_by_coaches_only(self, session, make):
        for somebody in (make.coordinator(), make.administrator(), make.member(), make.youth_user()):
            with pytest.raises(NotFound):
                take_in(session, self.NEW, on=ON, at=now(), actor=somebody)

    def test_of_the_oldest_needs_a_reason_from_the_day_that_they_are_27(self, session, make):
        older = self.NEW | {"birth_date": date(1999, 3, 2)}

        assert take_in(session, older, on=ON - timedelta(days=1), at=now(), actor=make.coach())
        with pytest.raises(InvalidInput, match="older_reason"):
            take_in(session, older, on=ON, at=now(), actor=make.coach())


class TestPlaces:
    def test_start_as_a_draft_with_their_tasks_and_move_along(self, session, make):
        coach = make.coach()
        employer = add_employer(session, {"name": "Kwekerij", "kvk": "00000001", "sbi": "0130"}, actor=coach)
        workplace = add_workplace(session, employer.id, {"name": "Kas", "offers": {"buddy": [1, 2]}}, actor=coach)
        values = {"kind": Kind.CARVED, "title": "Helpen", "seats": 2}
        place = add_place(session, workplace.id, values, tasks=[TASK, TASK], actor=coach)

        assert (place.state, place.seats, [task.position for task in place.tasks]) == (PlaceState.DRAFT, 2, [0, 1])
        move_along(session, place, [PlaceState.OPEN, PlaceState.FILLED], at=NOW, actor=coach)
        assert [move.to_state for move in place.moves] == [PlaceState.OPEN, PlaceState.FILLED]

    def test_belong_to_a_workplace_that_exists(self, session, make):
        with pytest.raises(NotFound):
            add_place(session, 0, {"kind": Kind.CARVED, "title": "Helpen"}, actor=make.coach())
        with pytest.raises(NotFound):
            add_workplace(session, 0, {"name": "Kas"}, actor=make.coach())

    @pytest.mark.parametrize("task", [TASK | {"asks": {"care": {"level": 9, "often": "often"}}}, TASK | {"title": ""}])
    def test_have_tasks_that_can_be(self, session, make, task):
        with pytest.raises(InvalidInput):
            add_place(
                session, make.workplace().id, {"kind": Kind.CARVED, "title": "Helpen"}, tasks=[task], actor=make.coach()
            )


class TestSkills:
    def test_are_kept_once_and_renewed(self, session):
        values = {"scheme": "plek", "uri": "urn:plek:skill:test", "label_nl": "oud", "label_en": "old", "kind": "skill"}
        first = keep_skill(session, values)
        assert keep_skill(session, values | {"label_nl": "nieuw"}) is first
        assert first.label_nl == "nieuw"
