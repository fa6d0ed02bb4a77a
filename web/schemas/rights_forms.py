"""What the forms about own data may hold."""

from typing import Any, Final

from models.rights import DataPart, ReportState
from models.rules import LINE, SHORT
from web.schemas.answers import schema, text, texts
from web.schemas.fields import Address, Choice, Flag, Line, Telephone, Text
from web.schemas.forms import FormIn, Submitted

MOST_WORDS: Final = 2_000  # characters of a report: about a page


_ME = schema(
    "MeIn",
    name=Line(most=SHORT, required=True),
    email=Address(load_default=""),
    telephone=Telephone(load_default=""),
)


def me(sent: Submitted) -> dict[str, Any]:
    """What a youth says of themself, as columns of Youth and `version`."""
    return texts(_ME().read(sent), "email", "telephone")


class ReportIn(FormIn):
    """What is wrong, in words, and where."""

    about = Choice(DataPart, required=True)
    words = Text(most=MOST_WORDS, required=True)


_ANSWER = schema("AnswerIn", state=Choice(ReportState, required=True), answer=text(LINE))


def answer(sent: Submitted) -> dict[str, Any]:
    """What became of a report, `version` with it."""
    return texts(_ANSWER().read(sent), "answer")


class ErasureIn(FormIn):
    """The second step: yes, sure."""

    sure = Flag(load_default=False)
