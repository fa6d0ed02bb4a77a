"""What an administrator sees: accounts, never what is in them."""

from flask import Blueprint

bp = Blueprint("accounts", __name__, url_prefix="/accounts")
