"""What youths may do with their own data: change, report, have erased; and what coaches answer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.account import Acting, RoleName
from models.audit import Act, AuditChain, AuditEntry, open_text
from models.message import MailKind, Message
from models.proposal import ProposalState
from models.rights import DataPart, Erasure, ErasureCause, Report, ReportState
from models.sign_in import TicketKind
from tests.make import NOW, TODAY
from web.services import consents, rights, tickets
from web.services.errors import InvalidInput, NotFound, Stale
from web.services.sharing import sharing_of

WORDS = "Op maandag kan ik niet."


@pytest.fixture
def coach(make):
    return make.coach(name="Marit")


@pytest.fixture
def noa(make, coach):
    user = make.user(RoleName.YOUTH, name="Noa", email="noa@example.org")
    return make.youth(name="Noa", coach=coach, user=user, email="noa@example.org", telephone="06 12345678")


def acts(session, youth):
    """What the log of a youth tells, but for the looks."""
    chain = session.scalar(select(AuditChain).where(AuditChain.youth_id == youth.id))
    entries = select(AuditEntry).where(AuditEntry.chain_id == (chain.id if chain else 0)).order_by(AuditEntry.number)
    return [(entry.act, open_text(chain, entry)) for entry in session.scalars(entries) if entry.act is not Act.LOOKED]


def change(session, youth, but=None, **values):
    known = {"name": youth.name, "email": youth.email, "telephone": youth.telephone}
    return rights.change_me(session, known | values, version=youth.version, at=NOW, actor=youth.user, but=but)


class TestChangingMe:
    def test_changes_name_address_and_telephone(self, session, noa):
        change(session, noa, name="Noor", email="noor@example.org", telephone="06 87654321")

        session.expire_all()
        assert (noa.name, noa.email, noa.telephone) == ("Noor", "noor@example.org", "06 87654321")

    def test_changes_the_account_alike(self, session, noa):
        change(session, noa, name="Noor", email="noor@example.org")

        session.expire_all()
        assert (noa.user.name, noa.user.email) == ("Noor", "noor@example.org")

    def test_an_address_can_be_taken_away(self, session, noa):
        change(session, noa, email=None)

        session.expire_all()
        assert (noa.email, noa.user.email, noa.user.email_hash) == (None, None, None)

    def test_an_address_stays_for_who_signs_in_with_it_in_another_role(self, session, make):
        user = make.user(RoleName.YOUTH, RoleName.EMPLOYER, email="sam@example.org")
        youth = make.youth(user=user, email="sam@example.org")

        with pytest.raises(InvalidInput) as error:
            change(session, youth, email=None)

        assert error.value.errors["email"].code == "required"

    @pytest.mark.parametrize("written", ["taken@example.org", "TAKEN@example.org"])
    def test_an_address_that_is_in_use_is_refused_without_whose_it_is(self, session, make, noa, written):
        make.coach(name="Bas", email="taken@example.org")

        with pytest.raises(InvalidInput) as error:
            change(session, noa, email=written)

        assert (error.value.errors["email"].code, error.value.errors["email"].facts) == ("taken", {})

    def test_what_was_mailed_to_the_old_address_opens_nothing_any_more(self, session, noa):
        code = tickets.make_ticket(session, TicketKind.CODE, at=NOW, user=noa.user)
        card = tickets.make_ticket(session, TicketKind.CARD, at=NOW, user=noa.user)

        change(session, noa, email="noor@example.org")

        assert tickets.find_ticket(session, TicketKind.CODE, code, at=NOW) is None
        assert tickets.find_ticket(session, TicketKind.CARD, card, at=NOW) is not None

    @pytest.mark.parametrize("new", ["noor@example.org", None])
    def test_the_old_address_is_told_and_not_what_the_new_one_is(self, session, noa, new):
        change(session, noa, email=new)

        (mail,) = session.scalars(select(Message))
        assert (mail.kind, mail.to, mail.facts) == (MailKind.ADDRESS_CHANGED, "noa@example.org", {})
        assert (mail.youth_id, mail.user_id) == (noa.id, noa.user_id)

    def test_every_other_browser_is_signed_out(self, session, make, noa):
        here, elsewhere = make.sign_in(noa.user), make.sign_in(noa.user)

        change(session, noa, but=here.id, email="noor@example.org")

        session.expire_all()
        assert (here.ended_at, elsewhere.ended_at) == (None, NOW)

    def test_with_the_same_address_nobody_is_mailed_or_signed_out(self, session, make, noa):
        elsewhere = make.sign_in(noa.user)

        change(session, noa, name="Noor")

        session.expire_all()
        assert elsewhere.ended_at is None
        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_a_first_address_tells_nobody(self, session, make, coach):
        youth = make.youth(coach=coach, user=make.youth_user(email=None))

        change(session, youth, email="noor@example.org")

        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_is_written_down_by_the_names_of_fields_only(self, session, noa):
        change(session, noa, telephone="06 87654321")

        (found,) = acts(session, noa)
        assert found[0] is Act.CHANGED
        assert found[1]["fields"] == ["telephone"]
        assert "06 87654321" not in str(found[1])

    def test_the_same_form_sent_again_writes_nothing_down(self, session, noa):
        change(session, noa)

        assert acts(session, noa) == []

    def test_of_two_tabs_the_second_is_told(self, session, noa):
        version = noa.version
        change(session, noa, name="Noor")

        with pytest.raises(Stale):
            rights.change_me(
                session,
                {"name": "Nora", "email": noa.email, "telephone": noa.telephone},
                version=version,
                at=NOW,
                actor=noa.user,
            )

    def test_who_is_no_youth_changes_nothing(self, session, coach):
        with pytest.raises(NotFound):
            rights.change_me(session, {"name": "X", "email": None, "telephone": None}, version=1, at=NOW, actor=coach)


class TestReporting:
    def test_waits_for_the_coach(self, session, noa, coach):
        rights.report(session, DataPart.TIMES, WORDS, at=NOW, actor=noa.user)

        assert rights.open_reports(session, [noa], actor=coach) == {noa.id: 1}
        (found,) = rights.reports_of(session, noa.id, actor=coach)[1]
        assert (found.about, found.words, found.state) == (DataPart.TIMES, WORDS, ReportState.OPEN)

    def test_sent_twice_it_is_one(self, session, noa):
        for _ in range(2):
            rights.report(session, DataPart.TIMES, WORDS, at=NOW, actor=noa.user)

        assert len(rights.my_reports(session, actor=noa.user)) == 1
        assert [act for act, _text in acts(session, noa)] == [Act.REPORTED]

    def test_is_written_down_without_the_words(self, session, noa):
        rights.report(session, DataPart.TIMES, WORDS, at=NOW, actor=noa.user)

        ((_act, text),) = acts(session, noa)
        assert text["about"] == "times"
        assert WORDS not in str(text)

    def test_an_own_report_is_seen_by_nobody_else(self, session, make, noa):
        rights.report(session, DataPart.TIMES, WORDS, at=NOW, actor=noa.user)
        other = make.youth(user=make.user(RoleName.YOUTH))

        assert list(rights.my_reports(session, actor=other.user)) == []


class TestAnswering:
    @pytest.fixture
    def reported(self, session, noa):
        return rights.report(session, DataPart.TIMES, WORDS, at=NOW, actor=noa.user)

    def answer(self, session, reported, actor, **values):
        known = {"state": ReportState.MENDED, "answer": "Dinsdag staat er nu.", "version": reported.version}
        return rights.answer_report(
            session, reported.youth_id, reported.id, **known | values, at=NOW + timedelta(hours=1), actor=actor
        )

    def test_is_read_by_the_youth(self, session, reported, coach, noa):
        self.answer(session, reported, coach)

        (found,) = rights.my_reports(session, actor=noa.user)
        assert (found.state, found.answer, found.answered_by) == (ReportState.MENDED, "Dinsdag staat er nu.", coach)
        assert rights.open_reports(session, [noa], actor=coach) == {noa.id: 0}

    def test_is_written_down(self, session, reported, coach, noa):
        self.answer(session, reported, coach)

        assert [act for act, _text in acts(session, noa)] == [Act.REPORTED, Act.REPORT_ANSWERED]

    def test_by_who_stands_in_is_marked(self, session, make, reported, coach):
        stand_in = make.coach(name="Bas")
        stand_in.act_as(Acting(RoleName.COACH, stands_in_for={coach.id: coach.name}))
        self.answer(session, reported, stand_in)

        session.expire_all()
        assert (reported.answered_by, reported.answered_for) == (stand_in, coach)

    def test_leaving_it_as_it_is_needs_a_reason(self, session, reported, coach):
        with pytest.raises(InvalidInput) as error:
            self.answer(session, reported, coach, state=ReportState.KEPT, answer=None)

        assert error.value.errors["answer"].code == "say_why"

    def test_cannot_be_no_answer(self, session, reported, coach):
        with pytest.raises(InvalidInput):
            self.answer(session, reported, coach, state=ReportState.OPEN)

    def test_sent_twice_it_is_one(self, session, reported, coach, noa):
        version = reported.version
        for _ in range(2):
            self.answer(session, reported, coach, version=version)

        assert [act for act, _text in acts(session, noa)] == [Act.REPORTED, Act.REPORT_ANSWERED]

    def test_another_answer_from_an_older_tab_is_told(self, session, reported, coach):
        version = reported.version
        self.answer(session, reported, coach, version=version)

        with pytest.raises(Stale):
            self.answer(session, reported, coach, state=ReportState.KEPT, answer="Klopt zo.", version=version)

    def test_is_for_the_own_coach_alone(self, session, make, reported, noa):
        for stranger in (make.coach(name="Bas"), noa.user, make.coordinator(), make.administrator()):
            with pytest.raises(NotFound):
                self.answer(session, reported, stranger)
            assert rights.open_reports(session, [noa], actor=stranger) == {}

    def test_does_not_reach_another_youths_report(self, session, make, reported, coach):
        other = make.youth(coach=coach)

        with pytest.raises(NotFound):
            rights.get_report(session, other.id, reported.id, actor=coach)

    def test_only_what_is_asked_is_in_the_database_in_clear(self, session, reported):
        raw = session.connection().exec_driver_sql("SELECT words FROM report").scalar_one()

        assert WORDS.encode() not in bytes(raw)


class TestAskingToBeErased:
    def test_ends_all_sharing_at_once(self, session, make, noa):
        wanted = [make.proposal(youth=noa, state=ProposalState.WANTED) for _ in range(2)]
        for proposal in wanted:
            consents.give(session, proposal.id, ["called"], actor=noa.user, at=NOW)

        for _ in range(2):  # and again, where something was shared since
            rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
            assert [sharing_of(session, proposal, at=NOW).on for proposal in wanted] == [{}, {}]
            consents.give(session, wanted[0].id, ["called"], actor=noa.user, at=NOW)

        ended = [said["items"] for act, said in acts(session, noa) if act is Act.SHARING_ENDED]
        assert ended == [["called"]] * 3

    def test_is_done_a_month_later(self, session, noa):
        found = rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)

        assert (found.cause, found.due_on) == (ErasureCause.ASKED, TODAY + timedelta(days=30))

    def test_is_mailed_with_the_day_and_written_down(self, session, noa):
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)

        mail = session.scalars(select(Message)).one()
        assert (mail.kind, mail.to, mail.facts) == (MailKind.ERASURE_ASKED, "noa@example.org", {"due_on": "2026-04-01"})
        assert [act for act, _text in acts(session, noa)] == [Act.ERASURE_ASKED]

    def test_mails_nobody_who_has_no_address(self, session, make):
        youth = make.youth(user=make.user(RoleName.YOUTH, email=None))

        rights.ask_erasure(session, at=NOW, on=TODAY, actor=youth.user)

        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_asked_twice_the_first_day_stays_and_one_mail_goes(self, session, noa):
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
        found = rights.ask_erasure(session, at=NOW, on=TODAY + timedelta(days=3), actor=noa.user)

        assert found.due_on == TODAY + timedelta(days=30)
        assert session.scalar(select(func.count()).select_from(Message)) == 1

    def test_after_a_warning_the_own_request_counts_from_now(self, session, make, noa):
        make.erasure(noa, cause=ErasureCause.NO_CONTACT, due_on=TODAY + timedelta(days=2))

        found = rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)

        assert (found.cause, found.due_on) == (ErasureCause.ASKED, TODAY + timedelta(days=30))

    def test_is_withdrawn_once_however_often_it_is_tapped(self, session, noa):
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
        for _ in range(2):
            rights.withdraw_erasure(session, actor=noa.user)

        assert session.get(Erasure, noa.id) is None
        assert [act for act, _text in acts(session, noa)] == [Act.ERASURE_ASKED, Act.ERASURE_WITHDRAWN]

    def test_nobody_asks_or_withdraws_for_somebody_else(self, session, make, noa, coach):
        rights.ask_erasure(session, at=NOW, on=TODAY, actor=noa.user)
        other = make.youth(user=make.user(RoleName.YOUTH))

        rights.withdraw_erasure(session, actor=other.user)
        with pytest.raises(NotFound):
            rights.withdraw_erasure(session, actor=coach)

        assert session.get(Erasure, noa.id) is not None
        assert session.get(Erasure, other.id) is None


def test_reports_go_with_their_youth(session, make):
    report = make.report()
    session.delete(report.youth)
    session.flush()
    session.expire_all()

    assert session.scalar(select(func.count()).select_from(Report)) == 0
