"""Wherever a page shows something of a youth to somebody else, it stands in the log: tried by everybody, everywhere."""

from collections.abc import Iterator
from itertools import chain

import pytest
from flask import Flask
from werkzeug.routing import Rule

from models.consent import ConsentItem
from models.sign_in import TicketKind
from models.youth import Youth
from tests.pages.test_gate import once, undone
from tests.pages.test_recorder import looks
from tests.pages.world import ACTORS, Actor, World, address_of, make_world, rules_of, ways_in
from web.clock import now
from web.db import sessions
from web.services import consents
from web.services.tickets import make_ticket

#: For each actor pages on which something of a youth stands, so that the walk is known to find something.
FOUND = {
    "coach one": {"/coach/", "/coach/youths/<int:youth_id>", "/coach/youths/<int:youth_id>/reports"},
    "stand-in": {"/coach/", "/coach/youths/<int:youth_id>"},
    "reader": {"/coach/outside", "/coach/youths/<int:youth_id>"},
    "member one": {"/employer/", "/employer/proposals/<int:proposal_id>"},
    "nobody": {"/sign-along/<secret>"},
}


@pytest.fixture
def world(make) -> World:
    return make_world(make)


@pytest.fixture
def secrets(world, session) -> dict[str, str]:
    """The secret of a link to sign along for each side, beside something that is shared already."""
    found = {}
    for side in (world.one, world.two):
        for items in ({ConsentItem.CALLED}, {ConsentItem.CONTACT}):
            consents.give(session, side.wanted.id, items, actor=side.youth.user, at=now())
            secret = make_ticket(session, TicketKind.SIGN_ALONG, at=now(), proposal=side.wanted)
            if ConsentItem.CALLED in items:
                consents.sign_along(session, secret, at=now())
        found[side.sign] = secret
    session.commit()
    return found


def doors(app: Flask, world: World, actor: Actor, secrets: dict[str, str]) -> Iterator[tuple[Rule, str]]:
    """Every address that answers a GET, filled in every way; where a secret opens it, with one that does."""
    for rule, _permission in chain(rules_of(app, method="GET"), rules_of(app, method="GET", public=True)):
        for filling in ways_in(world, actor, rule):
            yield rule, address_of(app, rule, filling)
        if rule.arguments == {"secret"}:
            for secret in secrets.values():
                yield rule, address_of(app, rule, {"secret": secret})


def is_told(app: Flask, youth_id: int, viewer_id: int | None) -> bool:
    """Whether the log of a youth tells that somebody looked; nobody's number is that of who signs along."""
    with sessions(app).factory() as apart:
        return any(look["by"] == viewer_id for look in looks(apart, apart.get_one(Youth, youth_id)))


class TestEverythingThatIsShown:
    @once
    @pytest.mark.parametrize("name", [*ACTORS, "nobody"])
    def test_to_somebody_else_stands_in_the_log(self, app, world, secrets, visitor, sign_in, name):
        actor = world.actors.get(name)
        client = (sign_in(actor.user, actor.role) if actor else visitor).client
        viewer_id = actor.user.id if actor else None
        others = [side for side in (world.one, world.two) if not actor or side.youth.user_id != viewer_id]
        silent, found = [], set()
        for rule, path in doors(app, world, actor or world.actors["coach one"], secrets):
            with undone(app):
                page = client.get(path, buffered=True).data.decode(errors="replace")
                for side in others:
                    seen = [mark for mark in side.secrets if mark in page]
                    if seen:
                        found.add(rule.rule)
                        told = is_told(app, side.youth_id, None if "secret" in rule.arguments else viewer_id)
                        silent += [] if told else [(path, seen)]

        assert silent == []
        assert found >= FOUND.get(name, set())
