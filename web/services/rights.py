"""What youths may do with their own data: change what is theirs to say, report what is wrong, have it erased (R6)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models.account import RoleName, User, find_user_by_email
from models.audit import Act
from models.message import MailKind
from models.rights import DataPart, Erasure, ErasureCause, Report, ReportState
from models.youth import Youth
from web.permissions import Permission, allows
from web.services import consents, outbox, throttling
from web.services.editing import differences, edit, flush
from web.services.errors import Difference, InvalidInput, NotFound, Stale
from web.services.recording import record, stands_in_for
from web.services.youth_accounts import follow_address
from web.services.youths import get_youth, own_youth

#: From the day that somebody asks for it, or is warned, until their data is erased: our judgement of "a month".
GRACE: Final = timedelta(days=30)


def me_as_youth(session: Session, *, actor: User) -> Youth:
    """The youth that the actor is, for the pages about own data. Raises NotFound for who is none."""
    return own_youth(session, actor=actor, permission=Permission.OWN_DATA)


def change_me(
    session: Session, values: Mapping[str, Any], *, version: int, at: datetime, actor: User, but: int | None = None
) -> Youth:
    """Change what a youth says of themself: `name` (what to be called), `email`, `telephone`; None is none.

    The account takes over name and address. With another address every sign-in ends `but` the one in which this is
    done, and the old address is told: who picked up a telephone does not get the account with it. Raises Stale,
    TooMany (many addresses tried), InvalidInput: an address that is none or is in use, or none at all for somebody who
    needs one for another role.
    """
    youth = me_as_youth(session, actor=actor)
    _check_address(session, actor, values["email"])
    with consents.own_change(session, youth, at=at):
        changed = edit(session, youth, values, version=version)
    old = actor.email
    try:
        with session.begin_nested():
            actor.name, actor.email = youth.name, youth.email
    except IntegrityError as error:
        raise InvalidInput({"email": "taken"}) from error
    if old != youth.email:
        follow_address(session, youth, actor, old=old, at=at, but=but)
    if changed:
        record(session, youth, Act.CHANGED, actor=actor, fields=changed)
    return youth


def _check_address(session: Session, user: User, email: str | None) -> None:
    if email == user.email:
        return
    if email is None:
        if {role.name for role in user.roles} - {RoleName.YOUTH}:
            raise InvalidInput({"email": "required"})
        return
    throttling.count(session, throttling.Limit.ADDRESSES_TRIED, str(user.id))
    found = find_user_by_email(session, email)
    if found is not None and found.id != user.id:
        raise InvalidInput({"email": "taken"})


def report(session: Session, about: DataPart, words: str, *, at: datetime, actor: User) -> Report:
    """Say that something is wrong with one's data; the same words sent twice are one report."""
    youth = me_as_youth(session, actor=actor)
    # Sent twice at once, the second waits here and then finds the first.
    session.execute(select(Youth.id).where(Youth.id == youth.id).with_for_update())
    for kept in _reports(session, youth):
        if kept.state is ReportState.OPEN and (kept.about, kept.words) == (about, words):
            return kept
    found = Report(youth_id=youth.id, about=about, words=words, at=at)
    session.add(found)
    session.flush()
    record(session, youth, Act.REPORTED, actor=actor, about=about.value)
    return found


def my_reports(session: Session, *, actor: User) -> Sequence[Report]:
    """What a youth reported, the latest first, with the answers."""
    return _reports(session, me_as_youth(session, actor=actor))


def reports_of(session: Session, youth_id: int, *, actor: User) -> tuple[Youth, Sequence[Report]]:
    """A youth with their reports, for who answers them. Raises NotFound for a stranger."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.REPORT_ANSWER)
    return youth, _reports(session, youth)


def get_report(session: Session, youth_id: int, report_id: int, *, actor: User) -> tuple[Youth, Report]:
    """One report of a youth, for who answers it. Raises NotFound for a stranger, and for somebody else's report."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.REPORT_ANSWER)
    found = session.get(Report, report_id)
    if found is None or found.youth_id != youth.id:
        raise NotFound(report_id)
    return youth, found


def _reports(session: Session, youth: Youth) -> Sequence[Report]:
    mine = select(Report).where(Report.youth_id == youth.id).order_by(Report.at.desc(), Report.id.desc())
    return session.scalars(mine.options(joinedload(Report.answered_by), joinedload(Report.answered_for))).all()


def open_reports(session: Session, youths: Iterable[Youth], *, actor: User) -> Mapping[int, int]:
    """How many reports wait for an answer, by youth; a youth whose reports the actor may not answer is left out."""
    answerable = [youth.id for youth in youths if allows(actor, Permission.REPORT_ANSWER, youth)]
    waiting = select(Report.youth_id).where(Report.youth_id.in_(answerable), Report.state == ReportState.OPEN)
    counts = Counter(session.scalars(waiting)) if answerable else Counter[int]()
    return {youth_id: counts[youth_id] for youth_id in answerable}


def answer_report(
    session: Session,
    youth_id: int,
    report_id: int,
    *,
    state: ReportState,
    answer: str | None,
    version: int,
    at: datetime,
    actor: User,
) -> Report:
    """Say that a report was mended, or why it stays as it is.

    Raises NotFound, InvalidInput (no reason, or no answer at all), Stale where somebody answered something else.
    """
    youth, found = get_report(session, youth_id, report_id, actor=actor)
    if state is ReportState.OPEN:
        raise InvalidInput({"state": "not_a_choice"})
    if state is ReportState.KEPT and not answer:
        raise InvalidInput({"answer": "say_why"})
    given = {"state": state, "answer": answer}
    if found.state is not ReportState.OPEN or found.version != version:
        _check_same(found, given)
        return found
    found.state, found.answer = state, answer
    found.answered_at = at
    found.answered_by_id, found.answered_for_id = actor.id, stands_in_for(actor, youth)
    if not flush(session, found):
        _check_same(found, given)
        return found
    record(session, youth, Act.REPORT_ANSWERED, actor=actor, about=found.about.value)
    return found


def _check_same(found: Report, given: Mapping[str, Any]) -> None:
    different: list[Difference] = differences(found, given)
    if different:
        raise Stale(found.version, different)


def erasure_of(session: Session, youth: Youth) -> Erasure | None:
    """That and when a youth's data will be erased, if so."""
    return session.get(Erasure, youth.id)


def erasures_of(session: Session, youths: Iterable[Youth]) -> Mapping[int, Erasure]:
    """That and when the data of several youths will be erased, by youth; who is not in it stays."""
    of_these = select(Erasure).where(Erasure.youth_id.in_([youth.id for youth in youths]))
    return {found.youth_id: found for found in session.scalars(of_these)}


def reader_of_reports(youth: Youth) -> User | None:
    """The coach who reads what a youth reports; None where there is none who can sign in, and it waits for the next."""
    return youth.coach if youth.coach and youth.coach.active else None


def ask_erasure(session: Session, *, at: datetime, on: date, actor: User) -> Erasure:
    """Ask to have everything erased after the grace, and end all sharing now; a warning becomes a request.

    Asked twice, the first day stays.
    """
    youth = me_as_youth(session, actor=actor)
    session.execute(select(Youth.id).where(Youth.id == youth.id).with_for_update())
    consents.withdraw_everywhere(session, actor=actor, at=at)
    found = erasure_of(session, youth)
    if found is not None and found.cause is ErasureCause.ASKED:
        return found
    found = found or Erasure(youth_id=youth.id)
    found.cause, found.warned_at, found.due_on = ErasureCause.ASKED, at, on + GRACE
    session.add(found)
    session.flush()
    facts = {"due_on": found.due_on.isoformat()}
    tell(session, MailKind.ERASURE_ASKED, youth, at=at, facts=facts)
    record(session, youth, Act.ERASURE_ASKED, actor=actor, **facts)
    return found


def withdraw_erasure(session: Session, *, actor: User) -> None:
    """Keep one's data after all, whether it was asked for or warned of; done twice, it is done once."""
    youth = me_as_youth(session, actor=actor)
    session.execute(select(Youth.id).where(Youth.id == youth.id).with_for_update())
    found = erasure_of(session, youth)
    if found is None:
        return
    session.delete(found)
    session.flush()
    record(session, youth, Act.ERASURE_WITHDRAWN, actor=actor)


def tell(session: Session, kind: MailKind, youth: Youth, *, at: datetime, facts: Mapping[str, Any]) -> bool:
    """Mail a youth about their own data, at the address of the account or else their own; whether there is one."""
    address = (youth.user.email if youth.user else None) or youth.email
    if address:
        outbox.put(session, kind, at=at, user=youth.user, to=address, youth=youth, facts=facts)
    return bool(address)
