"""The page "who may see what" says what the rules say, for everybody, in words."""

import html
import re

import pytest
from babel.messages import pofile

from models.account import RoleName
from tests.web.reading import hard, speaking, too_long
from web import policy
from web.auth import LIBRARY_VIEWS, is_public, permission_of
from web.commands.texts import TRANSLATIONS
from web.permissions import RULES, Permission

PATH = "/who-may-see-what"
PREDICATES = {predicate.name: predicate for predicates in RULES.values() for predicate in predicates}
EVERY_TEXT = {
    **{f"may {permission}": words for permission, words in policy.MAY.items()},
    **{f"of whom: {name}": words for name, words in policy.OF_WHOM.items()},
    **{f"role {role}": name for role, (_icon, name) in policy.ROLES.items()},
    **{f"never {number}": never.words for number, never in enumerate(policy.NEVER)},
    **{f"along: may {number}": words for number, words in enumerate(policy.ALONG_MAY[0].may)},
    **{f"along: of whom {number}": words for number, words in enumerate(policy.ALONG_MAY[0].of_whom)},
    **{f"along: never {number}": words for number, words in enumerate(policy.ALONG_NEVER)},
}


@pytest.fixture
def page(visitor) -> str:
    visitor.post("/language", {"language": "en", "next": "/"})
    return html.unescape(visitor.get(PATH).text)


def section(page: str, role: str) -> str:
    found = re.search(rf'<section class="panel" id="{role}".*?</section>', page, re.DOTALL)
    assert found, role
    return found.group(0)


@pytest.fixture(scope="module")
def dutch():
    with (TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return pofile.read_po(file, locale="nl")


class TestTheWords:
    def test_are_there_for_each_permission(self):
        assert set(policy.MAY) == set(Permission)

    def test_are_there_for_each_predicate_and_no_other(self):
        assert set(policy.OF_WHOM) == set(PREDICATES)

    def test_are_there_for_each_role(self):
        assert set(policy.ROLES) == set(RoleName)
        assert {never.role for never in policy.NEVER} == set(RoleName)

    @pytest.mark.parametrize("name", EVERY_TEXT)
    def test_are_sentences_in_english(self, name):
        with speaking("en"):
            text = str(EVERY_TEXT[name])

        assert text
        assert name.startswith("role") or text.endswith(".")

    @pytest.mark.parametrize("name", EVERY_TEXT)
    def test_are_there_in_easy_dutch(self, dutch, name):
        with speaking("en"):
            message = dutch.get(str(EVERY_TEXT[name]))

        assert message
        assert message.string
        assert not too_long(message.string)
        assert not hard(message.string)

    def test_say_of_no_two_permissions_the_same(self):
        with speaking("en"):
            assert len(set(map(str, policy.MAY.values()))) == len(Permission)


class TestWhatNobodyMay:
    @pytest.mark.parametrize("never", policy.NEVER, ids=lambda never: never.role.value)
    def test_is_given_by_no_rule(self, never):
        given = {
            permission
            for permission in never.permissions
            if any(predicate.role is never.role for predicate in RULES[permission])
        }

        assert never.permissions
        assert given == set()

    def test_is_said_of_everything_about_a_person_for_coordinators_and_administrators(self):
        for role in (RoleName.COORDINATOR, RoleName.ADMINISTRATOR):
            forbidden = set().union(*(never.permissions for never in policy.NEVER if never.role is role))
            assert forbidden >= policy.OF_A_PERSON

    def test_counts_each_permission_as_about_a_person_or_not(self):
        about_none = {
            *(Permission.STAND_IN, Permission.PLACE_READ, Permission.PLACE_EDIT, Permission.COLLEAGUE_INVITE),
            *(Permission.EMPLOYER_CONFIRM, Permission.REGION_READ, Permission.ACCOUNTS_MANAGE),
            *(Permission.OWN_ACCOUNT, Permission.OWN_PASSWORD, Permission.YOUTH_ADD),
            Permission.OWN_PASSWORD,
        }

        assert about_none | policy.OF_A_PERSON == set(Permission)
        assert not about_none & policy.OF_A_PERSON


class TestThePage:
    def test_is_open_to_everybody(self, visitor, person, sign_in):
        assert visitor.get(PATH).status_code == 200
        for role in RoleName:
            assert sign_in(person(role)).get(PATH).status_code == 200

    def test_is_linked_from_every_page(self, visitor):
        assert f'href="{PATH}"' in visitor.get("/").text
        assert f'href="{PATH}"' in visitor.get("/nowhere").text

    @pytest.mark.parametrize("role", RoleName)
    def test_says_of_each_role_exactly_what_the_rules_give_it(self, page, role):
        with speaking("en"):
            held = {
                str(policy.MAY[permission])
                for permission in Permission
                if role in {predicate.role for predicate in RULES[permission]}
            }
            every = set(map(str, policy.MAY.values()))
        told = section(page, role.value) + section(page, "everybody")

        assert {words for words in every if f">{words}</strong>" in told} == held

    @pytest.mark.parametrize("role", RoleName)
    def test_says_of_whom(self, page, role):
        told = section(page, role.value) + section(page, "everybody")
        with speaking("en"):
            for predicates in RULES.values():
                for predicate in predicates:
                    if predicate.role is role:
                        assert str(policy.OF_WHOM[predicate.name]) in told

    def test_says_what_who_signs_along_sees_and_may_once(self, page):
        told = section(page, "along")

        with speaking("en"):
            for words in (policy.ALONG[1], *policy.ALONG_MAY[0].of_whom, *policy.ALONG_MAY[0].may, *policy.ALONG_NEVER):
                assert str(words) in told

    def test_tells_of_nothing_that_has_no_page(self, app):
        with app.app_context():
            bound = {permission_of(rule.endpoint) for rule in app.url_map.iter_rules()}

        assert set(Permission) - bound == set()

    def test_opens_the_list_of_places_to_coaches_alone(self, person, sign_in):
        opened = {role for role in RoleName if sign_in(person(role)).get("/coach/places").status_code == 200}

        assert opened == {RoleName.COACH}

    def test_says_what_nobody_may(self, page):
        with speaking("en"):
            for never in policy.NEVER:
                assert str(never.words) in section(page, never.role.value)

    def test_names_the_addresses_that_really_belong_to_each_permission(self, app, page):
        """Read from the page itself and compared with the routes: page and reality cannot differ."""
        told: dict[str, set[str]] = {}
        heading = ""
        for found in re.finditer(r"<h3>(.*?)</h3>|<code>(.*?)</code>", page):
            heading = found.group(1) or heading
            if found.group(2):
                told.setdefault(heading, set()).add(found.group(2))
        real: dict[str, set[str]] = {}
        with speaking("en"):
            said = {permission: str(words) for permission, words in policy.MAY.items()}
        with app.app_context():
            for rule in app.url_map.iter_rules():
                if rule.endpoint in LIBRARY_VIEWS:
                    continue
                permission = permission_of(rule.endpoint)
                words = said[permission] if permission else "Open to everybody, without signing in"
                assert is_public(rule.endpoint) is (permission is None)
                for method in rule.methods - {"HEAD", "OPTIONS"}:
                    real.setdefault(words, set()).add(f"{method} {rule.rule}")

        assert told == real

    def test_says_in_each_language_something_else(self, visitor):
        pages = []
        for language in ("nl", "en"):
            visitor.post("/language", {"language": language, "next": "/"})
            pages.append(re.findall(r'<strong data-read="4">(.*?)</strong>', visitor.get(PATH).text))

        assert len(pages[0]) == len(pages[1]) > len(Permission)
        assert not set(pages[0]) & set(pages[1])

    def test_can_be_read_aloud(self, page):
        assert 'data-read-aloud="page"' in page
        assert page.count('data-read="4"') > len(Permission)
