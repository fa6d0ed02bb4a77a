"""The demo's mailbox: what would have been mailed, easy to read, with links that lead on."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from models.message import MailKind
from tests.make import NOW, Make
from tests.pages.conftest import Visitor
from web.app import create_app
from web.db import sessions
from web.services import outbox


@pytest.fixture
def demo(settings) -> Flask:
    return create_app(settings(demo=True, address="http://127.0.0.1:8000"))


@pytest.fixture
def guest(demo: Flask) -> Visitor:
    return Visitor(demo.test_client())


@pytest.fixture
def filled(demo: Flask) -> None:
    """Two mails: a code, and later an invitation."""
    with Session(sessions(demo).engine) as session:
        user = Make(session).youth_user(email="noa@example.org")
        outbox.put(session, MailKind.CODE, at=NOW, user=user, facts={"code": "482913"})
        facts = {"secret": "a-secret", "coach": "Marit <b>de Wit</b>"}
        outbox.put(session, MailKind.INVITATION, at=NOW + timedelta(hours=1), user=user, facts=facts)
        session.commit()


class TestWithoutADemo:
    def test_it_is_not_there(self, visitor):
        assert visitor.get("/demo/mailbox").status_code == 404


class TestTheMailbox:
    def test_is_found_from_the_people_of_the_demo(self, guest):
        assert 'href="/demo/mailbox"' in guest.get("/demo").text

    def test_says_when_there_is_nothing(self, guest):
        answer = guest.get("/demo/mailbox")

        assert answer.status_code == 200
        assert "Er is nog geen mail" in answer.text

    def test_shows_every_mail_as_it_would_arrive_the_newest_first(self, guest, filled):
        page = guest.get("/demo/mailbox").text

        assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == ["Kom kijken bij Plek", "Je code voor Plek"]
        assert "noa@example.org" in page
        assert "482913" in page

    def test_leads_on_by_the_link_of_the_mail(self, guest, filled):
        page = guest.get("/demo/mailbox").text

        assert '<a href="/link/a-secret">http://127.0.0.1:8000/link/a-secret</a>' in page

    def test_runs_nothing_that_somebody_wrote(self, guest, filled):
        page = guest.get("/demo/mailbox").text

        assert "<b>" not in page
        assert "Marit &lt;b&gt;de Wit&lt;/b&gt;" in page

    def test_asks_as_much_of_the_database_however_full_it_is(self, guest, filled, demo):
        sent: list[str] = []
        event.listen(sessions(demo).engine, "before_cursor_execute", lambda *details: sent.append(details[2]))
        guest.get("/demo/mailbox")

        assert len([statement for statement in sent if statement.startswith("SELECT")]) == 1
