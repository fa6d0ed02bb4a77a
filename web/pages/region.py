"""What a coordinator sees: the region in numbers, never a person."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from web.auth import me, needs
from web.db import db
from web.permissions import Permission
from web.services import region

bp = Blueprint("region", __name__, url_prefix="/region")


@bp.get("/")
@needs(Permission.REGION_READ)
def overview() -> ResponseReturnValue:
    """What is offered in the region, and how many look for it."""
    return render_template("region/overview.html", region=region.numbers(db(), actor=me()))
