"""Every route is closed unless it says otherwise, and nobody learns what is behind a closed door."""

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Rule

from models.account import RoleName, User
from web.auth import LIBRARY_VIEWS, is_public, permission_of
from web.permissions import RULES, Permission, may_enter

CLOSED_TO_EVERYBODY = {"security.verify"}  # the library brings it and Plek does not use it
UNKNOWN_ID = 999_999_999
PUBLIC = {
    "assets.bootstrap",
    "assets.font",
    "public.about_data",
    "public.health",
    "public.landing",
    "public.language",
    "public.ready",
    "public.start",
    *LIBRARY_VIEWS,
}


def _value(kind: BaseConverter) -> object:
    return UNKNOWN_ID if isinstance(kind, IntegerConverter) else "x"


def path_of(rule: Rule) -> str:
    """The address of a rule with ids that nobody has and a name that no file has."""
    values = {name: _value(kind) for name, kind in rule._converters.items()}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]


def closed_pages(app: Flask) -> list[Rule]:
    with app.app_context():
        return [rule for rule in app.url_map.iter_rules() if not is_public(rule.endpoint) and "GET" in rule.methods]


class TestEveryRoute:
    def test_is_public_or_bound_to_a_permission(self, app):
        with app.app_context():
            forgotten = {
                rule.endpoint
                for rule in app.url_map.iter_rules()
                if not is_public(rule.endpoint) and permission_of(rule.endpoint) is None
            }

        assert forgotten <= CLOSED_TO_EVERYBODY

    def test_is_public_only_where_this_list_says_so(self, app):
        with app.app_context():
            open_ = {rule.endpoint for rule in app.url_map.iter_rules() if is_public(rule.endpoint)}

        assert open_ == PUBLIC

    def test_has_a_permission_with_a_rule(self):
        assert set(RULES) == set(Permission)
        assert all(RULES.values())


class TestAClosedPage:
    def test_leads_a_signed_out_visitor_to_the_sign_in_page(self, app, visitor):
        for rule in closed_pages(app):
            answer = visitor.get(path_of(rule))

            assert answer.status_code == 302, rule
            assert answer.location.startswith("/sign-in"), rule

    @pytest.mark.parametrize("role", RoleName)
    def test_is_not_there_for_a_role_without_the_permission(self, app, person, sign_in, role):
        user = person(role)
        somebody = sign_in(user)
        for rule in closed_pages(app):
            with app.app_context():
                permission = permission_of(rule.endpoint)
            if permission is None or not may_enter(user, permission):
                assert somebody.get(path_of(rule)).status_code == 404, rule

    @pytest.mark.parametrize("role", RoleName)
    def test_answers_a_role_that_has_the_permission_or_says_it_is_not_there(self, app, person, sign_in, role):
        somebody = sign_in(person(role))
        for rule in closed_pages(app):
            assert somebody.get(path_of(rule)).status_code in {200, 302, 404}, rule

    def test_is_not_there_for_somebody_without_any_role(self, app, person, sign_in):
        somebody = sign_in(person())
        for rule in closed_pages(app):
            assert somebody.get(path_of(rule)).status_code == 404, rule

    def test_is_not_there_for_an_account_that_was_closed(self, app, person, sign_in, session):
        user: User = person(RoleName.COACH)
        somebody = sign_in(user)
        user.active = False
        session.commit()
        for rule in closed_pages(app):
            assert somebody.get(path_of(rule)).status_code == 302, rule

    def test_refuses_a_change_of_a_signed_out_visitor(self, app, visitor):
        with app.app_context():
            changes = [
                rule
                for rule in app.url_map.iter_rules()
                if not is_public(rule.endpoint) and rule.methods & {"POST", "PUT", "PATCH", "DELETE"}
            ]
        for rule in changes:
            assert visitor.post(path_of(rule), page="/sign-in").status_code in {401, 405}, rule


class TestAnUnknownAddress:
    def test_is_a_page_with_one_sentence(self, visitor):
        answer = visitor.get("/nowhere")

        assert answer.status_code == 404
        assert "Deze pagina is er niet" in answer.text
