"""JSON files given on the command line: read strictly, with one sentence for whatever is wrong in them."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from matcher.records import Invalid
from web.commands import Stop

T = TypeVar("T")

_LONGEST_MESSAGE: Final = 400


class WrongFile(Stop):
    """A file that cannot be used: one sentence on stderr, exit code 2."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(_in_one_line(f"{path}: {problem}"))


def read_json(path: Path) -> object:
    """The JSON value in a UTF-8 file (a byte order mark is allowed); raises `WrongFile`."""
    text = _read_text(path)
    if not text.strip():
        raise WrongFile(path, "is empty.")
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
    except json.JSONDecodeError as error:
        raise WrongFile(path, f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.") from None
    except RecursionError:
        raise WrongFile(path, "is nested too deeply.") from None
    except ValueError as error:
        raise WrongFile(path, f"is not JSON that can be used: {error}.") from None


def read_record(path: Path, from_dict: Callable[[object, str], T], name: str = "") -> T:
    """The one record in a file, read by its `from_dict`; raises `WrongFile` with the path of the key."""
    try:
        return from_dict(read_json(path), name)
    except Invalid as error:
        raise WrongFile(path, f"{error}.") from None


def read_records(path: Path, from_dict: Callable[[object, str], T], name: str) -> list[T]:
    """The list of records in a file, each with an `id` of its own; raises `WrongFile`."""
    values = read_json(path)
    if not isinstance(values, list):
        raise WrongFile(path, f"{name}: must be a list.")
    try:
        records = [from_dict(value, f"{name}[{index}]") for index, value in enumerate(values)]
    except Invalid as error:
        raise WrongFile(path, f"{error}.") from None
    _refuse_double_ids(path, records, name)
    return records


def _refuse_double_ids(path: Path, records: list[Any], name: str) -> None:
    first: dict[int, int] = {}
    for index, record in enumerate(records):
        earlier = first.setdefault(record.id, index)
        if earlier != index:
            raise WrongFile(path, f"{name}[{index}].id: {record.id} is already the id of {name}[{earlier}].")


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongFile(path, f"is not UTF-8 text (byte {error.start}).") from None
    except (OSError, ValueError) as error:
        raise WrongFile(path, f"cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number in JSON")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        double = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {double} stands twice in one object")
    return found


def _in_one_line(message: str) -> str:
    """Whatever a file or its name holds, the sentence stays one short line that any terminal can show."""
    if len(message) > _LONGEST_MESSAGE:
        message = f"{message[: _LONGEST_MESSAGE // 2]} … {message[-_LONGEST_MESSAGE // 2 :]}"
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in message)
