"""`plek match` and `plek settings`: the matcher on files alone, without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from matcher.records import Invalid, day
from web.commands.json_files import read_record, read_records

if TYPE_CHECKING:
    from rich.console import Console

    from matcher.match import Match, Reason
    from matcher.rank import Ranking
    from matcher.reference import Reference

_QUESTIONS_SHOWN: Final = 3


class Day(click.ParamType[date]):
    """A date written as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return day(value, "the day")
        except Invalid as error:
            self.fail(f"{error.problem}.", param, ctx)


@click.command()
@click.option("--youth", "youth_file", required=True, type=click.Path(path_type=Path), help="A JSON file: one youth.")
@click.option("--places", "places_file", required=True, type=click.Path(path_type=Path), help="A JSON list of places.")
@click.option(
    "--reference", "reference_file", type=click.Path(path_type=Path), help="What is usual; without it the shipped one."
)
@click.option("--on", "on", type=Day(), help="The day to judge on, YYYY-MM-DD; without it today.")
@click.option("-k", "k", type=click.IntRange(min=0), default=20, show_default=True, help="How many places to show.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def match(
    youth_file: Path, places_file: Path, reference_file: Path | None, on: date | None, k: int, as_json: bool
) -> None:
    """Rank the places of a file for the youth of a file.

    A file that cannot be used gives one sentence on stderr, with the key it is about, and exit code 2.
    """
    from matcher.profiles import PlaceProfile, YouthProfile
    from matcher.rank import rank_places
    from matcher.table import PlaceTable

    youth = read_record(youth_file, YouthProfile.from_dict)
    places = read_records(places_file, PlaceProfile.from_dict, "places")
    table = PlaceTable.build(places, _reference(reference_file))
    ranking = rank_places(youth, table, on=on or datetime.now().astimezone().date(), k=k)
    if as_json:
        click.echo(json.dumps(ranking.to_dict(), indent=2, sort_keys=True, allow_nan=False))
    else:
        _print_ranking(ranking)


@click.command()
def settings() -> None:
    """Print every number of the matcher with its source, and what gives which friction."""
    from matcher.examples import EXAMPLES
    from matcher.settings import NUMBERS

    for number in NUMBERS:
        click.echo(f"{number.name} = {_plainly(number.value)} ({number.unit})")
        click.echo(f"    {number.meaning}; source: {number.source}")
    click.echo("\nWhat gives which friction, before weights:")
    for example in EXAMPLES:
        click.echo(f"{example.part:<10} {example.friction:5.2f}  {example.text}")


def _plainly(value: object) -> str:
    """A setting as it would be written: codes instead of enum members, days as dates."""
    if isinstance(value, Mapping):
        return ", ".join(f"{_plainly(name)}: {_plainly(item)}" for name, item in value.items())
    if isinstance(value, tuple):
        return f"({', '.join(map(_plainly, value))})"
    return str(value)


def _reference(path: Path | None) -> Reference:
    from matcher.reference import Reference

    return Reference.default() if path is None else read_record(path, Reference.from_dict)


def _print_ranking(ranking: Ranking) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    _print_matches(console, "Best first", ranking.matches)
    _print_matches(console, "Could fit well, ask first", ranking.ask_first)
    console.print(f"In the list: {ranking.total}.")
    _print_counts(console, "Refused", ranking.refused_by)
    _print_counts(console, "Hidden", ranking.hidden_by)


def _print_matches(console: Console, title: str, matches: Iterable[Match]) -> None:
    from rich.table import Table

    table = Table("", "place", "fit", "in words", "obstacle", "to ask", title=title, title_justify="left")
    for position, match in enumerate(matches, start=1):
        fit = f"{match.fit.value:.3f} ({match.fit.low:.3f} to {match.fit.high:.3f})"
        table.add_row(
            str(position), str(match.place_id), fit, _words(match.band), _obstacle(match), _questions(match.to_ask)
        )
    if table.row_count:
        console.print(table)


def _print_counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if counts:
        console.print(f"{title}: {', '.join(f'{_words(code)} {count}' for code, count in counts.items())}.")


def _obstacle(match: Match) -> str:
    return f"{_words(match.obstacle.code)} ({match.obstacle.who})" if match.obstacle else ""


def _questions(reasons: Iterable[Reason]) -> str:
    """The first few sorts of questions, and how many sorts there are beyond them."""
    questions = list(dict.fromkeys(_words(reason.code) for reason in reasons))
    more = len(questions) - _QUESTIONS_SHOWN
    return ", ".join(questions[:_QUESTIONS_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _words(code: str) -> str:
    return code.replace("_", " ")
