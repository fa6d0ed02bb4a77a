"""What somebody could change that would lift the fit, and who.

Each rubbing reason proposes at most one change, with the most friction it could take away. The
changed pair is then judged again, so that the fit that is told is exactly the fit there would be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.limits import refusals
from matcher.match import Change
from matcher.parts import PARTS
from matcher.parts.ledger import Ledgers
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.proposals import Proposal, proposals
from matcher.reference import Reference
from matcher.settings import CHANGES_MOST, DECIMALS, LEAST_LIFT
from matcher.vocabulary import PartKey
from matcher.weights import Weights, value_at, weights_of

_PART: Final = {part.key: part for part in PARTS}
# Bounds and lifts are rounded differently; a change is left out only when it is surely smaller.
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Pair:
    """The pair as it is: frictions and weights, to judge a change by the parts it touches."""

    frictions: Mapping[PartKey, float]
    weights: Weights
    reference: Reference
    total: float

    def bound(self, proposal: Proposal) -> float:
        """More than this a change cannot lift the fit."""
        spared = sum(self.weights[key] * friction for key, friction in proposal.spares.items())
        return value_at(max(0.0, self.total - spared)) - value_at(self.total)

    def fit_with(self, proposal: Proposal, youth: YouthProfile, place: PlaceProfile) -> float:
        """The fit of the changed pair: what the change does not touch stays as it is."""
        touched = {key: _PART[key].weigh(youth, place, self.reference).friction for key in proposal.spares}
        return value_at(_total({**self.frictions, **touched}, self.weights))


def changes_of(
    youth: YouthProfile, place: PlaceProfile, ledgers: Ledgers, *, on: date, reference: Reference
) -> tuple[Change, ...]:
    """The changes that lift the fit most, the largest first; none that would lead to a refusal."""
    frictions = {key: ledger.friction for key, ledger in ledgers.items()}
    weights = weights_of(youth)
    pair = _Pair(frictions, weights, reference, _total(frictions, weights))
    now = value_at(pair.total)
    bounded = [(pair.bound(proposal), proposal) for proposal in proposals(youth, place, ledgers)]
    found: list[Change] = []
    for bound, proposal in sorted(bounded, key=lambda each: (-each[0], each[1].name)):
        least = found[-1].fit - now if len(found) == CHANGES_MOST else LEAST_LIFT
        if bound < least - _ROUNDING:
            break
        changed_youth, changed_place = proposal.change()
        fit = pair.fit_with(proposal, changed_youth, changed_place)
        if fit - now > LEAST_LIFT and not refusals(changed_youth, changed_place, on):
            found.append(_told(proposal, fit, changed_youth, changed_place))
            found = sorted(found, key=_by_fit)[:CHANGES_MOST]
    return tuple(found)


def _total(frictions: Mapping[PartKey, float], weights: Weights) -> float:
    return math.fsum(weights[key] * friction for key, friction in frictions.items())


def _told(proposal: Proposal, fit: float, youth: YouthProfile, place: PlaceProfile) -> Change:
    return Change(proposal.part, proposal.code, proposal.facts, proposal.who, fit, youth, place)


def _by_fit(change: Change) -> tuple[float, str, str]:
    return -round(change.fit, DECIMALS), change.code, " ".join(map(str, change.facts.values()))
