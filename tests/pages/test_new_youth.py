"""A coach signs a youth up: one screen, and then on to how the youth signs in."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from matcher.vocabulary import Aim
from models.account import RoleName
from models.youth import Youth
from tests.pages.forms import form_of
from web.clock import today

PATH = "/coach/youths/new"


def born(age: int, days_ago: int = 0) -> str:
    """The birth date of who became so old so many days ago."""
    birthday = today() - timedelta(days=days_ago)
    day = 28 if (birthday.month, birthday.day) == (2, 29) else birthday.day
    return birthday.replace(year=birthday.year - age, day=day).isoformat()


@pytest.fixture
def send(at_work):
    """Fills the form in as a browser does, and sends it."""

    def fill_in(**values):
        filled_in = {"name": "Sam", "birth_date": born(18), "aim": Aim.PAID.value} | values
        form = form_of(at_work.get(PATH).text, PATH) | filled_in
        return at_work.post(PATH, form, page=PATH)

    return fill_in


def youths(session) -> list[Youth]:
    session.expire_all()
    return list(session.scalars(select(Youth)))


class TestANewYouth:
    def test_is_found_from_the_caseload(self, at_work):
        assert f'href="{PATH}"' in at_work.get("/coach/").text

    def test_is_found_before_the_youths_who_are_there(self, at_work, coach, make, session):
        youth = make.youth(coach=coach)
        session.commit()

        page = at_work.get("/coach/").text
        assert page.index(f'href="{PATH}"') < page.index(f'href="/coach/youths/{youth.id}"')

    @pytest.mark.parametrize("aim", Aim)
    def test_looks_for_what_they_say(self, send, session, aim):
        assert send(aim=aim.value).status_code == 303
        assert youths(session)[0].aim is aim

    def test_has_no_aim_before_somebody_asked(self, at_work):
        assert "aim" not in form_of(at_work.get(PATH).text, PATH)

    def test_comes_into_the_caseload_and_is_then_let_in(self, send, at_work, coach, session):
        answer = send(email="sam@example.org")

        (youth,) = youths(session)
        assert (youth.name, youth.birth_date, youth.email) == ("Sam", date.fromisoformat(born(18)), "sam@example.org")
        assert (youth.coach_id, youth.user_id) == (coach.id, None)
        assert (answer.status_code, answer.location) == (303, f"/coach/youths/{youth.id}/sign-in")
        assert "sam@example.org" in at_work.get(answer.location).text
        assert "Sam" in at_work.get("/coach/").text

    def test_needs_no_address(self, send, session):
        assert send().status_code == 303
        assert youths(session)[0].email is None

    @pytest.mark.parametrize("age", [16, 26])
    def test_is_from_sixteen_up_to_twenty_six(self, send, session, age):
        assert send(birth_date=born(age)).status_code == 303
        assert youths(session)[0].older_reason is None

    @pytest.mark.parametrize("birth_date", [born(16, days_ago=-1), born(0), "2190-01-01"])
    def test_is_not_younger(self, send, session, birth_date):
        answer = send(birth_date=birth_date)

        assert answer.status_code == 422
        assert youths(session) == []

    def test_of_27_is_here_for_a_reason(self, send, session):
        answer = send(birth_date=born(27))
        assert answer.status_code == 422
        assert "Write why Plek fits somebody who is older than 26." in answer.text
        assert youths(session) == []

        assert send(birth_date=born(27), older_reason="Kwam later naar Nederland").status_code == 303
        assert youths(session)[0].older_reason == "Kwam later naar Nederland"

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "x" * 121),
            ("name", "Kijk op www.kwaad.example"),
            ("name", "Sam\nBcc: x@example.org"),
            ("birth_date", ""),
            ("birth_date", "gisteren"),
            ("birth_date", "1929-12-31"),
            ("email", "sam"),
            ("email", "sam@example.org\nBcc: x@example.org"),
            ("older_reason", "x" * 501),
            ("coach_id", "1"),
            ("aim", ""),
            ("aim", "rich"),
        ],
    )
    def test_with_what_cannot_be_kept_comes_back_as_it_was_filled_in(self, send, session, field, value):
        answer = send(**{"email": "kept@example.org"} | {field: value})

        assert answer.status_code == 422
        assert field == "email" or "kept@example.org" in answer.text
        assert youths(session) == []

    def test_of_two_quick_clicks_is_one(self, send, session):
        answers = [send(email="sam@example.org") for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0].location == answers[1].location
        assert len(youths(session)) == 1

    def test_of_the_same_name_and_another_birth_date_is_another(self, send, session):
        send()
        send(birth_date=born(19))

        assert len(youths(session)) == 2

    def test_says_what_not_to_write_where_there_is_room_for_it(self, at_work):
        assert at_work.get(PATH).text.count("Write nothing here about illness") == 1

    @pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.COACH])
    def test_is_signed_up_by_no_other_role(self, person, sign_in, session, role):
        visitor = sign_in(person(role))

        assert visitor.get(PATH).status_code == 404
        assert visitor.post(PATH, {"name": "Sam", "birth_date": born(18), "aim": "paid"}).status_code == 404
        assert session.scalar(select(func.count()).select_from(Youth)) == 0
