"""`plek explain`: what was shown of a youth's fits, and whether it comes out the same today.

It opens a youth's data, so what it prints is written down first, in the youth's own log.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import click
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from matcher.vocabulary import Band
from models import tables as _tables  # noqa: F401 -- rows point at each other, so every table must be known
from models.account import RoleName
from models.audit import append
from models.base import use_keys
from models.engine import make_engine
from models.shown import Shown
from web.clock import AMSTERDAM, now
from web.commands import Stop, printable
from web.config import Settings, SettingsError
from web.labels import COACH_BANDS
from web.services.errors import NotFound
from web.services.explaining import Difference, Explanation, Unreadable, What, lists_of
from web.services.explaining import explain as explain_shown
from web.services.recording import look_of_nobody
from web.services.showing import ListKind
from web.words import YOUTH_BANDS

_LARGEST_ID: Final = 2**31 - 1
_KINDS: Final[Mapping[ListKind, str]] = {
    ListKind.COACHS_LIST: "the places for a youth, as a coach sees them",
    ListKind.OWN_LIST: "the own places of a youth",
    ListKind.GLANCE: "the first place of a youth, in the caseload",
    ListKind.PAIR: "one place and one youth",
    ListKind.YOUTHS_FOR_PLACE: "a youth among the youths for one place",
    ListKind.SEARCH: "places that were looked up, in the order of the words",
}
_DIFFERENCES: Final[Mapping[What, str]] = {
    What.LIST: "the kept list is not the one that was written",
    What.PROFILE_GONE: "the profile is no longer kept",
    What.PROFILE: "the kept profile is not the one that was written",
    What.FIT: "fit",
    What.BAND: "words",
    What.REFUSALS: "refused",
    What.ORDER: "order",
}


_number: Final = click.IntRange(1, _LARGEST_ID)


@click.command()
@click.argument("shown_id", metavar="[ID]", type=_number, required=False)
@click.option("--youth", "youth_id", metavar="N", type=_number, help="List what was shown of this youth.")
@click.option("--proposal", "proposal_id", metavar="N", type=_number, help="Say which list a proposal was made with.")
def explain(shown_id: int | None, youth_id: int | None, proposal_id: int | None) -> None:
    """Print what was shown, and make it again of the profiles that were kept.

    ID is the number of a kept list: it stands on the youth's own page, and --youth and --proposal tell it. Names are
    never printed, of nobody. That it was printed stands in the log that the youth reads. Exit code 1 when something
    differs.
    """
    if [shown_id, youth_id, proposal_id].count(None) != 2:
        raise click.UsageError("Name one list by its ID, or one --youth or --proposal.")
    with _engine() as engine:
        if shown_id is None:
            _print_lists(engine, youth_id, proposal_id)
        else:
            _print_list(engine, shown_id)


def _print_lists(engine: Engine, youth_id: int | None, proposal_id: int | None) -> None:
    """The numbers of lists, with moment, kind and role."""
    with Session(engine) as session:
        try:
            owner_id, found = lists_of(session, youth_id=youth_id, proposal_id=proposal_id)
        except NotFound:
            raise Stop("There is no such youth or proposal: never kept, or erased.") from None
        except Unreadable:
            raise Stop("What was kept cannot be decrypted: it was changed, or its key is gone.") from None
    _write_down(engine, owner_id)
    for shown in found:
        at = shown.at.astimezone(AMSTERDAM)
        click.echo(f"{shown.id:>8}  {at:%Y-%m-%d %H:%M}  to: {shown.content['role']:<14} {_KINDS[_kind(shown)]}")
    if not found:
        click.echo("Nothing that was shown is kept.")


def _kind(shown: Shown) -> ListKind:
    return ListKind(shown.content["kind"])


def _write_down(engine: Engine, youth_id: int) -> None:
    """Write down that the administration looks, before anything is printed."""
    at = now()
    look = look_of_nobody(youth_id, by="command", at=at, what="explain", how="command")
    with Session(engine.execution_options(begin="BEGIN IMMEDIATE")) as session, session.begin():
        append(session, [look], at=at)


def _print_list(engine: Engine, shown_id: int) -> None:
    with Session(engine) as session:
        try:
            found = explain_shown(session, shown_id)
        except NotFound:
            raise Stop(f"There is no list {shown_id}: never kept, or erased with its youth.") from None
        except Unreadable:
            click.echo("What was kept cannot be decrypted: it was changed, or its key is gone.")
            raise SystemExit(1) from None
        lines = [*_shown_lines(found.shown), "", *_made_lines(found)]
        youth_id = found.shown.youth_id
    _write_down(engine, youth_id)
    for line in lines:
        click.echo(printable(line))
    if found.differences:
        raise SystemExit(1)


def _shown_lines(shown: Shown) -> Iterator[str]:
    content, at = shown.content, shown.at.astimezone(AMSTERDAM)
    kind = ListKind(content["kind"])
    yield f"List {shown.id}: {_KINDS[kind]}"
    yield f"shown     {at:%Y-%m-%d %H:%M} to: {content['role']}"
    yield f"youth     {shown.youth_id}, judged on {shown.on}"
    yield f"reference {shown.reference}"
    yield f"settings  {shown.settings}"
    yield f"software  {shown.software}"
    yield from _asked_lines(content)
    yield from _count_lines(content)
    words = _words_for(content["role"])
    yield from _result_lines("in this order" if len(content["matches"]) > 1 else "", content["matches"], words)
    yield from _result_lines("could fit well, ask first", content["ask_first"], words)


def _asked_lines(content: Mapping[str, Any]) -> Iterator[str]:
    if content["k"] is not None:
        first = content["offset"] + 1
        yield f"asked     from place {first} on, {content['k']} at most"
    for name, value in content["where"].items():
        yield f"filter    {name}: {value}"
    if content["position"]:
        yield "stood     at {} of {}".format(*content["position"])


def _count_lines(content: Mapping[str, Any]) -> Iterator[str]:
    if content["total"] is not None:
        refused, hidden = (_counted(content[name]) for name in ("refused_by", "hidden_by"))
        yield f"counts    in the list {content['total']}; refused {refused}; hidden by filters {hidden}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{_plainly(code)} {count}" for code, count in counts.items()) or "0"


def _result_lines(title: str, results: Sequence[Mapping[str, Any]], words: Mapping[Band, str]) -> Iterator[str]:
    if results and title:
        yield f"{title}:"
    for number, result in enumerate(results, start=1):
        value, low, high = result["fit"]
        refused = f", refused: {', '.join(map(_plainly, result['refusals']))}" if result["refusals"] else ""
        said = words[Band(result["band"])]
        yield f"{number:>4}. place {result['place']}: {value:.3f} ({low:.3f} to {high:.3f}), {said}{refused}"


def _words_for(role: str) -> dict[Band, str]:
    """What the reader was told: a youth reads no bad word."""
    words = YOUTH_BANDS if role == RoleName.YOUTH else COACH_BANDS
    return {band: str(words.get(band, "no word")) for band in Band}


def _made_lines(found: Explanation) -> Iterator[str]:
    for difference in found.differences:
        yield f"differs: {_difference(difference)}"
    for name, (then, today) in found.versions.items():
        yield f"another {name} now: {today} (then {then})"
    if found.versions:
        yield "not made again: with other versions a fit of today says nothing of this one"
    elif found.differences:
        yield "made again: not the same"
    else:
        yield "made again: the same"
    if found.shown.content["total"] is not None:
        yield "(The counts stand as they were kept; they are of all places of that moment, which are not.)"


def _difference(difference: Difference) -> str:
    where = f"place {difference.place_id}: " if difference.place_id is not None else ""
    both = f": kept {difference.kept}, made {difference.made}" if difference.kept or difference.made else ""
    return f"{where}{_DIFFERENCES[difference.what]}{both}"


def _plainly(code: str) -> str:
    return code.replace("_", " ")


@contextmanager
def _engine() -> Iterator[Engine]:
    """The installation's database, with its keys."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise Stop(str(error)) from None
    use_keys(settings.field_keys, settings.hash_key, settings.audit_key)
    engine = make_engine(settings.database_url)
    try:
        yield engine
    except DBAPIError as error:
        reason = printable(str(error.orig).splitlines()[0])
        raise Stop(f"The database refused ({reason}); has `plek db upgrade` been run?") from None
    finally:
        engine.dispose()
