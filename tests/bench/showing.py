"""What it costs to keep what was shown: python -m tests.bench.showing [--url postgresql+psycopg://...].

Fills an empty database (without --url a temporary SQLite file) with the demo region, then prints JSON, a line each:
keeping the coach's list of twenty for every youth, each for the first time and again, and the caseload at a glance;
beside it how long making the same list takes. `commit` is the whole transaction, `keep` what this adds to one that is
there anyhow (the look is recorded in it), and `bytes` what a list takes in the database.
"""

import argparse
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from cryptography.fernet import Fernet
from sqlalchemy import Engine, LargeBinary, func, select, type_coerce
from sqlalchemy.orm import Session

from fixtures.loading import load_region
from models import schema
from models.account import User
from models.base import use_keys
from models.engine import make_engine
from models.shown import KeptProfile, Shown
from models.youth import Youth
from tests.bench.live import report, tell, timed
from web.clock import now, today
from web.services import matching
from web.services.showing import Draft, keep, noted

LIST: Final = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", help="an empty database of your own")
    url = parser.parse_args().url
    with tempfile.TemporaryDirectory() as folder, _filled(url or f"sqlite:///{folder}/plek.db") as engine:
        measure(engine)


def measure(engine: Engine) -> None:
    """Every youth's list, first and again, and the caseload of each coach."""
    with Session(engine) as session:
        youths = list(session.execute(select(Youth.id, Youth.coach_id).where(Youth.coach_id.is_not(None))))
        coaches = {coach_id: session.get_one(User, coach_id) for _, coach_id in youths}
        _draft(session, youths[0].id, coaches[youths[0].coach_id])  # the table is built, and kernels are loaded
        made: list[float] = []
        drafts = [(_drafts(made, session, youth.id, coaches[youth.coach_id]), youth.coach_id) for youth in youths]
        report("make_list", LIST, made)
        for what in ("list_first", "list_again"):
            _measure(engine, what, [(found, coach_id) for found, coach_id in drafts])
        glances = [(_glances(session, coach), coach_id) for coach_id, coach in coaches.items()]
        tell("glances", len(glances), youths=[len(found) for found, _ in glances])
        for what in ("glances_first", "glances_again"):
            _measure(engine, what, glances)
    _tell_sizes(engine)


def _measure(engine: Engine, what: str, drafts: Sequence[tuple[Sequence[Draft], int]]) -> None:
    keeping, whole = [], []
    for found, coach_id in drafts:
        with Session(engine) as session:
            session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
            viewer = session.get_one(User, coach_id)
            viewer.roles  # noqa: B018 -- the recorder has them already
            keeping.append(timed(lambda found=found, viewer=viewer: keep(session, found, viewer=viewer, at=now())))
            whole.append(keeping[-1] + timed(session.commit))
    report(what, LIST, keeping, commit_median_ms=round(statistics.median(whole), 2))


def _drafts(made: list[float], session: Session, youth_id: int, coach: User) -> list[Draft]:
    found: list[Draft] = []
    made.append(timed(lambda: found.extend(_draft(session, youth_id, coach))))
    return found


def _draft(session: Session, youth_id: int, coach: User) -> list[Draft]:
    return _noted(
        session, lambda: matching.places_for(session, youth_id, actor=coach, on=today(), language="nl", k=LIST)
    )


def _glances(session: Session, coach: User) -> list[Draft]:
    return _noted(session, lambda: matching.overview(session, actor=coach, on=today()))


def _noted(session: Session, show: Callable[[], object]) -> list[Draft]:
    show()
    return noted(session)


def _tell_sizes(engine: Engine) -> None:
    with Session(engine) as session:
        for what, table in (("profiles", KeptProfile), ("lists", Shown)):
            content = func.length(type_coerce(table.content, LargeBinary))
            count, mean = session.execute(select(func.count(), func.avg(content)).select_from(table)).one()
            tell(what, count, mean_bytes=round(mean))


@contextmanager
def _filled(url: str) -> Iterator[Engine]:
    use_keys([Fernet.generate_key().decode("ascii")], "a hash key", "an audit key")
    schema.upgrade(url)
    engine = make_engine(url)
    with Session(engine) as session:
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        load_region(session, now=now())
        session.commit()
    yield engine
    engine.dispose()


if __name__ == "__main__":
    main()
