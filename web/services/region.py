"""The region in numbers: what is offered and how many look for it. Never a person, and no group smaller than five."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.vocabulary import Aim, Kind, Sector
from models.account import User
from models.employer import Employer
from models.place import Place, PlaceState
from models.sbi import sector_of
from models.workplace import Workplace
from models.youth import Youth
from web.permissions import Permission, require

SMALLEST_GROUP: Final = 5  # product.md section 1: smaller groups are suppressed


@dataclass(frozen=True)
class Region:
    """Open seats by kind and by sector; youths by aim, where None is a group too small to show."""

    seats_by_kind: Mapping[Kind, int]
    seats_by_sector: Mapping[Sector, int]
    youths_by_aim: Mapping[Aim, int | None]


def numbers(session: Session, *, actor: User) -> Region:
    """Supply and demand of the region. Raises NotFound for who is no coordinator."""
    require(actor, Permission.REGION_READ)
    offered = session.execute(
        select(Place.kind, Place.sector, Employer.sbi, func.sum(Place.seats))
        .join(Place.workplace)
        .join(Workplace.employer)
        .where(Place.state == PlaceState.OPEN)
        .group_by(Place.kind, Place.sector, Employer.sbi)
    )
    kinds: Counter[Kind] = Counter()
    sectors: Counter[Sector] = Counter()
    for kind, sector, sbi, seats in offered:
        kinds[kind] += seats
        named = sector or sector_of(sbi)
        if named:
            sectors[named] += seats
    looking = dict(session.execute(select(Youth.aim, func.count()).group_by(Youth.aim)).all())
    return Region(_in_order(Kind, kinds), _in_order(Sector, sectors), _suppressed(looking))


def _in_order(members: type[Any], counted: Counter[Any]) -> dict[Any, int]:
    return {member: counted[member] for member in members if counted[member]}


def _suppressed(counts: Mapping[Aim, int]) -> dict[Aim, int | None]:
    """No number that is small, nor one from which a small one follows."""
    shown: dict[Aim, int | None] = {aim: counts.get(aim, 0) for aim in Aim}
    if any(0 < (count or 0) < SMALLEST_GROUP for count in shown.values()):
        return dict.fromkeys(shown)
    return shown
