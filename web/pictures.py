"""The geometry of the small pictures: numbers in, positions out. No Flask, no words, no colours.

Heights and positions are in the picture's own units (the viewBox), or percentages of a cell where
the function says so; templates write them into SVG attributes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matcher.match import PartFit
from matcher.profiles import WeekTime
from matcher.vocabulary import PartKey

# A day cell shows 8 to 18 h, and more only where something lies outside.
_DAY_FROM: Final = 8 * 60
_DAY_TO: Final = 18 * 60
_HOUR: Final = 60

# A range of less than this cannot be seen in a window, so it is not drawn as unknown.
_VISIBLE_RANGE: Final = 0.02


@dataclass(frozen=True, slots=True)
class Block:
    """Something that fills a stretch of a day: `top` and `height` in percent of the cell, times in minutes."""

    use: str
    start: int
    end: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


@dataclass(frozen=True, slots=True)
class Day:
    """One column of the week picture; `spans` are the merged stretches of work, in minutes."""

    weekday: int
    blocks: tuple[Block, ...]
    spans: tuple[tuple[int, int], ...]
    school: tuple[tuple[int, int], ...]


def week(
    work: Iterable[WeekTime], *, school: Iterable[WeekTime] = (), planned: Iterable[WeekTime] = ()
) -> tuple[Day, ...]:
    """The seven days, Monday first; school lies behind, hours still to be built up stand beside the work."""
    by_use = {"school": list(school), "planned": list(planned), "work": list(work)}
    everything = [time for times in by_use.values() for time in times]
    axis = _axis(everything)
    return tuple(_day(weekday, by_use, axis) for weekday in range(7))


def _axis(times: Sequence[WeekTime]) -> tuple[int, int]:
    first = min((time.start for time in times), default=_DAY_FROM)
    last = max((time.end for time in times), default=_DAY_TO)
    return min(_DAY_FROM, first // _HOUR * _HOUR), max(_DAY_TO, -(-last // _HOUR) * _HOUR)


def _day(weekday: int, by_use: Mapping[str, list[WeekTime]], axis: tuple[int, int]) -> Day:
    spans = {use: _merged(time for time in times if time.weekday == weekday) for use, times in by_use.items()}
    blocks = tuple(_block(use, span, axis) for use, found in spans.items() for span in found)
    return Day(weekday, blocks, spans["work"], spans["school"])


def _merged(times: Iterable[WeekTime]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for _, start, end in sorted(times):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _block(use: str, span: tuple[int, int], axis: tuple[int, int]) -> Block:
    first, last = axis
    per_minute = 100 / (last - first)
    start, end = span
    return Block(use, start, end, round((start - first) * per_minute, 2), round((end - start) * per_minute, 2))


class Spoken(StrEnum):
    """How a clock time is said aloud."""

    HOUR = "hour"
    QUARTER_PAST = "quarter_past"
    HALF_PAST = "half_past"
    QUARTER_TO = "quarter_to"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time as it is said: `hour` and `next_hour` from 1 to 12."""

    said: Spoken
    hour: int
    next_hour: int
    minutes: int


_SAID: Final = {0: Spoken.HOUR, 15: Spoken.QUARTER_PAST, 30: Spoken.HALF_PAST, 45: Spoken.QUARTER_TO}


def clock(minutes: int) -> Clock:
    """How minutes after midnight are said: 570 is half past 9."""
    hours, rest = divmod(minutes, _HOUR)
    return Clock(_SAID.get(rest, Spoken.EXACT), (hours - 1) % 12 + 1, hours % 12 + 1, rest)


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of a row of arched windows, in the picture's units."""

    width: float
    gap: float
    height: float
    top: float

    @property
    def base(self) -> float:
        return self.top + self.height

    def total(self, count: int) -> float:
        return count * (self.width + self.gap) + self.gap


SMALL: Final = Frame(width=20, gap=5, height=46, top=17)
LARGE: Final = Frame(width=32, gap=16, height=104, top=22)


class Pane(StrEnum):
    """How a window is drawn."""

    LIT = "lit"
    OBSTACLE = "obstacle"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line in a window, at the height of a value."""

    y: float
    x1: float
    x2: float


@dataclass(frozen=True, slots=True)
class Window:
    """One part of a fit as an arched window; values from 0 to 1, paths in the picture's units."""

    part: PartKey
    pane: Pane
    value: float
    low: float
    high: float
    middle: float
    outline: str
    fill: str
    hatch: str
    level: Level
    what_if: Level | None


def part_value(part: PartFit, friction: float | None = None) -> float:
    """What a part lets through: `exp(-weight * friction)`, the factor by which it lowers the fit."""
    return math.exp(-part.weight * (part.friction if friction is None else friction))


def windows(
    parts: Mapping[PartKey, PartFit],
    *,
    obstacle: PartKey | None = None,
    what_if: PartFit | None = None,
    frame: Frame = SMALL,
) -> tuple[Window, ...]:
    """A window for each part, in the fixed order; `what_if` is the obstacle's part once it is mended."""
    present = [key for key in PartKey if key in parts]
    return tuple(
        _window(key, parts[key], frame.gap + place * (frame.width + frame.gap), frame, obstacle, what_if)
        for place, key in enumerate(present)
    )


def _window(
    key: PartKey, part: PartFit, x: float, frame: Frame, obstacle: PartKey | None, what_if: PartFit | None
) -> Window:
    value, low, high = part_value(part), part_value(part, part.high), part_value(part, part.low)
    pane = _pane(key == obstacle, high - low)
    solid = low if pane is Pane.UNKNOWN else value
    mended = part_value(what_if) if what_if is not None and key == obstacle else None
    return Window(
        part=key,
        pane=pane,
        value=value,
        low=low,
        high=high,
        middle=round(x + frame.width / 2, 2),
        outline=_arch(x, 0.0, 1.0, frame),
        fill=_arch(x, 0.0, solid, frame),
        hatch=_arch(x, low, high, frame) if high - low >= _VISIBLE_RANGE else "",
        level=_level(x, value, frame),
        what_if=None if mended is None else _level(x, mended, frame),
    )


def _pane(is_obstacle: bool, width: float) -> Pane:
    if is_obstacle:
        return Pane.OBSTACLE
    return Pane.UNKNOWN if width >= _VISIBLE_RANGE else Pane.LIT


def _level(x: float, value: float, frame: Frame) -> Level:
    y = frame.base - value * frame.height
    half = _half_width(y, frame)
    middle = x + frame.width / 2
    return Level(round(y, 2), round(middle - half, 2), round(middle + half, 2))


def _half_width(y: float, frame: Frame) -> float:
    """Half of how wide the window is at height `y`: less and less within the arch."""
    radius = frame.width / 2
    above = max(0.0, frame.top + radius - y)
    return math.sqrt(max(0.0, radius**2 - above**2))


def _arch(x: float, low: float, high: float, frame: Frame) -> str:
    """The outline of the part of a window between two values: straight below, bent within the arch."""
    bottom, top = _level(x, low, frame), _level(x, high, frame)
    radius = frame.width / 2
    spring = round(frame.top + radius, 2)
    left, right = round(x, 2), round(x + frame.width, 2)
    if top.y >= spring:
        return f"M{left} {bottom.y}V{top.y}H{right}V{bottom.y}Z"
    arc = f"A{radius} {radius} 0 0 1"
    if bottom.y <= spring:
        return f"M{bottom.x1} {bottom.y}{arc} {top.x1} {top.y}H{top.x2}{arc} {bottom.x2} {bottom.y}Z"
    return f"M{left} {bottom.y}V{spring}{arc} {top.x1} {top.y}H{top.x2}{arc} {right} {spring}V{bottom.y}Z"


# The scale of abilities: five marks at equal distance, in units of the picture.
_SCALE_FROM: Final = 12.0
_SCALE_STEP: Final = 34.0
SCALE_WIDTH: Final = 2 * _SCALE_FROM + 4 * _SCALE_STEP


def on_scale(level: float) -> float:
    """Where a level from 1 to 5 lies on the scale of abilities."""
    return _SCALE_FROM + (level - 1) * _SCALE_STEP


def initials(name: str, most: int = 2) -> str:
    """The first letters of the first and last word of a name, for a person's drop."""
    words = [word for word in name.split() if word[0].isalpha()] or name.split()
    chosen = words[:1] if most == 1 else words[:1] + words[1:][-1:]
    return "".join(word[0].upper() for word in chosen)
