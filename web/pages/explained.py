"""How places are ranked, in plain words, with every number."""

from flask import Blueprint

bp = Blueprint("explained", __name__)
