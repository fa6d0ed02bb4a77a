"""How places lie in memory: of each place a head of one cache line, and a body, both in the same order.

A head holds what nearly every search asks of nearly every place, and where the body starts. A body holds the rest, with
lists of the place's own tasks, skills and times, so that a place which passes the first questions is read in one go.
Both stand in the order of the cells of a grid (`grid.py`), so that a search reads memory from one end to the other. A
place of four tasks takes about 250 bytes.
"""

from __future__ import annotations

from struct import Struct
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matcher.profiles import Offer
from matcher.vocabulary import SURROUNDINGS, Ability, Condition, Demand

Records: TypeAlias = NDArray[Any]

NO_ID: Final = -(2**63)  # of a workplace or an employer that is not known
NOWHERE: Final = -(2**31)  # as x: the spot is not known
UNSAID: Final = -1  # pay, minutes of work, sector, pressure, school-like

# The flags of a head.
OPEN: Final = 1 << 0
SEATED: Final = 1 << 1
LICENSED: Final = 1 << 2  # a licence is needed that is not taught here
BBL: Final = 1 << 3
BESIDE: Final = 1 << 4
ON_CALL: Final = 1 << 5
HAZARDOUS: Final = 1 << 6  # a hazard that no minor may be near here
LONG_DAY: Final = 1 << 7  # longer than a minor may work; likewise at night, or with too little rest
NIGHT: Final = 1 << 8
RESTLESS: Final = 1 << 9
TEACHES: Final = 1 << 10
TIMED: Final = 1 << 11  # the times are given
FLEXIBLE: Final = 1 << 12

OFFER_BITS: Final = 4  # what is offered of two conditions stands in one byte
OFFER_MASK: Final = (1 << OFFER_BITS) - 1
_OFFER_BYTES: Final = (len(Condition) + 1) // 2
# Name, type in numpy, type in struct. In this order nothing needs padding.
_HEAD: Final = (
    ("least", "f8", "d"),  # hours a week; NaN when unknown
    ("most", "f8", "d"),
    ("x", "i4", "i"),  # metres
    ("y", "i4", "i"),
    ("start", "i4", "i"),  # days as ordinals; the first day there is when flexible
    ("until", "i4", "i"),  # the last day there is when open
    ("pay", "i4", "i"),  # cents an hour
    ("body", "i4", "i"),  # where the body starts, in eights of bytes
    ("flags", "u2", "H"),
    ("work", "i2", "h"),  # minutes a week of the times, overlaps once
    ("surroundings", "u2", "H"),  # a bit for each of SURROUNDINGS
    ("kind", "i1", "b"),  # the index in KINDS
    ("sector", "i1", "b"),  # the index in SECTORS
    ("pressure", "i1", "b"),
    ("school_like", "i1", "b"),
    ("offers", ("u1", (_OFFER_BYTES,)), f"{_OFFER_BYTES}s"),  # by condition, the index in OFFERS
    ("spare", ("u1", (3,)), "3x"),  # up to the end of the line
)
HEAD: Final = np.dtype([(name, *code) if isinstance(code, tuple) else (name, code) for name, code, _ in _HEAD])
HEAD_BYTES: Final = Struct("<" + "".join(code for _, _, code in _HEAD))

# A body: ids; how many of each there are; the share of the minutes whose interests are not known. Then the shares of
# the sorts of work and what each task weighs (doubles); the sorts of work and the links (words); the stretches of the
# times (two shorts each); how many times ASKS_AT_ONCE asks each task has, and the asks (octets).
EIGHT: Final = 8  # bytes
BODY_BYTES: Final = Struct("<qqqiiiiiid")
ID, WORKPLACE, EMPLOYER = range(3)  # longs from its start
TASKS, WORKS, LINKS, STRETCHES, ASKED_IN_ALL = range(6, 11)  # words from its start
SHAPELESS: Final = 6  # doubles from its start
LISTS: Final = 7  # longs from its start to the first list


class PlaceArrays(NamedTuple):
    """Heads, and the bodies behind each other, as numbers of each size: the same memory, seen in five ways."""

    heads: Records
    longs: Records  # i8
    doubles: Records  # f8
    words: Records  # i4
    shorts: Records  # u2
    octets: Records  # u1


def in_views(heads: Records, bodies: Records) -> PlaceArrays:
    """Heads and bodies, given as longs, as a kernel reads them."""
    return PlaceArrays(heads, bodies, *(bodies.view(code) for code in ("f8", "i4", "u2", "u1")))


# What a link says of a skill, certificate or licence; or, of a language, the level asked.
LINK_BITS: Final = 4
ASKED: Final = 1
TAUGHT: Final = 2
NEEDED: Final = 4  # a licence that is neither taught here
SPOKEN: Final = 8  # a language: the three bits beside it are the level

# An ask by its number: abilities at levels 1 to 5, demands at levels 1 to 3, and what is not said.
ABILITY_LEVELS: Final = 5
DEMAND_LEVELS: Final = 3
FIRST_DEMAND: Final = len(Ability) * ABILITY_LEVELS
UNSAID_ABILITIES: Final = FIRST_DEMAND + len(Demand) * DEMAND_LEVELS
UNSAID_DEMANDS: Final = UNSAID_ABILITIES + 1
NOTHING: Final = UNSAID_DEMANDS + 1  # costs nobody anything
ASKS: Final = NOTHING + 1
ASKS_AT_ONCE: Final = 8  # the asks of a task are filled up with NOTHING to a multiple, which spares branches
ABILITY_CODE: Final = {ability: index * ABILITY_LEVELS - 1 for index, ability in enumerate(Ability)}  # plus the level
DEMAND_CODE: Final = {demand: FIRST_DEMAND + index * DEMAND_LEVELS - 1 for index, demand in enumerate(Demand)}

# What can be said of a condition; the first is nothing.
OFFERS: Final = (None, *(Offer(level, arrangeable) for level in range(4) for arrangeable in range(level, 4)))
OFFER_CODE: Final = {offer: index for index, offer in enumerate(OFFERS)}
BIT: Final = {surrounding.value: 1 << index for index, surrounding in enumerate(SURROUNDINGS)}
