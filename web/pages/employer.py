"""What an employer sees: the youths who want a place there, as far as each of them shares."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from matcher.vocabulary import Ability
from web.auth import me, needs
from web.clock import now
from web.db import db
from web.i18n import language
from web.levels import LEVELS
from web.permissions import Permission
from web.services import candidates

bp = Blueprint("employer", __name__, url_prefix="/employer")


@bp.get("/")
@needs(Permission.EMPLOYER_READ)
def youths() -> ResponseReturnValue:
    """The youths who want a place here; for who is not confirmed yet, that a coach looks at it first."""
    return render_template("employer/youths.html", found=candidates.candidates(db(), actor=me(), at=now()))


@bp.get("/state")
@needs(Permission.EMPLOYER_READ)
def youths_state() -> ResponseReturnValue:
    """What the list of youths holds now, for a page that is still open."""
    return _state(candidates.candidates(db(), actor=me(), at=now()).state)


@bp.get("/proposals/<int:proposal_id>")
@needs(Permission.CANDIDATE_READ)
def candidate(proposal_id: int) -> ResponseReturnValue:
    """What one youth shares with this employer, what for and until when."""
    view = candidates.candidate(db(), proposal_id, actor=me(), at=now(), language=language())
    return render_template("employer/candidate.html", proposal_id=proposal_id, view=view)


@bp.get("/proposals/<int:proposal_id>/state")
@needs(Permission.CANDIDATE_READ)
def candidate_state(proposal_id: int) -> ResponseReturnValue:
    """What the page of one youth holds now, for a page that is still open."""
    return _state(candidates.candidate(db(), proposal_id, actor=me(), at=now(), language=language()).state)


@bp.app_template_global("ability_said")
def ability_said(ability: Ability, level: int) -> str:
    """What somebody can do, in their own words: "I can read a page"."""
    return str(LEVELS[ability][level - 1])


def _state(state: str) -> ResponseReturnValue:
    return Response(state, mimetype="text/plain", headers={"Cache-Control": "no-store"})
