"""Matches made ready for a coach: which sentences stand where."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from matcher.match import Change, Match, PartFit, Reason
from matcher.parts.travel import Way
from matcher.vocabulary import Band, PartKey
from models.place import Place
from models.youth import Youth
from web.labels import WHO
from web.pages.facts import facts, way_said
from web.services.matching import PairFound, PlacesFound, YouthsFound
from web.words import Reader, Words

SENTENCES_OF_A_PART: Final = 3


@dataclass(frozen=True)
class Shown:
    """One match with its sentences; lists are in the order of their weight."""

    youth: Youth
    place: Place
    match: Match
    words: Words
    way: Way | None

    @property
    def facts(self) -> list[str]:
        return facts(self.place, self.way)

    @property
    def way_said(self) -> str:
        return way_said(self.way) or str(_("travel time not known"))

    @property
    def good(self) -> list[str]:
        return self._said(self.match.strengths)

    @property
    def obstacles(self) -> list[str]:
        """What stands in the way most, of what somebody can mend if there is such a thing."""
        return self._said(_in_the_way(self.match))

    @property
    def changes(self) -> list[str]:
        return [_change(self.words, change) for change in self.match.changes]

    @property
    def questions(self) -> list[str]:
        return self.first_questions(None)

    @property
    def to_arrange(self) -> list[str]:
        return self._said(self.match.to_arrange)

    @property
    def refusals(self) -> list[str]:
        return self._said(self.match.refusals)

    @property
    def obstacle_part(self) -> PartKey | None:
        """The part with the biggest obstacle that somebody can mend."""
        return self.match.obstacle.part if self.match.obstacle else None

    def first_questions(self, count: int | None) -> list[str]:
        """The first so many questions, the widest range first."""
        return self._said(self.match.to_ask[:count])

    def _said(self, reasons: Iterable[Reason]) -> list[str]:
        return [self.words.reason(reason) for reason in reasons]


@dataclass(frozen=True)
class PartRow:
    """One part in the table beside the picture: what it leaves of the fit, and the sentences why."""

    key: PartKey
    part: PartFit
    sentences: Sequence[str]

    @property
    def fits(self) -> float:
        """The factor of this part: the fit is the product of all eight."""
        return math.exp(-self.part.weight * self.part.friction)

    @property
    def range(self) -> tuple[float, float] | None:
        """The least and the most this factor can be, where the unknown leaves it open."""
        low, high = (math.exp(-self.part.weight * end) for end in (self.part.high, self.part.low))
        return (low, high) if high - low >= 0.005 else None


def words_for(reader: Reader, youth: Youth, place: Place, skills: Mapping[str, str]) -> Words:
    """The words of one youth and one place for a reader."""
    coach = youth.coach.name.split()[0] if youth.coach else ""
    return Words(reader, name=youth.name, coach=coach, tasks=[task.title for task in place.tasks], skills=skills)


def shown_list(found: PlacesFound, matches: Iterable[Match]) -> list[Shown]:
    """The matches of a list of places."""
    return [
        _shown(found.youth, found.places[match.place_id], match, found.skills, found.ways[match.place_id])
        for match in matches
    ]


def shown_pair(found: PairFound) -> Shown:
    """One youth and one place."""
    return _shown(found.youth, found.place, found.match, found.skills, found.way)


def shown_youths(found: YouthsFound, *, fitting: bool) -> list[Shown]:
    """The youths for one place, best first: those who fit now, or those who do not."""
    wanted = [match for match in found.matches if (match.band != Band.DOES_NOT_FIT_NOW) == fitting]
    return _youths(found, wanted)


def refused_youths(found: YouthsFound) -> list[Shown]:
    """The youths whom a limit keeps from a place, by name."""
    return _youths(found, found.refused)


def part_rows(found: PairFound) -> list[PartRow]:
    """The eight parts: what rubs, or where nothing does what speaks for it."""
    words = words_for(Reader.COACH, found.youth, found.place, found.skills)
    rows = []
    for key, part in found.match.parts.items():
        told = part.reasons or found.fits[key]
        said = [words.reason(reason) for reason in told[:SENTENCES_OF_A_PART]]
        rows.append(PartRow(key, part, said))
    return rows


def _shown(youth: Youth, place: Place, match: Match, skills: Mapping[str, str], way: Way | None) -> Shown:
    return Shown(youth, place, match, words_for(Reader.COACH, youth, place, skills), way)


def _youths(found: YouthsFound, matches: Iterable[Match]) -> list[Shown]:
    return [
        _shown(found.youths[match.youth_id], found.place, match, found.skills, found.ways[match.youth_id])
        for match in matches
    ]


def _in_the_way(match: Match) -> list[Reason]:
    """What the first change would mend; else the heaviest friction of all, so that it is never silent."""
    obstacle = match.obstacle
    parts = [match.parts[obstacle.part]] if obstacle else list(match.parts.values())
    rubs = [(part.weight * reason.friction, reason) for part in parts for reason in part.reasons]
    known = [rub for rub in rubs if not _is_asked(rub[1], match)] or rubs
    return [reason for _weight, reason in sorted(known, key=lambda rub: (-_shared(rub[1], obstacle), -rub[0]))[:1]]


def _is_asked(reason: Reason, match: Match) -> bool:
    return any(reason.code == asked.code and reason.facts == asked.facts for asked in match.to_ask)


def _shared(reason: Reason, change: Change | None) -> int:
    """How many facts a reason shares with a change: both about the quiet spot, say."""
    return sum(reason.facts.get(name) == value for name, value in change.facts.items()) if change else 0


def _change(words: Words, change: Change) -> str:
    """What could be changed, by whom, and the fit it gives."""
    fit = format_decimal(change.fit, format="0.00")
    return str(_("%(change)s (%(who)s): then %(fit)s", change=words.change(change), who=WHO[change.who], fit=fit))
