"""Keeping no longer than is needed (R6): who is warned, who is erased, and what is left afterwards.

Data goes two years after the last contact, or when its youth asked for that; in both cases a month is left in which it
can be stopped. Each youth is judged again, under a lock, in the transaction that acts: what was decided a minute ago
may have changed since, and who is killed in between leaves whole youths only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, cast

from sqlalchemy import Engine, Table, and_, delete, exists, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from models import audit
from models.account import RoleName, User
from models.audit import AuditChain
from models.message import MailKind, Message
from models.proposal import Proposal, ProposalMove, ProposalState
from models.rights import Erasure, ErasureCause, MonthCount
from models.sign_in import SignIn, Ticket, TicketKind
from models.youth import Youth
from web.clock import now
from web.services import outbox
from web.services.rights import GRACE, tell

#: How long data is kept after the last contact (R6, the default).
KEPT_YEARS: Final = 2
#: The first age of each band of the month statistics.
AGE_BANDS: Final = ((27, "27+"), (23, "23-26"), (18, "18-22"), (16, "16-17"), (0, "0-15"))
AGE_UNKNOWN: Final = "unknown"

# Of an account that stays for another role, what belonged to the youth.
_YOUTH_TICKETS: Final = (TicketKind.INVITATION, TicketKind.CODE, TicketKind.CARD)
_YOUTH_MAILS: Final = (MailKind.INVITATION, MailKind.CODE, MailKind.PROPOSAL)


class Step(StrEnum):
    """What is due for one youth."""

    BEGIN = "begin"
    """No contact is known: the period begins today."""
    WARN = "warn"
    """Two years went by: the youth is told, a month before anything happens."""
    WITHDRAW = "withdraw"
    """There was contact after the warning: everything stays."""
    ERASE = "erase"
    """The month is over."""
    WAIT = "wait"
    """Two years went by, and there is nobody who can be told: no address, and no coach who can sign in."""


@dataclass(frozen=True)
class Standing:
    """All that decides about one youth: the last contact, the erasure that was announced, and who can be told."""

    contact_on: date | None
    cause: ErasureCause | None = None
    due_on: date | None = None
    can_be_told: bool = True


def kept_until(contact_on: date) -> date:
    """The first day on which two years have gone by since a contact; after 29 February that is 1 March."""
    year = contact_on.year + KEPT_YEARS
    try:
        return contact_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def step_for(standing: Standing, *, on: date) -> Step | None:
    """What is due on a day, if anything. The own request comes first; nobody else is erased who was not warned.

    Where nobody can be told, neither the youth nor a coach, it waits for a person; also when the month is over.
    """
    is_due = standing.due_on is not None and standing.due_on <= on
    if standing.cause is ErasureCause.ASKED:
        return Step.ERASE if is_due else None
    if standing.contact_on is None:
        return Step.BEGIN
    if on < kept_until(standing.contact_on):
        return Step.WITHDRAW if standing.cause else None
    if standing.cause is None or is_due:
        return _or_wait(Step.ERASE if standing.cause else Step.WARN, standing)
    return None


def _or_wait(step: Step, standing: Standing) -> Step:
    return step if standing.can_be_told else Step.WAIT


def plan(session: Session, *, on: date) -> Mapping[Step, Sequence[int]]:
    """The youths for whom something is due on a day, by what; nothing is changed."""
    found: dict[Step, list[int]] = {step: [] for step in Step}
    for youth_id, contact_on, cause, due_on, can_be_told in session.execute(_STANDINGS):
        step = step_for(Standing(contact_on, cause, due_on, can_be_told), on=on)
        if step:
            found[step].append(youth_id)
    return found


def take_step(session: Session, youth_id: int, *, at: datetime, on: date) -> Step | None:
    """Do what is due for one youth, and say what that was; None where nothing is (any more). WAIT changes nothing."""
    youth = session.scalar(select(Youth).where(Youth.id == youth_id).with_for_update())
    if youth is None:
        return None
    _id, contact_on, cause, due_on, can_be_told = session.execute(_STANDINGS.where(Youth.id == youth_id)).one()
    standing = Standing(contact_on, cause, due_on, can_be_told)
    step = step_for(standing, on=on)
    if step is Step.BEGIN:
        audit.begin(session, youth_id, on=at.date())  # in UTC, as the days of the entries
    elif step is Step.WARN:
        _warn(session, youth, at=at, on=on)
    elif step is Step.WITHDRAW:
        session.execute(delete(Erasure).where(Erasure.youth_id == youth_id))
    elif step is Step.ERASE:
        _erase(session, youth, cause=cause, at=at, on=on)
    return step


def carry_out(
    engine: Engine, due: Mapping[Step, Sequence[int]], *, on: date
) -> Iterator[tuple[int, Step | None, Exception | None]]:
    """Do all that is due, each youth in a transaction of its own: whose it was, what was done, and what went wrong."""
    writing = engine.execution_options(begin="BEGIN IMMEDIATE")
    for youth_id in (youth_id for step, ids in due.items() if step is not Step.WAIT for youth_id in ids):
        try:
            with Session(writing) as session, session.begin():
                step = take_step(session, youth_id, at=now(), on=on)
        except Exception as error:  # noqa: BLE001 -- whatever it is, it must not stand in the way of the next youth
            yield youth_id, None, error
        else:
            yield youth_id, step, None


_ACCOUNT: Final = aliased(User)
_COACH: Final = aliased(User)
_STANDINGS: Final = (
    select(
        Youth.id,
        AuditChain.contact_on,
        Erasure.cause,
        Erasure.due_on,
        or_(
            _ACCOUNT.email_hash.is_not(None),
            Youth.email_hash.is_not(None),
            and_(_COACH.active, _COACH.email_hash.is_not(None)),
        ).label("can_be_told"),
    )
    .outerjoin(AuditChain, (AuditChain.youth_id == Youth.id) & AuditChain.erased_at.is_(None))
    .outerjoin(Erasure, Erasure.youth_id == Youth.id)
    .outerjoin(_ACCOUNT, _ACCOUNT.id == Youth.user_id)
    .outerjoin(_COACH, _COACH.id == Youth.coach_id)
    .order_by(Youth.id)
)


def _warn(session: Session, youth: Youth, *, at: datetime, on: date) -> None:
    """Announce it, to the coach where the youth has no address. Not in the log: an entry would count as contact."""
    due_on = on + GRACE
    session.add(Erasure(youth_id=youth.id, cause=ErasureCause.NO_CONTACT, warned_at=at, due_on=due_on))
    session.flush()
    facts = {"due_on": due_on.isoformat()}
    if not tell(session, MailKind.ERASURE_WARNING, youth, at=at, facts=facts):
        outbox.put(session, MailKind.ERASURE_COACH, at=at, user=youth.coach, youth=youth, facts=facts)


def _erase(session: Session, youth: Youth, *, cause: ErasureCause, at: datetime, on: date) -> None:
    """Leave one in the count of the month and a chain that nobody can read; the database deletes what hangs on them."""
    # Proposals before the chain, as who shares or stops sharing holds them, or the two might wait for each other.
    session.execute(select(Proposal.id).where(Proposal.youth_id == youth.id).order_by(Proposal.id).with_for_update())
    _count(session, youth, cause=cause, on=on)
    audit.erase(session, youth.id, at=at)
    user = youth.user
    session.delete(youth)
    session.flush()
    if user is not None:
        _close_account(session, user)
    session.flush()


def _count(session: Session, youth: Youth, *, cause: ErasureCause, on: date) -> None:
    """One more in the statistics of the month; two at once both count."""
    moved = select(ProposalMove.id).join(Proposal, Proposal.id == ProposalMove.proposal_id)
    wanted = moved.where(Proposal.youth_id == youth.id, ProposalMove.to_state == ProposalState.WANTED)
    key: dict[str, Any] = {
        "month": on.replace(day=1),
        "cause": cause,
        "age_band": age_band(youth.birth_date, on),
        "wanted_a_place": bool(session.scalar(select(exists(wanted)))),
    }
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    one = put(cast("Table", MonthCount.__table__)).values(**key, count=1)
    session.execute(one.on_conflict_do_update(index_elements=list(key), set_={"count": MonthCount.count + 1}))


def age_band(birth_date: date | None, on: date) -> str:
    """The band of somebody's age on a day."""
    if birth_date is None:
        return AGE_UNKNOWN
    age = on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))
    return next((band for first, band in AGE_BANDS if age >= first), AGE_UNKNOWN)


def _close_account(session: Session, user: User) -> None:
    """Delete the account; who has another role too keeps it for that role."""
    user.roles = [role for role in user.roles if role.name is not RoleName.YOUTH]
    if not user.roles:
        session.delete(user)
        return
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.role == RoleName.YOUTH))
    session.execute(delete(Ticket).where(Ticket.user_id == user.id, Ticket.kind.in_(_YOUTH_TICKETS)))
    session.execute(delete(Message).where(Message.user_id == user.id, Message.kind.in_(_YOUTH_MAILS)))
