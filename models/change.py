"""The log of changes: which places and youths have changed, numbered in the order in which the changes were committed.

A process that keeps places in memory remembers the number it knows, and reads here what is newer. The rows are written
by every session of the ORM in the transaction of the change itself, just before it commits; whoever writes past the ORM
(Core on a connection, plain SQL, SQLAlchemy's old `bulk_save_objects`) calls `request_rebuild`.

More may be told than has changed (a name that no match reads, a savepoint that was undone), never less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeAlias

from sqlalchemy import CheckConstraint, Connection, delete, event, func, insert, inspect, or_, select
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from models.ability import AbilityView
from models.base import Base
from models.employer import Employer
from models.occupation import Occupation
from models.place import Place
from models.postcode import Postcode
from models.task import Task
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import Youth

#: Numbers of one commit. Beyond it one row says to rebuild: a change takes a reader up to 5 ms, all places of the
#: country anew about 10 s, so some 2,000 changes cost as much as everything.
MOST: Final = 1_000
#: Rows that stay in the log, and so the most that is read at once. Who is farther behind rebuilds.
KEPT: Final = 10_000
#: The lock under which PostgreSQL numbers commits; any number will do that nobody else takes.
LOCK: Final = int.from_bytes(b"plek", "big")

Row: TypeAlias = dict[str, int | None]

_REBUILD: Final[Row] = {"place_id": None, "youth_id": None}
#: By which column a row belongs to a place or to a youth.
_OWNER: Final[Mapping[type[Base], str]] = {
    Place: "id",
    Task: "place_id",
    Youth: "id",
    AbilityView: "youth_id",
    TravelCorrection: "youth_id",
}
#: By way of which rows something reaches places and youths.
_AROUND: Final[tuple[type[Base], ...]] = (Workplace, Employer, Postcode, Occupation)
_TABLES: Final = frozenset(model.__tablename__ for model in (*_OWNER, *_AROUND))
_KEY: Final = "touched"


class PlaceChange(Base):
    """One place or one youth that changed; neither means "rebuild: forget what you know".

    No foreign keys: that a place is gone must be told too. No number is given twice, on SQLite by AUTOINCREMENT.
    """

    __tablename__ = "place_change"
    __table_args__ = (
        CheckConstraint("place_id IS NULL OR youth_id IS NULL", name="not_both"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int | None]
    youth_id: Mapped[int | None]


@dataclass(frozen=True)
class Changes:
    """What is newer than a reader knows, up to the number `latest`.

    `rebuild`: what a reader keeps of places and youths must be forgotten; then the ids say nothing. `broken` says in a
    few words why, where the cause is that the log itself cannot be followed.
    """

    latest: int
    places: frozenset[int] = frozenset()
    youths: frozenset[int] = frozenset()
    rebuild: bool = False
    broken: str | None = None


def latest(source: Session | Connection) -> int:
    """The newest number, 0 while there is none.

    Who builds asks for it before reading what is built from: then a change in between is told once more, not missed.
    """
    return source.scalar(select(func.max(PlaceChange.seq))) or 0


def changes_since(source: Session | Connection, known: int) -> Changes:
    """What was committed after the number `known`, which `latest` or an earlier call gave; one query.

    The row `known` itself must still be there and no number may be missing, or the log is broken: it was cut, or put
    back to an older state. (Put back and grown past `known` since, it looks whole: restart after restoring a database.)
    On PostgreSQL a number is missing too when a commit failed after it was given: one needless rebuild, and in return
    no number ever comes twice, not even in a log that was emptied.
    """
    query = select(PlaceChange.seq, PlaceChange.place_id, PlaceChange.youth_id).where(PlaceChange.seq >= known)
    rows = source.execute(query.order_by(PlaceChange.seq.desc()).limit(KEPT)).all()
    if not rows:
        return Changes(latest(source), rebuild=True, broken=f"the log ends before row {known}") if known else Changes(0)
    newest = rows[0].seq
    newer = [row for row in rows if row.seq > known]
    if any(row.place_id is None and row.youth_id is None for row in newer):
        return Changes(newest, rebuild=True)
    if len(rows) <= newest - max(known, 1):
        numbers = {row.seq for row in rows}
        missing = next(number for number in count(max(known, 1)) if number not in numbers)
        return Changes(newest, rebuild=True, broken=f"row {missing} is missing")
    return Changes(
        newest,
        places=frozenset(row.place_id for row in newer if row.place_id is not None),
        youths=frozenset(row.youth_id for row in newer if row.youth_id is not None),
    )


def request_rebuild(session: Session) -> None:
    """Have the session's next commit say that everything may have changed: for those who write past the ORM."""
    _touched(session).rebuild = True


def changed_youths(session: Session) -> frozenset[int]:
    """The youths whose rows this session's transaction has changed and flushed."""
    touched: _Touched | None = session.info.get(_KEY)
    return frozenset(touched.youths if touched else ())


@dataclass
class _Touched:
    """What a session has changed since its transaction began."""

    places: set[int] = field(default_factory=set)
    youths: set[int] = field(default_factory=set)
    workplaces: set[int] = field(default_factory=set)
    employers: set[int] = field(default_factory=set)
    rebuild: bool = False

    def rows(self, connection: Connection) -> list[Row]:
        """The rows of the log that tell it."""
        surroundings = len(self.workplaces) + len(self.employers)
        if self.rebuild or surroundings > MOST:
            return [_REBUILD]
        places = self.places | (self._places_around(connection) if surroundings else set())
        if len(places) + len(self.youths) > MOST:
            return [_REBUILD]
        return [
            *({**_REBUILD, "place_id": id_} for id_ in sorted(places)),
            *({**_REBUILD, "youth_id": id_} for id_ in sorted(self.youths)),
        ]

    def _places_around(self, connection: Connection) -> set[int]:
        """The places at the workplaces, and at all workplaces of the employers."""
        around = or_(Workplace.id.in_(self.workplaces), Workplace.employer_id.in_(self.employers))
        query = select(Place.id).join(Workplace, Place.workplace_id == Workplace.id).where(around)
        return set(connection.scalars(query))


def _touched(session: Session) -> _Touched:
    found: _Touched = session.info.setdefault(_KEY, _Touched())
    return found


@event.listens_for(Session, "before_flush")
def _note_deleted(session: Session, _context: object, _instances: object) -> None:
    """Look at deleted rows while they can still be read."""
    for row in session.deleted:
        _note_owner(session, row)
        if isinstance(row, Occupation):
            request_rebuild(session)
        elif isinstance(row, Workplace):
            # The database deletes the corrections with it. (Places it has none, or the database would refuse.)
            corrected = select(TravelCorrection.youth_id).where(TravelCorrection.workplace_id == row.id)
            _touched(session).youths.update(session.scalars(corrected))


@event.listens_for(Session, "after_flush")
def _note_written(session: Session, _context: object) -> None:
    """Look at new and changed rows, which have their ids by now and still know what they were before."""
    for row in session.new:
        _note_owner(session, row)
    for row in session.dirty:
        if session.is_modified(row):
            _note_owner(session, row)
            _note_surroundings(session, row)


def _note_owner(session: Session, row: Base) -> None:
    """Note the place or the youth that a row belongs to, and the one it belonged to before."""
    name = _OWNER.get(type(row))
    if name is not None:
        touched = _touched(session)
        ids = touched.places if isinstance(row, Place | Task) else touched.youths
        ids.update(filter(None, (getattr(row, name), *_history(row, name).deleted)))


def _note_surroundings(session: Session, row: Base) -> None:
    """Note what reaches places and youths by way of a changed row; a new one belongs to nobody yet."""
    if isinstance(row, Workplace):
        _touched(session).workplaces.add(row.id)
    elif isinstance(row, Employer) and _has_changed(row, "sbi"):
        _touched(session).employers.add(row.id)
    elif (isinstance(row, Postcode) and _has_changed(row, "x", "y")) or (
        isinstance(row, Occupation) and _has_changed(row, "interests")
    ):
        request_rebuild(session)


def _has_changed(row: Base, *names: str) -> bool:
    return any(_history(row, name).has_changes() for name in names)


def _history(row: Base, name: str) -> Any:
    return inspect(row).attrs[name].history


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    """A statement that writes many rows at once does not say which, and one of unknown aim may write any."""
    if state.is_insert or state.is_update or state.is_delete:
        aim = getattr(getattr(state.statement, "table", None), "name", None)
        if aim in _TABLES or aim not in Base.metadata.tables:
            request_rebuild(state.session)


@event.listens_for(Session, "before_commit")
def _write(session: Session) -> None:
    """Number what this transaction has changed, as the last thing that it does; a savepoint is no commit."""
    if session.in_nested_transaction():
        return
    session.flush()  # SQLAlchemy's own last flush comes after this event
    touched: _Touched | None = session.info.pop(_KEY, None)
    if touched is not None:
        _append(session.connection(), touched)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """Begin anew with the next transaction, however this one ended."""
    if transaction.parent is None:
        session.info.pop(_KEY, None)


def _append(connection: Connection, touched: _Touched) -> None:
    """Write the rows.

    The lock is held until the commit, so numbers become visible in their order. It is taken last: no lock on a row is
    waited for while it is held. What lies around a workplace is looked up under it: a place that came there meanwhile
    is found if it was committed, and otherwise gets a later number than this change. On SQLite one writes at a time.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
    rows = touched.rows(connection)
    if rows:
        newest = max(connection.scalars(insert(PlaceChange).returning(PlaceChange.seq), rows))
        # Whoever has not read the rows before a rebuild must rebuild anyway.
        oldest = newest if rows == [_REBUILD] else newest - KEPT + 1
        connection.execute(delete(PlaceChange).where(PlaceChange.seq < oldest))
