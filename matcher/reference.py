"""What is usual: frozen and versioned, so that the same two profiles match the same today and next year.

An unknown is taken at its median here and opens a range from the 25th to the 75th percentile.
How rare a skill is follows from the number of places that ask it.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from matcher.profiles import WEEK_HOURS, WEEK_MINUTES, PlaceProfile, YouthProfile
from matcher.records import Invalid, Reader, mapping, number, one_of, plain, read_record, sequence, text, whole
from matcher.settings import (
    RARITY_FLOOR,
    USUAL_ABILITY,
    USUAL_GAP,
    USUAL_HOURS,
    USUAL_LEVEL,
    USUAL_NEED,
    USUAL_OUTSIDE,
    USUAL_PAY,
    USUAL_R,
    USUAL_SHARE,
    USUAL_TIRED,
    Levels,
)
from matcher.vocabulary import Ability, Condition, Demand

K = TypeVar("K")

#: The day on which the demo region was looked at for the Reference that ships.
DEFAULT_OF: Final = date(2026, 9, 1)


class Quantity(StrEnum):
    """What is usual of a youth, of a place, or of a pair, apart from the levels by code."""

    PRESSURE = "pressure"
    SCHOOL_LIKE = "school_like"
    SCHOOL_TIRED = "school_tired"
    PAY = "pay"
    HOURS_OF_YOUTH = "hours_of_youth"
    HOURS_OF_PLACE = "hours_of_place"
    INCOME_NEEDED = "income_needed"
    INTEREST_R = "interest_r"
    TRAVEL_SHARE = "travel_share"
    HOURS_GAP = "hours_gap"
    HOURS_OUTSIDE = "hours_outside"


USUAL: Final[Mapping[Quantity, Levels]] = {
    Quantity.PRESSURE: USUAL_LEVEL,
    Quantity.SCHOOL_LIKE: USUAL_LEVEL,
    Quantity.SCHOOL_TIRED: USUAL_TIRED,
    Quantity.PAY: USUAL_PAY,
    Quantity.HOURS_OF_YOUTH: USUAL_HOURS,
    Quantity.HOURS_OF_PLACE: USUAL_HOURS,
    Quantity.INCOME_NEEDED: USUAL_NEED,
    Quantity.INTEREST_R: USUAL_R,
    Quantity.TRAVEL_SHARE: USUAL_SHARE,
    Quantity.HOURS_GAP: USUAL_GAP,
    Quantity.HOURS_OUTSIDE: USUAL_OUTSIDE,
}


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """How many places there are, how many ask each skill, and the usual levels by code.

    Levels are the 25th percentile, the median and the 75th. Two references with the same
    `version`, the hash of their content, are equal.
    """

    places: int = 0
    skills: Mapping[str, int] = field(default_factory=dict)
    abilities: Mapping[Ability, Levels] = field(default_factory=dict)
    asked: Mapping[Ability, Levels] = field(default_factory=dict)
    borne: Mapping[Demand, Levels] = field(default_factory=dict)
    demanded: Mapping[Demand, Levels] = field(default_factory=dict)
    languages: Mapping[str, Levels] = field(default_factory=dict)
    needs: Mapping[Condition, Levels] = field(default_factory=dict)
    met: Mapping[Condition, Levels] = field(default_factory=dict)
    quantities: Mapping[Quantity, Levels] = field(default_factory=dict)
    version: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "version", _hash(self._content()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def rarity(self, skill: str) -> float:
        """How rare a skill is: 1 when asked by one place or unheard of, least when every place asks it."""
        asking = self.skills.get(skill)
        if asking is None or self.places <= 1:
            return 1.0
        share = math.log(self.places / asking) / math.log(self.places)
        return RARITY_FLOOR + (1 - RARITY_FLOOR) * share

    def ability(self, ability: Ability) -> Levels:
        """What a youth usually can, 1..5."""
        return self.abilities.get(ability, USUAL_ABILITY)

    def asks(self, ability: Ability) -> Levels:
        """What a task usually asks, 0..5."""
        return self.asked.get(ability, USUAL_LEVEL)

    def bears(self, demand: Demand) -> Levels:
        """What a youth usually bears, 0..3."""
        return self.borne.get(demand, USUAL_LEVEL)

    def demands(self, demand: Demand) -> Levels:
        """What a task usually demands, 0..3."""
        return self.demanded.get(demand, USUAL_LEVEL)

    def language(self, code: str) -> Levels:
        """The level a youth usually has of a language, 0..6."""
        return self.languages.get(code, USUAL_LEVEL)

    def need(self, condition: Condition) -> Levels:
        """How much a condition is usually needed, 0..3."""
        return self.needs.get(condition, USUAL_LEVEL)

    def offer(self, condition: Condition) -> Levels:
        """How far a condition is usually met, half of what can be arranged counted in, 0..3."""
        return self.met.get(condition, USUAL_LEVEL)

    def usual(self, quantity: Quantity) -> Levels:
        return self.quantities.get(quantity, USUAL[quantity])

    def to_dict(self) -> dict[str, Any]:
        return {**self._content(), "version": self.version}

    @classmethod
    def from_dict(cls, data: object, path: str = "") -> Reference:
        """Read strictly; raises `Invalid` with the path of the first key that is wrong.

        A `version` may be left out; one that is not the hash of the content is an error.
        """
        content = read_record(_READERS, ("places",), data, path)
        version = content.pop("version", None)
        reference = cls(**content)
        for skill, asking in reference.skills.items():
            if asking > reference.places:
                raise Invalid(f"{path}.skills.{skill}".lstrip("."), "must not be more than the number of places")
        if version not in (None, reference.version):
            raise Invalid(f"{path}.version".lstrip("."), "is not the hash of this content")
        return reference

    @classmethod
    def build(cls, youths: Iterable[YouthProfile], places: Iterable[PlaceProfile]) -> Reference:
        """What is usual among these youths, these places, and their pairs that are not too far."""
        from matcher.usual import content_of

        return cls(**content_of(tuple(youths), tuple(places)))

    @staticmethod
    def default() -> Reference:
        """The Reference that ships with Plek, made from the demo region."""
        return _default()

    def _content(self) -> dict[str, Any]:
        return {name: plain(getattr(self, name)) for name in _CONTENT}


@cache
def _default() -> Reference:
    return Reference.from_dict(json.loads(files("matcher").joinpath("reference.json").read_text("utf-8")))


def _hash(content: Mapping[str, Any]) -> str:
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _levels(least: float, most: float) -> Reader[Levels]:
    """Three numbers on a scale, none smaller than the one before."""
    read_three = sequence(number(least, most), least=3, most=3)

    def read(value: object, path: str) -> Levels:
        low, middle, high = read_three(value, path)
        if not low <= middle <= high:
            raise Invalid(path, "must be three numbers, none smaller than the one before")
        return float(low), float(middle), float(high)

    return read


_SCALES: Final[Mapping[Quantity, Reader[Levels]]] = {
    Quantity.PRESSURE: _levels(0, 3),
    Quantity.SCHOOL_LIKE: _levels(0, 3),
    Quantity.SCHOOL_TIRED: _levels(0, 1),
    Quantity.PAY: _levels(0, 100_000_000),
    Quantity.HOURS_OF_YOUTH: _levels(0, WEEK_HOURS),
    Quantity.HOURS_OF_PLACE: _levels(0, WEEK_HOURS),
    Quantity.INCOME_NEEDED: _levels(0, 100_000_000),
    Quantity.INTEREST_R: _levels(-1, 1),
    Quantity.TRAVEL_SHARE: _levels(0, WEEK_MINUTES),
    Quantity.HOURS_GAP: _levels(0, WEEK_HOURS),
    Quantity.HOURS_OUTSIDE: _levels(0, WEEK_HOURS),
}


def _quantities(value: object, path: str) -> dict[Quantity, Levels]:
    given = mapping(one_of(Quantity), lambda item, _: item)(value, path)
    return {quantity: _SCALES[quantity](item, f"{path}.{quantity.value}") for quantity, item in given.items()}


_READERS: Final[Mapping[str, Reader[Any]]] = {
    "places": whole(0),
    "skills": mapping(text(r"\S+", "a URI"), whole(1)),
    "abilities": mapping(one_of(Ability), _levels(1, 5)),
    "asked": mapping(one_of(Ability), _levels(0, 5)),
    "borne": mapping(one_of(Demand), _levels(0, 3)),
    "demanded": mapping(one_of(Demand), _levels(0, 3)),
    "languages": mapping(text(r"[a-z]{2,3}", "a language code such as nl"), _levels(0, 6)),
    "needs": mapping(one_of(Condition), _levels(0, 3)),
    "met": mapping(one_of(Condition), _levels(0, 3)),
    "quantities": _quantities,
    "version": text(r"[0-9a-f]{16}", "the hash of the content"),
}
_CONTENT: Final = tuple(name for name in _READERS if name != "version")
