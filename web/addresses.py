"""The numbers of rows, as they stand in addresses and buttons."""

import re
from typing import Final

from flask import Flask
from werkzeug.routing import IntegerConverter

#: Plain digits, fewer than what overflows a column of either database: a billion rows is not to be expected.
ROW_NUMBER: Final = "[0-9]{1,9}"


class RowNumber(IntegerConverter):
    """`<int:youth_id>` in an address; with anything else in its place the address leads nowhere (404)."""

    regex = ROW_NUMBER


def row_number(written: str) -> int:
    """The number of a row. Raises ValueError for a text that is none."""
    if not re.fullmatch(ROW_NUMBER, written):
        raise ValueError(written)
    return int(written)


def init_app(app: Flask) -> None:
    """Have every address read its numbers this way."""
    app.url_map.converters["int"] = RowNumber
