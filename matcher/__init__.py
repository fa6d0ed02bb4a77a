"""How well a youth and a place fit: records in, matches with reasons out.

Names are loaded when they are first asked for, so that `import matcher` stays light.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from matcher.codes import ChangeCode as ChangeCode
    from matcher.codes import ReasonCode as ReasonCode
    from matcher.fit import compare as compare
    from matcher.match import Change as Change
    from matcher.match import Fit as Fit
    from matcher.match import Match as Match
    from matcher.match import PartFit as PartFit
    from matcher.match import Reason as Reason
    from matcher.profiles import Offer as Offer
    from matcher.profiles import PlaceProfile as PlaceProfile
    from matcher.profiles import Task as Task
    from matcher.profiles import WeekTime as WeekTime
    from matcher.profiles import YouthProfile as YouthProfile
    from matcher.rank import Ranking as Ranking
    from matcher.rank import rank_places as rank_places
    from matcher.rank import rank_youths as rank_youths
    from matcher.records import Invalid as Invalid
    from matcher.reference import Reference as Reference
    from matcher.table import PlaceTable as PlaceTable
    from matcher.table import YouthTable as YouthTable
    from matcher.vocabulary import Ability as Ability
    from matcher.vocabulary import Aim as Aim
    from matcher.vocabulary import Band as Band
    from matcher.vocabulary import Condition as Condition
    from matcher.vocabulary import Demand as Demand
    from matcher.vocabulary import Education as Education
    from matcher.vocabulary import Hazard as Hazard
    from matcher.vocabulary import Interest as Interest
    from matcher.vocabulary import Kind as Kind
    from matcher.vocabulary import LifeMatter as LifeMatter
    from matcher.vocabulary import Means as Means
    from matcher.vocabulary import PartKey as PartKey
    from matcher.vocabulary import Refusal as Refusal
    from matcher.vocabulary import Sector as Sector
    from matcher.vocabulary import Who as Who
    from matcher.vocabulary import Wish as Wish

_NAMES: Final = {
    "matcher.codes": ("ChangeCode", "ReasonCode"),
    "matcher.fit": ("compare",),
    "matcher.match": ("Change", "Fit", "Match", "PartFit", "Reason"),
    "matcher.profiles": ("Offer", "PlaceProfile", "Task", "WeekTime", "YouthProfile"),
    "matcher.rank": ("Ranking", "rank_places", "rank_youths"),
    "matcher.records": ("Invalid",),
    "matcher.reference": ("Reference",),
    "matcher.table": ("PlaceTable", "YouthTable"),
    "matcher.vocabulary": (
        "Ability",
        "Aim",
        "Band",
        "Condition",
        "Demand",
        "Education",
        "Hazard",
        "Interest",
        "Kind",
        "LifeMatter",
        "Means",
        "PartKey",
        "Refusal",
        "Sector",
        "Who",
        "Wish",
    ),
}
_MODULE_OF: Final = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_MODULE_OF])
