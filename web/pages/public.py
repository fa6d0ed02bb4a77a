"""Pages for everybody, without a name or an account."""

import re
from datetime import timedelta
from typing import Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import literal, select

from web.auth import home_of, me, public
from web.clock import now
from web.config import Settings
from web.db import db, sessions
from web.i18n import choose_language
from web.services.live import is_ready

bp = Blueprint("public", __name__)

# One slash and no second, no backslash and nothing invisible: a browser reads those as another site.
_OWN_PATH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")

# Less than a year, which the RFC asks for; it is said anew with every answer.
_SECURITY_TXT_HOLDS: Final = timedelta(days=180)


@bp.get("/")
@public
def landing() -> ResponseReturnValue:
    """What Plek is, in easy words."""
    return render_template("public/landing.html")


@bp.get("/start")
@public
def start() -> ResponseReturnValue:
    """Bring somebody who signed in to where their work begins."""
    return redirect(home_of(me()) if current_user.is_authenticated else url_for("account.sign_in"))


@bp.get("/about-data")
@public
def about_data() -> ResponseReturnValue:
    """Where the facts come from, with their licences."""
    return render_template("public/about_data.html")


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Switch language and go back to the page it was asked on."""
    choose_language(request.form.get("language", ""))
    return redirect(own_path(request.form.get("next", "")), code=303)


def own_path(asked: str) -> str:
    """A path of this site; the first page when somebody tries to lead elsewhere."""
    return asked if _OWN_PATH.fullmatch(asked) else "/"


@bp.get("/health")
@public
def health() -> ResponseReturnValue:
    """Say that the pages and the database answer, for whoever keeps the service running."""
    db().scalar(select(literal(1)))
    return {"status": "ok"}


@bp.get("/ready")
@public
def ready() -> ResponseReturnValue:
    """Say whether the first visitor would not have to wait, for whoever sends visitors here; asks no database."""
    text, status = ("ready", 200) if is_ready(sessions(current_app).engine) else ("not ready", 503)
    return text, status, {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/.well-known/security.txt")
@public
def security_txt() -> ResponseReturnValue:
    """Where somebody who found a hole in the fence can tell it (RFC 9116)."""
    settings: Settings = current_app.config["PLEK"]
    lines = (
        f"Contact: {settings.security_contact or f'{settings.address}/something-wrong'}",
        f"Expires: {now() + _SECURITY_TXT_HOLDS:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.address}/.well-known/security.txt",
    )
    return "\n".join(lines) + "\n", {"Content-Type": "text/plain; charset=utf-8"}
