"""Matches made ready for a youth: easy words and pictures, never a number as a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for
from flask_babel import gettext as _

from matcher.codes import ReasonCode
from matcher.match import Match, Reason
from matcher.parts.travel import Way
from matcher.profiles import WeekTime
from matcher.vocabulary import Band, Kind, Sector
from models.place import Place
from models.youth import Youth
from web import icons
from web.pages.facts import hours, pay, way_said
from web.pages.showing import words_for
from web.services.matching import PairFound, PlacesFound
from web.words import Reader, capital

QUESTIONS: Final = 2  # one thing a screen: the rest is for the coach


@dataclass(frozen=True)
class EasyPlace:
    """A place as a youth reads it, with what the place card asks for."""

    id: int
    title: str
    kind: Kind
    employer: str
    sector: Sector | None
    band: Band
    unknown: bool
    facts: Sequence[tuple[str, str]]
    reasons: Sequence[tuple[str, str]]
    better: str | None
    questions: Sequence[str]
    refusals: Sequence[str]
    times: Sequence[WeekTime] | None
    flexible: bool
    full: bool

    @property
    def href(self) -> str:
        return url_for("youth.place", place_id=self.id)


def easy_list(found: PlacesFound, matches: Iterable[Match], *, unknown: bool = False) -> list[EasyPlace]:
    """The matches of a list of places; `unknown` where they could fit well once something is known."""
    return [
        _easy(found.youth, found.places[match.place_id], match, found.ways[match.place_id], found.skills, unknown)
        for match in matches
    ]


def easy_pair(found: PairFound) -> EasyPlace:
    """One youth and one place."""
    return _easy(found.youth, found.place, found.match, found.way, found.skills, unknown=False)


def _easy(
    youth: Youth, place: Place, match: Match, way: Way | None, skills: Mapping[str, str], unknown: bool
) -> EasyPlace:
    words = words_for(Reader.YOUTH, youth, place, skills)
    return EasyPlace(
        id=place.id,
        title=place.title,
        kind=place.kind,
        employer=place.workplace.employer.name,
        sector=place.sector or place.workplace.employer.sector,
        band=match.band,
        unknown=unknown,
        facts=_facts(place, way),
        reasons=[(_icon(reason), words.reason(reason)) for reason in match.strengths],
        better=words.change(match.obstacle) if match.obstacle else None,
        questions=[words.reason(reason) for reason in match.to_ask[:QUESTIONS]],
        refusals=[words.reason(reason) for reason in match.refusals],
        times=place.times,
        flexible=place.flexible_times,
        full=place.seats == 0,
    )


def _facts(place: Place, way: Way | None) -> list[tuple[str, str]]:
    symbol = icons.MEANS[way.means] if way and way.about else "geo-alt"
    return [
        (symbol, capital(way_said(way) or _("we do not know how far it is yet"))),
        (
            "clock",
            capital(_("%(hours)s a week", hours=hours(place)) if hours(place) else _("we will ask how many hours")),
        ),
        ("wallet2", capital(pay(place) or _("we will ask what you earn"))),
    ]


def _icon(reason: Reason) -> str:
    if "condition" in reason.facts:
        return icons.CONDITION[reason.facts["condition"]]
    return _ICONS.get(ReasonCode(reason.code), "check-lg")


_ICONS: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.INTERESTS_MATCH: "heart",
    ReasonCode.WISH_MET: "heart",
    ReasonCode.ABILITY_MET: "person-arms-up",
    ReasonCode.DEMAND_MET: "person-arms-up",
    ReasonCode.SKILL_HAD: "tools",
    ReasonCode.LANGUAGE_MET: "translate",
    ReasonCode.PRESSURE_LOW: "sunrise",
    ReasonCode.TRAVEL_NEAR: "geo-alt",
    ReasonCode.HOURS_FIT: "clock",
    ReasonCode.TIMES_FIT: "calendar-week",
    ReasonCode.GOAL_TAUGHT: "mortarboard",
    ReasonCode.NOT_SCHOOL_LIKE: "tree",
    ReasonCode.INCOME_ENOUGH: "wallet2",
}
