"""Every text of the code is in the Dutch catalogue, translated and sure."""

import re

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from web.commands.texts import MAPPING, TRANSLATIONS, WEB

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}
HOLE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def dutch() -> Catalog:
    with (TRANSLATIONS / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return pofile.read_po(file, locale="nl")


@pytest.fixture(scope="module")
def texts_of_the_code() -> set[str]:
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(WEB, methods, options, KEYWORDS)
    return {text[0] if isinstance(text, tuple) else text for _, _, text, _, _ in found}


def translated(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


class TestTheDutchCatalogue:
    def test_has_every_text_of_the_code(self, dutch, texts_of_the_code):
        assert [text for text in sorted(texts_of_the_code) if dutch.get(text) is None] == []

    def test_has_no_text_that_the_code_lost(self, dutch, texts_of_the_code):
        kept = {message.id[0] if isinstance(message.id, tuple) else message.id for message in dutch if message.id}

        assert sorted(kept - texts_of_the_code) == []

    def test_translates_all_of_them(self, dutch):
        assert [message.id for message in dutch if message.id and not all(translated(message))] == []

    def test_is_sure_of_all_of_them(self, dutch):
        assert [message.id for message in dutch if message.fuzzy and message.id] == []

    def test_fills_the_same_holes(self, dutch):
        for message in dutch:
            source = message.id if isinstance(message.id, str) else message.id[-1]
            for text in filter(None, translated(message)):
                assert set(HOLE.findall(text)) <= set(HOLE.findall(source)), message.id
