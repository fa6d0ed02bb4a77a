"""What speaks most for a match: the things that spare the most friction."""

from collections import Counter

from matcher.match import Reason
from matcher.parts.ledger import Ledgers, by_friction
from matcher.settings import STRENGTHS_MOST, STRENGTHS_OF_ONE_PART
from matcher.vocabulary import PartKey
from matcher.weights import Weights


def strengths_of(ledgers: Ledgers, weights: Weights) -> tuple[Reason, ...]:
    """The strongest reasons for, by what they spare times the weight of their part, few of one part."""
    ranked = sorted(
        ((key, strength) for key, ledger in ledgers.items() for strength in ledger.strengths),
        key=lambda found: (-weights[found[0]] * found[1].friction, by_friction(found[1])),
    )
    told: list[Reason] = []
    by_part: Counter[PartKey] = Counter()
    for key, strength in ranked:
        if by_part[key] < STRENGTHS_OF_ONE_PART:
            by_part[key] += 1
            told.append(strength)
    return tuple(told[:STRENGTHS_MOST])
