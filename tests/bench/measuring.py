"""How time is taken: engines in turn, a round of each and then again, so that a slow moment of the machine hits all."""

import gc
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, TypeVar

T = TypeVar("T")

TOP20: Final = "top20"  # the best places for a youth, as ids
REASONS: Final = "reasons"  # the whole page of them
FLOOR: Final = "floor"  # what of a search cannot be left out
YOUTHS: Final = "youths"  # the best youths for a place, as ids
YOUTHS_REASONS: Final = "youths_reasons"
BUILD: Final = "build"
CHANGE: Final = "change"
COLD: Final = "cold"


@dataclass(frozen=True, slots=True)
class Row:
    """How long something took, each time, in milliseconds; `more` are further figures."""

    what: str
    n: int
    engine: str
    means: str
    times: Sequence[float]
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]

    def to_dict(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "n": self.n,
            "engine": self.engine,
            "means": self.means,
            "median_ms": round(self.median, 4),
            "p95_ms": round(self.p95, 4),
            **self.more,
        }


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1_000


def in_turn(works: Mapping[str, Callable[[T], object]], asking: Sequence[T], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of every work for each who asks, in rounds.

    A turn begins with a round that is not counted, so that it does not matter what the one before left in the caches.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    with undisturbed():
        for _ in range(rounds):
            for name, work in works.items():
                _round(work, asking)
                times[name] += _round(work, asking)
    return times


def _round(work: Callable[[T], object], asking: Sequence[T]) -> list[float]:
    return [timed(lambda one=one: work(one)) for one in asking]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the garbage collector, which would go through all records; as timeit does it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
