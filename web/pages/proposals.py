"""Proposals: put forward by a coach, answered by the youth, shared item by item."""

from flask import Blueprint

bp = Blueprint("proposals", __name__)
