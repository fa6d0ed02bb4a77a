"""Signing in with a mailed code: asked for, mailed to a youth's account and to no other, used once, in one browser."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from models.account import RoleName, User
from models.audit import Act, AuditEntry
from models.base import keyed_hash
from models.message import MailKind, Message
from models.sign_in import Ticket, TicketKind
from tests.make import NOW
from web.services import codes
from web.services.codes import Asked
from web.services.errors import InvalidInput
from web.services.secrets import CODE_LENGTH, new_code, read_code
from web.services.tickets import make_ticket

EMAIL = "sam@example.org"
VISITOR = "192.0.2.1"


@pytest.fixture
def youth(make):
    return make.youth(user=make.youth_user(email=EMAIL))


def ask(session, email=EMAIL, at=NOW) -> Asked:
    return codes.ask(session, email, visitor=VISITOR, at=at)


def mailed(session) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.kind == MailKind.CODE).order_by(Message.id)))


def newest_code(session) -> str:
    return mailed(session)[-1].facts["code"]


def come_in(session, asked, written, at=NOW):
    return codes.sign_in(session, asked, written, visitor=VISITOR, at=at)


def refused(session, asked, written, at=NOW) -> bool:
    with pytest.raises(InvalidInput) as error:
        come_in(session, asked, written, at=at)
    return error.value.errors["code"].code == "wrong_code"


class TestAsking:
    def test_mails_six_digits_to_the_account_of_a_youth(self, session, youth):
        ask(session)
        (mail,) = mailed(session)

        assert (mail.to, mail.user_id) == (EMAIL, youth.user_id)
        assert len(mail.facts["code"]) == CODE_LENGTH
        assert mail.facts["code"].isdigit()

    def test_finds_the_address_however_its_capitals_are_written(self, session, youth):
        ask(session, " SAM@Example.ORG ".strip())

        assert len(mailed(session)) == 1

    def test_keeps_no_code_that_can_be_read(self, session, youth):
        asked = ask(session)
        ticket = session.scalars(select(Ticket)).one()
        code = newest_code(session)

        assert code not in f"{ticket.secret_hash} {ticket.asked_by}"
        assert asked.browser not in f"{ticket.secret_hash} {ticket.asked_by}"

    def test_gives_the_browser_no_address(self, session, youth):
        asked = ask(session)

        assert asked.address == keyed_hash(EMAIL)
        assert "sam" not in f"{asked}"

    @pytest.mark.parametrize("who", ["unknown", "closed", "staff", "staff who is a youth too", "without a youth"])
    def test_mails_nothing_to_who_may_not_come_in_with_a_code(self, session, make, who):
        if who == "closed":
            make.youth(user=make.youth_user(email=EMAIL, active=False))
        if who == "staff":
            make.coach(email=EMAIL)
        if who == "staff who is a youth too":
            make.youth(user=make.user(RoleName.YOUTH, RoleName.COACH, email=EMAIL))
        if who == "without a youth":
            make.youth_user(email=EMAIL)
        accounts = session.scalar(select(func.count()).select_from(User))

        asked = ask(session)

        assert asked.address == keyed_hash(EMAIL)
        assert mailed(session) == []
        assert list(session.scalars(select(Ticket))) == []
        assert session.scalar(select(func.count()).select_from(User)) == accounts

    @pytest.mark.parametrize("who", ["unknown", "staff", "closed"])
    def test_does_the_same_work_for_everybody(self, session, make, youth, who):
        make.youth(user=make.youth_user(email="closed@example.org", active=False))
        make.coach(email="staff@example.org")

        known, other = (
            kinds(session, lambda email=email: ask(session, email)) for email in (EMAIL, f"{who}@example.org")
        )

        # The roles of one, the made-up account of the other; then the same, kept or undone.
        assert known - other == Counter(SELECT=1, RELEASE=1)
        assert other - known == Counter(INSERT=1, ROLLBACK=1)

    def test_again_mails_another_code_to_the_same_address(self, session, youth):
        first = ask(session)
        again = codes.ask_again(session, first, visitor=VISITOR, at=NOW)

        assert again.address == first.address
        assert again.browser != first.browser
        assert [mail.to for mail in mailed(session)] == [EMAIL, EMAIL]


def kinds(session, act) -> Counter[str]:
    """How many statements of each kind something sends."""
    sent: Counter[str] = Counter()

    def note(_connection, _cursor, statement, *_more):
        sent[statement.split()[0]] += 1

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", note)
    act()
    event.remove(bind, "before_cursor_execute", note)
    return sent


class TestACode:
    def test_lets_its_youth_in(self, session, youth):
        asked = ask(session)

        assert come_in(session, asked, newest_code(session)).user is youth.user

    def test_may_be_typed_with_spaces(self, session, youth):
        asked = ask(session)
        code = newest_code(session)

        assert come_in(session, asked, f" {code[:3]} {code[3:]} ").user is youth.user

    def test_is_written_down_for_the_youth(self, session, youth):
        asked = ask(session)
        come_in(session, asked, newest_code(session))

        assert [entry.act for entry in session.scalars(select(AuditEntry))] == [Act.SIGNED_IN]

    def test_serves_once(self, session, youth):
        asked = ask(session)
        code = newest_code(session)
        come_in(session, asked, code)

        assert refused(session, asked, code)

    def test_serves_for_an_hour(self, session, youth):
        asked = ask(session)
        code = newest_code(session)

        assert refused(session, asked, code, at=NOW + timedelta(minutes=60))
        assert come_in(session, asked, code, at=NOW + timedelta(minutes=59, seconds=59))

    def test_ends_with_a_newer_one(self, session, youth):
        first = ask(session)
        code = newest_code(session)
        again = codes.ask_again(session, first, visitor=VISITOR, at=NOW)

        assert refused(session, first, code)
        assert refused(session, again, code) or code == newest_code(session)
        assert come_in(session, again, newest_code(session))

    def test_serves_in_no_other_browser(self, session, youth):
        ask(session)
        code = newest_code(session)
        other = Asked("another browser", keyed_hash(EMAIL))

        assert refused(session, other, code)

    def test_of_one_youth_opens_no_other_account(self, session, make, youth):
        make.youth(user=make.youth_user(email="noor@example.org"))
        mine = ask(session)
        code = newest_code(session)
        theirs = ask(session, "noor@example.org")

        assert refused(session, theirs, code) or code == newest_code(session)
        assert come_in(session, mine, code).user is youth.user

    def test_is_worth_nothing_once_the_account_is_closed_or_gets_another_role(self, session, make, youth):
        asked = ask(session)
        code = newest_code(session)
        youth.user.active = False
        assert refused(session, asked, code)

        youth.user.active = True
        youth.user.roles.append(make.coach().roles[0])
        assert refused(session, asked, code)

    def test_is_no_secret_of_another_kind(self, session, youth):
        asked = ask(session)
        make_ticket(session, TicketKind.CARD, at=NOW, user=youth.user, secret="123456")

        assert refused(session, asked, "123456") or newest_code(session) == "123456"

    @pytest.mark.parametrize(
        "written", ["", "12345", "1234567", "abcdef", "１２３４５６", "' OR 1=1", "🔑", "\0", "1" * 40]
    )
    def test_that_is_none_is_refused_like_a_wrong_one(self, session, youth, written):
        assert refused(session, ask(session), written)

    def test_says_whether_somebody_comes_for_the_first_time(self, session, make, youth):
        assert come_in(session, ask(session), newest_code(session)).first

        make.sign_in(youth.user)
        assert not come_in(session, ask(session), newest_code(session)).first


class TestTheDigits:
    def test_are_all_possible(self):
        made = [new_code() for _ in range(2_000)]

        assert {len(code) for code in made} == {CODE_LENGTH}
        assert {digit for code in made for digit in code} == set("0123456789")
        assert any(code.startswith("0") for code in made)

    @given(st.text(max_size=80))
    def test_are_read_from_whatever_was_typed(self, written):
        found = read_code(written)

        assert set(found) <= set("0123456789")
        assert read_code(found) == found
        assert read_code(" ".join(found)) == found
