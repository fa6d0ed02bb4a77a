"""Reaching further than the own caseload: for some days as a stand-in, or for one day with a stated reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.access import StandIn, StatedReason
from models.account import Acting, RoleName
from models.audit import Act, AuditChain, AuditEntry, open_text
from models.travel import TravelCorrection
from tests.make import NOW, TODAY
from web.permissions import Permission
from web.services import access, sign_ins, youths
from web.services.errors import InvalidInput, NotFound, TooMany
from web.services.throttling import WINDOWS, Limit, Limits, limits_for

DAY = timedelta(days=1)
BORN = date(2006, 5, 4)
REASON = "Sam belde mij zelf op"


@pytest.fixture
def marit(make):
    return make.coach(name="Marit")


@pytest.fixture
def bas(make):
    return make.coach(name="Bas")


def acting(session, user, on=TODAY, at=NOW, role=RoleName.COACH):
    """The account as it acts in a request of that moment."""
    secret = sign_ins.begin(session, user, role=role, lasting=False, device="Firefox", at=at)
    found = sign_ins.find(session, secret, at=at, on=on)
    return found.user if found else None


def name(session, actor, by, from_day=TODAY, until_day=TODAY + 7 * DAY, on=TODAY):
    return access.name_stand_in(session, by.id, from_day=from_day, until_day=until_day, on=on, actor=actor)


def problem(caught, field):
    return caught.value.errors[field].code


class TestNamingAStandIn:
    def test_is_kept_with_its_days(self, session, marit, bas):
        name(session, marit, bas)

        found = session.scalars(select(StandIn)).one()
        assert (found.coach, found.by, found.until_day) == (marit, bas, TODAY + 7 * DAY)

    def test_is_seen_by_both(self, session, marit, bas):
        found = name(session, marit, bas)

        assert access.stand_ins(session, actor=marit, on=TODAY).for_me == [found]
        assert access.stand_ins(session, actor=bas, on=TODAY).by_me == [found]

    def test_that_is_over_is_seen_by_nobody(self, session, marit, bas):
        name(session, marit, bas, until_day=TODAY)

        assert access.stand_ins(session, actor=marit, on=TODAY + DAY).for_me == []
        assert access.stand_ins(session, actor=bas, on=TODAY + DAY).by_me == []

    def test_is_no_business_of_a_third_coach(self, session, make, marit, bas):
        name(session, marit, bas)
        found = access.stand_ins(session, actor=make.coach(), on=TODAY)

        assert (found.for_me, found.by_me) == ([], [])

    @pytest.mark.parametrize(
        ("first", "last", "field", "code"),
        [
            (-1, 5, "from_day", "day_is_past"),
            (3, 2, "until_day", "before_the_first_day"),
            (0, 60, "until_day", "too_many_days"),
            (500, 560, "until_day", "too_many_days"),
        ],
    )
    def test_refuses_days_that_do_not_do(self, session, marit, bas, first, last, field, code):
        with pytest.raises(InvalidInput) as caught:
            name(session, marit, bas, from_day=TODAY + first * DAY, until_day=TODAY + last * DAY)

        assert problem(caught, field) == code
        assert session.scalar(select(func.count()).select_from(StandIn)) == 0

    def test_may_last_sixty_days(self, session, marit, bas):
        assert name(session, marit, bas, until_day=TODAY + 59 * DAY).id

    def test_of_the_same_colleague_on_the_same_days_is_refused(self, session, marit, bas):
        name(session, marit, bas)
        with pytest.raises(InvalidInput) as caught:
            name(session, marit, bas, from_day=TODAY + 7 * DAY, until_day=TODAY + 9 * DAY)

        assert problem(caught, "from_day") == "stands_in_already"
        assert name(session, marit, bas, from_day=TODAY + 8 * DAY, until_day=TODAY + 9 * DAY).id

    @pytest.mark.parametrize("who", ["oneself", "nobody", "a closed account", "a coordinator", "a youth"])
    def test_takes_only_another_coach_who_can_sign_in(self, session, make, marit, who):
        by_id = {
            "oneself": lambda: marit.id,
            "nobody": lambda: 999_999,
            "a closed account": lambda: make.coach(active=False).id,
            "a coordinator": lambda: make.coordinator().id,
            "a youth": lambda: make.youth_user().id,
        }[who]()
        with pytest.raises(InvalidInput) as caught:
            access.name_stand_in(session, by_id, from_day=TODAY, until_day=TODAY, on=TODAY, actor=marit)

        assert problem(caught, "by_id") == "not_a_choice"

    @pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.COACH])
    def test_is_for_coaches_only(self, session, make, bas, role):
        with pytest.raises(NotFound):
            name(session, make.user(role), bas)


class TestAStandIn:
    @pytest.fixture
    def sam(self, make, marit):
        return make.youth(name="Sam", coach=marit)

    def test_has_the_caseload_beside_the_own_one(self, session, make, marit, bas, sam):
        make.youth(name="Ada", coach=bas)
        make.youth(name="Zoë", coach=make.coach())
        name(session, marit, bas)

        found = youths.caseload(session, actor=acting(session, bas))

        assert [youth.name for youth in found] == ["Ada", "Sam"]

    @pytest.mark.parametrize(("days", "reaches"), [(-1, False), (0, True), (3, True), (4, False), (400, False)])
    def test_reaches_the_youths_from_the_first_to_the_last_day(self, session, marit, bas, sam, days, reaches):
        name(session, marit, bas, until_day=TODAY + 3 * DAY)
        actor = acting(session, bas, on=TODAY + days * DAY)

        assert [youth.name for youth in youths.caseload(session, actor=actor)] == (["Sam"] if reaches else [])
        if reaches:
            assert youths.get_youth(session, sam.id, actor=actor, permission=Permission.YOUTH_EDIT) is sam
        else:
            with pytest.raises(NotFound):
                youths.get_youth(session, sam.id, actor=actor)

    def test_has_nothing_once_it_is_ended(self, session, marit, bas, sam):
        found = name(session, marit, bas)
        access.end_stand_in(session, found.id, at=NOW, actor=marit)

        assert youths.caseload(session, actor=acting(session, bas)) == []

    def test_cannot_pass_it_on(self, session, make, marit, bas, sam):
        vera = make.coach(name="Vera")
        name(session, marit, bas)
        name(session, acting(session, bas), vera)

        actor = acting(session, vera)

        assert dict(actor.acting.stands_in_for) == {bas.id: "Bas"}
        with pytest.raises(NotFound):
            youths.get_youth(session, sam.id, actor=actor)

    def test_cannot_end_it_or_make_it_longer(self, session, make, marit, bas):
        found = name(session, marit, bas)
        for somebody in (acting(session, bas), make.coach(), make.coordinator()):
            with pytest.raises(NotFound):
                access.end_stand_in(session, found.id, at=NOW, actor=somebody)

        assert found.ended_at is None

    def test_whose_account_is_closed_is_nobody(self, session, marit, bas, sam):
        name(session, marit, bas)
        bas.active = False
        session.flush()

        assert acting(session, bas) is None

    def test_who_acts_in_another_role_reaches_nobody(self, session, make, marit, sam):
        both = make.user(RoleName.COACH, RoleName.COORDINATOR)
        name(session, marit, both)

        with pytest.raises(NotFound):
            youths.get_youth(session, sam.id, actor=acting(session, both, role=RoleName.COORDINATOR))

    def test_does_everything_in_the_own_name(self, session, make, marit, bas, sam):
        name(session, marit, bas)
        workplace = make.workplace()
        youths.correct_travel(session, sam.id, workplace.id, 20, was=None, at=NOW, actor=acting(session, bas))

        assert session.scalars(select(TravelCorrection.by_id)).one() == bas.id

    def test_is_said_with_the_last_day(self, session, marit, bas, sam):
        found = name(session, marit, bas)
        actor = acting(session, bas)

        assert access.standing_in(session, on=TODAY, actor=actor) == {marit.id: found}
        assert access.reached_by(session, sam, at=NOW, on=TODAY, actor=actor) is found

    def test_is_not_said_to_the_own_coach(self, session, marit, bas, sam):
        name(session, marit, bas)

        assert access.reached_by(session, sam, at=NOW, on=TODAY, actor=acting(session, marit)) is None


def open_(session, actor, called="Sam", born=BORN, reason=REASON, at=NOW):
    return access.open_outside(session, name=called, birth_date=born, reason=reason, at=at, actor=actor)


class TestOpeningAYouthOutsideTheCaseload:
    @pytest.fixture
    def sam(self, make, marit):
        return make.youth(name="Sam", birth_date=BORN, coach=marit)

    def test_lets_the_coach_read_and_not_change(self, session, bas, sam):
        open_(session, bas)
        actor = acting(session, bas)

        for permission in (Permission.YOUTH_READ, Permission.YOUTH_PLACES):
            assert youths.get_youth(session, sam.id, actor=actor, permission=permission) is sam
        for permission in (Permission.YOUTH_EDIT, Permission.YOUTH_INVITE, Permission.PROPOSAL_MAKE):
            with pytest.raises(NotFound):
                youths.get_youth(session, sam.id, actor=actor, permission=permission)

    def test_does_not_put_the_youth_in_the_caseload(self, session, bas, sam):
        open_(session, bas)

        assert youths.caseload(session, actor=acting(session, bas)) == []

    @pytest.mark.parametrize(("hours", "reads"), [(0, True), (23.9, True), (24, False), (48, False)])
    def test_lasts_a_day(self, session, bas, sam, hours, reads):
        open_(session, bas)
        at = NOW + timedelta(hours=hours)
        actor = acting(session, bas, at=at)

        assert (sam.id in actor.acting.opened) is reads
        assert bool(access.opened(session, at=at, actor=actor)) is reads
        assert bool(access.reached_by(session, sam, at=at, on=TODAY, actor=actor)) is reads

    def test_is_written_down_for_the_youth(self, session, bas, sam):
        open_(session, bas)

        entry = session.scalars(select(AuditEntry)).one()
        chain = session.get_one(AuditChain, entry.chain_id)
        told = open_text(chain, entry)
        assert (chain.youth_id, entry.act) == (sam.id, Act.STATED_REASON)
        assert (told["by"], told["name"], told["reason"]) == (bas.id, "Bas", REASON)
        assert told["until"] == (NOW + DAY).isoformat()

    def test_keeps_the_reason_encrypted(self, session, bas, sam):
        open_(session, bas)
        raw = session.connection().exec_driver_sql("SELECT reason FROM stated_reason").scalar()

        assert REASON.encode() not in bytes(raw)

    @pytest.mark.parametrize("called", ["sam", " SAM ", "Sam"])
    def test_finds_a_name_however_its_capitals_and_edges_are_written(self, session, bas, sam, called):
        assert open_(session, bas, called=called) is sam

    @pytest.mark.parametrize(
        ("called", "born"), [("Sa", BORN), ("Sam%", BORN), ("S_m", BORN), ("", BORN), ("Sam", BORN + DAY)]
    )
    def test_finds_nobody_by_less_than_the_whole_name_and_the_birth_date(self, session, bas, sam, called, born):
        with pytest.raises(InvalidInput) as caught:
            open_(session, bas, called=called, born=born)

        assert {field: found.code for field, found in caught.value.errors.items()} == {"name": "not_one_person"}

    def test_says_the_same_for_nobody_and_for_several(self, session, make, bas, sam):
        make.youth(name="Sam", birth_date=BORN)
        said = []
        for called in ("Sam", "Nobody"):
            with pytest.raises(InvalidInput) as caught:
                open_(session, bas, called=called)
            said.append(caught.value.errors)

        assert said[0] == said[1]
        assert session.scalar(select(func.count()).select_from(StatedReason)) == 0
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0

    @pytest.mark.parametrize("reason", ["", "nodig", "is nodig", "a b c d", "1 2 3 4", "!!! ??? ..."])
    def test_wants_a_reason_of_a_few_words(self, session, bas, sam, reason):
        with pytest.raises(InvalidInput) as caught:
            open_(session, bas, reason=reason)

        assert problem(caught, "reason") == "too_few_words"

    def test_of_an_own_youth_asks_for_no_trace(self, session, marit, sam):
        assert open_(session, acting(session, marit)) is sam
        assert session.scalar(select(func.count()).select_from(StatedReason)) == 0

    @pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.COACH])
    def test_is_for_coaches_only(self, session, make, sam, role):
        with pytest.raises(NotFound):
            open_(session, make.user(role))

    def test_again_shows_it_once_with_the_last_reason(self, session, bas, sam):
        open_(session, bas)
        open_(session, bas, reason="Sam belde nog een keer", at=NOW + timedelta(hours=1))
        found = access.opened(session, at=NOW + timedelta(hours=2), actor=bas)

        assert [(reason.reason, reason.youth.name) for reason in found] == [("Sam belde nog een keer", "Sam")]

    def test_tells_nothing_to_another_coach(self, session, make, bas, sam):
        open_(session, bas)
        vera = acting(session, make.coach())

        assert access.opened(session, at=NOW, actor=vera) == []
        assert vera.acting.opened == frozenset()


class TestLookingMany:
    @pytest.fixture
    def limits(self, session, tmp_path) -> Limits:
        found = limits_for(session.get_bind().engine, str(tmp_path / "limits.db"))
        found.counters.reset()
        session.info["limits"] = found
        yield found
        found.counters.reset()
        if found.counters.engine is not session.get_bind().engine:
            found.counters.engine.dispose()

    def test_stops_a_coach_who_tries_name_after_name(self, session, bas, limits):
        for number in range(WINDOWS[Limit.LOOK_UPS][0].amount):
            with pytest.raises(InvalidInput):
                open_(session, bas, called=f"Name {number}")

        with pytest.raises(TooMany):
            open_(session, bas, called="One more")

    def test_counts_each_coach_apart(self, session, marit, bas, limits):
        for number in range(WINDOWS[Limit.LOOK_UPS][0].amount):
            with pytest.raises(InvalidInput):
                open_(session, bas, called=f"Name {number}")

        with pytest.raises(InvalidInput):
            open_(session, marit, called="Name")


class TestSomebodyOutsideOfARequest:
    def test_stands_in_for_nobody(self, session, make, marit, bas):
        sam = make.youth(coach=marit)
        name(session, marit, bas)

        assert bas.acting is None
        assert access.standing_in(session, on=TODAY, actor=bas) == {}
        assert access.reached_by(session, sam, at=NOW, on=TODAY, actor=bas) is None

    def test_acts_by_what_is_said_of_them_alone(self, session, make, marit, bas):
        sam = make.youth(coach=marit)
        bas.act_as(Acting(RoleName.COACH, stands_in_for={marit.id: "Marit"}))

        assert youths.caseload(session, actor=bas) == [sam]
