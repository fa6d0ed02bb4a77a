"""Proposals: put forward by a coach, answered by the youth, shared item by item."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.consent import ITEMS
from web.auth import me, needs, public
from web.clock import now, today
from web.db import db
from web.i18n import language
from web.pages.easy import easy_pair
from web.pages.forms import comes_back_to
from web.permissions import Permission
from web.schemas.proposal_forms import AlongIn, AnswerIn, SharingIn
from web.services import consents, matching, proposals, sharing
from web.services.tickets import DeadLink

bp = Blueprint("proposals", __name__)


@bp.post("/coach/youths/<int:youth_id>/places/<int:place_id>/propose")
@needs(Permission.PROPOSAL_MAKE)
def propose(youth_id: int, place_id: int) -> ResponseReturnValue:
    """Put an open place to a youth of the caseload."""
    proposal = proposals.propose(db(), youth_id, place_id, actor=me(), on=today(), at=now())
    flash(_("%(name)s can now see this proposal.", name=proposal.youth.name))
    return redirect(url_for("proposals.of_youth", youth_id=youth_id), code=303)


@bp.get("/coach/youths/<int:youth_id>/proposals")
@needs(Permission.YOUTH_READ)
def of_youth(youth_id: int) -> ResponseReturnValue:
    """All proposals to a youth, with who did what and when."""
    youth, found = proposals.of_youth(db(), youth_id, actor=me())
    return render_template("proposals/of_youth.html", youth=youth, proposals=found)


@bp.post("/coach/proposals/<int:proposal_id>/end")
@needs(Permission.PROPOSAL_MAKE)
def end_for_youth(proposal_id: int) -> ResponseReturnValue:
    """End a proposal as the coach."""
    proposal = proposals.end(db(), proposal_id, actor=me(), at=now())
    flash(_("This proposal has stopped. The employer sees nothing of it any more."))
    return redirect(url_for("proposals.of_youth", youth_id=proposal.youth_id), code=303)


@bp.get("/coach/youths/<int:youth_id>/along")
@needs(Permission.YOUTH_EDIT)
def along_of_youth(youth_id: int) -> ResponseReturnValue:
    """The form about who signs along with a youth, for the coach."""
    youth, along = consents.get_along(db(), youth_id, actor=me())
    return render_template("proposals/along_of_youth.html", youth=youth, along=along)


@bp.post("/coach/youths/<int:youth_id>/along")
@needs(Permission.YOUTH_EDIT)
@comes_back_to(along_of_youth)
def save_along_of_youth(youth_id: int) -> ResponseReturnValue:
    """Keep who signs along with a youth."""
    consents.set_along(db(), youth_id, **AlongIn().read(request.form), actor=me(), at=now())
    flash(_("Saved."))
    return redirect(url_for("proposals.of_youth", youth_id=youth_id), code=303)


@bp.post("/coach/youths/<int:youth_id>/along/end")
@needs(Permission.YOUTH_EDIT)
def end_along_of_youth(youth_id: int) -> ResponseReturnValue:
    """Nobody signs along with this youth any more."""
    consents.end_along(db(), youth_id, actor=me(), at=now())
    flash(_("Saved."))
    return redirect(url_for("proposals.of_youth", youth_id=youth_id), code=303)


@bp.get("/my/proposals")
@needs(Permission.OWN_PROPOSALS)
def own() -> ResponseReturnValue:
    """The youth's proposals, the latest first."""
    youth, found = proposals.own_proposals(db(), actor=me())
    return render_template("proposals/own.html", youth=youth, proposals=found)


@bp.get("/my/proposals/<int:proposal_id>")
@needs(Permission.OWN_PROPOSALS)
def proposal(proposal_id: int) -> ResponseReturnValue:
    """One proposal: the place in easy words, and yes, later or no."""
    kept = proposals.own_proposal(db(), proposal_id, actor=me())
    found = matching.proposed_place(db(), proposal_id, actor=me(), on=today(), language=language())
    return render_template(
        "proposals/proposal.html",
        proposal=kept,
        found=found,
        youth=found.youth,
        shown=easy_pair(found),
    )


@bp.post("/my/proposals/<int:proposal_id>/answer")
@needs(Permission.OWN_PROPOSALS)
@comes_back_to(proposal)
def answer(proposal_id: int) -> ResponseReturnValue:
    """Say yes, later or no."""
    proposals.answer(db(), proposal_id, AnswerIn().read(request.form)["answer"], actor=me(), at=now())
    return redirect(url_for("proposals.proposal", proposal_id=proposal_id, _anchor="answer"), code=303)


@bp.post("/my/proposals/<int:proposal_id>/end")
@needs(Permission.OWN_PROPOSALS)
def end(proposal_id: int) -> ResponseReturnValue:
    """End a proposal as the youth."""
    proposals.end(db(), proposal_id, actor=me(), at=now())
    flash(_("This proposal has stopped. The employer sees nothing of you there."))
    return redirect(url_for("proposals.own"), code=303)


@bp.get("/my/proposals/<int:proposal_id>/sharing")
@needs(Permission.OWN_SHARING)
def share(proposal_id: int) -> ResponseReturnValue:
    """What one employer may see: a switch for each item, and beside it what that employer sees now."""
    found = consents.own_sharing(db(), proposal_id, actor=me(), at=now())
    known, until = sharing.known_now(db(), found.proposal.youth_id), now() + consents.LONGEST
    return render_template(
        "proposals/share.html",
        sharing=found,
        items=[item for item in ITEMS if item in {*found.on, *sharing.offered(known)}],
        view=sharing.shared_view(db(), found, language=language()),
        offered=sharing.offered_view(db(), found, known, until=until, language=language()),
        seen=sharing.offered_state(known),
    )


@bp.post("/my/proposals/<int:proposal_id>/sharing")
@needs(Permission.OWN_SHARING)
@comes_back_to(share)
def save_sharing(proposal_id: int) -> ResponseReturnValue:
    """Switch items on or off."""
    sent = SharingIn().read(request.form)
    if sent["on"]:
        consents.give(db(), proposal_id, sent["on"], actor=me(), at=now(), seen=sent["seen"])
    consents.withdraw(db(), proposal_id, sent["off"], actor=me(), at=now())
    if sent["overview"]:
        return redirect(url_for("proposals.everything"), code=303)
    anchor = next((item_id(item) for item in (*sent["on"], *sent["off"])), None)
    return redirect(url_for("proposals.share", proposal_id=proposal_id, _anchor=anchor), code=303)


@bp.post("/my/proposals/<int:proposal_id>/sharing/stop")
@needs(Permission.OWN_SHARING)
def stop_sharing(proposal_id: int) -> ResponseReturnValue:
    """Switch everything of one proposal off."""
    consents.withdraw_all(db(), proposal_id, actor=me(), at=now())
    flash(_("It has stopped. This employer does not see it any more."))
    return redirect(url_for("proposals.share", proposal_id=proposal_id), code=303)


@bp.post("/my/proposals/<int:proposal_id>/sharing/ask")
@needs(Permission.OWN_SHARING)
def ask_along(proposal_id: int) -> ResponseReturnValue:
    """Mail who signs along a link for what waits."""
    asked = consents.ask_along(db(), proposal_id, actor=me(), at=now())
    flash(_("%(name)s gets a mail.", name=asked.name))
    return redirect(url_for("proposals.share", proposal_id=proposal_id), code=303)


@bp.get("/my/sharing")
@needs(Permission.OWN_SHARING)
def everything() -> ResponseReturnValue:
    """Everything that is shared now: with whom, what for, until when; each stops in one tap, and all at once."""
    youth, somebody, found = consents.own_sharings(db(), actor=me(), at=now())
    return render_template("proposals/everything.html", youth=youth, sharings=found, along=somebody)


@bp.post("/my/sharing/stop")
@needs(Permission.OWN_SHARING)
def stop_everything() -> ResponseReturnValue:
    """Switch everything off, everywhere."""
    consents.withdraw_everywhere(db(), actor=me(), at=now())
    flash(_("Everything has stopped. No employer sees anything of you any more."))
    return redirect(url_for("proposals.everything"), code=303)


@bp.get("/my/sharing/along")
@needs(Permission.OWN_SHARING)
def along() -> ResponseReturnValue:
    """The form about who signs along with the youth who asks."""
    youth, found = consents.get_along(db(), actor=me())
    return render_template("proposals/along.html", youth=youth, along=found)


@bp.post("/my/sharing/along")
@needs(Permission.OWN_SHARING)
@comes_back_to(along)
def save_along() -> ResponseReturnValue:
    """Keep who signs along."""
    consents.set_along(db(), **AlongIn().read(request.form), actor=me(), at=now())
    flash(_("Saved."))
    return redirect(url_for("proposals.everything"), code=303)


@bp.post("/my/sharing/along/end")
@needs(Permission.OWN_SHARING)
def end_along() -> ResponseReturnValue:
    """Nobody signs along any more."""
    consents.end_along(db(), actor=me(), at=now())
    flash(_("Saved."))
    return redirect(url_for("proposals.everything"), code=303)


@bp.get("/sign-along/<secret>")
@public
def sign_along(secret: str) -> ResponseReturnValue:
    """What a mailed link asks to sign along with, and one button; opening it changes nothing."""
    return render_template("proposals/sign_along.html", asked=consents.to_sign(db(), secret, at=now()), secret=secret)


@bp.post("/sign-along/<secret>")
@public
def save_sign_along(secret: str) -> ResponseReturnValue:
    """Sign along."""
    return render_template("proposals/signed_along.html", asked=consents.sign_along(db(), secret, at=now()))


@bp.errorhandler(DeadLink)
def dead_link(_error: DeadLink) -> ResponseReturnValue:
    """One page for every link to sign along that does not serve, with what to do next."""
    return render_template("proposals/dead_link.html"), 404


@bp.app_template_global("item_id")
def item_id(item: str) -> str:
    """The name of an item as a place on the page."""
    return "item-" + item.replace(":", "-")
