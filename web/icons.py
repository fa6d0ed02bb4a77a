"""Which icon stands for which word of matching: names of Bootstrap Icons, one concept one icon in one list."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from matcher.vocabulary import Condition, Demand, Kind, LifeMatter, Means, PartKey, Sector

KIND: Final[Mapping[str, str]] = MappingProxyType(
    {Kind.OPENING: "door-open", Kind.CARVED: "puzzle", Kind.LEARNING: "mortarboard"}
)

PART: Final[Mapping[str, str]] = MappingProxyType(
    {
        PartKey.INTERESTS: "heart",
        PartKey.ABILITIES: "person-arms-up",
        PartKey.SKILLS: "tools",
        PartKey.SUPPORT: "life-preserver",
        PartKey.TRAVEL: "bicycle",
        PartKey.HOURS: "clock",
        PartKey.GROWTH: "tree",
        PartKey.INCOME: "wallet2",
    }
)

SECTOR: Final[Mapping[str, str]] = MappingProxyType(
    {
        Sector.TECHNIQUE: "wrench",
        Sector.CONSTRUCTION: "bricks",
        Sector.GREEN: "flower1",
        Sector.ANIMALS: "feather",
        Sector.CARE: "heart-pulse",
        Sector.SHOP: "basket3",
        Sector.CATERING: "cup-hot",
        Sector.KITCHEN: "egg-fried",
        Sector.CLEANING: "droplet-half",
        Sector.LOGISTICS: "truck",
        Sector.WAREHOUSE: "box-seam",
        Sector.OFFICE: "folder2-open",
        Sector.ICT: "laptop",
        Sector.CREATIVE: "palette",
        Sector.HAIRDRESSING: "scissors",
        Sector.REUSE: "recycle",
        Sector.SPORT: "trophy",
        Sector.EDUCATION: "easel2",
        Sector.MUNICIPALITY: "bank",
    }
)

CONDITION: Final[Mapping[str, str]] = MappingProxyType(
    {
        Condition.FIXED_CONTACT: "person-check",
        Condition.ONE_TASK_AT_A_TIME: "1-circle",
        Condition.SHOWN_NOT_TOLD: "eye",
        Condition.STEP_LIST: "card-checklist",
        Condition.QUIET_SPOT: "volume-down",
        Condition.FEW_PEOPLE: "person",
        Condition.ROUTINE: "arrow-repeat",
        Condition.ANNOUNCED_CHANGES: "calendar-event",
        Condition.EXTRA_BREAKS: "cup-hot",
        Condition.ROOM_FOR_MISTAKES: "arrow-counterclockwise",
        Condition.FREQUENT_FEEDBACK: "chat-left-text",
        Condition.BUILD_UP: "bar-chart-steps",
        Condition.FLEXIBLE_START: "sunrise",
        Condition.BESIDE_COLLEAGUE: "people",
        Condition.BUDDY: "person-heart",
        Condition.MASTER: "mortarboard",
        Condition.WITHOUT_OWN_TRANSPORT: "bus-front",
        Condition.WITHIN_CHILDCARE: "backpack",
        Condition.DUTCH_HELP: "translate",
        Condition.MONEY_TALK: "piggy-bank",
        Condition.PLACE_TO_WITHDRAW: "door-closed",
        Condition.COLLEAGUES_TOLD: "megaphone",
    }
)

MEANS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Means.WALK: "person-walking",
        Means.BICYCLE: "bicycle",
        Means.MOPED: "scooter",
        Means.PUBLIC_TRANSPORT: "bus-front",
        Means.CAR: "car-front",
    }
)

LIFE: Final[Mapping[str, str]] = MappingProxyType(
    {
        LifeMatter.HOUSING: "house-heart",
        LifeMatter.MONEY: "wallet2",
        LifeMatter.FAMILY: "people",
        LifeMatter.HEALTH: "heart-pulse",
        LifeMatter.TRANSPORT: "bus-front",
        LifeMatter.CHILDCARE: "backpack",
    }
)

DEMAND: Final[Mapping[str, str]] = MappingProxyType(
    {
        Demand.WALKING: "person-walking",
        Demand.STANDING: "person-standing",
        Demand.SITTING: "ui-checks",
        Demand.LIFTING_5: "box",
        Demand.LIFTING_10: "box2",
        Demand.LIFTING_25: "box-seam",
        Demand.BENDING: "arrow-down-up",
        Demand.REACHING: "arrows-vertical",
        Demand.CLIMBING: "ladder",
        Demand.NOISE: "volume-up",
        Demand.HEAT: "thermometer-high",
        Demand.COLD: "thermometer-snow",
        Demand.WET: "moisture",
        Demand.DUST: "cloud-haze2",
        Demand.HEIGHTS: "graph-up-arrow",
        Demand.CROWDS: "people-fill",
        Demand.ANIMALS: "feather",
        Demand.OUTDOORS: "cloud-sun",
        Demand.SHARP_TOOLS: "scissors",
        Demand.MACHINES: "gear-wide-connected",
        Demand.CLEANING_AGENTS: "droplet-half",
        Demand.FLOUR: "basket2",
    }
)

ALL: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "kind": KIND,
        "part": PART,
        "sector": SECTOR,
        "condition": CONDITION,
        "means": MEANS,
        "life": LIFE,
        "demand": DEMAND,
    }
)
