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
from models.audit import Act, AuditChain, AuditEntry, erase, open_text
from models.consent import Given
from models.shown import Shown
from models.verifying import verify
from models.youth import Youth
from tests.make import Make
from tests.pages.conftest import Visitor, settings_for, signed_in
from web.app import create_app
from web.auth import needs
from web.clock import now, today
from web.db import db, sessions
from web.permissions import Permission
from web.services.recording import Unrecorded, record

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
        with time_machine.travel(datetime.now(UTC).replace(minute=5), tick=False) as clock:
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
        given = {"called": Given(now(), now() + timedelta(days=1))}
        make.consent(make.proposal(youth=youth, place=place, state="wanted"), given=given)
        session.commit()

        assert sign_in(wim).get("/employer/").status_code == 200

        assert [(text["name"], text["employer"]) for text in looks(session, youth)] == [("Wim", "Kwekerij De Linde")]
