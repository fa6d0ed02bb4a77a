"""What of a place rubs a youth independently of the rest of the place, as terms with factors.

Terms are hashable and shared: ten thousand places that ask reading 3 have one term in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TypeAlias

from matcher.parts.skills import skills_asked
from matcher.parts.tasks import shared_tasks
from matcher.profiles import Offer, PlaceProfile
from matcher.reference import Reference
from matcher.settings import SKILL_MISSING, TASK_BY_SHARE, TASK_FLOOR, TAUGHT_FACTOR
from matcher.vocabulary import Ability, Condition, Demand


@dataclass(frozen=True, slots=True)
class Asked:
    """An ability or a demand asked at a level."""

    what: Ability | Demand
    level: int


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A task that does not say which abilities, or which demands, it asks."""

    of: type[Ability] | type[Demand]


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered of a condition; None is not said."""

    condition: Condition
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language asked at a level."""

    language: str
    level: int


@dataclass(frozen=True, slots=True)
class Pressure:
    level: int | None


@dataclass(frozen=True, slots=True)
class SchoolLike:
    level: int | None


@dataclass(frozen=True, slots=True)
class Skilled:
    """A skill, a certificate or a licence asked, by its URI."""

    uri: str


Term: TypeAlias = Asked | Unsaid | Offered | Spoken | Pressure | SchoolLike | Skilled


def terms_of(place: PlaceProfile, reference: Reference) -> dict[Term, float]:
    """The terms of a place, each once, with the sum of its factors."""
    factors: dict[Term, list[float]] = {}
    for term, factor in _terms(place, reference):
        factors.setdefault(term, []).append(factor)
    return {term: fsum(parts) for term, parts in factors.items()}


def _terms(place: PlaceProfile, reference: Reference) -> Iterator[tuple[Term, float]]:
    for _, task, share in shared_tasks(place):
        weight = TASK_FLOOR + TASK_BY_SHARE * share
        yield from ((term, weight) for term in _asked(task.asks, Ability))
        yield from ((term, weight) for term in _asked(task.demands, Demand))
    for uri in skills_asked(place):
        taught = TAUGHT_FACTOR if uri in place.taught else 1.0
        yield Skilled(uri), SKILL_MISSING * reference.rarity(uri) * taught
    yield from ((Spoken(language, level), 1.0) for language, level in place.languages.items())
    yield from ((Offered(condition, place.offers.get(condition)), 1.0) for condition in Condition)
    yield Pressure(place.pressure), 1.0
    yield SchoolLike(place.school_like), 1.0


def _asked(
    asks: Mapping[Ability, int] | Mapping[Demand, int] | None, of: type[Ability] | type[Demand]
) -> Iterator[Term]:
    if asks is None:
        yield Unsaid(of)
    else:
        yield from (Asked(what, level) for what, level in asks.items())


class Codes:
    """Numbers for terms and for URIs, given out as they come and never taken back."""

    def __init__(self) -> None:
        self.terms: dict[Term, int] = {}
        self.levels: list[tuple[int, Term]] = []  # all terms but the skills
        self.uris: dict[str, int] = {}

    def term(self, term: Term) -> int:
        code = self.terms.get(term)
        if code is None:
            code = self.terms[term] = len(self.terms)
            if not isinstance(term, Skilled):
                self.levels.append((code, term))
        return code

    def uri(self, uri: str) -> int:
        return self.uris.setdefault(uri, len(self.uris))
