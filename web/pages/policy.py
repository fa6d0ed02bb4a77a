"""The page "who may see what", made of the rules themselves."""

from flask import Blueprint

bp = Blueprint("policy", __name__)
