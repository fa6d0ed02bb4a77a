"""Consent: what an employer sees of a youth is exactly what is switched on, and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from matcher.profiles import WeekTime
from matcher.vocabulary import Ability, Condition, Interest
from models.ability import AbilityView, Source
from models.account import Acting, RoleName, User
from models.audit import Act, AuditChain
from models.consent import ITEMS, Along, Consent, ConsentItem, need_item
from models.message import MailKind, Message
from models.place import PlaceState
from models.proposal import Proposal, ProposalState
from models.rights import Erasure, ErasureCause
from models.sign_in import Ticket
from models.youth import Youth
from tests.make import NOW, Make
from tests.services.at_once import at_once, own_database
from tests.services.test_proposals import recorded
from web.services import candidates, consents, places, proposals, retention, rights
from web.services.consents import LONGEST
from web.services.errors import InvalidInput, InvalidMove, NotFound, TooMany
from web.services.sharing import SharedView, known_now, offered, offered_state, shared_view, sharing_of
from web.services.throttling import limits_for

OFTEN = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
NEEDS = {Condition.QUIET_SPOT: 2, Condition.BUDDY: 3, Condition.ROUTINE: 0}
#: What a youth made by `whole` can share.
OWN_ITEMS = (*(item.value for item in ConsentItem), need_item(Condition.QUIET_SPOT), need_item(Condition.BUDDY))
LATER = NOW + timedelta(minutes=5)


def whole(make, **values):
    """A youth of whom everything is known."""
    known = {
        "name": "Noa",
        "user": make.youth_user(name="Noa"),
        "coach": make.coach(),
        "interests": (0.9, 0.1, 0.2, 0.8, 0.3, 0.7),
        "own": {"reading": 4, "attention": 1},
        "seen": {"reading": 2, "leading": 5},
        "skills": frozenset({make.skill(label_nl="een band plakken").uri}),
        "needs": NEEDS,
        "hours_least": 12.0,
        "hours_most": 24.0,
        "free": (WeekTime(0, 540, 840),),
        "email": "noa@example.org",
        "telephone": "06 12345678",
    }
    return make.youth(**known | values)


@dataclass
class Case:
    """A youth who wants a place, and somebody who acts for its employer."""

    youth: object
    proposal: object
    member: object
    session: object

    def seen(self, at=NOW, member=None) -> SharedView:
        return candidates.candidate(self.session, self.proposal.id, actor=member or self.member, at=at, language="nl")

    def give(self, *items, at=NOW):
        return consents.give(self.session, self.proposal.id, items, actor=self.youth.user, at=at)

    def withdraw(self, *items, at=NOW):
        return consents.withdraw(self.session, self.proposal.id, items, actor=self.youth.user, at=at)

    def ask(self, at=NOW) -> str:
        """Ask who signs along; the secret of the link in the mail."""
        consents.ask_along(self.session, self.proposal.id, actor=self.youth.user, at=at)
        latest = select(Message).where(Message.kind == MailKind.SIGN_ALONG).order_by(Message.id.desc())
        return self.session.scalars(latest).first().facts["secret"]


def acting(make, employer, *, confirmed=True):
    user = make.member(employer) if confirmed else make.user(RoleName.EMPLOYER)
    user.act_as(Acting(RoleName.EMPLOYER, employers=frozenset({employer.id} if confirmed else ())))
    return user


@pytest.fixture
def case(session, make):
    def made(state=ProposalState.WANTED, **values):
        youth = whole(make, **values)
        proposal = make.proposal(youth=youth, state=state)
        return Case(youth, proposal, acting(make, proposal.place.workplace.employer), session)

    return made


class TestSharing:
    def test_is_off_until_it_is_switched_on(self, case):
        seen = case().seen()

        assert seen == SharedView(place="Helpen in de kas", employer="Kwekerij De Linde")

    def test_shows_each_item_and_no_more(self, case):
        noa = case()
        noa.give(*OWN_ITEMS)

        seen = noa.seen()

        assert set(seen.until) == set(OWN_ITEMS)
        assert set(seen.until.values()) == {NOW + LONGEST}
        assert seen.called == "Noa"
        assert seen.interests == (Interest.REALISTIC, Interest.SOCIAL, Interest.CONVENTIONAL)
        assert seen.abilities == ((Ability.READING, 4),)
        assert seen.learned == ("een band plakken",)
        assert seen.needs == (Condition.QUIET_SPOT, Condition.BUDDY)
        assert (seen.hours, seen.free) == ((12.0, 24.0), (WeekTime(0, 540, 840),))
        assert (seen.email, seen.telephone) == ("noa@example.org", "06 12345678")

    @OFTEN
    @given(items=st.sets(st.sampled_from(OWN_ITEMS)))
    def test_fills_the_fields_of_what_is_shared_and_of_nothing_else(self, case, items):
        noa = case()
        noa.give(*items)

        seen = noa.seen()

        filled = {found.name for found in fields(seen) if getattr(seen, found.name)} - {"place", "employer", "until"}
        assert set(seen.until) == items
        assert filled == {name for item in items for name in FIELDS_OF.get(item, ("needs",))}
        assert {need_item(condition) for condition in seen.needs} == {item for item in items if item.startswith("need")}

    @pytest.mark.parametrize("item", [need_item(Condition.ROUTINE), need_item(Condition.MONEY_TALK)])
    def test_is_of_what_the_youth_has(self, case, item):
        with pytest.raises(InvalidInput):
            case().give(ConsentItem.CALLED, item)

    @pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.WANTED])
    def test_needs_a_yes(self, case, state):
        with pytest.raises(InvalidMove):
            case(state=state).give(ConsentItem.CALLED)

    def test_is_the_youths_own(self, session, make, case):
        noa = case()
        stranger = make.youth(user=make.youth_user()).user
        for somebody in (noa.youth.coach, stranger, noa.member, make.coordinator(), make.administrator()):
            for act in (consents.give, consents.withdraw):
                with pytest.raises(NotFound):
                    act(session, noa.proposal.id, ["called"], actor=somebody, at=NOW)
            for act in (consents.withdraw_all, consents.own_sharing, consents.ask_along):
                with pytest.raises(NotFound):
                    act(session, noa.proposal.id, actor=somebody, at=NOW)

    def test_ends_by_itself_after_ninety_days(self, case):
        noa = case()
        noa.give("called")

        assert noa.seen(NOW + timedelta(days=90) - timedelta(seconds=1)).called == "Noa"
        assert noa.seen(NOW + timedelta(days=90)).called is None

    def test_given_twice_does_not_last_longer(self, case):
        noa = case()
        noa.give("called")
        noa.give("called", at=NOW + timedelta(days=80))

        assert noa.seen(NOW + timedelta(days=90)).called is None

    def test_is_told_once_with_what_it_was_about(self, session, case):
        noa = case()
        for _ in range(2):
            noa.give("called", "hours")
        for _ in range(2):
            noa.withdraw("hours")

        told = [(act, said["items"], said["employer"]) for act, said in recorded(session, noa.youth)]
        assert told == [
            (Act.SHARED, ["called", "hours"], "Kwekerij De Linde"),
            (Act.SHARING_ENDED, ["hours"], "Kwekerij De Linde"),
        ]

    def test_is_unreadable_in_the_database(self, session, case):
        noa = case()
        noa.give(need_item(Condition.QUIET_SPOT))

        kept = session.connection().exec_driver_sql("SELECT given FROM consent").scalar_one()

        assert b"quiet_spot" not in bytes(kept)


FIELDS_OF = {
    ConsentItem.CALLED.value: ("called",),
    ConsentItem.INTERESTS.value: ("interests",),
    ConsentItem.ABILITIES.value: ("abilities",),
    ConsentItem.LEARNED.value: ("learned",),
    ConsentItem.HOURS.value: ("hours", "free"),
    ConsentItem.CONTACT.value: ("email", "telephone"),
}


class TestWithdrawing:
    def test_takes_one_item_away_at_once(self, case):
        noa = case()
        noa.give("called", "hours")
        noa.withdraw("called")

        assert list(noa.seen().until) == ["hours"]

    def test_takes_all_of_one_employer_away(self, session, make, case):
        noa = case()
        other = make.proposal(youth=noa.youth, place=make.place(), state=ProposalState.WANTED)
        for proposal in (noa.proposal, other):
            consents.give(session, proposal.id, ["called"], actor=noa.youth.user, at=NOW)

        consents.withdraw_all(session, noa.proposal.id, actor=noa.youth.user, at=NOW)

        assert noa.seen().called is None
        assert list(sharing_of(session, other, at=NOW).live) == ["called"]

    def test_takes_everything_away_everywhere(self, session, make, case):
        noa, somebody_else = case(), case()
        other = make.proposal(youth=noa.youth, place=make.place(), state=ProposalState.WANTED)
        for proposal in (noa.proposal, other):
            consents.give(session, proposal.id, ["called"], actor=noa.youth.user, at=NOW)
        somebody_else.give("called")

        consents.withdraw_everywhere(session, actor=noa.youth.user, at=NOW)

        assert [sharing_of(session, proposal, at=NOW).on for proposal in (noa.proposal, other)] == [{}, {}]
        assert somebody_else.seen().called == "Noa"

    @pytest.mark.parametrize("answer", [ProposalState.LATER, ProposalState.DECLINED])
    def test_comes_with_every_answer_but_yes_and_a_new_yes_begins_without(self, session, case, answer):
        noa = case()
        noa.give("called")
        for state in (answer, ProposalState.WANTED):
            proposals.answer(session, noa.proposal.id, state, actor=noa.youth.user, at=NOW)

        assert noa.seen().until == {}

    @pytest.mark.parametrize("who", ["youth", "coach"])
    def test_comes_with_the_end(self, session, case, who):
        noa = case()
        noa.give("called")
        proposals.end(session, noa.proposal.id, actor=getattr(noa.youth, who if who == "coach" else "user"), at=NOW)

        with pytest.raises(NotFound):
            noa.seen()
        assert session.scalars(select(Consent)).one().given == {}
        assert [act for act, _said in recorded(session, noa.youth)] == [Act.SHARED, Act.SHARING_ENDED, Act.ENDED]


class TestAPlaceThatIsGone:
    """By a coach who need not be anybody's own coach."""

    def move(self, session, make, case, *states, at=NOW):
        for state in states:
            places.move_place(session, case.proposal.place_id, state, why=None, at=at, actor=make.coach(name="Bas"))

    def test_ends_what_is_shared_there_for_good(self, session, make, case):
        noa = case()
        noa.give("called", "hours")
        self.move(session, make, noa, PlaceState.CLOSED)
        with pytest.raises(NotFound):
            noa.seen()

        self.move(session, make, noa, PlaceState.DRAFT, PlaceState.OPEN)

        assert noa.seen().until == {}
        assert noa.give("called").live  # a new choice counts

    def test_is_told_to_each_youth_with_who_did_it(self, session, make, case):
        noa = case()
        sam = whole(make, name="Sam")
        other = make.proposal(youth=sam, place=noa.proposal.place, state=ProposalState.WANTED)
        shy = make.proposal(youth=whole(make), place=noa.proposal.place, state=ProposalState.WANTED)
        consents.give(session, other.id, ["contact"], actor=sam.user, at=NOW)
        noa.give("called")

        self.move(session, make, noa, PlaceState.CLOSED)

        for youth, item in ((noa.youth, "called"), (sam, "contact")):
            ((_act, said),) = recorded(session, youth, Act.SHARING_ENDED)
            assert (said["items"], said["name"], said["employer"]) == ([item], "Bas", "Kwekerij De Linde")
            assert "own_coach" not in said
        assert session.scalar(select(AuditChain).where(AuditChain.youth_id == shy.youth_id)) is None

    @pytest.mark.parametrize("state", [PlaceState.PAUSED, PlaceState.FILLED])
    def test_is_not_one_that_only_takes_nobody_new(self, session, make, case, state):
        noa = case()
        noa.give("called")

        self.move(session, make, noa, state)

        assert noa.seen().called == "Noa"

    def test_leaves_other_places_alone(self, session, make, case):
        noa = case()
        other = make.proposal(youth=noa.youth, place=make.place(), state=ProposalState.WANTED)
        consents.give(session, other.id, ["called"], actor=noa.youth.user, at=NOW)

        self.move(session, make, noa, PlaceState.CLOSED)

        assert list(sharing_of(session, other, at=NOW).live) == ["called"]


@dataclass
class Rush:
    """A place that Noa and Sam want, each with another beside it, and what may happen there at once."""

    place: int
    here: list[int]
    coach: int
    noa: int
    sam: int

    def move(self, *states):
        def act(session):
            for state in states:
                actor = session.get_one(User, self.coach)
                places.move_place(session, self.place, state, why=None, at=NOW, actor=actor)

        return act

    def give(self, session):
        consents.give(session, self.here[0], ["called", "hours"], actor=session.get_one(User, self.sam), at=NOW)

    def stop(self, session):
        consents.withdraw_everywhere(session, actor=session.get_one(User, self.noa), at=NOW)

    def erase(self, session):
        youth = session.scalars(select(Youth.id).where(Youth.user_id == self.noa)).first()
        return youth and retention.take_step(session, youth, at=NOW, on=NOW.date())

    def rename(self, session):
        user = session.get_one(User, self.sam)
        youth = session.scalars(select(Youth).where(Youth.user_id == user.id)).one()
        values = {"name": "Samira", "email": youth.email, "telephone": youth.telephone}
        rights.change_me(session, values, version=youth.version, at=NOW, actor=user)


class TestAPlaceThatClosesAtThisVeryMoment:
    @pytest.fixture
    def engine(self, empty_database_url, keys):
        with own_database(empty_database_url) as engine:
            yield engine

    @pytest.fixture
    def rush(self, engine):
        with Session(engine) as session, session.begin():
            make = Make(session)
            place, coach = make.place(), make.coach()
            noa, sam = (whole(make, coach=coach) for _ in range(2))
            for proposed in (place, make.place()):
                for youth in (sam, noa):
                    proposal = make.proposal(youth=youth, place=proposed, state=ProposalState.WANTED)
                    consents.give(session, proposal.id, ["called"], actor=youth.user, at=NOW)
            here = select(Proposal.id).where(Proposal.place_id == place.id).order_by(Proposal.id)
            return Rush(place.id, list(session.scalars(here)), coach.id, noa.user_id, sam.user_id)

    def test_leaves_nothing_shared_whoever_is_first_and_nobody_waits_for_ever(self, engine, rush):
        """Beside it youths share, stop everything and change their name: all of it holds rows of the same proposals."""
        for _ in range(5):
            results = at_once(engine, rush.move(PlaceState.CLOSED), rush.give, rush.stop, rush.rename, rush.give)
            assert all(found is None or isinstance(found, InvalidMove) for found in results)
            with Session(engine) as session, session.begin():
                rush.move(PlaceState.DRAFT, PlaceState.OPEN)(session)
                found = session.scalars(select(Proposal).where(Proposal.id.in_(rush.here))).all()
                assert [list(sharing_of(session, one, at=NOW).on) for one in found] == [[], []]

    def test_waits_for_nobody_who_is_erased_meanwhile(self, engine, rush):
        with Session(engine) as session, session.begin():
            youth = session.scalars(select(Youth).where(Youth.user_id == rush.noa)).one()
            cause = ErasureCause.ASKED
            session.add(Erasure(youth_id=youth.id, cause=cause, warned_at=NOW, due_on=NOW.date()))

        def stop(session):
            return rush.stop(session) if session.get(User, rush.noa) else None

        stopped, erased, closed = at_once(engine, stop, rush.erase, rush.move(PlaceState.CLOSED))

        assert erased is retention.Step.ERASE
        assert closed is None
        assert stopped is None or isinstance(stopped, NotFound)


#: What somebody else can change of a youth, by the item that shows it.
CHANGES = {
    "called": lambda youth: setattr(youth, "name", "Nora"),
    "interests": lambda youth: setattr(youth, "interests", (0.1, 0.9, 0.2, 0.8, 0.3, 0.7)),
    "abilities": lambda youth: youth.views.append(
        AbilityView(ability=Ability.LEADING, source=Source.OWN, level=4, noted_on=NOW.date())
    ),
    "learned": lambda youth: setattr(youth, "skills", frozenset()),
    "hours": lambda youth: setattr(youth, "hours_most", 32.0),
    "contact": lambda youth: setattr(youth, "telephone", "06 99999999"),
    need_item(Condition.QUIET_SPOT): lambda youth: setattr(youth, "needs", {Condition.BUDDY: 3}),
}
#: What changes a youth and nothing that is shown.
UNSEEN = (
    lambda youth: setattr(youth, "notes", "Xq"),
    lambda youth: setattr(youth, "needs", {Condition.QUIET_SPOT: 3, Condition.BUDDY: 1, Condition.MONEY_TALK: 2}),
    lambda youth: setattr(youth, "interests", (0.8, 0.1, 0.2, 0.7, 0.3, 0.6)),
    lambda youth: setattr(youth, "hours_least", 12),
    lambda youth: setattr(youth, "skills", frozenset(sorted(youth.skills))),
    lambda youth: youth.views.append(
        AbilityView(ability=Ability.ATTENTION, source=Source.COACH, level=5, noted_on=NOW.date())
    ),
)


class TestWhatSomebodyElseChanged:
    @pytest.mark.parametrize("item", CHANGES)
    def test_is_not_seen_until_the_youth_shows_it_again(self, session, case, item):
        noa = case()
        noa.give(*OWN_ITEMS)
        CHANGES[item](noa.youth)
        session.flush()
        session.expire_all()

        assert set(noa.seen().until) == set(OWN_ITEMS) - {item}
        found = sharing_of(session, noa.proposal, at=NOW)
        assert (list(found.changed), item in found.on, item in found.waiting) == ([item], True, False)
        listed = candidates.candidates(session, actor=noa.member, at=NOW).youths
        assert [one.shared for one in listed] == [len(OWN_ITEMS) - 1]
        if item in offered(known_now(session, noa.youth.id)):
            noa.give(item, at=LATER)
            assert noa.seen(LATER).until[item] == LATER + LONGEST

    @pytest.mark.parametrize("item", CHANGES)
    def test_is_not_shared_from_a_page_that_was_made_before(self, session, case, item):
        noa = case()
        seen = offered_state(known_now(session, noa.youth.id))
        CHANGES[item](noa.youth)
        session.flush()

        with pytest.raises(InvalidInput) as caught:
            consents.give(session, noa.proposal.id, [item], actor=noa.youth.user, at=NOW, seen=seen)
        assert caught.value.errors["on"].code == "changed_meanwhile"
        assert noa.seen().until == {}

    @pytest.mark.parametrize("change", UNSEEN)
    def test_counts_only_where_it_is_shown(self, session, case, change):
        noa = case()
        noa.give(*OWN_ITEMS)
        change(noa.youth)
        session.flush()
        session.expire_all()

        assert set(noa.seen().until) == set(OWN_ITEMS)

    def test_is_seen_as_it_was_agreed_to_once_it_is_put_back(self, session, case):
        noa = case()
        noa.give("contact")
        for telephone in ("06 99999999", "06 12345678"):
            noa.youth.telephone = telephone
            session.flush()

        assert noa.seen().telephone == "06 12345678"

    def test_that_holds_nothing_any_more_is_not_counted(self, session, case):
        noa = case()
        noa.give("called", "contact")
        noa.youth.email = noa.youth.telephone = None
        session.flush()

        (listed,) = candidates.candidates(session, actor=noa.member, at=NOW).youths
        assert (listed.shared, list(noa.seen().until)) == (1, ["called"])

    def test_is_signed_for_again(self, session, case):
        noa = case()
        consents.set_along(session, name="Fatima", email="fatima@example.org", actor=noa.youth.user, at=NOW)
        noa.give("contact")
        consents.sign_along(session, noa.ask(), at=NOW)
        noa.youth.telephone = "06 99999999"
        session.flush()

        noa.give("contact", at=LATER)

        assert list(sharing_of(session, noa.proposal, at=LATER).waiting) == ["contact"]
        assert noa.seen(LATER).until == {}

    def test_is_not_signed_for_by_a_link_that_came_before(self, session, case):
        noa = case()
        consents.set_along(session, name="Fatima", email="fatima@example.org", actor=noa.youth.user, at=NOW)
        noa.give("contact")
        secret = noa.ask()
        noa.youth.telephone = "06 99999999"
        session.flush()

        with pytest.raises(NotFound):
            consents.sign_along(session, secret, at=NOW)

    def test_is_compared_without_a_look_at_the_youth(self, session, case):
        noa = case()
        noa.give("hours")
        session.flush()
        session.expunge_all()
        loaded = []
        event.listen(session, "loaded_as_persistent", lambda _session, row: loaded.append(type(row)))

        candidates.candidates(session, actor=noa.member, at=NOW)

        assert Proposal in loaded
        assert Youth not in loaded


class TestWhatYouthsChangeThemself:
    def change(self, session, case, **values):
        youth = case.youth
        known = {"name": youth.name, "email": youth.email, "telephone": youth.telephone}
        rights.change_me(session, known | values, version=youth.version, at=LATER, actor=youth.user)

    def test_is_seen_at_once_where_it_is_shared(self, session, case):
        noa = case()
        noa.give("called", "contact")

        self.change(session, noa, name="Nora", telephone="06 99999999", email="nora@example.org")

        seen = noa.seen(LATER)
        assert (seen.called, seen.telephone, seen.email) == ("Nora", "06 99999999", "nora@example.org")
        assert set(seen.until.values()) == {NOW + LONGEST}

    def test_shares_nothing_that_was_not_shared(self, session, case):
        noa = case()
        noa.give("hours")

        self.change(session, noa, name="Nora")

        assert list(noa.seen(LATER).until) == ["hours"]

    def test_does_not_share_a_way_to_reach_them_that_was_not_there(self, session, case):
        noa = case(telephone=None)
        noa.give("called", "contact")

        self.change(session, noa, telephone="06 55555555")

        assert list(noa.seen(LATER).until) == ["called"]
        assert consents.look_again(session, actor=noa.youth.user, at=LATER)
        noa.give("contact", at=LATER)
        assert noa.seen(LATER).telephone == "06 55555555"
        assert not consents.look_again(session, actor=noa.youth.user, at=LATER)

    def test_does_not_share_what_somebody_else_had_changed(self, session, case):
        noa = case()
        noa.give("called", "contact")
        noa.youth.telephone = "06 99999999"
        session.flush()

        self.change(session, noa, name="Nora")

        assert list(noa.seen(LATER).until) == ["called"]

    def test_that_leaves_nothing_is_not_counted(self, session, case):
        noa = case()
        noa.give("contact")

        self.change(session, noa, telephone=None, email=None)

        (listed,) = candidates.candidates(session, actor=noa.member, at=LATER).youths
        assert (listed.shared, noa.seen(LATER).until) == (0, {})


class TestAnEmployer:
    def test_that_is_another_sees_nothing(self, make, case):
        noa = case()
        noa.give("called")

        with pytest.raises(NotFound):
            noa.seen(member=acting(make, make.employer()))

    def test_whose_member_was_taken_off_sees_nothing(self, make, case):
        noa = case()
        noa.give("called")

        with pytest.raises(NotFound):
            noa.seen(member=acting(make, noa.proposal.place.workplace.employer, confirmed=False))

    @pytest.mark.parametrize("state", [PlaceState.CLOSED, PlaceState.DRAFT])
    def test_whose_place_is_gone_sees_nothing_and_the_youth_can_still_stop_it(self, session, case, state):
        noa = case()
        noa.give("called")
        noa.proposal.place.state = state
        session.flush()

        with pytest.raises(NotFound):
            noa.seen()
        found = consents.own_sharing(session, noa.proposal.id, actor=noa.youth.user, at=NOW)
        assert (list(found.on), found.live) == (["called"], {})
        assert noa.withdraw("called").on == {}

    @pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.WANTED])
    def test_hears_nothing_of_who_did_not_say_yes(self, session, case, state):
        noa = case(state=state)

        found = candidates.candidates(session, actor=noa.member, at=NOW)

        assert found.youths == []
        with pytest.raises(NotFound):
            noa.seen()

    def test_has_a_list_of_those_who_want_a_place_with_names_where_they_are_shared(self, session, make, case):
        noa = case()
        noa.give("called", "hours")
        shy = make.proposal(youth=whole(make, name="Verborgen"), place=noa.proposal.place, state=ProposalState.WANTED)
        make.proposal(youth=whole(make), state=ProposalState.WANTED)

        found = candidates.candidates(session, actor=noa.member, at=NOW)

        assert [(one.proposal_id, one.called, one.shared) for one in found.youths] == [
            (noa.proposal.id, "Noa", 2),
            (shy.id, None, 0),
        ]
        assert found.employers == ["Kwekerij De Linde"]

    def test_that_is_not_confirmed_hears_that_it_waits_and_of_nobody(self, session, make, case):
        noa = case()
        noa.give("called")
        user = acting(make, noa.proposal.place.workplace.employer, confirmed=False)
        make.membership(user=user, employer=noa.proposal.place.workplace.employer, confirmed_at=None)

        found = candidates.candidates(session, actor=user, at=NOW)

        assert (found.employers, found.waiting, found.youths) == ([], ["Kwekerij De Linde"], [])


class TestAList:
    def test_says_until_when_at_most(self, session, case):
        noa = case()
        noa.give("called")
        noa.give("hours", at=LATER)

        (listed,) = candidates.candidates(session, actor=noa.member, at=LATER).youths

        assert listed.until == noa.seen(LATER).holds_until == LATER + LONGEST


class TestSomebodyWhoSignsAlong:
    @pytest.fixture
    def fatima(self, session, case):
        noa = case()
        consents.set_along(session, name="Fatima", email="fatima@example.org", actor=noa.youth.user, at=NOW)
        return noa

    def test_is_needed_before_anything_is_seen(self, session, fatima):
        found = fatima.give("called")

        assert (list(found.waiting), found.live) == (["called"], {})
        assert fatima.seen().until == {}

    @pytest.mark.parametrize("waits_for", ["Fatima", None])
    def test_is_named_where_it_is_told_what_waits_for_them(self, session, fatima, waits_for):
        if waits_for is None:
            consents.end_along(session, actor=fatima.youth.user, at=NOW)
        fatima.give("called")

        act, said = recorded(session, fatima.youth)[-1]
        assert (act, said.get("waits_for")) == (Act.SHARED, waits_for)

    def test_makes_it_seen_with_one_press_on_the_link(self, session, fatima):
        fatima.give("called", at=NOW)
        secret = fatima.ask(LATER)

        asked = consents.to_sign(session, secret, at=LATER)
        assert fatima.seen(LATER).until == {}  # looking changes nothing
        assert (asked.called, asked.along, asked.employer, asked.items) == (
            "Noa",
            "Fatima",
            "Kwekerij De Linde",
            ["called"],
        )
        consents.sign_along(session, secret, at=LATER)

        assert fatima.seen(LATER).called == "Noa"
        ((_act, said),) = recorded(session, fatima.youth, Act.SIGNED_ALONG)
        assert (said["name"], said["employer"], said["items"]) == ("Fatima", "Kwekerij De Linde", ["called"])

    def test_cannot_be_another_stranger_each_time_without_end(self, session, fatima, engine, tmp_path):
        session.info["limits"] = limits_for(engine, str(tmp_path / "limits.db"))
        fatima.give("called")
        for number in range(11):
            email = f"stranger{number}@example.org"
            consents.set_along(session, name="Fatima", email=email, actor=fatima.youth.user, at=NOW)
            if number < 10:
                fatima.ask()

        with pytest.raises(TooMany):
            fatima.ask()
        session.info["limits"].counters.reset()

    def test_signs_for_nothing_that_came_after_the_link(self, session, fatima):
        fatima.give("called")
        secret = fatima.ask(LATER)
        fatima.give("hours", at=LATER + timedelta(seconds=1))

        consents.sign_along(session, secret, at=LATER + timedelta(minutes=1))

        assert list(fatima.seen(LATER + timedelta(minutes=1)).until) == ["called"]

    def test_does_not_sign_for_what_was_switched_off_and_on_again(self, session, fatima):
        fatima.give("called")
        secret = fatima.ask()
        fatima.withdraw("called", at=LATER)
        fatima.give("called", at=LATER)

        with pytest.raises(NotFound):
            consents.sign_along(session, secret, at=LATER)

    def test_can_use_a_link_once(self, session, fatima):
        fatima.give("called")
        secret = fatima.ask()
        consents.sign_along(session, secret, at=NOW)
        fatima.withdraw("called")
        fatima.give("called")

        for act in (consents.to_sign, consents.sign_along):
            with pytest.raises(NotFound):
                act(session, secret, at=NOW)
        assert fatima.seen().until == {}

    @pytest.mark.parametrize("link", ["", "x", "ander" * 9])
    def test_is_not_who_makes_up_a_link(self, session, fatima, link):
        fatima.give("called")
        fatima.ask()

        with pytest.raises(NotFound):
            consents.sign_along(session, link, at=NOW)

    def test_gets_a_link_that_lasts_two_weeks_and_ends_the_one_before(self, session, fatima):
        fatima.give("called")
        first, second = fatima.ask(), fatima.ask(LATER)

        with pytest.raises(NotFound):
            consents.to_sign(session, first, at=LATER)
        with pytest.raises(NotFound):
            consents.to_sign(session, second, at=LATER + timedelta(days=14))
        assert consents.to_sign(session, second, at=LATER + timedelta(days=13)).items == ["called"]

    @pytest.mark.parametrize("how", ["answer", "end", "withdraw", "place"])
    def test_has_nothing_to_sign_once_it_was_stopped(self, session, fatima, how):
        fatima.give("called")
        secret = fatima.ask()
        if how == "answer":
            proposals.answer(session, fatima.proposal.id, ProposalState.LATER, actor=fatima.youth.user, at=NOW)
        elif how == "end":
            proposals.end(session, fatima.proposal.id, actor=fatima.youth.coach, at=NOW)
        elif how == "withdraw":
            consents.withdraw_everywhere(session, actor=fatima.youth.user, at=NOW)
        else:
            fatima.proposal.place.state = PlaceState.CLOSED
            session.flush()

        with pytest.raises(NotFound):
            consents.sign_along(session, secret, at=NOW)

    def test_keeps_the_link_as_long_as_something_of_it_waits(self, session, fatima):
        fatima.give("called", "hours")
        secret = fatima.ask()
        fatima.withdraw("called")

        assert consents.to_sign(session, secret, at=NOW).items == ["hours"]

    def test_whose_link_asks_for_nothing_any_more_has_no_link(self, session, fatima):
        fatima.give("called")
        fatima.ask()
        fatima.give("hours", at=LATER)

        fatima.withdraw("called", at=LATER)

        assert [ticket.is_open(LATER) for ticket in session.scalars(select(Ticket))] == [False]

    def test_who_is_named_later_must_sign_for_what_was_shared_already(self, session, case):
        noa = case()
        noa.give("called")
        consents.set_along(session, name="Fatima", email="fatima@example.org", actor=noa.youth.user, at=LATER)

        assert noa.seen(LATER).until == {}

    def test_who_is_replaced_no_longer_counts(self, session, fatima):
        fatima.give("called")
        secret = fatima.ask()
        consents.sign_along(session, secret, at=NOW)
        fatima.give("hours")
        old = fatima.ask()

        consents.set_along(session, name="Omar", email="omar@example.org", actor=fatima.youth.user, at=NOW)

        assert fatima.seen().until == {}
        with pytest.raises(NotFound):
            consents.sign_along(session, old, at=NOW)

    def test_whose_name_was_written_better_has_not_changed(self, session, fatima):
        fatima.give("called")
        consents.sign_along(session, fatima.ask(), at=NOW)

        consents.set_along(session, name="Fatima B.", email="Fatima@example.org", actor=fatima.youth.user, at=LATER)

        assert fatima.seen(LATER).called == "Noa"

    def test_who_is_taken_off_leaves_what_they_signed_for_and_the_rest_is_off(self, session, fatima):
        fatima.give("called")
        consents.sign_along(session, fatima.ask(), at=NOW)
        fatima.give("hours", "contact")

        consents.end_along(session, actor=fatima.youth.user, at=LATER)

        assert list(fatima.seen(LATER).until) == ["called"]
        assert list(sharing_of(session, fatima.proposal, at=LATER).on) == ["called"]

    def test_is_somebody_else(self, session, case):
        noa = case()
        for own in (noa.youth.email.upper(), noa.youth.user.email):
            with pytest.raises(InvalidInput):
                consents.set_along(session, name="Noa", email=own, actor=noa.youth.user, at=NOW)

    def test_can_be_named_by_the_own_coach_and_by_nobody_else(self, session, make, case):
        noa = case()
        stranger = make.youth(user=make.youth_user()).user
        for somebody in (make.coach(), stranger, noa.member, make.coordinator()):
            with pytest.raises(NotFound):
                consents.set_along(session, noa.youth.id, name="X", email="x@example.org", actor=somebody, at=NOW)
            with pytest.raises(NotFound):
                consents.end_along(session, noa.youth.id, actor=somebody, at=NOW)
        consents.set_along(session, noa.youth.id, name="Fatima", email="f@example.org", actor=noa.youth.coach, at=NOW)

        assert session.get_one(Along, noa.youth.id).name == "Fatima"
        ((act, said),) = recorded(session, noa.youth)
        assert (act, said["fields"]) == (Act.CHANGED, ["along"])

    def test_is_asked_only_when_there_is_something_to_sign(self, session, fatima):
        with pytest.raises(InvalidMove):
            fatima.ask()
        assert session.scalars(select(Ticket)).all() == []


# What can happen, drawn at random, beside a model of a few lines that says what may then be seen.


@dataclass
class Model:
    """What an employer may see, told again in the shortest way: items with their end and whether they are signed."""

    state: ProposalState = ProposalState.WANTED
    gone: bool = False
    along: str | None = None
    on: dict[str, "On"] = field(default_factory=dict)
    parts: dict[str, object] = field(default_factory=lambda: dict(zip(FEW, ("Noa", 12.0, 2), strict=True)))
    links: list[tuple[str, datetime]] = field(default_factory=list)
    open_link: int | None = None

    def visible(self, at: datetime) -> set[str] | None:
        """The items, or None where the employer does not even know of the proposal."""
        if self.state is not ProposalState.WANTED or self.gone:
            return None
        signed = {item for item, found in self.on.items() if found.signed or self.along is None}
        return {item for item in signed if at < self.on[item].until and not self.is_changed(item)}

    def is_changed(self, item: str) -> bool:
        return not self.parts[item] or self.on[item].agreed != self.parts[item]

    def stop(self) -> None:
        self.on, self.open_link = {}, None


@dataclass(frozen=True)
class On:
    at: datetime
    until: datetime
    agreed: object
    signed: bool = False


FEW = ("called", "hours", need_item(Condition.QUIET_SPOT))  # few, so that one item meets many things
SOME_ITEMS = st.sets(st.sampled_from(FEW), min_size=1)
DRAWN = {
    "give": SOME_ITEMS,
    "withdraw": SOME_ITEMS,
    "answer": st.sampled_from([ProposalState.WANTED, ProposalState.LATER]),
    "along": st.sampled_from(["fatima", "omar", None]),
    "sign": st.sampled_from([-1, -2]),
    "days": st.sampled_from([1, 13, 60, 91]),
    "edit": st.sampled_from([("called", "Nora"), ("called", "Noa"), ("hours", 8.0), ("hours", 12.0)])
    | st.sampled_from([(FEW[2], 0), (FEW[2], 2)]),
}
#: What gets in the way of all else is rarer.
NAMES = (
    "give",
    "give",
    "ask",
    "sign",
    "sign",
    "withdraw",
    "answer",
    "along",
    "days",
    "place",
    "stop",
    "everywhere",
    "edit",
    "edit",
)
STEP = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), DRAWN.get(name, st.none())))


class Player:
    """Does a step both for real and in the model."""

    def __init__(self, case: Case) -> None:
        self.case, self.model, self.at = case, Model(), NOW

    def play(self, step: tuple[str, object]) -> None:
        self.at += timedelta(minutes=1)
        name, value = step
        if self.model.gone and name not in {"give", "ask", "sign", "edit"}:  # the first three are refused meanwhile
            self._put(PlaceState.DRAFT, PlaceState.OPEN)
        doing: Callable[[object], None] = getattr(self, f"_{name}")
        doing(value)

    def _give(self, items):
        if self.model.state is not ProposalState.WANTED or self.model.gone:
            with pytest.raises(InvalidMove):
                self.case.give(*items, at=self.at)
            return
        if not all(self.model.parts[item] for item in items):
            with pytest.raises(InvalidInput):
                self.case.give(*items, at=self.at)
            return
        self.case.give(*items, at=self.at)
        for item in items:
            if item not in self._on() or self.model.is_changed(item):
                self.model.on[item] = On(self.at, self.at + timedelta(days=90), self.model.parts[item])
        self._forget_an_idle_link()

    def _on(self):
        return {item for item, found in self.model.on.items() if self.at < found.until}

    def _waiting(self):
        return {item for item in self._on() if not self.model.on[item].signed and not self.model.is_changed(item)}

    def _forget_an_idle_link(self):
        open_link = self.model.open_link
        if open_link is not None:
            asked_at = self.model.links[open_link][1]
            if not any(self.model.on[item].at <= asked_at for item in self._waiting()):
                self.model.open_link = None

    def _edit(self, change):
        """The coach writes down something else, or what was there before."""
        item, value = change
        youth = self.case.youth
        if item == "called":
            youth.name = value
        elif item == "hours":
            youth.hours_least = value
        else:
            youth.needs = {**youth.needs, Condition.QUIET_SPOT: value}
        self.case.session.flush()
        self.model.parts[item] = value

    def _withdraw(self, items):
        self.case.withdraw(*items, at=self.at)
        gone = [item for item in items if item in self._on()]
        for item in items:
            self.model.on.pop(item, None)
        if gone:
            self._forget_an_idle_link()

    def _answer(self, state):
        self._moved(state, proposals.answer, state)

    def _end(self, _nothing):
        self._moved(ProposalState.ENDED, proposals.end)

    def _moved(self, state, act, *arguments):
        user = self.case.youth.user
        if self.model.state is ProposalState.ENDED and state is not ProposalState.ENDED:
            with pytest.raises(InvalidMove):
                act(self.case.session, self.case.proposal.id, *arguments, actor=user, at=self.at)
            return
        act(self.case.session, self.case.proposal.id, *arguments, actor=user, at=self.at)
        if state is not self.model.state:
            self.model.stop()
        self.model.state = state

    def _along(self, who):
        user, model = self.case.youth.user, self.model
        if who is None:
            consents.end_along(self.case.session, actor=user, at=self.at)
            if model.along is not None:
                model.open_link = None
                model.on = {item: found for item, found in model.on.items() if found.signed}
        else:
            consents.set_along(self.case.session, name=who, email=f"{who}@example.org", actor=user, at=self.at)
            if who != model.along:
                model.open_link = None
                model.on = {item: replace(found, signed=False) for item, found in model.on.items()}
        model.along = who

    def _ask(self, _nothing):
        if self.model.visible(self.at) is None or self.model.along is None or not self._waiting():
            with pytest.raises(InvalidMove):
                self.case.ask(self.at)
            return
        self.model.links.append((self.case.ask(self.at), self.at))
        self.model.open_link = len(self.model.links) - 1

    def _sign(self, number):
        if len(self.model.links) < -number:
            return
        secret, asked_at = self.model.links[number]
        for_it = {item for item in self._waiting() if self.model.on[item].at <= asked_at}
        serves = self.model.open_link == len(self.model.links) + number and self.at < asked_at + timedelta(days=14)
        if not serves or not for_it or self.model.along is None or self.model.visible(self.at) is None:
            with pytest.raises(NotFound):
                consents.sign_along(self.case.session, secret, at=self.at)
            return
        consents.sign_along(self.case.session, secret, at=self.at)
        self.model.open_link = None
        for item in for_it:
            self.model.on[item] = replace(self.model.on[item], signed=True)

    def _days(self, days):
        self.at += timedelta(days=days)

    def _stop(self, _nothing):
        consents.withdraw_all(self.case.session, self.case.proposal.id, actor=self.case.youth.user, at=self.at)
        self.model.stop()

    def _everywhere(self, _nothing):
        consents.withdraw_everywhere(self.case.session, actor=self.case.youth.user, at=self.at)
        if self.case.session.scalar(select(Consent).where(Consent.proposal_id == self.case.proposal.id)):
            self.model.stop()

    def _place(self, _nothing):
        """A place that is closed comes back at the next step, so that most of the time there is something to see."""
        if not self.model.gone:
            self._put(PlaceState.CLOSED)

    def _put(self, *states):
        coach, place_id = self.case.youth.coach, self.case.proposal.place_id
        for state in states:
            places.move_place(self.case.session, place_id, state, why=None, at=self.at, actor=coach)
        self.model.gone = states[-1] is PlaceState.CLOSED
        self.model.stop()


class TestAfterAnythingThatCanHappen:
    @settings(OFTEN, max_examples=20)
    @given(along=st.booleans(), steps=st.lists(STEP, min_size=14, max_size=24), ends=st.booleans())
    def test_an_employer_sees_exactly_what_is_shared(self, case, along, steps, ends):
        player = Player(case())
        first = [("give", set(FEW)), *([("along", "fatima")] if along else [])]
        for step in [*first, *steps, *([("end", None)] if ends else [])]:
            player.play(step)
            expected = player.model.visible(player.at)
            listed = candidates.candidates(player.case.session, actor=player.case.member, at=player.at).youths
            if expected is None:
                assert listed == []
                with pytest.raises(NotFound):
                    player.case.seen(player.at)
                continue
            assert set(player.case.seen(player.at).until) == expected
            assert [(one.shared, one.called) for one in listed] == [
                (len(expected), player.model.parts["called"] if "called" in expected else None)
            ]
            own = sharing_of(player.case.session, player.case.proposal, at=player.at)
            assert shared_view(player.case.session, own, language="nl") == player.case.seen(player.at)


class TestTheItems:
    def test_of_a_youth_of_whom_nothing_is_known_are_the_name_alone(self, session, make):
        assert offered(known_now(session, make.youth().id)) == ["called"]

    def test_of_a_youth_of_whom_all_is_known_are_all_they_have(self, session, make):
        assert offered(known_now(session, whole(make).id)) == [item for item in ITEMS if item in OWN_ITEMS]
