"""How many queries a page sends does not depend on how much it shows."""

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
MOST = 16


class TestThePagesOfACoach:
    @pytest.mark.parametrize("page", COACH_PAGES)
    def test_send_as_many_queries_for_twenty_as_for_three(self, at_work, fill, queries, page):
        youth, place = fill(3)
        address = page.format(youth=youth.id, place=place.id)
        few = queries(lambda: at_work.get(address))

        fill(17)
        many = queries(lambda: at_work.get(address))

        assert many == few <= MOST


class TestThePagesOfAYouth:
    @pytest.mark.parametrize("page", ["/my/", "/my/places/{place}"])
    def test_send_as_many_queries_for_twenty_as_for_three(self, sign_in, fill, queries, page):
        youth, place = fill(3)
        visitor, address = sign_in(youth.user), page.format(place=place.id)
        few = queries(lambda: visitor.get(address))

        fill(17)
        many = queries(lambda: visitor.get(address))

        assert many == few <= MOST
