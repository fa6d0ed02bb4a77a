"""What people were shown of fits: kept with all that is needed to explain it later and to make it again.

A service that makes a page of fits notes a `Draft` in its session; whoever records the look keeps the drafts in the
same transaction. A profile is kept once for each content, a list once for each viewer and hour.

    draft = Draft(ListKind.PAIR, youth.profile(on=on), {place.id: place.profile()}, (match,), on=on)
    (shown,) = keep(session, [draft], viewer=actor, at=at)
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from matcher import Match, PlaceProfile, Ranking, Reference, YouthProfile
from matcher.match import Fit
from matcher.records import plain
from matcher.settings import NUMBERS
from matcher.sources import sources_hash
from matcher.vocabulary import Band, Refusal
from models.account import User
from models.base import Base, keyed_digest
from models.place import Place
from models.shown import KeptProfile, Shown
from models.youth import Youth
from web.permissions import role_names

_KEY: Final = "shown"
#: What the digest of a list is made of; the viewer's account may go, and the list stays.
DIGESTED: Final = ("youth_id", "hour", "on", "reference", "settings", "software", "content")
#: Rows with and without a NULL in one statement.
_TOGETHER: Final = {"render_nulls": True}
_INSERT: Final = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class ListKind(StrEnum):
    """On what kind of page fits were shown."""

    COACHS_LIST = "coachs_list"
    OWN_LIST = "own_list"
    GLANCE = "glance"
    PAIR = "pair"
    YOUTHS_FOR_PLACE = "youths_for_place"
    SEARCH = "search"


@dataclass(frozen=True)
class Draft:
    """What one page showed of one youth's fits, before it is kept.

    `shown` is the ranking, or the matches of a page that ranks no places. `places` has the profile of every place in
    it. `where`, `k` and `offset` are what was asked of the ranking; `position` and `together` see `drafts_of_youths`.
    """

    kind: ListKind
    youth: YouthProfile
    places: Mapping[int, PlaceProfile]
    shown: Ranking | Sequence[Match]
    on: date
    where: Mapping[str, Any] = field(default_factory=dict)
    k: int | None = None
    offset: int = 0
    position: tuple[int, int] | None = None
    together: str | None = None


@dataclass(frozen=True)
class FitShown:
    """One fit as it was once shown. `title` is the place's present one, None when the place is gone.

    `number` is that of its list; `part` says in which of its two parts it stood ("matches", "ask_first") and
    `position` where, from 1.
    """

    number: int
    part: str
    position: int
    on: date
    kind: ListKind
    role: str
    place_id: int
    title: str | None
    fit: Fit
    band: Band
    refusals: tuple[Refusal, ...]
    reference: str


@dataclass(frozen=True)
class ListShown:
    """One list as somebody saw it: `number` is what `plek explain` asks for, `by` who saw it as they are called now.

    `where`, `k` and `offset` are what was asked: filters, or the words that were looked for; `total` and the counts
    beside it are of the whole list. `standing` is where the youth stood among how many, on a page of one place.
    """

    number: int
    at: datetime
    on: date
    kind: ListKind
    role: str
    viewer_id: int | None
    by: str | None
    where: Mapping[str, Any]
    k: int | None
    offset: int
    total: int | None
    refused_by: Mapping[str, int]
    hidden_by: Mapping[str, int]
    standing: tuple[int, int] | None
    reference: str
    settings: str
    software: str
    fits: Sequence[FitShown]


@dataclass(frozen=True)
class Versions:
    """Of what a fit is made beside the two profiles: with equal versions it comes out the same."""

    reference: str
    settings: str
    software: str


def note(session: Session, draft: Draft) -> None:
    """Say that the page which this session serves shows these fits."""
    session.info.setdefault(_KEY, []).append(draft)


def noted(session: Session) -> list[Draft]:
    """The drafts that were noted; from now on there are none."""
    found: list[Draft] = session.info.pop(_KEY, [])
    return found


def drafts_of_youths(
    place: PlaceProfile,
    youths: Mapping[int, YouthProfile],
    passing: Sequence[Match],
    refused: Sequence[Match],
    *,
    on: date,
) -> list[Draft]:
    """A page of youths for one place: a draft for each youth, since what is kept of one says nothing of another.

    `position` tells where each stood among how many who pass; `together` is equal for all of one page.
    """
    order = [(match.youth_id, match.fit.value) for match in (*passing, *refused)]
    together = keyed_digest("together", canonical([place.id, on, order]))
    ranked = [(match, (number, len(passing))) for number, match in enumerate(passing, start=1)]
    return [
        Draft(
            ListKind.YOUTHS_FOR_PLACE,
            youths[match.youth_id],
            {place.id: place},
            (match,),
            on=on,
            position=position,
            together=together,
        )
        for match, position in (*ranked, *((match, None) for match in refused))
    ]


def keep(session: Session, drafts: Sequence[Draft], *, viewer: User, at: datetime) -> list[Shown]:
    """Keep what was shown, in this session's transaction; returns the rows that hold it, in the order of the drafts.

    Three statements, however many drafts: which profiles are known, the new ones, the lists. The same list shown to
    the same viewer within an hour is one row, the first.
    """
    profiles = _Profiles()
    rows = [_row(draft, profiles, viewer, at) for draft in drafts]
    if not rows:
        return []
    _keep_profiles(session, profiles.rows)
    kept = _keep_lists(session, {_slot(row): row for row in rows})
    return [kept[_slot(row)] for row in rows]


def own_lists(session: Session, youth: Youth) -> list[ListShown]:
    """Every list ever shown of this youth, the oldest first."""
    kept = select(Shown, User.name).outerjoin(User, User.id == Shown.viewer_id).where(Shown.youth_id == youth.id)
    lists = session.execute(kept.order_by(Shown.at, Shown.id)).all()
    ids = {result["place"] for row, _by in lists for result in results_of(row)}
    titles = dict(session.execute(select(Place.id, Place.title).where(Place.id.in_(ids))).all())
    return [_list_shown(row, by, titles) for row, by in lists]


def results_of(shown: Shown) -> list[dict[str, Any]]:
    """The kept results of a list in the order in which they stood: its matches, then what was to be asked first."""
    return [*shown.content["matches"], *shown.content["ask_first"]]


def versions_now() -> Versions:
    """What this process makes fits of."""
    return Versions(Reference.default().version, _SETTINGS, _SOFTWARE)


def hour_of(at: datetime) -> datetime:
    """The hour in UTC in which a moment lies."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def canonical(value: object) -> str:
    """The one JSON text of a record or of plain data; an order inside a set or a mapping changes nothing."""
    return json.dumps(value, default=_plain, sort_keys=True, separators=(",", ":"), allow_nan=False)


def profile_digest(text: str) -> str:
    """The name under which a profile with this canonical JSON is kept."""
    return keyed_digest("profile", text)


def list_digest(row: Mapping[str, Any]) -> str:
    """By what a list is known as the same: the hash of these columns of its row."""
    return keyed_digest("shown", canonical({name: row[name] for name in DIGESTED}))


def _plain(value: Any) -> Any:
    """What JSON does not know: a set as a sorted list, a day as text, a record as its fields."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):  # or a moment
        return value.isoformat()
    return {each.name: getattr(value, each.name) for each in fields(value)}


# Both as this module is loaded, with the matcher: later other files may lie there than those this process runs.
_SETTINGS: Final = hashlib.sha256(canonical({each.name: each.value for each in NUMBERS}).encode()).hexdigest()[:16]
_SOFTWARE: Final = f"{version('plek')} {sources_hash()}"


class _Profiles:
    """The rows of profiles that drafts speak of, each made once."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self._digests: dict[int, str] = {}  # by the identity of the record: the drafts hold on to it

    def digest(self, profile: YouthProfile | PlaceProfile) -> str:
        """The digest of a profile, whose row is remembered."""
        known = self._digests.get(id(profile))
        if known is None:
            text = canonical(profile)
            known = self._digests[id(profile)] = profile_digest(text)
            owner = profile.id if isinstance(profile, YouthProfile) else None
            self.rows[known] = {"digest": known, "youth_id": owner, "content": text}
        return known


def _row(draft: Draft, profiles: _Profiles, viewer: User, at: datetime) -> dict[str, Any]:
    now = versions_now()
    row = {
        "youth_id": draft.youth.id,
        "viewer_id": viewer.id,
        "at": at,
        "hour": hour_of(at),
        "on": draft.on,
        "reference": _reference(draft) or now.reference,
        "settings": now.settings,
        "software": now.software,
        "content": _content(draft, profiles, viewer),
    }
    return row | {"digest": list_digest(row)}


def _reference(draft: Draft) -> str | None:
    return next((match.reference for matches in _matches_of(draft) for match in matches), None)


def _matches_of(draft: Draft) -> tuple[Sequence[Match], Sequence[Match]]:
    """The matches in order, and those that were to be asked first."""
    shown = draft.shown
    return (shown.matches, shown.ask_first) if isinstance(shown, Ranking) else (shown, ())


def _content(draft: Draft, profiles: _Profiles, viewer: User) -> dict[str, Any]:
    def results(matches: Sequence[Match]) -> list[dict[str, Any]]:
        return [_result(match, profiles.digest(draft.places[match.place_id])) for match in matches]

    matches, ask_first = _matches_of(draft)
    ranking = draft.shown if isinstance(draft.shown, Ranking) else None
    return {
        "kind": draft.kind.value,
        "role": ",".join(sorted(role_names(viewer))),
        "youth": profiles.digest(draft.youth),
        "matches": results(matches),
        "ask_first": results(ask_first),
        "total": ranking.total if ranking else None,
        "refused_by": dict(ranking.refused_by) if ranking else {},
        "hidden_by": dict(ranking.hidden_by) if ranking else {},
        "where": plain(draft.where),
        "k": draft.k,
        "offset": draft.offset,
        "position": list(draft.position) if draft.position else None,
        "together": draft.together,
    }


def _result(match: Match, digest: str) -> dict[str, Any]:
    return {
        "place": match.place_id,
        "profile": digest,
        "fit": [match.fit.value, match.fit.low, match.fit.high],
        "band": match.band.value,
        "refusals": [str(refusal.code) for refusal in match.refusals],
    }


def _keep_profiles(session: Session, rows: Mapping[str, dict[str, Any]]) -> None:
    known = set(session.scalars(select(KeptProfile.digest).where(KeptProfile.digest.in_(rows))))
    new = [rows[digest] for digest in sorted(rows.keys() - known)]  # in one order, so that two writers never wait
    if new:  # for each other
        session.execute(_insert(session, KeptProfile).on_conflict_do_nothing(), new, execution_options=_TOGETHER)


def _keep_lists(session: Session, rows: Mapping[tuple[int, str], dict[str, Any]]) -> dict[tuple[int, str], Shown]:
    inserted = _insert(session, Shown)
    # Changes nothing, but brings back the row that is there already.
    kept = inserted.on_conflict_do_update(
        index_elements=[Shown.youth_id, Shown.viewer_id, Shown.hour, Shown.digest],
        set_={"digest": inserted.excluded.digest},
    ).returning(Shown)
    ordered = [rows[slot] for slot in sorted(rows)]
    found = session.scalars(kept, ordered, execution_options=_TOGETHER)
    return {(row.youth_id, row.digest): row for row in found}


def _slot(row: Mapping[str, Any]) -> tuple[int, str]:
    return row["youth_id"], row["digest"]


def _insert(session: Session, table: type[Base]) -> Any:
    return _INSERT[session.get_bind().dialect.name](table)


_PARTS: Final = ("matches", "ask_first")


def _list_shown(row: Shown, by: str | None, titles: Mapping[int, str]) -> ListShown:
    content = row.content
    return ListShown(
        number=row.id,
        at=row.at,
        on=row.on,
        kind=ListKind(content["kind"]),
        role=content["role"],
        viewer_id=row.viewer_id,
        by=by,
        where=content.get("where", {}),
        k=content.get("k"),
        offset=content.get("offset", 0),
        total=content.get("total"),
        refused_by=content.get("refused_by", {}),
        hidden_by=content.get("hidden_by", {}),
        standing=tuple(content["position"]) if content.get("position") else None,
        reference=row.reference,
        settings=row.settings,
        software=row.software,
        fits=[
            _fit_shown(row, result, titles, part, position)
            for part in _PARTS
            for position, result in enumerate(content[part], start=1)
        ],
    )


def _fit_shown(row: Shown, result: Mapping[str, Any], titles: Mapping[int, str], part: str, position: int) -> FitShown:
    return FitShown(
        number=row.id,
        part=part,
        position=position,
        on=row.on,
        kind=ListKind(row.content["kind"]),
        role=row.content["role"],
        place_id=result["place"],
        title=titles.get(result["place"]),
        fit=Fit(*result["fit"]),
        band=Band(result["band"]),
        refusals=tuple(map(Refusal, result["refusals"])),
        reference=row.reference,
    )
