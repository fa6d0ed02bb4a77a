"""What an import did: counts, what was left out and why, and what was kept though something is odd about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from web.services.importing.reading import Row

T = TypeVar("T")
#: Characters of a key that are kept for the report: a longer one is not a key but a mistake.
LONGEST_KEY: Final = 120


@dataclass(frozen=True)
class LeftOut:
    """A row that was not taken over: its file, the line it starts on, its key, and the reason."""

    file: str
    line: int
    key: str
    reason: str


@dataclass
class Report:
    """Counts and findings of one import."""

    subject: str
    new: int = 0
    changed: int = 0
    same: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    #: What was kept and is worth knowing: a sentence to the keys that it is about.
    findings: dict[str, list[str]] = field(default_factory=dict)
    #: Further counts, by what they count.
    tallies: dict[str, int] = field(default_factory=dict)

    def leave_out(self, row: Row, key: str, reason: str) -> None:
        """Record a row that is not taken over."""
        self.left_out.append(LeftOut(row.file, row.line, key[:LONGEST_KEY], reason))

    def find(self, sentence: str, keys: Iterable[str]) -> None:
        """Record something odd about what is kept; nothing when there are no keys."""
        found = list(keys)
        if found:
            self.findings[sentence] = found


class Progress(Protocol):
    """Hands on what is being stored, one by one, and may draw a bar meanwhile."""

    def __call__(self, items: list[T], label: str, /) -> Iterable[T]: ...


def silent(items: list[T], _label: str, /) -> Iterable[T]:
    """No bar."""
    return items
