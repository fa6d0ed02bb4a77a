"""The records are read strictly, written plainly, and hold nothing that a match may not know."""

import json
from dataclasses import fields

import pytest
from hypothesis import given

from matcher.profiles import Offer, PlaceProfile, Task, WeekTime, YouthProfile
from matcher.records import Invalid
from tests.matcher.strategies import places, youths

YOUTH = {"id": 1}
PLACE = {"id": 1, "kind": "opening", "seats": 1, "open": True}


class TestFields:
    """R5: protected characteristics never enter. A new field here needs a decision."""

    def test_of_a_youth(self):
        assert {field.name for field in fields(YouthProfile)} == {
            "id", "birth_date", "qualified", "exempt", "school_minutes", "home", "reach", "known_minutes", "hours",
            "free", "earliest", "interests", "abilities", "bears", "skills", "goals", "languages", "needs", "wishes",
            "income_needed", "matters_most", "aim", "urgent", "school_tired",
        }  # fmt: skip

    def test_of_a_place_and_its_tasks(self):
        assert {field.name for field in fields(PlaceProfile)} == {
            "id", "kind", "seats", "open", "workplace", "employer", "sector", "surroundings", "at", "tasks",
            "interests", "hours", "times", "flexible_times", "on_call", "start", "until", "pay", "languages",
            "licences", "taught", "offers", "pressure", "education", "school_like", "expert_supervision",
        }  # fmt: skip
        assert {field.name for field in fields(Task)} == {
            "minutes",
            "asks",
            "demands",
            "skills",
            "interests",
            "hazards",
        }


class TestRoundTrip:
    @given(youths())
    def test_a_youth_survives_json(self, youth):
        assert YouthProfile.from_dict(json.loads(json.dumps(youth.to_dict(), allow_nan=False))) == youth

    @given(places())
    def test_a_place_survives_json(self, place):
        assert PlaceProfile.from_dict(json.loads(json.dumps(place.to_dict(), allow_nan=False))) == place

    def test_what_is_left_out_is_unknown(self):
        assert YouthProfile.from_dict(YOUTH) == YouthProfile(1)
        assert PlaceProfile.from_dict(PLACE).offers == {}

    def test_an_asked_nothing_is_not_an_unknown(self):
        tasks = [{"minutes": 60, "asks": {}}, {"minutes": 60, "asks": None}, {"minutes": 60}]
        read = PlaceProfile.from_dict(PLACE | {"tasks": tasks}).tasks

        assert [task.asks for task in read] == [{}, None, None]

    def test_tuples_have_their_names(self):
        place = PlaceProfile.from_dict(PLACE | {"times": [[0, 480, 600]], "offers": {"buddy": [1, 2]}})

        assert place.times == (WeekTime(0, 480, 600),)
        assert list(place.offers.values()) == [Offer(1, 2)]


class TestStrictYouth:
    @pytest.mark.parametrize(
        ("more", "path"),
        [
            ({"name": "Noa"}, "name"),
            ({"id": True}, "id"),
            ({"id": "1"}, "id"),
            ({"id": 1.0}, "id"),
            ({"birth_date": "2009-02-29"}, "birth_date"),
            ({"birth_date": "1-2-2009"}, "birth_date"),
            ({"qualified": 1}, "qualified"),
            ({"school_minutes": -1}, "school_minutes"),
            ({"home": [1]}, "home"),
            ({"home": [1.5, 2]}, "home[0]"),
            ({"reach": {}}, "reach"),
            ({"reach": {"bicycle": 0}}, "reach.bicycle"),
            ({"reach": {"horse": 10}}, "reach.horse"),
            ({"known_minutes": {"x": 10}}, "known_minutes.x"),
            ({"known_minutes": {"1": 10, "01": 20}}, "known_minutes.01"),
            ({"known_minutes": {"\u0661": 10}}, "known_minutes.\u0661"),
            ({"hours": [32, 16]}, "hours"),
            ({"free": [[7, 0, 60]]}, "free[0]"),
            ({"free": [[0, 60, 60]]}, "free[0]"),
            ({"free": [[0, 0, 1441]]}, "free[0][2]"),
            ({"interests": [0, 0, 0, 0, 0]}, "interests"),
            ({"interests": [0, 0, 0, 0, 0, float("nan")]}, "interests[5]"),
            ({"interests": [0, 0, 0, 0, 0, 1.1]}, "interests[5]"),
            ({"abilities": {"reading": [4, 2]}}, "abilities.reading"),
            ({"abilities": {"reading": 3}}, "abilities.reading"),
            ({"abilities": {"reading": [0, 2]}}, "abilities.reading[0]"),
            ({"bears": {"noise": 4}}, "bears.noise"),
            ({"bears": {"noise": True}}, "bears.noise"),
            ({"skills": "vca"}, "skills"),
            ({"languages": {"nl": 7}}, "languages.nl"),
            ({"needs": {"quiet_spot": 1.5}}, "needs.quiet_spot"),
            ({"wishes": {"employer:x": "wanted"}}, "wishes.employer:x"),
            ({"wishes": {"employer:04": "excluded"}}, "wishes.employer:04"),
            ({"wishes": {"employer:\u0664": "excluded"}}, "wishes.employer:\u0664"),
            ({"wishes": {"green": "maybe"}}, "wishes.green"),
            ({"income_needed": float("inf")}, "income_needed"),
            ({"matters_most": ["travel", "travel"]}, "matters_most"),
            ({"matters_most": ["travel", "hours", "skills", "growth"]}, "matters_most"),
            ({"aim": None}, "aim"),
        ],
    )
    def test_names_the_key_that_is_wrong(self, more, path):
        with pytest.raises(Invalid) as error:
            YouthProfile.from_dict(YOUTH | more)

        assert error.value.path == path
        assert str(error.value).startswith(f"{path}: ")

    def test_names_a_key_without_a_name(self):
        with pytest.raises(Invalid, match=r"^\"\": is not a key of this record$"):
            YouthProfile.from_dict(YOUTH | {"": 1})

    def test_needs_an_id(self):
        with pytest.raises(Invalid, match=r"^id: is missing$"):
            YouthProfile.from_dict({})

    @pytest.mark.parametrize("data", [None, [], "youth", 1])
    def test_must_be_an_object(self, data):
        with pytest.raises(Invalid):
            YouthProfile.from_dict(data)


class TestStrictPlace:
    @pytest.mark.parametrize(
        ("more", "path"),
        [
            ({"tasks": [{"asks": {}}]}, "tasks[0].minutes"),
            ({"tasks": [{"minutes": 0}]}, "tasks[0].minutes"),
            ({"tasks": [{"minutes": 60, "asks": {"reading": 6}}]}, "tasks[0].asks.reading"),
            ({"tasks": [{"minutes": 60, "demands": {"noise": 0}}]}, "tasks[0].demands.noise"),
            ({"tasks": [{"minutes": 60}, {"minutes": 60, "title": "x"}]}, "tasks[1].title"),
            ({"tasks": [{"minutes": 60, "hazards": ["sharks"]}]}, "tasks[0].hazards[0]"),
            ({"offers": {"buddy": [2, 1]}}, "offers.buddy"),
            ({"offers": {"buddy": [0, 4]}}, "offers.buddy[1]"),
            ({"kind": "job"}, "kind"),
            ({"seats": -1}, "seats"),
            ({"open": "yes"}, "open"),
            ({"pay": 14.99}, "pay"),
            ({"surroundings": ["walking"]}, "surroundings[0]"),
            ({"education": None}, "education"),
            ({"flexible_times": None}, "flexible_times"),
        ],
    )
    def test_names_the_key_that_is_wrong(self, more, path):
        with pytest.raises(Invalid) as error:
            PlaceProfile.from_dict(PLACE | more)

        assert error.value.path == path

    @pytest.mark.parametrize("name", list(PLACE))
    def test_needs_what_is_required(self, name):
        with pytest.raises(Invalid, match=f"^{name}: is missing$"):
            PlaceProfile.from_dict({key: value for key, value in PLACE.items() if key != name})
