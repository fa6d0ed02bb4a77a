"""Who is signed in, and the gate before every view.

Every route is closed unless its view says otherwise: `@public` opens it to everybody, `@needs(Permission.X)` to those
who act in a role in which X can be held. A view that says neither answers nobody.

A sign-in is a row (`models/sign_in.py`); the cookie holds its secret and nothing else of it, and the row is looked at
on every request. Of the sign-in library its accounts are used, and what it hashes passwords and knows authenticator
apps with (`services/passwords.py`, `services/second_factor.py`); its pages and its own cookies are not: its mailed
links sign in when they are opened, and its sessions outlive their end in a copied cookie.
"""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_security.utils import aware_utcnow
from werkzeug.user_agent import UserAgent

from models.account import Role, RoleName, User
from models.sign_in import SignIn
from web.clock import now, today
from web.config import Settings
from web.db import READING, db, sessions
from web.errors import signed_out
from web.permissions import Permission, may_enter
from web.services import passwords, sign_ins
from web.services.errors import NotFound

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

LIBRARY_VIEWS: Final = ("static", "bootstrap.static")
HOMES: Final = {
    RoleName.COACH: "/coach/",
    RoleName.COORDINATOR: "/region/",
    RoleName.YOUTH: "/my/",
    RoleName.EMPLOYER: "/employer/",
    RoleName.ADMINISTRATOR: "/accounts/",
}
CHEAP_HASHES: Final = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}  # for tests
#: Of the 128 bits of an address in IPv6, those that its holder chooses (RFC 4291, 2.5.4).
_OWN_BITS: Final = 64
#: Of the session's cookie, what stays when somebody else begins to use the browser.
_KEPT: Final = ("language",)


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Open a view to those who act in a role in which the permission can be held."""

    def bind(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return bind


def me() -> User:
    """The person who is signed in."""
    return cast(User, current_user._get_current_object())


def my_sign_in() -> SignIn:
    """The sign-in by which the person is here."""
    return cast(SignIn, g.sign_in)


def enter(user: User, role: RoleName | None = None, *, lasting: bool = False) -> None:
    """Sign somebody in in this browser, in their first role unless one is named; whoever was here before is out.

    The cookie begins anew: what another put into it (a session to be taken over, a form's token) is gone.
    """
    leave()
    chosen = role or next(iter(sorted({found.name for found in user.roles}, key=list(RoleName).index)), None)
    if chosen is None:
        raise NotFound(user.id)
    secret = sign_ins.begin(db(), user, role=chosen, lasting=lasting, device=device(), at=now())
    session["_user_id"] = secret
    session["_fresh"] = True
    session.permanent = lasting and chosen is RoleName.YOUTH
    current_app.login_manager._load_user()  # type: ignore[attr-defined]


def leave() -> None:
    """Sign out in this browser: its row ends, so that a copied cookie is worth nothing."""
    if current_user.is_authenticated:
        sign_ins.end(db(), my_sign_in().id, actor=me(), at=now())
    kept = {name: session[name] for name in _KEPT if name in session}
    session.clear()
    session.update(kept)
    g.pop("sign_in", None)
    g.pop("csrf_token", None)
    current_app.login_manager._update_request_context_with_user()  # type: ignore[attr-defined]


def device() -> str:
    """What the browser says of itself, in two words at most, as its owner will know it again: "Firefox, Android"."""
    agent = UserAgent(request.headers.get("User-Agent", "")).string
    browser = next((name for mark, name in _BROWSERS if mark in agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in agent), None)
    return ", ".join(filter(None, (browser, system))) or "?"


def visitor() -> str:
    """By what a visitor's tries are counted: the address, of IPv6 its first half, which is what one customer has.

    An address in IPv6 of one in IPv4 is that one. Whoever comes without one, or with what is none, shares one count.
    """
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(found, IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Address(int(found) >> _OWN_BITS << _OWN_BITS))


_BROWSERS: Final = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox")),
    *(("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
_SYSTEMS: Final = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux")),
)


def home_of(user: User) -> str:
    """The path where somebody starts, by the role in which they act."""
    roles = {user.acting.role} if user.acting else {role.name for role in user.roles}
    return next((path for role, path in HOMES.items() if role in roles), "/")


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the sign-in library and put the gate before every view."""
    app.config.update(_library_settings())
    passwords.use_costs(**CHEAP_HASHES if settings.testing else {})
    datastore = SQLAlchemySessionUserDatastore(sessions(app).current, User, Role)
    Security(app, datastore, register_blueprint=False)
    app.login_manager.user_loader(_load)  # type: ignore[attr-defined]
    # By the cookie only: no token that may stand in an address.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.before_request(_gate)


def _load(secret: str) -> User | None:
    """The person of a cookie, acting in the sign-in's role."""
    g.sign_in = sign_ins.find(db(), secret, at=now(), on=today())
    return g.sign_in.user if g.sign_in else None


def open_library_views(app: Flask) -> None:
    """Mark the views of libraries that everybody needs, such as styles."""
    for endpoint in LIBRARY_VIEWS:
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = public(_own(app.view_functions[endpoint]))


def _own(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """A view of our own around a library's, so that marking it does not mark the library's function."""
    return lambda **arguments: current_app.ensure_sync(view)(**arguments)


def _gate() -> ResponseReturnValue | None:
    if request.endpoint is None or is_public(request.endpoint):
        return None
    if not current_user.is_authenticated:
        return _send_to_sign_in()
    permission = permission_of(request.endpoint)
    if permission is None or not may_enter(me(), permission):
        raise NotFound(request.endpoint)
    return None


def is_public(endpoint: str) -> bool:
    """Whether everybody may use an endpoint."""
    return getattr(current_app.view_functions[endpoint], "is_public", False)


def permission_of(endpoint: str) -> Permission | None:
    """The permission an endpoint is bound to."""
    return getattr(current_app.view_functions[endpoint], "permission", None)


def _send_to_sign_in() -> ResponseReturnValue:
    if request.method in READING:
        # The path only: what stood behind the question mark may be personal, and next ends up in an address.
        return redirect(url_for("account.sign_in", next=request.path))
    return signed_out()


def _library_settings() -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        # argon2 salts by itself; the library's second hash under it adds nothing.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_DATETIME_FACTORY": aware_utcnow,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_FLASH_MESSAGES": False,
    }
