"""Where the lists of a body start, each as an index among the numbers of its size (`layout.py` says in what order)."""

from __future__ import annotations

from matcher.fast.compiled import kernel
from matcher.fast.layout import LINKS, LISTS, STRETCHES, TASKS, WORKS, PlaceArrays


@kernel
def first_double(body: int) -> int:
    """The shares of the sorts of work, and behind them what each task weighs."""
    return body + LISTS


@kernel
def first_word(places: PlaceArrays, body: int) -> int:
    """The sorts of work, and behind them the links."""
    return 2 * int(body + LISTS + places.words[2 * body + WORKS] + places.words[2 * body + TASKS])


@kernel
def first_short(places: PlaceArrays, body: int) -> int:
    """The stretches of the times."""
    return 2 * int(first_word(places, body) + places.words[2 * body + WORKS] + places.words[2 * body + LINKS])


@kernel
def first_octet(places: PlaceArrays, body: int) -> int:
    """How many asks each task has, and behind these the asks."""
    return 2 * int(first_short(places, body) + 2 * places.words[2 * body + STRETCHES])
