"""The live table: what was committed is in the next list, in every process and thread, and nothing else is."""

import multiprocessing
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from random import Random
from threading import Barrier, Event
from typing import Any, Final

import pytest
from sqlalchemy import Engine, delete, event, insert, select, update
from sqlalchemy.orm import ORMExecuteState, Session

from matcher import PlaceTable, Ranking, Reference, YouthProfile, rank_places
from matcher.fast import memory
from matcher.fast.memory import NotEnoughMemory
from matcher.profiles import Offer
from matcher.vocabulary import Ability, Aim, Condition, Demand, Kind, Means, Sector, Wish
from models import schema
from models.change import PlaceChange, request_rebuild
from models.engine import make_engine
from models.loading import load_places
from models.place import Place, PlaceState
from models.postcode import Postcode
from models.task import Task
from models.workplace import Workplace
from tests.make import TODAY, Make
from web.services import live, matching
from web.services.live import is_ready, places_table, warm_up

SPOTS: Final = ((105_000, 425_000), (107_000, 426_000), (109_000, 424_000), (180_000, 480_000), (None, None))
SAM: Final = YouthProfile(
    id=1,
    birth_date=date(2006, 5, 4),
    home=SPOTS[0],
    reach={Means.BICYCLE: 40.0},
    hours=(16, 32),
    abilities={Ability.READING: (2, 3), Ability.STAMINA: (2, 2)},
    bears={Demand.NOISE: 1},
    needs={Condition.BUDDY: 2, Condition.QUIET_SPOT: 1},
    wishes={Sector.GREEN.value: Wish.WANTED},
    income_needed=80_000,
)
ROBIN: Final = YouthProfile(id=2, reach={Means.CAR: 60.0}, aim=Aim.FINDING_OUT)
KIM: Final = YouthProfile(id=3, home=SPOTS[1], reach={Means.WALK: 60.0}, needs={Condition.BUDDY: 3})


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """A database of the test's own, in which things are really committed."""
    schema.upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@dataclass(frozen=True)
class Kept:
    """Ids of what is in the database."""

    places: tuple[int, ...]
    workplace: int
    postcodes: tuple[str, ...]


@pytest.fixture
def kept(engine: Engine) -> Kept:
    """Three open places at one workplace and two elsewhere, each with two tasks; and postcodes to move to."""
    with Session(engine) as session:
        make = Make(session)
        postcodes = [make.postcode(x=x, y=y) for x, y in SPOTS]
        workplace = make.workplace(postcode=postcodes[0], offers={Condition.BUDDY: Offer(1, 2)})
        spots = [workplace, workplace, workplace, *(make.workplace(postcode=postcodes[n]) for n in (1, 2))]
        places = [make.place(workplace=spot, tasks=2, pay=1_600, hours_least=16, hours_most=24) for spot in spots]
        session.commit()
        return Kept(tuple(place.id for place in places), workplace.id, tuple(one.code for one in postcodes))


def ranking(session: Session, youth: YouthProfile = SAM, k: int = 50) -> Ranking:
    """What a youth gets by the live table."""
    return rank_places(youth, places_table(session), on=TODAY, k=k, records=lambda ids: load_places(session, ids))


def listed(engine: Engine) -> list[int]:
    """The ids in Sam's next list, best first."""
    with Session(engine) as session:
        return [match.place_id for match in ranking(session).matches]


def by_live_table(engine: Engine, youth: YouthProfile = SAM) -> dict[str, Any]:
    with Session(engine) as session:
        return ranking(session, youth).to_dict()


def from_scratch(engine: Engine, youth: YouthProfile = SAM) -> dict[str, Any]:
    """The same by a table that was built this moment."""
    with Session(engine) as session:
        table = PlaceTable.build(load_places(session), Reference.default())
    return rank_places(youth, table, on=TODAY, k=50).to_dict()


def change(engine: Engine, *acts: Callable[[Session], object]) -> None:
    """Do these together and commit, as a request that writes does."""
    with Session(engine) as session:
        session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
        for act in acts:
            act(session)
        session.commit()


def setting(place_id: int, **values: Any) -> Callable[[Session], None]:
    """Give a place other values."""

    def act(session: Session) -> None:
        place = session.get_one(Place, place_id)
        for name, value in values.items():
            setattr(place, name, value)

    return act


def _first_task(session: Session, kept: Kept) -> Task:
    return session.scalars(select(Task).where(Task.place_id == kept.places[0])).first()


def _put(row: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)


CHANGES: Final[Mapping[str, Callable[[Session, Kept], object]]] = {
    "pay": lambda session, kept: _put(session.get_one(Place, kept.places[0]), pay=2_400),
    "hours": lambda session, kept: _put(session.get_one(Place, kept.places[0]), hours_least=30, hours_most=40),
    "paused": lambda session, kept: _put(session.get_one(Place, kept.places[0]), state=PlaceState.PAUSED),
    "no seat left": lambda session, kept: _put(session.get_one(Place, kept.places[0]), seats=0),
    "moved to another workplace": lambda session, kept: _put(
        session.get_one(Place, kept.places[0]), workplace_id=session.get_one(Place, kept.places[4]).workplace_id
    ),
    "support at the workplace": lambda session, kept: _put(
        session.get_one(Workplace, kept.workplace), offers={Condition.BUDDY: Offer(3, 3)}
    ),
    "surroundings of the workplace": lambda session, kept: _put(
        session.get_one(Workplace, kept.workplace), surroundings=frozenset({Demand.NOISE})
    ),
    "the workplace elsewhere": lambda session, kept: _put(
        session.get_one(Workplace, kept.workplace), postcode_code=kept.postcodes[2]
    ),
    "the employer's activity": lambda session, kept: _put(
        session.get_one(Workplace, kept.workplace).employer, sbi="0113"
    ),
    "a task": lambda session, kept: _put(_first_task(session, kept), demands={Demand.NOISE: 3}),
    "a task more": lambda session, kept: Make(session).task(
        session.get_one(Place, kept.places[0]), asks={Ability.READING: {"level": 5, "often": "always"}}
    ),
    "a task less": lambda session, kept: session.delete(_first_task(session, kept)),
    "a place more": lambda session, kept: Make(session).place(
        workplace=session.get_one(Workplace, kept.workplace), tasks=1
    ),
    "a place less": lambda session, kept: session.delete(session.get_one(Place, kept.places[0])),
    "places less, by a statement": lambda session, kept: session.execute(
        delete(Place).where(Place.id.in_(kept.places[:2]))
    ),
}


class TestTheNextList:
    @pytest.mark.parametrize("what", CHANGES)
    def test_shows_a_change_of(self, engine, kept, what):
        before = by_live_table(engine)

        change(engine, lambda session: CHANGES[what](session, kept))

        assert by_live_table(engine) == from_scratch(engine) != before

    def test_shows_a_place_that_is_open_again(self, engine, kept):
        first = listed(engine)
        change(engine, setting(kept.places[1], state=PlaceState.PAUSED))
        assert kept.places[1] not in listed(engine)

        change(engine, setting(kept.places[1], state=PlaceState.OPEN))

        assert listed(engine) == first

    def test_of_a_youth_who_changed_is_made_with_the_same_table(self, engine, kept):
        with Session(engine) as session:
            table = places_table(session)
        with Session(engine) as session:
            Make(session).youth()
            session.commit()
            assert places_table(session) is table

    @pytest.mark.parametrize("seed", range(3))
    def test_after_any_series_of_changes_is_that_of_a_table_from_scratch(self, engine, kept, seed):
        random = Random(f"changes {seed}")
        by_live_table(engine)
        for _ in range(25):
            with Session(engine) as session:
                session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
                for _ in range(random.choice((1, 1, 1, 2, 5))):
                    _anything(session, random)
                if random.random() < 0.2:
                    session.flush()
                    session.rollback()
                else:
                    session.commit()
            for youth in (SAM, ROBIN, KIM):
                assert by_live_table(engine, youth) == from_scratch(engine, youth)


def _anything(session: Session, random: Random) -> None:
    """One change of any sort."""
    places = list(session.scalars(select(Place).order_by(Place.id)))
    workplace = random.choice(list(session.scalars(select(Workplace).order_by(Workplace.id))))
    codes = list(session.scalars(select(Postcode.code).order_by(Postcode.code)))
    place = random.choice(places)
    sort = random.randrange(9)
    if sort == 0 and len(places) > 2:
        session.delete(place)
    elif sort == 1:
        Make(session).place(workplace=workplace, tasks=random.randrange(3), kind=random.choice(list(Kind)))
    elif sort == 2:
        place.state = random.choice((PlaceState.OPEN, PlaceState.OPEN, PlaceState.PAUSED))
    elif sort == 3:
        place.seats = random.randrange(3)
    elif sort == 4:
        place.pay = random.choice((None, 0, 1_500, 1_600, 2_400))
    elif sort == 5:
        workplace.offers = {Condition.BUDDY: Offer(random.randrange(3), 3)} if random.random() < 0.8 else {}
    elif sort == 6:
        workplace.postcode_code = random.choice(codes)
    elif sort == 7 and place.tasks:
        random.choice(place.tasks).demands = {Demand.NOISE: random.randint(1, 3)}
    else:
        Make(session).task(place, minutes_each=random.randint(10, 90))
    session.flush()


class TestWhatWasNotCommitted:
    def test_never_enters_the_table(self, engine, kept):
        before = by_live_table(engine)
        with Session(engine) as session:
            session.get_one(Place, kept.places[0]).seats = 0
            session.flush()
            assert by_live_table(engine) == before
            assert ranking(session).total == 5  # nor for the one who wrote it
            session.rollback()

        assert by_live_table(engine) == before == from_scratch(engine)

    def test_does_not_enter_a_table_that_is_built_meanwhile(self, engine, kept):
        with Session(engine) as session:
            session.get_one(Place, kept.places[0]).seats = 0
            session.flush()
            assert ranking(session).total == 5
            session.rollback()

        assert by_live_table(engine) == from_scratch(engine)

    def test_is_left_out_of_the_page_of_the_one_who_wrote_it(self, engine, kept):
        with Session(engine) as session:
            session.get_one(Place, kept.places[0]).seats = 0
            session.flush()

            assert kept.places[0] not in [match.place_id for match in ranking(session).matches]

    def test_of_one_writer_does_not_hide_what_another_commits(self, engine, kept):
        """One writes and stays; another comes, and commits as soon as it may; the reader asks all along."""
        listed(engine)
        with ThreadPoolExecutor(1) as pool, Session(engine) as slow:
            slow.get_one(Place, kept.places[0]).seats = 0
            slow.flush()
            quick = pool.submit(change, engine, setting(kept.places[1], seats=0))
            Event().wait(0.3)
            meanwhile = listed(engine)
            committed = quick.done()
            slow.commit()
            quick.result()

        assert kept.places[0] in meanwhile
        assert (kept.places[1] in meanwhile) is not committed
        assert not set(kept.places[:2]) & set(listed(engine))


class TestTwoProcesses:
    def test_see_each_others_changes_in_the_next_list(self, engine, kept, empty_database_url):
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        other = context.Process(target=_other_process, args=(empty_database_url, there), daemon=True)
        other.start()
        try:
            assert _asked(here) == listed(engine) == _asked(here)

            change(engine, setting(kept.places[0], seats=0))
            assert kept.places[0] not in _asked(here)

            assert kept.places[1] not in _asked(here, kept.places[1])
            assert listed(engine) == _asked(here)
        finally:
            here.send(None)
            other.join(20)
        assert other.exitcode == 0


def _asked(pipe: Pipe, place_id: int = 0) -> list[int]:
    """The next list of the other process, after it gave that place no seat."""
    pipe.send(place_id)
    assert pipe.poll(60)
    found: list[int] = pipe.recv()
    return found


def _other_process(url: str, pipe: Pipe) -> None:
    engine = make_engine(url)
    while (place_id := pipe.recv()) is not None:
        if place_id:
            change(engine, setting(place_id, seats=0))
        pipe.send(listed(engine))
    engine.dispose()


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns many times within one change."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


class TestManyThreads:
    def test_build_one_table(self, engine, kept):
        assert len({id(table) for table in _at_once(engine)}) == 1

    def test_build_one_table_anew(self, engine, kept):
        (first, *_rest) = _at_once(engine)
        change(engine, request_rebuild)

        tables = {id(table) for table in _at_once(engine)}

        assert len(tables) == 1
        assert id(first) not in tables

    def test_get_lists_of_what_was_committed_at_some_moment(self, engine, kept, restless):
        """With each commit every open place of a workplace closes and every closed one opens: always half of them."""
        with Session(engine) as session:
            make = Make(session)
            spot = session.get_one(Workplace, kept.workplace)
            states = [PlaceState.OPEN, PlaceState.PAUSED] * 50
            flipping = [make.place(workplace=spot, state=state).id for state in states]
            session.commit()
        done = Event()

        def ask() -> tuple[set[int], list[set[int]]]:
            """All totals, also of a table that was asked for before it changed; and the lists."""
            totals, lists = set(), []
            while not done.is_set() or not lists:
                with Session(engine) as session:
                    lists.append({match.place_id for match in ranking(session, k=5).matches})
                    table = places_table(session)
                totals.update(rank_places(SAM, table, on=TODAY, k=0).total for _ in range(50))
            return totals, lists

        with ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(ask) for _ in range(8)]
            for _ in range(4):
                states.reverse()
                change(engine, *(setting(id_, state=state) for id_, state in zip(flipping, states, strict=True)))
            done.set()
            found = [asked.result() for asked in asking]

        assert set().union(*(totals for totals, _lists in found)) == {55}
        # Of a list whose places flipped while it was made, those are left out that are closed by now.
        halves = [{*kept.places, *flipping[start::2]} for start in (0, 1)]
        assert all(ids <= halves[0] or ids <= halves[1] for _totals, lists in found for ids in lists)
        assert by_live_table(engine) == from_scratch(engine)


def _at_once(engine: Engine) -> list[PlaceTable]:
    """The table that each of eight threads gets, which ask at the same moment."""
    together = Barrier(8)

    def ask() -> PlaceTable:
        with Session(engine) as session:
            together.wait()
            return places_table(session)

    with ThreadPoolExecutor(8) as pool:
        return [asked.result() for asked in [pool.submit(ask) for _ in range(8)]]


class TestALogThatDoesNotAddUp:
    def test_because_a_row_is_lost_heals_and_is_logged(self, engine, kept, caplog):
        listed(engine)
        change(engine, setting(kept.places[0], seats=0))
        change(engine, _lose_the_newest)
        change(engine, setting(kept.places[1], seats=0))

        assert by_live_table(engine) == from_scratch(engine)
        assert [record.levelname for record in caplog.records] == ["WARNING"]
        assert "built anew" in caplog.text
        listed(engine)
        assert len(caplog.records) == 1

    def test_because_a_row_came_twice_gives_the_right_list(self, engine, kept):
        listed(engine)
        change(engine, setting(kept.places[0], seats=0))
        change(engine, _double_the_newest)
        assert by_live_table(engine) == from_scratch(engine)

        change(engine, setting(kept.places[0], seats=1))
        assert by_live_table(engine) == from_scratch(engine)

    def test_because_it_was_put_back_to_an_older_state_heals_and_is_logged(self, engine, kept, caplog):
        change(engine, setting(kept.places[0], seats=0))
        change(engine, setting(kept.places[1], seats=0))
        listed(engine)
        change(engine, _lose_the_newest, lambda session: _past_the_log(session, kept.places[1]))

        assert by_live_table(engine) == from_scratch(engine)
        assert "built anew" in caplog.text


def _past_the_log(session: Session, place_id: int) -> None:
    """Give a place its seat back, as a backup that is put back does."""
    session.connection().execute(update(Place).where(Place.id == place_id).values(seats=1))


def _lose_the_newest(session: Session) -> None:
    newest = session.scalars(select(PlaceChange.seq).order_by(PlaceChange.seq.desc())).first()
    session.execute(delete(PlaceChange).where(PlaceChange.seq == newest))


def _double_the_newest(session: Session) -> None:
    place_id = session.scalars(select(PlaceChange.place_id).order_by(PlaceChange.seq.desc())).first()
    session.execute(insert(PlaceChange), [{"place_id": place_id}])


class TestAPlaceThatGoes:
    def test_while_its_page_is_made_is_left_out(self, engine, kept):
        """Between the record that is judged and the row that is shown; SQLite shows a request one moment only."""
        with Session(engine) as session:
            make = Make(session)
            coach = make.coach()
            youth = make.youth(coach=coach, postcode_code=kept.postcodes[0], reach={Means.BICYCLE: 40.0})
            session.commit()
            gone: list[int] = []

            def go(state: ORMExecuteState) -> None:
                if state.is_select and not gone and "FROM place " in str(state.statement):
                    gone.append(kept.places[0])
                    change(engine, lambda other: other.delete(other.get_one(Place, gone[0])))

            event.listen(session, "do_orm_execute", go)
            found = matching.places_for(session, youth.id, actor=coach, on=TODAY, language="nl")

        assert gone
        shown = {match.place_id for match in (*found.ranking.matches, *found.ranking.ask_first)}
        assert shown == set(found.places) == set(found.ways)
        assert set(kept.places[1:]) <= shown


class TestTheWarmUp:
    def test_makes_ready(self, engine, kept):
        assert not is_ready(engine)

        warm_up(engine).join(300)  # compiling what was never compiled here takes half a minute

        assert is_ready(engine)

    def test_waits_for_a_database_that_is_not_there_yet(self, empty_database_url, monkeypatch, caplog):
        monkeypatch.setattr(live, "PATIENCE", 0.1)
        monkeypatch.setenv("PLEK_NUMBA", "0")
        engine = make_engine(empty_database_url)

        warming = warm_up(engine)
        warming.join(1)
        assert not is_ready(engine)
        assert engine.dialect.name != "sqlite" or not Path(engine.url.database).exists()
        assert len(caplog.records) == 1

        schema.upgrade(empty_database_url)
        warming.join(60)
        assert is_ready(engine)
        engine.dispose()


class TestWithTooLittleMemory:
    def test_no_table_is_built_and_the_figures_are_told(self, engine, kept, tmp_path, monkeypatch):
        (tmp_path / "meminfo").write_text("MemAvailable: 1 kB\n")
        monkeypatch.setattr(memory, "PROC", tmp_path)

        with pytest.raises(NotEnoughMemory, match="table of 5 places"):
            listed(engine)
        monkeypatch.undo()
        assert len(listed(engine)) == 5
