"""`plek audit`: what somebody who keeps Plek running can check, and what it says to them."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import schema
from models.audit import Act, AuditChain, Entry, append, erase, heads
from models.base import use_keys
from models.engine import make_engine
from models.verifying import What
from models.youth import Youth
from tests.make import NOW, Make
from tests.web.test_running import environment, one_sentence, run
from web.commands.auditing import SENTENCES
from web.services.anchors import WrongAnchor, read_heads, write_heads

__all__ = ["environment"]
FIELD_KEY = Fernet.generate_key().decode()
HASH_KEY, AUDIT_KEY = "a hash key of the tests, long", "an audit key of the tests, long"
NAMES = ("Marit", "Samira")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with three chains of two entries."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    schema.upgrade(url)
    use_keys([FIELD_KEY], HASH_KEY, AUDIT_KEY)
    engine = make_engine(url)
    with Session(engine) as session:
        make = Make(session)
        for _ in range(3):
            youth = make.youth(name="Samira")
            for act in (Act.LOOKED, Act.CHANGED):
                append(session, [Entry(youth.id, act, {"name": "Marit"})], at=NOW)
        session.commit()
    engine.dispose()
    return url


@pytest.fixture
def plek(environment, tmp_path: Path, url: str) -> Callable[..., object]:
    """Runs a command of `plek` on that database."""
    settings = {
        **environment,
        "DATABASE_URL": url,
        "PLEK_SECRET_KEY": "a secret of the tests, long enough",
        "PLEK_FIELD_KEYS": FIELD_KEY,
        "PLEK_HASH_KEY": HASH_KEY,
        "PLEK_AUDIT_KEY": AUDIT_KEY,
    }
    return lambda *arguments, **other: run({**settings, **other}, tmp_path, *arguments)


@pytest.fixture
def by_hand(url: str) -> Callable[[str], None]:
    """Does something to the log that only who has the file can do."""

    def do(statement: str) -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            for trigger in ("audit_entry_update", "audit_entry_delete", "audit_chain_delete"):
                database.execute(f"DROP TRIGGER {trigger}")
            database.executescript(statement)

    return do


@pytest.fixture
def session(url: str):
    engine = make_engine(url)
    with Session(engine) as session:
        yield session
    engine.dispose()


class TestVerify:
    def test_says_in_one_sentence_that_the_log_is_whole(self, plek):
        result = plek("audit", "verify")

        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == "The log is whole: 3 chains, 0 of them erased.\n"

    def test_says_how_many_were_erased(self, plek, session):
        erase(session, session.scalars(select(Youth.id)).first(), NOW)
        session.commit()

        result = plek("audit", "verify")

        assert result.returncode == 0
        assert "3 chains, 1 of them erased" in result.stdout

    def test_says_what_is_wrong_with_which_chain_and_names_nobody(self, plek, by_hand):
        by_hand(
            "UPDATE audit_entry SET act = 'ended' WHERE chain_id = 1 AND number = 1;"
            "DELETE FROM audit_entry WHERE chain_id = 2 AND number = 2;"
        )

        result = plek("audit", "verify")

        assert result.returncode == 1
        assert result.stdout.splitlines() == [
            "chain 1: entry 1 is not the one that was written there: it was changed, or moved",
            "chain 2: the entries from 2 on are gone",
        ]
        assert not any(name in result.stdout + result.stderr for name in NAMES)

    def test_finds_a_chain_that_went_as_a_whole_by_heads_from_before(self, plek, by_hand, tmp_path):
        assert plek("audit", "heads", "heads.jsonl").returncode == 0
        assert plek("audit", "verify", "--anchor", "heads.jsonl").returncode == 0
        by_hand("DELETE FROM audit_entry WHERE chain_id = 3; DELETE FROM audit_chain WHERE id = 3")

        assert plek("audit", "verify").returncode == 0
        result = plek("audit", "verify", "--anchor", "heads.jsonl")

        assert result.returncode == 1
        assert "chain 3: it was there when the heads were written out, and is gone" in result.stdout

    @pytest.mark.parametrize("change", ["cut", "changed", "none", "more", "longer"])
    def test_takes_no_heads_that_are_not_as_they_were_written(self, plek, tmp_path, change):
        plek("audit", "heads", "heads.jsonl")
        lines = (tmp_path / "heads.jsonl").read_text().splitlines(keepends=True)
        texts = {
            "cut": lines[:-1],
            "changed": [lines[0].replace('"number": 2', '"number": 1'), *lines[1:]],
            "none": ["Marit\n"],
            "more": [*lines, lines[0]],
            "longer": [lines[0], lines[0], *lines[1:]],
        }
        (tmp_path / "heads.jsonl").write_text("".join(texts[change]))

        said = one_sentence(plek("audit", "verify", "--anchor", "heads.jsonl"))

        assert "Marit" not in said

    def test_says_when_there_is_no_such_file(self, plek):
        assert "cannot be read" in one_sentence(plek("audit", "verify", "--anchor", "nowhere.jsonl"))

    def test_says_when_there_is_no_database_yet(self, plek, tmp_path):
        said = one_sentence(plek("audit", "verify", DATABASE_URL=f"sqlite:///{tmp_path / 'other.db'}"))

        assert "plek db upgrade" in said

    def test_has_a_sentence_for_everything_that_can_be_found(self):
        assert set(SENTENCES) == set(What)


class TestHeads:
    def test_are_printed_as_lines_with_a_seal_at_the_end(self, plek):
        lines = [json.loads(line) for line in plek("audit", "heads").stdout.splitlines()]

        assert [(line["chain"], line["number"]) for line in lines[:-1]] == [(1, 2), (2, 2), (3, 2)]
        assert set(lines[-1]) == {"hmac"}

    def test_are_never_written_over_what_is_there(self, plek, tmp_path):
        (tmp_path / "heads.jsonl").write_text("from yesterday")

        assert "cannot be written" in one_sentence(plek("audit", "heads", "heads.jsonl"))
        assert (tmp_path / "heads.jsonl").read_text() == "from yesterday"


class TestTheDaysHeads:
    def test_are_one_file_a_day_and_read_back_as_they_are(self, session, tmp_path):
        path = write_heads(session, tmp_path / "heads", date(2026, 3, 2))

        assert path == tmp_path / "heads" / "heads-2026-03-02.jsonl"
        assert read_heads(path) == {head.chain: head for head in heads(session)}
        assert path.stat().st_mode & 0o077 == 0

    def test_written_twice_are_two_files_and_the_first_stays_as_it_was(self, session, tmp_path):
        """Who changed the log this morning may have it written out again, and leaves the heads of before."""
        first = write_heads(session, tmp_path, date(2026, 3, 2))
        before = first.read_bytes()
        for number in (2, 3):
            append(session, [Entry(session.scalars(select(Youth.id)).first(), Act.LOOKED, {})], at=NOW)
            path = write_heads(session, tmp_path, date(2026, 3, 2))

            assert path.name == f"heads-2026-03-02-{number}.jsonl"
            assert read_heads(path)[1].number == number + 1
        assert first.read_bytes() == before
        assert len(list(tmp_path.glob("heads-*"))) == 3

    def test_leave_nothing_behind_when_they_cannot_be_written(self, session, tmp_path, monkeypatch):
        monkeypatch.setattr("os.fsync", _full)
        with pytest.raises(OSError, match="full"):
            write_heads(session, tmp_path / "heads", date(2026, 3, 2))

        assert list((tmp_path / "heads").iterdir()) == []

    def test_of_another_key_are_no_proof(self, session, tmp_path):
        path = write_heads(session, tmp_path, date(2026, 3, 2))
        use_keys([FIELD_KEY], HASH_KEY, "another audit key")

        with pytest.raises(WrongAnchor):
            read_heads(path)

    def test_name_nobody(self, session, tmp_path):
        text = write_heads(session, tmp_path, date(2026, 3, 2)).read_text()

        assert session.scalars(select(AuditChain.youth_id)).all()
        assert not any(name in text for name in NAMES)


def _full(_file: int) -> None:
    raise OSError(28, "The disk is full")
