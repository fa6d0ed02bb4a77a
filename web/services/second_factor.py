"""The second step of signing in: a number of an authenticator app, or one of ten recovery codes.

Between the two steps nobody is signed in. The browser holds the secret of a ticket that lives for ten minutes and is
used up by the second step. From that secret the key of an app that is being set up is made too, so that nothing is
kept of it before its first number was right.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models.account import User
from models.base import keyed_hash
from models.sign_in import Ticket, TicketKind
from web.services import sign_ins
from web.services.errors import InvalidInput, NotFound
from web.services.passwords import check_own
from web.services.secrets import hashed, new_card, read_card, read_code
from web.services.throttling import Limit, count, forget
from web.services.tickets import end_tickets, find_ticket, make_ticket, use_ticket

ISSUER: Final = "Plek"
CODES: Final = 10  # recovery codes at once: our judgement, what others give too
STEP: Final = 30  # seconds: one step of an app; a number serves one step early or late (RFC 6238)
_KEY_BYTES: Final = 20  # RFC 4226 asks for 16 and recommends 20


class NotHalfWay(NotFound):
    """Nobody is between the two steps in this browser, or it took too long: they begin at the password again."""


def begin(session: Session, user: User, *, at: datetime) -> str:
    """What a browser holds after the password was right, until the second step."""
    return make_ticket(session, TicketKind.SECOND_STEP, at=at, user=user)


def pending(session: Session, secret: str, *, at: datetime) -> User:
    """Who is between the two steps. Raises NotHalfWay once that is over, or the account closed."""
    return _half_way(session, secret, at=at)[1]


def key_for(secret: str) -> str:
    """The key of an app that is set up in this browser, in 32 letters and digits."""
    return base64.b32encode(bytes.fromhex(hashed("totp", secret))[:_KEY_BYTES]).decode("ascii")


def address_of(key: str, user: User) -> str:
    """The address that an app reads from a QR code."""
    label = (user.email or user.name).replace(":", " ")
    return str(_app(key).to_uri(label=label, issuer=ISSUER))


def number_at(key: str, at: datetime) -> str:
    """The number that an app with this key shows at a moment."""
    return str(_app(key).generate(at).token)


def set_up(session: Session, secret: str, number: str, *, visitor: str, at: datetime) -> tuple[User, Sequence[str]]:
    """Set up the app with its first number, which is the second step too; the account and its recovery codes.

    Raises NotHalfWay for who is not between the steps or has an app, TooMany, InvalidInput for a wrong number.
    """
    ticket, user = _half_way(session, secret, at=at)
    if user.totp is not None:
        raise NotHalfWay("set up")
    _count(session, user, visitor)
    key = key_for(secret)
    step = _step_of(key, number, at=at, last=0)
    free = update(User).where(User.id == user.id, User.totp.is_(None))
    kept = session.execute(free.values(totp=key, totp_step=step, version=User.version + 1))
    if kept.rowcount != 1 or not use_ticket(session, ticket, at=at):  # type: ignore[attr-defined]
        raise NotHalfWay("set up")
    session.refresh(user)
    _forget(session, user)
    return user, _new_codes(session, user, at=at)


def prove(session: Session, secret: str, answer: str, *, visitor: str, at: datetime) -> User:
    """The second step, with a number of the app or a recovery code: who may be signed in now.

    Raises NotHalfWay for who is not between the steps or has no app yet, TooMany, InvalidInput.
    """
    ticket, user = _half_way(session, secret, at=at)
    if user.totp is None:
        raise NotHalfWay("no app")
    _count(session, user, visitor)
    _use(session, user, answer, at=at)
    if not use_ticket(session, ticket, at=at):
        raise NotHalfWay("second step")
    _forget(session, user)
    return user


def codes_left(session: Session, *, actor: User, at: datetime) -> int:
    """How many recovery codes somebody has left."""
    unused = select(func.count()).select_from(Ticket).where(Ticket.kind == TicketKind.RECOVERY)
    mine = unused.where(Ticket.user_id == actor.id, Ticket.used_at.is_(None), Ticket.ended_at.is_(None))
    return session.scalars(mine.where(Ticket.expires_at > at)).one()


def renew_codes(session: Session, password: str, answer: str, *, actor: User, at: datetime) -> Sequence[str]:
    """Ten new recovery codes, with the password and a number or an old code; the old ones end.

    Raises NotFound for who has no app, TooMany, InvalidInput.
    """
    _check_both(session, password, answer, actor=actor, at=at)
    return _new_codes(session, actor, at=at)


def begin_anew(session: Session, password: str, answer: str, *, actor: User, at: datetime) -> str:
    """Let go of the old app, with the password and a number or recovery code; what a browser holds to set up another.

    Every sign-in ends, so nobody is signed in until the new app is set up. Raises NotFound, TooMany, InvalidInput.
    """
    _check_both(session, password, answer, actor=actor, at=at)
    remove(session, actor, at=at)
    return begin(session, actor, at=at)


def remove(session: Session, user: User, *, at: datetime) -> None:
    """Forget somebody's app and recovery codes; they set up a new one the next time they sign in."""
    user.totp, user.totp_step = None, 0
    for kind in (TicketKind.RECOVERY, TicketKind.SECOND_STEP):
        end_tickets(session, kind, at=at, user=user)
    sign_ins.end_all(session, user, at=at)
    session.flush()


def _half_way(session: Session, secret: str, *, at: datetime) -> tuple[Ticket, User]:
    ticket = find_ticket(session, TicketKind.SECOND_STEP, secret, at=at)
    if ticket is None or ticket.user is None or not ticket.user.active:
        raise NotHalfWay("second step")
    return ticket, ticket.user


def _check_both(session: Session, password: str, answer: str, *, actor: User, at: datetime) -> None:
    """Have somebody who is signed in take both steps once more: one try, forgotten after both were right."""
    if actor.totp is None:
        raise NotFound("no app")
    check_own(session, password, actor=actor)
    _use(session, actor, answer, at=at)
    _forget(session, actor)


def _use(session: Session, user: User, answer: str, *, at: datetime) -> None:
    """Use up a number of the app or a recovery code. Raises InvalidInput for what does not serve (any more)."""
    code = read_card(answer)
    if code:
        ticket = find_ticket(session, TicketKind.RECOVERY, code, at=at)
        if ticket is None or ticket.user_id != user.id or not use_ticket(session, ticket, at=at):
            raise InvalidInput({"number": "wrong_number"})
        return
    step = _step_of(user.totp or "", answer, at=at, last=user.totp_step)
    later = update(User).where(User.id == user.id, User.totp_step < step, User.totp.is_not(None))
    if session.execute(later.values(totp_step=step)).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidInput({"number": "wrong_number"})


def _step_of(key: str, number: str, *, at: datetime, last: int) -> int:
    """The step that a number belongs to, one early or late; compared in constant time, and never one used before."""
    try:
        return int(_app(key).match(read_code(number), at, window=STEP, last_counter=last or None).counter)
    except TokenError:
        raise InvalidInput({"number": "wrong_number"}) from None


def _app(key: str) -> TOTP:
    return TOTP(key=key, format="base32", digits=6, period=STEP)


def _new_codes(session: Session, user: User, *, at: datetime) -> Sequence[str]:
    end_tickets(session, TicketKind.RECOVERY, at=at, user=user)
    return [make_ticket(session, TicketKind.RECOVERY, at=at, user=user, secret=new_card()) for _ in range(CODES)]


def _count(session: Session, user: User, visitor: str) -> None:
    count(session, Limit.VISITOR_TRIES, visitor)
    count(session, Limit.PASSWORD_TRIES, keyed_hash(user.email or ""))


def _forget(session: Session, user: User) -> None:
    """Begin anew for the account only: else who has an account of their own could try others' without end."""
    forget(session, Limit.PASSWORD_TRIES, keyed_hash(user.email or ""))
