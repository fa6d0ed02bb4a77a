"""A youth shares with an employer in two real browsers: on a phone, with the keyboard; and gone as soon as it stops."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import RoleName, User
from models.message import MailKind, Message
from models.proposal import ProposalState
from models.youth import Youth
from tests.browser.sheet import served
from tests.browser.test_pages import WAYS, Opened, _demo, _sideways, _violations
from tests.make import Make
from web.clock import now, today
from web.db import sessions
from web.services import consents, proposals

PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 900}


@dataclass
class Scene:
    """A served site in which Noa has a proposal, and Wim acts for its employer."""

    address: str
    open_session: Callable[[], Session]
    proposal: int
    noa: int
    wim: int
    waiting: int
    coach: int
    youth: int
    place: int


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, object]]:
    app = _demo(tmp_path_factory.mktemp("instance"))
    with served(app) as address:
        yield address, app


@pytest.fixture
def scene(site: tuple[str, object]) -> Scene:
    """A new youth and a new proposal for every test, in the one site."""
    address, app = site

    def open_session() -> Session:
        return Session(sessions(app).engine, expire_on_commit=False)  # type: ignore[arg-type]

    with open_session() as session, session.begin():
        make = Make(session)
        first = session.get_one(Youth, 1)
        place = make.place(title="Fietsen repareren")
        youth = make.youth(
            name="Noortje",
            coach=first.coach,
            user=make.youth_user(name="Noortje", email=f"noortje{id(make)}@example.org"),
            needs=first.needs,
            interests=first.interests,
            telephone="06 12345678",
        )
        wim = make.member(place.workplace.employer, email=f"wim{id(make)}@example.org")
        waiting = make.user(RoleName.EMPLOYER, name="Iris", email=f"iris{id(make)}@example.org")
        make.membership(user=waiting, employer=place.workplace.employer, confirmed_at=None)
        proposal = proposals.propose(session, youth.id, place.id, actor=first.coach, on=today(), at=now())

    people = (youth.user.id, wim.id, waiting.id, first.coach.id, youth.id)
    return Scene(address, open_session, proposal.id, *people, place.id)


@contextmanager
def window(
    browser: Browser,
    scene: Scene,
    who: int | None,
    role: RoleName,
    *,
    size: dict[str, int] = DESK,
    scheme: str = "light",
    language: str = "en",
) -> Iterator[Opened]:
    """A browser of its own in which somebody is signed in through the demo's door."""
    context = browser.new_context(color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
    opened = Opened(context.new_page(), scene.address)
    opened.page.goto(f"{scene.address}/demo", wait_until="networkidle")
    opened.speak(language)
    if who is not None:
        token = opened.page.locator("input[name=csrf_token]").first.get_attribute("value")
        form = {"csrf_token": token or "", "user_id": str(who)}
        opened.page.request.post(f"{scene.address}/demo/enter", form=form, headers={"Referer": scene.address})
    yield opened
    opened.page.wait_for_load_state("networkidle")
    context.close()


def turn(page: Page, to: str) -> None:
    """Turn to another tab (hidden), or back to this one (visible), as the page is told."""
    page.evaluate(
        """to => {
            Object.defineProperty(document, "visibilityState", {value: to, configurable: true});
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        to,
    )


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button with the keyboard alone: Tab until it has the focus, then Enter."""
    wanted = page.get_by_role("button", name=name).first
    expect(wanted).to_be_visible()
    for _ in range(150):
        if wanted.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"the keyboard does not reach {name}")
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")


def answer(scene: Scene, state: ProposalState = ProposalState.WANTED) -> None:
    with scene.open_session() as session, session.begin():
        proposals.answer(session, scene.proposal, state, actor=session.get_one(User, scene.noa), at=now())


def give(scene: Scene, *items: str) -> None:
    with scene.open_session() as session, session.begin():
        consents.give(session, scene.proposal, items, actor=session.get_one(User, scene.noa), at=now())


def stop(scene: Scene) -> None:
    with scene.open_session() as session, session.begin():
        consents.withdraw_everywhere(session, actor=session.get_one(User, scene.noa), at=now())


class TestAYouthOnAPhone:
    def test_walks_from_a_proposal_to_sharing_and_back_with_the_keyboard_alone(
        self, chromium: Browser, scene: Scene
    ) -> None:
        with window(chromium, scene, scene.noa, RoleName.YOUTH, size=PHONE) as opened:
            page = opened.page
            opened.visit("/my/proposals")
            opened.visit(f"/my/proposals/{scene.proposal}")
            press(page, "Yes")
            expect(page.get_by_text("You said yes.")).to_be_visible()
            opened.visit(f"/my/proposals/{scene.proposal}/sharing")
            preview = page.locator("#preview")
            expect(preview).to_contain_text("A young person")

            press(page, "Show Your name")
            expect(preview).to_contain_text("Noortje")
            press(page, "Show What you like")
            expect(preview).to_contain_text("Likes")
            press(page, "Stop Your name")
            expect(preview).to_contain_text("A young person")

            opened.visit("/my/sharing")
            press(page, "Stop everything, everywhere")
            expect(page.get_by_text("You share nothing")).to_be_visible()
            assert opened.complaints == []

    def test_finds_targets_of_48_pixels(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.noa, RoleName.YOUTH, size=PHONE) as opened:
            for path in (f"/my/proposals/{scene.proposal}", f"/my/proposals/{scene.proposal}/sharing", "/my/sharing"):
                opened.visit(path)
                for button in opened.page.locator("main button:visible").all():
                    box = button.bounding_box()
                    assert box is not None
                    assert min(box["height"], box["width"]) >= 48, (path, button.inner_text())

    def test_can_do_all_of_it_without_scripts(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        context = chromium.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{scene.address}/demo", wait_until="networkidle")
        token = page.locator("input[name=csrf_token]").first.get_attribute("value")
        form = {"csrf_token": token or "", "user_id": str(scene.noa)}
        page.request.post(f"{scene.address}/demo/enter", form=form, headers={"Referer": scene.address})

        page.goto(f"{scene.address}/my/proposals/{scene.proposal}/sharing", wait_until="networkidle")
        page.locator("button[name=on][value=called]").click()
        page.locator("button[name=off][value=called]").click()

        expect(page.locator("button[name=on][value=called]")).to_be_visible()
        page.wait_for_load_state("networkidle")
        context.close()


class TestAnEmployersPageThatIsStillOpen:
    @pytest.mark.parametrize("path", ["/employer/", "/employer/proposals/{}"])
    def test_loses_what_was_withdrawn_as_soon_as_it_is_looked_at_again(
        self, chromium: Browser, scene: Scene, path: str
    ) -> None:
        answer(scene)
        give(scene, "called")
        with (
            window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer,
            window(chromium, scene, scene.noa, RoleName.YOUTH, size=PHONE) as youth,
        ):
            employer.visit(path.format(scene.proposal))
            expect(employer.page.locator("main")).to_contain_text("Noortje")
            employer.page.evaluate("window.dispatchEvent(new Event('focus'))")
            employer.page.wait_for_load_state("networkidle")
            expect(employer.page.locator("main")).to_contain_text("Noortje")  # nothing changed, so it stays

            youth.visit("/my/sharing")
            press(youth.page, "Stop everything, everywhere")
            expect(youth.page.get_by_text("You share nothing")).to_be_visible()
            employer.page.evaluate("window.dispatchEvent(new Event('focus'))")

            expect(employer.page.locator("main")).not_to_contain_text("Noortje")
            expect(employer.page.locator("main")).to_contain_text("A young person")

    def test_loses_it_by_itself_within_half_a_minute(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            employer.page.clock.install()
            employer.visit(f"/employer/proposals/{scene.proposal}")
            stop(scene)
            employer.page.clock.fast_forward(16_000)

            expect(employer.page.locator("main")).not_to_contain_text("Noortje")

    def test_is_empty_when_it_cannot_be_told_whether_it_still_holds(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            employer.visit(f"/employer/proposals/{scene.proposal}")
            employer.page.context.route("**/employer/**", lambda route: route.abort())
            employer.page.evaluate("window.dispatchEvent(new Event('focus'))")

            expect(employer.page.locator("body")).not_to_contain_text("Noortje")

    def test_says_to_load_it_again_when_it_cannot_be_told(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            for path in ("/employer/", f"/employer/proposals/{scene.proposal}"):
                employer.visit(path)
                sentence = employer.page.get_by_text("Load this page again.")
                expect(sentence).to_be_hidden()
                employer.page.context.route("**/state", lambda route: route.abort())
                employer.page.evaluate("window.dispatchEvent(new Event('focus'))")

                expect(sentence).to_be_visible()
                expect(employer.page.locator("body")).not_to_contain_text("Noortje")
                employer.page.context.unroute("**/state")
                employer.page.get_by_role("link", name="Load again").click()
                expect(employer.page.locator("main")).to_contain_text("Noortje")
                assert urlsplit(employer.page.url).path == path

    def test_in_another_tab_shows_nothing_before_it_is_known_to_hold(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            page = employer.page
            employer.visit(f"/employer/proposals/{scene.proposal}")
            shown = page.locator("[data-recheck]")
            turn(page, "hidden")
            expect(shown).to_be_hidden()

            turn(page, "visible")
            expect(shown).to_be_visible()  # it still holds
            turn(page, "hidden")
            waiting: list[Route] = []
            page.context.route("**/state", lambda route: waiting.append(route))
            turn(page, "visible")
            page.evaluate("window.dispatchEvent(new Event('focus'))")
            expect(shown).to_be_hidden()
            assert waiting

            # No answer at all: it stays away for good, and says so.
            expect(page.get_by_text("Load this page again.")).to_be_visible(timeout=8_000)
            expect(page.locator("body")).not_to_contain_text("Noortje")
            page.context.unroute_all(behavior="ignoreErrors")

    def test_that_is_left_before_the_answer_does_not_show_up_by_it(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            page = employer.page
            employer.visit(f"/employer/proposals/{scene.proposal}")
            waiting: list[Route] = []
            page.context.route("**/state", lambda route: waiting.append(route))
            with page.expect_request("**/state"):
                page.evaluate("window.dispatchEvent(new Event('focus'))")
            turn(page, "hidden")
            with page.expect_response("**/state") as found:
                waiting.pop().continue_()

            assert found.value.text() == page.locator("[data-recheck]").get_attribute("data-state")
            expect(page.locator("[data-recheck]")).to_be_hidden()
            page.context.unroute_all(behavior="ignoreErrors")

    def test_that_comes_from_plek_is_looked_at_once_more_as_it_opens(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            with employer.page.expect_response("**/state") as found:
                employer.visit(f"/employer/proposals/{scene.proposal}")

            assert found.value.ok
            expect(employer.page.locator("main")).to_contain_text("Noortje")

    def test_is_loaded_anew_where_scripts_are_off(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            for path in ("/employer/", f"/employer/proposals/{scene.proposal}"):
                employer.visit(path)
                kept = employer.page.locator("head noscript").first
                assert 'http-equiv="refresh" content="30"' in (kept.text_content() or "")

    def test_does_not_come_back_with_the_back_button(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called", "contact")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            employer.visit(f"/employer/proposals/{scene.proposal}")
            employer.visit("/about-data")
            stop(scene)
            employer.page.go_back()

            expect(employer.page.locator("body")).not_to_contain_text("Noortje")
            expect(employer.page.locator("body")).not_to_contain_text("06 12345678")

    def test_is_not_there_any_more_once_the_youth_says_no(self, chromium: Browser, scene: Scene) -> None:
        answer(scene)
        give(scene, "called")
        with window(chromium, scene, scene.wim, RoleName.EMPLOYER) as employer:
            employer.visit(f"/employer/proposals/{scene.proposal}")
            answer(scene, ProposalState.DECLINED)
            employer.page.evaluate("window.dispatchEvent(new Event('focus'))")

            expect(employer.page.locator("h1")).to_have_text("This page is not here")


class TestEveryPageHere:
    @pytest.mark.parametrize("way", WAYS, ids=lambda way: "-".join(map(str, way)))
    def test_is_readable_for_everybody(self, chromium: Browser, scene: Scene, way: tuple[str, str, int]) -> None:
        answer(scene)
        give(scene, "called", "interests", "contact")
        with scene.open_session() as session, session.begin():
            noa = session.get_one(User, scene.noa)
            name = {"name": "Fatima", "email": "fatima@example.org"}
            consents.set_along(session, **name, actor=noa, at=now())
            consents.ask_along(session, scene.proposal, actor=noa, at=now())
            mail = select(Message).where(Message.kind == MailKind.SIGN_ALONG).order_by(Message.id.desc())
            facts = session.scalars(mail).first().facts  # type: ignore[union-attr]
        own, found = f"/my/proposals/{scene.proposal}", {}
        pages = {
            (scene.noa, RoleName.YOUTH): ("/my/proposals", own, f"{own}/sharing", "/my/sharing", "/my/sharing/along"),
            (scene.wim, RoleName.EMPLOYER): ("/employer/", f"/employer/proposals/{scene.proposal}"),
            (scene.waiting, RoleName.EMPLOYER): ("/employer/",),
            (scene.coach, RoleName.COACH): (
                f"/coach/youths/{scene.youth}/proposals",
                f"/coach/youths/{scene.youth}/along",
                f"/coach/youths/{scene.youth}/places/{scene.place}",
            ),
            (None, RoleName.YOUTH): (f"/sign-along/{facts['secret']}",),  # type: ignore[index]
        }
        language, scheme, width = way
        size = {"width": width, "height": 900}
        for (who, role), paths in pages.items():
            with window(chromium, scene, who, role, size=size, scheme=scheme, language=language) as opened:
                for path in paths:
                    opened.visit(path)
                    assert opened.page.locator("html").get_attribute("lang") == language
                    found[path] = [*_violations(opened.page), *_sideways(opened.page)]
                assert opened.complaints == []

        assert {path: wrong for path, wrong in found.items() if wrong} == {}
