"""What a youth sees: places in easy words, without a number as a verdict."""

import re

import pytest

from matcher.profiles import Offer, WeekTime
from matcher.vocabulary import Condition, Kind, Means, Sector
from models.account import RoleName
from models.place import PlaceState
from web.pages.youth import PAGE

VERDICT = re.compile(r"\b[01][.,]\d\d\b|\d\s*%|\b\d+ (?:of|van) \d+\b")


def words(answer):
    main = answer.text.partition("<main")[2].partition("</main>")[0].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def noa(make, coach, session):
    youth = make.youth(
        coach=coach,
        user=make.user(RoleName.YOUTH, name="Noa"),
        name="Noa",
        postcode=make.postcode(),
        reach={Means.BICYCLE: 40.0},
        interests=(0.9, 0.5, 0.5, 0.1, 0.1, 0.5),
        needs={Condition.QUIET_SPOT: 3, Condition.BESIDE_COLLEAGUE: 2},
        hours_least=12.0,
        hours_most=24.0,
        income_needed=0,
    )
    session.commit()
    return youth


@pytest.fixture
def visiting(noa, sign_in):
    visitor = sign_in(noa.user)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def place(make, session):
    workplace = make.workplace(
        employer=make.employer(name="De Ketting"),
        x=106_000,
        y=425_000,
        offers={Condition.QUIET_SPOT: Offer(1, 3), Condition.BESIDE_COLLEAGUE: Offer(3, 3)},
        master_name="Ruud",
    )
    place = make.place(
        workplace=workplace,
        title="Fietsen repareren",
        kind=Kind.LEARNING,
        sector=Sector.TECHNIQUE,
        hours_least=12.0,
        hours_most=16.0,
        times=(WeekTime(0, 540, 840),),
        pay=0,
    )
    make.task(place, title="Banden plakken", asks={}, demands={})
    session.commit()
    return place


class TestTheOwnPlaces:
    def test_say_how_well_in_words_why_and_what_makes_it_better(self, visiting, place):
        shown = words(visiting.get("/my/"))

        assert "Hi Noa. This place fits you." in shown
        assert "Fietsen repareren" in shown
        assert "Why this place?" in shown
        assert "This makes it even better" in shown
        assert "Marit" in shown

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_never_hold_a_number_as_a_verdict(self, visiting, place, language):
        visiting.post("/language", {"language": language, "next": "/"})

        for address in ("/my/", f"/my/places/{place.id}"):
            page = visiting.get(address)
            assert VERDICT.findall(words(page)) == []
            assert "fit-number" not in page.text
            assert "pane-" not in page.text

    def test_leave_out_what_does_not_fit_now(self, visiting, noa, place, session):
        place.workplace.offers = {Condition.QUIET_SPOT: Offer(0, 0), Condition.BESIDE_COLLEAGUE: Offer(0, 0)}
        session.commit()

        shown = words(visiting.get("/my/"))

        assert "Fietsen repareren" not in shown
        assert "not fit" not in shown

    def test_come_a_few_at_a_time(self, visiting, make, place, session):
        for number in range(PAGE):
            twin = make.place(
                workplace=place.workplace, title=f"Plek {number}", hours_least=12.0, hours_most=16.0, pay=1600
            )
            make.task(twin, asks={}, demands={}, interests=(0.9, 0.5, 0.5, 0.1, 0.1, 0.5))
        session.commit()

        first, second = visiting.get("/my/"), visiting.get("/my/?page=2")

        assert first.text.partition('id="ask-first"')[0].count('class="place-card') == PAGE
        assert 'href="/my/?page=2"' in first.text
        assert second.text.count('class="place-card') == 1

    def test_that_are_not_there_yet_say_what_comes_next(self, visiting):
        answer = visiting.get("/my/")

        assert answer.status_code == 200
        assert 'class="panel panel-dashed empty"' in answer.text

    def test_beyond_the_last_page_lead_back(self, visiting, place):
        answer = visiting.get("/my/?page=30")

        assert answer.status_code == 200
        assert 'class="panel panel-dashed empty"' in answer.text

    @pytest.mark.parametrize("rubbish", ["page=0", "page=99999999999", "page=two", "page=%00"])
    def test_answer_rubbish_in_the_address_with_one_sentence(self, visiting, rubbish):
        assert visiting.get(f"/my/?{rubbish}").status_code == 422

    def test_say_that_the_way_is_not_known_yet(self, visiting, noa, place, make, session):
        noa.postcode = make.postcode(x=None, y=None)
        session.commit()

        assert "min by bicycle" not in words(visiting.get("/my/"))
        assert visiting.get(f"/my/places/{place.id}").status_code == 200


class TestOnePlace:
    def test_says_in_which_language_others_wrote(self, visiting, place):
        answer = visiting.get(f"/my/places/{place.id}")

        assert '<html lang="en">' in answer.text
        assert re.search(r'<h1[^>]* lang="nl">Fietsen repareren</h1>', answer.text)

    def test_shows_week_work_people_and_way(self, visiting, place):
        shown = words(visiting.get(f"/my/places/{place.id}"))

        for said in ("Your week", "Banden plakken", "Ruud", "min by bicycle", "12 to 16 hours a week"):
            assert said in shown

    def test_that_is_refused_says_why_and_whom_to_talk_to(self, visiting, noa, place, session):
        noa.wishes = {Sector.TECHNIQUE: "excluded"}
        session.commit()

        answer = visiting.get(f"/my/places/{place.id}")

        assert 'id="refused"' in answer.text
        assert "fit-word" not in answer.text

    @pytest.mark.parametrize("state", [state for state in PlaceState if state != PlaceState.OPEN])
    def test_that_is_not_open_is_not_there(self, visiting, place, session, state):
        place.state = state
        session.commit()

        assert visiting.get(f"/my/places/{place.id}").status_code == 404

    def test_unknown_is_not_there(self, visiting):
        assert visiting.get("/my/places/999999").status_code == 404


class TestAYouth:
    def test_finds_no_page_of_a_coach_or_coordinator(self, app, visiting, noa, place):
        values = {"youth_id": noa.id, "place_id": place.id, "task_id": place.tasks[0].id, "section": "about"}
        rules = [
            rule for rule in app.url_map.iter_rules() if rule.endpoint.split(".")[0] in {"coach", "editing", "region"}
        ]

        assert len(rules) > 20
        for rule in rules:
            built = rule.build(values, append_unknown=False)
            assert built is not None
            for method in rule.methods & {"GET", "POST"}:
                call = visiting.get if method == "GET" else visiting.post
                assert call(built[1]).status_code == 404, rule

    def test_without_a_file_yet_has_no_places_page(self, make, sign_in, session):
        user = make.user(RoleName.YOUTH)
        session.commit()

        assert sign_in(user).get("/my/").status_code == 404
