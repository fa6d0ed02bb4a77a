"""Accounts and their roles: who may sign in.

The one module of `models` that knows the sign-in library: its mixins give an account what sessions need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Table, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship, validates

from models.base import Base, Encrypted, Versioned, keyed_hash
from models.rules import SHORT, filled
from models.values import EMAIL, SHORT_TEXT


class RoleName(StrEnum):
    """What an account comes to do (product.md section 1)."""

    COACH = "coach"
    YOUTH = "youth"
    EMPLOYER = "employer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Acting:
    """In which role somebody acts now, and what reaches further than that role does by itself.

    `stands_in_for` {id of the absent coach: name}; `opened` are youths outside the caseload for whom a reason was
    stated; `employers` are those in whose name a confirmed member acts.
    """

    role: RoleName
    stands_in_for: Mapping[int, str] = field(default_factory=dict)
    opened: frozenset[int] = frozenset()
    employers: frozenset[int] = frozenset()


user_role: Final = Table(
    "user_role",
    Base.metadata,
    Column("user_id", ForeignKey("user.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("role.id", ondelete="RESTRICT"), primary_key=True),
)


class Role(Base, RoleMixin):
    """One of the five roles; the first migration writes them all."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[RoleName] = mapped_column(unique=True)


class User(Versioned, Base, UserMixin):
    """Somebody who can sign in.

    The address is encrypted; it is found by `email_hash`, which is set with it. A youth may have none and use a card.
    `totp` is the secret of the authenticator app, None until it is set up; `totp_step` the last step that was used,
    so that no number serves twice. `language` is that of the mails. `fs_uniquifier` is the sign-in library's own.
    `closed_without_work` says of a closed account that nothing was left for it to do, and no administrator closed it.
    """

    __tablename__ = "user"
    __table_args__ = (filled("name", SHORT),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(Encrypted(EMAIL))  # type: ignore[assignment]  # the mixin wants one
    email_hash: Mapped[str | None] = mapped_column(unique=True)
    password: Mapped[str | None]
    totp: Mapped[str | None] = mapped_column(Encrypted(SHORT_TEXT))
    totp_step: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(default="nl")
    active: Mapped[bool] = mapped_column(default=True)
    closed_without_work: Mapped[bool] = mapped_column(default=False)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True, default=lambda: uuid4().hex)
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says less
        secondary=user_role, order_by=Role.id
    )

    @validates("email")
    def _hash_email(self, _key: str, email: str | None) -> str | None:
        self.email_hash = None if email is None else keyed_hash(email)
        return email

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password and a second factor are the only way in: for everybody but who is a youth and no more."""
        return any(role.name is not RoleName.YOUTH for role in self.roles)

    @property
    def acting(self) -> Acting | None:
        """How this person acts in this request; None outside of one, where every role counts. Kept in no column."""
        found: Acting | None = self.__dict__.get("_acting")
        return found

    def act_as(self, acting: Acting) -> None:
        """Say how this person acts for as long as this object lives."""
        self.__dict__["_acting"] = acting


def find_user_by_email(session: Session, email: str) -> User | None:
    """The account with an address, however its capitals are written, or None."""
    return session.execute(select(User).where(User.email_hash == keyed_hash(email))).scalar_one_or_none()


def find_roles(session: Session, *names: RoleName) -> list[Role]:
    """The roles with these names."""
    return list(session.scalars(select(Role).where(Role.name.in_(names)).order_by(Role.id)))
