"""The states of a place, the moves between them, and the history they leave."""

from itertools import product

import pytest
from sqlalchemy.orm import Session

from models.place import NEXT, NotNext, PlaceState
from tests.make import NOW, Make

MOVES = [(now, asked) for now, asked in product(PlaceState, PlaceState) if asked in NEXT[now]]
NO_MOVES = [(now, asked) for now, asked in product(PlaceState, PlaceState) if asked not in NEXT[now]]


class TestMoves:
    @pytest.mark.parametrize(("now", "asked"), MOVES)
    def test_a_move_is_made_and_kept(self, session: Session, make: Make, now: PlaceState, asked: PlaceState) -> None:
        place, coach = make.place(state=now), make.coach()

        place.move(asked, by=coach, at=NOW, why="De werkgever belde")
        session.flush()
        session.expire(place)

        (moved,) = place.moves
        assert place.state is asked
        assert (moved.from_state, moved.to_state, moved.at, moved.by, moved.why) == (
            now,
            asked,
            NOW,
            coach,
            "De werkgever belde",
        )

    @pytest.mark.parametrize(("now", "asked"), NO_MOVES)
    def test_a_move_that_does_not_follow_changes_nothing(self, make: Make, now: PlaceState, asked: PlaceState) -> None:
        place = make.place(state=now)

        with pytest.raises(NotNext):
            place.move(asked, by=None, at=NOW)

        assert place.state is now
        assert place.moves == []

    def test_every_state_has_its_moves_and_none_is_a_dead_end(self) -> None:
        assert set(NEXT) == set(PlaceState)
        assert all(NEXT.values())

    def test_a_reason_may_be_left_out(self, session: Session, make: Make) -> None:
        place = make.place()
        place.move(PlaceState.PAUSED, by=None, at=NOW, why="")
        session.flush()

        assert place.moves[0].why is None

    def test_history_stays_when_an_account_goes(self, session: Session, make: Make) -> None:
        place, coach = make.place(), make.coach()
        place.move(PlaceState.PAUSED, by=coach, at=NOW)
        session.flush()

        session.delete(coach)
        session.flush()
        session.expire(place)

        assert place.moves[0].by is None
