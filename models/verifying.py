"""Whether the log of who looked is as it was written: what was changed, moved, taken out, cut off or put back.

Everything is read as the database gives it, past the types of the columns, so that a value which was spoilt by hand is
a finding and not a crash. Entries come one after another: a log of millions takes no more memory than one of ten.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Date, Text, cast, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from models.audit import AT_ONCE, Act, AuditChain, AuditEntry, Head, first_mac, head_mac, mac_of
from models.base import UTCDateTime


class What(StrEnum):
    """What is the matter with a chain."""

    CHANGED = "changed"
    """An entry is not the one that was written at its place: it was changed, or moved there."""
    MISSING = "missing"
    """An entry was taken out of the middle."""
    CUT = "cut"
    """Entries are gone from the end: the head knows of more, or heads that were written out earlier do."""
    HEAD = "head"
    """The head does not belong to the last entry."""
    LOST = "lost"
    """There are entries, but no chain that they belong to."""
    KEY = "key"
    """The key of the texts is gone, or is another one."""
    CONTACT = "contact"
    """The day of the last contact is not that of the entries."""
    ERASURE = "erasure"
    """It was erased without an entry that says so, or not erased although one does."""
    PUT_BACK = "put_back"
    """At an earlier point it was another than the heads say that were written out then."""
    GONE = "gone"
    """Heads were written out of it, and it is not there any more."""
    ERASED = "erased"
    """No fault: its youth was erased, and the chain is whole."""


@dataclass(frozen=True)
class Finding:
    """One thing about one chain; `number` is that of the entry, where there is one."""

    chain: int
    what: What
    number: int | None = None

    @property
    def is_fault(self) -> bool:
        return self.what is not What.ERASED


def verify(session: Session, anchors: Mapping[int, Head] | None = None) -> Iterator[Finding]:
    """What is the matter with the log, chain by chain; nothing where it is whole and nobody was erased.

    `anchors` are heads by chain that were written out earlier. Two things no log can tell by itself: that a chain
    without any anchor was removed as a whole, and, of a chain that holds looks alone, an earlier day of last contact.
    """
    left = dict(anchors or {})
    rows = session.execute(_ROWS.execution_options(yield_per=AT_ONCE))
    for chain_id, of_chain in groupby(rows, key=lambda row: row.chain_id):
        entries = iter(of_chain)
        yield from _Chain(next(entries), left.pop(chain_id, None)).findings(entries)
    yield from (Finding(chain_id, What.GONE) for chain_id in sorted(left))
    yield from (Finding(chain_id, What.LOST) for chain_id in session.scalars(_LOST))


def _raw(column: Any, name: str | None = None) -> Any:
    """A column as it is kept; days and moments as text, since PostgreSQL has some that Python does not."""
    kept = cast(column, Text) if isinstance(column.type, Date | UTCDateTime) else type_coerce(column, NullType())
    return kept.label(name or column.key)


#: One statement, so that it sees one moment of a log that is being written.
_ROWS: Final = (
    select(
        AuditChain.id.label("chain_id"),
        *map(_raw, (AuditChain.youth_id, AuditChain.text_key, AuditChain.contact_on, AuditChain.erased_at)),
        _raw(AuditChain.number, "head_number"),
        _raw(AuditChain.mac, "head_mac"),
        *map(_raw, (AuditEntry.number, AuditEntry.at, AuditEntry.act)),
        *map(_raw, (AuditEntry.slot, AuditEntry.sealed, AuditEntry.mac)),
    )
    .outerjoin(AuditEntry, AuditEntry.chain_id == AuditChain.id)
    .order_by(AuditChain.id, AuditEntry.number)
)
_LOST: Final = (
    select(AuditEntry.chain_id)
    .outerjoin(AuditChain, AuditEntry.chain_id == AuditChain.id)
    .where(AuditChain.id.is_(None))
    .distinct()
    .order_by(AuditEntry.chain_id)
)


class _Chain:
    """One chain while its entries go by."""

    def __init__(self, first: Any, anchor: Head | None) -> None:
        self.first, self.anchor = first, anchor
        self.id: int = first.chain_id
        self.head: bytes | None = first_mac(first.youth_id)  # None where it cannot be known: the entry is missing
        self.number = 0
        self.last: Any = None
        self.contact: date | None = None
        self.began: date | None = None
        self.is_whole = True

    def findings(self, others: Iterator[Any]) -> Iterator[Finding]:
        for finding in self._faults(others):
            self.is_whole = False
            yield finding
        if self.is_whole and self.first.erased_at is not None:
            yield Finding(self.id, What.ERASED)

    def _faults(self, others: Iterator[Any]) -> Iterator[Finding]:
        if self.first.number is not None:
            yield from self._entry(self.first)
            for row in others:
                yield from self._entry(row)
        yield from self._end()
        if self.is_whole:
            yield from self._beside_the_entries()

    def _entry(self, row: Any) -> Iterator[Finding]:
        if not isinstance(row.number, int) or row.number <= self.number:
            yield Finding(self.id, What.CHANGED)
            return
        for number in range(self.number + 1, row.number)[:1]:
            yield Finding(self.id, What.MISSING, number)
            self.head = None
        if self.head is not None and not _is_as_written(self.id, self.first.youth_id, self.head, row):
            yield Finding(self.id, What.CHANGED, row.number)
        self.number, self.last = row.number, row
        self.head = head_mac(self.id, row.number, _bytes(row.mac))
        if self.anchor and self.anchor.number == row.number and not _same(self.anchor.mac, self.head):
            yield Finding(self.id, What.PUT_BACK, row.number)
        self._note_days(row)

    def _note_days(self, row: Any) -> None:
        day = moment.date() if (moment := _moment(row.at)) else None
        self.began = self.began or day
        if row.act != Act.LOOKED:
            self.contact = day

    def _end(self) -> Iterator[Finding]:
        known = self.first.head_number
        if not isinstance(known, int) or known < self.number:
            yield Finding(self.id, What.HEAD)
        elif known > self.number:
            yield Finding(self.id, What.CUT, self.number + 1)
        elif self.head is None or not _same(_bytes(self.first.head_mac), self.head):
            yield Finding(self.id, What.HEAD)
        elif self.anchor and self.anchor.number > self.number:
            yield Finding(self.id, What.CUT, self.number + 1)

    def _beside_the_entries(self) -> Iterator[Finding]:
        """What no HMAC is about, but the entries tell: key, erasure, last contact."""
        says_erased = self.last is not None and self.last.act == Act.ERASED
        is_erased = self.first.erased_at is not None
        if says_erased != is_erased or (is_erased and self.first.text_key is not None):
            yield Finding(self.id, What.ERASURE)
        elif not is_erased and not _opens(self.first.text_key, self.last):
            yield Finding(self.id, What.KEY)
        contact_on = _day(self.first.contact_on)
        wrong = contact_on != self.contact if self.contact else self.began and (contact_on or date.max) > self.began
        if wrong:
            yield Finding(self.id, What.CONTACT)


def _is_as_written(chain_id: int, youth_id: int, before: bytes, row: Any) -> bool:
    try:
        written = {"number": row.number, "at": _moment(row.at), "act": row.act, "slot": row.slot, "sealed": row.sealed}
        return _same(_bytes(row.mac), mac_of(chain_id, youth_id, before, written))
    except (ValueError, TypeError, AttributeError):  # something stands there that nobody wrote
        return False


def _opens(text_key: Any, last: Any) -> bool:
    """Whether the key of a chain's texts opens the last of them."""
    try:
        key = AuditChain.text_key.type.process_result_value(_bytes(text_key), None)
        return last is None or bool(Fernet(key).decrypt(_bytes(last.sealed)))
    except (InvalidToken, ValueError, TypeError):
        return False


def _same(one: bytes, other: bytes) -> bool:
    return hmac.compare_digest(one, other)


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def _moment(value: Any) -> datetime | None:
    """A moment from its text; SQLite's is in UTC and does not say so."""
    try:
        found = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        return None
