"""What a job coach sees: the caseload, a youth, the places for a youth, one pair, and a place."""

import re
from datetime import date, timedelta

import pytest

from matcher.profiles import Offer, WeekTime
from matcher.vocabulary import Condition, Demand, Education, Kind, LifeMatter, Means, PartKey, Sector
from models.place import PlaceState
from models.task import Bound, WithWhom
from web.clock import today


def words(answer):
    """The text of a page's main part without its markup, for what a reader reads."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def is_empty_state(answer):
    """Whether the page says that there is nothing yet, and what comes next."""
    return answer.status_code == 200 and 'class="panel panel-dashed empty"' in answer.text


@pytest.fixture
def noa(make, coach, session):
    youth = make.youth(
        coach=coach,
        name="Noa",
        postcode=make.postcode(),
        reach={Means.BICYCLE: 40.0},
        interests=(0.9, 0.5, 0.5, 0.1, 0.1, 0.5),
        needs={Condition.QUIET_SPOT: 3, Condition.BESIDE_COLLEAGUE: 2},
        hours_least=12.0,
        hours_most=24.0,
        income_needed=0,
        school_tired=False,
        own={"reading": 2, "care": 4},
        seen={"reading": 4},
    )
    session.commit()
    return youth


@pytest.fixture
def workshop(make, session):
    workplace = make.workplace(
        employer=make.employer(name="De Ketting"),
        name="Werkplaats",
        x=106_000,
        y=425_000,
        offers={Condition.QUIET_SPOT: Offer(1, 3), Condition.BESIDE_COLLEAGUE: Offer(3, 3)},
    )
    place = make.place(
        workplace=workplace,
        title="Fietsen repareren",
        kind=Kind.LEARNING,
        hours_least=12.0,
        hours_most=16.0,
        pay=0,
        times=(WeekTime(0, 540, 840),),
        sector=Sector.TECHNIQUE,
        education=Education.BESIDE,
    )
    make.task(
        place, title="Banden plakken", with_whom=WithWhom.BESIDE, asks={"reading": {"level": 2, "often": "often"}}
    )
    session.commit()
    return place


class TestTheCaseload:
    def test_shows_each_youth_with_the_place_that_fits_best(self, at_work, noa, workshop):
        page = words(at_work.get("/coach/"))

        assert "Noa" in page
        assert "Fietsen repareren" in page

    def test_says_what_is_urgent_in_words(self, at_work, noa, session):
        noa.urgent = frozenset({LifeMatter.HOUSING})
        session.commit()

        assert "urgent: housing" in words(at_work.get("/coach/"))

    def test_does_not_hold_the_youths_of_another_coach(self, at_work, make, session):
        make.youth(coach=make.coach(), name="Yusuf")
        session.commit()

        assert "Yusuf" not in at_work.get("/coach/").text

    def test_that_is_empty_says_what_comes_next(self, at_work):
        assert is_empty_state(at_work.get("/coach/"))


class TestAYouth:
    def test_shows_both_views_and_what_to_talk_about(self, at_work, noa):
        page = words(at_work.get(f"/coach/youths/{noa.id}"))

        assert "self: low · coach: high" in page
        assert "talk about it" in page

    def test_asks_what_is_not_known(self, at_work, make, coach, session):
        youth = make.youth(coach=coach, birth_date=None)
        session.commit()

        page = words(at_work.get(f"/coach/youths/{youth.id}"))

        assert "To ask Sam" in page
        assert "22 conditions not asked yet" in page

    def test_says_how_to_reach_them(self, at_work, noa, session):
        noa.telephone, noa.email = "06-00000001", "noa@plek.example"
        session.commit()

        page = words(at_work.get(f"/coach/youths/{noa.id}"))

        assert "Telephone 06-00000001" in page
        assert "noa@plek.example" in page

    @pytest.mark.parametrize(("age", "asked"), [(17, True), (None, True), (19, False)])
    def test_asks_of_school_duty_only_whom_it_can_concern(self, at_work, noa, session, age, asked):
        noa.birth_date, noa.exempt = None if age is None else date(today().year - age, 1, 1), None
        session.commit()

        assert ("Exempt from school duty" in words(at_work.get(f"/coach/youths/{noa.id}"))) == asked

    def test_shows_what_is_borne_least_first(self, at_work, noa, session):
        noa.bears = {Demand.WALKING: 3, Demand.NOISE: 0}
        session.commit()

        page = words(at_work.get(f"/coach/youths/{noa.id}"))

        assert page.index("Not at all noise") < page.index("Well walking")


class TestThePlacesForAYouth:
    @pytest.fixture
    def page(self, noa):
        return f"/coach/youths/{noa.id}/places"

    def test_tell_fit_reasons_obstacle_and_who_mends_it(self, at_work, noa, workshop, page):
        shown = words(at_work.get(page))

        assert re.search(r"0\.\d\d", shown)
        assert "fits" in shown
        assert "For it:" in shown
        assert "In the way:" in shown
        assert re.search(r"\(the employer\): then [01]\.\d\d", shown)
        assert "De Ketting · about 5 min by bicycle · 12 to 16 hours · no pay" in shown
        assert "Learning workplace" in shown

    def test_show_a_range_while_something_is_not_known(self, at_work, noa, workshop, page, session):
        noa.needs = {}
        session.commit()

        assert re.search(r"0\.\d\d – to [01]\.\d\d", words(at_work.get(page)))

    def test_stay_about_until_the_way_was_tried_out(self, at_work, noa, workshop, page, make, session):
        make.correction(noa, workshop.workplace, 35)
        session.commit()

        shown = words(at_work.get(page))

        assert "35 min, as tried out" in shown
        assert "about 5 min by bicycle" not in shown

    def test_say_that_the_way_is_not_known_without_coordinates(self, at_work, noa, workshop, page, make, session):
        noa.postcode = make.postcode(x=None, y=None)
        session.commit()

        shown = words(at_work.get(page))

        assert "travel time not known" in shown
        assert "by bicycle" not in shown

    def test_say_how_many_each_filter_hides(self, at_work, noa, workshop, page, make, session):
        make.place(kind=Kind.OPENING)
        make.place(kind=Kind.OPENING)
        session.commit()

        shown = words(at_work.get(f"{page}?kind=learning"))

        assert "The filters hide 2 places: kind of place 2." in shown
        assert "1 place, in order" in shown

    def test_keep_a_filter_that_is_not_among_the_round_numbers(self, at_work, noa, workshop, page):
        assert '<option value="37" selected>' in at_work.get(f"{page}?max_minutes=37").text

    def test_move_when_something_else_matters_most(self, at_work, noa, page, make, session):
        for title, x, level in (("Vlakbij", 105_000, 0), ("Verderop", 109_900, 3)):
            offers = {Condition.QUIET_SPOT: Offer(level, level), Condition.BESIDE_COLLEAGUE: Offer(3, 3)}
            place = make.place(title=title, workplace=make.workplace(x=x, y=425_000, offers=offers))
            make.task(place, asks={}, demands={})
        noa.needs = {Condition.QUIET_SPOT: 1, Condition.BESIDE_COLLEAGUE: 0}
        session.commit()

        def order():
            return re.findall(r'class="rank-title"><h2><a [^>]*>(Vlakbij|Verderop)<', at_work.get(page).text)

        assert order() == ["Vlakbij", "Verderop"]
        form = {"version": noa.version, "aim": noa.aim, "matters_most": [PartKey.SUPPORT]}
        answer = at_work.post(f"/coach/youths/{noa.id}/priorities", form, page=page)

        assert answer.status_code == 303
        assert order() == ["Verderop", "Vlakbij"]

    def test_refuse_a_fourth_thing_that_matters_most(self, at_work, noa, page, session):
        form = {"version": 1, "aim": "paid", "matters_most": ["travel", "hours", "support", "growth"]}
        answer = at_work.post(f"/coach/youths/{noa.id}/priorities", form, page=page)

        session.refresh(noa)
        assert answer.status_code == 422
        assert "Choose at most three." in words(answer)
        assert noa.matters_most == ()

    def test_put_apart_what_could_fit_well_once_asked(self, at_work, noa, page, make, session):
        plain = make.workplace(
            x=105_000, y=425_000, offers={Condition.QUIET_SPOT: Offer(3, 3), Condition.BESIDE_COLLEAGUE: Offer(1, 1)}
        )
        for _ in range(20):
            known = make.place(
                workplace=plain, hours_least=8.0, hours_most=10.0, pay=1600, flexible_times=True, pressure=0
            )
            make.task(known, asks={}, demands={}, interests=noa.interests)
        make.place(title="Zegt nog niets", workplace=make.workplace(x=105_000, y=425_000))
        session.commit()

        listed, _heading, asked = at_work.get(page).text.partition('id="ask-first"')
        assert "Zegt nog niets" in asked
        assert "Zegt nog niets" not in listed

    def test_count_what_is_not_in_the_list_and_why(self, at_work, noa, workshop, page, session):
        workshop.state = PlaceState.PAUSED
        session.commit()

        shown = words(at_work.get(page))

        assert "Not in the list: 1 place" in shown
        assert "not open: 1" in shown
        assert is_empty_state(at_work.get(page))

    def test_that_do_not_exist_yet_say_what_comes_next(self, at_work, noa, page):
        assert is_empty_state(at_work.get(page))

    def test_beyond_the_last_page_lead_back(self, at_work, noa, workshop, page):
        answer = at_work.get(f"{page}?page=40&paid=0")

        assert is_empty_state(answer)
        assert f'href="{page}?paid=0&amp;page=1"' in answer.text

    @pytest.mark.parametrize(
        ("rubbish", "name"),
        [
            ("page=0", "Page"),
            ("page=-1", "Page"),
            ("page=99999999999", "Page"),
            ("page=9999999999999999999999", "Page"),
            ("page=two", "Page"),
            ("page=%00", "Page"),
            ("kind=castle", "Kind of place"),
            ("kind=learning&kind=castle", "Kind of place"),
            ("sector=%F0%9F%90%8E", "Kind of work"),
            ("band=superb", "How well it fits"),
            ("max_minutes=far", "At most this many minutes of travel"),
            ("max_minutes=0", "At most this many minutes of travel"),
            ("min_hours=169", "At least this many hours"),
            ("max_hours=1e9", "At most this many hours"),
            ("paid=maybe", "Paid work"),
        ],
    )
    def test_answer_rubbish_in_the_address_with_one_sentence(self, at_work, noa, page, rubbish, name):
        answer = at_work.get(f"{page}?{rubbish}")

        assert answer.status_code == 422
        assert f"<strong>{name}</strong>:" in answer.text

    @pytest.mark.parametrize("name", ["youth_id", "endpoint", "_scheme", "_external", "_anchor", "_method", "self"])
    def test_lead_nowhere_else_by_a_made_up_name(self, at_work, noa, workshop, page, name):
        answer = at_work.get(f"{page}?page=40&paid=0&{name}=javascript")

        assert is_empty_state(answer)
        assert f'href="{page}?paid=0&amp;page=1"' in answer.text

    @pytest.mark.parametrize("harmless", ["page=", "kind=", "max_minutes=", "utm_source=mail", "unknown=1"])
    def test_leave_alone_what_filters_nothing(self, at_work, noa, workshop, page, harmless):
        assert "1 place, in order" in words(at_work.get(f"{page}?{harmless}"))


class TestOnePair:
    @pytest.fixture
    def page(self, noa, workshop):
        return f"/coach/youths/{noa.id}/places/{workshop.id}"

    def test_has_the_picture_and_the_table_of_the_eight_parts(self, at_work, page):
        answer = at_work.get(page)

        assert answer.text.count('<g class="pane') == 8
        assert len(re.findall(r'<th scope="row">', answer.text)) == 8
        assert answer.text.count('<g class="pane pane-obstacle"') == 1

    def test_says_of_a_part_without_friction_what_speaks_for_it(self, at_work, page):
        assert "About 5 min by bicycle, at most 40" in words(at_work.get(page))

    def test_that_is_not_in_the_list_says_why(self, at_work, page, workshop, session):
        workshop.state = PlaceState.CLOSED
        session.commit()

        assert "Why this place is not in the list" in words(at_work.get(page))

    def test_keeps_a_corrected_travel_time_and_forgets_it_when_emptied(self, at_work, page, noa, session):
        at_work.post(f"{page}/travel", {"minutes": "35"}, page=page)
        assert "35 min, as tried out corrected by a coach" in words(at_work.get(page))

        at_work.post(f"{page}/travel", {"minutes": "", "was": "35"}, page=page)
        session.refresh(noa)
        assert list(noa.corrections) == []

    def test_says_it_when_somebody_else_kept_another_travel_time_meanwhile(self, at_work, page, noa, session):
        at_work.post(f"{page}/travel", {"minutes": "35"}, page=page)

        answer = at_work.post(f"{page}/travel", {"minutes": "20", "was": ""}, page=page)

        session.refresh(noa)
        assert answer.status_code == 409
        assert "<td>35</td>" in answer.text
        assert [correction.minutes for correction in noa.corrections] == [35]

    @pytest.mark.parametrize("minutes", ["0", "601", "-5", "half an hour"])
    def test_refuses_a_travel_time_that_cannot_be(self, at_work, page, noa, session, minutes):
        answer = at_work.post(f"{page}/travel", {"minutes": minutes}, page=page)

        assert answer.status_code == 422
        assert "Minutes of travel" in words(answer)
        assert list(noa.corrections) == []


class TestLookingUpAPlace:
    def test_says_of_each_how_it_fits_or_what_keeps_it_out(self, at_work, noa, workshop, make, session):
        make.place(title="Gesloten", state=PlaceState.CLOSED)
        session.commit()

        shown = words(at_work.get(f"/coach/youths/{noa.id}/search"))

        assert re.search(r"Fietsen repareren .*Learning workplace 0\.\d\d", shown)
        assert re.search(r"Gesloten .* not open", shown)

    def test_finds_by_part_of_the_employer(self, at_work, noa, workshop, make, session):
        make.place(title="Iets anders")
        session.commit()

        shown = words(at_work.get(f"/coach/youths/{noa.id}/search?q=ketting"))

        assert "1 place" in shown
        assert "Iets anders" not in shown

    @pytest.mark.parametrize("q", ["%25", "_", "\\", "'", "🐎", "<b>"])
    def test_takes_any_characters_as_they_are(self, at_work, noa, workshop, q):
        assert is_empty_state(at_work.get(f"/coach/youths/{noa.id}/search?q={q}"))

    @pytest.mark.parametrize("rubbish", ["q=%00", "page=0", "page=x", f"q={'x' * 201}"])
    def test_answers_rubbish_with_one_sentence(self, at_work, noa, rubbish):
        assert at_work.get(f"/coach/youths/{noa.id}/search?{rubbish}").status_code == 422

    def test_beyond_the_last_page_leads_back(self, at_work, noa, workshop):
        assert is_empty_state(at_work.get(f"/coach/youths/{noa.id}/search?page=9"))


class TestAPlace:
    def test_shows_its_tasks_over_the_week(self, at_work, workshop, make, session):
        make.task(workshop, title="Winkel open", bound=Bound.CLOCK, times=(WeekTime(1, 540, 600),), times_a_week=1)
        session.commit()

        answer = at_work.get(f"/coach/places/{workshop.id}")

        assert "Banden plakken" in words(answer)
        assert answer.text.count("task-bound") == 1
        assert answer.text.count("task-free") == 1

    def test_shows_the_youths_of_the_caseload_who_fit(self, at_work, noa, workshop, make, session):
        make.youth(coach=make.coach(), name="Yusuf")
        session.commit()

        shown = words(at_work.get(f"/coach/places/{workshop.id}"))

        assert "Noa About 5 min by bicycle" in shown
        assert "Yusuf" not in shown

    def test_says_of_the_others_what_stands_in_the_way(self, at_work, noa, workshop, make, coach, session):
        make.youth(coach=coach, name="Daan", postcode=make.postcode(x=180_000, y=425_000), reach={Means.WALK: 20.0})
        session.commit()

        answer = at_work.get(f"/coach/places/{workshop.id}")

        assert 'data-remember="refused"' in answer.text
        assert re.search(r"Daan · Too far: about .* min on foot", words(answer))

    def test_of_which_nothing_is_known_says_what_to_ask(self, at_work, make, session):
        place = make.place()
        session.commit()

        answer = at_work.get(f"/coach/places/{place.id}")

        assert is_empty_state(answer)
        assert "Ask the employer" in words(answer)

    def test_may_lie_in_the_past(self, at_work, noa, make, session):
        place = make.place(until=date(2020, 1, 1))
        session.commit()

        assert at_work.get(f"/coach/places/{place.id}").status_code == 200


class TestTheListOfPlaces:
    def test_that_is_empty_says_what_comes_next(self, at_work):
        assert is_empty_state(at_work.get("/coach/places"))

    def test_beyond_the_last_page_leads_back(self, at_work, workshop):
        assert is_empty_state(at_work.get("/coach/places?page=9"))


class TestAnotherCoachsYouth:
    def test_is_not_there_by_any_route_and_method(self, app, at_work, make, session):
        youth, place = make.youth(coach=make.coach(), name="Yusuf"), make.place()
        values = {"youth_id": youth.id, "place_id": place.id, "section": "about", "report_id": make.report(youth).id}
        session.commit()
        rules = [rule for rule in app.url_map.iter_rules() if "youth_id" in rule.arguments]

        assert len(rules) > 8
        for rule in rules:
            built = rule.build(values, append_unknown=False)
            assert built is not None
            address = built[1]
            if "GET" in rule.methods:
                assert at_work.get(address).status_code == 404, rule
            if "POST" in rule.methods:
                form = {"version": 1, "name": "Gestolen", "aim": "paid", "occupation_id": 1, "minutes": 5}
                answer = at_work.post(address, form)
                assert answer.status_code in {404, 422}, rule
                assert "Yusuf" not in answer.text, rule
        session.refresh(youth)
        assert (youth.name, youth.version) == ("Yusuf", 1)

    @pytest.mark.parametrize(
        "number", ["0", "-1", "1.5", "1e3", str(2**31), str(2**63), str(10**40), "9" * 4301, "٣", "%00", "NaN"]
    )
    def test_nor_is_anything_under_a_number_that_no_row_can_have(self, app, at_work, noa, number):
        rules = [rule for rule in app.url_map.iter_rules() if rule.arguments & {"youth_id", "place_id", "task_id"}]

        assert len(rules) > 15
        for rule in rules:
            address = re.sub(r"<int:\w+>", number, rule.rule).replace("<section>", "about")
            if "GET" in rule.methods:
                assert at_work.get(address).status_code == 404, rule
            if "POST" in rule.methods:
                form = {"version": 1, "aim": "paid", "occupation_id": 1, "state": "open"}
                assert at_work.post(address, form).status_code in {404, 422}, rule

    @pytest.mark.parametrize("section", ["", "coach_id", "../..", "about2"])
    def test_nor_is_a_section_that_does_not_exist(self, at_work, noa, section):
        assert at_work.get(f"/coach/youths/{noa.id}/edit/{section}").status_code == 404
        assert at_work.post(f"/coach/youths/{noa.id}/edit/{section}", {"version": 1}).status_code == 404


class TestDataThatWillBeErased:
    def test_is_said_on_the_list_with_the_day(self, at_work, coach, make, session):
        coming = today() + timedelta(days=9)
        for name, due_on in (("Noa", coming), ("Sam", None), ("Kim", today() - timedelta(days=3))):
            youth = make.youth(name=name, coach=coach)
            if due_on:
                make.erasure(youth, due_on=due_on)
        session.commit()

        page = at_work.get("/coach/").text

        assert page.count(f"all data erased on {coming.day} ") == 1
        assert page.count("all data erased now") == 1
