"""Working conditions that a youth needs and a workplace does not (fully) offer."""

from matcher.codes import ReasonCode
from matcher.match import PartFit
from matcher.parts.ledger import Ledger, stepwise
from matcher.profiles import Offer, PlaceProfile, YouthProfile
from matcher.reference import Quantity, Reference
from matcher.settings import ARRANGED_PART, PRESSURE_RATE, SUPPORT_STEPS, Levels
from matcher.vocabulary import Condition, PartKey

_MOST_PRESSURE = 3


class Support:
    """Friction of needed working conditions that the place does not (fully) offer.

    Needs and offers are levels 0..3; what can be arranged closes half of the gap.
    Each condition adds on its own, so offering more never hurts. Pressure of work counts while
    urgent matters weigh.
    """

    key = PartKey.SUPPORT

    def judge(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> PartFit:
        return self.weigh(youth, place, reference).fit()

    def weigh(self, youth: YouthProfile, place: PlaceProfile, reference: Reference) -> Ledger:
        ledger = Ledger()
        needs, offers = youth.needs, place.offers
        for condition in Condition:
            need, offer = needs.get(condition), offers.get(condition)
            if need == 0:
                continue
            if need is not None and offer is not None:
                _weigh_known(ledger, condition, need, offer)
            else:
                _weigh_unknown(ledger, condition, need, offer, reference)
        if youth.urgent:
            _weigh_pressure(ledger, place.pressure, reference)
        return ledger


def met_level(offer: Offer) -> float:
    """How far an offer meets a need: what can be arranged counts for a part."""
    return offer[0] + (offer[1] - offer[0]) * ARRANGED_PART


def _unmet(need: float, met: float) -> float:
    return stepwise(SUPPORT_STEPS, need - met)


def _weigh_known(ledger: Ledger, condition: Condition, need: int, offer: Offer) -> None:
    level, arrangeable = offer
    if level >= need:
        facts = {"condition": condition, "need": need, "level": level}
        ledger.spare(ReasonCode.NEED_MET, facts, _unmet(need, 0))
        return
    facts = {"condition": condition, "need": need, "level": level, "arrangeable": arrangeable}
    friction = _unmet(need, met_level(offer))
    if arrangeable > level:
        ledger.add(ReasonCode.NEED_TO_ARRANGE, facts, friction)
        ledger.arrange(ReasonCode.NEED_TO_ARRANGE, facts, friction)
    else:
        ledger.add(ReasonCode.NEED_UNMET, facts, friction)


def _weigh_unknown(
    ledger: Ledger, condition: Condition, need: int | None, offer: Offer | None, reference: Reference
) -> None:
    needs = reference.need(condition) if need is None else (need, need, need)
    if offer is None:
        offers = reference.offer(condition)
    else:
        met = met_level(offer)
        offers = (met, met, met)
    piece: Levels = (
        _unmet(needs[0], offers[2]),
        _unmet(needs[1], offers[1]),
        _unmet(needs[2], offers[0]),
    )
    if need is None:
        ledger.ask(ReasonCode.NEED_UNKNOWN, {"condition": condition}, piece)
        if offer is None:
            facts = {"condition": condition, "need": None}
            ledger.question(ReasonCode.OFFER_UNKNOWN, facts, piece[2] - piece[0])
    else:
        ledger.ask(ReasonCode.OFFER_UNKNOWN, {"condition": condition, "need": need}, piece)


def _weigh_pressure(ledger: Ledger, pressure: int | None, reference: Reference) -> None:
    if pressure is None:
        low, median, high = reference.usual(Quantity.PRESSURE)
        piece = PRESSURE_RATE * low, PRESSURE_RATE * median, PRESSURE_RATE * high
        ledger.ask(ReasonCode.PRESSURE_UNKNOWN, {}, piece)
    elif pressure == 0:
        ledger.spare(ReasonCode.PRESSURE_LOW, {"pressure": pressure}, PRESSURE_RATE * _MOST_PRESSURE)
    else:
        ledger.add(ReasonCode.PRESSURE_HIGH, {"pressure": pressure}, PRESSURE_RATE * pressure)
