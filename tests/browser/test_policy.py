"""The page "who may see what", standing in and opening another's youth, in a real browser and for everybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.browser.sheet import served
from tests.browser.test_pages import WAYS, Opened, _demo, _sideways, _violations, window

PAGES: Final = {
    None: ("/who-may-see-what",),
    "Noa": ("/who-may-see-what",),
    "Marit Hoekstra": ("/coach/stand-ins", "/coach/outside"),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(_demo(tmp_path_factory.mktemp("instance"))) as found:
        yield found


def fill_in(opened: Opened, path: str, fields: dict[str, str]) -> None:
    opened.visit(path)
    for name, value in fields.items():
        opened.page.fill(f"[name={name}]", value)
    opened.page.locator("main form button[type=submit]").last.click()


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
class TestThePages:
    @pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
    def test_are_readable_for_everybody(
        self, chromium: Browser, address: str, who: str | None, way: tuple[str, str, int]
    ) -> None:
        found: dict[str, list[str]] = {}
        with window(chromium, address, who, way) as opened:
            for path in PAGES[who]:
                opened.visit(path)
                for fold in opened.page.locator("main details").all():
                    fold.evaluate("fold => fold.open = true")
                found[path] = [*_violations(opened.page), *_sideways(opened.page)]

        assert {path: wrong for path, wrong in found.items() if wrong} == {}
        assert opened.complaints == []


class TestARefusedForm:
    def test_is_readable_for_everybody(self, chromium: Browser, address: str) -> None:
        with window(chromium, address, "Marit Hoekstra", WAYS[0]) as opened:
            fill_in(opened, "/coach/outside", {"name": "Nobody", "birth_date": "2006-05-04", "reason": "nodig"})

            assert opened.page.locator("[aria-invalid=true]").count() == 1
            assert _violations(opened.page) == []


def test_the_page_can_be_read_with_the_keyboard_alone(chromium: Browser, address: str, tmp_path: Path) -> None:
    with window(chromium, address, None, WAYS[0]) as opened:
        opened.visit("/who-may-see-what")
        fold = opened.page.locator("main details > summary")
        fold.focus()
        opened.page.keyboard.press("Enter")

        assert opened.page.locator("main details[open] code").count() > 20
