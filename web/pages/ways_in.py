"""How a youth of the caseload signs in: the invitation and the card."""

from flask import Blueprint

bp = Blueprint("ways_in", __name__, url_prefix="/coach")
