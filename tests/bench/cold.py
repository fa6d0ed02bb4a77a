"""How long a new process takes until its first answer: run by the benchmark as python -m tests.bench.cold."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import click

from tests.bench.measuring import COLD, Row

PLACES: Final = 2_500  # enough for the kernels to be used
ROOT: Final = Path(__file__).resolve().parents[2]


def start_cold(runs: int) -> Iterator[Row]:
    """The first answer of a process where nothing is compiled yet, and of so many where the cache has it."""
    with tempfile.TemporaryDirectory() as folder:
        for cache, times in (
            ("empty", [_first_answer(folder)]),
            ("warm", [_first_answer(folder) for _ in range(runs)]),
        ):
            parts = {name: round(statistics.median(one[name] for one in times), 1) for name in times[0]}
            yield Row(COLD, PLACES, "plek", "mix", [sum(one.values()) for one in times], {"cache": cache, **parts})


def _first_answer(cache: str) -> dict[str, float]:
    """Milliseconds of a new process that keeps its kernels in this folder."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.cold"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_CACHE_DIR": cache},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Import, then make a table, then answer; told are the first and the last."""
    started = perf_counter()
    from matcher.rank import rank_places
    from matcher.reference import Reference
    from matcher.table import PlaceTable

    imported = perf_counter()
    from tests.bench.region import TODAY, make_places, make_youths

    (youth,) = make_youths(1, seed=1)
    table = PlaceTable.build(make_places(PLACES, seed=1), Reference.default())
    table.packed()
    asked = perf_counter()
    rank_places(youth, table, on=TODAY)
    answered = perf_counter()
    click.echo(json.dumps({"import_ms": (imported - started) * 1e3, "first_ms": (answered - asked) * 1e3}))


if __name__ == "__main__":
    main()
