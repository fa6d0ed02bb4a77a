"""Matches in a service: whose places, which youths, and what a change moves."""

import pytest

from matcher.profiles import Offer
from matcher.vocabulary import Aim, Band, Condition, Kind, Means, PartKey, Wish
from models.account import RoleName
from models.place import PlaceState
from tests.make import TODAY
from web.services import matching
from web.services.errors import NotFound, Stale

NAMED = {"on": TODAY, "language": "nl"}


@pytest.fixture
def coach(make):
    return make.coach()


@pytest.fixture
def youth(make, coach):
    return make.youth(coach=coach, user=make.user(RoleName.YOUTH), x=105_000, y=425_000, reach={Means.BICYCLE: 40.0})


class TestThePlacesForAYouth:
    def test_bring_the_rows_ways_and_names_that_are_shown(self, session, make, coach, youth):
        skill = make.skill()
        place = make.place(workplace=make.workplace(x=107_000, y=425_000), taught=frozenset({skill.uri}))

        found = matching.places_for(session, youth.id, actor=coach, **NAMED)

        assert [match.place_id for match in found.ranking.matches] == [place.id]
        assert found.places == {place.id: place}
        assert round(found.ways[place.id].minutes) == 10
        assert found.skills == {skill.uri: "planten verzorgen"}

    def test_know_no_way_without_coordinates(self, session, make, coach, youth):
        place = make.place(workplace=make.workplace(x=None, y=None))

        found = matching.places_for(session, youth.id, actor=coach, **NAMED)

        assert found.ways == {place.id: None}

    def test_count_what_a_filter_hides(self, session, make, coach, youth):
        make.place(kind=Kind.LEARNING)

        found = matching.places_for(session, youth.id, actor=coach, where={"kind": [Kind.OPENING]}, **NAMED)

        assert (found.ranking.total, found.ranking.hidden_by, found.size) == (0, {"kind": 1}, 1)

    def test_are_not_there_for_another_coach(self, session, make, youth):
        with pytest.raises(NotFound):
            matching.places_for(session, youth.id, actor=make.coach(), **NAMED)


class TestTheOwnPlaces:
    def test_never_hold_what_does_not_fit_now(self, session, make, youth):
        youth.needs = {Condition.QUIET_SPOT: 3, Condition.BUDDY: 3}
        nothing = make.workplace(offers={Condition.QUIET_SPOT: Offer(0, 0), Condition.BUDDY: Offer(0, 0)})
        make.place(workplace=nothing)
        session.flush()

        found = matching.own_places(session, actor=youth.user, k=3, **NAMED)

        assert found.ranking.matches == ()

    def test_are_not_there_for_a_coach(self, session, coach):
        with pytest.raises(NotFound):
            matching.own_places(session, actor=coach, k=3, **NAMED)


class TestOnePair:
    def test_tells_what_speaks_for_each_part(self, session, make, coach, youth):
        place = make.place(workplace=make.workplace(x=105_500, y=425_000))

        found = matching.place_for(session, youth.id, place.id, actor=coach, **NAMED)

        assert set(found.fits) == set(PartKey)
        assert [reason.code for reason in found.fits[PartKey.TRAVEL]] == ["travel_near"]

    def test_tells_what_the_obstacle_becomes_once_mended(self, session, make, coach, youth):
        youth.needs = {Condition.QUIET_SPOT: 3}
        place = make.place(workplace=make.workplace(offers={Condition.QUIET_SPOT: Offer(0, 3)}))
        session.flush()

        found = matching.place_for(session, youth.id, place.id, actor=coach, **NAMED)

        assert found.match.obstacle.part == PartKey.SUPPORT
        assert found.mended.friction < found.match.parts[PartKey.SUPPORT].friction

    def test_that_is_refused_still_has_its_parts(self, session, make, coach, youth):
        place = make.place(state=PlaceState.CLOSED)

        match = matching.place_for(session, youth.id, place.id, actor=coach, **NAMED).match

        assert [reason.code for reason in match.refusals] == ["not_open"]
        assert set(match.parts) == set(PartKey)


class TestTheYouthsForAPlace:
    def test_are_those_of_the_own_caseload_with_the_refused_apart(self, session, make, coach, youth):
        place = make.place()
        unwilling = make.youth(coach=coach, wishes={f"employer:{place.workplace.employer_id}": Wish.EXCLUDED})
        make.youth(coach=make.coach())

        found = matching.youths_for(session, place.id, actor=coach, **NAMED)

        assert [match.youth_id for match in found.matches] == [youth.id]
        assert [match.youth_id for match in found.refused] == [unwilling.id]

    def test_of_a_closed_place_are_all_refused(self, session, make, coach, youth):
        found = matching.youths_for(session, make.place(state=PlaceState.CLOSED).id, actor=coach, **NAMED)

        assert (list(found.matches), [match.youth_id for match in found.refused]) == ([], [youth.id])


class TestLookingUp:
    def test_judges_any_place_in_the_list_or_not(self, session, make, coach, youth):
        open_, closed = make.place(title="Kas A"), make.place(title="Kas B", state=PlaceState.CLOSED)

        found = matching.look_up(session, youth.id, "kas", actor=coach, on=TODAY)

        assert found.total == 2
        assert not found.matches[open_.id].refusals
        assert found.matches[closed.id].refusals


class TestPriorities:
    def test_say_how_many_places_moved(self, session, make, coach, youth):
        make.place()

        moved = matching.set_priorities(
            session, youth.id, matters_most=(PartKey.TRAVEL,), aim=Aim.FINDING_OUT, version=1, actor=coach, on=TODAY
        )

        assert moved == 0
        assert (youth.matters_most, youth.aim) == ((PartKey.TRAVEL,), Aim.FINDING_OUT)

    def test_changed_by_somebody_else_meanwhile_are_a_conflict(self, session, coach, youth):
        with pytest.raises(Stale):
            matching.set_priorities(
                session, youth.id, matters_most=(PartKey.HOURS,), aim=Aim.PAID, version=5, actor=coach, on=TODAY
            )


class TestTheOverview:
    def test_has_each_youth_with_the_best_place_or_none(self, session, make, coach, youth):
        glances = matching.overview(session, actor=coach, on=TODAY)
        assert [(glance.youth, glance.place, glance.total) for glance in glances] == [(youth, None, 0)]

        place = make.place()
        session.commit()
        (glance,) = matching.overview(session, actor=coach, on=TODAY)
        assert (glance.place, glance.total) == (place, 1)
        assert glance.match.band in set(Band)
