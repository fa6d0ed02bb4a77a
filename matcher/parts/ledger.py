"""What a part of a fit adds up, piece by piece, and what each piece says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from matcher.codes import ReasonCode
from matcher.match import PartFit, Reason
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.settings import Levels
from matcher.vocabulary import PartKey

Facts = Mapping[str, Any]
NO_FACTS: Final[Facts] = {}


class Part(Protocol):
    """One of the eight parts: adds what rubs between a youth and a place to a ledger."""

    key: PartKey

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger: ...

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit: ...


class Ledger:
    """The pieces of one part: each at its least, its median and its most, with its reason.

    `most` bounds the sum, for parts that are bounded and would pass it by a rounding error.
    """

    __slots__ = ("_highs", "_lows", "_most", "_values", "arrangements", "questions", "rubs", "strengths")

    def __init__(self, most: float = math.inf) -> None:
        self._most = most
        self._lows: list[float] = []
        self._values: list[float] = []
        self._highs: list[float] = []
        self.rubs: list[Reason] = []
        self.strengths: list[Reason] = []
        self.questions: list[Reason] = []
        self.arrangements: list[Reason] = []

    def add(self, code: ReasonCode, facts: Facts, piece: float | Levels) -> None:
        """A piece that rubs; a number alone is known."""
        low, value, high = piece if isinstance(piece, tuple) else (piece, piece, piece)
        if high > 0:
            self._lows.append(low)
            self._values.append(value)
            self._highs.append(high)
        if value > 0:
            self.rubs.append(Reason(code, facts, value))

    def ask(self, code: ReasonCode, facts: Facts, piece: Levels) -> None:
        """A piece that is not known: it rubs as it usually does, and is a question."""
        self.add(code, facts, piece)
        self.question(code, facts, piece[2] - piece[0])

    def question(self, code: ReasonCode, facts: Facts, width: float) -> None:
        """Something to ask about a piece that is added elsewhere, with the range it opens."""
        self.questions.append(Reason(code, facts, width))

    def ask_all(self, asked: Sequence[tuple[ReasonCode, Facts]], piece: Levels) -> None:
        """One piece for which several things are not known."""
        (code, facts), *others = asked
        self.ask(code, facts, piece)
        for code, facts in others:
            self.question(code, facts, piece[2] - piece[0])

    def arrange(self, code: ReasonCode, facts: Facts, friction: float) -> None:
        """Something that can be arranged, with what rubs until then."""
        self.arrangements.append(Reason(code, facts, friction))

    def spare(self, code: ReasonCode, facts: Facts, friction: float) -> None:
        """Something that fits, with the friction there would be without it."""
        if friction > 0:
            self.strengths.append(Reason(code, facts, friction))

    @property
    def friction(self) -> float:
        return min(math.fsum(self._values), self._most)

    def fit(self, weight: float = 1.0) -> PartFit:
        """The part as it is told: reasons that rub most come first."""
        low, high = min(math.fsum(self._lows), self._most), min(math.fsum(self._highs), self._most)
        return PartFit(self.friction, low, high, weight, tuple(sorted(self.rubs, key=by_friction)))


Ledgers = Mapping[PartKey, Ledger]


def by_friction(reason: Reason) -> tuple[float, str, str]:
    """Sorts reasons, the largest first, in an order that does not depend on how they were found."""
    return -reason.friction, reason.code, " ".join(map(str, reason.facts.values()))


def stepwise(steps: Sequence[float], gap: float) -> float:
    """The friction at a gap: given at whole steps, straight between them, level after the last."""
    if gap <= 0:
        return steps[0]
    whole = int(gap)
    if whole >= len(steps) - 1:
        return steps[-1]
    # Never past the next step: a rounding error must not break the order.
    return min(steps[whole] + (gap - whole) * (steps[whole + 1] - steps[whole]), steps[whole + 1])
