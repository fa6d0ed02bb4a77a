"""Own data on screen: reading it all, taking it along, changing it, saying what is wrong, and having it erased."""

import json
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from matcher.vocabulary import Ability
from matcher.where import FILTERS
from models.account import RoleName
from models.audit import Act, AuditChain, AuditEntry
from models.message import MailKind, Message
from models.proposal import ProposalState
from models.rights import DataPart, Erasure, ErasureCause, Report, ReportState
from tests.pages.conftest import Visitor
from web.app import create_app
from web.clock import now, today
from web.levels import LEVELS
from web.pages.data import TILES
from web.pages.own_lists import ASKED, MOST_FITS
from web.services import consents, rights

SCRIPT = "<script>alert('x')</script> 😀 \N{GREEK SMALL LETTER OMEGA}"
OWN_PAGES = ("/my/data", "/my/data/everything", "/my/data/me", "/my/data/report", "/my/data/erasure")
OWN_POSTS = {
    "/my/data/everything.json": {},
    "/my/data/me": {"name": "X", "email": "", "telephone": "", "version": "1"},
    "/my/data/report": {"about": "times", "words": "Klopt niet."},
    "/my/data/erasure": {"sure": "1"},
    "/my/data/erasure/withdraw": {},
}


def words(answer):
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def noa(make, coach, session):
    user = make.user(RoleName.YOUTH, name="Noa", email="noa@example.org")
    youth = make.youth(
        name="Noa",
        coach=coach,
        user=user,
        email="noa@example.org",
        telephone="06 12345678",
        notes="Komt graag vroeg.",
        own={"reading": 2},
        seen={"reading": 4},
    )
    session.commit()
    return youth


@pytest.fixture
def other(make, session):
    youth = make.youth(name="Sam", coach=make.coach(name="Bas"), user=make.user(RoleName.YOUTH, name="Sam"))
    session.commit()
    return youth


@pytest.fixture
def visiting(noa, sign_in):
    visitor = sign_in(noa.user)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


def acts(session, youth):
    """What the log says was done, looks left out."""
    chain = select(AuditChain.id).where(AuditChain.youth_id == youth.id).scalar_subquery()
    entries = select(AuditEntry.act).where(AuditEntry.chain_id == chain, AuditEntry.act != Act.LOOKED)
    return session.scalars(entries.order_by(AuditEntry.number)).all()


def me_form(youth, **values):
    known = {"name": youth.name, "email": youth.email or "", "telephone": youth.telephone or ""}
    return known | {"version": youth.version} | values


class TestTheHub:
    def test_leads_to_pages_that_are_there(self, visiting):
        page = visiting.get("/my/data")

        for address, _icon, title, _words in TILES:
            assert f'href="{address}"' in page.text
            assert str(title) in words(page)
            assert visiting.get(address).status_code == 200, address

    def test_says_that_everything_will_be_erased_with_one_button_that_stops_it(self, make, session, noa, visiting):
        make.erasure(noa, due_on=date(2027, 1, 5))
        session.commit()

        page = visiting.get("/my/data")

        assert "We erase your data on 5 January 2027" in words(page)
        assert "Keep my data" in words(page)

    @pytest.mark.parametrize("page", ["/my/data", "/my/data/erasure", "/my/data/everything"])
    @pytest.mark.parametrize("days", [0, 1, 40])
    def test_never_says_of_a_day_that_is_past_that_it_comes(self, make, session, noa, visiting, page, days):
        due_on = today() - timedelta(days=days)
        make.erasure(noa, due_on=due_on)
        session.commit()

        said = words(visiting.get(page))

        assert "We erase your data now" in said
        assert f"{due_on:%Y}" not in said.partition("We erase your data now")[2][:60]
        assert "until that day" not in said

    def test_says_of_a_warning_why(self, make, session, noa, visiting):
        make.erasure(noa, cause=ErasureCause.NO_CONTACT)
        session.commit()

        assert "We have not heard from you for two years." in words(visiting.get("/my/data"))


class TestEverythingAboutMe:
    def test_tells_what_is_kept_and_written_in_sentences(self, visiting):
        page = words(visiting.get("/my/data/everything"))

        for sentence in (
            "You want to be called Noa.",
            "You were born on 4 May 2006.",
            "Your telephone number is 06 12345678.",
            "Your coach wrote this about you: Komt graag vroeg.",
            f"Reading. You said on 2 March 2026: “{LEVELS[Ability.READING][1]}”",
            f"Reading. Your coach said on 2 March 2026: “{LEVELS[Ability.READING][3]}”",
        ):
            assert sentence in page

    def test_tells_reports_proposals_and_what_is_shared(self, make, session, noa, visiting):
        noa.hours_least = noa.hours_most = 12
        proposal = make.proposal(youth=noa, place=make.place(title="Fietsen repareren"), state=ProposalState.WANTED)
        consents.give(session, proposal.id, ["hours", "contact"], actor=noa.user, at=now())
        noa.telephone = "06 99999999"
        make.report(noa, words="Dat is niet zo.")
        session.commit()

        page = words(visiting.get("/my/data/everything"))

        assert "Fietsen repareren at Kwekerij De Linde." in page
        assert "Kwekerij De Linde may see this: your days and hours." in page
        assert re.search(
            r"You chose this on .*: your phone number and e-mail address\. But Kwekerij De Linde does not see it now\.",
            page,
        )
        assert "Dat is niet zo." in page

    def test_shows_script_and_emoji_as_they_were_written(self, session, noa, visiting):
        noa.notes = noa.story = SCRIPT
        session.commit()

        page = visiting.get("/my/data/everything")

        assert "<script>alert" not in page.text
        assert page.text.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; 😀") == 2

    def test_tells_all_fits_with_their_number_and_version_page_by_page(self, make, session, noa, visiting):
        place = make.place(title="Fietsen repareren")
        result = {"place": place.id, "profile": "x", "fit": [0.734, 0.7, 0.8], "band": "fits_well", "refusals": []}
        content = {"kind": "own_list", "role": "youth", "matches": [result] * (MOST_FITS + 2), "ask_first": []}
        make.shown(noa, viewer_id=noa.user_id, content=content, reference="vanzelfsprekend")
        session.commit()

        first, second = visiting.get("/my/data/everything"), visiting.get("/my/data/everything?page=2")

        row = "2 March 2026 Fietsen repareren you Fits you well 0.73 vanzelfsprekend"
        assert [words(page).count(row) for page in (first, second)] == [MOST_FITS, 2]
        assert 'href="/my/data/everything?page=2#own-fits"' in first.text
        ids = re.findall(r'\bid="([^"]+)"', first.text)
        assert "own-fits" in ids
        assert len(set(ids)) == len(ids)
        assert "Page 1 of 2" in words(first)
        assert 'href="/my/data/everything?page=1#own-fits"' in second.text
        assert "page=3" not in second.text
        kept = json.loads(visiting.post("/my/data/everything.json").data)["fits_shown"]
        assert [(fit["fit"], fit["reference"]) for fit in kept] == [(0.734, "vanzelfsprekend")] * (MOST_FITS + 2)

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999"])
    def test_takes_no_page_that_is_none(self, visiting, page):
        assert visiting.get(f"/my/data/everything?page={page}").status_code == 422

    def test_beyond_the_last_page_is_the_rest_of_it(self, visiting):
        assert visiting.get("/my/data/everything?page=9").status_code == 200

    def list_of(self, make, noa, viewer, **content):
        known = {"kind": "coachs_list", "role": "coach", "matches": [], "ask_first": []}
        return make.shown(noa, viewer_id=viewer and viewer.id, content=known | content).id

    def test_names_who_saw_a_list_and_its_number(self, make, session, noa, coach, visiting):
        numbers = [
            self.list_of(make, noa, coach),
            self.list_of(make, noa, make.coach(name="Bas")),
            self.list_of(make, noa, None),
            self.list_of(make, noa, noa.user, role="youth", kind="own_list"),
        ]
        session.commit()

        page = words(visiting.get("/my/data/everything"))

        said = dict(re.findall(r"Number (\d+), 2 March 2026, 10:30, seen by: (you\b|your coach|another coach)", page))
        assert [said[str(number)] for number in numbers] == ["your coach", "another coach", "another coach", "you"]

    def test_says_what_was_looked_for_and_left_out_of_sight(self, make, session, noa, coach, visiting):
        where = {
            "kind": ["learning"],
            "sector": ["green", "animals"],
            "band": ["fits_well"],
            "max_minutes": 30,
            "min_hours": 8,
            "max_hours": 24,
            "paid": True,
        }
        self.list_of(make, noa, coach, where=where)
        self.list_of(make, noa, coach, kind="search", where={"words": "<b>iets met bloemen"})
        session.commit()

        answer = visiting.get("/my/data/everything")

        for sentence in (
            "Only this kind of place: learning workplace.",
            "Only this kind of work: green work, animals.",
            "Only places that fit like this: fits you well.",
            "At most 30 minutes of travel.",
            "At least 8 hours a week.",
            "At most 24 hours a week.",
            "Only places with pay.",
            "No place was found.",
        ):
            assert sentence in words(answer)
        assert "These words were looked for: “&lt;b&gt;iets met bloemen”." in answer.text

    def test_has_words_for_all_that_can_be_asked_of_a_list(self):
        assert set(ASKED) == {"words", *FILTERS}

    def test_changes_nothing(self, session, noa, visiting):
        visiting.get("/my/data/everything")

        assert acts(session, noa) == []

    def test_sends_no_more_queries_for_more_rows(self, make, session, noa, visiting, queries):
        def fill(count):
            for _ in range(count):
                proposal = make.proposal(youth=noa)
                make.proposal_move(proposal, by_id=make.coach().id)
                make.consent(proposal, "hours")
                make.report(noa, answered_by_id=make.coach().id)
                make.stated_reason(youth=noa)
                make.correction(noa, make.workplace(), 9)
                make.sign_in(noa.user)
            session.commit()

        fill(1)
        few = queries(lambda: visiting.get("/my/data/everything"))
        fill(8)

        assert queries(lambda: visiting.get("/my/data/everything")) <= few


class TestTheFile:
    def test_is_json_to_keep_and_nobody_else_keeps_it(self, visiting):
        answer = visiting.post("/my/data/everything.json", page="/my/data/everything")

        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="plek.json"'
        assert answer.headers["Cache-Control"] == "no-store"
        assert json.loads(answer.data)["me"]["name"] == "Noa"

    def test_holds_letters_as_they_are(self, session, noa, visiting):
        noa.story = "Ömer 😀 é"
        session.commit()

        assert "Ömer 😀 é".encode() in visiting.post("/my/data/everything.json").data

    def test_is_written_down(self, session, noa, visiting):
        visiting.post("/my/data/everything.json")

        assert acts(session, noa) == [Act.DOWNLOADED]

    def test_cannot_be_had_by_a_link(self, session, noa, visiting):
        assert visiting.get("/my/data/everything.json").status_code == 405
        assert acts(session, noa) == []

    def test_cannot_be_had_without_the_token_of_a_form(self, noa, sign_in):
        visitor = sign_in(noa.user)

        assert visitor.client.post("/my/data/everything.json").status_code == 400


class TestMyNameAndAddress:
    def test_are_kept_for_the_account_too(self, session, noa, visiting):
        answer = visiting.post(
            "/my/data/me", me_form(noa, name="Noor", email="Noor@Example.org", telephone="+31 6 87654321")
        )

        assert answer.status_code == 303
        session.expire_all()
        assert (noa.name, noa.email, noa.telephone) == ("Noor", "Noor@Example.org", "+31 6 87654321")
        assert (noa.user.name, noa.user.email) == ("Noor", "Noor@Example.org")

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("name", "  ", "Fill in this field."),
            ("name", "x" * 121, "at most 120 characters"),
            ("name", "a\0b", "a character in it that cannot be kept"),
            ("name", "Kijk op www.kwaad.example", "on one line, without a link"),
            ("name", "Noa\nBel 0900", "on one line, without a link"),
            ("email", "noa", "Write an e-mail address"),
            ("email", "noa@example.org\nBcc: bas@example.org", "Write an e-mail address"),
            ("email", "a@" + "b" * 300, "Write an e-mail address"),
            ("telephone", "bel maar", "Write a telephone number"),
            ("telephone", "<script>", "Write a telephone number"),
        ],
    )
    def test_that_cannot_be_kept_come_back_with_one_sentence(self, session, noa, visiting, name, value, said):
        answer = visiting.post("/my/data/me", me_form(noa, **{name: value}))

        assert answer.status_code == 422
        assert said in words(answer)
        session.expire_all()
        assert (noa.name, noa.email, noa.telephone) == ("Noa", "noa@example.org", "06 12345678")

    def test_an_address_in_use_is_refused_without_a_word_of_whose(self, session, noa, other, visiting):
        answer = visiting.post("/my/data/me", me_form(noa, email=other.user.email))

        assert answer.status_code == 422
        assert "This is already in use." in words(answer)
        assert "Sam" not in answer.text

    def test_addresses_cannot_be_tried_out_one_after_the_other(self, session, noa, other, visiting):
        answers = [visiting.post("/my/data/me", me_form(noa, email=other.user.email)).status_code for _ in range(7)]

        assert answers == [*([422] * 5), 429, 429]

    def test_with_another_address_the_old_one_is_told_and_only_this_browser_stays(
        self, session, noa, visiting, sign_in
    ):
        elsewhere = sign_in(noa.user)
        visiting.post("/my/data/me", me_form(noa, email="noor@example.org"))

        (mail,) = session.scalars(select(Message))
        assert (mail.kind, mail.to) == (MailKind.ADDRESS_CHANGED, "noa@example.org")
        assert visiting.get("/my/data").status_code == 200
        assert elsewhere.get("/my/data").status_code == 302

    def test_of_two_tabs_the_second_is_shown_both(self, session, noa, visiting):
        form = me_form(noa, name="Noor")
        visiting.post("/my/data/me", form)

        answer = visiting.post("/my/data/me", form | {"name": "Nora"})

        assert answer.status_code == 409
        assert {"Noor", "Nora"} <= set(re.findall(r"\w+", words(answer)))
        session.expire_all()
        assert noa.name == "Noor"

    def test_a_field_that_is_not_asked_is_refused(self, session, noa, visiting):
        answer = visiting.post("/my/data/me", me_form(noa, notes="weg", coach_id="1", user_id="1"))

        assert answer.status_code == 422
        session.expire_all()
        assert noa.notes == "Komt graag vroeg."


class TestSomethingIsWrong:
    def send(self, visiting, **values):
        return visiting.post("/my/data/report", {"about": "can", "words": "Ik kan goed lezen."} | values)

    def test_reaches_the_coach_and_the_answer_the_youth(self, session, noa, visiting, at_work):
        assert self.send(visiting).status_code == 303

        assert "1 thing is wrong" in words(at_work.get("/coach/"))
        page = at_work.get(f"/coach/youths/{noa.id}")
        assert f'href="/coach/youths/{noa.id}/reports"' in page.text
        assert "1 thing is wrong" in words(page)
        assert "Ik kan goed lezen." in words(at_work.get(f"/coach/youths/{noa.id}/reports"))

        report = session.scalars(select(Report)).one()
        form = {"state": "mended", "answer": "Dat staat er nu.", "version": report.version}
        assert at_work.post(f"/coach/youths/{noa.id}/reports/{report.id}", form).status_code == 303

        page = words(visiting.get("/my/data/report"))
        assert "Your coach put it right." in page
        assert "Dat staat er nu." in page
        assert "thing is wrong" not in words(at_work.get("/coach/"))
        assert acts(session, noa) == [Act.REPORTED, Act.REPORT_ANSWERED]

    def test_sent_by_a_double_click_is_one(self, session, noa, visiting):
        self.send(visiting)
        self.send(visiting)

        assert session.scalar(select(func.count()).select_from(Report)) == 1

    @pytest.mark.parametrize("about", ["", "everything", "OPEN", "can\0"])
    def test_about_nothing_we_know_comes_back_with_the_words(self, session, visiting, about):
        answer = self.send(visiting, about=about)

        assert answer.status_code == 422
        assert "Ik kan goed lezen." in answer.text
        assert session.scalar(select(func.count()).select_from(Report)) == 0

    def test_about_each_part_can_be_said(self, session, visiting):
        for part in DataPart:
            assert self.send(visiting, about=part.value).status_code == 303

        assert session.scalar(select(func.count()).select_from(Report)) == len(DataPart)
        assert visiting.get("/my/data/report").status_code == 200

    def test_shows_script_and_emoji_as_they_were_written(self, noa, visiting, at_work):
        self.send(visiting, words=SCRIPT)

        for page in (visiting.get("/my/data/report"), at_work.get(f"/coach/youths/{noa.id}/reports")):
            assert "<script>alert" not in page.text
            assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; 😀" in page.text

    @pytest.mark.parametrize(
        ("written", "status"), [("a\0b", 422), ("x" * 2_001, 422), ("", 422), (" \n ", 422), ("x" * 10_000_000, 413)]
    )
    def test_what_cannot_be_kept_is_refused_in_one_sentence(self, session, visiting, written, status):
        assert self.send(visiting, words=written).status_code == status
        assert session.scalar(select(func.count()).select_from(Report)) == 0


class TestWhoReadsAReport:
    def test_is_the_coach_by_name(self, visiting):
        page = words(visiting.get("/my/data/report"))

        assert "Tell us here. Marit, your coach, reads it and answers." in page

    @pytest.mark.parametrize("which", ["none", "closed"])
    def test_is_said_where_nobody_does_yet(self, session, noa, visiting, which):
        noa.coach.active = False
        if which == "none":
            noa.coach = None
        session.commit()

        answer = visiting.get("/my/data/report")

        assert "You have no coach in Plek now. We keep what you write for your next coach." in words(answer)
        assert 'href="/something-wrong"' in answer.text
        assert "reads it and answers" not in words(answer)

        sent = visiting.post("/my/data/report", {"about": "can", "words": "Klopt niet."}, follow_redirects=True)
        assert "We keep it for your next coach." in words(sent)
        assert "answers here" not in words(sent)
        assert "Your coach has not answered yet." not in words(sent)
        assert "Nobody has answered yet." in words(sent)

    def test_is_the_next_coach(self, make, session, noa, sign_in, visiting):
        noa.coach = None
        session.commit()
        visiting.post("/my/data/report", {"about": "can", "words": "Dat klopt niet."})
        noa.coach = make.coach(name="Bas")
        session.commit()

        assert "Dat klopt niet." in words(sign_in(noa.coach).get(f"/coach/youths/{noa.id}/reports"))
        assert "Bas, your coach, reads it" in words(visiting.get("/my/data/report"))


class TestAnswering:
    @pytest.fixture
    def report(self, make, noa, session):
        found = make.report(noa)
        session.commit()
        return found

    def path(self, report):
        return f"/coach/youths/{report.youth_id}/reports/{report.id}"

    def test_leaving_it_as_it_is_needs_a_reason(self, session, report, at_work):
        answer = at_work.post(self.path(report), {"state": "kept", "answer": " ", "version": 1})

        assert answer.status_code == 422
        assert "Write why it stays as it is." in words(answer)
        session.expire_all()
        assert report.state is ReportState.OPEN

    def test_of_two_tabs_the_second_is_told(self, session, report, at_work):
        at_work.post(self.path(report), {"state": "mended", "answer": "Klaar.", "version": 1})

        answer = at_work.post(self.path(report), {"state": "kept", "answer": "Nee.", "version": 1})

        assert answer.status_code == 409
        assert "Klaar." in words(answer)
        session.expire_all()
        assert report.answer == "Klaar."

    def test_a_double_click_is_one_answer(self, session, noa, report, at_work):
        for _ in range(2):
            form = {"state": "mended", "answer": "Klaar.", "version": 1}
            assert at_work.post(self.path(report), form).status_code == 303

        assert acts(session, noa) == [Act.REPORT_ANSWERED]

    def test_another_youths_report_cannot_be_reached_by_way_of_an_own_youth(self, make, session, other, coach, at_work):
        foreign, mine = make.report(other), make.youth(coach=coach)
        session.commit()
        path = f"/coach/youths/{mine.id}/reports/{foreign.id}"

        assert at_work.get(path).status_code == 404
        assert at_work.post(path, {"state": "mended", "answer": "", "version": 1}).status_code == 404
        session.expire_all()
        assert foreign.state is ReportState.OPEN


class TestErasing:
    def test_takes_a_tick_and_a_tap(self, session, noa, visiting):
        answer = visiting.post("/my/data/erasure")
        assert answer.status_code == 422
        assert "First tick that you are sure." in words(answer)
        assert session.get(Erasure, noa.id) is None

        assert visiting.post("/my/data/erasure", {"sure": "1"}).status_code == 303
        assert session.get_one(Erasure, noa.id).due_on == today() + timedelta(days=30)
        assert acts(session, noa) == [Act.ERASURE_ASKED]

    def test_says_before_what_goes_and_what_stays(self, visiting):
        page = words(visiting.get("/my/data/erasure"))

        assert "This goes away" in page
        assert "This stays" in page
        assert "We count how many people stop in a month." in page

    def test_asked_twice_is_asked_once(self, session, noa, visiting):
        for _ in range(2):
            visiting.post("/my/data/erasure", {"sure": "1"})

        assert acts(session, noa) == [Act.ERASURE_ASKED]

    def test_is_stopped_with_one_tap_from_an_old_tab_too(self, session, noa, visiting):
        visiting.post("/my/data/erasure", {"sure": "1"})
        for _ in range(2):
            assert visiting.post("/my/data/erasure/withdraw").status_code == 303

        session.expire_all()
        assert session.get(Erasure, noa.id) is None
        assert acts(session, noa) == [Act.ERASURE_ASKED, Act.ERASURE_WITHDRAWN]

    def test_is_seen_by_the_coach(self, make, session, noa, at_work):
        make.erasure(noa, due_on=date(2027, 1, 5))
        session.commit()

        assert "All data of Noa will be erased on 5 January 2027." in words(at_work.get(f"/coach/youths/{noa.id}"))


class TestWhoIsNotMeant:
    @pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.YOUTH])
    def test_finds_no_page_of_own_data(self, role, person, sign_in, noa):
        stranger = sign_in(person(role))

        assert [stranger.get(page).status_code for page in OWN_PAGES] == [404] * len(OWN_PAGES)

    @pytest.mark.parametrize("role", [role for role in RoleName if role is not RoleName.YOUTH])
    def test_changes_nothing(self, role, person, sign_in, noa, session):
        stranger = sign_in(person(role))

        assert [stranger.post(path, form).status_code for path, form in OWN_POSTS.items()] == [404] * len(OWN_POSTS)
        assert session.scalar(select(func.count()).select_from(Report)) == 0
        assert session.scalar(select(func.count()).select_from(Erasure)) == 0

    def test_a_youth_without_a_profile_finds_nothing(self, person, sign_in):
        visitor = sign_in(person(RoleName.YOUTH))

        assert [visitor.get(page).status_code for page in OWN_PAGES] == [404] * len(OWN_PAGES)
        assert [visitor.post(path, form).status_code for path, form in OWN_POSTS.items()] == [404] * len(OWN_POSTS)

    def test_a_visitor_is_sent_to_sign_in(self, visitor):
        assert [visitor.get(page).status_code for page in OWN_PAGES] == [302] * len(OWN_PAGES)
        assert [visitor.post(path, form).status_code for path, form in OWN_POSTS.items()] == [401] * len(OWN_POSTS)

    @pytest.mark.parametrize(
        "address",
        [
            "/my/data/everything?youth_id={other}",
            "/my/data/everything?user_id={user}",
            "/my/data?actor={user}",
            "/my/data/report?youth_id={other}",
        ],
    )
    def test_a_youth_never_reaches_another_by_an_address(self, noa, other, make, session, visiting, address):
        make.report(other, words="Sam-Woorden")
        other.notes = "Sam-Notitie"
        session.commit()

        answer = visiting.get(address.format(other=other.id, user=other.user_id))

        assert answer.status_code == 200
        assert "Sam-" not in answer.text

    def test_a_youth_never_changes_another_by_a_form(self, noa, other, session, visiting):
        for path, form in OWN_POSTS.items():
            visiting.post(path, form | {"youth_id": other.id, "user_id": other.user_id, "id": other.id})

        session.expire_all()
        assert other.name == "Sam"
        assert session.get(Erasure, other.id) is None
        assert list(rights.my_reports(session, actor=other.user)) == []
        assert acts(session, other) == []

    def test_only_the_own_coach_sees_and_answers_reports(self, make, session, noa, person, sign_in, visitor):
        report = make.report(noa)
        session.commit()
        paths = (f"/coach/youths/{noa.id}/reports", f"/coach/youths/{noa.id}/reports/{report.id}")
        form = {"state": "mended", "answer": "", "version": 1}

        for role in RoleName:
            stranger = sign_in(person(role))
            assert [stranger.get(path).status_code for path in paths] == [404, 404], role
            assert stranger.post(paths[1], form).status_code == 404, role
        own = sign_in(noa.user)
        assert own.get(paths[0]).status_code == 404
        assert own.post(paths[1], form).status_code == 404
        assert visitor.get(paths[0]).status_code == 302
        session.expire_all()
        assert report.state is ReportState.OPEN

    def test_a_coach_who_stated_a_reason_reads_and_does_not_answer(self, make, session, noa, sign_in):
        report = make.report(noa)
        bas = make.coach(name="Bas")
        make.stated_reason(bas, noa, at=now(), until=now() + timedelta(hours=1))
        session.commit()
        outside = sign_in(bas)

        assert outside.get(f"/coach/youths/{noa.id}").status_code == 200
        assert "/reports" not in outside.get(f"/coach/youths/{noa.id}").text
        assert outside.get(f"/coach/youths/{noa.id}/reports").status_code == 404
        path = f"/coach/youths/{noa.id}/reports/{report.id}"
        assert outside.post(path, {"state": "mended", "answer": "", "version": 1}).status_code == 404

    def test_a_wrong_form_tells_a_stranger_no_more_than_a_right_one(self, make, session, noa, person, sign_in):
        report = make.report(noa)
        session.commit()
        stranger = sign_in(person(RoleName.COACH))

        assert stranger.post(f"/coach/youths/{noa.id}/reports/{report.id}", {"state": "nonsense"}).status_code == 404


class TestTheOpenPage:
    @pytest.mark.parametrize("role", [None, *RoleName])
    def test_is_for_everybody(self, role, person, sign_in, visitor):
        who = sign_in(person(role)) if role else visitor

        page = who.get("/something-wrong")

        assert page.status_code == 200
        assert ('href="/my/data/report"' in page.text) == (role in {None, RoleName.YOUTH})

    def test_is_linked_from_every_page_and_names_the_authority(self, visitor):
        assert 'href="/something-wrong"' in visitor.get("/").text
        assert "autoriteitpersoonsgegevens.nl" in visitor.get("/something-wrong").text

    def test_names_the_contact_of_the_installation(self, settings):
        app = create_app(settings(security_contact="mailto:privacy@example.org"))
        page = app.test_client().get("/something-wrong").text

        assert 'href="mailto:privacy@example.org"' in page
        assert ">privacy@example.org<" in page

    @pytest.mark.parametrize("contact", [None, "mailto:privacy@example.org"])
    def test_says_to_who_has_no_account_whom_to_tell_of_a_hole(self, settings, contact):
        visitor = Visitor(create_app(settings(security_contact=contact)).test_client())
        visitor.post("/language", {"language": "en", "next": "/"})
        page = visitor.get("/something-wrong").text

        assert "Did you find a hole in the security of Plek?" in page
        assert ("the organisation that gave you Plek" in page) == (contact is None)
