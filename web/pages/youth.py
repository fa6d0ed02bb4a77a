"""What a youth sees: places in easy words, and one place whole."""

from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.auth import me, needs
from web.clock import today
from web.db import db
from web.i18n import language
from web.pages.easy import easy_list, easy_pair
from web.permissions import Permission
from web.schemas.lists import PageIn
from web.services import matching

bp = Blueprint("youth", __name__, url_prefix="/my")

# Few at a time: more is behind one button.
PAGE: Final = 3


@bp.get("/")
@needs(Permission.OWN_PLACES)
def places() -> ResponseReturnValue:
    """The places that fit, a few at a time, with reasons and what would make them better."""
    page = PageIn().read(request.args)["page"]
    found = matching.own_places(db(), actor=me(), on=today(), language=language(), k=PAGE, offset=(page - 1) * PAGE)
    pages = -(-found.ranking.total // PAGE)
    return render_template(
        "youth/places.html",
        youth=found.youth,
        places=easy_list(found, found.ranking.matches),
        ask_first=easy_list(found, found.ranking.ask_first, unknown=True),
        first=page == 1,
        more=url_for("youth.places", page=page + 1) if page < pages else None,
        back=url_for("youth.places", page=page - 1) if page > 1 else None,
    )


@bp.get("/places/<int:place_id>")
@needs(Permission.OWN_PLACES)
def place(place_id: int) -> ResponseReturnValue:
    """One place: the week, the work, why it fits, and what is not known yet."""
    found = matching.own_place(db(), place_id, actor=me(), on=today(), language=language())
    return render_template("youth/place.html", found=found, youth=found.youth, shown=easy_pair(found))
