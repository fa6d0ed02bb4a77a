"""The house itself: what may stand in the repository, what loads what, and what its commands say."""

import ast
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest

from matcher.profiles import PlaceProfile, Task, YouthProfile

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDERS: Final = (".ci", "fixtures", "matcher", "models", "tests", "web")
LOCKS: Final = ("requirements.lock", "requirements-dev.lock")

# Put together here, so that this file does not hold what it looks for.
HOSTS: Final = ("pypi" + ".org", "python" + "hosted", "npm" + "js", "debian" + ".org", "index" + "-url")
DISTANT_ASSETS: Final = ("js" + "delivr", "un" + "pkg.com", "fonts.google" + "apis")
MACHINE_PATHS: Final = re.compile("/(?:" + "|".join(("wor" + "k", "roo" + "t", "Users", r"home/\w+")) + ")/")

# A new field of a profile is a decision about people: it is made here as well.
MATCHING_KNOWS: Final = {
    YouthProfile: """id birth_date qualified exempt school_minutes home reach known_minutes hours free earliest
        interests abilities bears skills goals languages needs wishes income_needed matters_most aim urgent
        school_tired""",
    Task: "minutes asks demands skills interests hazards",
    PlaceProfile: """id workplace employer kind sector surroundings at tasks interests hours times flexible_times
        on_call start until pay seats open languages licences taught offers pressure education school_like
        expert_supervision""",
}


def kept_files() -> Iterator[Path]:
    """Every file that belongs to the repository, as far as its place tells."""
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for folder in FOLDERS:
        inside = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        yield from (path for path in inside if "__pycache__" not in path.parts and path.suffix != ".mo")


def kept_texts() -> Iterator[tuple[str, str]]:
    for path in kept_files():
        try:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


class TestRepository:
    def test_names_no_host_that_packages_come_from(self):
        assert [name for name, text in kept_texts() if any(host in text for host in HOSTS)] == []

    def test_pages_fetch_nothing_from_elsewhere(self):
        assert [name for name, text in kept_texts() if any(host in text for host in DISTANT_ASSETS)] == []

    def test_holds_no_path_of_the_machine_it_was_written_on(self):
        assert [name for name, text in kept_texts() if MACHINE_PATHS.search(text)] == []

    def test_is_python_3_11_throughout(self):
        for path in kept_files():
            if path.suffix == ".py":
                ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 11))

    def test_carries_its_licence_whole(self):
        licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

        assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
        assert licence.endswith("require the production of a new EUPL version.\n")

    def test_readme_names_every_setting(self):
        code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "web").rglob("*.py"))
        settings = set(re.findall(r'"(DATABASE_URL|PLEK_[A-Z_]+)"', code))
        readme = (ROOT / "README.md").read_text(encoding="utf-8")

        assert settings
        assert [name for name in sorted(settings) if f"`{name}`" not in readme] == []


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_every_requirement_is_one_version_with_hashes(self, name):
        for requirement in requirements(name):
            assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+ ", requirement)
            assert "--hash=sha256:" in requirement

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_index_is_named(self, name):
        text = (ROOT / name).read_text(encoding="utf-8")

        assert "://" not in text
        assert not re.search(r"^-", text, re.MULTILINE)

    def test_development_holds_the_whole_of_run_time(self):
        assert set(requirements("requirements.lock")) <= set(requirements("requirements-dev.lock"))


def requirements(name: str) -> list[str]:
    joined = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join(line.split()) + " " for line in joined.splitlines()]


class TestImports:
    @pytest.mark.parametrize("module", ["matcher", "models", "web.app"])
    def test_loads_nothing_that_takes_long(self, module):
        heavy = "{'numba', 'scipy', 'sklearn'}"
        code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"

        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

        assert (done.stdout.strip(), done.stderr) == ("[]", "")

    def test_the_matcher_needs_no_web_and_no_database(self):
        code = "import sys, matcher.profiles; print(sorted({'flask', 'sqlalchemy', 'marshmallow'} & set(sys.modules)))"

        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

        assert (done.stdout.strip(), done.stderr) == ("[]", "")


class TestProfiles:
    @pytest.mark.parametrize("record", MATCHING_KNOWS, ids=lambda record: record.__name__)
    def test_hold_what_matching_may_know_and_nothing_else(self, record):
        assert {field.name for field in fields(record)} == set(MATCHING_KNOWS[record].split())

    @pytest.mark.parametrize("record", MATCHING_KNOWS, ids=lambda record: record.__name__)
    @pytest.mark.parametrize(
        "never", ["name", "gender", "sex", "origin", "nationality", "health", "diagnosis", "police"]
    )
    def test_have_no_field_for_who_somebody_is(self, record, never):
        assert [field.name for field in fields(record) if never in field.name.split("_")] == []


@pytest.fixture
def copy(tmp_path):
    """A folder with the Makefile alone: what is tried here must stop before it needs more."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    return tmp_path


def make(folder: Path, *arguments: str, **environment: str) -> tuple[int, list[str]]:
    """Exit status, and what was said beside make's own last line."""
    program = shutil.which("make")
    if program is None:
        pytest.skip("make is missing; on Debian: apt install make")
    # Nothing of the make that runs these tests.
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PORT", "PYTHON"))
    }
    done = subprocess.run(
        [program, *arguments], cwd=folder, env=own | environment, capture_output=True, text=True, timeout=60
    )
    said = (done.stdout + done.stderr).splitlines()
    return done.returncode, [line for line in said if not line.startswith("make: ")]


class TestMakeDemo:
    def test_a_taken_port_is_one_sentence_before_anything_is_installed(self, copy):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]

            status, said = make(copy, "demo", f"PORT={port}", f"PYTHON={sys.executable}")

        assert status == 2
        assert len(said) == 1
        assert str(port) in said[0]
        assert "PORT=" in said[0]
        assert not (copy / ".venv").exists()

    @pytest.mark.parametrize("port", ["", "0", "70000", "80a", "-1", "²", "8" * 5000, "8000'; echo oops '"])
    def test_what_is_no_port_is_one_sentence(self, copy, port):
        status, said = make(copy, "demo", f"PORT={port}", f"PYTHON={sys.executable}")

        assert (status, said) == (2, ["PORT= takes a number from 1 to 65535."])
        assert not (copy / ".venv").exists()

    @pytest.mark.parametrize("target", ["demo", "test", "check"])
    def test_without_a_python_it_says_which_one_it_needs(self, copy, target):
        status, said = make(copy, target, PATH=str(copy))

        assert status == 2
        assert len(said) == 1
        assert said[0].startswith("Plek needs Python 3.11 or later")

    def test_a_python_that_is_too_old_is_refused(self, copy):
        old = copy / "old-python"
        old.write_text("#!/bin/sh\nexit 1\n")
        old.chmod(0o755)

        status, said = make(copy, "demo", f"PYTHON={old}")

        assert status == 2
        assert len(said) == 1
        assert said[0].startswith("Plek needs Python 3.11 or later")

    def test_a_python3_that_is_new_enough_will_do(self, copy):
        (copy / "python3").symlink_to(sys.executable)

        assert make(copy, "python", PATH=str(copy)) == (0, [])
