"""What every table shares: names of constraints, types of columns, encryption and versions.

A rule about a value inside a JSON or an encrypted column lives in that column's type, so it holds for every writer:
when the attribute is set and when a row is written. What is read back was checked then.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from cryptography.fernet import Fernet, MultiFernet
from sqlalchemy import JSON, DateTime, Dialect, Enum, Integer, LargeBinary, MetaData, Text, event
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.attributes import QueryableAttribute, flag_modified
from sqlalchemy.types import TypeDecorator, TypeEngine

from matcher.records import Reader, one_of, plain

CODE_LENGTH: Final = 30
# Without the search for spaces around it: half the time of json.loads on the short texts of a column.
_parse: Final = json.JSONDecoder().raw_decode

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Keys:
    """The secrets of this process: one ring that encrypts and decrypts, one key that hashes, one that chains."""

    ring: MultiFernet | None = None
    hash_key: bytes = b""
    audit_key: bytes = b""


class NoKeys(RuntimeError):
    """A sealed value was touched before `use_keys` was called."""


def use_keys(field_keys: Iterable[str], hash_key: str, audit_key: str) -> None:
    """Set the secrets of this process.

    The first of `field_keys` (Fernet keys) encrypts, every one of them decrypts, so a key can be renewed.
    `hash_key` must stay what it is: by it e-mail addresses are found. So must `audit_key`, which chains the log.
    """
    Keys.ring = MultiFernet([Fernet(key) for key in field_keys])
    Keys.hash_key = hash_key.encode()
    Keys.audit_key = audit_key.encode()


def keyed_hash(text: str) -> str:
    """64 hex digits by which an e-mail address is found; capitals and spaces around it make no difference."""
    return hmac.new(_hash_key(), text.strip().casefold().encode(), hashlib.sha256).hexdigest()


def keyed_digest(purpose: str, *parts: str | bytes) -> str:
    """64 hex digits of exactly these parts; those of one purpose mean nothing for another."""
    message = b"\0".join(part.encode() if isinstance(part, str) else part for part in (purpose, *parts))
    return hmac.new(_hash_key(), b"digest\0" + message, hashlib.sha256).hexdigest()


def _hash_key() -> bytes:
    if not Keys.hash_key:
        raise NoKeys("use_keys was not called")
    return Keys.hash_key


def audit_key() -> bytes:
    """The key of the log's chains."""
    if not Keys.audit_key:
        raise NoKeys("use_keys was not called")
    return Keys.audit_key


def _ring() -> MultiFernet:
    if Keys.ring is None:
        raise NoKeys("use_keys was not called")
    return Keys.ring


class UTCDateTime(TypeDecorator[datetime]):
    """A moment. A naive one is refused; what comes back is in UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True)
class Value:
    """What a JSON column may hold.

    `read` checks plain data and makes the typed value of it (enum members, tuples, frozen sets); `build` makes the same
    value, several times faster, of data that was checked when it was written.
    """

    read: Reader[Any]
    build: Callable[[Any], Any]


def data_of(text: str) -> Any:
    """The plain data of a JSON text as it is kept."""
    return _parse(text)[0]


class Checked(TypeDecorator[Any]):
    """A JSON value that is checked before it is written; None is SQL's NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value

    def from_text(self, text: str) -> Any:
        """The typed value of a JSON text as it is kept, for those who read many rows."""
        return self.value.build(data_of(text))

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else plain(self.value.read(plain(value), ""))

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else self.value.build(value)


class Encrypted(TypeDecorator[Any]):
    """A JSON value that is checked before it is written, kept as a Fernet token: unreadable without the keys."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, value: Value) -> None:
        super().__init__()
        self.value = value

    def process_bind_param(self, value: Any, _dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        kept = json.dumps(plain(self.value.read(plain(value), "")), ensure_ascii=False, separators=(",", ":"))
        return _ring().encrypt(kept.encode())

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        return None if value is None else self.value.build(json.loads(_ring().decrypt(bytes(value))))


def codes(kind: type[StrEnum], name: str | None = None) -> Enum:
    """The column type of an enum: its values as text under a CHECK. `name` when a table has two of one enum."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=CODE_LENGTH,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """The start of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy wants a plain dict here
        str: Text,
        datetime: UTCDateTime,
        StrEnum: codes(StrEnum),
    }


class Labelled:
    """A row of a catalogue with a Dutch name and perhaps an English one."""

    label_nl: Mapped[str]
    label_en: Mapped[str | None]

    def label_in(self, language: str) -> str:
        """What the row is called in a language (nl or en); in Dutch where only that is known."""
        return (self.label_en if language == "en" else None) or self.label_nl


class Versioned:
    """A row that counts its changes, so that of two people who edit it the second is told."""

    version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    def touch(self) -> None:
        """Count a change in rows that belong to this one (abilities, tasks) as a change of this one."""
        flag_modified(self, "id")


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _check_when_set(_owner: type[Base], key: str, attribute: QueryableAttribute[Any]) -> None:
    """Have a column of codes or of checked values read each value as it is set.

    A wrong value is refused at once, with its name, and a right one is the same before and after it was kept.
    """
    column = getattr(attribute.property, "columns", [None])[0]
    reader = None if column is None else _reader_of(column.type)
    if reader is None:
        return

    def read(_row: object, value: Any, _old: object, _initiator: object) -> Any:
        return None if value is None else reader(plain(value), key)

    event.listen(attribute, "set", read, retval=True)


def _reader_of(column_type: TypeEngine[Any]) -> Reader[Any] | None:
    if isinstance(column_type, Checked | Encrypted):
        return column_type.value.read
    if isinstance(column_type, Enum) and column_type.enum_class is not None:
        return one_of(column_type.enum_class)
    return None
