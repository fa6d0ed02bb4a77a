"""Numbers for what has no fixed list: skills by URI, languages, and sorts of work by their interests.

Given out as they come and never taken back, so that snapshots of a table share them, also between threads. With each
number stands what the Reference says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from matcher.fast.growing import Growing
from matcher.reference import Reference
from matcher.settings import SKILL_MISSING
from matcher.where import Floats

K = TypeVar("K", bound=Hashable)


class Numbered(Generic[K]):
    """Names with their numbers, and a row of figures for each."""

    def __init__(self, figures: Callable[[K], tuple[float, ...]], width: int) -> None:
        self._figures = figures
        self._numbers: dict[K, int] = {}
        self._table = Growing(np.dtype(("f8", (width,))))
        self._lock = Lock()

    def number(self, name: K) -> int:
        """The number of a name, a new one if it has none yet."""
        found = self._numbers.get(name)
        return self._new(name) if found is None else found

    def known(self, name: K) -> int | None:
        """The number of a name that has one."""
        return self._numbers.get(name)

    def figures(self) -> Floats:
        """The figures so far, a row a number."""
        return self._table.view()

    def _new(self, name: K) -> int:
        with self._lock:
            number = self._numbers.get(name)
            if number is None:
                number = len(self._numbers)
                self._table.extend(np.array([self._figures(name)]))
                self._numbers[name] = number
            return number


class CodeArrays(NamedTuple):
    """The figures of all numbers: what a missing skill costs, usual levels of a language, directions of interests."""

    skills: Floats  # (skills, 1)
    languages: Floats  # (languages, 2): the median and the 75th percentile of what a youth has
    directions: Floats  # (sorts of work, 6)


class Codes:
    """The numbers of one table."""

    def __init__(self, reference: Reference) -> None:
        self.skills: Numbered[str] = Numbered(lambda uri: (SKILL_MISSING * reference.rarity(uri),), 1)
        self.languages: Numbered[str] = Numbered(lambda code: reference.language(code)[1:], 2)
        self.directions: Numbered[tuple[float, ...]] = Numbered(lambda direction: direction, 6)

    def arrays(self) -> CodeArrays:
        """The figures as they are now; later numbers leave them alone."""
        return CodeArrays(self.skills.figures(), self.languages.figures(), self.directions.figures())
