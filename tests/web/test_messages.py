"""Every field has a name and every problem a sentence, in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

import web.schemas
from matcher.vocabulary import Aim, Condition
from web.messages import FIELD_NAMES, field_name, in_words, sentence
from web.schemas.forms import FormIn
from web.services.errors import Problem

WEB = Path(web.schemas.__file__).parents[1]
CODE = re.compile(r'(?:make_error\(|Problem\(|InvalidInput\(\{[^:}]+: )"(\w+)"')
FACTS = {"least": 1, "most": 2}


@pytest.fixture(params=["nl", "en"], autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    app = Flask("web")
    Babel(app, default_translation_directories="translations")
    with app.test_request_context(), force_locale(request.param):
        yield request.param


def codes() -> set[str]:
    """Every code that the services and the schemas use."""
    files = [*(WEB / "services").rglob("*.py"), *(WEB / "schemas").rglob("*.py")]
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def forms() -> list[type[FormIn]]:
    for module in iter_modules(web.schemas.__path__):
        import_module(f"web.schemas.{module.name}")
    found, left = [], [FormIn]
    while left:
        form = left.pop()
        left += form.__subclasses__()
        if form.__module__.startswith("web."):
            found.append(form)
    return found


def said_for(code: str) -> str:
    for names in (("least",), ("most",), ()):
        try:
            return sentence(Problem(code, {name: FACTS[name] for name in names}))
        except TypeError:
            continue
    raise AssertionError(f"{code} asks for facts that nobody gives")


class TestASentence:
    def test_is_there_for_every_code(self):
        fallback = sentence(Problem("nobody knows this code"))

        assert [code for code in sorted(codes() - {"invalid"}) if said_for(code) == fallback] == []

    def test_counts(self, language):
        assert (
            sentence(Problem("too_long", {"most": 80}))
            == {
                "nl": "Schrijf hier hoogstens 80 tekens.",
                "en": "Write at most 80 characters here.",
            }[language]
        )


class TestAName:
    def test_is_there_for_every_field_of_every_form(self):
        fields = {name for form in forms() for name in form._declared_fields}

        assert sorted(name for name in fields if name.partition(".")[0] not in FIELD_NAMES) == []

    def test_of_one_of_many_says_both(self, language):
        assert field_name("needs.quiet_spot").count(": ") == 1
        assert field_name("needs.quiet_spot").startswith(field_name("needs"))
        assert field_name("needs.made-up") == field_name("needs")

    def test_is_never_a_code_in_any_form(self):
        shown = {name: field_name(name) for form in forms() for name in form._declared_fields if "." in name}

        assert [name for name, said in shown.items() if ": " not in said or "_" in said] == []

    def test_of_a_field_nobody_named_is_the_form(self, language):
        assert field_name("") == {"nl": "Dit formulier", "en": "This form"}[language]


class TestAValueInWords:
    def test_is_what_a_reader_would_write(self, language):
        shown = [in_words(value) for value in (None, True, 12, "tekst", date(2026, 11, 23))]

        assert (
            shown
            == {
                "nl": ["", "ja", "12", "tekst", "23 november 2026"],
                "en": ["", "yes", "12", "tekst", "23 November 2026"],
            }[language]
        )

    def test_never_shows_a_code(self):
        shown = in_words({Condition.QUIET_SPOT: 2})

        assert "quiet_spot" not in shown
        assert shown.endswith(": 2")
        assert in_words([Aim.FINDING_OUT]) != Aim.FINDING_OUT.value
