"""What the forms about proposals and sharing may hold."""

from typing import Any

from models.consent import ITEMS
from models.proposal import ProposalState
from models.rules import SHORT
from web.schemas.fields import Address, Answer, Choice, Flag, Line, Many, Text
from web.schemas.forms import FormIn


class Item(Answer):
    """One of what can be shared, by its name."""

    def read(self, value: Any) -> str:
        if value not in ITEMS:
            raise self.make_error("not_a_choice")
        return str(value)


class AnswerIn(FormIn):
    """The youth's answer to a proposal."""

    answer = Choice(ProposalState, required=True)


class SharingIn(FormIn):
    """What is switched on and what off; `seen` is what the page had shown, `overview` the page of everything shared."""

    on = Many(Item())
    off = Many(Item())
    seen = Text(most=SHORT, load_default=None)
    overview = Flag(load_default=False)


class AlongIn(FormIn):
    """Who signs along."""

    name = Line(most=SHORT, required=True)
    email = Address(required=True)
