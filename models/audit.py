"""The log of who looked at a youth's data and who changed it: one chain a youth, written and never changed.

Each entry is sealed with a key of that youth and chained by an HMAC whose key is not in the database. The head of a
chain says how many entries there are and how the last one ends, so that one that is changed, moved, missing or cut off
is found (`verify`); heads that were written out earlier also find a chain that was put back as a whole.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Encrypted, audit_key
from models.values import SHORT_TEXT


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


class AuditChain(Base):
    """The chain of one youth and its head: the number and the HMAC of its last entry.

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


def append(session: Session, entries: Sequence[Entry], *, at: datetime) -> None:
    """Write entries at the end of their youths' chains, in this session's transaction; one INSERT for all of them.

    The chains are locked in the order of their ids until the transaction ends, so that two writers never take one
    number. An entry whose slot is taken is left out: that look is in the log already. A youth without a chain gets one.
    """
    entries = _without_taken_slots(session, entries)
    if not entries:
        return
    chains = _locked_chains(session, {entry.youth_id for entry in entries}, at)
    rows = [_chained(chains[entry.youth_id], entry, at) for entry in entries]
    session.execute(insert(AuditEntry), rows)
    session.flush()


def open_text(chain: AuditChain, entry: AuditEntry) -> Mapping[str, Any] | None:
    """What an entry tells, or None where the key of the chain's texts is gone."""
    if chain.text_key is None:
        return None
    text: Mapping[str, Any] = json.loads(Fernet(chain.text_key).decrypt(bytes(entry.sealed)))
    return text


def mac_of(chain: AuditChain, before: bytes, row: Mapping[str, Any]) -> bytes:
    """The HMAC that ties an entry to its youth, its chain, its number and the entry before it."""
    parts = (
        str(chain.id),
        str(chain.youth_id),
        str(row["number"]),
        row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        Act(row["act"]).value,
        row["slot"] or "",
    )
    message = "\n".join(parts).encode() + b"\n" + bytes(before) + bytes(row["sealed"])
    return hmac.digest(audit_key(), message, "sha256")


def first_mac(youth_id: int) -> bytes:
    """What stands for the entry before the first."""
    return hmac.digest(audit_key(), f"chain of {youth_id}".encode(), "sha256")


def _without_taken_slots(session: Session, entries: Sequence[Entry]) -> list[Entry]:
    """Each slot once, and none that is in the log."""
    slots = {entry.slot: entry for entry in entries if entry.slot}
    taken = set(session.scalars(select(AuditEntry.slot).where(AuditEntry.slot.in_(slots)))) if slots else set()
    return [
        entry for entry in entries if entry.slot is None or (slots[entry.slot] is entry and entry.slot not in taken)
    ]


def _locked_chains(session: Session, youth_ids: Collection[int], at: datetime) -> dict[int, AuditChain]:
    found = (
        select(AuditChain)
        .where(AuditChain.youth_id.in_(youth_ids), AuditChain.erased_at.is_(None))
        .order_by(AuditChain.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    chains = {chain.youth_id: chain for chain in session.scalars(found)}
    for youth_id in sorted(set(youth_ids) - chains.keys()):
        key = Fernet.generate_key().decode("ascii")
        chain = AuditChain(youth_id=youth_id, text_key=key, mac=first_mac(youth_id), contact_on=at.date(), number=0)
        session.add(chain)
        chains[youth_id] = chain
    session.flush()
    return chains


def _chained(chain: AuditChain, entry: Entry, at: datetime) -> dict[str, Any]:
    """The row of an entry, and the chain's head moved to it."""
    if chain.text_key is None:
        raise ValueError("the chain of somebody who was erased takes no more")
    text = json.dumps(entry.text, ensure_ascii=False, separators=(",", ":"))
    row: dict[str, Any] = {
        "chain_id": chain.id,
        "number": chain.number + 1,
        "at": at,
        "act": entry.act,
        "slot": entry.slot,
        "sealed": Fernet(chain.text_key).encrypt(text.encode()),
    }
    row["mac"] = mac_of(chain, chain.mac, row)
    chain.number, chain.mac = row["number"], row["mac"]
    if entry.act is not Act.LOOKED:
        chain.contact_on = at.date()
    return row
