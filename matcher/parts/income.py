"""Needed income that a place does not bring."""

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import NO_FACTS, Ledger
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import INCOME_RATE, WEEKS_A_MONTH, Levels
from matcher.vocabulary import PartKey


class Income:
    """Friction of the share of the needed income that is not earned here.

    Earned is pay times the smaller of both most hours, gross a month. Who needs none lacks none.
    """

    key = PartKey.INCOME

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger(INCOME_RATE)
        if youth.income_needed == 0:
            return ledger
        asked = _unknown(youth, place)
        if asked:
            ledger.ask_all([(code, NO_FACTS) for code in asked], _piece(youth, place, reference))
        elif youth.income_needed is not None:
            _weigh_known(ledger, youth.income_needed, earned(youth, place) or 0.0, _low_pay(youth, reference))
        return ledger


def earned(youth: YouthProfile, place: PlaceProfile) -> float | None:
    """Cents a month, gross; None while pay or hours are unknown."""
    if place.pay == 0:
        return 0.0
    if place.pay is None or youth.hours is None or place.hours is None:
        return None
    return _monthly(place.pay, youth.hours[1], place.hours[1])


def _monthly(pay: float, hours: float, other_hours: float) -> float:
    return pay * min(hours, other_hours) * WEEKS_A_MONTH


def _share_short(needed: float, monthly: float) -> float:
    return max(0.0, 1 - monthly / needed) if needed > 0 else 0.0


def _low_pay(youth: YouthProfile, reference: Reference) -> float:
    """What a place that pays little in few hours, as a quarter of them do, would bring this youth in a month."""
    offered = reference.usual(Quantity.HOURS_OF_PLACE)[0]
    wanted = youth.hours[1] if youth.hours else reference.usual(Quantity.HOURS_OF_YOUTH)[0]
    return _monthly(reference.usual(Quantity.PAY)[0], wanted, offered)


def _weigh_known(ledger: Ledger, needed: int, monthly: float, low: float) -> None:
    share = _share_short(needed, monthly)
    facts = {"earned": round(monthly), "needed": needed}
    if share > 0:
        ledger.add(ReasonCode.INCOME_SHORT, {**facts, "share": share}, INCOME_RATE * share)
    else:
        ledger.spare(ReasonCode.INCOME_ENOUGH, facts, INCOME_RATE * _share_short(needed, low))


def _unknown(youth: YouthProfile, place: PlaceProfile) -> list[ReasonCode]:
    unknown = []
    if place.pay is None:
        unknown.append(ReasonCode.PAY_UNKNOWN)
    if youth.income_needed is None:
        unknown.append(ReasonCode.INCOME_NEEDED_UNKNOWN)
    if place.pay != 0 and place.hours is None:
        unknown.append(ReasonCode.HOURS_UNKNOWN_PLACE)
    if place.pay != 0 and youth.hours is None:
        unknown.append(ReasonCode.HOURS_UNKNOWN_YOUTH)
    return unknown


def _piece(youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Levels:
    pay = _levels(place.pay, reference.usual(Quantity.PAY))
    wanted = _levels(youth.hours and youth.hours[1], reference.usual(Quantity.HOURS_OF_YOUTH))
    offered = _levels(place.hours and place.hours[1], reference.usual(Quantity.HOURS_OF_PLACE))
    needed = _levels(youth.income_needed, reference.usual(Quantity.INCOME_NEEDED))
    low, median, high = (_monthly(*each) for each in zip(pay, wanted, offered, strict=True))
    return (
        INCOME_RATE * _share_short(needed[0], high),
        INCOME_RATE * _share_short(needed[1], median),
        INCOME_RATE * _share_short(needed[2], low),
    )


def _levels(known: float | None, usual: Levels) -> Levels:
    return usual if known is None else (known, known, known)
