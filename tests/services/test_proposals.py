"""Proposals: put to a youth by the own coach, answered by the youth, ended by either."""

import pytest
from sqlalchemy import func, select

from models.account import Acting, RoleName
from models.audit import Act, AuditChain, AuditEntry, open_text
from models.message import MailKind, Message
from models.place import PlaceState
from models.proposal import ANSWERS, NEXT, Proposal, ProposalState
from models.shown import Shown
from tests.make import NOW, TODAY
from web.services import proposals
from web.services.errors import InvalidMove, NotFound


@pytest.fixture
def coach(make):
    return make.coach()


@pytest.fixture
def noa(make, coach):
    return make.youth(name="Noa", coach=coach, user=make.youth_user(name="Noa"))


def propose(session, youth, place, actor):
    return proposals.propose(session, youth.id, place.id, actor=actor, on=TODAY, at=NOW)


def recorded(session, youth, *acts):
    """What the log says of some acts, without who did it: act and facts."""
    chain = session.scalars(select(AuditChain).where(AuditChain.youth_id == youth.id)).one()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.chain_id == chain.id).order_by(AuditEntry.number))
    return [(entry.act, open_text(chain, entry)) for entry in entries if not acts or entry.act in acts]


class TestPuttingAPlaceToAYouth:
    def test_keeps_who_did_it_and_tells_the_youth(self, session, make, coach, noa):
        proposal = propose(session, noa, make.place(title="Helpen in de kas"), coach)

        (move,) = proposal.moves
        assert (proposal.state, proposal.made_at) == (ProposalState.ASKED, NOW)
        assert (move.from_state, move.to_state, move.by, move.role, move.at) == (
            None,
            ProposalState.ASKED,
            coach,
            RoleName.COACH,
            NOW,
        )
        (mail,) = session.scalars(select(Message))
        assert (mail.kind, mail.to, mail.facts) == (MailKind.PROPOSAL, noa.user.email, {})
        ((act, said),) = recorded(session, noa)
        assert (act, said["place"], said["by"]) == (Act.PROPOSED, "Helpen in de kas", coach.id)

    def test_keeps_how_it_fitted_then(self, session, make, coach, noa):
        place = make.place()

        proposal = propose(session, noa, place, coach)

        shown = session.get_one(Shown, proposal.shown_id)
        assert (shown.youth_id, shown.viewer_id, shown.at) == (noa.id, coach.id, NOW)
        assert [found["place"] for found in shown.content["matches"]] == [place.id]

    @pytest.mark.parametrize("account", ["without an address", "none"])
    def test_sends_no_mail_to_nobody(self, session, make, coach, account):
        user = make.youth_user(email=None) if account == "without an address" else None

        propose(session, make.youth(coach=coach, user=user), make.place(), coach)

        assert session.scalar(select(func.count()).select_from(Message)) == 0

    def test_pressed_twice_or_by_a_stand_in_too_is_one_proposal(self, session, make, coach, noa):
        place = make.place()
        noa.coach = coach

        made = [propose(session, noa, place, coach) for _ in range(3)]

        assert len({proposal.id for proposal in made}) == 1
        assert len(made[0].moves) == 1
        assert session.scalar(select(func.count()).select_from(Message)) == 1

    def test_that_has_ended_can_be_done_again(self, session, make, coach, noa):
        place = make.place()
        first = propose(session, noa, place, coach)
        proposals.end(session, first.id, actor=coach, at=NOW)

        assert propose(session, noa, place, coach).id != first.id

    @pytest.mark.parametrize("state", [state for state in PlaceState if state is not PlaceState.OPEN])
    def test_needs_a_place_that_is_open(self, session, make, coach, noa, state):
        with pytest.raises(InvalidMove):
            propose(session, noa, make.place(state=state), coach)

    def test_is_for_the_own_coach_alone(self, session, make, coach, noa):
        others = (make.coach(), make.coordinator(), make.administrator(), make.member(), noa.user)
        for somebody in others:
            with pytest.raises(NotFound):
                propose(session, noa, make.place(), somebody)

        assert session.scalar(select(func.count()).select_from(Proposal)) == 0


class TestWhoStandsIn:
    def test_is_marked_in_what_they_propose_and_end(self, session, make, coach, noa):
        stand_in = make.coach(name="Bas")
        stand_in.act_as(Acting(RoleName.COACH, stands_in_for={coach.id: coach.name}))
        proposal = propose(session, noa, make.place(), stand_in)
        proposals.end(session, proposal.id, actor=stand_in, at=NOW)

        session.expire_all()
        assert [(move.by, move.for_whom) for move in proposal.moves] == [(stand_in, coach)] * 2

    def test_is_not_marked_for_the_own_young_people(self, session, make, coach, noa):
        coach.act_as(Acting(RoleName.COACH, stands_in_for={make.coach().id: "Bas"}))

        assert propose(session, noa, make.place(), coach).moves[0].for_whom is None


class TestAnAnswer:
    @pytest.mark.parametrize("first", ANSWERS)
    @pytest.mark.parametrize("second", ANSWERS)
    def test_can_be_changed_until_it_has_ended(self, session, make, noa, first, second):
        proposal = make.proposal(youth=noa)

        for state in (first, second):
            proposals.answer(session, proposal.id, state, actor=noa.user, at=NOW)

        assert proposal.state is second
        assert [move.to_state for move in proposal.moves] == ([first] if first is second else [first, second])
        assert {move.role for move in proposal.moves} == {RoleName.YOUTH}

    @pytest.mark.parametrize("state", ProposalState)
    def test_is_no_more_possible_once_it_has_ended(self, session, make, noa, state):
        proposal = make.proposal(youth=noa, state=ProposalState.ENDED)

        with pytest.raises(InvalidMove):
            proposals.answer(session, proposal.id, state, actor=noa.user, at=NOW)

    @pytest.mark.parametrize("state", [ProposalState.ASKED, ProposalState.ENDED])
    def test_is_yes_later_or_no(self, session, make, noa, state):
        proposal = make.proposal(youth=noa)

        with pytest.raises(InvalidMove):
            proposals.answer(session, proposal.id, state, actor=noa.user, at=NOW)

    def test_is_the_youths_own(self, session, make, coach, noa):
        proposal = make.proposal(youth=noa)
        other = make.youth(user=make.youth_user())
        for somebody in (coach, other.user, make.member(proposal.place.workplace.employer), make.coordinator()):
            with pytest.raises(NotFound):
                proposals.answer(session, proposal.id, ProposalState.WANTED, actor=somebody, at=NOW)

        assert proposal.state is ProposalState.ASKED

    def test_is_told(self, session, make, noa):
        proposal = make.proposal(youth=noa)

        proposals.answer(session, proposal.id, ProposalState.LATER, actor=noa.user, at=NOW)

        ((act, said),) = recorded(session, noa)
        assert (act, said["place"], said["answer"]) == (Act.ANSWERED, proposal.place.title, "later")


class TestEnding:
    @pytest.mark.parametrize("who", ["youth", "coach"])
    @pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.ENDED])
    def test_can_be_done_by_the_youth_and_the_coach(self, session, make, coach, noa, who, state):
        proposal = make.proposal(youth=noa, state=state)

        for _ in range(2):
            proposals.end(session, proposal.id, actor=noa.user if who == "youth" else coach, at=NOW)

        assert (proposal.state, proposal.ended_at) == (ProposalState.ENDED, NOW)
        assert [move.role for move in proposal.moves] == [RoleName(who)]
        assert [act for act, _said in recorded(session, noa)] == [Act.ENDED]

    def test_is_for_nobody_else(self, session, make, noa):
        proposal = make.proposal(youth=noa)
        other = make.youth(user=make.youth_user())
        for somebody in (make.coach(), other.user, make.member(proposal.place.workplace.employer), make.coordinator()):
            with pytest.raises(NotFound):
                proposals.end(session, proposal.id, actor=somebody, at=NOW)

    def test_of_what_is_not_there_is_not_there(self, session, coach):
        with pytest.raises(NotFound):
            proposals.end(session, 999_999, actor=coach, at=NOW)


class TestTheMoves:
    def test_lead_everywhere_but_out_of_the_end(self):
        assert set(NEXT) == set(ProposalState)
        assert NEXT[ProposalState.ENDED] == frozenset()
        for state in set(ProposalState) - {ProposalState.ENDED}:
            assert NEXT[state] == {*ANSWERS, ProposalState.ENDED} - {state}


class TestTheLists:
    def test_of_a_youth_hold_the_latest_first_for_coach_and_youth(self, session, make, coach, noa):
        made = [make.proposal(youth=noa, place=make.place()) for _ in range(3)]
        make.proposal(place=made[0].place)
        latest = [proposal.id for proposal in reversed(made)]

        assert [one.id for one in proposals.of_youth(session, noa.id, actor=coach)[1]] == latest
        assert [one.id for one in proposals.own_proposals(session, actor=noa.user)[1]] == latest

    def test_are_not_there_for_others(self, session, make, noa):
        with pytest.raises(NotFound):
            proposals.of_youth(session, noa.id, actor=make.coach())
        with pytest.raises(NotFound):
            proposals.own_proposal(session, make.proposal(youth=noa).id, actor=make.youth(user=make.youth_user()).user)
