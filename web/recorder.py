"""Nobody sees a youth's data unless it is written down first that they looked.

The session of a request holds every row that it loaded; those of youths are what the page was made of. When the page
is ready and the request's own work is kept or undone, one short transaction writes down the looks and the fits that
were shown. If that fails the page is thrown away: 503, and nothing of anybody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from flask import Flask, Response, current_app, make_response, request
from flask_login import current_user
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from models.account import User
from models.audit import Entry, append, without_taken_slots
from models.base import Base
from models.proposal import Proposal
from models.youth import Youth
from web.auth import me, permission_of
from web.clock import now
from web.db import READING, db, sessions
from web.errors import forget_the_reader, our_fault, where
from web.services import recording, showing

#: A refused form (422) and a conflict (409) come back with the data that they are about; other errors have none.
_WITH_DATA: Final = frozenset({409, 422})


def init_app(app: Flask) -> None:
    """Look at every answer. Flask takes these in the opposite order, so what the database registers comes before.

    It must: a change that is not committed yet holds locks for which the transaction here would wait.
    """
    app.after_request(_after)


def _after(response: Response) -> Response:
    if not _shows_data(response):
        return response
    try:
        _write_down()
    except Exception as error:  # noqa: BLE001 -- whatever it is, nothing may be seen that was not written down
        current_app.logger.error("Could not write down who looked on %s: %s", request.endpoint, where(error))
        forget_the_reader()
        return make_response(our_fault(503, saved=request.method not in READING and response.status_code < 400))
    return response


def _shows_data(response: Response) -> bool:
    if response.status_code >= 300 and response.status_code not in _WITH_DATA:
        return False
    if not sessions(current_app).current.registry.has():
        return False
    return _is_of_somebody() or recording.has_noted(db())


def _is_of_somebody() -> bool:
    """Whether what the session holds was loaded for who is signed in; a page for everybody shows what was noted."""
    return permission_of(str(request.endpoint)) is not None and current_user.is_authenticated


def _write_down() -> None:
    """Write the looks of this request, and keep the fits that it showed."""
    session, at = db(), now()
    actor = me() if _is_of_somebody() else None
    looks = [*recording.noted(session), *(_looks(session, actor, at) if actor else ())]
    drafts, new = showing.noted(session), without_taken_slots(session, looks)
    if not drafts and not new:
        return
    session.close()  # one connection at a time; what was read of the actor stays
    with sessions(current_app).apart() as apart:
        # Youths before chains, as services do it, or two might wait for each other.
        if actor:
            showing.keep(apart, drafts, viewer=actor, at=at)
        append(apart, new, at=at)


def _looks(session: Session, actor: User, at: datetime) -> list[Entry]:
    """The looks of who is signed in at the youths that this request loaded."""
    rows = _held(session)
    youths = [row for row in rows if isinstance(row, Youth)]
    what = str(permission_of(str(request.endpoint)))
    return recording.looks(youths, actor=actor, what=what, at=at, employers=_employers(rows, actor))


def _held(session: Session) -> Sequence[Base]:
    """The rows that this request loaded and that are there, as they are after its commit or rollback."""
    rows = [row for row in session.info.get("rows", ()) if inspect(row).persistent]
    stale = [inspect(row) for row in rows if isinstance(row, Youth) and inspect(row).expired]
    if stale:
        ids = [state.identity[0] for state in stale if state.identity]
        session.scalars(select(Youth).where(Youth.id.in_(ids))).all()
    return rows


def _employers(rows: Iterable[Base], actor: User) -> Mapping[int, str]:
    """For whom a member looks at each youth: of their employers those where the page has a proposal of the youth."""
    own = actor.acting.employers if actor.acting else frozenset()
    names: dict[int, set[str]] = {}
    for row in rows if own else ():
        if isinstance(row, Proposal) and (employer := row.place.workplace.employer).id in own:
            names.setdefault(row.youth_id, set()).add(employer.name)
    return {youth_id: ", ".join(sorted(found)) for youth_id, found in names.items()}
