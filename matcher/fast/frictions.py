"""The frictions of the eight parts between one youth and many places, before their weights.

Each function is the numpy twin of the part of its name in `matcher.parts`, where the idea is explained.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.fast.columns import Columns, Ragged, numbered
from matcher.fast.costs import (
    BYTE_CODES,
    Table,
    ask_costs,
    language_costs,
    offer_costs,
    pressure_costs,
    school_like_costs,
)
from matcher.fast.layout import FLEXIBLE, TEACHES
from matcher.fast.sieve import wished
from matcher.fast.ways import Ways
from matcher.parts.interests import direction
from matcher.parts.travel import friction_of, usual_shares
from matcher.profiles import WEEK_HOURS, WEEK_MINUTES, WeekTime, YouthProfile
from matcher.reference import Quantity
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
from matcher.where import UNKNOWN, Floats, Indexes

LOW, MEDIAN, HIGH = range(3)


class Pieces(NamedTuple):
    """Friction by place, or the same for all: with every unknown at its median, and the least."""

    value: Floats | float
    least: Floats | float

    def plus(self, other: Pieces) -> Pieces:
        if other is NOTHING:
            return self
        return other if self is NOTHING else Pieces(self.value + other.value, self.least + other.least)


NOTHING: Final = Pieces(0.0, 0.0)


def interests(youth: YouthProfile, columns: Columns) -> Pieces:
    r = columns.packed.reference.usual(Quantity.INTEREST_R)
    usual = [INTEREST_RATE * max(0.0, INTEREST_ENOUGH - r[end]) for end in (MEDIAN, HIGH)]
    likes = direction(youth.interests)
    if likes is None:
        return Pieces(*usual).plus(_wishes(youth, columns))
    works, shares = columns.works
    known = works.sums(shares.entries * _rubs(np.array(likes), works.entries, columns.packed.figures.directions))
    return Pieces(*(known + columns.shapeless * rub for rub in usual)).plus(_wishes(youth, columns))


def _rubs(likes: Floats, works: Indexes, directions: Floats) -> Floats:
    """How far each work runs against what is liked; each sort of work is looked at once, where that is less."""
    if len(works) < len(directions):
        return _against(directions.take(works, axis=0) @ likes)
    return _against(directions @ likes).take(works)


def _against(alike: Floats) -> Floats:
    rub: Floats = INTEREST_RATE * np.maximum(0.0, INTEREST_ENOUGH - alike)
    return rub


def _wishes(youth: YouthProfile, columns: Columns) -> Pieces:
    if Wish.WANTED not in youth.wishes.values():
        return NOTHING
    explored = np.where(wished(youth, columns, Wish.LEARN, Wish.EXPLORE), WISH_EXPLORED, WISH_NOT_MET)
    cost = np.where(wished(youth, columns, Wish.WANTED), 0.0, explored)
    # An unknown sector may still be one that is wished for.
    best = np.minimum(cost, _best_sector(youth))
    open_sector = columns.sector == UNKNOWN
    median = np.where(best < cost, np.maximum(best, np.minimum(cost, WISH_EXPLORED)), cost)
    return Pieces(np.where(open_sector, median, cost), np.where(open_sector, best, cost))


def _best_sector(youth: YouthProfile) -> float:
    """What the sector that this youth likes best would cost."""
    wishes = {youth.wishes.get(sector.value) for sector in Sector}
    if Wish.WANTED in wishes:
        return 0.0
    return WISH_EXPLORED if wishes & {Wish.LEARN, Wish.EXPLORE} else WISH_NOT_MET


def abilities(youth: YouthProfile, columns: Columns) -> Pieces:
    weights = columns.ask_weights
    costs = ask_costs(youth, columns.packed.reference)
    return Pieces(*(weights.sums(weights.entries * _by_group(cost, columns.asks)) for cost in costs))


def _by_group(cost: Floats, asks: NDArray[np.intp]) -> Floats:
    """What the asks of each group cost."""
    first, *others = asks
    sums: Floats = cost.take(first)
    for codes in others:  # one after the other, so that what is read again is still at hand
        sums += cost.take(codes)
    return sums


def skills(youth: YouthProfile, columns: Columns) -> Pieces:
    asked = columns.skills
    lacking = ~numbered(youth.skills, columns.packed).take(asked.entries)
    missing = asked.sums(columns.skill_costs * lacking)
    languages = columns.languages
    costs = language_costs(youth, columns.packed)
    return Pieces(*(missing + languages.sums(cost.take(languages.entries)) for cost in costs))


def support(youth: YouthProfile, columns: Columns) -> Pieces:
    reference = columns.packed.reference
    pieces = _offers(columns, *offer_costs(youth, reference))
    return pieces.plus(_looked_up(pressure_costs(reference), columns.pressure)) if youth.urgent else pieces


def _offers(columns: Columns, needed: list[int], costs: Table) -> Pieces:
    if not needed:
        return NOTHING
    starts = np.arange(0, len(needed) * BYTE_CODES, BYTE_CODES)
    codes = columns.offers[needed] + starts[:, np.newaxis]
    return Pieces(*(cost.take(codes).sum(axis=0) for cost in costs))


def _looked_up(costs: Table, levels: NDArray[np.int8]) -> Pieces:
    """By a level; -1, which is not said, finds the last."""
    return Pieces(*(cost.take(levels) for cost in costs))


def travel(youth: YouthProfile, columns: Columns, ways: Ways) -> Pieces:
    low, median, _ = usual_shares(youth, columns.packed.reference)
    slope = TRAVEL_AT_LONGEST / (1 - COMFORTABLE_SHARE)
    friction = np.minimum(slope * np.maximum(0.0, ways.share - COMFORTABLE_SHARE), MOST_TOTAL)
    return _known_or(friction, friction_of(median), friction_of(low))


def hours(youth: YouthProfile, columns: Columns) -> Pieces:
    return _gap(youth, columns).plus(_outside(youth, columns))


def _gap(youth: YouthProfile, columns: Columns) -> Pieces:
    usual = columns.packed.reference.usual(Quantity.HOURS_GAP)
    least, most = columns.least, columns.most
    if youth.hours is None:
        largest = np.maximum(least, WEEK_HOURS - most)
        return _usual_within(usual, np.where(np.isnan(largest), WEEK_HOURS, largest), HOURS_GAP_RATE)
    wanted = youth.hours
    gap = np.maximum(0.0, wanted[0] - most) + np.maximum(0.0, least - wanted[1])
    value, low = _usual_within(usual, max(wanted[0], WEEK_HOURS - wanted[1]), HOURS_GAP_RATE)
    return _known_or(HOURS_GAP_RATE * gap, value, low)


def _outside(youth: YouthProfile, columns: Columns) -> Pieces:
    usual = columns.packed.reference.usual(Quantity.HOURS_OUTSIDE)
    timed, flexible = columns.work >= 0, columns.has(FLEXIBLE)
    if youth.free is None:
        pieces = _usual_within(usual, np.where(timed, columns.work / 60, WEEK_HOURS), HOURS_OUTSIDE_RATE)
    else:
        gap = HOURS_OUTSIDE_RATE * (_minutes_outside(youth.free, columns.stretches) / 60)
        largest = WEEK_HOURS - minutes(union(youth.free)) / 60
        pieces = _known_or(np.where(timed, gap, np.nan), *_usual_within(usual, largest, HOURS_OUTSIDE_RATE))
    return Pieces(*(np.where(flexible, 0.0, piece) for piece in pieces))


def _minutes_outside(free: tuple[WeekTime, ...], stretches: Ragged) -> NDArray[np.int64]:
    """Minutes of the stretches that are not free, by place."""
    busy = np.ones(WEEK_MINUTES, dtype=np.int64)
    for start, end in union(free):
        busy[start:end] = 0
    passed = np.concatenate(([0], np.cumsum(busy))).take(stretches.entries)
    return stretches.sums(passed[:, 1] - passed[:, 0])


def _usual_within(usual: Levels, largest: Floats | float, rate: float) -> Pieces:
    """What is usual, as far as it is possible for the pair."""
    value: Floats = rate * np.minimum(usual[MEDIAN], largest)
    least: Floats = rate * np.minimum(usual[LOW], largest)
    return Pieces(value, least)


def _known_or(known: Floats, value: Floats | float, least: Floats | float) -> Pieces:
    """What is known, else these."""
    unknown = np.isnan(known)
    if not unknown.any():
        return Pieces(known, known)
    return Pieces(np.where(unknown, value, known), np.where(unknown, least, known))


def growth(youth: YouthProfile, columns: Columns) -> Pieces:
    pieces = _goals(youth, columns)
    if youth.aim == Aim.FINDING_OUT:
        nothing = np.where(columns.has(TEACHES), 0.0, TEACHES_NOTHING)
        pieces = pieces.plus(Pieces(nothing, nothing))
    if youth.school_tired is not False:
        costs = school_like_costs(youth, columns.packed.reference)
        pieces = pieces.plus(_looked_up(costs, columns.school_like))
    return pieces


def _goals(youth: YouthProfile, columns: Columns) -> Pieces:
    left = youth.goals - youth.skills
    if not left:
        return NOTHING
    taught = columns.taught
    served = taught.counts(numbered(left, columns.packed).take(taught.entries))
    unserved: Floats = GOALS_RATE / len(youth.goals) * (len(left) - served.astype(np.float64))
    return Pieces(unserved, unserved)


def income(youth: YouthProfile, columns: Columns) -> Pieces:
    if youth.income_needed == 0:
        return NOTHING
    reference = columns.packed.reference
    pay, most = reference.usual(Quantity.PAY), reference.usual(Quantity.HOURS_OF_PLACE)
    wanted = reference.usual(Quantity.HOURS_OF_YOUTH) if youth.hours is None else (youth.hours[1],) * 3
    needed = youth.income_needed
    needs = reference.usual(Quantity.INCOME_NEEDED) if needed is None else (float(needed),) * 3
    pays, offered = _known_or(columns.pay, pay[MEDIAN], pay[HIGH]), _known_or(columns.most, most[MEDIAN], most[HIGH])
    return Pieces(
        _short(needs[MEDIAN], pays.value * np.minimum(wanted[MEDIAN], offered.value) * WEEKS_A_MONTH),
        _short(needs[LOW], pays.least * np.minimum(wanted[HIGH], offered.least) * WEEKS_A_MONTH),
    )


def _short(needed: float, monthly: Floats) -> Floats | float:
    return INCOME_RATE * np.maximum(0.0, 1 - monthly / needed) if needed > 0 else 0.0
