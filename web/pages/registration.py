"""Employers who register, those who confirm them, and their colleagues."""

from flask import Blueprint

bp = Blueprint("registration", __name__)
