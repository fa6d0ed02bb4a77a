"""How a youth of the caseload signs in: the invitation and the card."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.auth import me, needs
from web.clock import now
from web.config import Settings
from web.db import db
from web.pages.forms import comes_back_to
from web.permissions import Permission
from web.schemas.youth_forms import InvitationIn
from web.services import cards, invitations

bp = Blueprint("ways_in", __name__, url_prefix="/coach")


@bp.get("/youths/<int:youth_id>/sign-in")
@needs(Permission.YOUTH_INVITE)
def show(youth_id: int) -> ResponseReturnValue:
    """What a youth was given to sign in with, and whether they did."""
    found = invitations.ways_in(db(), youth_id, at=now(), actor=me())
    return render_template("ways_in/show.html", found=found, youth=found.youth, at=now())


@bp.post("/youths/<int:youth_id>/sign-in")
@needs(Permission.YOUTH_INVITE)
@comes_back_to(show)
def invite(youth_id: int) -> ResponseReturnValue:
    """Invite a youth by mail, at the address that stands in the form: new or put right, it is written down."""
    youth = invitations.invite(db(), youth_id, **InvitationIn().read(request.form), at=now(), actor=me())
    flash(_("%(name)s gets a mail with a link.", name=youth.name))
    return redirect(url_for("ways_in.show", youth_id=youth_id), code=303)


@bp.post("/youths/<int:youth_id>/sign-in/card")
@needs(Permission.YOUTH_INVITE)
@comes_back_to(show)
def give_card(youth_id: int) -> ResponseReturnValue:
    """Make a card and show it, this once: its code is kept nowhere."""
    youth, code = cards.give(db(), youth_id, at=now(), actor=me())
    settings: Settings = current_app.config["PLEK"]
    address = settings.address + url_for("account.card")
    return render_template("ways_in/card.html", youth=youth, code=code, address=address)


@bp.get("/youths/<int:youth_id>/sign-in/card")
@needs(Permission.YOUTH_INVITE)
def card_shown_once(youth_id: int) -> ResponseReturnValue:
    """Where somebody lands who comes back to a card, or reads its page in another language."""
    found = invitations.ways_in(db(), youth_id, at=now(), actor=me())
    return redirect(url_for("ways_in.show", youth_id=found.youth.id))


@bp.post("/youths/<int:youth_id>/sign-in/card/end")
@needs(Permission.YOUTH_INVITE)
def end_card(youth_id: int) -> ResponseReturnValue:
    """Withdraw the card."""
    cards.end(db(), youth_id, at=now(), actor=me())
    flash(_("The card does not work any more."))
    return redirect(url_for("ways_in.show", youth_id=youth_id), code=303)
