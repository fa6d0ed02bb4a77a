"""The log of who looked at a youth's data and who changed it: one chain a youth, written and never changed.

Each entry is sealed with a key of that youth and chained by an HMAC whose key is not in the database. The head of a
chain is an HMAC too, over how many entries there are and how the last one ends; no entry holds it, so who cuts entries
off cannot make the head of what is left. `models/verifying.py` finds what was changed, moved, taken out or cut off;
with heads that were written out earlier it also finds a chain that was put back to an older state, or is gone.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final, cast

from cryptography.fernet import Fernet
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    UniqueConstraint,
    bindparam,
    event,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.orm.util import identity_key

from models.base import Base, Encrypted, audit_key
from models.values import SHORT_TEXT
from models.youth import Youth

AT_ONCE: Final = 1_000  # rows that are fetched together
_DONE: Final = "told_of"


class Act(StrEnum):
    """What an entry tells: that somebody looked, or what somebody did."""

    LOOKED = "looked"
    CHANGED = "changed"
    STATED_REASON = "stated_reason"
    INVITED = "invited"
    CARD_GIVEN = "card_given"
    CARD_ENDED = "card_ended"
    SIGNED_IN = "signed_in"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    ENDED = "ended"
    SHARED = "shared"
    SHARING_ENDED = "sharing_ended"
    SIGNED_ALONG = "signed_along"
    DOWNLOADED = "downloaded"
    REPORTED = "reported"
    REPORT_ANSWERED = "report_answered"
    ERASURE_ASKED = "erasure_asked"
    ERASURE_WITHDRAWN = "erasure_withdrawn"
    ERASED = "erased"


class NoSuchYouth(LookupError):
    """Something was to be written down about a youth who is not, or no longer, there."""


class AuditChain(Base):
    """The chain of one youth and its head: the number of its last entry, and the HMAC over that number and entry.

    `youth_id` is no foreign key: the chain stays when the youth is erased (`erased_at`), without the key of its texts.
    `contact_on` is the day of the last entry that was more than a look: from it the keeping period counts.
    """

    __tablename__ = "audit_chain"
    __table_args__ = (
        Index(
            "uq_audit_chain_youth_id",
            "youth_id",
            unique=True,
            sqlite_where=text("erased_at IS NULL"),
            postgresql_where=text("erased_at IS NULL"),
        ),
        CheckConstraint("erased_at IS NULL OR text_key IS NULL", name="erased_without_key"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int]
    text_key: Mapped[str | None] = mapped_column(Encrypted(SHORT_TEXT))
    number: Mapped[int] = mapped_column(default=0)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    contact_on: Mapped[date]
    erased_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One entry: sealed text, and the HMAC over it, its place in the chain and the entry before it.

    `slot` is the keyed hash of viewer, youth and hour of a look, so that an hour has one; NULL for the rest.
    No UPDATE and no DELETE: triggers on both databases refuse them, and on PostgreSQL the application's role may not.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("chain_id", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    chain_id: Mapped[int] = mapped_column(ForeignKey("audit_chain.id", ondelete="RESTRICT"))
    number: Mapped[int]
    at: Mapped[datetime]
    act: Mapped[Act]
    slot: Mapped[str | None] = mapped_column(unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True)
class Entry:
    """What is to be written of one youth: `text` is plain data, sealed before it is kept; `slot` see AuditEntry."""

    youth_id: int
    act: Act
    text: Mapping[str, Any]
    slot: str | None = None


@dataclass(frozen=True)
class Head:
    """How far a chain had come, and the HMAC that says so."""

    chain: int
    number: int
    mac: bytes


def append(session: Session, entries: Sequence[Entry], *, at: datetime) -> None:
    """Write entries at the end of their youths' chains, in this session's transaction; one INSERT for all of them.

    The chains are locked in the order of their ids until the transaction ends, so that two writers never take one
    number. An entry whose slot is taken is left out: that look is in the log already, and since a slot is taken under
    the lock of its chain, of two at once the second finds it. A youth without a chain gets one.

    Raises NoSuchYouth, for somebody erased too: what is told of them afterwards is told of nobody.
    """
    if not entries:
        return
    ends = _locked_ends(session, {entry.youth_id for entry in entries}, at)
    left = without_taken_slots(session, entries)
    if left:
        session.execute(insert(_ENTRIES), [_chained(ends[entry.youth_id], entry, at) for entry in left])
        _move_heads(session, [ends[youth_id] for youth_id in {entry.youth_id for entry in left}])
    done = (entry.youth_id for entry in left if entry.act is not Act.LOOKED)
    session.info.setdefault(_DONE, set()).update(done)


def told_of(session: Session) -> frozenset[int]:
    """The youths of whom this session's transaction tells that something was done with their data."""
    return frozenset(session.info.get(_DONE, ()))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_DONE, None)


def erase(session: Session, youth_id: int, at: datetime) -> None:
    """End the chain of a youth with an entry that says so, and destroy the key of its texts; the chain still verifies.

    Does nothing for a youth without a chain. On PostgreSQL the old key lies in the table's file until VACUUM.
    """
    chain = session.scalar(select(AuditChain).where(AuditChain.youth_id == youth_id, AuditChain.erased_at.is_(None)))
    if chain is None:
        return
    append(session, [Entry(youth_id, Act.ERASED, {})], at=at)
    chain.text_key, chain.erased_at = None, at
    session.flush()


def heads(session: Session) -> Iterator[Head]:
    """The heads of all chains in the order of their ids, as they come."""
    found = select(AuditChain.id, AuditChain.number, AuditChain.mac).order_by(AuditChain.id)
    for row in session.execute(found.execution_options(yield_per=AT_ONCE)):
        yield Head(*row)


def begin(session: Session, youth_id: int, *, on: date) -> None:
    """Give a youth who has none an empty chain: of them no contact is known, so the keeping period counts from a day.

    Does nothing where somebody was just ahead. Raises NoSuchYouth.
    """
    _begin_chains(session, {youth_id}, on)


def open_text(chain: AuditChain, entry: AuditEntry) -> Mapping[str, Any] | None:
    """What an entry tells, or None where the key of the chain's texts is gone."""
    if chain.text_key is None:
        return None
    text: Mapping[str, Any] = json.loads(Fernet(chain.text_key).decrypt(bytes(entry.sealed)))
    return text


def mac_of(chain_id: int, youth_id: int, before: bytes, row: Mapping[str, Any]) -> bytes:
    """The HMAC that ties an entry to its youth, its chain, its number and the head of the chain before it."""
    parts = (
        *("entry", str(chain_id), str(youth_id), str(row["number"])),
        row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        Act(row["act"]).value,
        "no slot" if row["slot"] is None else row["slot"],
    )
    return _mac("\n".join(parts), before, row["sealed"])


def head_mac(chain_id: int, number: int, entry_mac: bytes) -> bytes:
    """The head of a chain after an entry: what stands before the next one."""
    return _mac(f"head\n{chain_id}\n{number}", entry_mac)


def first_mac(youth_id: int) -> bytes:
    """The head of a chain without entries."""
    return _mac(f"chain of {youth_id}")


def _mac(said: str, *more: bytes) -> bytes:
    return hmac.digest(audit_key(), said.encode() + b"\n" + b"".join(map(bytes, more)), "sha256")


def without_taken_slots(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """The entries whose slot is not in the log; of several with one slot the first."""
    slots = {entry.slot: entry for entry in reversed(entries) if entry.slot}
    taken = set(session.scalars(select(AuditEntry.slot).where(AuditEntry.slot.in_(slots)))) if slots else set()
    return [
        entry for entry in entries if entry.slot is None or (slots[entry.slot] is entry and entry.slot not in taken)
    ]


@dataclass
class _End:
    """The end of a chain that is being written to. Plain columns: a page of many youths is written in few ms."""

    id: int
    youth_id: int
    text_key: str
    number: int
    mac: bytes
    contact_on: date


_CHAINS: Final = cast("Table", AuditChain.__table__)
_ENTRIES: Final = cast("Table", AuditEntry.__table__)
_ENDS: Final = (
    select(*(_CHAINS.c[each.name] for each in fields(_End)))
    .where(_CHAINS.c.youth_id.in_(bindparam("youth_ids", expanding=True)), _CHAINS.c.erased_at.is_(None))
    .order_by(_CHAINS.c.id)
    .with_for_update()
)
_MOVE: Final = (
    update(_CHAINS)
    .where(_CHAINS.c.id == bindparam("of"))
    .values({name: bindparam(f"new_{name}") for name in ("number", "mac", "contact_on")})
)


def _locked_ends(session: Session, youth_ids: Collection[int], at: datetime) -> dict[int, _End]:
    """The ends of youths' chains, locked in the order of their ids."""
    ends = _ends(session, youth_ids)
    new = set(youth_ids) - ends.keys()
    if new:
        _begin_chains(session, new, at.date())
        ends |= _ends(session, new)
    return ends


def _ends(session: Session, youth_ids: Collection[int]) -> dict[int, _End]:
    return {row.youth_id: _End(*row) for row in session.execute(_ENDS, {"youth_ids": list(youth_ids)})}


def _move_heads(session: Session, ends: Sequence[_End]) -> None:
    """Keep the new heads; who holds a row of one of these chains reads it anew."""
    moved = [
        {"of": end.id, "new_number": end.number, "new_mac": end.mac, "new_contact_on": end.contact_on} for end in ends
    ]
    session.execute(_MOVE, moved)
    for end in ends:
        held = session.identity_map.get(identity_key(AuditChain, end.id))
        if held is not None:
            session.expire(held)


def _begin_chains(session: Session, youth_ids: Collection[int], on: date) -> None:
    """Give youths a chain; where another is just ahead, theirs is the one. Nobody is erased in between."""
    there = select(Youth.id).where(Youth.id.in_(youth_ids)).order_by(Youth.id)
    found = list(session.scalars(there.with_for_update(read=True, key_share=True)))
    if len(found) < len(youth_ids):
        raise NoSuchYouth
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(put(AuditChain).on_conflict_do_nothing(), [_new_chain(youth_id, on) for youth_id in found])


def _new_chain(youth_id: int, on: date) -> dict[str, Any]:
    key = Fernet.generate_key().decode("ascii")
    return {"youth_id": youth_id, "text_key": key, "mac": first_mac(youth_id), "contact_on": on, "number": 0}


def _chained(chain: _End, entry: Entry, at: datetime) -> dict[str, Any]:
    """The row of an entry, and the chain's head moved to it."""
    text = json.dumps(entry.text, ensure_ascii=False, separators=(",", ":"))
    row: dict[str, Any] = {
        "chain_id": chain.id,
        "number": chain.number + 1,
        "at": at,
        "act": entry.act,
        "slot": entry.slot,
        "sealed": Fernet(chain.text_key).encrypt(text.encode()),
    }
    row["mac"] = mac_of(chain.id, chain.youth_id, chain.mac, row)
    chain.number, chain.mac = row["number"], head_mac(chain.id, row["number"], row["mac"])
    if entry.act is not Act.LOOKED:
        chain.contact_on = at.date()
    return row
