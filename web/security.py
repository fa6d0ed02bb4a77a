"""What every answer carries to keep the browser strict, and the token that every change needs."""

import secrets
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

from web.config import Settings
from web.errors import FileSent
from web.services.sign_ins import LASTING

#: What is the same for everybody and says nothing of anybody: the only answers that may be kept anywhere.
ASSETS: Final = frozenset({"static", "bootstrap.static", "assets.font", "assets.bootstrap"})
YEAR: Final = 365 * 24 * 3600  # seconds
MOST_FIELDS: Final = 1_000  # of one form, the library's own limit for forms with files; the largest has about 100


def init_app(app: Flask, settings: Settings) -> None:
    """Set cookies, limits, headers and the token of forms."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="plek",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=LASTING,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.body_limit,
        MAX_FORM_MEMORY_SIZE=settings.body_limit,
        WTF_CSRF_TIME_LIMIT=None,  # no time-outs: somebody may take a day over a form
        WTF_CSRF_SSL_STRICT=False,  # it needs the Referer that our own policy withholds
    )
    if settings.proxies:
        # The visitor's address and whether the way was closed; never the host, which a visitor could make up.
        fixed = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]
    app.before_request(_make_nonce)
    app.before_request(_answer_to_own_names)
    app.before_request(_take_forms_only)
    app.after_request(_set_headers)
    CSRFProtect(app)


def _make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def _answer_to_own_names() -> None:
    """Refuse a request that names another site. Done here: the library does not know hosts of IPv6."""
    names = {name.casefold() for name in current_app.config["PLEK"].trusted_hosts}
    if names and _host() not in names:
        raise SecurityError


def _host() -> str:
    """The host that the browser named, without its port; "" for none and for what cannot be one."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


def _take_forms_only() -> None:
    """Refuse what no form of Plek sends, before anything reads it: files, JSON, another encoding, too many fields."""
    if request.files:
        raise FileSent
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
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    if request.endpoint not in ASSETS or response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"  # it may be about a person
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
