"""Reaching further than the own caseload: a stated reason, and standing in."""

from flask import Blueprint

bp = Blueprint("access", __name__, url_prefix="/coach")
