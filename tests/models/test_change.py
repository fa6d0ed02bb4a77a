"""The log of changes tells every change in the order of the commits, and notices its own faults."""

import random
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

import pytest
from sqlalchemy import Connection, Engine, Table, delete, event, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.profiles import Offer
from matcher.vocabulary import Condition, Kind
from models import schema
from models.account import User
from models.change import KEPT, MOST, Changes, PlaceChange, changes_since, latest, request_rebuild
from models.engine import make_engine
from models.loading import load_places
from models.occupation import InterestsFrom
from models.place import Place, PlaceState
from models.task import Task
from models.workplace import Workplace
from models.youth import Youth
from tests.make import NOW, Make

PATIENCE: Final = 30.0  # seconds that a busy machine may take
MOMENT: Final = 0.3  # seconds in which something that need not wait would be done
INTERESTS: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)

Told: TypeAlias = Callable[[], Changes]
Row: TypeAlias = tuple[int | None, int | None]


@pytest.fixture
def told(session: Session) -> Told:
    """Commits, and gives what the log tells since it was asked before."""
    known = 0

    def ask() -> Changes:
        nonlocal known
        session.commit()
        changes = changes_since(session, known)
        known = changes.latest
        return changes

    return ask


def rows_after(session: Session, known: int) -> list[Row]:
    """The place and youth of each row of the log after a number."""
    query = select(PlaceChange.place_id, PlaceChange.youth_id).where(PlaceChange.seq > known)
    return [(place, youth) for place, youth in session.execute(query.order_by(PlaceChange.seq))]


def only(changes: Changes, *, places: set[int] | None = None, youths: set[int] | None = None) -> None:
    assert (changes.places, changes.youths) == (frozenset(places or ()), frozenset(youths or ()))
    assert (changes.rebuild, changes.broken) == (False, None)


PLACE_CHANGES: dict[str, Callable[[Session, Make, Place], object]] = {
    "seats": lambda _s, _m, place: setattr(place, "seats", 2),
    "state": lambda _s, _m, place: place.move(PlaceState.PAUSED, by=None, at=NOW),
    "another workplace": lambda _s, make, place: setattr(place, "workplace", make.workplace()),
    "another occupation": lambda _s, make, place: setattr(place, "occupation", make.occupation(interests=None)),
    "a new task": lambda _s, make, place: make.task(place),
    "a changed task": lambda _s, _m, place: setattr(place.tasks[0], "minutes_each", 30),
    "a task taken off": lambda _s, _m, place: place.tasks.pop(),
    "a deleted task": lambda session, _m, place: session.delete(place.tasks[0]),
    "the workplace's offers": lambda _s, _m, place: setattr(place.workplace, "offers", {Condition.BUDDY: Offer(1, 2)}),
    "the workplace's postcode": lambda _s, make, place: setattr(place.workplace, "postcode", make.postcode()),
    "the workplace's employer": lambda _s, make, place: setattr(place.workplace, "employer", make.employer()),
    "the employer's activity": lambda _s, _m, place: setattr(place.workplace.employer, "sbi", "56"),
    "its end": lambda session, _m, place: session.delete(place),
}
YOUTH_CHANGES: dict[str, Callable[[Session, Make, Youth], object]] = {
    "hours": lambda _s, _m, youth: (setattr(youth, "hours_least", 8), setattr(youth, "hours_most", 16)),
    "needs": lambda _s, _m, youth: setattr(youth, "needs", {"buddy": 2}),
    "home": lambda _s, make, youth: setattr(youth, "postcode", make.postcode()),
    "a changed view": lambda _s, _m, youth: setattr(youth.views[0], "level", 4),
    "a view taken back": lambda _s, _m, youth: youth.views.pop(),
    "a deleted view": lambda session, _m, youth: session.delete(youth.views[0]),
    "a new correction": lambda _s, make, youth: make.correction(youth, make.workplace(), 20),
    "a changed correction": lambda _s, _m, youth: setattr(youth.corrections[0], "minutes", 30),
    "a correction taken back": lambda _s, _m, youth: youth.corrections.pop(),
    "a deleted correction": lambda session, _m, youth: session.delete(youth.corrections[0]),
    "the end of a workplace with a correction": lambda session, _m, youth: session.delete(
        session.get_one(Workplace, youth.corrections[0].workplace_id)
    ),
    "their end": lambda session, _m, youth: session.delete(youth),
}
#: What reaches no match, or nobody yet.
NO_CHANGES: dict[str, Callable[[Session, Make, Place], object]] = {
    "reading": lambda session, _m, _p: [place.profile() for place in session.scalars(select(Place))],
    "the same value again": lambda _s, _m, place: setattr(place, "seats", place.seats),
    "a new employer, workplace and postcode": lambda _s, make, _p: make.workplace(x=105_000, y=425_000),
    "a new occupation": lambda _s, make, _p: make.occupation(interests=INTERESTS, interests_from=InterestsFrom.OWN),
    "an employer's name": lambda _s, _m, place: setattr(place.workplace.employer, "name", "De Linde"),
    "a postcode's name": lambda _s, _m, place: setattr(place.workplace.postcode, "municipality", "Dordrecht"),
    "an occupation's name": lambda _s, _m, place: setattr(place.occupation, "label_nl", "tuinder"),
    "an account": lambda _s, make, _p: make.coach(),
    "a statement about accounts": lambda session, _m, _p: session.execute(update(User).values(name="Anna")),
}
REBUILDS: dict[str, Callable[[Session, Make, Place], object]] = {
    "a postcode that moves": lambda _s, _m, place: setattr(place.workplace.postcode, "x", 106_000),
    "an occupation's interests": lambda _s, _m, place: (
        setattr(place.occupation, "interests", INTERESTS),
        setattr(place.occupation, "interests_from", InterestsFrom.OWN),
    ),
    "the end of an occupation": lambda session, _m, place: session.delete(place.occupation),
    "a statement that changes places": lambda session, _m, _p: session.execute(update(Place).values(seats=3)),
    "a statement on the table": lambda session, _m, _p: session.execute(update(Place.__table__).values(seats=3)),
    "a statement that deletes tasks": lambda session, _m, _p: session.execute(delete(Task)),
    "a statement that adds youths": lambda session, _m, _p: session.execute(insert(Youth), [{"name": "Noa"}]),
    "a statement that gives rows": lambda session, _m, _p: session.scalars(
        select(Youth).from_statement(insert(Youth).values(name="Noa").returning(Youth))
    ).all(),
    "a query that changes": lambda session, _m, _p: session.query(Workplace).update({"buddy_name": "Jo"}),
    "being asked": lambda session, _m, _p: request_rebuild(session),
}


@pytest.fixture
def place(make: Make) -> Place:
    """A place with all that hangs on it, among others."""
    make.place(tasks=1, workplace=make.workplace(x=105_000, y=425_000))
    return make.place(tasks=2, workplace=make.workplace(x=105_000, y=425_000), occupation=make.occupation())


@pytest.fixture
def youth(make: Make) -> Youth:
    """A youth with all that hangs on them, among others."""
    make.youth(own={"reading": 2})
    youth = make.youth(own={"reading": 2}, seen={"reading": 3})
    make.correction(youth, make.workplace(), 40)
    return youth


class TestWhatIsTold:
    @pytest.mark.parametrize("act", PLACE_CHANGES.values(), ids=PLACE_CHANGES)
    def test_a_place_by_its_id(self, session: Session, make: Make, place: Place, told: Told, act: Any) -> None:
        told()
        id_ = place.id

        act(session, make, place)

        only(told(), places={id_})

    @pytest.mark.parametrize("act", YOUTH_CHANGES.values(), ids=YOUTH_CHANGES)
    def test_a_youth_by_their_id(self, session: Session, make: Make, youth: Youth, told: Told, act: Any) -> None:
        told()
        id_ = youth.id

        act(session, make, youth)

        only(told(), youths={id_})

    @pytest.mark.parametrize("act", NO_CHANGES.values(), ids=NO_CHANGES)
    def test_nothing(self, session: Session, make: Make, place: Place, told: Told, act: Any) -> None:
        before = told()

        act(session, make, place)

        assert told() == Changes(before.latest)

    @pytest.mark.parametrize("act", REBUILDS.values(), ids=REBUILDS)
    def test_a_rebuild_in_one_row(self, session: Session, make: Make, place: Place, told: Told, act: Any) -> None:
        before = told()
        place.seats = 2  # goes under in it

        act(session, make, place)

        assert told() == Changes(before.latest + 1, rebuild=True)
        assert rows_after(session, 0) == [(None, None)]

    def test_new_rows_by_their_new_ids(self, make: Make, place: Place, told: Told) -> None:
        told()

        added, youth = make.place(tasks=2), make.youth(own={"reading": 2})

        only(told(), places={added.id}, youths={youth.id})

    def test_each_once(self, session: Session, make: Make, place: Place, told: Told) -> None:
        known = told().latest

        for seats in (2, 3, 4):
            place.seats = seats
            session.flush()
        make.task(place)
        session.commit()

        assert rows_after(session, known) == [(place.id, None)]

    def test_all_places_of_a_workplace_and_of_an_employer(self, session: Session, make: Make, told: Told) -> None:
        workplace = make.workplace()
        here = {make.place(workplace=workplace).id for _ in range(3)}
        elsewhere = make.place(workplace=make.workplace(employer=workplace.employer)).id
        make.place()
        told()

        workplace.surroundings = frozenset({"noise"})
        only(told(), places=here)

        workplace.employer.sbi = None
        only(told(), places={*here, elsewhere})

    @pytest.mark.parametrize("known_before", [True, False])
    def test_both_places_of_a_task_that_moves(
        self, session: Session, make: Make, told: Told, known_before: bool
    ) -> None:
        from_, to = make.place(tasks=2), make.place()
        task = from_.tasks[0]
        told()
        if known_before:
            assert task.place_id == from_.id

        task.place_id = to.id

        only(told(), places={from_.id, to.id})

    def test_both_places_of_a_task_that_is_taken_along(self, session: Session, make: Make, told: Told) -> None:
        from_, to = make.place(tasks=1).id, make.place().id
        told()
        session.expunge_all()

        task = session.scalars(select(Task).where(Task.place_id == from_)).one()
        session.expire(task)
        other = session.get_one(Place, to)
        other.tasks.append(task)

        only(told(), places={from_, to})

    @pytest.mark.parametrize("what", ["views", "corrections"])
    def test_both_youths_of_what_moves(self, session: Session, make: Make, youth: Youth, told: Told, what: str) -> None:
        to, moved = make.youth(), getattr(youth, what)[0]
        told()

        moved.youth_id = to.id

        only(told(), youths={youth.id, to.id})

    def test_everything_when_it_is_too_much_to_name(self, session: Session, make: Make, told: Told) -> None:
        def add(places: int) -> None:
            session.add_all(Place(kind=Kind.OPENING, title="Helpen", workplace=workplace) for _ in range(places))

        workplace = make.workplace()
        make.place(workplace=workplace)
        told()

        add(MOST)
        assert len(told().places) == MOST

        add(MOST + 1)
        assert told().rebuild

        workplace.surroundings = frozenset({"noise"})
        assert told().rebuild

    def test_a_row_is_about_one_thing(self, session: Session) -> None:
        with pytest.raises(IntegrityError):
            session.execute(insert(PlaceChange).values(place_id=1, youth_id=1))


class TestTheTransaction:
    def test_what_is_only_flushed_is_not_told(self, session: Session, place: Place, told: Told) -> None:
        known = told().latest

        place.seats = 2
        session.flush()

        assert latest(session) == known

    def test_what_is_rolled_back_is_never_told(self, session: Session, make: Make, place: Place, told: Told) -> None:
        youth = make.youth()
        told()
        place.seats = 2
        session.flush()
        request_rebuild(session)
        session.rollback()

        youth.name = "Noa"

        only(told(), youths={youth.id})

    def test_what_a_closed_session_left_is_never_told(self, session: Session, place: Place, told: Told) -> None:
        before = told()
        place.seats = 2
        session.flush()
        session.close()

        assert told() == Changes(before.latest)

    def test_a_savepoint_waits_for_the_commit(self, session: Session, make: Make, place: Place, told: Told) -> None:
        youth = make.youth()
        known = told().latest

        with session.begin_nested():
            place.seats = 2
        assert latest(session) == known
        savepoint = session.begin_nested()
        youth.name = "Noa"
        session.flush()
        savepoint.rollback()
        assert latest(session) == known

        assert place.id in told().places

    def test_an_open_savepoint_is_committed_with_the_rest(self, session: Session, place: Place, told: Told) -> None:
        told()

        session.begin_nested()
        place.seats = 2

        only(told(), places={place.id})

    def test_a_session_of_a_block_tells_as_well(self, alone: Engine) -> None:
        with Session(alone) as session, session.begin():
            id_ = Make(session).place().id

        with Session(alone) as session:
            assert changes_since(session, 0) == Changes(1, places=frozenset({id_}))


class TestReading:
    def test_an_empty_log_tells_nothing(self, alone: Engine) -> None:
        with alone.connect() as connection:
            assert latest(connection) == 0
            assert changes_since(connection, 0) == Changes(0)

    def test_takes_one_query(self, alone: Engine) -> None:
        sent: list[str] = []
        fill(alone, 3)
        event.listen(alone, "before_cursor_execute", lambda *details: sent.append(details[2]))

        with alone.connect() as connection:
            latest(connection)
            sent.clear()
            assert changes_since(connection, 1) == Changes(3, places=frozenset({2, 3}))

        assert len(sent) == 1

    def test_the_same_twice_tells_the_same(self, alone: Engine) -> None:
        fill(alone, 3)

        with alone.connect() as connection:
            assert changes_since(connection, 1) == changes_since(connection, 1)

    def test_a_change_that_is_told_twice_counts_once(self, alone: Engine) -> None:
        fill(alone, 3)

        with alone.begin() as connection:
            connection.execute(text("INSERT INTO place_change (place_id) SELECT place_id FROM place_change"))

            assert changes_since(connection, 1) == Changes(6, places=frozenset({1, 2, 3}))


class TestABrokenLog:
    @pytest.mark.parametrize(
        ("fault", "known", "why"),
        [
            ("seq = 4", 2, "row 4 is missing"),
            ("seq IN (4, 5)", 4, "row 4 is missing"),
            ("seq = 2", 2, "row 2 is missing"),
            ("seq <= 3", 0, "row 1 is missing"),
            ("seq <= 3", 2, "row 2 is missing"),
            ("seq > 3", 5, "the log ends before row 5"),
            ("seq > 0", 6, "the log ends before row 6"),
        ],
    )
    def test_is_recognised(self, alone: Engine, fault: str, known: int, why: str) -> None:
        fill(alone, 6)

        with alone.begin() as connection:
            connection.execute(text(f"DELETE FROM place_change WHERE {fault}"))

            assert changes_since(connection, known) == Changes(latest(connection), rebuild=True, broken=why)

    def test_never_gives_a_number_twice(self, alone: Engine) -> None:
        fill(alone, 6)
        with alone.begin() as connection:
            connection.execute(text("DELETE FROM place_change"))

        fill(alone, 6)

        with alone.connect() as connection:
            assert changes_since(connection, 6) == Changes(12, rebuild=True, broken="row 6 is missing")

    def test_is_whole_where_it_was_not_yet_read(self, alone: Engine) -> None:
        fill(alone, 6)

        with alone.begin() as connection:
            connection.execute(text("DELETE FROM place_change WHERE seq < 4"))

            assert changes_since(connection, 4) == Changes(6, places=frozenset({5, 6}))

    def test_a_rebuild_heals_all_before_it(self, alone: Engine) -> None:
        fill(alone, 3)
        with Session(alone) as session:
            request_rebuild(session)
            session.commit()
        fill(alone, 1)

        with alone.connect() as connection:
            for known in range(4):
                assert changes_since(connection, known) == Changes(5, rebuild=True)
            assert changes_since(connection, 4) == Changes(5, places=frozenset({4}))
            assert connection.scalar(select(func.min(PlaceChange.seq))) == 4

    def test_a_commit_that_fails_loses_nothing(self, alone: Engine) -> None:
        fill(alone, 2)
        with writing(alone) as session:
            event.listen(session, "before_commit", fail)  # comes after what has written the log
            Make(session).place()
            with pytest.raises(Broken):
                session.commit()
        fill(alone, 1)

        broken = {"sqlite": None, "postgresql": "row 3 is missing"}[alone.dialect.name]
        with alone.connect() as connection:
            changes = changes_since(connection, 2)
            assert changes.broken == broken
            assert changes.rebuild or changes.places == {place.id for place in load_places(connection)} - {1, 2}


class TestTheLength:
    def test_stays_what_is_kept(self, alone: Engine) -> None:
        fill(alone, 2)
        table: Table = PlaceChange.__table__  # type: ignore[assignment]
        with alone.begin() as connection:
            connection.execute(insert(table), [{"place_id": 1}] * KEPT)
            assert changes_since(connection, 2).rebuild  # more than is read at once

        fill(alone, 1)

        with alone.connect() as connection:
            assert connection.scalar(select(func.count()).select_from(PlaceChange)) == KEPT
            assert changes_since(connection, 4) == Changes(KEPT + 3, places=frozenset({1, 3}))
            assert changes_since(connection, 3) == Changes(KEPT + 3, rebuild=True, broken="row 3 is missing")


class TestSeveralWriters:
    def test_one_held_open_while_another_commits_is_not_lost(self, alone: Engine) -> None:
        first, second = fill(alone, 2)
        reader = Reader(alone)

        with ThreadPoolExecutor() as threads, writing(alone) as held:
            held.get_one(Place, first).seats = 2
            held.flush()
            other = threads.submit(give_seats, alone, [second], 2)
            if alone.dialect.name == "postgresql":
                other.result(PATIENCE)  # SQLite lets one write at a time
                assert reader.follow() == {second}
            else:
                assert reader.follow() == set()
            held.commit()
            other.result(PATIENCE)

        assert first in reader.follow()
        assert reader.seats == {first: 2, second: 2}

    def test_numbers_are_seen_in_their_order(self, alone: Engine) -> None:
        first, second = fill(alone, 2)
        reader = Reader(alone)

        with ThreadPoolExecutor() as threads, SlowCommit(alone) as slow:
            one = threads.submit(give_seats, slow.engine, [first], 2)
            slow.wait()
            other = threads.submit(give_seats, alone, [second], 2)
            wait([other], timeout=MOMENT)
            in_between = reader.follow()
            slow.go_on()
            one.result(PATIENCE)
            other.result(PATIENCE)

        assert in_between == set()
        reader.follow()
        assert reader.seats == {first: 2, second: 2}
        with Session(alone) as session:
            assert rows_after(session, 2) == [(first, None), (second, None)]

    def test_a_place_that_comes_meanwhile_is_told_with_its_workplace(self, alone: Engine) -> None:
        (first,) = fill(alone, 1)
        with Session(alone) as session:
            workplace_id = session.get_one(Place, first).workplace_id

        with ThreadPoolExecutor() as threads, SlowCommit(alone) as slow:
            one = threads.submit(add_place, slow.engine, workplace_id)
            slow.wait()
            other = threads.submit(make_noisy, alone, workplace_id)
            wait([other], timeout=MOMENT)
            slow.go_on()
            added = one.result(PATIENCE)
            other.result(PATIENCE)

        with Session(alone) as session:
            assert rows_after(session, 1) == [(added, None), (first, None), (added, None)]

    def test_a_reader_among_many_is_always_right_in_the_end(self, alone: Engine) -> None:
        places = fill(alone, 5)
        reader = Reader(alone)

        def write(number: int) -> None:
            choices = random.Random(number)
            for seats in range(number, 200, 10):  # other numbers than the others give, so each is a change
                # In one order, as of two that wait for each other one would be refused.
                give_seats(alone, sorted(choices.sample(places, 2)), seats)

        with ThreadPoolExecutor() as threads:
            writers = [threads.submit(write, number) for number in range(2, 6)]
            while any(not writer.done() for writer in writers):
                reader.follow()
            for writer in writers:
                writer.result()

        reader.follow()
        with Session(alone) as session:
            assert reader.seats == {place.id: place.seats for place in load_places(session)}
            assert latest(session) == 5 + 4 * 20 * 2


class Reader:
    """Keeps the seats of every place and follows the log, as a process with a table does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with engine.connect() as connection:
            self.known = latest(connection)
            self.seats = {place.id: place.seats for place in load_places(connection)}

    def follow(self) -> set[int]:
        """Take over what is newer; the places that were told. The log must be whole."""
        with self.engine.connect() as connection:
            changes = changes_since(connection, self.known)
            assert (changes.rebuild, changes.broken) == (False, None)
            self.seats |= {place.id: place.seats for place in load_places(connection, changes.places)}
        self.known = changes.latest
        return set(changes.places)


class SlowCommit:
    """An engine on the same database whose commits wait, after their last statement, until they may go on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = make_engine(str(engine.url))
        self._is_there, self._may_go_on = threading.Event(), threading.Event()
        event.listen(self.engine, "commit", self._hold)

    def _hold(self, _connection: Connection) -> None:
        self._is_there.set()
        self._may_go_on.wait(PATIENCE)

    def wait(self) -> None:
        """Until a commit waits."""
        assert self._is_there.wait(PATIENCE)

    def go_on(self) -> None:
        self._may_go_on.set()

    def __enter__(self) -> "SlowCommit":
        return self

    def __exit__(self, *_error: object) -> None:
        self.go_on()
        self.engine.dispose()


class Broken(Exception):
    """A commit that a test has fail."""


def fail(_session: Session) -> None:
    raise Broken


@pytest.fixture
def alone(empty_database_url: str) -> Iterator[Engine]:
    """A database of the test's own, so that several can commit to it."""
    schema.upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session as a request has it that writes."""
    with Session(engine) as session:
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        yield session


def fill(engine: Engine, places: int) -> list[int]:
    """Add places, each in a commit and so a row of its own; their ids."""
    ids = []
    for _ in range(places):
        with writing(engine) as session:
            place = Make(session).place()
            session.commit()
            ids.append(place.id)
    return ids


def add_place(engine: Engine, workplace_id: int) -> int:
    with writing(engine) as session:
        place = Make(session).place(workplace=session.get_one(Workplace, workplace_id))
        session.commit()
        return place.id


def make_noisy(engine: Engine, workplace_id: int) -> None:
    with writing(engine) as session:
        session.get_one(Workplace, workplace_id).surroundings = frozenset({"noise"})
        session.commit()


def give_seats(engine: Engine, place_ids: Iterable[int], seats: int) -> None:
    with writing(engine) as session:
        for id_ in place_ids:
            session.get_one(Place, id_, with_for_update=True).seats = seats
            session.flush()
        session.commit()
