"""What an administrator does with accounts, and `plek account add`."""

import os
import re
import subprocess
import sys

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from models.account import RoleName, User, find_user_by_email
from models.message import MailKind, Message
from models.sign_in import SignIn
from tests.pages.conftest import PASSWORD, Visitor
from tests.pages.forms import form_of
from tests.test_house import ROOT

INVITE = "/accounts/invite"


@pytest.fixture
def anna(person, session):
    user = person(RoleName.ADMINISTRATOR, password=PASSWORD)
    user.name = "Anna"
    session.commit()
    return user


@pytest.fixture
def desk(anna, sign_in):
    """The administrator, signed in and reading English."""
    visitor = sign_in(anna)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


def invite(visitor, **changed):
    form = {"name": "Bas Bos", "email": "bas@example.org", "roles": ["coach", "coordinator"]} | changed
    return visitor.post(INVITE, form, page=INVITE)


class TestTheList:
    def test_says_of_everybody_who_works_here_how_far_they_are(self, desk, make, session):
        make.coach(name="Bas")
        make.coach(name="Cas", password="x")
        make.coach(name="Dirk", password="x", totp="x")
        make.member(make.employer()).active = False
        session.commit()
        page = desk.get("/accounts/").text
        tags = re.findall(r'class="tag tag-\w+">.*?<span>(.*?)</span>', page)

        assert tags == ["ready", "invited", "no app yet", "ready", "closed"]
        assert page.index("Cas") < page.index("Dirk") < page.index("Wim")

    def test_names_no_youth_and_nothing_of_one(self, desk, make, session):
        make.youth(name="Sam Geheim", user=make.youth_user(name="Sam Account", email="sam.geheim@example.org"))
        session.commit()
        page = desk.get("/accounts/").text

        assert "Sam" not in page
        assert "sam.geheim" not in page

    def test_shows_names_as_text(self, desk, make, session):
        make.coach(name="<script>alert(1)</script> 🐎")
        session.commit()

        assert "<script>alert" not in desk.get("/accounts/").text

    def test_offers_nothing_for_oneself(self, desk, anna):
        page = desk.get("/accounts/").text

        assert "this is you" in page
        assert f"/accounts/{anna.id}/" not in page


class TestInviting:
    def test_is_one_form_that_mails_a_link(self, desk, session):
        form = form_of(desk.get(INVITE).text, INVITE)
        answer = desk.post(
            INVITE,
            form | {"name": "Bas", "email": "bas@example.org", "roles": "coach"},
            page=INVITE,
            follow_redirects=True,
        )

        assert "Bas gets a mail with a link." in answer.text
        (mail,) = session.scalars(select(Message)).all()
        assert (mail.kind, mail.facts["inviter"]) == (MailKind.STAFF_INVITATION, "Anna")
        assert mail.facts["secret"] not in answer.text

    def test_leads_all_the_way_in(self, app, desk, session):
        invite(desk)
        (mail,) = session.scalars(select(Message)).all()
        path = f"/open/{mail.facts['secret']}"
        bas = Visitor(app.test_client())

        assert bas.post(path, {"password": "molen appel zonnig boot"}, page=path).location == "/sign-in/staff/set-up"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "x" * 121},
            {"name": "Bas\r\nBcc: everybody@example.org"},
            {"name": "Klik op https://evil.example"},
            {"email": "bas"},
            {"email": "bas@example.org\nBcc: x@example.org"},
            {"email": f"{'x' * 400}@example.org"},
            {"roles": []},
            {"roles": ["youth"]},
            {"roles": ["employer"]},
            {"roles": ["coach", "king"]},
        ],
    )
    def test_refuses_what_is_wrong_and_gives_back_what_was_typed(self, desk, session, wrong):
        answer = invite(desk, **wrong)

        assert answer.status_code == 422
        assert find_user_by_email(session, "bas@example.org") is None
        assert session.scalars(select(Message)).all() == []
        if "name" not in wrong:
            assert "Bas Bos" in answer.text

    def test_refuses_an_address_that_is_taken(self, desk, make, session):
        make.youth_user(email="bas@example.org")
        session.commit()
        answer = invite(desk)

        assert answer.status_code == 422
        assert "This is already in use." in answer.text

    def test_needs_the_token_of_a_form(self, desk):
        assert desk.client.post(INVITE, data={"name": "Bas"}).status_code == 400


class TestRoles:
    def path(self, user):
        return f"/accounts/{user.id}/roles"

    def test_are_given_by_a_form_that_shows_those_of_now(self, desk, coach, session):
        assert f'href="{self.path(coach)}"' in desk.get("/accounts/").text
        form = form_of(desk.get(self.path(coach)).text, self.path(coach))
        assert form["roles"] == ["coach"]
        answer = desk.post(
            self.path(coach), form | {"roles": ["coach", "coordinator"]}, page=self.path(coach), follow_redirects=True
        )

        assert "The roles of Marit are kept." in answer.text
        session.refresh(coach)
        assert [role.name for role in coach.roles] == [RoleName.COACH, RoleName.COORDINATOR]

    def test_open_another_door_and_close_the_one_of_before_at_once(self, desk, coach, sign_in):
        before = sign_in(coach)
        assert before.get("/coach/").status_code == 200
        desk.post(self.path(coach), {"roles": "coordinator"}, page=self.path(coach))

        assert before.get("/coach/").status_code == 302
        assert sign_in(coach, RoleName.COORDINATOR).get("/region/").status_code == 200
        desk.post(self.path(coach), {"roles": ["coach", "coordinator"]}, page=self.path(coach))
        assert before.get("/coach/").status_code == 302

    def test_of_a_coach_with_young_people_stay_with_a_sentence(self, desk, coach, make, session):
        make.youth(name="Sam Geheim", coach=coach)
        session.commit()
        answer = desk.post(self.path(coach), {"roles": "administrator"}, page=self.path(coach))

        assert answer.status_code == 422
        assert "This coach still has young people." in answer.text
        assert "Sam" not in answer.text
        assert form_of(answer.text, self.path(coach))["roles"] == ["administrator"]

    @pytest.mark.parametrize("roles", [[], ["youth"], ["employer", "coach"], ["king"], "<script>", "x" * 5000])
    def test_that_are_none_are_refused(self, desk, coach, session, roles):
        assert desk.post(self.path(coach), {"roles": roles}, page=self.path(coach)).status_code == 422
        session.refresh(coach)

        assert [role.name for role in coach.roles] == [RoleName.COACH]

    def test_are_offered_for_nobody_else(self, desk, anna, make, session):
        member, youth = make.member(make.employer()), make.youth_user()
        session.commit()
        statuses = {
            user: [desk.get(self.path(user)).status_code, desk.post(self.path(user), {"roles": "coach"}).status_code]
            for user in (anna, member, youth)
        }

        assert self.path(member) not in desk.get("/accounts/").text
        assert statuses == {anna: [409, 409], member: [409, 409], youth: [404, 404]}


class TestHelpingAndClosing:
    def test_somebody_who_is_signed_in_is_out_at_once(self, desk, coach, sign_in):
        visitor = sign_in(coach)
        assert visitor.get("/coach/").status_code == 200
        desk.post(f"/accounts/{coach.id}/close")

        assert visitor.get("/coach/").status_code == 302

    def test_and_can_come_back(self, desk, visitor, person):
        coach = person(RoleName.COACH, password=PASSWORD)
        desk.post(f"/accounts/{coach.id}/close")
        assert visitor.sign_in(coach).status_code == 422
        desk.post(f"/accounts/{coach.id}/reopen")

        assert visitor.sign_in(coach).location == "/start"

    def test_a_lost_app_is_forgotten_and_a_new_one_linked(self, desk, visitor, person, session):
        coach = person(RoleName.COACH, password=PASSWORD)
        answer = desk.post(f"/accounts/{coach.id}/remove-second-factor", follow_redirects=True)

        assert "links a new app at the next sign-in" in answer.text
        assert session.scalars(select(Message)).all() == []
        form = {"email": coach.email, "password": PASSWORD}
        assert visitor.post("/sign-in/staff", form).location == "/sign-in/staff/set-up"

    @pytest.mark.parametrize("act", ["close", "remove-second-factor"])
    def test_is_never_done_to_oneself(self, desk, anna, session, act):
        assert desk.post(f"/accounts/{anna.id}/{act}").status_code == 409
        session.refresh(anna)
        assert anna.active
        assert anna.totp

    def test_two_administrators_cannot_close_each_other(self, desk, anna, person, sign_in, session):
        other = person(RoleName.ADMINISTRATOR)
        their_desk = sign_in(other)
        desk.post(f"/accounts/{other.id}/close")
        answer = their_desk.post(f"/accounts/{anna.id}/close")

        assert answer.status_code in {302, 401, 404}
        session.refresh(anna)
        assert anna.active

    @pytest.mark.parametrize("act", ["close", "reopen", "invite-again", "remove-second-factor"])
    def test_is_done_to_no_youth(self, desk, make, session, act):
        youth = make.youth_user()
        session.commit()

        assert desk.post(f"/accounts/{youth.id}/{act}").status_code == 404

    @pytest.mark.parametrize("act", ["close", "reopen", "invite-again", "remove-second-factor"])
    def test_is_not_done_by_looking(self, desk, coach, act):
        assert desk.get(f"/accounts/{coach.id}/{act}").status_code == 405


class TestTheCommand:
    @pytest.fixture
    def plek(self, tmp_path):
        secrets = {"PLEK_SECRET_KEY": "s" * 30, "PLEK_HASH_KEY": "h" * 30, "PLEK_AUDIT_KEY": "a" * 30}
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "NUMBA_CACHE_DIR"}}
        known = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'plek.db'}",
            "PLEK_INSTANCE": str(tmp_path),
            "PLEK_FIELD_KEYS": Fernet.generate_key().decode(),
            "PLEK_ADDRESS": "https://plek.example",
            **secrets,
        }

        def run(*words):
            done = subprocess.run(
                [sys.executable, "-m", "web", *words], cwd=ROOT, env=kept | known, capture_output=True, text=True
            )
            return done.returncode, done.stdout, done.stderr

        assert run("db", "upgrade")[0] == 0
        return run

    def add(self, plek, name="Anna", email="anna@example.org", roles=("administrator",)):
        words = [word for role in roles for word in ("--role", role)]
        return plek("account", "add", "--name", name, "--email", email, *words)

    def test_makes_an_account_and_prints_its_link_once(self, plek):
        code, said, wrong = self.add(plek, roles=("administrator", "coach"))

        assert (code, wrong) == (0, "")
        assert len(re.findall(r"^https://plek\.example/open/[\w-]{43}$", said, re.MULTILINE)) == 1

    def test_says_in_one_sentence_what_is_wrong(self, plek):
        self.add(plek)
        assert self.add(plek) == (2, "", "Error: There is an account with this address already.\n")
        assert self.add(plek, email="anna")[2] == "Error: --email is not an e-mail address.\n"
        assert self.add(plek, name="a\nb", email="b@example.org")[2].startswith("Error: --name is not a name")
        assert self.add(plek, email="c@example.org", roles=("youth",))[0] == 2
        assert "Traceback" not in self.add(plek, name="\udce9", email="d@example.org")[2]


class TestNothing:
    def test_of_a_sign_in_is_shown_to_an_administrator(self, desk, coach, sign_in, session):
        sign_in(coach)
        page = desk.get("/accounts/").text

        assert session.scalars(select(SignIn)).first().device not in page

    def test_changes_for_a_closed_administrator(self, desk, anna, session):
        anna.active = False
        session.commit()

        form = {"name": "Bas Bos", "email": "bas@example.org", "roles": "coach"}
        assert desk.post(INVITE, form, page="/").status_code == 401
        assert session.scalars(select(User).where(User.name == "Bas Bos")).all() == []
