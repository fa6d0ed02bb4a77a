"""What was shown of fits, made again: of the profiles that were kept, whatever has become of youth and place since."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from cryptography.fernet import InvalidToken
from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher import Match, PlaceProfile, Reference, YouthProfile, compare
from matcher.fit import rounded
from models.proposal import Proposal
from models.shown import KeptProfile, Shown
from models.youth import Youth
from web.services.errors import NotFound
from web.services.showing import (
    DIGESTED,
    ListKind,
    hour_of,
    list_digest,
    profile_digest,
    results_of,
    versions_now,
)

P = TypeVar("P", YouthProfile, PlaceProfile)
Result = Mapping[str, Any]

_RANKED: Final = (ListKind.COACHS_LIST, ListKind.OWN_LIST)


class What(StrEnum):
    """What is not as it was kept."""

    LIST = "list"
    """The row is not the one that was written."""
    PROFILE_GONE = "profile_gone"
    PROFILE = "profile"
    """A profile is not the one that was written."""
    FIT = "fit"
    BAND = "band"
    REFUSALS = "refusals"
    ORDER = "order"


@dataclass(frozen=True)
class Difference:
    """Something that is not the same: as it was kept, and as it comes out now. No place means the youth or the list."""

    what: What
    place_id: int | None = None
    kept: str = ""
    made: str = ""


@dataclass(frozen=True)
class Explanation:
    """What was shown, and whether it comes out the same. `versions` {name: (then, now)} are those that differ.

    With other versions only what was kept is checked: a fit of today's settings would explain nothing.
    """

    shown: Shown
    versions: Mapping[str, tuple[str, str]]
    differences: Sequence[Difference]


class Unreadable(Exception):
    """What was kept cannot be decrypted: it was changed, or it was written with another key."""


def explain(session: Session, shown_id: int) -> Explanation:
    """Explain one kept list. Raises NotFound, Unreadable."""
    shown = _read(lambda: session.get(Shown, shown_id))
    if shown is None:
        raise NotFound(shown_id)
    versions = _versions(shown)
    making = _Making(session)
    altered = making.profile_differences(shown)
    differences = [*_row_differences(shown), *altered]
    if not versions and not altered:
        matches = making.matches(shown)
        differences += _fit_differences(shown, matches)
        differences += _order_differences(shown, matches) or making.standing_differences(shown)
    return Explanation(shown, versions, differences)


def lists_of(
    session: Session, *, youth_id: int | None = None, proposal_id: int | None = None
) -> tuple[int, Sequence[Shown]]:
    """The youth whose lists these are and every kept list of a youth, or the one that a proposal was made with.

    The oldest first. Raises NotFound, Unreadable.
    """
    which = Shown.youth_id == youth_id
    if proposal_id is not None:
        proposal = session.get(Proposal, proposal_id)
        if proposal is None:
            raise NotFound(proposal_id)
        youth_id, which = proposal.youth_id, Shown.id == proposal.shown_id
    if youth_id is None or session.scalar(select(Youth.id).where(Youth.id == youth_id)) is None:
        raise NotFound(youth_id)
    return youth_id, _read(lambda: session.scalars(select(Shown).where(which).order_by(Shown.at, Shown.id)).all())


def _versions(shown: Shown) -> dict[str, tuple[str, str]]:
    now = asdict(versions_now())
    return {name: (then, now[name]) for name in now if (then := getattr(shown, name)) != now[name]}


def _row_differences(shown: Shown) -> list[Difference]:
    same = list_digest({name: getattr(shown, name) for name in DIGESTED}) == shown.digest
    return [] if same and hour_of(shown.at) == shown.hour else [Difference(What.LIST)]


class _Making:
    """Makes matches of kept profiles, each read once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[str, str | None] = {}

    def profile_differences(self, shown: Shown) -> list[Difference]:
        """The profiles of a list that are gone, or are no longer what was kept."""
        asked = {shown.content["youth"]: None, **{result["profile"]: result["place"] for result in results_of(shown)}}
        self._load(asked)
        found = [(place, digest, self._texts[digest]) for digest, place in asked.items()]
        gone = [Difference(What.PROFILE_GONE, place) for place, _digest, text in found if text is None]
        changed = [(place, digest) for place, digest, text in found if text is not None and _is_other(text, digest)]
        return gone + [Difference(What.PROFILE, place) for place, _digest in changed]

    def matches(self, shown: Shown) -> dict[int, Match]:
        """The matches of a list by place, made again."""
        reference = Reference.default()
        youth = self._profile(YouthProfile.from_dict, shown.content["youth"])
        places = [self._profile(PlaceProfile.from_dict, result["profile"]) for result in results_of(shown)]
        return {place.id: compare(youth, place, on=shown.on, reference=reference) for place in places}

    def standing_differences(self, shown: Shown) -> list[Difference]:
        """Whether the youth stood where this fit belongs, among the youths shown for one place."""
        if not shown.content["position"]:
            return []
        beside = [row for row in self._beside(shown) if not self.profile_differences(row)]
        fits = {row.youth_id: (-rounded(match.fit.value), row.youth_id) for row, match in map(self._only, beside)}
        kept = [row.youth_id for row in sorted(beside, key=lambda row: int(row.content["position"][0]))]
        return _in_order(kept, sorted(fits, key=fits.__getitem__))

    def _beside(self, shown: Shown) -> list[Shown]:
        """The rows of one page, as far as they are still there: a youth's go with the youth."""
        same_viewer = Shown.viewer_id.is_not_distinct_from(shown.viewer_id)
        rows = select(Shown).where(Shown.hour == shown.hour, same_viewer)
        found = _read(lambda: list(self._session.scalars(rows)))
        return [row for row in found if row.content["together"] == shown.content["together"] and _stood(row)]

    def _only(self, shown: Shown) -> tuple[Shown, Match]:
        (match,) = self.matches(shown).values()
        return shown, match

    def _profile(self, read: Callable[[object], P], digest: str) -> P:
        return read(json.loads(self._texts[digest] or ""))

    def _load(self, digests: Mapping[str, object]) -> None:
        new = digests.keys() - self._texts.keys()
        rows = select(KeptProfile.digest, KeptProfile.content).where(KeptProfile.digest.in_(new))
        self._texts |= dict.fromkeys(new) | dict(_read(lambda: self._session.execute(rows).all()))


def _read(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except InvalidToken:
        raise Unreadable from None


def _is_other(text: str, digest: str) -> bool:
    return profile_digest(text) != digest


def _stood(shown: Shown) -> bool:
    return shown.content["position"] is not None


def _fit_differences(shown: Shown, matches: Mapping[int, Match]) -> list[Difference]:
    return [
        Difference(what, result["place"], kept, made)
        for result in results_of(shown)
        for what, kept, made in _compared(result, matches[result["place"]])
        if kept != made
    ]


def _compared(kept: Result, made: Match) -> list[tuple[What, str, str]]:
    fit = (made.fit.value, made.fit.low, made.fit.high)
    return [
        (What.FIT, _numbers(kept["fit"]), _numbers(fit)),
        (What.BAND, kept["band"], made.band.value),
        (What.REFUSALS, _codes(kept["refusals"]), _codes([str(refusal.code) for refusal in made.refusals])),
    ]


def _numbers(fit: Sequence[float]) -> str:
    """The fit and its range, to the decimal by which lists are ordered."""
    return "{} ({} to {})".format(*map(rounded, fit))


def _codes(codes: Sequence[str]) -> str:
    return ", ".join(codes)


def _order_differences(shown: Shown, matches: Mapping[int, Match]) -> list[Difference]:
    if shown.content["kind"] not in _RANKED:
        return []
    best = [result["place"] for result in shown.content["matches"]]
    first = [result["place"] for result in shown.content["ask_first"]]
    by_value = sorted(best, key=lambda place: (-rounded(matches[place].fit.value), place))
    by_high = sorted(first, key=lambda place: (-rounded(matches[place].fit.high), place))
    return _in_order(best, by_value) + _in_order(first, by_high)


def _in_order(kept: Sequence[int], made: Sequence[int]) -> list[Difference]:
    kept_said, made_said = (", ".join(map(str, order)) for order in (kept, made))
    return [Difference(What.ORDER, None, kept_said, made_said)] if kept_said != made_said else []
