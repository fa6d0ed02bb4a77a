"""What gives which friction: a table of examples to read the numbers in the settings by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from matcher.parts import PARTS
from matcher.profiles import Interests, Offer, PlaceProfile, Task, WeekTime, YouthProfile
from matcher.reference import Reference
from matcher.vocabulary import Ability, Aim, Condition, Kind, LifeMatter, Means, PartKey, Sector, Wish

_SKILL: Final = "urn:example:skill"
_OTHER_SKILL: Final = "urn:example:other-skill"
_GOALS: Final = frozenset({"urn:example:goal"})
_HANDS_ON: Final[Interests] = (1, 1, 0.5, 0, 0, 0.5)
_NEITHER: Final[Interests] = (1, 0, 0.5, 1, 0, 0.5)
_PEOPLE: Final[Interests] = (0, 0, 0.5, 1, 1, 0.5)
_REFERENCE: Final = Reference()


@dataclass(frozen=True, slots=True)
class Example:
    """A youth and a place of whom only what one part looks at is told."""

    part: PartKey
    text: str
    youth: Mapping[str, Any]
    place: Mapping[str, Any]

    @property
    def friction(self) -> float:
        """What the part makes of it, unweighted."""
        youth = YouthProfile(1, **self.youth)
        place = PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True, **self.place)
        part = next(part for part in PARTS if part.key is self.part)
        return part.judge(youth, place, _REFERENCE).friction


def _interests(text: str, work: Interests, *, wished: bool = True) -> Example:
    sector = Sector.GREEN if wished else Sector.OFFICE
    likes = {"interests": _HANDS_ON, "wishes": {"green": Wish.WANTED}}
    return Example(PartKey.INTERESTS, text, likes, {"interests": work, "sector": sector})


def _abilities(text: str, has: int, minutes: float = 60, other_minutes: float = 0) -> Example:
    tasks = [Task(minutes, asks={Ability.READING: 4}, demands={})]
    tasks += [Task(other_minutes, asks={}, demands={})] if other_minutes else []
    return Example(PartKey.ABILITIES, text, {"abilities": {Ability.READING: (has, has)}}, {"tasks": tuple(tasks)})


def _skills(text: str, *licences: str, level: int = 6, taught: bool = False) -> Example:
    asked = {"languages": {"nl": 4}, "licences": frozenset(licences), "taught": frozenset(licences if taught else ())}
    return Example(PartKey.SKILLS, text, {"languages": {"nl": level}}, asked)


def _support(text: str, need: int, offer: Offer, pressure: int = 0) -> Example:
    needs = {**dict.fromkeys(Condition, 0), Condition.QUIET_SPOT: need}
    youth = {"needs": needs, "urgent": frozenset({LifeMatter.HOUSING})}
    return Example(PartKey.SUPPORT, text, youth, {"offers": {Condition.QUIET_SPOT: offer}, "pressure": pressure})


def _travel(text: str, minutes: float) -> Example:
    youth = {"reach": {Means.BICYCLE: 40}, "known_minutes": {1: minutes}}
    return Example(PartKey.TRAVEL, text, youth, {"workplace": 1})


def _hours(text: str, offered: float, outside: float = 0) -> Example:
    youth = {"hours": (24, 32), "free": (WeekTime(0, 540, 1_020),)}
    times = (WeekTime(0, 540, 1_020), *([WeekTime(1, 540, int(540 + outside * 60))] if outside else []))
    return Example(PartKey.HOURS, text, youth, {"hours": (offered, offered), "times": times})


def _growth(text: str, *, serves: bool, school_like: int = 0, tired: bool = False, teaches: bool = True) -> Example:
    youth = {"goals": _GOALS, "school_tired": tired, "aim": Aim.FINDING_OUT}
    taught = _GOALS if serves else frozenset({_SKILL} if teaches else ())
    return Example(PartKey.GROWTH, text, youth, {"taught": taught, "school_like": school_like})


def _income(text: str, needed: int) -> Example:
    youth = {"income_needed": needed, "hours": (12, 12)}
    return Example(PartKey.INCOME, text, youth, {"pay": 1_500, "hours": (12, 12)})


EXAMPLES: Final = (
    _interests("the work is what the youth likes, in a sector that is wanted", _HANDS_ON),
    _interests("the work is what the youth likes, in a sector that is not wanted", _HANDS_ON, wished=False),
    _interests("the work has nothing to do with what the youth likes", _NEITHER),
    _interests("nothing to do with it, in a sector that is not wanted", _NEITHER, wished=False),
    _interests("the opposite of what the youth likes, in a sector that is not wanted", _PEOPLE, wished=False),
    _abilities("reading is asked at 4 and there at 4", 4),
    _abilities("reading one step short, in half of the work", 3, 30, 30),
    _abilities("reading one step short, in all of the work", 3),
    _abilities("reading two steps short, in a third of the work", 2, 20, 40),
    _abilities("reading two steps short, in all of the work", 2),
    _abilities("reading three steps short, in all of the work", 1),
    _skills("nothing asked that is missing"),
    _skills("a rare certificate missing, and taught here", _SKILL, taught=True),
    _skills("Dutch one level short", level=3),
    _skills("a rare certificate missing", _SKILL),
    _skills("Dutch two levels short", level=2),
    _skills("two rare certificates missing", _SKILL, _OTHER_SKILL),
    _skills("Dutch three levels short", level=1),
    _skills("Dutch three levels short and a rare certificate missing", _SKILL, level=1),
    _support("a quiet spot, needed at 3, is there", 3, Offer(3, 3)),
    _support("a quiet spot, needed at 1, can be arranged", 1, Offer(0, 1)),
    _support("a quiet spot, needed at 2, is there at 1", 2, Offer(1, 1)),
    _support("a quiet spot, needed at 3, can be arranged", 3, Offer(0, 3)),
    _support("pressure 3 while housing is urgent", 0, Offer(0, 0), 3),
    _support("a quiet spot, needed at 2, is not possible", 2, Offer(0, 0)),
    _support("a quiet spot, needed at 3, is not possible", 3, Offer(0, 0)),
    _support("the same, and pressure 2 while housing is urgent", 3, Offer(0, 0), 2),
    _travel("20 minutes, where 40 is the longest", 20),
    _travel("23 minutes, where 40 is the longest", 23),
    _travel("29 minutes, where 40 is the longest", 29),
    _travel("40 minutes, where 40 is the longest", 40),
    _travel("50 minutes, where 40 is the longest; further is refused", 50),
    _hours("hours that suit, at times that are free", 24),
    _hours("2.5 hours a week too few", 21.5),
    _hours("4 hours a week outside free time", 28, 4),
    _hours("8 hours a week too few and 5 outside free time", 16, 5),
    _hours("20 hours a week too few and 9 outside free time", 4, 9),
    _growth("the learning goal is served", serves=True),
    _growth("the goal is served, school-like 1 for who is tired of school", serves=True, school_like=1, tired=True),
    _growth("the goal is not served", serves=False),
    _growth("nothing is taught, for who is finding out", serves=False, teaches=False),
    _growth(
        "the same, and school-like 3 for who is tired of school", serves=False, school_like=3, tired=True, teaches=False
    ),
    _income("all of what is needed is earned", 78_000),
    _income("a tenth of what is needed is not earned", 86_667),
    _income("a third of what is needed is not earned", 117_000),
    _income("two thirds of what is needed are not earned", 234_000),
)
