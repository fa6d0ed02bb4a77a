"""Every page on the demo region in a real browser: for everybody, in both languages, on a phone and on a desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from fixtures.loading import load_region
from models import schema
from models.base import use_keys
from tests.browser.sheet import served
from web.app import create_app
from web.clock import AMSTERDAM
from web.config import Settings
from web.db import sessions

RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECTIONS: Final = ("about", "times", "likes", "support", "skills", "abilities")
# Who opens which pages; Noa is the first youth, Marit her coach, Wouter the coordinator.
PAGES: Final = {
    None: ("/", "/demo", "/about-data", "/sign-in", "/nowhere"),
    "Noa": ("/my/", "/my/?page=2", "/my/places/1", "/nowhere"),
    "Wouter de Graaf": ("/region/",),
    "Marit Hoekstra": (
        "/coach/",
        "/coach/youths/new",
        "/coach/youths/1",
        "/coach/youths/1/sign-in",
        "/coach/youths/13",
        "/coach/youths/1/places",
        "/coach/youths/1/places?kind=carved&max_minutes=15",
        "/coach/youths/9/places/1",
        "/coach/youths/1/search?q=dieren",
        "/coach/places",
        "/coach/places/1",
        *(f"/coach/youths/1/edit/{section}" for section in SECTIONS),
        "/coach/youths/1/occupation?q=iets met dieren",
        "/coach/places/1/edit",
        "/coach/places/1/workplace/edit",
    ),
}
# Language, scheme and width; each page is opened in all of them.
WAYS: Final = (("nl", "light", 320), ("nl", "dark", 390), ("en", "light", 1280), ("en", "dark", 390))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(_demo(tmp_path_factory.mktemp("instance"))) as found:
        yield found


def _demo(instance: Path) -> Flask:
    key = Fernet.generate_key().decode("ascii")
    settings = Settings(
        database_url=f"sqlite:///{instance / 'plek.db'}",
        instance=instance,
        secret_key="a secret of the tests",
        field_keys=(key,),
        hash_key="a hash key of the tests",
        audit_key="an audit key of the tests",
        secure_cookies=False,
        demo=True,
    )
    schema.upgrade(settings.database_url)
    app = create_app(settings)
    use_keys(settings.field_keys, settings.hash_key, settings.audit_key)
    with Session(sessions(app).engine) as session, session.begin():
        load_region(session, now=datetime.now(AMSTERDAM))
    return app


class Opened:
    """A browser window of somebody, and what the browser had to say."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def enter_as(self, name: str) -> None:
        self.page.goto(f"{self.address}/demo")
        self.page.locator("form[action$='/demo/enter'] button", has_text=name).first.click()

    def visit(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        self.page.evaluate("document.fonts.ready.then(() => null)")  # a page that asks nothing more is done with that
        assert answer is not None
        assert answer.status == (404 if path == "/nowhere" else 200), path

    def speak(self, language: str) -> None:
        if self.page.locator("html").get_attribute("lang") != language:
            token = self.page.locator("input[name=csrf_token]").first.get_attribute("value")
            self.page.request.post(
                f"{self.address}/language",
                form={"csrf_token": token or "", "language": language, "next": "/"},
                headers={"Referer": self.address},
            )


@contextmanager
def window(browser: Browser, address: str, who: str | None, way: tuple[str, str, int]) -> Iterator[Opened]:
    language, scheme, width = way
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    opened = Opened(context.new_page(), address)
    opened.page.goto(f"{address}/demo")
    opened.speak(language)
    if who:
        opened.enter_as(who)
    yield opened
    context.close()


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
                assert opened.page.locator("html").get_attribute("lang") == way[0]
                found[path] = [*_violations(opened.page), *_sideways(opened.page)]

        assert {path: wrong for path, wrong in found.items() if wrong} == {}

    def test_makes_the_browser_complain_of_nothing(self, chromium: Browser, address: str, who: str | None) -> None:
        with window(chromium, address, who, WAYS[0]) as opened:
            for path in PAGES[who]:
                opened.visit(path)

        # Of a page that is not there the browser itself says so.
        assert [line for line in opened.complaints if "404 (NOT FOUND)" not in line] == []


def _violations(page: Page) -> list[str]:
    rules = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']][:3]}" for rule in rules]


def _sideways(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"scrolls sideways by {wide} px"] if wide > 0 else []
