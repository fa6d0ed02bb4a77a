"""How many queries a page sends depends neither on how much it shows nor on how much changed."""

import pytest

from matcher.profiles import WeekTime
from matcher.vocabulary import Condition, Means
from models.account import RoleName


@pytest.fixture
def fill(make, coach, session):
    """Add so many youths and places, each with all that hangs on them."""

    def fill(count):
        for _ in range(count):
            skill = make.skill()
            youth = make.youth(
                coach=coach,
                user=make.user(RoleName.YOUTH),
                postcode=make.postcode(),
                reach={Means.BICYCLE: 40.0},
                goals=frozenset({skill.uri}),
                needs={Condition.BUDDY: 2},
                own={"reading": 3},
                seen={"reading": 2},
            )
            workplace = make.workplace(postcode=make.postcode())
            occupation = make.occupation()
            place = make.place(
                workplace=workplace,
                occupation=occupation,
                tasks=3,
                taught=frozenset({skill.uri}),
                times=(WeekTime(0, 540, 600),),
            )
            make.correction(youth, workplace, 20)
        session.commit()
        return youth, place

    return fill


COACH_PAGES = (
    "/coach/",
    "/coach/youths/{youth}",
    "/coach/youths/{youth}/places",
    "/coach/youths/{youth}/places/{place}",
    "/coach/youths/{youth}/search",
    "/coach/places",
    "/coach/places/{place}",
    "/coach/places/{place}/edit",
    "/coach/youths/{youth}/edit/likes",
)
YOUTH_PAGES = ("/my/", "/my/places/{place}")
MOST = 22  # of these six look whether the looks are in the log, and keep the fits that were shown
CATCHING_UP = 3  # the log, and the places that changed with their tasks
FIRST_LOOK = 8  # new profiles, chains and entries, all of a page at once


class TestThePagesOfACoach:
    @pytest.mark.parametrize("page", COACH_PAGES)
    def test_send_as_many_queries_for_twenty_as_for_three(self, at_work, fill, queries, page):
        youth, place = fill(3)
        address = page.format(youth=youth.id, place=place.id)
        at_work.get(address)  # now the table of places is up to date
        few = queries(lambda: at_work.get(address))

        fill(17)
        at_work.get(address)
        many = queries(lambda: at_work.get(address))

        assert many == few <= MOST

    @pytest.mark.parametrize("page", COACH_PAGES)
    def test_send_as_many_queries_after_twenty_changes_as_after_three(self, at_work, fill, queries, page):
        youth, place = fill(3)
        address = page.format(youth=youth.id, place=place.id)
        at_work.get(address)
        fill(3)
        few = queries(lambda: at_work.get(address))

        fill(20)
        many = queries(lambda: at_work.get(address))

        assert many == few <= MOST + CATCHING_UP + FIRST_LOOK


class TestThePagesOfAYouth:
    @pytest.mark.parametrize("page", YOUTH_PAGES)
    def test_send_as_many_queries_for_twenty_as_for_three(self, sign_in, fill, queries, page):
        youth, place = fill(3)
        visitor, address = sign_in(youth.user), page.format(place=place.id)
        visitor.get(address)
        few = queries(lambda: visitor.get(address))

        fill(17)
        visitor.get(address)
        many = queries(lambda: visitor.get(address))

        assert many == few <= MOST
