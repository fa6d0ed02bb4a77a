"""Too little memory is told in one sentence before anything is built."""

import subprocess
import sys
from pathlib import Path

import pytest

from matcher.fast import memory
from matcher.fast.memory import NotEnoughMemory, require

BUILD = """
import resource
from dataclasses import replace
from itertools import count
from matcher import PlaceTable, Reference
from matcher.fast.memory import NotEnoughMemory
from tests.bench.region import make_places

(place,) = make_places(1, 1)
with open("/proc/self/statm") as file:
    pages = int(file.read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + 150_000_000,) * 2)
try:
    PlaceTable.build((replace(place, id=number) for number in range(1_000_000)), Reference(), keep=False).packed()
except NotEnoughMemory as error:
    print(error)
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose figures are files of the test."""
    monkeypatch.setattr(memory, "PROC", tmp_path)
    monkeypatch.setattr(memory, "CGROUP", tmp_path)
    return tmp_path


class TestRequire:
    def test_what_there_is_room_for_may_be_built(self):
        require(1_000, "a small table")

    def test_more_than_any_machine_has_is_refused_with_both_figures(self):
        with pytest.raises(NotEnoughMemory, match=r"for a huge table: it needs [\d,]+ MiB, and .+ leaves [\d,]+ MiB\."):
            require(1 << 60, "a huge table")

    def test_what_the_machine_has_left_counts(self, machine: Path):
        (machine / "meminfo").write_text("MemTotal: 4096 kB\nMemAvailable: 1024 kB\n")

        require(1 << 20, "a table")
        with pytest.raises(NotEnoughMemory, match="needs 2 MiB, and the memory of the machine leaves 1 MiB"):
            require(2 << 20, "a table")

    @pytest.mark.parametrize(
        ("most", "used"),
        [
            ("memory.max", "memory.current"),
            ("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes"),
        ],
    )
    def test_the_limit_of_a_container_counts(self, machine: Path, most: str, used: str):
        (machine / "memory").mkdir()
        (machine / most).write_text(f"{3 << 20}\n")
        (machine / used).write_text(f"{1 << 20}\n")

        require(2 << 20, "a table")
        with pytest.raises(NotEnoughMemory, match=r"needs 3 MiB, and the limit of the container .* leaves 2 MiB"):
            require(3 << 20, "a table")

    def test_what_a_container_keeps_of_files_counts_as_free(self, machine: Path):
        (machine / "memory.max").write_text(f"{3 << 20}\n")
        (machine / "memory.current").write_text(f"{3 << 20}\n")
        (machine / "memory.stat").write_text(f"anon 5\ninactive_file {2 << 20}\nactive_file 7\n")

        require(2 << 20, "a table")
        with pytest.raises(NotEnoughMemory, match="leaves 2 MiB"):
            require(3 << 20, "a table")

    @pytest.mark.parametrize("line", ["0::/plek.service", "4:memory:/plek.service"])
    def test_the_limit_of_the_own_group_counts(self, machine: Path, line: str):
        (machine / "self").mkdir()
        (machine / "self/cgroup").write_text(f"1:cpu:/elsewhere\n{line}\n")
        (machine / "memory.max").write_text("max\n")
        group = machine / ("memory" if "memory" in line else "") / "plek.service"
        group.mkdir(parents=True)
        (group / "memory.max").write_text(f"{2 << 20}\n")
        (group / "memory.current").write_text("0\n")

        with pytest.raises(NotEnoughMemory, match="leaves 2 MiB"):
            require(3 << 20, "a table")

    def test_a_container_without_a_limit_limits_nothing(self, machine: Path):
        (machine / "memory.max").write_text("max\n")
        (machine / "memory.current").write_text("5\n")

        require(1 << 50, "a table")

    def test_a_million_places_in_too_little_address_space_are_refused_by_one_sentence(self):
        ran = subprocess.run([sys.executable, "-c", BUILD], capture_output=True, text=True, check=False)

        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.startswith("There is not enough memory for")
        assert "(ulimit -v)" in ran.stdout
