"""What a match says, in words: codes and facts in, one sentence for its reader out.

The sentences stand in `web.sentences`, the labels in `web.labels`; the rules for putting facts
into words stand here. Youths and employers never read a number as a verdict.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol

from flask_babel import format_date, format_decimal, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.match import Change, Reason
from matcher.vocabulary import Ability, Band, Condition, Demand, Hazard, Interest, Means, Sector, Who
from web import i18n
from web.labels import (
    ABILITIES,
    BY_MEANS,
    CONDITIONS,
    DEMANDS,
    HAZARDS,
    INTERESTS,
    LANGUAGE_LEVELS,
    MET,
    SECTORS,
    WITH_MEANS,
)
from web.sentences import CHANGES, REASONS


class Named(Protocol):
    """Somebody with a name."""

    @property
    def name(self) -> str: ...


class Reader(StrEnum):
    """Who reads, in the order in which `web.sentences` lists the three sentences."""

    YOUTH = "youth"
    COACH = "coach"
    EMPLOYER = "employer"


# A fit in words for the youth; there is no bad word.
YOUTH_BANDS: Final[Mapping[Band, LazyString]] = {
    Band.FITS_VERY_WELL: _l("fits you very well"),
    Band.FITS_WELL: _l("fits you well"),
    Band.POSSIBLE_WITH_HELP: _l("may suit you"),
    Band.POSSIBLE_IF_ARRANGED: _l("may suit you"),
}
EMPLOYER_BANDS: Final[Mapping[Band, LazyString]] = {
    Band.FITS_VERY_WELL: _l("fits very well"),
    Band.FITS_WELL: _l("fits well"),
    Band.POSSIBLE_WITH_HELP: _l("may fit"),
    Band.POSSIBLE_IF_ARRANGED: _l("may fit"),
}
ASK_FIRST: Final = _l("not known yet")

_MISSING: Final = {
    "school_minutes": _l("school hours"),
    "qualified": _l("a diploma"),
    "exempt": _l("an exemption"),
    "hours": _l("the hours of the place"),
}
# What a number of hours under 18 is counted over.
_PERIODS: Final = {
    "day": _l("a day"),
    "week": _l("a week"),
    "week_with_school": _l("a week with school"),
}
_LEVELS: Final = ("asked", "has", "level", "to")


@dataclass(frozen=True)
class Words:
    """Turns reasons and changes of one youth and one place into sentences for one reader.

    `name` is what the youth wants to be called, `coach` who asks on the youth's behalf, `tasks`
    the titles of the place's tasks in their order, `skills` the label of each URI.
    """

    reader: Reader
    name: str = ""
    coach: str = ""
    tasks: Sequence[str] = ()
    skills: Mapping[str, str] = field(default_factory=dict)

    def reason(self, reason: Reason) -> str:
        """One sentence for a reason, a question, something to arrange or a refusal."""
        return self._say(REASONS[reason.code], reason.facts)

    def change(self, change: Change) -> str:
        """One sentence for what somebody could change."""
        return self._say(CHANGES[change.code], {**change.facts, "asker": change.who})

    def _say(self, three: Sequence[LazyString], facts: Mapping[str, Any]) -> str:
        spoken = {name: self._spoken(name, value) for name, value in facts.items()}
        spoken |= _together(facts)
        spoken["name"] = self.name
        capitals = {capital(name): capital(words) for name, words in spoken.items()}
        sentence = str(three[list(Reader).index(self.reader)]) % (spoken | capitals)
        return capital(_without_gaps(sentence))

    def _spoken(self, name: str, value: Any) -> str:
        if name == "task":
            return self.tasks[value] if isinstance(value, int) and value < len(self.tasks) else _("the work")
        if name in ("skill", "goal"):
            return self._skill(value)
        if name == "licences":
            return listed(self._skill(uri) for uri in value)
        if name == "asker":
            return self._asker(value)
        return _SPOKEN[name](value) if name in _SPOKEN else _plain(value)

    def _skill(self, uri: str) -> str:
        return self.skills.get(uri, uri.rsplit(":", 1)[-1].rsplit("/", 1)[-1].replace("-", " "))

    def _asker(self, who: Who) -> str:
        """Employer and region are asked by the coach; so the youth reads a name they know."""
        return capital(self.name if who is Who.YOUTH else self.coach or _("your coach"))


def acted(by: Named | None, instead_of: Named | None) -> str:
    """Who did something: a name that may be gone, and the coach for whom they stood in."""
    name = by.name if by else str(_("somebody"))
    return str(_("%(name)s for %(coach)s", name=name, coach=instead_of.name)) if instead_of else name


def capital(words: str) -> str:
    """The words with a capital to begin with; the rest as it is, but for "één", which becomes "Eén"."""
    if words.startswith("één"):
        return "Eén" + words[3:]
    return words[:1].upper() + words[1:]


def listed(words: Iterable[str]) -> str:
    """Several words in one sentence."""
    return ", ".join(words)


def language(code: str) -> str:
    """The name of a language in the reader's own."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code


def weekday(index: int) -> str:
    """The name of a weekday, 0 Monday .. 6 Sunday."""
    locale = get_locale()
    return str(locale.days["format"]["wide"][index]) if locale else str(index)


def wish(key: str) -> str:
    """A sector, a surrounding or an employer that a youth has a wish about."""
    if key in set(Sector):
        return str(SECTORS[Sector(key)])
    return str(DEMANDS[Demand(key)]) if key in set(Demand) else _("this business")


def euros(cents: float) -> str:
    """An amount of money; whole euros from a hundred up, as nobody earns by the cent a month, and for nothing."""
    amount = cents / 100
    return i18n.euros(amount, cents=0 < amount < 100)


def _together(facts: Mapping[str, Any]) -> dict[str, str]:
    """What only several facts, or another word for one, can say."""
    said = {}
    if "condition" in facts:
        said["met"] = str(MET[Condition(facts["condition"])])
    if "language" in facts:
        said |= {name: str(LANGUAGE_LEVELS[facts[name]]) for name in _LEVELS if name in facts}
    if "minutes" in facts:
        said["duration"] = _duration(facts["minutes"])
    if "means" in facts:
        said["vehicle"] = str(WITH_MEANS[Means(facts["means"])])
    if "least" in facts and "most" in facts:
        said["span"] = _span(facts["least"], facts["most"])
    return said


def _without_gaps(sentence: str) -> str:
    """A sentence in which a fact was empty, without the spaces that stood around it."""
    return re.sub(r" (?=[.,:;?])", "", " ".join(sentence.split()))


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    return str(format_decimal(round(value, 1)) if isinstance(value, int | float) else value)


def _whole(minutes: float) -> int:
    return max(1, round(minutes))  # the centres of one postcode lie 0 apart


def _minutes(value: float) -> str:
    return str(format_decimal(_whole(value)))


def _duration(minutes: float) -> str:
    return str(ngettext("%(num)s minute", "%(num)s minutes", _whole(minutes)))


def _hours(value: float) -> str:
    """A number of hours with its word, halves too: "3.5 hours"."""
    return str(ngettext("%(hours)s hour", "%(hours)s hours", 1 if value == 1 else 2, hours=_plain(value)))


def _span(least: float, most: float) -> str:
    """From so many to so many hours; said once when they are the same."""
    if least == most:
        return _hours(most)
    return str(_("%(least)s to %(most)s", least=_plain(least), most=_hours(most)))


def _day(day: str) -> str:
    return str(format_date(date.fromisoformat(day), "d MMMM yyyy"))


_SPOKEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "types": lambda types: listed(str(INTERESTS[Interest(code)]) for code in types) or _("this kind of work"),
    "wish": wish,
    "ability": lambda code: str(ABILITIES[Ability(code)]),
    "demand": lambda code: str(DEMANDS[Demand(code)]),
    "condition": lambda code: str(CONDITIONS[Condition(code)]),
    "hazards": lambda codes: listed(str(HAZARDS[Hazard(code)]) for code in codes),
    "language": language,
    "means": lambda code: str(BY_MEANS[Means(code)]),
    "about": lambda about: _("about") if about else "",
    "minutes": _minutes,
    "longest": _minutes,
    "gap": _hours,
    "hours": _hours,
    "period": lambda code: str(_PERIODS[code]),
    "weekdays": lambda days: listed(weekday(day) for day in days),
    "earned": euros,
    "needed": euros,
    "pay": euros,
    "minimum": euros,
    "until": _day,
    "valid_from": _day,
    "assumed": lambda assumed: _("(the amount for that day is not known yet)") if assumed else "",
    "missing": lambda codes: listed(str(_MISSING[code]) for code in codes),
}
