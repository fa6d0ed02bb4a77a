"""What every answer carries, and what every change needs."""

import re

import pytest

from models.account import RoleName
from tests.pages.conftest import PASSWORD, Visitor
from web.app import create_app

PAGES = ("/", "/sign-in", "/about-data", "/nowhere")


class TestEveryPage:
    @pytest.mark.parametrize("path", PAGES)
    def test_lets_scripts_run_only_with_its_own_nonce(self, visitor, path):
        answer = visitor.get(path)
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'self' 'nonce-([\w-]{20,})'", policy)

        assert nonce
        assert all(f'nonce="{nonce.group(1)}"' in script for script in re.findall("<script[^>]*>", answer.text))
        assert "unsafe" not in policy

    def test_has_another_nonce_each_time(self, visitor):
        policies = {visitor.get("/").headers["Content-Security-Policy"] for _ in range(3)}

        assert len(policies) == 3

    @pytest.mark.parametrize("path", PAGES)
    def test_has_no_style_or_handler_within_its_elements(self, visitor, path):
        page = visitor.get(path).text

        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page)
        assert "<style" not in page

    @pytest.mark.parametrize("path", PAGES)
    def test_tells_the_browser_to_be_strict(self, visitor, path):
        headers = visitor.get(path).headers

        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "no-store" in headers["Cache-Control"]


class TestTheSessionCookie:
    def test_is_out_of_reach_for_scripts_and_other_sites(self, visitor):
        cookie = visitor.get("/").headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_travels_over_https_only_in_a_real_installation(self, settings):
        app = create_app(settings(secure_cookies=True))

        assert "Secure" in app.test_client().get("/").headers["Set-Cookie"]


class TestAChange:
    def test_without_a_token_is_refused_with_one_sentence(self, visitor):
        answer = visitor.client.post("/language", data={"language": "en"})

        assert answer.status_code == 400
        assert "Je bent uitgelogd" in answer.text

    def test_sent_after_the_session_ended_gives_back_what_was_written(self, visitor):
        form = {"csrf_token": visitor.token(), "story": "Ik hou van <b>dieren</b> 🐎", "password": "geheim"}
        visitor.client.delete_cookie("plek")
        answer = visitor.client.post("/language", data=form)

        assert answer.status_code == 400
        assert "Ik hou van &lt;b&gt;dieren&lt;/b&gt; 🐎" in answer.text
        assert "geheim" not in answer.text

    def test_that_is_too_large_is_refused_with_one_sentence(self, visitor):
        answer = visitor.client.post("/language", data={"language": "e" * 1_000_001})

        assert answer.status_code == 413
        assert "Je stuurde te veel tegelijk" in answer.text

    def test_with_more_fields_than_any_form_has_is_refused_with_one_sentence(self, visitor):
        for token in ("", visitor.token()):
            form = {"csrf_token": token, **{f"field{number}": "1" for number in range(1_001)}}
            answer = visitor.client.post("/language", data=form)

            assert answer.status_code == 413
            assert "Je stuurde te veel tegelijk" in answer.text
            assert "field1" not in answer.text

    @pytest.mark.parametrize("name", ["week.7", "week.-1", "week.x", "languages.<b>", "asks.x", "nothing.at.all", "."])
    def test_without_a_token_under_a_made_up_name_is_refused_too(self, visitor, name):
        assert visitor.client.post("/language", data={name: "1"}).status_code == 400

    def test_by_a_method_that_a_page_does_not_know_is_refused(self, visitor):
        assert visitor.client.get("/language").status_code == 405


class TestAnotherName:
    def test_of_the_site_is_refused_when_the_names_are_set(self, settings):
        client = create_app(settings(trusted_hosts=("plek.example",))).test_client()

        assert client.get("/", base_url="http://plek.example").status_code == 200
        assert client.get("/", base_url="http://elsewhere.example").status_code == 400


class TestSigningIn:
    @pytest.fixture
    def coach(self, app, person):
        from flask_security import hash_password

        with app.app_context():
            return person(RoleName.COACH, password=hash_password(PASSWORD))

    def test_with_the_right_password_leads_to_ones_own_start(self, visitor: Visitor, coach):
        answer = visitor.sign_in(coach)

        assert answer.status_code == 302
        assert answer.location == "/start"
        assert visitor.get("/start").location == "/coach/"

    def test_with_capitals_in_the_address_works_too(self, visitor, coach):
        answer = visitor.post("/sign-in", {"email": coach.email.upper(), "password": PASSWORD}, page="/sign-in")

        assert answer.status_code == 302

    def test_says_the_same_for_a_wrong_password_and_an_unknown_address(self, visitor, coach):
        sentence = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar."
        for form in (
            {"email": coach.email, "password": "wrong password"},
            {"email": "nobody@example.org", "password": PASSWORD},
            {"email": "", "password": ""},
        ):
            answer = visitor.post("/sign-in", form, page="/sign-in")

            assert answer.status_code == 200
            assert sentence in answer.text

    def test_does_not_work_for_a_closed_account(self, visitor, coach, session):
        coach.active = False
        session.commit()

        assert "horen niet bij elkaar" in visitor.sign_in(coach).text

    def test_goes_on_to_the_page_that_was_asked(self, visitor, coach):
        answer = visitor.post(
            "/sign-in?next=/about-data", {"email": coach.email, "password": PASSWORD}, page="/sign-in"
        )

        assert answer.location == "/about-data"

    def test_never_leads_to_another_site(self, visitor, coach):
        answer = visitor.post(
            "/sign-in?next=https://elsewhere.example/", {"email": coach.email, "password": PASSWORD}, page="/sign-in"
        )

        assert "elsewhere" not in (answer.location or "")

    def test_out_ends_the_session(self, visitor, coach):
        visitor.sign_in(coach)
        visitor.post("/sign-out")

        assert visitor.get("/start").location.startswith("/sign-in")

    def test_out_ends_a_copied_session_too(self, app, visitor, coach):
        visitor.sign_in(coach)
        copied = app.test_client()
        copied.set_cookie("plek", visitor.client.get_cookie("plek").value)
        assert copied.get("/coach/").status_code == 200

        visitor.post("/sign-out")

        assert copied.get("/coach/").location.startswith("/sign-in")

    def test_hands_out_no_token(self, visitor, coach):
        form = {"email": coach.email, "password": PASSWORD}
        answer = visitor.post(
            "/sign-in?include_auth_token", form, page="/sign-in", headers={"Accept": "application/json"}
        )

        assert answer.status_code == 302
        assert "token" not in answer.text

    def test_does_not_work_by_a_token(self, app, visitor, coach):
        with app.app_context():
            token = coach.get_auth_token()

        assert visitor.get(f"/coach/?auth_token={token}").status_code == 302
        assert visitor.get("/coach/", headers={"Authentication-Token": token}).status_code == 302

    @pytest.mark.parametrize("body", ["5", '"x"', "[]", '{"email": "a@b.nl", "password": "\\ud800"}', "{"])
    def test_takes_forms_only(self, visitor, body):
        headers = {"X-CSRFToken": visitor.token()}
        answer = visitor.client.post("/sign-in", data=body, content_type="application/json", headers=headers)

        assert answer.status_code == 415
        assert "We begrijpen dit niet" in answer.text


class TestAFailure:
    def test_is_a_page_that_says_it_is_not_because_of_the_reader(self, settings, caplog):
        app = create_app(settings(testing=False))
        app.view_functions["public.about_data"] = _fail
        app.view_functions["public.about_data"].is_public = True
        answer = app.test_client().get("/about-data")

        assert answer.status_code == 500
        assert "Het ligt niet aan jou" in answer.text
        assert "Traceback" not in answer.text
        assert "public.about_data" in caplog.text


def _fail() -> str:
    raise RuntimeError("broken on purpose")
