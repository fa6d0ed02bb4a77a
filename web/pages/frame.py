"""What every page shows around its own content: who is signed in and the ways on from there."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, g, request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from models.account import RoleName, User
from web.auth import me
from web.pages.forms import Sent
from web.permissions import role_names

# Address, icon and name of each way on, by role; at most four, which is what fits under a thumb.
WAYS: Final[Mapping[RoleName, tuple[tuple[str, str, LazyString], ...]]] = {
    RoleName.COACH: (
        ("/coach/", "people", _l("My young people")),
        ("/coach/places", "compass", _l("Places")),
        ("/employers/registrations", "building-check", _l("Employers")),
    ),
    RoleName.YOUTH: (
        ("/my/", "door-open", _l("Places for you")),
        ("/my/proposals", "signpost", _l("Proposals")),
        ("/my/data", "shield-check", _l("Your data")),
    ),
    RoleName.EMPLOYER: (
        ("/employer/", "people", _l("Young people")),
        ("/employer/colleagues", "person-plus", _l("Colleagues")),
    ),
    RoleName.COORDINATOR: (
        ("/region/", "geo-alt", _l("The region")),
        ("/employers/registrations", "building-check", _l("Employers")),
    ),
    RoleName.ADMINISTRATOR: (("/accounts/", "person-gear", _l("Accounts")),),
}


def init_app(app: Flask) -> None:
    """Give every template the frame's values."""
    app.context_processor(_frame)


def _frame() -> dict[str, object]:
    reader = me() if current_user and current_user.is_authenticated else None
    return {"me": reader, "nav": ways_of(reader, request.path), "sent": g.get("sent") or Sent()}


#: Pages that belong to a way on although their address does not begin with its.
_WITHIN: Final[Mapping[str, str]] = {
    "/my/sharing": "/my/proposals",
    "/my/looks": "/my/data",
    "/my/card": "/my/data",
}


def ways_of(reader: User | None, path: str) -> list[tuple[str, str, LazyString, bool]]:
    """The ways on for somebody, each with whether it leads to where they are."""
    names = role_names(reader) if reader else set()
    found = [way for role, ways in WAYS.items() if role in names for way in ways]
    belongs = next((way for start, way in _WITHIN.items() if path.startswith(start)), path)
    here = max((address for address, _icon, _name in found if belongs.startswith(address)), key=len, default=None)
    return [(address, icon, name, address == here) for address, icon, name in found]
