"""What lists may be asked: filters, a page, a search; and the few things that are said beside a list."""

from typing import Any, Final

from marshmallow import EXCLUDE, post_load

from matcher.profiles import WEEK_MINUTES
from matcher.vocabulary import Aim, Band, Kind, PartKey, Sector
from models.place import PlaceState
from web.schemas.fields import Choice, Many, Text, Whole
from web.schemas.forms import FormIn, Submitted
from web.services.errors import InvalidInput

FURTHEST_PAGE: Final = 10_000
MOST_THAT_MATTERS: Final = 3


class PageIn(FormIn):
    """Which page of a list, from 1. Names that came along from elsewhere, such as a campaign's, are left alone."""

    NAME: Final = "page"

    class Meta:
        unknown = EXCLUDE

    page = Whole(least=1, most=FURTHEST_PAGE, load_default=1, allow_none=True)

    @post_load
    def _first_page(self, values: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return values | {"page": values["page"] or 1}


class SearchIn(PageIn):
    """Words to look for, and a page."""

    q = Text(most=200, load_default="")


class FiltersIn(PageIn):
    """The filters of a list of places, by the matcher's names; what is empty filters nothing."""

    kind = Many(Choice(Kind))
    sector = Many(Choice(Sector))
    band = Many(Choice(Band))
    max_minutes = Whole(least=1, most=600, load_default=None, allow_none=True)
    min_hours = Whole(least=1, most=168, load_default=None, allow_none=True)
    max_hours = Whole(least=1, most=168, load_default=None, allow_none=True)
    paid = Whole(least=0, most=1, load_default=None, allow_none=True)

    @post_load
    def _only_what_filters(self, values: dict[str, Any], **_more: Any) -> dict[str, Any]:
        kept = {name: value for name, value in values.items() if value not in (None, [])}
        return kept | ({"paid": bool(kept["paid"])} if "paid" in kept else {})


class PrioritiesIn(FormIn):
    """What matters most (at most three parts) and what the youth is after."""

    matters_most = Many(Choice(PartKey))
    aim = Choice(Aim, required=True)
    version = Whole(least=1, most=10**9, required=True)

    def read(self, submitted: Submitted) -> dict[str, Any]:
        """Raises InvalidInput for more than three parts."""
        values = super().read(submitted)
        if len(set(values["matters_most"])) > MOST_THAT_MATTERS:
            raise InvalidInput({"matters_most": "at_most_three"})
        return values | {"matters_most": list(dict.fromkeys(values["matters_most"]))}


class TravelIn(FormIn):
    """Minutes one way, where empty forgets the correction; and the minutes that were kept when the form was opened."""

    minutes = Whole(least=1, most=600, load_default=None, allow_none=True)
    was = Whole(least=1, most=WEEK_MINUTES, load_default=None, allow_none=True)


class OccupationIn(FormIn):
    """An occupation chosen from those found."""

    occupation_id = Whole(least=1, most=2**31 - 1, required=True)
    version = Whole(least=1, most=10**9, required=True)


class MoveIn(FormIn):
    """The state a place goes to, and why."""

    state = Choice(PlaceState, required=True)
    why = Text(most=500, load_default="")
