"""Secrets that somebody holds and the database does not: made at random, kept as a keyed hash."""

import secrets
from typing import Final

from models.base import keyed_digest

#: Without I, L, O and U, which are mistaken for others or make words.
CARD_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CARD_LENGTH: Final = 12  # 60 bits
CODE_LENGTH: Final = 6


def new_secret() -> str:
    """256 bits for a link or a cookie, in characters that fit an address."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits, to be typed over from a mail."""
    return f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"


def new_card() -> str:
    """A card's code in three groups, "K7QP-M4XD-92HT"."""
    letters = "".join(secrets.choice(CARD_LETTERS) for _ in range(CARD_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, CARD_LENGTH, 4))


def read_card(written: str) -> str:
    """A card's code as it was printed, however it was typed over; "" for what is none."""
    letters = "".join(letter for letter in written.upper() if letter.isalnum())
    letters = letters.replace("O", "0").replace("I", "1").replace("L", "1")
    if len(letters) != CARD_LENGTH:
        return ""
    return "-".join(letters[start : start + 4] for start in range(0, CARD_LENGTH, 4))


def read_code(written: str) -> str:
    """The digits of a code, however they were typed over."""
    return "".join(letter for letter in written if letter.isascii() and letter.isdigit())


def hashed(purpose: str, *parts: str) -> str:
    """The keyed hash under which a secret is kept; of one purpose it is no secret for another."""
    return keyed_digest(purpose, *parts)
