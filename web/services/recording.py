"""Writing down who looked at a youth's data and who changed it (R6): sentences of it stand on the youth's own page."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from models.account import User
from models.audit import Act, Entry, append
from models.base import keyed_digest
from models.youth import Youth
from web.clock import now
from web.permissions import role_names


def record(session: Session, youth: Youth, act: Act, *, actor: User | None, **facts: Any) -> None:
    """Write down that an actor did something with a youth's data, in this session's transaction.

    `facts` are plain data that the sentence needs: the names of what was changed, a place, a reason; never the values.
    """
    append(session, [Entry(youth.id, act, {**_who(actor, youth), **facts})], at=now())


def record_looks(session: Session, youths: Iterable[Youth], *, actor: User, what: str) -> None:
    """Write down that an actor looked at something of these youths: at most once an hour for each of them."""
    at = now()
    looks = [Entry(youth.id, Act.LOOKED, _look(youth, actor, what), _slot(youth, actor, at)) for youth in youths]
    append(session, looks, at=at)


def _look(youth: Youth, actor: User, what: str) -> dict[str, Any]:
    return {**_who(actor, youth), "what": what}


def _slot(youth: Youth, actor: User, at: datetime) -> str:
    role = ",".join(sorted(role_names(actor)))
    hour = at.astimezone(UTC).strftime("%Y-%m-%dT%H")
    return keyed_digest("look", str(actor.id), role, str(youth.id), hour)


def _who(actor: User | None, youth: Youth) -> dict[str, Any]:
    """Who it was, as the youth will read it: name, role, and for whom they stood in."""
    if actor is None:
        return {"by": None}
    who: dict[str, Any] = {"by": actor.id, "name": actor.name, "role": _role(role_names(actor))}
    stood_in_for = actor.acting.stands_in_for.get(youth.coach_id) if actor.acting and youth.coach_id else None
    return who | ({"for": stood_in_for} if stood_in_for else {})


def _role(names: Collection[str]) -> str:
    return str(next(iter(sorted(names)), ""))
