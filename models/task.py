"""Tasks: the pieces of work of which a place is made."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypedDict

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matcher import profiles
from matcher.profiles import DAY_MINUTES, Interests, WeekTime
from matcher.records import Invalid, Reader, mapping, one_of, read_record, sequence, whole
from matcher.vocabulary import Ability, Demand, Hazard
from models.base import Base, Checked, Value, Versioned
from models.rules import LINE, SHORT, WEEK_MINUTES, above_zero, between, filled
from models.values import DEMANDS, HAZARDS, INTERESTS, TIMES, URIS, keyed


class Bound(StrEnum):
    """Whether a task can be done at any time, in a part of the day, or by the clock."""

    FREE = "free"
    DAY_PART = "day_part"
    CLOCK = "clock"


class DayPart(StrEnum):
    """A part of the day to which a task can be bound."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


class WithWhom(StrEnum):
    """In whose company a task is done."""

    ALONE = "alone"
    BESIDE = "beside"
    TEAM = "team"
    CUSTOMERS = "customers"


class Often(StrEnum):
    """How often a task asks an ability."""

    ALWAYS = "always"
    OFTEN = "often"
    SOMETIMES = "sometimes"


class Ask(TypedDict):
    """How much of an ability a task asks (1..5), and how often."""

    level: int
    often: Often


_ASK: Final[Mapping[str, Reader[Any]]] = {"level": whole(1, 5), "often": one_of(Often)}


def ask(value: object, path: str) -> Ask:
    """`{"level": 1..5, "often": always|often|sometimes}`."""
    read = read_record(_ASK, ("level", "often"), value, path)
    return Ask(level=read["level"], often=read["often"])


def day_part(value: object, path: str) -> tuple[int, DayPart]:
    """`[weekday, part]`, weekday 0 Monday .. 6 Sunday."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Invalid(path, "must be [weekday 0 to 6, part of the day]")
    return whole(0, 6)(value[0], f"{path}[0]"), one_of(DayPart)(value[1], f"{path}[1]")


_OFTEN: Final = {member.value: member for member in Often}


def _built_ask(data: Mapping[str, Any]) -> Ask:
    return {"level": data["level"], "often": _OFTEN[data["often"]]}


ASKS: Final = Value(mapping(one_of(Ability), ask), keyed(Ability, _built_ask))
DAY_PARTS: Final = Value(
    sequence(day_part, least=1, most=14), lambda data: tuple((weekday, DayPart(part)) for weekday, part in data)
)


class Task(Versioned, Base):
    """A piece of work of a place: how long each time, how often a week, when, with whom, and what it asks.

    `asks` and `demands` None are not said, empty is nothing asked. `interests` None are those of the place's
    occupation. `next_step` is what somebody who masters this could do after it.
    """

    __tablename__ = "task"
    __table_args__ = (
        filled("title", SHORT),
        between("position", 0, 500),
        above_zero("minutes_each", DAY_MINUTES),
        above_zero("times_a_week", 1_000),
        CheckConstraint(f"minutes_each * times_a_week <= {WEEK_MINUTES}", name="within_a_week"),
        CheckConstraint("(bound = 'day_part') = (day_parts IS NOT NULL)", name="day_parts_when_bound"),
        CheckConstraint("(bound = 'clock') = (times IS NOT NULL)", name="times_when_bound"),
        filled("wage_scale", SHORT),
        filled("next_step", LINE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), index=True, active_history=True)
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    minutes_each: Mapped[float]
    times_a_week: Mapped[float] = mapped_column(default=1)
    bound: Mapped[Bound] = mapped_column(default=Bound.FREE)
    day_parts: Mapped[tuple[tuple[int, DayPart], ...] | None] = mapped_column(Checked(DAY_PARTS))
    times: Mapped[tuple[WeekTime, ...] | None] = mapped_column(Checked(TIMES))
    with_whom: Mapped[WithWhom | None]
    asks: Mapped[Mapping[Ability, Ask] | None] = mapped_column(Checked(ASKS))
    demands: Mapped[Mapping[Demand, int] | None] = mapped_column(Checked(DEMANDS))
    skills: Mapped[frozenset[str]] = mapped_column(Checked(URIS), default=frozenset())
    interests: Mapped[Interests | None] = mapped_column(Checked(INTERESTS))
    hazards: Mapped[frozenset[Hazard]] = mapped_column(Checked(HAZARDS), default=frozenset())
    wage_scale: Mapped[str | None]
    next_step: Mapped[str | None]

    @property
    def minutes(self) -> float:
        """Minutes a week."""
        return self.minutes_each * self.times_a_week

    def profile(self) -> profiles.Task:
        """What the matcher knows of this task."""
        return task_profile({name: getattr(self, name) for name in TASK_VALUES})


TASK_VALUES: Final = ("minutes_each", "times_a_week", "asks", "demands", "skills", "interests", "hazards")


def task_profile(values: Mapping[str, Any]) -> profiles.Task:
    """The record made of the values of TASK_VALUES, for one task and for many alike.

    `asks` may be the data they are kept as: the levels are all that is taken of it.
    """
    return profiles.Task(
        minutes=values["minutes_each"] * values["times_a_week"],
        asks=ask_levels(values["asks"]),
        demands=values["demands"],
        skills=values["skills"],
        interests=values["interests"],
        hazards=values["hazards"],
    )


_ABILITIES: Final[Mapping[str, Ability]] = {member.value: member for member in Ability}


def ask_levels(asks: Mapping[Ability, Ask] | Mapping[str, Any] | None) -> dict[Ability, int] | None:
    """The levels alone, as the matcher takes them; of the asks of a row, or of the data they are kept as."""
    return None if asks is None else {_ABILITIES[code]: asked["level"] for code, asked in asks.items()}
