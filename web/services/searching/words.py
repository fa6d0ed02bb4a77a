"""How words are folded before they are compared, the same for what is indexed and what is asked.

People who write Dutch by ear mix up letters that sound alike: magazein, besorgen, bevijliging. Folding makes such
letters the same on both sides, so that a word spelled by ear meets the right one before any letters are counted.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from web.services.searching.everyday import EVERYDAY

#: Words that say nothing about which work is meant. Our own list, from how young people begin such a sentence.
STOP_WORDS: Final = frozenset(
    plain
    for line in (
        "iets met in een de het op en of van voor te aan bij naar achter als om ook die dat wat ergens soort",
        "ik je mijn wil willen graag wou zou kan mag hou houd vind leuk leuke lekker goed veel niet geen dingen",
        "is zijn zitten worden doen maken geven leren werken werk baan job beroep beroepen",
    )
    for plain in line.split()
)

#: Letters that sound the same in Dutch, in the order in which they are replaced. Our own list.
SOUNDS: Final = (
    (re.compile("ij|ei"), "y"),
    (re.compile("ou"), "au"),
    (re.compile("ch"), "g"),
    (re.compile("ph"), "f"),
    (re.compile("th|dt"), "t"),
    (re.compile("qu"), "kw"),
    (re.compile("x"), "ks"),
    (re.compile("z"), "s"),
    (re.compile("v"), "f"),
    (re.compile("ie"), "i"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("c"), "k"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile("d$"), "t"),
)

_WORD: Final = re.compile(r"[a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters without accents and apostrophes."""
    spread = unicodedata.normalize("NFKD", text.lower().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", ""))
    return _WORD.findall("".join(letter for letter in spread if not unicodedata.combining(letter)))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """A word as it sounds: letters that sound alike become the same, doubled letters become single."""
    for pattern, letters in SOUNDS:
        word = pattern.sub(letters, word)
    return word


def fold(text: str) -> str:
    """The telling words of a text as they sound, with single spaces between."""
    return " ".join(sound(word) for word in plain_words(text) if word not in STOP_WORDS)


@cache
def _everyday() -> dict[str, str]:
    return {sound(word): wanted for words, wanted in EVERYDAY.items() for word in words.split()}


def widen(text: str) -> str:
    """What somebody asked, with the catalogue's words for the everyday ones written behind it."""
    asked = fold(text).split()
    return " ".join([text, *(_everyday()[word] for word in asked if word in _everyday())])
