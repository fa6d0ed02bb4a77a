"""The demo's mailbox: what would have been mailed. Registered only with PLEK_DEMO=1."""

from flask import Blueprint

bp = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")
