"""What the forms for changing things share: their fields, and how answers become values of a column.

A name with a dot belongs to one value of many (`needs.quiet_spot`); such names come back nested. Every answer may be
empty: empty is not known.
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from marshmallow import ValidationError

from matcher.profiles import DAY_MINUTES, WeekTime
from web.schemas.fields import Answer, Number, Text, Whole
from web.schemas.forms import FormIn
from web.services.errors import InvalidInput, Problem

ASKED_LANGUAGES: Final = ("nl", "en", "ar", "tr", "pl", "uk", "ti", "es")
_LONGEST_DAY: Final = 200  # characters
_STRETCH: Final = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|tot|to)\s*(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)


class Stretches(Answer):
    """Times of one day as people write them, "9-12, 13.30-17": a list of (start, end) in minutes."""

    def read(self, value: Any) -> list[tuple[int, int]]:
        written = Text(most=_LONGEST_DAY).read(value)
        return [self._stretch(part.strip()) for part in re.split(r"[,;\n]|\ben\b|\band\b", written) if part.strip()]

    def _stretch(self, part: str) -> tuple[int, int]:
        found = _STRETCH.fullmatch(part)
        hours = [int(number or 0) for number in found.groups()] if found else []
        if hours and hours[1] < 60 and hours[3] < 60:
            start, end = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
            if start < end <= DAY_MINUTES:
                return start, end
        raise ValidationError([Problem("not_a_time")])


def whole(least: int, most: int) -> Whole:
    """A whole number that may be unknown."""
    return Whole(least=least, most=most, load_default=None, allow_none=True)


def number(least: int, most: int, *, required: bool = False) -> Number:
    """A number that may have decimals, and be unknown unless required."""
    if required:
        return Number(least=least, most=most, required=True)
    return Number(least=least, most=most, load_default=None, allow_none=True)


def text(most: int) -> Text:
    """A text that may be empty."""
    return Text(most=most, load_default="")


def each(name: str, codes: Iterable[str], least: int, most: int) -> dict[str, Any]:
    """A whole number for each code, under `name.code`."""
    return {f"{name}.{code}": whole(least, most) for code in codes}


def schema(title: str, /, **fields: Any) -> type[FormIn]:
    """A strict form with these fields and the version it stands on."""
    version = Whole(least=1, most=10**9, required=True)
    made: type[FormIn] = FormIn.from_dict({"version": version, **fields}, name=title)  # type: ignore[assignment]
    made.__module__ = __name__
    return made


WEEK: Final = {f"week.{weekday}": Stretches(load_default=None, allow_none=True) for weekday in range(7)}


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that were given, by code."""
    return {code: value for code, value in values.items() if value is not None}


def coded(kind: type[StrEnum], values: Mapping[str, Any]) -> dict[Any, Any]:
    """The answers that were given, by the member of an enum."""
    return {kind(code): value for code, value in known(values).items()}


def yes_no(value: int | None) -> bool | None:
    """1 and 0 as yes and no."""
    return None if value is None else bool(value)


def texts(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """The values, in which an empty text is not known."""
    return values | {name: values[name] or None for name in names}


def week(days: Mapping[str, list[tuple[int, int]] | None]) -> tuple[WeekTime, ...]:
    """The stretches of the seven days as one week."""
    return tuple(WeekTime(int(weekday), *span) for weekday in sorted(days) for span in sorted(days[weekday] or ()))


def postcode(written: str) -> str | None:
    """The four digits; letters that people write behind them say more than Plek wants to know."""
    found = re.match(r"\d{4}", written)
    return found.group() if found else written or None


def cents(name: str, written: str) -> int | None:
    """Cents of an amount as people write it, "14,99"; raises InvalidInput at the named field."""
    if not written:
        return None
    found = re.fullmatch(r"(?:€\s*)?(\d{1,5})(?:[,.](\d{1,2}))?", written, re.ASCII)
    if not found:
        raise InvalidInput({name: "not_an_amount"})
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
