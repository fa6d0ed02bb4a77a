"""Import of occupations' interests: O*NET's scores, brought to ESCO occupations by a published crosswalk.

An occupation with several O*NET codes takes those of the highest confidence that have scores, and the mean of these
where they are equally sure: a sure match is not watered down by a guess.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.profiles import Interests
from models.change import request_rebuild
from models.occupation import InterestsFrom, Occupation
from models.rules import LINE
from web.services.importing.reading import Kind, Row, Table, WrongFile, read_tables
from web.services.importing.report import Progress, Report, silent
from web.services.importing.rows import keep
from web.services.occupations import SCHEME

#: O*NET's names of the six Holland types in the order of `matcher.vocabulary.Interest`.
TYPES: Final = ("Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional")
#: The scale of occupational interests runs from 1 to 7 (O*NET, scale OI).
SCALE: Final = "OI"
LEAST, MOST = 1.0, 7.0
#: Groups whose mean stands in for own scores, the nearest first: digits of the ISCO code, and the mark that is kept.
GROUPS: Final = ((4, InterestsFrom.ISCO4), (3, InterestsFrom.ISCO3), (2, InterestsFrom.ISCO2))

WITHOUT_SCORES: Final = "O*NET codes of the crosswalk without scores; their occupations take the mean of their group"

Scores = Mapping[str, Interests]


@dataclass(frozen=True)
class Link:
    """One row of a crosswalk: an occupation, an O*NET code, how sure the match is, and the English label."""

    row: Row
    uri: str
    onet_code: str
    confidence: float
    label_en: str


def import_interests(session: Session, paths: Sequence[Path], *, progress: Progress = silent) -> Report:
    """Give the occupations that were imported their interests and English labels; flushes, never commits.

    Files in any order: a crosswalk with or without labels or both, and O*NET's table of interests; a labelled crosswalk
    that holds scores will do alone. Raises `WrongFile` before anything is changed.
    """
    tables = read_tables(paths, [Kind.INTERESTS, Kind.CROSSWALK, Kind.LABELLED_CROSSWALK])
    report = Report("interests")
    links = [link for kind in _CROSSWALKS if kind in tables for link in _links(tables[kind], report)]
    scores = _scores(tables, report)
    occupations = list(session.scalars(select(Occupation).where(Occupation.scheme == SCHEME).order_by(Occupation.uri)))
    _check_enough(paths, links, scores, occupations)
    known = _only_known(links, {occupation.uri for occupation in occupations}, report)
    report.find(WITHOUT_SCORES, sorted({link.onet_code for link in known if link.onet_code} - scores.keys()))
    _store(session, occupations, own_interests(known, scores), _labels(known), report, progress)
    session.flush()
    request_rebuild(session)
    return report


_CROSSWALKS: Final = (Kind.LABELLED_CROSSWALK, Kind.CROSSWALK)


def _check_enough(
    paths: Sequence[Path], links: Sequence[Link], scores: Scores, occupations: Sequence[Occupation]
) -> None:
    if not links:
        raise WrongFile(paths[0], "is not enough: a crosswalk from ESCO to O*NET is needed as well.")
    if not scores:
        raise WrongFile(paths[0], "is not enough: O*NET's table of interests is needed as well.")
    if not occupations:
        raise WrongFile(paths[0], "cannot be used yet: import the occupations first.")


def to_unit(level: float) -> float:
    """A score of 1 to 7 as an interest of 0 to 1."""
    return (level - LEAST) / (MOST - LEAST)


def mean(some: Iterable[Interests]) -> Interests:
    """The mean of at least one set of interests, type by type."""
    return cast(Interests, tuple(math.fsum(values) / len(values) for values in zip(*some, strict=True)))


def _scores(tables: Mapping[Kind, Table], report: Report) -> dict[str, Interests]:
    """Interests by O*NET code; what O*NET's own table says goes before what a labelled crosswalk repeats."""
    levels: dict[str, dict[str, float]] = defaultdict(dict)
    rows: dict[str, Row] = {}
    if Kind.LABELLED_CROSSWALK in tables:
        _levels_beside_links(tables[Kind.LABELLED_CROSSWALK], levels, rows, report)
    if Kind.INTERESTS in tables:
        _levels_of_table(tables[Kind.INTERESTS], levels, rows, report)
    complete = {code: found for code, found in levels.items() if len(found) == len(TYPES)}
    for code in levels.keys() - complete.keys():
        missing = ", ".join(name for name in TYPES if name not in levels[code])
        report.leave_out(rows[code], code, f"has no score for {missing}")
    return {code: cast(Interests, tuple(to_unit(found[name]) for name in TYPES)) for code, found in complete.items()}


def _levels_of_table(table: Table, levels: dict[str, dict[str, float]], rows: dict[str, Row], report: Report) -> None:
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        code, name = row["O*NET-SOC Code"], row["Element Name"]
        if row["Scale ID"] != SCALE or name not in TYPES:
            continue
        if (code, name) in seen:
            report.leave_out(row, f"{code} {name}", f"stands on line {seen[code, name]} already")
            continue
        seen[code, name] = row.line
        _take_level(row, "Data Value", (code, name), levels, rows, report)


def _levels_beside_links(
    table: Table, levels: dict[str, dict[str, float]], rows: dict[str, Row], report: Report
) -> None:
    for row in table.rows:
        for name in TYPES:
            if row["onet_code"] and row.fields.get(name):
                _take_level(row, name, (row["onet_code"], name), levels, rows, report)


def _take_level(
    row: Row,
    column: str,
    key: tuple[str, str],
    levels: dict[str, dict[str, float]],
    rows: dict[str, Row],
    report: Report,
) -> None:
    code, name = key
    level = _number(row[column])
    rows.setdefault(code, row)
    if level is None or not LEAST <= level <= MOST:
        report.leave_out(row, f"{code} {name}", f"the score is not a number from {LEAST:g} to {MOST:g}")
        return
    levels[code][name] = level


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _links(table: Table, report: Report) -> list[Link]:
    """The rows of a crosswalk; one without a code only brings its label."""
    labelled = table.kind is Kind.LABELLED_CROSSWALK
    uri, label = ("conceptUri", "label_en") if labelled else ("concept_uri", "esco_occupation")
    found: dict[tuple[str, str], Link] = {}
    for row in table.rows:
        confidence = _number(row["confidence"]) if row["onet_code"] else 0.0
        key = (row[uri], row["onet_code"])
        if confidence is None:
            report.leave_out(row, row[uri], "confidence is not a number")
        elif key in found:
            report.leave_out(row, row[uri], f"stands on line {found[key].row.line} already")
        else:
            found[key] = Link(row, *key, confidence, row[label])
    return list(found.values())


def _only_known(links: Iterable[Link], uris: set[str], report: Report) -> list[Link]:
    known = []
    for link in links:
        if link.uri in uris:
            known.append(link)
        elif link.onet_code:
            report.leave_out(link.row, link.uri, "is no occupation that was imported")
    return known


def own_interests(links: Iterable[Link], scores: Scores) -> dict[str, Interests]:
    """Interests by the URI of each occupation that has a code with scores."""
    by_uri: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        if link.onet_code in scores:
            earlier = by_uri[link.uri].get(link.onet_code, 0.0)
            by_uri[link.uri][link.onet_code] = max(earlier, link.confidence)
    return {uri: _surest(codes, scores) for uri, codes in by_uri.items()}


def _surest(codes: Mapping[str, float], scores: Scores) -> Interests:
    best = max(codes.values())
    return mean(scores[code] for code, confidence in sorted(codes.items()) if confidence == best)


def group_means(own: Mapping[str, Interests], isco: Mapping[str, str | None]) -> dict[str, Interests]:
    """The mean of the own interests in each ISCO group of four, three and two digits that has any."""
    members: defaultdict[str, list[Interests]] = defaultdict(list)
    for uri in sorted(own):
        for digits, _ in GROUPS:
            code = isco[uri]
            if code:
                members[code[:digits]].append(own[uri])
    return {group: mean(some) for group, some in members.items()}


def _labels(links: Iterable[Link]) -> dict[str, str]:
    """English labels by URI: those of the labelled crosswalk, which comes first, before the other's."""
    labels: dict[str, str] = {}
    for link in links:
        if 0 < len(link.label_en) <= LINE:
            labels.setdefault(link.uri, link.label_en)
    return labels


def _store(
    session: Session,
    occupations: list[Occupation],
    own: Mapping[str, Interests],
    labels: Mapping[str, str],
    report: Report,
    progress: Progress,
) -> None:
    means = group_means(own, {occupation.uri: occupation.isco for occupation in occupations})
    report.tallies = dict.fromkeys([*InterestsFrom, "unknown"], 0)
    for occupation in progress(occupations, "interests"):
        interests, source = _interests_of(occupation, own, means)
        values = {
            "interests": interests,
            "interests_from": source,
            "label_en": labels.get(occupation.uri, occupation.label_en),
        }
        was_unknown = occupation.interests is None and interests is not None
        report.tallies[source or "unknown"] += 1
        keep(session, occupation, Occupation, values, report)
        if was_unknown:
            report.new, report.changed = report.new + 1, report.changed - 1


def _interests_of(
    occupation: Occupation, own: Mapping[str, Interests], means: Mapping[str, Interests]
) -> tuple[Interests, InterestsFrom] | tuple[None, None]:
    if occupation.uri in own:
        return own[occupation.uri], InterestsFrom.OWN
    for digits, source in GROUPS:
        group = (occupation.isco or "")[:digits]
        if group in means:
            return means[group], source
    return None, None
