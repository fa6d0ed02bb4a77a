"""The components in a real browser: readable for everybody, in every width and scheme."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.sheet import AUDIENCES, SCHEMES, WIDTHS, served, sheet_app

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LARGE_ENOUGH = {"youth": 48, "coach": 24}
TARGETS = "main :is(.button, .tile, .input, .check, summary, .back a)"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(sheet_app()) as found:
        yield found


@dataclass(frozen=True)
class Opened:
    """The sheet in one width and scheme, and what the browser had to say about it."""

    page: Page
    audience: str
    messages: list[str]


@contextmanager
def opened(browser: Browser, address: str, audience: str, scheme: str, width: int) -> Iterator[Opened]:
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(f"{address}/{audience}", wait_until="networkidle")
    yield Opened(page, audience, messages)
    page.close()


@pytest.fixture(
    scope="module", params=product(AUDIENCES, SCHEMES, WIDTHS), ids=lambda chosen: "-".join(map(str, chosen))
)
def sheet(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Opened]:
    with opened(chromium, address, *request.param) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, address: str, audience: str) -> Iterator[Page]:
    with opened(chromium, address, audience, "light", 1280) as found:
        yield found.page


class TestComponents:
    def test_make_the_browser_complain_of_nothing(self, sheet):
        assert sheet.messages == []

    def test_never_make_the_page_scroll_sideways(self, sheet):
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

        assert sheet.page.evaluate(wide) == 0

    def test_are_large_enough_to_press(self, sheet):
        small = sheet.page.evaluate(
            f"""[...document.querySelectorAll({TARGETS!r})]
                .map(e => [e.getAttribute("class") || e.tagName, e.getBoundingClientRect()])
                .filter(([, box]) => box.height > 0)
                .filter(([, box]) => Math.min(box.height, box.width) < {LARGE_ENOUGH[sheet.audience]} - 0.5)
                .map(([name, box]) => `${{name}} ${{box.width}} x ${{box.height}}`)"""
        )

        assert small == []

    def test_break_no_rule_of_axe(self, sheet):
        found = Axe().run(sheet.page, options={"runOnly": RULES}).response["violations"]

        assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("audience", ["youth"])
class TestReading:
    def test_begins_with_the_title_and_says_stop_while_it_reads(self, page):
        page.evaluate(
            """() => {
                window.said = [];
                window.speechSynthesis.speak = (line) => window.said.push(line.text);
            }"""
        )
        button = page.locator(".place-card [data-read-aloud]").first
        button.click()

        said = page.evaluate("window.said")
        assert said[0] == "Fietsen repareren"
        assert said[2] == page.locator(".place-card .kind").first.inner_text()
        assert said[-1] == "Ja is niet meteen werken."
        assert button.inner_text() == "Stop"

        button.click()
        assert button.inner_text() == "Lees voor"


@pytest.mark.parametrize("audience", ["coach"])
class TestFolds:
    def test_begin_open_where_there_is_room_and_stay_as_they_were_left(self, page):
        fold = page.locator("details[data-remember=filters]")
        assert fold.get_attribute("open") is not None

        fold.locator("summary").click()
        page.reload()

        assert page.locator("details[data-remember=filters]").get_attribute("open") is None
