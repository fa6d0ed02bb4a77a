"""Two people who change one row at the same moment, each in a session of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from matcher.vocabulary import Ability, Condition
from models import schema
from models.ability import Source
from models.account import User
from models.engine import make_engine
from models.youth import Youth
from tests.make import NOW, TODAY, Make
from web.services import places, youths
from web.services.errors import InvalidInput, Stale

Act = Callable[[Session, User], object]


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    """A database of the test's own, in which things are really committed."""
    schema.upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def kept(engine: Engine) -> tuple[int, int, int]:
    """Ids of a coach, a youth and a place."""
    with Session(engine) as session:
        make = Make(session)
        coach = make.coach()
        youth, place = make.youth(coach=coach, story="Ik fiets."), make.place(title="Kas")
        session.commit()
        return coach.id, youth.id, place.id


def at_once(engine: Engine, coach_id: int, *acts: Act) -> list[Stale | None]:
    """Let acts begin at the same moment, each as a write request does; the Stale each met, if any."""
    together = Barrier(len(acts))

    def run(act: Act) -> Stale | None:
        with Session(engine) as session:
            together.wait()
            session.connection(execution_options={"begin": "BEGIN IMMEDIATE"})
            try:
                act(session, session.get_one(User, coach_id))
            except Stale as error:
                return error
            session.commit()
            return None

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


class TestTwoAtOnce:
    def test_one_keeps_a_youth_and_the_other_sees_the_difference(self, engine, kept):
        coach_id, youth_id, _place_id = kept

        def telling(story: str) -> Act:
            return lambda session, actor: youths.edit_youth(session, youth_id, {"story": story}, version=1, actor=actor)

        met = [stale for stale in at_once(engine, coach_id, telling("een"), telling("twee")) if stale]

        assert [type(stale) for stale in met] == [Stale]
        (difference,) = met[0].differences
        with Session(engine) as session:
            youth = session.get_one(Youth, youth_id)
            assert (youth.version, difference.name, difference.current) == (2, "story", youth.story)
            assert {youth.story, difference.submitted} == {"een", "twee"}

    def test_one_keeps_an_ability_and_the_other_sees_the_difference(self, engine, kept):
        coach_id, youth_id, _place_id = kept

        def seeing(level: int) -> Act:
            sides = {Source.OWN: {Ability.READING: level}}
            return lambda session, actor: youths.edit_abilities(
                session, youth_id, sides, on=TODAY, version=1, actor=actor
            )

        met = [stale for stale in at_once(engine, coach_id, seeing(1), seeing(5)) if stale]

        assert [type(stale) for stale in met] == [Stale]
        assert [found.name for found in met[0].differences] == ["own.reading"]
        assert {met[0].differences[0].current, met[0].differences[0].submitted} == {1, 5}

    def test_the_same_twice_is_no_conflict(self, engine, kept):
        coach_id, _youth_id, place_id = kept

        def naming(session: Session, actor: User) -> object:
            return places.edit_place(session, place_id, {"title": "Buiten"}, version=1, actor=actor)

        met = [stale for stale in at_once(engine, coach_id, naming, naming) if stale]

        assert met == []

    def test_a_travel_time_sent_twice_is_kept_once(self, engine, kept):
        coach_id, youth_id, place_id = kept
        with Session(engine) as session:
            workplace_id = places.get_place(session, place_id, actor=session.get_one(User, coach_id)).workplace_id

        def travelling(session: Session, actor: User) -> object:
            held = session.get_one(Youth, youth_id)  # as the page has read it before
            list(held.corrections)
            return youths.correct_travel(session, youth_id, workplace_id, 25, was=None, at=NOW, actor=actor)

        assert at_once(engine, coach_id, travelling, travelling) == [None, None]
        with Session(engine) as session:
            assert [one.minutes for one in session.get_one(Youth, youth_id).corrections] == [25]


class TestAConflict:
    def test_holds_only_what_differs_and_writes_nothing(self, session, make):
        coach = make.coach()
        youth = make.youth(coach=coach, story="een", needs={Condition.BUDDY: 1})
        youths.edit_youth(session, youth.id, {"story": "twee"}, version=1, actor=coach)

        values = {"story": "drie", "needs": {Condition.BUDDY: 1}}
        with pytest.raises(Stale) as caught:
            youths.edit_youth(session, youth.id, values, version=1, actor=coach)

        assert [(found.name, found.current, found.submitted) for found in caught.value.differences] == [
            ("story", "twee", "drie")
        ]
        assert (caught.value.version, youth.story) == (2, "twee")

    def test_is_none_where_nothing_differs(self, session, make):
        coach = make.coach()
        youth = make.youth(coach=coach)
        youths.edit_youth(session, youth.id, {"story": "een"}, version=1, actor=coach)

        youths.edit_youth(session, youth.id, {"story": "een"}, version=1, actor=coach)

        assert youth.version == 2


class TestAValueTheRowCannotKeep:
    def test_names_its_field(self, session, make):
        coach = make.coach()
        youth = make.youth(coach=coach)

        with pytest.raises(InvalidInput) as caught:
            youths.edit_youth(session, youth.id, {"needs": {Condition.BUDDY: 7}}, version=1, actor=coach)

        assert set(caught.value.errors) == {"needs"}
