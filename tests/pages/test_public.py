"""What everybody can see."""

import pytest
from sqlalchemy import event

from models.account import RoleName
from web.app import create_app
from web.db import sessions
from web.pages.public import own_path
from web.services.live import warm_up


class TestTheFirstPage:
    def test_is_dutch_and_says_so(self, visitor):
        page = visitor.get("/").text

        assert '<html lang="nl">' in page
        assert "Een plek waar je past." in page

    def test_offers_to_sign_in_and_no_demo(self, visitor):
        page = visitor.get("/").text

        assert "/sign-in" in page
        assert "/demo" not in page


class TestTheLanguage:
    def test_is_switched_and_kept(self, visitor):
        answer = visitor.post("/language", {"language": "en", "next": "/about-data"})

        assert (answer.status_code, answer.location) == (303, "/about-data")
        page = visitor.get("/").text
        assert '<html lang="en">' in page
        assert "A place that fits you." in page

    def test_stays_what_it_was_for_an_unknown_one(self, visitor):
        visitor.post("/language", {"language": "xx"})

        assert '<html lang="nl">' in visitor.get("/").text

    @pytest.mark.parametrize(
        "asked", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/\telsewhere", "", "x"]
    )
    def test_switch_never_leads_to_another_site(self, asked):
        assert own_path(asked) == "/"

    def test_switch_leads_back_to_the_page(self):
        assert own_path("/coach/youths/3?sort=fit") == "/coach/youths/3?sort=fit"


class TestAboutTheData:
    @pytest.mark.parametrize("source", ["ESCO", "O*NET", "CC BY 4.0", "Nesta", "CBS", "MIT", "Staatscourant"])
    def test_names_every_source(self, visitor, source):
        assert source in visitor.get("/about-data").text


class TestHealth:
    def test_is_said_without_signing_in(self, visitor):
        answer = visitor.get("/health")

        assert answer.json == {"status": "ok"}


class TestReadiness:
    def test_is_said_without_a_query_once_the_places_are_there(self, settings, monkeypatch):
        monkeypatch.setenv("PLEK_NUMBA", "0")
        app = create_app(settings())
        engine, sent = sessions(app).engine, []
        event.listen(engine, "before_cursor_execute", lambda *details: sent.append(details[2]))

        before = app.test_client().get("/ready")
        assert (before.status_code, before.text, sent) == (503, "not ready", [])

        warm_up(engine).join(60)
        sent.clear()
        after = app.test_client().get("/ready")
        assert (after.status_code, after.text, sent) == (200, "ready", [])
        engine.dispose()


class TestStart:
    @pytest.mark.parametrize(
        ("role", "home"),
        [(RoleName.COACH, "/coach/"), (RoleName.YOUTH, "/my/"), (RoleName.COORDINATOR, "/region/"), (None, "/sign-in")],
    )
    def test_leads_each_to_where_they_work(self, person, sign_in, role, home):
        assert sign_in(person(*[role] if role else [])).get("/start").location == home

    def test_leads_a_stranger_to_the_sign_in_page(self, visitor):
        assert visitor.get("/start").location == "/sign-in"
