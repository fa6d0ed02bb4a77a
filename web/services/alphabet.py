"""The order in which people look for a name in a list."""

import unicodedata


def alphabetical(name: str) -> str:
    """What names are sorted by: capitals and accents make no difference, so Ömer stands among the O.

    Sorted here and not in a query: SQLite goes by the number of each character, PostgreSQL by its own settings.
    """
    spread = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))
