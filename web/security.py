"""What every answer carries to keep the browser strict, and the token that every change needs."""

import secrets
from typing import Final

from flask import Flask, Response, abort, g, request
from flask_wtf import CSRFProtect

from web.config import Settings

MOST_FIELDS: Final = 1_000  # of one form, the library's own limit for forms with files; the largest has about 100


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, headers and the token of forms."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="plek",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.body_limit,
        MAX_FORM_MEMORY_SIZE=settings.body_limit,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=None,  # no time-outs: somebody may take a day over a form
        WTF_CSRF_SSL_STRICT=False,  # it needs the Referer that our own policy withholds
    )
    app.before_request(_make_nonce)
    app.before_request(_take_forms_only)
    app.after_request(_set_headers)
    CSRFProtect(app)


def _make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _take_forms_only() -> None:
    """Refuse what no form of Plek sends, before anything reads it: JSON, another encoding, thousands of fields."""
    if request.is_json or request.mimetype_params.get("charset", "utf-8").lower() not in {"utf-8", "utf8"}:
        abort(415)
    if len(request.form) > MOST_FIELDS:
        abort(413)


def _set_headers(response: Response) -> Response:
    response.headers.update(
        {
            "Content-Security-Policy": content_policy(g.nonce),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
    )
    if response.mimetype == "text/html":
        response.headers["Cache-Control"] = "no-store"  # a page may be about a person
    return response


def content_policy(nonce: str) -> str:
    """What a page may load: our own files, pictures in data addresses, and scripts that carry the nonce."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
