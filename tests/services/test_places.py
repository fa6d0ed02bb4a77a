"""Places: finding them, and what may be changed of them."""

from datetime import date

import pytest

from models.place import PlaceState
from tests.make import NOW
from web.services import places, skills
from web.services.errors import InvalidInput, InvalidMove, NotFound


@pytest.fixture
def coach(make):
    return make.coach()


def titles(found):
    return [place.title for place in found[0]]


class TestFindingPlaces:
    def test_is_by_title_employer_or_workplace_whatever_the_capitals(self, session, make, coach):
        make.place(title="Kas", workplace=make.workplace(name="Winkel"))
        make.place(title="B", workplace=make.workplace(name="Hal", employer=make.employer(name="De KASteelhoeve")))
        make.place(title="C", workplace=make.workplace(name="Achter de kas"))
        make.place(title="D", workplace=make.workplace(name="Winkel"))

        assert titles(places.find_places(session, " kaS ", actor=coach)) == ["B", "C", "Kas"]

    def test_knows_capitals_with_accents(self, session, make, coach):
        make.place(title="CAFÉ École", workplace=make.workplace(name="Winkel"))

        assert titles(places.find_places(session, "café éCOLE", actor=coach)) == ["CAFÉ École"]

    @pytest.mark.parametrize("words", ["%", "_", "\\", "'"])
    def test_takes_the_words_as_they_are(self, session, make, coach, words):
        make.place(title="Kas")

        assert places.find_places(session, words, actor=coach) == ([], 0)

    def test_is_a_page_at_a_time_and_counts_all(self, session, make, coach):
        workplace = make.workplace()
        for number in range(places.PAGE + 2):
            make.place(title=f"Plek {number:02}", workplace=workplace)

        first, total = places.find_places(session, actor=coach)
        second, _total = places.find_places(session, actor=coach, offset=places.PAGE)

        assert (len(first), len(second), total) == (places.PAGE, 2, places.PAGE + 2)
        assert not {place.id for place in first} & {place.id for place in second}

    def test_is_not_for_youths(self, session, make):
        with pytest.raises(NotFound):
            places.find_places(session, actor=make.user())


class TestAnOpenPlace:
    @pytest.mark.parametrize("state", [state for state in PlaceState if state != PlaceState.OPEN])
    def test_is_the_only_one_a_youth_finds(self, session, make, state):
        with pytest.raises(NotFound):
            places.get_open_place(session, make.place(state=state).id)


class TestChangingAPlace:
    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"hours_least": 20.0}, "hours_most"),
            ({"hours_least": 20.0, "hours_most": 10.0}, "hours_most"),
            ({"start": date(2026, 5, 1), "until": date(2026, 4, 1)}, "until"),
            ({"occupation_id": 999_999}, "occupation_id"),
            ({"taught": frozenset({"plek:skill:made-up"})}, "taught"),
            ({"licences": frozenset({"plek:skill:made-up"})}, "licences"),
        ],
    )
    def test_refuses_at_the_field_what_does_not_go_together(self, session, make, coach, values, field):
        with pytest.raises(InvalidInput) as caught:
            places.edit_place(session, make.place().id, values, version=1, actor=coach)

        assert set(caught.value.errors) == {field}

    def test_is_not_for_a_coordinator(self, session, make):
        with pytest.raises(NotFound):
            places.edit_place(session, make.place().id, {"title": "x"}, version=1, actor=make.coordinator())

    def test_finds_a_task_only_at_its_own_place(self, session, make, coach):
        place, other = make.place(tasks=1), make.place()

        with pytest.raises(NotFound):
            places.get_task(session, other.id, place.tasks[0].id, actor=coach)

    def test_refuses_a_postcode_that_nobody_knows(self, session, make, coach):
        with pytest.raises(InvalidInput):
            places.edit_workplace(session, make.workplace().id, {"postcode_code": "0000"}, version=1, actor=coach)


class TestMovingAPlace:
    def test_keeps_from_what_to_what_by_whom_and_why(self, session, make, coach):
        place = make.place()

        places.move_place(session, place.id, PlaceState.PAUSED, why="Druk", at=NOW, actor=coach)

        move = place.moves[-1]
        assert (move.from_state, move.to_state, move.why, move.by_id) == ("open", "paused", "Druk", coach.id)

    def test_pressed_twice_moves_once(self, session, make, coach):
        place = make.place()

        for _ in range(2):
            places.move_place(session, place.id, PlaceState.PAUSED, why=None, at=NOW, actor=coach)

        assert len(place.moves) == 1

    def test_refuses_a_way_that_does_not_exist(self, session, make, coach):
        place = make.place(state=PlaceState.CLOSED)

        with pytest.raises(InvalidMove):
            places.move_place(session, place.id, PlaceState.PAUSED, why=None, at=NOW, actor=coach)


class TestTheNamesOfSkills:
    def test_are_in_the_readers_language_where_there_is_one(self, session, make):
        skill, dutch = make.skill(label_nl="snoeien", label_en="pruning"), make.skill(label_nl="harken")

        english = skills.skill_labels(session, [skill.uri, dutch.uri, "unknown"], language="en")

        assert english == {skill.uri: "pruning", dutch.uri: "harken"}
        assert skills.skill_catalogue(session, language="nl")[skill.uri] == "snoeien"
