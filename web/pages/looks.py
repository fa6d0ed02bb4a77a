"""Who looked at a youth's data, told to that youth in sentences."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.auth import me, needs
from web.clock import today
from web.db import db
from web.looks_words import days_of
from web.permissions import Permission
from web.schemas.lists import PageIn
from web.services.looks import told_page

bp = Blueprint("looks", __name__, url_prefix="/my/looks")


@bp.get("")
@needs(Permission.OWN_DATA)
def looks() -> ResponseReturnValue:
    """Who looked and who did what, day by day, the newest first."""
    page = PageIn().read(request.args)["page"]
    found = told_page(db(), page, actor=me())
    return render_template(
        "looks/looks.html",
        days=days_of(found.told, today=today()),
        first=page == 1,
        more=None if found.is_last else url_for("looks.looks", page=page + 1),
        back=url_for("looks.looks", page=page - 1) if page > 1 else None,
    )
