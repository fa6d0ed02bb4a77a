"""What a youth can do with their own data: read it all, have it put right, have it erased."""

from flask import Blueprint

bp = Blueprint("data", __name__, url_prefix="/my/data")
