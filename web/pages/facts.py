"""The plain facts of a place and of the way there, in a few words each; "" for what is not known."""

from flask_babel import format_decimal
from flask_babel import gettext as _

from matcher.parts.travel import Way
from models.place import Place
from web.labels import BY_MEANS
from web.words import euros


def facts(place: Place, way: Way | None) -> list[str]:
    """Employer, way, hours and pay; what is not known is said."""
    return [
        place.workplace.employer.name,
        way_said(way) or _("travel time not known"),
        hours(place) or _("hours not known"),
        pay(place) or _("pay not known"),
    ]


def way_said(way: Way | None) -> str:
    """The journey, "about 12 min by bicycle"; measured by a straight line it is "about"."""
    if way is None:
        return ""
    if not way.about:
        return str(_("%(minutes)s min, as tried out", minutes=round(way.minutes)))
    return str(_("about %(minutes)s min %(means)s", minutes=max(1, round(way.minutes)), means=BY_MEANS[way.means]))


def hours(place: Place) -> str:
    """The hours a week, "16 hours" or "16 to 24 hours"."""
    if place.hours_least is None or place.hours_most is None:
        return ""
    least, most = (str(format_decimal(value)) for value in (place.hours_least, place.hours_most))
    return str(
        _("%(hours)s hours", hours=least if least == most else _("%(least)s to %(most)s", least=least, most=most))
    )


def pay(place: Place) -> str:
    """The pay an hour."""
    if place.pay is None:
        return ""
    return str(_("%(pay)s an hour", pay=euros(place.pay)) if place.pay else _("no pay"))
