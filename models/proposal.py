"""Proposals: one youth and one place, put forward by somebody, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.account import RoleName, User
from models.base import Base, Versioned, codes
from models.place import Place, PlaceState
from models.youth import Youth


class ProposalState(StrEnum):
    """How far a proposal has come. The youth answers; yes, later and no may each be changed until it has ended."""

    ASKED = "asked"
    WANTED = "wanted"
    LATER = "later"
    DECLINED = "declined"
    ENDED = "ended"


ANSWERS: Final = (ProposalState.WANTED, ProposalState.LATER, ProposalState.DECLINED)
NEXT: Final[Mapping[ProposalState, frozenset[ProposalState]]] = {
    ProposalState.ASKED: frozenset({*ANSWERS, ProposalState.ENDED}),
    ProposalState.WANTED: frozenset({ProposalState.LATER, ProposalState.DECLINED, ProposalState.ENDED}),
    ProposalState.LATER: frozenset({ProposalState.WANTED, ProposalState.DECLINED, ProposalState.ENDED}),
    ProposalState.DECLINED: frozenset({ProposalState.WANTED, ProposalState.LATER, ProposalState.ENDED}),
    ProposalState.ENDED: frozenset(),
}
# A place that is closed, or a draft again, is no longer something that a youth can want.
GONE: Final = frozenset({PlaceState.DRAFT, PlaceState.CLOSED})


class ProposalMove(Base):
    """One move of a proposal: to which state, when, by whom and in which role. Never changed afterwards.

    `for_id` is the coach for whom somebody stood in who did it.
    """

    __tablename__ = "proposal_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    from_state: Mapped[ProposalState | None] = mapped_column(codes(ProposalState, name="from_state"))
    to_state: Mapped[ProposalState] = mapped_column(codes(ProposalState, name="to_state"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    for_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    role: Mapped[RoleName]

    by: Mapped[User | None] = relationship(foreign_keys=[by_id])
    for_whom: Mapped[User | None] = relationship(foreign_keys=[for_id])


class Proposal(Versioned, Base):
    """One youth and one place. Of a pair one at most has not ended. `shown_id` is the fit when it was made."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "uq_proposal_open",
            "youth_id",
            "place_id",
            unique=True,
            sqlite_where=text("state <> 'ended'"),
            postgresql_where=text("state <> 'ended'"),
        ),
        CheckConstraint("(ended_at IS NOT NULL) = (state = 'ended')", name="ended_at_with_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id", ondelete="RESTRICT"), index=True)
    shown_id: Mapped[int | None] = mapped_column(ForeignKey("shown.id", ondelete="SET NULL"))
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.ASKED)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    youth: Mapped[Youth] = relationship()
    place: Mapped[Place] = relationship()
    moves: Mapped[list[ProposalMove]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=ProposalMove.id
    )

    def may_become(self, state: ProposalState) -> bool:
        """Whether this state follows from the present one."""
        return state in NEXT[self.state]

    @property
    def reaches_employer(self) -> bool:
        """Whether the employer may know of it: the youth said yes, and the place is still there."""
        return self.state is ProposalState.WANTED and self.place.state not in GONE
