"""Passwords: kept as argon2 hashes, checked with the same work whether or not there is an account, and renewed.

Only who has more than the role of a youth has a password (`User.needs_second_factor`): a youth never has to remember
one. What is right here is half of the way in; the other half is `second_factor.py`.
"""

import unicodedata
from datetime import datetime
from functools import cache
from typing import Final

from passlib.context import CryptContext
from sqlalchemy.orm import Session

from models.account import User, find_user_by_email
from models.base import keyed_hash
from models.message import MailKind
from models.sign_in import Ticket, TicketKind
from web.permissions import Permission, require
from web.services import outbox, sign_ins
from web.services.errors import InvalidInput, Problem
from web.services.throttling import Limit, count
from web.services.tickets import DeadLink, end_tickets, find_ticket, make_ticket, use_ticket

LEAST: Final = 12  # characters: our judgement, with NIST SP 800-63B-4's eight beside a second factor as the floor
FEWEST_SIGNS: Final = 5  # different ones: "aaaaaaaaaaaa" and "121212121212" are guessed first
FREE: Final = 6  # characters beside the own name and address
SHORTEST_OWN: Final = 4  # characters of a name to look for

_COMMONEST: Final = (
    "password passwort wachtwoord mijnwachtwoord geheim geheimpje welkom welcome hallo qwerty qwertyuiop azerty "
    "qwertyuiopasdf asdfghjkl qwertyuiopasdfghjkl abc abcd abcdef abcdefghijkl iloveyou ikhouvanjou letmein admin "
    "administrator login inloggen test testtest plek plekplek dordrecht nederland holland voetbal feyenoord ajax "
    "zomer winter lente herfst januari februari maandag changeme correcthorsebatterystaple passwordpassword "
    "wachtwoordwachtwoord welkomwelkom"
)
#: What is left of the commonest long passwords without their digits and signs: "Welkom2025!!", "qwerty123456".
COMMON: Final = frozenset(_COMMONEST.split())


class Hashing:
    """How hashes are made in this process. argon2 salts by itself; its costs stand in each hash."""

    context = CryptContext(["argon2"])


def use_costs(**costs: int) -> None:
    """Set how much work a hash costs from now on (`time_cost`, `memory_cost`, `parallelism`); tests set less."""
    Hashing.context = CryptContext(["argon2"], **{f"argon2__{name}": cost for name, cost in costs.items()})
    _of_nobody.cache_clear()


def hash_password(password: str) -> str:
    """The hash under which a password is kept."""
    return str(Hashing.context.hash(_typed(password)))


def fits(user: User | None, password: str) -> bool:
    """Whether a password is that of an account; as much work for nobody, or for an account without one.

    A hash that was made with other costs is renewed.
    """
    kept = user.password if user is not None else None
    right, renewed = Hashing.context.verify_and_update(_typed(password), kept or _of_nobody())
    if user is None or kept is None or not right:
        return False
    if renewed:
        user.password = renewed
    return True


@cache
def _of_nobody() -> str:
    return hash_password("the password of nobody")


def _typed(password: str) -> str:
    """A password is the same on every keyboard, whichever way that writes its accents."""
    return unicodedata.normalize("NFC", password)


def check_strength(password: str, user: User, field: str = "password") -> None:
    """Raise InvalidInput, naming the field, for a password that is too short or guessed too soon."""
    squeezed = _squeezed(password)
    letters = "".join(filter(str.isalpha, squeezed))
    if len(_typed(password)) < LEAST:
        raise InvalidInput({field: Problem("password_too_short", {"least": LEAST})})
    rest = squeezed
    for own in _own_words(user):
        rest = rest.replace(own, "")
    if rest != squeezed and len(rest) < FREE:
        raise InvalidInput({field: "password_like_yourself"})
    if letters in COMMON or not letters or len(set(squeezed)) < FEWEST_SIGNS:
        raise InvalidInput({field: "password_too_common"})


def _own_words(user: User) -> list[str]:
    """Name and address and their parts, the longest first; not those that are in many words anyway."""
    address = user.email or ""
    words = {_squeezed(own) for own in (user.name, *user.name.split(), address, address.partition("@")[0])}
    return sorted((word for word in words if len(word) >= SHORTEST_OWN), key=len, reverse=True)


def _squeezed(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def check(session: Session, *, email: str, password: str, visitor: str) -> User:
    """The account with this address and password: the first of two steps, which signs nobody in.

    Counted before it is judged, for the address whether or not anybody has it, and for the visitor. Raises TooMany,
    and one and the same InvalidInput for an unknown address, a wrong password, a closed account and a youth's.
    """
    count(session, Limit.VISITOR_TRIES, visitor)
    count(session, Limit.PASSWORD_TRIES, keyed_hash(email))
    user = find_user_by_email(session, email)
    right = fits(user, password)
    if user is None or not right or not _may_have_one(user):
        raise InvalidInput({"": "wrong_password"})
    session.flush()
    return user


def check_own(session: Session, password: str, *, actor: User, field: str = "old_password") -> None:
    """Have somebody who is signed in prove that they know their password. Raises NotFound, TooMany, InvalidInput.

    It forgets no tries: they are counted together with those of the app's numbers, and a password alone must not
    open the way to try these without end. Who asks for both forgets them after both were right.
    """
    require(actor, Permission.OWN_PASSWORD, actor)
    count(session, Limit.PASSWORD_TRIES, keyed_hash(actor.email or ""))
    if not fits(actor, password):
        raise InvalidInput({field: "not_your_password"})


def change(session: Session, *, old: str, new: str, actor: User, here: int, at: datetime) -> int:
    """Choose another password while signed in by the sign-in `here`; all others end. Returns how many that were.

    Raises NotFound for who has none, TooMany, InvalidInput naming the field.
    """
    check_own(session, old, actor=actor)
    check_strength(new, actor)
    return keep(session, actor, new, at=at, but=here)


def ask_reset(session: Session, *, email: str, visitor: str, at: datetime) -> None:
    """Have a link to choose a new password mailed, to an account that has one; to nobody else, and nothing is said.

    Raises TooMany, for an address whether or not anybody has it.
    """
    count(session, Limit.VISITOR_ASKS, visitor)
    count(session, Limit.CODES_ASKED, f"reset {keyed_hash(email)}")
    found = find_user_by_email(session, email)
    known = found is not None and found.password is not None and _may_have_one(found)
    with session.begin_nested() as step:
        user = found if found is not None and known else _stranger(session)
        secret = make_ticket(session, TicketKind.RESET, at=at, user=user)
        # To the address that is kept: another that is written alike may be somebody else's.
        outbox.put(session, MailKind.RESET, at=at, user=user, to=user.email or email, facts={"secret": secret})
        if not known:
            step.rollback()  # as much work for nobody as for somebody


def find_link(session: Session, kind: TicketKind, secret: str, *, at: datetime) -> tuple[Ticket, User]:
    """The open ticket of a mailed link and whose it is; looking uses nothing up.

    Raises DeadLink for what does not serve (any more), and for a youth's: that is a way in without a password.
    """
    ticket = find_ticket(session, kind, secret, at=at)
    if ticket is None or ticket.user is None or not _may_have_one(ticket.user):
        raise DeadLink(kind)
    return ticket, ticket.user


def choose_by_link(session: Session, kind: TicketKind, secret: str, password: str, *, at: datetime) -> User:
    """Choose a password by a mailed link, to open an account or for a forgotten one; every sign-in of it ends.

    It signs nobody in: the second step is still to come. Raises DeadLink for a link that does not serve (any more),
    InvalidInput.
    """
    ticket, user = find_link(session, kind, secret, at=at)
    check_strength(password, user)
    if not use_ticket(session, ticket, at=at):
        raise DeadLink(kind)
    keep(session, user, password, at=at)
    return user


def keep(session: Session, user: User, password: str, *, at: datetime, but: int | None = None) -> int:
    """Set a password that was found strong; what the old one had opened ends. Returns how many sign-ins that were."""
    user.password = hash_password(password)
    for kind in (TicketKind.RESET, TicketKind.SECOND_STEP):
        end_tickets(session, kind, at=at, user=user)
    ended = sign_ins.end_all(session, user, at=at, but=but)
    session.flush()
    return ended


def _stranger(session: Session) -> User:
    """An account for as long as it takes to do for nobody what is done for somebody."""
    user = User(name="-", email=None)
    session.add(user)
    session.flush()
    return user


def _may_have_one(user: User) -> bool:
    return user.active and user.needs_second_factor
