"""The words of matching on screen: one label for each code, in the reader's language."""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from matcher.vocabulary import (
    Ability,
    Aim,
    Band,
    Condition,
    Demand,
    Education,
    Hazard,
    Interest,
    Kind,
    LifeMatter,
    Means,
    PartKey,
    Refusal,
    Sector,
    Who,
    Wish,
)
from models.account import RoleName
from models.consent import ConsentItem, need_item
from models.place import PlaceState
from models.proposal import ProposalState
from models.task import Bound, DayPart, Often, WithWhom

INTERESTS: Final[Mapping[Interest, LazyString]] = {
    Interest.REALISTIC: _l("hands-on work"),
    Interest.INVESTIGATIVE: _l("finding things out"),
    Interest.ARTISTIC: _l("making beautiful things"),
    Interest.SOCIAL: _l("helping people"),
    Interest.ENTERPRISING: _l("arranging and selling"),
    Interest.CONVENTIONAL: _l("keeping things in order"),
}

ABILITIES: Final[Mapping[Ability, LazyString]] = {
    Ability.PLANNING: _l("planning work"),
    Ability.UNDERSTANDING: _l("understanding what is explained"),
    Ability.ATTENTION: _l("paying attention"),
    Ability.CONCENTRATION: _l("concentrating"),
    Ability.LEARNING: _l("learning and remembering"),
    Ability.PROBLEM_SOLVING: _l("solving problems"),
    Ability.SWITCHING: _l("switching between tasks"),
    Ability.PICTURING: _l("picturing things"),
    Ability.STANDING_UP: _l("standing up for oneself"),
    Ability.LEADING: _l("leading others"),
    Ability.MAKING_CONTACT: _l("making contact"),
    Ability.GIVING_CRITICISM: _l("giving criticism"),
    Ability.TAKING_CRITICISM: _l("taking criticism"),
    Ability.WORKING_TOGETHER: _l("working together"),
    Ability.STAMINA: _l("keeping it up"),
    Ability.CHECKING_OWN_WORK: _l("checking own work"),
    Ability.BEARING_FAILURE: _l("bearing setbacks"),
    Ability.KEEPING_ORDER: _l("keeping order"),
    Ability.PUNCTUALITY: _l("being on time"),
    Ability.INDEPENDENCE: _l("working alone"),
    Ability.CARE: _l("working carefully"),
    Ability.RESPONSIBILITY: _l("taking responsibility"),
    Ability.DRIVE: _l("getting going"),
    Ability.FINE_HAND_MOVEMENTS: _l("fine work with the hands"),
    Ability.REACTION_SPEED: _l("reacting fast"),
    Ability.READING: _l("reading"),
    Ability.ARITHMETIC: _l("arithmetic"),
    Ability.WRITING: _l("writing"),
    Ability.SPEAKING: _l("speaking"),
}

DEMANDS: Final[Mapping[Demand, LazyString]] = {
    Demand.WALKING: _l("walking"),
    Demand.STANDING: _l("standing"),
    Demand.SITTING: _l("sitting for long"),
    Demand.LIFTING_5: _l("lifting up to 5 kg"),
    Demand.LIFTING_10: _l("lifting up to 10 kg"),
    Demand.LIFTING_25: _l("lifting up to 25 kg"),
    Demand.BENDING: _l("bending"),
    Demand.REACHING: _l("reaching"),
    Demand.CLIMBING: _l("climbing"),
    Demand.NOISE: _l("noise"),
    Demand.HEAT: _l("heat"),
    Demand.COLD: _l("cold"),
    Demand.WET: _l("wet work"),
    Demand.DUST: _l("dust"),
    Demand.HEIGHTS: _l("working at heights"),
    Demand.CROWDS: _l("many people around"),
    Demand.ANIMALS: _l("animals"),
    Demand.OUTDOORS: _l("working outdoors"),
    Demand.SHARP_TOOLS: _l("sharp tools"),
    Demand.MACHINES: _l("machines"),
    Demand.CLEANING_AGENTS: _l("cleaning agents"),
    Demand.FLOUR: _l("flour in the air"),
}

CONDITIONS: Final[Mapping[Condition, LazyString]] = {
    Condition.FIXED_CONTACT: _l("one fixed contact person at work"),
    Condition.ONE_TASK_AT_A_TIME: _l("one task at a time"),
    Condition.SHOWN_NOT_TOLD: _l("being shown, not told"),
    Condition.STEP_LIST: _l("a step list with words or pictures"),
    Condition.QUIET_SPOT: _l("a quiet spot"),
    Condition.FEW_PEOPLE: _l("few people around"),
    Condition.ROUTINE: _l("a fixed routine"),
    Condition.ANNOUNCED_CHANGES: _l("changes told in time"),
    Condition.EXTRA_BREAKS: _l("extra breaks"),
    Condition.ROOM_FOR_MISTAKES: _l("room for mistakes"),
    Condition.FREQUENT_FEEDBACK: _l("hearing often how it goes"),
    Condition.BUILD_UP: _l("a slow build-up of hours"),
    Condition.FLEXIBLE_START: _l("a flexible start of the day"),
    Condition.BESIDE_COLLEAGUE: _l("working beside a colleague"),
    Condition.BUDDY: _l("a workplace buddy"),
    Condition.MASTER: _l("a master who teaches the trade"),
    Condition.WITHOUT_OWN_TRANSPORT: _l("getting there without own transport"),
    Condition.WITHIN_CHILDCARE: _l("hours that fit with childcare"),
    Condition.DUTCH_HELP: _l("help with Dutch at work"),
    Condition.MONEY_TALK: _l("a talk about money"),
    Condition.PLACE_TO_WITHDRAW: _l("a place to be alone for a while"),
    Condition.COLLEAGUES_TOLD: _l("colleagues who know what helps"),
}

# A needed condition that is there, as a youth reads it.
MET: Final[Mapping[Condition, LazyString]] = {
    Condition.FIXED_CONTACT: _l("You have one fixed person at work."),
    Condition.ONE_TASK_AT_A_TIME: _l("You get one task at a time."),
    Condition.SHOWN_NOT_TOLD: _l("Somebody shows you the work first."),
    Condition.STEP_LIST: _l("There is a list with all the steps."),
    Condition.QUIET_SPOT: _l("You work in a quiet spot."),
    Condition.FEW_PEOPLE: _l("There are few people around you."),
    Condition.ROUTINE: _l("Every day goes the same way."),
    Condition.ANNOUNCED_CHANGES: _l("Does something change? You hear it in time."),
    Condition.EXTRA_BREAKS: _l("You may take extra breaks."),
    Condition.ROOM_FOR_MISTAKES: _l("Making mistakes is allowed. That is how you learn it."),
    Condition.FREQUENT_FEEDBACK: _l("You often hear how it goes."),
    Condition.BUILD_UP: _l("You start with few hours. It slowly becomes more."),
    Condition.FLEXIBLE_START: _l("You may start a bit later."),
    Condition.BESIDE_COLLEAGUE: _l("You work beside a colleague."),
    Condition.BUDDY: _l("You have a work buddy who helps you."),
    Condition.MASTER: _l("A master teaches you the trade."),
    Condition.WITHOUT_OWN_TRANSPORT: _l("You can get here without your own transport."),
    Condition.WITHIN_CHILDCARE: _l("The hours fit with childcare."),
    Condition.DUTCH_HELP: _l("You get help with Dutch."),
    Condition.MONEY_TALK: _l("You can talk about money here."),
    Condition.PLACE_TO_WITHDRAW: _l("There is a place to be alone for a while."),
    Condition.COLLEAGUES_TOLD: _l("Your colleagues know what helps you."),
}

SECTORS: Final[Mapping[Sector, LazyString]] = {
    Sector.TECHNIQUE: _l("technical work"),
    Sector.CONSTRUCTION: _l("construction"),
    Sector.GREEN: _l("green work"),
    Sector.ANIMALS: _l("animals"),
    Sector.CARE: _l("care"),
    Sector.SHOP: _l("shop"),
    Sector.CATERING: _l("catering"),
    Sector.KITCHEN: _l("kitchen"),
    Sector.CLEANING: _l("cleaning"),
    Sector.LOGISTICS: _l("logistics"),
    Sector.WAREHOUSE: _l("warehouse"),
    Sector.OFFICE: _l("office"),
    Sector.ICT: _l("ICT"),
    Sector.CREATIVE: _l("creative work"),
    Sector.HAIRDRESSING: _l("hairdressing"),
    Sector.REUSE: _l("second-hand and repair"),
    Sector.SPORT: _l("sport"),
    Sector.EDUCATION: _l("school"),
    Sector.MUNICIPALITY: _l("municipality"),
}

MEANS: Final[Mapping[Means, LazyString]] = {
    Means.WALK: _l("walking"),
    Means.BICYCLE: _l("bicycle"),
    Means.MOPED: _l("moped"),
    Means.PUBLIC_TRANSPORT: _l("public transport"),
    Means.CAR: _l("car"),
}

# Behind a number of minutes: "12 minutes by bicycle".
BY_MEANS: Final[Mapping[Means, LazyString]] = {
    Means.WALK: _l("on foot"),
    Means.BICYCLE: _l("by bicycle"),
    Means.MOPED: _l("by moped"),
    Means.PUBLIC_TRANSPORT: _l("by bus or train"),
    Means.CAR: _l("by car"),
}

# With a vehicle that somebody could get: "you get here faster with a bicycle".
WITH_MEANS: Final[Mapping[Means, LazyString]] = {
    Means.WALK: _l("walking there"),
    Means.BICYCLE: _l("with a bicycle"),
    Means.MOPED: _l("with a moped"),
    Means.PUBLIC_TRANSPORT: _l("with the bus or train"),
    Means.CAR: _l("with a car"),
}

KINDS: Final[Mapping[Kind, LazyString]] = {
    Kind.OPENING: _l("opening"),
    Kind.CARVED: _l("carved job"),
    Kind.LEARNING: _l("learning workplace"),
}

EDUCATIONS: Final[Mapping[Education, LazyString]] = {
    Education.NONE: _l("no schooling alongside"),
    Education.BESIDE: _l("work beside school"),
    Education.BBL: _l("work and school in one (BBL)"),
}

AIMS: Final[Mapping[Aim, LazyString]] = {
    Aim.PAID: _l("paid work now"),
    Aim.FINDING_OUT: _l("finding out what suits me"),
}

LIFE_MATTERS: Final[Mapping[LifeMatter, LazyString]] = {
    LifeMatter.HOUSING: _l("housing"),
    LifeMatter.MONEY: _l("money"),
    LifeMatter.FAMILY: _l("family"),
    LifeMatter.HEALTH: _l("health"),
    LifeMatter.TRANSPORT: _l("transport"),
    LifeMatter.CHILDCARE: _l("childcare"),
}

WISHES: Final[Mapping[Wish, LazyString]] = {
    Wish.WANTED: _l("wanted"),
    Wish.LEARN: _l("to learn"),
    Wish.EXPLORE: _l("to explore"),
    Wish.EXCLUDED: _l("rather not"),
}

HAZARDS: Final[Mapping[Hazard, LazyString]] = {
    Hazard.NOISE_85: _l("noise of 85 decibels or more"),
    Hazard.TOXIC_SUBSTANCES: _l("toxic substances"),
    Hazard.BIOLOGICAL_AGENTS: _l("biological agents"),
    Hazard.PRESSURE_WORK: _l("work under air pressure"),
    Hazard.RADIATION: _l("radiation"),
    Hazard.VIBRATION: _l("harmful vibration"),
    Hazard.PESTICIDES: _l("pesticides"),
    Hazard.COLLAPSE: _l("danger of collapse"),
    Hazard.HIGH_VOLTAGE: _l("high voltage"),
    Hazard.EXPLOSIVE_SUBSTANCES: _l("explosive substances"),
    Hazard.CORROSIVE_SUBSTANCES: _l("corrosive substances"),
    Hazard.COMPRESSED_GAS: _l("gases under pressure"),
    Hazard.TRACTOR: _l("driving a tractor"),
    Hazard.DANGEROUS_ANIMALS: _l("dangerous animals"),
    Hazard.SLAUGHTER: _l("industrial slaughter"),
    Hazard.MACHINE_PACED: _l("work at the machine's pace"),
}

PARTS: Final[Mapping[PartKey, LazyString]] = {
    PartKey.INTERESTS: _l("interests"),
    PartKey.ABILITIES: _l("abilities"),
    PartKey.SKILLS: _l("skills"),
    PartKey.SUPPORT: _l("support"),
    PartKey.TRAVEL: _l("travel"),
    PartKey.HOURS: _l("hours"),
    PartKey.GROWTH: _l("growth"),
    PartKey.INCOME: _l("income"),
}

# A fit in words for coaches; youths and employers read BANDS in web/words.py.
COACH_BANDS: Final[Mapping[Band, LazyString]] = {
    Band.FITS_VERY_WELL: _l("fits very well"),
    Band.FITS_WELL: _l("fits well"),
    Band.POSSIBLE_WITH_HELP: _l("possible with help"),
    Band.POSSIBLE_IF_ARRANGED: _l("possible if much is arranged"),
    Band.DOES_NOT_FIT_NOW: _l("does not fit now"),
}

WHO: Final[Mapping[Who, LazyString]] = {
    Who.EMPLOYER: _l("the employer"),
    Who.COACH: _l("the coach"),
    Who.YOUTH: _l("the young person"),
    Who.REGION: _l("the region"),
}

# How a list names what a limit took away.
REFUSALS: Final[Mapping[Refusal, LazyString]] = {
    Refusal.TOO_FAR: _l("too far"),
    Refusal.NOT_OPEN: _l("not open"),
    Refusal.NO_SEAT: _l("all seats taken"),
    Refusal.OVER: _l("ended"),
    Refusal.EXCLUDED: _l("not wanted by the young person"),
    Refusal.LICENCE: _l("a licence is missing"),
    Refusal.SCHOOL_DUTY: _l("school duty"),
    Refusal.YOUNG_HOURS: _l("under 18: too many hours"),
    Refusal.YOUNG_TIMES: _l("under 18: at night"),
    Refusal.YOUNG_REST: _l("under 18: too little rest"),
    Refusal.YOUNG_ON_CALL: _l("under 18: on call"),
    Refusal.YOUNG_HAZARD: _l("under 18: too dangerous"),
    Refusal.BELOW_MINIMUM_WAGE: _l("pay below the minimum wage"),
}

FILTERS: Final[Mapping[str, LazyString]] = {
    "kind": _l("kind of place"),
    "sector": _l("sector"),
    "max_minutes": _l("travel"),
    "min_hours": _l("too few hours"),
    "max_hours": _l("too many hours"),
    "paid": _l("pay"),
    "band": _l("how well it fits"),
}

STATES: Final[Mapping[PlaceState, LazyString]] = {
    PlaceState.DRAFT: _l("draft"),
    PlaceState.OPEN: _l("open"),
    PlaceState.PAUSED: _l("paused"),
    PlaceState.FILLED: _l("filled"),
    PlaceState.CLOSED: _l("closed"),
}

COMPANY: Final[Mapping[WithWhom, LazyString]] = {
    WithWhom.ALONE: _l("alone"),
    WithWhom.BESIDE: _l("beside a colleague"),
    WithWhom.TEAM: _l("in a team"),
    WithWhom.CUSTOMERS: _l("with customers"),
}

OFTEN: Final[Mapping[Often, LazyString]] = {
    Often.ALWAYS: _l("always"),
    Often.OFTEN: _l("often"),
    Often.SOMETIMES: _l("sometimes"),
}

BOUNDS: Final[Mapping[Bound, LazyString]] = {
    Bound.FREE: _l("at any time"),
    Bound.DAY_PART: _l("in a part of the day"),
    Bound.CLOCK: _l("at fixed times"),
}

DAY_PARTS: Final[Mapping[DayPart, LazyString]] = {
    DayPart.MORNING: _l("morning"),
    DayPart.AFTERNOON: _l("afternoon"),
}

# How much a condition is needed, 0 to 3.
NEEDS: Final = (_l("not needed"), _l("nice to have"), _l("needed"), _l("needed very much"))

# How well somebody bears a demand, 0 to 3.
BEARS: Final = (_l("not at all"), _l("a little"), _l("quite well"), _l("well"))

# The levels of a language, 0 to 6 (CEFR); names are the same everywhere.
LANGUAGE_LEVELS: Final = (_l("none"), "A1", "A2", "B1", "B2", "C1", "C2")

# The button that brings a place to a state.
MOVES: Final[Mapping[PlaceState, LazyString]] = {
    PlaceState.DRAFT: _l("make it a draft"),
    PlaceState.OPEN: _l("open it"),
    PlaceState.PAUSED: _l("pause it"),
    PlaceState.FILLED: _l("it is filled"),
    PlaceState.CLOSED: _l("close it"),
}

# What a youth can share with an employer, as the youth reads it; each needed condition by its own name.
SHARED_ITEMS: Final[Mapping[str, LazyString]] = {
    ConsentItem.CALLED.value: _l("your name"),
    ConsentItem.INTERESTS.value: _l("what you like"),
    ConsentItem.ABILITIES.value: _l("what you can do"),
    ConsentItem.LEARNED.value: _l("what you learned"),
    ConsentItem.HOURS.value: _l("your days and hours"),
    ConsentItem.CONTACT.value: _l("your phone number and e-mail address"),
    **{need_item(condition): label for condition, label in CONDITIONS.items()},
}

# The same for who reads it: the employer, and somebody who signs along.
SHARED_PARTS: Final[Mapping[str, LazyString]] = {
    ConsentItem.CALLED.value: _l("name"),
    ConsentItem.INTERESTS.value: _l("likes"),
    ConsentItem.ABILITIES.value: _l("can do"),
    ConsentItem.LEARNED.value: _l("has learned"),
    ConsentItem.HOURS.value: _l("days and hours"),
    ConsentItem.CONTACT.value: _l("phone number and e-mail address"),
    **{need_item(condition): label for condition, label in CONDITIONS.items()},
}

# How far a proposal has come, for the coach.
PROPOSAL_STATES: Final[Mapping[ProposalState, LazyString]] = {
    ProposalState.ASKED: _l("no answer yet"),
    ProposalState.WANTED: _l("said yes"),
    ProposalState.LATER: _l("said later"),
    ProposalState.DECLINED: _l("said no"),
    ProposalState.ENDED: _l("stopped"),
}

ROLES: Final[Mapping[RoleName, LazyString]] = {
    RoleName.COACH: _l("job coach"),
    RoleName.YOUTH: _l("young person"),
    RoleName.EMPLOYER: _l("employer"),
    RoleName.COORDINATOR: _l("coordinator"),
    RoleName.ADMINISTRATOR: _l("administrator"),
}
