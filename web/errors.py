"""Every error becomes a page here, once: a plain sentence in the reader's language and a way on."""

from traceback import format_tb
from typing import Final

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError, UnsupportedMediaType

from matcher.fast.memory import NotEnoughMemory
from web.db import sessions
from web.differences import differences_in_words
from web.messages import field_name, sentence
from web.services.errors import InvalidInput, InvalidMove, NotAllowed, NotFound, Stale, TooMany

#: What a page never repeats of a form.
UNKEPT: Final = frozenset(
    {"csrf_token", "password", "new_password", "old_password", "number", "code", "card", "not_mine", "next"}
)


class FileSent(UnsupportedMediaType):
    """A form came in with a file in it."""


def init_app(app: Flask) -> None:
    """Give each error its page."""
    app.register_error_handler(NotFound, lambda _error: not_found())
    app.register_error_handler(NotAllowed, lambda _error: not_found())
    app.register_error_handler(InvalidInput, _invalid_input)
    app.register_error_handler(InvalidMove, lambda _error: _changed_meanwhile())
    app.register_error_handler(StaleDataError, lambda _error: _changed_meanwhile())
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(TooMany, _too_many)
    app.register_error_handler(CSRFError, lambda _error: _without_token())
    app.register_error_handler(NotEnoughMemory, _too_little_memory)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failure)
    app.log_exception = _leave_to_failure  # type: ignore[method-assign]


def not_found() -> ResponseReturnValue:
    """The page for what is not there, or not there for this reader."""
    return _page(
        404,
        _("This page is not here"),
        _("The page does not exist, or it is not meant for you. Go back, or start again from the first page."),
    )


def signed_out(status: int = 401) -> ResponseReturnValue:
    """The page for a form that came in after the session ended; what was written is given back."""
    text = _("Nothing was saved. Sign in and send the form again.")
    return _given_back(status, _("You are signed out"), text, sign_in=True)


def _without_token() -> ResponseReturnValue:
    """The page for a form without the token of this session: it was opened before somebody signed in, or out."""
    if not current_user.is_authenticated:
        return signed_out(400)
    return _given_back(400, _("This page was too old"), _("Nothing was saved just now. Open the page again."))


def _given_back(status: int, title: str, text: str, *, sign_in: bool = False) -> ResponseReturnValue:
    written = _written()
    if written:
        text = "{} {}".format(text, _("What you wrote is below."))
    return _page(status, title, text, written=written, sign_in=sign_in)


def _written() -> list[tuple[str, str]]:
    return [
        (field_name(name), value)
        for name, value in request.form.items(multi=True)
        if name not in UNKEPT and value.strip()
    ]


def _invalid_input(error: InvalidInput) -> ResponseReturnValue:
    problems = [(field_name(name), sentence(problem)) for name, problem in error.errors.items()]
    return _page(422, _("Something is not right yet"), _("Nothing was saved. Correct this first."), problems=problems)


def _changed_meanwhile() -> ResponseReturnValue:
    return _page(
        409,
        _("Somebody was ahead of you"),
        _("This was changed while you had it open. Nothing was saved. Open it again to see how it is now."),
    )


def _stale(error: Stale) -> ResponseReturnValue:
    return _page(
        409,
        _("Somebody was ahead of you"),
        _("This was changed while you had it open. Nothing was saved. Below is what it says now and what you wrote."),
        differences=differences_in_words(error),
    )


def _too_many(error: TooMany) -> ResponseReturnValue:
    page, status = _page(
        429, _("Wait a moment"), _("This was tried too often. %(when)s", when=wait_in_words(error.wait))
    )
    return page, status, {"Retry-After": str(error.wait)}


def wait_in_words(seconds: int) -> str:
    """When somebody can try again, in a sentence."""
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return str(ngettext("Try again in %(num)s minute.", "Try again in %(num)s minutes.", minutes))
    return str(ngettext("Try again in %(num)s hour.", "Try again in %(num)s hours.", -(-minutes // 60)))


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error, SecurityError):  # the name of the site is not trusted, so no page with links is built on it
        return "This address is not served here.\n", 400, {"Content-Type": "text/plain; charset=utf-8"}
    status = error.code or 500
    if status < 400:
        return error
    if status in {403, 404}:
        return not_found()
    if status == 413:
        return _page(413, _("This is too large"), _("You sent too much at once. Nothing was saved. Send less."))
    if isinstance(error, FileSent):
        return _page(415, _("Plek takes no files"), _("Nothing was saved. Go back and send it without a file."))
    if status == 405:
        return _page(405, _("This does not work here"), _("Go back, or start again from the first page."))
    if status < 500:
        return _page(status, _("We do not understand this"), _("Go back and try it again."))
    return _failure(error)


def _too_little_memory(error: NotEnoughMemory) -> ResponseReturnValue:
    current_app.logger.error("Failed on %s: %s", request.endpoint, error)
    return our_fault(503)


def _failure(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    current_app.logger.error("Failed on %s: %s", request.endpoint, where(error))
    forget_the_reader()
    return our_fault(500)


def our_fault(status: int, *, saved: bool = False) -> ResponseReturnValue:
    """The page for what failed on our side; `saved` where what somebody did was kept all the same."""
    if saved:
        text = _("It is not because of you. What you did was saved. Try again later.")
    else:
        text = _("It is not because of you. Nothing was saved. Try again later.")
    return _page(status, _("Something went wrong with us"), text)


def _leave_to_failure(exc_info: object) -> None:
    """Say nothing in Flask's own words, which quote the error: `_failure` comes next and does not."""


def where(error: BaseException) -> str:
    """The kind of an error and the lines it came by, without its text: a database quotes the row it refused."""
    error = getattr(error, "original_exception", None) or error
    return f"{type(error).__name__}\n{''.join(format_tb(error.__traceback__))}"


def forget_the_reader() -> None:
    """Let the page be built without the database, which may be what failed."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def _page(status: int, title: str, text: str, **more: object) -> tuple[str, int]:
    if sessions(current_app).current.registry.has():
        sessions(current_app).current.rollback()
    return render_template("errors/page.html", title=title, text=text, **more), status
