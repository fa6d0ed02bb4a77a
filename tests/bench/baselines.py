"""The peers: a search over all places, and one over what a tree finds within reach, both written with numpy in float64.

They use the package's own numpy functions. A search over all places reads columns that were gathered beforehand. What
the tree finds is gathered from the packed places while the clock runs: there that is faster than from columns.
`find_in_all` adds up the parts of every place. `vectors.judge` on the same columns leaves out first what a limit
refuses: it is measured too, as whoever writes the one comes to the other.
"""

from collections.abc import Callable
from math import inf

import numpy as np
from sklearn.neighbors import BallTree

from matcher.fast.columns import Columns
from matcher.fast.found import Found, best_candidates
from matcher.fast.packed import PackedPlaces
from matcher.fast.sieve import count_first, limits_broken
from matcher.fast.vectors import add_up
from matcher.fast.ways import known_rows, radius_of, ways_to
from matcher.profiles import YouthProfile
from matcher.settings import MOST_TOTAL
from matcher.where import Floats
from tests.bench.answers import K
from tests.bench.country import TODAY


def prepared_columns(packed: PackedPlaces) -> Columns:
    """All places as columns. Each is gathered when it is first read: the first answers, which nobody times, do that."""
    everything = Columns(packed, np.flatnonzero(packed.dead == 0))
    # For each condition one place behind the other, as a search over all of them wants it.
    everything.offers = np.ascontiguousarray(everything.offers)
    return everything


def find_in_all(everything: Columns, youth: YouthProfile) -> Found:
    """Every limit and every part for every place, then the best of those that pass."""
    ways = ways_to(youth, everything)
    passing, refused_by = count_first(limits_broken(youth, everything, ways, on=TODAY), len(everything))
    totals = add_up(youth, everything, ways)
    ids, left = everything.ids[passing], np.ones(len(passing), np.bool_)
    return Found(
        by_value=best_candidates(ids, _fits(totals.value[passing]), left, K),
        by_high=best_candidates(ids, _fits(totals.least[passing]), left, K),
        total=len(passing),
        hidden_by={},
        refused_by=refused_by,
    )


def _fits(totals: Floats) -> Floats:
    fits: Floats = np.exp(-np.minimum(totals, MOST_TOTAL))
    return fits


class NearInTree:
    """scikit-learn's BallTree finds the places within the largest reach, and `judge` looks at those alone.

    Distances are Euclidean on the metres of the grid: what the definition goes by, and cheaper than the haversine.
    """

    def __init__(self, everything: Columns, judge: Callable[..., Found]) -> None:
        self._everything = everything
        self._judge = judge
        unknown = np.isnan(everything.x)
        self._anywhere = everything.rows[unknown]  # looked at always
        self._rows = everything.rows[~unknown]
        self._tree = BallTree(np.column_stack((everything.x, everything.y))[~unknown]) if len(self._rows) else None

    def find(self, youth: YouthProfile) -> Found:
        """Among what is within reach, of unknown spot, or known by its minutes; all there is for who has no reach."""
        radius = radius_of(youth)
        if self._tree is None or radius == inf:
            return self._judge(youth, self._everything)
        packed = self._everything.packed
        near = self._rows[self._tree.query_radius([youth.home], max(radius, 0.0))[0]]
        known, _ = known_rows(youth, packed)
        rows = np.unique(np.concatenate((near, self._anywhere, known[packed.dead[known] == 0])))
        return self._judge(youth, Columns(packed, rows), left_out=packed.live - len(rows))
