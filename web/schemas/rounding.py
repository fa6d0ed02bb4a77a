"""What a form shows rounded must not come back rounded: a value that still looks the same is the kept one."""

from collections.abc import Mapping
from typing import Any, Final

# How far a value may lie from what its form shows of it. Interests are chosen in quarters, numbers have two decimals.
WITHIN: Final[Mapping[str, float]] = {
    "interests": 0.125,
    "hours_least": 0.005,
    "hours_most": 0.005,
    "school_minutes": 0.3,
    "reach": 0.005,
    "minutes_each": 0.005,
    "times_a_week": 0.005,
}


def as_kept(row: object, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a form, each that was not changed in it as precise as the row has it."""
    return {
        name: _as_kept(getattr(row, name), value, WITHIN[name]) if name in WITHIN else value
        for name, value in values.items()
    }


def _as_kept(kept: Any, sent: Any, within: float) -> Any:
    if isinstance(kept, Mapping) and isinstance(sent, Mapping):
        return {key: _as_kept(kept.get(key), value, within) for key, value in sent.items()}
    if isinstance(kept, tuple) and isinstance(sent, tuple):
        return tuple(_as_kept(*pair, within) for pair in zip(kept, sent, strict=True))
    if isinstance(kept, int | float) and isinstance(sent, int | float) and abs(kept - sent) <= within:
        return kept
    return sent
