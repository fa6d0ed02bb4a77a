"""What an employer sees: the youths who want a place there, as far as each of them shares."""

from flask import Blueprint

bp = Blueprint("employer", __name__, url_prefix="/employer")
