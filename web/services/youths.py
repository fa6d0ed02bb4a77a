"""Youths: who a coach has, what is known of them, and changing it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matcher.vocabulary import Ability
from models.ability import AbilityView, Source
from models.account import User
from models.audit import Act
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import Youth
from web.permissions import Permission, require
from web.services.alphabet import alphabetical
from web.services.editing import edit, flush
from web.services.errors import Difference, InvalidInput, NotFound, Problem, Stale
from web.services.places import check_hours, check_postcode, check_skills
from web.services.recording import record, stands_in_for

LONGEST_JOURNEY = 600  # minutes one way; anything above is a slip of the pen


def caseload(session: Session, *, actor: User) -> Sequence[Youth]:
    """The youths of a coach and of those for whom the coach stands in, by name. Raises NotFound for who is no coach."""
    require(actor, Permission.CASELOAD_READ)
    coaches = {actor.id, *(actor.acting.stands_in_for if actor.acting else ())}
    mine = select(Youth).where(Youth.coach_id.in_(coaches)).order_by(Youth.id).options(*_WHOLE)
    return sorted(session.scalars(mine), key=lambda youth: alphabetical(youth.name))


def get_youth(session: Session, youth_id: int, *, actor: User, permission: Permission = Permission.YOUTH_READ) -> Youth:
    """One youth with all that belongs to them. Raises NotFound for a stranger."""
    youth = session.get(Youth, youth_id, options=_WHOLE)
    if youth is None:
        raise NotFound(youth_id)
    require(actor, permission, youth)
    return youth


def own_youth(session: Session, *, actor: User, permission: Permission = Permission.OWN_PLACES) -> Youth:
    """The youth that the actor is. Raises NotFound for who is none."""
    youth = session.scalars(select(Youth).where(Youth.user_id == actor.id).options(*_WHOLE)).one_or_none()
    if youth is None:
        raise NotFound(actor.id)
    require(actor, permission, youth)
    return youth


def edit_youth(session: Session, youth_id: int, values: Mapping[str, Any], *, version: int, actor: User) -> Youth:
    """Change what is known of a youth.

    Raises NotFound, Stale (somebody else changed it since `version`), InvalidInput naming the field.
    """
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_EDIT)
    _check(session, youth, values)
    changed = edit(session, youth, values, version=version)
    if changed:
        record(session, youth, Act.CHANGED, actor=actor, fields=changed)
    return youth


def edit_abilities(
    session: Session,
    youth_id: int,
    sides: Mapping[Source, Mapping[Ability, int | None]],
    *,
    on: date,
    version: int,
    actor: User,
) -> Youth:
    """Change the views of abilities of either side, noted on a day; None takes a view back.

    Raises NotFound, Stale with both values of each ability that differs.
    """
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_EDIT)
    views = _views(youth)
    different = _different(youth, sides)
    if different and youth.version != version:
        raise Stale(youth.version, different)
    for source, levels in sides.items():
        for ability, level in levels.items():
            if _level(views.get((source, ability))) != level:
                _note(youth, views.get((source, ability)), ability, source, level, on)
    if different:
        youth.touch()
        if flush(session, youth):
            record(session, youth, Act.CHANGED, actor=actor, fields=["abilities"])
        elif left := _different(youth, sides):
            raise Stale(youth.version, left)
    return youth


def correct_travel(
    session: Session,
    youth_id: int,
    workplace_id: int,
    minutes: int | None,
    *,
    was: int | None,
    at: datetime,
    actor: User,
) -> None:
    """Keep how long a youth really travels to a workplace, one way; None forgets it (rivers).

    `was` is what the actor saw there. Raises NotFound, Stale when somebody kept another time since, InvalidInput for
    minutes that are not between 1 and 600.
    """
    # Sent twice at once, the second waits here and then finds what the first kept.
    session.execute(select(Youth.id).where(Youth.id == youth_id).with_for_update())
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_EDIT)
    if session.get(Workplace, workplace_id) is None:
        raise NotFound(workplace_id)
    session.refresh(youth, ["version", "corrections"])  # a request holds them as they were before it waited
    kept = {correction.workplace_id: correction for correction in youth.corrections}.get(workplace_id)
    now = kept.minutes if kept else None
    if now not in (was, minutes):
        raise Stale(youth.version, [Difference("minutes", now, minutes)])
    if now == minutes:
        return
    if kept and minutes is None:
        youth.corrections.remove(kept)
    elif minutes is None or not 1 <= minutes <= LONGEST_JOURNEY:
        raise InvalidInput({"minutes": Problem("too_high", {"most": LONGEST_JOURNEY})})
    else:
        if kept is None:
            kept = TravelCorrection(workplace_id=workplace_id)
            youth.corrections.append(kept)
        kept.minutes, kept.at = minutes, at
        kept.by_id, kept.for_id = actor.id, stands_in_for(actor, youth)
    session.flush()
    record(session, youth, Act.CHANGED, actor=actor, fields=["minutes"])


_WHOLE = (
    selectinload(Youth.views),
    selectinload(Youth.corrections),
    selectinload(Youth.postcode),
    selectinload(Youth.coach),
)


def _views(youth: Youth) -> dict[tuple[Source, Ability], AbilityView]:
    return {(view.source, view.ability): view for view in youth.views}


def _different(youth: Youth, sides: Mapping[Source, Mapping[Ability, int | None]]) -> list[Difference]:
    """The views whose kept level is another than the given one."""
    views = _views(youth)
    levels = [(source, ability, level) for source, side in sides.items() for ability, level in side.items()]
    kept = [(f"{source}.{ability}", _level(views.get((source, ability))), level) for source, ability, level in levels]
    return [Difference(*found) for found in kept if found[1] != found[2]]


def _level(view: AbilityView | None) -> int | None:
    return None if view is None else view.level


def _note(
    youth: Youth, view: AbilityView | None, ability: Ability, source: Source, level: int | None, on: date
) -> None:
    if level is None:
        if view:
            youth.views.remove(view)
    elif view is None:
        youth.views.append(AbilityView(ability=ability, source=source, level=level, noted_on=on))
    else:
        view.level, view.noted_on = level, on


def _check(session: Session, youth: Youth, values: Mapping[str, Any]) -> None:
    """The rules about more than one value, each said at its field."""
    check_hours(youth, values)
    check_postcode(session, values)
    check_skills(session, youth, values)
    if values.get("exempt_from", youth.exempt_from) and not values.get("exempt", youth.exempt):
        raise InvalidInput({"exempt_from": "only_with_exempt"})
