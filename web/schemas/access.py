"""What the forms for reaching further than the own caseload may hold."""

from datetime import date

from models.rules import LINE, SHORT
from web.schemas.fields import Day, Text, Whole
from web.schemas.forms import FormIn


class StandInIn(FormIn):
    """A colleague and the first and last day."""

    by_id = Whole(least=1, most=2**31 - 1, required=True)
    from_day = Day(required=True)
    until_day = Day(required=True)


class OutsideIn(FormIn):
    """Whom a coach must see outside the caseload, and why."""

    name = Text(most=SHORT, required=True)
    birth_date = Day(least=date(1930, 1, 1), most=date(2100, 1, 1), required=True)
    reason = Text(most=LINE, required=True)
