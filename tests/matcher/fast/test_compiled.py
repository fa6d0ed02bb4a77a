"""Compiled kernels: switched off by the environment, kept on disk where that can be, and done without where not."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from matcher.fast.compiled import SWITCH, _cache_folder, _version, compiles

RANK = """
from datetime import date
from matcher import PlaceTable, Reference, YouthProfile, rank_places
from matcher.fast.warming import warm
warm()
import sys
assert rank_places(YouthProfile(1), PlaceTable.build([], Reference()), on=date(2026, 1, 1)).total == 0
print("numba" in sys.modules)
"""


def run(program: str, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


class TestCompiled:
    def test_are_kept_where_the_environment_says(self, tmp_path: Path):
        assert run(RANK, **{SWITCH: "1", "NUMBA_CACHE_DIR": str(tmp_path / "kept")}) == "True"

        (kept,) = (tmp_path / "kept").iterdir()
        assert kept.stat().st_mode & 0o077 == 0
        assert list(kept.rglob("*.nbi"))

    def test_are_done_without_when_switched_off(self):
        assert run(RANK, **{SWITCH: "0"}) == "False"

    def test_are_not_kept_where_others_can_write(self, tmp_path: Path):
        kept = tmp_path / f"plek-kernels-{_version(version('numba'))}"
        kept.mkdir()
        kept.chmod(0o777)

        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
            assert _cache_folder.__wrapped__() is None

    def test_are_done_without_once_when_what_was_kept_is_damaged(self, tmp_path: Path):
        kept = {SWITCH: "1", "NUMBA_CACHE_DIR": str(tmp_path)}
        run(RANK, **kept)
        for index in tmp_path.rglob("*.nbi"):
            index.write_bytes(b"")

        assert run(RANK + "from matcher.fast.warming import are_warm; print(are_warm())", **kept) == "True\nFalse"
        assert not list(tmp_path.rglob("*.nbi"))

    @pytest.mark.parametrize("off", ["0", " no ", "Off", "false"])
    def test_are_switched_off_by_several_words(self, off: str, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(SWITCH, off)

        assert not compiles()

    def test_work_where_nothing_can_be_kept(self, tmp_path: Path):
        (tmp_path / "file").write_text("not a folder")

        assert run(RANK, **{SWITCH: "1", "NUMBA_CACHE_DIR": str(tmp_path / "file" / "kept")}) == "True"

    def test_a_small_table_is_ranked_without_loading_them(self):
        assert run(RANK.replace("warm()\n", ""), **{SWITCH: "1"}) == "False"
