"""The demo's front door: be one of its people with one click. Registered only with PLEK_DEMO=1."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from web import auth
from web.addresses import row_number
from web.auth import home_of, public
from web.db import db
from web.services import accounts

bp = Blueprint("demo", __name__, url_prefix="/demo")


@bp.get("")
@public
def people() -> ResponseReturnValue:
    """Everybody one can be, each youth under the own coach."""
    return render_template("demo/people.html", people=accounts.demo_people(db()))


@bp.post("/enter")
@public
def enter() -> ResponseReturnValue:
    """Sign in as one of the demo's people."""
    user = accounts.active_user(db(), request.form.get("user_id", type=row_number))
    auth.enter(user)
    return redirect(home_of(user), code=303)
