"""Passwords: what is a good one, the same answer and the same work for everybody, and what a new one ends."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.account import RoleName, User
from models.message import MailKind, Message
from models.sign_in import SignIn, Ticket, TicketKind
from tests.make import NOW
from web.auth import CHEAP_HASHES
from web.services import passwords, second_factor, sign_ins
from web.services.errors import InvalidInput, NotFound, TooMany
from web.services.passwords import LEAST, check_strength
from web.services.secrets import new_secret
from web.services.throttling import WINDOWS, Limit, limits_for
from web.services.tickets import DeadLink, find_ticket, make_ticket

GOOD = "paard lamp fiets rivier"
BETTER = "molen appel zonnig boot"
VISITOR = "192.0.2.7"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _cheap_hashes():
    passwords.use_costs(**CHEAP_HASHES)


@pytest.fixture
def marit(make):
    return make.coach(email="marit@example.org", password=passwords.hash_password(GOOD))


@pytest.fixture
def limits(engine, session, tmp_path):
    """The limits of the pages, of which a session in a test has none by itself."""
    session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
    yield session.info["limits"]
    session.info["limits"].counters.reset()


def check(session, email="marit@example.org", password=GOOD, visitor=VISITOR):
    return passwords.check(session, email=email, password=password, visitor=visitor)


def code_of(caught, field=""):
    return caught.value.errors[field].code


class TestAGoodPassword:
    @pytest.mark.parametrize(
        "password", [GOOD, "Tr0ub4dour&3xyz", "ik fiets elke dag naar zee", "ありがとうございます感謝です"]
    )
    def test_is_kept(self, password):
        check_strength(password, User(name="Marit", email="marit@example.org"))

    @pytest.mark.parametrize(
        ("password", "code"),
        [
            ("korte fiets", "password_too_short"),
            ("marit@example.org", "password_like_yourself"),
            ("MARIT.example.org1", "password_like_yourself"),
            ("Marit Hoekstra 12", "password_like_yourself"),
            ("hoekstramarit99", "password_like_yourself"),
            ("Welkom2026!!!!", "password_too_common"),
            ("wachtwoord1234", "password_too_common"),
            ("qwertyuiop12", "password_too_common"),
            ("123456789012", "password_too_common"),
            ("!!!!!!!!!!!!", "password_too_common"),
            ("aaaaaaaaaaaaaaaa", "password_too_common"),
            ("abababababababab", "password_too_common"),
        ],
    )
    def test_is_not_one_of_these(self, password, code):
        with pytest.raises(InvalidInput) as caught:
            check_strength(password, User(name="Marit Hoekstra", email="marit@example.org"))

        assert code_of(caught, "password") == code

    @given(name=st.text(min_size=4, max_size=40), spaces=st.integers(0, 3))
    def test_is_never_the_own_name_however_it_is_written(self, name, spaces):
        assume(sum(sign.isalnum() for sign in name) >= 4)
        password = (" " * spaces + name.swapcase() + "2026!").ljust(LEAST, "!")

        with pytest.raises(InvalidInput):
            check_strength(password, User(name=name, email="somebody@example.org"))

    @given(st.text(max_size=LEAST - 1))
    def test_has_twelve_characters(self, password):
        with pytest.raises(InvalidInput):
            check_strength(password, User(name="Marit", email="marit@example.org"))


class TestTheFirstStep:
    def test_finds_the_account(self, session, marit):
        assert check(session) is marit

    def test_takes_an_address_however_it_is_written(self, session, marit):
        assert check(session, email=" MARIT@Example.ORG ") is marit

    def test_takes_a_password_however_the_keyboard_makes_its_accents(self, session, make):
        user = make.coach(email="a@example.org", password=passwords.hash_password("caf\u00e9 aan de rivier"))

        assert check(session, email="a@example.org", password="cafe\u0301 aan de rivier") is user

    @pytest.mark.parametrize("who", ["a wrong password", "nobody", "a closed account", "not opened", "a youth"])
    def test_says_one_and_the_same_of_everybody_else(self, session, make, marit, who):
        make.coach(email="closed@example.org", password=passwords.hash_password(GOOD), active=False)
        make.coach(email="invited@example.org", password=None)
        make.youth_user(email="youth@example.org", password=passwords.hash_password(GOOD))
        email, password = {
            "a wrong password": ("marit@example.org", GOOD + "!"),
            "nobody": ("nobody@example.org", GOOD),
            "a closed account": ("closed@example.org", GOOD),
            "not opened": ("invited@example.org", GOOD),
            "a youth": ("youth@example.org", GOOD),
        }[who]
        with pytest.raises(InvalidInput) as caught:
            check(session, email, password)

        assert {name: problem.code for name, problem in caught.value.errors.items()} == {"": "wrong_password"}

    def test_asks_the_same_work_for_nobody_as_for_somebody(self, session, marit, monkeypatch):
        asked = []
        real = passwords.Hashing.context.verify_and_update
        monkeypatch.setattr(
            passwords.Hashing.context, "verify_and_update", lambda *given: asked.append(given[1]) or real(*given)
        )
        for email in ("nobody@example.org", "marit@example.org"):
            with pytest.raises(InvalidInput):
                check(session, email, "wrong")

        costs = [kept.split("$")[1:4] for kept in asked]
        assert len(costs) == 2
        assert costs[0] == costs[1]

    def test_renews_a_hash_that_was_made_with_other_costs(self, session, marit):
        before = marit.password
        passwords.use_costs(**CHEAP_HASHES | {"time_cost": 2})
        check(session)

        assert marit.password != before
        assert ",t=2," in marit.password
        assert check(session) is marit

    def test_signs_nobody_in(self, session, marit):
        check(session)

        assert session.scalar(select(func.count()).select_from(SignIn)) == 0


@pytest.mark.usefixtures("limits")
class TestHammering:
    def tries(self, session, times, email="marit@example.org", visitors=None):
        """How each of so many wrong passwords was answered."""
        found = []
        for number in range(times):
            try:
                check(session, email, "wrong", visitors(number) if visitors else VISITOR)
            except (InvalidInput, TooMany) as error:
                found.append(type(error))
        return found

    def test_an_account_is_stopped_wherever_it_comes_from(self, session, marit):
        found = self.tries(session, 8, visitors=lambda number: f"192.0.2.{number}")

        assert found == [InvalidInput] * 5 + [TooMany] * 3

    def test_stops_the_right_password_too(self, session, marit):
        self.tries(session, 6)
        with pytest.raises(TooMany):
            check(session)

    def test_an_unknown_address_is_stopped_alike(self, session):
        assert self.tries(session, 7, "nobody@example.org") == [InvalidInput] * 5 + [TooMany] * 2

    def test_many_accounts_from_one_place_is_stopped(self, session):
        found = [self.tries(session, 1, f"somebody{number}@example.org")[0] for number in range(32)]

        assert found == [InvalidInput] * 30 + [TooMany] * 2

    def test_for_some_seconds_shuts_nobody_out_for_a_day(self, session, marit):
        with time_machine.travel(NOW, tick=False) as clock:
            found = self.tries(session, 45, visitors=lambda number: f"192.0.2.{number}")
            with pytest.raises(TooMany) as refused:
                check(session)
            clock.shift(refused.value.wait)

            assert found == [InvalidInput] * 5 + [TooMany] * 40
            assert refused.value.wait <= 60
            assert check(session) is marit

    def test_without_end_is_judged_so_many_times_in_ten_minutes_an_hour_and_a_day(self, session, marit):
        judged = []
        with time_machine.travel(NOW, tick=False) as clock:
            for minute in range(6 * 60):
                from_somewhere = lambda number, minute=minute: f"198.51.{minute % 250}.{number}"  # noqa: E731
                judged.append(self.tries(session, 6, visitors=from_somewhere).count(InvalidInput))
                clock.shift(60)

        assert judged[:12] == [5, 5, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5]
        assert sum(judged[:60]) == 20
        assert sum(judged) == 40

    def test_is_told_how_long_it_takes_until_there_is_room_everywhere(self, session, marit):
        with time_machine.travel(NOW, tick=False) as clock:
            self.tries(session, 5)
            clock.shift(60)
            self.tries(session, 5)
            with pytest.raises(TooMany) as refused:
                check(session)

        assert refused.value.wait == 9 * 60

    @pytest.mark.parametrize("limit", Limit)
    def test_counts_against_the_shortest_first(self, limit):
        lengths = [window.get_expiry() for window in WINDOWS[limit]]

        assert lengths == sorted(lengths)

    def test_waits_longer_each_time(self):
        windows = WINDOWS[Limit.PASSWORD_TRIES]

        assert [window.get_expiry() for window in windows] == sorted(window.get_expiry() for window in windows)
        rates = [window.amount / window.get_expiry() for window in windows]
        assert rates == sorted(rates, reverse=True)

    def test_a_right_password_alone_forgets_nothing(self, session, marit):
        for _ in range(5):
            check(session)
        with pytest.raises(TooMany):
            check(session)

    def test_capitals_are_no_way_around(self, session, marit):
        found = [self.tries(session, 1, email)[0] for email in ("marit@example.org", "Marit@Example.org ") * 3]

        assert found[5] is TooMany

    def test_of_mails_to_somebody_is_stopped(self, session, marit):
        for _ in range(3):
            passwords.ask_reset(session, email="marit@example.org", visitor=VISITOR, at=NOW)
        with pytest.raises(TooMany):
            passwords.ask_reset(session, email="marit@example.org", visitor="192.0.2.8", at=NOW)

    def test_is_not_forgotten_by_changing_the_password(self, session, marit):
        """Else who has the password only could try numbers of the app without end, between two changes."""
        chosen = [GOOD, BETTER]
        for old in range(5):
            passwords.change(session, old=chosen[old % 2], new=chosen[1 - old % 2], actor=marit, here=0, at=NOW)
        with pytest.raises(TooMany):
            passwords.change(session, old=BETTER, new=GOOD, actor=marit, here=0, at=NOW)

    def test_the_old_password_while_signed_in_is_stopped(self, session, marit):
        for _ in range(5):
            with pytest.raises(InvalidInput):
                passwords.change(session, old="wrong", new=BETTER, actor=marit, here=0, at=NOW)
        with pytest.raises(TooMany):
            passwords.change(session, old=GOOD, new=BETTER, actor=marit, here=0, at=NOW)


class TestForgotten:
    def asked(self, session, email="marit@example.org"):
        passwords.ask_reset(session, email=email, visitor=VISITOR, at=NOW)
        return session.scalars(select(Message).where(Message.kind == MailKind.RESET)).all()

    def test_mails_a_link_to_the_address_of_the_account(self, session, marit):
        (mail,) = self.asked(session, "Marit@Example.org")

        assert mail.user_id == marit.id
        assert passwords.find_link(session, TicketKind.RESET, mail.facts["secret"], at=NOW)[1] is marit

    def test_mails_the_address_that_is_kept_and_no_other_that_looks_alike(self, session, make):
        make.coach(email="sam@example.org", password=passwords.hash_password(GOOD))
        (mail,) = self.asked(session, "\u017fam@example.org")

        assert mail.to == "sam@example.org"

    @pytest.mark.parametrize("who", ["nobody", "closed", "invited", "youth"])
    def test_mails_nobody_else_and_leaves_nothing_behind(self, session, make, who):
        make.coach(email="closed@example.org", password=passwords.hash_password(GOOD), active=False)
        make.coach(email="invited@example.org", password=None)
        make.youth_user(email="youth@example.org")
        before = session.scalar(select(func.count()).select_from(User))

        assert self.asked(session, f"{who}@example.org") == []
        assert session.scalar(select(func.count()).select_from(User)) == before
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0

    def test_a_newer_link_ends_the_one_before(self, session, marit):
        self.asked(session)
        secrets = [mail.facts["secret"] for mail in self.asked(session)]
        serve = [find_ticket(session, TicketKind.RESET, secret, at=NOW) is not None for secret in secrets]

        assert sorted(serve) == [False, True]


class TestAMailedLink:
    @pytest.fixture
    def secret(self, session, marit):
        return make_ticket(session, TicketKind.RESET, at=NOW, user=marit)

    def choose(self, session, secret, password=BETTER, at=NOW, kind=TicketKind.RESET):
        return passwords.choose_by_link(session, kind, secret, password, at=at)

    def test_is_not_used_up_by_looking(self, session, secret, marit):
        for _ in range(3):
            passwords.find_link(session, TicketKind.RESET, secret, at=NOW)

        assert self.choose(session, secret) is marit

    def test_changes_the_password(self, session, secret, marit):
        self.choose(session, secret)

        assert check(session, password=BETTER) is marit
        with pytest.raises(InvalidInput):
            check(session, password=GOOD)

    def test_serves_once(self, session, secret):
        self.choose(session, secret)
        with pytest.raises(DeadLink):
            self.choose(session, secret, GOOD)

    def test_serves_an_hour(self, session, secret):
        passwords.find_link(session, TicketKind.RESET, secret, at=NOW + 59 * MINUTE)
        with pytest.raises(DeadLink):
            self.choose(session, secret, at=NOW + 60 * MINUTE)

    def test_serves_for_nothing_else(self, session, secret, marit):
        with pytest.raises(DeadLink):
            self.choose(session, secret, kind=TicketKind.INVITATION)
        with pytest.raises(DeadLink):
            self.choose(session, second_factor.begin(session, marit, at=NOW))

    @pytest.mark.parametrize(
        "alter", [str.swapcase, lambda secret: secret[:-1], lambda secret: secret + "A", lambda _: ""]
    )
    def test_that_was_altered_serves_nobody(self, session, secret, alter):
        with pytest.raises(DeadLink):
            self.choose(session, alter(secret))

    def test_made_up_serves_nobody(self, session, secret):
        with pytest.raises(DeadLink):
            self.choose(session, new_secret())

    def test_is_still_good_after_a_password_that_was_refused(self, session, secret, marit):
        with pytest.raises(InvalidInput):
            self.choose(session, secret, "short")

        assert self.choose(session, secret) is marit

    def test_of_a_closed_account_serves_nobody(self, session, secret, marit):
        marit.active = False
        with pytest.raises(DeadLink):
            self.choose(session, secret)

    def test_of_a_youth_gives_no_password(self, session, make):
        youth = make.youth_user()
        secret = make_ticket(session, TicketKind.INVITATION, at=NOW, user=youth)
        with pytest.raises(DeadLink):
            self.choose(session, secret, kind=TicketKind.INVITATION)

        assert youth.password is None

    def test_ends_everything_that_the_old_password_opened(self, session, make, secret, marit):
        make.sign_in(marit), make.sign_in(marit)
        half_way = second_factor.begin(session, marit, at=NOW)
        another = make.sign_in(make.coach())
        self.choose(session, secret)

        assert sign_ins.of_user(session, actor=marit, at=NOW) == []
        assert find_ticket(session, TicketKind.SECOND_STEP, half_way, at=NOW) is None
        assert another.is_live(NOW)

    def test_leaves_the_app_in_place(self, session, make, secret, marit):
        marit.totp = second_factor.key_for("x")
        self.choose(session, secret)

        assert marit.totp == second_factor.key_for("x")


class TestChanging:
    def change(self, session, actor, old=GOOD, new=BETTER, here=0):
        return passwords.change(session, old=old, new=new, actor=actor, here=here, at=NOW)

    def test_ends_every_sign_in_but_this_one(self, session, make, marit):
        here, _elsewhere = make.sign_in(marit), make.sign_in(marit)

        assert self.change(session, marit, here=here.id) == 1
        assert sign_ins.of_user(session, actor=marit, at=NOW) == [here]
        assert check(session, password=BETTER) is marit

    def test_asks_the_old_one(self, session, marit):
        with pytest.raises(InvalidInput) as caught:
            self.change(session, marit, old="something else")

        assert code_of(caught, "old_password") == "not_your_password"
        assert check(session) is marit

    def test_wants_a_good_one(self, session, marit):
        with pytest.raises(InvalidInput):
            self.change(session, marit, new="short")

    def test_is_nothing_for_a_youth(self, session, make):
        with pytest.raises(NotFound):
            self.change(session, make.youth_user())

    def test_ends_a_link_that_was_mailed(self, session, marit):
        secret = make_ticket(session, TicketKind.RESET, at=NOW, user=marit)
        self.change(session, marit)
        with pytest.raises(DeadLink):
            passwords.find_link(session, TicketKind.RESET, secret, at=NOW)


class TestWhoNeedsASecondStep:
    @pytest.mark.parametrize("role", RoleName)
    def test_is_everybody_but_a_youth(self, make, role):
        assert make.user(role).needs_second_factor == (role is not RoleName.YOUTH)

    def test_is_a_youth_who_is_something_else_too(self, make):
        assert make.user(RoleName.YOUTH, RoleName.EMPLOYER).needs_second_factor
