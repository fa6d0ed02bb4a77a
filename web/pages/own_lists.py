"""Which places were shown for a youth, list by list in easy words, for that youth's own page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from matcher.vocabulary import Band, Kind, Sector
from models.account import RoleName
from models.youth import Youth
from web.i18n import day, moment
from web.labels import KINDS, SECTORS
from web.services.own_data import Everything
from web.services.showing import FitShown, ListKind, ListShown
from web.words import YOUTH_BANDS, capital, listed

#: Fits that stand on one page.
MOST_FITS: Final = 30


@dataclass(frozen=True)
class FitLine:
    """One fit as it was shown: when, to whom, which place, how well in a word and in the number behind it."""

    day: str
    who: str
    place: str
    word: str
    number: str
    reference: str


@dataclass(frozen=True)
class FitList:
    """One list, or what of it stands on this page: its number and moment, what was asked for, and its fits in order."""

    title: str
    asked: Sequence[str]
    fits: Sequence[FitLine]


@dataclass(frozen=True)
class FitPage:
    """A page of the lists that were shown, the latest first."""

    lists: Sequence[FitList]
    page: int
    pages: int


def fit_page(found: Everything, page: int) -> FitPage:
    """A page of all that was shown; a list without any place takes a line too, since what was asked for is told."""
    rows = [(shown, fit) for shown in reversed(found.lists) for fit in (shown.fits or (None,))]
    here = rows[(page - 1) * MOST_FITS : page * MOST_FITS]
    lists = [
        _fit_list(shown, [fit for _shown, fit in group if fit], found.youth)
        for shown, group in groupby(here, key=lambda row: row[0])
    ]
    return FitPage(lists, page, max(1, -(-len(rows) // MOST_FITS)))


def _fit_list(shown: ListShown, fits: Sequence[FitShown], youth: Youth) -> FitList:
    title = _("Number %(number)s, %(moment)s, seen by: %(who)s", **_seen(shown, youth))
    return FitList(title, list(asked_for(shown)), [_fit_line(fit, viewer_said(shown, youth)) for fit in fits])


def _seen(shown: ListShown, youth: Youth) -> dict[str, Any]:
    return {"number": shown.number, "moment": moment(shown.at), "who": viewer_said(shown, youth)}


def viewer_said(shown: ListShown, youth: Youth) -> str:
    """Who saw a list, as its youth knows them now."""
    if RoleName.YOUTH in shown.role.split(","):
        return str(_("you"))
    is_own = shown.viewer_id is not None and shown.viewer_id == youth.coach_id
    return str(_("your coach") if is_own else _("another coach"))


def asked_for(shown: ListShown) -> Iterator[str]:
    """What was looked for and what was left out of sight, each in a sentence; the own list always asks the same."""
    if shown.kind is ListKind.OWN_LIST:
        return
    for name, value in shown.where.items():
        yield ASKED[name](value)


def _among(names: Mapping[Any, Any], kind: type[StrEnum]) -> Callable[[Any], str]:
    def said(value: Any) -> str:
        values = [value] if isinstance(value, str) else value
        return listed(str(names.get(kind(code), _("does not fit now"))) for code in values)

    return said


_kinds, _sectors, _bands = _among(KINDS, Kind), _among(SECTORS, Sector), _among(YOUTH_BANDS, Band)
#: What was asked of a list, by the name that was kept.
ASKED: Final[Mapping[str, Callable[[Any], str]]] = {
    "words": lambda words: str(_("These words were looked for: “%(words)s”.", words=words)),
    "kind": lambda kinds: str(_("Only this kind of place: %(kinds)s.", kinds=_kinds(kinds))),
    "sector": lambda sectors: str(_("Only this kind of work: %(sectors)s.", sectors=_sectors(sectors))),
    "max_minutes": lambda minutes: str(_("At most %(minutes)s minutes of travel.", minutes=minutes)),
    "min_hours": lambda hours: str(_("At least %(hours)s hours a week.", hours=hours)),
    "max_hours": lambda hours: str(_("At most %(hours)s hours a week.", hours=hours)),
    "paid": lambda paid: str(_("Only places with pay.") if paid else _("Only places without pay.")),
    "band": lambda bands: str(_("Only places that fit like this: %(words)s.", words=_bands(bands))),
}


def _fit_line(fit: FitShown, who: str) -> FitLine:
    return FitLine(
        day=day(fit.on),
        who=who,
        place=fit.title or _("a place that is gone"),
        word=capital(str(YOUTH_BANDS.get(fit.band, _("does not fit now")))),
        number=str(format_decimal(fit.fit.value, format="0.00")),
        reference=fit.reference,
    )
