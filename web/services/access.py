"""Reaching further than the own caseload: a colleague who stands in, and a reason that a coach states first."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from models.access import StandIn, StatedReason
from models.account import Role, RoleName, User
from models.audit import Act
from models.youth import Youth
from web.permissions import Permission, allows, require
from web.services.alphabet import alphabetical
from web.services.errors import InvalidInput, NotFound, Problem
from web.services.recording import record
from web.services.throttling import Limit, count

#: Our judgement: a holiday or an illness. What lasts longer is a change of coach, and is made as one.
LONGEST_STAND_IN: Final = 60  # days
#: Our judgement: the working day on which something happened, and the morning after it.
REASON_HOLDS: Final = timedelta(hours=24)
FEWEST_WORDS: Final = 3  # of a reason: our judgement, "Sam belde mij" says enough
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class StandIns:
    """The stand-ins that are or come: those a coach named, and those for whom this coach is one."""

    for_me: Sequence[StandIn]
    by_me: Sequence[StandIn]


def colleagues(session: Session, *, actor: User) -> Sequence[User]:
    """The other coaches who can sign in, by name. Raises NotFound for who is no coach."""
    require(actor, Permission.STAND_IN, actor)
    others = select(User).join(User.roles).where(Role.name == RoleName.COACH, User.active, User.id != actor.id)
    return sorted(session.scalars(others), key=lambda user: (alphabetical(user.name), user.id))


def stand_ins(session: Session, *, actor: User, on: date) -> StandIns:
    """What is agreed from a day on, the first to begin first. Raises NotFound for who is no coach."""
    require(actor, Permission.STAND_IN, actor)
    query = (
        select(StandIn)
        .where(StandIn.ended_at.is_(None), StandIn.until_day >= on)
        .where((StandIn.coach_id == actor.id) | (StandIn.by_id == actor.id))
        .options(joinedload(StandIn.coach), joinedload(StandIn.by))
        .order_by(StandIn.from_day, StandIn.id)
    )
    found = session.scalars(query).all()
    return StandIns(
        for_me=[row for row in found if row.coach_id == actor.id],
        by_me=[row for row in found if row.by_id == actor.id],
    )


def name_stand_in(session: Session, by_id: int, *, from_day: date, until_day: date, on: date, actor: User) -> StandIn:
    """Let a colleague take over the actor's own caseload from a day up to and including another.

    Only the own caseload: what the actor does for somebody else is not passed on. Raises NotFound for who is no
    coach, InvalidInput for somebody who is no colleague now, and for days that are past, too many or taken.
    """
    by = next((colleague for colleague in colleagues(session, actor=actor) if colleague.id == by_id), None)
    if by is None:
        raise InvalidInput({"by_id": "not_a_choice"})
    _check_days(from_day, until_day, on)
    overlapping = select(StandIn.id).where(
        *(StandIn.coach_id == actor.id, StandIn.by_id == by_id, StandIn.ended_at.is_(None)),
        *(StandIn.from_day <= until_day, StandIn.until_day >= from_day),
    )
    if session.scalars(overlapping).first() is not None:
        raise InvalidInput({"from_day": "stands_in_already"})
    found = StandIn(coach=actor, by=by, from_day=from_day, until_day=until_day)
    session.add(found)
    session.flush()
    return found


def end_stand_in(session: Session, stand_in_id: int, *, at: datetime, actor: User) -> None:
    """End it now, whatever its last day: from the next request on the caseload is closed to the stand-in.

    Raises NotFound for who is not the coach whose caseload it is.
    """
    found = session.get(StandIn, stand_in_id, options=[joinedload(StandIn.coach)])
    if found is None:
        raise NotFound(stand_in_id)
    require(actor, Permission.STAND_IN, found.coach)
    found.ended_at = found.ended_at or at
    session.flush()


def end_reach(session: Session, user: User, *, at: datetime) -> None:
    """End what somebody who is no coach any more, or whose account closes, reached beside the own caseload.

    They stand in for nobody, and no reason of theirs holds: neither comes back with the role. Who stands in for them
    goes on, up to the last day: their young people are not left alone.
    """
    standing = update(StandIn).where(StandIn.by_id == user.id, StandIn.ended_at.is_(None))
    session.execute(standing.values(ended_at=at))
    holding = update(StatedReason).where(StatedReason.user_id == user.id, StatedReason.until > at)
    session.execute(holding.where(StatedReason.at < at).values(until=at))


def open_outside(session: Session, *, name: str, birth_date: date, reason: str, at: datetime, actor: User) -> Youth:
    """Open the data of a youth outside the caseload for a day, to read; the youth reads who, when and why.

    Nobody is found by searching: only who knows name and birth date goes on, and a coach who tries many is stopped.
    Raises NotFound for who is no coach, TooMany, InvalidInput for a reason of a word or two, and with one and the
    same problem where nobody or more than one fits.
    """
    require(actor, Permission.YOUTH_OPEN)
    if len(_WORD.findall(reason)) < FEWEST_WORDS:
        raise InvalidInput({"reason": "too_few_words"})
    count(session, Limit.LOOK_UPS, str(actor.id))
    youth = session.get_one(Youth, _only_one(session, name, birth_date))
    if not allows(actor, Permission.YOUTH_EDIT, youth):
        until = at + REASON_HOLDS
        session.add(StatedReason(user=actor, youth=youth, reason=reason, at=at, until=until))
        record(session, youth, Act.STATED_REASON, actor=actor, reason=reason, until=until.isoformat())
        session.flush()
    return youth


def opened(session: Session, *, at: datetime, actor: User) -> Sequence[StatedReason]:
    """The reasons that still hold, the latest first, each with its youth. Raises NotFound."""
    require(actor, Permission.YOUTH_OPEN)
    found = session.scalars(
        select(StatedReason)
        .where(StatedReason.user_id == actor.id, StatedReason.until > at)
        .options(joinedload(StatedReason.youth))  # as a row: a name by itself would be a look that nobody writes down
        .order_by(StatedReason.at.desc(), StatedReason.id.desc())
    ).all()
    return list({reason.youth_id: reason for reason in reversed(found)}.values())[::-1]


def standing_in(session: Session, *, on: date, actor: User) -> dict[int, StandIn]:
    """{id of the absent coach: until when and for whom} of one who stands in today; asks nothing for who does not."""
    if actor.acting is None or not actor.acting.stands_in_for:
        return {}
    query = (
        select(StandIn)
        .where(StandIn.by_id == actor.id, StandIn.coach_id.in_(actor.acting.stands_in_for))
        .where(StandIn.ended_at.is_(None), StandIn.from_day <= on, StandIn.until_day >= on)
        .options(joinedload(StandIn.coach))
        .order_by(StandIn.until_day)
    )
    return {row.coach_id: row for row in session.scalars(query)}


def reached_by(session: Session, youth: Youth, *, at: datetime, on: date, actor: User) -> StandIn | StatedReason | None:
    """By what an actor who is not the own coach reaches a youth now; None for everybody else."""
    acting = actor.acting
    if acting is None or acting.role is not RoleName.COACH or youth.coach_id == actor.id:
        return None
    if youth.coach_id is not None and youth.coach_id in acting.stands_in_for:
        return standing_in(session, on=on, actor=actor).get(youth.coach_id)
    if youth.id not in acting.opened:
        return None
    reasons = select(StatedReason).where(
        StatedReason.user_id == actor.id, StatedReason.youth_id == youth.id, StatedReason.until > at
    )
    return session.scalars(reasons.order_by(StatedReason.until.desc())).first()


def _check_days(from_day: date, until_day: date, on: date) -> None:
    if from_day < on:
        raise InvalidInput({"from_day": "day_is_past"})
    if until_day < from_day:
        raise InvalidInput({"until_day": "before_the_first_day"})
    if (until_day - from_day).days >= LONGEST_STAND_IN:
        raise InvalidInput({"until_day": Problem("too_many_days", {"most": LONGEST_STAND_IN})})


def _only_one(session: Session, name: str, birth_date: date) -> int:
    """The id of the one youth of this name and birth date; no row of anybody else is read whole."""
    born = session.execute(select(Youth.id, Youth.name).where(Youth.birth_date == birth_date))
    same = [id_ for id_, called in born if _spelled(called) == _spelled(name)]
    if len(same) != 1:
        raise InvalidInput({"name": "not_one_person"})
    return same[0]


def _spelled(name: str) -> str:
    """A name as it is written, whatever its capitals, spaces and the way a keyboard makes an accent."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
