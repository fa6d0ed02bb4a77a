"""A coach opens the account, links an app and comes in, in a real browser; and the pages around that."""

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session

from models import schema
from models.account import RoleName
from models.sign_in import TicketKind
from tests.browser.sheet import served
from tests.browser.test_pages import Opened, _sideways, _violations
from tests.make import Make
from web.app import create_app
from web.clock import now
from web.config import Settings
from web.db import sessions
from web.services import second_factor
from web.services.tickets import make_ticket

PASSWORD: Final = "paard lamp fiets rivier"
OPEN_TO_ALL: Final = ("/sign-in/staff", "/forgotten", "/employers/register", "/employers/registered", "/open/nowhere")
OWN: Final = ("/account", "/account/password", "/account/recovery-codes", "/account/app", "/employers/registrations")
WAYS: Final = (("nl", "light", 390), ("en", "dark", 390), ("nl", "dark", 1280), ("en", "light", 1280))
_numbers: Final = count(1)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    instance: Path = tmp_path_factory.mktemp("instance")
    settings = Settings(
        database_url=f"sqlite:///{instance / 'plek.db'}",
        instance=instance,
        secret_key="a secret of the tests",
        field_keys=(Fernet.generate_key().decode("ascii"),),
        hash_key="a hash key of the tests",
        audit_key="an audit key of the tests",
        secure_cookies=False,
        testing=True,
    )
    schema.upgrade(settings.database_url)
    return create_app(settings)


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    with served(app) as found:
        yield found


@pytest.fixture
def email() -> str:
    return f"noor{next(_numbers)}@example.org"


@pytest.fixture
def invitation(app: Flask, email: str) -> str:
    """The path by which a new coach, who is an administrator too, opens their account."""
    with Session(sessions(app).engine) as session, session.begin():
        make = Make(session)
        coach = make.user(RoleName.COACH, RoleName.ADMINISTRATOR, name="Noor Dijk", email=email)
        wim = f"wim{next(_numbers)}"
        make.coach(name="Bas", email=f"colleague-of-{wim}@example.org")
        waiting = make.user(RoleName.EMPLOYER, name=wim, email=f"{wim}@example.org", password="x")
        make.membership(user=waiting, confirmed_at=None, reason="Wij hebben werk in de kas.")
        make.membership(user=waiting, confirmed_by=coach)
        make.membership(user=waiting, confirmed_at=None, ended_at=now())
        return f"/open/{make_ticket(session, TicketKind.INVITATION, at=now(), user=coach)}"


class Desk(Opened):
    """A browser window in which every page is checked as it is met."""

    def __init__(self, page: Page, address: str) -> None:
        super().__init__(page, address)
        self.found: dict[str, list[str]] = {}

    def check(self, name: str) -> None:
        self.found[name] = [*_violations(self.page), *_sideways(self.page)]

    def open(self, path: str) -> None:
        self.page.goto(self.address + path, wait_until="networkidle")
        self.check(re.sub(r"/[\w-]{43}$", "", path))

    def press(self, what: str = "main form button[type=submit]") -> None:
        """Press a button or a link, of several the first, and wait for what comes."""
        self.page.locator(what).first.click()
        self.page.wait_for_load_state("networkidle")


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(map(str, way)))
def desk(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Desk]:
    language, scheme, width = request.param
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
    found = Desk(context.new_page(), address)
    found.page.goto(f"{address}/")
    found.speak(language)
    yield found
    context.close()


class TestAFirstSignIn:
    def test_goes_from_the_mail_to_the_own_start(self, desk: Desk, invitation: str, email: str) -> None:
        desk.open(invitation)
        desk.page.fill("#password", "te kort")
        desk.page.evaluate("document.querySelector('#password').removeAttribute('minlength')")
        desk.press()
        desk.check("a password that is too short")
        desk.page.fill("#password", PASSWORD)
        desk.press()

        desk.page.locator("details summary", has_text=re.compile("\\?$")).click()
        desk.check("linking an app")
        assert desk.page.locator("svg.qr").bounding_box()["width"] >= 180  # type: ignore[index]
        key = re.sub(r"\s", "", desk.page.locator(".key-groups").inner_text())
        desk.page.fill("#number", "000000")
        desk.press()
        desk.check("a wrong number")
        desk.page.fill("#number", second_factor.number_at(key, now()))
        desk.press()

        desk.check("recovery codes")
        codes = desk.page.locator(".code-list code").all_inner_texts()
        assert len(codes) == 10
        assert desk.page.locator("button[data-print]").is_visible()
        desk.press("main a.button")
        assert desk.page.url == f"{desk.address}/coach/"
        for path in OWN:
            desk.open(path)
        desk.page.locator("#confirmed summary").first.click()
        desk.check("ending what somebody does for an employer")

        desk.open("/account")
        desk.press("#roles button")
        assert desk.page.url == f"{desk.address}/accounts/"
        desk.check("accounts")
        desk.press("a[href$='/roles']")
        desk.check("roles")
        desk.open("/accounts/invite")
        self.come_back(desk, email, codes[0])

        assert {name: wrong for name, wrong in desk.found.items() if wrong} == {}
        # The browser itself says of a form that was refused that it was.
        assert [line for line in desk.complaints if "status of 4" not in line] == []

    def come_back(self, desk: Desk, email: str, code: str) -> None:
        """Out, and in again with a recovery code."""
        desk.page.locator("details.person > summary").click()
        desk.page.locator("form[action$='/sign-out'] button").click()
        desk.open("/sign-in/staff")
        desk.page.fill("#email", email)
        desk.page.fill("#password", PASSWORD)
        desk.press()
        desk.check("the second step")
        desk.page.fill("#number", code.lower())
        desk.press()
        assert desk.page.url == f"{desk.address}/coach/"


class TestThePagesForAll:
    def test_are_readable_for_everybody(self, desk: Desk) -> None:
        for path in OPEN_TO_ALL:
            desk.open(path)

        assert {name: wrong for name, wrong in desk.found.items() if wrong} == {}


class TestCodesOnPaper:
    def test_are_all_there_and_no_button_is(self, desk: Desk, invitation: str) -> None:
        desk.page.goto(desk.address + invitation)
        desk.page.fill("#password", PASSWORD)
        desk.press()
        key = re.sub(r"\s", "", desk.page.locator(".key-groups").text_content() or "")
        desk.page.fill("#number", second_factor.number_at(key, now()))
        desk.press()
        desk.page.emulate_media(media="print")

        assert desk.page.locator(".code-list code").last.is_visible()
        assert not desk.page.locator("main a.button").is_visible()
