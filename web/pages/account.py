"""Signing in and out."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import verify_and_update_password

from models.account import find_user_by_email
from web.auth import enter, leave, public
from web.db import db
from web.pages.public import own_path

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The ways in."""
    return render_template("account/sign_in.html", next=request.args.get("next", ""))


@bp.post("/sign-in/password")
@public
def sign_in_with_password() -> ResponseReturnValue:
    """By address and password."""
    user = find_user_by_email(db(), request.form.get("email", ""))
    if user is None or not user.active or not verify_and_update_password(request.form.get("password", ""), user):
        return render_template("account/sign_in.html", next=request.form.get("next", ""), wrong=True)
    enter(user)
    return redirect(own_path(request.form.get("next") or url_for("public.start")), code=303)


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Out, in this browser."""
    leave()
    return redirect(url_for("public.landing"), code=303)
