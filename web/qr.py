"""QR codes as one SVG path, so that a page needs no picture from elsewhere."""

from dataclasses import dataclass
from typing import Final

from flask import Flask
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET: Final = 4  # modules of white around it, which the standard asks for


@dataclass(frozen=True)
class Qr:
    """A drawing: `size` is how many modules it measures with the white around it, `path` the dark ones."""

    size: int
    path: str


def qr_of(text: str) -> Qr:
    """The code of a text, runs of dark modules drawn as one stroke each."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_row(number, row) for number, row in enumerate(rows))
    return Qr(len(rows), path)


def _row(number: int, row: list[bool]) -> str:
    drawn, start = [], None
    for place, dark in enumerate([*row, False]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            drawn.append(f"M{start} {number}h{place - start}v1h-{place - start}z")
            start = None
    return "".join(drawn)


def init_app(app: Flask) -> None:
    """Let templates draw them: see components/qr.html."""
    app.jinja_env.globals["qr_of"] = qr_of
