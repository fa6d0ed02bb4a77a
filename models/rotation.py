"""Renewing keys: every encrypted value of every table is encrypted anew with the first of the keys.

Works on the bytes as they are kept, past the ORM: no version counts, and no place has changed. A value that somebody
wrote meanwhile is left as it is (the old bytes must still be there), so the application may run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    LargeBinary,
    Table,
    and_,
    literal,
    select,
    tuple_,
    type_coerce,
    update,
)

from models.base import Encrypted
from models.tables import METADATA

#: Values of one column that are renewed in one transaction: on SQLite others wait for it, some 20 ms.
BATCH: Final = 500


@dataclass(frozen=True)
class Counted:
    """Of one column: the values under the first key, those under an older one, and those that no key opens."""

    column: str
    newest: int = 0
    older: int = 0
    unreadable: int = 0


@dataclass(frozen=True)
class Ring:
    """The keys of an installation, the first of which encrypts."""

    first: Fernet
    every: MultiFernet

    @classmethod
    def of(cls, field_keys: Sequence[str]) -> Ring:
        return cls(Fernet(field_keys[0]), MultiFernet([Fernet(key) for key in field_keys]))

    def is_newest(self, token: bytes) -> bool:
        try:
            self.first.decrypt(token)
        except InvalidToken:
            return False
        return True

    def renewed(self, token: bytes) -> bytes | None:
        """The same value under the first key, or None when no key opens it."""
        try:
            return self.every.rotate(token)
        except InvalidToken:
            return None


def encrypted_columns() -> list[Column[Any]]:
    """Every column of every table that holds encrypted values."""
    return [
        column for table in METADATA.sorted_tables for column in table.columns if isinstance(column.type, Encrypted)
    ]


def check(engine: Engine, field_keys: Sequence[str]) -> list[Counted]:
    """Count by which key the values of each column are kept; changes nothing."""
    ring = Ring.of(field_keys)
    return [_counted(engine, column, ring) for column in encrypted_columns()]


def rotate(engine: Engine, field_keys: Sequence[str]) -> dict[str, int]:
    """Encrypt anew what is not under the first key yet {column: how many were}. May be run again, or be stopped."""
    ring = Ring.of(field_keys)
    return {_name(column): _renew(engine, column, ring) for column in encrypted_columns()}


def _counted(engine: Engine, column: Column[Any], ring: Ring) -> Counted:
    newest = older = unreadable = 0
    for batch in _batches(engine, column):
        for _key, token in batch:
            if ring.is_newest(token):
                newest += 1
            elif ring.renewed(token) is None:
                unreadable += 1
            else:
                older += 1
    return Counted(_name(column), newest, older, unreadable)


def _renew(engine: Engine, column: Column[Any], ring: Ring) -> int:
    writing = engine.execution_options(begin="BEGIN IMMEDIATE")
    renewed = 0
    for batch in _batches(engine, column):
        pairs = [(key, token, ring.renewed(token)) for key, token in batch if not ring.is_newest(token)]
        changes = [(key, old, new) for key, old, new in pairs if new is not None]
        if changes:
            with writing.begin() as connection:
                renewed += sum(_swapped(connection, column, *change) for change in changes)
    return renewed


def _swapped(connection: Connection, column: Column[Any], key: Sequence[Any], old: bytes, new: bytes) -> int:
    """Put the new bytes where the old still are; 0 when somebody wrote another value meanwhile."""
    same = type_coerce(column, LargeBinary) == literal(old, LargeBinary)
    values = {column: literal(new, LargeBinary)}
    return connection.execute(update(column.table).where(_is(column.table, key), same).values(values)).rowcount


def _batches(engine: Engine, column: Column[Any]) -> Iterator[Sequence[tuple[Sequence[Any], bytes]]]:
    """The values of a column as they are kept, with the primary keys of their rows, by these in order."""
    table = column.table
    keys = list(table.primary_key)
    found = select(*keys, type_coerce(column, LargeBinary)).where(column.is_not(None)).order_by(*keys).limit(BATCH)
    last: Sequence[Any] | None = None
    while True:
        beyond = found if last is None else found.where(tuple_(*keys) > tuple_(*_literals(keys, last)))
        with engine.connect() as connection:
            rows = [(tuple(row[:-1]), bytes(row[-1])) for row in connection.execute(beyond)]
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def _literals(keys: Sequence[Column[Any]], values: Sequence[Any]) -> list[ColumnElement[Any]]:
    return [literal(value, key.type) for key, value in zip(keys, values, strict=True)]


def _is(table: Table, values: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(key == value for key, value in zip(table.primary_key, values, strict=True)))


def _name(column: Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
