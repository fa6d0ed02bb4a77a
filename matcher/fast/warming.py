"""Kernels made ready once a process, before anybody waits for them; and done without where they cannot be had."""

from __future__ import annotations

import logging
from datetime import date
from threading import Lock
from typing import Any, Final

from matcher.fast.compiled import compiles, forget_kept
from matcher.fast.scan import places_with_kernels, youths_with_kernels
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.reference import Reference
from matcher.table import PlaceTable, YouthTable
from matcher.vocabulary import Kind

_ANY: Final[dict[str, Any]] = {"on": date(2026, 1, 1), "where": {}, "best": 1, "best_by_high": 1}
_logger: Final = logging.getLogger(__name__)


class _Kernels:
    """How far this process has come with them."""

    lock: Final = Lock()
    warm: bool | None = None  # None: nobody tried yet


def are_warm() -> bool:
    """Whether a search goes by kernels from now on, unless they are switched off."""
    return bool(_Kernels.warm) and compiles()


def warm() -> bool:
    """Load the kernels, and compile them where they are not kept from an earlier start: a second, or half a minute.

    Returns whether they are ready: not while another thread is at it, so that nobody waits; and never in this process
    once it failed, for instance because what was kept is damaged. That is forgotten then, for the next start.
    """
    if _Kernels.warm is not None or not compiles():
        return are_warm()
    if not _Kernels.lock.acquire(blocking=False):
        return False
    try:
        _try_them()
        _Kernels.warm = True
    except Exception as error:  # noqa: BLE001 -- what numba, its files and the disk may raise is without end
        _logger.warning("Lists are made without compiled kernels, more slowly (%s).", type(error).__name__)
        forget_kept()
        _Kernels.warm = False
    finally:
        _Kernels.lock.release()
    return are_warm()


def _try_them() -> None:
    """Search a table of one, both ways."""
    youth, place = YouthProfile(1), PlaceProfile(1, kind=Kind.OPENING, seats=1, open=True)
    places, youths = PlaceTable.build([place], Reference()), YouthTable.build([youth], Reference())
    places_with_kernels(youth, places.packed(), **_ANY, records=places.records)
    youths_with_kernels(place, youths.packed(), **_ANY, records=youths.records)
