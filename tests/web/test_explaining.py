"""`plek explain`: says what was shown to which role, and whether it comes out the same today."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matcher import Reference
from matcher.vocabulary import Condition, Kind, Means
from models import schema
from models.account import RoleName, User
from models.audit import AuditChain, AuditEntry, open_text
from models.base import use_keys
from models.engine import make_engine
from models.place import Place, PlaceState
from models.shown import KeptProfile, Shown
from models.youth import Youth
from tests.make import NOW, TODAY, Make
from tests.pages.test_recorder import REFUSING
from web.cli import plek
from web.services import matching
from web.services.showing import keep, noted

SECRETS = {
    "PLEK_SECRET_KEY": "a secret of the tests, long enough to be one",
    "PLEK_FIELD_KEYS": Fernet.generate_key().decode(),
    "PLEK_HASH_KEY": "a hash key of the tests, long enough to be one",
    "PLEK_AUDIT_KEY": "an audit key of the tests, long enough to be one",
}
NAMES = ("Robin", "Marit", "Kwekerij", "Helpen in de kas")


class Installation:
    """A database in which a coach, a youth and three places are, with the settings of the environment."""

    def __init__(self, url: str, folder: Path, environment: pytest.MonkeyPatch) -> None:
        for name, value in {**SECRETS, "DATABASE_URL": url, "PLEK_INSTANCE": str(folder)}.items():
            environment.setenv(name, value)
        use_keys([SECRETS["PLEK_FIELD_KEYS"]], SECRETS["PLEK_HASH_KEY"], SECRETS["PLEK_AUDIT_KEY"])
        schema.upgrade(url)
        self.engine = make_engine(url)
        with Session(self.engine) as session:
            make = Make(session)
            self.coach_id = make.coach(name="Marit").id
            youth = make.youth(
                name="Robin",
                coach_id=self.coach_id,
                user=make.user(RoleName.YOUTH),
                x=105_000,
                y=425_000,
                reach={Means.BICYCLE: 40.0},
                needs={Condition.BUDDY: 2},
            )
            self.youth_id, self.user_id = youth.id, youth.user_id
            places = [
                make.place(workplace=make.workplace(x=x, y=425_000), kind=Kind.OPENING)
                for x in (105_500, 108_000, 190_000)
            ]
            self.places = [place.id for place in places]
            session.commit()

    def show(self, viewer_id: int | None = None, **asked: object) -> int:
        """Keep the list of the youth as the coach sees it, or as the youth does; its number."""
        with Session(self.engine) as session:
            viewer = session.get_one(User, viewer_id or self.coach_id)
            if viewer_id:
                matching.own_places(session, actor=viewer, on=TODAY, language="nl", k=3)
            else:
                matching.places_for(session, self.youth_id, actor=viewer, on=TODAY, language="nl", **asked)
            (shown,) = keep(session, noted(session), viewer=viewer, at=NOW)
            session.commit()
            return shown.id

    def change(self, *statements: object) -> None:
        with Session(self.engine) as session:
            for statement in statements:
                session.execute(statement)
            session.commit()

    def content(self, shown_id: int) -> dict:
        with Session(self.engine) as session:
            return json.loads(json.dumps(session.get_one(Shown, shown_id).content))


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """On SQLite; the service behind the command is tested on both databases."""
    made = Installation(f"sqlite:///{tmp_path / 'plek.db'}", tmp_path, monkeypatch)
    yield made
    made.engine.dispose()


def explain(*arguments: object) -> Result:
    return CliRunner().invoke(plek, ["explain", *map(str, arguments)])


class TestWhatIsPrinted:
    def test_tells_when_to_which_role_of_what_and_in_which_order(self, installation):
        shown_id = installation.show(where={"max_minutes": 60}, k=2)

        result = explain(shown_id)

        near, far, _too_far = installation.places
        assert result.exit_code == 0, result.output
        assert f"List {shown_id}: the places for a youth, as a coach sees them" in result.stdout
        assert "shown     2026-03-02 10:30 to: coach" in result.stdout
        assert f"reference {Reference.default().version}" in result.stdout
        assert "software  0.1.0 " in result.stdout
        assert "filter    max_minutes: 60" in result.stdout
        assert "counts    in the list 2; refused too far 1; hidden by filters 0" in result.stdout
        assert result.stdout.index(f"   1. place {near}: ") < result.stdout.index(f"   2. place {far}: ")
        assert "fits very well" in result.stdout
        assert "made again: the same" in result.stdout

    def test_says_to_a_youths_list_the_words_that_the_youth_read(self, installation):
        result = explain(installation.show(viewer_id=installation.user_id))

        assert "to: youth" in result.stdout
        assert "fits you very well" in result.stdout

    def test_names_nobody(self, installation):
        output = explain(installation.show()).output

        assert not [name for name in NAMES if name in output]


class TestMakingItAgain:
    def test_holds_when_everything_has_changed_since(self, installation):
        shown_id = installation.show()
        before = explain(shown_id)

        with Session(installation.engine) as session:
            youth = session.get_one(Youth, installation.youth_id)
            youth.needs, youth.reach = {Condition.BUDDY: 3, Condition.QUIET_SPOT: 3}, {Means.WALK: 15.0}
            for place_id in installation.places:
                place = session.get_one(Place, place_id)
                place.state, place.pay_cents = PlaceState.CLOSED, 1
            session.commit()

        assert explain(shown_id).stdout == before.stdout
        assert "made again: the same" in before.stdout

    def test_finds_a_kept_result_that_was_changed(self, installation):
        shown_id = installation.show()
        content = installation.content(shown_id)
        content["matches"][0]["fit"][0] = 0.123
        installation.change(update(Shown).values(content=content))

        result = explain(shown_id)

        assert result.exit_code == 1
        assert "the kept list is not the one that was written" in result.stdout
        assert f"differs: place {installation.places[0]}: fit: kept 0.123 " in result.stdout
        assert "made again: not the same" in result.stdout

    def test_finds_a_profile_that_was_changed(self, installation):
        shown_id = installation.show()
        digest = installation.content(shown_id)["matches"][0]["profile"]
        other = installation.content(shown_id)["matches"][1]["profile"]
        with Session(installation.engine) as session:
            content = session.get_one(KeptProfile, other).content
        installation.change(update(KeptProfile).where(KeptProfile.digest == digest).values(content=content))

        result = explain(shown_id)

        assert result.exit_code == 1
        assert f"place {installation.places[0]}: the kept profile is not the one that was written" in result.stdout

    def test_says_that_a_profile_is_gone(self, installation):
        shown_id = installation.show()
        installation.change(delete(KeptProfile).where(KeptProfile.youth_id == installation.youth_id))

        result = explain(shown_id)

        assert (result.exit_code, "differs: the profile is no longer kept" in result.stdout) == (1, True)

    def test_says_that_what_was_kept_cannot_be_read(self, installation):
        shown_id = installation.show()
        with installation.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE kept_profile SET content = substr(content, 2)")

        result = explain(shown_id)

        assert (result.exit_code, result.stdout.count("\n")) == (1, 1)
        assert "cannot be decrypted" in result.stdout

    @pytest.mark.parametrize("version", ["reference", "settings", "software"])
    def test_makes_nothing_of_other_versions_and_does_not_pretend(self, installation, version):
        shown_id = installation.show()
        installation.change(update(Shown).values({version: "of last year"}))

        result = explain(shown_id)

        assert f"another {version} now: " in result.stdout
        assert "(then of last year)" in result.stdout
        assert "not made again" in result.stdout
        assert "made again: the same" not in result.stdout


class TestFindingTheNumber:
    """Somebody asks why: what was shown is found by the youth or by the proposal."""

    def test_of_all_that_was_shown_of_a_youth(self, installation):
        ids = [installation.show(), installation.show(installation.user_id)]

        result = explain("--youth", installation.youth_id)

        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        assert [int(line.split()[0]) for line in lines] == ids
        assert "to: coach" in lines[0]
        assert "the places for a youth, as a coach sees them" in lines[0]
        assert "to: youth" in lines[1]
        assert "2026-03-02 10:30" in lines[0]
        assert not any(name in result.output for name in NAMES)

    def test_of_a_proposal(self, installation):
        shown_id = installation.show()
        installation.show(installation.user_id)
        with Session(installation.engine) as session:
            youth, place = session.get_one(Youth, installation.youth_id), session.get_one(Place, installation.places[0])
            proposal_id = Make(session).proposal(youth=youth, place=place, shown_id=shown_id).id
            session.commit()

        result = explain("--proposal", proposal_id)

        assert [int(line.split()[0]) for line in result.stdout.splitlines()] == [shown_id]

    def test_says_that_nothing_was_shown_yet(self, installation):
        assert explain("--youth", installation.youth_id).stdout == "Nothing that was shown is kept.\n"

    @pytest.mark.parametrize("option", ["--youth", "--proposal"])
    def test_says_that_there_is_no_such_row(self, installation, option):
        result = explain(option, 4_711)

        assert (result.exit_code, "There is no such youth or proposal" in result.stderr) == (2, True)

    @pytest.mark.parametrize("asked", [(), (1, "--youth", 1), ("--youth", 1, "--proposal", 1)])
    def test_takes_one_question_at_a_time(self, installation, asked):
        result = explain(*asked)

        assert (result.exit_code, "Name one list by its ID" in result.stderr) == (2, True)


class TestTheLogOfTheYouth:
    def looks(self, installation):
        with Session(installation.engine) as session:
            chain = session.scalar(select(AuditChain).where(AuditChain.youth_id == installation.youth_id))
            return [open_text(chain, entry) for entry in session.scalars(select(AuditEntry))] if chain else []

    def test_tells_that_it_was_printed(self, installation):
        shown_id = installation.show()

        explain(shown_id)
        explain("--youth", installation.youth_id)

        assert self.looks(installation) == [{"by": None, "what": "explain", "how": "command"}]

    def test_tells_nothing_where_nothing_was_printed(self, installation):
        explain(4_711)

        assert self.looks(installation) == []

    def test_that_cannot_be_written_lets_nothing_be_printed(self, installation):
        shown_id = installation.show()
        with installation.engine.begin() as connection:
            for statement in REFUSING[installation.engine.dialect.name]:
                connection.exec_driver_sql(statement)

        for asked in ((shown_id,), ("--youth", installation.youth_id)):
            result = explain(*asked)

            assert result.exit_code == 2
            assert result.stdout == ""


class TestWrongUse:
    def test_says_that_a_list_was_never_kept(self, installation):
        result = explain(4_711)

        assert result.exit_code == 2
        assert result.stderr == "Error: There is no list 4711: never kept, or erased with its youth.\n"

    @pytest.mark.parametrize("number", ["0", "-1", "x", "1; DROP TABLE shown", "9" * 30])
    def test_takes_a_number_and_nothing_else(self, installation, number):
        result = explain(number)

        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)

    def test_says_that_the_secrets_are_missing(self, installation, monkeypatch):
        monkeypatch.delenv("PLEK_FIELD_KEYS")

        result = explain(1)

        assert (result.exit_code, "PLEK_FIELD_KEYS" in result.stderr) == (2, True)

    def test_says_that_a_database_has_no_tables(self, installation, tmp_path, monkeypatch):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'another.db'}")

        result = explain(1)

        assert result.exit_code == 2
        assert "has `plek db upgrade` been run?" in result.stderr

    def test_changes_nothing(self, installation):
        shown_id = installation.show()
        with Session(installation.engine) as session:
            before = [(row.id, row.digest) for row in session.query(Shown)]

        explain(shown_id)

        with Session(installation.engine) as session:
            assert [(row.id, row.digest) for row in session.query(Shown)] == before
