"""The accounts of who works with Plek, and what their administrator can and cannot do."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.account import Acting, Role, RoleName, User
from models.base import use_keys
from models.message import Message
from models.sign_in import TicketKind
from tests.make import NOW, TODAY, Make
from tests.pages.conftest import FIELD_KEY
from tests.services.at_once import at_once, own_database
from web.auth import CHEAP_HASHES
from web.services import passwords, registering, registrations, second_factor, sign_ins, staff
from web.services.errors import InvalidInput, InvalidMove, NotFound, TooMany
from web.services.throttling import limits_for
from web.services.tickets import DeadLink, make_ticket


@pytest.fixture(autouse=True)
def _cheap_hashes():
    passwords.use_costs(**CHEAP_HASHES)


@pytest.fixture
def anna(make):
    return make.administrator(name="Anna", password="x", totp=second_factor.key_for("anna"))


def acting(session, user, role):
    """Somebody as they act once they are signed in."""
    secret = sign_ins.begin(session, user, role=role, lasting=False, device="Firefox", at=NOW)
    return sign_ins.find(session, secret, at=NOW, on=TODAY).user


def invite(session, actor, **changed):
    values = {"name": "Bas", "email": "bas@example.org", "roles": [RoleName.COACH]} | changed
    return staff.invite(session, **values, at=NOW, actor=actor)


class TestTheList:
    def test_is_of_who_works_here_by_name_and_of_no_youth(self, session, make, anna):
        make.youth_user(name="Aad")
        coach, member = make.coach(name="Bas"), make.user(RoleName.EMPLOYER, name="Wim")

        assert staff.accounts(session, actor=anna) == [anna, coach, member]

    @pytest.mark.parametrize("role", sorted(set(RoleName) - {RoleName.ADMINISTRATOR}))
    def test_is_for_administrators(self, session, make, role):
        actor, other = make.user(role), make.coach()
        for act in (
            lambda: staff.accounts(session, actor=actor),
            lambda: invite(session, actor),
            lambda: staff.invite_again(session, other.id, at=NOW, actor=actor),
            lambda: staff.close(session, other.id, at=NOW, actor=actor),
            lambda: staff.reopen(session, other.id, actor=actor),
            lambda: staff.colleague(session, other.id, actor=actor),
            lambda: staff.change_roles(session, other.id, [RoleName.COACH], at=NOW, actor=actor),
            lambda: staff.remove_second_factor(session, other.id, at=NOW, actor=actor),
        ):
            with pytest.raises(NotFound):
                act()


class TestInviting:
    def test_mails_a_link_by_which_the_account_is_opened(self, session, anna):
        user, secret = invite(session, anna, roles=[RoleName.COACH, RoleName.COORDINATOR])
        mail = session.scalars(select(Message)).one()

        assert {role.name for role in user.roles} == {RoleName.COACH, RoleName.COORDINATOR}
        assert (mail.to, mail.facts) == ("bas@example.org", {"secret": secret, "inviter": "Anna"})
        assert passwords.find_link(session, TicketKind.INVITATION, secret, at=NOW)[1] is user

    @pytest.mark.parametrize("roles", [[], [RoleName.YOUTH], [RoleName.COACH, RoleName.EMPLOYER]])
    def test_gives_no_other_roles(self, session, anna, roles):
        with pytest.raises(InvalidInput):
            invite(session, anna, roles=roles)

    def test_does_not_take_over_an_account_and_is_stopped_trying_addresses(self, session, make, anna, engine, tmp_path):
        make.youth_user(email="bas@example.org")
        session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
        for _ in range(5):
            with pytest.raises(InvalidInput):
                invite(session, anna)
        for email in ("bas@example.org", "free@example.org"):
            with pytest.raises(TooMany):
                invite(session, anna, email=email)
        session.info["limits"].counters.reset()

    def test_again_ends_the_first_link(self, session, anna):
        user, secret = invite(session, anna)
        staff.invite_again(session, user.id, at=NOW, actor=anna)
        with pytest.raises(DeadLink):
            passwords.find_link(session, TicketKind.INVITATION, secret, at=NOW)

    def test_again_is_nothing_for_who_opened_the_account(self, session, make, anna):
        with pytest.raises(InvalidMove):
            staff.invite_again(session, make.coach(password="x").id, at=NOW, actor=anna)


class TestClosing:
    def test_ends_every_way_in(self, session, make, anna):
        coach = make.coach(password=passwords.hash_password("paard lamp fiets rivier"))
        make.sign_in(coach)
        reset = make_ticket(session, TicketKind.RESET, at=NOW, user=coach)
        half_way = second_factor.begin(session, coach, at=NOW)
        staff.close(session, coach.id, at=NOW, actor=anna)

        assert sign_ins.of_user(session, actor=coach, at=NOW) == []
        with pytest.raises(DeadLink):
            passwords.find_link(session, TicketKind.RESET, reset, at=NOW)
        with pytest.raises(NotFound):
            second_factor.pending(session, half_way, at=NOW)

    def test_ends_standing_in_and_what_was_opened_for_a_reason(self, session, make, anna):
        coach = make.coach()
        standing, opened = make.stand_in(by=coach), make.stated_reason(coach, at=NOW - timedelta(hours=1))
        for_them = make.stand_in(coach)
        staff.close(session, coach.id, at=NOW, actor=anna)
        staff.reopen(session, coach.id, actor=anna)
        session.expire_all()

        assert (standing.ended_at, opened.until) == (NOW, NOW)
        assert acting(session, coach, RoleName.COACH).acting == Acting(RoleName.COACH)
        assert for_them.ended_at is None

    def test_has_an_employer_looked_at_anew(self, session, make, anna):
        employer, coach = make.employer(), make.coach()
        wim, els = (make.user(RoleName.EMPLOYER, password="x") for _ in range(2))
        membership = make.membership(user=wim, employer=employer, is_contact=True)
        make.membership(user=els, employer=employer)
        staff.close(session, wim.id, at=NOW, actor=anna)
        (found,) = registrations.colleagues(session, actor=acting(session, els, RoleName.EMPLOYER))

        assert [member.user for member in found.members] == [els]
        assert registrations.waiting(session, actor=coach) == []

        staff.reopen(session, wim.id, actor=anna)
        assert acting(session, wim, RoleName.EMPLOYER).acting.employers == frozenset()
        assert registrations.waiting(session, actor=coach) == [membership]
        registrations.confirm(session, membership.id, at=NOW, actor=coach)
        assert acting(session, wim, RoleName.EMPLOYER).acting.employers == {employer.id}

    def test_leaves_what_others_do(self, session, make, anna):
        standing, member, browser = make.stand_in(), make.membership(), make.sign_in()
        staff.close(session, make.coach().id, at=NOW, actor=anna)
        session.expire_all()

        assert standing.ended_at is None
        assert member.is_live
        assert browser.is_live(NOW)

    def test_can_be_undone(self, session, make, anna):
        coach = make.coach()
        staff.close(session, coach.id, at=NOW, actor=anna)
        assert staff.reopen(session, coach.id, actor=anna).active

        with pytest.raises(InvalidMove):
            staff.reopen(session, coach.id, actor=anna)

    def test_is_never_of_oneself(self, session, make, anna):
        make.administrator()
        with pytest.raises(InvalidMove):
            staff.close(session, anna.id, at=NOW, actor=anna)

    def test_is_of_no_youth(self, session, make, anna):
        with pytest.raises(NotFound):
            staff.close(session, make.youth_user().id, at=NOW, actor=anna)


class TestRoles:
    def change(self, session, anna, user, *roles):
        return {role.name for role in staff.change_roles(session, user.id, roles, at=NOW, actor=anna).roles}

    @pytest.mark.parametrize(
        "roles", [{RoleName.COORDINATOR}, {RoleName.COACH, RoleName.ADMINISTRATOR}, {*staff.GIVEN}]
    )
    def test_are_given_and_taken(self, session, make, anna, roles):
        assert self.change(session, anna, make.coach(), *roles) == roles

    @pytest.mark.parametrize("roles", [[], [RoleName.YOUTH], [RoleName.COACH, RoleName.EMPLOYER]])
    def test_are_those_that_are_given_here_and_one_at_least(self, session, make, anna, roles):
        coach = make.coach()
        with pytest.raises(InvalidInput):
            self.change(session, anna, coach, *roles)

        assert [role.name for role in coach.roles] == [RoleName.COACH]

    def test_leave_what_somebody_is_beside_them(self, session, make, anna):
        user = make.user(RoleName.EMPLOYER, RoleName.YOUTH, RoleName.COACH)

        assert self.change(session, anna, user, RoleName.COORDINATOR) == {
            *(RoleName.EMPLOYER, RoleName.YOUTH, RoleName.COORDINATOR)
        }

    def test_end_the_sign_ins_in_one_that_goes_and_no_others(self, session, make, anna):
        user = make.user(RoleName.COACH, RoleName.COORDINATOR)
        as_coach = make.sign_in(user, role=RoleName.COACH)
        as_coordinator = make.sign_in(user, role=RoleName.COORDINATOR)
        another = make.sign_in(make.coach())
        self.change(session, anna, user, RoleName.COORDINATOR)
        self.change(session, anna, user, RoleName.COORDINATOR, RoleName.COACH)
        session.expire_all()

        assert [row.is_live(NOW) for row in (as_coach, as_coordinator, another)] == [False, True, True]

    def test_end_standing_in_with_that_of_a_coach(self, session, make, anna):
        coach = make.coach()
        standing = make.stand_in(by=coach)
        self.change(session, anna, coach, RoleName.COACH, RoleName.COORDINATOR)
        session.refresh(standing)
        assert standing.ended_at is None

        self.change(session, anna, coach, RoleName.COORDINATOR)
        session.refresh(standing)
        assert standing.ended_at == NOW

    def test_of_a_coach_are_not_taken_from_who_has_young_people(self, session, make, anna):
        coach = make.coach()
        make.youth(coach=coach)
        with pytest.raises(InvalidInput) as caught:
            self.change(session, anna, coach, RoleName.COORDINATOR)

        assert caught.value.errors["roles"].code == "has_young_people"
        assert self.change(session, anna, coach, RoleName.COACH, RoleName.COORDINATOR)

    def test_are_never_ones_own(self, session, make, anna):
        make.administrator()
        for roles in ([RoleName.COACH], [RoleName.ADMINISTRATOR, RoleName.COACH]):
            with pytest.raises(InvalidMove):
                self.change(session, anna, anna, *roles)

    def test_of_an_employer_are_not_changed_here(self, session, make, anna):
        with pytest.raises(InvalidMove):
            self.change(session, anna, make.user(RoleName.EMPLOYER), RoleName.COACH)

    def test_are_nothing_of_a_youth(self, session, make, anna):
        with pytest.raises(NotFound):
            self.change(session, anna, make.youth_user(), RoleName.COACH)


class TestALostApp:
    def test_is_forgotten_with_its_codes_and_sign_ins(self, session, make, anna):
        coach = make.coach(password=passwords.hash_password("paard lamp"), totp=second_factor.key_for("coach"))
        number = second_factor.number_at(coach.totp, NOW)
        second_factor.renew_codes(session, "paard lamp", number, actor=coach, at=NOW)
        make.sign_in(coach)
        staff.remove_second_factor(session, coach.id, at=NOW, actor=anna)

        assert coach.totp is None
        assert second_factor.codes_left(session, actor=coach, at=NOW) == 0
        assert sign_ins.of_user(session, actor=coach, at=NOW) == []
        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_is_not_ones_own(self, session, anna):
        with pytest.raises(InvalidMove):
            staff.remove_second_factor(session, anna.id, at=NOW, actor=anna)


class TestTwoAtOnce:
    @pytest.fixture
    def engine(self, empty_database_url):
        use_keys([FIELD_KEY], "a hash key of the tests", "an audit key of the tests")
        with own_database(empty_database_url) as engine:
            yield engine

    def test_who_close_each_other_leave_one_administrator(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            one, other = make.administrator().id, make.administrator().id

        def closing(actor, target):
            return lambda session: staff.close(session, target, at=NOW, actor=session.get(User, actor)).id

        found = at_once(engine, closing(one, other), closing(other, one))
        assert sorted(type(outcome).__name__ for outcome in found) == ["InvalidMove", "int"]
        with Session(engine) as session:
            assert session.scalar(select(func.count()).select_from(User).where(User.active)) == 1

    def test_who_take_each_others_role_leave_one_administrator(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            one, other = make.administrator().id, make.administrator().id

        def taking(actor, target):
            roles = [RoleName.COORDINATOR]
            return lambda session: staff.change_roles(session, target, roles, at=NOW, actor=session.get(User, actor)).id

        found = at_once(engine, taking(one, other), taking(other, one))
        assert sorted(type(outcome).__name__ for outcome in found) in (["InvalidMove", "int"], ["NotFound", "int"])
        with Session(engine) as session:
            administrators = select(User.id).where(User.roles.any(Role.name == RoleName.ADMINISTRATOR))
            assert len(session.scalars(administrators).all()) == 1

    def test_who_signs_a_youth_up_and_who_takes_that_role_leave_no_youth_with_who_is_no_coach(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            coach, administrator = make.coach().id, make.administrator().id
        new = {"name": "Sam", "birth_date": date(2008, 5, 4), "email": None, "older_reason": None}

        def signing_up(session):
            return registering.take_in(session, new, on=TODAY, at=NOW, actor=session.get(User, coach)).name

        def taking(session):
            roles, actor = [RoleName.COORDINATOR], session.get(User, administrator)
            return [role.name for role in staff.change_roles(session, coach, roles, at=NOW, actor=actor).roles]

        added, changed = at_once(engine, signing_up, taking)
        assert (added == "Sam") is isinstance(changed, InvalidInput)
        assert isinstance(added, NotFound) is (changed == [RoleName.COORDINATOR])

    def test_who_give_the_same_one_a_role_give_it_once(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            coach = make.coach().id
            administrators = [make.administrator().id for _ in range(3)]

        def giving(actor):
            return lambda session: len(
                staff.change_roles(session, coach, staff.GIVEN, at=NOW, actor=session.get(User, actor)).roles
            )

        assert at_once(engine, *map(giving, administrators)) == [3, 3, 3]
