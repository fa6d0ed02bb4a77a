"""The values that are kept as JSON: what each may hold, for the types of columns and for forms."""

import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from matcher.profiles import (
    WEEK_MINUTES,
    Offer,
    Span,
    WeekTime,
    most_three_parts,
    offer,
    six_interests,
    week_time,
    wish_key,
)
from matcher.records import Invalid, Reader, mapping, number, one_of, sequence, set_of, text, whole
from matcher.vocabulary import SURROUNDINGS, Condition, Demand, Hazard, LifeMatter, Means, PartKey, Wish
from models.base import Value
from models.rules import LINE, LONG, SHORT

_uri: Final = text(r"\S+", "a URI")
# One @ with something on both sides, and behind it a domain in any script: whether it arrives only a mail can tell.
_address: Final = text(
    r"""[^@\s<>()\[\]\\",;:“”„]{1,64}@(?=.{1,255}\Z)[^@\s.<>()\[\]\\",;:'“”„]+(?:\.[^@\s.<>()\[\]\\",;:'“”„]+)*""",
    "an e-mail address",
)
_label: Final = text(r"(?s).*\S.*", "a text that is not empty")


def _minutes(value: object, path: str) -> float:
    minutes = number(0, WEEK_MINUTES)(value, path)
    if minutes <= 0:
        raise Invalid(path, "must be more than 0")
    return minutes


def _email(value: object, path: str) -> str:
    address = _address(value, path)
    if any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in address):
        raise Invalid(path, "must be an e-mail address without characters that cannot be seen")
    return address


def long_text(most: int) -> Reader[str]:
    """Any text of at most `most` characters; longer than the matcher's own short texts may be."""

    def read(value: object, path: str) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise Invalid(path, f"must be a text of at most {most} characters")
        return value

    return read


def span(least: float | None, most: float | None) -> Span | None:
    """Two ends as one span, or None while they are not known."""
    return None if least is None or most is None else (least, most)


def keyed(
    kind: type[StrEnum], build: Callable[[Any], Any] | None = None
) -> Callable[[Mapping[str, Any]], dict[StrEnum, Any]]:
    """A mapping with members for its keys, and values as they are or built, of data that was checked."""
    members = {member.value: member for member in kind}
    if build is None:
        return lambda data: {members[code]: value for code, value in data.items()}
    return lambda data: {members[code]: build(value) for code, value in data.items()}


def chosen(kind: type[StrEnum]) -> Callable[[list[str]], frozenset[StrEnum]]:
    """A set of members, of data that was checked."""
    members = {member.value: member for member in kind}
    return lambda data: frozenset([members[code] for code in data])


# An offer is one of a few pairs, so each is made once and shared.
_OFFERS: Final = [[Offer(level, arrangeable) for arrangeable in range(4)] for level in range(4)]


def _offer(pair: list[int]) -> Offer:
    level, arrangeable = pair
    return _OFFERS[level][arrangeable]


def words(reader: Reader[str]) -> Value:
    """A text."""
    return Value(reader, str)


REACH: Final = Value(mapping(one_of(Means), _minutes, least=1), keyed(Means))
TIMES: Final = Value(sequence(week_time, most=200), lambda data: tuple(map(WeekTime._make, data)))
INTERESTS: Final = Value(six_interests, tuple)
BEARS: Final = Value(mapping(one_of(Demand), whole(0, 3)), keyed(Demand))
URIS: Final = Value(set_of(_uri), frozenset)
LABELS: Final = Value(sequence(_label), tuple)
LANGUAGES: Final = Value(mapping(text(r"[a-z]{2,3}", "a language code such as nl"), whole(0, 6)), dict)
WISHES: Final = Value(mapping(wish_key, one_of(Wish)), lambda data: {about: Wish(wish) for about, wish in data.items()})
MATTERS_MOST: Final = Value(most_three_parts, lambda data: tuple(map(PartKey, data)))
NEEDS: Final = Value(mapping(one_of(Condition), whole(0, 3)), keyed(Condition))
OFFERS: Final = Value(mapping(one_of(Condition), offer), keyed(Condition, _offer))
URGENT: Final = Value(set_of(one_of(LifeMatter)), chosen(LifeMatter))
SURROUNDING_SET: Final = Value(set_of(one_of(Demand, SURROUNDINGS)), chosen(Demand))
DEMANDS: Final = Value(mapping(one_of(Demand), whole(1, 3)), keyed(Demand))
HAZARDS: Final = Value(set_of(one_of(Hazard)), chosen(Hazard))
EMAIL: Final = words(_email)
SHORT_TEXT: Final = words(long_text(SHORT))
LINE_TEXT: Final = words(long_text(LINE))
LONG_TEXT: Final = words(long_text(LONG))
TELEPHONE: Final = words(text(r"\+?[0-9][0-9 ()-]{4,22}[0-9]", "a telephone number"))


def _plain_data(value: object, _path: str) -> object:
    return value


#: Plain data that one module writes and reads, such as the facts of a mail.
PLAIN_DATA: Final = Value(_plain_data, lambda data: data)
