"""Invitations: mailed to a youth by the own coach, looked at as often as one likes, used once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.access import StandIn
from models.account import Acting, RoleName, User
from models.audit import Act, AuditChain, AuditEntry, open_text
from models.base import use_keys
from models.message import MailKind, Message
from models.sign_in import SignIn, Ticket, TicketKind
from models.youth import Youth
from tests.make import NOW, Make
from tests.pages.conftest import FIELD_KEY
from tests.services.at_once import at_once, own_database
from web.services import invitations
from web.services.errors import InvalidInput, NotFound, Stale, TooMany
from web.services.throttling import limits_for
from web.services.tickets import DeadLink, make_ticket

VISITOR = "192.0.2.1"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def coach(make):
    return make.coach(name="Marit Hoekstra")


@pytest.fixture
def youth(make, coach):
    return make.youth(name="Sam", coach=coach, email="sam@example.org")


def invite(session, youth, coach, at=NOW, **more):
    return invitations.invite(session, youth.id, at=at, actor=coach, **more)


def mails(session) -> list[Message]:
    return list(session.scalars(select(Message).order_by(Message.id)))


def newest_secret(session) -> str:
    return mails(session)[-1].facts["secret"]


def come_in(session, secret, at=NOW):
    return invitations.sign_in(session, secret, visitor=VISITOR, at=at)


def dead(session, secret, at=NOW) -> bool:
    for use in (invitations.check, come_in):
        with pytest.raises(DeadLink):
            use(session, secret, at=at)
    return True


def problem(error: pytest.ExceptionInfo[InvalidInput], field: str) -> str:
    return error.value.errors[field].code


class TestInviting:
    def test_makes_an_account_with_the_address_of_the_youth(self, session, youth, coach):
        invite(session, youth, coach)

        assert (youth.user.name, youth.user.email) == ("Sam", "sam@example.org")
        assert [role.name for role in youth.user.roles] == [RoleName.YOUTH]
        assert youth.user.password is None

    def test_mails_a_link_in_the_name_of_the_coach(self, session, youth, coach):
        invite(session, youth, coach)
        (mail,) = mails(session)

        assert (mail.kind, mail.to, mail.youth_id) == (MailKind.INVITATION, "sam@example.org", youth.id)
        assert mail.facts["coach"] == "Marit Hoekstra"
        assert mail.facts["secret"] not in session.scalars(select(Ticket)).one().secret_hash

    def test_is_written_down(self, session, youth, coach):
        invite(session, youth, coach)

        assert list(session.scalars(select(AuditEntry.act))) == [Act.INVITED]

    def test_again_ends_the_link_before(self, session, youth, coach):
        invite(session, youth, coach)
        first = newest_secret(session)
        invite(session, youth, coach, at=LATER)

        assert dead(session, first, at=LATER)
        assert come_in(session, newest_secret(session), at=LATER).user is youth.user

    def test_pressed_twice_is_one_invitation(self, session, youth, coach):
        invite(session, youth, coach)
        invite(session, youth, coach, at=NOW + timedelta(seconds=5))

        assert len(mails(session)) == 1
        assert session.scalar(select(func.count()).select_from(User).where(User.name == "Sam")) == 1

    def test_pressed_twice_at_once_is_one_invitation_too(self, empty_database_url):
        use_keys([FIELD_KEY], "a hash key of the tests", "an audit key of the tests")
        with own_database(empty_database_url) as engine:
            with Session(engine) as session, session.begin():
                make = Make(session)
                coach = make.coach()
                youth = make.youth(name="Sam", coach=coach, email="sam@example.org")
                youth_id, coach_id = youth.id, coach.id

            def pressing(session):
                actor, youth = session.get_one(User, coach_id), session.get_one(Youth, youth_id)
                return invitations.invite(session, youth_id, at=NOW, actor=actor, email=youth.email, version=1).name

            for _ in range(3):
                assert at_once(engine, pressing, pressing, pressing) == ["Sam"] * 3
            with Session(engine) as session:
                assert len(mails(session)) == 1
                assert session.scalar(select(func.count()).select_from(User).where(User.name == "Sam")) == 1

    def test_needs_an_address(self, session, make, coach):
        with pytest.raises(InvalidInput) as error:
            invite(session, make.youth(coach=coach), coach)

        assert problem(error, "email") == "needs_address"

    def test_says_that_an_address_is_taken_and_not_by_whom(self, session, make, youth, coach):
        other = make.coordinator(name="Ruben", email="SAM@example.org")

        with pytest.raises(InvalidInput) as error:
            invite(session, youth, coach)

        assert problem(error, "email") == "address_taken"
        assert error.value.errors["email"].facts == {}
        assert other.name not in str(error.value)
        assert mails(session) == []

    def test_goes_to_the_address_that_was_put_right_and_the_old_one_opens_nothing_more(self, session, youth, coach):
        invite(session, youth, coach)
        first = newest_secret(session)
        make_ticket(session, TicketKind.CODE, at=NOW, user=youth.user, secret="123456", asked_by="a browser")
        youth.email = "sam.right@example.org"
        invite(session, youth, coach)

        assert mails(session)[-1].to == youth.user.email == "sam.right@example.org"
        assert dead(session, first)
        code = select(Ticket).where(Ticket.kind == TicketKind.CODE)
        assert session.scalars(code).one().ended_at is not None

    @pytest.mark.parametrize("who", ["another coach", "coordinator", "administrator", "an employer", "who only reads"])
    def test_is_for_the_own_coach_alone(self, session, make, youth, who):
        actor = {
            "another coach": make.coach,
            "coordinator": make.coordinator,
            "administrator": make.administrator,
            "an employer": make.member,
            "who only reads": make.coach,
        }[who]()
        if who == "who only reads":
            actor.act_as(Acting(RoleName.COACH, opened=frozenset({youth.id})))

        for act in (invitations.invite, invitations.ways_in):
            with pytest.raises(NotFound):
                act(session, youth.id, at=NOW, actor=actor)
        assert youth.user is None

    def test_is_for_who_stands_in_too(self, session, make, youth, coach):
        stand_in: StandIn = make.stand_in(coach)
        stand_in.by.act_as(Acting(RoleName.COACH, stands_in_for={coach.id: coach.name}))

        invitations.invite(session, youth.id, at=NOW, actor=stand_in.by)

        facts = mails(session)[-1].facts
        assert (facts["coach"], facts["stands_in"]) == ("Marit Hoekstra", "Bas")
        assert session.scalars(select(Ticket)).one().made_for_id == coach.id

    @pytest.mark.parametrize("roles", [[RoleName.YOUTH, RoleName.EMPLOYER], [RoleName.YOUTH, RoleName.COACH]])
    def test_never_moves_the_address_of_an_account_with_a_password(self, session, make, coach, roles):
        user = make.user(*roles, email="own@example.org")
        youth = make.youth(coach=coach, user=user, email="coachs@example.org")

        with pytest.raises(InvalidInput) as error:
            invite(session, youth, coach)

        assert problem(error, "") == "opens_otherwise"
        assert user.email == "own@example.org"

    def test_at_another_address_ends_where_somebody_is_signed_in_with_the_old_one_and_tells_that_one(
        self, session, make, youth, coach
    ):
        invite(session, youth, coach)
        stranger = make.sign_in(youth.user)
        invite(session, youth, coach, at=LATER, email="sam.right@example.org", version=youth.version)

        session.refresh(stranger)
        assert stranger.ended_at == LATER
        assert [(mail.kind, mail.to) for mail in mails(session)[1:]] == [
            (MailKind.ADDRESS_CHANGED, "sam@example.org"),
            (MailKind.INVITATION, "sam.right@example.org"),
        ]

    def test_at_a_first_address_leaves_who_came_in_with_a_card(self, session, make, coach):
        youth = make.youth(coach=coach, user=make.youth_user(email=None), email="sam@example.org")
        make.sign_in(youth.user)
        invite(session, youth, coach)

        assert session.scalars(select(SignIn)).one().ended_at is None
        assert [mail.kind for mail in mails(session)] == [MailKind.INVITATION]


class TestWritingTheAddressDown:
    def test_is_done_with_the_invitation_and_written_down_as_a_change(self, session, make, coach):
        youth = make.youth(coach=coach)
        invite(session, youth, coach, email="sam@example.org", version=youth.version)

        assert youth.email == youth.user.email == mails(session)[-1].to == "sam@example.org"
        changed, invited = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        assert (changed.act, invited.act) == (Act.CHANGED, Act.INVITED)
        assert open_text(session.scalars(select(AuditChain)).one(), changed)["fields"] == ["email"]

    def test_of_an_address_that_is_known_changes_nothing(self, session, youth, coach):
        invite(session, youth, coach, email="sam@example.org", version=youth.version)

        assert list(session.scalars(select(AuditEntry.act))) == [Act.INVITED]

    def test_from_a_page_that_is_old_shows_both_and_mails_nothing(self, session, make, coach):
        youth = make.youth(coach=coach)
        version = youth.version
        youth.email = "noor@example.org"
        session.flush()

        with pytest.raises(Stale) as error:
            invite(session, youth, coach, email="sam@example.org", version=version)

        (different,) = error.value.differences
        assert (different.current, different.submitted) == ("noor@example.org", "sam@example.org")
        assert mails(session) == []

    def test_pressed_twice_is_one_invitation(self, session, make, coach):
        youth = make.youth(coach=coach)
        version = youth.version
        for _ in range(2):
            invite(session, youth, coach, email="sam@example.org", version=version)

        assert len(mails(session)) == 1

    def test_needs_one(self, session, youth, coach):
        with pytest.raises(InvalidInput) as error:
            invite(session, youth, coach, email="", version=youth.version)

        assert problem(error, "email") == "needs_address"

    def test_is_for_the_own_coach_alone(self, session, make, youth):
        with pytest.raises(NotFound):
            invite(session, youth, make.coach(), email="other@example.org", version=youth.version)

        assert youth.email == "sam@example.org"


class TestTryingAddressesOut:
    @pytest.fixture(autouse=True)
    def limits(self, engine, session, tmp_path):
        session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
        yield
        session.info["limits"].counters.reset()

    def taken(self, session, make, coach):
        taken = make.youth(coach=coach, email=make.coordinator().email)
        with pytest.raises(InvalidInput) as error:
            invite(session, taken, coach)
        return problem(error, "email")

    def test_is_stopped_for_those_that_have_an_account_and_for_those_that_have_none(self, session, make, youth, coach):
        assert [self.taken(session, make, coach) for _ in range(5)] == ["address_taken"] * 5

        for probe in (youth, make.youth(coach=coach, email=make.coordinator().email)):
            with pytest.raises(TooMany):
                invite(session, probe, coach)
        assert mails(session) == []

    def test_does_not_stop_another_coach(self, session, make, coach):
        for _ in range(5):
            self.taken(session, make, coach)
        other = make.coach()

        assert self.taken(session, make, other) == "address_taken"

    def test_never_stops_who_invites_many(self, session, make, coach):
        for number in range(20):
            invite(session, make.youth(coach=coach, email=f"youth{number}@example.org"), coach)

        assert len(mails(session)) == 20


class TestALink:
    @pytest.fixture
    def secret(self, session, youth, coach) -> str:
        invite(session, youth, coach)
        return newest_secret(session)

    def test_lets_its_youth_in(self, session, youth, secret):
        arrival = come_in(session, secret)

        assert arrival.user is youth.user
        assert arrival.first

    def test_is_not_used_up_by_looking(self, session, secret):
        for _ in range(5):
            invitations.check(session, secret, at=NOW)

        assert come_in(session, secret)

    def test_serves_once(self, session, secret):
        come_in(session, secret)

        assert dead(session, secret)

    def test_serves_for_fourteen_days(self, session, secret):
        assert dead(session, secret, at=NOW + timedelta(days=14))
        assert come_in(session, secret, at=NOW + timedelta(days=13, hours=23))

    @pytest.mark.parametrize(
        "alter",
        [str.swapcase, lambda s: s[:-1], lambda s: s + "x", lambda s: s[::-1], lambda _: "", lambda _: "🔗\0' OR 1=1"],
        ids=["capitals", "cut", "longer", "turned", "empty", "nonsense"],
    )
    def test_that_was_altered_opens_nothing(self, session, secret, alter):
        assert dead(session, alter(secret))

    def test_opens_no_account_of_staff(self, session, make):
        for user in (make.coach(), make.user(RoleName.YOUTH, RoleName.EMPLOYER)):
            make.youth(user=user)
            assert dead(session, make_ticket(session, TicketKind.INVITATION, at=NOW, user=user))

    def test_opens_no_closed_account(self, session, youth, secret):
        youth.user.active = False

        assert dead(session, secret)

    def test_is_no_reset_and_no_card(self, session, youth, secret):
        for kind in (TicketKind.RESET, TicketKind.CARD):
            assert dead(session, make_ticket(session, kind, at=NOW, user=youth.user))


class TestWhatTheCoachSees:
    def seen(self, session, youth, coach, at=NOW):
        return invitations.ways_in(session, youth.id, at=at, actor=coach)

    def test_is_nothing_at_first(self, session, youth, coach):
        found = self.seen(session, youth, coach)

        assert (found.invitation, found.card, found.has_signed_in, found.opens) == (None, None, False, True)

    def test_is_when_the_last_invitation_was_made_and_whether_it_serves(self, session, youth, coach):
        invite(session, youth, coach)
        invite(session, youth, coach, at=LATER)
        found = self.seen(session, youth, coach, at=LATER)

        assert found.invitation.made_at == LATER
        assert found.invitation.is_open(LATER)
        come_in(session, newest_secret(session), at=LATER)
        assert self.seen(session, youth, coach, at=LATER).invitation.used_at == LATER

    def test_is_whether_they_ever_signed_in(self, session, make, youth, coach):
        invite(session, youth, coach)
        make.sign_in(youth.user, ended_at=NOW)

        assert self.seen(session, youth, coach).has_signed_in

    def test_is_nothing_of_another_youth(self, session, make, youth, coach):
        other = make.youth(coach=coach, email="noor@example.org")
        invite(session, other, coach)

        assert self.seen(session, youth, coach).invitation is None
