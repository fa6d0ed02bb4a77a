"""Workplaces: the spot where the work is done, with its surroundings and its support."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.profiles import Offer
from matcher.vocabulary import Condition, Demand
from models.base import Base, Checked, Versioned
from models.employer import Employer
from models.postcode import Postcode
from models.rules import SHORT, filled
from models.values import OFFERS, SURROUNDING_SET


class Workplace(Versioned, Base):
    """A spot of an employer.

    `offers` says per condition how far it is offered now and how far it can be arranged (0..3 each);
    `Offer(0, 0)` is not possible, a condition left out is not said.
    """

    __tablename__ = "workplace"
    __table_args__ = (filled("name", SHORT), filled("buddy_name", SHORT), filled("master_name", SHORT))

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str]
    postcode_code: Mapped[str | None] = mapped_column(ForeignKey("postcode.code", ondelete="RESTRICT"))
    surroundings: Mapped[frozenset[Demand]] = mapped_column(Checked(SURROUNDING_SET), default=frozenset())
    offers: Mapped[Mapping[Condition, Offer]] = mapped_column(Checked(OFFERS), default=dict)
    buddy_name: Mapped[str | None]
    master_name: Mapped[str | None]
    colleagues_told_on: Mapped[date | None]

    employer: Mapped[Employer] = relationship(back_populates="workplaces")
    postcode: Mapped[Postcode | None] = relationship()
