"""The base of every schema that loads a form: strict about names, and wrong values become InvalidInput."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from marshmallow import RAISE, Schema, ValidationError, fields

from web.schemas.fields import Text
from web.services.errors import InvalidInput, Problem

OF_THE_PAGE: Final = frozenset({"csrf_token"})  # sent along with every form, read elsewhere


class Submitted(Protocol):
    """Names with one or more values each, as a form or an address carries them."""

    def __iter__(self) -> Iterator[str]: ...

    def getlist(self, key: str) -> Sequence[str]: ...


class FormIn(Schema):
    """What a form may hold. An unknown name is refused; an empty answer to a field that may be unknown is None."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown"}  # noqa: RUF012 -- the library reads it as it stands

    def read(self, submitted: Submitted) -> dict[str, Any]:
        """Values by name. Raises InvalidInput with a Problem for each field that is wrong."""
        try:
            loaded: dict[str, Any] = self.load(self._values(submitted))
        except ValidationError as error:
            messages: dict[str, Any] = error.normalized_messages()  # type: ignore[no-untyped-call]
            raise InvalidInput(_problems(messages)) from None
        return loaded

    def _values(self, submitted: Submitted) -> dict[str, Any]:
        return {name: self._value(name, submitted.getlist(name)) for name in submitted if name not in OF_THE_PAGE}

    def _value(self, name: str, values: Sequence[str]) -> Any:
        field = self.fields.get(name)
        if isinstance(field, fields.List):
            return [value for value in values if value.strip()]
        empty = not values[-1].strip()
        return None if empty and field is not None and not isinstance(field, Text) else values[-1]


def _problems(messages: Mapping[str, Any]) -> dict[str, Problem | str]:
    return {"" if name == "_schema" else name: _first(found) for name, found in messages.items()}


def _first(found: Any) -> Problem | str:
    """The first problem of a field, however deep it lies."""
    while not isinstance(found, Problem | str):
        found = next(iter(found.values())) if isinstance(found, Mapping) else found[0]
    return found
