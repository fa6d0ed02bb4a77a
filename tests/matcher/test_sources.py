"""The hash of the matcher's sources: one for the same files everywhere, another for other files."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import matcher
from matcher.sources import sources_hash


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The matcher's files somewhere else."""
    skipped = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(Path(matcher.__file__).parent, tmp_path / "matcher", ignore=skipped))


def hash_in(folder: Path) -> str:
    """What a process that finds its matcher in this folder says."""
    command = [sys.executable, "-c", "from matcher.sources import sources_hash; print(sources_hash())"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


class TestTheHash:
    def test_is_the_same_in_another_process_and_another_folder(self, copy):
        assert hash_in(copy.parent) == sources_hash()

    def test_changes_with_any_source(self, copy):
        with (copy / "parts" / "travel.py").open("a", encoding="utf-8") as file:
            file.write("# one more line\n")

        assert hash_in(copy.parent) != sources_hash()

    def test_changes_with_what_else_matters(self):
        assert sources_hash("numba 1") != sources_hash("numba 2")
