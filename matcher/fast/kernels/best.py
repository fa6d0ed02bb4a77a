"""The best so far of a search: the lowest sums of friction, and up to which sum one more could still be among them.

A heap holds the n lowest sums, the highest of them first.
"""

from __future__ import annotations

from math import exp, log
from typing import Final

import numpy as np

from matcher.fast.compiled import kernel
from matcher.fast.found import SURELY_APART
from matcher.fast.layout import Records
from matcher.where import Floats

_NONE: Final = -1.0  # lower than every sum
_ALL: Final = np.inf


@kernel
def start_limit(n: int) -> float:
    """Up to which sum a candidate matters before there is any."""
    return _ALL if n > 0 else _NONE


@kernel
def put(heap: Floats, filled: int, total: float) -> int:
    """Put a sum among the lowest, if it is; returns how many the heap holds now."""
    if filled < len(heap):
        index = filled
        while index > 0 and heap[(index - 1) // 2] < total:
            heap[index] = heap[(index - 1) // 2]
            index = (index - 1) // 2
        heap[index] = total
        return filled + 1
    if total < heap[0]:
        _sink(heap, total)
    return filled


@kernel
def _sink(heap: Floats, total: float) -> None:
    """Let a lower sum take the place of the highest."""
    index, size = 0, len(heap)
    while True:
        child = 2 * index + 1
        if child >= size:
            break
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= total:
            break
        heap[index] = heap[child]
        index = child
    heap[index] = total


@kernel
def limit_of(heap: Floats, filled: int) -> float:
    """Up to which sum a candidate matters: its fit, rounded, could still be as good as the n-th best."""
    if filled < len(heap):
        return _ALL
    lowest = exp(-heap[0]) - SURELY_APART
    return -log(lowest) if lowest > 0 else _ALL


@kernel
def sift(rows: Records, totals: Floats, size: int, limit: float) -> int:
    """Move the candidates that still matter in the end to the front; returns how many they are."""
    count = 0
    for index in range(size):
        if totals[index] <= limit:
            rows[count], totals[count] = rows[index], totals[index]
            count += 1
    return count
