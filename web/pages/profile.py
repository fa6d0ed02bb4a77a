"""A youth's profile made ready for a page: what is known in words, what is not as questions to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.codes import ReasonCode
from matcher.match import Reason
from matcher.vocabulary import FIRST_ABILITIES, Ability, Condition, Demand, Interest, LifeMatter, Wish
from models.ability import AbilityView, Source
from models.youth import Youth
from web.labels import ABILITIES, LIFE_MATTERS
from web.services.alphabet import alphabetical
from web.services.matching import YouthAtAGlance
from web.words import Reader, Words, capital, wish

TALK_ABOUT: Final = 2  # steps between two views that are something to talk about


@dataclass(frozen=True)
class AbilityRow:
    """Both views of one ability; None is not asked yet."""

    ability: Ability
    own: AbilityView | None
    coach: AbilityView | None

    @property
    def known(self) -> bool:
        return self.own is not None or self.coach is not None

    @property
    def differs(self) -> bool:
        """Whether the two views are far enough apart to talk about."""
        return self.own is not None and self.coach is not None and abs(self.own.level - self.coach.level) >= TALK_ABOUT


@dataclass(frozen=True)
class Profile:
    """A youth's profile in the groups of the page; lists hold only what is known."""

    age: int | None
    first_abilities: Sequence[AbilityRow]
    other_abilities: Sequence[AbilityRow]
    interests: Sequence[tuple[Interest, float]]
    needs: Sequence[tuple[Condition, int]]
    needs_unknown: Sequence[Condition]
    bears: Sequence[tuple[int, Sequence[Demand]]]
    bears_unknown: Sequence[Demand]
    wishes: Mapping[Wish, Sequence[str]]
    skills: Sequence[str]
    goals: Sequence[str]
    questions: Sequence[str]


@dataclass(frozen=True)
class Glance:
    """One youth on one card of the caseload."""

    found: YouthAtAGlance
    age: int | None
    urgent: Sequence[str]
    questions: int


def glance_of(found: YouthAtAGlance, *, on: date) -> Glance:
    """What a coach sees of a youth at one glance."""
    youth = found.youth
    urgent = [str(LIFE_MATTERS[matter]) for matter in LifeMatter if matter in youth.urgent]
    return Glance(found, age_on(youth.birth_date, on), urgent, len(questions(youth, ability_rows(youth))))


def age_on(birth_date: date | None, on: date) -> int | None:
    """Whole years on a day; None where the birth date is not known."""
    if birth_date is None:
        return None
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def profile_of(youth: Youth, labels: Mapping[str, str], *, on: date) -> Profile:
    """What is known of a youth on a day; `labels` names the skills by URI."""
    rows = ability_rows(youth)
    return Profile(
        age=age_on(youth.birth_date, on),
        first_abilities=[rows[ability] for ability in FIRST_ABILITIES],
        other_abilities=[rows[ability] for ability in Ability if ability not in FIRST_ABILITIES],
        interests=sorted(zip(Interest, youth.interests or (), strict=False), key=lambda pair: -pair[1]),
        needs=[(condition, youth.needs[condition]) for condition in Condition if youth.needs.get(condition)],
        needs_unknown=[condition for condition in Condition if condition not in youth.needs],
        bears=_by_level(youth.bears),
        bears_unknown=[demand for demand in Demand if demand not in youth.bears],
        wishes={kind: [wish(key) for key, kept in youth.wishes.items() if kept == kind] for kind in Wish},
        skills=sorted((labels.get(uri, uri) for uri in youth.skills), key=alphabetical),
        goals=sorted((labels.get(uri, uri) for uri in youth.goals), key=alphabetical),
        questions=questions(youth, rows),
    )


def _by_level(bears: Mapping[Demand, int]) -> list[tuple[int, list[Demand]]]:
    """What is borne least first: that is what a coach looks for."""
    levels = [(level, [demand for demand in Demand if bears.get(demand) == level]) for level in range(4)]
    return [(level, demands) for level, demands in levels if demands]


def ability_rows(youth: Youth) -> dict[Ability, AbilityRow]:
    """Both views of each of the 29 abilities."""
    views = {(view.ability, view.source): view for view in youth.views}
    return {
        ability: AbilityRow(ability, views.get((ability, Source.OWN)), views.get((ability, Source.COACH)))
        for ability in Ability
    }


def questions(youth: Youth, rows: Mapping[Ability, AbilityRow]) -> list[str]:
    """What is not known yet, each as a question; of the abilities only the twelve that come first."""
    words = Words(Reader.COACH, name=youth.name)
    asked = [words.reason(Reason(code)) for code, known in _KNOWN.items() if getattr(youth, known) is None]
    abilities = [capital(str(ABILITIES[ability])) for ability in FIRST_ABILITIES if not rows[ability].known]
    return asked + abilities


# Each question with the column that answers it, in the order in which a coach would ask.
_KNOWN: Final[Mapping[ReasonCode, str]] = {
    ReasonCode.BIRTH_DATE_UNKNOWN: "birth_date",
    ReasonCode.HOME_UNKNOWN: "postcode_code",
    ReasonCode.REACH_UNKNOWN: "reach",
    ReasonCode.INTERESTS_UNKNOWN_YOUTH: "interests",
    ReasonCode.HOURS_UNKNOWN_YOUTH: "hours_least",
    ReasonCode.FREE_UNKNOWN: "free",
    ReasonCode.INCOME_NEEDED_UNKNOWN: "income_needed",
    ReasonCode.SCHOOL_TIRED_UNKNOWN: "school_tired",
}
