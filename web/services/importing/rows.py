"""What every importer does with rows: read each once or leave it out with the reason, and keep what has changed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from models.base import Base
from web.services.importing.reading import Row
from web.services.importing.report import Report


class Unusable(ValueError):
    """A row that cannot be taken over; the message is the reason."""


class Keyed(Protocol):
    """What was read from one row."""

    @property
    def key(self) -> str:
        """By which it is known: no two rows may share it."""
        ...


K = TypeVar("K", bound=Keyed)


def read_each(rows: Iterable[Row], column: str, read: Callable[[Row], K], report: Report) -> list[K]:
    """Read every row; one that is unusable, or whose key stood there before, is left out by the name in `column`."""
    found: list[K] = []
    lines: dict[str, int] = {}
    for row in rows:
        try:
            value = read(row)
            if value.key in lines:
                raise Unusable(f"stands on line {lines[value.key]} already")
        except Unusable as reason:
            report.leave_out(row, row[column], str(reason))
        else:
            lines[value.key] = row.line
            found.append(value)
    return found


def keep(session: Session, kept: Base | None, model: type[Base], values: Mapping[str, object], report: Report) -> None:
    """Add a row, or change the kept one where it differs, and count which of these it was."""
    if kept is None:
        session.add(model(**values))
        report.new += 1
    elif any(getattr(kept, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(kept, name, value)
        report.changed += 1
    else:
        report.same += 1
