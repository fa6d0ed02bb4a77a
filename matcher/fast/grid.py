"""Squares of the Netherlands, so that a search looks only where a youth can get to.

What lies outside is counted to the nearest square at the edge, which keeps every search exact: a place no further than
so many metres from a home stands in a square no further from the home's square than that.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.fast.layout import NOWHERE

WEST: Final = 0  # metres of the Dutch grid (RD, EPSG:28992)
SOUTH: Final = 300_000
SIDE: Final = 2_500  # of a square: our judgement, between 1 and 5 km it makes little difference
COLUMNS: Final = 120
ROWS: Final = 132
CELLS: Final = COLUMNS * ROWS + 1
NO_CELL: Final = CELLS - 1  # the last: places whose spot is not known


def cells_of(x: NDArray[np.int32], y: NDArray[np.int32]) -> NDArray[np.int32]:
    """The cell of each spot, row by row from the south-west."""
    column = np.clip((x.astype(np.int64) - WEST) // SIDE, 0, COLUMNS - 1)
    row = np.clip((y.astype(np.int64) - SOUTH) // SIDE, 0, ROWS - 1)
    cells: NDArray[np.int32] = np.where(x == NOWHERE, NO_CELL, row * COLUMNS + column).astype(np.int32)
    return cells
