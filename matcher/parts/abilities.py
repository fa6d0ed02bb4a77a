"""What the work asks and demands beyond what a youth can and bears."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import Ledger, stepwise
from matcher.parts.tasks import shared_tasks
from matcher.profiles import PlaceProfile, Task, YouthProfile
from matcher.reference import Reference
from matcher.settings import ABILITY_STEPS, TASK_BY_SHARE, TASK_FLOOR, VIEWS_DIFFER, Levels
from matcher.vocabulary import Ability, Demand, PartKey

Name = Ability | Demand


class Abilities:
    """Friction of each task and ability or demand asked beyond the youth's own level.

    It rises steeply with the gap. A task weighs by its share of the minutes, and never nothing. Own
    and coach's view of an ability make a range: its mean counts, its ends are the range of the fit.
    """

    key = PartKey.ABILITIES

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger()
        tasks = [(index, task, TASK_FLOOR + TASK_BY_SHARE * share) for index, task, share in shared_tasks(place)]
        for scale in (_ABILITIES, _DEMANDS):
            _weigh(ledger, scale, tasks, youth, reference)
        return ledger


@dataclass(frozen=True, slots=True)
class _Scale:
    """What sets abilities apart from demands: names, levels, and the codes of their reasons."""

    names: Iterable[Any]
    fact: str
    has_fact: str
    asked: Callable[[Task], Mapping[Any, int] | None]
    known: Callable[[YouthProfile, Any], Levels | None]
    usual: Callable[[Reference, Any], Levels]
    usually_asked: Callable[[Reference, Any], Levels]
    met: ReasonCode
    short: ReasonCode
    unknown: ReasonCode
    asks_unknown: ReasonCode


def _ability(youth: YouthProfile, ability: Ability) -> Levels | None:
    views = youth.abilities.get(ability)
    return None if views is None else (views[0], (views[0] + views[1]) / 2, views[1])


def _borne(youth: YouthProfile, demand: Demand) -> Levels | None:
    level = youth.bears.get(demand)
    return None if level is None else (level, level, level)


_ABILITIES = _Scale(
    tuple(Ability),
    "ability",
    "has",
    lambda task: task.asks,
    _ability,
    Reference.ability,
    Reference.asks,
    ReasonCode.ABILITY_MET,
    ReasonCode.ABILITY_SHORT,
    ReasonCode.ABILITY_UNKNOWN,
    ReasonCode.ASKS_UNKNOWN,
)
_DEMANDS = _Scale(
    tuple(Demand),
    "demand",
    "bears",
    lambda task: task.demands,
    _borne,
    Reference.bears,
    Reference.demands,
    ReasonCode.DEMAND_MET,
    ReasonCode.DEMAND_SHORT,
    ReasonCode.DEMAND_UNKNOWN,
    ReasonCode.DEMANDS_UNKNOWN,
)


# What one task asks of an ability or demand: the task's index, the level, and how much the task weighs.
Ask = tuple[int | None, int, float]


def _weigh(
    ledger: Ledger,
    scale: _Scale,
    tasks: list[tuple[int | None, Task, float]],
    youth: YouthProfile,
    reference: Reference,
) -> None:
    asks: dict[Name, list[Ask]] = defaultdict(list)
    unsaid: list[tuple[int | None, float]] = []
    for index, task, factor in tasks:
        asked = scale.asked(task)
        if asked is None:
            unsaid.append((index, factor))
        else:
            for name, level in asked.items():
                asks[name].append((index, level, factor))
    for name, of_tasks in asks.items():
        levels, usual = scale.known(youth, name), scale.usual(reference, name)
        if levels is None:
            facts = {scale.fact: name, "asked": max(level for _, level, _ in of_tasks)}
            ledger.ask(scale.unknown, facts, _sum([_piece(ask, usual) for ask in of_tasks]))
        else:
            _weigh_known(ledger, scale, name, of_tasks, levels, usual[0])
    if unsaid:
        usual = _usual_piece(scale, youth, reference)
        for index, factor in unsaid:
            ledger.ask(scale.asks_unknown, {"task": index}, _times(factor, usual))


def _weigh_known(ledger: Ledger, scale: _Scale, name: Name, asks: list[Ask], has: Levels, usual_low: float) -> None:
    low, mean, high = has
    highest = max(level for _, level, _ in asks)
    if highest > low:
        for ask in asks:
            _weigh_short(ledger, scale, name, ask, has)
    elif highest > usual_low:
        spared = math.fsum(factor * stepwise(ABILITY_STEPS, level - usual_low) for _, level, factor in asks)
        ledger.spare(scale.met, {scale.fact: name, "asked": highest, scale.has_fact: mean}, spared)
    if high - low >= VIEWS_DIFFER:
        least, _, most = _sum([_piece(ask, has) for ask in asks])
        ledger.question(ReasonCode.ABILITY_VIEWS_DIFFER, {scale.fact: name, "low": low, "high": high}, most - least)


def _weigh_short(ledger: Ledger, scale: _Scale, name: Name, ask: Ask, has: Levels) -> None:
    task, asked, factor = ask
    if asked > has[0]:
        share = (factor - TASK_FLOOR) / TASK_BY_SHARE
        facts = {scale.fact: name, "asked": asked, scale.has_fact: has[1], "task": task, "share": share}
        ledger.add(scale.short, facts, _piece(ask, has))


def _piece(ask: Ask, has: Levels) -> Levels:
    _, asked, factor = ask
    low, mean, high = has
    median = factor * stepwise(ABILITY_STEPS, asked - mean)
    if low == high:
        return median, median, median
    return (
        factor * stepwise(ABILITY_STEPS, asked - high),
        median,
        factor * stepwise(ABILITY_STEPS, asked - low),
    )


def _usual_piece(scale: _Scale, youth: YouthProfile, reference: Reference) -> Levels:
    """What a task of which nothing is said usually costs, were it all of the work."""
    pieces = []
    for name in scale.names:
        least, median, most = scale.usually_asked(reference, name)
        if most > 0:
            low, mean, high = scale.known(youth, name) or scale.usual(reference, name)
            if most > low:
                pieces.append(
                    (
                        stepwise(ABILITY_STEPS, least - high),
                        stepwise(ABILITY_STEPS, median - mean),
                        stepwise(ABILITY_STEPS, most - low),
                    )
                )
    return _sum(pieces)


def _sum(pieces: list[Levels]) -> Levels:
    if len(pieces) == 1:
        return pieces[0]
    return (
        math.fsum(piece[0] for piece in pieces),
        math.fsum(piece[1] for piece in pieces),
        math.fsum(piece[2] for piece in pieces),
    )


def _times(factor: float, piece: Levels) -> Levels:
    return factor * piece[0], factor * piece[1], factor * piece[2]
