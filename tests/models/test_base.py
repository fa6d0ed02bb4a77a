"""What every table shares: sealed values, checked values, moments and versions."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matcher.profiles import Offer, WeekTime
from matcher.records import Invalid
from matcher.vocabulary import Condition, LifeMatter, Means
from models.base import Checked, Encrypted, Keys, NoKeys, keyed_hash, use_keys
from models.place import PlaceState
from models.tables import METADATA
from models.task import DayPart, Often
from models.youth import Youth
from tests.make import Make

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


class TestKeys:
    def test_a_renewed_key_still_opens_what_the_old_one_sealed(self, session: Session, make: Make) -> None:
        use_keys([OLD], "hash", "audit")
        youth = make.youth(notes="Belt liever niet")

        use_keys([NEW, OLD], "hash", "audit")
        session.refresh(youth)

        assert youth.notes == "Belt liever niet"

    def test_the_first_key_seals(self, session: Session, make: Make) -> None:
        use_keys([NEW, OLD], "hash", "audit")
        youth = make.youth(notes="Belt liever niet")

        use_keys([OLD], "hash", "audit")

        with pytest.raises(InvalidToken):
            session.refresh(youth)

    def test_nothing_is_sealed_or_hashed_without_keys(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Keys, "ring", None)
        monkeypatch.setattr(Keys, "hash_key", b"")

        with pytest.raises(NoKeys):
            keyed_hash("a@example.org")
        with pytest.raises((NoKeys, StatementError)):
            make.youth(notes="Belt liever niet")

    def test_an_address_has_one_hash_however_it_is_written(self) -> None:
        assert keyed_hash(" Sam@Example.ORG ") == keyed_hash("sam@example.org")

    def test_a_hash_tells_nothing_without_the_key(self) -> None:
        first = keyed_hash("sam@example.org")
        use_keys([OLD], "another hash key", "audit")

        assert keyed_hash("sam@example.org") != first


class TestCheckedValues:
    @pytest.mark.parametrize(
        ("column", "value", "path"),
        [
            ("needs", {"quiet": 1}, "needs.quiet"),
            ("needs", {"quiet_spot": 4}, "needs.quiet_spot"),
            ("urgent", ["weather"], "urgent[0]"),
            ("reach", {}, "reach"),
            ("reach", {"walk": 0}, "reach.walk"),
            ("free", [[7, 0, 60]], "free[0]"),
            ("free", [[1, 60, 60]], "free[0]"),
            ("interests", [0.1] * 5, "interests"),
            ("languages", {"nl": 7}, "languages.nl"),
            ("wishes", {"office2": "wanted"}, "wishes.office2"),
            ("matters_most", ["travel", "travel"], "matters_most"),
            ("skills", ["with space"], "skills[0]"),
            ("email", "no address", "email"),
            ("email", "a@b\n", "email"),
            ("telephone", "call me", "telephone"),
            ("notes", "a" * 10_001, "notes"),
        ],
    )
    def test_a_wrong_value_is_refused_with_its_place(self, column: str, value: Any, path: str) -> None:
        with pytest.raises(Invalid) as refused:
            Youth(name="Sam", **{column: value})

        assert refused.value.path == path

    def test_plain_values_become_typed_at_once_and_stay_so(self, session: Session, make: Make) -> None:
        youth = make.youth(
            needs={"quiet_spot": 2}, urgent=["money"], reach={"bicycle": 30}, free=[[0, 540, 1020]], skills=["x:1"]
        )
        before = (youth.needs, youth.urgent, youth.reach, youth.free, youth.skills)
        session.commit()
        session.refresh(youth)

        assert before == (youth.needs, youth.urgent, youth.reach, youth.free, youth.skills)
        assert youth.needs == {Condition.QUIET_SPOT: 2}
        assert youth.urgent == {LifeMatter.MONEY}
        assert youth.reach == {Means.BICYCLE: 30}
        assert youth.free == (WeekTime(0, 540, 1020),)

    def test_offers_and_asks_keep_their_shape(self, session: Session, make: Make) -> None:
        workplace = make.workplace(offers={"buddy": [1, 3]})
        task = make.task(
            make.place(workplace=workplace),
            asks={"reading": {"level": 2, "often": "often"}},
            bound="day_part",
            day_parts=[[0, "morning"]],
        )
        session.refresh(workplace)
        session.refresh(task)

        assert workplace.offers == {Condition.BUDDY: Offer(1, 3)}
        assert task.asks == {"reading": {"level": 2, "often": Often.OFTEN}}
        assert task.day_parts == ((0, DayPart.MORNING),)

    def test_not_known_is_null_in_the_database(self, session: Session, make: Make) -> None:
        youth = make.youth(reach=None, free=None, interests=None)

        row = session.execute(
            text("SELECT reach IS NULL, free IS NULL, interests IS NULL FROM youth WHERE id = :id"), {"id": youth.id}
        ).one()

        assert all(row)

    def test_nothing_wrong_comes_in_by_a_statement_either(self, session: Session, make: Make) -> None:
        youth = make.youth()

        with pytest.raises(StatementError) as refused:
            session.connection().execute(
                Youth.__table__.update().where(Youth.id == youth.id).values(bears={"noise": 9})
            )

        assert isinstance(refused.value.orig, Invalid)

    @pytest.mark.parametrize("words", ["a" * 10_000, "🌱 <b>hallo</b> ' \" \\ \r\n é", ""])
    def test_notes_come_back_as_they_were(self, session: Session, make: Make, words: str) -> None:
        youth = make.youth(notes=words)
        session.refresh(youth)

        assert youth.notes == words


class TestMoments:
    def test_a_moment_comes_back_in_utc(self, session: Session, make: Make) -> None:
        place = make.place()
        amsterdam = datetime(2026, 3, 2, 10, 30, tzinfo=timezone(timedelta(hours=1)))
        moved = place.move(PlaceState.PAUSED, by=None, at=amsterdam)
        session.flush()
        session.refresh(moved)

        assert moved.at == amsterdam
        assert moved.at.tzinfo is UTC

    def test_a_moment_without_a_time_zone_is_refused(self, session: Session, make: Make) -> None:
        make.place().move(PlaceState.PAUSED, by=None, at=datetime(2026, 3, 2, 10, 30))  # noqa: DTZ001

        with pytest.raises(StatementError, match="time zone"):
            session.flush()


class TestVersions:
    def test_every_change_counts(self, session: Session, make: Make) -> None:
        youth = make.youth()
        assert youth.version == 1

        youth.name = "Robin"
        session.flush()

        assert youth.version == 2

    def test_a_change_in_what_belongs_to_a_row_can_count_as_one_of_the_row(self, session: Session, make: Make) -> None:
        youth = make.youth(own={"reading": 2})

        youth.views[0].level = 3
        youth.touch()
        session.flush()

        assert youth.version == 2

    def test_a_row_that_somebody_else_changed_is_not_overwritten(self, session: Session, make: Make) -> None:
        youth = make.youth()
        session.connection().execute(Youth.__table__.update().where(Youth.id == youth.id).values(version=2))

        youth.name = "Robin"

        with pytest.raises(StaleDataError):
            session.flush()

    def test_a_statement_over_many_rows_needs_no_version_named(self, session: Session) -> None:
        session.connection().execute(Youth.__table__.insert().values(name="Sam"))

        assert session.scalars(select(Youth.version).where(Youth.name == "Sam")).one() == 1


EXAMPLES: dict[str, Any] = {
    "youth.reach": {"bicycle": 30, "car": 45.5},
    "youth.free": [[0, 540, 1020], [6, 0, 1440]],
    "youth.interests": [0, 0.1, 0.25, 0.5, 0.75, 1],
    "youth.bears": {"noise": 0, "flour": 3},
    "youth.skills": ["esco:1", "esco:2"],
    "youth.goals": ["esco:1"],
    "youth.languages": {"nl": 3, "ti": 0},
    "youth.wishes": {"animals": "wanted", "employer:7": "excluded"},
    "youth.matters_most": ["travel", "income"],
    "youth.needs": {"quiet_spot": 2, "buddy": 0},
    "youth.urgent": ["money", "housing"],
    "youth.notes": "Belt liever niet",
    "youth.story": "Ik werk graag buiten",
    "youth.older_reason": "Was lang ziek",
    "youth.email": "sam@example.org",
    "youth.telephone": "06 12345678",
    "workplace.surroundings": ["wet", "outdoors"],
    "workplace.offers": {"buddy": [1, 3], "step_list": [0, 0]},
    "place.times": [[0, 540, 1020]],
    "place.languages": {"nl": 6},
    "place.licences": ["own:1"],
    "place.taught": [],
    "task.day_parts": [[0, "morning"], [6, "afternoon"]],
    "task.times": [[2, 60, 61]],
    "task.asks": {"reading": {"level": 2, "often": "sometimes"}, "care": {"level": 5, "often": "always"}},
    "task.demands": {"walking": 1, "flour": 3},
    "task.skills": ["esco:9"],
    "task.interests": [0, 0, 0, 0, 0, 1],
    "task.hazards": ["tractor", "noise_85"],
    "occupation.alt_labels": ["kweker", "tuinder"],
    "occupation.interests": [1, 0, 0, 0, 0, 0],
    "employer.contact_email": "inkoop@example.org",
    "employer.contact_telephone": "+31 78 1234567",
    "user.email": "marit@example.org",
    "user.totp": "totp secret",
    "membership.reason": "Wij hebben werk in de kas",
    "stated_reason.reason": "Belde omdat de eigen coach ziek is",
    "consent.given": {
        "called": {"at": "2026-11-01T09:00:00+00:00", "until": "2027-01-30T09:00:00+00:00", "along_at": None}
    },
    "along.name": "Fatma",
    "along.email": "fatma@example.org",
    "report.words": "Dit klopt niet",
    "report.answer": "Het is verbeterd",
    "message.to": "sam@example.org",
    "message.facts": {"coach": "Marit", "days": [1, 2]},
    "kept_profile.content": {"id": 1},
    "shown.content": {"matches": [], "where": {"max_minutes": 30}},
    "audit_chain.text_key": "a key",
}
VALUES = {
    f"{table.name}.{column.name}": column.type.value
    for table in METADATA.sorted_tables
    for column in table.columns
    if isinstance(column.type, Checked | Encrypted)
}


class TestBuilding:
    """What was checked when it was written is built without a second check: it has to be the same value."""

    def test_every_checked_column_has_an_example(self) -> None:
        assert set(EXAMPLES) == set(VALUES)

    @pytest.mark.parametrize("column", VALUES)
    def test_built_is_what_was_read(self, column: str) -> None:
        value, data = VALUES[column], EXAMPLES[column]

        built = value.build(data)

        assert built == value.read(data, column)
        assert repr(built) == repr(value.read(data, column)) or isinstance(built, frozenset)
        assert type(built) is type(value.read(data, column))
