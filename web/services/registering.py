"""Writing down what is new: accounts, youths, employers, their workplaces and places.

A new row starts with the little that it cannot be without; the rest goes the same way as a later change does.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matcher.limits import age_on
from matcher.settings import OLDEST_AGE
from matcher.vocabulary import Ability
from models.ability import Source
from models.account import Role, RoleName, User, find_roles
from models.audit import Act, AuditChain, AuditEntry
from models.base import Base
from models.employer import Employer
from models.place import Place, PlaceState
from models.skill import Skill
from models.task import Task
from models.workplace import Workplace
from models.youth import Youth
from web.permissions import Permission, require
from web.services.editing import set_value
from web.services.errors import InvalidInput, NotFound, Problem
from web.services.places import edit_place, edit_workplace, move_place
from web.services.recording import record
from web.services.youths import edit_abilities, edit_youth

Row = TypeVar("Row", bound=Base)
Views = Mapping[Source, Mapping[Ability, int | None]]

#: From which age Plek is there for somebody, in years (R7).
YOUNGEST: Final = 16
#: The same youth added again within this time was added once: somebody pressed twice.
_TWICE: Final = timedelta(minutes=1)


def add_account(session: Session, *, name: str, email: str, roles: Iterable[RoleName]) -> User:
    """Make an account that can sign in, from the command line: nobody can be signed in before the first one is.

    Raises InvalidInput for an address that is none or is taken.
    """
    found: list[Role] = find_roles(session, *roles)
    return _keep(session, User, {"name": name, "email": email, "roles": found})


def add_youth(
    session: Session, values: Mapping[str, Any], *, on: date, actor: User, views: Views | None = None
) -> Youth:
    """Take a youth into the actor's caseload; `views` are the levels of abilities by source, noted on the day `on`.

    Raises NotFound for who is no coach, InvalidInput naming the field.
    """
    require(actor, Permission.YOUTH_ADD)
    youth = _keep(session, Youth, {"name": values["name"], "coach_id": actor.id})
    record(session, youth, Act.CHANGED, actor=actor, new=True, fields=[])
    edit_youth(session, youth.id, values, version=youth.version, actor=actor)
    if views:
        edit_abilities(session, youth.id, views, on=on, version=youth.version, actor=actor)
    return youth


def take_in(session: Session, values: Mapping[str, Any], *, on: date, at: datetime, actor: User) -> Youth:
    """Sign up a youth with a birth date, into the actor's caseload; pressed twice it is one, as it was sent last.

    Raises NotFound for who is no coach, InvalidInput for who is too young, or older without a reason (R7).
    """
    require(actor, Permission.YOUTH_ADD)
    age = age_on(values["birth_date"], on)
    if age < YOUNGEST:
        raise InvalidInput({"birth_date": Problem("too_young", {"least": YOUNGEST})})
    if age > OLDEST_AGE and not values["older_reason"]:
        raise InvalidInput({"older_reason": Problem("older_needs_reason", {"most": OLDEST_AGE})})
    # Sent twice at once, the second waits here and then finds whom the first added.
    session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    if RoleName.COACH not in set(session.scalars(select(Role.name).join(User.roles).where(User.id == actor.id))):
        raise NotFound(actor.id)  # an administrator was just ahead
    added = _just_added(session, values, at=at, actor=actor)
    if added is None:
        return add_youth(session, values, on=on, actor=actor)
    return edit_youth(session, added.id, values, version=added.version, actor=actor)


def _just_added(session: Session, values: Mapping[str, Any], *, at: datetime, actor: User) -> Youth | None:
    """The youth of this name and birth date whom the actor added a moment ago, as the log tells."""
    same = select(Youth).join(AuditChain, AuditChain.youth_id == Youth.id)
    same = same.join(AuditEntry, AuditEntry.chain_id == AuditChain.id)
    same = same.where(Youth.coach_id == actor.id, Youth.name == values["name"])
    same = same.where(Youth.birth_date == values["birth_date"])
    return session.scalars(same.where(AuditEntry.number == 1, AuditEntry.at > at - _TWICE)).first()


def add_employer(session: Session, values: Mapping[str, Any], *, actor: User) -> Employer:
    """Write down an employer. Raises NotFound for a stranger, InvalidInput naming the field."""
    require(actor, Permission.PLACE_EDIT)
    return _keep(session, Employer, values)


def add_workplace(session: Session, employer_id: int, values: Mapping[str, Any], *, actor: User) -> Workplace:
    """Write down a workplace of an employer. Raises NotFound, InvalidInput naming the field."""
    require(actor, Permission.PLACE_EDIT)
    if session.get(Employer, employer_id) is None:
        raise NotFound(employer_id)
    workplace = _keep(session, Workplace, {"employer_id": employer_id, "name": values["name"]})
    return edit_workplace(session, workplace.id, values, version=workplace.version, actor=actor)


def add_place(
    session: Session,
    workplace_id: int,
    values: Mapping[str, Any],
    *,
    tasks: Iterable[Mapping[str, Any]] = (),
    actor: User,
) -> Place:
    """Write down a place with its tasks, as a draft. Raises NotFound, InvalidInput naming the field."""
    require(actor, Permission.PLACE_EDIT)
    if session.get(Workplace, workplace_id) is None:
        raise NotFound(workplace_id)
    start = {name: values[name] for name in ("kind", "title")}
    place = _keep(session, Place, {"workplace_id": workplace_id, **start})
    edit_place(session, place.id, values, version=place.version, actor=actor)
    for position, task in enumerate(tasks):
        place.tasks.append(_made(Task, {"position": position, **task}))
    _flush(session)
    return place


def move_along(session: Session, place: Place, states: Iterable[PlaceState], *, at: datetime, actor: User) -> None:
    """Take a place through several states, one after the other. Raises NotFound, InvalidMove."""
    for state in states:
        move_place(session, place.id, state, why=None, at=at, actor=actor)


def keep_skill(session: Session, values: Mapping[str, Any]) -> Skill:
    """Put a skill into the catalogue, or renew the one with its URI. Raises InvalidInput naming the field."""
    kept = session.scalar(select(Skill).where(Skill.uri == values["uri"]))
    if kept is None:
        return _keep(session, Skill, values)
    for name, value in values.items():
        set_value(kept, name, value)
    _flush(session)
    return kept


def _keep(session: Session, model: type[Row], values: Mapping[str, Any]) -> Row:
    row = _made(model, values)
    session.add(row)
    _flush(session)
    return row


def _made(model: type[Row], values: Mapping[str, Any]) -> Row:
    row = model()
    for name, value in values.items():
        set_value(row, name, value)
    return row


def _flush(session: Session) -> None:
    """Send what is new; a rule of the database that it breaks is wrong input as a whole."""
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInput({"": "not_kept"}) from error
