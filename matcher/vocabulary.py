"""The words of matching. Their values are the codes used in JSON, in the database and in reasons."""

from enum import StrEnum
from typing import Final


class Interest(StrEnum):
    """The six Holland types, in the order in which profiles list them."""

    REALISTIC = "R"
    INVESTIGATIVE = "I"
    ARTISTIC = "A"
    SOCIAL = "S"
    ENTERPRISING = "E"
    CONVENTIONAL = "C"


class Ability(StrEnum):
    """The 29 key abilities (MELBA's list of names), on the scale 1 very low .. 5 very high."""

    PLANNING = "planning"
    UNDERSTANDING = "understanding"
    ATTENTION = "attention"
    CONCENTRATION = "concentration"
    LEARNING = "learning"
    PROBLEM_SOLVING = "problem_solving"
    SWITCHING = "switching"
    PICTURING = "picturing"
    STANDING_UP = "standing_up"
    LEADING = "leading"
    MAKING_CONTACT = "making_contact"
    GIVING_CRITICISM = "giving_criticism"
    TAKING_CRITICISM = "taking_criticism"
    WORKING_TOGETHER = "working_together"
    STAMINA = "stamina"
    CHECKING_OWN_WORK = "checking_own_work"
    BEARING_FAILURE = "bearing_failure"
    KEEPING_ORDER = "keeping_order"
    PUNCTUALITY = "punctuality"
    INDEPENDENCE = "independence"
    CARE = "care"
    RESPONSIBILITY = "responsibility"
    DRIVE = "drive"
    FINE_HAND_MOVEMENTS = "fine_hand_movements"
    REACTION_SPEED = "reaction_speed"
    READING = "reading"
    ARITHMETIC = "arithmetic"
    WRITING = "writing"
    SPEAKING = "speaking"


# Asked before the other seventeen, which come on wish.
FIRST_ABILITIES: Final = (
    Ability.UNDERSTANDING,
    Ability.ATTENTION,
    Ability.LEARNING,
    Ability.SWITCHING,
    Ability.MAKING_CONTACT,
    Ability.TAKING_CRITICISM,
    Ability.WORKING_TOGETHER,
    Ability.STAMINA,
    Ability.PUNCTUALITY,
    Ability.INDEPENDENCE,
    Ability.CARE,
    Ability.READING,
)


class Demand(StrEnum):
    """Physical demands and surroundings: asked 1..3, borne 0..3."""

    WALKING = "walking"
    STANDING = "standing"
    SITTING = "sitting"
    LIFTING_5 = "lifting_5"
    LIFTING_10 = "lifting_10"
    LIFTING_25 = "lifting_25"
    BENDING = "bending"
    REACHING = "reaching"
    CLIMBING = "climbing"
    NOISE = "noise"
    HEAT = "heat"
    COLD = "cold"
    WET = "wet"
    DUST = "dust"
    HEIGHTS = "heights"
    CROWDS = "crowds"
    ANIMALS = "animals"
    OUTDOORS = "outdoors"
    SHARP_TOOLS = "sharp_tools"
    MACHINES = "machines"
    CLEANING_AGENTS = "cleaning_agents"
    FLOUR = "flour"


# The demands that describe a spot rather than a movement (noise to flour).
SURROUNDINGS: Final = tuple(Demand)[list(Demand).index(Demand.NOISE) :]


class Condition(StrEnum):
    """Working conditions, needed by a youth and offered by a workplace, level 0..3."""

    FIXED_CONTACT = "fixed_contact"
    ONE_TASK_AT_A_TIME = "one_task_at_a_time"
    SHOWN_NOT_TOLD = "shown_not_told"
    STEP_LIST = "step_list"
    QUIET_SPOT = "quiet_spot"
    FEW_PEOPLE = "few_people"
    ROUTINE = "routine"
    ANNOUNCED_CHANGES = "announced_changes"
    EXTRA_BREAKS = "extra_breaks"
    ROOM_FOR_MISTAKES = "room_for_mistakes"
    FREQUENT_FEEDBACK = "frequent_feedback"
    BUILD_UP = "build_up"
    FLEXIBLE_START = "flexible_start"
    BESIDE_COLLEAGUE = "beside_colleague"
    BUDDY = "buddy"
    MASTER = "master"
    WITHOUT_OWN_TRANSPORT = "without_own_transport"
    WITHIN_CHILDCARE = "within_childcare"
    DUTCH_HELP = "dutch_help"
    MONEY_TALK = "money_talk"
    PLACE_TO_WITHDRAW = "place_to_withdraw"
    COLLEAGUES_TOLD = "colleagues_told"


class Means(StrEnum):
    """A way of travelling to work."""

    WALK = "walk"
    BICYCLE = "bicycle"
    MOPED = "moped"
    PUBLIC_TRANSPORT = "public_transport"
    CAR = "car"


class Kind(StrEnum):
    """The three kinds of place; one ranking holds them all."""

    OPENING = "opening"
    CARVED = "carved"
    LEARNING = "learning"


class Education(StrEnum):
    """The schooling that comes with a place; `none` is a value, not unknown."""

    NONE = "none"
    BESIDE = "beside"
    BBL = "bbl"


class Aim(StrEnum):
    """What a youth is after now; both are equally good."""

    PAID = "paid"
    FINDING_OUT = "finding_out"


class LifeMatter(StrEnum):
    """Matters that come before work while they are urgent."""

    HOUSING = "housing"
    MONEY = "money"
    FAMILY = "family"
    HEALTH = "health"
    TRANSPORT = "transport"
    CHILDCARE = "childcare"


class Wish(StrEnum):
    """What a youth wishes of a sector, a surrounding or an employer."""

    WANTED = "wanted"
    LEARN = "learn"
    EXPLORE = "explore"
    EXCLUDED = "excluded"


class Sector(StrEnum):
    """The sort of work, as a youth would name it."""

    TECHNIQUE = "technique"
    CONSTRUCTION = "construction"
    GREEN = "green"
    ANIMALS = "animals"
    CARE = "care"
    SHOP = "shop"
    CATERING = "catering"
    KITCHEN = "kitchen"
    CLEANING = "cleaning"
    LOGISTICS = "logistics"
    WAREHOUSE = "warehouse"
    OFFICE = "office"
    ICT = "ict"
    CREATIVE = "creative"
    HAIRDRESSING = "hairdressing"
    REUSE = "reuse"
    SPORT = "sport"
    EDUCATION = "education"
    MUNICIPALITY = "municipality"


class Hazard(StrEnum):
    """Work that the law keeps from minors (Arbobesluit; see FORBIDDEN_HAZARDS and SUPERVISED_HAZARDS)."""

    NOISE_85 = "noise_85"
    TOXIC_SUBSTANCES = "toxic_substances"
    BIOLOGICAL_AGENTS = "biological_agents"
    PRESSURE_WORK = "pressure_work"
    RADIATION = "radiation"
    VIBRATION = "vibration"
    PESTICIDES = "pesticides"
    COLLAPSE = "collapse"
    HIGH_VOLTAGE = "high_voltage"
    EXPLOSIVE_SUBSTANCES = "explosive_substances"
    CORROSIVE_SUBSTANCES = "corrosive_substances"
    COMPRESSED_GAS = "compressed_gas"
    TRACTOR = "tractor"
    DANGEROUS_ANIMALS = "dangerous_animals"
    SLAUGHTER = "slaughter"
    MACHINE_PACED = "machine_paced"


# Arbobesluit 4.105, 6.27 and following: never under 18.
FORBIDDEN_HAZARDS: Final = frozenset(tuple(Hazard)[: list(Hazard).index(Hazard.COLLAPSE)])
# Arbobesluit 1.37(2), 3.46, 4.106, 7.39: under 18 only when expert supervision takes the danger away.
SUPERVISED_HAZARDS: Final = frozenset(Hazard) - FORBIDDEN_HAZARDS


class PartKey(StrEnum):
    """The eight parts of a fit, in the order in which they are shown."""

    INTERESTS = "interests"
    ABILITIES = "abilities"
    SKILLS = "skills"
    SUPPORT = "support"
    TRAVEL = "travel"
    HOURS = "hours"
    GROWTH = "growth"
    INCOME = "income"


class Band(StrEnum):
    """A fit in words, best first."""

    FITS_VERY_WELL = "fits_very_well"
    FITS_WELL = "fits_well"
    POSSIBLE_WITH_HELP = "possible_with_help"
    POSSIBLE_IF_ARRANGED = "possible_if_arranged"
    DOES_NOT_FIT_NOW = "does_not_fit_now"


class Who(StrEnum):
    """Who can mend an obstacle."""

    EMPLOYER = "employer"
    COACH = "coach"
    YOUTH = "youth"
    REGION = "region"


class Refusal(StrEnum):
    """Why a place is not in the list, in the order in which one is counted."""

    TOO_FAR = "too_far"
    NOT_OPEN = "not_open"
    NO_SEAT = "no_seat"
    OVER = "over"
    EXCLUDED = "excluded"
    LICENCE = "licence"
    SCHOOL_DUTY = "school_duty"
    YOUNG_HOURS = "young_hours"
    YOUNG_TIMES = "young_times"
    YOUNG_REST = "young_rest"
    YOUNG_ON_CALL = "young_on_call"
    YOUNG_HAZARD = "young_hazard"
    BELOW_MINIMUM_WAGE = "below_minimum_wage"
