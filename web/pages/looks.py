"""Who looked at a youth's data, told to that youth in sentences."""

from flask import Blueprint

bp = Blueprint("looks", __name__, url_prefix="/my/looks")
