"""How places are put in order: open to everybody, in plain words, with every number that is in use."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from sqlalchemy import select

from matcher import settings
from matcher.reference import Reference
from matcher.settings import NUMBERS
from matcher.vocabulary import PartKey
from models.account import RoleName
from models.place import Place
from models.shown import Shown
from tests.web.reading import LANGUAGES, speaking
from web.clock import now
from web.numbers import GROUPS, TEXTS, numbers_of
from web.services.explaining import explain

TAGS = re.compile(r"<[^>]+>")
ADDRESS = "/how-we-rank"


@pytest.fixture
def english(visitor):
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


def text_of(answer) -> str:
    """What stands on a page, as it is read."""
    return " ".join(unescape(TAGS.sub(" ", answer.text.replace("<wbr>", ""))).split())


class TestThePage:
    def test_is_open_to_who_is_not_signed_in(self, visitor):
        assert visitor.get(ADDRESS).status_code == 200

    @pytest.mark.parametrize("role", RoleName)
    def test_is_open_to_every_role(self, person, sign_in, role):
        assert sign_in(person(role)).get(ADDRESS).status_code == 200

    def test_sends_no_query_and_changes_nothing(self, visitor, queries):
        visitor.get(ADDRESS)

        assert queries(lambda: visitor.get(ADDRESS)) == 0

    def test_says_what_counts_what_never_does_and_who_decides(self, english):
        page = text_of(english.get(ADDRESS))

        for heading in ("What counts", "What never counts", "Who decides", "What we do not know yet"):
            assert heading in page
        assert "Where you come from, and the colour of your skin." in page
        assert "Your face. Plek looks at no photos and guesses nothing about you." in page
        assert "They count 1.5 times." in page
        assert "More than 1.25 times as long as you want to travel." in page

    def test_shows_every_number_with_its_meaning_unit_and_source(self, english):
        page = text_of(english.get(ADDRESS))

        for number in NUMBERS:
            assert f" {number.name} " in page
            meaning = number.meaning[0].upper() + number.meaning[1:]
            assert meaning in page, number.name
            assert number.unit in page, number.name
            assert number.source in page, number.name

    def test_names_the_versions_in_use_and_the_day_of_the_reference(self, english):
        page = text_of(english.get(ADDRESS))

        assert f"version {Reference.default().version}" in page
        assert "software 0.1.0 " in page
        assert "1 September 2026" in page

    def test_is_linked_from_every_page_and_from_both_lists(self, english, sign_in, make, coach, session, at_work):
        youth = make.youth(coach=coach, user=make.user(RoleName.YOUTH))
        session.commit()

        link = f'href="{ADDRESS}"'
        assert link in english.get("/").text
        assert at_work.get(f"/coach/youths/{youth.id}/places").text.count(link) == 2
        assert sign_in(youth.user).get("/my/").text.count(link) == 2


class TestTheNumbers:
    def test_stand_in_one_group_each(self):
        grouped = [name for group in GROUPS for name in group.names]

        assert sorted(grouped) == sorted(number.name for number in NUMBERS)

    def test_have_a_group_for_each_part(self):
        with speaking("en"):
            titles = {str(group.title) for group in GROUPS}

        assert {part.value for part in PartKey} <= titles

    def test_bring_every_text_of_the_settings_to_the_catalogue_and_no_other(self):
        """The names of Dutch laws and papers stay what they are."""
        laws = (settings.WORKING_HOURS_ACT, settings.SCHOOL_ACT, settings.WAGE_DECREE, "Participatiewet", "1-1-2026")
        sources = {number.source for number in NUMBERS if not number.source.startswith(laws)}
        with speaking("en"):
            texts = [str(text) for text in TEXTS]

        assert sorted(texts) == sorted(
            {*(number.unit for number in NUMBERS), *(number.meaning for number in NUMBERS), *sources}
        )

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_leave_no_code_in_a_value(self, language):
        with speaking(language):
            said = [number for group in GROUPS for number in numbers_of(group)]

        for number in said:
            assert number.value, number.name
            assert not re.search(r"[_<>{}\[\]']|None|Row", number.value), number
            assert all((number.meaning, number.unit, number.source))

    def test_are_written_as_the_reader_writes_numbers(self):
        def value(name: str, language: str) -> str:
            with speaking(language):
                return next(each.value for group in GROUPS for each in numbers_of(group) if each.name == name)

        assert value("MATTERS_MOST_WEIGHT", "nl") == "1,5"
        assert value("MATTERS_MOST_WEIGHT", "en") == "1.5"
        assert value("ABILITY_STEPS", "nl") == "0 – 0,15 – 0,6 – 1,5 – 3"
        assert value("BAND_LIMITS", "en").startswith("fits very well: 0.3; fits well: 0.7")
        assert value("AIM_WEIGHTS", "en") == (
            "paid work now: income: 1.25, growth: 0.75; "
            "finding out what suits me: growth: 1.25, interests: 1.25, income: 0.75"
        )
        assert value("WAGE_ROWS", "nl") == "1 januari 2026: 1.471; 1 juli 2026: 1.499"
        assert value("YOUNG_UNTIL", "nl") == "1.380 (23:00)"
        assert value("INTEREST_FLAT", "en") == "1e-12"
        assert value("WAGE_PERMILLE", "en") == "16: 345, 17: 395, 18: 500, 19: 600, 20: 800"


class TestWhatAPageShowed:
    """A look at a page of fits leaves the list behind, and it can be made again."""

    @pytest.fixture
    def youth(self, make, coach, session):
        youth = make.youth(coach=coach, user=make.user(RoleName.YOUTH), needs={"buddy": 2}, own={"reading": 2})
        for _ in range(3):
            make.place(tasks=1)
        session.commit()
        return youth

    @pytest.fixture
    def place(self, session):
        return session.scalars(select(Place).order_by(Place.id)).first()

    @pytest.mark.parametrize(
        ("page", "kind", "count"),
        [
            ("/coach/", "glance", 1),
            ("/coach/youths/{youth}/places", "coachs_list", 3),
            ("/coach/youths/{youth}/places?kind=learning", "coachs_list", 0),
            ("/coach/youths/{youth}/places/{place}", "pair", 1),
            ("/coach/youths/{youth}/search?q=kas", "search", 3),
            ("/coach/places/{place}", "youths_for_place", 1),
        ],
    )
    def test_to_a_coach_is_kept_and_comes_out_the_same(self, session, youth, place, at_work, page, kind, count):
        at_work.get(page.format(youth=youth.id, place=place.id))

        (shown,) = session.scalars(select(Shown)).all()
        assert (shown.content["kind"], shown.content["role"]) == (kind, "coach")
        assert (shown.youth_id, len(shown.content["matches"])) == (youth.id, count)
        assert explain(session, shown.id).differences == []

    @pytest.mark.parametrize("page", ["/my/", "/my/places/{place}"])
    def test_to_the_youth_is_kept_too(self, session, youth, place, sign_in, page):
        sign_in(youth.user).get(page.format(place=place.id))

        (shown,) = session.scalars(select(Shown)).all()
        assert (shown.youth_id, shown.viewer_id, shown.content["role"]) == (youth.id, youth.user_id, "youth")
        assert explain(session, shown.id).differences == []

    def test_is_kept_once_an_hour_however_often_it_is_looked_at(self, session, youth, at_work):
        with time_machine.travel((now() + timedelta(hours=1)).replace(minute=5)):  # no hour ends meanwhile
            for _ in range(3):
                at_work.get(f"/coach/youths/{youth.id}/places")

        assert len(session.scalars(select(Shown)).all()) == 1

    def test_is_not_kept_where_there_was_nothing_to_see(self, session, youth, visitor, person, sign_in):
        other = sign_in(person(RoleName.COACH))
        for who in (visitor, other):
            who.get(f"/coach/youths/{youth.id}/places")

        assert session.scalars(select(Shown)).all() == []
