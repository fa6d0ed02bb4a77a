"""Rules about one row hold in the database itself, whoever writes it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.base import Base
from models.place import PlaceMove, PlaceState
from models.travel import TravelCorrection
from tests.make import NOW, Make


def write(session: Session, row: Any, **values: Any) -> None:
    """Write values past the model, as plain SQL would."""
    table: Table = row.__table__
    session.execute(update(table).where(table.c.id == row.id).values(**values))


def refused(session: Session, row: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError):
        write(session, row, **values)


YOUTH_WRONG = [
    {"name": ""},
    {"name": "   "},
    {"name": "a" * 121},
    {"birth_date": date(1929, 12, 31)},
    {"birth_date": date(2100, 1, 2)},
    {"school_minutes": -1},
    {"school_minutes": 10_081},
    {"hours_least": 10, "hours_most": 9},
    {"hours_least": -1, "hours_most": 9},
    {"hours_least": 1, "hours_most": 169},
    {"hours_least": 1, "hours_most": None},
    {"hours_least": None, "hours_most": 8},
    {"hours_least": 1, "hours_most": float("nan")},
    {"income_needed": -1},
    {"older_reason": " "},
    {"exempt_from": date(2026, 1, 1), "exempt": None},
    {"exempt_from": date(2026, 1, 1), "exempt": False},
    {"postcode_code": "9999"},
    {"coach_id": 999_999},
]
PLACE_WRONG = [
    {"title": ""},
    {"seats": -1},
    {"pay": -1},
    {"pressure": 4},
    {"pressure": -1},
    {"school_like": 4},
    {"start": date(2026, 2, 2), "until": date(2026, 2, 1)},
    {"hours_least": 3, "hours_most": 2},
    {"workplace_id": 999_999},
]
TASK_WRONG = [
    {"title": ""},
    {"position": -1},
    {"minutes_each": 0},
    {"minutes_each": 1_441},
    {"times_a_week": 0},
    {"minutes_each": 1_440, "times_a_week": 7.5},
    {"bound": "clock"},
    {"bound": "day_part"},
    {"times": [[0, 60, 120]]},
    {"day_parts": [[0, "morning"]]},
    {"bound": "clock", "times": [[0, 60, 120]], "day_parts": [[0, "morning"]]},
]
EMPLOYER_WRONG = [
    {"kvk": "1234567"},
    {"kvk": "123456789"},
    {"kvk": "1234567a"},
    {"kvk": "12345678\n"},
    {"kvk": " 12345678"},
    {"kvk": "１２３４５６７８"},
    {"sbi": "47.1"},
    {"sbi": "4"},
    {"name": " "},
]
POSTCODE_WRONG = [{"x": None}, {"y": None}, {"x": 300_001}, {"y": 288_999}, {"inhabitants": -1}]


def named(values: dict[str, Any]) -> str:
    return ",".join(f"{name}={value!r}"[:40] for name, value in values.items())


class TestYouth:
    @pytest.mark.parametrize("wrong", YOUTH_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.youth(), **wrong)

    def test_the_edges_are_allowed(self, session: Session, make: Make) -> None:
        youth = make.youth()

        write(session, youth, hours_least=0, hours_most=168, school_minutes=10_080, income_needed=0, name="a" * 120)
        write(session, youth, exempt=True, exempt_from=date(2026, 1, 1))

    def test_an_account_belongs_to_one_youth(self, make: Make) -> None:
        user = make.user()
        make.youth(user=user)

        with pytest.raises(IntegrityError):
            make.youth(user=user)

    def test_a_youth_stays_when_the_coachs_account_goes(self, session: Session, make: Make) -> None:
        coach = make.coach()
        youth = make.youth(coach=coach)

        session.delete(coach)
        session.flush()
        session.refresh(youth)

        assert youth.coach_id is None


class TestPlace:
    @pytest.mark.parametrize("wrong", PLACE_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.place(), **wrong)

    def test_a_day_is_a_period(self, session: Session, make: Make) -> None:
        write(session, make.place(), start=date(2026, 2, 1), until=date(2026, 2, 1), seats=0, pay=0)

    def test_its_tasks_and_moves_go_with_it(self, session: Session, make: Make) -> None:
        place = make.place(tasks=2)
        place.move(PlaceState.PAUSED, by=None, at=NOW)
        session.flush()

        session.delete(place)
        session.flush()

        assert session.scalars(select(PlaceMove)).all() == []

    def test_a_workplace_with_places_stays(self, session: Session, make: Make) -> None:
        place = make.place()

        with pytest.raises(IntegrityError):
            session.execute(text("DELETE FROM workplace WHERE id = :id"), {"id": place.workplace_id})


class TestTask:
    @pytest.mark.parametrize("wrong", TASK_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.task(make.place()), **wrong)

    def test_times_belong_to_the_clock(self, session: Session, make: Make) -> None:
        write(session, make.task(make.place()), bound="clock", times=[[0, 60, 120]])


class TestEmployer:
    @pytest.mark.parametrize("wrong", EMPLOYER_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.employer(), **wrong)

    def test_a_chamber_of_commerce_number_is_eight_digits(self, session: Session, make: Make) -> None:
        write(session, make.employer(), kvk="01234567")


class TestPostcode:
    @pytest.mark.parametrize("wrong", POSTCODE_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        table = make.postcode(code="3311").__table__

        with pytest.raises(IntegrityError):
            session.execute(update(table).where(table.c.code == bindparam("c")).values(**wrong), {"c": "3311"})

    @pytest.mark.parametrize("code", ["331", "33111", "331a", "3311\n"])
    def test_a_code_is_four_digits(self, make: Make, code: str) -> None:
        with pytest.raises(IntegrityError):
            make.postcode(code=code)


class TestPairs:
    def test_one_view_of_an_ability_from_each_side(self, session: Session, make: Make) -> None:
        youth = make.youth(own={"reading": 2}, seen={"reading": 3})
        own, coach = youth.views

        refused(session, coach, source=own.source.value)

    @pytest.mark.parametrize("level", [0, 6])
    def test_an_ability_is_one_to_five(self, session: Session, make: Make, level: int) -> None:
        refused(session, make.youth(own={"reading": 2}).views[0], level=level)

    def test_one_correction_for_a_youth_and_a_workplace(self, make: Make) -> None:
        youth, workplace = make.youth(), make.workplace()
        make.correction(youth, workplace, 40)

        with pytest.raises(IntegrityError):
            make.correction(youth, workplace, 50)

    def test_a_way_takes_time(self, make: Make) -> None:
        with pytest.raises(IntegrityError):
            make.correction(make.youth(), make.workplace(), 0)

    def test_one_address_is_one_account(self, make: Make) -> None:
        make.user(email="Marit@Example.org")

        with pytest.raises(IntegrityError):
            make.user(email="marit@example.org")


class TestEverywhere:
    def test_every_checked_text_has_a_longest_length(self) -> None:
        unlimited = {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if type(column.type).__name__ == "Text" and not column.foreign_keys
            if not any(f"length({column.name})" in str(check.sqltext) for check in checks(table))
        }

        # Made by the software itself, never typed by somebody.
        assert unlimited == {
            "employer.contact_email_hash",
            "user.email_hash",
            "user.fs_uniquifier",
            "user.password",
            "youth.email_hash",
        }

    def test_nobody_travels_by_a_correction_without_a_youth(self, session: Session, make: Make) -> None:
        with pytest.raises(IntegrityError):
            session.execute(
                TravelCorrection.__table__.insert().values(
                    youth_id=999_999, workplace_id=make.workplace().id, minutes=5, at=NOW, version=1
                )
            )


def checks(table: Table) -> list[Any]:
    return [constraint for constraint in table.constraints if hasattr(constraint, "sqltext")]
