"""Every member of every enum that is kept goes in and comes back, on both databases; anything else is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Enum,
    Table,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from models.account import Role, RoleName
from models.audit import AuditEntry
from models.base import CODE_LENGTH
from models.place import PlaceState
from models.tables import METADATA
from tests.make import NOW, Make

CODES = [
    (table, column) for table in METADATA.sorted_tables for column in table.columns if isinstance(column.type, Enum)
]


def members(column: Column[Any]) -> list[Any]:
    assert isinstance(column.type, Enum)
    return list(column.type.enum_class or ())


def a_row(table: Table, make: Make) -> Any:
    """A row of a table in which any code can stand."""
    makers = {
        "ability_view": lambda: make.youth(own={"reading": 2}).views[0],
        "place_move": lambda: make.place().move(PlaceState.CLOSED, by=None, at=NOW),
        "task": lambda: make.task(make.place()),
    }
    row = makers.get(table.name, getattr(make, table.name, None))()
    make.session.flush()
    return row


def may_meet(table: Table, column: Column[Any], member: Any, make: Make) -> dict[str, Any]:
    """What else has to change in the row so that its other rules hold."""
    others: dict[str, Callable[[], dict[str, Any]]] = {
        "task.bound": lambda: {
            "day_parts": [[0, "morning"]] if member == "day_part" else None,
            "times": [[0, 60, 120]] if member == "clock" else None,
        },
        "place_move.from_state": lambda: {"to_state": "draft" if member == "open" else "open"},
        "place_move.to_state": lambda: {"from_state": "draft" if member == "open" else "open"},
        "occupation.interests_from": lambda: {"interests": [0.5] * 6},
        "proposal.state": lambda: {"ended_at": NOW if member == "ended" else None},
        "ticket.kind": lambda: (
            {"user_id": None, "proposal_id": make.proposal().id}
            if member == "sign_along"
            else {"user_id": make.youth_user().id, "proposal_id": None}
        ),
    }
    return others.get(f"{table.name}.{column.name}", dict)()


def written(session: Session, row: Any, values: dict[str, Any]) -> ColumnElement[bool]:
    """Write values into a row, or of a row that nothing can change into a copy of it; the condition that finds it."""
    table: Table = row.__table__
    if not isinstance(row, AuditEntry):
        (key,) = table.primary_key
        found: ColumnElement[bool] = key == getattr(row, key.name)
        session.execute(update(table).where(found).values(**values))
        return found
    number = (session.scalar(select(func.max(AuditEntry.number))) or 0) + 1
    kept = {column.name: getattr(row, column.name) for column in table.columns if column.name != "id"}
    session.execute(insert(table).values(**kept | {"number": number, "slot": None} | values))
    return table.c.number == number


@pytest.mark.parametrize(
    ("table", "column"), [pytest.param(t, c, id=f"{t.name}.{c.name}") for t, c in CODES if t.name != "role"]
)
class TestCodes:
    def test_each_member_comes_back(self, session: Session, make: Make, table: Table, column: Column[Any]) -> None:
        row = a_row(table, make)

        for member in members(column):
            found = written(session, row, {column.name: member, **may_meet(table, column, member, make)})

            assert session.execute(select(column).where(found)).scalar_one() is member

    def test_another_code_is_refused(self, session: Session, make: Make, table: Table, column: Column[Any]) -> None:
        row = a_row(table, make)

        with pytest.raises(StatementError, match="not among the defined enum values"):
            written(session, row, {column.name: "nonsense"})

    def test_the_database_refuses_it_too(self, session: Session, make: Make, table: Table, column: Column[Any]) -> None:
        row = a_row(table, make)

        with pytest.raises(IntegrityError, match=r"(?i)check constraint"):
            written(session, row, {column.name: literal_column("'x'")})


class TestLength:
    def test_every_code_fits_its_column(self) -> None:
        assert all(len(member) <= CODE_LENGTH for _, column in CODES for member in members(column))

    def test_every_enum_is_kept_by_the_database_as_well(self) -> None:
        for table, column in CODES:
            checks = [str(c.sqltext) for c in table.constraints if isinstance(c, CheckConstraint)]

            assert any(f"{column.name} IN" in check for check in checks), f"{table.name}.{column.name}"


class TestRoles:
    def test_the_first_migration_brings_them_all(self, session: Session) -> None:
        assert set(session.scalars(select(Role.name))) == set(RoleName)

    def test_there_is_each_role_once(self, session: Session) -> None:
        with pytest.raises(IntegrityError):
            session.execute(insert(Role.__table__).values(name="coach"))
