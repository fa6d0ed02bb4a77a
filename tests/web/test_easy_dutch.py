"""A youth can read every text that a youth meets: short sentences, everyday words, no verdict in numbers."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from tests.web.reading import hard, speaking, too_long
from tests.web.test_words import said
from web import labels
from web.commands.texts import MAPPING, TRANSLATIONS, WEB
from web.levels import LEVELS
from web.words import ASK_FIRST, YOUTH_BANDS, Reader

# Where youths read. Not the page about the data: its attributions are fixed by the licences.
YOUTH_FILES = (
    "templates/youth/*",
    "templates/data/_erasure.html",
    "templates/data/erasure.html",
    "templates/data/everything.html",
    "templates/data/hub.html",
    "templates/data/me.html",
    "templates/data/report.html",
    "templates/data/wrong.html",
    "templates/looks/*",
    "templates/policy/*",
    "templates/proposals/_along_form.html",
    "templates/proposals/along.html",
    "templates/proposals/everything.html",
    "templates/proposals/own.html",
    "templates/proposals/proposal.html",
    "templates/proposals/share.html",
    "templates/staff/account.html",
    "templates/explained/*",
    "templates/public/landing.html",
    "templates/demo/*",
    "templates/account/*",
    "templates/errors/*",
    "templates/base.html",
    "templates/components/choice.html",
    "templates/components/day.html",
    "templates/components/panel.html",
    "templates/components/pages.html",
    "templates/components/place_card.html",
    "templates/components/reasons.html",
    "templates/components/scene.html",
    "templates/components/tag.html",
    "templates/components/week.html",
    "pages/account.py",
    "pages/data.py",
    "pages/easy.py",
    "pages/own_lists.py",
    "pages/own_words.py",
    "pages/proposals.py",
    "pages/youth.py",
    "errors.py",
    "looks_words.py",
)
LABELS = (
    labels.ABILITIES,
    labels.BY_MEANS,
    labels.COMPANY,
    labels.CONDITIONS,
    labels.DEMANDS,
    labels.INTERESTS,
    labels.KINDS,
    labels.MET,
    labels.SECTORS,
    labels.WITH_MEANS,
    YOUTH_BANDS,
)


def texts_of_youth_files() -> Iterator[str]:
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    with (TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        dutch = pofile.read_po(file, locale="nl")
    for name, _line, text, _comments, _context in extract_from_dir(
        WEB, methods, options, {**DEFAULT_KEYWORDS, "_l": None}
    ):
        if any(fnmatch(name, pattern) for pattern in YOUTH_FILES):
            yield from in_dutch(dutch, text[0] if isinstance(text, tuple) else text)


def in_dutch(dutch: Catalog, text: str) -> Iterable[str]:
    """One text, or its singular and plural."""
    message = dutch.get(text)
    assert message, text
    return (message.string,) if isinstance(message.string, str) else message.string


def names(table: Mapping[object, object]) -> Iterator[str]:
    yield from map(str, table.values())


@pytest.fixture(scope="module")
def texts() -> list[str]:
    with speaking("nl"):
        spoken = [*said(Reader.YOUTH), str(ASK_FIRST)]
        spoken += [str(sentence) for sentences in LEVELS.values() for sentence in sentences]
        spoken += [name for table in LABELS for name in names(table)]
    return spoken + list(texts_of_youth_files())


class TestAYouth:
    def test_meets_texts_of_every_kind(self, texts: list[str]) -> None:
        assert "Hoi %(name)s. Deze plek past bij jou." in texts
        assert "Ik kan een half uur bij hetzelfde werk blijven." in texts
        assert "Je krijgt één taak tegelijk." in texts

    def test_reads_sentences_of_at_most_fifteen_words(self, texts: list[str]) -> None:
        assert [text for text in texts if too_long(text)] == []

    def test_meets_no_hard_word(self, texts: list[str]) -> None:
        assert [text for text in texts if hard(text)] == []

    def test_is_never_called_u(self, texts: list[str]) -> None:
        assert [text for text in texts if re.search(r"\b(?:u|uw)\b", text, re.IGNORECASE)] == []

    def test_never_reads_a_percentage_or_the_number_of_a_fit(self, texts: list[str]) -> None:
        assert [text for text in texts if re.search(r"%(?!\()|\b0,\d", text)] == []


class TestAnEmployer:
    def test_is_called_u(self) -> None:
        with speaking("nl"):
            spoken = said(Reader.EMPLOYER)
        assert [
            text for text in spoken if re.search(r"\b(?:jij|jouw|jou|je hebt|je kunt)\b", text, re.IGNORECASE)
        ] == []
