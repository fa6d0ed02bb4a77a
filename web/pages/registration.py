"""Employers who register, those who confirm them, and their colleagues."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.auth import me, needs, public, visitor
from web.clock import now
from web.db import db
from web.i18n import language
from web.pages.forms import comes_back_to
from web.permissions import Permission
from web.schemas.staff_forms import ColleagueIn, RegisterIn
from web.services import registrations

bp = Blueprint("registration", __name__)


@bp.get("/employers/register")
@public
def register() -> ResponseReturnValue:
    """The form by which an employer registers."""
    return render_template("registration/register.html")


@bp.post("/employers/register")
@public
@comes_back_to(register)
def save_registration() -> ResponseReturnValue:
    """Say the same, whoever it is: a mail says how it goes on."""
    sent = RegisterIn().read(request.form)
    registrations.register(db(), **sent, language=language(), visitor=visitor(), at=now())
    return redirect(url_for("registration.registered"), code=303)


@bp.get("/employers/registered")
@public
def registered() -> ResponseReturnValue:
    """What happens next."""
    return render_template("registration/registered.html")


@bp.get("/employers/registrations")
@needs(Permission.EMPLOYER_CONFIRM)
def waiting() -> ResponseReturnValue:
    """Who waits to be let in, who was, and who was ended."""
    return render_template(
        "registration/waiting.html",
        waiting=registrations.waiting(db(), actor=me()),
        confirmed=registrations.confirmed(db(), actor=me()),
        ended=registrations.ended(db(), actor=me()),
    )


@bp.post("/employers/registrations/<int:membership_id>/confirm")
@needs(Permission.EMPLOYER_CONFIRM)
def confirm(membership_id: int) -> ResponseReturnValue:
    """Let somebody act for the employer."""
    found = registrations.confirm(db(), membership_id, at=now(), actor=me())
    flash(_("%(name)s now acts for %(employer)s.", name=found.user.name, employer=found.employer.name))
    return redirect(url_for("registration.waiting"), code=303)


@bp.post("/employers/registrations/<int:membership_id>/refuse")
@needs(Permission.EMPLOYER_CONFIRM)
def refuse(membership_id: int) -> ResponseReturnValue:
    """Not let them in."""
    found = registrations.refuse(db(), membership_id, at=now(), actor=me())
    flash(_("%(name)s sees nothing of anybody.", name=found.user.name))
    return redirect(url_for("registration.waiting"), code=303)


@bp.post("/employers/registrations/<int:membership_id>/end")
@needs(Permission.EMPLOYER_CONFIRM)
def take_back(membership_id: int) -> ResponseReturnValue:
    """Let somebody act for the employer no longer."""
    found = registrations.take_back(db(), membership_id, at=now(), actor=me())
    flash(_("%(name)s no longer acts for %(employer)s.", name=found.user.name, employer=found.employer.name))
    return redirect(url_for("registration.waiting"), code=303)


@bp.post("/employers/registrations/<int:membership_id>/again")
@needs(Permission.EMPLOYER_CONFIRM)
def let_in_again(membership_id: int) -> ResponseReturnValue:
    """Let somebody act for the employer once more."""
    found = registrations.let_in_again(db(), membership_id, at=now(), actor=me())
    flash(_("%(name)s now acts for %(employer)s.", name=found.user.name, employer=found.employer.name))
    return redirect(url_for("registration.waiting"), code=303)


@bp.get("/employer/colleagues")
@needs(Permission.COLLEAGUE_INVITE)
def colleagues() -> ResponseReturnValue:
    """Who acts for the own employer."""
    return render_template(
        "registration/colleagues.html",
        found=registrations.colleagues(db(), actor=me()),
        waiting=registrations.own_waiting(db(), actor=me()),
    )


@bp.get("/employer/<int:employer_id>/colleagues/invite")
@needs(Permission.COLLEAGUE_INVITE)
def invite(employer_id: int) -> ResponseReturnValue:
    """The form to invite a colleague."""
    employer = registrations.own_employer(db(), employer_id, actor=me())
    return render_template("registration/invite.html", employer=employer)


@bp.post("/employer/<int:employer_id>/colleagues/invite")
@needs(Permission.COLLEAGUE_INVITE)
@comes_back_to(invite)
def send_invitation(employer_id: int) -> ResponseReturnValue:
    """Have a link mailed."""
    sent = ColleagueIn().read(request.form)
    registrations.invite_colleague(db(), employer_id, **sent, at=now(), actor=me())
    flash(_("A mail to %(name)s is on its way.", name=sent["name"]))
    return redirect(url_for("registration.colleagues"), code=303)


@bp.post("/employer/colleagues/<int:membership_id>/contact")
@needs(Permission.COLLEAGUE_INVITE)
def make_contact(membership_id: int) -> ResponseReturnValue:
    """Make somebody the one contact person."""
    found = registrations.make_contact(db(), membership_id, actor=me())
    flash(_("%(name)s is the contact person now.", name=found.user.name))
    return redirect(url_for("registration.colleagues"), code=303)


@bp.post("/employer/colleagues/<int:membership_id>/end")
@needs(Permission.COLLEAGUE_INVITE)
def end_membership(membership_id: int) -> ResponseReturnValue:
    """End what a colleague may do here."""
    registrations.end_membership(db(), membership_id, at=now(), actor=me())
    flash(_("Ended. They see nothing of young people any more."))
    return redirect(url_for("registration.colleagues"), code=303)
