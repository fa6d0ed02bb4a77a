"""Import of the four-digit postcodes: their middles on the Dutch grid, with what is wrong in the file reported."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.change import request_rebuild
from models.postcode import Postcode
from models.rules import SHORT
from web.services.importing.rd import in_the_netherlands, to_rd
from web.services.importing.reading import Kind, Row, read_tables
from web.services.importing.report import Progress, Report, silent
from web.services.importing.rows import Unusable, keep, read_each

#: Metres from the median of its surroundings beyond which a point is doubtful. In the published file the farthest
#: right one lies 25.4 km from its municipality's median (Ginnum), the nearest wrong one 96.7 km (Stitswerd).
FAR: Final = 30_000.0
#: Inhabitants; the largest postcode has about 30 thousand.
MOST_INHABITANTS: Final = 1_000_000
_CODE: Final = re.compile(r"[1-9][0-9]{3}", re.ASCII)

NO_COORDINATES: Final = "without coordinates; kept, so travel from there is unknown"
NO_MUNICIPALITY: Final = "without a municipality; kept"
FAR_FROM_MUNICIPALITY: Final = f"more than {FAR / 1000:.0f} km from the median of their municipality; kept as doubtful"
FAR_FROM_NEIGHBOURS: Final = (
    f"without a municipality, more than {FAR / 1000:.0f} km from the median of their neighbours by number; "
    "kept as doubtful"
)


@dataclass(frozen=True)
class Read:
    """One row as it will be kept."""

    code: str
    place: str | None
    municipality: str | None
    province: str | None
    inhabitants: int | None
    x: int | None
    y: int | None
    doubtful: bool = False

    @property
    def key(self) -> str:
        return self.code

    @property
    def point(self) -> tuple[float, float] | None:
        return None if self.x is None or self.y is None else (self.x, self.y)


def import_postcodes(session: Session, path: Path, *, progress: Progress = silent) -> Report:
    """Take over a table of postcodes, by code; flushes, never commits.

    What is no longer in the file stays. Raises `WrongFile` before anything is changed.
    """
    table = read_tables([path], [Kind.POSTCODES])[Kind.POSTCODES]
    report = Report("postcodes")
    found = mark_doubtful(read_each(table.rows, "pc4", _read, report))
    _report_dirt(found, report)
    kept = {postcode.code: postcode for postcode in session.scalars(select(Postcode))}
    for read in progress(found, "postcodes"):
        keep(session, kept.get(read.code), Postcode, vars(read), report)
    session.flush()
    request_rebuild(session)
    return report


def _read(row: Row) -> Read:
    """One row's values; raises `Unusable`."""
    if not _CODE.fullmatch(row["pc4"]):
        raise Unusable("not a postcode of four digits")
    x, y = _point(row["lat"], row["lon"])
    return Read(
        row["pc4"], _name(row, "plaats"), _name(row, "gemeente"), _name(row, "provincie"), _inhabitants(row), x, y
    )


def _name(row: Row, column: str) -> str | None:
    if len(row[column]) > SHORT:
        raise Unusable(f"{column} has more than {SHORT} characters")
    return row[column] or None


def _inhabitants(row: Row) -> int | None:
    if not row["inwoners"]:
        return None
    number = _number(row["inwoners"], "inwoners")
    if not 0 <= number <= MOST_INHABITANTS or number != int(number):
        raise Unusable(f"inwoners is not a whole number from 0 to {MOST_INHABITANTS}")
    return int(number)


def _point(latitude: str, longitude: str) -> tuple[int, int] | tuple[None, None]:
    """Whole metres on the Dutch grid; no coordinates when either is empty."""
    if not latitude or not longitude:
        return None, None
    north, east = _number(latitude, "lat"), _number(longitude, "lon")
    if abs(north) > 90 or abs(east) > 180:
        raise Unusable("lat and lon are not degrees")
    x, y = to_rd(north, east)
    if not in_the_netherlands(x, y):
        raise Unusable(f"outside the Netherlands ({north}, {east})")
    return round(x), round(y)


def _number(text: str, column: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Unusable(f"{column} is not a number")
    return number


def mark_doubtful(found: Sequence[Read]) -> list[Read]:
    """Mark each point that lies farther than FAR from the median of its municipality.

    A postcode without one (mostly post boxes) is held against the postcodes with one that share its first three digits,
    or its first two where there are none: many post boxes stand at one and the same wrong point.
    """
    middles = _medians(found)
    return [replace(read, doubtful=True) if _is_far(read, middles) else read for read in found]


def _is_far(read: Read, middles: Mapping[str, tuple[float, float]]) -> bool:
    names = [read.municipality] if read.municipality else [read.code[:3], read.code[:2]]
    middle = next((middles[name] for name in names if name in middles), None)
    return middle is not None and read.point is not None and math.dist(read.point, middle) > FAR


def _medians(found: Iterable[Read]) -> Mapping[str, tuple[float, float]]:
    """The median point of each municipality, and of the postcodes in one by their first three and two digits."""
    points: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for read in found:
        if read.point is not None and read.municipality is not None:
            for name in (read.municipality, read.code[:3], read.code[:2]):
                points[name].append(read.point)
    return {name: (median(x for x, _ in some), median(y for _, y in some)) for name, some in points.items()}


def _report_dirt(found: Iterable[Read], report: Report) -> None:
    doubtful = [read for read in found if read.doubtful]
    report.find(NO_COORDINATES, (read.code for read in found if read.point is None))
    report.find(FAR_FROM_MUNICIPALITY, (f"{read.code} {read.place}" for read in doubtful if read.municipality))
    report.find(FAR_FROM_NEIGHBOURS, (read.code for read in doubtful if not read.municipality))
    report.find(NO_MUNICIPALITY, (read.code for read in found if not read.municipality))
