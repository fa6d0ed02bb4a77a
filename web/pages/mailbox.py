"""The demo's mailbox: what would have been mailed. Registered only with PLEK_DEMO=1."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from models.message import Message
from web.auth import public
from web.config import Settings
from web.db import db
from web.mails import letter_of, link_of
from web.services import outbox
from web.services.sending import Letter

bp = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")

MOST: Final = 50


@dataclass(frozen=True)
class Mail:
    """A mail as it would arrive. `link` is its one link as it is written there, `path` where that leads here."""

    message: Message
    letter: Letter
    link: str
    path: str

    @property
    def paragraphs(self) -> list[list[str]]:
        """The body as paragraphs of lines."""
        return [paragraph.splitlines() for paragraph in self.letter.body.strip().split("\n\n")]


@bp.get("")
@public
def mails() -> ResponseReturnValue:
    """Everything that would have been mailed, the newest first."""
    return render_template("demo/mailbox.html", mails=list(_mails()))


def _mails() -> Iterator[Mail]:
    settings: Settings = current_app.config["PLEK"]
    for message in outbox.latest(db(), most=MOST):
        link = link_of(message.kind, message.facts or {}, settings.address)
        letter = letter_of(message, address=settings.address)
        yield Mail(message, letter, link, link.removeprefix(settings.address))
