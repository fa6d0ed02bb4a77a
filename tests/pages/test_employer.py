"""What an employer sees: exactly what each youth shares there, and nothing else of anybody."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matcher.profiles import WeekTime
from matcher.vocabulary import Aim, Condition, Demand, LifeMatter, Means, PartKey
from models.account import RoleName
from models.consent import Along, Consent, ConsentItem, need_item
from models.membership import Membership
from models.place import PlaceState
from models.proposal import ProposalState
from models.youth import Youth
from tests.pages.test_youth import words
from web.clock import now, today
from web.labels import CONDITIONS, DEMANDS, LIFE_MATTERS
from web.services import consents, proposals, retention, youths

ITEMS = (*(item.value for item in ConsentItem), need_item(Condition.QUIET_SPOT), need_item(Condition.BUDDY))
#: What of a page each item brings with it.
TOLD = {
    "called": {"Xqname"},
    "interests": {"Hands-on work"},
    "abilities": {"I can read a page."},
    "learned": {"Xqskill"},
    "hours": {"12 to 24 hours a week", "Monday"},
    "contact": {"xqmail@example.org", "06 98765432"},
    "need:quiet_spot": {"A quiet spot"},
    "need:buddy": {"A workplace buddy"},
}
NEVER = (
    {"Xqstory", "Xqnotes", "Xqolder", "Xqgoal", "8888", "7.777", "7,777", "7777", "Xqcoach", "Xqwish", "Xqlanguage"}
    | {"I can help a new colleague.", "I am quickly distracted.", "A talk about money", "fit-number", "Pittsburgh"}
    | {"1999", "Xqalong"}
)


@pytest.fixture
def place(make, session):
    place = make.place(title="Fietsen repareren", workplace=make.workplace(employer=make.employer(name="De Ketting")))
    session.commit()
    return place


@pytest.fixture
def noa(make, session):
    """Of whom every column is filled with something that is found again."""
    return marked_youth(make, session)


def marked_youth(make, session):
    skill, goal = make.skill(label_nl="Xqskill", label_en="Xqskill"), make.skill(label_nl="Xqgoal", label_en="Xqgoal")
    youth = make.youth(
        name="Xqname",
        birth_date=date(1999, 5, 4),
        older_reason="Xqolder",
        user=make.youth_user(name="Xqaccount"),
        coach=make.coach(name="Xqcoach"),
        postcode=make.postcode(code="8888", place="Pittsburgh"),
        qualified=False,
        exempt=True,
        exempt_from=date(2021, 1, 1),
        school_minutes=777,
        reach={Means.MOPED: 33.0},
        hours_least=12.0,
        hours_most=24.0,
        free=(WeekTime(0, 540, 840),),
        earliest=date(2031, 1, 1),
        interests=(0.9, 0.1, 0.2, 0.05, 0.03, 0.01),
        bears={Demand.HEIGHTS: 0},
        skills=frozenset({skill.uri}),
        goals=frozenset({goal.uri}),
        languages={"uk": 2},
        wishes={Demand.OUTDOORS: "excluded"},
        income_needed=777_700,
        matters_most=(PartKey.INCOME,),
        aim=Aim.FINDING_OUT,
        school_tired=True,
        story="Xqstory",
        needs={Condition.QUIET_SPOT: 2, Condition.BUDDY: 3, Condition.MONEY_TALK: 3},
        urgent=frozenset({LifeMatter.HOUSING}),
        notes="Xqnotes",
        email="xqmail@example.org",
        telephone="06 98765432",
        own={"reading": 4, "attention": 1},
        seen={"leading": 3, "reading": 1},
    )
    session.commit()
    return youth


@pytest.fixture
def proposal(make, noa, place, session):
    proposal = make.proposal(youth=noa, place=place, state=ProposalState.WANTED)
    session.commit()
    return proposal


@pytest.fixture
def wim(make, place, session):
    user = make.member(place.workplace.employer)
    session.commit()
    return user


@pytest.fixture
def visiting(wim, sign_in):
    visitor = sign_in(wim)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def share(session, noa, proposal):
    """Switches items on for the employer, and everything else off."""

    def switch(*items):
        consents.withdraw_all(session, proposal.id, actor=noa.user, at=now())
        consents.give(session, proposal.id, items, actor=noa.user, at=now())
        session.commit()

    return switch


def text_of(answer):
    """A page whole, without the random texts that hold any digits."""
    return re.sub(r'(data-state|nonce|value)="[^"]*"', "", answer.text)


def main_of(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


class TestTheMarkers:
    def test_are_in_every_column_of_a_youth(self, noa):
        """A new column of a youth is a decision about what an employer sees: it gets a value here first."""
        kept = {column.key for column in Youth.__mapper__.column_attrs}

        assert {name for name in kept if getattr(noa, name) in (None, {}, frozenset(), ())} == set()

    def test_cover_every_item(self):
        assert set(TOLD) == set(ITEMS)


class TestTheEmployersPages:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(items=st.sets(st.sampled_from(ITEMS)))
    def test_tell_what_is_shared_and_nothing_else(self, visiting, proposal, share, noa, items):
        share(*items)

        page, listed = visiting.get(f"/employer/proposals/{proposal.id}"), visiting.get("/employer/")

        shown, listing = text_of(page), text_of(listed)
        told = {said for item in items for said in TOLD[item]}
        untold = {said for item in set(ITEMS) - items for said in TOLD[item]} | NEVER
        for said in told:
            assert said in main_of(page)
        for said in untold:
            assert said not in shown
            assert said not in listing or said in TOLD["called"] & told
        assert ("A young person" in main_of(page)) == ("called" not in items)
        for said in told - TOLD["called"]:
            assert said not in listing

    def test_hold_no_words_of_matters_needs_and_burdens_that_are_not_shared(self, visiting, proposal, share):
        share(*ITEMS)
        shown = visiting.get(f"/employer/proposals/{proposal.id}").text.casefold()

        assert str(CONDITIONS[Condition.MONEY_TALK]).casefold() not in shown
        assert str(LIFE_MATTERS[LifeMatter.HOUSING]).casefold() not in shown
        assert str(DEMANDS[Demand.HEIGHTS]).casefold() not in shown

    def test_hold_no_number_of_a_youth(self, make, visiting, session, place):
        """Its number is made to differ from every other number on the page."""
        youth = make.youth(id=870_001, user=make.youth_user(), name="Noa")
        proposal = make.proposal(youth=youth, place=place, state=ProposalState.WANTED)
        consents.give(session, proposal.id, ["called"], actor=youth.user, at=now())
        session.commit()

        for path in ("/employer/", "/employer/state", f"/employer/proposals/{proposal.id}"):
            assert "870001" not in text_of(visiting.get(path))

    def test_have_one_title_for_everybody(self, visiting, proposal, share):
        """The browser keeps the title in its tab and its history when the rest is gone."""
        share("called")

        titles = [re.findall(r"<title>(.*?)</title>", visiting.get(f"/employer/proposals/{proposal.id}").text)]
        share()
        titles.append(re.findall(r"<title>(.*?)</title>", visiting.get(f"/employer/proposals/{proposal.id}").text))

        assert titles == [["A young person · Plek"]] * 2

    @pytest.mark.parametrize("path", ["/employer/", "/employer/proposals/{}"])
    def test_are_loaded_anew_by_a_browser_without_scripts(self, visiting, proposal, path):
        head = visiting.get(path.format(proposal.id)).text.partition("</head>")[0]

        assert '<noscript><meta http-equiv="refresh" content="30"></noscript>' in head

    def test_say_until_when_the_last_of_it_holds(self, session, visiting, proposal, share):
        share("called", "hours")
        kept = session.execute(select_consent(proposal)).scalar_one()
        sooner = replace(kept.given["hours"], until=kept.given["hours"].until - timedelta(days=9))
        kept.given = {**kept.given, "hours": sooner}
        session.commit()
        last, first = (f"until {kept.given[item].until:%-d %B %Y}" for item in ("called", "hours"))

        page, listed = words(visiting.get(f"/employer/proposals/{proposal.id}")), words(visiting.get("/employer/"))

        assert f"It holds {last} at most" in page
        assert first in page
        assert f"Fietsen repareren shares 2 things with you, {last}" in listed

    def test_say_what_for_and_until_when(self, visiting, proposal, share):
        share("called")
        shown = words(visiting.get(f"/employer/proposals/{proposal.id}"))

        assert "To get to know each other, for this place only: Fietsen repareren." in shown
        assert re.search(r"It holds until \d+ \w+ \d{4} at most", shown)

    def test_are_kept_by_no_browser(self, visiting, proposal, share):
        share("called")
        for path in ("/employer/", "/employer/state", "/employer/proposals/{}", "/employer/proposals/{}/state"):
            assert visiting.get(path.format(proposal.id)).headers["Cache-Control"] == "no-store", path

    def test_never_hold_a_fit_or_a_refusal(self, visiting, proposal, share):
        share(*ITEMS)
        shown = words(visiting.get(f"/employer/proposals/{proposal.id}"))

        assert not re.search(r"\b0[.,]\d\d\b|\d\s?%|fits|does not fit", shown)


def main_of_text(text):
    return text.partition("<main")[2].partition("</main>")[0]


class TestTheYouthsPreview:
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(items=st.sets(st.sampled_from(ITEMS)))
    def test_is_what_the_employer_sees(self, visiting, sign_in, proposal, share, noa, items):
        share(*items)
        own = sign_in(noa.user)
        own.post("/language", {"language": "en", "next": "/"})

        preview = own.get(f"/my/proposals/{proposal.id}/sharing").text.partition('id="preview"')[2]
        page = visiting.get(f"/employer/proposals/{proposal.id}").text

        assert shared_part(preview) == (shared_part(page) if items else "")
        assert ("A young person" in preview) == ("A young person" in main_of_text(page))


def shared_part(text):
    """What the two pages draw with the same lines; nothing where nothing is shared."""
    found = re.search(r'<dl class="shared">(.*?)</dl>', text, re.DOTALL)
    return " ".join(found.group(1).split()) if found else ""


class TestAfterwards:
    def gone(self, visiting, proposal):
        page, listed = visiting.get(f"/employer/proposals/{proposal.id}"), visiting.get("/employer/")
        assert listed.status_code == 200
        return page.status_code, "Xqname" not in page.text + listed.text

    @pytest.mark.parametrize("how", ["one", "all", "everywhere"])
    def test_what_was_switched_off_is_gone_at_once(self, visiting, proposal, share, session, noa, how):
        share("called")
        page = f"/employer/proposals/{proposal.id}"
        before = visiting.get(f"{page}/state").text, visiting.get("/employer/state").text
        assert f'data-state="{before[0]}"' in visiting.get(page).text
        assert f'data-state="{before[1]}"' in visiting.get("/employer/").text

        if how == "one":
            consents.withdraw(session, proposal.id, ["called"], actor=noa.user, at=now())
        elif how == "all":
            consents.withdraw_all(session, proposal.id, actor=noa.user, at=now())
        else:
            consents.withdraw_everywhere(session, actor=noa.user, at=now())
        session.commit()

        assert self.gone(visiting, proposal) == (200, True)
        assert visiting.get(f"{page}/state").text != before[0]
        assert visiting.get("/employer/state").text != before[1]

    @pytest.mark.parametrize(
        "how", ["later", "no", "ended", "place closed", "member taken off", "employer of a colleague"]
    )
    def test_the_whole_page_is_gone(self, visiting, proposal, share, session, noa, wim, make, how):
        share("called")
        if how in ("later", "no"):
            state = ProposalState.LATER if how == "later" else ProposalState.DECLINED
            proposals.answer(session, proposal.id, state, actor=noa.user, at=now())
        elif how == "ended":
            proposals.end(session, proposal.id, actor=noa.user, at=now())
        elif how == "place closed":
            proposal.place.state = PlaceState.CLOSED
        else:
            member = session.execute(select_membership(wim)).scalar_one()
            if how == "member taken off":
                member.ended_at = now()
            else:
                member.employer = make.employer()
        session.commit()

        assert self.gone(visiting, proposal) == (404, True)
        assert visiting.get(f"/employer/proposals/{proposal.id}/state").status_code == 404

    def test_who_was_erased_is_gone(self, visiting, proposal, share, session, noa, make):
        share("called")
        page = f"/employer/proposals/{proposal.id}"
        make.erasure(noa, due_on=today())
        retention.take_step(session, noa.id, at=now(), on=today())
        session.commit()

        assert [visiting.get(path).status_code for path in (page, f"{page}/state")] == [404, 404]
        assert "Xqname" not in visiting.get("/employer/").text
        assert "Nobody yet" in words(visiting.get("/employer/"))

    def test_who_asks_to_be_erased_shares_nothing_any_more(self, visiting, proposal, share, noa, sign_in):
        share("called")
        own = sign_in(noa.user)
        own.post("/language", {"language": "en", "next": "/"})
        page = "/my/data/erasure"
        assert "You also stop sharing, at once." in words(own.get(page))

        assert own.post(page, {"sure": "1"}, page=page).status_code == 303

        assert self.gone(visiting, proposal) == (200, True)

    def test_a_place_that_closed_comes_back_without_what_was_shared(self, visiting, proposal, share, at_work):
        """By a coach of the same office who coaches somebody else."""
        share("called", "contact")
        place = f"/coach/places/{proposal.place_id}"
        for state in ("closed", "draft", "open"):
            assert at_work.post(f"{place}/state", {"state": state}, page=f"{place}/edit").status_code == 303

        assert self.gone(visiting, proposal) == (200, True)
        assert "shares nothing yet" in words(visiting.get("/employer/"))

    def test_what_the_coach_changed_is_not_there_until_it_is_shown_again(
        self, visiting, proposal, share, session, noa, sign_in
    ):
        share("called", "contact")
        page = f"/employer/proposals/{proposal.id}"
        before = visiting.get(f"{page}/state").text
        youths.edit_youth(session, noa.id, {"telephone": "06 55555555"}, version=noa.version, actor=noa.coach)
        session.commit()

        assert "06 55555555" not in visiting.get(page).text
        assert "xqmail@example.org" not in visiting.get(page).text
        assert visiting.get(f"{page}/state").text != before
        assert "shares 1 thing with you" in words(visiting.get("/employer/"))

        own = sign_in(noa.user)
        own.post("/language", {"language": "en", "next": "/"})
        sharing = f"/my/proposals/{proposal.id}/sharing"
        for path in (sharing, "/my/sharing"):
            assert "This has changed. Look at it again. " in words(own.get(path))
            assert words(own.get(path)).count("Show again") == 1
        assert own.post(sharing, {"on": "contact"}, page=sharing).status_code == 303

        assert "06 55555555" in visiting.get(page).text
        assert "This has changed" not in words(own.get(sharing))

    def test_what_somebody_must_sign_along_with_is_not_there_yet(self, visiting, proposal, share, session, noa):
        share("called")
        session.add(Along(youth_id=noa.id, name="Xqalong", email="x@example.org", since=now()))
        session.commit()

        assert self.gone(visiting, proposal) == (200, True)

    def test_what_is_too_old_is_gone(self, visiting, proposal, share, session):
        share("called")
        kept = session.execute(select_consent(proposal)).scalar_one()
        kept.given = {
            item: replace(given, at=given.at - consents.LONGEST, until=given.until - consents.LONGEST)
            for item, given in kept.given.items()
        }
        session.commit()

        assert self.gone(visiting, proposal) == (200, True)


def select_membership(user):
    return select(Membership).where(Membership.user_id == user.id)


def select_consent(proposal):
    return select(Consent).where(Consent.proposal_id == proposal.id)


class TestSomebodyOfAnotherEmployer:
    def test_finds_neither_page_nor_state(self, make, proposal, share, sign_in, session):
        share(*ITEMS)
        other = make.member(make.employer(name="Bakkerij Zon"))
        session.commit()
        visitor = sign_in(other)

        for path in (f"/employer/proposals/{proposal.id}", f"/employer/proposals/{proposal.id}/state"):
            assert visitor.get(path).status_code == 404
            assert visitor.get(f"{path}?employer_id={proposal.place.workplace.employer_id}").status_code == 404
        assert "Xqname" not in visitor.get("/employer/").text

    @pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.WANTED])
    def test_and_the_own_employer_hear_nothing_of_who_did_not_say_yes(self, visiting, proposal, session, state):
        proposal.state, proposal.ended_at = state, now() if state is ProposalState.ENDED else None
        session.commit()

        assert visiting.get(f"/employer/proposals/{proposal.id}").status_code == 404
        assert "Nobody yet" in words(visiting.get("/employer/"))


class TestSomebodyWhoIsNotConfirmed:
    def test_reads_that_a_coach_looks_first_and_nothing_else(self, make, proposal, share, place, sign_in, session):
        share(*ITEMS)
        member = make.membership(employer=place.workplace.employer, confirmed_at=None)
        session.commit()
        visitor = sign_in(member.user)
        visitor.post("/language", {"language": "en", "next": "/"})

        page = visitor.get("/employer/")

        assert "A coach looks at your registration for De Ketting first." in words(page)
        assert "Fietsen repareren" not in page.text
        assert visitor.get(f"/employer/proposals/{proposal.id}").status_code == 404
        assert visitor.get(f"/employer/proposals/{proposal.id}/state").status_code == 404

    def test_who_acts_for_nobody_reads_how_to(self, make, sign_in, session):
        user = make.user(RoleName.EMPLOYER)
        session.commit()
        visitor = sign_in(user)
        visitor.post("/language", {"language": "en", "next": "/"})

        assert "You do not act for an employer now" in words(visitor.get("/employer/"))


class TestTheList:
    def test_sends_as_many_queries_for_twenty_as_for_three(self, make, place, visiting, queries, session):
        def fill(count):
            for _ in range(count):
                youth = make.youth(user=make.youth_user(), coach=make.coach(), needs={Condition.BUDDY: 2})
                proposal = make.proposal(youth=youth, place=place, state=ProposalState.WANTED)
                consents.give(session, proposal.id, ["called", "need:buddy"], actor=youth.user, at=now())
            session.commit()

        fill(3)
        visiting.get("/employer/")
        few = queries(lambda: visiting.get("/employer/"))

        fill(17)
        visiting.get("/employer/")
        many = queries(lambda: visiting.get("/employer/"))

        assert many == few <= 16
