"""Learning goals that a place does not serve, and school-like ways for who had enough of school."""

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import NO_FACTS, Ledger
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import GOALS_RATE, GROWTH_MOST, SCHOOL_LIKE_RATE, TEACHES_NOTHING
from matcher.vocabulary import Aim, PartKey

_MOST_SCHOOL_LIKE = 3


class Growth:
    """Friction of goals not served, of school-like ways, and of a place where nothing is learned.

    A goal the youth already reached counts as served. The last counts for who is finding out.
    """

    key = PartKey.GROWTH

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger(GROWTH_MOST)
        _weigh_goals(ledger, youth, place)
        _weigh_school(ledger, youth.school_tired, place.school_like, reference)
        if youth.aim == Aim.FINDING_OUT and not place.taught:
            ledger.add(ReasonCode.TEACHES_NOTHING, {}, TEACHES_NOTHING)
        return ledger


def _weigh_goals(ledger: Ledger, youth: YouthProfile, place: PlaceProfile) -> None:
    for goal in youth.goals - youth.skills:
        share = GOALS_RATE / len(youth.goals)
        if goal in place.taught:
            ledger.spare(ReasonCode.GOAL_TAUGHT, {"goal": goal}, share)
        else:
            ledger.add(ReasonCode.GOAL_NOT_SERVED, {"goal": goal}, share)


def _weigh_school(ledger: Ledger, tired: bool | None, level: int | None, reference: Reference) -> None:
    if tired is False or level == 0:
        if tired:
            ledger.spare(ReasonCode.NOT_SCHOOL_LIKE, {}, SCHOOL_LIKE_RATE * _MOST_SCHOOL_LIKE)
        return
    asked = []
    if level is None:
        asked.append((ReasonCode.SCHOOL_LIKE_UNKNOWN, NO_FACTS))
    if tired is None:
        asked.append((ReasonCode.SCHOOL_TIRED_UNKNOWN, NO_FACTS))
    levels = reference.usual(Quantity.SCHOOL_LIKE) if level is None else (level, level, level)
    shares = reference.usual(Quantity.SCHOOL_TIRED) if tired is None else (1.0, 1.0, 1.0)
    low, median, high = (SCHOOL_LIKE_RATE * one * other for one, other in zip(levels, shares, strict=True))
    if asked:
        ledger.ask_all(asked, (low, median, high))
    else:
        ledger.add(ReasonCode.SCHOOL_LIKE, {"level": level}, median)
