"""What a coordinator sees: the region in numbers, never a person and no group smaller than five."""

import pytest

from matcher.vocabulary import Aim, Kind
from models.place import PlaceState


@pytest.fixture
def visiting(make, sign_in, session):
    coordinator = make.coordinator()
    session.commit()
    visitor = sign_in(coordinator)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


class TestTheRegion:
    def test_counts_open_seats_by_kind(self, visiting, make, session):
        make.place(kind=Kind.LEARNING, seats=7)
        make.place(kind=Kind.LEARNING, seats=9, state=PlaceState.DRAFT)
        session.commit()

        assert '<td class="amount">7</td>' in visiting.get("/region/").text

    def test_names_no_youth_and_no_small_group(self, visiting, make, session):
        make.place()
        for _ in range(4):
            make.youth(name="Fleur", aim=Aim.PAID)
        for _ in range(6):
            make.youth(name="Fleur", aim=Aim.FINDING_OUT)
        session.commit()

        page = visiting.get("/region/").text

        assert "Fleur" not in page
        assert '<td class="amount">4</td>' not in page
        assert '<td class="amount">6</td>' not in page

    def test_that_is_empty_says_what_comes_next(self, visiting):
        assert 'class="panel panel-dashed empty"' in visiting.get("/region/").text

    def test_is_not_there_for_a_coach(self, at_work):
        assert at_work.get("/region/").status_code == 404
