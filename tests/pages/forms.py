"""Reads a form out of a page as a browser would send it, to open a form, change one answer and send it back."""

from html.parser import HTMLParser
from typing import Any, Final

_UNSENT: Final = {"submit", "button"}


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, Any]] = {}
        self._form: dict[str, Any] | None = None
        self._select: tuple[str, list[str], list[str]] | None = None
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        name = found.get("name")
        if tag == "form":
            self._form = self.forms.setdefault(found.get("action") or "", {})
        elif tag == "input" and name:
            self._input(name, found)
        elif tag == "select" and name:
            self._select = (name, [], [])
        elif tag == "option" and self._select:
            self._select[1].append(found.get("value") or "")
            if "selected" in found:
                self._select[2].append(found.get("value") or "")
        elif tag == "textarea" and name:
            self._area = (name, [])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select" and self._select:
            name, every, chosen = self._select
            self._keep(name, (chosen or every)[0])
            self._select = None
        elif tag == "textarea" and self._area:
            self._keep(self._area[0], "".join(self._area[1]).removeprefix("\n"))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def _input(self, name: str, found: dict[str, str | None]) -> None:
        kind = found.get("type", "text")
        if kind in {"checkbox", "radio"}:
            if "checked" in found:
                self._keep(name, found.get("value") or "on", many=kind == "checkbox")
        elif kind not in _UNSENT:
            self._keep(name, found.get("value") or "")

    def _keep(self, name: str, value: str, *, many: bool = False) -> None:
        if self._form is None:
            return
        if many:
            self._form.setdefault(name, []).append(value)
        else:
            self._form[name] = value


def form_of(page: str, action: str) -> dict[str, Any]:
    """What a browser would send for the form with this address on a page."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms[action]
