"""How answers of forms become values of columns."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from matcher.profiles import WeekTime
from models.task import Bound, DayPart
from web.schemas import place_forms, youth_forms
from web.schemas.answers import Stretches, cents, postcode, week
from web.schemas.fields import Number
from web.schemas.rounding import as_kept
from web.services.errors import InvalidInput


class TestTimesOfADay:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("9-12", [(540, 720)]),
            ("9:30-12.15", [(570, 735)]),
            ("9 tot 12 en 13 – 17", [(540, 720), (780, 1020)]),
            ("0-24", [(0, 1440)]),
            ("", []),
            (" , ;", []),
        ],
    )
    def test_are_read_as_people_write_them(self, written, read):
        assert Stretches().read(written) == read

    @pytest.mark.parametrize(
        "written", ["9", "12-9", "9-9", "9-25", "9:70-12", "-1-5", "nine to five", "9-12-15", "٩-١٢"]
    )
    def test_that_do_not_exist_are_refused(self, written):
        with pytest.raises(ValidationError):
            Stretches().read(written)

    @given(st.text(max_size=30))
    def test_never_fail_otherwise(self, written):
        try:
            found = Stretches().read(written)
        except ValidationError:
            return
        assert all(0 <= start < end <= 1440 for start, end in found)

    def test_make_one_week_in_order(self):
        assert week({"1": [(600, 660), (540, 570)], "0": None}) == (WeekTime(1, 540, 570), WeekTime(1, 600, 660))


class TestANumber:
    @pytest.mark.parametrize(("written", "read"), [("7,5", 7.5), ("7.5", 7.5), (" 8 ", 8.0), ("0", 0.0), (12, 12)])
    def test_is_read_with_comma_or_point(self, written, read):
        assert Number(least=0, most=40).read(written) == read

    @pytest.mark.parametrize(
        "written", ["", "1e1", "nan", "inf", "1,2,3", "٧", "-1", "41", "9" * 400, float("nan"), True]
    )
    def test_is_refused_where_it_is_none_or_out_of_range(self, written):
        with pytest.raises(ValidationError):
            Number(least=0, most=40).read(written)


class TestAnAmount:
    @pytest.mark.parametrize(
        ("written", "kept"), [("", None), ("15", 1500), ("14,9", 1490), ("€ 14.99", 1499), ("0", 0)]
    )
    def test_is_kept_in_cents(self, written, kept):
        assert cents("pay", written) == kept

    @pytest.mark.parametrize("written", ["-1", "1.000,00", "100000", "veel", "14,999", "١٤"])
    def test_that_is_none_is_refused_at_its_field(self, written):
        with pytest.raises(InvalidInput) as caught:
            cents("pay", written)
        assert set(caught.value.errors) == {"pay"}


class TestAPostcode:
    @pytest.mark.parametrize(("written", "kept"), [("3311 AB", "3311"), ("3311", "3311"), ("", None), ("33", "33")])
    def test_keeps_the_four_digits_only(self, written, kept):
        assert postcode(written) == kept


class TestAValueThatWasNotChanged:
    def test_stays_as_precise_as_it_was(self):
        row = SimpleNamespace(interests=(0.93, 0.2), hours_least=12.123, reach={"bicycle": 33.333})
        sent = {"interests": (1.0, 0.75), "hours_least": 12.12, "reach": {"bicycle": 33.33, "walk": 20.0}, "story": "x"}

        assert as_kept(row, sent) == {
            "interests": (0.93, 0.75),
            "hours_least": 12.123,
            "reach": {"bicycle": 33.333, "walk": 20.0},
            "story": "x",
        }

    def test_may_become_known_or_unknown(self):
        row = SimpleNamespace(interests=None, hours_least=12.0)

        assert as_kept(row, {"interests": (1.0,), "hours_least": None}) == {"interests": (1.0,), "hours_least": None}


def task_form(**changed):
    form = {"version": "1", "title": "Zaaien", "minutes_each": "30", "times_a_week": "2", "bound": "free"}
    return MultiDict([*(form | changed).items()])


class TestATaskForm:
    def test_keeps_only_what_belongs_to_how_it_is_bound(self):
        form = task_form(bound="day_part", day_parts="0-morning", **{"week.0": "9-10"})

        values = place_forms.task(form, None)

        assert (values["bound"], values["day_parts"], values["times"]) == (
            Bound.DAY_PART,
            ((0, DayPart.MORNING),),
            None,
        )

    def test_keeps_how_often_something_is_asked(self):
        values = place_forms.task(
            task_form(**{"asks.reading": "3", "asks.care": "2"}), {"reading": {"often": "always"}}
        )

        assert {ask["often"] for ask in values["asks"].values()} == {"always", "often"}

    def test_tells_nothing_asked_from_not_known(self):
        assert place_forms.task(task_form(), None)["asks"] is None
        assert place_forms.task(task_form(asks_known="1"), None)["asks"] == {}

    @pytest.mark.parametrize("times", ["0", "-1", "1001", ""])
    def test_refuses_times_a_week_that_cannot_be(self, times):
        with pytest.raises(InvalidInput):
            place_forms.task(task_form(times_a_week=times), None)


class TestAWorkplaceForm:
    def test_takes_what_can_be_arranged_as_at_least_what_is_there(self):
        sent = MultiDict({"version": "1", "name": "Kas", "level.buddy": "2", "arrangeable.buddy": "1"})

        assert place_forms.workplace(sent)["offers"] == {"buddy": (2, 2)}

    def test_tells_not_possible_from_not_known(self):
        sent = MultiDict({"version": "1", "name": "Kas", "level.buddy": "0", "level.master": ""})

        assert place_forms.workplace(sent)["offers"] == {"buddy": (0, 0)}


class TestALikesForm:
    def test_wants_all_six_interests_or_none(self):
        with pytest.raises(InvalidInput) as caught:
            youth_forms.likes(MultiDict({"version": "1", "interests.R": "2"}))

        assert set(caught.value.errors) == {"interests.I"}
        assert youth_forms.likes(MultiDict({"version": "1"}))["interests"] is None
