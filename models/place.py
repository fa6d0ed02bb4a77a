"""Places: what employers offer, in three kinds, and the states a place moves through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher import profiles
from matcher.profiles import PlaceProfile, WeekTime
from matcher.vocabulary import Education, Kind, Sector
from models.base import Base, Checked, Versioned, codes
from models.occupation import Occupation
from models.rules import LINE, LONG, MOST_CENTS, SHORT, between, filled, hours, in_order
from models.sbi import sector_of
from models.task import Task
from models.values import LANGUAGES, TIMES, URIS, span
from models.workplace import Workplace

if TYPE_CHECKING:
    from models.account import User


class PlaceState(StrEnum):
    """How far a place has come; only an open one is offered."""

    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    FILLED = "filled"
    CLOSED = "closed"


# What closed comes back as a draft: somebody looks at it before it is offered again.
NEXT: Final[Mapping[PlaceState, frozenset[PlaceState]]] = {
    PlaceState.DRAFT: frozenset({PlaceState.OPEN, PlaceState.CLOSED}),
    PlaceState.OPEN: frozenset({PlaceState.PAUSED, PlaceState.FILLED, PlaceState.CLOSED}),
    PlaceState.PAUSED: frozenset({PlaceState.OPEN, PlaceState.CLOSED}),
    PlaceState.FILLED: frozenset({PlaceState.OPEN, PlaceState.CLOSED}),
    PlaceState.CLOSED: frozenset({PlaceState.DRAFT}),
}


class NotNext(ValueError):
    """A place was asked to move to a state that does not follow from its own."""

    def __init__(self, current: PlaceState, asked: PlaceState) -> None:
        super().__init__(f"{current} -> {asked}")
        self.current = current
        self.asked = asked


class PlaceMove(Base):
    """One move of a place: from which state to which, when, by whom and why. Never changed afterwards."""

    __tablename__ = "place_move"
    __table_args__ = (
        filled("why", LINE),
        CheckConstraint("from_state <> to_state", name="to_another_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[PlaceState] = mapped_column(codes(PlaceState, name="from_state"))
    to_state: Mapped[PlaceState] = mapped_column(codes(PlaceState, name="to_state"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    why: Mapped[str | None]

    by: Mapped[User | None] = relationship()


class Place(Versioned, Base):
    """What an employer offers at a workplace: an opening, a carved job or a learning place.

    None is not said. `sector` is given only where it differs from the employer's; `pay` is in cents an hour, 0 is
    unpaid; `start` None is any day, `until` None is without an end.
    """

    __tablename__ = "place"
    __table_args__ = (
        filled("title", SHORT),
        filled("story", LONG),
        between("seats", 0, 1_000),
        *hours(),
        in_order("start", "until"),
        between("pay", 0, MOST_CENTS),
        between("pressure", 0, 3),
        between("school_like", 0, 3),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workplace_id: Mapped[int] = mapped_column(ForeignKey("workplace.id", ondelete="RESTRICT"), index=True)
    occupation_id: Mapped[int | None] = mapped_column(ForeignKey("occupation.id", ondelete="SET NULL"))
    kind: Mapped[Kind]
    title: Mapped[str]
    story: Mapped[str | None]
    sector: Mapped[Sector | None]
    state: Mapped[PlaceState] = mapped_column(default=PlaceState.DRAFT)
    seats: Mapped[int] = mapped_column(default=1)

    hours_least: Mapped[float | None]
    hours_most: Mapped[float | None]
    times: Mapped[tuple[WeekTime, ...] | None] = mapped_column(Checked(TIMES))
    flexible_times: Mapped[bool] = mapped_column(default=False)
    on_call: Mapped[bool | None]
    start: Mapped[date | None]
    until: Mapped[date | None]
    pay: Mapped[int | None]

    languages: Mapped[Mapping[str, int]] = mapped_column(Checked(LANGUAGES), default=dict)
    licences: Mapped[frozenset[str]] = mapped_column(Checked(URIS), default=frozenset())
    taught: Mapped[frozenset[str]] = mapped_column(Checked(URIS), default=frozenset())
    pressure: Mapped[int | None]
    education: Mapped[Education] = mapped_column(default=Education.NONE)
    school_like: Mapped[int | None]
    expert_supervision: Mapped[bool | None]

    workplace: Mapped[Workplace] = relationship()
    occupation: Mapped[Occupation | None] = relationship()
    tasks: Mapped[list[Task]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=(Task.position, Task.id)
    )
    moves: Mapped[list[PlaceMove]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=PlaceMove.id
    )

    def may_become(self, state: PlaceState) -> bool:
        """Whether a state follows from the present one."""
        return state in NEXT[self.state]

    def move(self, state: PlaceState, *, by: User | None, at: datetime, why: str | None = None) -> PlaceMove:
        """Go to another state and keep who did it, when and why. Raises NotNext."""
        if not self.may_become(state):
            raise NotNext(self.state, state)
        moved = PlaceMove(from_state=self.state, to_state=state, by=by, at=at, why=why or None)
        self.state = state
        self.moves.append(moved)
        return moved

    def profile(self) -> PlaceProfile:
        """What the matcher may know of this place."""
        workplace, postcode = self.workplace, self.workplace.postcode
        values = {name: getattr(self, name) for name in PLACE_VALUES}
        values |= {name: getattr(workplace, name) for name in WORKPLACE_VALUES}
        return place_profile(
            values,
            sbi=workplace.employer.sbi,
            at=postcode.point if postcode else None,
            interests=self.occupation.interests if self.occupation else None,
            tasks=tuple(task.profile() for task in self.tasks),
        )


_AS_THEY_ARE: Final = (
    "id",
    "kind",
    "seats",
    "times",
    "flexible_times",
    "on_call",
    "start",
    "until",
    "pay",
    "languages",
    "licences",
    "taught",
    "pressure",
    "education",
    "school_like",
    "expert_supervision",
)
PLACE_VALUES: Final = (*_AS_THEY_ARE, "workplace_id", "sector", "state", "hours_least", "hours_most")
WORKPLACE_VALUES: Final = ("employer_id", "surroundings", "offers")


def place_profile(
    values: Mapping[str, Any],
    *,
    sbi: str | None,
    at: profiles.Point | None,
    interests: profiles.Interests | None,
    tasks: tuple[profiles.Task, ...],
) -> PlaceProfile:
    """The record made of the values of PLACE_VALUES and WORKPLACE_VALUES, for one place and for many alike."""
    return PlaceProfile(
        **{name: values[name] for name in _AS_THEY_ARE},
        workplace=values["workplace_id"],
        employer=values["employer_id"],
        sector=values["sector"] or sector_of(sbi),
        surroundings=values["surroundings"],
        offers=values["offers"],
        at=at,
        interests=interests,
        tasks=tasks,
        hours=span(values["hours_least"], values["hours_most"]),
        open=values["state"] == PlaceState.OPEN,
    )
