"""All youths for one place."""

from __future__ import annotations

from typing import Final

from matcher.fast.codes import CodeArrays
from matcher.fast.compiled import kernel
from matcher.fast.kernels.costs import Costs, forget, note, weigh
from matcher.fast.kernels.search import Search, admit, begin, end, enter
from matcher.fast.kernels.sums import of_head, of_way
from matcher.fast.kernels.ways import known_index, known_way, knows_ways, way_over_ground
from matcher.fast.layout import PlaceArrays, Records
from matcher.fast.seekers import SeekerArrays
from matcher.settings import TOO_FAR_SHARE
from matcher.vocabulary import Refusal
from matcher.where import Floats

_TOO_FAR: Final = list(Refusal).index(Refusal.TOO_FAR)


@kernel
def search_youths(
    search: Search,
    costs: Costs,
    seekers: SeekerArrays,
    dead: Records,
    places: PlaceArrays,
    usual: Floats,
    figures: CodeArrays,
    on: int,
    wanted: Floats,
) -> None:
    """Go through all youths that are not dead, for the first of `places`. `costs` are room to work in."""
    begin(search)
    for row in range(len(dead)):
        if dead[row]:
            continue
        numbers, entries = seekers.numbers[row], seekers.lists[seekers.starts[row] : seekers.starts[row + 1]]
        known = known_index(places, 0, entries) if knows_ways(numbers, entries) else -1
        if known >= 0:
            share, minutes = known_way(seekers.minutes[seekers.known[row] + known], numbers)
        else:
            share, minutes = way_over_ground(places, 0, numbers)
        if share > TOO_FAR_SHARE:
            search.counts[_TOO_FAR] += 1
            continue
        note(costs, entries, figures)
        if admit(search, places, 0, numbers, entries, costs, share, minutes, on, wanted):
            weigh(costs, numbers, usual)
            value, least = of_way(places, 0, numbers, usual, share)
            more, more_least = of_head(places, 0, numbers, costs, usual)
            value, least = value + more, least + more_least
            enter(search, row, places, 0, numbers, entries, costs, usual, figures, value, least, wanted)
        forget(costs, entries)
    end(search)
