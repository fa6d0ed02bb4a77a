"""Signing in with a password and a second factor, and the page about one's own account.

Between the two steps the cookie of the session holds the secret of a ticket (`services/second_factor.py`) and where
somebody wanted to go; signing in empties it.
"""

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.account import User
from models.sign_in import TicketKind
from web.auth import enter, leave, me, my_sign_in, needs, public, visitor
from web.clock import now
from web.db import db
from web.pages.forms import comes_back_to
from web.pages.public import own_path
from web.permissions import Permission
from web.schemas.staff_forms import (
    AddressIn,
    BothStepsIn,
    ChangePasswordIn,
    NewPasswordIn,
    NumberIn,
    RoleIn,
    SignInIn,
)
from web.services import passwords, second_factor, sign_ins
from web.services.second_factor import NotHalfWay
from web.services.tickets import DeadLink

bp = Blueprint("staff", __name__)

_SECRET: Final = "second_step"  # noqa: S105 -- the name under which it lies in the cookie
_NEXT: Final = "second_step_next"
_LONGEST_NEXT: Final = 300  # characters: it lies in a cookie


@bp.errorhandler(NotHalfWay)
def begin_again(_error: NotHalfWay) -> ResponseReturnValue:
    """Back to the first step, for who took too long or never took it; what the second one began is undone."""
    db().rollback()
    session.pop(_SECRET, None)
    flash(_("Fill in your password once more. After 10 minutes we ask for it again."), "ask")
    return redirect(url_for("staff.sign_in"), code=303)


@bp.errorhandler(DeadLink)
def dead_link(_error: DeadLink) -> ResponseReturnValue:
    """One page for every link that does not serve, with what to do next."""
    return render_template("staff/dead_link.html"), 404


@bp.get("/sign-in/staff")
@public
def sign_in() -> ResponseReturnValue:
    """The first step: address and password."""
    return render_template("staff/sign_in.html", next=request.values.get("next", ""))


@bp.post("/sign-in/staff")
@public
@comes_back_to(sign_in)
def sign_in_with_password() -> ResponseReturnValue:
    """Go on to the second step."""
    sent = SignInIn().read(request.form)
    user = passwords.check(db(), email=sent["email"], password=sent["password"], visitor=visitor())
    return _to_second_step(user, own_path(sent["next"]) if len(sent["next"]) <= _LONGEST_NEXT else "/")


@bp.get("/sign-in/staff/number")
@public
def second_step() -> ResponseReturnValue:
    """The second step: a number of the app."""
    second_factor.pending(db(), _secret(), at=now())
    return render_template("staff/number.html")


@bp.post("/sign-in/staff/number")
@public
@comes_back_to(second_step)
def sign_in_with_number() -> ResponseReturnValue:
    """Sign in."""
    sent = NumberIn().read(request.form)
    user = second_factor.prove(db(), _secret(), sent["number"], visitor=visitor(), at=now())
    return _let_in(user)


@bp.get("/sign-in/staff/set-up")
@public
def set_up() -> ResponseReturnValue:
    """Link an app, for who has none yet."""
    user = second_factor.pending(db(), _secret(), at=now())
    key = second_factor.key_for(_secret())
    groups = [key[start : start + 4] for start in range(0, len(key), 4)]
    address = second_factor.address_of(key, user)
    return render_template("staff/set_up.html", user=user, address=address, groups=groups)


@bp.post("/sign-in/staff/set-up")
@public
@comes_back_to(set_up)
def set_up_app() -> ResponseReturnValue:
    """Link it with its first number, sign in, and show the recovery codes this once."""
    sent = NumberIn().read(request.form)
    user, codes = second_factor.set_up(db(), _secret(), sent["number"], visitor=visitor(), at=now())
    onward = _onward()
    enter(user)
    return render_template("staff/codes.html", codes=codes, onward=onward)


@bp.get("/open/<secret>")
@public
def open_account(secret: str) -> ResponseReturnValue:
    """Choose a password for a new account; opening the page uses nothing up."""
    _ticket, user = passwords.find_link(db(), TicketKind.INVITATION, secret, at=now())
    return render_template("staff/open.html", user=user, secret=secret)


@bp.post("/open/<secret>")
@public
@comes_back_to(open_account)
def save_open_account(secret: str) -> ResponseReturnValue:
    """Keep the password and go on to link an app."""
    sent = NewPasswordIn().read(request.form)
    user = passwords.choose_by_link(db(), TicketKind.INVITATION, secret, sent["password"], at=now())
    return _to_second_step(user, "/")


@bp.get("/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    """Ask for a mail to choose a new password."""
    return render_template("staff/forgotten.html")


@bp.post("/forgotten")
@public
@comes_back_to(forgotten)
def ask_reset() -> ResponseReturnValue:
    """Say the same, whether or not there is an account."""
    sent = AddressIn().read(request.form)
    passwords.ask_reset(db(), email=sent["email"], visitor=visitor(), at=now())
    flash(_("Is there an account with this address? Then a mail is on its way. It can take a few minutes."))
    return redirect(url_for("staff.sign_in"), code=303)


@bp.get("/new-password/<secret>")
@public
def new_password(secret: str) -> ResponseReturnValue:
    """Choose a new password; opening the page uses nothing up."""
    _ticket, user = passwords.find_link(db(), TicketKind.RESET, secret, at=now())
    return render_template("staff/new_password.html", user=user, secret=secret)


@bp.post("/new-password/<secret>")
@public
@comes_back_to(new_password)
def save_new_password(secret: str) -> ResponseReturnValue:
    """Keep it, end every sign-in, and ask for it with the second factor."""
    sent = NewPasswordIn().read(request.form)
    passwords.choose_by_link(db(), TicketKind.RESET, secret, sent["password"], at=now())
    flash(_("Your new password is kept. You are signed out everywhere. Sign in with it now."))
    return redirect(url_for("staff.sign_in"), code=303)


@bp.get("/account")
@needs(Permission.OWN_ACCOUNT)
def own_account() -> ResponseReturnValue:
    """Where somebody is signed in, in which role, and by what."""
    return render_template(
        "staff/account.html",
        sign_ins=sign_ins.of_user(db(), actor=me(), at=now()),
        here=my_sign_in(),
        codes_left=second_factor.codes_left(db(), actor=me(), at=now()),
    )


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@needs(Permission.OWN_ACCOUNT)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign out somewhere else."""
    sign_ins.end(db(), sign_in_id, actor=me(), at=now())
    flash(_("You are signed out there."))
    return redirect(url_for("staff.own_account"), code=303)


@bp.post("/account/sign-ins/end-others")
@needs(Permission.OWN_ACCOUNT)
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    sign_ins.end_all(db(), me(), at=now(), but=my_sign_in().id)
    flash(_("You are signed in only here now."))
    return redirect(url_for("staff.own_account"), code=303)


@bp.post("/account/role")
@needs(Permission.OWN_ACCOUNT)
@comes_back_to(own_account)
def switch_role() -> ResponseReturnValue:
    """Act in another of one's own roles, and begin where that begins."""
    role = RoleIn().read(request.form)["role"]
    sign_ins.switch_role(db(), my_sign_in(), role, actor=me())
    return redirect(url_for("public.start"), code=303)


@bp.get("/account/password")
@needs(Permission.OWN_PASSWORD)
def password() -> ResponseReturnValue:
    """Choose another password."""
    return render_template("staff/password.html")


@bp.post("/account/password")
@needs(Permission.OWN_PASSWORD)
@comes_back_to(password)
def save_password() -> ResponseReturnValue:
    """Keep it, and sign out everywhere else."""
    sent = ChangePasswordIn().read(request.form)
    passwords.change(
        db(), old=sent["old_password"], new=sent["new_password"], actor=me(), here=my_sign_in().id, at=now()
    )
    flash(_("Your new password is kept. Everywhere else you are signed out."))
    return redirect(url_for("staff.own_account"), code=303)


@bp.get("/account/recovery-codes")
@needs(Permission.OWN_PASSWORD)
def recovery_codes() -> ResponseReturnValue:
    """Ask for new recovery codes."""
    left = second_factor.codes_left(db(), actor=me(), at=now())
    return render_template("staff/renew_codes.html", codes_left=left)


@bp.post("/account/recovery-codes")
@needs(Permission.OWN_PASSWORD)
@comes_back_to(recovery_codes)
def renew_codes() -> ResponseReturnValue:
    """Show them this once; the old ones end."""
    sent = BothStepsIn().read(request.form)
    codes = second_factor.renew_codes(db(), sent["old_password"], sent["number"], actor=me(), at=now())
    return render_template("staff/codes.html", codes=codes, onward=url_for("staff.own_account"))


@bp.get("/account/app")
@needs(Permission.OWN_PASSWORD)
def another_app() -> ResponseReturnValue:
    """Move to another app or phone."""
    return render_template("staff/another_app.html")


@bp.post("/account/app")
@needs(Permission.OWN_PASSWORD)
@comes_back_to(another_app)
def let_go_of_app() -> ResponseReturnValue:
    """Let go of the old one, sign out everywhere, and set up the other."""
    sent = BothStepsIn().read(request.form)
    secret = second_factor.begin_anew(db(), sent["old_password"], sent["number"], actor=me(), at=now())
    leave()
    session[_SECRET], session[_NEXT] = secret, url_for("staff.own_account")
    return redirect(url_for("staff.set_up"), code=303)


def _secret() -> str:
    return str(session.get(_SECRET, ""))


def _onward() -> str:
    """Where somebody wanted to go, else where they begin."""
    asked = str(session.get(_NEXT, "/"))
    return url_for("public.start") if asked == "/" else own_path(asked)


def _to_second_step(user: User, onward: str) -> ResponseReturnValue:
    session[_SECRET], session[_NEXT] = second_factor.begin(db(), user, at=now()), onward
    return redirect(url_for("staff.second_step" if user.totp else "staff.set_up"), code=303)


def _let_in(user: User) -> ResponseReturnValue:
    onward = _onward()
    enter(user)
    return redirect(onward, code=303)
