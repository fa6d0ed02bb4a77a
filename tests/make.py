"""Rows for tests of every layer. Each test names only what it is about; the rest is plain and complete enough.

youth = make.youth(needs={"quiet_spot": 2}, own={"reading": 2})
place = make.place(state=PlaceState.OPEN, workplace=make.workplace(x=105_000, y=425_000))
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.vocabulary import Ability, Kind
from models.ability import AbilityView, Source
from models.access import StandIn, StatedReason
from models.account import Role, RoleName, User
from models.audit import Act, AuditChain, AuditEntry, Entry, append
from models.base import Base
from models.consent import Along, Consent, Given
from models.employer import Employer
from models.membership import Membership
from models.message import MailKind, Message
from models.occupation import Occupation
from models.place import Place, PlaceState
from models.postcode import Postcode
from models.proposal import Proposal, ProposalMove, ProposalState
from models.rights import DataPart, Erasure, ErasureCause, MonthCount, Report
from models.shown import KeptProfile, Shown
from models.sign_in import SignIn, Ticket, TicketKind
from models.skill import Skill
from models.task import Task
from models.travel import TravelCorrection
from models.workplace import Workplace
from models.youth import Youth
from web.services.sharing import digests_of, known_now

TODAY: Final = date(2026, 3, 2)  # a Monday
NOW: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

Row = TypeVar("Row", bound=Base)


class Make:
    """Makes rows in a session and flushes them, so that each has its id."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)

    def user(self, *roles: RoleName, **values: Any) -> User:
        """Somebody who can sign in; the address is new unless named."""
        values.setdefault("name", "Marit")
        values.setdefault("email", f"somebody{next(self._numbers)}@example.org")
        return self._kept(User(roles=[self._role(name) for name in roles], **values))

    def coach(self, **values: Any) -> User:
        """A job coach."""
        return self.user(RoleName.COACH, **values)

    def coordinator(self, **values: Any) -> User:
        """A coordinator of the region."""
        return self.user(RoleName.COORDINATOR, **values)

    def administrator(self, **values: Any) -> User:
        """An administrator."""
        return self.user(RoleName.ADMINISTRATOR, **values)

    def youth_user(self, **values: Any) -> User:
        """An account of a youth; `make.youth(user=...)` gives it its youth."""
        return self.user(RoleName.YOUTH, **{"name": "Sam"} | values)

    def member(self, employer: Employer | None = None, **values: Any) -> User:
        """Somebody who acts for an employer and was confirmed."""
        user = self.user(RoleName.EMPLOYER, **{"name": "Wim"} | values)
        self.membership(user=user, employer=employer or self.employer())
        return user

    def youth(
        self, *, own: Mapping[str, int] | None = None, seen: Mapping[str, int] | None = None, **values: Any
    ) -> Youth:
        """A youth; `own` and `seen` are the levels of abilities in the youth's and in the coach's eyes."""
        self._put_postcode(values)
        values = {"name": "Sam", "birth_date": date(2006, 5, 4)} | values
        views = [*_views(Source.OWN, own or {}), *_views(Source.COACH, seen or {})]
        return self._kept(Youth(views=views, **values))

    def postcode(self, **values: Any) -> Postcode:
        """A postcode in Dordrecht; None for x and y is one without coordinates."""
        code = f"{3300 + next(self._numbers)}"
        return self._kept(Postcode(**{"code": code, "place": "Dordrecht", "x": 105_000, "y": 425_000} | values))

    def employer(self, **values: Any) -> Employer:
        """An employer in retail."""
        return self._kept(Employer(**{"name": "Kwekerij De Linde", "sbi": "47"} | values))

    def workplace(self, **values: Any) -> Workplace:
        """A workplace, of a new employer unless named."""
        self._put_postcode(values)
        values["employer"] = values.get("employer") or self.employer()
        return self._kept(Workplace(**{"name": "De kas"} | values))

    def place(self, *, tasks: int = 0, **values: Any) -> Place:
        """An open opening at a new workplace unless named, with so many plain tasks."""
        values["workplace"] = values.get("workplace") or self.workplace()
        values = {"kind": Kind.OPENING, "title": "Helpen in de kas", "state": PlaceState.OPEN} | values
        place = self._kept(Place(**values))
        for _ in range(tasks):
            self.task(place)
        return place

    def task(self, place: Place, **values: Any) -> Task:
        """An hour of watering a day, five days a week, as the last task of a place."""
        values = {"title": "Water geven", "minutes_each": 60, "times_a_week": 5} | values
        place.tasks.append(Task(**{"position": len(place.tasks)} | values))
        self.session.flush()
        return place.tasks[-1]

    def occupation(self, **values: Any) -> Occupation:
        """An occupation without interests."""
        uri = f"http://data.europa.eu/esco/occupation/{next(self._numbers)}"
        return self._kept(Occupation(**{"scheme": "esco", "uri": uri, "label_nl": "kweker"} | values))

    def skill(self, **values: Any) -> Skill:
        """A skill."""
        uri = f"http://data.europa.eu/esco/skill/{next(self._numbers)}"
        return self._kept(Skill(**{"scheme": "esco", "uri": uri, "label_nl": "planten verzorgen"} | values))

    def correction(self, youth: Youth, workplace: Workplace, minutes: int, **values: Any) -> TravelCorrection:
        """A coach's correction of the way to work."""
        values = {"workplace_id": workplace.id, "minutes": minutes, "at": NOW} | values
        youth.corrections.append(TravelCorrection(**values))
        self.session.flush()
        return youth.corrections[-1]

    def sign_in(self, user: User | None = None, **values: Any) -> SignIn:
        """A browser in which somebody (a new coach unless named) is signed in for twelve hours."""
        user = user or self.coach()
        known = {
            "role": user.roles[0].name,
            "secret_hash": f"sign-in {next(self._numbers)}",
            "device": "Firefox, Android",
            "lasting": False,
            "began_at": NOW,
            "ends_at": NOW + timedelta(hours=12),
        }
        return self._kept(SignIn(user=user, **known | values))

    def ticket(self, kind: TicketKind = TicketKind.INVITATION, **values: Any) -> Ticket:
        """An open ticket of a new youth's account, or to sign along of a new proposal, unless named.

        Its secret is known to nobody; `web.services.tickets.make_ticket` makes one that serves.
        """
        known: dict[str, Any] = {
            "secret_hash": f"ticket {next(self._numbers)}",
            "made_at": NOW,
            "expires_at": NOW + timedelta(days=14),
        } | values
        if kind is TicketKind.SIGN_ALONG:
            known.setdefault("proposal_id", self.proposal().id)
        elif "user_id" not in known:
            known.setdefault("user", self.youth_user())
        return self._kept(Ticket(kind=kind, **known))

    def membership(self, **values: Any) -> Membership:
        """A confirmed member of an employer; `confirmed_at=None` is one who only registered."""
        values["user"] = values.get("user") or self.user(RoleName.EMPLOYER, name="Wim")
        values["employer"] = values.get("employer") or self.employer()
        return self._kept(Membership(**{"asked_at": NOW, "confirmed_at": NOW} | values))

    def stand_in(self, coach: User | None = None, by: User | None = None, **values: Any) -> StandIn:
        """A coach who takes over another's caseload today and the week after."""
        known = {"from_day": TODAY, "until_day": TODAY + timedelta(days=7)} | values
        return self._kept(StandIn(coach=coach or self.coach(), by=by or self.coach(name="Bas"), **known))

    def stated_reason(self, user: User | None = None, youth: Youth | None = None, **values: Any) -> StatedReason:
        """Why a coach opened the data of a youth outside the caseload, holding for a day."""
        known = {"reason": "Sam belde mij", "at": NOW, "until": NOW + timedelta(days=1)} | values
        return self._kept(StatedReason(user=user or self.coach(), youth=youth or self.youth(), **known))

    def proposal(self, *, youth: Youth | None = None, place: Place | None = None, **values: Any) -> Proposal:
        """A proposal that was just put to the youth; with `state=` one that has come further."""
        known: dict[str, Any] = {"state": ProposalState.ASKED, "made_at": NOW} | values
        if known["state"] is ProposalState.ENDED:
            known.setdefault("ended_at", NOW)
        return self._kept(Proposal(youth=youth or self.youth(), place=place or self.place(), **known))

    def proposal_move(self, proposal: Proposal | None = None, **values: Any) -> ProposalMove:
        """The first move of a proposal, by its coach."""
        known = {"to_state": ProposalState.ASKED, "at": NOW, "role": RoleName.COACH} | values
        return self._kept(ProposalMove(proposal_id=(proposal or self.proposal()).id, **known))

    def consent(self, proposal: Proposal | None = None, *items: str, **values: Any) -> Consent:
        """What is shared in a proposal: these items, given now, for 90 days at most."""
        proposal = proposal or self.proposal()
        digests = digests_of(known_now(self.session, proposal.youth_id), items)
        given = {item: Given(NOW, NOW + timedelta(days=90), digest=digests[item]) for item in items}
        return self._kept(Consent(proposal=proposal, **{"given": given} | values))

    def along(self, youth: Youth | None = None, **values: Any) -> Along:
        """Somebody who signs along with what a youth shares."""
        known = {"name": "Fatima", "email": "fatima@example.org", "since": NOW} | values
        return self._kept(Along(youth_id=(youth or self.youth()).id, **known))

    def kept_profile(self, youth: Youth | None = None, **values: Any) -> KeptProfile:
        """A kept profile: of a youth, or without one of a place."""
        known = {"digest": f"profile {next(self._numbers)}", "content": {}} | values
        return self._kept(KeptProfile(youth_id=youth.id if youth else None, **known))

    def shown(self, youth: Youth | None = None, **values: Any) -> Shown:
        """A list of a youth as it was shown; its content is empty."""
        known = {
            "at": NOW,
            "hour": NOW.replace(minute=0),
            "on": TODAY,
            "reference": "2026-1",
            "settings": "1",
            "software": "0.1.0",
            "digest": f"list {next(self._numbers)}",
            "content": {},
        }
        return self._kept(Shown(youth_id=(youth or self.youth()).id, **known | values))

    def message(self, kind: MailKind = MailKind.PROPOSAL, **values: Any) -> Message:
        """A mail to somebody without an account, due now."""
        known = {
            "to": "somebody@example.org",
            "language": "nl",
            "facts": {},
            "message_id": f"<{next(self._numbers)}@plek>",
            "made_at": NOW,
            "due_at": NOW,
        }
        return self._kept(Message(kind=kind, **known | values))

    def report(self, youth: Youth | None = None, **values: Any) -> Report:
        """What a youth says is wrong, not answered yet."""
        known = {"about": DataPart.TIMES, "words": "Op maandag kan ik niet.", "at": NOW} | values
        return self._kept(Report(youth=youth or self.youth(), **known))

    def erasure(self, youth: Youth | None = None, **values: Any) -> Erasure:
        """That a youth asked to be erased, a month from now."""
        known = {"cause": ErasureCause.ASKED, "warned_at": NOW, "due_on": TODAY + timedelta(days=30)} | values
        return self._kept(Erasure(youth=youth or self.youth(), **known))

    def month_count(self, **values: Any) -> MonthCount:
        """One youth who was erased this month."""
        known = {"month": TODAY.replace(day=1), "cause": ErasureCause.ASKED, "age_band": "18-22", "count": 1}
        return self._kept(MonthCount(**known | {"wanted_a_place": False} | values))

    def audit_entry(self, youth: Youth | None = None, act: Act = Act.LOOKED, **text: Any) -> AuditEntry:
        """An entry at the end of the chain of a youth; `text` is what it tells."""
        youth = youth or self.youth()
        append(self.session, [Entry(youth.id, act, text)], at=NOW)
        chain = self.session.scalars(select(AuditChain).where(AuditChain.youth_id == youth.id)).one()
        last = select(AuditEntry).where(AuditEntry.chain_id == chain.id, AuditEntry.number == chain.number)
        return self.session.scalars(last).one()

    def audit_chain(self, youth: Youth | None = None) -> AuditChain:
        """A chain with one entry."""
        return self.session.get_one(AuditChain, self.audit_entry(youth).chain_id)

    def _put_postcode(self, values: dict[str, Any]) -> None:
        """Turn x and y into a postcode there."""
        spot = {name: values.pop(name) for name in ("x", "y") if name in values}
        if spot:
            values["postcode"] = self.postcode(**spot)

    def _role(self, name: RoleName) -> Role:
        return self.session.scalars(select(Role).where(Role.name == name)).one()

    def _kept(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row


def _views(source: Source, levels: Mapping[str, int]) -> list[AbilityView]:
    return [
        AbilityView(ability=Ability(ability), source=source, level=level, noted_on=TODAY)
        for ability, level in levels.items()
    ]
