"""`plek db` and `plek serve`, as somebody types them."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from models import schema

PLEK = [sys.executable, "-m", "web"]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A bare environment in which Plek keeps everything in the test's folder."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PLEK_INSTANCE": str(tmp_path / "instance")}


def run(environment: dict[str, str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PLEK, *arguments], env=environment, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def taken() -> Iterator[str]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def one_sentence(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1
    return result.stderr


STORY = "Ik werk graag buiten met mijn handen"
YOUTH_OF_BEFORE = f"""
    INSERT INTO youth (name, story, bears, skills, goals, languages, wishes, matters_most, aim, needs, urgent, version)
    VALUES ('Sam', '{STORY}', '{{}}', '[]', '[]', '{{}}', '{{}}', '[]', 'paid', x'00', x'00', 1)
"""


class TestUpgrade:
    def test_makes_the_embedded_database_from_any_folder(self, environment, tmp_path):
        assert run(environment, tmp_path, "db", "upgrade").returncode == 0

        with sqlite3.connect(tmp_path / "instance" / "plek.db") as database:
            assert database.execute("SELECT count(*) FROM role").fetchone() == (5,)

    def test_does_nothing_the_second_time(self, environment, tmp_path):
        for _ in range(2):
            assert run(environment, tmp_path, "db", "upgrade").returncode == 0

    def test_keeps_the_database_for_its_owner_only(self, environment, tmp_path):
        run(environment, tmp_path, "db", "upgrade")

        assert stat.S_IMODE((tmp_path / "instance" / "plek.db").stat().st_mode) == 0o600

    def test_seals_what_was_written_before_words_were_sealed(self, environment, tmp_path):
        secrets = {**environment, "PLEK_DEMO": "1"}
        run(secrets, tmp_path, "db", "upgrade")
        file = tmp_path / "instance" / "plek.db"
        schema.downgrade(f"sqlite:///{file}", "0003")
        with sqlite3.connect(file) as database:
            database.execute(YOUTH_OF_BEFORE)

        assert "secrets" in one_sentence(run(environment, tmp_path, "db", "upgrade"))
        assert run(secrets, tmp_path, "db", "upgrade").returncode == 0

        assert STORY.encode() not in file.read_bytes()

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("PLEK_INSTANCE", "/proc/nowhere"),
            ("DATABASE_URL", "sqlite:////proc/nowhere/plek.db"),
            ("DATABASE_URL", "postgresql+psycopg://plek:secret@127.0.0.1:1/plek"),
        ],
    )
    def test_says_when_the_database_cannot_be_reached(self, environment, tmp_path, name, value):
        result = run({**environment, name: value}, tmp_path, "db", "upgrade")

        assert "secret" not in one_sentence(result)

    def test_says_when_the_address_is_wrong(self, environment, tmp_path):
        result = run({**environment, "DATABASE_URL": "mysql://x/y"}, tmp_path, "db", "upgrade")

        assert "sqlite and postgresql" in one_sentence(result)


class TestServe:
    def test_stops_where_it_may_not_keep_secrets(self, environment, tmp_path):
        result = run({**environment, "PLEK_DEMO": "1", "PLEK_INSTANCE": "/proc/nowhere"}, tmp_path, "serve")

        assert "PLEK_INSTANCE" in one_sentence(result)

    def test_stops_without_secrets(self, environment, tmp_path):
        assert "PLEK_FIELD_KEYS is not set" in one_sentence(run(environment, tmp_path, "serve"))

    def test_stops_at_a_port_that_is_taken(self, environment, tmp_path, taken):
        result = run({**environment, "PLEK_DEMO": "1"}, tmp_path, "serve", "--port", taken)

        assert "PORT=" in one_sentence(result)
        assert taken in result.stderr

    def test_never_serves_a_demo_to_others(self, environment, tmp_path):
        result = run({**environment, "PLEK_DEMO": "1"}, tmp_path, "serve", "--host", "0.0.0.0")

        assert "only serves this computer" in one_sentence(result)

    def test_says_where_it_answers_and_stops_when_asked(self, environment, tmp_path):
        settings = {**environment, "PLEK_DEMO": "1", "PLEK_NUMBA": "0"}  # to compile takes half a minute
        run(settings, tmp_path, "db", "upgrade")
        with serving(settings, tmp_path) as said:
            assert said.startswith("Plek answers at http://127.0.0.1:")
            assert answer_of(said.split()[-1])[0] == 200

    def test_says_when_the_places_are_ready(self, environment, tmp_path):
        settings = {**environment, "PLEK_DEMO": "1", "PLEK_NUMBA": "0"}  # to compile takes half a minute
        with serving(settings, tmp_path) as said:
            address = said.split()[-1]
            assert answer_of(f"{address}ready") == (503, "not ready")  # there is no database yet
            assert not (tmp_path / "instance" / "plek.db").exists()

            run(settings, tmp_path, "db", "upgrade")
            until = time.monotonic() + 60
            while answer_of(f"{address}ready")[0] != 200 and time.monotonic() < until:
                time.sleep(0.1)
            assert answer_of(f"{address}ready") == (200, "ready")


@contextmanager
def serving(environment: dict[str, str], folder: Path) -> Iterator[str]:
    """A server of its own, from when it says where it answers; at the end it stops when asked."""
    command = [*PLEK, "serve", "--port", free_port()]
    with subprocess.Popen(command, env=environment, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline()
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


def answer_of(address: str) -> tuple[int, str]:
    """Status and text."""
    try:
        with urlopen(address, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


class TestThePlekCommand:
    def test_names_its_commands_without_loading_them(self, environment, tmp_path):
        script = "import sys; from web.cli import plek; plek(['--help'], standalone_mode=False); print(*sys.modules)"
        result = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )

        assert "serve" in result.stdout
        assert not {"flask", "sqlalchemy", "numpy"} & set(result.stdout.split())
