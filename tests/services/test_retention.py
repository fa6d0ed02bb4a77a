"""Keeping no longer than is needed: warned after two years, erased a month later, whole youths only."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from models import audit
from models.account import RoleName, User
from models.audit import Act, AuditChain, AuditEntry, Entry
from models.base import Base
from models.message import MailKind, Message
from models.proposal import ProposalState
from models.rights import Erasure, ErasureCause, MonthCount
from models.sign_in import SignIn, Ticket, TicketKind
from models.youth import Youth
from tests.make import NOW, TODAY
from web.services import retention, rights
from web.services.retention import Standing, Step, age_band, kept_until, plan, step_for, take_step
from web.services.rights import GRACE

LONG_AGO = date(2024, 3, 2)  # two years before TODAY
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


class TestTwoYears:
    def test_end_on_the_same_day(self):
        assert kept_until(date(2024, 3, 2)) == date(2026, 3, 2)

    def test_that_begin_on_a_leap_day_end_on_the_first_of_march(self):
        assert kept_until(date(2024, 2, 29)) == date(2026, 3, 1)

    @given(DAYS)
    def test_are_never_shorter(self, day):
        assert kept_until(day) - day in (timedelta(days=730), timedelta(days=731))
        assert kept_until(day) <= kept_until(day + timedelta(days=1))


class TestWhatIsDue:
    def test_nothing_one_day_before_two_years(self):
        assert step_for(Standing(LONG_AGO + timedelta(days=1)), on=TODAY) is None

    def test_a_warning_after_two_years(self):
        assert step_for(Standing(LONG_AGO), on=TODAY) is Step.WARN

    @pytest.mark.parametrize(("left", "step"), [(1, None), (0, Step.ERASE), (-9, Step.ERASE)])
    def test_erasure_when_the_month_is_over(self, left, step):
        warned = Standing(LONG_AGO, ErasureCause.NO_CONTACT, TODAY + timedelta(days=left))

        assert step_for(warned, on=TODAY) is step

    def test_contact_after_the_warning_ends_it_even_on_the_last_day(self):
        assert step_for(Standing(TODAY, ErasureCause.NO_CONTACT, TODAY), on=TODAY) is Step.WITHDRAW

    @pytest.mark.parametrize(("left", "step"), [(1, None), (0, Step.ERASE)])
    def test_an_own_request_holds_whatever_the_contact(self, left, step):
        asked = Standing(TODAY, ErasureCause.ASKED, TODAY + timedelta(days=left))

        assert step_for(asked, on=TODAY) is step

    def test_of_whom_no_contact_is_known_the_period_begins(self):
        assert step_for(Standing(None), on=TODAY) is Step.BEGIN

    @pytest.mark.parametrize("cause", [None, ErasureCause.NO_CONTACT])
    def test_nothing_but_waiting_where_nobody_can_be_told(self, cause):
        due_on = TODAY if cause else None

        assert step_for(Standing(LONG_AGO, cause, due_on, can_be_told=False), on=TODAY) is Step.WAIT

    def test_an_own_request_waits_for_nobody(self):
        asked = Standing(LONG_AGO, ErasureCause.ASKED, TODAY, can_be_told=False)

        assert step_for(asked, on=TODAY) is Step.ERASE

    @given(
        first=DAYS,
        days=st.lists(
            st.tuples(st.integers(0, 400), st.sampled_from(["run", "run", "contact", "ask", "keep"])), max_size=40
        ),
    )
    def test_nobody_is_erased_without_a_month_before_it(self, first, days):
        """A life of runs, contacts, requests and second thoughts, each some days after the one before."""
        life = Life(first)
        for later, what in days:
            life.now += timedelta(days=later)
            getattr(life, what)()
            if life.is_over:
                break

        if life.is_over:
            assert life.now - life.told_on >= timedelta(days=30)
        if life.is_over and life.standing.cause is ErasureCause.NO_CONTACT:
            assert life.standing.contact_on <= life.told_on - timedelta(days=730)


class Life:
    """One youth as the rules see them, day by day."""

    def __init__(self, first):
        self.now, self.standing, self.told_on, self.is_over = first, Standing(None), None, False

    def contact(self):
        self.standing = replace(self.standing, contact_on=self.now)

    def ask(self):
        if self.standing.cause is not ErasureCause.ASKED:
            self.standing, self.told_on = Standing(self.now, ErasureCause.ASKED, self.now + GRACE), self.now

    def keep(self):
        if self.standing.cause:
            self.standing, self.told_on = Standing(self.now), None

    def run(self):
        step = step_for(self.standing, on=self.now)
        if step is Step.BEGIN:
            self.standing = Standing(self.now)
        elif step is Step.WARN:
            self.told_on = self.now
            self.standing = replace(self.standing, cause=ErasureCause.NO_CONTACT, due_on=self.now + GRACE)
        elif step is Step.WITHDRAW:
            self.standing, self.told_on = Standing(self.standing.contact_on), None
        self.is_over = step is Step.ERASE


class TestAgeBands:
    @pytest.mark.parametrize(
        ("born", "band"),
        [
            (None, "unknown"),
            (date(2012, 1, 1), "0-15"),
            (date(2010, 3, 2), "16-17"),
            (date(2010, 3, 3), "0-15"),
            (date(2008, 3, 2), "18-22"),
            (date(2003, 3, 2), "23-26"),
            (date(1999, 3, 2), "27+"),
            (TODAY + timedelta(days=1), "unknown"),
        ],
    )
    def test_hold_each_age_once(self, born, band):
        assert age_band(born, TODAY) == band


@pytest.fixture
def noa(make):
    user = make.user(RoleName.YOUTH, name="Noa", email="noa@example.org")
    return make.youth(name="Noa", coach=make.coach(), user=user, email="noa@example.org")


def last_contact(session, youth, day):
    """A chain of a youth whose last contact was on a day."""
    audit.append(session, [Entry(youth.id, Act.INVITED, {})], at=NOW)
    chain = update(AuditChain).where(AuditChain.youth_id == youth.id)
    session.execute(chain.values(contact_on=day))
    session.flush()


def run(session, *, on):
    """What the command does, in one session; what was done, by youth."""
    due = plan(session, on=on)
    return {id_: take_step(session, id_, at=NOW, on=on) for ids in due.values() for id_ in ids}


class TestARun:
    def test_begins_the_period_of_whom_nothing_is_known(self, session, noa):
        assert run(session, on=TODAY) == {noa.id: Step.BEGIN}
        assert run(session, on=TODAY) == {}
        assert run(session, on=kept_until(TODAY)) == {noa.id: Step.WARN}

    def test_warns_by_mail_with_the_day(self, session, noa):
        last_contact(session, noa, LONG_AGO)

        assert run(session, on=TODAY) == {noa.id: Step.WARN}

        mail = session.scalars(select(Message)).one()
        assert (mail.kind, mail.to, mail.facts) == (
            MailKind.ERASURE_WARNING,
            "noa@example.org",
            {"due_on": "2026-04-01"},
        )
        assert session.get_one(Erasure, noa.id).cause is ErasureCause.NO_CONTACT

    def test_warns_at_the_youths_own_address_where_there_is_no_account(self, session, make):
        youth = make.youth(email="sam@example.org")
        last_contact(session, youth, LONG_AGO)

        run(session, on=TODAY)

        assert session.scalars(select(Message)).one().to == "sam@example.org"

    def test_tells_the_coach_where_the_youth_has_no_address(self, session, make):
        coach = make.coach(email="marit@example.org")
        youth = make.youth(name="Sam", coach=coach, user=make.youth_user(email=None))
        last_contact(session, youth, LONG_AGO)

        assert run(session, on=TODAY) == {youth.id: Step.WARN}

        mail = session.scalars(select(Message)).one()
        assert (mail.kind, mail.to, mail.user_id) == (MailKind.ERASURE_COACH, "marit@example.org", coach.id)
        assert (mail.youth_id, mail.facts) == (youth.id, {"due_on": "2026-04-01"})

    @pytest.mark.parametrize("coach", ["none", "closed"])
    def test_erases_nobody_of_whom_nobody_can_be_told(self, session, make, coach):
        youth = make.youth(coach=None if coach == "none" else make.coach(active=False))
        last_contact(session, youth, LONG_AGO)

        for day in (TODAY, TODAY + GRACE, TODAY + 20 * GRACE):
            assert plan(session, on=day)[Step.WAIT] == [youth.id]
            assert run(session, on=day) == {youth.id: Step.WAIT}

        assert session.get(Erasure, youth.id) is None
        assert session.scalars(select(Message)).all() == []

    def test_waits_when_the_coach_who_was_told_is_gone_before_the_month_is_over(self, session, make):
        coach = make.coach()
        youth = make.youth(coach=coach)
        last_contact(session, youth, LONG_AGO)
        run(session, on=TODAY)
        coach.active = False
        session.flush()

        assert run(session, on=TODAY + GRACE) == {youth.id: Step.WAIT}
        assert session.get(Youth, youth.id)

    def test_a_warning_is_no_contact_itself(self, session, noa):
        last_contact(session, noa, LONG_AGO)
        run(session, on=TODAY)

        assert run(session, on=TODAY + timedelta(days=1)) == {}
        assert run(session, on=TODAY + GRACE) == {noa.id: Step.ERASE}

    def test_withdraws_the_warning_after_contact(self, session, noa):
        last_contact(session, noa, LONG_AGO)
        run(session, on=TODAY)
        last_contact(session, noa, TODAY + timedelta(days=3))

        assert run(session, on=TODAY + GRACE) == {noa.id: Step.WITHDRAW}
        assert session.get(Erasure, noa.id) is None
        assert run(session, on=TODAY + GRACE) == {}

    def test_keeps_who_taps_on_keep(self, session, noa):
        last_contact(session, noa, LONG_AGO)
        run(session, on=TODAY)
        rights.withdraw_erasure(session, actor=noa.user)

        assert run(session, on=TODAY + GRACE) == {}

    def test_judges_again_when_it_acts(self, session, noa):
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
        due = plan(session, on=TODAY + GRACE)
        rights.withdraw_erasure(session, actor=noa.user)

        assert due[Step.ERASE] == [noa.id]
        assert take_step(session, noa.id, at=NOW, on=TODAY + GRACE) is None

    def test_planning_changes_nothing(self, session, noa):
        last_contact(session, noa, LONG_AGO)
        plan(session, on=TODAY)

        assert not session.new
        assert not session.dirty
        assert session.scalar(select(func.count()).select_from(Erasure)) == 0


def everything_of(make, noa, session):
    """A row of every table about a youth, and of their account."""
    proposal = make.proposal(youth=noa, state=ProposalState.WANTED)
    make.proposal_move(proposal, to_state=ProposalState.WANTED, by_id=noa.user_id)
    make.consent(proposal, "called")
    make.along(noa)
    make.report(noa)
    make.stated_reason(youth=noa)
    make.kept_profile(noa)
    make.shown(noa, viewer_id=noa.user_id)
    make.message(youth_id=noa.id)
    make.message(user_id=noa.user_id)
    make.sign_in(noa.user)
    make.ticket(TicketKind.CARD, user=noa.user)
    make.ticket(TicketKind.SIGN_ALONG, proposal_id=proposal.id)
    make.correction(noa, make.workplace(), 12)
    rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
    return proposal


def rows_of(session: Session, youth_id: int, user_id: int) -> set[str]:
    """The columns of the whole schema in which a youth or their account is still pointed at."""
    found = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            aims = {key.column.table.name for key in column.foreign_keys}
            for aim, number in (("youth", youth_id), ("user", user_id)):
                counted = select(func.count()).select_from(table).where(column == number)
                if aim in aims and session.scalar(counted):
                    found.add(f"{table.name}.{column.name}")
    return found


class TestErasing:
    def test_leaves_nothing_that_points_at_the_youth_or_the_account(self, session, make, noa):
        everything_of(make, noa, session)
        youth_id, user_id = noa.id, noa.user_id
        assert {"proposal.youth_id", "sign_in.user_id", "ticket.user_id"} <= rows_of(session, youth_id, user_id)

        assert run(session, on=TODAY + GRACE)[youth_id] is Step.ERASE

        session.expire_all()
        assert rows_of(session, youth_id, user_id) == set()
        assert session.get(Youth, youth_id) is None
        assert session.get(User, user_id) is None

    def test_counts_one_of_the_month(self, session, make, noa):
        everything_of(make, noa, session)
        other = make.youth(birth_date=noa.birth_date, coach=noa.coach)
        make.erasure(other, cause=ErasureCause.NO_CONTACT, due_on=TODAY)
        last_contact(session, other, LONG_AGO)

        run(session, on=TODAY + GRACE)

        rows = session.execute(
            select(MonthCount.month, MonthCount.cause, MonthCount.age_band, MonthCount.wanted_a_place, MonthCount.count)
        ).all()
        assert sorted(rows, key=str) == [
            (date(2026, 4, 1), ErasureCause.ASKED, "18-22", True, 1),
            (date(2026, 4, 1), ErasureCause.NO_CONTACT, "18-22", False, 1),
        ]

    def test_counts_those_who_are_alike_together(self, session, make):
        for _ in range(3):
            make.erasure(make.youth(), due_on=TODAY)

        run(session, on=TODAY)

        assert session.scalars(select(MonthCount.count)).all() == [3]

    def test_seals_the_log_for_good(self, session, make, noa):
        everything_of(make, noa, session)
        youth_id = noa.id

        run(session, on=TODAY + GRACE)

        session.expire_all()
        chain = session.scalars(select(AuditChain).where(AuditChain.youth_id == youth_id)).one()
        assert chain.text_key is None
        assert chain.erased_at is not None
        entries = select(AuditEntry).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.number)
        last = session.scalars(entries).all()[-1]
        assert last.act is Act.ERASED

    def test_does_nothing_twice(self, session, make, noa):
        everything_of(make, noa, session)
        youth_id = noa.id
        run(session, on=TODAY + GRACE)

        assert take_step(session, youth_id, at=NOW, on=TODAY + GRACE) is None
        assert plan(session, on=TODAY + GRACE)[Step.ERASE] == []
        assert session.scalars(select(MonthCount.count)).all() == [1]

    def test_leaves_others_alone(self, session, make, noa):
        everything_of(make, noa, session)
        other = make.youth(name="Sam", user=make.user(RoleName.YOUTH, name="Sam"))
        make.shown(other)
        make.sign_in(other.user)
        coach = noa.coach

        run(session, on=TODAY + GRACE)

        session.expire_all()
        assert other.name == "Sam"
        assert rows_of(session, other.id, other.user_id) >= {"shown.youth_id", "sign_in.user_id", "youth.user_id"}
        assert coach.name == "Marit"

    def test_an_account_with_another_role_stays_for_that_role(self, session, make):
        user = make.user(RoleName.YOUTH, RoleName.COACH, name="Noa")
        make.youth(user=user)
        make.sign_in(user, role=RoleName.YOUTH)
        kept = make.sign_in(user, role=RoleName.COACH)
        make.ticket(TicketKind.CARD, user=user)
        recovery = make.ticket(TicketKind.RECOVERY, user=user)
        make.message(MailKind.CODE, user_id=user.id)
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=user)

        run(session, on=TODAY + GRACE)

        session.expire_all()
        assert session.scalars(select(Youth)).all() == []
        assert [role.name for role in session.get_one(User, user.id).roles] == [RoleName.COACH]
        assert session.scalars(select(SignIn.id).where(SignIn.user_id == user.id)).all() == [kept.id]
        assert session.scalars(select(Ticket.id).where(Ticket.user_id == user.id)).all() == [recovery.id]
        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_that_fails_half_way_leaves_the_youth_whole(self, session, make, noa, monkeypatch):
        everything_of(make, noa, session)
        youth_id, user_id = noa.id, noa.user_id
        before = rows_of(session, youth_id, user_id)
        session.commit()

        def killed(*_arguments):
            raise KeyboardInterrupt

        # The last thing that is done: all the rest was done before it.
        monkeypatch.setattr(retention, "_close_account", killed)
        with pytest.raises(KeyboardInterrupt):
            take_step(session, youth_id, at=NOW, on=TODAY + GRACE)
        session.rollback()

        assert rows_of(session, youth_id, user_id) == before
        assert session.get_one(Youth, youth_id).name == "Noa"
        assert session.scalar(select(func.count()).select_from(MonthCount)) == 0
        assert session.scalars(select(AuditChain)).one().text_key is not None
