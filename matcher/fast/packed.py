"""Places as numbers: one fixed row a place, and ragged lists of terms, tasks, stretches and skills.

Everything here follows from one place and the Reference alone, so that a place packed by itself, in a
batch or after a change gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.fast.terms import Codes, terms_of
from matcher.parts.interests import direction
from matcher.parts.tasks import shared_tasks
from matcher.profiles import PlaceProfile, WeekTime
from matcher.reference import Reference
from matcher.settings import (
    YOUNG_DAY_HOURS,
    YOUNG_DAY_REST,
    YOUNG_FROM,
    YOUNG_UNTIL,
    YOUNG_WEEK_REST,
)
from matcher.vocabulary import FORBIDDEN_HAZARDS, SURROUNDINGS, Education, Hazard
from matcher.week import longest_rest, minutes, minutes_by_day, shortest_night, union
from matcher.where import KINDS, SECTORS, UNKNOWN, Floats

Records: TypeAlias = NDArray[Any]

NO_ID: Final = -(2**63)
FIRST_DAY: Final = date.min.toordinal()
LAST_DAY: Final = date.max.toordinal()
BIT: Final = {surrounding.value: 1 << index for index, surrounding in enumerate(SURROUNDINGS)}

PLACE: Final = np.dtype(
    [
        ("workplace", "i8"),  # NO_ID when unknown, like the employer
        ("employer", "i8"),
        ("kind", "i1"),  # the index in KINDS
        ("sector", "i1"),  # the index in SECTORS, or UNKNOWN
        ("surroundings", "u2"),  # a bit for each of SURROUNDINGS
        ("teaches", "?"),
        ("x", "f8"),  # metres; NaN when unknown
        ("y", "f8"),
        ("least", "f8"),  # hours a week; NaN when unknown
        ("most", "f8"),
        ("timed", "?"),  # the times are given
        ("flexible", "?"),
        ("pay", "f8"),  # cents an hour; NaN when unknown
        ("open", "?"),
        ("seated", "?"),
        ("start", "i4"),  # days as ordinals; FIRST_DAY when flexible
        ("until", "i4"),  # LAST_DAY when open
        ("bbl", "?"),
        ("beside", "?"),
        ("on_call", "?"),
        ("hazardous", "?"),  # a hazard that no minor may be near here
        ("long_day", "?"),  # longer than a minor may work; likewise at night, or with too little rest
        ("night", "?"),
        ("restless", "?"),
        ("week", "f8"),  # minutes of work, by the times or else the least hours; NaN when unknown
        ("shapeless", "f8"),  # share of the minutes whose interests are not known
    ]
)
TERM: Final = np.dtype([("code", "i4"), ("factor", "f8")])
TASK: Final = np.dtype([("share", "f8"), ("direction", "f8", (6,))])
STRETCH: Final = np.dtype([("start", "i4"), ("end", "i4")])
URI: Final = np.dtype("i4")


@dataclass(frozen=True, slots=True)
class Ragged:
    """Entries, some a place, each with the row of its place."""

    rows: NDArray[np.int64]
    entries: Records
    places: int

    def sums(self, values: Records) -> Floats:
        """The sum of these values, one an entry, by place."""
        sums: Floats = np.bincount(self.rows, weights=values, minlength=self.places).astype(np.float64, copy=False)
        return sums


@dataclass(frozen=True, slots=True)
class PackedPlaces:
    """A snapshot of a table: places in the order of their ids, and what a scan reads of them.

    `codes` numbers terms and URIs; it only ever grows, so that snapshots share it.
    """

    reference: Reference
    places: tuple[PlaceProfile, ...]
    columns: Records
    terms: Ragged
    tasks: Ragged
    stretches: Ragged
    taught: Ragged
    licences: Ragged
    codes: Codes


class _Piece(NamedTuple):
    """What one place adds to the packed numbers, as bytes, since those are joined fastest."""

    columns: bytes  # one row; of the others any number
    terms: bytes
    tasks: bytes
    stretches: bytes
    taught: bytes
    licences: bytes


class PlacePacker:
    """Packs places; what it worked out of one is kept until that place is forgotten."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._codes = Codes()
        self._pieces: dict[int, _Piece] = {}

    def forget(self, place_id: int) -> None:
        self._pieces.pop(place_id, None)

    def pack(self, places: Sequence[PlaceProfile]) -> PackedPlaces:
        """The places, given in the order of their ids, as numbers."""
        pieces = [self._piece(place) for place in places]
        return PackedPlaces(
            reference=self._reference,
            places=tuple(places),
            columns=_joined(PLACE, [piece.columns for piece in pieces]),
            terms=_ragged(TERM, [piece.terms for piece in pieces]),
            tasks=_ragged(TASK, [piece.tasks for piece in pieces]),
            stretches=_ragged(STRETCH, [piece.stretches for piece in pieces]),
            taught=_ragged(URI, [piece.taught for piece in pieces]),
            licences=_ragged(URI, [piece.licences for piece in pieces]),
            codes=self._codes,
        )

    def _piece(self, place: PlaceProfile) -> _Piece:
        piece = self._pieces.get(place.id)
        if piece is None:
            piece = self._pieces[place.id] = self._pack_one(place)
        return piece

    def _pack_one(self, place: PlaceProfile) -> _Piece:
        codes = self._codes
        tasks, shapeless = _directions(place)
        columns = (*_who_and_where(place), *_terms_of_work(place), *_law(place), shapeless)
        terms = [(codes.term(term), factor) for term, factor in terms_of(place, self._reference).items()]
        return _Piece(
            columns=_bytes(PLACE, [columns]),
            terms=_bytes(TERM, terms),
            tasks=_bytes(TASK, tasks),
            stretches=_bytes(STRETCH, list(union(place.times or ()))),
            taught=_bytes(URI, [codes.uri(uri) for uri in place.taught]),
            licences=_bytes(URI, [codes.uri(uri) for uri in place.licences - place.taught]),
        )


def _bytes(dtype: np.dtype[Any], entries: Sequence[Any]) -> bytes:
    return np.array(entries, dtype=dtype).tobytes()


def _joined(dtype: np.dtype[Any], pieces: Sequence[bytes]) -> Records:
    return np.frombuffer(b"".join(pieces), dtype=dtype)


def _ragged(dtype: np.dtype[Any], pieces: Sequence[bytes]) -> Ragged:
    rows = np.repeat(np.arange(len(pieces)), [len(piece) // dtype.itemsize for piece in pieces])
    return Ragged(rows, _joined(dtype, pieces), len(pieces))


def _who_and_where(place: PlaceProfile) -> tuple[Any, ...]:
    return (
        NO_ID if place.workplace is None else place.workplace,
        NO_ID if place.employer is None else place.employer,
        KINDS.index(place.kind),
        UNKNOWN if place.sector is None else SECTORS.index(place.sector),
        sum(BIT[surrounding] for surrounding in place.surroundings),
        bool(place.taught),
        *((math.nan, math.nan) if place.at is None else place.at),
    )


def _terms_of_work(place: PlaceProfile) -> tuple[Any, ...]:
    return (
        *((math.nan, math.nan) if place.hours is None else place.hours),
        place.times is not None,
        place.flexible_times,
        math.nan if place.pay is None else place.pay,
        place.open,
        place.seats > 0,
        FIRST_DAY if place.start is None else place.start.toordinal(),
        LAST_DAY if place.until is None else place.until.toordinal(),
    )


def _law(place: PlaceProfile) -> tuple[Any, ...]:
    """What the law looks at; of the rules for minors everything that does not depend on the youth."""
    times = () if place.flexible_times or place.times is None else place.times
    hazards = frozenset[Hazard]().union(*(task.hazards for task in place.tasks))
    kept_away = hazards if place.expert_supervision is False else hazards & FORBIDDEN_HAZARDS
    return (
        place.education == Education.BBL,
        place.education == Education.BESIDE,
        bool(place.on_call),
        bool(kept_away),
        max(minutes_by_day(times).values(), default=0) > YOUNG_DAY_HOURS * 60,
        any(time.start < YOUNG_FROM or time.end > YOUNG_UNTIL for time in times),
        _short_of_rest(times),
        _week_minutes(place, times),
    )


def _short_of_rest(times: tuple[WeekTime, ...]) -> bool:
    night = shortest_night(times)
    return (night is not None and night < YOUNG_DAY_REST * 60) or longest_rest(times) < YOUNG_WEEK_REST * 60


def _week_minutes(place: PlaceProfile, times: tuple[WeekTime, ...]) -> float:
    if times:
        return minutes(union(times))
    return math.nan if place.hours is None else place.hours[0] * 60


def _directions(place: PlaceProfile) -> tuple[list[tuple[float, tuple[float, ...]]], float]:
    """The shares of tasks whose interests are known, with their directions, and the share of all others."""
    known = []
    unknown = []
    for _, task, share in shared_tasks(place):
        work = direction(place.interests if task.interests is None else task.interests)
        if work is None:
            unknown.append(share)
        else:
            known.append((share, work))
    return known, math.fsum(unknown)
