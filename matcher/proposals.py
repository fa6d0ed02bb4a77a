"""Changes that could be made to a pair, read from what rubs in it.

Only what somebody can change is proposed: a condition that can be arranged, an ask that can be
eased. What cannot be changed, and what is not known yet, proposes nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from matcher.codes import ChangeCode, ReasonCode
from matcher.match import Reason
from matcher.parts.income import earned
from matcher.parts.ledger import Ledgers
from matcher.parts.tasks import shared_tasks
from matcher.parts.travel import minutes_by, straight_line
from matcher.profiles import Offer, PlaceProfile, YouthProfile
from matcher.settings import DECIMALS, GOALS_RATE, INTERESTS_MOST, TEACHES_NOTHING
from matcher.vocabulary import Condition, Means, PartKey, Refusal, Who

# Who can arrange a condition, where it is not the employer.
ARRANGED_BY: Final[Mapping[Condition, Who]] = {
    Condition.MONEY_TALK: Who.COACH,
    Condition.WITHOUT_OWN_TRANSPORT: Who.REGION,
    Condition.WITHIN_CHILDCARE: Who.REGION,
}
# What a region lends or pays as a rule: a bicycle, a travel card.
LENT_MEANS: Final = (Means.BICYCLE, Means.PUBLIC_TRANSPORT)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change somebody could make, not made yet.

    `spares` holds the parts it touches, each with the most friction it could take away;
    `change` makes the changed records.
    """

    part: PartKey
    code: ChangeCode
    facts: Mapping[str, Any]
    who: Who
    spares: Mapping[PartKey, float]
    change: Callable[[], tuple[YouthProfile, PlaceProfile]]

    @property
    def name(self) -> str:
        return f"{self.code} {' '.join(map(str, self.facts.values()))}"


@dataclass(frozen=True, slots=True)
class _Situation:
    """The pair whose reasons are read, with what all the parts say."""

    youth: YouthProfile
    place: PlaceProfile
    ledgers: Ledgers

    def with_place(self, **changed: Any) -> Callable[[], tuple[YouthProfile, PlaceProfile]]:
        return lambda: (self.youth, replace(self.place, **changed))

    def with_youth(self, **changed: Any) -> Callable[[], tuple[YouthProfile, PlaceProfile]]:
        return lambda: (replace(self.youth, **changed), self.place)

    def friction(self, key: PartKey) -> float:
        return self.ledgers[key].friction


Proposer = Callable[[_Situation, PartKey, Reason], Iterator[Proposal]]


def proposals(youth: YouthProfile, place: PlaceProfile, ledgers: Ledgers) -> Iterator[Proposal]:
    """Every change that what rubs in this pair suggests."""
    situation = _Situation(youth, place, ledgers)
    for key, ledger in ledgers.items():
        for reason in ledger.rubs:
            if propose := _PROPOSERS.get(reason.code):
                yield from propose(situation, key, reason)
    yield from _ease_asks(situation)
    yield from _drop_task(situation)


def _arrange(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    condition, arrangeable = Condition(reason.facts["condition"]), reason.facts["arrangeable"]
    offers = {**situation.place.offers, condition: Offer(arrangeable, arrangeable)}
    facts = {"condition": condition, "level": reason.facts["level"], "arrangeable": arrangeable}
    who = ARRANGED_BY.get(condition, Who.EMPLOYER)
    change = situation.with_place(offers=offers)
    yield Proposal(key, ChangeCode.ARRANGE_CONDITION, facts, who, {key: reason.friction}, change)


def _lower_pressure(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    pressure = reason.facts["pressure"]
    facts = {"pressure": pressure, "to": pressure - 1}
    change = situation.with_place(pressure=pressure - 1)
    yield Proposal(key, ChangeCode.LOWER_PRESSURE, facts, Who.EMPLOYER, {key: reason.friction}, change)


def _teach_skill(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    skill = reason.facts["skill"]
    spares = {
        key: reason.friction,
        PartKey.GROWTH: min(GOALS_RATE + TEACHES_NOTHING, situation.friction(PartKey.GROWTH)),
    }
    change = situation.with_place(taught=situation.place.taught | {skill})
    yield Proposal(key, ChangeCode.TEACH_SKILL, {"skill": skill}, Who.EMPLOYER, spares, change)


def _learn_language(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    language, has = reason.facts["language"], reason.facts["has"]
    facts = {"language": language, "level": has, "to": has + 1}
    change = situation.with_youth(languages={**situation.youth.languages, language: has + 1})
    yield Proposal(key, ChangeCode.LEARN_LANGUAGE, facts, Who.COACH, {key: reason.friction}, change)


def _less_school_like(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    level = reason.facts["level"]
    change = situation.with_place(school_like=level - 1)
    facts = {"level": level, "to": level - 1}
    yield Proposal(key, ChangeCode.LESS_SCHOOL_LIKE, facts, Who.EMPLOYER, {key: reason.friction}, change)


def _other_means(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    """The fastest of the means that a region can help to, with the longest time of all means."""
    reach, metres = situation.youth.reach, straight_line(situation.youth, situation.place)
    lent = [means for means in LENT_MEANS if means not in (reach or {})]
    if not reason.facts["about"] or metres is None or not reach or not lent:
        return
    minutes, means = min((minutes_by(means, metres), means) for means in lent)
    facts = {"means": means, "minutes": round(minutes, 1)}
    change = situation.with_youth(reach={**reach, means: max(reach.values())})
    yield Proposal(key, ChangeCode.OTHER_MEANS, facts, Who.REGION, {key: reason.friction}, change)


def _hours_few(situation: _Situation, key: PartKey, _: Reason) -> Iterator[Proposal]:
    # Where income is short too, that proposes more hours, up to the most wanted.
    if situation.friction(PartKey.INCOME) == 0 and situation.youth.hours is not None:
        yield from _more_hours(situation, key, situation.youth.hours[0])


def _more_hours(situation: _Situation, key: PartKey, to: float) -> Iterator[Proposal]:
    offered = situation.place.hours
    if offered is None or to <= offered[1]:
        return
    facts = {"hours": offered[1], "to": to}
    spares = {touched: situation.friction(touched) for touched in (PartKey.HOURS, PartKey.INCOME)}
    change = situation.with_place(hours=(offered[0], to))
    yield Proposal(key, ChangeCode.MORE_HOURS, facts, Who.EMPLOYER, spares, change)


def _fewer_hours(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    wanted, offered = situation.youth.hours, situation.place.hours
    if wanted is None or offered is None:
        return
    facts = {"hours": offered[0], "to": wanted[1]}
    change = situation.with_place(hours=(wanted[1], offered[1]))
    yield Proposal(key, ChangeCode.FEWER_HOURS, facts, Who.EMPLOYER, {key: reason.friction}, change)


def _flexible_times(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    change = situation.with_place(flexible_times=True)
    yield Proposal(key, ChangeCode.FLEXIBLE_TIMES, {}, Who.EMPLOYER, {key: reason.friction}, change)


def _income_short(situation: _Situation, key: PartKey, reason: Reason) -> Iterator[Proposal]:
    """More hours, or an addition: then no more is needed than is earned."""
    monthly = earned(situation.youth, situation.place)
    if monthly is not None:
        facts = {"earned": reason.facts["earned"], "needed": reason.facts["needed"]}
        change = situation.with_youth(income_needed=int(monthly))
        yield Proposal(key, ChangeCode.CHECK_BENEFITS, facts, Who.REGION, {key: reason.friction}, change)
    if situation.youth.hours is not None:
        yield from _more_hours(situation, key, situation.youth.hours[1])


def _ease_asks(situation: _Situation) -> Iterator[Proposal]:
    """Each ability or demand that is short, asked one step less in every task."""
    short: dict[str, list[Reason]] = defaultdict(list)
    for reason in situation.ledgers[PartKey.ABILITIES].rubs:
        if reason.code in (ReasonCode.ABILITY_SHORT, ReasonCode.DEMAND_SHORT):
            short[reason.facts.get("ability") or reason.facts["demand"]].append(reason)
    for name, reasons in short.items():
        highest = max(reason.facts["asked"] for reason in reasons)
        steps = {"asked": highest, "to": highest - 1}
        spares = {PartKey.ABILITIES: sum(reason.friction for reason in reasons)}
        if reasons[0].code is ReasonCode.ABILITY_SHORT:
            code, facts = ChangeCode.EASE_ASK, {"ability": name, **steps}
        else:
            code, facts = ChangeCode.EASE_DEMAND, {"demand": name, **steps}
        change = _one_step_less(situation, name)
        yield Proposal(PartKey.ABILITIES, code, facts, Who.EMPLOYER, spares, change)


def _one_step_less(situation: _Situation, name: str) -> Callable[[], tuple[YouthProfile, PlaceProfile]]:
    def change() -> tuple[YouthProfile, PlaceProfile]:
        tasks = tuple(
            replace(task, asks=_one_less(task.asks, name), demands=_one_less(task.demands, name))
            for task in situation.place.tasks
        )
        return situation.youth, replace(situation.place, tasks=tasks)

    return change


def _one_less(asked: Mapping[Any, int] | None, name: str) -> Mapping[Any, int] | None:
    """No ability has the name of a demand, so the name alone says which is meant."""
    if asked is None or name not in asked:
        return asked
    return {each: level - (each == name) for each, level in asked.items() if each != name or level > 1}


def _drop_task(situation: _Situation) -> Iterator[Proposal]:
    """The task that rubs most, left to somebody else; the others then fill the minutes.

    Never the main task: without it the job would be another one. Of tasks that rub alike what they hold decides, so
    that their order changes nothing.
    """
    tasks = situation.place.tasks
    longest = max((task.minutes for task in tasks), default=0)
    own = {index: rubs for index, rubs in _friction_by_task(situation).items() if tasks[index].minutes < longest}
    if not own:
        return
    index = max(own, key=lambda each: (own[each], str(tasks[each].to_dict()), -each))
    _, task, share = shared_tasks(situation.place)[index]
    missing = (rub for rub in situation.ledgers[PartKey.SKILLS].rubs if rub.facts.get("skill") in task.skills)
    spares = {
        PartKey.INTERESTS: min(share * INTERESTS_MOST, situation.friction(PartKey.INTERESTS)),
        PartKey.ABILITIES: situation.friction(PartKey.ABILITIES),
        PartKey.SKILLS: sum(rub.friction for rub in missing),
    }
    change = situation.with_place(tasks=tasks[:index] + tasks[index + 1 :])
    yield Proposal(PartKey.ABILITIES, ChangeCode.DROP_TASK, {"task": index}, Who.EMPLOYER, spares, change)


def _friction_by_task(situation: _Situation) -> Mapping[int, float]:
    """What is asked too much in each task of which that can be told."""
    own: dict[int, list[float]] = defaultdict(list)
    for reason in situation.ledgers[PartKey.ABILITIES].rubs:
        if reason.facts.get("task") is not None:
            own[reason.facts["task"]].append(reason.friction)
    return {index: round(math.fsum(frictions), DECIMALS) for index, frictions in own.items()}


_PROPOSERS: Final[Mapping[ReasonCode | Refusal, Proposer]] = {
    ReasonCode.NEED_TO_ARRANGE: _arrange,
    ReasonCode.PRESSURE_HIGH: _lower_pressure,
    ReasonCode.SKILL_MISSING: _teach_skill,
    ReasonCode.LANGUAGE_SHORT: _learn_language,
    ReasonCode.SCHOOL_LIKE: _less_school_like,
    ReasonCode.TRAVEL_LONG: _other_means,
    ReasonCode.HOURS_FEW: _hours_few,
    ReasonCode.HOURS_MANY: _fewer_hours,
    ReasonCode.TIMES_OUTSIDE: _flexible_times,
    ReasonCode.INCOME_SHORT: _income_short,
}
