"""What a search gives to a ranking: who may be best, and the counts of all others.

This is the seam between how candidates are found and how they are ranked. A search may be off by as
much as ERROR in a value; whoever ranks lets the definition decide wherever that could matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.where import Flags, Floats

R = TypeVar("R")
Records: TypeAlias = Callable[[Collection[int]], Mapping[int, R]]  # the records of these ids, as far as there are any

ERROR: Final = 1e-12  # a search sums in another order than the definition, nothing else
SURELY_APART: Final = 2e-9  # two values this far apart are still apart when rounded to nine decimals


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ids, among which the n best surely are, with their values as the search found them; in any order."""

    ids: NDArray[np.int64]
    values: Floats

    def with_these(self, more: Mapping[int, float]) -> Candidates:
        """The same and more, by id."""
        if not more:
            return self
        ids = np.array(list(more), np.int64)
        return Candidates(np.concatenate((self.ids, ids)), np.concatenate((self.values, list(more.values()))))


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates by value and by the upper end of the range, and what became of all the others."""

    by_value: Candidates
    by_high: Candidates
    total: int
    hidden_by: Mapping[str, int]
    refused_by: Mapping[str, int]


def best_candidates(ids: NDArray[np.int64], values: Floats, left: Flags, n: int) -> Candidates:
    """Those left whose value is not surely below the n-th best."""
    rows = np.flatnonzero(left)
    if n < len(rows):
        among = values[rows]
        nth = np.partition(among, len(rows) - n)[len(rows) - n] if n else np.inf
        rows = rows[among >= nth - SURELY_APART]
    return Candidates(ids[rows], values[rows])
