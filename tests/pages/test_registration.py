"""Employers who register, who lets them in, and their colleagues, as they see and do it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.account import RoleName, User, find_user_by_email
from models.employer import Employer
from models.membership import Membership
from models.message import MailKind, Message
from models.proposal import ProposalState
from tests.make import NOW
from tests.pages.conftest import Visitor
from tests.pages.forms import form_of
from web.clock import now
from web.services import consents, second_factor

REGISTER = "/employers/register"
WAITING = "/employers/registrations"
COLLEAGUES = "/employer/colleagues"
FORM = {
    "organisation": "Kwekerij De Linde",
    "kvk": "1234 5678",
    "name": "Wim Smit",
    "email": "wim@example.org",
    "reason": "We hebben werk in de kas.",
}
GOOD = "molen appel zonnig boot"


def register(visitor, **changed):
    return visitor.post(REGISTER, FORM | changed, page=REGISTER)


def mails(session):
    return session.scalars(select(Message).order_by(Message.id)).all()


def in_english(visitor):
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def newcomer(app, visitor, session):
    """Somebody who registered, opened the mail, chose a password and linked an app."""
    register(visitor)
    path = f"/open/{mails(session)[0].facts['secret']}"
    owner = Visitor(app.test_client())
    owner.post(path, {"password": GOOD}, page=path)
    with owner.client.session_transaction() as cookie:
        key = second_factor.key_for(cookie["second_step"])
    owner.post("/sign-in/staff/set-up", {"number": second_factor.number_at(key, now())}, page="/sign-in/staff")
    return in_english(owner)


@pytest.fixture
def wim(make, session):
    """The contact person of an employer."""
    user = make.user(RoleName.EMPLOYER, name="Wim", password="x")
    make.membership(user=user, employer=make.employer(), is_contact=True)
    session.commit()
    return user


@pytest.fixture
def desk(wim, sign_in):
    return in_english(sign_in(wim))


class TestRegistering:
    def test_is_one_form(self, visitor, session):
        form = form_of(visitor.get(REGISTER).text, REGISTER)
        answer = visitor.post(REGISTER, form | FORM, page=REGISTER)

        assert answer.location == "/employers/registered"
        assert session.scalars(select(Employer)).one().kvk == "12345678"
        assert mails(session)[0].to == "wim@example.org"

    def test_says_the_same_whatever_is_known(self, visitor, make, session):
        make.coach(email="coach@example.org", password="x")
        make.employer(kvk="11111111")
        session.commit()
        answers = [
            register(visitor, **changed)
            for changed in ({}, {"email": "coach@example.org"}, {"email": "new@example.org", "kvk": "11111111"})
        ]

        assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/employers/registered")}
        assert len({re.sub(r"[^a-z]", "", answer.text) for answer in answers}) == 1

    @pytest.mark.parametrize(
        "wrong",
        [
            *({"kvk": kvk} for kvk in ("", "1234567", "123456789", "1234567a", "１２３４５６７８", "-1234567")),
            *({"email": email} for email in ("", "wim", "wim@example.org\r\nBcc: x@example.org", "a@b@c")),
            *({"name": name} for name in ("", "   ", "Wim\nBcc: x", "x" * 121, "Zie www.evil.example", "a\x00b")),
            *({"organisation": name} for name in ("", "Gratis\r\n\r\ngeld", "http://evil.example", "x" * 121)),
            *({"reason": reason} for reason in ("", "x" * 501)),
            {"confirmed_at": "2026-01-01"},
            {"is_contact": "1"},
            {"roles": "coach"},
        ],
    )
    def test_refuses_what_is_wrong(self, visitor, session, wrong):
        assert register(visitor, **wrong).status_code == 422
        assert session.scalar(select(func.count()).select_from(User)) == 0
        assert mails(session) == []

    @pytest.mark.parametrize("field", ["organisation", "name", "reason"])
    def test_shows_what_was_typed_as_text(self, visitor, session, coach, sign_in, field):
        register(visitor, **{field: "<script>alert(1)</script> 🐎"})
        find_user_by_email(session, "wim@example.org").password = "x"
        session.commit()
        page = sign_in(coach).get(WAITING).text

        assert "&lt;script&gt;alert(1)&lt;/script&gt; 🐎" in page
        assert "<script>alert" not in page

    def test_needs_the_token_of_a_form(self, visitor):
        assert visitor.client.post(REGISTER, data=FORM).status_code == 400

    def test_is_stopped_from_mailing_somebody_again_and_again(self, visitor):
        assert [register(visitor).status_code for _ in range(5)] == [303, 303, 303, 429, 429]


class TestSomebodyWhoWaits:
    def test_sees_that_a_coach_looks_first_and_nobody_else(self, newcomer, make, session):
        proposal_page = newcomer.get("/employer/")

        assert proposal_page.status_code == 200
        page = newcomer.get(COLLEAGUES).text
        assert "A coach looks at your registration first" in page

    def test_cannot_invite_anybody(self, newcomer, session):
        employer = session.scalars(select(Employer)).one()
        path = f"/employer/{employer.id}/colleagues/invite"

        assert newcomer.get(path).status_code == 404
        assert newcomer.post(path, {"name": "Els", "email": "els@example.org"}).status_code == 404
        assert find_user_by_email(session, "els@example.org") is None

    def test_cannot_confirm_oneself(self, newcomer, session):
        membership = session.scalars(select(Membership)).one()

        assert newcomer.post(f"{WAITING}/{membership.id}/confirm").status_code == 404
        assert newcomer.post(f"{COLLEAGUES}/{membership.id}/contact").status_code == 404

    def test_sees_the_own_employer_once_let_in(self, newcomer, at_work, session):
        membership = session.scalars(select(Membership)).one()
        answer = at_work.post(f"{WAITING}/{membership.id}/confirm", follow_redirects=True)

        assert "Wim Smit now acts for Kwekerij De Linde." in answer.text
        assert "contact person" in newcomer.get(COLLEAGUES).text
        assert mails(session)[-1].kind is MailKind.MEMBER_CONFIRMED

    def test_is_out_at_once_when_refused(self, newcomer, at_work, session):
        membership = session.scalars(select(Membership)).one()
        at_work.post(f"{WAITING}/{membership.id}/refuse")

        assert newcomer.get("/employer/").status_code == 302


class TestLettingIn:
    def test_shows_who_waits_with_what_they_said(self, newcomer, at_work):
        page = at_work.get(WAITING).text

        for said in ("Kwekerij De Linde", "12345678", "Wim Smit", "wim@example.org", "We hebben werk in de kas."):
            assert said in page

    def test_shows_nobody_who_did_not_open_the_mail(self, visitor, at_work):
        register(visitor)
        page = at_work.get(WAITING).text

        assert "Nobody waits" in page
        assert "Wim Smit" not in page

    def test_is_done_once_by_whoever_is_first(self, newcomer, at_work, sign_in, person, session):
        path = f"{WAITING}/{session.scalars(select(Membership.id)).one()}"
        coordinator = sign_in(person(RoleName.COORDINATOR))

        assert at_work.post(f"{path}/confirm").status_code == 303
        assert coordinator.post(f"{path}/refuse").status_code == 409
        assert session.scalars(select(Membership)).one().is_live

    @pytest.mark.parametrize("act", ["confirm", "refuse"])
    def test_is_not_done_by_looking(self, newcomer, at_work, session, act):
        assert at_work.get(f"{WAITING}/{session.scalars(select(Membership.id)).one()}/{act}").status_code == 405


class TestTakingItBack:
    @pytest.fixture
    def els(self, wim, make, session):
        """A colleague of the contact person."""
        employer = session.scalars(select(Membership).where(Membership.user_id == wim.id)).one().employer
        user = make.member(employer, name="Els", password="x")
        session.commit()
        return session.scalars(select(Membership).where(Membership.user_id == user.id)).one()

    def membership(self, session, user):
        session.expire_all()
        return session.scalars(select(Membership).where(Membership.user_id == user.id)).one()

    def test_begins_with_who_was_let_in(self, wim, els, at_work):
        confirmed = at_work.get(WAITING).text.partition('id="confirmed"')[2]

        for said in ("Kwekerij De Linde", "Wim", "contact person", "Els", els.user.email):
            assert said in confirmed

    @pytest.mark.parametrize("role", [RoleName.COACH, RoleName.COORDINATOR])
    def test_ends_at_once_what_they_see(self, wim, desk, make, sign_in, person, session, role):
        employer = session.scalars(select(Membership).where(Membership.user_id == wim.id)).one().employer
        youth = make.youth(name="Xqname", user=make.youth_user())
        place = make.place(workplace=make.workplace(employer=employer))
        proposal = make.proposal(youth=youth, place=place, state=ProposalState.WANTED)
        consents.give(session, proposal.id, ["called"], actor=youth.user, at=now())
        session.commit()
        assert "Xqname" in desk.get("/employer/").text

        office = sign_in(person(role))
        path = f"{WAITING}/{self.membership(session, wim).id}/end"
        assert [office.post(path).status_code for _ in range(2)] == [303, 409]

        for page in ("/employer/", f"/employer/proposals/{proposal.id}", f"/employer/proposals/{proposal.id}/state"):
            answer = desk.get(page)
            assert answer.status_code in {302, 404}, page
            assert "Xqname" not in answer.text

    def test_ends_who_has_other_work_there_alone(self, make, at_work, sign_in, session):
        employers = [make.employer(name="De Ketting"), make.employer(name="Bakkerij Zon")]
        user = make.user(RoleName.EMPLOYER, name="Wim", password="x")
        first, _second = (make.membership(user=user, employer=employer) for employer in employers)
        session.commit()
        theirs = in_english(sign_in(user))

        at_work.post(f"{WAITING}/{first.id}/end")

        page = theirs.get("/employer/").text
        assert "Bakkerij Zon" in page
        assert "De Ketting" not in page

    def test_is_not_overruled_by_a_colleague(self, wim, els, desk, at_work, session):
        at_work.post(f"{WAITING}/{els.id}/end")
        path = f"/employer/{els.employer_id}/colleagues/invite"
        desk.post(path, {"name": "Els", "email": els.user.email}, page=path)

        assert not self.membership(session, els.user).is_live

    def test_of_the_contact_person_passes_that_on(self, wim, els, at_work, make, session):
        """To who has been confirmed longest and can sign in."""
        for days, known in ((20, {"name": "Oud", "password": "x"}), (30, {"name": "Nieuw"})):
            user = make.user(RoleName.EMPLOYER, **known)
            make.membership(user=user, employer=els.employer, confirmed_at=NOW - timedelta(days=days))
        session.commit()

        at_work.post(f"{WAITING}/{self.membership(session, wim).id}/end")

        contacts = session.scalars(select(Membership).where(Membership.is_contact)).all()
        assert [member.user.name for member in contacts] == ["Oud"]

    def test_of_the_only_one_leaves_no_contact_person(self, wim, at_work, session):
        at_work.post(f"{WAITING}/{self.membership(session, wim).id}/end")

        assert session.scalars(select(Membership).where(Membership.is_contact)).all() == []
        assert "Nobody yet" in at_work.get(WAITING).text

    def test_is_not_for_the_employer_and_not_done_by_looking(self, desk, els, session):
        path = f"{WAITING}/{els.id}/end"

        assert desk.post(path).status_code == 404
        assert desk.get(path).status_code in {404, 405}
        assert self.membership(session, els.user).is_live

    def test_of_who_only_waits_is_no_such_thing(self, newcomer, at_work, session):
        membership = session.scalars(select(Membership)).one()

        assert at_work.post(f"{WAITING}/{membership.id}/end").status_code == 409

    def test_stands_in_a_fold_that_says_what_happens(self, wim, at_work, session):
        path = f"{WAITING}/{self.membership(session, wim).id}/end"
        page = at_work.get(WAITING).text
        fold = next(part for part in page.split("<details")[1:] if path in part).partition("</details>")[0]

        assert "Then Wim no longer acts for" in fold.partition("<button")[0]

    def test_says_who_let_a_member_in(self, wim, els, desk, at_work, session):
        path = f"/employer/{els.employer_id}/colleagues/invite"
        desk.post(path, {"name": "Karel", "email": "karel@example.org"}, page=path)

        assert "let in by Wim" in at_work.get(WAITING).text.partition("Karel")[2].partition("</li>")[0]

    def test_sends_as_many_queries_for_twenty_as_for_three(self, make, at_work, queries, session):
        def fill(count):
            for _ in range(count):
                employer, by = make.employer(), make.coach()
                for values in ({}, {"confirmed_at": None, "ended_at": NOW}):
                    user = make.user(RoleName.EMPLOYER, name="Wim", password="x")
                    make.membership(**{"user": user, "employer": employer, "confirmed_by": by} | values)
            session.commit()

        fill(3)
        at_work.get(WAITING)
        few = queries(lambda: at_work.get(WAITING))
        fill(17)

        assert queries(lambda: at_work.get(WAITING)) == few


class TestLettingInAgain:
    @pytest.fixture
    def ended(self, wim, at_work, session):
        """The membership of Wim, which the coach ended."""
        membership = session.scalars(select(Membership).where(Membership.user_id == wim.id)).one()
        at_work.post(f"{WAITING}/{membership.id}/end")
        session.expire_all()
        return membership

    def test_begins_with_who_was_ended(self, ended, at_work):
        listed = at_work.get(WAITING).text.partition('id="ended"')[2]

        for said in ("Wim", ended.employer.name, "ended on", "Let in again", f"{WAITING}/{ended.id}/again"):
            assert said in listed

    @pytest.mark.parametrize("role", [RoleName.COACH, RoleName.COORDINATOR])
    def test_opens_plek_for_them(self, wim, ended, sign_in, person, session, role):
        office, path = in_english(sign_in(person(role))), f"{WAITING}/{ended.id}/again"
        page = office.post(path, follow_redirects=True).text

        assert f"Wim now acts for {ended.employer.name}." in page
        assert 'id="ended"' not in page
        assert office.post(path).status_code == 409
        session.expire_all()
        assert "contact person" in in_english(sign_in(wim)).get(COLLEAGUES).text
        assert mails(session)[-1].kind is MailKind.MEMBER_CONFIRMED

    def test_is_not_for_the_employer_and_not_done_by_looking(self, ended, make, sign_in, at_work, session):
        els = make.member(ended.employer, name="Els", password="x")
        session.commit()
        path = f"{WAITING}/{ended.id}/again"

        assert sign_in(els).post(path).status_code == 404
        assert at_work.get(path).status_code == 405
        session.expire_all()
        assert not ended.is_live


class TestColleagues:
    def invite(self, desk, wim, session, **changed):
        employer_id = session.scalars(select(Membership.employer_id).where(Membership.user_id == wim.id)).one()
        path = f"/employer/{employer_id}/colleagues/invite"
        return desk.post(path, {"name": "Els", "email": "els@example.org"} | changed, page=path, follow_redirects=True)

    def membership(self, session, email="els@example.org"):
        user = find_user_by_email(session, email)
        return session.scalars(select(Membership).where(Membership.user_id == user.id)).one()

    def test_are_invited_by_mail(self, desk, wim, session):
        page = self.invite(desk, wim, session).text

        assert "A mail to Els is on its way." in page
        assert "Who you invited stands here" in page
        assert mails(session)[0].facts["inviter"] == "Wim"

    def test_get_the_same_answer_for_an_address_that_is_taken(self, desk, wim, session, make):
        make.youth_user(email="els@example.org")
        session.commit()
        taken = self.invite(desk, wim, session).text

        assert "A mail to Els is on its way." in taken
        assert mails(session)[0].kind is MailKind.ADDRESS_TAKEN

    def test_are_listed_once_they_opened_the_mail_so_that_the_list_tells_nothing_of_addresses(self, desk, wim, session):
        assert "els@example.org" not in self.invite(desk, wim, session).text

        self.membership(session).user.password = "a hash"
        session.commit()
        assert "els@example.org" in desk.get("/employer/colleagues").text

    @pytest.mark.parametrize(
        "wrong", [{"name": "a\nb"}, {"name": ""}, {"email": "x"}, {"email": "a@b.nl\nc"}, {"role": "coach"}]
    )
    def test_are_not_invited_with_what_is_wrong(self, desk, wim, session, wrong):
        assert self.invite(desk, wim, session, **wrong).status_code == 422

    def test_have_one_contact_person(self, desk, wim, session):
        self.invite(desk, wim, session)
        els = self.membership(session)
        assert desk.post(f"{COLLEAGUES}/{els.id}/contact").status_code == 409
        els.user.password = "x"
        session.commit()
        page = desk.post(f"{COLLEAGUES}/{els.id}/contact", follow_redirects=True).text

        assert "Els is the contact person now." in page
        contacts = session.scalars(select(Membership).where(Membership.is_contact)).all()
        assert [member.user.name for member in contacts] == ["Els"]

    def test_who_are_ended_reach_nothing_from_their_next_page_on(self, desk, wim, session, make, sign_in):
        employer = session.scalars(select(Membership).where(Membership.user_id == wim.id)).one().employer
        els = make.member(employer, name="Els", password="x")
        session.commit()
        theirs = in_english(sign_in(els))
        assert "Wim" in theirs.get(COLLEAGUES).text
        ended = session.scalars(select(Membership.id).where(Membership.user_id == els.id)).one()
        desk.post(f"{COLLEAGUES}/{ended}/end")

        assert "Wim" not in theirs.get(COLLEAGUES).text
        page = theirs.get(COLLEAGUES).text
        assert "You do not act for an employer now" in page
        assert "Ask a colleague there to invite you, or register your employer." in page
        assert "A coach looks at your registration first" not in page

    def test_do_not_end_the_contact_person(self, desk, wim, session):
        own = session.scalars(select(Membership.id).where(Membership.user_id == wim.id)).one()

        assert desk.post(f"{COLLEAGUES}/{own}/end").status_code == 409

    def test_of_another_employer_are_not_here(self, desk, make, session):
        other = make.member(make.employer(name="Andere Baas"), name="Piet", password="x")
        session.commit()
        theirs = session.scalars(select(Membership)).all()[-1]
        assert theirs.user is other

        assert "Piet" not in desk.get(COLLEAGUES).text
        for path in (f"{COLLEAGUES}/{theirs.id}/contact", f"{COLLEAGUES}/{theirs.id}/end"):
            assert desk.post(path).status_code == 404
        assert desk.get(f"/employer/{theirs.employer_id}/colleagues/invite").status_code == 404
