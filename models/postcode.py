"""Postcodes: where a home or a workplace is, no nearer than four digits."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from matcher.profiles import Point
from models.base import Base
from models.rules import SHORT, between, digits, filled, together


class Postcode(Base):
    """A four-digit postcode with its centre on the Dutch grid (RD, EPSG:28992), in whole metres.

    Without coordinates the way there is unknown. `doubtful` marks a centre far from the rest of its municipality.
    """

    __tablename__ = "postcode"
    __table_args__ = (
        digits("code", 4, 4),
        filled("place", SHORT),
        filled("municipality", SHORT),
        filled("province", SHORT),
        together("x", "y"),
        # The rectangle in which the Dutch grid is defined.
        between("x", -7_000, 300_000),
        between("y", 289_000, 629_000),
        between("inhabitants", 0, 1_000_000),
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[str | None]
    municipality: Mapped[str | None]
    province: Mapped[str | None]
    inhabitants: Mapped[int | None]
    x: Mapped[int | None]
    y: Mapped[int | None]
    doubtful: Mapped[bool] = mapped_column(default=False)

    @property
    def point(self) -> Point | None:
        """The centre, or None when it is not known."""
        return point(self.x, self.y)


def point(x: int | None, y: int | None) -> Point | None:
    """Two coordinates as one point, or None while they are not known."""
    return None if x is None or y is None else (x, y)
