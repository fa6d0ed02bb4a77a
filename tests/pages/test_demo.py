"""The demo's front door, which is there only in a demo."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from models import schema
from models.account import RoleName, User, find_roles
from models.youth import Youth
from tests.pages.conftest import Visitor
from web.app import create_app
from web.config import Settings, SettingsError
from web.db import sessions


@pytest.fixture
def demo(settings) -> Flask:
    """A demo with one coach, one youth of theirs and one coordinator."""
    app = create_app(settings(demo=True))
    engine = sessions(app).engine
    with Session(engine) as session:
        coach, youth, coordinator = (
            User(name=name, email=f"{name}@example.org".lower(), roles=find_roles(session, role))
            for name, role in (
                ("Marit", RoleName.COACH),
                ("Noa", RoleName.YOUTH),
                ("Ruben", RoleName.COORDINATOR),
            )
        )
        session.add_all([coach, youth, coordinator])
        session.flush()
        session.add(Youth(name="Noa", birth_date=date(2008, 5, 1), user_id=youth.id, coach_id=coach.id))
        session.commit()
    return app


@pytest.fixture
def guest(demo: Flask) -> Visitor:
    return Visitor(demo.test_client())


class TestWithoutADemo:
    def test_its_pages_are_not_there(self, visitor):
        assert visitor.get("/demo").status_code == 404
        assert visitor.post("/demo/enter", {"user_id": "1"}).status_code == 404


class TestTheDemo:
    def test_shows_everybody_one_can_be(self, guest):
        page = guest.get("/demo").text

        assert all(name in page for name in ("Marit", "Noa", "Ruben"))

    def test_is_offered_on_the_first_page(self, guest):
        assert 'href="/demo"' in guest.get("/").text

    def test_signs_in_with_one_click(self, guest, demo):
        with Session(sessions(demo).engine) as session:
            coach_id = session.query(User).filter_by(name="Marit").one().id
        answer = guest.post("/demo/enter", {"user_id": str(coach_id)}, page="/demo")

        assert (answer.status_code, answer.location) == (303, "/coach/")
        assert guest.get("/start").location == "/coach/"

    def test_changes_from_one_person_to_another(self, guest, demo):
        with Session(sessions(demo).engine) as session:
            ids = {user.name: str(user.id) for user in session.query(User)}
        guest.post("/demo/enter", {"user_id": ids["Marit"]}, page="/demo")
        guest.post("/demo/enter", {"user_id": ids["Noa"]}, page="/demo")

        assert guest.get("/start").location == "/my/"

    @pytest.mark.parametrize("user_id", ["999999999", "x", "", "0", "-1", str(2**63), str(10**40)])
    def test_knows_only_its_own_people(self, guest, user_id):
        assert guest.post("/demo/enter", {"user_id": user_id}, page="/demo").status_code == 404

    def test_wants_a_token_for_the_click(self, guest):
        assert guest.client.post("/demo/enter", data={"user_id": "1"}).status_code == 400

    def test_says_what_to_do_when_nobody_is_there(self, settings, tmp_path):
        url = f"sqlite:///{tmp_path / 'empty.db'}"
        schema.upgrade(url)
        page = create_app(settings(demo=True, database_url=url)).test_client().get("/demo").text

        assert "Er is hier nog niemand" in page

    @pytest.mark.parametrize(
        ("other", "sentence"),
        [
            ({"host": "0.0.0.0"}, "only serves this computer"),
            ({"database_url": "postgresql+psycopg://plek@/plek"}, "only uses SQLite"),
        ],
    )
    def test_refuses_to_be_reached_by_others(self, settings, other, sentence):
        with pytest.raises(SettingsError, match=sentence):
            settings(demo=True, **other)

    def test_serves_every_loopback_address(self, settings):
        for host in ("127.0.0.1", "localhost", "::1"):
            assert isinstance(settings(demo=True, host=host), Settings)
