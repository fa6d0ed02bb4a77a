"""Kernels made ready before anybody waits for them."""

from __future__ import annotations

from datetime import date
from typing import Final

from matcher.fast.compiled import compiles
from matcher.fast.scan import find_places, find_youths
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Kind

_DAY: Final = date(2026, 1, 1)


def warm() -> None:
    """Load the kernels, and compile them where they are not kept from an earlier start: a second, or half a minute."""
    if not compiles():
        return
    import matcher.fast.kernels.search  # noqa: F401 -- from now on tables of every size are searched with kernels

    youth, place = YouthProfile(1), PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
    places, youths = PlaceTable.build([place], Reference()), YouthTable.build([youth], Reference())
    find_places(youth, places.packed(), on=_DAY, where={}, best=1, best_by_high=1, records=places.records)
    find_youths(place, youths.packed(), on=_DAY, where={}, best=1, best_by_high=1, records=youths.records)
