"""Who looked, as a youth reads it: sentences, day by day, and nothing that is not theirs to know."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.audit import Act, Entry, append
from models.consent import ITEMS
from models.rights import DataPart
from models.youth import Youth
from tests.pages.test_youth import words
from web.assets import icon_symbols
from web.clock import AMSTERDAM
from web.looks_words import ABOUT, FIELDS, ICONS, LOOKED_AT, SENTENCES, day_in_words, sentence, time_in_words
from web.permissions import Permission
from web.policy import OF_A_PERSON
from web.services.looks import PAGE, Told
from web.services.recording import record

SERVICES = Path(__file__).resolve().parents[2] / "web" / "services"
MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)  # half past 9 in the Netherlands
SOMEBODY = {"by": 7, "name": "Marit", "role": "coach", "own_coach": True}
FACTS = {
    Act.CHANGED: {"fields": ["name", "birth_date", "needs"]},
    Act.STATED_REASON: {"until": "2026-03-03T08:30:00+00:00"},
    Act.SIGNED_IN: {"how": "card"},
    Act.PROPOSED: {"place": "Helpen in de kas"},
    Act.ANSWERED: {"place": "Helpen in de kas", "answer": "wanted"},
    Act.ENDED: {"place": "Helpen in de kas"},
    Act.SHARED: {"employer": "Kwekerij De Linde", "items": ["called", "need:quiet_spot"]},
    Act.SHARING_ENDED: {"employer": "Kwekerij De Linde", "items": ["called"]},
    Act.SIGNED_ALONG: {"employer": "Kwekerij De Linde"},
    Act.REPORTED: {"about": "times"},
    Act.REPORT_ANSWERED: {"about": "times"},
    Act.ERASURE_ASKED: {"due_on": "2026-04-01"},
}


@pytest.fixture(autouse=True)
def wednesday():
    """It is the Wednesday after, 11 o'clock."""
    with time_machine.travel(MONDAY + timedelta(days=2, hours=1, minutes=30)):
        yield


@pytest.fixture
def sam(make, coach, session) -> Youth:
    youth = make.youth(coach=coach, user=make.youth_user(), name="Sam")
    session.commit()
    return youth


@pytest.fixture
def tell(session, sam):
    """Writes something down about Sam."""

    def tell(act: Act = Act.LOOKED, *, at: datetime = MONDAY, **text: object) -> None:
        append(session, [Entry(sam.id, act, {**SOMEBODY, **text})], at=at)
        session.commit()

    return tell


@pytest.fixture
def reading(sam, sign_in):
    visitor = sign_in(sam.user)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def in_english(app):
    from flask_babel import force_locale

    with app.test_request_context("/"), force_locale("en"):
        yield


class TestThePage:
    def test_tells_who_looked_and_when(self, tell, reading):
        tell()

        assert "Marit, your job coach, looked at your data at half past 9." in words(reading.get("/my/looks"))

    def test_has_the_newest_first_day_by_day(self, tell, reading):
        for days in (0, 1, 2):
            tell(at=MONDAY + timedelta(days=days))
            tell(at=MONDAY + timedelta(days=days, minutes=30))

        page = words(reading.get("/my/looks"))

        found = [page.index(day) for day in ("Today", "Yesterday", "Monday")]
        assert found == sorted(found)
        assert re.findall(r"half past 9|10 o'clock", page.replace("&#39;", "'")) == ["10 o'clock", "half past 9"] * 3

    def test_has_twenty_and_the_way_to_more(self, tell, reading):
        for number in range(PAGE + 3):
            tell(at=MONDAY + timedelta(hours=number))

        first, second = reading.get("/my/looks"), reading.get("/my/looks?page=2")

        assert words(first).count("looked at your data at") == PAGE
        assert words(second).count("looked at your data at") == 3
        assert "Show what was before" in first.text
        assert "Show what was before" not in second.text
        assert words(reading.get("/my/looks?page=3")).count("looked at your data at") == 0

    def test_says_so_where_nobody_looked(self, reading):
        assert "Nobody looked yet" in words(reading.get("/my/looks"))

    def test_says_that_one_may_ask_why_and_where_to_say_what_is_wrong(self, reading):
        answer = reading.get("/my/looks")

        assert "You may ask why" in words(answer)
        assert 'href="/my/data/report"' in answer.text

    def test_marks_a_stand_in_and_names_an_employer(self, tell, reading):
        tell(name="Wouter", own_coach=False, **{"for": "Marit"})
        tell(name="Wim", own_coach=False, role="employer", employer="Kwekerij De Linde", what="candidate_read")

        page = words(reading.get("/my/looks"))

        assert "Wouter, for Marit, looked at your data" in page
        assert "Wim of Kwekerij De Linde looked at what you share" in page

    def test_tells_of_who_signs_along_and_of_the_administration(self, tell, reading):
        tell(by=None, name="Oma Fatma", along=True, role=None, own_coach=False, what="sign_along", employer="De Linde")
        tell(by=None, name=None, role=None, own_coach=False, what="explain", how="command")

        page = words(reading.get("/my/looks"))

        assert (
            "Oma Fatma, who signs along with you, looked at what you want to share with De Linde at half past 9" in page
        )
        assert "The administration of Plek looked at which places were shown at half past 9" in page

    def test_says_that_an_hour_has_one_line(self, tell, reading):
        tell()

        assert "Somebody may look more often in one hour. Then you read here what they saw first." in words(
            reading.get("/my/looks")
        )

    def test_gives_no_reason_for_a_look_in_another_role(self, tell, reading):
        other = {"by": 8, "name": "Bas", "own_coach": False}
        tell(Act.STATED_REASON, **other, reason="Sam belde", until=(MONDAY + timedelta(hours=5)).isoformat())
        tell(at=MONDAY + timedelta(hours=1), **other, role="employer", employer="De Linde", what="candidate_read")

        assert reading.get("/my/looks").text.count("The reason: Sam belde") == 1

    def test_gives_the_reason_of_a_coach_from_elsewhere_with_each_look_while_it_holds(self, tell, reading):
        other = {"by": 8, "name": "Bas", "own_coach": False}
        until = (MONDAY + timedelta(hours=5)).isoformat()
        tell(Act.STATED_REASON, **other, reason="Sam belde <mij>", until=until)
        tell(at=MONDAY + timedelta(hours=1), **other)
        tell(at=MONDAY + timedelta(hours=6), **other)
        tell(at=MONDAY + timedelta(hours=1))

        answer = reading.get("/my/looks")

        assert "Bas, another job coach, opened your data" in words(answer)
        assert answer.text.count("The reason: Sam belde &lt;mij&gt;") == 2

    def test_tells_what_the_youth_did(self, sam, session, reading):
        record(session, sam, Act.SHARED, actor=sam.user, employer="De Linde", items=["called"])
        session.commit()

        assert "You began to share with De Linde" in words(reading.get("/my/looks"))

    def test_does_not_say_that_sharing_began_while_somebody_had_to_sign(self, sam, session, reading):
        facts = {"employer": "De Linde", "items": ["called"], "waits_for": "Oma Fatma"}
        record(session, sam, Act.SHARED, actor=sam.user, **facts)
        session.commit()

        page = words(reading.get("/my/looks"))
        assert re.search(r"You chose to share with De Linde at .*: .*\. Oma Fatma still had to sign\.", page)
        assert "began to share" not in page

    def test_tells_what_a_form_changed_and_not_to_what(self, sam, at_work, reading):
        at_work.post(f"/coach/youths/{sam.id}/edit/about", {"version": sam.version, "name": "Samira Bijzonder"})

        page = words(reading.get("/my/looks"))
        assert re.search(r"Marit, your job coach, changed this at .*: what to call you, your date of birth\.", page)
        assert "Bijzonder" not in page.replace("Samira Bijzonder , language", "")

    def test_names_nobodys_number(self, tell, reading, coach):
        for act in Act:
            tell(act, by=987_654, **FACTS.get(act, {}))

        assert "987654" not in reading.get("/my/looks").text

    def test_is_about_nobody_else(self, tell, make, session, sign_in):
        tell()
        other = make.youth(user=make.youth_user())
        session.commit()

        assert "Marit" not in words(sign_in(other.user).get("/my/looks"))

    def test_survives_a_line_that_was_spoilt(self, tell, sam, session, reading, monkeypatch):
        tell()
        monkeypatch.setattr("web.services.looks.open_text", lambda _chain, _entry: None)

        assert "It cannot be read any more" in words(reading.get("/my/looks"))

    def test_sends_as_many_queries_for_much_as_for_little(self, tell, reading, queries):
        tell()
        few = queries(lambda: reading.get("/my/looks"))
        for act in Act:
            tell(act, **FACTS.get(act, {}))

        assert queries(lambda: reading.get("/my/looks")) == few

    @pytest.mark.parametrize("page", ["0", "-1", "x", "99999999"])
    def test_takes_no_page_that_is_none(self, reading, page):
        assert reading.get(f"/my/looks?page={page}").status_code == 422


class TestASentence:
    @pytest.mark.parametrize("act", Act)
    @pytest.mark.parametrize("is_own", [True, False])
    def test_says_each_thing_that_can_be_told(self, in_english, act, is_own):
        facts = {name: value for name, value in SOMEBODY.items() if name != "by"} | FACTS.get(act, {})
        said = sentence(Told(MONDAY, act, is_own, facts))

        assert said.endswith(".")
        assert "%(" not in said
        assert "half past 9" in said
        assert is_own != said.startswith("Marit") or act is Act.SIGNED_IN

    @pytest.mark.parametrize("act", Act)
    def test_is_said_without_any_fact(self, in_english, act):
        assert "%(" not in sentence(Told(MONDAY, act, is_own=False, facts={"by": None}))

    def test_lists_one_thing_once(self, in_english):
        told = Told(MONDAY, Act.CHANGED, is_own=True, facts={"fields": ["qualified", "exempt", "interests", "unheard"]})

        assert sentence(told).endswith(": school, what you like, your data.")

    def test_keeps_a_percent_sign_and_markup_that_somebody_wrote(self, in_english):
        told = Told(MONDAY, Act.PROPOSED, is_own=False, facts={"name": "100% <b>Marit", "place": "%(who)s"})

        assert sentence(told) == "100% <b>Marit proposed a place to you at half past 9: %(who)s."


class TestWhatWasLookedAt:
    @pytest.mark.parametrize(
        ("what", "said"),
        [
            ("youth_read", "looked at your page"),
            ("youth_places", "looked at places that fit you"),
            ("youth_edit", "looked at a page to change your data"),
            ("youth_invite", "looked at how you sign in"),
            ("proposal_make", "looked at what was proposed to you"),
            ("report_answer", "looked at what you say is wrong"),
            ("candidate_read", "looked at what you share"),
            ("own_account", "looked at your data"),
        ],
    )
    def test_is_said(self, in_english, what, said):
        facts = {"name": "Marit", "role": "coach", "own_coach": True, "what": what}

        assert sentence(Told(MONDAY, Act.LOOKED, is_own=False, facts=facts)) == (
            f"Marit, your job coach, {said} at half past 9."
        )

    @pytest.mark.parametrize(
        ("what", "perhaps"),
        [
            (Permission.CASELOAD_READ, "Perhaps at your page as well."),
            (Permission.YOUTH_OPEN, "Perhaps at your page as well."),
            (Permission.EMPLOYER_READ, "Perhaps at what you share as well."),
        ],
    )
    def test_may_be_more_than_the_list_with_which_the_hour_began(self, in_english, what, perhaps):
        facts = {"name": "Ruud", "role": "coach", "own_coach": True, "what": what}

        assert sentence(Told(MONDAY, Act.LOOKED, is_own=False, facts=facts)) == (
            f"Ruud, your job coach, looked at a list that you are in at half past 9. {perhaps}"
        )

    def test_has_words_for_all_that_opens_the_data_of_another(self):
        own = {permission for permission in Permission if permission.startswith("own_")}

        assert set(LOOKED_AT) >= OF_A_PERSON - own


class TestTheWords:
    def test_are_there_for_every_act_and_every_part_of_the_data(self):
        assert set(SENTENCES) == set(ICONS) == set(Act)
        assert set(ABOUT) == set(DataPart)

    def test_are_there_for_everything_that_a_coach_can_change(self):
        not_told = {"id", "user_id", "version", "email_hash"}
        assert set(Youth.__table__.columns.keys()) - not_told <= set(FIELDS)

    def test_are_there_for_everything_that_services_write_down_as_changed(self):
        written = [
            name.value
            for file in SERVICES.rglob("*.py")
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(call, ast.keyword) and call.arg == "fields"
            for name in ast.walk(call.value)
            if isinstance(name, ast.Constant)
        ]

        assert {"along", "abilities", "minutes"} <= set(written) <= set(FIELDS)

    def test_say_who_signs_along(self, in_english):
        told = Told(MONDAY, Act.CHANGED, is_own=True, facts={"fields": ["along"]})

        assert sentence(told) == "You changed this at half past 9: who signs along with you."

    def test_are_there_for_everything_that_can_be_shared(self, in_english):
        facts = {"employer": "De Linde", "items": list(ITEMS)}

        assert "your data" not in sentence(Told(MONDAY, Act.SHARED, is_own=True, facts=facts))

    def test_have_icons_that_exist(self):
        assert set(ICONS.values()) <= icon_symbols().keys()


class TestATime:
    @pytest.mark.parametrize(
        ("hour", "minute", "said"),
        [
            (9, 30, "half past 9"),
            (14, 0, "2 o'clock"),
            (9, 42, "9:42"),
            (20, 15, "quarter past 8 in the evening"),
            (3, 0, "3 o'clock at night"),
            (23, 7, "23:07"),
        ],
    )
    def test_is_said_as_people_say_it(self, in_english, hour, minute, said):
        assert time_in_words(datetime(2026, 7, 6, hour, minute, tzinfo=AMSTERDAM)) == said

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(minutes=st.integers(0, 24 * 60 - 1))
    def test_is_never_said_of_two_times_of_a_day(self, app, minutes):
        start = datetime(2026, 3, 2, tzinfo=AMSTERDAM)
        with app.test_request_context("/"):
            mine = time_in_words(start + timedelta(minutes=minutes))
            noon_apart = time_in_words(start + timedelta(minutes=(minutes + 720) % 1440))

        assert mine != noon_apart

    def test_of_a_day_is_named_as_it_was_in_the_netherlands(self, tell, reading):
        tell(at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))

        page = words(reading.get("/my/looks"))
        assert "Monday" in page
        assert "half past 12 at night" in page

    def test_of_long_ago_has_its_date(self, in_english):
        assert day_in_words(MONDAY.date(), today=MONDAY.date() + timedelta(days=7)).startswith("Monday")
        assert "2" in day_in_words(MONDAY.date(), today=MONDAY.date() + timedelta(days=7))
        assert "2026" in day_in_words(MONDAY.date(), today=MONDAY.date() + timedelta(days=400))
