"""What two people changed at once, side by side in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from matcher.vocabulary import Ability, Interest
from web import labels
from web.levels import LEVELS
from web.messages import field_name, in_words
from web.services.errors import Difference, Stale
from web.words import euros, weekday

Row = tuple[str, str, str]


def differences_in_words(stale: Stale, names: Mapping[str, str] | None = None) -> list[Row]:
    """The fields that two people changed: label, what is kept now, what was sent.

    Of a value of many, such as what helps at work, only what differs. `names` gives the name of each skill by URI.
    """
    return [row for found in stale.differences for row in _rows(found, names or {})]


def _rows(found: Difference, names: Mapping[str, str]) -> list[Row]:
    kept, sent = _by_key(found.name, found.current), _by_key(found.name, found.submitted)
    if kept is None or sent is None:
        return [_row(found.name, found.current, found.submitted, names)]
    different = [key for key in dict.fromkeys((*kept, *sent)) if kept.get(key) != sent.get(key)]
    return [_row(f"{found.name}.{key}", kept.get(key), sent.get(key), names) for key in different]


def _row(name: str, kept: object, sent: object, names: Mapping[str, str]) -> Row:
    return field_name(name), _said(name, kept, names), _said(name, sent, names)


def _by_key(name: str, value: object) -> Mapping[str, Any] | None:
    """The values of a field by code, for one that holds many."""
    if name == "interests" and value is not None:
        return dict(zip(Interest, value, strict=True))  # type: ignore[call-overload]
    return value if isinstance(value, Mapping) else None


def _said(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None:
        return ""
    head, _dot, code = name.partition(".")
    if head == "occupation_id":
        return names.get(str(value), str(value))
    if head in _SPOKEN:
        return _SPOKEN[head](value)
    if head in {"own", "coach"}:
        return str(LEVELS[Ability(code)][value - 1])
    if isinstance(value, frozenset):
        return ", ".join(sorted(names.get(member) or in_words(member) for member in value))
    return in_words(value)


def _offer(value: tuple[int, int]) -> str:
    return str(_("now %(now)s of 3, can become %(later)s", now=value[0], later=value[1]))


def _ask(value: Mapping[str, Any]) -> str:
    return f"{value['level']} ({labels.OFTEN[value['often']]})"


def _rounded(value: float) -> str:
    return str(format_decimal(value, format="0.##"))


_SPOKEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "needs": lambda level: str(labels.NEEDS[level]),
    "languages": lambda level: str(labels.LANGUAGE_LEVELS[level]),
    "bears": lambda level: str(labels.BEARS[level]),
    "offers": _offer,
    "asks": _ask,
    "interests": _rounded,
    "pay": euros,
    "income_needed": euros,
    "school_minutes": lambda minutes: str(_("%(hours)s hours", hours=_rounded(minutes / 60))),
    "day_parts": lambda parts: ", ".join(f"{weekday(day)} {labels.DAY_PARTS[part]}" for day, part in parts),
}
