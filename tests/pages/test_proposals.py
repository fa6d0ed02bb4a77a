"""What a youth and a coach do with a proposal, and how the youth shares item by item."""

import re

import pytest
from sqlalchemy import func, select

from matcher.vocabulary import Condition
from models.account import RoleName
from models.consent import Along, Consent
from models.message import MailKind, Message
from models.place import PlaceState
from models.proposal import Proposal, ProposalState
from tests.pages.forms import form_of
from tests.pages.test_youth import words
from web.clock import now
from web.services import consents

TEXTAREA = re.compile(r"<textarea")


@pytest.fixture
def noa(make, coach, session):
    youth = make.youth(
        coach=coach,
        user=make.youth_user(name="Noa"),
        name="Noa",
        interests=(0.9, 0.1, 0.2, 0.8, 0.3, 0.7),
        needs={Condition.QUIET_SPOT: 2},
        telephone="06 12345678",
    )
    session.commit()
    return youth


@pytest.fixture
def place(make, session):
    place = make.place(title="Fietsen repareren", workplace=make.workplace(employer=make.employer(name="De Ketting")))
    session.commit()
    return place


@pytest.fixture
def proposal(make, noa, place, session):
    proposal = make.proposal(youth=noa, place=place)
    session.commit()
    return proposal


@pytest.fixture
def visiting(noa, sign_in):
    visitor = sign_in(noa.user)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def wanted(proposal, session):
    proposal.state = ProposalState.WANTED
    session.commit()
    return proposal


def given_of(session, proposal):
    session.expire_all()
    consent = session.scalar(select(Consent).where(Consent.proposal_id == proposal.id))
    return set(consent.given) if consent else set()


class TestACoach:
    def test_puts_a_place_to_a_youth_with_one_click(self, at_work, noa, place, session):
        page = f"/coach/youths/{noa.id}/places/{place.id}"
        assert "Put to Noa" in at_work.get(page).text

        answers = [at_work.post(f"{page}/propose", page=page) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert session.scalar(select(func.count()).select_from(Proposal)) == 1
        assert session.scalar(select(func.count()).select_from(Message)) == 1
        shown = words(at_work.get(f"/coach/youths/{noa.id}/proposals"))
        assert "Fietsen repareren" in shown
        assert "No answer yet" in shown
        assert "Proposed: no answer yet" in words(at_work.get(page))

    def test_finds_the_proposals_from_the_page_of_the_youth(self, at_work, noa):
        assert f'href="/coach/youths/{noa.id}/proposals"' in at_work.get(f"/coach/youths/{noa.id}").text

    def test_is_told_when_the_place_closed_meanwhile(self, at_work, noa, place, session):
        place.state = PlaceState.CLOSED
        session.commit()

        answer = at_work.post(f"/coach/youths/{noa.id}/places/{place.id}/propose")

        assert answer.status_code == 409
        assert session.scalar(select(func.count()).select_from(Proposal)) == 0

    def test_ends_a_proposal(self, at_work, noa, proposal, session):
        assert at_work.post(f"/coach/proposals/{proposal.id}/end").status_code == 303

        session.expire_all()
        assert proposal.state is ProposalState.ENDED
        assert "Stopped" in words(at_work.get(f"/coach/youths/{noa.id}/proposals"))

    @pytest.mark.parametrize("name", ["Win! https://kwaad.example", "Fatima\nBel 0900", "x@kwaad.example"])
    def test_keeps_no_name_that_is_a_message(self, at_work, visiting, noa, session, name):
        form = {"name": name, "email": "fatima@example.org"}
        for browser, page in ((at_work, f"/coach/youths/{noa.id}/along"), (visiting, "/my/sharing/along")):
            answer = browser.post(page, form, page=page)
            assert answer.status_code == 422
            assert "on one line, without a link" in answer.text
        assert session.get(Along, noa.id) is None

    def test_keeps_who_signs_along(self, at_work, noa, session):
        page = f"/coach/youths/{noa.id}/along"
        answer = at_work.post(page, {"name": "Fatima", "email": "fatima@example.org"}, page=page)

        assert answer.status_code == 303
        assert session.get_one(Along, noa.id).email == "fatima@example.org"
        assert at_work.post(f"{page}/end", page=page).status_code == 303
        session.expire_all()
        assert session.get(Along, noa.id) is None

    @pytest.mark.parametrize("email", ["", "fatima", "a@b@c", "<script>@x", "x" * 400 + "@example.org"])
    def test_hears_what_is_wrong_with_an_address(self, at_work, noa, email):
        page = f"/coach/youths/{noa.id}/along"

        answer = at_work.post(page, {"name": "Fatima", "email": email}, page=page)

        assert answer.status_code in {303, 422}
        assert "<script>@x" not in answer.text

    def test_who_stated_a_reason_reads_and_changes_nothing(self, make, noa, proposal, sign_in, session):
        other = make.coach()
        at = now()
        make.stated_reason(user=other, youth=noa, at=at, until=at.replace(year=at.year + 1))
        session.commit()
        visitor = sign_in(other)

        assert visitor.get(f"/coach/youths/{noa.id}/proposals").status_code == 200
        assert "/end" not in visitor.get(f"/coach/youths/{noa.id}/proposals").text.partition("<main")[2]
        assert visitor.post(f"/coach/proposals/{proposal.id}/end").status_code == 404
        assert visitor.post(f"/coach/youths/{noa.id}/places/{proposal.place_id}/propose").status_code == 404
        assert visitor.get(f"/coach/youths/{noa.id}/along").status_code == 404


class TestTheProposalsOfAYouth:
    def test_are_listed_with_the_answer(self, visiting, proposal):
        shown = words(visiting.get("/my/proposals"))

        assert "Fietsen repareren" in shown
        assert "You have not answered yet." in shown

    def test_that_are_not_there_yet_say_what_comes_next(self, visiting):
        assert "No proposal yet" in words(visiting.get("/my/proposals"))

    def test_show_the_place_and_three_answers_drawn_alike(self, visiting, proposal):
        page = visiting.get(f"/my/proposals/{proposal.id}")

        tiles = re.findall(
            r'<button class="tile" type="submit" name="answer" value="(\w+)" aria-pressed="false"', page.text
        )
        assert tiles == ["wanted", "later", "declined"]
        assert "Not who you are." in words(page)

    @pytest.mark.parametrize("state", PlaceState)
    def test_can_be_read_whatever_became_of_the_place(self, visiting, proposal, session, state):
        proposal.place.state = state
        session.commit()

        assert visiting.get(f"/my/proposals/{proposal.id}").status_code == 200

    def test_can_be_answered_and_answered_otherwise(self, visiting, proposal, session):
        page = f"/my/proposals/{proposal.id}"
        for state in ("wanted", "declined", "later", "wanted"):
            assert visiting.post(f"{page}/answer", {"answer": state}, page=page).status_code == 303
            session.expire_all()
            assert proposal.state == state
            assert f'value="{state}" aria-pressed="true"' in visiting.get(page).text

    @pytest.mark.parametrize("answer", [{}, {"answer": "maybe"}, {"answer": "wanted", "youth_id": "1"}])
    def test_refuse_what_is_no_answer(self, visiting, proposal, session, answer):
        page = f"/my/proposals/{proposal.id}"

        assert visiting.post(f"{page}/answer", answer, page=page).status_code == 422
        session.expire_all()
        assert proposal.state is ProposalState.ASKED

    @pytest.mark.parametrize("answer", ["asked", "ended"])
    def test_cannot_be_brought_elsewhere_by_an_answer(self, visiting, proposal, answer):
        page = f"/my/proposals/{proposal.id}"

        assert visiting.post(f"{page}/answer", {"answer": answer}, page=page).status_code == 409

    def test_answered_in_a_stale_tab_after_the_end_change_nothing(self, visiting, at_work, proposal, session):
        page = f"/my/proposals/{proposal.id}"
        stale = form_of(visiting.get(page).text, f"{page}/answer")
        at_work.post(f"/coach/proposals/{proposal.id}/end")

        answer = visiting.client.post(f"{page}/answer", data={**stale, "answer": "wanted"})

        assert answer.status_code == 409
        session.expire_all()
        assert proposal.state is ProposalState.ENDED

    def test_can_be_stopped(self, visiting, proposal, session):
        page = f"/my/proposals/{proposal.id}"

        assert visiting.post(f"{page}/end", page=page).status_code == 303
        assert 'name="answer"' not in visiting.get(page).text
        assert "The proposal is over." in words(visiting.get("/my/proposals"))


class TestSharing:
    def test_is_off_and_shows_a_preview_of_somebody_without_a_name(self, visiting, wanted):
        page = visiting.get(f"/my/proposals/{wanted.id}/sharing")

        preview = page.text.partition('id="preview"')[2]
        assert "A young person" in preview
        assert "They see no more than this." in preview
        assert 'name="off"' not in page.text
        assert re.findall(r'name="on" value="([^"]+)"', page.text) == [
            "called",
            "interests",
            "contact",
            "need:quiet_spot",
        ]

    def test_is_switched_on_and_off_item_by_item(self, visiting, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"
        for item in ("called", "need:quiet_spot"):
            assert visiting.post(page, {"on": item}, page=page).status_code == 303
        assert given_of(session, wanted) == {"called", "need:quiet_spot"}
        assert "A quiet spot" in visiting.get(page).text.partition('id="preview"')[2]

        answer = visiting.post(page, {"off": "called"}, page=page)

        assert answer.location.endswith("/sharing#item-called")
        assert given_of(session, wanted) == {"need:quiet_spot"}

    def test_can_switch_several_on_at_once_and_all_off(self, visiting, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"
        visiting.post(page, {"on": ["called", "contact"]}, page=page)
        assert given_of(session, wanted) == {"called", "contact"}

        visiting.post(f"{page}/stop", page=page)

        assert given_of(session, wanted) == set()

    def test_asks_to_look_again_where_something_changed_since_the_page_was_opened(self, visiting, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"
        seen = re.search(r'name="seen" value="(\w+)"', visiting.get(page).text).group(1)
        wanted.youth.telephone = "06 66666666"
        session.commit()

        answer = visiting.post(page, {"on": "contact", "seen": seen}, page=page)

        assert answer.status_code == 422
        assert "This has changed. Look at it again." in words(answer)
        assert given_of(session, wanted) == set()
        again = re.search(r'name="seen" value="(\w+)"', answer.text).group(1)
        assert visiting.post(page, {"on": "contact", "seen": again}, page=page).status_code == 303

    @pytest.mark.parametrize("sent", [{"on": "notes"}, {"on": "need:money_talk"}, {"on": "need:"}, {"given": "called"}])
    def test_refuses_what_cannot_be_shared(self, visiting, wanted, session, sent):
        page = f"/my/proposals/{wanted.id}/sharing"

        assert visiting.post(page, sent, page=page).status_code == 422
        assert given_of(session, wanted) == set()

    @pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.WANTED])
    def test_needs_a_yes_first(self, visiting, proposal, session, state):
        proposal.state, proposal.ended_at = state, now() if state is ProposalState.ENDED else None
        session.commit()
        page = f"/my/proposals/{proposal.id}/sharing"

        shown = visiting.get(page)
        assert 'name="on"' not in shown.text
        assert "First say yes to the place." in words(shown)
        assert visiting.post(page, {"on": "called"}).status_code == 409
        assert given_of(session, proposal) == set()

    def test_from_a_stale_tab_after_a_no_is_refused(self, visiting, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"
        stale = form_of(visiting.get(page).text, page)
        visiting.post(f"/my/proposals/{wanted.id}/answer", {"answer": "declined"})

        assert visiting.client.post(page, data={**stale, "on": "called"}).status_code == 409
        assert given_of(session, wanted) == set()

    def test_switched_off_in_two_browsers_is_off(self, visiting, noa, sign_in, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"
        other = sign_in(noa.user)
        visiting.post(page, {"on": "called"}, page=page)

        answers = [browser.post(page, {"off": "called"}, page=page).status_code for browser in (visiting, other)]

        assert answers == [303, 303]
        assert given_of(session, wanted) == set()

    def test_is_listed_in_one_place_and_stops_there_one_by_one_and_at_once(self, visiting, make, noa, wanted, session):
        other = make.proposal(youth=noa, place=make.place(), state=ProposalState.WANTED)
        session.commit()
        for proposal in (wanted, other):
            page = f"/my/proposals/{proposal.id}/sharing"
            visiting.post(page, {"on": ["called", "contact"]}, page=page)
        shown = words(visiting.get("/my/sharing"))
        assert "De Ketting" in shown
        assert "Kwekerij De Linde" in shown
        assert "It is only for this place: Fietsen repareren." in shown

        answer = visiting.post(
            f"/my/proposals/{wanted.id}/sharing", {"off": "called", "overview": "1"}, page="/my/sharing"
        )
        assert answer.location.endswith("/my/sharing")
        assert (given_of(session, wanted), given_of(session, other)) == ({"contact"}, {"called", "contact"})

        visiting.post("/my/sharing/stop", page="/my/sharing")
        assert (given_of(session, wanted), given_of(session, other)) == (set(), set())
        assert "You share nothing" in words(visiting.get("/my/sharing"))


class TestSigningAlong:
    @pytest.fixture
    def link(self, visiting, wanted, session):
        """The path of the link that was mailed, after the youth named Fatima and shared the name."""
        visiting.post("/my/sharing/along", {"name": "Fatima", "email": "fatima@example.org"}, page="/my/sharing/along")
        page = f"/my/proposals/{wanted.id}/sharing"
        visiting.post(page, {"on": "called"}, page=page)
        assert "Fatima still has to sign" in words(visiting.get(page))
        visiting.post(f"{page}/ask", page=page)
        mail = session.scalars(select(Message).where(Message.kind == MailKind.SIGN_ALONG)).one()
        assert mail.to == "fatima@example.org"
        return f"/sign-along/{mail.facts['secret']}"

    def live(self, session, proposal):
        session.expire_all()
        return [item for item, given in session.scalars(select(Consent)).one().given.items() if given.along_at]

    def test_is_one_button_on_a_page_that_changes_nothing_by_itself(self, visitor, link, wanted, session):
        for look in (visitor.client.get, visitor.client.head, visitor.client.get):
            assert look(link).status_code == 200
        assert self.live(session, wanted) == []

        page = visitor.get(link)
        assert page.text.partition("<main")[2].count("<button") == 1
        assert "06 12345678" not in page.text
        assert visitor.post(link, page=link).status_code == 200

        assert self.live(session, wanted) == ["called"]

    def test_happens_once(self, visitor, link, wanted, session):
        assert visitor.post(link, page=link).status_code == 200

        assert [visitor.post(link).status_code, visitor.get(link).status_code] == [404, 404]

    def test_that_is_over_says_what_to_do_next(self, visitor, link):
        visitor.post("/language", {"language": "en", "next": "/"})
        visitor.post(link, page=link)

        for answer in (visitor.get(link), visitor.post(link), visitor.get("/sign-along/x")):
            assert answer.status_code == 404
            assert "This link does not work any more" in answer.text
            assert "Ask the young person" in answer.text

    def test_needs_a_form_of_ours(self, visitor, link, wanted, session):
        assert visitor.client.post(link).status_code == 400
        assert self.live(session, wanted) == []

    @pytest.mark.parametrize("secret", ["x", "%00", "a" * 5000, "..", "é"])
    def test_with_another_link_is_not_there(self, visitor, link, secret):
        assert visitor.get(f"/sign-along/{secret}").status_code == 404
        assert visitor.post(f"/sign-along/{secret}").status_code == 404

    def test_refuses_the_own_address(self, visiting, noa):
        answer = visiting.post("/my/sharing/along", {"name": "Noa", "email": noa.user.email}, page="/my/sharing/along")

        assert answer.status_code == 422
        assert "This is your own address." in answer.text

    def test_cannot_be_used_to_flood_somebody_with_mail(self, visiting, link, wanted, session):
        page = f"/my/proposals/{wanted.id}/sharing"

        statuses = [visiting.post(f"{page}/ask", page=page).status_code for _ in range(6)]

        assert 429 in statuses
        mails = session.scalars(select(Message).where(Message.kind == MailKind.SIGN_ALONG)).all()
        assert len(mails) <= 3

    def test_ends_with_one_press(self, visiting, link, session, noa):
        assert visiting.post("/my/sharing/along/end", page="/my/sharing/along").status_code == 303

        session.expire_all()
        assert session.get(Along, noa.id) is None
        assert visiting.get(link).status_code == 404


GETS = (
    "/coach/youths/{youth}/proposals",
    "/coach/youths/{youth}/along",
    "/my/proposals/{proposal}",
    "/my/proposals/{proposal}/sharing",
    "/employer/proposals/{proposal}",
    "/employer/proposals/{proposal}/state",
)
POSTS = (
    ("/coach/youths/{youth}/places/{place}/propose", {}),
    ("/coach/proposals/{proposal}/end", {}),
    ("/coach/youths/{youth}/along", {"name": "X", "email": "x@example.org"}),
    ("/coach/youths/{youth}/along", {}),
    ("/coach/youths/{youth}/along/end", {}),
    ("/my/proposals/{proposal}/answer", {"answer": "wanted"}),
    ("/my/proposals/{proposal}/answer", {}),
    ("/my/proposals/{proposal}/end", {}),
    ("/my/proposals/{proposal}/sharing", {"on": "called"}),
    ("/my/proposals/{proposal}/sharing", {"off": "called"}),
    ("/my/proposals/{proposal}/sharing", {"on": "nonsense"}),
    ("/my/proposals/{proposal}/sharing/stop", {}),
    ("/my/proposals/{proposal}/sharing/ask", {}),
)


class TestSomebodyElse:
    @pytest.fixture(params=["coach", "youth", "employer", "coordinator", "administrator"])
    def stranger(self, request, make, session, sign_in):
        """Somebody of each role who has nothing to do with Noa; the youth has a proposal of their own."""
        if request.param == "youth":
            user = make.youth_user()
            make.proposal(youth=make.youth(user=user), state=ProposalState.WANTED)
        elif request.param == "employer":
            user = make.member()
        else:
            user = make.user(RoleName(request.param))
        session.commit()
        return sign_in(user)

    def test_finds_no_page(self, stranger, noa, wanted):
        for path in GETS:
            address = path.format(youth=noa.id, proposal=wanted.id)
            assert stranger.get(address).status_code == 404, path
            assert stranger.get(f"{address}?youth_id={noa.id}&proposal_id={wanted.id}").status_code == 404, path

    def test_changes_nothing(self, stranger, noa, wanted, session):
        consents.give(session, wanted.id, ["contact"], actor=noa.user, at=now())
        session.commit()

        for path, form in POSTS:
            address = path.format(youth=noa.id, proposal=wanted.id, place=wanted.place_id)
            assert stranger.post(address, form).status_code == 404, path

        session.expire_all()
        assert wanted.state is ProposalState.WANTED
        assert given_of(session, wanted) == {"contact"}
        assert session.get(Along, noa.id) is None

    def test_signed_out_is_led_to_the_door(self, visitor, noa, wanted):
        for path in GETS:
            assert visitor.get(path.format(youth=noa.id, proposal=wanted.id)).status_code == 302
        for path, form in POSTS:
            address = path.format(youth=noa.id, proposal=wanted.id, place=wanted.place_id)
            assert visitor.post(address, form).status_code == 401, path

    def test_who_is_the_own_coach_neither_answers_nor_shares(self, at_work, wanted, session):
        for path, form in POSTS:
            if path.startswith("/my/"):
                assert at_work.post(path.format(proposal=wanted.id), form).status_code == 404, path
        for path in GETS:
            if path.startswith(("/my/", "/employer/")):
                assert at_work.get(path.format(proposal=wanted.id)).status_code == 404, path

    def test_cannot_act_on_all_of_theirs_through_the_own_page(self, make, session, sign_in, noa, wanted):
        consents.give(session, wanted.id, ["contact"], actor=noa.user, at=now())
        other = make.youth(user=make.youth_user())
        session.commit()
        visitor = sign_in(other.user)

        for form in ({}, {"youth_id": str(noa.id)}, {"proposal_id": str(wanted.id)}):
            visitor.post("/my/sharing/stop", form)

        assert given_of(session, wanted) == {"contact"}


class TestTheLists:
    @pytest.mark.parametrize("page", ["/my/proposals", "/my/sharing", "/coach/youths/{youth}/proposals"])
    def test_send_as_many_queries_for_twenty_as_for_three(self, page, make, noa, coach, sign_in, queries, session):
        def fill(count):
            for _ in range(count):
                proposal = make.proposal(youth=noa, place=make.place(), state=ProposalState.WANTED)
                make.proposal_move(proposal, by=make.coach())
                consents.give(session, proposal.id, ["called", "contact"], actor=noa.user, at=now())
            session.commit()

        visitor = sign_in(coach if "coach" in page else noa.user)
        address = page.format(youth=noa.id)
        fill(3)
        visitor.get(address)
        few = queries(lambda: visitor.get(address))

        fill(17)
        many = queries(lambda: visitor.get(address))

        assert many == few <= 16


class TestEasyPages:
    def test_ask_no_free_text_about_sharing(self, visiting, wanted):
        for page in (f"/my/proposals/{wanted.id}/sharing", "/my/sharing", "/my/sharing/along"):
            assert not TEXTAREA.search(visiting.get(page).text)
