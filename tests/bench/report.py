"""What was measured, as lines of JSON and as tables to read."""

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import click

from tests.bench.answers import K
from tests.bench.country import MIX
from tests.bench.engines import BALLTREE, NUMPY64, PLAIN, PLEK, PLEK_NUMPY, SIEVED
from tests.bench.measuring import BUILD, CHANGE, COLD, FLOOR, REASONS, TOP20, YOUTHS, YOUTHS_REASONS, Row
from tests.bench.search import PLAIN_MOST

ENGINES: Final = (PLAIN, NUMPY64, SIEVED, BALLTREE, PLEK_NUMPY, PLEK)
AIM_AT: Final = 100_000
PEERS: Final = (NUMPY64, SIEVED, BALLTREE)
AIMS: Final = {NUMPY64: (800, 500), BALLTREE: (45, 30)}  # how many times as fast: the aim, and at least
NOT_ASKED: Final = "-"


class Report:
    """Rows as they come: each goes into the file at once, if there is one."""

    def __init__(self, file: Path | None) -> None:
        self.rows: list[Row] = []
        self._file = file
        if file is not None:
            file.write_text("", encoding="utf-8")

    def add(self, rows: Iterable[Row]) -> None:
        """Take these in."""
        for row in rows:
            self.rows.append(row)
            if self._file is not None:
                with self._file.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(row.to_dict()) + "\n")

    def show_conditions(self) -> None:
        """What it is measured with, and how."""
        packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "scikit-learn"))
        click.echo(f"Python {platform.python_version()}, {packages}; {platform.machine()}, everything on one thread.")
        click.echo(f"All eight parts and all limits are on; {PLAIN} is asked for few, up to {PLAIN_MOST:,}.")

    def show_places(self, n: int) -> None:
        """The lists of places at one size: how long each engine takes, and how many times what ours does."""
        means = list(dict.fromkeys(row.means for row in self.rows if (row.what, row.n) == (FLOOR, n)))
        _show(
            f"Top {K} of {n:,} places for one youth, in ms: median (95th percentile)",
            ("means", *ENGINES),
            [(name, *(_times(self._row(TOP20, n, engine, name)) for engine in ENGINES)) for name in means],
        )
        _show(
            f"How many times as fast {PLEK} is; the share within reach; the floor, which is to read that and no more",
            ("means", *PEERS, "within reach", "floor ms", "above the floor"),
            [(name, *self._against_peers(n, name), *self._against_floor(n, name)) for name in means],
        )
        if n == AIM_AT:
            for engine in AIMS:
                click.echo(self._aim(engine))

    def show_growth(self, sizes: Sequence[int]) -> None:
        """What each engine takes by the number of places, and by which factor that grows."""
        _show(
            "Cost against the number of places: median ms for the mix of means, and times what it was one size before",
            ("engine", *(f"{n:,}" for n in sizes)),
            [(engine, *self._growth(engine, sizes)) for engine in ENGINES],
        )

    def show_others(self) -> None:
        """All that is not a list of ids for a youth."""
        _show(
            "The rest, in ms",
            ("what", "of", "engine", "median", "95th percentile", ""),
            [
                (label, f"{row.n:,}", row.engine, _ms(row.median), _ms(row.p95), _said(row.more))
                for what, label in _LABELS.items()
                for row in self.rows
                if row.what == what
            ],
        )

    def _row(self, what: str, n: int, engine: str, means: str = MIX) -> Row | None:
        asked = (what, n, engine, means)
        return next((row for row in self.rows if (row.what, row.n, row.engine, row.means) == asked), None)

    def _against_peers(self, n: int, means: str) -> Iterator[str]:
        for engine in PEERS:
            yield f"{_factor(self._row(TOP20, n, engine, means), self._row(TOP20, n, PLEK, means)):.0f} x"

    def _against_floor(self, n: int, means: str) -> tuple[str, str, str]:
        ours, floor = self._row(TOP20, n, PLEK, means), self._row(FLOOR, n, PLEK, means)
        return f"{ours.more['within_reach']:.1%}", _ms(floor.median), f"{_factor(ours, floor):.1f} x"

    def _aim(self, engine: str) -> str:
        aim, least = AIMS[engine]
        factor = _factor(self._row(TOP20, AIM_AT, engine), self._row(TOP20, AIM_AT, PLEK))
        verdict = "reached" if factor >= aim else f"not reached, but at least {least}" if factor >= least else "missed"
        return (
            f"  The aim for the {MIX} is {aim} times {engine}, at least {least}. It is {factor:.0f} times: {verdict}."
        )

    def _growth(self, engine: str, sizes: Sequence[int]) -> Iterator[str]:
        before = None
        for n in sizes:
            row = self._row(TOP20, n, engine)
            grown = f" ({_factor(row, before):.1f} x)" if row and before else ""
            yield f"{_ms(row.median)}{grown}" if row else NOT_ASKED
            before = row


_LABELS: Final = {
    REASONS: "list of places with reasons",
    YOUTHS: "top 20 of youths",
    YOUTHS_REASONS: "list of youths with reasons",
    BUILD: "building a table",
    CHANGE: "one change and a snapshot",
    COLD: "first answer of a process",
}


def _factor(one: Row, other: Row) -> float:
    return one.median / other.median


def _said(more: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in more.items())


def _times(row: Row | None) -> str:
    return f"{_ms(row.median)} ({_ms(row.p95)})" if row else NOT_ASKED


def _ms(value: float) -> str:
    """Three digits that count."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _show(title: str, head: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    table = [head, *lines]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    click.echo(f"\n{title}\n")
    for first, *others in table:
        cells = [first.ljust(widths[0]), *(text.rjust(width) for text, width in zip(others, widths[1:], strict=True))]
        click.echo(("  " + "  ".join(cells)).rstrip())
