"""What every answer carries, and what every change needs."""

import re
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from flask import request

from models.account import RoleName
from tests.pages.conftest import PASSWORD, Visitor, next_number
from web.app import create_app
from web.auth import visitor as visitor_key
from web.clock import now

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
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"


class TestWhatIsKept:
    @pytest.mark.parametrize("path", ["/health", "/ready", "/.well-known/security.txt", "/static/nowhere.css"])
    def test_in_no_cache_is_all_that_is_no_file_of_the_pages(self, visitor, path):
        assert visitor.get(path).headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("path", ["/static/css/base.css", "/assets/bootstrap.css", "/assets/figtree.ttf"])
    def test_by_a_browser_are_the_files_of_the_pages(self, visitor, path):
        with visitor.get(path) as answer:
            assert answer.status_code == 200
            assert "no-store" not in answer.headers["Cache-Control"]
            assert "Set-Cookie" not in answer.headers


class TestAClosedLine:
    def test_is_asked_for_from_then_on_in_a_real_installation(self, settings):
        answer = create_app(settings(secure_cookies=True)).test_client().get("/")

        assert int(re.fullmatch(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])[1]) >= 31_536_000

    def test_is_not_asked_for_where_there_is_none(self, visitor):
        assert "Strict-Transport-Security" not in visitor.get("/").headers


class TestSecurityTxt:
    def lines(self, app) -> dict[str, str]:
        answer = app.test_client().get("/.well-known/security.txt")
        assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
        return dict(line.split(": ", 1) for line in answer.text.splitlines())

    def test_says_where_a_hole_can_be_told(self, settings):
        known = {"security_contact": "mailto:security@plek.example", "address": "https://plek.example"}
        found = self.lines(create_app(settings(**known)))

        assert found["Contact"] == "mailto:security@plek.example"
        assert found["Canonical"] == "https://plek.example/.well-known/security.txt"
        assert found["Preferred-Languages"] == "nl, en"
        assert timedelta(days=30) < datetime.fromisoformat(found["Expires"]) - now() < timedelta(days=365)

    def test_names_a_page_where_no_address_is_given(self, settings):
        app = create_app(settings(address="https://plek.example"))
        contact = self.lines(app)["Contact"]

        assert contact.startswith("https://plek.example/")
        assert app.test_client().get(contact.removeprefix("https://plek.example")).status_code == 200


class TestTheSessionCookie:
    def test_is_out_of_reach_for_scripts_and_other_sites(self, visitor):
        cookie = visitor.get("/").headers["Set-Cookie"]

        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie

    def test_travels_over_https_only_in_a_real_installation(self, settings):
        app = create_app(settings(secure_cookies=True))

        assert "Secure" in app.test_client().get("/").headers["Set-Cookie"]


@pytest.fixture
def english(visitor):
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


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
        assert "Wat je schreef" in answer.text

    def test_without_anything_written_promises_nothing_below(self, english):
        answer = english.client.post("/language")

        assert answer.status_code == 400
        assert "You are signed out" in answer.text
        assert "What you wrote" not in answer.text

    def test_on_a_page_of_another_session_says_that_it_is_too_old(self, at_work):
        form = {"csrf_token": "from another session", "language": "nl"}
        answers = [at_work.client.post("/language", data=sent) for sent in ({}, form)]

        assert [answer.status_code for answer in answers] == [400, 400]
        assert all("This page was too old" in answer.text for answer in answers)
        assert not any("You are signed out" in answer.text for answer in answers)
        assert ["What you wrote is below." in answer.text for answer in answers] == [False, True]

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

    @pytest.mark.parametrize("path", ["/language", "/sign-in", "/coach/youths/1/about"])
    def test_with_a_file_in_it_is_refused_with_one_sentence(self, visitor, path):
        file = (BytesIO(b"Noa,12345"), "noa.csv")
        answer = visitor.client.post(path, data={"csrf_token": visitor.token(), "story": "Hoi", "file": file})

        assert answer.status_code == 415
        assert "Plek neemt geen bestanden aan" in answer.text
        assert "noa.csv" not in answer.text

    def test_by_a_method_that_a_page_does_not_know_is_refused(self, visitor):
        assert visitor.client.get("/language").status_code == 405


class TestAnotherName:
    @pytest.fixture
    def client(self, settings):
        return create_app(settings(trusted_hosts=("plek.example", "127.0.0.1", "::1"))).test_client()

    @pytest.mark.parametrize("host", ["plek.example", "PLEK.example:443", "127.0.0.1:8000", "[::1]:8000"])
    def test_than_these_is_not_needed(self, client, host):
        assert client.get("/", headers={"Host": host}).status_code == 200

    @pytest.mark.parametrize("path", ["/", "/nowhere", "/static/css/base.css", "/.well-known/security.txt"])
    @pytest.mark.parametrize(
        "host",
        [
            *("elsewhere.example", "plek.example.elsewhere.example", "www.plek.example", "plek.example@elsewhere.org"),
            *("", "[::2]", "[", "plek.example:80:elsewhere.example", "plek.example/elsewhere", "plek.example\\x"),
        ],
    )
    def test_of_the_site_is_refused(self, client, host, path):
        answer = client.get(path, headers={"Host": host})

        assert answer.status_code == 400
        assert "elsewhere" not in answer.text
        assert "<" not in answer.text

    def test_that_a_proxy_is_said_to_have_been_asked_for_changes_nothing(self, settings):
        app = create_app(settings(trusted_hosts=("plek.example",), proxies=1))
        asked = {"Host": "plek.example", "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Prefix": "/elsewhere"}
        answer = app.test_client().get("/start", headers=asked)

        assert answer.location == "/sign-in"

    def test_never_gets_into_a_link_that_is_mailed(self, settings):
        app = create_app(settings(address="https://plek.example"))
        said = app.test_client().get("/.well-known/security.txt", headers={"Host": "elsewhere.example"}).text

        assert "https://plek.example/" in said
        assert "elsewhere" not in said


class TestAVisitorsAddress:
    def address(self, settings, proxies: int, forwarded: str | None) -> str:
        app = create_app(settings(proxies=proxies))
        seen: list[str] = []
        app.view_functions["public.about_data"] = lambda: seen.append(f"{request.scheme} {request.remote_addr}") or ""
        app.view_functions["public.about_data"].is_public = True
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"} if forwarded else {}
        app.test_client().get("/about-data", headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"})
        return seen[0]

    def test_is_that_of_the_line_where_no_proxy_stands_before_us(self, settings):
        assert self.address(settings, 0, "203.0.113.9") == "http 10.0.0.1"

    def test_is_what_our_own_proxy_says(self, settings):
        assert self.address(settings, 1, "203.0.113.9") == "https 203.0.113.9"

    @pytest.mark.parametrize(("proxies", "said"), [(1, "1.1.1.1, 203.0.113.9"), (2, "1.1.1.1, 203.0.113.9, 10.0.0.2")])
    def test_is_not_what_the_visitor_told_the_proxy(self, settings, proxies, said):
        assert self.address(settings, proxies, said) == "https 203.0.113.9"


class TestWhoIsCounted:
    """By what the tries of a visitor are counted: as much as one of them has for themselves."""

    def counted(self, app, address: str | None) -> str:
        with app.test_request_context("/", environ_overrides={"REMOTE_ADDR": address}):
            return visitor_key()

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2001:db8:1:2::1", "2001:DB8:1:2:ffff:ffff:ffff:ffff"),
            ("203.0.113.9", "::ffff:203.0.113.9"),
            ("fe80::1%eth0", "fe80::2%eth1"),
            ("nonsense", ""),
            ("", None),
            ("203.0.113.9, 1.1.1.1", None),
        ],
    )
    def test_is_one_visitor(self, app, one, other):
        assert self.counted(app, one) == self.counted(app, other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("2001:db8:1:2::1", "2001:db8:1:3::1"),
            ("203.0.113.9", "203.0.113.10"),
            ("::ffff:203.0.113.9", "::ffff:203.0.113.10"),
            ("::1", "127.0.0.1"),
            ("", "::"),
        ],
    )
    def test_are_two_visitors(self, app, one, other):
        assert self.counted(app, one) != self.counted(app, other)


class TestSigningIn:
    @pytest.fixture
    def coach(self, person):
        return person(RoleName.COACH, password=PASSWORD)

    def test_with_the_right_password_and_number_leads_to_ones_own_start(self, visitor: Visitor, coach):
        answer = visitor.sign_in(coach)

        assert answer.status_code == 303
        assert answer.location == "/start"
        assert visitor.get("/start").location == "/coach/"

    def test_goes_on_to_the_page_that_was_asked(self, visitor, coach):
        assert first_step(visitor, coach, next="/about-data").location == "/sign-in/staff/number"
        assert second_step(visitor, coach).location == "/about-data"

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "javascript:alert(1)",
            "/" * 5000,
        ],
    )
    def test_never_leads_to_another_site(self, visitor, coach, elsewhere):
        first_step(visitor, coach, next=elsewhere)

        assert second_step(visitor, coach).location == "/start"

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
        headers = {"Accept": "application/json"}
        answer = visitor.post("/sign-in/staff?include_auth_token", form, page="/sign-in/staff", headers=headers)

        assert answer.status_code == 303
        assert "token" not in answer.text

    def test_does_not_work_by_a_token(self, app, visitor, coach):
        with app.app_context():
            token = coach.get_auth_token()

        assert visitor.get(f"/coach/?auth_token={token}").status_code == 302
        assert visitor.get("/coach/", headers={"Authentication-Token": token}).status_code == 302

    @pytest.mark.parametrize("body", ["5", '"x"', "[]", '{"email": "a@b.nl", "password": "\\ud800"}', "{"])
    def test_takes_forms_only(self, visitor, body):
        headers = {"X-CSRFToken": visitor.token()}
        answer = visitor.client.post("/sign-in/staff", data=body, content_type="application/json", headers=headers)

        assert answer.status_code == 415
        assert "We begrijpen dit niet" in answer.text


def first_step(visitor, user, **more):
    form = {"email": user.email, "password": PASSWORD, **more}
    return visitor.post("/sign-in/staff", form, page="/sign-in/staff")


def second_step(visitor, user):
    return visitor.post("/sign-in/staff/number", {"number": next_number(user)}, page="/sign-in/staff/number")


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
