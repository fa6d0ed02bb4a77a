"""Places: finding, reading and changing what employers offer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matcher.profiles import WEEK_MINUTES
from models.account import User
from models.employer import Employer
from models.occupation import Occupation
from models.place import NotNext, Place, PlaceState
from models.postcode import Postcode
from models.proposal import GONE
from models.task import Task
from models.workplace import Workplace
from models.youth import Youth
from web.permissions import Permission, require
from web.services.editing import edit
from web.services.errors import InvalidInput, InvalidMove, NotFound, Problem
from web.services.sharing import end_sharing_at
from web.services.skills import skill_labels

PAGE: Final = 30

_WHOLE: Final = (
    joinedload(Place.workplace).joinedload(Workplace.employer),
    joinedload(Place.workplace).joinedload(Workplace.postcode),
    joinedload(Place.occupation),
    selectinload(Place.tasks),
)


def get_place(session: Session, place_id: int, *, actor: User) -> Place:
    """One place with its workplace, employer and tasks. Raises NotFound for a stranger."""
    place = _place(session, place_id)
    require(actor, Permission.PLACE_READ, place)
    return place


def get_open_place(session: Session, place_id: int) -> Place:
    """One place as youths may see it. Raises NotFound for one that is not open."""
    place = _place(session, place_id)
    if place.state != PlaceState.OPEN:
        raise NotFound(place_id)
    return place


def find_places(session: Session, words: str = "", *, actor: User, offset: int = 0) -> tuple[Sequence[Place], int]:
    """Places whose title or employer holds the words, by title, a page at a time; and how many there are."""
    require(actor, Permission.PLACE_READ)
    found = select(Place).join(Place.workplace).join(Workplace.employer)
    if words.strip():
        sought = words.strip().lower()
        found = found.where(
            or_(
                func.lower(Place.title).contains(sought, autoescape=True),
                func.lower(Employer.name).contains(sought, autoescape=True),
                func.lower(Workplace.name).contains(sought, autoescape=True),
            )
        )
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    page = found.order_by(Place.title, Place.id).offset(offset).limit(PAGE).options(*_WHOLE[:3])
    return session.scalars(page).all(), total


def places_by_id(session: Session, ids: Iterable[int]) -> dict[int, Place]:
    """The places of a list, with all that is shown of them, in a fixed number of queries."""
    rows = session.scalars(select(Place).where(Place.id.in_(list(ids))).options(*_WHOLE))
    return {place.id: place for place in rows}


def edit_place(session: Session, place_id: int, values: Mapping[str, Any], *, version: int, actor: User) -> Place:
    """Change a place. Raises NotFound, Stale (changed since `version`), InvalidInput naming the field."""
    place = get_place(session, place_id, actor=actor)
    require(actor, Permission.PLACE_EDIT, place)
    _check(session, place, values)
    edit(session, place, values, version=version)
    return place


def get_task(session: Session, place_id: int, task_id: int, *, actor: User) -> Task:
    """One task of a place. Raises NotFound, also where it belongs to another place."""
    tasks = {task.id: task for task in get_place(session, place_id, actor=actor).tasks}
    if task_id not in tasks:
        raise NotFound(task_id)
    return tasks[task_id]


def edit_task(
    session: Session, place_id: int, task_id: int, values: Mapping[str, Any], *, version: int, actor: User
) -> Task:
    """Change a task of a place. Raises NotFound, Stale, InvalidInput naming the field."""
    require(actor, Permission.PLACE_EDIT)
    task = get_task(session, place_id, task_id, actor=actor)
    if values.get("minutes_each", task.minutes_each) * values.get("times_a_week", task.times_a_week) > WEEK_MINUTES:
        raise InvalidInput({"times_a_week": "more_than_a_week"})
    edit(session, task, values, version=version)
    return task


def edit_workplace(
    session: Session, workplace_id: int, values: Mapping[str, Any], *, version: int, actor: User
) -> Workplace:
    """Change a workplace: where it is, its surroundings and its support. Raises NotFound, Stale, InvalidInput."""
    workplace = session.get(Workplace, workplace_id)
    if workplace is None:
        raise NotFound(workplace_id)
    require(actor, Permission.PLACE_EDIT, workplace)
    check_postcode(session, values)
    edit(session, workplace, values, version=version)
    return workplace


def move_place(
    session: Session, place_id: int, state: PlaceState, *, why: str | None, at: datetime, actor: User
) -> Place:
    """Open, pause, fill or close a place; one that is gone ends all sharing there. Raises NotFound, InvalidMove."""
    # Held first, so that nobody begins to share there while it goes.
    session.execute(select(Place.id).where(Place.id == place_id).with_for_update())
    place = get_place(session, place_id, actor=actor)
    require(actor, Permission.PLACE_EDIT, place)
    if place.state == state:
        return place  # pressed twice
    try:
        place.move(state, by=actor, at=at, why=why)
    except NotNext as error:
        raise InvalidMove(error.current, error.asked) from error
    session.flush()
    if state in GONE:
        end_sharing_at(session, place, actor=actor, at=at)
    return place


def check_skills(session: Session, row: object, values: Mapping[str, Any]) -> None:
    """Raise InvalidInput for a skill that is neither in the catalogue nor kept already."""
    for name in ("skills", "goals", "taught", "licences"):
        new = frozenset(values.get(name, ())) - getattr(row, name, frozenset())
        if new and len(skill_labels(session, new, language="nl")) < len(new):
            raise InvalidInput({name: "not_a_choice"})


def _place(session: Session, place_id: int) -> Place:
    place = session.get(Place, place_id, options=_WHOLE)
    if place is None:
        raise NotFound(place_id)
    return place


def _check(session: Session, place: Place, values: Mapping[str, Any]) -> None:
    """The rules about more than one value, each said at its field."""
    check_hours(place, values)
    check_skills(session, place, values)
    start, until = (values.get(name, getattr(place, name)) for name in ("start", "until"))
    if start and until and until < start:
        raise InvalidInput({"until": Problem("too_low", {"least": start.isoformat()})})
    occupation_id = values.get("occupation_id")
    if occupation_id is not None and session.get(Occupation, occupation_id) is None:
        raise InvalidInput({"occupation_id": "not_a_choice"})


def check_hours(row: Place | Youth, values: Mapping[str, Any]) -> None:
    """Raise InvalidInput unless both ends of the hours are known or neither, and the least is not above the most."""
    least, most = (values.get(name, getattr(row, name)) for name in ("hours_least", "hours_most"))
    if (least is None) != (most is None):
        raise InvalidInput({"hours_most" if most is None else "hours_least": "required"})
    if least is not None and least > most:
        raise InvalidInput({"hours_most": Problem("too_low", {"least": least})})


def check_postcode(session: Session, values: Mapping[str, Any]) -> None:
    """Raise InvalidInput for a postcode that is not in the table."""
    code = values.get("postcode_code")
    if code is not None and session.get(Postcode, code) is None:
        raise InvalidInput({"postcode_code": "unknown_postcode"})
