"""Kernels made ready before anybody waits for them."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from matcher.fast.compiled import compiles
from matcher.fast.scan import WARMING, places_with_kernels, youths_with_kernels
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Kind


def warm() -> None:
    """Load the kernels, and compile them where they are not kept from an earlier start: a second, or half a minute.

    Whoever ranks meanwhile in another thread does so with numpy.
    """
    if not compiles():
        return
    youth, place = YouthProfile(1), PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
    places, youths = PlaceTable.build([place], Reference()), YouthTable.build([youth], Reference())
    WARMING.set()
    try:
        places_with_kernels(youth, places.packed(), **_ANY, records=places.records)
        youths_with_kernels(place, youths.packed(), **_ANY, records=youths.records)
    finally:
        WARMING.clear()


_ANY: Final[dict[str, Any]] = {"on": date(2026, 1, 1), "where": {}, "best": 1, "best_by_high": 1}
