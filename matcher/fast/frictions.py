"""The frictions that hang on youth and place together, for every place at once.

Each function is the numpy twin of the part of its name in `matcher.parts`, where the idea is explained.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fast.packed import PackedPlaces
from matcher.fast.sieve import wished
from matcher.fast.ways import Ways
from matcher.parts.interests import direction
from matcher.parts.travel import usual_shares
from matcher.profiles import WEEK_HOURS, WEEK_MINUTES, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import (
    COMFORTABLE_SHARE,
    GOALS_RATE,
    HOURS_GAP_RATE,
    HOURS_OUTSIDE_RATE,
    INCOME_RATE,
    INTEREST_ENOUGH,
    INTEREST_RATE,
    MOST_TOTAL,
    TEACHES_NOTHING,
    TRAVEL_AT_LONGEST,
    WEEKS_A_MONTH,
    WISH_EXPLORED,
    WISH_NOT_MET,
    Levels,
)
from matcher.vocabulary import Aim, Sector, Wish
from matcher.week import minutes, union
from matcher.where import UNKNOWN, Flags, Floats

LOW, MEDIAN, HIGH = range(3)


class Pieces(NamedTuple):
    """Friction by place: with every unknown at its median, and the least."""

    value: Floats
    least: Floats

    def plus(self, other: Pieces) -> Pieces:
        return Pieces(self.value + other.value, self.least + other.least)


def interests(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    r = packed.reference.usual(Quantity.INTEREST_R)
    usual = [INTEREST_RATE * max(0.0, INTEREST_ENOUGH - r[end]) for end in (MEDIAN, HIGH)]
    likes = direction(youth.interests)
    if likes is None:
        known, unknown = np.zeros(len(packed.places)), np.ones(len(packed.places))
    else:
        tasks = packed.tasks
        alike = np.clip(tasks.entries["direction"] @ np.array(likes), -1.0, 1.0)
        rub = INTEREST_RATE * np.maximum(0.0, INTEREST_ENOUGH - alike)
        known, unknown = tasks.sums(tasks.entries["share"] * rub), packed.columns["shapeless"]
    return Pieces(known + unknown * usual[0], known + unknown * usual[1]).plus(_wishes(youth, packed))


def _wishes(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    if Wish.WANTED not in youth.wishes.values():
        nothing = np.zeros(len(packed.places))
        return Pieces(nothing, nothing)
    explored = np.where(wished(youth, packed, Wish.LEARN, Wish.EXPLORE), WISH_EXPLORED, WISH_NOT_MET)
    cost = np.where(wished(youth, packed, Wish.WANTED), 0.0, explored)
    # An unknown sector may still be one that is wished for.
    best = np.minimum(cost, _best_sector(youth))
    open_sector = packed.columns["sector"] == UNKNOWN
    median = np.where(best < cost, np.maximum(best, np.minimum(cost, WISH_EXPLORED)), cost)
    return Pieces(np.where(open_sector, median, cost), np.where(open_sector, best, cost))


def _best_sector(youth: YouthProfile) -> float:
    """What the sector that this youth likes best would cost."""
    wishes = {youth.wishes.get(sector.value) for sector in Sector}
    if Wish.WANTED in wishes:
        return 0.0
    return WISH_EXPLORED if wishes & {Wish.LEARN, Wish.EXPLORE} else WISH_NOT_MET


def travel(youth: YouthProfile, ways: Ways, reference: Reference) -> Pieces:
    usual = usual_shares(youth, reference)
    unknown = np.isnan(ways.share)
    value = _by_share(np.where(unknown, usual[MEDIAN], ways.share))
    return Pieces(value, _by_share(np.where(unknown, usual[LOW], ways.share)))


def _by_share(share: Floats) -> Floats:
    slope = TRAVEL_AT_LONGEST / (1 - COMFORTABLE_SHARE)
    friction: Floats = np.minimum(slope * np.maximum(0.0, share - COMFORTABLE_SHARE), MOST_TOTAL)
    return friction


def hours(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    return _gap(youth, packed).plus(_outside(youth, packed))


def _gap(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    least, most = packed.columns["least"], packed.columns["most"]
    unknown = np.isnan(least)
    largest = np.where(unknown, float(WEEK_HOURS), np.maximum(least, WEEK_HOURS - most))
    if youth.hours is None:
        gap, unknown = largest, np.ones_like(unknown)
    else:
        wanted = youth.hours
        gap = np.maximum(0.0, wanted[0] - most) + np.maximum(0.0, least - wanted[1])
        largest = np.where(unknown, max(wanted[0], WEEK_HOURS - wanted[1]), largest)
    usual = packed.reference.usual(Quantity.HOURS_GAP)
    return _known_or_usual(gap, unknown, usual, largest, HOURS_GAP_RATE)


def _outside(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    columns, stretches = packed.columns, packed.stretches
    start, end = stretches.entries["start"], stretches.entries["end"]
    work = stretches.sums(end - start) / 60
    unknown = ~columns["timed"]
    if youth.free is None:
        gap, unknown, largest = work, np.ones_like(unknown), np.where(unknown, float(WEEK_HOURS), work)
    else:
        busy = _busy_until(youth)
        gap = stretches.sums(busy[end] - busy[start]) / 60
        largest = np.where(unknown, WEEK_HOURS - minutes(union(youth.free)) / 60, work)
    usual = packed.reference.usual(Quantity.HOURS_OUTSIDE)
    pieces = _known_or_usual(gap, unknown, usual, largest, HOURS_OUTSIDE_RATE)
    return Pieces(*(np.where(columns["flexible"], 0.0, piece) for piece in pieces))


def _busy_until(youth: YouthProfile) -> NDArray[np.int64]:
    """How many minutes of the week that are not free have passed, by minute."""
    busy = np.ones(WEEK_MINUTES, dtype=np.int64)
    for start, end in union(youth.free or ()):
        busy[start:end] = 0
    return np.concatenate(([0], np.cumsum(busy)))


def _known_or_usual(known: Floats, unknown: Flags, usual: Levels, largest: Floats, rate: float) -> Pieces:
    """What is known, else what is usual as far as it is possible for the pair."""
    value = np.where(unknown, np.minimum(usual[MEDIAN], largest), known)
    return Pieces(rate * value, rate * np.where(unknown, np.minimum(usual[LOW], largest), known))


def growth(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    """Goals and the place that teaches nothing; school-like ways are among the terms."""
    friction = np.zeros(len(packed.places))
    if youth.goals:
        friction += GOALS_RATE / len(youth.goals) * _unserved(youth, packed)
    if youth.aim == Aim.FINDING_OUT:
        friction += np.where(packed.columns["teaches"], 0.0, TEACHES_NOTHING)
    return Pieces(friction, friction)


def _unserved(youth: YouthProfile, packed: PackedPlaces) -> Floats:
    left = youth.goals - youth.skills
    codes = [code for uri in left if (code := packed.codes.uris.get(uri)) is not None]
    return len(left) - packed.taught.sums(np.isin(packed.taught.entries, codes))


def income(youth: YouthProfile, packed: PackedPlaces) -> Pieces:
    reference = packed.reference
    pay = _or_usual(packed.columns["pay"], reference.usual(Quantity.PAY))
    offered = _or_usual(packed.columns["most"], reference.usual(Quantity.HOURS_OF_PLACE))
    wanted = reference.usual(Quantity.HOURS_OF_YOUTH) if youth.hours is None else (youth.hours[1],) * 3
    needed = youth.income_needed
    needs = reference.usual(Quantity.INCOME_NEEDED) if needed is None else (float(needed),) * 3
    monthly = [pay[end] * np.minimum(wanted[end], offered[end]) * WEEKS_A_MONTH for end in (LOW, MEDIAN, HIGH)]
    return Pieces(_short(needs[MEDIAN], monthly[MEDIAN]), _short(needs[LOW], monthly[HIGH]))


def _or_usual(known: Floats, usual: Levels) -> list[Floats]:
    return [np.where(np.isnan(known), level, known) for level in usual]


def _short(needed: float, monthly: Floats) -> Floats:
    if needed <= 0:
        return np.zeros(len(monthly))
    friction: Floats = INCOME_RATE * np.maximum(0.0, 1 - monthly / needed)
    return friction
