"""What a comparison gives back: frictions with their reasons, the fit, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.codes import ChangeCode, ReasonCode
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.records import to_plain_dict
from matcher.vocabulary import Band, PartKey, Refusal, Who


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that rubs, fits or is not known: a code with its facts.

    `friction`, not weighted, is its exact share among the reasons of a part, which add up to that
    part's friction (an unknown counts with its median); in `Match.strengths` what it spares; in
    `Match.to_ask` the width of the range that it opens.
    """

    code: ReasonCode | Refusal
    facts: Mapping[str, Any] = field(default_factory=dict)
    friction: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)


@dataclass(frozen=True, slots=True)
class PartFit:
    """One part of a fit: `low <= friction <= high`, its weight and the reasons for it."""

    friction: float
    low: float
    high: float
    weight: float = 1.0
    reasons: tuple[Reason, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a pair fits, between 0 and 1, with the range that the unknown leaves open."""

    value: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody could change: the changed records and the fit they give."""

    part: PartKey
    code: ChangeCode
    facts: Mapping[str, Any]
    who: Who
    fit: float
    youth: YouthProfile
    place: PlaceProfile

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)


@dataclass(frozen=True, slots=True)
class Match:
    """A youth and a place, judged on a day: how they fit, why, what stands in the way, what to ask."""

    youth_id: int
    place_id: int
    reference: str
    fit: Fit
    band: Band
    parts: Mapping[PartKey, PartFit]
    refusals: tuple[Reason, ...]
    strengths: tuple[Reason, ...]
    obstacle: Change | None
    changes: tuple[Change, ...]
    to_ask: tuple[Reason, ...]
    to_arrange: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        return to_plain_dict(self)
