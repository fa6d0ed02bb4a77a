"""Occupations found by everyday words."""

import hashlib
from collections.abc import Iterable
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.occupation import Occupation, OccupationGroup
from models.search_index import SearchIndex
from web.services.errors import NotFound
from web.services.searching.building import Entry, build_index
from web.services.searching.index import FORMAT, OccupationIndex

#: The scheme of the catalogue that is searched.
SCHEME: Final = "esco"
#: Characters; a longer text is not a question for an occupation.
LONGEST_QUERY: Final = 200
_INDEX: Final = "occupations"

#: What this process read last, by its digest. Replaced as one value, so that threads see the old one or the new one.
_held: tuple[str, OccupationIndex] | None = None


def search_occupations(session: Session, query: str, limit: int = 5) -> list[Occupation]:
    """The occupations that everyday words mean, best first; words may be misspelled ("iets met diere").

    Nothing is found by an empty text, by one of more than LONGEST_QUERY characters, by signs without letters, or
    before occupations were imported.
    """
    if not query.strip() or len(query) > LONGEST_QUERY or limit < 1:
        return []
    index = _index(session)
    ids = index.best(query, limit) if index else []
    found = {row.id: row for row in session.scalars(select(Occupation).where(Occupation.id.in_(ids)))} if ids else {}
    return [found[id_] for id_ in ids if id_ in found]


def get_occupation(session: Session, occupation_id: int) -> Occupation:
    """One occupation of the catalogue. Raises NotFound."""
    found = session.get(Occupation, occupation_id)
    if found is None:
        raise NotFound(occupation_id)
    return found


def renew_index(session: Session) -> None:
    """Learn the index anew when the catalogue, or the way it is indexed, has changed; flushes, never commits."""
    entries = _entries(session)
    digest = _digest(entries)
    kept = session.get(SearchIndex, _INDEX)
    if not entries or (kept is not None and kept.digest == digest):
        return
    content = build_index(entries).to_bytes()
    if kept is None:
        session.add(SearchIndex(name=_INDEX, digest=digest, content=content))
    else:
        kept.digest, kept.content = digest, content
    session.flush()


def _index(session: Session) -> OccupationIndex | None:
    """The index as it is in the database, read again only when it was replaced."""
    global _held
    digest = session.scalar(select(SearchIndex.digest).where(SearchIndex.name == _INDEX))
    if digest is None or not digest.startswith(f"{FORMAT}-"):
        return None
    held = _held
    if held is None or held[0] != digest:
        content = session.scalars(select(SearchIndex.content).where(SearchIndex.name == _INDEX)).one()
        held = _held = (digest, OccupationIndex.from_bytes(content))
    return held[1]


def _entries(session: Session) -> list[Entry]:
    groups = {group.code: group.label_nl for group in session.scalars(select(OccupationGroup))}
    catalogue = select(Occupation).where(Occupation.scheme == SCHEME).order_by(Occupation.id)
    return [
        Entry(
            id=row.id,
            isco=row.isco or "",
            label=row.label_nl,
            other_labels=row.alt_labels,
            group_label=groups.get(row.isco or "", ""),
            description=row.description or "",
        )
        for row in session.scalars(catalogue)
    ]


def _digest(entries: Iterable[Entry]) -> str:
    """The format of the arrays and a fingerprint of everything that is learned from."""
    fingerprint = hashlib.sha256()
    for entry in entries:
        fingerprint.update(repr(entry).encode())
    return f"{FORMAT}-{fingerprint.hexdigest()}"
