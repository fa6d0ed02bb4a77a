"""The pages about own data in a real browser: readable for everybody, and all of it with the keyboard alone."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from models.rights import DataPart, Report, ReportState
from models.youth import Youth
from tests.browser.sheet import served
from tests.browser.test_pages import Opened, _demo, _sideways, _violations, window
from web.db import sessions

# Language, scheme and width; each page is opened in all of them.
WAYS = (("nl", "light", 390), ("nl", "dark", 1280), ("en", "light", 1280), ("en", "dark", 390))
PAGES = {
    None: ("/something-wrong",),
    "Noa": ("/my/data", "/my/data/everything", "/my/data/me", "/my/data/report", "/my/data/erasure"),
    "Marit Hoekstra": ("/coach/", "/coach/youths/1", "/coach/youths/1/reports", "/coach/youths/1/reports/1"),
}
SMALLEST = 48  # px, of what a youth taps on


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    app = _demo(tmp_path_factory.mktemp("instance"))
    with Session(sessions(app).engine) as session, session.begin():
        noa = session.get_one(Youth, 1)
        at = datetime.now(UTC)
        session.add(Report(youth_id=noa.id, about=DataPart.CAN, words="Ik kan wél goed lezen.", at=at))
        session.add(
            Report(
                youth_id=noa.id,
                about=DataPart.TIMES,
                words="Op maandag kan ik niet.",
                at=at,
                state=ReportState.KEPT,
                answer="Dat klopt zo.",
                answered_at=at,
            )
        )
    with served(app) as found:
        yield found


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
class TestEveryPage:
    @pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
    def test_is_readable_for_everybody(
        self, chromium: Browser, address: str, who: str | None, way: tuple[str, str, int]
    ) -> None:
        found: dict[str, list[str]] = {}
        with window(chromium, address, who, way) as opened:
            for path in PAGES[who]:
                opened.visit(path)
                opened.page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
                found[path] = [*_violations(opened.page), *_sideways(opened.page)]

        assert {path: wrong for path, wrong in found.items() if wrong} == {}
        assert opened.complaints == []


class TestANoaOnAPhone:
    @pytest.fixture
    def noa(self, chromium: Browser, address: str) -> Iterator[Opened]:
        with window(chromium, address, "Noa", ("en", "light", 390)) as opened:
            yield opened

    def test_finds_targets_that_a_thumb_can_hit(self, noa: Opened) -> None:
        small: dict[str, list[str]] = {}
        for path in PAGES["Noa"]:
            noa.visit(path)
            small[path] = _small(noa.page)

        assert {path: found for path, found in small.items() if found} == {}

    def test_says_what_is_wrong_with_the_keyboard_alone(self, noa: Opened) -> None:
        noa.visit("/my/data/report")
        _tab_to(noa.page, "input[name=about][value=about_me]")
        noa.page.keyboard.press("Space")
        noa.page.keyboard.press("ArrowDown")
        _tab_to(noa.page, "#words")
        noa.page.keyboard.type("Ik werk liever in de middag.")
        _tab_to(noa.page, "main form button")
        noa.page.keyboard.press("Enter")
        noa.page.wait_for_load_state()

        main = noa.page.locator("main").inner_text()
        assert "Sent. Your coach reads it and answers here." in main
        assert "Ik werk liever in de middag." in main
        assert "My times and travel" in main

    def test_reads_which_places_were_shown_without_scrolling_sideways(self, noa: Opened) -> None:
        noa.page.set_viewport_size({"width": 320, "height": 900})
        noa.visit("/my/")
        noa.visit("/my/data/everything")
        noa.page.evaluate("document.querySelectorAll('main details').forEach(fold => fold.open = true)")
        table = noa.page.locator("#own-fits .scroll")

        assert table.locator("tbody td").first.is_visible()
        assert table.evaluate("part => part.scrollWidth - part.clientWidth") == 0
        assert [*_violations(noa.page), *_sideways(noa.page)] == []

    def test_takes_everything_along_as_a_file(self, noa: Opened) -> None:
        noa.visit("/my/data/everything")
        with noa.page.expect_download() as download:
            noa.page.get_by_role("button", name="Download the file").click()

        assert download.value.suggested_filename == "plek.json"
        assert json.loads(download.value.path().read_bytes())["me"]["name"] == "Noa"
        assert noa.complaints == []

    def test_asks_to_be_erased_and_thinks_better_of_it(self, noa: Opened) -> None:
        noa.visit("/my/data/erasure")
        noa.page.get_by_role("button", name="Erase my data").click()
        assert "First tick that you are sure." in noa.page.locator("main").inner_text()

        noa.page.get_by_label("Yes, I am sure.").check()
        noa.page.get_by_role("button", name="Erase my data").click()
        assert "We erase your data on" in noa.page.locator("main").inner_text()
        assert [*_violations(noa.page), *_sideways(noa.page)] == []

        noa.page.get_by_role("button", name="Keep my data").click()
        assert "We keep your data. Nothing is erased." in noa.page.locator("main").inner_text()


def _small(page: Page) -> list[str]:
    """What can be tapped on in the page itself and is lower than a thumb needs; links inside a sentence are not."""
    return list(
        page.evaluate(
            """smallest => [...document.querySelectorAll('main button, main a.button, main a.tile-card, main summary,'
              + ' main .tile, main .check, main input.input, main textarea')]
              .filter(found => found.offsetParent && found.getBoundingClientRect().height < smallest)
              .map(found => found.outerHTML.slice(0, 80))""",
            SMALLEST,
        )
    )


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until something has the focus; fails where the keyboard never gets there."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")
