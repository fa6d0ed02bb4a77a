"""What time it is: the one place that asks, so that services and tests are told."""

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in the Netherlands; around midnight not the day in UTC."""
    return datetime.now(AMSTERDAM).date()
