"""The word for a sum of friction, as an index; `matcher.fit.band_at` defines it."""

from __future__ import annotations

from typing import Final

import numpy as np

from matcher.fast.compiled import kernel
from matcher.fast.found import ERROR
from matcher.settings import BAND_LIMITS, BEST_BAND_WITHOUT_INCOME, DECIMALS
from matcher.where import BANDS

ENDS: Final = np.array([limit + 0.5 * 10**-DECIMALS for limit, _ in BAND_LIMITS])
LAST_END: Final = float(ENDS[-1])  # beyond it only the last band is left
LAST_BAND: Final = len(BANDS) - 1
_WITHOUT_INCOME: Final = BANDS.index(BEST_BAND_WITHOUT_INCOME)


@kernel
def band_of(total: float, income_short: bool) -> int:
    """The index in BANDS."""
    band = 0
    while band < len(ENDS) and total > ENDS[band]:
        band += 1
    return max(band, _WITHOUT_INCOME) if income_short else band


@kernel
def in_doubt(total: float) -> bool:
    """Whether a rounding error could make another band of it."""
    doubt = False
    for end in ENDS:
        doubt |= abs(total - end) < ERROR
    return doubt
