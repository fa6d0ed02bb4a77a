"""Times of the week as unions of minutes, counted from Monday 00:00."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from matcher.profiles import DAY_MINUTES, WEEK_MINUTES, WeekTime

Stretch = tuple[int, int]


def union(times: Iterable[WeekTime]) -> tuple[Stretch, ...]:
    """The stretches of the week that the times cover, in order, apart and without overlap."""
    return _union(tuple(times))


@lru_cache(maxsize=4096)
def _union(times: tuple[WeekTime, ...]) -> tuple[Stretch, ...]:
    merged: list[Stretch] = []
    for start, end in sorted((day * DAY_MINUTES + start, day * DAY_MINUTES + end) for day, start, end in times):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def minutes(stretches: Iterable[Stretch]) -> int:
    """The length of stretches that do not overlap."""
    return sum(end - start for start, end in stretches)


def outside(times: Iterable[WeekTime], free: Iterable[WeekTime]) -> tuple[Stretch, ...]:
    """The stretches of `times` that lie outside `free`."""
    return _outside(tuple(times), tuple(free))


@lru_cache(maxsize=4096)
def _outside(times: tuple[WeekTime, ...], free: tuple[WeekTime, ...]) -> tuple[Stretch, ...]:
    return tuple(_without(union(times), union(free)))


def weekdays(stretches: Iterable[Stretch]) -> list[int]:
    """The weekdays (0 Monday) that the stretches touch, in order."""
    return sorted({day for start, end in stretches for day in range(start // DAY_MINUTES, -(-end // DAY_MINUTES))})


def minutes_by_day(times: tuple[WeekTime, ...]) -> dict[int, int]:
    """The minutes covered on each weekday that has any."""
    return {day: minutes(union(of_day)) for day, of_day in _by_day(times).items()}


def longest_rest(times: tuple[WeekTime, ...]) -> int:
    """The longest stretch of a circular week, in minutes, that the times leave free."""
    covered = union(times)
    if not covered:
        return WEEK_MINUTES
    starts = [start for start, _ in covered[1:]] + [covered[0][0] + WEEK_MINUTES]
    return max(start - end for start, (_, end) in zip(starts, covered, strict=True))


def shortest_night(times: tuple[WeekTime, ...]) -> int | None:
    """The fewest minutes between the work of a day and of the next; None if no two days follow."""
    spans = {day: (min(t.start for t in of), max(t.end for t in of)) for day, of in _by_day(times).items()}
    rests = [DAY_MINUTES - spans[day][1] + spans[(day + 1) % 7][0] for day in spans if (day + 1) % 7 in spans]
    return min(rests, default=None)


def _by_day(times: tuple[WeekTime, ...]) -> dict[int, tuple[WeekTime, ...]]:
    return {day: tuple(t for t in times if t.weekday == day) for day in sorted({t.weekday for t in times})}


def _without(covered: Iterable[Stretch], free: tuple[Stretch, ...]) -> Iterator[Stretch]:
    for start, end in covered:
        for free_start, free_end in free:
            if free_end <= start or free_start >= end:
                continue
            if free_start > start:
                yield start, free_start
            start = max(start, free_end)
        if start < end:
            yield start, end
