"""Every youth of a table for one place, pair by pair, by the definition itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from matcher.fast.found import Found, best_candidates
from matcher.fit import Parts, band_of, fit_of, judge_parts
from matcher.limits import refusals
from matcher.parts.travel import way_between
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.vocabulary import Refusal
from matcher.where import BANDS, KINDS, SECTORS, UNKNOWN, Facts, hide


def find_youths(
    place: PlaceProfile,
    youths: Sequence[YouthProfile],
    reference: Reference,
    *,
    on: date,
    where: Mapping[str, Any],
    best: int,
    best_by_high: int,
) -> Found:
    """Candidates for the `best` youths by value and the `best_by_high` by the upper end, and all counts."""
    parts = [judge_parts(youth, place, reference) for youth in youths]
    fits = [fit_of(judged) for judged in parts]
    refused = [next((reason.code for reason in refusals(youth, place, on)), None) for youth in youths]
    not_refused = np.array([code is None for code in refused], dtype=np.bool_)
    left, hidden_by = hide(_facts(youths, place, parts), where, not_refused)
    ids = np.array([youth.id for youth in youths], dtype=np.int64)
    return Found(
        by_value=best_candidates(ids, np.array([fit.value for fit in fits]), left, best),
        by_high=best_candidates(ids, np.array([fit.high for fit in fits]), left, best_by_high),
        total=int(left.sum()),
        hidden_by=hidden_by,
        refused_by=_counts(refused),
    )


def _facts(youths: Sequence[YouthProfile], place: PlaceProfile, parts: Sequence[Parts]) -> Facts:
    least, most = place.hours or (np.nan, np.nan)
    ways = [way_between(youth, place) for youth in youths]
    same = np.ones(len(youths))
    return Facts(
        kind=np.full(len(youths), KINDS.index(place.kind)),
        sector=np.full(len(youths), UNKNOWN if place.sector is None else SECTORS.index(place.sector)),
        minutes=np.array([np.nan if way is None else way.minutes for way in ways]),
        least=same * least,
        most=same * most,
        pay=same * (np.nan if place.pay is None else place.pay),
        band=np.array([BANDS.index(band_of(judged)) for judged in parts], dtype=np.int64),
    )


def _counts(refused: Sequence[object]) -> dict[str, int]:
    counts = Counter(refused)
    return {code.value: counts[code] for code in Refusal if counts[code]}
