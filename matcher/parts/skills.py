"""Skills, certificates, licences and languages that are asked and not there."""

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import Ledger, stepwise
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.settings import LANGUAGE_STEPS, SKILL_MISSING, TAUGHT_FACTOR, Levels
from matcher.vocabulary import PartKey


class Skills:
    """Friction of each skill or licence asked and missing, and of languages short.

    A skill counts once a place. A rare one costs more than one that everybody asks, and little
    when it is taught there.
    """

    key = PartKey.SKILLS

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger()
        for skill in skills_asked(place):
            _weigh_skill(ledger, skill, youth, place, reference)
        for language, asked in place.languages.items():
            if asked > 0:
                _weigh_language(ledger, language, asked, youth, reference)
        return ledger


def skills_asked(place: PlaceProfile) -> frozenset[str]:
    """Every skill, certificate and licence that a place asks, once."""
    return place.licences.union(*(task.skills for task in place.tasks))


def _weigh_skill(ledger: Ledger, skill: str, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> None:
    cost = SKILL_MISSING * reference.rarity(skill)
    if skill in place.taught:
        cost *= TAUGHT_FACTOR
    if skill in youth.skills:
        ledger.spare(ReasonCode.SKILL_HAD, {"skill": skill}, cost)
    elif skill in place.taught:
        ledger.add(ReasonCode.SKILL_TAUGHT, {"skill": skill}, cost)
    else:
        ledger.add(ReasonCode.SKILL_MISSING, {"skill": skill}, cost)


def _weigh_language(ledger: Ledger, language: str, asked: int, youth: YouthProfile, reference: Reference) -> None:
    has = youth.languages.get(language)
    low, median, high = reference.language(language)
    if has is None:
        piece: Levels = (_short(asked - high), _short(asked - median), _short(asked - low))
        ledger.ask(ReasonCode.LANGUAGE_UNKNOWN, {"language": language, "asked": asked}, piece)
    elif has < asked:
        facts = {"language": language, "asked": asked, "has": has}
        ledger.add(ReasonCode.LANGUAGE_SHORT, facts, _short(asked - has))
    else:
        facts = {"language": language, "asked": asked, "has": has}
        ledger.spare(ReasonCode.LANGUAGE_MET, facts, _short(asked - low))


def _short(levels: float) -> float:
    return stepwise(LANGUAGE_STEPS, levels)
