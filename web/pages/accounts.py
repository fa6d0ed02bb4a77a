"""What an administrator sees: accounts, never what is in them."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.auth import me, needs
from web.clock import now
from web.db import db
from web.pages.forms import comes_back_to
from web.permissions import Permission
from web.schemas.staff_forms import InviteIn, RolesIn
from web.services import staff

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("/")
@needs(Permission.ACCOUNTS_MANAGE)
def overview() -> ResponseReturnValue:
    """Who works with Plek, and whether they can sign in."""
    return render_template("accounts/overview.html", accounts=staff.accounts(db(), actor=me()), given=staff.GIVEN)


@bp.get("/invite")
@needs(Permission.ACCOUNTS_MANAGE)
def invite() -> ResponseReturnValue:
    """The form to invite a colleague."""
    return render_template("accounts/invite.html", given=staff.GIVEN)


@bp.post("/invite")
@needs(Permission.ACCOUNTS_MANAGE)
@comes_back_to(invite)
def send_invitation() -> ResponseReturnValue:
    """Make the account and have its link mailed."""
    sent = InviteIn().read(request.form)
    user, _secret = staff.invite(db(), **sent, at=now(), actor=me())
    flash(_("%(name)s gets a mail with a link. It works for 14 days.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)


@bp.post("/<int:user_id>/invite-again")
@needs(Permission.ACCOUNTS_MANAGE)
def invite_again(user_id: int) -> ResponseReturnValue:
    """Mail a new link; the old one ends."""
    user = staff.invite_again(db(), user_id, at=now(), actor=me())
    flash(_("%(name)s gets a mail with a link. It works for 14 days.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)


@bp.get("/<int:user_id>/roles")
@needs(Permission.ACCOUNTS_MANAGE)
def roles(user_id: int) -> ResponseReturnValue:
    """The form to give a colleague other roles."""
    found = staff.colleague(db(), user_id, actor=me())
    return render_template("accounts/roles.html", account=found, given=staff.GIVEN)


@bp.post("/<int:user_id>/roles")
@needs(Permission.ACCOUNTS_MANAGE)
@comes_back_to(roles)
def save_roles(user_id: int) -> ResponseReturnValue:
    """Give and take roles; whoever is signed in in one that went is out."""
    sent = RolesIn().read(request.form)
    user = staff.change_roles(db(), user_id, sent["roles"], at=now(), actor=me())
    flash(_("The roles of %(name)s are kept.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)


@bp.post("/<int:user_id>/close")
@needs(Permission.ACCOUNTS_MANAGE)
def close(user_id: int) -> ResponseReturnValue:
    """Close an account; whoever is signed in with it is out."""
    user = staff.close(db(), user_id, at=now(), actor=me())
    flash(_("%(name)s can no longer sign in.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)


@bp.post("/<int:user_id>/reopen")
@needs(Permission.ACCOUNTS_MANAGE)
def reopen(user_id: int) -> ResponseReturnValue:
    """Open an account again."""
    user = staff.reopen(db(), user_id, actor=me())
    flash(_("%(name)s can sign in again.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)


@bp.post("/<int:user_id>/remove-second-factor")
@needs(Permission.ACCOUNTS_MANAGE)
def remove_second_factor(user_id: int) -> ResponseReturnValue:
    """Forget the app of who lost it."""
    user = staff.remove_second_factor(db(), user_id, at=now(), actor=me())
    flash(_("%(name)s is signed out and links a new app at the next sign-in.", name=user.name))
    return redirect(url_for("accounts.overview"), code=303)
