"""Strict reading and plain writing of records: JSON values in, typed values out, and back.

A reader takes a value and the path at which it stands, and returns the typed value or raises
`Invalid`, whose text is one sentence that names the path.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypeVar

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)
Reader: TypeAlias = Callable[[object, str], T]

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
_LARGEST_ID: Final = 2**63 - 1
_LONGEST_TEXT: Final = 2_000
# A whole number in the one way it is written, so that two keys never mean the same id.
NUMBER_PATTERN: Final = r"(?:0|[1-9][0-9]{0,17})"


class Invalid(ValueError):
    """A value that cannot be what the record asks for, with the path of its key."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'the record'}: {problem}")
        self.path = path
        self.problem = problem


def whole(least: int = -_LARGEST_ID, most: int = _LARGEST_ID) -> Reader[int]:
    def read(value: object, path: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Invalid(path, _between("a whole number", least, most))
        return value

    return read


def number(least: float, most: float) -> Reader[float]:
    def read(value: object, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Invalid(path, _between("a number", least, most))
        if not least <= value <= most or not math.isfinite(value):
            raise Invalid(path, _between("a number", least, most))
        return value

    return read


def yes_or_no(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid(path, "must be true or false")
    return value


def text(pattern: str = r"(?s).+", meaning: str = "a text") -> Reader[str]:
    compiled = re.compile(pattern)

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT or not compiled.fullmatch(value):
            raise Invalid(path, f"must be {meaning}")
        return value

    return read


def day(value: object, path: str) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Invalid(path, "must be a date written as YYYY-MM-DD")


def one_of(kind: type[E], among: Iterable[E] | None = None) -> Reader[E]:
    allowed = {member.value: member for member in (kind if among is None else among)}

    def read(value: object, path: str) -> E:
        if not isinstance(value, str) or value not in allowed:
            raise Invalid(path, f"must be one of {', '.join(allowed)}")
        return allowed[value]

    return read


def or_none(reader: Reader[T]) -> Reader[T | None]:
    def read(value: object, path: str) -> T | None:
        return None if value is None else reader(value, path)

    return read


def pair(reader: Reader[T], *, ordered: bool) -> Reader[tuple[T, T]]:
    def read(value: object, path: str) -> tuple[T, T]:
        first, second = sequence(reader, least=2, most=2)(value, path)
        if ordered and first > second:  # type: ignore[operator]
            raise Invalid(path, "must have its smaller number first")
        return first, second

    return read


def sequence(reader: Reader[T], *, least: int = 0, most: int = 10_000) -> Reader[tuple[T, ...]]:
    def read(value: object, path: str) -> tuple[T, ...]:
        if not isinstance(value, list | tuple) or not least <= len(value) <= most:
            size = f"{least}" if least == most else f"{least} to {most}"
            raise Invalid(path, f"must be a list of {size} values")
        return tuple(reader(item, f"{path}[{index}]") for index, item in enumerate(value))

    return read


def set_of(reader: Reader[T]) -> Reader[frozenset[T]]:
    def read(value: object, path: str) -> frozenset[T]:
        return frozenset(sequence(reader)(value, path))

    return read


def mapping(key: Reader[K], value: Reader[V], *, least: int = 0) -> Reader[dict[K, V]]:
    def read(given: object, path: str) -> dict[K, V]:
        if not isinstance(given, Mapping) or len(given) < least:
            raise Invalid(path, "must be an object" + (" that is not empty" if least else ""))
        return {key(name, f"{path}.{name}"): value(item, f"{path}.{name}") for name, item in given.items()}

    return read


def number_key(value: object, path: str) -> int:
    """A whole number as the key of a JSON object, where it is written as text."""
    if isinstance(value, str) and re.fullmatch(NUMBER_PATTERN, value):
        return int(value)
    return whole(0)(value, path)


def read_record(readers: Mapping[str, Reader[Any]], required: Iterable[str], data: object, path: str) -> dict[str, Any]:
    """The keyword arguments of a record; an unknown or a missing key is an error."""
    if not isinstance(data, Mapping):
        raise Invalid(path, "must be an object")
    for name in data:
        if name not in readers:
            raise Invalid(_join(path, str(name) or '""'), "is not a key of this record")
    for name in required:
        if name not in data:
            raise Invalid(_join(path, name), "is missing")
    return {name: readers[name](value, _join(path, name)) for name, value in data.items()}


def plain(value: Any) -> Any:
    """A typed value as plain JSON data, in an order that does not depend on how it was built."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(plain(name)): plain(value[name]) for name in sorted(value, key=str)}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return value.to_dict()
    return value


def to_plain_dict(record: Any) -> dict[str, Any]:
    """Every field of a dataclass, by name, as plain JSON data."""
    return {field.name: plain(getattr(record, field.name)) for field in fields(record)}


def _between(what: str, least: float, most: float) -> str:
    if most >= _LARGEST_ID:
        return f"must be {what}" if least <= -_LARGEST_ID else f"must be {what} of at least {least:g}"
    return f"must be {what} from {least:g} to {most:g}"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
