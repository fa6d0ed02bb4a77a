"""Employers: the organisations that offer places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from matcher.vocabulary import Sector
from models.base import Base, Encrypted, Versioned, keyed_hash
from models.rules import LONG, SHORT, digits, filled
from models.sbi import sector_of
from models.values import EMAIL, TELEPHONE

if TYPE_CHECKING:
    from models.workplace import Workplace


class Employer(Versioned, Base):
    """An organisation with its one contact person.

    `kvk` is the number of the Chamber of Commerce, `sbi` the code of its main activity without dots,
    `recognised_number` that of a recognised training company (erkend leerbedrijf), `why` what moves them.
    """

    __tablename__ = "employer"
    __table_args__ = (
        filled("name", SHORT),
        digits("kvk", 8, 8),
        digits("sbi", 2, 6),
        filled("recognised_number", SHORT),
        filled("why", LONG),
        filled("contact_name", SHORT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kvk: Mapped[str | None] = mapped_column(unique=True)
    sbi: Mapped[str | None]
    recognised_number: Mapped[str | None]
    why: Mapped[str | None]
    contact_name: Mapped[str | None]
    contact_email: Mapped[str | None] = mapped_column(Encrypted(EMAIL))
    contact_email_hash: Mapped[str | None] = mapped_column(index=True)
    contact_telephone: Mapped[str | None] = mapped_column(Encrypted(TELEPHONE))

    workplaces: Mapped[list[Workplace]] = relationship(back_populates="employer", order_by="Workplace.id")

    @property
    def sector(self) -> Sector | None:
        """The sort of work by the main activity; None where that does not tell."""
        return sector_of(self.sbi)

    @validates("contact_email")
    def _hash_email(self, _key: str, email: str | None) -> str | None:
        self.contact_email_hash = None if email is None else keyed_hash(email)
        return email
