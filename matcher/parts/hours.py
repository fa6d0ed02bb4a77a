"""Hours too few or too many, and work at times that are not free."""

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import Ledger
from matcher.profiles import WEEK_HOURS, PlaceProfile, Span, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import HOURS_GAP_RATE, HOURS_OUTSIDE_RATE
from matcher.vocabulary import PartKey
from matcher.week import minutes, outside, union, weekdays


class Hours:
    """Friction per hour of a week that is too short or too long, and per hour of work outside what is free.

    Times of work and of what is free are unions. Where times are flexible nothing lies outside; that they suit is
    said only of a youth whose free times are known.
    """

    key = PartKey.HOURS

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger()
        if youth.hours is not None and place.hours is not None:
            _weigh_gap(ledger, youth.hours, place.hours, reference)
        else:
            _weigh_unknown_gap(ledger, youth.hours, place.hours, reference)
        if place.flexible_times:
            if youth.free is not None:
                _spare_times(ledger, reference, flexible=True)
        elif youth.free is not None and place.times is not None:
            _weigh_outside(ledger, youth, place, reference)
        else:
            _weigh_unknown_outside(ledger, youth, place, reference)
        return ledger


def hours_gap(wanted: Span, offered: Span) -> float:
    """Hours a week too few or too many: between what is wanted and offered, each (least, most)."""
    return max(0.0, wanted[0] - offered[1]) + max(0.0, offered[0] - wanted[1])


def _weigh_gap(ledger: Ledger, wanted: Span, offered: Span, reference: Reference) -> None:
    gap = hours_gap(wanted, offered)
    if gap == 0:
        usual = reference.usual(Quantity.HOURS_GAP)[2]
        ledger.spare(ReasonCode.HOURS_FIT, {"least": offered[0], "most": offered[1]}, HOURS_GAP_RATE * usual)
    elif offered[1] < wanted[0]:
        facts = {"gap": gap, "offered": offered[1], "wanted": wanted[0]}
        ledger.add(ReasonCode.HOURS_FEW, facts, HOURS_GAP_RATE * gap)
    else:
        facts = {"gap": gap, "offered": offered[0], "wanted": wanted[1]}
        ledger.add(ReasonCode.HOURS_MANY, facts, HOURS_GAP_RATE * gap)


def _weigh_unknown_gap(ledger: Ledger, wanted: Span | None, offered: Span | None, reference: Reference) -> None:
    asked: list[tuple[ReasonCode, dict[str, object]]] = []
    largest = float(WEEK_HOURS)
    if wanted is None:
        asked.append((ReasonCode.HOURS_UNKNOWN_YOUTH, {}))
    else:
        largest = max(wanted[0], WEEK_HOURS - wanted[1])
    if offered is None:
        asked.append((ReasonCode.HOURS_UNKNOWN_PLACE, {}))
    else:
        largest = max(offered[0], WEEK_HOURS - offered[1])
    low, median, high = (HOURS_GAP_RATE * min(gap, largest) for gap in reference.usual(Quantity.HOURS_GAP))
    ledger.ask_all(asked, (low, median, high))


def _weigh_outside(ledger: Ledger, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> None:
    stretches = outside(place.times or (), youth.free or ())
    if not stretches:
        _spare_times(ledger, reference, flexible=False)
        return
    hours = minutes(stretches) / 60
    facts = {"hours": hours, "weekdays": weekdays(stretches)}
    ledger.add(ReasonCode.TIMES_OUTSIDE, facts, HOURS_OUTSIDE_RATE * hours)


def _weigh_unknown_outside(ledger: Ledger, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> None:
    asked: list[tuple[ReasonCode, dict[str, object]]] = []
    largest = float(WEEK_HOURS)
    if youth.free is None:
        asked.append((ReasonCode.FREE_UNKNOWN, {}))
    else:
        largest = WEEK_HOURS - minutes(union(youth.free)) / 60
    if place.times is None:
        asked.append((ReasonCode.TIMES_UNKNOWN, {}))
    else:
        largest = minutes(union(place.times)) / 60
    low, median, high = (HOURS_OUTSIDE_RATE * min(hours, largest) for hours in reference.usual(Quantity.HOURS_OUTSIDE))
    ledger.ask_all(asked, (low, median, high))


def _spare_times(ledger: Ledger, reference: Reference, *, flexible: bool) -> None:
    usual = reference.usual(Quantity.HOURS_OUTSIDE)[2]
    ledger.spare(ReasonCode.TIMES_FIT, {"flexible": flexible}, HOURS_OUTSIDE_RATE * usual)
