"""Signing in with a password and a second factor, opening an account, and the page about one's own."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from models.account import RoleName
from models.message import MailKind, Message
from models.sign_in import SignIn, Ticket, TicketKind
from tests.pages.conftest import PASSWORD, Visitor, next_number
from tests.pages.forms import form_of
from web.auth import CHEAP_HASHES
from web.clock import now
from web.db import sessions
from web.services import passwords, second_factor
from web.services.tickets import make_ticket

NEW = "molen appel zonnig boot"
CODE = re.compile(r"<code>([0-9A-Z-]{14})</code>")
KEY = re.compile(r'class="key-groups">(.*?)</p>', re.DOTALL)
NASTY = ("<script>alert(1)</script>", "x" * 20_000, "🐎", "a\r\nBcc: b@example.org", "\x00", "' OR 1=1 --", "\ufffd")


@pytest.fixture
def coach(person):
    return person(RoleName.COACH, password=PASSWORD)


@pytest.fixture
def newcomer(person):
    return person(RoleName.COACH, password=PASSWORD, app=False)


@pytest.fixture
def english(visitor):
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


def first_step(visitor, user, password=PASSWORD, **more):
    form = {"email": user.email, "password": password, **more}
    return visitor.post("/sign-in/staff", form, page="/sign-in/staff")


def second_step(visitor, number):
    return visitor.post("/sign-in/staff/number", {"number": number}, page="/sign-in/staff")


def link_app(visitor):
    """Link an app as the page says it; the key and the answer."""
    page = visitor.get("/sign-in/staff/set-up").text
    key = re.sub(r"<[^>]+>|\s", "", KEY.search(page).group(1))
    number = second_factor.number_at(key, now())
    return key, visitor.post("/sign-in/staff/set-up", {"number": number}, page="/sign-in/staff/set-up")


@contextmanager
def just_ahead(app, statement):
    """Have another browser take the second step of everybody, right before a statement is sent for the first time."""
    taken = []

    def take(connection, _cursor, sent, *_more):
        if sent.replace('"', "").startswith(statement) and not taken:
            taken.append(sent)
            half_way = update(Ticket).where(Ticket.kind == TicketKind.SECOND_STEP, Ticket.used_at.is_(None))
            connection.execute(half_way.values(used_at=now()))

    engine = sessions(app).engine
    event.listen(engine, "before_cursor_execute", take)
    yield
    event.remove(engine, "before_cursor_execute", take)
    assert taken


def sign_ins_of(session, user):
    living = select(func.count()).select_from(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    return session.scalar(living)


class TestTheFirstStep:
    def test_is_one_form(self, visitor, coach):
        form = form_of(visitor.get("/sign-in/staff").text, "/sign-in/staff")
        answer = visitor.post("/sign-in/staff", form | {"email": coach.email, "password": PASSWORD})

        assert answer.location == "/sign-in/staff/number"

    def test_keeps_where_one_was_on_the_way_to_while_trying(self, visitor, coach):
        page = first_step(visitor, coach, password="wrong", next="/about-data").text
        form = form_of(page, "/sign-in/staff") | {"password": PASSWORD}
        visitor.post("/sign-in/staff", form)

        assert second_step(visitor, next_number(coach)).location == "/about-data"

    def test_signs_nobody_in(self, visitor, coach, session):
        assert first_step(visitor, coach).location == "/sign-in/staff/number"
        assert sign_ins_of(session, coach) == 0
        assert visitor.get("/coach/").location == "/sign-in?next=/coach/"

    def test_says_one_and_the_same_of_all_that_is_wrong(self, english, coach, make, session):
        youth = make.youth_user(email="youth@example.org", password=passwords.hash_password(PASSWORD))
        closed = make.coach(email="closed@example.org", password=passwords.hash_password(PASSWORD), active=False)
        session.commit()
        forms = [
            {"email": coach.email, "password": "wrong password"},
            {"email": "nobody@example.org", "password": PASSWORD},
            {"email": youth.email, "password": PASSWORD},
            {"email": closed.email, "password": PASSWORD},
        ]
        answers = [english.post("/sign-in/staff", form, page="/sign-in/staff") for form in forms]

        assert {answer.status_code for answer in answers} == {422}
        assert all("This e-mail address and this password do not belong together." in answer.text for answer in answers)
        assert len({self.still(answer, form) for answer, form in zip(answers, forms, strict=True)}) == 1

    def still(self, answer, form):
        return re.sub(r'(nonce|value)="[^"]*"', "", answer.text.replace(form["email"], ""))

    def test_gives_back_the_address_and_never_the_password(self, visitor, coach):
        page = first_step(visitor, coach, password="very wrong password").text

        assert coach.email in page
        assert "very wrong password" not in page

    @pytest.mark.parametrize("field", ["email", "password", "next"])
    @pytest.mark.parametrize("value", NASTY)
    def test_stands_whatever_is_typed(self, visitor, coach, field, value):
        answer = first_step(visitor, coach, **{field: value})

        assert answer.status_code in {303, 422}
        assert "<script>alert" not in answer.text

    def test_needs_the_token_of_a_form(self, visitor, coach):
        form = {"email": coach.email, "password": PASSWORD}

        assert visitor.client.post("/sign-in/staff", data=form).status_code == 400

    def test_is_stopped_for_a_while_after_five_wrong_ones(self, english, coach):
        answers = [first_step(english, coach, password="wrong").status_code for _ in range(5)]
        stopped = first_step(english, coach)

        assert answers == [422] * 5
        assert stopped.status_code == 429
        assert int(stopped.headers["Retry-After"]) > 0
        assert "This was tried too often. Try again in" in stopped.text

    def test_is_stopped_alike_for_an_address_that_nobody_has(self, visitor, coach):
        coach.email = "nobody@example.org"
        answers = [first_step(visitor, coach, password="wrong").status_code for _ in range(6)]

        assert answers == [422] * 5 + [429]

    def test_keeps_a_card_or_code_of_a_youth_out(self, visitor, make, session):
        youth = make.youth_user(email="sam@example.org")
        make.youth(user=youth)
        session.commit()

        assert first_step(visitor, youth, password="").status_code == 422


class TestTheSecondStep:
    def test_signs_in_with_a_number_of_the_app(self, visitor, coach, session):
        first_step(visitor, coach)

        assert second_step(visitor, next_number(coach)).location == "/start"
        assert sign_ins_of(session, coach) == 1
        assert visitor.get("/coach/").status_code == 200

    def test_refuses_another_number_with_a_sentence_and_may_be_tried_again(self, english, coach):
        first_step(english, coach)
        answer = second_step(english, "000000")

        assert answer.status_code == 422
        assert "This number does not work, or no longer." in answer.text
        assert second_step(english, next_number(coach)).location == "/start"

    def test_refuses_a_number_that_was_used(self, app, visitor, coach):
        number = next_number(coach)
        first_step(visitor, coach)
        second_step(visitor, number)
        other = Visitor(app.test_client())
        first_step(other, coach)

        assert second_step(other, number).status_code == 422

    def test_without_the_first_leads_back_to_it(self, visitor, coach):
        for path in ("/sign-in/staff/number", "/sign-in/staff/set-up"):
            assert visitor.get(path).location == "/sign-in/staff"
            assert visitor.post(path, {"number": next_number(coach)}).location == "/sign-in/staff"

    def test_cannot_be_had_by_setting_up_another_app(self, visitor, coach):
        first_step(visitor, coach)
        answer = visitor.post("/sign-in/staff/set-up", {"number": "000000"})

        assert answer.location == "/sign-in/staff"

    def test_takes_ten_minutes_at_most(self, english, coach, session):
        first_step(english, coach)
        with english.client.session_transaction() as cookie:
            cookie["second_step"] = make_ticket(
                session, TicketKind.SECOND_STEP, at=now() - timedelta(minutes=10), user=coach
            )
        session.commit()
        answer = english.post("/sign-in/staff/number", {"number": next_number(coach)}, follow_redirects=True)

        assert "Fill in your password once more." in answer.text

    def test_uses_up_no_recovery_code_when_another_browser_is_just_ahead(self, app, visitor, coach, session):
        code = make_ticket(session, TicketKind.RECOVERY, at=now(), user=coach, secret="K7QP-M4XD-92HT")
        session.commit()
        first_step(visitor, coach)
        with just_ahead(app, "UPDATE ticket SET used_at"):
            assert second_step(visitor, code).location == "/sign-in/staff"

        assert sign_ins_of(session, coach) == 0
        first_step(visitor, coach)
        assert second_step(visitor, code).location == "/start"

    def test_serves_no_second_time_in_a_copied_cookie(self, app, visitor, coach):
        first_step(visitor, coach)
        copied = Visitor(app.test_client())
        copied.client.set_cookie("plek", visitor.client.get_cookie("plek").value)
        second_step(visitor, next_number(coach))

        assert second_step(copied, next_number(coach)).location == "/sign-in/staff"
        assert copied.get("/coach/").status_code == 302

    @pytest.mark.parametrize("number", [*NASTY, "१२३४५६"])
    def test_stands_whatever_is_typed(self, visitor, coach, number):
        first_step(visitor, coach)
        answer = second_step(visitor, number)

        assert answer.status_code == 422
        assert "<script>alert" not in answer.text


class TestSessionFixation:
    def test_a_cookie_that_was_planted_is_worth_nothing_afterwards(self, app, visitor, coach):
        """Somebody knows the cookie of a browser before its owner signs in there."""
        visitor.get("/sign-in/staff")
        planted = visitor.client.get_cookie("plek").value
        visitor.sign_in(coach)
        other = app.test_client()
        other.set_cookie("plek", planted)

        assert visitor.client.get_cookie("plek").value != planted
        assert other.get("/coach/").status_code == 302

    def test_who_was_signed_in_there_is_out(self, visitor, coach, person, session):
        other = person(RoleName.COACH, password=PASSWORD)
        visitor.sign_in(other)
        visitor.sign_in(coach)

        assert sign_ins_of(session, other) == 0
        assert coach.name in visitor.get("/coach/").text

    def test_the_cookie_of_a_staff_sign_in_ends_with_the_browser(self, visitor, coach):
        visitor.sign_in(coach)

        assert visitor.client.get_cookie("plek").expires is None


class TestLinkingAnApp:
    def test_comes_before_anything_else(self, visitor, newcomer, session):
        assert first_step(visitor, newcomer).location == "/sign-in/staff/set-up"
        assert sign_ins_of(session, newcomer) == 0
        assert visitor.get("/coach/").status_code == 302

    def test_signs_in_and_shows_ten_codes_this_once(self, visitor, newcomer, session):
        first_step(visitor, newcomer)
        key, answer = link_app(visitor)

        assert answer.status_code == 200
        assert len(set(CODE.findall(answer.text))) == 10
        assert re.search(r'<button [^>]*type="button" hidden data-print>', answer.text)  # shown by the script alone
        assert "no-store" in answer.headers["Cache-Control"]
        session.refresh(newcomer)
        assert newcomer.totp == key
        assert visitor.get("/coach/").status_code == 200

    def test_links_nothing_when_another_browser_is_just_ahead(self, app, visitor, newcomer, session):
        first_step(visitor, newcomer)
        with just_ahead(app, "UPDATE user SET"):
            assert link_app(visitor)[1].location == "/sign-in/staff"
        session.refresh(newcomer)

        assert newcomer.totp is None
        assert first_step(visitor, newcomer).location == "/sign-in/staff/set-up"

    def test_draws_the_same_key_that_it_spells(self, visitor, newcomer):
        first_step(visitor, newcomer)
        page = visitor.get("/sign-in/staff/set-up").text
        key = re.sub(r"<[^>]+>|\s", "", KEY.search(page).group(1))

        assert f"secret={key}&amp;issuer=Plek" in page
        assert '<svg class="qr"' in page
        assert "data:" not in page

    def test_changes_nothing_when_it_is_only_looked_at(self, visitor, newcomer, session):
        first_step(visitor, newcomer)
        pages = {re.sub(r'(nonce|value)="[^"]*"', "", visitor.get("/sign-in/staff/set-up").text) for _ in range(3)}

        assert len(pages) == 1
        session.refresh(newcomer)
        assert newcomer.totp is None

    def test_goes_on_to_the_page_that_was_asked(self, visitor, newcomer):
        first_step(visitor, newcomer, next="/about-data")
        _key, answer = link_app(visitor)

        assert 'href="/about-data"' in answer.text

    def test_gives_codes_each_of_which_signs_in_once(self, app, visitor, newcomer):
        first_step(visitor, newcomer)
        code = CODE.findall(link_app(visitor)[1].text)[0]
        answers = []
        for _ in range(2):
            other = Visitor(app.test_client())
            first_step(other, newcomer)
            answers.append(second_step(other, code).status_code)

        assert answers == [303, 422]


class TestOpeningAnAccount:
    @pytest.fixture
    def invited(self, make, session):
        user = make.coach(name="Bas <b>Bos</b>", email="bas@example.org")
        secret = make_ticket(session, TicketKind.INVITATION, at=now(), user=user)
        session.commit()
        return user, f"/open/{secret}"

    def test_asks_a_password_and_then_an_app(self, visitor, invited):
        _user, path = invited
        page = visitor.get(path).text
        assert "Bas &lt;b&gt;Bos&lt;/b&gt;" in page
        answer = visitor.post(path, form_of(page, path) | {"password": NEW}, page=path)

        assert answer.location == "/sign-in/staff/set-up"
        assert link_app(visitor)[1].status_code == 200
        assert visitor.get("/coach/").status_code == 200

    def test_is_not_done_by_opening_the_link(self, visitor, invited, session):
        user, path = invited
        for method in ("GET", "HEAD", "GET"):
            assert visitor.client.open(path, method=method).status_code == 200
        session.refresh(user)

        assert user.password is None
        assert visitor.post(path, {"password": NEW}, page=path).status_code == 303

    def test_works_once(self, english, invited):
        _user, path = invited
        english.post(path, {"password": NEW}, page=path)
        answer = english.get(path)

        assert answer.status_code == 404
        assert "This link does not work any more" in answer.text
        assert english.post(path, {"password": NEW}).status_code == 404

    @pytest.mark.parametrize("password", ["short", "bas@example.org", "wachtwoord123", "", "x" * 201, "\x00" * 12])
    def test_wants_a_good_password_and_keeps_the_link(self, visitor, invited, password):
        _user, path = invited

        assert visitor.post(path, {"password": password}, page=path).status_code == 422
        assert visitor.post(path, {"password": NEW}, page=path).status_code == 303

    def test_of_a_youth_is_not_here(self, visitor, make, session):
        secret = make_ticket(session, TicketKind.INVITATION, at=now(), user=make.youth_user())
        session.commit()

        assert visitor.get(f"/open/{secret}").status_code == 404

    def test_of_staff_is_not_where_youths_come_in(self, visitor, invited, session):
        user, path = invited
        link = path.replace("/open/", "/link/")

        assert visitor.get(link).status_code == 404
        assert visitor.post(link).status_code == 404
        assert sign_ins_of(session, user) == 0

    @pytest.mark.parametrize("secret", ["x", "%00", "🐎", "x" * 3000, "<script>", "..%2f..%2fstart"])
    def test_with_a_made_up_link_is_not_here(self, visitor, secret):
        answer = visitor.get(f"/open/{secret}")

        assert answer.status_code == 404
        assert "<script>alert" not in answer.text


class TestAForgottenPassword:
    def mail(self, session):
        return session.scalars(select(Message).where(Message.kind == MailKind.RESET)).all()

    def test_gets_the_same_answer_for_everybody(self, english, coach, session):
        answers = [
            english.post("/forgotten", {"email": email}, page="/forgotten", follow_redirects=True)
            for email in (coach.email, "nobody@example.org")
        ]
        pages = {re.sub(r'(nonce|value)="[^"]*"', "", answer.text) for answer in answers}

        assert len(pages) == 1
        assert "Is there an account with this address?" in pages.pop()
        assert len(self.mail(session)) == 1

    def test_asked_for_by_others_keeps_nobody_from_a_mailed_code(self, english, make, session):
        make.youth_user(email="sam@example.org")
        session.commit()
        for _ in range(5):
            english.post("/forgotten", {"email": "sam@example.org"}, page="/forgotten")

        assert english.post("/sign-in", {"email": "sam@example.org"}, page="/sign-in").status_code == 303

    @pytest.mark.parametrize("email", ["", "no address", "a@b.nl\r\nBcc: c@d.nl", *NASTY])
    def test_wants_an_address(self, visitor, email, session):
        assert visitor.post("/forgotten", {"email": email}, page="/forgotten").status_code == 422
        assert self.mail(session) == []

    def test_is_renewed_by_the_link_which_ends_every_sign_in(self, app, visitor, coach, session):
        elsewhere = Visitor(app.test_client())
        elsewhere.sign_in(coach)
        visitor.post("/forgotten", {"email": coach.email}, page="/forgotten")
        path = f"/new-password/{self.mail(session)[0].facts['secret']}"
        assert visitor.get(path).status_code == 200
        assert elsewhere.get("/coach/").status_code == 200
        answer = visitor.post(path, {"password": NEW}, page=path)

        assert answer.location == "/sign-in/staff"
        assert elsewhere.get("/coach/").status_code == 302
        assert visitor.get("/coach/").status_code == 302
        assert first_step(visitor, coach).status_code == 422
        assert first_step(visitor, coach, password=NEW).location == "/sign-in/staff/number"

    def test_ends_who_was_half_way_in(self, app, visitor, coach, session):
        half_way = Visitor(app.test_client())
        first_step(half_way, coach)
        visitor.post("/forgotten", {"email": coach.email}, page="/forgotten")
        path = f"/new-password/{self.mail(session)[0].facts['secret']}"
        visitor.post(path, {"password": NEW}, page=path)

        assert second_step(half_way, next_number(coach)).location == "/sign-in/staff"

    def test_link_is_made_with_no_word_of_the_visitor(self, visitor, coach, session):
        headers = {"Host": "localhost", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
        visitor.post("/forgotten", {"email": coach.email}, page="/forgotten", headers=headers)

        assert "evil" not in str(self.mail(session)[0].facts)


class TestTheOwnAccount:
    def test_lists_where_one_is_signed_in_and_marks_this_one(self, app, visitor, coach):
        Visitor(app.test_client()).sign_in(coach)
        visitor.sign_in(coach)
        visitor.post("/language", {"language": "en", "next": "/"})
        page = visitor.get("/account").text

        assert page.count("since ") == 2
        assert page.count("this device") == 1
        assert "Sign out there" in page

    def test_ends_another_sign_in_at_once(self, app, visitor, coach, session):
        elsewhere = Visitor(app.test_client())
        elsewhere.sign_in(coach)
        visitor.sign_in(coach)
        other = session.scalars(select(SignIn.id).where(SignIn.user_id == coach.id).order_by(SignIn.id)).first()
        visitor.post(f"/account/sign-ins/{other}/end")

        assert elsewhere.get("/coach/").status_code == 302
        assert visitor.get("/coach/").status_code == 200

    def test_ends_all_others_at_once(self, app, visitor, coach):
        others = [Visitor(app.test_client()) for _ in range(2)]
        for other in others:
            other.sign_in(coach)
        visitor.sign_in(coach)
        visitor.post("/account/sign-ins/end-others")

        assert [other.get("/coach/").status_code for other in others] == [302, 302]
        assert visitor.get("/coach/").status_code == 200

    def test_ends_nobody_elses(self, visitor, coach, person, sign_in, session):
        other = sign_in(person(RoleName.COACH))
        theirs = session.scalars(select(SignIn.id)).first()
        visitor.sign_in(coach)

        assert visitor.post(f"/account/sign-ins/{theirs}/end").status_code == 404
        assert other.get("/coach/").status_code == 200

    def test_that_ended_here_is_signed_out(self, visitor, coach, session):
        visitor.sign_in(coach)
        here = session.scalars(select(SignIn.id).where(SignIn.user_id == coach.id)).one()
        visitor.post(f"/account/sign-ins/{here}/end")

        assert visitor.get("/account").status_code == 302

    def test_says_what_a_browser_says_of_itself_as_text(self, app, coach):
        visitor = Visitor(app.test_client())
        visitor.client.environ_base["HTTP_USER_AGENT"] = "<script>alert(1)</script> Firefox\u00e9"
        visitor.sign_in(coach)

        assert "<script>alert" not in visitor.get("/account").text

    def test_is_there_for_a_youth_without_what_a_youth_has_not(self, sign_in, make, session):
        youth = make.youth_user()
        make.youth(user=youth)
        session.commit()
        visitor = sign_in(youth)
        page = visitor.get("/account")

        assert page.status_code == 200
        assert '<body class="youth' in page.text
        assert "/account/password" not in page.text
        for path in ("/account/password", "/account/recovery-codes", "/account/app"):
            assert visitor.get(path).status_code == 404
            assert visitor.post(path, {"old_password": "x", "new_password": NEW}).status_code == 404

    def test_is_linked_from_the_menu(self, visitor, coach):
        visitor.sign_in(coach)

        assert 'href="/account"' in visitor.get("/coach/").text


class TestSwitchingRoles:
    @pytest.fixture
    def both(self, person):
        return person(RoleName.COACH, RoleName.COORDINATOR)

    def test_is_one_at_a_time(self, sign_in, both):
        visitor = sign_in(both, RoleName.COACH)
        assert visitor.get("/region/").status_code == 404
        answer = visitor.post("/account/role", {"role": "coordinator"}, follow_redirects=True)

        assert answer.request.path == "/region/"
        assert visitor.get("/coach/").status_code == 404

    @pytest.mark.parametrize("role", ["administrator", "youth", "employer", "", "<script>", "x" * 5000])
    def test_goes_to_no_role_that_one_has_not(self, sign_in, both, role):
        visitor = sign_in(both, RoleName.COACH)

        assert visitor.post("/account/role", {"role": role}).status_code in {404, 422}
        assert visitor.get("/accounts/").status_code == 404
        assert visitor.get("/coach/").status_code == 200

    def test_is_offered_in_the_menu_to_who_has_several(self, sign_in, both, person):
        assert 'action="/account/role"' in sign_in(both, RoleName.COACH).get("/coach/").text
        assert 'action="/account/role"' not in sign_in(person(RoleName.COACH)).get("/coach/").text

    def test_ends_with_the_role(self, sign_in, both, session):
        visitor = sign_in(both, RoleName.COORDINATOR)
        both.roles = [role for role in both.roles if role.name is RoleName.COACH]
        session.commit()

        assert visitor.get("/region/").status_code == 302


class TestWhatOneSignsInWith:
    def test_password_is_changed_and_the_others_are_out(self, app, visitor, coach):
        elsewhere = Visitor(app.test_client())
        elsewhere.sign_in(coach)
        visitor.sign_in(coach)
        form = {"old_password": PASSWORD, "new_password": NEW}
        answer = visitor.post("/account/password", form, page="/account/password")

        assert answer.location == "/account"
        assert elsewhere.get("/coach/").status_code == 302
        assert visitor.get("/coach/").status_code == 200
        assert visitor.sign_in(coach, NEW).location == "/start"

    def test_password_is_not_changed_without_the_old_one(self, visitor, coach):
        visitor.sign_in(coach)
        form = {"old_password": "wrong", "new_password": NEW}
        answer = visitor.post("/account/password", form, page="/account/password")

        assert answer.status_code == 422
        assert NEW not in answer.text

    def test_recovery_codes_are_renewed_and_shown_this_once(self, visitor, coach):
        visitor.sign_in(coach)
        form = {"old_password": PASSWORD, "number": next_number(coach)}
        answer = visitor.post("/account/recovery-codes", form, page="/account/recovery-codes")

        assert len(CODE.findall(answer.text)) == 10
        assert CODE.findall(visitor.get("/account/recovery-codes").text) == []

    def test_recovery_codes_are_renewed_with_an_old_one(self, visitor, coach):
        visitor.sign_in(coach)
        form = {"old_password": PASSWORD, "number": next_number(coach)}
        code = CODE.findall(visitor.post("/account/recovery-codes", form, page="/account/recovery-codes").text)[0]
        page = visitor.get("/account/recovery-codes").text
        form = form_of(page, "/account/recovery-codes") | {"old_password": PASSWORD, "number": code}
        answer = visitor.post("/account/recovery-codes", form, page="/account/recovery-codes")

        assert len(set(CODE.findall(answer.text)) - {code}) == 10

    @pytest.mark.parametrize("wrong", [{"number": "000000"}, {"old_password": "wrong"}, {"number": ""}])
    def test_recovery_codes_are_not_renewed_without_both(self, visitor, coach, wrong):
        visitor.sign_in(coach)
        form = {"old_password": PASSWORD, "number": next_number(coach)} | wrong
        answer = visitor.post("/account/recovery-codes", form, page="/account/recovery-codes")

        assert answer.status_code == 422
        assert CODE.findall(answer.text) == []
        assert PASSWORD not in answer.text

    def test_app_is_replaced_by_another(self, visitor, coach, session):
        visitor.sign_in(coach)
        old = coach.totp
        form = {"old_password": PASSWORD, "number": next_number(coach)}
        answer = visitor.post("/account/app", form, page="/account/app")

        assert answer.location == "/sign-in/staff/set-up"
        assert visitor.get("/coach/").status_code == 302
        key, _answer = link_app(visitor)
        assert key != old
        assert visitor.get("/coach/").status_code == 200

    def test_what_was_typed_is_never_given_back_after_the_session_ended(self, visitor, coach):
        form = {
            "csrf_token": visitor.token(),
            "old_password": "geheim1",
            "new_password": "geheim2",
            "number": "geheim3",
        }
        visitor.client.delete_cookie("plek")

        assert "geheim" not in visitor.client.post("/account/password", data=form).text


class TestTheDoors:
    def test_to_an_own_password_are_for_all_but_youths(self, app, person, sign_in):
        found = {role: sign_in(person(role)).get("/account/password").status_code for role in RoleName}

        assert found == {role: 404 if role is RoleName.YOUTH else 200 for role in RoleName}

    def test_have_cheap_hashes_in_tests_only(self, settings):
        from web.app import create_app

        create_app(settings(testing=False))
        real = passwords.hash_password("x")
        passwords.use_costs(**CHEAP_HASHES)

        assert re.search(r"\$argon2id\$v=19\$m=65536,t=3,p=4\$", real)
