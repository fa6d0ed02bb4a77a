"""Sign-in, and the gate before every view.

Every route is closed unless its view says otherwise: `@public` opens it to everybody, `@needs(Permission.X)` to those
with a role in which X can be held. A view that says neither answers nobody.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_security.utils import aware_utcnow
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.account import Role, RoleName, User
from models.base import keyed_hash
from web.config import Settings
from web.db import READING, db, sessions
from web.errors import signed_out
from web.permissions import Permission, may_enter, role_names
from web.services import accounts
from web.services.errors import NotFound

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])

LIBRARY_VIEWS: Final = ("static", "bootstrap.static", "security.static", "security.login", "security.logout")
HOMES: Final = {RoleName.COACH: "/coach/", RoleName.COORDINATOR: "/region/", RoleName.YOUTH: "/my/"}


class Accounts(SQLAlchemySessionUserDatastore):
    """Finds accounts for the sign-in library, which knows nothing of encrypted addresses."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> User | None:  # noqa: ARG002
        attribute, value = kwargs.popitem()
        if attribute == "email":
            attribute, value = "email_hash", keyed_hash(value)
        found = select(User).where(getattr(User, attribute) == value).options(selectinload(User.roles))
        return cast("User | None", self.db.session.scalar(found))

    def commit(self) -> None:
        """Leave committing to the end of the request, where it happens once."""
        self.db.session.flush()


def public(view: View) -> View:
    """Open a view to everybody, signed in or not."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Open a view to those with a role in which the permission can be held."""

    def bind(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return bind


def me() -> User:
    """The person who is signed in."""
    return cast(User, current_user._get_current_object())


def home_of(user: User) -> str:
    """The path where somebody starts, by role."""
    names = role_names(user)
    return next((path for role, path in HOMES.items() if role in names), "/")


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the sign-in library and put the gate before every view."""
    app.config.update(_library_settings(settings))
    library = Security(app, Accounts(sessions(app).current, User, Role))
    # People sign in by the page and stay signed in by the cookie: no answers as JSON, which may hold a token, and
    # no token instead of a cookie, which may stand in an address.
    library.want_json(lambda _request: False)
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]
    app.before_request(_gate)


def open_library_views(app: Flask) -> None:
    """Mark the views of libraries that everybody needs, such as styles and the sign-in page."""
    for endpoint in LIBRARY_VIEWS:
        if endpoint in app.view_functions:
            app.view_functions[endpoint] = public(_own(app.view_functions[endpoint]))
    app.view_functions["security.logout"] = public(_ending_sessions(app.view_functions["security.logout"]))


def _own(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """A view of our own around a library's, so that marking it does not mark the library's function."""
    return lambda **arguments: current_app.ensure_sync(view)(**arguments)


def _ending_sessions(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
    """Sign out wherever somebody is signed in: a cookie that was copied must not outlive it."""

    def sign_out() -> ResponseReturnValue:
        if current_user.is_authenticated:
            accounts.end_sessions(db(), me())
        answer: ResponseReturnValue = view()
        return answer

    return sign_out


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
        return redirect(url_for("security.login", next=request.path))
    return signed_out()


def _library_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_POST_LOGIN_VIEW": "/start",
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        # argon2 salts by itself; the library's second hash under it adds nothing.
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": _cheap_hashes() if settings.testing else {},
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_DATETIME_FACTORY": aware_utcnow,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_FLASH_MESSAGES": False,
    }


def _cheap_hashes() -> dict[str, int]:
    return {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
