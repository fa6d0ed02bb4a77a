"""What somebody with bad intentions would try, by every role and on every page there is, also those yet to come."""

import html
import inspect
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy.orm import Session

from models.account import RoleName, User
from tests.make import NOW, TODAY, Make
from tests.pages.test_gate import Tries, once
from tests.pages.walking import Form, forms_on
from tests.pages.world import Actor, World, address_of, make_world, may, rules_of, ways_in
from web import services
from web.app import create_app
from web.db import sessions
from web.pages.public import own_path
from web.services import sign_ins
from web.services.errors import NotFound

ONE_OF_EACH: Final = ("coach one", "youth one", "member one", "coordinator", "administrator")
ELSEWHERE: Final = "elsewhere.example"
SCRIPT: Final = '<script>alert("plek")</script>'
BROKEN_OUT: Final = "\"'><img src=x onerror=alert(1)>"
LEADS_AWAY: Final = (
    f"https://{ELSEWHERE}/",
    f"//{ELSEWHERE}/",
    f"///{ELSEWHERE}/",
    f"/\\{ELSEWHERE}/",
    f"\\\\{ELSEWHERE}/",
    f"/\t/{ELSEWHERE}/",
    f"/\n/{ELSEWHERE}/",
    f"/\r\n/{ELSEWHERE}/",
    f" //{ELSEWHERE}/",
    f"/%09/{ELSEWHERE}/".replace("%09", "\x09"),
    f"https:{ELSEWHERE}",
    f"https:/{ELSEWHERE}",
    f"http:///{ELSEWHERE}",
    f"//user@{ELSEWHERE}/",
    f"/\x00/{ELSEWHERE}/",
    f"/\u200b/{ELSEWHERE}/",
    f"javascript:alert('{ELSEWHERE}')",
    f"data:text/html,{ELSEWHERE}",
    f".{ELSEWHERE}",
    f"@{ELSEWHERE}",
    f"localhost.{ELSEWHERE}/",
)
INJECTED: Final = (
    "/\r\nX-Injected: yes",
    "/\nX-Injected: yes",
    "/x\rX-Injected: yes",
    "/%0d%0aX-Injected:%20yes",
    "\r\n\r\n<b>",
)


@pytest.fixture
def world(make) -> World:
    return make_world(make)


@pytest.fixture
def tries(app, sign_in):
    return lambda actor: Tries(app, sign_in(actor.user, actor.role))


def pages_of(app: Flask, world: World, actor: Actor, open_door: Tries) -> Iterator[tuple[str, str]]:
    """(address, page) of all that an actor may read."""
    for rule, permission in [*rules_of(app, method="GET"), *rules_of(app, method="GET", public=True)]:
        for filling in ways_in(world, actor, rule):
            if permission is None or may(actor, permission, filling):
                answer = open_door("GET", address_of(app, rule, filling))
                if answer.mimetype == "text/html" and answer.status_code == 200:
                    yield answer.request.path, answer.text


def first_addresses(app: Flask, world: World, actor: Actor) -> Iterator[tuple[str, str]]:
    """(method, address) of each route once."""
    for method in ("GET", "POST"):
        for rule, _permission in [*rules_of(app, method=method), *rules_of(app, method=method, public=True)]:
            yield method, address_of(app, rule, next(iter(ways_in(world, actor, rule))))


def leads_away(location: str) -> bool:
    """Whether a browser would leave the site: it strips tabs and line ends, and takes a backslash for a slash."""
    seen = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    parts = urlsplit(seen)
    return bool(parts.scheme or parts.netloc or seen.startswith("//")) and parts.netloc != "localhost"


@once
@pytest.mark.parametrize("name", [*ONE_OF_EACH, "nobody"])
class TestAnAddressToGoOnTo:
    def test_leads_to_no_other_site_and_brings_no_header_along(self, app, world, tries, visitor, name):
        """Of every route, whether it is known to go on somewhere or not."""
        actor = world.actors.get(name, world.actors["coach one"])
        open_door = Tries(app, visitor) if name == "nobody" else tries(actor)
        wrong = []
        for method, path in first_addresses(app, world, actor):
            for asked in (LEADS_AWAY[1], LEADS_AWAY[3], INJECTED[0]):
                sent = dict.fromkeys(("next", "return_to", "redirect", "url", "back"), asked)
                data = {"data": sent | {"language": "en"}} if method == "POST" else {}
                answer = open_door(method, path, query_string=sent, **data)
                if (answer.location and leads_away(answer.location)) or "X-Injected" in answer.headers:
                    wrong.append(f"{method} {path} -> {answer.location!r}")

        assert wrong == []


@once
class TestGoingOn:
    @pytest.mark.parametrize("path", [*LEADS_AWAY, *INJECTED])
    def test_after_choosing_a_language_stays_on_this_site(self, visitor, path):
        answer = visitor.post("/language", {"language": "en", "next": path})

        assert answer.status_code == 303
        assert not leads_away(answer.location)
        assert "X-Injected" not in answer.headers

    @pytest.mark.parametrize("path", LEADS_AWAY)
    def test_is_offered_nowhere_by_the_sign_in_page(self, visitor, path):
        page = visitor.get("/sign-in", query_string={"next": path}).text
        shown = re.findall(r'(?:href|action)="([^"]*)"', page)

        assert not [address for address in shown if leads_away(html.unescape(address))]


class TestAPathToGoOnTo:
    @given(some.text())
    def test_is_a_path_of_this_site_whatever_was_asked(self, asked):
        assert not leads_away(own_path(asked))

    @given(some.text(alphabet="/\\\t\r\n .:@ae%\x00", max_size=12))
    def test_is_a_path_of_this_site_however_it_was_spelled(self, asked):
        path = own_path(asked)

        assert path.startswith("/")
        assert not leads_away(path)
        assert not set(path) & set("\r\n\t\x00")


@once
class TestAnotherNameOfTheSite:
    @pytest.mark.parametrize("name", ONE_OF_EACH)
    def test_ends_up_in_no_page_and_no_redirect(self, app, world, tries, name):
        actor, open_door = world.actors[name], tries(world.actors[name])
        headers = {"X-Forwarded-Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}", "X-Host": ELSEWHERE}
        for method, path in first_addresses(app, world, actor):
            answers = [open_door(method, path, headers=headers)]
            if method == "GET":
                answers.append(open_door(method, path, base_url=f"http://{ELSEWHERE}"))
            for answer in answers:
                assert ELSEWHERE.encode() not in answer.data, path
                assert ELSEWHERE not in (answer.location or ""), path


def forms_of(app: Flask, world: World, actor: Actor, open_door: Tries) -> dict[str, Form]:
    """Every form that an actor can find, by its address; the fields of forms with one address together."""
    found: dict[str, Form] = {}
    for _path, page in pages_of(app, world, actor, open_door):
        for form in forms_on(page):
            known = found.setdefault(form.action.partition("?")[0], form)
            known.names |= form.names
            known.written |= form.written
    return found


@once
@pytest.mark.parametrize("name", ONE_OF_EACH)
class TestAScriptInAField:
    def test_runs_on_no_page_of_anybody(self, app, world, tries, sign_in, name):
        """Into each field of each form on each page, alone and all together; then everybody reads everything."""
        actor, open_door = world.actors[name], tries(world.actors[name])
        forms = forms_of(app, world, actor, open_door)
        assert "/language" in forms
        ran = []
        for action, form in forms.items():
            for field in one_of_many(form.names - {"csrf_token"}):
                sent = form.kept | {field: SCRIPT + BROKEN_OUT, "csrf_token": open_door.token}
                ran += [f"{action}: {field}"] if _runs(open_door("POST", action, data=sent).text) else []

        assert ran == []

    def test_that_was_kept_runs_on_no_page_of_anybody(self, app, world, tries, name):
        actor, open_door = world.actors[name], tries(world.actors[name])
        readers = {who: tries(world.actors[who]) for who in ONE_OF_EACH}
        for action, form in forms_of(app, world, actor, open_door).items():
            for field in one_of_many(form.written):
                open_door.sign_in_again()
                sent = form.kept | {field: SCRIPT + BROKEN_OUT, "csrf_token": open_door.token}
                open_door.client.post(action, data=sent)
        ran = [
            f"{who}: {path}"
            for who, reading in readers.items()
            for path, page in pages_of(app, world, world.actors[who], reading)
            if _runs(page)
        ]

        assert ran == []


def one_of_many(names: Iterable[str]) -> list[str]:
    """Of fields that are one of many (`needs.quiet_spot`, `needs.buddy`) only the first: one line of code asks them."""
    return list({name.partition(".")[0]: name for name in sorted(names, reverse=True)}.values())


def _runs(page: str) -> bool:
    return "<script>alert(" in page or "<img src=x" in page


@once
class TestAFormulaInAField:
    FORMULA: Final = '=HYPERLINK("elsewhere"&A1)'

    def test_is_a_text_in_the_file_that_somebody_takes_along(self, world, tries):
        open_door = tries(world.actors["youth one"])
        form = next(form for form in forms_on(open_door("GET", "/my/data/me").text) if form.action == "/my/data/me")
        sent = form.kept | {"name": self.FORMULA, "csrf_token": open_door.token}
        assert open_door.client.post("/my/data/me", data=sent).status_code == 303  # kept, unlike what Tries sends

        answer = open_door("POST", "/my/data/everything.json", data={"csrf_token": open_door.token})

        assert ".json" in answer.headers["Content-Disposition"]
        assert answer.json["me"]["name"] == self.FORMULA

    def test_goes_into_no_table_that_a_spreadsheet_opens(self, app, world, tries):
        """Nobody is given one; who makes the first has to disarm formulas in it."""
        kinds = set()
        for name in ONE_OF_EACH:
            actor, open_door = world.actors[name], tries(world.actors[name])
            for rule, permission in [*rules_of(app, method="GET"), *rules_of(app, method="GET", public=True)]:
                for filling in ways_in(world, actor, rule):
                    if permission is None or may(actor, permission, filling):
                        kinds.add(open_door("GET", address_of(app, rule, filling)).mimetype)

        assert kinds <= {"text/html", "text/css", "text/plain", "text/javascript", "application/json", "font/ttf"}


@once
class TestWhatIsWrittenInAField:
    def test_is_shown_as_it_was_written(self, app, world, tries):
        """So that the walks above do not pass because nothing was kept."""
        open_door = tries(world.actors["coach one"])
        path = f"/coach/youths/{world.one.youth.id}"
        form = next(found for found in forms_on(open_door("GET", f"{path}/edit/about").text) if "story" in found.names)
        open_door.client.post(form.action, data=form.kept | {"story": SCRIPT, "csrf_token": open_door.token})

        page = open_door("GET", path).text
        assert html.escape(SCRIPT, quote=False) in html.unescape(
            page.replace("&lt;", "&amp;lt;").replace("&gt;", "&amp;gt;")
        )
        assert not _runs(page)


@once
class TestAFormsToken:
    @pytest.mark.parametrize("name", ONE_OF_EACH)
    def test_of_another_session_is_worth_nothing(self, app, world, tries, name):
        """Also one's own of an earlier sign-in: with another cookie it is another's."""
        actor, open_door = world.actors[name], tries(world.actors[name])
        other = tries(world.actors["coach two" if name == "coach one" else "coach one"])
        for method, path in first_addresses(app, world, actor):
            for token in (other.token, "", open_door.token[:-2]) if method == "POST" else ():
                assert open_door("POST", path, data={"csrf_token": token}).status_code == 400, path


@once
class TestASignInThatEnded:
    @pytest.mark.parametrize("name", ONE_OF_EACH)
    def test_opens_nothing_and_changes_nothing(self, app, world, tries, session, name):
        actor, open_door = world.actors[name], tries(world.actors[name])
        sign_ins.end_all(session, actor.user, at=NOW)
        session.commit()
        for method, status in (("GET", 302), ("POST", 401)):
            for rule, _permission in rules_of(app, method=method):
                for filling in ways_in(world, actor, rule):
                    path = address_of(app, rule, filling)
                    assert open_door(method, path).status_code == status, (method, path)


class TestASessionThatWasSetForSomebody:
    def test_is_not_the_one_they_sign_in_with(self, settings):
        """Somebody puts the cookie of an own visit into another's browser and waits until they sign in there."""
        victim, _form = _demo(settings)
        _token(victim)
        planted = victim.get_cookie("plek").value
        attacker = victim.application.test_client()
        attacker.set_cookie("plek", planted)
        _enter(victim, _token(victim))

        assert victim.get_cookie("plek").value != planted
        assert attacker.get("/coach/").status_code == 302

    def test_leaves_no_forms_token_that_still_serves(self, settings):
        client, _form = _demo(settings)
        before = _token(client)
        _enter(client, before)

        assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400
        assert client.post("/sign-out", data={"csrf_token": _token(client)}).status_code == 303

    def test_of_another_person_ends_with_the_next_sign_in(self, settings):
        """Signed in as the attacker, then as oneself in the same browser: the first is out."""
        client, _form = _demo(settings)
        _enter(client, _token(client))
        first = client.get_cookie("plek").value
        _enter(client, _token(client))
        copied = client.application.test_client()
        copied.set_cookie("plek", first)

        assert client.get("/coach/").status_code == 200
        assert copied.get("/coach/").status_code == 302


@once
class TestAnotherRoleInAnotherTab:
    @pytest.fixture
    def both(self, make, session) -> User:
        user = make.user(RoleName.COACH, RoleName.COORDINATOR, RoleName.ADMINISTRATOR, name="Both")
        make.youth(name="Sam", coach=user)
        session.commit()
        return user

    @pytest.mark.parametrize("role", [RoleName.COORDINATOR, RoleName.ADMINISTRATOR])
    def test_closes_the_page_that_was_opened_before(self, app, session, sign_in, both, role):
        from models.sign_in import SignIn
        from models.youth import Youth

        visitor = sign_in(both, RoleName.COACH)
        sam = session.query(Youth).filter_by(coach_id=both.id).one()
        path = f"/coach/youths/{sam.id}/edit/about"
        form = next(found for found in forms_on(visitor.get(path).text) if "story" in found.names)
        row = session.query(SignIn).filter_by(user_id=both.id).one()
        sign_ins.switch_role(session, row, role, actor=both)
        session.commit()

        assert visitor.client.post(form.action, data=form.kept | {"name": "Changed"}).status_code == 404
        assert visitor.get(path).status_code == 404
        assert visitor.get("/coach/").status_code == 404
        session.refresh(sam)
        assert sam.name == "Sam"

    def test_that_one_does_not_have_cannot_be_taken(self, session, make):
        user = make.coach()
        row = make.sign_in(user)
        for role in (RoleName.ADMINISTRATOR, RoleName.COORDINATOR, RoleName.YOUTH, RoleName.EMPLOYER):
            with pytest.raises(NotFound):
                sign_ins.switch_role(session, row, role, actor=user)


#: Not closed to anybody by themselves: they are steps of services that are, act for whoever is signed in, or tell only
#: of what is the actor's own by its rows (and so nothing to a stranger).
FOR_ANYBODY: Final = frozenset(
    {
        *("recording.record", "recording.record_looks", "registering.move_along", "sharing.end_sharing"),
        *("recording.record_each", "sharing.end_all_sharing", "sharing.end_sharing_at"),
        *("sign_ins.of_user", "sign_ins.end", "sign_ins.switch_role", "second_factor.codes_left"),
        *("access.standing_in", "access.reached_by", "candidates.candidates", "registrations.colleagues"),
        *("registrations.own_waiting", "rights.open_reports"),
    }
)


def services_with_an_actor() -> Iterator[tuple[str, Any]]:
    for info in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        module = import_module(info.name)
        short = info.name.removeprefix(f"{services.__name__}.")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            own = function.__module__ == info.name and not name.startswith("_")
            if own and {"session", "actor"} <= parameters.keys() and f"{short}.{name}" not in FOR_ANYBODY:
                yield f"{short}.{name}", function


SERVICES: Final = dict(services_with_an_actor())


@once
class TestAServiceWithoutPages:
    """Who may do what is kept where it is done, not only at the door."""

    @pytest.mark.parametrize("name", SERVICES)
    def test_does_nothing_for_somebody_without_a_role(self, session: Session, make: Make, world: World, name):
        stranger = make.user(name="Without a role")
        with pytest.raises(NotFound):
            _call(SERVICES[name], session, stranger, world)

    @pytest.mark.parametrize("name", SERVICES)
    def test_knows_nothing_of_what_is_not_there(self, session: Session, make: Make, world: World, name):
        stranger = make.user(name="Without a role")
        with pytest.raises(NotFound):
            _call(SERVICES[name], session, stranger, world, rows={})


def _call(function: Any, session: Session, actor: User, world: World, rows: Mapping[str, int] | None = None) -> object:
    """Call a service with rows of one side under the names of its parameters, and something plain for the rest."""
    side = world.one
    known: Mapping[str, Any] = {
        "youth_id": side.youth.id,
        "place_id": side.place.id,
        "task_id": side.task.id,
        "workplace_id": side.place.workplace_id,
        "proposal_id": side.wanted.id,
        "employer_id": side.employer.id,
        "report_id": side.report.id,
        "stand_in_id": side.stand_in.id,
        "membership_id": side.newcomer.id,
        "user_id": side.coach.id,
    }
    things: Mapping[str, Any] = {
        "User": actor,
        "Youth": side.youth,
        "Place": side.place,
        "Proposal": side.wanted,
        "Employer": side.employer,
        "SignIn": world.sign_ins[0],
        "Membership": side.newcomer,
    }
    given_: dict[str, Any] = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        kind = (
            parameter.annotation
            if isinstance(parameter.annotation, str)
            else inspect.formatannotation(parameter.annotation)
        )
        if name == "actor":
            given_[name] = actor
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            given_[name] = (rows if rows is not None else known).get(name, _plain(kind, things))
    return function(session, **given_)


def _plain(kind: str, things: Mapping[str, Any]) -> Any:
    short = kind.rpartition(".")[2]
    if short in things:
        return things[short]
    for mark, value in (
        ("datetime", NOW),
        ("date", TODAY),
        ("bool", False),
        ("int", 999_999_999),
        ("float", 1.0),
        ("Mapping", {}),
        ("dict", {}),
        ("str", "Een paar gewone woorden"),
    ):
        if mark in kind:
            return value() if callable(value) else value
    return ()


def _demo(settings) -> tuple[Any, None]:
    """The application with its demo's front door, over a database with one coach in it; a browser."""
    app = create_app(settings(demo=True))
    with Session(sessions(app).engine) as session, session.begin():
        Make(session).coach(name="Marit")
    return app.test_client(), None


def _token(client: Any) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/").text)
    assert found
    return found.group(1)


def _enter(client: Any, token: str) -> None:
    answer = client.post("/demo/enter", data={"csrf_token": token, "user_id": "1"})
    assert answer.status_code == 303
