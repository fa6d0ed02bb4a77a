"""Writing down who looked at a youth's data and who changed it (R6): sentences of it stand on the youth's own page."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from models.ability import AbilityView
from models.account import RoleName, User
from models.audit import Act, Entry, append, told_of
from models.base import keyed_digest
from models.change import changed_youths
from models.travel import TravelCorrection
from models.youth import Youth
from web.clock import now
from web.permissions import role_names

_WATCHED: Final = "watched"
_NOTED: Final = "noted_looks"
_OF_YOUTHS: Final = frozenset(model.__tablename__ for model in (Youth, AbilityView, TravelCorrection))


class Unrecorded(RuntimeError):
    """A youth's data was changed and nobody wrote down who did it: a mistake in the code, never of the visitor."""


def record(session: Session, youth: Youth, act: Act, *, actor: User | None, **facts: Any) -> None:
    """Write down that an actor did something with a youth's data, in this session's transaction.

    `facts` are plain data that the sentence needs: the names of what was changed, a place, a reason; never the values.
    The youth's chain is locked until the transaction ends, so of several youths take them in the order of their ids.
    """
    record_each(session, act, [(youth, facts)], actor=actor)


def record_each(
    session: Session, act: Act, told: Iterable[tuple[Youth, Mapping[str, Any]]], *, actor: User | None
) -> None:
    """Write down the same act with several youths' data, each with its own facts.

    Their chains are locked at once, in the order in which everybody locks them.
    """
    append(session, [Entry(youth.id, act, {**_who(actor, youth), **facts}) for youth, facts in told], at=now())


def looks(
    youths: Iterable[Youth], *, actor: User, what: str, at: datetime, employers: Mapping[int, str] | None = None
) -> list[Entry]:
    """What is to be written down when an actor looks at youths: of each at most once an hour, and nothing of their own.

    `what` is the permission by which they look; `employers` the names of whom a member looks for, by youth.
    """
    names = employers or {}
    return [
        Entry(
            youth.id,
            Act.LOOKED,
            {**_who(actor, youth), "what": what, **({"employer": names[youth.id]} if youth.id in names else {})},
            _slot(youth.id, str(actor.id), at),
        )
        for youth in youths
        if youth.user_id != actor.id
    ]


def look_of_nobody(youth_id: int, *, by: str, at: datetime, **facts: Any) -> Entry:
    """A look by somebody without an account: `by` stands for the viewer, so that an hour has one; `facts` say who."""
    return Entry(youth_id, Act.LOOKED, {"by": None, **facts}, _slot(youth_id, by, at))


def note(session: Session, look: Entry) -> None:
    """Say that the page which this session serves is a look; it is written down before the page leaves."""
    session.info.setdefault(_NOTED, []).append(look)


def has_noted(session: Session) -> bool:
    """Whether something was noted."""
    return bool(session.info.get(_NOTED))


def noted(session: Session) -> list[Entry]:
    """The looks that were noted; from now on there are none."""
    found: list[Entry] = session.info.pop(_NOTED, [])
    return found


def stands_in_for(actor: User, youth: Youth) -> int | None:
    """The id of the youth's coach where an actor stands in for that coach; None for everybody else."""
    acting = actor.acting
    if acting is None or youth.coach_id is None or youth.coach_id == actor.id:
        return None
    return youth.coach_id if youth.coach_id in acting.stands_in_for else None


def watch(session: Session) -> None:
    """Have this session refuse to commit a change of a youth of which nothing was recorded in its transaction."""
    session.info[_WATCHED] = True


@event.listens_for(Session, "before_commit", insert=True)
def _refuse_unrecorded(session: Session) -> None:
    if not session.info.get(_WATCHED) or session.in_nested_transaction():
        return
    session.flush()  # SQLAlchemy's own last flush comes after this event
    if changed_youths(session) - told_of(session):
        raise Unrecorded("A youth was changed, and record() was not called for that youth.")


@event.listens_for(Session, "do_orm_execute")
def _refuse_many_at_once(state: ORMExecuteState) -> None:
    """A statement that writes many rows does not say whose they are."""
    writes = state.is_insert or state.is_update or state.is_delete
    aim = getattr(getattr(state.statement, "table", None), "name", None)
    if writes and aim in _OF_YOUTHS and state.session.info.get(_WATCHED):
        raise Unrecorded("Youths were changed by one statement: change them row by row, each with record().")


def _slot(youth_id: int, by: str, at: datetime) -> str:
    hour = at.astimezone(UTC).strftime("%Y-%m-%dT%H")
    return keyed_digest("look", by, str(youth_id), hour)


def _who(actor: User | None, youth: Youth) -> dict[str, Any]:
    """Who it was, as the youth will read it: name, role, whether it is the own coach, and for whom they stood in."""
    if actor is None:
        return {"by": None}
    who: dict[str, Any] = {"by": actor.id, "name": actor.name, "role": _role(role_names(actor))}
    if youth.coach_id is None or RoleName.COACH not in role_names(actor):
        return who
    if youth.coach_id == actor.id:
        return who | {"own_coach": True}
    absent = stands_in_for(actor, youth)
    return who | ({"for": actor.acting.stands_in_for[absent]} if absent and actor.acting else {})


def _role(names: Collection[str]) -> str:
    return str(next(iter(sorted(names)), ""))
