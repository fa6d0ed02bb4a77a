"""What every engine is asked for, and the plain definition of it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, TypeAlias

from matcher.fast.found import Found, Records
from matcher.fit import fit_of, judge_parts, rounded
from matcher.limits import refusals
from matcher.match import Fit
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import in_order
from matcher.reference import Reference
from tests.bench.country import TODAY

K: Final = 20

Record: TypeAlias = Any  # of a youth or of a place: the one is asking, the others are in the list
Pair: TypeAlias = Callable[[Record, Record], tuple[YouthProfile, PlaceProfile]]  # the one asking, and another


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a list shows, but for the reasons."""

    best: tuple[int, ...]
    ask_first: tuple[int, ...]
    total: int
    hidden_by: Mapping[str, int]
    refused_by: Mapping[str, int]

    def differences(self, other: "Answer") -> list[str]:
        """The names of what is not the same."""
        return [field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name)]


def of_youth(youth: YouthProfile, place: PlaceProfile) -> tuple[YouthProfile, PlaceProfile]:
    """A youth is asking."""
    return youth, place


def of_place(place: PlaceProfile, youth: YouthProfile) -> tuple[YouthProfile, PlaceProfile]:
    """A place is asking."""
    return youth, place


def defined(one: Record, others: Iterable[Record], pair: Pair, reference: Reference) -> Answer:
    """By the definition, pair by pair; without the reasons, which are most of the work of a whole comparison."""
    refused_by: Counter[str] = Counter()
    fits: dict[int, Fit] = {}
    for other in others:
        refused = refusals(*pair(one, other), TODAY)
        if refused:
            refused_by[refused[0].code.value] += 1
        else:
            fits[other.id] = fit_of(judge_parts(*pair(one, other), reference))
    by_value = sorted(fits, key=lambda id_: (-rounded(fits[id_].value), id_))
    by_high = sorted(fits, key=lambda id_: (-rounded(fits[id_].high), id_))
    return _answer(by_value, by_high, len(fits), {}, refused_by)


def settled(one: Record, found: Found, records: Records[Record], pair: Pair, reference: Reference) -> Answer:
    """By what a search found; the definition settles the order where rounding is in doubt, as in a ranking."""

    def fits(ids: Collection[int]) -> dict[int, Fit]:
        return {id_: fit_of(judge_parts(*pair(one, other), reference)) for id_, other in records(ids).items()}

    by_value = in_order(found.by_value, lambda ids: {id_: fit.value for id_, fit in fits(ids).items()})
    by_high = in_order(found.by_high, lambda ids: {id_: fit.high for id_, fit in fits(ids).items()})
    return _answer(by_value, by_high, found.total, found.hidden_by, found.refused_by)


def _answer(
    by_value: Sequence[int],
    by_high: Sequence[int],
    total: int,
    hidden_by: Mapping[str, int],
    refused_by: Mapping[str, int],
) -> Answer:
    best = tuple(by_value[:K])
    return Answer(best, tuple(id_ for id_ in by_high[:K] if id_ not in best), total, hidden_by, refused_by)
