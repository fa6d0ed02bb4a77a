"""How the parts of a fit add up, and everything a match tells: the plain definition."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Final

from matcher.changes import changes_of
from matcher.limits import legal_notes, legal_questions, refusals
from matcher.match import Fit, Match, PartFit, Reason
from matcher.parts import PARTS
from matcher.parts.ledger import Ledgers, by_friction
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.settings import BAND_LIMITS, BEST_BAND_WITHOUT_INCOME, DECIMALS
from matcher.strengths import strengths_of
from matcher.vocabulary import Band, PartKey
from matcher.weights import value_at, weights_of

Parts = Mapping[PartKey, PartFit]

_BANDS: Final = tuple(Band)


def compare(youth: YouthProfile, place: PlaceProfile, *, on: date, reference: Reference | None = None) -> Match:
    """How well a youth and a place fit, judged on a day, and why.

    Without a `reference` the one that ships with Plek says what is usual. A refused pair still gets
    its parts, but no changes.
    """
    reference = Reference.default() if reference is None else reference
    ledgers = _weigh(youth, place, reference)
    parts = _parts(youth, ledgers)
    refused = refusals(youth, place, on)
    changes = () if refused else changes_of(youth, place, ledgers, on=on, reference=reference)
    return Match(
        youth_id=youth.id,
        place_id=place.id,
        reference=reference.version,
        fit=fit_of(parts),
        band=band_of(parts),
        parts=parts,
        refusals=refused,
        strengths=strengths_of(ledgers, weights_of(youth)),
        obstacle=changes[0] if changes else None,
        changes=changes,
        to_ask=(*legal_questions(youth, place, on), *_questions(ledgers), *legal_notes(youth, place, on)),
        to_arrange=tuple(sorted(ledgers[PartKey.SUPPORT].arrangements, key=by_friction)),
    )


def judge_parts(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> dict[PartKey, PartFit]:
    """The eight parts of a pair, weighted: what faster ways must agree with."""
    return _parts(youth, _weigh(youth, place, reference))


def fit_of(parts: Parts) -> Fit:
    """The fit, with the range that the unknown leaves open."""
    weighted = parts.values()
    return Fit(
        value=value_at(math.fsum(part.weight * part.friction for part in weighted)),
        low=value_at(math.fsum(part.weight * part.high for part in weighted)),
        high=value_at(math.fsum(part.weight * part.low for part in weighted)),
    )


def rounded(value: float) -> float:
    """The fit by which places are ordered, best first; equal ones by id."""
    return round(value, DECIMALS)


def band_of(parts: Parts) -> Band:
    """The fit in words; while needed income is not earned, at best possible with help."""
    total = math.fsum(part.weight * part.friction for part in parts.values())
    return band_at(total, income_short=parts[PartKey.INCOME].friction > 0)


def band_at(total: float, *, income_short: bool) -> Band:
    """The word for a total of weighted friction; a limit itself still counts for the better word."""
    exact = round(total, DECIMALS)
    band = next((band for limit, band in BAND_LIMITS if exact <= limit), Band.DOES_NOT_FIT_NOW)
    return max(band, BEST_BAND_WITHOUT_INCOME, key=_BANDS.index) if income_short else band


def _weigh(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledgers:
    return {part.key: part.weigh(youth, place, reference) for part in PARTS}


def _parts(youth: YouthProfile, ledgers: Ledgers) -> dict[PartKey, PartFit]:
    weights = weights_of(youth)
    return {key: ledger.fit(weights[key]) for key, ledger in ledgers.items()}


def _questions(ledgers: Ledgers) -> list[Reason]:
    """What is not known, the widest range first; what opens a range in two parts is asked once."""
    same: dict[str, list[Reason]] = {}
    for ledger in ledgers.values():
        for question in ledger.questions:
            same.setdefault(f"{question.code} {tuple(question.facts.values())}", []).append(question)
    asked = (Reason(found[0].code, found[0].facts, math.fsum(one.friction for one in found)) for found in same.values())
    return sorted(asked, key=by_friction)
