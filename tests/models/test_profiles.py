"""What the matcher may know: the same record for one row and for many, and nothing that it may not know."""

import gc
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from matcher.profiles import Offer, PlaceProfile, Task, WeekTime, YouthProfile
from matcher.vocabulary import Ability, Aim, Condition, Demand, Education, Hazard, Kind, Sector, Wish
from models import loading
from models.loading import AT_ONCE, iter_places, load_places, load_youths
from models.place import Place, PlaceState
from models.youth import Youth, exempt_on
from tests.make import TODAY, Make

INTERESTS = (0.1, 0.2, 0.3, 0.4, 0.5, 1.0)


def a_full_youth(make: Make) -> Youth:
    youth = make.youth(
        x=105_000,
        y=425_000,
        birth_date=date(2008, 2, 3),
        qualified=False,
        exempt=True,
        exempt_from=TODAY,
        school_minutes=600,
        reach={"bicycle": 30, "public_transport": 45.5},
        hours_least=16,
        hours_most=24.5,
        free=[[0, 540, 1020], [4, 540, 720]],
        earliest=date(2026, 4, 1),
        interests=INTERESTS,
        bears={"noise": 0, "walking": 3},
        skills=["esco:1", "esco:2"],
        goals=["esco:3"],
        languages={"nl": 3, "ti": 6},
        wishes={"animals": "wanted", "office": "excluded", "employer:7": "explore"},
        income_needed=120_000,
        matters_most=["travel", "support"],
        aim="finding_out",
        school_tired=True,
        needs={"quiet_spot": 2, "buddy": 0},
        urgent=["money", "housing"],
        own={"reading": 2, "care": 4},
        seen={"reading": 4, "stamina": 3},
        notes="Komt graag op tijd",
        email="sam@example.org",
    )
    make.correction(youth, make.workplace(), 55)
    return youth


def a_full_place(make: Make) -> Place:
    workplace = make.workplace(
        x=101_000,
        y=426_500,
        surroundings=["outdoors", "wet"],
        offers={"buddy": [1, 3], "quiet_spot": [0, 0]},
        employer=make.employer(sbi="0130"),
    )
    place = make.place(
        workplace=workplace,
        kind="learning",
        occupation=make.occupation(interests=INTERESTS, interests_from="own"),
        seats=2,
        hours_least=8,
        hours_most=32,
        times=[[0, 480, 960]],
        flexible_times=True,
        on_call=False,
        start=date(2026, 4, 1),
        until=date(2026, 12, 31),
        pay=1_499,
        languages={"nl": 2},
        licences=["own:licence"],
        taught=["esco:3"],
        pressure=1,
        education="bbl",
        school_like=2,
        expert_supervision=True,
    )
    make.task(place, asks={"reading": {"level": 2, "often": "often"}}, demands={"wet": 2}, skills=["esco:1"])
    make.task(place, asks={}, demands={}, interests=INTERESTS, hazards=["tractor"], minutes_each=45, times_a_week=2.5)
    return place


class TestYouth:
    def test_everything_that_is_known_reaches_the_matcher(self, make: Make) -> None:
        youth = a_full_youth(make)

        assert youth.profile(on=TODAY) == YouthProfile(
            id=youth.id,
            birth_date=date(2008, 2, 3),
            qualified=False,
            exempt=True,
            school_minutes=600,
            home=(105_000, 425_000),
            reach={"bicycle": 30, "public_transport": 45.5},  # type: ignore[dict-item]
            known_minutes={youth.corrections[0].workplace_id: 55},
            hours=(16, 24.5),
            free=(WeekTime(0, 540, 1020), WeekTime(4, 540, 720)),
            earliest=date(2026, 4, 1),
            interests=INTERESTS,
            abilities={Ability.READING: (2, 4), Ability.CARE: (4, 4), Ability.STAMINA: (3, 3)},
            bears={Demand.NOISE: 0, Demand.WALKING: 3},
            skills=frozenset({"esco:1", "esco:2"}),
            goals=frozenset({"esco:3"}),
            languages={"nl": 3, "ti": 6},
            needs={Condition.QUIET_SPOT: 2, Condition.BUDDY: 0},
            wishes={"animals": Wish.WANTED, "office": Wish.EXCLUDED, "employer:7": Wish.EXPLORE},
            income_needed=120_000,
            matters_most=("travel", "support"),  # type: ignore[arg-type]
            aim=Aim.FINDING_OUT,
            urgent=frozenset({"money", "housing"}),  # type: ignore[arg-type]
            school_tired=True,
        )

    def test_what_is_not_known_stays_unknown(self, make: Make) -> None:
        youth = make.youth(birth_date=None)

        assert youth.profile(on=TODAY) == YouthProfile(id=youth.id)

    def test_a_postcode_without_coordinates_is_no_home(self, make: Make) -> None:
        assert make.youth(x=None, y=None).profile(on=TODAY).home is None

    def test_named_travel_times_stand_in_for_the_corrections(self, make: Make) -> None:
        assert a_full_youth(make).profile(on=TODAY, known_minutes={9: 12.5}).known_minutes == {9: 12.5}

    @pytest.mark.parametrize(
        ("exempt", "exempt_from", "expected"),
        [
            (None, None, None),
            (False, None, False),
            (True, None, True),
            (True, TODAY, True),
            (True, TODAY - timedelta(days=1), True),
            (True, TODAY + timedelta(days=1), False),
        ],
    )
    def test_an_exemption_counts_from_its_day(
        self, exempt: bool | None, exempt_from: date | None, expected: bool | None
    ) -> None:
        assert exempt_on(TODAY, exempt, exempt_from) is expected

    def test_a_record_can_be_read_back_from_its_own_words(self, make: Make) -> None:
        profile = a_full_youth(make).profile(on=TODAY)

        assert YouthProfile.from_dict(profile.to_dict()) == profile


class TestPlace:
    def test_everything_that_is_said_reaches_the_matcher(self, make: Make) -> None:
        place = a_full_place(make)

        assert place.profile() == PlaceProfile(
            id=place.id,
            workplace=place.workplace_id,
            employer=place.workplace.employer_id,
            kind=Kind.LEARNING,
            sector=Sector.GREEN,
            surroundings=frozenset({Demand.OUTDOORS, Demand.WET}),
            at=(101_000, 426_500),
            tasks=(
                Task(
                    minutes=300,
                    asks={Ability.READING: 2},
                    demands={Demand.WET: 2},
                    skills=frozenset({"esco:1"}),
                ),
                Task(minutes=112.5, asks={}, demands={}, interests=INTERESTS, hazards=frozenset({Hazard.TRACTOR})),
            ),
            interests=INTERESTS,
            hours=(8, 32),
            times=(WeekTime(0, 480, 960),),
            flexible_times=True,
            on_call=False,
            start=date(2026, 4, 1),
            until=date(2026, 12, 31),
            pay=1_499,
            seats=2,
            open=True,
            languages={"nl": 2},
            licences=frozenset({"own:licence"}),
            taught=frozenset({"esco:3"}),
            offers={Condition.BUDDY: Offer(1, 3), Condition.QUIET_SPOT: Offer(0, 0)},
            pressure=1,
            education=Education.BBL,
            school_like=2,
            expert_supervision=True,
        )

    @pytest.mark.parametrize("state", PlaceState)
    def test_only_an_open_place_is_open(self, make: Make, state: PlaceState) -> None:
        assert make.place(state=state).profile().open is (state is PlaceState.OPEN)

    def test_a_sector_of_its_own_goes_before_the_employers(self, make: Make) -> None:
        assert make.place(sector="office").profile().sector is Sector.OFFICE

    def test_without_any_activity_the_sector_is_unknown(self, make: Make) -> None:
        place = make.place(workplace=make.workplace(employer=make.employer(sbi=None)))

        assert place.profile().sector is None

    def test_tasks_come_in_their_order(self, session: Session, make: Make) -> None:
        place = make.place(tasks=3)
        place.tasks[0].position = 9
        place.tasks[0].minutes_each = 7
        session.flush()
        session.expire(place)

        assert [task.minutes for task in place.profile().tasks] == [300, 300, 35]
        assert load_places(session, [place.id]) == [place.profile()]

    def test_a_record_can_be_read_back_from_its_own_words(self, make: Make) -> None:
        profile = a_full_place(make).profile()

        assert PlaceProfile.from_dict(profile.to_dict()) == profile


class TestManyAtOnce:
    def test_many_places_are_the_same_records_as_one_by_one(self, session: Session, make: Make) -> None:
        places = [a_full_place(make), make.place(), make.place(tasks=2), a_full_place(make)]
        places[1].workplace.postcode = make.postcode(x=None, y=None)
        session.flush()
        session.expire_all()

        assert load_places(session) == [place.profile() for place in places]
        assert load_places(session.connection()) == load_places(session)

    def test_many_youths_are_the_same_records_as_one_by_one(self, session: Session, make: Make) -> None:
        youths = [a_full_youth(make), make.youth(), make.youth(own={"care": 1}), a_full_youth(make)]
        session.expire_all()

        assert load_youths(session, on=TODAY) == [youth.profile(on=TODAY) for youth in youths]
        early = TODAY - timedelta(days=1)
        assert load_youths(session.connection(), on=early) == [youth.profile(on=early) for youth in youths]

    def test_only_those_asked_for_come_each_once(self, session: Session, make: Make) -> None:
        _, second, third = (make.place(tasks=1) for _ in range(3))
        sam, _, robin = (make.youth(own={"care": 2}) for _ in range(3))

        found = load_places(session, [third.id, second.id, third.id, 999_999])
        youths = load_youths(session, [robin.id, sam.id], on=TODAY)

        assert [place.id for place in found] == [second.id, third.id]
        assert all(place.tasks for place in found)
        assert [youth.id for youth in youths] == [sam.id, robin.id]
        assert load_places(session, []) == []

    def test_more_than_a_query_can_hold(self, session: Session, make: Make) -> None:
        place = make.place()

        assert [p.id for p in load_places(session, [place.id, *range(10**6, 10**6 + 2 * AT_ONCE)])] == [place.id]

    def test_the_number_of_queries_does_not_grow(self, session: Session, make: Make) -> None:
        for _ in range(5):
            a_full_place(make)
            a_full_youth(make)
        sent: list[str] = []
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))

        load_places(session)
        load_youths(session, on=TODAY)

        assert len(sent) == 7

    def test_nothing_to_load_is_an_empty_list(self, session: Session) -> None:
        assert load_places(session) == []
        assert load_youths(session, on=TODAY) == []


class TestOneAfterTheOther:
    @pytest.fixture
    def two_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(loading, "AT_ONCE", 2)

    @pytest.mark.usefixtures("two_at_once")
    def test_parts_put_together_are_all_of_them_in_their_order(self, session: Session, make: Make) -> None:
        places = [make.place(tasks=number % 3) for number in range(7)]
        youths = [make.youth(own={"care": 1 + number % 3}) for number in range(5)]
        session.delete(places.pop(3))  # what is left out in between is no end

        assert list(iter_places(session)) == [place.profile() for place in places]
        assert load_places(session, [place.id for place in reversed(places)]) == load_places(session)
        assert load_youths(session, on=TODAY) == [youth.profile(on=TODAY) for youth in youths]

    @pytest.mark.usefixtures("two_at_once")
    def test_no_more_is_read_than_is_wanted(self, session: Session, make: Make) -> None:
        for _ in range(7):
            make.place(tasks=1)
        places = iter_places(session)
        next(places)
        sent: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *arguments: sent.append(arguments[2]))

        next(places)
        assert sent == []
        next(places)
        assert len(sent) == 2

    @pytest.mark.usefixtures("two_at_once")
    def test_between_two_nothing_is_open(self, session: Session, make: Make) -> None:
        made = [make.place(tasks=2) for _ in range(5)]
        places = iter_places(session)
        next(places)

        session.execute(text("DROP INDEX ix_task_place_id"))  # refused while a query on its table is open

        assert [place.id for place in places] == [place.id for place in made[1:]]

    def test_two_may_be_read_side_by_side(self, session: Session, make: Make) -> None:
        places = [a_full_place(make) for _ in range(3)]

        pairs = list(zip(iter_places(session), iter_places(session), strict=True))

        assert pairs == [(place.profile(), place.profile()) for place in places]

    def test_what_the_session_has_not_written_yet_is_in_it(self, session: Session, make: Make) -> None:
        place = make.place(seats=1)
        place.seats = 4

        assert [found.seats for found in iter_places(session)] == [4]

    def test_the_same_tasks_are_one_record(self, session: Session, make: Make) -> None:
        first, second = make.place(tasks=2), make.place(tasks=1)
        make.task(second, minutes_each=61)

        tasks = [place.tasks for place in iter_places(session, [first.id, second.id])]

        assert tasks[0][0] is tasks[0][1] is tasks[1][0]
        assert tasks[1][1].minutes == 305

    def test_what_is_not_remembered_is_read_anew(
        self, session: Session, make: Make, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(loading, "TEXTS_KEPT", 1)
        monkeypatch.setattr(loading, "TASKS_KEPT", 1)
        places = [a_full_place(make), make.place(tasks=2), a_full_place(make), make.place(languages={"de": 1})]

        found = load_places(session)

        assert found == [place.profile() for place in places]
        assert found[0].tasks[0] is not found[2].tasks[0]


class TestTheCollector:
    @pytest.fixture(params=[True, False])
    def was_on(self, request: pytest.FixtureRequest) -> Iterator[bool]:
        before = gc.isenabled()
        (gc.enable if request.param else gc.disable)()
        yield request.param
        (gc.enable if before else gc.disable)()

    def test_is_as_it_was_after_and_in_between(self, session: Session, make: Make, was_on: bool) -> None:
        make.place(tasks=1)
        make.youth()

        found = [gc.isenabled() for _ in iter_places(session)]
        load_youths(session, on=TODAY)

        assert [*found, gc.isenabled()] == [was_on, was_on]

    def test_is_as_it_was_after_a_row_that_cannot_be_read(self, session: Session, make: Make, was_on: bool) -> None:
        make.place(tasks=1)
        session.execute(text("""UPDATE task SET demands = '{"juggling": 2}'"""))

        with pytest.raises(KeyError):
            load_places(session)

        assert gc.isenabled() is was_on


class TestPrivacy:
    @pytest.mark.parametrize(
        "secret", [{"name": "Robin"}, {"notes": "iets"}, {"email": "r@example.org"}, {"story": "Ik"}]
    )
    def test_what_the_matcher_may_not_know_changes_nothing(self, make: Make, secret: dict[str, Any]) -> None:
        youth = a_full_youth(make)
        before = youth.profile(on=TODAY)

        for name, value in secret.items():
            setattr(youth, name, value)

        assert youth.profile(on=TODAY) == before
