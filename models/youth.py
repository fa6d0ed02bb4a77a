"""Youths: who look for a place, with what they want, can do and need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from matcher.profiles import Interests, Point, Span, WeekTime, YouthProfile
from matcher.vocabulary import Ability, Aim, Condition, Demand, LifeMatter, Means, PartKey, Wish
from models.ability import AbilityView
from models.base import Base, Checked, Encrypted, Versioned, keyed_hash
from models.postcode import Postcode
from models.rules import MOST_CENTS, SHORT, WEEK_MINUTES, between, filled, hours
from models.travel import TravelCorrection
from models.values import (
    BEARS,
    EMAIL,
    INTERESTS,
    LANGUAGES,
    LINE_TEXT,
    LONG_TEXT,
    MATTERS_MOST,
    NEEDS,
    REACH,
    TELEPHONE,
    TIMES,
    URGENT,
    URIS,
    WISHES,
    span,
)

if TYPE_CHECKING:
    from models.account import User


class Youth(Versioned, Base):
    """Somebody who looks for a place. What is None, or left out of a mapping, is not known.

    What is sensitive is encrypted: needs, what somebody bears, notes, urgent matters, e-mail, telephone, free words.
    `name` is how they want to be called; `story` is their own words, `notes` are the coach's.
    `older_reason` says why somebody of 27 or older is here (R7).
    """

    __tablename__ = "youth"
    __table_args__ = (
        filled("name", SHORT),
        CheckConstraint("birth_date BETWEEN '1930-01-01' AND '2100-01-01'", name="birth_date_sane"),
        # Only a real yes will do: NULL would let the CHECK pass.
        CheckConstraint("exempt_from IS NULL OR (exempt IS NOT NULL AND exempt)", name="exempt_from_with_exempt"),
        between("school_minutes", 0, WEEK_MINUTES),
        *hours(),
        between("income_needed", 0, MOST_CENTS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    birth_date: Mapped[date | None]
    postcode_code: Mapped[str | None] = mapped_column(ForeignKey("postcode.code", ondelete="RESTRICT"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), unique=True)
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"), index=True)

    qualified: Mapped[bool | None]
    exempt: Mapped[bool | None]
    exempt_from: Mapped[date | None]
    school_minutes: Mapped[int | None]
    reach: Mapped[Mapping[Means, float] | None] = mapped_column(Checked(REACH))
    hours_least: Mapped[float | None]
    hours_most: Mapped[float | None]
    free: Mapped[tuple[WeekTime, ...] | None] = mapped_column(Checked(TIMES))
    earliest: Mapped[date | None]

    interests: Mapped[Interests | None] = mapped_column(Checked(INTERESTS))
    bears: Mapped[Mapping[Demand, int]] = mapped_column(Encrypted(BEARS), default=dict)
    skills: Mapped[frozenset[str]] = mapped_column(Checked(URIS), default=frozenset())
    goals: Mapped[frozenset[str]] = mapped_column(Checked(URIS), default=frozenset())
    languages: Mapped[Mapping[str, int]] = mapped_column(Checked(LANGUAGES), default=dict)
    wishes: Mapped[Mapping[str, Wish]] = mapped_column(Checked(WISHES), default=dict)
    income_needed: Mapped[int | None]
    matters_most: Mapped[tuple[PartKey, ...]] = mapped_column(Checked(MATTERS_MOST), default=())
    aim: Mapped[Aim] = mapped_column(default=Aim.PAID)
    school_tired: Mapped[bool | None]
    older_reason: Mapped[str | None] = mapped_column(Encrypted(LINE_TEXT))
    story: Mapped[str | None] = mapped_column(Encrypted(LONG_TEXT))

    needs: Mapped[Mapping[Condition, int]] = mapped_column(Encrypted(NEEDS), default=dict)
    urgent: Mapped[frozenset[LifeMatter]] = mapped_column(Encrypted(URGENT), default=frozenset())
    notes: Mapped[str | None] = mapped_column(Encrypted(LONG_TEXT))
    email: Mapped[str | None] = mapped_column(Encrypted(EMAIL))
    email_hash: Mapped[str | None] = mapped_column(index=True)
    telephone: Mapped[str | None] = mapped_column(Encrypted(TELEPHONE))

    postcode: Mapped[Postcode | None] = relationship()
    coach: Mapped[User | None] = relationship(foreign_keys=[coach_id])
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    views: Mapped[list[AbilityView]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=AbilityView.id
    )
    corrections: Mapped[list[TravelCorrection]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=TravelCorrection.workplace_id
    )

    @validates("email")
    def _hash_email(self, _key: str, email: str | None) -> str | None:
        self.email_hash = None if email is None else keyed_hash(email)
        return email

    def profile(self, *, on: date, known_minutes: Mapping[int, float] | None = None) -> YouthProfile:
        """What the matcher may know of this youth on a day.

        `known_minutes` {workplace id: minutes one way} stand in for the corrections kept with the youth.
        """
        kept = {correction.workplace_id: correction.minutes for correction in self.corrections}
        return youth_profile(
            {name: getattr(self, name) for name in YOUTH_VALUES},
            on=on,
            home=self.postcode.point if self.postcode else None,
            abilities=ability_ranges((view.ability, view.level) for view in self.views),
            known_minutes=kept if known_minutes is None else known_minutes,
        )


# The columns that go into a profile; what is not named here never reaches the matcher.
_AS_THEY_ARE = (
    "id",
    "birth_date",
    "qualified",
    "school_minutes",
    "reach",
    "free",
    "earliest",
    "interests",
    "bears",
    "skills",
    "goals",
    "languages",
    "needs",
    "wishes",
    "income_needed",
    "matters_most",
    "aim",
    "urgent",
    "school_tired",
)
YOUTH_VALUES = (*_AS_THEY_ARE, "exempt", "exempt_from", "hours_least", "hours_most")


def youth_profile(
    values: Mapping[str, Any],
    *,
    on: date,
    home: Point | None,
    abilities: Mapping[Ability, Span],
    known_minutes: Mapping[int, float],
) -> YouthProfile:
    """The record made of the values of YOUTH_VALUES, for one youth and for many alike."""
    return YouthProfile(
        **{name: values[name] for name in _AS_THEY_ARE},
        exempt=exempt_on(on, values["exempt"], values["exempt_from"]),
        hours=span(values["hours_least"], values["hours_most"]),
        home=home,
        abilities=abilities,
        known_minutes=known_minutes,
    )


def exempt_on(on: date, exempt: bool | None, exempt_from: date | None) -> bool | None:
    """Whether somebody is exempt from school duty on a day: an exemption that starts later is none yet."""
    return exempt_from <= on if exempt and exempt_from else exempt


def ability_ranges(levels: Iterable[tuple[Ability, int]]) -> dict[Ability, Span]:
    """Per ability the lowest and the highest view, own and coach's together."""
    ranges: dict[Ability, Span] = {}
    for ability, level in levels:
        low, high = ranges.get(ability, (level, level))
        ranges[ability] = (min(low, level), max(high, level))
    return ranges
