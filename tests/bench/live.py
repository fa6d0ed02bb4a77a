"""How long a coach waits for a list over a whole country in the database: python -m tests.bench.live --places 100000.

Fills a temporary SQLite database with a made-up country (in a process of its own, so that the memory told is that of a
worker), then prints one JSON object a line: building the live table, one change from its commit until the table has it,
the list as a page through the application, and the memory of the process. `--profile` shows where the time of one
request goes; `--region` puts all places on the postcodes of the demo region, where most are near to everybody.
"""

import argparse
import cProfile
import json
import multiprocessing
import pstats
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any, Final

import click
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from fixtures.country.loading import load_country
from fixtures.loading import load_catalogues
from matcher.fast.warming import warm
from models import schema
from models.account import Role, RoleName, User
from models.base import use_keys
from models.engine import make_engine
from models.place import Place
from models.postcode import Postcode
from models.youth import Youth
from tests.bench.ground import make_spots
from tests.pages.conftest import FIELD_KEY, settings_for
from web.app import create_app
from web.clock import now, today
from web.db import sessions
from web.services.live import places_table
from web.services.sign_ins import begin

SEED: Final = 2026
REQUESTS: Final = 50
CHANGES: Final = 100
OURS: Final = r"/(matcher|models|web)/"  # of the profile: the libraries between them say little
HASH_KEY: Final = "a hash key of the tests"


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/plek.db"
        seconds = _in_another_process(_fill, url, arguments.places, FIELD_KEY, arguments.region)
        tell("fill", arguments.places, seconds=round(seconds, 1))
        app = create_app(settings_for(url, Path(folder)))
        measure(app, arguments.places)
        if arguments.profile:
            show_profile(app)
        sessions(app).engine.dispose()


def measure(app: Flask, size: int) -> None:
    """Build, change and ask."""
    client, youths = sign_in(app)
    before = memory()
    warm_kernels(size)
    build(app, size)
    built = memory()
    change(app, size)
    ask(app, client, youths, size)
    tell("memory", size, before=before, built=built, after=memory())


def warm_kernels(size: int) -> None:
    """What the warm-up of the server does first; half a minute where nothing was compiled before."""
    tell("warm", size, seconds=_rounded(timed(warm) / 1_000))


def build(app: Flask, size: int) -> None:
    """The table from the database, as the first request or the warm-up does it."""
    wall, cpu = perf_counter(), process_time()
    with Session(sessions(app).engine) as session:
        table = places_table(session)
        table.packed()
    tell("build", size, seconds=_rounded(perf_counter() - wall), cpu_seconds=_rounded(process_time() - cpu))
    assert len(table) == size


def change(app: Flask, size: int) -> None:
    """Places that are edited one after another; the time from the commit until the next list has it."""
    engine, random = sessions(app).engine, Random(SEED)
    with Session(engine) as session:
        ids = random.sample(list(session.scalars(select(Place.id))), CHANGES)
    times = []
    for id_ in ids:
        with Session(engine) as session:
            session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
            place = session.get_one(Place, id_)
            place.seats = place.seats % 3 + 1
            session.commit()
        with Session(engine) as session:
            times.append(timed(lambda session=session: places_table(session).packed()))
    report("change", size, times)


def ask(app: Flask, client: FlaskClient, youths: Sequence[int], size: int) -> None:
    """The coach's list, each time for another youth."""
    first = timed(lambda: client.get(_address(youths[0])))
    times, queries, cpu = [], set(), process_time()
    for youth_id in youths[1:]:
        with counted(app) as sent:
            times.append(timed(lambda youth_id=youth_id: _page(client, youth_id)))
        queries.add(len(sent))
    cpu_ms = round((process_time() - cpu) * 1_000 / len(times), 2)  # a request; more than this is others' work
    report("coach_list", size, times, first_ms=round(first, 2), mean_cpu_ms=cpu_ms, queries=sorted(queries))


def show_profile(app: Flask) -> None:
    """Where the time of one warm request goes, on the error output."""
    client, youths = sign_in(app)
    for youth_id in youths[:5]:
        _page(client, youth_id)
    profile = cProfile.Profile()
    profile.runcall(_page, client, youths[5])
    pstats.Stats(profile, stream=sys.stderr).sort_stats("cumulative").print_stats(OURS, 15)


def sign_in(app: Flask) -> tuple[FlaskClient, list[int]]:
    """A browser in which the coach is signed in, and the ids of the coach's youths."""
    with Session(sessions(app).engine) as session:
        coach = session.scalars(select(User)).one()
        youths = list(session.scalars(select(Youth.id).where(Youth.coach_id == coach.id).order_by(Youth.id)))
        secret = begin(session, coach, role=RoleName.COACH, lasting=False, device="bench", at=now())
        session.commit()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(_user_id=secret, _fresh=True)
    return client, youths


def _page(client: FlaskClient, youth_id: int) -> None:
    answer = client.get(_address(youth_id))
    assert answer.status_code == 200, answer.status


def _address(youth_id: int) -> str:
    return f"/coach/youths/{youth_id}/places"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that are sent meanwhile, without those that only begin a transaction."""
    sent: list[str] = []

    def note(*details: Any) -> None:
        if not details[2].startswith("BEGIN"):
            sent.append(details[2])

    engine = sessions(app).engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def memory() -> dict[str, float]:
    """What this process holds now and held at most, in MiB; empty where the system does not tell."""
    path = Path("/proc/self/status")
    lines = path.read_text().splitlines() if path.exists() else []
    found = dict(line.split(":", 1) for line in lines)
    return {name: round(int(found[name].split()[0]) / 1024, 1) for name in ("VmRSS", "VmHWM") if name in found}


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1_000


def report(what: str, size: int, times: Sequence[float], **more: object) -> None:
    ordered = sorted(times)
    tell(
        what,
        size,
        median_ms=round(statistics.median(ordered), 2),
        p95_ms=round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
        **more,
    )


def tell(what: str, size: int, **figures: object) -> None:
    click.echo(json.dumps({"what": what, "n": size, "engine": "plek", "means": "mix", **figures}))


def _rounded(seconds: float) -> float:
    return round(seconds, 2)


def _in_another_process(work: Callable[..., None], *arguments: object) -> float:
    """Seconds it took."""
    start = perf_counter()
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit("The database could not be filled.")
    return perf_counter() - start


def _fill(url: str, places: int, field_key: str, region: bool) -> None:
    """A coach, a caseload, and so many places, with the occupations of the demo region."""
    use_keys([field_key], HASH_KEY, HASH_KEY)
    schema.upgrade(url)
    engine = make_engine(url)
    with Session(engine) as session:
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        if not region:
            session.add_all(
                Postcode(code=at.code, inhabitants=1, x=at.point[0], y=at.point[1]) for at in make_spots(SEED)
            )
        load_catalogues(session)
        load_country(session, REQUESTS + 1, places, SEED, on=today())
        roles = list(session.scalars(select(Role).where(Role.name == RoleName.COACH)))
        coach = User(name="Marit", email="marit@example.org", roles=roles)
        session.add(coach)
        session.flush()
        for youth in session.scalars(select(Youth)):
            youth.coach_id = coach.id
        session.commit()
    engine.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--places", type=int, default=100_000, help="how many places")
    parser.add_argument("--profile", action="store_true", help="show where the time of one request goes")
    parser.add_argument("--region", action="store_true", help="put all places into the demo region")
    return parser.parse_args()


if __name__ == "__main__":
    main()
