"""Reads every form off a page with all its fields, filled in or not, so that a test can try each of them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, Final

_PRESSED: Final = frozenset({"submit", "button", "image", "reset"})


@dataclass
class Form:
    """A form that changes something: where it goes, and name and value of each field as the browser would send it."""

    action: str
    kept: dict[str, Any] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)  # where somebody can write what they like
    names: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(found.get("action", "")) if found.get("method", "get").lower() == "post" else None
            self.forms += [self._form] if self._form else []
        elif self._form is not None and tag in {"input", "button", "select", "textarea"} and found.get("name"):
            self._field(self._form, tag, found)
        elif self._form is not None and tag == "option" and self._select and "selected" in dict(attrs):
            self._form.kept[self._select] = found.get("value", "")

    def _field(self, form: Form, tag: str, found: dict[str, str]) -> None:
        name, kind = found["name"], found.get("type", "submit" if tag == "button" else "text")
        form.names.add(name)
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = (name, [])
            form.written.add(name)
        elif kind in {"checkbox", "radio"}:
            if "checked" in found:
                form.kept.setdefault(name, []).append(found.get("value", "on"))
        elif kind in _PRESSED:
            form.kept.setdefault(name, found.get("value", ""))
        else:
            form.kept[name] = found.get("value", "")
            if kind in {"text", "search", "email", "tel", "password"}:
                form.written.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.kept[self._area[0]] = "".join(self._area[1]).removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)


def forms_on(page: str) -> list[Form]:
    """The forms of a page that change something."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
