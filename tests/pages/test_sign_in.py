"""How a youth signs in: with a mailed code, a card or a link; and whoever tries to get in another way."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from models import schema
from models.account import User
from models.base import use_keys
from models.message import MailKind, Message
from models.sign_in import SignIn, Ticket, TicketKind
from models.youth import Youth
from tests.make import Make
from tests.pages.conftest import TOKEN, Visitor, signed_in
from tests.pages.forms import form_of
from web.app import create_app
from web.clock import now
from web.db import sessions
from web.mails import letter_of
from web.qr import qr_of
from web.services.tickets import make_ticket

EMAIL = "sam@example.org"
WRONG = "999999"
ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "/\t/elsewhere.example",
    "http:elsewhere.example",
)
ELSEWHERE_HOST = "elsewhere.example"
NONSENSE = ("<script>alert(1)</script>", "🪪" * 12, "\0", "' OR '1'='1", "A" * 41, "%00%0d%0aSet-Cookie: x=1")


@pytest.fixture
def youth(make, coach, session) -> Youth:
    """A youth with an account and an address, who never came."""
    found = make.youth(name="Sam", coach=coach, email=EMAIL, user=make.youth_user(email=EMAIL))
    session.commit()
    return found


@pytest.fixture
def other(app) -> Visitor:
    """Another browser."""
    return Visitor(app.test_client())


def ask(visitor: Visitor, email: str = EMAIL, **more: Any) -> TestResponse:
    return visitor.post("/sign-in", {"email": email, **more}, page="/sign-in")


def mailed_code(session: Session) -> str:
    newest = select(Message).where(Message.kind == MailKind.CODE).order_by(Message.id.desc()).limit(1)
    session.expire_all()
    return str(session.scalars(newest).one().facts["code"])


def wrong_code(session: Session) -> str:
    return WRONG if mailed_code(session) != WRONG else "000000"


def type_code(visitor: Visitor, code: str, **more: Any) -> TestResponse:
    return visitor.post("/sign-in/code", {"code": code, **more}, page="/sign-in/code")


def type_card(visitor: Visitor, card: str, **more: Any) -> TestResponse:
    return visitor.post("/sign-in/card", {"card": card, **more}, page="/sign-in/card")


def ticket(session: Session, kind: TicketKind, youth: Youth, **more: Any) -> str:
    secret = make_ticket(session, kind, at=now(), user=youth.user, **more)
    session.commit()
    return secret


def card_of(session: Session, youth: Youth) -> str:
    return ticket(session, TicketKind.CARD, youth, secret="K7QP-M4XD-92HT")


def as_if_at(host: str, visitor: Visitor) -> Visitor:
    """The same browser, which was led to believe that the site has another name."""
    client = visitor.client.application.test_client()
    client.set_cookie("plek", visitor.client.get_cookie("plek").value, domain=host)
    found = Visitor(client)
    client.open = partial(client.open, base_url=f"http://{host}")
    return found


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/start").location == "/my/"


def main_of(answer: TestResponse) -> str:
    """What a page says, without what is new each time."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrf_token" value="[^"]*"', "", main)


def kept(session: Session) -> list[int]:
    """How many rows there are of what signing in writes."""
    session.expire_all()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (Ticket, SignIn, Message, User)]


class TestTheFirstPage:
    def test_asks_one_thing_and_names_the_other_ways(self, visitor):
        page = visitor.get("/sign-in").text

        assert re.findall(r'<input[^>]*\bid="(\w+)"', page) == ["email"]
        assert 'href="/sign-in/card"' in page
        assert 'href="/sign-in/staff"' in page

    def test_keeps_where_somebody_was_going(self, visitor):
        page = visitor.get("/sign-in?next=/my/places/3").text

        assert 'name="next" value="/my/places/3"' in page
        assert 'href="/sign-in/card?next=/my/places/3"' in page
        assert 'href="/sign-in/staff?next=/my/places/3"' in page

    @pytest.mark.parametrize(
        "email", ["", "sam", "sam@", "@example.org", "a b@example.org", "<script>", "\0", "x" * 400]
    )
    def test_says_what_is_no_address_and_gives_it_back(self, visitor, email):
        answer = ask(visitor, email)

        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
        assert "<script>alert" not in answer.text
        assert email.strip("\0") == "" or "&lt;script" in answer.text or email in answer.text


class TestAskingForACode:
    def test_leads_to_the_page_for_it_and_mails_it(self, visitor, session, youth):
        answer = ask(visitor)

        assert (answer.status_code, answer.location) == (303, "/sign-in/code")
        assert mailed_code(session).isdigit()

    @pytest.mark.parametrize("who", ["unknown", "closed", "coach", "coach and youth"])
    def test_answers_everybody_alike(self, app, visitor, other, session, make, youth, who):
        if who == "closed":
            make.youth(user=make.youth_user(email="other@example.org", active=False))
        if who == "coach":
            make.coach(email="other@example.org")
        if who == "coach and youth":
            make.youth(
                user=make.user(
                    *[role.name for role in [*make.coach().roles, *youth.user.roles]], email="other@example.org"
                )
            )
        session.commit()

        known, stranger = ask(visitor), ask(other, "other@example.org")

        assert (known.status_code, known.location, known.text) == (
            stranger.status_code,
            stranger.location,
            stranger.text,
        )
        pages = [main_of(browser.get("/sign-in/code")) for browser in (visitor, other)]
        assert pages[0] == pages[1]
        tries = [main_of(type_code(browser, WRONG)) for browser in (visitor, other)]
        assert tries[0] == tries[1]
        again = [browser.post("/sign-in/code/again", page="/sign-in/code").location for browser in (visitor, other)]
        assert again[0] == again[1]
        assert session.scalars(select(Message.to).where(Message.kind == MailKind.CODE)).unique().all() != []
        assert {mail.user_id for mail in session.scalars(select(Message))} == {youth.user_id}

    def test_leaves_the_address_in_no_url_no_page_and_no_cookie(self, app, visitor, youth):
        answer = ask(visitor, next="/my/")
        page = visitor.get(answer.location)
        with visitor.client.session_transaction() as cookie:
            held = str(dict(cookie))

        assert "sam" not in answer.location.lower()
        assert EMAIL not in page.text
        assert EMAIL not in held
        assert "@" not in held

    def test_is_enough_after_three_in_a_minute_for_one_address_wherever_they_come_from(self, app, session, youth):
        answers = []
        for number in range(4):
            visitor = Visitor(app.test_client())
            visitor.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
            answers.append(ask(visitor, EMAIL.upper() if number % 2 else EMAIL))

        assert [answer.status_code for answer in answers] == [303, 303, 303, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert "kaart" in answers[-1].text or "card" in answers[-1].text
        assert session.scalar(select(func.count()).select_from(Message)) == 3

    def test_is_enough_after_many_addresses_from_one_visitor(self, visitor):
        statuses = [ask(visitor, f"sam{number}@example.org").status_code for number in range(21)]

        assert statuses == [303] * 20 + [429]

    def test_is_enough_after_many_addresses_from_one_network_of_ipv6(self, app):
        """Whoever has one address there has as many as they like."""
        statuses = []
        for number in range(21):
            visitor = Visitor(app.test_client())
            visitor.client.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2:{number:x}::{number:x}"
            statuses.append(ask(visitor, f"sam{number}@example.org").status_code)

        assert statuses == [303] * 20 + [429]

    def test_pressed_again_and_again_waits_a_minute_and_not_an_hour(self, visitor, session, youth):
        begun = now()
        with time_machine.travel(begun, tick=False):
            ask(visitor)
            pressed = [visitor.post("/sign-in/code/again", page="/sign-in/code") for _ in range(10)]
        with time_machine.travel(begun + timedelta(seconds=61), tick=False):
            after = visitor.post("/sign-in/code/again", page="/sign-in/code")

        assert [answer.status_code for answer in pressed] == [303] * 2 + [429] * 8
        assert int(pressed[-1].headers["Retry-After"]) <= 60
        assert after.status_code == 303

    def test_again_is_one_press_and_ends_the_code_before(self, visitor, session, youth):
        ask(visitor)
        first = mailed_code(session)
        answer = visitor.post("/sign-in/code/again", page="/sign-in/code")
        second = mailed_code(session)

        assert (answer.status_code, answer.location) == (303, "/sign-in/code")
        assert type_code(visitor, first).status_code == 422 or first == second
        assert type_code(visitor, second).status_code == 303

    def test_again_without_having_asked_does_nothing(self, visitor, session, youth):
        visitor.post("/sign-in/code/again")

        assert session.scalar(select(func.count()).select_from(Message)) == 0


class TestTypingTheCode:
    def test_signs_in_and_welcomes_who_comes_for_the_first_time(self, visitor, session, youth):
        ask(visitor)
        answer = type_code(visitor, mailed_code(session))

        assert (answer.status_code, answer.location) == (303, "/my/welcome")
        assert "Sam" in visitor.get("/my/welcome").text
        assert visitor.get("/my/").status_code == 200

    def test_leads_on_to_where_somebody_was_going(self, visitor, session, make, youth):
        make.sign_in(youth.user)
        session.commit()
        answer = ask(visitor, next="/my/data")
        assert answer.location == "/sign-in/code?next=/my/data"
        assert 'name="next" value="/my/data"' in visitor.get(answer.location).text

        assert type_code(visitor, mailed_code(session), next="/my/data").location == "/my/data"

    def test_leads_on_after_the_welcome_too(self, visitor, session, youth):
        ask(visitor)
        answer = type_code(visitor, mailed_code(session), next="/my/data")

        assert answer.location == "/my/welcome?next=/my/data"
        assert 'href="/my/data"' in main_of(visitor.get(answer.location))

    def test_stays_on_an_own_phone(self, visitor, session, youth):
        ask(visitor)
        answer = type_code(visitor, mailed_code(session))

        assert "Expires=" in answer.headers["Set-Cookie"]
        assert session.scalars(select(SignIn)).one().lasting

    @pytest.mark.parametrize("visits", [(100,), (30, 60, 90, 150)])
    def test_stays_there_as_long_as_the_row_says_and_no_longer(self, visitor, session, youth, visits):
        begun = now()
        ask(visitor)
        type_code(visitor, mailed_code(session))
        for days in visits:
            with time_machine.travel(begun + timedelta(days=days)):
                assert is_in(visitor)
        with time_machine.travel(session.scalars(select(SignIn)).one().ends_at + timedelta(seconds=1)):
            assert not is_in(visitor)

    def test_ends_with_the_browser_on_another_s_phone(self, visitor, session, youth):
        ask(visitor)
        answer = type_code(visitor, mailed_code(session), not_mine="1")

        assert is_in(visitor)
        assert "Expires=" not in answer.headers["Set-Cookie"]
        assert "Max-Age" not in answer.headers["Set-Cookie"]
        assert not session.scalars(select(SignIn)).one().lasting

    @pytest.mark.parametrize("code", [*NONSENSE, "", "12345"])
    def test_that_is_none_comes_back_with_a_sentence(self, visitor, youth, code):
        ask(visitor)
        answer = type_code(visitor, code)

        assert answer.status_code == 422
        assert 'id="code-error"' in answer.text
        assert "<script>alert" not in answer.text
        assert not is_in(visitor)

    def test_in_another_browser_says_where_it_works(self, visitor, other, session, youth):
        ask(visitor)
        answer = type_code(other, mailed_code(session))

        assert answer.location == "/sign-in/code"
        page = main_of(other.get(answer.location))
        assert 'name="code"' not in page
        assert 'href="/sign-in"' in page
        assert not is_in(other)
        assert type_code(visitor, mailed_code(session)).status_code == 303

    def test_of_another_browser_does_not_work_where_another_was_asked(self, visitor, other, session, youth):
        ask(visitor)
        first = mailed_code(session)
        ask(other)
        second = mailed_code(session)

        assert type_code(other, first).status_code == 422 or first == second
        assert type_code(visitor, second).status_code == 422
        assert not is_in(visitor)

    def test_is_tried_ten_times_a_day_from_wherever_and_then_a_card_helps(self, app, visitor, session, youth):
        ask(visitor)
        wrong = wrong_code(session)
        statuses = []
        for number in range(10):
            visitor.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
            statuses.append(type_code(visitor, wrong).status_code)
        right = type_code(visitor, mailed_code(session))

        assert statuses == [422] * 10
        assert right.status_code == 429
        assert "/sign-in/card" in main_of(right)
        assert not is_in(visitor)
        assert type_card(visitor, card_of(session, youth)).status_code == 303

    def test_is_tried_ten_times_even_with_a_new_code_and_another_browser(self, visitor, other, session, youth):
        for browser in (visitor, other):
            ask(browser)
            for _ in range(5):
                type_code(browser, wrong_code(session))
        ask(other)

        assert type_code(other, mailed_code(session)).status_code == 429

    def test_is_forgotten_to_have_been_tried_after_it_was_right(self, visitor, session, youth):
        for _ in range(2):
            ask(visitor)
            for _ in range(9):
                type_code(visitor, wrong_code(session))
            assert type_code(visitor, mailed_code(session)).status_code == 303
            visitor.post("/sign-out")

    def test_is_counted_for_unknown_addresses_too(self, visitor):
        ask(visitor, "nobody@example.org")

        assert [type_code(visitor, WRONG).status_code for _ in range(11)] == [422] * 10 + [429]

    def test_hammered_at_many_accounts_by_one_visitor_ends_after_thirty(self, app, session):
        statuses = []
        for number in range(4):
            visitor = Visitor(app.test_client())
            ask(visitor, f"sam{number}@example.org")
            statuses += [type_code(visitor, WRONG).status_code for _ in range(9)]

        assert statuses == [422] * 30 + [429] * 6


class TestACard:
    def test_signs_in(self, visitor, session, youth):
        answer = type_card(visitor, card_of(session, youth).lower().replace("-", ""))

        assert answer.location == "/my/welcome"
        assert is_in(visitor)

    def test_leads_on_to_where_somebody_was_going(self, visitor, session, make, youth):
        make.sign_in(youth.user)

        assert type_card(visitor, card_of(session, youth), next="/my/data").location == "/my/data"

    @pytest.mark.parametrize(("box", "lasting"), [({}, True), ({"not_mine": "1"}, False)])
    def test_lasts_unless_the_phone_is_another_s(self, visitor, session, youth, box, lasting):
        answer = type_card(visitor, card_of(session, youth), **box)

        assert session.scalars(select(SignIn)).one().lasting == lasting
        assert ("Expires=" in answer.headers["Set-Cookie"]) == lasting

    def test_works_once(self, visitor, other, session, youth):
        card = card_of(session, youth)
        type_card(visitor, card)

        assert type_card(other, card).status_code == 422
        assert not is_in(other)

    def test_says_the_same_whether_it_was_used_too_old_withdrawn_or_never_there(self, app, session, make, youth):
        used, old = card_of(session, youth), "0000-0000-0000"
        assert type_card(Visitor(app.test_client()), used).status_code == 303
        make.ticket(
            TicketKind.CARD, user=youth.user, made_at=now() - timedelta(days=31), expires_at=now() - timedelta(days=1)
        )
        session.commit()
        pages = {
            main_of(type_card(Visitor(app.test_client()), card)).replace(card, "")
            for card in (used, old, "ZZZZ-ZZZZ-ZZZZ")
        }

        assert len(pages) == 1

    @pytest.mark.parametrize("card", NONSENSE)
    def test_that_is_none_comes_back_with_a_sentence(self, visitor, card):
        answer = type_card(visitor, card)

        assert answer.status_code == 422
        assert 'id="card-error"' in answer.text
        assert "<script>alert" not in answer.text

    def test_is_guessed_at_for_a_while_only(self, visitor):
        assert [type_card(visitor, "ZZZZ-ZZZZ-ZZZZ").status_code for _ in range(31)] == [422] * 30 + [429]

    def test_sent_after_the_session_ended_is_not_shown_again(self, visitor, session, youth):
        form = {"csrf_token": visitor.token(), "card": card_of(session, youth), "code": "424242"}
        visitor.client.delete_cookie("plek")
        answer = visitor.client.post("/sign-in/card", data=form)

        assert answer.status_code == 400
        assert form["card"] not in answer.text
        assert form["code"] not in answer.text


class TestALink:
    @pytest.fixture
    def secret(self, session, youth) -> str:
        return ticket(session, TicketKind.INVITATION, youth)

    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_that_is_opened_changes_nothing_and_uses_nothing_up(self, visitor, session, secret, method):
        before = kept(session)
        for _ in range(3):
            answer = visitor.client.open(f"/link/{secret}", method=method)

        assert answer.status_code == 200
        assert kept(session) == before
        assert not is_in(visitor)
        assert visitor.post(f"/link/{secret}").location == "/my/welcome"

    def test_shows_one_button_and_no_name(self, visitor, secret):
        page = main_of(visitor.get(f"/link/{secret}"))

        assert page.count('type="submit"') == 1
        assert "Sam" not in page
        assert EMAIL not in page

    def test_signs_in_with_the_button(self, visitor, session, secret):
        answer = visitor.post(f"/link/{secret}", page=f"/link/{secret}")

        assert (answer.status_code, answer.location) == (303, "/my/welcome")
        assert is_in(visitor)

    def test_needs_the_token_of_the_page(self, visitor, secret):
        assert visitor.client.post(f"/link/{secret}").status_code == 400
        assert not is_in(visitor)

    def test_ends_with_the_browser_on_another_s_phone(self, visitor, session, secret):
        visitor.post(f"/link/{secret}", {"not_mine": "1"})

        assert not session.scalars(select(SignIn)).one().lasting

    def test_has_one_kind_page_when_it_does_not_serve(self, app, session, make, youth, secret):
        used = secret
        assert Visitor(app.test_client()).post(f"/link/{used}").status_code == 303
        withdrawn = ticket(session, TicketKind.INVITATION, youth)
        newest = ticket(session, TicketKind.INVITATION, youth)
        staff = make_ticket(session, TicketKind.INVITATION, at=now(), user=make.coach())
        reset = make_ticket(session, TicketKind.RESET, at=now(), user=youth.user)
        old = make_ticket(
            session, TicketKind.INVITATION, at=now() - timedelta(days=15), user=make.youth(user=make.youth_user()).user
        )
        session.commit()
        dead = [used, withdrawn, newest[::-1], newest + "A", staff, reset, old, "x", "%00", "🔗"]

        visitor = Visitor(app.test_client())
        answers = [visitor.get(f"/link/{secret}") for secret in dead]
        answers += [visitor.post(f"/link/{secret}") for secret in dead]

        assert {answer.status_code for answer in answers} == {404}
        assert len({main_of(answer) for answer in answers}) == 1
        assert 'href="/sign-in"' in main_of(answers[0])
        assert not is_in(visitor)

    def test_says_to_somebody_signed_in_who_signs_out(self, session, sign_in, coach, secret):
        visitor = sign_in(coach)
        page = main_of(visitor.get(f"/link/{secret}"))

        assert coach.name in page
        assert "Sam" not in page

        visitor.post(f"/link/{secret}")
        assert is_in(visitor)
        session.expire_all()
        assert session.scalars(select(SignIn.ended_at).where(SignIn.user_id == coach.id)).one() is not None

    def test_tried_at_random_ends_after_thirty(self, visitor):
        assert [visitor.post(f"/link/{number}").status_code for number in range(31)] == [404] * 30 + [429]


class TestTheSession:
    def test_planted_before_signing_in_is_worth_nothing_after(self, app, visitor, session, youth):
        attacker = app.test_client()
        attacker.get("/sign-in")
        planted = attacker.get_cookie("plek").value
        visitor.client.set_cookie("plek", planted)
        ask(visitor)
        copied = visitor.client.get_cookie("plek").value
        type_code(visitor, mailed_code(session))
        assert is_in(visitor)

        for cookie in (planted, copied):
            attacker.set_cookie("plek", cookie)
            assert not is_in(Visitor(attacker))
            assert type_code(Visitor(attacker), mailed_code(session)).status_code in {303, 422}
            assert not is_in(Visitor(attacker))

    def test_forgets_what_it_held_before(self, visitor, session, youth):
        visitor.post("/language", {"language": "en"})
        with visitor.client.session_transaction() as cookie:
            cookie["planted"] = "x"
        ask(visitor)
        token = visitor.token("/sign-in/code")
        type_code(visitor, mailed_code(session))

        with visitor.client.session_transaction() as cookie:
            assert set(cookie) <= {"language", "_user_id", "_fresh", "_permanent", "csrf_token"}
            assert cookie["language"] == "en"
        assert visitor.client.post("/my/card", data={"csrf_token": token}).status_code == 400

    def test_is_another_one_each_time(self, app, session, youth):
        cookies = set()
        for _ in range(2):
            visitor = Visitor(app.test_client())
            ask(visitor)
            type_code(visitor, mailed_code(session))
            with visitor.client.session_transaction() as cookie:
                cookies.add(cookie["_user_id"])

        assert len(cookies) == 2


class TestTheWayOn:
    @pytest.mark.parametrize("elsewhere", ELSEWHERE)
    def test_never_leads_to_another_site(self, visitor, session, make, youth, elsewhere):
        make.sign_in(youth.user)
        session.commit()
        pages = [
            visitor.get(path, query_string={"next": elsewhere})
            for path in ("/sign-in", "/sign-in/card", "/sign-in/code")
        ]
        asked = ask(visitor, next=elsewhere)
        again = visitor.post("/sign-in/code/again", {"next": elsewhere}, page="/sign-in/code")
        coded = type_code(visitor, mailed_code(session), next=elsewhere)
        carded = type_card(visitor, card_of(session, youth), next=elsewhere)
        welcome = visitor.get("/my/welcome", query_string={"next": elsewhere})

        assert all("elsewhere" not in page.text and "alert(1)" not in page.text for page in [*pages, welcome])
        assert [answer.location for answer in (asked, again)] == ["/sign-in/code"] * 2
        assert [answer.location for answer in (coded, carded)] == ["/start"] * 2


class TestEveryForm:
    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/code/again", "/sign-in/card", "/link/x"])
    def test_refuses_ten_megabytes_with_one_sentence(self, visitor, path):
        assert visitor.client.post(path, data={"card": "A" * 10_000_000}).status_code == 413

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/code/again", "/sign-in/card", "/link/x"])
    def test_refuses_a_field_that_it_does_not_have(self, visitor, path):
        assert visitor.post(path, {"role": "coach"}, page="/sign-in").status_code == 422

    @pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/code/again", "/sign-in/card", "/link/x"])
    def test_needs_a_token(self, visitor, path):
        assert visitor.client.post(path, data={"email": EMAIL}).status_code == 400

    @pytest.mark.parametrize(
        "path", ["/sign-in", "/sign-in/code", "/sign-in/card", "/link/x", "/my/card", "/my/welcome"]
    )
    def test_is_opened_without_writing_a_row(self, sign_in, session, youth, path):
        visitor = sign_in(youth.user)
        before = kept(session)
        for method in ("GET", "HEAD"):
            visitor.client.open(path, method=method)

        assert kept(session) == before


class TestMyCard:
    def test_shows_that_there_is_one_and_stops_it(self, sign_in, other, session, youth):
        card = card_of(session, youth)
        visitor = sign_in(youth.user)
        assert main_of(visitor.get("/my/card")).count("<form") == 1

        answer = visitor.post("/my/card", page="/my/card")

        assert (answer.status_code, answer.location) == (303, "/my/card")
        assert main_of(visitor.get("/my/card")).count("<form") == 0
        assert type_card(other, card).status_code == 422

    def test_says_what_to_do_without_one(self, sign_in, youth):
        assert "coach" in main_of(sign_in(youth.user).get("/my/card"))

    def test_is_nobody_else_s(self, sign_in, session, make, youth):
        card_of(session, youth)
        stranger = make.youth(user=make.youth_user())
        session.commit()
        visitor = sign_in(stranger.user)
        visitor.post("/my/card", page="/my/card")

        session.expire_all()
        assert session.scalars(select(Ticket)).one().ended_at is None


class TestTheCoach:
    def path(self, youth: Youth, more: str = "") -> str:
        return f"/coach/youths/{youth.id}/sign-in{more}"

    def test_finds_the_page_from_the_youth(self, at_work, youth):
        assert f'href="{self.path(youth)}"' in at_work.get(f"/coach/youths/{youth.id}").text

    def test_invites_by_mail_with_a_link_of_the_site_s_own_address(self, app, at_work, session, youth):
        answer = as_if_at(ELSEWHERE_HOST, at_work).post(self.path(youth), headers={"X-Forwarded-Host": ELSEWHERE_HOST})
        mail = session.scalars(select(Message)).one()
        with app.app_context():
            letter = letter_of(mail, address=app.config["PLEK"].address)

        assert answer.status_code == 303
        assert answer.location.startswith("/")
        assert f"http://localhost:8000/link/{mail.facts['secret']}" in letter.body
        assert "elsewhere" not in letter.body

    def test_reads_when_and_whether_it_was_used(self, at_work, other, session, youth):
        at_work.post(self.path(youth))
        assert "not used yet" in at_work.get(self.path(youth)).text
        assert "not signed in yet" in at_work.get(self.path(youth)).text

        secret = session.scalars(select(Message)).one().facts["secret"]
        other.post(f"/link/{secret}")

        assert "has signed in" in at_work.get(self.path(youth)).text

    def test_reads_that_an_address_is_taken_and_not_by_whom(self, at_work, session, make, coach):
        make.coordinator(name="Ruben", email="taken@example.org")
        youth = make.youth(coach=coach, email="taken@example.org")
        session.commit()
        answer = at_work.post(self.path(youth))

        assert answer.status_code == 422
        assert "Another account has this e-mail address" in answer.text
        assert "Ruben" not in answer.text
        session.expire_all()
        assert youth.user_id is None

    def test_is_told_that_an_invitation_needs_an_address(self, at_work, session, make, coach):
        youth = make.youth(coach=coach)
        session.commit()

        for form in ({}, {"email": "", "version": youth.version}):
            answer = at_work.post(self.path(youth), form)
            assert answer.status_code == 422
            assert "An invitation needs an e-mail address" in answer.text

    def test_writes_an_address_down_and_invites_in_one_go(self, at_work, session, make, coach):
        youth = make.youth(coach=coach)
        session.commit()
        form = form_of(at_work.get(self.path(youth)).text, self.path(youth))
        answer = at_work.post(self.path(youth), form | {"email": "new@example.org"})

        session.expire_all()
        assert answer.status_code == 303
        assert youth.email == youth.user.email == session.scalars(select(Message)).one().to == "new@example.org"

    def test_finds_the_address_of_an_account_filled_in(self, at_work, session, make, coach):
        youth = make.youth(coach=coach, user=make.youth_user(email="account@example.org"))
        session.commit()
        form = form_of(at_work.get(self.path(youth)).text, self.path(youth))
        assert form["email"] == "account@example.org"
        at_work.post(self.path(youth), form)

        session.expire_all()
        assert youth.email == youth.user.email == session.scalars(select(Message)).one().to == "account@example.org"

    def test_puts_a_wrong_address_right(self, at_work, session, youth):
        at_work.post(self.path(youth))
        form = form_of(at_work.get(self.path(youth)).text, self.path(youth))
        assert form["email"] == youth.email
        at_work.post(self.path(youth), form | {"email": "right@example.org"})

        session.expire_all()
        assert youth.email == youth.user.email == "right@example.org"
        assert session.scalars(select(Message.to).order_by(Message.id)).all()[-1] == "right@example.org"

    def test_is_shown_both_addresses_when_a_colleague_wrote_down_another(self, at_work, session, youth):
        form = form_of(at_work.get(self.path(youth)).text, self.path(youth))
        youth.email = "colleague@example.org"
        session.commit()
        answer = at_work.post(self.path(youth), form | {"email": "mine@example.org"})

        assert answer.status_code == 409
        assert "Somebody was ahead of you" in answer.text
        assert {"colleague@example.org", "mine@example.org"} <= set(re.findall(r"[\w.]+@[\w.]+", main_of(answer)))
        assert session.scalar(select(func.count()).select_from(Message)) == 0

    @pytest.mark.parametrize("email", ["sam", "sam@example.org\nBcc: x@example.org", "a@b@c", "sam@", "x" * 400])
    def test_is_told_what_is_no_address(self, at_work, session, youth, email):
        form = form_of(at_work.get(self.path(youth)).text, self.path(youth)) | {"email": email}

        assert at_work.post(self.path(youth), form).status_code == 422
        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_cannot_try_out_which_addresses_have_an_account(self, at_work, session, make, coach):
        youth = make.youth(coach=coach)
        taken = [make.coordinator().email for _ in range(6)]
        session.commit()
        answers = [at_work.post(self.path(youth), {"email": email, "version": youth.version}) for email in taken]
        free = at_work.post(self.path(youth), {"email": "nobody@example.org", "version": youth.version})

        assert [answer.status_code for answer in answers] == [*([422] * 5), 429]
        assert free.status_code == 429

    def test_gives_a_card_that_is_shown_once(self, at_work, other, session, youth):
        page = at_work.post(self.path(youth, "/card")).text
        (code,) = re.findall(r'class="way-in-code">([^<]+)<', page)

        assert code not in at_work.get(self.path(youth)).text
        assert at_work.get(self.path(youth, "/card")).location == self.path(youth)
        assert "Given on" in at_work.get(self.path(youth)).text
        assert type_card(other, code).status_code == 303

    def test_gives_a_card_whose_qr_is_of_the_site_s_own_address(self, at_work, youth):
        page = as_if_at(ELSEWHERE_HOST, at_work).post(self.path(youth, "/card")).text
        (code,) = re.findall(r'class="way-in-code">([^<]+)<', page)

        assert qr_of(f"http://localhost:8000/sign-in/card#{code}").path in page
        assert "elsewhere" not in page

    def test_gives_a_card_without_the_name_of_its_youth(self, at_work, youth):
        page = at_work.post(self.path(youth, "/card")).text
        card = page.partition('<section class="panel way-in-card')[2].partition("</section>")[0]

        assert card
        assert "Sam" not in card

    def test_withdraws_a_card(self, at_work, other, session, youth):
        card = card_of(session, youth)
        answer = at_work.post(self.path(youth, "/card/end"))

        assert answer.location == self.path(youth)
        assert type_card(other, card).status_code == 422

    def test_is_told_when_an_account_opens_otherwise(self, at_work, session, make, coach):
        youth = make.youth(coach=coach, email=EMAIL, user=make.youth_user(active=False))
        session.commit()

        assert main_of(at_work.get(self.path(youth))).count("<form") == 0
        for path in (self.path(youth), self.path(youth, "/card")):
            assert at_work.post(path).status_code == 422

    def test_of_another_does_none_of_it(self, sign_in, session, make, youth):
        card_of(session, youth)
        visitor = sign_in(make.coach())
        statuses = [visitor.get(self.path(youth, more)).status_code for more in ("", "/card")]
        statuses += [visitor.post(self.path(youth, more)).status_code for more in ("", "/card", "/card/end")]

        session.expire_all()
        assert statuses == [404] * 5
        assert session.scalars(select(Ticket)).one().ended_at is None


class TestAtOnce:
    """Several browsers in the same moment, on both databases."""

    MANY = 6

    @pytest.fixture
    def own(self, settings, empty_database_url) -> Flask:
        schema.upgrade(empty_database_url)
        found = create_app(settings(database_url=empty_database_url))
        yield found
        sessions(found).engine.dispose()

    @pytest.fixture
    def filled(self, own) -> Session:
        use = own.config["PLEK"]
        use_keys(use.field_keys, use.hash_key, use.audit_key)
        with Session(sessions(own).engine) as session:
            make = Make(session)
            make.youth(name="Sam", coach=make.coach(), email=EMAIL, user=make.youth_user(email=EMAIL))
            session.commit()
            yield session

    def together(
        self, own: Flask, act: Callable[[Visitor], TestResponse], prepare: Callable[[Visitor], object]
    ) -> list[int]:
        barrier = Barrier(self.MANY)

        def run(_number: int) -> int:
            visitor = Visitor(own.test_client())
            prepare(visitor)
            barrier.wait()
            return act(visitor).status_code

        with ThreadPoolExecutor(self.MANY) as pool:
            return sorted(pool.map(run, range(self.MANY)))

    def youth(self, session: Session) -> Youth:
        return session.scalars(select(Youth)).one()

    def test_one_link_lets_one_of_them_in(self, own, filled):
        secret = ticket(filled, TicketKind.INVITATION, self.youth(filled))
        statuses = self.together(own, lambda visitor: visitor.post(f"/link/{secret}"), lambda _visitor: None)

        filled.rollback()
        assert statuses == [303] + [404] * (self.MANY - 1)
        assert filled.scalar(select(func.count()).select_from(SignIn)) == 1

    def test_one_card_lets_one_of_them_in(self, own, filled):
        card = card_of(filled, self.youth(filled))
        statuses = self.together(own, lambda visitor: type_card(visitor, card), lambda _visitor: None)

        assert statuses == [303] + [422] * (self.MANY - 1)

    def test_one_browser_s_code_sent_twice_lets_it_in_once(self, own, filled):
        first = Visitor(own.test_client())
        ask(first)
        token = TOKEN.search(first.get("/sign-in/code").text).group(1)
        form = {"csrf_token": token, "code": mailed_code(filled)}
        cookie = first.client.get_cookie("plek").value
        statuses = self.together(
            own,
            lambda visitor: visitor.client.post("/sign-in/code", data=form),
            lambda visitor: visitor.client.set_cookie("plek", cookie),
        )

        assert statuses == [303] + [422] * (self.MANY - 1)

    def test_cards_given_together_leave_one_that_opens(self, own, filled, sign_in_as):
        youth = self.youth(filled)
        path = f"/coach/youths/{youth.id}/sign-in/card"
        secrets = sign_in_as(filled, youth.coach, self.MANY)
        statuses = self.together(own, lambda visitor: visitor.post(path), lambda visitor: enter_with(visitor, secrets))

        filled.rollback()
        open_ones = [found for found in filled.scalars(select(Ticket)) if found.is_open(now())]
        assert statuses == [200] * self.MANY
        assert len(open_ones) == 1

    def test_an_invitation_pressed_many_times_is_one_mail_and_one_account(self, own, filled, sign_in_as):
        youth = self.youth(filled)
        youth.user_id, youth.email = None, "new@example.org"
        filled.commit()
        secrets = sign_in_as(filled, youth.coach, self.MANY)
        path = f"/coach/youths/{youth.id}/sign-in"
        statuses = self.together(own, lambda visitor: visitor.post(path), lambda visitor: enter_with(visitor, secrets))

        filled.rollback()
        assert statuses == [303] * self.MANY
        assert filled.scalar(select(func.count()).select_from(Message)) == 1
        assert filled.scalar(select(func.count()).select_from(User).where(User.email_hash.is_not(None))) == 3

    def test_a_first_address_pressed_many_times_is_written_down_once(self, own, filled, sign_in_as):
        youth = self.youth(filled)
        youth.user_id, youth.email = None, None
        filled.commit()
        secrets = sign_in_as(filled, youth.coach, self.MANY)
        path = f"/coach/youths/{youth.id}/sign-in"
        form = {"email": "new@example.org", "version": youth.version}
        statuses = self.together(
            own, lambda visitor: visitor.post(path, form), lambda visitor: enter_with(visitor, secrets)
        )

        filled.rollback()
        assert statuses == [303] * self.MANY
        assert filled.scalar(select(func.count()).select_from(Message)) == 1
        assert youth.email == youth.user.email == "new@example.org"

    def test_a_youth_signed_up_many_times_is_one(self, own, filled, sign_in_as):
        secrets = sign_in_as(filled, self.youth(filled).coach, self.MANY)
        path = "/coach/youths/new"
        born = now().date().replace(day=1, year=now().year - 18)
        form = {"name": "Noor", "birth_date": born.isoformat(), "aim": "finding_out"}
        statuses = self.together(
            own, lambda visitor: visitor.post(path, form), lambda visitor: enter_with(visitor, secrets)
        )

        filled.rollback()
        assert statuses == [303] * self.MANY
        assert filled.scalar(select(func.count()).select_from(Youth).where(Youth.name == "Noor")) == 1

    def test_wrong_codes_sent_together_are_all_counted(self, own, filled):
        first = Visitor(own.test_client())
        ask(first)
        cookie, wrong = first.client.get_cookie("plek").value, wrong_code(filled)
        tries = lambda visitor: type_code(visitor, wrong)  # noqa: E731 -- the same act twice
        before = lambda visitor: visitor.client.set_cookie("plek", cookie)  # noqa: E731
        statuses = self.together(own, tries, before) + self.together(own, tries, before)

        assert sorted(statuses) == [422] * 10 + [429] * 2


@pytest.fixture
def sign_in_as() -> Callable[[Session, User, int], list[str]]:
    """Makes several sign-ins of somebody; the secrets for their cookies."""
    return lambda session, user, many: [signed_in(session, user) for _ in range(many)]


def enter_with(visitor: Visitor, secrets: list[str]) -> None:
    with visitor.client.session_transaction() as cookie:
        cookie.update(_user_id=secrets.pop(), _fresh=True)
