"""Reaching further than the own caseload: a stated reason, and standing in. And what every page says of it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from models.access import StandIn, StatedReason
from models.youth import Youth
from web.auth import me, needs
from web.clock import now, today
from web.db import db
from web.i18n import day
from web.pages.forms import comes_back_to
from web.permissions import Permission, allows
from web.schemas.access import OutsideIn, StandInIn
from web.services import access

bp = Blueprint("access", __name__, url_prefix="/coach")


@bp.get("/stand-ins")
@needs(Permission.STAND_IN)
def stand_ins() -> ResponseReturnValue:
    """Who stands in for the coach, and for whom the coach stands in; and the form to name a colleague."""
    return render_template(
        "access/stand_ins.html",
        found=access.stand_ins(db(), actor=me(), on=today()),
        colleagues=access.colleagues(db(), actor=me()),
        today=today(),
        longest=access.LONGEST_STAND_IN,
    )


@bp.post("/stand-ins")
@needs(Permission.STAND_IN)
@comes_back_to(stand_ins)
def name_stand_in() -> ResponseReturnValue:
    """Let a colleague stand in for some days."""
    sent = StandInIn().read(request.form)
    found = access.name_stand_in(db(), **sent, on=today(), actor=me())
    flash(_("%(name)s stands in for you until %(day)s.", name=found.by.name, day=day(found.until_day)))
    return redirect(url_for("access.stand_ins"), code=303)


@bp.post("/stand-ins/<int:stand_in_id>/end")
@needs(Permission.STAND_IN)
def end_stand_in(stand_in_id: int) -> ResponseReturnValue:
    """End it before its last day."""
    access.end_stand_in(db(), stand_in_id, at=now(), actor=me())
    flash(_("Ended. Your young people are yours alone again."))
    return redirect(url_for("access.stand_ins"), code=303)


@bp.get("/outside")
@needs(Permission.YOUTH_OPEN)
def outside() -> ResponseReturnValue:
    """The form for opening a youth outside the caseload, and what is open now."""
    return render_template("access/outside.html", opened=access.opened(db(), at=now(), actor=me()))


@bp.post("/outside")
@needs(Permission.YOUTH_OPEN)
@comes_back_to(outside)
def open_outside() -> ResponseReturnValue:
    """Say why, and go on to the youth."""
    sent = OutsideIn().read(request.form)
    youth = access.open_outside(db(), **sent, at=now(), actor=me())
    return redirect(url_for("coach.youth", youth_id=youth.id), code=303)


@bp.app_template_global("may")
def may(permission: str, thing: object = None) -> bool:
    """Whether the reader may do something with a thing, so that a page offers nothing that would be refused."""
    return bool(current_user.is_authenticated and allows(me(), Permission(permission), thing))


@bp.app_template_global("standing_in")
def standing_in() -> dict[int, StandIn]:
    """For whom the reader stands in today, by the id of the absent coach."""
    return access.standing_in(db(), on=today(), actor=me())


@bp.app_template_global("reached_by")
def reached_by(youth: Youth) -> StandIn | StatedReason | None:
    """By what the reader reaches a youth who is not in the own caseload; None where there is nothing to say."""
    if not current_user.is_authenticated:
        return None
    return access.reached_by(db(), youth, at=now(), on=today(), actor=me())
