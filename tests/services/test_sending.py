"""Mails that are due go out once each, whatever the server, the clock and other workers do."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, select, text, update
from sqlalchemy.orm import Session

from models.message import MailKind, Message
from models.place import PlaceState
from models.proposal import Proposal, ProposalState
from models.sign_in import TicketKind
from tests.make import NOW, Make
from tests.services.at_once import own_database
from tests.services.office import Office, Way, minutes, moment
from web.services import consents, outbox, places, sending
from web.services.sending import CLAIM, LONGEST_PAUSE, TRIES, Letter, Mailbox, Sent, mail_of, pause_after
from web.services.smtp import FOR_GOOD, NotSent, Trouble
from web.services.tickets import make_ticket

PASSING = sorted(set(Trouble) - FOR_GOOD)
OF_AN_ACCOUNT = [(mail, kind) for mail, kind in sending.TICKETS.items() if kind is not TicketKind.SIGN_ALONG]
HELLO = Letter("Hallo", "Dag.\n")


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    found = Office(engine)
    yield found
    found.empty()


class TestAMailThatIsDue:
    def test_goes_out_and_its_facts_are_forgotten(self, office):
        number = office.put(facts={"name": "Noa"}, to="noa@example.org", message_id="<one@plek>")

        assert office.send() is Sent.SENT
        (mail,) = office.way.mails
        assert (mail["To"], mail["Message-ID"], mail["Subject"]) == ("noa@example.org", "<one@plek>", "Hallo")
        kept = office.of(number)
        assert (kept.sent_at, kept.facts, kept.problem, kept.claimed_until, kept.tries) == (NOW, None, None, None, 1)

    def test_goes_out_once(self, office):
        office.put()

        assert [office.send(), office.send(), office.send(minutes(999))] == [Sent.SENT, None, None]
        assert len(office.way.mails) == 1

    def test_waits_for_its_time(self, office):
        office.put(due_at=moment(1))

        assert office.send() is None
        assert office.send(minutes(1)) is Sent.SENT

    def test_goes_before_those_that_were_due_later(self, office):
        for number in (3, 1, 2):
            office.put(due_at=moment(-number), message_id=f"<{number}@plek>")
        while office.send():
            pass

        assert [mail["Message-ID"] for mail in office.way.mails] == ["<3@plek>", "<2@plek>", "<1@plek>"]

    def test_keeps_its_facts_in_the_demo(self, office):
        number = office.put(facts={"name": "Noa"})

        assert office.send(way=Mailbox()) is Sent.SENT
        assert office.of(number).facts == {"name": "Noa"}

    def test_may_be_erased_on_its_way(self, office):
        office.put()
        way = Way()
        way.send = lambda mail: _erase(office.engine)

        assert office.send(way=way) is Sent.SENT
        assert office.all() == []


def _erase(engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(delete(Message))
        session.commit()


class TestAServerThatDoesNotTakeIt:
    @pytest.mark.parametrize("trouble", PASSING)
    def test_is_tried_again_after_pauses_that_grow(self, office, trouble):
        number = office.put(facts={"name": "Noa"})
        office.way.troubles = [trouble] * 3
        waited = []
        at = timedelta(0)
        for _ in range(3):
            assert office.send(at) is Sent.LATER
            waited.append(office.of(number).due_at - NOW - at)
            assert office.send(at) is None
            at += waited[-1]

        assert waited == [minutes(1), minutes(2), minutes(4)]
        assert office.of(number).problem == trouble.value
        assert office.send(at) is Sent.SENT
        assert office.of(number).problem is None

    def test_gets_the_same_mail_every_time(self, office):
        office.put(message_id="<same@plek>")
        office.way = Remembering(*[Trouble.NOT_NOW] * 5)
        at = timedelta(0)
        while office.send(at) is not Sent.SENT:
            at += LONGEST_PAUSE

        assert len(office.way.tried) == 6
        assert len({mail.as_bytes() for mail in office.way.tried}) == 1

    def test_is_given_up_after_twelve_tries(self, office):
        number = office.put(facts={"name": "Noa"})
        office.way.troubles = [Trouble.UNREACHABLE] * 100
        became, at = [], timedelta(0)
        while sent := office.send(at):
            became.append(sent)
            at = max(at, office.of(number).due_at - NOW)

        assert became == [*[Sent.LATER] * (TRIES - 1), Sent.FAILED]
        assert minutes(12 * 60) < at < minutes(24 * 60)
        kept = office.of(number)
        assert (kept.problem, kept.facts, kept.sent_at, kept.failed_at) == ("unreachable", None, None, NOW + at)

    def test_is_given_up_at_once_when_it_never_will(self, office):
        number = office.put()
        office.way.troubles = [Trouble.REFUSED]

        assert office.send() is Sent.FAILED
        assert office.send(minutes(9999)) is None
        assert (office.of(number).problem, office.of(number).facts) == ("refused", None)

    def test_does_not_hold_up_the_others(self, office):
        office.put(due_at=moment(-1))
        second = office.put()
        office.way.troubles = [Trouble.NOT_NOW]

        assert [office.send(), office.send()] == [Sent.LATER, Sent.SENT]
        assert office.of(second).sent_at


class Remembering(Way):
    """Keeps what it refused too."""

    def __init__(self, *troubles: Trouble | None) -> None:
        super().__init__(*troubles)
        self.tried: list[EmailMessage] = []

    def send(self, mail: EmailMessage) -> None:
        self.tried.append(mail)
        super().send(mail)


class TestPauses:
    @given(st.integers(1, 100), st.integers(1, 100))
    def test_never_shrink_and_end_at_six_hours(self, first, second):
        first, second = sorted((first, second))

        assert minutes(1) <= pause_after(first) <= pause_after(second) <= LONGEST_PAUSE

    def test_begin_with_a_minute_and_double(self):
        assert [pause_after(tries) // minutes(1) for tries in range(1, 12)] == [
            *(1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360)
        ]


class TestAMailThatServesNoMore:
    @pytest.mark.parametrize(
        ("mail", "ticket"),
        [(mail, kind) for mail, kind in sending.TICKETS.items() if kind is not TicketKind.SIGN_ALONG],
    )
    @pytest.mark.parametrize("how", ["too old", "used", "withdrawn", "replaced", "erased"])
    def test_is_not_sent(self, office, mail, ticket, how):
        with office.writing() as make:
            user = make.youth_user()
            secret = make_ticket(make.session, ticket, at=NOW, user=user)
            outbox.put(make.session, mail, at=NOW, user=user, facts={"secret": secret})
            if how == "replaced":
                make_ticket(make.session, ticket, at=NOW, user=user)
            make.session.execute(text(_OVER[how]), {"at": NOW.replace(tzinfo=None)})

        assert office.send() is Sent.FAILED
        assert office.way.mails == []
        assert [(kept.problem, kept.facts) for kept in office.all()] == [("over", None)]

    def test_goes_out_as_long_as_it_serves(self, office):
        with office.writing() as make:
            user, proposal = make.youth_user(), make.proposal()
            for mail, kind in sending.TICKETS.items():
                whose = {"proposal": proposal} if kind is TicketKind.SIGN_ALONG else {"user": make.youth_user()}
                secret = make_ticket(make.session, kind, at=NOW, **whose)
                outbox.put(make.session, mail, at=NOW, user=user, facts={"secret": secret})

        assert [office.send() for _ in sending.TICKETS] == [Sent.SENT] * len(sending.TICKETS)

    def test_to_sign_along_is_not_sent_once_it_was_withdrawn(self, office):
        with office.writing() as make:
            secret = make_ticket(make.session, TicketKind.SIGN_ALONG, at=NOW, proposal=make.proposal())
            outbox.put(make.session, MailKind.SIGN_ALONG, at=NOW, to="oma@example.org", facts={"secret": secret})
            make.session.execute(text(_OVER["withdrawn"]), {"at": NOW.replace(tzinfo=None)})

        assert office.send() is Sent.FAILED

    def test_with_a_code_only_the_newest_goes_out(self, office):
        with office.writing() as make:
            self.ask(make, user := make.youth_user(), 0, "111111")
            self.ask(make, user, 1, "222222")
            self.ask(make, make.youth_user(), 0, "333333")
        office.write = lambda message: Letter("Code", message.facts["code"])

        assert Counter(office.send(minutes(1)) for _ in range(3)) == {Sent.SENT: 2, Sent.FAILED: 1}
        assert {mail.get_content().strip() for mail in office.way.mails} == {"222222", "333333"}

    def test_with_a_code_is_not_sent_after_an_hour(self, office):
        with office.writing() as make:
            self.ask(make, make.youth_user(), 0, "111111")

        assert office.send(minutes(61)) is Sent.FAILED

    def ask(self, make: Make, user, minute: float, code: str) -> None:
        at = moment(minute)
        make_ticket(make.session, TicketKind.CODE, at=at, user=user, secret=code, asked_by="a browser")
        outbox.put(make.session, MailKind.CODE, at=at, user=user, facts={"code": code})


_OVER = {
    "too old": "UPDATE ticket SET made_at = '2020-01-01', expires_at = '2020-01-02' WHERE :at IS NOT NULL",
    "used": "UPDATE ticket SET used_at = :at",
    "withdrawn": "UPDATE ticket SET ended_at = :at",
    "replaced": "UPDATE ticket SET asked_by = asked_by WHERE :at IS NOT NULL",
    "erased": "DELETE FROM ticket WHERE :at IS NOT NULL",
}


class TestAMailToSignAlong:
    """With what really happened before: the whole way, in a database of its own."""

    @pytest.fixture
    def asked(self, empty_database_url, keys):
        """Noa shares her name, asked Oma by mail, and shares her number a minute later."""
        with own_database(empty_database_url) as engine:
            found = Office(engine)
            with found.writing() as make:
                youth = make.youth(user=make.youth_user(), coach=make.coach(), telephone="06 12345678")
                proposal = make.proposal(youth=youth, state=ProposalState.WANTED)
                consents.set_along(make.session, name="Oma", email="oma@example.org", actor=youth.user, at=NOW)
                consents.give(make.session, proposal.id, ["called"], actor=youth.user, at=NOW)
                consents.ask_along(make.session, proposal.id, actor=youth.user, at=NOW)
                consents.give(make.session, proposal.id, ["contact"], actor=youth.user, at=NOW + minutes(1))
            yield found

    @pytest.mark.parametrize(("withdrawn", "became"), [("called", Sent.FAILED), ("contact", Sent.SENT)])
    def test_goes_out_only_while_something_of_it_waits(self, asked, withdrawn, became):
        with asked.writing() as make:
            proposal = make.session.scalars(select(Proposal)).one()
            user = proposal.youth.user
            consents.withdraw(make.session, proposal.id, [withdrawn], actor=user, at=NOW + minutes(2))

        assert asked.send(minutes(3)) is became
        assert len(asked.way.mails) == (became is Sent.SENT)

    def test_does_not_go_out_once_the_place_closed(self, asked):
        with asked.writing() as make:
            proposal = make.session.scalars(select(Proposal)).one()
            coach = proposal.youth.coach
            places.move_place(make.session, proposal.place_id, PlaceState.CLOSED, why=None, at=NOW, actor=coach)

        assert asked.send(minutes(3)) is Sent.FAILED
        assert asked.way.mails == []


class TestAMailThatCannotBeWritten:
    def test_for_want_of_facts_fails_and_holds_up_nobody(self, office):
        first = office.put(due_at=moment(-1), facts={})
        office.put(facts={"name": "Noa"})
        office.write = lambda message: Letter("Hallo", message.facts["name"])

        assert [office.send(), office.send()] == [Sent.FAILED, Sent.SENT]
        assert office.of(first).problem == "unwritable"

    def test_because_no_key_opens_it_fails_and_holds_up_nobody(self, office):
        first = office.put(due_at=moment(-1))
        office.put()
        with office.writing() as make:
            broken = update(Message.__table__).where(Message.__table__.c.id == first)
            make.session.execute(broken.values(to=text(":token")), {"token": b"gAAAAA"})

        assert [office.send(), office.send()] == [Sent.FAILED, Sent.SENT]
        with Session(office.engine) as session:
            assert session.scalar(text("SELECT problem FROM message WHERE id = :id"), {"id": first}) == "unwritable"
            session.rollback()


class TestWorkers:
    def test_leave_a_mail_to_who_has_it_until_that_claim_is_over(self, office):
        number = office.put(claimed_until=moment(10), tries=1)

        assert office.send(minutes(9.9)) is None
        assert office.send(minutes(10)) is Sent.SENT
        assert office.of(number).tries == 2

    def test_give_up_a_mail_from_which_nobody_came_back(self, office):
        number = office.put(claimed_until=moment(-1), tries=TRIES)

        assert office.send() is Sent.FAILED
        assert office.of(number).problem == "lost"
        assert office.way.mails == []

    def test_claim_for_longer_than_a_mail_can_take(self):
        from web.services.smtp import WAIT, WHOLE

        assert CLAIM.total_seconds() >= 3 * (WHOLE + WAIT)

    def test_never_send_a_mail_twice_however_many_they_are(self, office):
        numbers = {f"<{number}@plek>" for number in range(40)}
        for number in numbers:
            office.put(message_id=number)
        ways = [Way() for _ in range(6)]
        start = threading.Barrier(len(ways))

        def work(way: Way) -> None:
            start.wait()
            while office.send(way=way):
                pass

        workers = [threading.Thread(target=work, args=(way,)) for way in ways]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        sent = Counter(mail["Message-ID"] for way in ways for mail in way.mails)
        assert sent == dict.fromkeys(numbers, 1)
        assert all(kept.tries == 1 for kept in office.all())

    def test_remember_that_a_mail_went_out_however_long_the_database_is_busy(self, office, monkeypatch):
        number = office.put()
        waits: list[float] = []
        other = office.engine.execution_options(begin="BEGIN IMMEDIATE").connect()
        engine = _impatient(office.engine)

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 2:
                other.rollback()

        monkeypatch.setattr(time, "sleep", wait)
        office.way.send = lambda mail: _lock(other)
        busy = Office(engine)
        assert busy.send(way=office.way) is Sent.SENT
        other.close()
        engine.dispose()

        assert len(waits) == 2
        assert office.of(number).sent_at == NOW


def _lock(connection) -> None:
    """Keep everybody else from writing mails."""
    connection.execute(text("SELECT 1"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE message IN EXCLUSIVE MODE"))


def _impatient(engine: Engine) -> Engine:
    """The same database, with somebody who waits for a lock for a twentieth of a second only."""
    from models.engine import make_engine

    found = make_engine(engine.url.render_as_string(hide_password=False))
    command = "PRAGMA busy_timeout = 50" if engine.dialect.name == "sqlite" else "SET lock_timeout = 50"
    event.listen(found, "connect", lambda connection, _record: _run(connection, command))
    return found


def _run(connection, command: str) -> None:
    connection.execute(command)
    if hasattr(connection, "pgconn"):
        connection.commit()


class TestTheMail:
    def mail(self, to: str = "noa@example.org", letter: Letter = HELLO, **values) -> EmailMessage:
        values = {"message_id": "<one@plek>", "made_at": NOW, "language": "nl"} | values
        return mail_of(Message(kind=MailKind.PROPOSAL, to=to, **values), letter, "plek@example.org")

    def test_is_plain_text_to_one_address_from_ours(self):
        sent = message_from_bytes(self.mail().as_bytes(), policy=policy.default)

        assert sent.get_content_type() == "text/plain"
        assert not sent.is_multipart()
        assert (sent["To"], sent["From"]) == ("noa@example.org", "Plek <plek@example.org>")
        assert (sent["Auto-Submitted"], sent["Content-Language"]) == ("auto-generated", "nl")
        assert sent["Date"].datetime == NOW
        assert {"Cc", "Bcc", "Reply-To"} & set(sent.keys()) == set()

    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=400))
    def test_brings_every_word_as_it_was_written(self, body):
        sent = message_from_bytes(self.mail(letter=Letter("Hé 🐎", body + "\n")).as_bytes(), policy=policy.default)

        assert sent["Subject"] == "Hé 🐎"
        assert sent.get_content().replace("\r\n", "\n").splitlines() == (body + "\n").splitlines()

    @given(st.text(max_size=2_000))
    def test_has_lines_that_every_server_takes(self, body):
        lines = self.mail(letter=Letter("Hallo", body)).as_bytes().split(b"\r\n")

        assert all(len(line) <= 998 and line.isascii() for line in lines)

    @pytest.mark.parametrize(
        "to",
        [
            *("a,victim@example.org", "<victim@example.org>", "a@example.org,victim", "(a)victim@example.org"),
            *('"a"@example.org', "a;b@example.org", "group:a@example.org", "a\x00b@example.org", "jös@example.org"),
            *("a@example..org", f"a@{'x' * 70}.org", ".a@example.org", "a@example.org>", "a@b@c", "nobody"),
            *("a@example.org\r\nBcc: victim@example.org", "a\nBcc:victim@example.org", "a@example.org\x0bx"),
        ],
    )
    def test_goes_to_nobody_else(self, to):
        message = Message(kind=MailKind.PROPOSAL, message_id="<one@plek>", made_at=NOW, language="nl")
        message.__dict__["to"] = to  # past the check of the column

        with pytest.raises(NotSent, match="unwritable"):
            mail_of(message, Letter("Hallo", "Dag"), "plek@example.org")

    @pytest.mark.parametrize("place", ["subject", "message_id", "language"])
    @pytest.mark.parametrize("more", ["\nBcc: victim@example.org", "\r\nX: y", "\r\n\r\nDe rest"])
    def test_takes_no_second_header(self, place, more):
        letter = Letter("Hallo" + (more if place == "subject" else ""), "Dag")
        values = {place: "<one@plek>" + more} if place != "subject" else {}

        with pytest.raises(NotSent, match="unwritable"):
            self.mail(letter=letter, **values)

    def test_reaches_a_domain_with_other_letters(self):
        assert self.mail(to="noa@voorbééld.nl")["To"].addresses[0].domain == "xn--voorbld-fyaa.nl"
