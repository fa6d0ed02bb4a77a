"""Standing in and opening a youth outside the caseload, as coaches see and do it."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from models.access import StandIn, StatedReason
from models.account import RoleName
from models.audit import Act, AuditEntry
from models.travel import TravelCorrection
from tests.pages.forms import form_of
from web.auth import permission_of
from web.clock import now, today
from web.services.throttling import WINDOWS, Limit

BORN = date(2006, 5, 4)
DAY = timedelta(days=1)
REASON = "Sam belde mij zelf op"
ASKED = {"name": "Sam", "birth_date": BORN.isoformat(), "reason": REASON}
NOTICE = "You stand in for Marit until"


@pytest.fixture
def marit(make):
    return make.coach(name="Marit")


@pytest.fixture
def bas(make):
    return make.coach(name="Bas")


@pytest.fixture
def sam(make, marit, session):
    youth = make.youth(name="Sam", birth_date=BORN, coach=marit)
    session.commit()
    return youth


@pytest.fixture
def in_english(sign_in, session):
    """Signs somebody in, reading English."""

    def enter(user, role=None):
        session.commit()
        visitor = sign_in(user, role)
        visitor.post("/language", {"language": "en", "next": "/"})
        return visitor

    return enter


@pytest.fixture
def for_marit(make, marit, bas):
    """Bas stands in for Marit, today and the week after."""
    return make.stand_in(marit, bas, from_day=today(), until_day=today() + 7 * DAY)


def days(first, last):
    return {"from_day": (today() + first * DAY).isoformat(), "until_day": (today() + last * DAY).isoformat()}


class TestNamingAStandIn:
    def test_is_one_form(self, in_english, marit, bas):
        visitor = in_english(marit)
        page = visitor.get("/coach/stand-ins").text
        form = form_of(page, "/coach/stand-ins") | {"by_id": bas.id, **days(0, 7)}
        answer = visitor.post("/coach/stand-ins", form, page="/coach/stand-ins", follow_redirects=True)

        assert answer.status_code == 200
        assert "Bas stands in for you until" in answer.text
        assert "Who stands in for you" in answer.text

    def test_is_seen_by_the_colleague(self, in_english, bas, for_marit):
        page = in_english(bas).get("/coach/stand-ins").text

        assert "For whom you stand in" in page
        assert "Marit" in page
        assert "/end" not in page

    def test_that_is_wrong_comes_back_as_it_was_filled_in(self, in_english, marit, bas):
        form = {"by_id": bas.id, **days(0, 90)}
        answer = in_english(marit).post("/coach/stand-ins", form)

        assert answer.status_code == 422
        assert "Choose at most 60 days." in answer.text
        assert f'<option value="{bas.id}" selected' in answer.text

    def test_offers_no_closed_account_and_not_oneself(self, in_english, make, marit, bas):
        make.coach(name="Closed", active=False)
        page = in_english(marit).get("/coach/stand-ins").text

        assert re.findall(r'<option value="\d+"[^>]*>([^<]+)<', page) == ["Bas"]

    def test_in_the_name_of_another_coach_is_not_possible(self, in_english, session, make, marit, bas):
        vera = make.coach(name="Vera")
        in_english(bas).post("/coach/stand-ins", {"by_id": vera.id, "coach_id": marit.id, **days(0, 7)})

        assert session.scalars(select(StandIn.coach_id)).all() == []

    def test_is_ended_by_the_coach_and_nobody_else(self, in_english, session, marit, bas, for_marit):
        path = f"/coach/stand-ins/{for_marit.id}/end"

        assert in_english(bas).post(path).status_code == 404
        assert in_english(marit).post(path).status_code == 303
        session.refresh(for_marit)
        assert for_marit.ended_at is not None


class TestAStandIn:
    def test_has_the_youths_in_the_caseload_marked(self, in_english, make, bas, sam, for_marit):
        make.youth(name="Ada", coach=bas)
        page = in_english(bas).get("/coach/").text

        assert "Sam" in page
        assert page.count("for Marit until") == 1

    def test_is_told_so_on_every_page_about_such_a_youth(self, app, in_english, make, bas, sam, for_marit):
        place = make.place()
        visitor = in_english(bas)
        values = {"youth_id": sam.id, "place_id": place.id, "section": "about"}
        with app.app_context():
            rules = [
                rule
                for rule in app.url_map.iter_rules()
                if "youth_id" in rule.arguments and "GET" in rule.methods and rule.arguments <= values.keys()
            ]
            assert all(permission_of(rule.endpoint) for rule in rules)
        adapter = app.url_map.bind("localhost")
        silent = []
        for rule in rules:
            answer = visitor.get(adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}))
            if answer.status_code == 200 and NOTICE not in answer.text and answer.mimetype == "text/html":
                silent.append(rule.rule)

        assert len(rules) >= 6
        assert silent == []

    def test_is_told_so_beside_a_place(self, in_english, make, bas, sam, for_marit):
        place = make.place()

        assert "for Marit" in in_english(bas).get(f"/coach/places/{place.id}").text

    def test_is_not_told_so_about_the_own_youths(self, in_english, make, bas, sam, for_marit):
        ada = make.youth(name="Ada", coach=bas)

        assert "You stand in" not in in_english(bas).get(f"/coach/youths/{ada.id}").text

    def test_changes_things_in_the_own_name(self, in_english, session, make, bas, sam, for_marit):
        place = make.place()
        path = f"/coach/youths/{sam.id}/places/{place.id}"
        answer = in_english(bas).post(f"{path}/travel", {"minutes": "20"}, page=path)

        assert answer.status_code == 303
        kept = session.scalars(select(TravelCorrection)).one()
        assert (kept.by_id, kept.for_id) == (bas.id, for_marit.coach_id)

    def test_is_marked_in_what_they_propose_and_answer_where_coach_and_youth_read_it(
        self, in_english, session, make, bas, sam, for_marit
    ):
        sam.user = make.youth_user(name="Sam")
        report = make.report(sam)
        place = make.place()
        session.commit()
        visitor = in_english(bas)
        answer = {"state": "mended", "answer": "Dat staat er nu.", "version": report.version}
        visitor.post(f"/coach/youths/{sam.id}/places/{place.id}/propose")
        visitor.post(f"/coach/youths/{sam.id}/places/{place.id}/travel", {"minutes": "20"})
        visitor.post(f"/coach/youths/{sam.id}/reports/{report.id}", answer)
        visitor.post(f"/coach/youths/{sam.id}/sign-in/card")

        assert "Bas for Marit proposed it" in visitor.get(f"/coach/youths/{sam.id}/proposals").text
        assert "Bas for Marit" in visitor.get(f"/coach/youths/{sam.id}/reports").text
        own = in_english(sam.user)
        assert "Bas answered for Marit." in own.get("/my/data/report").text
        everything = own.get("/my/data/everything").text
        for done in ("made this proposal", "answered on", "made a card to sign in", "wrote that on"):
            assert f"Bas, for Marit, {done}" in everything, done

    def test_is_not_told_of_where_the_own_coach_did_it(self, in_english, session, make, marit, sam):
        sam.user = make.youth_user(name="Sam")
        report = make.report(sam)
        session.commit()
        form = {"state": "mended", "answer": "", "version": report.version}
        in_english(marit).post(f"/coach/youths/{sam.id}/reports/{report.id}", form)

        assert " for Marit" not in in_english(sam.user).get("/my/data/report").text

    def test_has_nothing_after_the_last_day_in_a_tab_that_is_still_open(self, in_english, session, bas, sam, for_marit):
        visitor = in_english(bas)
        path = f"/coach/youths/{sam.id}/edit/about"
        form = form_of(visitor.get(path).text, path) | {"name": "Changed"}
        for_marit.from_day = for_marit.until_day = today() - DAY  # as it is once the day has gone by
        session.commit()

        assert visitor.client.post(path, data=form).status_code == 404
        assert visitor.get(f"/coach/youths/{sam.id}").status_code == 404
        assert "Sam" not in visitor.get("/coach/").text

    def test_has_nothing_once_it_was_ended_in_a_tab_that_is_still_open(
        self, in_english, session, marit, bas, sam, for_marit
    ):
        visitor = in_english(bas)
        path = f"/coach/youths/{sam.id}/edit/about"
        form = form_of(visitor.get(path).text, path) | {"name": "Changed"}
        in_english(marit).post(f"/coach/stand-ins/{for_marit.id}/end")

        assert visitor.client.post(path, data=form).status_code == 404
        session.refresh(sam)
        assert sam.name == "Sam"

    def test_who_acts_as_coordinator_meanwhile_is_a_coordinator(self, in_english, make, marit, sam):
        both = make.user(RoleName.COACH, RoleName.COORDINATOR, name="Both")
        make.stand_in(marit, both, from_day=today(), until_day=today())

        assert in_english(both, RoleName.COORDINATOR).get(f"/coach/youths/{sam.id}").status_code == 404

    @pytest.mark.parametrize("page", ["/coach/", "/coach/youths/{youth}", "/coach/places/{place}"])
    def test_costs_as_many_queries_for_twenty_as_for_three(
        self, in_english, make, queries, marit, bas, for_marit, page
    ):
        place = make.place()
        youth, *_more = [make.youth(coach=marit, own={"reading": 3}) for _ in range(3)]
        visitor, address = in_english(bas), page.format(youth=youth.id, place=place.id)
        visitor.get(address)
        few = queries(lambda: visitor.get(address))
        for _ in range(17):
            make.youth(coach=marit, own={"reading": 3})
        make.session.commit()
        visitor.get(address)

        assert queries(lambda: visitor.get(address)) == few


class TestOpeningAYouthOutsideTheCaseload:
    def open(self, visitor, **more):
        return visitor.post("/coach/outside", ASKED | more, page="/coach/outside")

    def test_leads_on_to_the_youth_with_the_reason_above_it(self, in_english, session, bas, sam):
        visitor = in_english(bas)
        answer = self.open(visitor)

        assert (answer.status_code, answer.location) == (303, f"/coach/youths/{sam.id}")
        page = visitor.get(answer.location).text
        assert "You are here because" in page
        assert REASON in page
        kept = session.scalars(select(StatedReason)).one()
        assert kept.until - kept.at == timedelta(hours=24)
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
        assert acts[0] == Act.STATED_REASON

    def test_shows_nothing_that_would_be_refused(self, in_english, make, bas, sam):
        place = make.place()
        visitor = in_english(bas)
        self.open(visitor)
        base = f"/coach/youths/{sam.id}"
        for path in (base, f"{base}/places", f"{base}/search", f"{base}/places/{place.id}"):
            page = visitor.get(path)
            assert page.status_code == 200, path
            assert "You are here because" in page.text
            forms = [action for action in re.findall(r'action="([^"]+)"', page.text) if action.startswith(base)]
            assert all(visitor.get(action).status_code == 200 for action in forms), path
            assert f"{base}/edit" not in page.text
            for address in set(re.findall(r'href="(/coach/[^"#]*)"', page.text)):
                assert visitor.get(address).status_code in {200, 302}, address

    def test_lets_nothing_be_changed(self, app, in_english, make, session, bas, sam):
        place = make.place()
        visitor = in_english(bas)
        self.open(visitor)
        with app.app_context():
            rules = [
                rule
                for rule in app.url_map.iter_rules()
                if {"youth_id"} <= rule.arguments <= {"youth_id", "place_id", "section"} and "POST" in rule.methods
            ]
        adapter = app.url_map.bind("localhost")
        values = {"youth_id": sam.id, "place_id": place.id, "section": "about"}
        allowed = []
        for rule in rules:
            path = adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments}, method="POST")
            if visitor.post(path, {"version": "1", "name": "Changed"}).status_code != 404:
                allowed.append(rule.rule)

        assert len(rules) >= 4
        assert allowed == []

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            ({"name": "Somebody"}, "We did not find exactly one young person"),
            ({"birth_date": "2006-05-05"}, "We did not find exactly one young person"),
            ({"reason": "nodig"}, "Write in a few words why."),
            ({"birth_date": ""}, "Fill in this field."),
            ({"youth_id": "1"}, "This form does not have this field."),
        ],
    )
    def test_that_leads_nowhere_says_so_in_one_sentence(self, in_english, session, bas, sam, more, sentence):
        answer = self.open(in_english(bas), **more)

        assert answer.status_code == 422
        assert sentence in answer.text
        assert session.scalar(select(func.count()).select_from(StatedReason)) == 0

    def test_answers_the_same_for_nobody_and_for_several(self, in_english, make, bas, sam):
        make.youth(name="Tim", birth_date=BORN)
        make.youth(name="Tim", birth_date=BORN)
        visitor = in_english(bas)
        answers = [self.open(visitor, name=name) for name in ("Tim", "Tom")]

        bodies = [_still(answer.text).replace("Tim", "T?m").replace("Tom", "T?m") for answer in answers]
        assert bodies[0] == bodies[1]
        assert answers[0].status_code == answers[1].status_code == 422

    def test_is_stopped_after_so_many_tries(self, in_english, bas, sam):
        visitor = in_english(bas)
        for number in range(WINDOWS[Limit.LOOK_UPS][0].amount):
            assert self.open(visitor, name=f"Name {number}").status_code == 422

        answer = self.open(visitor)
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0

    def test_puts_neither_name_nor_reason_in_an_address(self, in_english, bas, sam):
        answer = self.open(in_english(bas))

        assert "Sam" not in answer.location
        assert "belde" not in answer.location

    def test_is_listed_while_it_lasts(self, in_english, bas, sam):
        visitor = in_english(bas)
        self.open(visitor)

        assert f"/coach/youths/{sam.id}" in visitor.get("/coach/outside").text

    def test_ends_after_a_day(self, in_english, session, bas, sam):
        visitor = in_english(bas)
        self.open(visitor)
        kept = session.scalars(select(StatedReason)).one()
        kept.at, kept.until = now() - 2 * DAY, now() - DAY
        session.commit()

        assert visitor.get(f"/coach/youths/{sam.id}").status_code == 404
        assert "Sam" not in visitor.get("/coach/outside").text


def _still(page: str) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", page)
