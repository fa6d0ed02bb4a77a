"""How places are put in order, in plain words, with every number."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from matcher.settings import MATTERS_MOST_WEIGHT, TOO_FAR_SHARE
from web.auth import public
from web.numbers import GROUPS, HEADINGS, numbers_are, numbers_of

bp = Blueprint("explained", __name__)


@bp.get("/how-we-rank")
@public
def how_we_rank() -> ResponseReturnValue:
    """What counts and what never does, for youths first; then every number with its source."""
    return render_template(
        "explained/how_we_rank.html",
        most_weight=MATTERS_MOST_WEIGHT,
        too_far=TOO_FAR_SHARE,
        groups=[(group, numbers_of(group)) for group in GROUPS],
        headings=HEADINGS,
        numbers_are=numbers_are(),
    )
