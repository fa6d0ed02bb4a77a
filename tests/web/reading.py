"""Reading the texts of the screens in tests: a language to read in, and what makes a sentence hard or broken."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from flask import Flask
from flask_babel import Babel, force_locale

LANGUAGES: Final = ("nl", "en")
MOST_WORDS: Final = 15

# Words that a sixteen-year-old with a reading difficulty would stumble over.
_HARD: Final = re.compile(
    r"\b(?:conform|betreffende|desbetreffend|middels|teneinde|tevens|echter|derhalve|faciliteren|traject|indicatie|"
    r"competenties?|kwalificatie|startkwalificatie|arbeid\w*|participatie|re-?integratie|voorziening(?:en)?|doelgroep|"
    r"diagnose|beperking(?:en)?|problematiek|functioneren|implementeren|evalueren|evaluatie|relevant|specifiek|"
    r"significant|realiseren|aangaande|omtrent|ondanks|aanzienlijk|verkrijgen|dienen|gelieve|mits|tenzij|instemming|"
    r"leerplicht\w*|vrijstelling|vrijgesteld|urenomvang|belastbaar\w*|zelfredzaam\w*|toegestaan|deskundig\w*|"
    r"oproepdienst|obstakel|wrijving|schools|capaciteit\w*|regulier\w*|adequaat|optimaal|perspectief|caseload|"
    r"aanvulling|werkdruk|certifica\w+|status|gegevensverwerking|authenticatie|account)\b",
    re.IGNORECASE,
)
_LEFTOVER: Final = re.compile(r"%\(|%s|None|\bnan\b|_|urn:|https?:|\{|\}| [.,:;?]|\(\)|: *[.?,]|  ")


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """The texts of the screens in one language."""
    app = Flask("web")
    Babel(app, default_locale="nl", default_translation_directories="translations")
    with app.test_request_context(), force_locale(locale):
        yield


def sentences(text: str) -> list[str]:
    """The sentences of a text; what stands behind a colon is read as one of its own."""
    return [sentence for sentence in re.split(r"[.?!:]\s+", text) if sentence]


def too_long(text: str) -> bool:
    """Whether a sentence has more words than easy language allows."""
    return any(len(sentence.split()) > MOST_WORDS for sentence in sentences(text))


def hard(text: str) -> bool:
    """Whether a word in it is not an everyday one."""
    return bool(_HARD.search(text))


def broken(sentence: str) -> bool:
    """Whether a code, a gap or a hole was left in a sentence, or it does not begin as one."""
    return not sentence or sentence[0].islower() or bool(_LEFTOVER.search(sentence))
