"""What a search gives to a ranking: the rows that may be best, and the counts of all others.

This is the seam between how candidates are found and how they are ranked. A search may be off by as
much as ERROR in a value; whoever ranks lets the definition decide wherever that could matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from matcher.where import Flags, Floats, Indexes

ERROR: Final = 1e-12  # a search sums in another order than the definition, nothing else
_SURELY_APART: Final = 2e-9  # two values this far apart are still apart when rounded to nine decimals


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rows, among which the n best surely are, with their values as the search found them."""

    rows: Indexes
    values: Floats


@dataclass(frozen=True, slots=True)
class Found:
    """Rows stand in the order of the ids."""

    by_value: Candidates
    by_high: Candidates
    total: int
    hidden_by: Mapping[str, int]
    refused_by: Mapping[str, int]


def best_candidates(values: Floats, left: Flags, n: int) -> Candidates:
    """The rows left whose value is not surely below the n-th best."""
    rows = np.flatnonzero(left)
    if n < len(rows):
        among = values[rows]
        nth = np.partition(among, len(rows) - n)[len(rows) - n] if n else np.inf
        rows = rows[among >= nth - _SURELY_APART]
    return Candidates(rows, values[rows])
