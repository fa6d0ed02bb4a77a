"""Search indexes: what an import learned about a catalogue, so that words find its rows."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import Base
from models.rules import SHORT, filled


class SearchIndex(Base):
    """The arrays of one catalogue's index (numpy archive), replaced in the transaction that changes the catalogue.

    In the database rather than in a file beside it: every process and machine that sees the catalogue then sees the
    index that belongs to it, on both databases, and an import that fails takes neither half.
    """

    __tablename__ = "search_index"
    __table_args__ = (filled("name", SHORT), filled("digest", SHORT))

    name: Mapped[str] = mapped_column(primary_key=True)
    #: Of the catalogue and the way it is indexed: a process that holds arrays with this digest need not read again.
    digest: Mapped[str]
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary))
