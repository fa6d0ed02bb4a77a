"""Every route is closed unless it says otherwise; who comes in is what the rules say, and nobody learns what is behind.

The expected answers are made from `permissions.RULES` and the rows of `tests/pages/world.py`; new routes are in.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import Connection, or_, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from models.account import RoleName, User
from models.base import Base
from tests.pages.conftest import Visitor
from tests.pages.world import ACTORS, CHANGING, Actor, Side, World, address_of, make_world, may, rules_of, ways_in
from web.auth import LIBRARY_VIEWS, is_public, permission_of
from web.db import sessions
from web.permissions import RULES, Permission

# By blueprint: the ways in, what is told to everybody, and links whose secret is the key.
PUBLIC: Final = {
    f"{page}.{view}"
    for page, views in {
        "account": "ask_again ask_code card code link open_link sign_in sign_in_with_card sign_in_with_code sign_out",
        "assets": "bootstrap font",
        "data": "wrong",
        "explained": "how_we_rank",
        "policy": "who_may_see_what",
        "proposals": "save_sign_along sign_along",
        "public": "about_data health landing language ready security_txt start",
        "registration": "register registered save_registration",
        "staff": "ask_reset forgotten new_password open_account save_new_password save_open_account "
        "second_step set_up set_up_app sign_in sign_in_with_number sign_in_with_password",
    }.items()
    for view in views.split()
} | set(LIBRARY_VIEWS)
# What never meets the ways of one database is tried on one.
once = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
REFUSED: Final = {401, 403, 404, 405}


@pytest.fixture
def world(make) -> World:
    return make_world(make)


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Let a request change what it likes; afterwards nothing happened."""
    with sessions(app).factory.kw["bind"].begin_nested() as savepoint:
        yield
        savepoint.rollback()


class Tries:
    """An actor who tries one address after another, each time as freshly signed in."""

    def __init__(self, app: Flask, visitor: Visitor) -> None:
        self.app = app
        self.client = visitor.client
        self.token = visitor.token()
        self.cookie = self.client.get_cookie("plek").value

    def __call__(self, method: str, path: str, **more: Any) -> TestResponse:
        self.sign_in_again()
        if method in CHANGING:
            more["data"] = {"csrf_token": self.token} | more.get("data", {})
        with undone(self.app):
            return self.client.open(path, method=method, buffered=True, **more)

    def sign_in_again(self) -> None:
        """Whatever the last answer did to the cookie."""
        self.client.set_cookie("plek", self.cookie)


@pytest.fixture
def tries(app, sign_in):
    return lambda actor: Tries(app, sign_in(actor.user, actor.role))


def still(answer: TestResponse) -> str:
    """A page without what is new each time, and without the address it was asked at."""
    if answer.mimetype != "text/html":
        return repr(answer.data)
    return re.sub(r'(nonce|value)="[^"]*"', "", answer.text).replace(answer.request.path, "")


class TestEveryRoute:
    def test_is_public_or_bound_to_a_permission(self, app):
        with app.app_context():
            forgotten = {
                rule.endpoint
                for rule in app.url_map.iter_rules()
                if not is_public(rule.endpoint) and permission_of(rule.endpoint) is None
            }

        assert forgotten == set()

    def test_is_public_only_where_this_list_says_so(self, app):
        with app.app_context():
            open_ = {rule.endpoint for rule in app.url_map.iter_rules() if is_public(rule.endpoint)}

        assert open_ == PUBLIC

    def test_has_a_permission_with_a_rule(self):
        assert set(RULES) == set(Permission)
        assert all(RULES.values())

    def test_reads_or_changes_and_never_both_in_one_view(self, app):
        both = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.methods & CHANGING}

        assert both == set()


@dataclass
class Walk:
    """What an actor met: where the answer was not what the rules say, was told apart, or told too much."""

    let_in: int = 0
    wrong: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    closed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def note(self, rule: Rule, answer: TestResponse, *, allowed: bool, kept: set[str]) -> None:
        where = f"{answer.request.method} {answer.request.path}"
        self.let_in += allowed
        if answer.status_code in REFUSED if allowed else answer.status_code != 404:
            self.wrong.append(f"{where}: {answer.status_code}, and may{'' if allowed else ' not'}")
        if not allowed:
            self.closed[rule.rule].add(still(answer))
        self.told |= {f"{where}: {secret}" for secret in kept if secret.encode() in answer.data}

    @property
    def told_apart(self) -> list[str]:
        """Addresses where "not yours" reads differently from "not there"."""
        return [rule for rule, pages in self.closed.items() if len(pages) > 1]


@pytest.mark.parametrize("name", ACTORS)
class TestEverybodyAtEveryDoor:
    """Each role at each route, with the own thing, another's and one that is not there.

    The door opens exactly where the rules say so, a closed one looks the same whatever is behind it, and no page tells
    anything of a youth who is out of reach.
    """

    def doors(self, app: Flask, world: World, actor: Actor, method: str) -> Iterator[tuple[Rule, str, bool]]:
        """Each address with whether the rules let the actor in."""
        for rule, permission in rules_of(app, method=method):
            for filling in ways_in(world, actor, rule):
                allowed = permission is not None and may(actor, permission, filling)
                yield rule, address_of(app, rule, filling), allowed

    def test_reading(self, app, world, tries, name):
        actor, walk, heads = world.actors[name], Walk(), []
        kept, open_door = world.secrets_kept_from(actor), tries(actor)
        for rule, path, allowed in self.doors(app, world, actor, "GET"):
            answer = open_door("GET", path)
            if allowed or rule.rule not in walk.closed:
                head = open_door("HEAD", path)
                heads += [path] if (head.status_code, head.data) != (answer.status_code, b"") else []
            walk.note(rule, answer, allowed=allowed, kept=kept)

        assert walk.let_in
        assert walk.wrong == []
        assert walk.told_apart == []
        assert walk.told == set()
        assert heads == []

    @once
    def test_reading_with_the_ids_of_others_behind_the_question_mark(self, app, world, tries, name):
        actor, walk = world.actors[name], Walk()
        kept, open_door = world.secrets_kept_from(actor), tries(actor)
        other = world.one if name.endswith("two") else world.two
        for rule, path, allowed in self.doors(app, world, actor, "GET"):
            if allowed:
                answer = open_door("GET", path, query_string=everything_of(other, actor))
                walk.note(rule, answer, allowed=True, kept=kept)

        assert walk.wrong == []
        assert walk.told == set()

    def test_changing(self, app, world, tries, name):
        """Also with what is the actor's own in the form, in the hope that it is looked at instead of the address."""
        actor, walk = world.actors[name], Walk()
        kept, open_door = world.secrets_kept_from(actor), tries(actor)
        own = world.two if name.endswith("two") else world.one
        for rule, path, allowed in self.doors(app, world, actor, "POST"):
            walk.note(rule, open_door("POST", path), allowed=allowed, kept=kept)
            if not allowed and "<" in rule.rule:
                answer = open_door("POST", path, data=everything_of(own, actor))
                walk.note(rule, answer, allowed=False, kept=kept)

        assert walk.let_in
        assert walk.wrong == []
        assert walk.told_apart == []
        assert walk.told == set()

    @once
    def test_changing_leaves_what_is_out_of_reach_as_it_was(self, app, world, tries, name):
        """The actor's own forms, with the ids of others in every field that could be one."""
        actor, open_door = world.actors[name], tries(world.actors[name])
        others = [side for side in (world.one, world.two) if side.sign not in actor.reaches]
        connection = sessions(app).factory.kw["bind"]
        before = {side.sign: kept_of(connection, side) for side in others}
        changed = []
        for _rule, path, allowed in self.doors(app, world, actor, "POST"):
            for side in others if allowed else []:
                form = {"csrf_token": open_door.token} | everything_of(side, actor)
                with undone(app):
                    open_door.sign_in_again()
                    open_door.client.post(path, data=form)
                    if kept_of(connection, side) != before[side.sign]:
                        changed.append(path)

        assert changed == []


@once
class TestAnotherWayOfAsking:
    """What is open to a role is open by its own method and as a form, and in no other way."""

    @pytest.mark.parametrize("name", ["coach one", "youth one", "member one"])
    def test_is_no_way_in(self, app, world, tries, name):
        actor, open_door = world.actors[name], tries(world.actors[name])
        token = {"X-CSRFToken": open_door.token}
        disguise = dict.fromkeys(("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"), "POST")
        for rule, _permission in rules_of(app, method="POST"):
            path = address_of(app, rule, next(iter(ways_in(world, actor, rule))))
            answer = open_door.client.post(path, json={"youth_id": world.two.youth_id}, headers=token)
            plain = open_door("GET", path)
            dressed = open_door("GET", path, headers=disguise, query_string={"_method": "POST"})

            assert answer.status_code == 415, path
            assert (dressed.status_code, still(dressed)) == (plain.status_code, still(plain)), path


def kept_of(connection: Connection, side: Side) -> list[tuple[Any, ...]]:
    """All that is kept of the person of a side: the youth, the proposal, and every row that points at one of them."""
    named = {"youth": side.youth_id, "proposal": side.wanted_id}
    found = []
    for table in Base.metadata.sorted_tables:
        owners = [
            column == named[key.column.table.name]
            for column in table.columns
            for key in column.foreign_keys
            if key.column.table.name in named
        ]
        if table.name in named:
            owners.append(table.c.id == named[table.name])
        if owners:
            rows = connection.execute(select(table).where(or_(*owners)).order_by(*table.primary_key))
            found += [(table.name, *map(repr, row)) for row in rows]
    return found


def everything_of(side: Side, actor: Actor) -> dict[str, Any]:
    """The ids of a side under every name that a filter, a sort or a hidden field could have."""
    return {
        "youth_id": side.youth.id,
        "youth": side.youth.id,
        "coach_id": actor.user.id,
        "user_id": side.coach.id,
        "by_id": actor.user.id,
        "employer_id": side.employer.id,
        "proposal_id": side.wanted.id,
        "place_id": side.place.id,
        "id": side.youth.id,
        "all": "1",
        "sort": "notes",
        "order_by": "youth.notes",
        "order": "story desc",
        "filter": f"coach_id={side.coach.id}",
        "fields": "notes,story,needs",
        "include": "youths",
        "format": "json",
        "role": "administrator",
        "actor": side.coach.id,
        "version": "1",
    }


@once
class TestAStranger:
    def strangers(self, app: Flask, visitor: Visitor, person, sign_in, session) -> dict[str, Visitor]:
        closed: User = person(RoleName.COACH)
        demoted: User = person(RoleName.COACH)
        found = {"nobody": visitor, "closed": sign_in(closed), "without a role": sign_in(demoted)}
        closed.active = False
        demoted.roles = []
        session.commit()
        return found

    def test_is_led_to_the_sign_in_page_wherever_they_look(self, app, world, visitor, person, sign_in, session):
        for who, stranger in self.strangers(app, visitor, person, sign_in, session).items():
            for rule, _permission in rules_of(app, method="GET"):
                for filling in list(ways_in(world, world.actors["coach one"], rule)):
                    path = address_of(app, rule, filling)
                    for ask in (stranger.client.get, stranger.client.head):
                        answer = ask(path, query_string={"name": "Sam"})

                        assert answer.status_code == 302, (who, path)
                        assert answer.location == f"/sign-in?next={path}", (who, path)

    def test_changes_nothing_wherever_they_send_a_form(self, app, world, visitor, person, sign_in, session):
        for who, stranger in self.strangers(app, visitor, person, sign_in, session).items():
            token = stranger.token("/sign-in")
            for rule, _permission in rules_of(app, method="POST"):
                for filling in list(ways_in(world, world.actors["coach one"], rule)):
                    path = address_of(app, rule, filling)

                    assert stranger.client.post(path, data={"csrf_token": token}).status_code == 401, (who, path)

    def test_breaks_nothing_that_is_open_to_everybody(self, app, world, visitor):
        token = visitor.token("/sign-in")
        for method in ("GET", "HEAD", "POST"):
            for rule, _permission in rules_of(app, method="GET" if method == "HEAD" else method, public=True):
                for filling in ways_in(world, world.actors["coach one"], rule):
                    with undone(app):
                        answer = visitor.client.open(
                            address_of(app, rule, filling),
                            method=method,
                            buffered=True,
                            data={"csrf_token": token} if method == "POST" else None,
                        )

                    assert answer.status_code < 500 or answer.request.path == "/ready", (method, answer.request.path)
                    assert not any(secret.encode() in answer.data for secret in world.one.secrets | world.two.secrets)


class TestAnUnknownAddress:
    def test_is_a_page_with_one_sentence(self, visitor):
        answer = visitor.get("/nowhere")

        assert answer.status_code == 404
        assert "Deze pagina is er niet" in answer.text

    @pytest.mark.parametrize("name", ACTORS)
    def test_reads_like_a_private_one(self, app, world, tries, name):
        open_door = tries(world.actors[name])
        private = next(
            path
            for rule, permission in rules_of(app, method="GET")
            for filling in ways_in(world, world.actors[name], rule)
            if permission is None or not may(world.actors[name], permission, filling)
            for path in [address_of(app, rule, filling)]
            if path.startswith(("/coach/youths", "/my/"))
        )

        assert _main(open_door("GET", private)) == _main(open_door("GET", "/nowhere"))


def _main(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.text.partition("<main")[2].partition("</main>")[0]
