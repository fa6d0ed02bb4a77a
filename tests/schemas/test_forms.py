"""What a form may hold, and what is said about the rest."""

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web.schemas.fields import LONGEST, Choice, Day, Flag, Many, Text, Whole
from web.schemas.forms import FormIn
from web.services.errors import InvalidInput, Problem


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class SampleIn(FormIn):
    name = Text(required=True, most=20)
    story = Text()
    hours = Whole(least=0, most=40, allow_none=True)
    level = Whole(least=0, most=3)
    colour = Choice(Colour)
    start = Day(allow_none=True)
    tired = Flag(load_default=False)
    colours = Many(Choice(Colour))


def read(**form: str) -> dict[str, object]:
    return SampleIn().read(MultiDict({"csrf_token": "x", "name": "Noa", **form}))


def problem(name: str, /, **form: str) -> Problem:
    with pytest.raises(InvalidInput) as caught:
        read(**form)
    assert set(caught.value.errors) == {name}
    return caught.value.errors[name]


class TestText:
    @pytest.mark.parametrize("value", ["a\0b", "\ud800", "ab\udfff"])
    def test_that_no_database_can_keep_is_refused(self, value):
        assert problem("story", story=value) == Problem("unkeepable")

    @pytest.mark.parametrize("value", ["<script>alert(1)</script>", "🐎 Zoë’s “plek”", "'; DROP TABLE youth; --"])
    def test_of_any_other_kind_is_kept_as_it_is(self, value):
        assert read(story=value)["story"] == value

    def test_is_tidied_at_its_edges_and_line_ends(self):
        assert read(story="  one\r\ntwo\r\n ")["story"] == "one\ntwo"

    def test_that_is_too_long_is_refused_with_the_limit(self):
        assert problem("story", story="a" * (LONGEST + 1)) == Problem("too_long", {"most": LONGEST})
        assert read(story="a" * LONGEST)["story"]

    @pytest.mark.parametrize("value", ["", "  ", "\n"])
    def test_that_is_required_may_not_be_blank(self, value):
        assert problem("name", name=value) == Problem("required")

    @given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
    def test_that_a_database_can_keep_is_never_refused(self, value):
        assert read(story=value)["story"] == value.replace("\r\n", "\n").strip()


class TestWhole:
    @pytest.mark.parametrize(("value", "number"), [("0", 0), (" 40 ", 40), ("+8", 8)])
    def test_is_read(self, value, number):
        assert read(hours=value)["hours"] == number

    @pytest.mark.parametrize("value", ["eight", "8.5", "8,5", "1e1", "0x8", "٣", "9" * 400, "true"])
    def test_refuses_what_is_no_whole_number(self, value):
        assert problem("hours", hours=value) == Problem("not_a_number")

    def test_says_between_what_it_must_lie(self):
        assert problem("hours", hours="41") == Problem("too_high", {"most": 40})
        assert problem("hours", hours="-1") == Problem("too_low", {"least": 0})

    def test_left_empty_is_unknown_where_that_is_allowed(self):
        assert read(hours="")["hours"] is None
        assert problem("level", level=" ") == Problem("null")


class TestDay:
    @pytest.mark.parametrize("value", ["2026-11-23", "23-11-2026", "23/11/2026"])
    def test_is_read_as_a_browser_or_a_person_writes_it(self, value):
        assert read(start=value)["start"] == date(2026, 11, 23)

    @pytest.mark.parametrize("value", ["31-2-2026", "soon", "1066-10-14", "2026-W47-1x"])
    def test_refuses_what_is_no_day(self, value):
        assert problem("start", start=value) == Problem("not_a_day")


class TestChoice:
    def test_is_one_of_the_answers(self):
        assert read(colour="red")["colour"] is Colour.RED
        assert problem("colour", colour="green") == Problem("not_a_choice")

    def test_may_be_several(self):
        form = MultiDict([("name", "Noa"), ("colours", "red"), ("colours", "blue")])

        assert SampleIn().read(form)["colours"] == [Colour.RED, Colour.BLUE]
        assert SampleIn().read(MultiDict({"name": "Noa"}))["colours"] == []
        assert problem("colours", colours="green") == Problem("not_a_choice")


class TestTheForm:
    def test_refuses_a_field_it_does_not_have(self):
        assert problem("role", role="administrator") == Problem("unknown")

    def test_names_every_field_that_is_wrong(self):
        with pytest.raises(InvalidInput) as caught:
            read(name="", hours="x", colour="x")

        assert set(caught.value.errors) == {"name", "hours", "colour"}

    def test_without_a_required_field_says_so(self):
        with pytest.raises(InvalidInput) as caught:
            SampleIn().read(MultiDict())

        assert caught.value.errors == {"name": Problem("required")}

    def test_reads_a_ticked_box(self):
        assert read(tired="1")["tired"] is True
        assert read()["tired"] is False
