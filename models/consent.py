"""Consent: what a youth lets one employer see in one proposal. Off until switched on, item by item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.records import Invalid
from matcher.vocabulary import Condition
from models.base import Base, Encrypted, Value, Versioned
from models.proposal import Proposal
from models.values import EMAIL, SHORT_TEXT


class ConsentItem(StrEnum):
    """What can be shared, beside each needed condition by itself (`need_item`)."""

    CALLED = "called"
    INTERESTS = "interests"
    ABILITIES = "abilities"
    LEARNED = "learned"
    HOURS = "hours"
    CONTACT = "contact"


_NEED: Final = "need:"


def need_item(condition: Condition) -> str:
    """The item that shares one needed condition."""
    return f"{_NEED}{condition.value}"


def condition_of(item: str) -> Condition | None:
    """The condition that an item shares; None for every other item."""
    return Condition(item.removeprefix(_NEED)) if item.startswith(_NEED) else None


#: Every item there is, in the order in which it is asked and shown.
ITEMS: Final = (*(item.value for item in ConsentItem), *map(need_item, Condition))


@dataclass(frozen=True)
class Given:
    """That an item was switched on: when, until when at most, and when somebody signed along (None: nobody yet).

    `digest` stands for what it showed then ("" for nothing): nobody sees it once it shows something else.
    """

    at: datetime
    until: datetime
    along_at: datetime | None = None
    digest: str = ""

    def to_dict(self) -> dict[str, str | None]:
        return {
            "at": self.at.isoformat(),
            "until": self.until.isoformat(),
            "along_at": self.along_at.isoformat() if self.along_at else None,
            "digest": self.digest,
        }


def _given(data: Mapping[str, Any]) -> Given:
    along = data["along_at"]
    return Given(
        datetime.fromisoformat(data["at"]),
        datetime.fromisoformat(data["until"]),
        datetime.fromisoformat(along) if along else None,
        data.get("digest", ""),
    )


def _read(value: object, path: str) -> dict[str, Given]:
    if not isinstance(value, Mapping) or not set(value) <= set(ITEMS):
        raise Invalid(path, "must be items that can be shared")
    return {item: _given(value[item]) for item in ITEMS if item in value}


class Consent(Versioned, Base):
    """What is switched on in one proposal {item: Given}; what is not in it is not shared. Encrypted: it names needs."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), unique=True)
    given: Mapped[Mapping[str, Given]] = mapped_column(
        Encrypted(Value(_read, lambda data: {item: _given(found) for item, found in data.items()})), default=dict
    )

    proposal: Mapped[Proposal] = relationship()


class Along(Base):
    """Somebody who signs along with what a youth shares. Why is not kept."""

    __tablename__ = "along"

    youth_id: Mapped[int] = mapped_column(ForeignKey("youth.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(Encrypted(SHORT_TEXT))
    email: Mapped[str] = mapped_column(Encrypted(EMAIL))
    since: Mapped[datetime]
