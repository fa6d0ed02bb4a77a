"""What was shown of fits, and the profiles it was made of, so that every list can be explained and made again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Encrypted
from models.rules import SHORT, filled
from models.values import PLAIN_DATA


class KeptProfile(Base):
    """A profile as the matcher knew it, once for each content. `digest` is the keyed hash of its canonical JSON.

    A youth's goes with the youth; a place's has no `youth_id`.
    """

    __tablename__ = "kept_profile"

    digest: Mapped[str] = mapped_column(primary_key=True)
    youth_id: Mapped[int | None] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    content: Mapped[Any] = mapped_column(Encrypted(PLAIN_DATA))


class Shown(Base):
    """One list (or one pair) of fits of a youth as somebody saw it, with all that is needed to make it again.

    `content` holds results in order, counts, digests of the profiles and what was asked (models/shown.py knows nothing
    of its shape; `web/services/showing.py` writes and reads it). The same list seen twice within an hour is one row:
    `digest` is the keyed hash of the content, `hour` the hour in UTC.
    """

    __tablename__ = "shown"
    __table_args__ = (
        UniqueConstraint("youth_id", "viewer_id", "hour", "digest"),
        filled("reference", SHORT),
        filled("software", SHORT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), index=True)
    viewer_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    hour: Mapped[datetime]
    on: Mapped[date]
    reference: Mapped[str]
    settings: Mapped[str]
    software: Mapped[str]
    digest: Mapped[str]
    content: Mapped[Any] = mapped_column(Encrypted(PLAIN_DATA))
