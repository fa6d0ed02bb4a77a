"""What it costs to write down who looked: python -m tests.bench.looks [--postgresql] [--youths 20] [--rounds 60].

A coach opens the page of a caseload, each time in an hour of its own, so that every look is new. The same page is
asked, turn by turn, of three applications over three databases alike: `plek` writes one INSERT a page, `each` one
INSERT a youth, `none` writes nothing down. Each line is one JSON object; `cost_ms` is the median of a page less that
of `none`, and `alone_ms` the time of the writing itself, on which the other work of a page has no part; `alone_cpu_ms`
of that is what a machine busy with other things shows too.
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any, Final

import click
import time_machine
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, schema
from models.account import RoleName
from models.sign_in import SignIn
from tests import postgres as pg
from tests.make import Make
from tests.pages.conftest import settings_for
from web import recorder
from web.app import create_app
from web.db import sessions
from web.services import sign_ins

START: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PAGE: Final = "/coach/"
Append = Callable[..., None]


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder, _databases(arguments.postgresql, Path(folder)) as url_of:
        engines = {name: Engine(name, url_of(name), Path(folder) / name, arguments.youths) for name in ENGINES}
        for round_ in range(arguments.rounds + 1):
            for engine in engines.values():
                engine.ask(START + timedelta(hours=round_), counts=round_ > 0)  # the first makes the chains
        _tell(engines, arguments.youths, "postgresql" if arguments.postgresql else "sqlite")
        for engine in engines.values():
            sessions(engine.app).engine.dispose()


class Engine:
    """One application in which a coach has so many youths."""

    def __init__(self, name: str, url: str, folder: Path, youths: int) -> None:
        schema.upgrade(url)
        folder.mkdir()
        self.app = create_app(settings_for(url, folder, field_keys=(FIELD_KEY,)))
        self.append = ENGINES[name]
        self.client = _coach(self.app, youths)
        self.pages: list[float] = []
        self.alone: list[float] = []
        self.cpu: list[float] = []

    def ask(self, at: datetime, *, counts: bool) -> None:
        """Open the page in an hour, and note how long it took."""
        spent: list[tuple[float, float]] = []
        with time_machine.travel(at, tick=False), _instead(self._timed(spent)):
            start = perf_counter()
            answer = self.client.get(PAGE)
            took = perf_counter() - start
        assert answer.status_code == 200, answer.status
        if counts:
            self.pages.append(took * 1_000)
            self.alone.append(sum(wall for wall, _cpu in spent) * 1_000)
            self.cpu.append(sum(cpu for _wall, cpu in spent) * 1_000)

    def _timed(self, spent: list[tuple[float, float]]) -> Append:
        def append(*arguments: Any, **more: Any) -> None:
            wall, cpu = perf_counter(), thread_time()
            self.append(*arguments, **more)
            spent.append((perf_counter() - wall, thread_time() - cpu))

        return append


def _one_for_each(session: Session, entries: list[audit.Entry], *, at: datetime) -> None:
    for entry in entries:
        audit.append(session, [entry], at=at)


def _nothing(_session: Session, _entries: list[audit.Entry], *, at: datetime) -> None:
    """Who looked is written down nowhere."""


ENGINES: Final[Mapping[str, Append]] = {"plek": audit.append, "each": _one_for_each, "none": _nothing}
FIELD_KEY: Final = Fernet.generate_key().decode()


@contextmanager
def _instead(append: Append) -> Iterator[None]:
    """The recorder writes with another function meanwhile."""
    recorder.append = append  # type: ignore[assignment]
    try:
        yield
    finally:
        recorder.append = audit.append


def _coach(app: Flask, youths: int) -> FlaskClient:
    with Session(sessions(app).engine) as session:
        make = Make(session)
        coach = make.coach()
        for _ in range(youths):
            make.youth(coach=coach, own={"reading": 3}, needs={"buddy": 2})
        secret = sign_ins.begin(session, coach, role=RoleName.COACH, lasting=False, device="bench", at=START)
        session.scalars(select(SignIn)).one().ends_at = START + timedelta(days=365)
        session.commit()
    client = app.test_client()
    with time_machine.travel(START), client.session_transaction() as cookie:
        cookie.update(_user_id=secret, _fresh=True)
    return client


def _tell(engines: Mapping[str, Engine], youths: int, database: str) -> None:
    without = statistics.median(engines["none"].pages)
    for name, engine in engines.items():
        page, alone = sorted(engine.pages), sorted(engine.alone)
        figures = {
            "page_ms": statistics.median(page),
            "cost_ms": statistics.median(page) - without,
            "alone_ms": statistics.median(alone),
            "alone_p95_ms": alone[int(len(alone) * 0.95)],
            "alone_cpu_ms": statistics.median(engine.cpu),
        }
        said = {"what": "looks", "database": database, "youths": youths, "engine": name, "rounds": len(page)}
        click.echo(json.dumps(said | {what: round(value, 2) for what, value in figures.items()}))


@contextmanager
def _databases(postgresql: bool, folder: Path) -> Iterator[Callable[[str], str]]:
    """Addresses of new databases by name."""
    if not postgresql:
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    programs = pg.programs()
    if programs is None:
        raise SystemExit(pg.HOW_TO_GET)
    pg.prepare_folder()
    cluster = pg.Cluster(Path(os.environ[pg.FOLDER]), programs)
    cluster.start()
    try:
        yield cluster.create_database
    finally:
        pg.clean_up()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--youths", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--postgresql", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
