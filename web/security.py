"""What every answer carries to keep the browser strict, and the token that every change needs."""

import secrets

from flask import Flask, Response, g
from flask_wtf import CSRFProtect

from web.config import Settings


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
    app.after_request(_set_headers)
    CSRFProtect(app)


def _make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


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
