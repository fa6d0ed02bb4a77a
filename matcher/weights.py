"""What the parts weigh for a youth, and the fit at a total of weighted friction."""

import math
from collections.abc import Mapping
from functools import lru_cache

from matcher.profiles import YouthProfile
from matcher.settings import AIM_WEIGHTS, MATTERS_MOST_WEIGHT, MOST_TOTAL
from matcher.vocabulary import Aim, PartKey

Weights = Mapping[PartKey, float]


def weights_of(youth: YouthProfile) -> Weights:
    """What each part weighs for this youth: what matters most counts more, and so does the aim."""
    return _weights(tuple(youth.matters_most), youth.aim)


@lru_cache(maxsize=1024)
def _weights(matters_most: tuple[PartKey, ...], aim: Aim) -> Weights:
    by_aim = AIM_WEIGHTS[aim]
    return {key: by_aim.get(key, 1.0) * (MATTERS_MOST_WEIGHT if key in matters_most else 1.0) for key in PartKey}


def value_at(total: float) -> float:
    """The fit, above 0 and at most 1, at a total of weighted friction."""
    return math.exp(-min(total, MOST_TOTAL))
