"""Forms of a coach: what is sent is kept, what is not asked stays, what cannot be kept is said."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest

from matcher.profiles import Offer, WeekTime
from matcher.vocabulary import Ability, Condition, Demand, Education, Hazard, Kind, LifeMatter, Means, Sector, Wish
from models.ability import Source
from models.base import Base
from models.place import PlaceState
from models.task import Bound, DayPart, Often, Task, WithWhom
from models.youth import Youth
from tests.pages.forms import form_of

SECTIONS = ("about", "times", "likes", "support", "skills", "abilities")
ODD_TEXTS = (
    pytest.param("<script>alert(1)</script>&amp;\"'", id="html"),
    pytest.param("🐎 Zoë wil paarden 👩‍🌾", id="emoji"),
    pytest.param("x" * 10_000, id="long"),
    pytest.param("regel 1\n\nregel 2", id="lines"),
)


def values_of(row: Base) -> dict[str, Any]:
    """Everything a row keeps, but its version."""
    return {
        column.key: getattr(row, column.key) for column in type(row).__mapper__.column_attrs if column.key != "version"
    }


@pytest.fixture
def whole(make, coach, session) -> Youth:
    """A youth of whom everything is known, finer than any form shows it."""
    skill, goal = make.skill(), make.skill(label_nl="snoeien", label_en="pruning")
    youth = make.youth(
        coach=coach,
        name="Noa",
        postcode=make.postcode(),
        qualified=False,
        exempt=True,
        exempt_from=date(2025, 7, 1),
        school_minutes=500,
        hours_least=12.25,
        hours_most=24.123,
        free=(WeekTime(0, 510, 1020), WeekTime(2, 540, 720), WeekTime(2, 780, 1440)),
        earliest=date(2026, 12, 1),
        interests=(0.93, 0.61, 0.5, 0.2, 0.11, 0.48),
        reach={Means.BICYCLE: 35.0, Means.PUBLIC_TRANSPORT: 47.5},
        bears={Demand.NOISE: 1, Demand.WALKING: 3},
        skills=frozenset({skill.uri, "plek:skill:not-in-the-catalogue"}),
        goals=frozenset({goal.uri}),
        languages={"nl": 5, "so": 6},
        wishes={"technique": Wish.WANTED, "noise": Wish.EXCLUDED, "employer:12": Wish.EXCLUDED},
        income_needed=125_050,
        needs={Condition.QUIET_SPOT: 3, Condition.BUDDY: 0},
        urgent=frozenset({LifeMatter.MONEY}),
        school_tired=True,
        story="Ik maak graag dingen.",
        notes="’s Ochtends gaat het beter.",
        older_reason="Wacht al lang.",
        own={"reading": 2, "care": 5},
        seen={"reading": 4},
    )
    session.commit()
    return youth


@pytest.fixture
def place(make, session):
    skill = make.skill()
    workplace = make.workplace(
        postcode=make.postcode(),
        surroundings=frozenset({Demand.OUTDOORS}),
        offers={Condition.QUIET_SPOT: Offer(1, 3), Condition.BUDDY: Offer(0, 0)},
        buddy_name="Ruud",
        colleagues_told_on=date(2026, 1, 5),
    )
    place = make.place(
        workplace=workplace,
        kind=Kind.LEARNING,
        story="Rustig werk.",
        sector=Sector.GREEN,
        seats=2,
        hours_least=12.5,
        hours_most=16.0,
        times=(WeekTime(0, 540, 840),),
        on_call=False,
        start=date(2026, 12, 1),
        pay=1499,
        education=Education.BESIDE,
        school_like=1,
        pressure=2,
        expert_supervision=True,
        taught=frozenset({skill.uri}),
        languages={"nl": 2, "so": 1},
        occupation=make.occupation(),
    )
    make.task(
        place,
        minutes_each=33.5,
        times_a_week=2.5,
        bound=Bound.DAY_PART,
        day_parts=((0, DayPart.MORNING), (3, DayPart.AFTERNOON)),
        with_whom=WithWhom.TEAM,
        asks={Ability.READING: {"level": 2, "often": Often.ALWAYS}},
        demands={},
        skills=frozenset({skill.uri}),
        interests=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
        hazards=frozenset({Hazard.TRACTOR}),
        next_step="Zelf zaaien",
    )
    session.commit()
    return place


def send(visitor, address: str, **changed: Any):
    """Open a form and send it back with some answers changed."""
    return visitor.client.post(address, data=form_of(visitor.get(address).text, address) | changed)


class TestAFormSentBackUnchanged:
    @pytest.mark.parametrize("section", SECTIONS)
    def test_changes_nothing_of_a_youth(self, at_work, whole, session, section):
        before, views = values_of(whole), {(view.ability, view.source): view.level for view in whole.views}

        answer = send(at_work, f"/coach/youths/{whole.id}/edit/{section}")

        session.refresh(whole)
        assert answer.status_code == 303
        assert values_of(whole) == before
        assert {(view.ability, view.source): view.level for view in whole.views} == views
        assert whole.version == 1

    def test_changes_nothing_of_a_place_its_task_and_workplace(self, at_work, place, session):
        task = place.tasks[0]
        before = [values_of(row) for row in (place, task, place.workplace)]

        for part in ("edit", f"tasks/{task.id}/edit", "workplace/edit"):
            assert send(at_work, f"/coach/places/{place.id}/{part}").status_code == 303

        for row in (place, task, place.workplace):
            session.refresh(row)
        assert [values_of(row) for row in (place, task, place.workplace)] == before
        assert [row.version for row in (place, task, place.workplace)] == [1, 1, 1]

    def test_changes_nothing_of_what_is_not_known(self, at_work, make, coach, session):
        youth, place = make.youth(coach=coach, birth_date=None), make.place(tasks=1)
        session.commit()
        before = [values_of(row) for row in (youth, place, place.tasks[0], place.workplace)]

        for section in SECTIONS:
            assert send(at_work, f"/coach/youths/{youth.id}/edit/{section}").status_code == 303
        for part in ("edit", f"tasks/{place.tasks[0].id}/edit", "workplace/edit"):
            assert send(at_work, f"/coach/places/{place.id}/{part}").status_code == 303

        for row in (youth, place, place.tasks[0], place.workplace):
            session.refresh(row)
        assert [values_of(row) for row in (youth, place, place.tasks[0], place.workplace)] == before


class TestAnAnswer:
    def test_that_is_changed_leaves_the_others_as_they_were(self, at_work, whole, session):
        send(at_work, f"/coach/youths/{whole.id}/edit/likes", **{"interests.R": "0", "wishes.care": "learn"})

        session.refresh(whole)
        assert whole.interests == (0, 0.61, 0.5, 0.2, 0.11, 0.48)
        assert whole.wishes["care"] == Wish.LEARN
        assert whole.wishes["employer:12"] == Wish.EXCLUDED

    def test_may_be_taken_back_to_not_known(self, at_work, whole, session):
        send(at_work, f"/coach/youths/{whole.id}/edit/about", school_hours="", birth_date="", story="")

        session.refresh(whole)
        assert (whole.school_minutes, whole.birth_date, whole.story) == (None, None, None)

    def test_about_an_ability_is_noted_with_its_day_for_each_side(self, at_work, whole, session):
        send(at_work, f"/coach/youths/{whole.id}/edit/abilities", **{"own.reading": "3", "coach.reading": ""})

        session.refresh(whole)
        assert {view.source: view.level for view in whole.views if view.ability == Ability.READING} == {Source.OWN: 3}

    @pytest.mark.parametrize("times", ["9-12, 13.30-17", "9:00 tot 12:00 en 13:30 – 17:00", "9.00-12.00;13.30 to 17"])
    def test_about_times_is_read_as_people_write_it(self, at_work, whole, session, times):
        send(at_work, f"/coach/youths/{whole.id}/edit/times", **{"week.6": times})

        session.refresh(whole)
        assert whole.free[-2:] == (WeekTime(6, 540, 720), WeekTime(6, 810, 1020))

    def test_may_have_decimals(self, at_work, whole, session):
        send(at_work, f"/coach/youths/{whole.id}/edit/times", hours_least="7,5")

        session.refresh(whole)
        assert whole.hours_least == 7.5


class TestATask:
    def test_can_be_bound_to_fixed_times(self, at_work, place, session):
        task: Task = place.tasks[0]
        send(at_work, f"/coach/places/{place.id}/tasks/{task.id}/edit", bound="clock", **{"week.1": "9-10"})

        session.refresh(task)
        assert (task.bound, task.day_parts, task.times) == (Bound.CLOCK, None, (WeekTime(1, 540, 600),))

    def test_can_be_freed(self, at_work, place, session):
        task = place.tasks[0]
        send(at_work, f"/coach/places/{place.id}/tasks/{task.id}/edit", bound="free")

        session.refresh(task)
        assert (task.bound, task.day_parts, task.times) == (Bound.FREE, None, None)

    @pytest.mark.parametrize(
        "changed",
        [{"bound": "clock"}, {"bound": "day_part", "day_parts": []}, {"day_parts": "9-morning"}, {"bound": "moon"}],
    )
    def test_bound_to_no_time_is_refused(self, at_work, place, changed):
        task = place.tasks[0]

        assert send(at_work, f"/coach/places/{place.id}/tasks/{task.id}/edit", **changed).status_code == 422

    def test_cannot_fill_more_than_a_week(self, at_work, place):
        answer = send(
            at_work, f"/coach/places/{place.id}/tasks/{place.tasks[0].id}/edit", minutes_each="1440", times_a_week="8"
        )

        assert answer.status_code == 422
        assert "This is more than a week has." in answer.text


class TestAPlace:
    def test_moves_through_its_states_and_keeps_why(self, at_work, place, session):
        page = f"/coach/places/{place.id}/edit"
        at_work.post(f"/coach/places/{place.id}/state", {"state": "paused", "why": "Even druk"}, page=page)

        session.refresh(place)
        assert place.state == PlaceState.PAUSED
        assert place.moves[-1].why == "Even druk"

    def test_refuses_a_move_that_does_not_exist(self, at_work, place, session):
        answer = at_work.post(f"/coach/places/{place.id}/state", {"state": "draft"})

        session.refresh(place)
        assert (answer.status_code, place.state) == (409, PlaceState.OPEN)

    def test_takes_an_occupation_of_the_catalogue_only(self, at_work, place, make, session):
        other = make.occupation(label_nl="hovenier")
        session.commit()
        page = f"/coach/places/{place.id}/occupation"

        assert at_work.post(page, {"occupation_id": 2**31 - 1, "version": 1}).status_code == 422
        assert at_work.post(page, {"occupation_id": other.id, "version": 1}).status_code == 303
        session.refresh(place)
        assert place.occupation_id == other.id


class TestTakingOverInterests:
    def test_fills_all_six(self, at_work, whole, make, session):
        found = make.occupation(interests=(1, 0.5, 0, 0.25, 0.75, 0.1), interests_from="own")
        session.commit()

        at_work.post(f"/coach/youths/{whole.id}/occupation", {"occupation_id": found.id, "version": 1})

        session.refresh(whole)
        assert whole.interests == (1, 0.5, 0, 0.25, 0.75, 0.1)

    def test_from_work_without_interests_is_refused_and_changes_nothing(self, at_work, whole, make, session):
        found = make.occupation()
        session.commit()

        answer = at_work.post(f"/coach/youths/{whole.id}/occupation", {"occupation_id": found.id, "version": 1})

        session.refresh(whole)
        assert answer.status_code == 422
        assert whole.interests is not None


class TestAnAnswerThatCannotBeKept:
    @pytest.mark.parametrize(
        ("section", "name", "value", "said"),
        [
            ("about", "name", "", "Name</a>: Fill in this field."),
            ("about", "name", "x" * 121, "Name</a>: Write at most 120 characters here."),
            ("about", "birth_date", "2026-02-30", "Date of birth</a>: Write a date"),
            ("about", "birth_date", "0001-01-01", "Date of birth</a>: Write a date"),
            ("about", "postcode_code", "9999", "Postcode</a>: We do not know this postcode."),
            ("about", "school_hours", "61", "School a week</a>: Choose 60 or less."),
            ("about", "income_needed", "veel", "Income needed</a>: Write an amount"),
            ("about", "story", "x" * 10_001, "Story</a>: Write at most 10000 characters here."),
            ("about", "notes", "a\0b", "Notes</a>: There is a character in it that cannot be kept."),
            ("times", "hours_least", "-1", "Least hours a week</a>: Choose 0 or more."),
            ("times", "hours_least", "30", "Most hours a week</a>: Choose 30"),
            ("times", "hours_most", "", "Most hours a week</a>: Fill in this field."),
            ("times", "hours_most", "1e3", "Most hours a week</a>: Write a number here."),
            ("times", "week.0", "morgen", "Times: Monday</a>: Write times such as"),
            ("times", "week.0", "9-25", "Times: Monday</a>: Write times such as"),
            ("times", "reach.bicycle", "601", "Travel: bicycle</a>: Choose 600 or less."),
            ("support", "needs.quiet_spot", "4", "What helps at work: a quiet spot</a>: Choose 3 or less."),
            ("support", "urgent", "moon", "Urgent matters</a>: Choose one of the answers."),
            ("likes", "interests.R", "", "</a>: Choose an answer for all six"),
            ("likes", "wishes.care", "adored", "Wishes: care</a>: Choose one of the answers."),
            ("likes", "goals", "plek:skill:made-up", "Learning goals</a>: Choose one of the answers."),
            ("skills", "languages.nl", "7", "Languages: Dutch</a>: Choose 6 or less."),
            ("skills", "bears.noise", "9", "What they can bear: noise</a>: Choose 3 or less."),
            ("abilities", "own.reading", "6", "As the young person sees it: reading</a>: Choose 5 or less."),
        ],
    )
    def test_is_refused_with_the_name_of_its_field(self, at_work, whole, session, section, name, value, said):
        before = values_of(whole)

        answer = send(at_work, f"/coach/youths/{whole.id}/edit/{section}", **{name: value})

        session.refresh(whole)
        assert answer.status_code == 422
        assert said in " ".join(answer.text.split())
        assert values_of(whole) == before

    def test_comes_back_as_it_was_written_beside_the_rest(self, at_work, whole):
        address = f"/coach/youths/{whole.id}/edit/about"
        answer = send(at_work, address, postcode_code="9999", story="Nieuw verhaal")

        again = form_of(answer.text, address)
        assert (again["postcode_code"], again["story"]) == ("9999", "Nieuw verhaal")

    def test_under_a_name_that_the_form_does_not_have_is_refused(self, at_work, whole, session):
        answer = send(at_work, f"/coach/youths/{whole.id}/edit/about", coach_id="1")

        assert answer.status_code == 422

    @pytest.mark.parametrize("pay", ["99999999", "-1", "tien", "14,999", "١٤"])
    def test_is_refused_for_pay_too(self, at_work, place, pay):
        answer = send(at_work, f"/coach/places/{place.id}/edit", pay=pay)

        assert answer.status_code == 422
        assert "Pay an hour</a>: Write an amount" in answer.text


class TestAnOddText:
    @pytest.mark.parametrize("text", ODD_TEXTS)
    def test_is_kept_as_it_is_and_shown_harmless(self, at_work, whole, session, text):
        answer = send(at_work, f"/coach/youths/{whole.id}/edit/about", story=text, notes=text)

        session.refresh(whole)
        assert answer.status_code == 303
        assert (whole.story, whole.notes) == (text, text)
        page = at_work.get(f"/coach/youths/{whole.id}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text

    @pytest.mark.parametrize("text", ["<b>x</b>", "🐎", "x" * 120])
    def test_is_kept_in_every_short_field(self, at_work, place, session, text):
        task = place.tasks[0]
        send(at_work, f"/coach/places/{place.id}/edit", title=text)
        send(at_work, f"/coach/places/{place.id}/tasks/{task.id}/edit", title=text, wage_scale=text, next_step=text)
        send(at_work, f"/coach/places/{place.id}/workplace/edit", name=text, buddy_name=text, master_name=text)

        for row in (place, task, place.workplace):
            session.refresh(row)
        assert {place.title, task.title, task.wage_scale, task.next_step, place.workplace.name} == {text}
        assert "<b>x</b>" not in at_work.get(f"/coach/places/{place.id}").text

    def test_with_half_a_character_never_reaches_the_row(self, at_work, whole, session):
        address = f"/coach/youths/{whole.id}/edit/about"
        form = form_of(at_work.get(address).text, address)
        body = "&".join(f"{name}=" + ("%ED%A0%80" if name == "story" else "x") for name in form if name != "csrf_token")

        answer = at_work.client.post(
            address,
            data=f"csrf_token={form['csrf_token']}&{body}",
            content_type="application/x-www-form-urlencoded",
        )

        session.refresh(whole)
        assert answer.status_code == 422
        assert whole.story == "Ik maak graag dingen."

    @pytest.mark.parametrize(
        ("kind", "status"),
        [
            pytest.param("multipart/form-data; boundary=x", 422, id="damaged"),
            pytest.param("application/x-www-form-urlencoded; charset=latin-1", 415, id="declared"),
        ],
    )
    def test_in_another_encoding_is_refused_rather_than_kept_damaged(self, at_work, whole, session, kind, status):
        address = f"/coach/youths/{whole.id}/edit/about"
        form = form_of(at_work.get(address).text, address) | {"story": "Zoë", "notes": ""}
        parts = "".join(
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{form[name]}\r\n' for name in form
        )
        body = f"{parts}--x--\r\n".encode("latin-1") if status == 422 else urlencode(form, encoding="latin-1")

        answer = at_work.client.post(address, data=body, content_type=kind)

        session.refresh(whole)
        assert answer.status_code == status
        assert whole.story == "Ik maak graag dingen."
