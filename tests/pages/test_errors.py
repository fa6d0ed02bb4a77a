"""Each error of a service is a page with one plain sentence, and writes nothing."""

import pytest
from flask import Flask, render_template_string, request

from matcher.fast.memory import NotEnoughMemory
from matcher.vocabulary import Aim
from models.account import User
from web.app import create_app
from web.auth import public
from web.db import db
from web.pages.forms import comes_back_to
from web.services.errors import Difference, InvalidInput, InvalidMove, NotAllowed, NotFound, Problem, Stale

NOTES = "Eigen <woorden>"
ERRORS = {
    "not_found": (NotFound("youth"), 404, "Deze pagina is er niet"),
    "not_allowed": (NotAllowed("youth"), 404, "Deze pagina is er niet"),
    "invalid_move": (InvalidMove("closed", "open"), 409, "Iemand was je voor"),
    "stale": (Stale(3, [Difference("aim", Aim.FINDING_OUT, None), Difference("notes", "", NOTES)]), 409, "Hoe het nu"),
    "not_enough_memory": (NotEnoughMemory("the table of 9 places"), 503, "Er ging iets mis bij ons"),
    "invalid_input": (InvalidInput({"hours_most": Problem("too_high", {"most": 40})}), 422, "Kies 40 of minder."),
}


@pytest.fixture
def broken(settings) -> Flask:
    """An application with a page for each error; each first writes something."""
    app = create_app(settings(testing=False))

    @app.post("/broken/<name>")
    @public
    def broken(name: str) -> str:
        _write()
        raise ERRORS[name][0]

    @app.get("/writes")
    @public
    def writes() -> str:
        _write()
        return "written"

    @app.post("/works")
    @public
    def works() -> str:
        _write()
        return "written"

    @app.post("/twice")
    @public
    def twice() -> str:
        """Break a rule of the database with a row that holds somebody's words, now or when all is kept."""
        _write()
        db().add(User(name="Zegt heel eigen woorden", email="marit@example.org"))
        if request.args.get("now"):
            db().flush()
        return "written"

    @app.get("/form")
    @public
    def form() -> str:
        return render_template_string("{{ sent.value('name', 'kept') }}|{{ sent.error('name') }}|{{ sent.errors() }}")

    @app.post("/form")
    @public
    @comes_back_to(form)
    def save() -> str:
        _write()
        raise InvalidInput({"name": "required"})

    return app


def _write() -> None:
    db().add(User(name="Marit", email="marit@example.org"))
    db().flush()


def count(app: Flask) -> int:
    with app.app_context():
        return db().query(User).count()


@pytest.fixture
def post(broken):
    broken.config["WTF_CSRF_ENABLED"] = False
    return broken.test_client().post


class TestAnErrorOfAService:
    @pytest.mark.parametrize("name", ERRORS)
    def test_is_a_page_with_its_status_and_sentence(self, post, name):
        _, status, sentence = ERRORS[name]
        answer = post(f"/broken/{name}")

        assert answer.status_code == status
        assert sentence in answer.text

    @pytest.mark.parametrize("name", ERRORS)
    def test_leaves_nothing_written(self, broken, post, name):
        post(f"/broken/{name}")

        assert count(broken) == 0

    def test_shows_both_values_of_a_row_that_two_changed(self, post):
        page = post("/broken/stale").text

        assert "Notities" in page
        assert "Eigen &lt;woorden&gt;" in page

    def test_names_the_field_in_the_readers_language(self, post):
        assert "Meeste uren per week" in post("/broken/invalid_input").text


class TestARequest:
    def test_that_works_is_committed_once(self, broken, post):
        assert post("/works").status_code == 200
        assert count(broken) == 1

    def test_that_only_reads_cannot_write(self, broken):
        assert broken.test_client().get("/writes").status_code == 500
        assert count(broken) == 0


class TestAFailureOfTheDatabase:
    @pytest.mark.parametrize("address", ["/twice", "/twice?now=1"])
    def test_says_in_the_log_where_but_nothing_of_what_was_written(self, broken, post, address, caplog):
        assert post(address).status_code == 500
        assert "Failed on twice: IntegrityError" in caplog.text
        assert ", in " in caplog.text
        assert "eigen woorden" not in caplog.text
        assert "UNIQUE" not in caplog.text
        assert count(broken) == 0


class TestARefusedForm:
    def test_comes_back_filled_in_with_the_sentence_beside_the_field(self, broken, post):
        answer = post("/form", data={"name": "N🐎"})

        assert answer.status_code == 422
        assert answer.text.startswith("N🐎|Vul dit in.|")
        assert count(broken) == 0

    def test_shows_what_is_kept_when_it_is_opened_afresh(self, broken):
        assert broken.test_client().get("/form").text == "kept|None|[]"


class TestADatabaseThatFails:
    def test_still_gives_a_page(self, settings, tmp_path):
        app = create_app(settings(testing=False, database_url=f"sqlite:///{tmp_path / 'nowhere' / 'plek.db'}"))
        answer = app.test_client().get("/health")

        assert answer.status_code == 500
        assert "Er ging iets mis bij ons" in answer.text
