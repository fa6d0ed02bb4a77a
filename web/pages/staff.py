"""Passwords, the second factor, and the page about one's own account."""

from flask import Blueprint

bp = Blueprint("staff", __name__)
