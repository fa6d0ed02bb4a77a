"""What the forms for changing a youth may hold."""

from datetime import date
from typing import Any, Final

from matcher.vocabulary import SURROUNDINGS, Ability, Aim, Condition, Demand, Interest, LifeMatter, Means, Sector, Wish
from models.rules import LINE, SHORT
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
from web.schemas.fields import Address, Choice, Day, Flag, Line, Many, Text, Whole
from web.schemas.forms import FormIn, Submitted
from web.services.errors import InvalidInput

EARLIEST: Final = date(1930, 1, 1)  # of a birth date
INTEREST_STEPS: Final = 4  # an interest is chosen in five steps and kept as 0, 0.25 .. 1

_ABOUT = schema(
    "AboutIn",
    name=Line(most=SHORT, required=True),
    birth_date=Day(least=EARLIEST, most=date(2100, 1, 1), load_default=None, allow_none=True),
    postcode_code=text(10),
    qualified=whole(0, 1),
    exempt=whole(0, 1),
    exempt_from=Day(load_default=None, allow_none=True),
    school_hours=number(0, 60),
    income_needed=text(12),
    older_reason=text(500),
    story=text(10_000),
    notes=text(10_000),
)
_TIMES = schema(
    "TimesIn",
    hours_least=number(0, 168),
    hours_most=number(0, 168),
    earliest=Day(load_default=None, allow_none=True),
    free_known=Flag(load_default=False),
    **WEEK,
    **{f"reach.{means}": number(1, 600) for means in Means},
)
_LIKES = schema(
    "LikesIn",
    goals=Many(Text(most=500)),
    school_tired=whole(0, 1),
    **each("interests", Interest, 0, INTEREST_STEPS),
    **{f"wishes.{code}": Choice(Wish, load_default=None, allow_none=True) for code in {*Sector, *SURROUNDINGS}},
)
_SUPPORT = schema("SupportIn", urgent=Many(Choice(LifeMatter)), **each("needs", Condition, 0, 3))
_SKILLS = schema(
    "SkillsIn",
    skills=Many(Text(most=500)),
    **each("languages", ASKED_LANGUAGES, 0, 6),
    **each("bears", Demand, 0, 3),
)
_ABILITIES = schema("AbilitiesIn", **each("own", Ability, 1, 5), **each("coach", Ability, 1, 5))


class NewYouthIn(FormIn):
    """A youth who is new to Plek: the little that a coach cannot begin without."""

    name = Line(most=SHORT, required=True)
    birth_date = Day(least=EARLIEST, most=date(2100, 1, 1), required=True)
    email = Address(load_default="")
    older_reason = Text(most=LINE, load_default="")
    aim = Choice(Aim, required=True)


class InvitationIn(FormIn):
    """The address to which an invitation goes, and the version on which the page stands; neither: what is known."""

    email = Address(load_default=None)
    version = Whole(least=0, most=10**9, load_default=0)


def new(sent: Submitted) -> dict[str, Any]:
    """Who is new, as columns of Youth."""
    return texts(NewYouthIn().read(sent), "email", "older_reason")


def about(sent: Submitted) -> dict[str, Any]:
    """Who the youth is, as columns of Youth and `version`."""
    values = _ABOUT().read(sent)
    school = values.pop("school_hours")
    return texts(values, "postcode_code", "older_reason", "story", "notes") | {
        "postcode_code": postcode(values["postcode_code"]),
        "qualified": yes_no(values["qualified"]),
        "exempt": yes_no(values["exempt"]),
        "school_minutes": None if school is None else round(school * 60),
        "income_needed": cents("income_needed", values["income_needed"]),
    }


def times(sent: Submitted) -> dict[str, Any]:
    """Hours, free times and means of travel, as columns of Youth and `version`."""
    values = _TIMES().read(sent)
    free = week(values.pop("week"))
    reach = known(values.pop("reach"))
    return values | {
        "free": free if values.pop("free_known") or free else None,
        "reach": {Means(code): minutes for code, minutes in reach.items()} or None,
    }


def likes(sent: Submitted) -> dict[str, Any]:
    """Interests, wishes and goals, as columns of Youth and `version`; interests are all six or none."""
    values = _LIKES().read(sent)
    steps = values["interests"]
    chosen = [code for code in Interest if steps[code] is not None]
    if chosen and len(chosen) < len(Interest):
        missing = next(code for code in Interest if steps[code] is None)
        raise InvalidInput({f"interests.{missing}": "all_six_or_none"})
    return values | {
        "interests": tuple(steps[code] / INTEREST_STEPS for code in Interest) if chosen else None,
        "wishes": known(values["wishes"]),
        "goals": frozenset(values["goals"]),
        "school_tired": yes_no(values["school_tired"]),
    }


def support(sent: Submitted) -> dict[str, Any]:
    """Needs and urgent matters, as columns of Youth and `version`."""
    values = _SUPPORT().read(sent)
    return values | {"needs": coded(Condition, values["needs"]), "urgent": frozenset(values["urgent"])}


def skills(sent: Submitted) -> dict[str, Any]:
    """Skills, languages and what one can bear, as columns of Youth and `version`."""
    values = _SKILLS().read(sent)
    return values | {
        "skills": frozenset(values["skills"]),
        "languages": known(values["languages"]),
        "bears": coded(Demand, values["bears"]),
    }


def abilities(sent: Submitted) -> dict[str, Any]:
    """`own` and `coach`: a level or None of each ability; and `version`."""
    values = _ABILITIES().read(sent)
    return values | {side: {Ability(code): level for code, level in values[side].items()} for side in ("own", "coach")}
