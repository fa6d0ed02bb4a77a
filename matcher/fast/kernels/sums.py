"""The weighted friction of one pair, added up part by part: with every unknown at its median, and the least.

`matcher.parts` defines what each function adds. Friction only adds up, so a sum that is already
too high for a list need not be finished: it is told in three steps, the cheapest first.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from matcher.fast import usual as at
from matcher.fast.codes import CodeArrays
from matcher.fast.compiled import kernel
from matcher.fast.kernels.bodies import first_double, first_octet, first_short, first_word
from matcher.fast.kernels.costs import GOAL, HAS, Costs, stepwise
from matcher.fast.kernels.limits import has_wish
from matcher.fast.kernels.ways import unknown_share
from matcher.fast.layout import (
    ASKED,
    ASKS_AT_ONCE,
    FLEXIBLE,
    LINK_BITS,
    LINKS,
    OFFER_BITS,
    OFFER_MASK,
    SHAPELESS,
    SPOKEN,
    TASKS,
    TAUGHT,
    TEACHES,
    TIMED,
    WORKS,
    PlaceArrays,
    Records,
)
from matcher.fast.layout import STRETCHES as PLACE_STRETCHES
from matcher.fast.seekers import (
    BEST_SECTOR,
    FINDING_OUT,
    FREE,
    GOALS,
    GOALS_LEFT,
    IS_EXPLORED,
    IS_WANTED,
    LEAST,
    LIKES,
    MOST,
    NEEDED,
    STRETCHES,
    WANTED,
    WEIGHTS,
    WISHING,
)
from matcher.fast.seekers import (
    GOAL as GOAL_COST,
)
from matcher.parts.travel import friction_of as plain_friction_of
from matcher.profiles import WEEK_HOURS
from matcher.settings import (
    HOURS_GAP_RATE,
    HOURS_OUTSIDE_RATE,
    INCOME_RATE,
    INTEREST_ENOUGH,
    INTEREST_RATE,
    LANGUAGE_STEPS,
    TAUGHT_FACTOR,
    TEACHES_NOTHING,
    WEEKS_A_MONTH,
    WISH_EXPLORED,
    WISH_NOT_MET,
)
from matcher.vocabulary import Condition, PartKey
from matcher.where import Floats

Sums = tuple[float, float]  # the median and the least

_PARTS: Final = list(PartKey)
_INTERESTS: Final = WEIGHTS + _PARTS.index(PartKey.INTERESTS)
_SKILLS: Final = WEIGHTS + _PARTS.index(PartKey.SKILLS)
_TRAVEL: Final = WEIGHTS + _PARTS.index(PartKey.TRAVEL)
_HOURS: Final = WEIGHTS + _PARTS.index(PartKey.HOURS)
_GROWTH: Final = WEIGHTS + _PARTS.index(PartKey.GROWTH)
_INCOME: Final = WEIGHTS + _PARTS.index(PartKey.INCOME)
_MANY: Final = len(Condition)
_LEVEL: Final = 7  # the bits of a link that hold the level of a language

travel_friction = kernel(plain_friction_of)


@kernel
def of_way(places: PlaceArrays, row: int, numbers: Floats, usual: Floats, share: float) -> Sums:
    """The sums of travel and of the hours a week: what costs least to tell."""
    value, least = _travel(numbers, share, usual)
    gap, least_gap = _gap(places, row, numbers, usual)
    return value + gap, least + least_gap


@kernel
def of_head(places: PlaceArrays, row: int, numbers: Floats, costs: Costs, usual: Floats) -> Sums:
    """The sums of what else the head tells but wishes: support, school-like ways and income."""
    head = places.heads[row]
    short, least_short = income(places, row, numbers, usual)
    value = numbers[_INCOME] * short + costs.pressure[head.pressure + 1, 0] + costs.school_like[head.school_like + 1, 0]
    least = (
        numbers[_INCOME] * least_short
        + costs.pressure[head.pressure + 1, 1]
        + costs.school_like[head.school_like + 1, 1]
    )
    for index in range(costs.conditions[_MANY]):
        condition = costs.conditions[index]
        offer = head.offers[condition >> 1] >> (condition & 1) * OFFER_BITS & OFFER_MASK
        value += costs.offers[condition, offer, 0]
        least += costs.offers[condition, offer, 1]
    return value, least


@kernel
def of_body(
    places: PlaceArrays,
    row: int,
    numbers: Floats,
    entries: Records,
    costs: Costs,
    usual: Floats,
    figures: CodeArrays,
    value: float,
    least: float,
    most: float,
    most_least: float,
) -> Sums:
    """Both sums, from what was told before; unfinished once the first is above `most` and the second, too."""
    wish, least_wish = _wishes(places, row, numbers, entries)
    asks, least_asks = _asks(places, row, costs)
    value, least = value + wish + asks, least + least_wish + least_asks
    if value > most and least > most_least:
        return value, least
    works, least_works = _interests(places, row, numbers, usual, figures)
    outside, least_outside = _outside(places, row, numbers, entries, usual)
    value, least = value + works + outside, least + least_works + least_outside
    if value > most and least > most_least:
        return value, least
    links, least_links = _links(places, row, numbers, costs, figures)
    return value + links, least + least_links


@kernel
def _travel(numbers: Floats, share: float, usual: Floats) -> Sums:
    weight = numbers[_TRAVEL]
    if np.isnan(share):
        away, least_away = unknown_share(numbers, usual[at.AWAY]), unknown_share(numbers, usual[at.AWAY + 1])
        return weight * travel_friction(away), weight * travel_friction(least_away)
    friction = weight * travel_friction(share)
    return friction, friction


@kernel
def _gap(places: PlaceArrays, row: int, numbers: Floats, usual: Floats) -> Sums:
    rate = numbers[_HOURS] * HOURS_GAP_RATE
    offered, offered_most = places.heads[row].least, places.heads[row].most
    wanted, wanted_most = numbers[LEAST], numbers[MOST]
    known, unknown = not np.isnan(offered), np.isnan(wanted)
    if known and not unknown:
        gap = rate * (max(0.0, wanted - offered_most) + max(0.0, offered - wanted_most))
        return gap, gap
    largest = float(WEEK_HOURS)
    if known:
        largest = max(offered, WEEK_HOURS - offered_most)
    elif not unknown:
        largest = max(wanted, WEEK_HOURS - wanted_most)
    return rate * min(usual[at.GAP], largest), rate * min(usual[at.GAP + 1], largest)


@kernel
def income(places: PlaceArrays, row: int, numbers: Floats, usual: Floats) -> Sums:
    """The share of the needed income that is not earned, before its weight."""
    head = places.heads[row]
    median = _short(
        numbers[NEEDED],
        usual[at.PAY] if head.pay < 0 else float(head.pay),
        min(numbers[WANTED], usual[at.HOURS] if np.isnan(head.most) else head.most),
    )
    least = _short(
        numbers[NEEDED + 1],
        usual[at.PAY + 1] if head.pay < 0 else float(head.pay),
        min(numbers[WANTED + 1], usual[at.HOURS + 1] if np.isnan(head.most) else head.most),
    )
    return median, least


@kernel
def _short(needed: float, pay: float, hours: float) -> float:
    return INCOME_RATE * max(0.0, 1 - pay * hours * WEEKS_A_MONTH / needed) if needed > 0 else 0.0


@kernel
def _wishes(places: PlaceArrays, row: int, numbers: Floats, entries: Records) -> Sums:
    if not numbers[WISHING]:
        return 0.0, 0.0
    weight = numbers[_INTERESTS]
    if has_wish(places, row, numbers, entries, IS_WANTED):
        return 0.0, 0.0
    cost = WISH_EXPLORED if has_wish(places, row, numbers, entries, IS_EXPLORED) else WISH_NOT_MET
    if places.heads[row].sector < 0 and numbers[BEST_SECTOR] < cost:
        # An unknown sector may still be one that is wished for.
        best = numbers[BEST_SECTOR]
        return weight * max(best, min(cost, WISH_EXPLORED)), weight * best
    return weight * cost, weight * cost


@kernel
def _asks(places: PlaceArrays, row: int, costs: Costs) -> Sums:
    value = least = 0.0
    body = places.heads[row].body
    tasks, count = places.words[2 * body + TASKS], first_octet(places, body)
    weight, ask = first_double(body) + places.words[2 * body + WORKS], count + tasks
    for task in range(tasks):
        of_task = least_of_task = 0.0
        for _ in range(places.octets[count + task]):
            for place in range(ask, ask + ASKS_AT_ONCE):
                code = places.octets[place]
                of_task += costs.asks[code, 0]
                least_of_task += costs.asks[code, 1]
            ask += ASKS_AT_ONCE
        value += places.doubles[weight + task] * of_task
        least += places.doubles[weight + task] * least_of_task
    return value, least


@kernel
def _interests(places: PlaceArrays, row: int, numbers: Floats, usual: Floats, figures: CodeArrays) -> Sums:
    weight, body = numbers[_INTERESTS], places.heads[row].body
    unknown, known = places.doubles[body + SHAPELESS], 0.0
    if np.isnan(numbers[LIKES]):
        unknown = 1.0
    else:
        share, work = first_double(body), first_word(places, body)
        for index in range(places.words[2 * body + WORKS]):
            r = 0.0
            for interest in range(6):
                r += figures.directions[places.words[work + index], interest] * numbers[LIKES + interest]
            known += places.doubles[share + index] * max(0.0, INTEREST_ENOUGH - max(-1.0, min(1.0, r)))
    known *= INTEREST_RATE
    return weight * (known + unknown * usual[at.RUB]), weight * (known + unknown * usual[at.RUB + 1])


@kernel
def _outside(places: PlaceArrays, row: int, numbers: Floats, entries: Records, usual: Floats) -> Sums:
    flags = places.heads[row].flags
    if flags & FLEXIBLE:
        return 0.0, 0.0
    rate = numbers[_HOURS] * HOURS_OUTSIDE_RATE
    timed, free = flags & TIMED, numbers[FREE]
    if timed and free:
        outside = rate * _minutes_outside(places, row, entries) / 60
        return outside, outside
    largest = float(WEEK_HOURS)
    if timed:
        largest = places.heads[row].work / 60
    elif free:
        largest = WEEK_HOURS - _minutes_free(entries) / 60
    return rate * min(usual[at.OUTSIDE], largest), rate * min(usual[at.OUTSIDE + 1], largest)


@kernel
def _minutes_free(entries: Records) -> int:
    free = 0
    for index in range(entries[GOALS_LEFT], entries[STRETCHES], 2):
        free += entries[index + 1] - entries[index]
    return free


@kernel
def _minutes_outside(places: PlaceArrays, row: int, entries: Records) -> int:
    """Minutes of work outside what is free; both lists of stretches are in order and without overlap."""
    outside = 0
    free = entries[GOALS_LEFT]
    body = places.heads[row].body
    first = first_short(places, body)
    for index in range(first, first + 2 * places.words[2 * body + PLACE_STRETCHES], 2):
        start, end = int(places.shorts[index]), int(places.shorts[index + 1])
        outside += end - start
        while free < entries[STRETCHES] and entries[free + 1] <= start:
            free += 2
        other = free
        while other < entries[STRETCHES] and entries[other] < end:
            outside -= min(end, entries[other + 1]) - max(start, entries[other])
            other += 2
    return outside


@kernel
def _links(places: PlaceArrays, row: int, numbers: Floats, costs: Costs, figures: CodeArrays) -> Sums:
    """Skills and languages that are missing, goals that are not served, and a place where nothing is learned."""
    skills = languages = least_languages = 0.0
    unserved = numbers[GOALS]
    body = places.heads[row].body
    first = first_word(places, body) + places.words[2 * body + WORKS]
    for index in range(first, first + places.words[2 * body + LINKS]):
        link = places.words[index]
        number = link >> LINK_BITS
        if link & SPOKEN:
            languages += stepwise(LANGUAGE_STEPS, (link & _LEVEL) - costs.languages[number, 0])
            least_languages += stepwise(LANGUAGE_STEPS, (link & _LEVEL) - costs.languages[number, 1])
            continue
        if link & ASKED and not costs.skills[number] & HAS:
            skills += figures.skills[number, 0] * (TAUGHT_FACTOR if link & TAUGHT else 1.0)
        if link & TAUGHT and costs.skills[number] & GOAL:
            unserved -= 1
    growth = numbers[GOAL_COST] * unserved
    if numbers[FINDING_OUT] and not places.heads[row].flags & TEACHES:
        growth += TEACHES_NOTHING
    same = numbers[_SKILLS] * skills + numbers[_GROWTH] * growth
    return same + numbers[_SKILLS] * languages, same + numbers[_SKILLS] * least_languages
