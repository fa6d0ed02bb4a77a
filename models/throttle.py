"""How often something was tried lately, for limits that hold across workers."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Throttle(Base):
    """A counter that ends at a moment (seconds since 1970). `key` is a hash: it names nobody."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(primary_key=True)
    hits: Mapped[int]
    ends: Mapped[float]
