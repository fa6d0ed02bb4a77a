"""Employers who register, who lets them in, and their colleagues; and what nobody may learn or do by it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.account import Acting, RoleName, User, find_user_by_email
from models.base import use_keys
from models.employer import Employer
from models.membership import Membership
from models.message import MailKind, Message
from models.sign_in import Ticket, TicketKind
from tests.make import NOW, TODAY, Make
from tests.pages.conftest import FIELD_KEY
from tests.services.at_once import at_once, own_database
from web.auth import CHEAP_HASHES
from web.services import passwords, registrations, sign_ins, staff
from web.services.errors import InvalidMove, NotFound, TooMany
from web.services.throttling import limits_for

VISITOR = "192.0.2.7"
FORM = {
    "organisation": "Kwekerij De Linde",
    "kvk": "12345678",
    "name": "Wim Smit",
    "email": "wim@example.org",
    "reason": "We hebben werk in de kas.",
}


@pytest.fixture(autouse=True)
def _cheap_hashes():
    passwords.use_costs(**CHEAP_HASHES)


@pytest.fixture
def coach(make):
    return make.coach()


def register(session, at=NOW, visitor=VISITOR, **changed):
    registrations.register(session, **FORM | changed, language="nl", visitor=visitor, at=at)


def opened(session, email="wim@example.org"):
    """The account behind an address, after its owner chose a password by the mailed link."""
    user = find_user_by_email(session, email)
    user.password = "a hash"
    session.flush()
    return session.scalars(select(Membership).where(Membership.user_id == user.id)).one()


def acting(session, user, at=NOW):
    secret = sign_ins.begin(session, user, role=RoleName.EMPLOYER, lasting=False, device="Firefox", at=at)
    return sign_ins.find(session, secret, at=at, on=TODAY).user


def mails(session, kind=None):
    query = select(Message).order_by(Message.id)
    return session.scalars(query.where(Message.kind == kind) if kind else query).all()


def counts(session):
    return [session.scalar(select(func.count()).select_from(table)) for table in (User, Employer, Membership, Ticket)]


class TestRegistering:
    def test_makes_an_account_that_may_do_nothing_yet(self, session):
        register(session)
        user = find_user_by_email(session, "wim@example.org")
        membership = session.scalars(select(Membership)).one()

        assert [role.name for role in user.roles] == [RoleName.EMPLOYER]
        assert (membership.user, membership.reason, membership.confirmed_at) == (user, FORM["reason"], None)
        assert acting(session, user).acting == Acting(RoleName.EMPLOYER)

    def test_mails_a_link_by_which_the_account_is_opened(self, session):
        register(session)
        (mail,) = mails(session)

        assert (mail.kind, mail.to) == (MailKind.EMPLOYER_INVITATION, "wim@example.org")
        assert passwords.find_link(session, TicketKind.INVITATION, mail.facts["secret"], at=NOW)[1].name == "Wim Smit"

    @pytest.mark.parametrize("role", RoleName)
    def test_with_an_address_that_is_taken_changes_nothing_and_tells_its_owner(self, session, make, role):
        owner = make.user(role, email="wim@example.org", password="a hash")
        before = counts(session)
        register(session, email="Wim@Example.org")

        assert counts(session) == before
        assert [role.name for role in owner.roles] == [role]
        assert [(mail.kind, mail.to) for mail in mails(session)] == [(MailKind.ADDRESS_TAKEN, "wim@example.org")]

    def test_twice_before_the_mail_was_opened_mails_a_new_link(self, session):
        register(session)
        register(session, organisation="Iets anders", kvk="87654321")
        first, second = mails(session)

        assert second.kind is MailKind.EMPLOYER_INVITATION
        assert second.facts["employer"] == "Kwekerij De Linde"
        assert session.scalar(select(func.count()).select_from(Employer)) == 1
        with pytest.raises(NotFound):
            passwords.find_link(session, TicketKind.INVITATION, first.facts["secret"], at=NOW)

    def test_for_an_employer_that_is_known_does_not_change_it(self, session, make):
        known = make.employer(name="De Linde B.V.", kvk="12345678", contact_name="Els")
        make.workplace(employer=known)
        register(session)

        assert session.scalars(select(Employer)).one() is known
        assert (known.name, known.contact_name, known.version) == ("De Linde B.V.", "Els", 1)
        assert session.scalars(select(Membership)).one().employer is known

    def test_of_a_number_that_was_refused_before_is_not_stuck_with_the_name_of_then(self, session, coach):
        register(session, organisation="Neppe naam", email="nep@example.org")
        registrations.refuse(session, opened(session, "nep@example.org").id, at=NOW, actor=coach)
        register(session)

        assert session.scalars(select(Employer)).one().name == "Kwekerij De Linde"

    def test_does_not_rename_what_somebody_else_still_waits_for(self, session):
        register(session)
        register(session, organisation="Kaping", email="ander@example.org")

        assert session.scalars(select(Employer)).one().name == "Kwekerij De Linde"

    def test_is_stopped_after_many(self, session, engine, tmp_path):
        session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
        for number in range(20):
            register(session, email=f"wim{number}@example.org")
        with pytest.raises(TooMany):
            register(session, email="wim20@example.org")
        session.info["limits"].counters.reset()
        for number in range(3):
            register(session, visitor=f"192.0.2.{number}")
        with pytest.raises(TooMany):
            register(session, visitor="192.0.2.9")
        session.info["limits"].counters.reset()


class TestWaiting:
    def test_is_who_opened_the_mail_the_longest_first(self, session, coach):
        register(session, email="late@example.org", kvk="11111111", at=NOW + timedelta(days=1))
        register(session)
        register(session, email="never@example.org", kvk="22222222")
        late, early = opened(session, "late@example.org"), opened(session)

        assert registrations.waiting(session, actor=coach) == [early, late]

    @pytest.mark.parametrize("role", RoleName)
    def test_is_seen_and_judged_by_coaches_and_coordinators_only(self, session, make, role):
        register(session)
        membership, actor = opened(session), make.user(role)
        if role in {RoleName.COACH, RoleName.COORDINATOR}:
            assert registrations.waiting(session, actor=actor) == [membership]
            return
        for act in (
            lambda: registrations.waiting(session, actor=actor),
            lambda: registrations.confirm(session, membership.id, at=NOW, actor=actor),
            lambda: registrations.refuse(session, membership.id, at=NOW, actor=actor),
        ):
            with pytest.raises(NotFound):
                act()


class TestConfirming:
    def test_lets_somebody_act_for_the_employer_as_the_contact_person(self, session, coach):
        register(session)
        found = registrations.confirm(session, opened(session).id, at=NOW, actor=coach)

        assert (found.is_contact, found.confirmed_by) == (True, coach)
        assert acting(session, found.user).acting.employers == {found.employer_id}
        assert mails(session, MailKind.MEMBER_CONFIRMED)[0].facts == {"employer": "Kwekerij De Linde"}

    def test_makes_no_second_contact_person(self, session, make, coach):
        make.membership(employer=make.employer(kvk="12345678"), is_contact=True)
        register(session)

        assert not registrations.confirm(session, opened(session).id, at=NOW, actor=coach).is_contact

    def test_needs_somebody_who_showed_that_the_address_is_theirs(self, session, coach):
        register(session)
        membership = session.scalars(select(Membership)).one()
        with pytest.raises(InvalidMove):
            registrations.confirm(session, membership.id, at=NOW, actor=coach)

    def test_is_done_once(self, session, coach):
        register(session)
        membership = opened(session)
        registrations.confirm(session, membership.id, at=NOW, actor=coach)
        for act in (registrations.confirm, registrations.refuse):
            with pytest.raises(InvalidMove):
                act(session, membership.id, at=NOW, actor=coach)


class TestRefusing:
    def test_closes_an_account_without_other_work(self, session, make, coach):
        register(session)
        membership = opened(session)
        make.sign_in(membership.user)
        registrations.refuse(session, membership.id, at=NOW, actor=coach)

        assert membership.ended_at == NOW
        assert not membership.user.active
        assert sign_ins.of_user(session, actor=membership.user, at=NOW) == []

    def test_leaves_an_account_that_does_something_else(self, session, make, coach):
        membership = make.membership(user=make.user(RoleName.EMPLOYER, RoleName.COACH), confirmed_at=None)
        registrations.refuse(session, membership.id, at=NOW, actor=coach)

        assert membership.user.active

    def test_leaves_an_account_that_acts_for_another_employer(self, session, make, coach):
        member = make.member()
        membership = make.membership(user=member, confirmed_at=None)
        registrations.refuse(session, membership.id, at=NOW, actor=coach)

        assert member.active


class TestLettingInAgain:
    def ended(self, session, make, coach, **values):
        """Somebody who acted for an employer until a coach ended it."""
        user = make.user(RoleName.EMPLOYER, **{"name": "Wim", "password": "a hash"} | values)
        membership = make.membership(user=user, is_contact=values.get("password", "a hash") is not None)
        return registrations.take_back(session, membership.id, at=NOW, actor=coach)

    def again(self, session, membership, actor, at=NOW + timedelta(days=1)):
        return registrations.let_in_again(session, membership.id, at=at, actor=actor)

    def test_lets_somebody_act_for_the_employer_once_more(self, session, make, coach):
        membership, other = self.ended(session, make, coach), make.coach(name="Bas")
        found = self.again(session, membership, other)

        assert (found.confirmed_at, found.confirmed_by, found.ended_at) == (NOW + timedelta(days=1), other, None)
        assert acting(session, found.user).acting.employers == {found.employer_id}
        assert [mail.kind for mail in mails(session)] == [MailKind.MEMBER_CONFIRMED]

    def test_opens_the_account_that_was_closed_by_it(self, session, make, coach):
        membership = self.ended(session, make, coach)
        assert not membership.user.active

        assert self.again(session, membership, coach).user.active

    def test_opens_no_account_that_an_administrator_closed(self, session, make, coach):
        anna = make.user(RoleName.ADMINISTRATOR)
        membership = self.ended(session, make, coach)
        staff.reopen(session, membership.user_id, actor=anna)
        staff.close(session, membership.user_id, at=NOW, actor=anna)

        assert registrations.ended(session, actor=coach) == []
        with pytest.raises(InvalidMove):
            self.again(session, membership, coach)
        assert not membership.user.active

    def test_opens_no_account_that_an_administrator_closed_before_it_was_refused(self, session, make, coach):
        membership = make.membership(user=make.user(RoleName.EMPLOYER, password="x"), confirmed_at=None)
        staff.close(session, membership.user_id, at=NOW, actor=make.user(RoleName.ADMINISTRATOR))
        registrations.refuse(session, membership.id, at=NOW, actor=coach)
        with pytest.raises(InvalidMove):
            self.again(session, membership, coach)

    def test_is_of_who_was_refused_too(self, session, coach):
        register(session)
        membership = opened(session)
        registrations.refuse(session, membership.id, at=NOW, actor=coach)

        assert self.again(session, membership, coach).is_live

    def test_makes_the_contact_person_only_where_there_is_none(self, session, make, coach):
        membership = self.ended(session, make, coach)
        els = make.membership(user=make.user(RoleName.EMPLOYER), employer=membership.employer, is_contact=True)
        assert not self.again(session, membership, coach).is_contact

        registrations.take_back(session, membership.id, at=NOW, actor=coach)
        els.is_contact = False
        session.flush()
        assert self.again(session, membership, coach).is_contact

    def test_mails_the_link_to_who_never_opened_the_account(self, session, make, coach):
        found = self.again(session, self.ended(session, make, coach, password=None), coach)
        (mail,) = mails(session)

        assert (mail.kind, mail.facts["inviter"]) == (MailKind.EMPLOYER_INVITATION, coach.name)
        assert passwords.find_link(session, TicketKind.INVITATION, mail.facts["secret"], at=NOW + timedelta(days=1))
        assert not found.is_contact

    @pytest.mark.parametrize("values", [{}, {"confirmed_at": None}, {"ended_at": NOW}])
    def test_is_not_of_who_acts_waits_or_left(self, session, make, coach, values):
        with pytest.raises(InvalidMove):
            self.again(session, make.membership(**values), coach)

    def test_is_done_once(self, session, make, coach):
        membership = self.ended(session, make, coach)
        self.again(session, membership, coach)
        with pytest.raises(InvalidMove):
            self.again(session, membership, coach)

    @pytest.mark.parametrize("role", sorted(set(RoleName) - {RoleName.COACH, RoleName.COORDINATOR}))
    def test_is_for_coaches_and_coordinators_only(self, session, make, coach, role):
        membership, actor = self.ended(session, make, coach), make.user(role)
        for act in (
            lambda: self.again(session, membership, actor),
            lambda: registrations.ended(session, actor=actor),
        ):
            with pytest.raises(NotFound):
                act()

    def test_begins_with_the_newest_twenty(self, session, make, coach):
        ended = [make.membership(confirmed_at=None, ended_at=NOW + timedelta(hours=hour)) for hour in range(22)]
        for values in ({}, {"confirmed_at": None}, {"ended_at": NOW + timedelta(days=9)}):
            make.membership(**values)

        assert registrations.ended(session, actor=coach) == ended[:1:-1]


class TestColleagues:
    @pytest.fixture
    def wim(self, session, make):
        """The contact person of an employer, acting for it."""
        wim = make.user(RoleName.EMPLOYER, name="Wim", password="a hash")
        make.membership(user=wim, employer=make.employer(kvk="12345678"), is_contact=True)
        return acting(session, wim)

    @pytest.fixture
    def employer(self, session, wim):
        return session.get(Employer, next(iter(wim.acting.employers)))

    def colleague(self, make, employer, **values):
        user = make.user(RoleName.EMPLOYER, **{"name": "Els", "password": "a hash"} | values)
        return make.membership(user=user, employer=employer)

    def invite(self, session, wim, employer, email="els@example.org"):
        registrations.invite_colleague(session, employer.id, name="Els", email=email, at=NOW, actor=wim)

    def test_are_seen_by_name_of_the_own_employer_only(self, session, make, wim, employer):
        els = self.colleague(make, employer)
        make.member()
        (found,) = registrations.colleagues(session, actor=wim)

        assert found.employer is employer
        assert [member.user.name for member in found.members] == [els.user.name, "Wim"]

    def test_are_nobody_for_who_is_not_confirmed(self, session):
        register(session)

        assert registrations.colleagues(session, actor=acting(session, opened(session).user)) == []

    def test_are_invited_with_a_mail_and_need_no_coach(self, session, wim, employer):
        self.invite(session, wim, employer)
        membership = opened(session, "els@example.org")

        assert (membership.confirmed_by, membership.is_contact) == (wim, False)
        assert mails(session)[0].facts["inviter"] == "Wim"
        assert acting(session, membership.user).acting.employers == {employer.id}

    def test_at_another_employer_cannot_be_invited(self, session, make, wim):
        with pytest.raises(NotFound):
            self.invite(session, wim, make.employer())

    @pytest.mark.parametrize("role", RoleName)
    def test_are_not_made_of_an_account_that_does_something_else(self, session, make, wim, employer, role):
        known = make.user(role, email="els@example.org", password="a hash")
        self.invite(session, wim, employer)

        assert session.scalars(select(Membership).where(Membership.user_id == known.id)).all() == []
        assert {found.name for found in known.roles} == {role}
        assert [mail.kind for mail in mails(session)] == [MailKind.ADDRESS_TAKEN]

    def test_who_registered_by_themselves_are_confirmed_by_it(self, session, wim, employer):
        register(session, email="els@example.org")
        membership = opened(session, "els@example.org")
        self.invite(session, wim, employer)

        assert membership.is_live
        assert mails(session, MailKind.MEMBER_CONFIRMED)

    def test_who_registered_and_never_opened_the_mail_get_a_link(self, session, wim, employer):
        register(session, email="els@example.org")
        self.invite(session, wim, employer)
        mail = mails(session)[-1]

        assert (mail.kind, mail.facts["inviter"]) == (MailKind.EMPLOYER_INVITATION, "Wim")
        assert mails(session, MailKind.MEMBER_CONFIRMED) == []
        assert passwords.find_link(session, TicketKind.INVITATION, mail.facts["secret"], at=NOW)
        assert opened(session, "els@example.org").is_live

    def test_whom_a_coach_refused_stay_refused(self, session, coach, wim, employer):
        register(session, email="els@example.org")
        membership = opened(session, "els@example.org")
        registrations.refuse(session, membership.id, at=NOW, actor=coach)
        membership.user.active = True
        self.invite(session, wim, employer)

        assert not membership.is_live

    def test_who_left_can_come_back(self, session, make, wim, employer):
        els = self.colleague(make, employer, email="els@example.org")
        registrations.end_membership(session, els.id, at=NOW, actor=wim)
        session.refresh(els)
        assert not els.is_live
        self.invite(session, wim, employer)

        assert els.is_live

    def test_have_one_contact_person_among_them(self, session, make, wim, employer):
        els = self.colleague(make, employer)
        registrations.make_contact(session, els.id, actor=wim)

        contacts = session.scalars(select(Membership).where(Membership.is_contact)).all()
        assert contacts == [els]

    @pytest.mark.parametrize("who", ["not opened", "waiting", "ended", "closed"])
    def test_who_cannot_act_are_no_contact_person(self, session, make, wim, employer, who):
        values = {
            "waiting": {"confirmed_at": None},
            "ended": {"ended_at": NOW},
        }.get(who, {})
        user = make.user(RoleName.EMPLOYER, password=None if who == "not opened" else "x", active=who != "closed")
        member = make.membership(user=user, employer=employer, **values)
        with pytest.raises(InvalidMove):
            registrations.make_contact(session, member.id, actor=wim)

    def test_who_are_ended_see_nothing_from_then_on(self, session, make, wim, employer):
        els = self.colleague(make, employer)
        registrations.end_membership(session, els.id, at=NOW, actor=wim)

        assert acting(session, els.user).acting.employers == frozenset()

    def test_who_are_ended_before_they_opened_the_mail_are_gone(self, session, wim, employer):
        self.invite(session, wim, employer)
        membership = session.scalars(select(Membership).where(Membership.confirmed_by_id == wim.id)).one()
        secret = mails(session)[0].facts["secret"]
        registrations.end_membership(session, membership.id, at=NOW, actor=wim)

        assert find_user_by_email(session, "els@example.org") is None
        with pytest.raises(NotFound):
            passwords.find_link(session, TicketKind.INVITATION, secret, at=NOW)

    def test_do_not_end_the_contact_person(self, session, make, wim, employer):
        els = self.colleague(make, employer)
        own = session.scalars(select(Membership).where(Membership.user_id == wim.id)).one()
        with pytest.raises(InvalidMove):
            registrations.end_membership(session, own.id, at=NOW, actor=acting(session, els.user))

    def test_of_another_employer_are_out_of_reach(self, session, make, wim):
        other = self.colleague(make, make.employer())
        for act in (
            lambda: registrations.make_contact(session, other.id, actor=wim),
            lambda: registrations.end_membership(session, other.id, at=NOW, actor=wim),
        ):
            with pytest.raises(NotFound):
                act()


class TestTwoAtOnce:
    @pytest.fixture
    def engine(self, empty_database_url):
        use_keys([FIELD_KEY], "a hash key of the tests", "an audit key of the tests")
        with own_database(empty_database_url) as engine:
            yield engine

    def test_for_one_number_are_one_employer(self, engine):
        found = at_once(
            engine,
            *(lambda session, n=n: register(session, email=f"wim{n}@example.org") for n in range(3)),
        )

        assert found == [None] * 3
        with Session(engine) as session:
            assert session.scalar(select(func.count()).select_from(Employer)) == 1
            assert session.scalar(select(func.count()).select_from(Membership)) == 3

    def test_with_one_address_are_one_account(self, engine):
        assert (
            at_once(engine, *(lambda session, n=n: register(session, kvk=f"1234567{n}") for n in range(3)))
            == [None] * 3
        )
        with Session(engine) as session:
            assert session.scalar(select(func.count()).select_from(User)) == 1

    def test_who_are_confirmed_have_one_contact_person(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            coach, employer = make.coach().id, make.employer()
            users = [make.user(RoleName.EMPLOYER, password="x") for _ in range(3)]
            waiting = [make.membership(user=user, employer=employer, confirmed_at=None).id for user in users]

        def confirming(membership_id):
            return lambda session: (
                registrations.confirm(session, membership_id, at=NOW, actor=session.get(User, coach)).is_contact
            )

        assert sorted(at_once(engine, *map(confirming, waiting))) == [False, False, True]

    def test_who_let_the_same_one_in_do_it_once(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            coach = make.coach().id
            waiting = make.membership(user=make.user(RoleName.EMPLOYER, password="x"), confirmed_at=None).id

        def judging(act):
            return lambda session: act(session, waiting, at=NOW, actor=session.get(User, coach)).id

        found = at_once(engine, judging(registrations.confirm), judging(registrations.refuse))
        assert sorted(type(outcome).__name__ for outcome in found) == ["InvalidMove", "int"]
