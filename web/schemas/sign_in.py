"""What the forms may hold by which a youth signs in."""

from models.rules import SHORT
from web.schemas.fields import Address, Flag, Text
from web.schemas.forms import FormIn


class _OnTheWay(FormIn):
    """A form of somebody who was on the way to a page: `next`."""

    next = Text(load_default="")


class CodeAskedIn(_OnTheWay):
    """Where a code is mailed."""

    email = Address(required=True)


class AgainIn(_OnTheWay):
    """Another code, to the same address."""


class CodeIn(_OnTheWay):
    """The digits of a code; `not_mine` on somebody else's phone."""

    code = Text(most=SHORT, required=True)
    not_mine = Flag(load_default=False)


class CardIn(_OnTheWay):
    """The code of a card; `not_mine` on somebody else's phone."""

    card = Text(most=SHORT, required=True)
    not_mine = Flag(load_default=False)


class LinkIn(FormIn):
    """The button under a link; `not_mine` on somebody else's phone."""

    not_mine = Flag(load_default=False)
