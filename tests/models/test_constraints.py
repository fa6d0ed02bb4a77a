"""Rules about one row hold in the database itself, whoever writes it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Enum, Table, bindparam, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.account import RoleName, User
from models.audit import AuditChain, AuditEntry
from models.base import Base
from models.consent import Along, Consent
from models.message import Message
from models.place import PlaceMove, PlaceState
from models.proposal import Proposal, ProposalMove, ProposalState
from models.rights import Erasure, Report
from models.shown import KeptProfile, Shown
from models.sign_in import SignIn, Ticket, TicketKind
from models.throttle import Throttle
from models.travel import TravelCorrection
from models.youth import Youth
from tests.make import NOW, Make


def write(session: Session, row: Any, **values: Any) -> None:
    """Write values past the model, as plain SQL would."""
    table: Table = row.__table__
    session.execute(update(table).where(table.c.id == row.id).values(**values))


def refused(session: Session, row: Any, **values: Any) -> None:
    with pytest.raises(IntegrityError):
        write(session, row, **values)


YOUTH_WRONG = [
    {"name": ""},
    {"name": "   "},
    {"name": "a" * 121},
    {"birth_date": date(1929, 12, 31)},
    {"birth_date": date(2100, 1, 2)},
    {"school_minutes": -1},
    {"school_minutes": 10_081},
    {"hours_least": 10, "hours_most": 9},
    {"hours_least": -1, "hours_most": 9},
    {"hours_least": 1, "hours_most": 169},
    {"hours_least": 1, "hours_most": None},
    {"hours_least": None, "hours_most": 8},
    {"hours_least": 1, "hours_most": float("nan")},
    {"income_needed": -1},
    {"exempt_from": date(2026, 1, 1), "exempt": None},
    {"exempt_from": date(2026, 1, 1), "exempt": False},
    {"postcode_code": "9999"},
    {"coach_id": 999_999},
]
PLACE_WRONG = [
    {"title": ""},
    {"seats": -1},
    {"pay": -1},
    {"pressure": 4},
    {"pressure": -1},
    {"school_like": 4},
    {"start": date(2026, 2, 2), "until": date(2026, 2, 1)},
    {"hours_least": 3, "hours_most": 2},
    {"workplace_id": 999_999},
]
TASK_WRONG = [
    {"title": ""},
    {"position": -1},
    {"minutes_each": 0},
    {"minutes_each": 1_441},
    {"times_a_week": 0},
    {"minutes_each": 1_440, "times_a_week": 7.5},
    {"bound": "clock"},
    {"bound": "day_part"},
    {"times": [[0, 60, 120]]},
    {"day_parts": [[0, "morning"]]},
    {"bound": "clock", "times": [[0, 60, 120]], "day_parts": [[0, "morning"]]},
]
EMPLOYER_WRONG = [
    {"kvk": "1234567"},
    {"kvk": "123456789"},
    {"kvk": "1234567a"},
    {"kvk": "12345678\n"},
    {"kvk": " 12345678"},
    {"kvk": "１２３４５６７８"},
    {"sbi": "47.1"},
    {"sbi": "4"},
    {"name": " "},
]
POSTCODE_WRONG = [{"x": None}, {"y": None}, {"x": 300_001}, {"y": 288_999}, {"inhabitants": -1}]

#: Of each table of who may see what: every CHECK by its name, and values that break that one alone.
BROKEN: dict[str, dict[str, dict[str, Any]]] = {
    "ticket": {
        "of_somebody": {"user_id": None},
        "about_a_proposal": {"proposal_id": 1},
        "lasts": {"expires_at": NOW},
    },
    "sign_in": {"device_filled": {"device": " "}, "lasts": {"ends_at": NOW}},
    "membership": {"contact_is_confirmed": {"is_contact": True, "confirmed_at": None}},
    "stand_in": {
        "from_day_to_until_day": {"until_day": date(2026, 3, 1)},
        "somebody_else": {"by_id": text("coach_id")},
    },
    "stated_reason": {"lasts": {"until": NOW}},
    "proposal": {"ended_at_with_state": {"ended_at": NOW}},
    "shown": {"reference_filled": {"reference": ""}, "software_filled": {"software": "0" * 121}},
    "message": {"tries_between": {"tries": 101}},
    "month_count": {"age_band_filled": {"age_band": ""}, "count_between": {"count": 0}},
    "audit_chain": {"erased_without_key": {"erased_at": NOW}},
}
#: Tables with lists of their own, above, and those whose CHECKs are tried elsewhere.
TRIED_APART = {
    *("youth", "place", "task", "employer", "postcode", "ability_view", "travel_correction", "place_move"),
    *("workplace", "occupation", "occupation_group", "search_index", "skill", "user", "place_change"),
}


def named(values: dict[str, Any]) -> str:
    return ",".join(f"{name}={value!r}"[:40] for name, value in values.items())


class TestYouth:
    @pytest.mark.parametrize("wrong", YOUTH_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.youth(), **wrong)

    def test_the_edges_are_allowed(self, session: Session, make: Make) -> None:
        youth = make.youth()

        write(session, youth, hours_least=0, hours_most=168, school_minutes=10_080, income_needed=0, name="a" * 120)
        write(session, youth, exempt=True, exempt_from=date(2026, 1, 1))

    def test_an_account_belongs_to_one_youth(self, make: Make) -> None:
        user = make.user()
        make.youth(user=user)

        with pytest.raises(IntegrityError):
            make.youth(user=user)

    def test_a_youth_stays_when_the_coachs_account_goes(self, session: Session, make: Make) -> None:
        coach = make.coach()
        youth = make.youth(coach=coach)

        session.delete(coach)
        session.flush()
        session.refresh(youth)

        assert youth.coach_id is None


class TestPlace:
    @pytest.mark.parametrize("wrong", PLACE_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.place(), **wrong)

    def test_a_day_is_a_period(self, session: Session, make: Make) -> None:
        write(session, make.place(), start=date(2026, 2, 1), until=date(2026, 2, 1), seats=0, pay=0)

    def test_its_tasks_and_moves_go_with_it(self, session: Session, make: Make) -> None:
        place = make.place(tasks=2)
        place.move(PlaceState.PAUSED, by=None, at=NOW)
        session.flush()

        session.delete(place)
        session.flush()

        assert session.scalars(select(PlaceMove)).all() == []

    def test_a_workplace_with_places_stays(self, session: Session, make: Make) -> None:
        place = make.place()

        with pytest.raises(IntegrityError):
            session.execute(text("DELETE FROM workplace WHERE id = :id"), {"id": place.workplace_id})


class TestTask:
    @pytest.mark.parametrize("wrong", TASK_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.task(make.place()), **wrong)

    def test_times_belong_to_the_clock(self, session: Session, make: Make) -> None:
        write(session, make.task(make.place()), bound="clock", times=[[0, 60, 120]])


class TestEmployer:
    @pytest.mark.parametrize("wrong", EMPLOYER_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        refused(session, make.employer(), **wrong)

    def test_a_chamber_of_commerce_number_is_eight_digits(self, session: Session, make: Make) -> None:
        write(session, make.employer(), kvk="01234567")


class TestPostcode:
    @pytest.mark.parametrize("wrong", POSTCODE_WRONG, ids=named)
    def test_what_cannot_be_is_refused(self, session: Session, make: Make, wrong: dict[str, Any]) -> None:
        table = make.postcode(code="3311").__table__

        with pytest.raises(IntegrityError):
            session.execute(update(table).where(table.c.code == bindparam("c")).values(**wrong), {"c": "3311"})

    @pytest.mark.parametrize("code", ["331", "33111", "331a", "3311\n"])
    def test_a_code_is_four_digits(self, make: Make, code: str) -> None:
        with pytest.raises(IntegrityError):
            make.postcode(code=code)


class TestPairs:
    def test_one_view_of_an_ability_from_each_side(self, session: Session, make: Make) -> None:
        youth = make.youth(own={"reading": 2}, seen={"reading": 3})
        own, coach = youth.views

        refused(session, coach, source=own.source.value)

    @pytest.mark.parametrize("level", [0, 6])
    def test_an_ability_is_one_to_five(self, session: Session, make: Make, level: int) -> None:
        refused(session, make.youth(own={"reading": 2}).views[0], level=level)

    def test_one_correction_for_a_youth_and_a_workplace(self, make: Make) -> None:
        youth, workplace = make.youth(), make.workplace()
        make.correction(youth, workplace, 40)

        with pytest.raises(IntegrityError):
            make.correction(youth, workplace, 50)

    def test_a_way_takes_time(self, make: Make) -> None:
        with pytest.raises(IntegrityError):
            make.correction(make.youth(), make.workplace(), 0)

    def test_one_address_is_one_account(self, make: Make) -> None:
        make.user(email="Marit@Example.org")

        with pytest.raises(IntegrityError):
            make.user(email="marit@example.org")


class TestEachCheck:
    @pytest.mark.parametrize(
        ("table", "rule"), [(table, rule) for table, rules in BROKEN.items() for rule in rules], ids=str
    )
    def test_refuses_what_breaks_it(self, session: Session, make: Make, table: str, rule: str) -> None:
        row = getattr(make, table)()

        with pytest.raises(IntegrityError, match=f"ck_{table}_{rule}"):
            write(session, row, **BROKEN[table][rule])

    def test_is_tried_here(self) -> None:
        for table in Base.metadata.sorted_tables:
            codes = {f"ck_{table.name}_{column.type.name}" for column in table.columns if isinstance(column.type, Enum)}
            rules = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint)} - codes

            if table.name not in TRIED_APART:
                assert {f"ck_{table.name}_{rule}" for rule in BROKEN.get(table.name, {})} == rules, table.name


class TestTickets:
    def test_one_to_sign_along_has_a_proposal_and_no_account(self, session: Session, make: Make) -> None:
        ticket = make.ticket(TicketKind.SIGN_ALONG)

        refused(session, ticket, user_id=make.user().id)

    def test_a_secret_is_one_ticket(self, make: Make) -> None:
        make.ticket(secret_hash="the same")

        with pytest.raises(IntegrityError):
            make.ticket(secret_hash="the same")

    def test_they_go_with_their_account_and_stay_without_who_made_them(self, session: Session, make: Make) -> None:
        coach, youth = make.coach(), make.youth_user()
        ticket = make.ticket(user=youth, made_by_id=coach.id)
        session.execute(delete(User).where(User.id == coach.id))
        session.refresh(ticket)
        assert ticket.made_by_id is None

        session.execute(delete(User).where(User.id == youth.id))
        assert count(session, Ticket) == 0

    def test_they_go_with_their_proposal(self, session: Session, make: Make) -> None:
        ticket = make.ticket(TicketKind.SIGN_ALONG)

        session.execute(delete(Proposal).where(Proposal.id == ticket.proposal_id))

        assert count(session, Ticket) == 0


class TestSignIns:
    def test_a_cookie_is_one_sign_in(self, make: Make) -> None:
        make.sign_in(secret_hash="the same")

        with pytest.raises(IntegrityError):
            make.sign_in(secret_hash="the same")

    def test_they_go_with_their_account(self, session: Session, make: Make) -> None:
        user_id = make.sign_in().user_id

        session.execute(delete(User).where(User.id == user_id))

        assert count(session, SignIn) == 0


class TestMembers:
    def test_somebody_is_a_member_of_an_employer_once(self, make: Make) -> None:
        user, employer = make.user(RoleName.EMPLOYER), make.employer()
        make.membership(user=user, employer=employer)

        with pytest.raises(IntegrityError):
            make.membership(user=user, employer=employer)

    def test_an_employer_has_one_contact_person(self, make: Make) -> None:
        employer = make.employer()
        make.membership(employer=employer, is_contact=True)
        make.membership(employer=employer)
        make.membership(is_contact=True)

        with pytest.raises(IntegrityError):
            make.membership(employer=employer, is_contact=True)

    def test_who_left_makes_room_for_another(self, make: Make) -> None:
        employer = make.employer()
        make.membership(employer=employer, is_contact=True, ended_at=NOW)

        make.membership(employer=employer, is_contact=True)


class TestReasons:
    def test_one_of_somebody_about_somebody_at_a_time(self, make: Make) -> None:
        coach, youth = make.coach(), make.youth()
        make.stated_reason(coach, youth)

        with pytest.raises(IntegrityError):
            make.stated_reason(coach, youth)


class TestProposals:
    def test_of_a_pair_one_has_not_ended(self, make: Make) -> None:
        youth, place = make.youth(), make.place()
        make.proposal(youth=youth, place=place, state=ProposalState.DECLINED)

        with pytest.raises(IntegrityError):
            make.proposal(youth=youth, place=place)

    def test_after_the_end_another_may_come(self, make: Make) -> None:
        youth, place = make.youth(), make.place()
        for state in (ProposalState.ENDED, ProposalState.ENDED, ProposalState.ASKED):
            make.proposal(youth=youth, place=place, state=state)

    def test_what_ended_has_its_time(self, session: Session, make: Make) -> None:
        refused(session, make.proposal(state=ProposalState.ENDED), ended_at=None)

    def test_what_is_shared_and_its_moves_go_with_it(self, session: Session, make: Make) -> None:
        proposal = make.proposal()
        make.consent(proposal, "called")
        make.proposal_move(proposal)

        session.execute(delete(Proposal).where(Proposal.id == proposal.id))

        assert count(session, Consent) == count(session, ProposalMove) == 0

    def test_it_is_shared_in_one_row(self, make: Make) -> None:
        proposal = make.proposal()
        make.consent(proposal)

        with pytest.raises(IntegrityError):
            make.consent(proposal, "called")

    def test_a_place_that_was_proposed_stays(self, session: Session, make: Make) -> None:
        place_id = make.proposal().place_id

        with pytest.raises(IntegrityError):
            session.execute(text("DELETE FROM place WHERE id = :id"), {"id": place_id})


class TestWhatWasShown:
    def test_the_same_list_is_kept_once_an_hour(self, make: Make) -> None:
        youth, coach = make.youth(), make.coach()
        make.shown(youth, viewer_id=coach.id, digest="the same")
        make.shown(youth, viewer_id=coach.id, digest="another")
        make.shown(youth, viewer_id=make.coach().id, digest="the same")
        make.shown(viewer_id=coach.id, digest="the same")

        with pytest.raises(IntegrityError):
            make.shown(youth, viewer_id=coach.id, digest="the same")

    def test_a_profile_is_kept_once(self, make: Make) -> None:
        make.kept_profile(digest="the same")

        with pytest.raises(IntegrityError):
            make.kept_profile(digest="the same")


class TestWhoIsErased:
    def test_takes_everything_about_them_along(self, session: Session, make: Make) -> None:
        youth = make.youth()
        make.consent(make.proposal(youth=youth), "called")
        make.along(youth)
        make.report(youth)
        make.erasure(youth)
        make.shown(youth)
        make.kept_profile(youth)
        make.stated_reason(youth=youth)
        make.message(youth_id=youth.id)

        session.execute(delete(Youth).where(Youth.id == youth.id))

        for kind in (Proposal, Consent, Along, Report, Erasure, Shown, KeptProfile, Message):
            assert count(session, kind) == 0, kind

    def test_is_asked_once_and_counted_once_a_month(self, make: Make) -> None:
        make.month_count()
        make.month_count(wanted_a_place=True)

        with pytest.raises(IntegrityError):
            make.month_count()

    def test_is_warned_once(self, make: Make) -> None:
        youth = make.youth()
        make.erasure(youth)

        with pytest.raises(IntegrityError):
            make.erasure(youth)

    def test_has_one_who_signs_along(self, make: Make) -> None:
        youth = make.youth()
        make.along(youth)

        with pytest.raises(IntegrityError):
            make.along(youth)


class TestMails:
    def test_a_mail_has_a_number_of_its_own(self, make: Make) -> None:
        make.message(message_id="<the same>")

        with pytest.raises(IntegrityError):
            make.message(message_id="<the same>")

    def test_they_go_with_their_account(self, session: Session, make: Make) -> None:
        user = make.user()
        make.message(user_id=user.id)

        session.execute(delete(User).where(User.id == user.id))

        assert count(session, Message) == 0


class TestTheLog:
    def test_a_youth_has_one_living_chain(self, session: Session, make: Make) -> None:
        chain = make.audit_chain()

        with pytest.raises(IntegrityError):
            session.execute(AuditChain.__table__.insert().values(**columns(chain, "id")))

    def test_after_the_youth_was_erased_the_number_may_have_another(self, session: Session, make: Make) -> None:
        chain = make.audit_chain()
        write(session, chain, erased_at=NOW, text_key=None)

        session.execute(AuditChain.__table__.insert().values(**columns(chain, "id")))

    def test_a_chain_has_each_number_once(self, session: Session, make: Make) -> None:
        entry = make.audit_entry()

        with pytest.raises(IntegrityError):
            session.execute(AuditEntry.__table__.insert().values(**columns(entry, "id")))

    def test_a_slot_is_taken_once(self, session: Session, make: Make) -> None:
        entry = make.audit_entry()
        for number in (2, 3):
            values = columns(entry, "id") | {"number": number}
            session.execute(AuditEntry.__table__.insert().values(**values))
        session.execute(AuditEntry.__table__.insert().values(**values | {"number": 4, "slot": "an hour"}))

        with pytest.raises(IntegrityError):
            session.execute(AuditEntry.__table__.insert().values(**values | {"number": 5, "slot": "an hour"}))

    def test_a_counter_has_one_row(self, session: Session) -> None:
        session.execute(Throttle.__table__.insert().values(key="k", hits=1, ends=1.0))

        with pytest.raises(IntegrityError):
            session.execute(Throttle.__table__.insert().values(key="k", hits=1, ends=1.0))


class TestEverywhere:
    def test_every_checked_text_has_a_longest_length(self) -> None:
        unlimited = {
            f"{table.name}.{column.name}"
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if type(column.type).__name__ == "Text" and not column.foreign_keys
            if not any(f"length({column.name})" in str(check.sqltext) for check in checks(table))
        }

        # Made by the software itself, never typed by somebody.
        assert unlimited == {
            "audit_entry.slot",
            "employer.contact_email_hash",
            "kept_profile.digest",
            "message.language",
            "message.message_id",
            "message.problem",
            "shown.digest",
            "shown.settings",
            "sign_in.secret_hash",
            "throttle.key",
            "ticket.asked_by",
            "ticket.secret_hash",
            "user.email_hash",
            "user.fs_uniquifier",
            "user.language",
            "user.password",
            "youth.email_hash",
        }

    def test_nobody_travels_by_a_correction_without_a_youth(self, session: Session, make: Make) -> None:
        with pytest.raises(IntegrityError):
            session.execute(
                TravelCorrection.__table__.insert().values(
                    youth_id=999_999, workplace_id=make.workplace().id, minutes=5, at=NOW, version=1
                )
            )


def checks(table: Table) -> list[Any]:
    return [constraint for constraint in table.constraints if hasattr(constraint, "sqltext")]


def count(session: Session, kind: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def columns(row: Any, *but: str) -> dict[str, Any]:
    """The values of a row by the names of its columns, as they were kept."""
    return {column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in but}
