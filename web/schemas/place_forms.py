"""What the forms for changing a place, a task and a workplace may hold."""

from collections.abc import Mapping
from typing import Any, Final

from matcher.profiles import DAY_MINUTES, Offer
from matcher.vocabulary import Ability, Condition, Demand, Education, Hazard, Kind, Sector
from models.task import Bound, DayPart, WithWhom
from web.schemas.answers import (
    ASKED_LANGUAGES,
    WEEK,
    cents,
    coded,
    each,
    known,
    number,
    postcode,
    schema,
    text,
    texts,
    week,
    whole,
    yes_no,
)
from web.schemas.fields import Answer, Choice, Day, Flag, Many, Number, Text, Whole
from web.schemas.forms import Submitted
from web.services.errors import InvalidInput

DAY_PARTS: Final = tuple((weekday, part) for weekday in range(7) for part in DayPart)


class DayPartOf(Answer):
    """A part of a weekday, "0-morning"."""

    def read(self, value: Any) -> tuple[int, DayPart]:
        found = [(weekday, part) for weekday, part in DAY_PARTS if value == f"{weekday}-{part}"]
        if not found:
            raise self.make_error("not_a_choice")
        return found[0]


_PLACE = schema(
    "PlaceIn",
    title=Text(most=120, required=True),
    story=text(10_000),
    kind=Choice(Kind, required=True),
    sector=Choice(Sector, load_default=None, allow_none=True),
    seats=Whole(least=0, most=1_000, required=True),
    hours_least=number(0, 168),
    hours_most=number(0, 168),
    times_known=Flag(load_default=False),
    flexible_times=Flag(load_default=False),
    **WEEK,
    on_call=whole(0, 1),
    start=Day(load_default=None, allow_none=True),
    until=Day(load_default=None, allow_none=True),
    pay=text(12),
    education=Choice(Education, required=True),
    school_like=whole(0, 3),
    pressure=whole(0, 3),
    expert_supervision=whole(0, 1),
    taught=Many(Text(most=500)),
    licences=Many(Text(most=500)),
    **each("languages", ASKED_LANGUAGES, 0, 6),
)
_TASK = schema(
    "TaskIn",
    title=Text(most=120, required=True),
    minutes_each=number(1, DAY_MINUTES, required=True),
    times_a_week=Number(least=0, most=1_000, required=True),
    bound=Choice(Bound, required=True),
    day_parts=Many(DayPartOf()),
    **WEEK,
    with_whom=Choice(WithWhom, load_default=None, allow_none=True),
    asks_known=Flag(load_default=False),
    demands_known=Flag(load_default=False),
    hazards=Many(Choice(Hazard)),
    wage_scale=text(120),
    next_step=text(500),
    **each("asks", Ability, 1, 5),
    **each("demands", Demand, 1, 3),
)
_WORKPLACE = schema(
    "WorkplaceIn",
    name=Text(most=120, required=True),
    postcode_code=text(10),
    surroundings=Many(Choice(Demand)),
    buddy_name=text(120),
    master_name=text(120),
    **each("level", Condition, 0, 3),
    **each("arrangeable", Condition, 0, 3),
)


def place(sent: Submitted) -> dict[str, Any]:
    """A place, as columns of Place and `version`."""
    values = _PLACE().read(sent)
    times, times_known = week(values.pop("week")), values.pop("times_known")
    return texts(values, "story") | {
        "times": times if times_known or times else None,
        "on_call": yes_no(values["on_call"]),
        "expert_supervision": yes_no(values["expert_supervision"]),
        "pay": cents("pay", values["pay"]),
        "taught": frozenset(values["taught"]),
        "licences": frozenset(values["licences"]),
        "languages": known(values["languages"]),
    }


def task(sent: Submitted, kept_asks: Mapping[Ability, Any] | None) -> dict[str, Any]:
    """A task, as columns of Task and `version`; how often an ability is asked stays what it was."""
    values = _TASK().read(sent)
    if not values["times_a_week"]:
        raise InvalidInput({"times_a_week": "required"})
    levels = coded(Ability, values["asks"])
    asks = {ability: {"level": level, "often": _often(kept_asks, ability)} for ability, level in levels.items()}
    demands = coded(Demand, values["demands"])
    binding, asks_known, demands_known = _binding(values), values.pop("asks_known"), values.pop("demands_known")
    made = {
        "asks": asks if asks_known or asks else None,
        "demands": demands if demands_known or demands else None,
        "hazards": frozenset(values["hazards"]),
    }
    return texts(values, "wage_scale", "next_step") | binding | made


def _binding(values: dict[str, Any]) -> dict[str, Any]:
    """When a task is done: only what belongs to how it is bound is kept."""
    bound, times = values["bound"], week(values.pop("week"))
    day_parts = tuple(part for part in DAY_PARTS if part in values["day_parts"])
    if bound == Bound.DAY_PART and not day_parts:
        raise InvalidInput({"day_parts": "required"})
    if bound == Bound.CLOCK and not times:
        raise InvalidInput({"week.0": "required"})
    return {
        "bound": bound,
        "day_parts": day_parts if bound == Bound.DAY_PART else None,
        "times": times if bound == Bound.CLOCK else None,
    }


def workplace(sent: Submitted) -> dict[str, Any]:
    """A workplace, as columns of Workplace and `version`; what can be arranged is at least what is there."""
    values = _WORKPLACE().read(sent)
    levels, arrangeable = known(values.pop("level")), known(values.pop("arrangeable"))
    offers = {
        Condition(code): Offer(levels.get(code, 0), max(levels.get(code, 0), arrangeable.get(code, 0)))
        for code in Condition
        if code in levels or code in arrangeable
    }
    return texts(values, "buddy_name", "master_name") | {
        "postcode_code": postcode(values["postcode_code"]),
        "surroundings": frozenset(values["surroundings"]),
        "offers": offers,
    }


def _often(kept: Mapping[Ability, Any] | None, ability: Ability) -> str:
    return str((kept or {}).get(ability, {"often": "often"})["often"])
