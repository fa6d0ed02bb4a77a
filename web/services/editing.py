"""Changing a row that others may be changing too: the second of two is told, nothing is overwritten silently."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from matcher.records import Invalid
from web.services.errors import Difference, InvalidInput, Stale


class Edited(Protocol):
    """A row with a version."""

    version: Any


def edit(session: Session, row: Edited, values: Mapping[str, Any], *, version: int) -> list[str]:
    """Write values into a row that was read at `version`; returns the names of those that it changed.

    Raises Stale with both values side by side if somebody changed the row since and meant something else;
    the same form sent twice is no conflict. Raises InvalidInput for a value the row cannot keep.
    """
    different = differences(row, values)
    if row.version != version:
        if different:
            raise Stale(row.version, different)
        return []
    for difference in different:
        set_value(row, difference.name, difference.submitted)
    if flush(session, row):
        return [difference.name for difference in different]
    left = differences(row, {difference.name: difference.submitted for difference in different})
    if left:
        raise Stale(row.version, left)
    return []


def flush(session: Session, row: Edited) -> bool:
    """Send what changed; False, with the row as it is now and nothing written, if somebody was just ahead."""
    try:
        session.flush()
    except StaleDataError:
        session.rollback()
        session.refresh(row)
        return False
    return True


def differences(row: object, values: Mapping[str, Any]) -> list[Difference]:
    """The fields whose kept value is another than the given one."""
    return [
        Difference(name, getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value
    ]


def set_value(row: object, name: str, value: Any) -> None:
    """Set one value of a row. Raises InvalidInput for one that the row cannot keep."""
    try:
        setattr(row, name, value)
    except Invalid as error:
        raise InvalidInput({name: "not_a_choice"}) from error
