"""Everything that Plek keeps about one youth, for that youth: read on a page, or taken along as a file (R6)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from models.access import StandIn, StatedReason
from models.account import User
from models.audit import Act
from models.consent import Along, Consent
from models.membership import Membership
from models.message import Message
from models.place import Place
from models.proposal import Proposal, ProposalMove
from models.rights import Erasure, Report
from models.shown import KeptProfile
from models.sign_in import SignIn, Ticket
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import Youth
from web.services import looks, showing
from web.services.looks import Told
from web.services.recording import record
from web.services.rights import erasure_of, me_as_youth, my_reports
from web.services.sharing import sharings
from web.services.showing import FitShown, ListShown
from web.services.skills import skill_labels

#: The coach for whom somebody stood in who did something.
_ABSENT: Final = aliased(User)


@dataclass(frozen=True)
class Journey:
    """How long the youth really travels to a workplace, and who said so, for which coach where somebody stood in."""

    correction: TravelCorrection
    workplace: Workplace
    by: str | None
    for_whom: str | None


@dataclass(frozen=True)
class Offered:
    """A proposal with what is kept of its sharing, and the items that the employer sees now."""

    proposal: Proposal
    consent: Consent | None
    seen: frozenset[str]


@dataclass(frozen=True)
class WayIn:
    """A code, card or link that opened the account, or by which somebody signs along; who made it, for which coach."""

    ticket: Ticket
    by: str | None
    for_whom: str | None


@dataclass(frozen=True)
class Everything:
    """All that is kept about a youth, table by table; what is a number of ours or a hash is left behind.

    A list that was shown has its number, for who wants it explained.
    """

    at: datetime
    youth: Youth
    user: User
    skills: Mapping[str, str]
    journeys: Sequence[Journey]
    proposals: Sequence[Offered]
    along: Along | None
    reports: Sequence[Report]
    erasure: Erasure | None
    reasons: Sequence[StatedReason]
    mails: Sequence[Message]
    ways_in: Sequence[WayIn]
    sign_ins: Sequence[SignIn]
    memberships: Sequence[Membership]
    stand_ins: Sequence[StandIn]
    lists: Sequence[ListShown]
    profiles: Sequence[Any]
    log: Sequence[Told]

    @property
    def fits(self) -> list[FitShown]:
        """Every fit that was shown, list after list."""
        return [fit for shown in self.lists for fit in shown.fits]


def everything(session: Session, *, language: str, at: datetime, actor: User) -> Everything:
    """All that is kept about the youth that the actor is; `language` is that of the names of skills.

    Raises NotFound for who is no youth.
    """
    youth = me_as_youth(session, actor=actor)
    return Everything(
        at=at,
        youth=youth,
        user=actor,
        skills=skill_labels(session, youth.skills | youth.goals, language=language),
        journeys=_journeys(session, youth),
        proposals=_proposals(session, youth, at),
        along=session.get(Along, youth.id),
        reports=my_reports(session, actor=actor),
        erasure=erasure_of(session, youth),
        reasons=_reasons(session, youth),
        mails=_mails(session, youth, actor),
        ways_in=_ways_in(session, youth, actor),
        sign_ins=_of(session, SignIn, actor, SignIn.began_at),
        memberships=_of(session, Membership, actor, Membership.asked_at, joinedload(Membership.employer)),
        stand_ins=_stand_ins(session, actor),
        lists=showing.own_lists(session, youth),
        profiles=_profiles(session, youth),
        log=looks.everything_told(session, actor=actor),
    )


def download(session: Session, *, language: str, at: datetime, actor: User) -> Everything:
    """The same to take along; that it was taken is written down."""
    found = everything(session, language=language, at=at, actor=actor)
    record(session, found.youth, Act.DOWNLOADED, actor=actor)
    return found


def _journeys(session: Session, youth: Youth) -> list[Journey]:
    kept = (
        select(TravelCorrection, Workplace, User.name, _ABSENT.name)
        .join(Workplace, Workplace.id == TravelCorrection.workplace_id)
        .outerjoin(User, User.id == TravelCorrection.by_id)
        .outerjoin(_ABSENT, _ABSENT.id == TravelCorrection.for_id)
        .where(TravelCorrection.youth_id == youth.id)
        .options(joinedload(Workplace.employer))
        .order_by(TravelCorrection.at, TravelCorrection.id)
    )
    return [Journey(*row) for row in session.execute(kept)]


def _proposals(session: Session, youth: Youth, at: datetime) -> list[Offered]:
    employer = joinedload(Proposal.place).joinedload(Place.workplace).joinedload(Workplace.employer)
    mine = select(Proposal).where(Proposal.youth_id == youth.id).order_by(Proposal.made_at, Proposal.id)
    moves = selectinload(Proposal.moves)
    who = (moves.joinedload(ProposalMove.by), moves.joinedload(ProposalMove.for_whom))
    found = session.scalars(mine.options(employer, *who)).all()
    given = select(Consent).join(Proposal, Proposal.id == Consent.proposal_id).where(Proposal.youth_id == youth.id)
    consents = {consent.proposal_id: consent for consent in session.scalars(given)}
    shared = sharings(session, found, at=at)
    return [Offered(one, consents.get(one.id), frozenset(shared[one.id].live)) for one in found]


def _reasons(session: Session, youth: Youth) -> Sequence[StatedReason]:
    stated = select(StatedReason).where(StatedReason.youth_id == youth.id).order_by(StatedReason.at, StatedReason.id)
    return session.scalars(stated.options(joinedload(StatedReason.user))).all()


def _mails(session: Session, youth: Youth, user: User) -> Sequence[Message]:
    sent = or_(Message.youth_id == youth.id, Message.user_id == user.id)
    return session.scalars(select(Message).where(sent).order_by(Message.made_at, Message.id)).all()


def _ways_in(session: Session, youth: Youth, user: User) -> list[WayIn]:
    mine = or_(Ticket.user_id == user.id, Proposal.youth_id == youth.id)
    made = (
        select(Ticket, User.name, _ABSENT.name)
        .outerjoin(User, User.id == Ticket.made_by_id)
        .outerjoin(_ABSENT, _ABSENT.id == Ticket.made_for_id)
        .outerjoin(Proposal, Proposal.id == Ticket.proposal_id)
        .where(mine)
        .order_by(Ticket.made_at, Ticket.id)
    )
    return [WayIn(*row) for row in session.execute(made)]


def _of(session: Session, model: Any, user: User, order: Any, *options: Any) -> Sequence[Any]:
    mine = select(model).where(model.user_id == user.id).order_by(order, model.id)
    return session.scalars(mine.options(*options)).all()


def _stand_ins(session: Session, user: User) -> Sequence[StandIn]:
    mine = or_(StandIn.coach_id == user.id, StandIn.by_id == user.id)
    found = select(StandIn).where(mine).order_by(StandIn.from_day, StandIn.id)
    return session.scalars(found.options(joinedload(StandIn.coach), joinedload(StandIn.by))).all()


def _profiles(session: Session, youth: Youth) -> list[Any]:
    """The profiles with which places were ranked; each stands in it once."""
    kept = select(KeptProfile.content).where(KeptProfile.youth_id == youth.id).order_by(KeptProfile.digest)
    return [json.loads(content) if isinstance(content, str) else content for content in session.scalars(kept)]
