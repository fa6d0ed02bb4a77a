"""The codes of everything a match says, each with the names of its facts.

A reason is a code with facts, never a sentence: the web turns it into words for its reader.
Facts are plain JSON values; an enum stands as its code, a skill or a goal as its URI.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from matcher.vocabulary import Refusal


class ReasonCode(StrEnum):
    """What rubs, what fits, what is not known yet and what has to be arranged, part by part."""

    # interests
    INTERESTS_MATCH = "interests_match"
    INTERESTS_DIFFER = "interests_differ"
    INTERESTS_UNKNOWN_YOUTH = "interests_unknown_youth"
    INTERESTS_UNKNOWN_PLACE = "interests_unknown_place"
    WISH_MET = "wish_met"
    WISH_EXPLORED = "wish_explored"
    WISH_NOT_MET = "wish_not_met"
    SECTOR_UNKNOWN = "sector_unknown"
    # abilities
    ABILITY_MET = "ability_met"
    ABILITY_SHORT = "ability_short"
    ABILITY_UNKNOWN = "ability_unknown"
    ABILITY_VIEWS_DIFFER = "ability_views_differ"
    ASKS_UNKNOWN = "asks_unknown"
    DEMAND_MET = "demand_met"
    DEMAND_SHORT = "demand_short"
    DEMAND_UNKNOWN = "demand_unknown"
    DEMANDS_UNKNOWN = "demands_unknown"
    # skills
    SKILL_HAD = "skill_had"
    SKILL_MISSING = "skill_missing"
    SKILL_TAUGHT = "skill_taught"
    LANGUAGE_MET = "language_met"
    LANGUAGE_SHORT = "language_short"
    LANGUAGE_UNKNOWN = "language_unknown"
    # support
    NEED_MET = "need_met"
    NEED_UNMET = "need_unmet"
    NEED_TO_ARRANGE = "need_to_arrange"
    NEED_UNKNOWN = "need_unknown"
    OFFER_UNKNOWN = "offer_unknown"
    PRESSURE_LOW = "pressure_low"
    PRESSURE_HIGH = "pressure_high"
    PRESSURE_UNKNOWN = "pressure_unknown"
    # travel
    TRAVEL_NEAR = "travel_near"
    TRAVEL_LONG = "travel_long"
    HOME_UNKNOWN = "home_unknown"
    REACH_UNKNOWN = "reach_unknown"
    SPOT_UNKNOWN = "spot_unknown"
    # hours
    HOURS_FIT = "hours_fit"
    HOURS_FEW = "hours_few"
    HOURS_MANY = "hours_many"
    HOURS_UNKNOWN_YOUTH = "hours_unknown_youth"
    HOURS_UNKNOWN_PLACE = "hours_unknown_place"
    TIMES_FIT = "times_fit"
    TIMES_OUTSIDE = "times_outside"
    FREE_UNKNOWN = "free_unknown"
    TIMES_UNKNOWN = "times_unknown"
    # growth
    GOAL_TAUGHT = "goal_taught"
    GOAL_NOT_SERVED = "goal_not_served"
    TEACHES_NOTHING = "teaches_nothing"
    SCHOOL_LIKE = "school_like"
    NOT_SCHOOL_LIKE = "not_school_like"
    SCHOOL_LIKE_UNKNOWN = "school_like_unknown"
    SCHOOL_TIRED_UNKNOWN = "school_tired_unknown"
    # income
    INCOME_ENOUGH = "income_enough"
    INCOME_SHORT = "income_short"
    INCOME_NEEDED_UNKNOWN = "income_needed_unknown"
    PAY_UNKNOWN = "pay_unknown"
    # said beside the parts: about the law and for whom Plek is
    MINOR_TIMES_UNKNOWN = "minor_times_unknown"
    MINOR_SUNDAY = "minor_sunday"
    MINOR_SUPERVISION_UNKNOWN = "minor_supervision_unknown"
    BIRTH_DATE_UNKNOWN = "birth_date_unknown"
    SCHOOL_DUTY_UNKNOWN = "school_duty_unknown"
    OLDER_THAN_26 = "older_than_26"


class ChangeCode(StrEnum):
    """What somebody could do that would make the fit better."""

    ARRANGE_CONDITION = "arrange_condition"
    LOWER_PRESSURE = "lower_pressure"
    EASE_ASK = "ease_ask"
    EASE_DEMAND = "ease_demand"
    DROP_TASK = "drop_task"
    TEACH_SKILL = "teach_skill"
    LEARN_LANGUAGE = "learn_language"
    LESS_SCHOOL_LIKE = "less_school_like"
    OTHER_MEANS = "other_means"
    MORE_HOURS = "more_hours"
    FEWER_HOURS = "fewer_hours"
    FLEXIBLE_TIMES = "flexible_times"
    CHECK_BENEFITS = "check_benefits"


# The facts that come with each code. A task is named by its index in the place's tasks.
FACTS: Final[Mapping[ReasonCode, tuple[str, ...]]] = {
    ReasonCode.INTERESTS_MATCH: ("types",),
    ReasonCode.INTERESTS_DIFFER: ("types",),
    ReasonCode.INTERESTS_UNKNOWN_YOUTH: (),
    ReasonCode.INTERESTS_UNKNOWN_PLACE: (),
    ReasonCode.WISH_MET: ("wish",),
    ReasonCode.WISH_EXPLORED: ("wish",),
    ReasonCode.WISH_NOT_MET: (),
    ReasonCode.SECTOR_UNKNOWN: (),
    ReasonCode.ABILITY_MET: ("ability", "asked", "has"),
    ReasonCode.ABILITY_SHORT: ("ability", "asked", "has", "task", "share"),
    ReasonCode.ABILITY_UNKNOWN: ("ability", "asked"),
    ReasonCode.ABILITY_VIEWS_DIFFER: ("ability", "low", "high"),
    ReasonCode.ASKS_UNKNOWN: ("task",),
    ReasonCode.DEMAND_MET: ("demand", "asked", "bears"),
    ReasonCode.DEMAND_SHORT: ("demand", "asked", "bears", "task", "share"),
    ReasonCode.DEMAND_UNKNOWN: ("demand", "asked"),
    ReasonCode.DEMANDS_UNKNOWN: ("task",),
    ReasonCode.SKILL_HAD: ("skill",),
    ReasonCode.SKILL_MISSING: ("skill",),
    ReasonCode.SKILL_TAUGHT: ("skill",),
    ReasonCode.LANGUAGE_MET: ("language", "asked", "has"),
    ReasonCode.LANGUAGE_SHORT: ("language", "asked", "has"),
    ReasonCode.LANGUAGE_UNKNOWN: ("language", "asked"),
    ReasonCode.NEED_MET: ("condition", "need", "level"),
    ReasonCode.NEED_UNMET: ("condition", "need", "level", "arrangeable"),
    ReasonCode.NEED_TO_ARRANGE: ("condition", "need", "level", "arrangeable"),
    ReasonCode.NEED_UNKNOWN: ("condition",),
    ReasonCode.OFFER_UNKNOWN: ("condition", "need"),
    ReasonCode.PRESSURE_LOW: ("pressure",),
    ReasonCode.PRESSURE_HIGH: ("pressure",),
    ReasonCode.PRESSURE_UNKNOWN: (),
    ReasonCode.TRAVEL_NEAR: ("minutes", "means", "longest", "about"),
    ReasonCode.TRAVEL_LONG: ("minutes", "means", "longest", "about"),
    ReasonCode.HOME_UNKNOWN: (),
    ReasonCode.REACH_UNKNOWN: (),
    ReasonCode.SPOT_UNKNOWN: (),
    ReasonCode.HOURS_FIT: ("least", "most"),
    ReasonCode.HOURS_FEW: ("gap", "offered", "wanted"),
    ReasonCode.HOURS_MANY: ("gap", "offered", "wanted"),
    ReasonCode.HOURS_UNKNOWN_YOUTH: (),
    ReasonCode.HOURS_UNKNOWN_PLACE: (),
    ReasonCode.TIMES_FIT: ("flexible",),
    ReasonCode.TIMES_OUTSIDE: ("hours", "weekdays"),
    ReasonCode.FREE_UNKNOWN: (),
    ReasonCode.TIMES_UNKNOWN: (),
    ReasonCode.GOAL_TAUGHT: ("goal",),
    ReasonCode.GOAL_NOT_SERVED: ("goal",),
    ReasonCode.TEACHES_NOTHING: (),
    ReasonCode.SCHOOL_LIKE: ("level",),
    ReasonCode.NOT_SCHOOL_LIKE: (),
    ReasonCode.SCHOOL_LIKE_UNKNOWN: (),
    ReasonCode.SCHOOL_TIRED_UNKNOWN: (),
    ReasonCode.INCOME_ENOUGH: ("earned", "needed"),
    ReasonCode.INCOME_SHORT: ("earned", "needed", "share"),
    ReasonCode.INCOME_NEEDED_UNKNOWN: (),
    ReasonCode.PAY_UNKNOWN: (),
    ReasonCode.MINOR_TIMES_UNKNOWN: (),
    ReasonCode.MINOR_SUNDAY: (),
    ReasonCode.MINOR_SUPERVISION_UNKNOWN: ("hazards",),
    ReasonCode.BIRTH_DATE_UNKNOWN: (),
    ReasonCode.SCHOOL_DUTY_UNKNOWN: ("missing",),
    ReasonCode.OLDER_THAN_26: ("age",),
}

CHANGE_FACTS: Final[Mapping[ChangeCode, tuple[str, ...]]] = {
    ChangeCode.ARRANGE_CONDITION: ("condition", "level", "arrangeable"),
    ChangeCode.LOWER_PRESSURE: ("pressure", "to"),
    ChangeCode.EASE_ASK: ("ability", "asked", "to"),
    ChangeCode.EASE_DEMAND: ("demand", "asked", "to"),
    ChangeCode.DROP_TASK: ("task",),
    ChangeCode.TEACH_SKILL: ("skill",),
    ChangeCode.LEARN_LANGUAGE: ("language", "level", "to"),
    ChangeCode.LESS_SCHOOL_LIKE: ("level", "to"),
    ChangeCode.OTHER_MEANS: ("means", "minutes"),
    ChangeCode.MORE_HOURS: ("hours", "to"),
    ChangeCode.FEWER_HOURS: ("hours", "to"),
    ChangeCode.FLEXIBLE_TIMES: (),
    ChangeCode.CHECK_BENEFITS: ("earned", "needed"),
}

REFUSAL_FACTS: Final[Mapping[Refusal, tuple[str, ...]]] = {
    Refusal.TOO_FAR: ("minutes", "means", "longest", "about"),
    Refusal.NOT_OPEN: (),
    Refusal.NO_SEAT: (),
    Refusal.OVER: ("until",),
    Refusal.EXCLUDED: ("wish",),
    Refusal.LICENCE: ("licences",),
    Refusal.SCHOOL_DUTY: ("until",),
    Refusal.YOUNG_HOURS: ("hours", "most", "period"),
    Refusal.YOUNG_TIMES: ("weekdays",),
    Refusal.YOUNG_REST: ("hours", "least", "period"),
    Refusal.YOUNG_ON_CALL: (),
    Refusal.YOUNG_HAZARD: ("hazards",),
    Refusal.BELOW_MINIMUM_WAGE: ("minimum", "pay", "age", "valid_from", "assumed"),
}
