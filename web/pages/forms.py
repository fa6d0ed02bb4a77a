"""A form that was refused comes back as it was filled in, each sentence beside its field."""

from collections.abc import Callable, Mapping
from functools import wraps

from flask import g, make_response, request
from flask.typing import ResponseReturnValue

from web.db import db
from web.differences import Row, differences_in_words
from web.messages import field_name, sentence
from web.services.errors import InvalidInput, Problem, Stale

View = Callable[..., ResponseReturnValue]


class Sent:
    """What was sent and what became of it; empty on a page that is opened afresh."""

    def __init__(self, problems: Mapping[str, Problem] | None = None, stale: Stale | None = None) -> None:
        self.problems = problems or {}
        self.stale = stale

    def __bool__(self) -> bool:
        return bool(self.problems or self.stale)

    def value(self, name: str, kept: object = None) -> object:
        """What was sent for a field, else what is kept."""
        return request.form.get(name, "") if self else kept

    def values(self, name: str, kept: list[object] | None = None) -> list[object]:
        """The several values that were sent for a field, else what is kept."""
        return list(request.form.getlist(name)) if self else kept or []

    def error(self, name: str) -> str | None:
        """The sentence for a field that was refused."""
        return sentence(self.problems[name]) if name in self.problems else None

    def errors(self) -> list[tuple[str, str, str]]:
        """Name, label and sentence of each refused field, for the summary above the form."""
        return [(name, field_name(name), sentence(problem)) for name, problem in self.problems.items()]

    def version(self, kept: int) -> int:
        """The version the form stands on: after a conflict was shown, the one that was shown."""
        if self.stale:
            return self.stale.version
        sent = request.form.get("version", "") if self else ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else kept

    def differences(self, names: Mapping[str, str] | None = None) -> list[Row]:
        """What somebody else changed meanwhile: label, what it says now, what was sent; `names` of skills by URI."""
        return differences_in_words(self.stale, names) if self.stale else []


def comes_back_to(show: View) -> Callable[[View], View]:
    """Answer InvalidInput (422) and Stale (409) of a view with the page that has the form, as it was filled in.

    `show` is the GET view with the same arguments; its template reads `sent`, which every template has.
    """

    def bind(view: View) -> View:
        @wraps(view)
        def answer(**arguments: object) -> ResponseReturnValue:
            try:
                return view(**arguments)
            except InvalidInput as error:
                return _again(Sent(error.errors), 422, arguments)
            except Stale as error:
                return _again(Sent(stale=error), 409, arguments)

        def _again(sent: Sent, status: int, arguments: Mapping[str, object]) -> ResponseReturnValue:
            db().rollback()
            g.sent = sent
            return make_response(show(**arguments), status)

        return answer

    return bind
