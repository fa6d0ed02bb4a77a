"""A youth of seventeen comes in with a card: on a phone, by the keyboard alone, in Dutch. And every page on the way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.message import MailKind, Message
from models.sign_in import TicketKind
from models.youth import Youth
from tests.browser.sheet import served
from tests.browser.test_pages import WAYS, Opened, _demo, _sideways, _violations, window
from web.clock import now
from web.db import sessions
from web.services.tickets import make_ticket

PHONE = ("nl", "light", 390)
MOST_STOPS = 40


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return _demo(tmp_path_factory.mktemp("instance"))


@pytest.fixture(scope="module")
def address(demo: Flask) -> Iterator[str]:
    with served(demo) as found:
        yield found


@pytest.fixture
def session(demo: Flask) -> Iterator[Session]:
    with Session(sessions(demo).engine) as found:
        yield found


@pytest.fixture
def youth(session: Session) -> Youth:
    """Somebody of seventeen, with an account and a coach."""
    young = select(Youth).where(Youth.user_id.is_not(None), Youth.coach_id.is_not(None))
    born_after = now().date() - timedelta(days=18 * 365 + 4)
    return next(found for found in session.scalars(young) if found.birth_date and found.birth_date > born_after)


def tab_to(page: Page, selector: str) -> None:
    """Go to something with the Tab key, as somebody without a mouse does."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab on {page.url}")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def new_card(browser: Browser, address: str, youth: Youth, coach: str) -> str:
    """What stands on the card that the coach gives."""
    with window(browser, address, coach, ("nl", "light", 1280)) as desk:
        desk.visit(f"/coach/youths/{youth.id}")
        press(desk.page, f"a[href='/coach/youths/{youth.id}/sign-in']")
        press(desk.page, f"form[action='/coach/youths/{youth.id}/sign-in/card'] button")
        assert desk.complaints == []
        return str(desk.page.locator(".way-in-code").inner_text())


class TestAYouthOfSeventeen:
    def test_comes_in_with_a_card_and_reads_the_places(
        self, chromium: Browser, address: str, youth: Youth, session: Session
    ) -> None:
        code = new_card(chromium, address, youth, coach_of(session, youth))

        with window(chromium, address, None, PHONE) as phone:
            page = phone.page
            page.goto(f"{address}/my/")
            assert page.url == f"{address}/sign-in?next=/my/"
            press(page, "a[href^='/sign-in/card']")
            tab_to(page, "#card")
            page.keyboard.type(code.lower().replace("-", " "))
            tab_to(page, "#not_mine")
            press(page, "main form button[type=submit]")
            assert page.url == f"{address}/my/welcome?next=/my/"
            assert youth.name in page.locator("h1").inner_text()
            press(page, "main a.button")

            assert page.url == f"{address}/my/"
            assert page.locator("html").get_attribute("lang") == "nl"
            assert page.locator(".place-card").count() > 0
            assert phone.complaints == []

    def test_stays_in_after_the_browser_was_closed(
        self, chromium: Browser, address: str, youth: Youth, session: Session
    ) -> None:
        code = new_card(chromium, address, youth, coach_of(session, youth))
        with window(chromium, address, None, PHONE) as phone:
            phone.page.goto(f"{address}/sign-in/card")
            phone.page.fill("#card", code)
            phone.page.locator("#card").press("Enter")
            phone.page.wait_for_url("**/my/**")
            (cookie,) = [cookie for cookie in phone.page.context.cookies() if cookie["name"] == "plek"]

            assert cookie["expires"] > now().timestamp() + 24 * 3600

    def test_scans_the_card_and_the_code_goes_to_no_server_and_stands_in_no_address(
        self, chromium: Browser, address: str, youth: Youth, session: Session
    ) -> None:
        code = new_card(chromium, address, youth, coach_of(session, youth))
        with window(chromium, address, None, PHONE) as phone:
            asked: list[str] = []
            phone.page.on("request", lambda request: asked.append(request.url))
            phone.page.goto(f"{address}/sign-in/card#{code}", wait_until="networkidle")

            assert phone.page.input_value("#card") == code
            assert phone.page.url == f"{address}/sign-in/card"
            phone.page.go_back()
            phone.page.go_forward()
            assert code not in phone.page.url
            phone.page.locator("#card").fill(code)
            phone.page.locator("#card").press("Enter")
            phone.page.wait_for_url("**/my/**")
            assert [url for url in asked if code in url.partition("#")[0]] == []

    def test_is_not_led_astray_by_something_else_behind_the_sign(self, chromium: Browser, address: str) -> None:
        with window(chromium, address, None, PHONE) as phone:
            phone.page.goto(f"{address}/sign-in/card#<img src=x onerror=alert(1)>", wait_until="networkidle")

            assert phone.page.input_value("#card") == ""
            assert phone.complaints == []

    def test_comes_in_with_a_mailed_code_and_the_keyboard(
        self, chromium: Browser, address: str, youth: Youth, session: Session
    ) -> None:
        with window(chromium, address, None, PHONE) as phone:
            page = phone.page
            phone.visit("/sign-in")
            tab_to(page, "#email")
            page.keyboard.type(str(user_of(youth).email))
            press(page, "main form button[type=submit]")
            tab_to(page, "#code")
            page.keyboard.type("not this")
            press(page, "main form button[type=submit]")
            assert page.evaluate("document.activeElement.id") == "code"
            page.keyboard.type(mailed_code(session))
            press(page, "main form button[type=submit]")

            assert page.url.startswith(f"{address}/my/") or page.url == f"{address}/start"
            assert [line for line in phone.complaints if "422" not in line] == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
class TestEveryPageOnTheWay:
    def test_is_readable_for_everybody(
        self, chromium: Browser, address: str, youth: Youth, session: Session, way: tuple[str, str, int]
    ) -> None:
        found: dict[str, list[str]] = {}
        secret = make_ticket(session, TicketKind.INVITATION, at=now(), user=user_of(youth))
        session.commit()
        with window(chromium, address, coach_of(session, youth), way) as desk:
            desk.visit(f"/coach/youths/{youth.id}/sign-in")
            look(desk, "the coach's page", found)
            desk.page.locator("form[action$='/sign-in/card'] button").click()
            look(desk, "the card", found)
            code = desk.page.locator(".way-in-code").inner_text()
            desk.page.evaluate("document.querySelector('.way-in-code').textContent = 'WMWM-WMWM-WMWM'")
            look(desk, "a card with the widest letters", found)
            desk.visit(f"/coach/youths/{youth.id}/sign-in")
            look(desk, "the coach's page with a card", found)
        with window(chromium, address, None, way) as phone:
            for path in ("/sign-in", "/sign-in/code", "/sign-in/card", f"/link/{secret}"):
                phone.visit(path)
                look(phone, path, found)
            phone.page.goto(f"{address}/link/x")
            look(phone, "a dead link", found)
            phone.visit("/sign-in")
            phone.page.locator("#email").fill("no address")
            phone.page.locator("#email").evaluate("field => field.form.noValidate = true")
            phone.page.locator("#email").press("Enter")
            look(phone, "a wrong address", found)
            phone.page.locator("#email").fill(f"{way[1]}{way[2]}@example.org")
            phone.page.locator("#email").press("Enter")
            look(phone, "the code", found)
            phone.page.locator("#code").fill("nothing")
            phone.page.locator("#code").press("Enter")
            look(phone, "a wrong code", found)
            phone.visit("/sign-in/card")
            phone.page.locator("#card").fill(code)
            phone.page.locator("#card").press("Enter")
            phone.page.wait_for_url("**/my/**")
            for path in ("/my/welcome", "/my/card", f"/link/{secret}"):
                phone.visit(path)
                look(phone, f"{path} signed in", found)

        assert {page: wrong for page, wrong in found.items() if wrong} == {}
        assert len(found) == 15


def look(opened: Opened, name: str, found: dict[str, list[str]]) -> None:
    opened.page.wait_for_load_state("networkidle")
    found[name.replace(opened.address, "")] = [*_violations(opened.page), *_sideways(opened.page)]


def user_of(youth: Youth) -> User:
    assert youth.user is not None
    return youth.user


def coach_of(session: Session, youth: Youth) -> str:
    coach = session.get(User, youth.coach_id)
    assert coach is not None
    return coach.name


def mailed_code(session: Session) -> str:
    newest = select(Message).where(Message.kind == MailKind.CODE).order_by(Message.id.desc()).limit(1)
    session.rollback()
    facts = session.scalars(newest).one().facts
    assert facts is not None
    return str(facts["code"])
