"""Import of the ESCO occupations and the ISCO groups; renews the index by which everyday words find them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.change import request_rebuild
from models.occupation import Occupation, OccupationGroup
from models.rules import LINE, LONG
from web.services.importing.reading import Kind, Row, Table, read_tables
from web.services.importing.report import Progress, Report, silent
from web.services.importing.rows import Unusable, keep, read_each
from web.services.occupations import SCHEME, renew_index

#: The published occupation with the most has 83.
MOST_LABELS: Final = 1_000
_ISCO: Final = re.compile(r"[0-9]{4}", re.ASCII)
_GROUP: Final = re.compile(r"[0-9]{1,4}", re.ASCII)


@dataclass(frozen=True)
class ReadOccupation:
    """One occupation as it will be kept."""

    uri: str
    label_nl: str
    alt_labels: tuple[str, ...]
    description: str | None
    isco: str

    @property
    def key(self) -> str:
        return self.uri


@dataclass(frozen=True)
class ReadGroup:
    """One ISCO group as it will be kept."""

    code: str
    label_nl: str

    @property
    def key(self) -> str:
        return self.code


def import_occupations(session: Session, paths: Sequence[Path], *, progress: Progress = silent) -> list[Report]:
    """Take over occupations by their URI and ISCO groups by their code, in files of any order; flushes, never commits.

    What is no longer in the files stays, and so do interests and English labels. Raises `WrongFile` before anything is
    changed. One report for each file.
    """
    tables = read_tables(paths, [Kind.OCCUPATIONS, Kind.GROUPS])
    reports = []
    if Kind.GROUPS in tables:
        reports.append(_import_groups(session, tables[Kind.GROUPS], progress))
    if Kind.OCCUPATIONS in tables:
        reports.append(_import_occupations(session, tables[Kind.OCCUPATIONS], progress))
    session.flush()
    request_rebuild(session)
    renew_index(session)
    return reports


def _import_groups(session: Session, table: Table, progress: Progress) -> Report:
    report = Report("ISCO groups")
    found = read_each(table.rows, "code", _read_group, report)
    kept = {group.code: group for group in session.scalars(select(OccupationGroup))}
    for read in progress(found, "ISCO groups"):
        keep(session, kept.get(read.code), OccupationGroup, vars(read), report)
    return report


def _import_occupations(session: Session, table: Table, progress: Progress) -> Report:
    report = Report("occupations")
    found = read_each(table.rows, "conceptUri", _read_occupation, report)
    of_scheme = select(Occupation).where(Occupation.scheme == SCHEME)
    kept = {occupation.uri: occupation for occupation in session.scalars(of_scheme)}
    for read in progress(found, "occupations"):
        keep(session, kept.get(read.uri), Occupation, {"scheme": SCHEME, **vars(read)}, report)
    return report


def _read_group(row: Row) -> ReadGroup:
    """One row's values; raises `Unusable`."""
    if not _GROUP.fullmatch(row["code"]):
        raise Unusable("code is not one to four digits")
    if not 0 < len(row["preferredLabel"]) <= LINE:
        raise Unusable(f"preferredLabel is empty or has more than {LINE} characters")
    return ReadGroup(row["code"], row["preferredLabel"])


def _read_occupation(row: Row) -> ReadOccupation:
    """One row's values; raises `Unusable`."""
    if not row["conceptUri"].startswith("http") or len(row["conceptUri"]) > LINE or " " in row["conceptUri"]:
        raise Unusable("conceptUri is not a URI")
    if not _ISCO.fullmatch(row["iscoGroup"]):
        raise Unusable("iscoGroup is not four digits")
    if not 0 < len(row["preferredLabel"]) <= LINE:
        raise Unusable(f"preferredLabel is empty or has more than {LINE} characters")
    if len(row["description"]) > LONG:
        raise Unusable(f"description has more than {LONG} characters")
    other_labels = _other_labels(row)
    if len(other_labels) > MOST_LABELS:
        raise Unusable(f"altLabels has more than {MOST_LABELS} lines")
    return ReadOccupation(
        uri=row["conceptUri"],
        label_nl=row["preferredLabel"],
        alt_labels=other_labels,
        description=row["description"] or None,
        isco=row["iscoGroup"],
    )


def _other_labels(row: Row) -> tuple[str, ...]:
    """The lines of altLabels, each once, without the preferred label."""
    labels = dict.fromkeys(filter(None, map(str.strip, row["altLabels"].splitlines())))
    labels.pop(row["preferredLabel"], None)
    return tuple(labels)
