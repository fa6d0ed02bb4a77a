"""Fields of forms. Each says what is wrong as a Problem, so that the sentence comes in the reader's language."""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from math import isfinite
from typing import Any, Final

from marshmallow import ValidationError, fields

from matcher.records import Invalid
from models.values import EMAIL, TELEPHONE
from web.services.errors import Problem

LONGEST: Final = 10_000  # characters of one text: our judgement, four full pages
#: A NUL, half a character, and what stands where a character was lost: text in another encoding than a page's own.
_UNKEEPABLE: Final = re.compile("[\0\ud800-\udfff\ufffd]")
#: Letters of Unicode that draw nothing, and a picture of nothing: a name of them looks like none.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_JOINERS: Final = frozenset("\u200c\u200d")  # within an emoji, or a word of Persian or Hindi
_LINK: Final = re.compile(r"://|www\.|@", re.IGNORECASE)
_DIGITS: Final = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMALS: Final = re.compile(r"[+-]?[0-9]{1,9}(?:[.,][0-9]{1,6})?")
_DAY_AS_WRITTEN: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_FACTS: Final = frozenset({"least", "most"})


class _Problems(fields.Field[Any]):
    """Says the library's own English messages as Problems too."""

    def make_error(self, key: str, **facts: Any) -> ValidationError:
        return ValidationError([Problem(key, {name: value for name, value in facts.items() if name in _FACTS})])


class Answer(_Problems):
    """One value of a form, made by `read`."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ARG002
        return self.read(value)

    def read(self, value: Any) -> Any:
        """The typed value of what was sent; raises ValidationError."""
        raise NotImplementedError


class Text(Answer):
    """A text of at most `most` characters, without what no database can keep; edges and line ends are tidied."""

    def __init__(self, *, most: int = LONGEST, **more: Any) -> None:
        super().__init__(**more)
        self.most = most

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if _UNKEEPABLE.search(value):
            raise self.make_error("unkeepable")
        tidy = value.replace("\r\n", "\n").strip()
        if len(tidy) > self.most:
            raise self.make_error("too_long", most=self.most)
        if self.required and not tidy:
            raise self.make_error("required")
        return tidy


class Line(Text):
    """A name: one line without a link, since it is mailed to people who did not ask for it; and to be seen as it is."""

    def read(self, value: Any) -> str:
        written = super().read(value)
        if _LINK.search(written) or any(unicodedata.category(sign) in {"Cc", "Zl", "Zp"} for sign in written):
            raise self.make_error("one_line")
        if written and not any(unicodedata.category(sign)[0] in "LN" and sign not in _BLANK for sign in written):
            raise self.make_error("no_letters")
        if any(_is_hidden(written, place) for place in range(len(written))):
            raise self.make_error("unkeepable")
        return written


def _is_hidden(written: str, place: int) -> bool:
    """Whether a character cannot be seen, or turns the text beside it around; a joiner between two others does not."""
    sign = written[place]
    if sign in _JOINERS:
        beside = written[max(place - 1, 0) : place] + written[place + 1 : place + 2]
        return len(beside) < 2 or any(_formats(other) or other.isspace() for other in beside)
    return _formats(sign)


def _formats(sign: str) -> bool:
    return sign in _BLANK or unicodedata.category(sign) == "Cf"


class Address(Text):
    """An e-mail address, or nothing."""

    def __init__(self, *, most: int = 320, **more: Any) -> None:
        super().__init__(most=most, **more)

    def read(self, value: Any) -> str:
        written = super().read(value)
        try:
            return written and str(EMAIL.read(written, ""))
        except Invalid:
            raise self.make_error("not_an_address") from None


class Telephone(Text):
    """A telephone number, or nothing."""

    def __init__(self, *, most: int = 25, **more: Any) -> None:
        super().__init__(most=most, **more)

    def read(self, value: Any) -> str:
        written = super().read(value)
        try:
            return written and str(TELEPHONE.read(written, ""))
        except Invalid:
            raise self.make_error("not_a_telephone") from None


class Number(Answer):
    """A number from `least` to `most`, with decimals behind a comma or a point, or as a number."""

    def __init__(self, *, least: int, most: int, **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def read(self, value: Any) -> float:
        number = self._number(value)
        if number < self.least:
            raise self.make_error("too_low", least=self.least)
        if number > self.most:
            raise self.make_error("too_high", most=self.most)
        return number

    def _number(self, value: Any) -> float:
        if isinstance(value, str) and _DECIMALS.fullmatch(value.strip()):
            return float(value.strip().replace(",", "."))
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value):
            return value
        raise self.make_error("not_a_number")


class Whole(Number):
    """A whole number from `least` to `most`, as digits or as a number."""

    def read(self, value: Any) -> int:
        return int(super().read(value))

    def _number(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
            return int(value)
        raise self.make_error("not_a_number")


class Choice(Answer):
    """One member of an enum, by its value."""

    def __init__(self, members: type[StrEnum], **more: Any) -> None:
        super().__init__(**more)
        self.members = members

    def read(self, value: Any) -> StrEnum:
        try:
            return self.members(value)
        except ValueError:
            raise self.make_error("not_a_choice") from None


class Day(Answer):
    """A date, as a browser sends it (2026-12-31) or as people here write it (31-12-2026)."""

    def __init__(self, *, least: date = date(1900, 1, 1), most: date = date(2199, 12, 31), **more: Any) -> None:
        super().__init__(**more)
        self.least, self.most = least, most

    def read(self, value: Any) -> date:
        try:
            found = _as_date(str(value).strip())
        except ValueError:
            raise self.make_error("not_a_day") from None
        if not self.least <= found <= self.most:
            raise self.make_error("not_a_day")
        return found


def _as_date(written: str) -> date:
    parts = _DAY_AS_WRITTEN.fullmatch(written)
    if parts:
        day, month, year = map(int, parts.groups())
        return date(year, month, day)
    return date.fromisoformat(written)


class Flag(_Problems, fields.Boolean):
    """Yes or no; a box that is not ticked is absent, so give it `load_default=False`."""


class Many(_Problems, fields.List[Any]):
    """Several values under one name, such as ticked boxes; absent means none of them."""

    def __init__(self, inner: fields.Field[Any], **more: Any) -> None:
        super().__init__(inner, load_default=list, **more)
