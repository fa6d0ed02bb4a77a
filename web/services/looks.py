"""What the log tells a youth: who looked at their data, and who did what with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import RoleName, User
from models.audit import Act, AuditChain, AuditEntry, open_text
from web.permissions import Permission
from web.services.youths import own_youth

PAGE: Final = 20


@dataclass(frozen=True)
class Told:
    """One entry, as its youth may know it: nobody's id is in it.

    `is_own`: the youth did it. `facts` are those of `recording.record` with name and role of who it was; empty where
    the text cannot be read any more. `reason` is what a coach stated who looked outside the caseload.
    """

    at: datetime
    act: Act
    is_own: bool
    facts: Mapping[str, Any]
    reason: str | None = None


@dataclass(frozen=True)
class ToldPage:
    """Some of what is told, the newest first; `is_last` where nothing is older."""

    told: Sequence[Told]
    is_last: bool


def told_page(session: Session, page: int, *, actor: User) -> ToldPage:
    """A page of what the log tells the youth that the actor is; from 1. Raises NotFound for who is none."""
    chain = _chain(session, actor)
    if chain is None:
        return ToldPage((), is_last=True)
    newest = chain.number - (page - 1) * PAGE
    entries = _entries(session, chain, AuditEntry.number <= newest, AuditEntry.number > newest - PAGE)
    return ToldPage(_told(session, chain, entries, actor), is_last=newest <= PAGE)


def everything_told(session: Session, *, actor: User) -> Sequence[Told]:
    """All that the log tells the youth that the actor is, the newest first. Raises NotFound for who is none."""
    chain = _chain(session, actor)
    return _told(session, chain, _entries(session, chain), actor) if chain else ()


def _chain(session: Session, actor: User) -> AuditChain | None:
    youth = own_youth(session, actor=actor, permission=Permission.OWN_DATA)
    mine = select(AuditChain).where(AuditChain.youth_id == youth.id, AuditChain.erased_at.is_(None))
    return session.scalar(mine)


def _entries(session: Session, chain: AuditChain, *which: Any) -> Sequence[AuditEntry]:
    mine = select(AuditEntry).where(AuditEntry.chain_id == chain.id, *which).order_by(AuditEntry.number.desc())
    return session.scalars(mine).all()


def _told(session: Session, chain: AuditChain, entries: Iterable[AuditEntry], actor: User) -> list[Told]:
    stated = _entries(session, chain, AuditEntry.act == Act.STATED_REASON)
    reasons = [(entry.at, open_text(chain, entry) or {}) for entry in stated]
    return [_tell(entry, open_text(chain, entry) or {}, reasons, actor) for entry in entries]


def _tell(
    entry: AuditEntry, text: Mapping[str, Any], reasons: Iterable[tuple[datetime, Mapping[str, Any]]], actor: User
) -> Told:
    by = text.get("by")
    facts = {name: value for name, value in text.items() if name not in {"by", "reason"}}
    reason = text.get("reason")
    as_coach = text.get("role") == RoleName.COACH and not (text.get("own_coach") or text.get("for"))
    if entry.act is Act.LOOKED and as_coach:
        reason = next((said["reason"] for at, said in reasons if _covers(at, said, entry.at, by)), None)
    return Told(entry.at, entry.act, by is not None and by == actor.id, facts, reason)


def _covers(at: datetime, said: Mapping[str, Any], moment: datetime, by: int | None) -> bool:
    """Whether a reason that somebody stated holds for what they did at a moment."""
    return bool(said) and said["by"] == by and at <= moment < datetime.fromisoformat(said["until"])
