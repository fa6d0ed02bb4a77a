"""One place as numbers: its head and its body.

Everything here follows from one place and the Reference alone, so that a place packed by itself, in a batch or after a
change gives the same numbers.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

import numpy as np

from matcher.fast.codes import Codes
from matcher.fast.layout import (
    ABILITY_CODE,
    ASKED,
    ASKS_AT_ONCE,
    BBL,
    BESIDE,
    BIT,
    BODY_BYTES,
    DEMAND_CODE,
    EIGHT,
    FLEXIBLE,
    HAZARDOUS,
    HEAD,
    HEAD_BYTES,
    LICENSED,
    LINK_BITS,
    LONG_DAY,
    NEEDED,
    NIGHT,
    NO_ID,
    NOTHING,
    NOWHERE,
    OFFER_BITS,
    OFFER_CODE,
    ON_CALL,
    OPEN,
    RESTLESS,
    SEATED,
    SPOKEN,
    TAUGHT,
    TEACHES,
    TIMED,
    UNSAID,
    UNSAID_ABILITIES,
    UNSAID_DEMANDS,
    Records,
)
from matcher.parts.interests import direction
from matcher.parts.skills import skills_asked
from matcher.parts.tasks import shared_tasks
from matcher.profiles import Offer, PlaceProfile, Task, WeekTime
from matcher.settings import (
    TASK_BY_SHARE,
    TASK_FLOOR,
    YOUNG_DAY_HOURS,
    YOUNG_DAY_REST,
    YOUNG_FROM,
    YOUNG_UNTIL,
    YOUNG_WEEK_REST,
)
from matcher.vocabulary import FORBIDDEN_HAZARDS, Condition, Education, Hazard
from matcher.week import Stretch, longest_rest, minutes, minutes_by_day, shortest_night, union
from matcher.where import KINDS, SECTORS

FIRST_DAY: Final = date.min.toordinal()
LAST_DAY: Final = date.max.toordinal()
_KIND: Final = {kind: index for index, kind in enumerate(KINDS)}
_SECTOR: Final = {sector: index for index, sector in enumerate(SECTORS)}
_CONDITIONS: Final = tuple(Condition)


class Batch:
    """Places packed one behind the other, ready to be put behind bodies that end at `start`, in eights of bytes."""

    def __init__(self, codes: Codes, start: int = 0) -> None:
        self._codes = codes
        self._start = start
        self._heads = bytearray()
        self._bodies = bytearray()

    def __len__(self) -> int:
        return len(self._heads) // HEAD_BYTES.size

    @property
    def end(self) -> int:
        """Where the last body ends, in eights of bytes."""
        return self._start + len(self._bodies) // EIGHT

    def add(self, place: PlaceProfile) -> None:
        """Pack one more place."""
        stretches = union(place.times or ())
        body = self._body(place, stretches)
        self._heads += HEAD_BYTES.pack(
            *((math.nan, math.nan) if place.hours is None else place.hours),
            *((NOWHERE, 0) if place.at is None else place.at),
            FIRST_DAY if place.start is None else place.start.toordinal(),
            LAST_DAY if place.until is None else place.until.toordinal(),
            UNSAID if place.pay is None else place.pay,
            self.end,
            _flags(place),
            minutes(stretches) if place.times is not None else UNSAID,
            sum(BIT[surrounding] for surrounding in place.surroundings),
            _KIND[place.kind],
            UNSAID if place.sector is None else _SECTOR[place.sector],
            UNSAID if place.pressure is None else place.pressure,
            UNSAID if place.school_like is None else place.school_like,
            _offers(place.offers),
        )
        self._bodies += body

    def arrays(self) -> tuple[Records, Records]:
        """The heads, and the bodies as longs."""
        return np.frombuffer(self._heads, HEAD), np.frombuffer(self._bodies, np.int64)

    def _body(self, place: PlaceProfile, stretches: Sequence[Stretch]) -> bytes:
        tasks = shared_tasks(place)
        asks = [_asks(task) for _, task, _ in tasks]
        works, shapeless = self._works(place)
        links = self._links(place)
        body = b"".join(
            (
                BODY_BYTES.pack(
                    place.id,
                    NO_ID if place.workplace is None else place.workplace,
                    NO_ID if place.employer is None else place.employer,
                    *(len(tasks), len(works), len(links), len(stretches), sum(map(len, asks)), 0),
                    shapeless,
                ),
                array("d", works.values()),
                array("d", [TASK_FLOOR + TASK_BY_SHARE * share for _, _, share in tasks]),
                array("i", [*works, *links]),
                array("H", [minute for stretch in stretches for minute in stretch]),
                bytes([len(of_task) // ASKS_AT_ONCE for of_task in asks]),
                *asks,
            )
        )
        return body + bytes(-len(body) % EIGHT)

    def _works(self, place: PlaceProfile) -> tuple[dict[int, float], float]:
        """Each sort of work with its share of the minutes, and the share of what is not known."""
        shares: dict[int, list[float]] = {}
        unknown = []
        for _, task, share in shared_tasks(place):
            work = direction(place.interests if task.interests is None else task.interests)
            if work is None:
                unknown.append(share)
            else:
                shares.setdefault(self._codes.directions.number(work), []).append(share)
        return {number: math.fsum(parts) for number, parts in shares.items()}, math.fsum(unknown)

    def _links(self, place: PlaceProfile) -> list[int]:
        asked, needed = skills_asked(place), place.licences - place.taught
        number = self._codes.skills.number
        links = []
        for uri in sorted(asked | place.taught):
            flags = (uri in asked) * ASKED | (uri in place.taught) * TAUGHT | (uri in needed) * NEEDED
            links.append(number(uri) << LINK_BITS | flags)
        for language, level in sorted(place.languages.items()):
            if level:
                links.append(self._codes.languages.number(language) << LINK_BITS | SPOKEN | level)
        return links


def _offers(offers: Mapping[Condition, Offer]) -> bytes:
    """Numbers of OFFERS, two in a byte."""
    codes = [OFFER_CODE[offers.get(condition)] for condition in _CONDITIONS]
    return bytes([first | second << OFFER_BITS for first, second in zip(codes[::2], codes[1::2], strict=True)])


def _asks(task: Task) -> bytes:
    asks, demands = task.asks, task.demands
    codes = [UNSAID_ABILITIES] if asks is None else [ABILITY_CODE[what] + level for what, level in asks.items()]
    codes += [UNSAID_DEMANDS] if demands is None else [DEMAND_CODE[what] + level for what, level in demands.items()]
    return bytes(codes + [NOTHING] * (-len(codes) % ASKS_AT_ONCE))


def _flags(place: PlaceProfile) -> int:
    times = () if place.flexible_times or place.times is None else place.times
    return (
        place.open * OPEN
        | (place.seats > 0) * SEATED
        | (not place.licences <= place.taught) * LICENSED
        | (place.education == Education.BBL) * BBL
        | (place.education == Education.BESIDE) * BESIDE
        | bool(place.on_call) * ON_CALL
        | bool(_hazards(place)) * HAZARDOUS
        | _flags_of_times(times)
        | bool(place.taught) * TEACHES
        | (place.times is not None) * TIMED
        | place.flexible_times * FLEXIBLE
    )


def _hazards(place: PlaceProfile) -> frozenset[Hazard]:
    """The hazards that keep every minor away."""
    hazards = frozenset[Hazard]().union(*(task.hazards for task in place.tasks))
    return hazards if place.expert_supervision is False else hazards & FORBIDDEN_HAZARDS


@lru_cache(maxsize=4096)
def _flags_of_times(times: tuple[WeekTime, ...]) -> int:
    """What of the times a minor may not do."""
    night = shortest_night(times)
    short = (night is not None and night < YOUNG_DAY_REST * 60) or longest_rest(times) < YOUNG_WEEK_REST * 60
    return (
        (max(minutes_by_day(times).values(), default=0) > YOUNG_DAY_HOURS * 60) * LONG_DAY
        | any(time.start < YOUNG_FROM or time.end > YOUNG_UNTIL for time in times) * NIGHT
        | short * RESTLESS
    )
