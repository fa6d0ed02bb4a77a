"""Nobody sees a youth's data unless it is written down first; and nothing of a youth changes without a word."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models import schema
from models.account import RoleName
from models.audit import Act, AuditChain, AuditEntry, erase, open_text
from models.membership import Membership
from models.shown import Shown
from models.sign_in import TicketKind
from models.verifying import verify
from models.youth import Youth
from tests.make import Make
from tests.pages.conftest import Visitor, settings_for, signed_in
from web.app import create_app
from web.auth import needs
from web.clock import now, today
from web.db import db, sessions
from web.permissions import Permission
from web.services import consents
from web.services.recording import Unrecorded, record
from web.services.tickets import make_ticket

REFUSING = {
    "sqlite": (
        "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'Sam cannot be written'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'Sam cannot be written'; END $$",
        "CREATE TRIGGER full_ BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION full_()",
    ),
}


def told(session: Session, youth: Youth) -> list[tuple[Act, dict]]:
    """What the log of a youth tells, the oldest first."""
    session.expire_all()
    chain = session.scalar(select(AuditChain).where(AuditChain.youth_id == youth.id))
    if chain is None:
        return []
    entries = session.scalars(select(AuditEntry).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.number))
    return [(entry.act, open_text(chain, entry)) for entry in entries]


def looks(session: Session, youth: Youth) -> list[dict]:
    return [text for act, text in told(session, youth) if act is Act.LOOKED]


@pytest.fixture
def sam(make: Make, coach, session: Session) -> Youth:
    youth = make.youth(coach=coach, user=make.youth_user(), name="Sam")
    session.commit()
    return youth


@pytest.fixture
def unwritable(session: Session) -> None:
    """A log into which nothing can be written."""
    for statement in REFUSING[session.get_bind().dialect.name]:
        session.execute(text(statement))
    session.commit()


class TestALook:
    def test_is_written_down_with_who_and_at_what(self, at_work, coach, sam, session):
        assert at_work.get(f"/coach/youths/{sam.id}").status_code == 200

        assert looks(session, sam) == [
            {"by": coach.id, "name": "Marit", "role": "coach", "own_coach": True, "what": "youth_read"}
        ]

    def test_is_one_row_for_each_youth_of_a_list(self, at_work, coach, make, sam, session):
        others = [make.youth(coach=coach), make.youth(coach=coach)]
        stranger = make.youth(coach=make.coach())
        session.commit()

        at_work.get("/coach/")

        assert all(len(looks(session, youth)) == 1 for youth in (sam, *others))
        assert looks(session, stranger) == []

    def test_is_written_once_an_hour(self, at_work, sam, session):
        # In the next hour: a cookie from after the present moment would be none.
        with time_machine.travel(now().replace(minute=5) + timedelta(hours=1), tick=False) as clock:
            at_work.get(f"/coach/youths/{sam.id}")
            at_work.get("/coach/")
            clock.shift(timedelta(minutes=50))
            at_work.get(f"/coach/youths/{sam.id}")
            assert len(looks(session, sam)) == 1

            clock.shift(timedelta(minutes=10))
            at_work.get(f"/coach/youths/{sam.id}")
            assert len(looks(session, sam)) == 2

    def test_of_the_youth_themself_is_none(self, sam, sign_in, session):
        assert sign_in(sam.user).get("/my/").status_code == 200

        assert told(session, sam) == []

    def test_says_for_whom_somebody_stood_in(self, make, coach, sam, sign_in, session):
        wouter = make.coach(name="Wouter")
        make.stand_in(coach, wouter, from_day=today(), until_day=today())
        session.commit()

        sign_in(wouter).get(f"/coach/youths/{sam.id}")

        assert [(text["name"], text["for"]) for text in looks(session, sam)] == [("Wouter", "Marit")]

    @pytest.mark.parametrize(
        "page", ["/coach/youths/{id}", "/coach/youths/{id}/edit/about", "/coach/youths/{id}/places"]
    )
    def test_is_none_where_nothing_was_shown(self, make, sam, sign_in, session, page):
        stranger = sign_in(make.coach())
        session.commit()

        assert stranger.get(page.format(id=sam.id)).status_code == 404
        assert told(session, sam) == []

    def test_is_none_where_the_answer_leads_elsewhere(self, at_work, sam, session):
        form = {"version": sam.version, "name": "Sam", "birth_date": "2006-05-04"}
        assert at_work.post(f"/coach/youths/{sam.id}/edit/about", form).status_code == 303

        assert looks(session, sam) == []

    def test_is_written_down_where_a_refused_form_comes_back(self, at_work, sam, session):
        form = {"version": sam.version, "name": "Sam", "birth_date": "gisteren"}
        answer = at_work.post(f"/coach/youths/{sam.id}/edit/about", form)

        assert answer.status_code == 422
        assert len(looks(session, sam)) == 1

    def test_is_written_down_where_a_conflict_is_shown(self, at_work, sam, session):
        form = {"version": sam.version, "name": "Samira", "birth_date": "2006-05-04"}
        sam.name = "Samir"
        session.commit()
        answer = at_work.post(f"/coach/youths/{sam.id}/edit/about", form)

        assert answer.status_code == 409
        assert "Samir" in answer.text
        assert len(looks(session, sam)) == 1

    def test_keeps_the_fits_that_were_shown_with_it(self, at_work, coach, make, sam, session):
        make.place()
        session.commit()

        assert at_work.get(f"/coach/youths/{sam.id}/places").status_code == 200

        shown = session.scalars(select(Shown)).one()
        assert (shown.youth_id, shown.viewer_id) == (sam.id, coach.id)

    def test_keeps_the_fits_that_youths_saw_of_themselves(self, make, sam, sign_in, session):
        make.place()
        session.commit()

        sign_in(sam.user).get("/my/")

        assert [(row.youth_id, row.viewer_id) for row in session.scalars(select(Shown))] == [(sam.id, sam.user_id)]


class TestALogThatCannotBeWritten:
    @pytest.mark.parametrize("page", ["/coach/", "/coach/youths/{id}", "/coach/youths/{id}/places"])
    def test_lets_no_byte_of_the_data_out(self, at_work, sam, unwritable, page, caplog):
        answer = at_work.get(page.format(id=sam.id))

        assert answer.status_code == 503
        assert "Something went wrong with us" in answer.text
        assert "Sam" not in answer.text + str(answer.headers)
        assert "Sam" not in caplog.text
        assert str(sam.id) not in caplog.text.partition("\n")[0]
        assert "Could not write down who looked on coach." in caplog.text

    def test_keeps_nothing_of_what_was_shown(self, at_work, make, sam, unwritable, session):
        make.place()
        session.commit()

        assert at_work.get(f"/coach/youths/{sam.id}/places").status_code == 503
        assert session.scalar(select(func.count()).select_from(Shown)) == 0

    def test_lets_no_refused_form_back_out(self, at_work, sam, unwritable):
        answer = at_work.post(
            f"/coach/youths/{sam.id}/edit/about", {"version": 1, "name": "Sam", "birth_date": "gisteren"}
        )

        assert answer.status_code == 503
        assert "Nothing was saved" in answer.text
        assert "gisteren" not in answer.text

    def test_answers_who_changes_something_that_it_failed(self, at_work, app, sam, unwritable, session):
        app.testing = False
        try:
            answer = at_work.post(f"/coach/youths/{sam.id}/edit/about", {"version": 1, "name": "Samira"})
        finally:
            app.testing = True
        session.expire_all()

        assert answer.status_code == 500
        assert session.get_one(Youth, sam.id).name == "Sam"

    def test_leaves_the_pages_that_are_about_nobody(self, at_work, unwritable):
        assert at_work.get("/coach/places").status_code == 200

    def test_is_open_again_once_it_can_be_written(self, at_work, sam, unwritable, session):
        at_work.get(f"/coach/youths/{sam.id}")
        on_sqlite = session.get_bind().dialect.name == "sqlite"
        session.execute(text("DROP TRIGGER full" if on_sqlite else "DROP TRIGGER full_ ON audit_entry"))
        session.commit()

        assert at_work.get(f"/coach/youths/{sam.id}").status_code == 200
        assert len(looks(session, sam)) == 1


class TestSomebodyWhoIsErasedMeanwhile:
    def test_is_shown_to_nobody(self, app, at_work, sam, session, monkeypatch):
        """Between the reading of the page and its record the youth goes."""
        at_work.get("/coach/")
        from web import recorder

        real = recorder.append

        def go_first(apart, entries, *, at):
            erase(apart, sam.id, at=at)
            apart.execute(Youth.__table__.delete().where(Youth.id == sam.id))
            real(apart, entries, at=at)

        monkeypatch.setattr(recorder, "append", go_first)
        with time_machine.travel(now() + timedelta(hours=1)):
            answer = at_work.get(f"/coach/youths/{sam.id}")

        assert answer.status_code == 503
        assert "Sam" not in answer.text


@pytest.fixture
def two(app: Flask) -> Flask:
    """The application with pages that change a youth, whose code is right or wrong."""
    views = {"silent": _silent, "at-once": _at_once, "told": _told, "other": _of_another}
    if "changing.silent" not in app.view_functions:
        app._got_first_request = False
        for name, view in views.items():
            app.add_url_rule(f"/changing/{name}/<int:youth_id>", f"changing.{name}", view, methods=["POST"])
    return app


@needs(Permission.YOUTH_EDIT)
def _silent(youth_id: int) -> str:
    db().get_one(Youth, youth_id).name = "Silent"
    return "changed"


@needs(Permission.YOUTH_EDIT)
def _at_once(youth_id: int) -> str:
    db().execute(update(Youth).where(Youth.id == youth_id).values(name="At once"))
    return "changed"


@needs(Permission.YOUTH_EDIT)
def _told(youth_id: int) -> str:
    youth = db().get_one(Youth, youth_id)
    youth.name = "Told"
    record(db(), youth, Act.CHANGED, actor=None, fields=["name"])
    return "changed"


@needs(Permission.YOUTH_EDIT)
def _of_another(youth_id: int) -> str:
    db().get_one(Youth, youth_id).name = "Another"
    other = db().scalars(select(Youth).where(Youth.id != youth_id)).first()
    record(db(), other, Act.CHANGED, actor=None, fields=["name"])
    return "changed"


class TestAChange:
    @pytest.mark.parametrize("code", ["silent", "at-once", "other"])
    def test_that_nobody_wrote_down_is_not_kept(self, two, at_work, make, sam, session, code):
        make.youth()
        session.commit()

        with pytest.raises(Unrecorded):
            at_work.post(f"/changing/{code}/{sam.id}")

        session.expire_all()
        assert session.get_one(Youth, sam.id).name == "Sam"

    def test_that_was_written_down_is_kept(self, two, at_work, sam, session):
        assert at_work.post(f"/changing/told/{sam.id}").status_code == 200

        session.expire_all()
        assert session.get_one(Youth, sam.id).name == "Told"
        assert Act.CHANGED in [act for act, _text in told(session, sam)]

    def test_of_a_form_is_told_by_the_names_of_its_fields(self, at_work, coach, sam, session):
        form = {"version": sam.version, "name": "Samira", "birth_date": "2006-05-04"}
        at_work.post(f"/coach/youths/{sam.id}/edit/about", form)

        ((act, text),) = told(session, sam)
        assert act is Act.CHANGED
        assert text["fields"] == ["name"]
        assert "Samira" not in str(text)

    def test_of_nothing_is_not_told(self, at_work, sam, session):
        at_work.post(
            f"/coach/youths/{sam.id}/edit/about", {"version": sam.version, "name": "Sam", "birth_date": "2006-05-04"}
        )

        assert told(session, sam) == []


@pytest.fixture
def own(empty_database_url: str, tmp_path) -> Iterator[Flask]:
    """An application over a database of its own, whose requests truly run side by side."""
    schema.upgrade(empty_database_url)
    app = create_app(settings_for(empty_database_url, tmp_path))
    yield app
    sessions(app).engine.dispose()


def side_by_side(*works) -> list[object]:
    """What each gives or raises, begun at one moment in threads of their own."""
    results: list[object] = [None] * len(works)
    ready = threading.Barrier(len(works))

    def run(index, work):
        ready.wait()
        try:
            results[index] = work()
        except Exception as error:  # noqa: BLE001 -- the test shows whatever it is
            results[index] = error

    threads = [threading.Thread(target=run, args=found) for found in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def browser(app: Flask, session: Session, user) -> Visitor:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(_user_id=signed_in(session, user), _fresh=True)
    return Visitor(client)


class TestManyAtOnce:
    def test_one_look_is_written_once_and_everybody_gets_the_page(self, own):
        with Session(sessions(own).engine) as session:
            make = Make(session)
            coach = make.coach()
            youths = [make.youth(coach=coach) for _ in range(5)]
            session.commit()
            browsers = [browser(own, session, coach) for _ in range(4)]

            answers = side_by_side(*(lambda visitor=visitor: visitor.get("/coach/") for visitor in browsers))

            assert [answer.status_code for answer in answers] == [200] * 4
            assert [len(looks(session, youth)) for youth in youths] == [1] * 5
            assert list(verify(session)) == []

    def test_looks_and_changes_wait_for_each_other_and_never_for_ever(self, own):
        with Session(sessions(own).engine) as session:
            make = Make(session)
            coach, other = make.coach(), make.coach()
            youths = [make.youth(coach=coach) for _ in range(4)]
            make.stand_in(coach, other, from_day=today(), until_day=today())
            make.place()
            session.commit()
            addresses = [f"/coach/youths/{youth.id}" for youth in youths]
            looking, standing_in, changing = (browser(own, session, user) for user in (coach, other, coach))
            token = changing.token("/coach/places")

            def look(visitor):
                with_lists = [f"{address}/places" for address in addresses]
                return [visitor.get(page).status_code for page in ("/coach/", *addresses, *with_lists) * 2]

            def change():
                form = {"csrf_token": token, "version": 1}
                return [
                    changing.client.post(f"{address}/edit/about", data={**form, "name": "Samira"}).status_code
                    for address in reversed(addresses)
                ]

            results = side_by_side(lambda: look(looking), lambda: look(standing_in), change)

            assert results == [[200] * 18, [200] * 18, [303] * 4]
            assert list(verify(session)) == []


class TestTheTriggers:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_entry SET act = 'changed'",
            "DELETE FROM audit_entry",
            "DELETE FROM audit_chain",
        ],
    )
    def test_refuse_to_change_the_log(self, at_work, sam, session, statement):
        at_work.get(f"/coach/youths/{sam.id}")

        with pytest.raises(DBAPIError, match=r"only added to|a chain stays"), session.begin_nested():
            session.execute(text(statement))
        assert len(looks(session, sam)) == 1


class TestAMember:
    def test_is_named_with_the_employer(self, make, sign_in, session):
        employer = make.employer(name="Kwekerij De Linde")
        wim = make.member(employer)
        youth = make.youth(user=make.youth_user())
        place = make.place(workplace=make.workplace(employer=employer))
        proposal = make.proposal(youth=youth, place=place, state="wanted")
        consents.give(session, proposal.id, ["called"], actor=youth.user, at=now())
        session.commit()

        assert sign_in(wim).get("/employer/").status_code == 200

        assert [(text["name"], text["employer"]) for text in looks(session, youth)] == [("Wim", "Kwekerij De Linde")]

    @pytest.fixture
    def wim(self, make):
        """He works for two employers, and is a coach too."""
        wim = make.user(RoleName.EMPLOYER, RoleName.COACH, name="Wim")
        for name in ("De Linde", "De Beuk"):
            make.membership(user=wim, employer=make.employer(name=name))
        return wim

    def wanted(self, make, wim, number, **values):
        """Somebody who wants a place at one of Wim's employers and shares a name there."""
        youth = make.youth(user=make.youth_user(), **values)
        employer = sorted(wim_of(make, wim), key=lambda found: found.id)[number]
        place = make.place(workplace=make.workplace(employer=employer))
        proposal = make.proposal(youth=youth, place=place, state="wanted")
        consents.give(make.session, proposal.id, ["called"], actor=youth.user, at=now())
        return youth

    def test_of_two_employers_is_named_with_the_one_that_the_look_is_about(self, make, wim, sign_in, session):
        youths = [self.wanted(make, wim, number) for number in (0, 1)]
        session.commit()

        assert sign_in(wim, RoleName.EMPLOYER).get("/employer/").status_code == 200

        assert [looks(session, youth)[0]["employer"] for youth in youths] == ["De Linde", "De Beuk"]

    def test_is_named_with_no_employer_where_another_one_is_held(self, make, wim, sign_in, session):
        """The youth wants a place at De Linde; that Wim works for De Beuk too has nothing to do with it."""
        youth = self.wanted(make, wim, 0)
        session.commit()

        sign_in(wim, RoleName.EMPLOYER).get("/employer/")

        assert looks(session, youth)[0]["employer"] == "De Linde"

    def test_who_is_the_coach_too_is_told_as_what_they_are_now(self, make, wim, sign_in, session):
        youth = self.wanted(make, wim, 0, coach=wim)
        session.commit()

        sign_in(wim, RoleName.EMPLOYER).get("/employer/")

        (look,) = looks(session, youth)
        assert (look["role"], look.get("own_coach"), look.get("for")) == ("employer", None, None)

    def test_who_is_the_coach_too_is_told_once_an_hour_whatever_the_role(self, make, wim, sign_in, session):
        youth = self.wanted(make, wim, 0, coach=wim)
        session.commit()

        with time_machine.travel(datetime.now(UTC).replace(minute=5), tick=False):
            sign_in(wim, RoleName.EMPLOYER).get("/employer/")
            sign_in(wim, RoleName.COACH).get(f"/coach/youths/{youth.id}")

        assert len(looks(session, youth)) == 1


def wim_of(make, user):
    """The employers of a member."""
    return [found.employer for found in make.session.scalars(select(Membership).where(Membership.user_id == user.id))]


class TestALookByALink:
    """Who signs along has no account: a mailed link shows what a youth wants to share."""

    @pytest.fixture
    def link(self, make, sam, session):
        place = make.place(workplace=make.workplace(employer=make.employer(name="De Linde")))
        proposal = make.proposal(youth=sam, place=place, state="wanted")
        make.along(sam, name="Oma Fatma", since=now())
        consents.give(session, proposal.id, ["called"], actor=sam.user, at=now())
        secret = make_ticket(session, TicketKind.SIGN_ALONG, at=now(), proposal=proposal)
        session.commit()
        return f"/sign-along/{secret}"

    def test_is_written_down_with_who_signs_along_and_the_employer(self, visitor, link, sam, session):
        assert "Sam" in visitor.get(link).text

        assert looks(session, sam) == [
            {"by": None, "name": "Oma Fatma", "along": True, "employer": "De Linde", "what": "sign_along"}
        ]

    def test_is_written_once_an_hour(self, visitor, link, sam, session):
        with time_machine.travel(now().replace(minute=5) + timedelta(hours=1), tick=False) as clock:
            visitor.get(link)
            visitor.get(link)
            assert len(looks(session, sam)) == 1

            clock.shift(timedelta(hours=1))
            visitor.get(link)
            assert len(looks(session, sam)) == 2

    def test_shows_nothing_where_it_cannot_be_written_down(self, visitor, link, unwritable):
        answer = visitor.get(link)

        assert answer.status_code == 503
        assert not any(name in answer.text for name in ("Sam", "De Linde", "Oma Fatma"))

    def test_is_none_where_the_link_is_over(self, visitor, link, sam, session):
        assert visitor.get(f"{link}x").status_code == 404

        assert looks(session, sam) == []

    def test_of_the_coach_who_opens_it_is_told_the_same(self, at_work, link, sam, session):
        at_work.get(link)

        assert [look["name"] for look in looks(session, sam)] == ["Oma Fatma"]
