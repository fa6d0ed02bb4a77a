"""How long a ranking takes: the plain definition and ours, side by side in one run.

    python -m tests.bench.rank [--places 1000 --places 10000] [--youths 20]

Prints one JSON object a line: what, n (places), engine (plain, plek), means, median_ms, p95_ms. Youths
travel as in the made-up region; all eight parts and all limits are on; an answer holds the matches of the
first twenty with their reasons and those to ask first. Both engines must give the same bytes.
"""

import argparse
import json
import statistics
from collections.abc import Callable, Iterable
from time import perf_counter

import click

from matcher.profiles import YouthProfile
from matcher.rank import Ranking, rank_places
from matcher.reference import Reference
from matcher.table import PlaceTable
from tests.bench.region import TODAY, make_places, make_youths
from tests.matcher.slow import slow_ranking

SEED = 2026
PLAIN_YOUTHS = 3  # the plain definition takes seconds a youth
CHANGES = 10


def main() -> None:
    arguments = _arguments()
    youths = make_youths(arguments.youths, SEED)
    for size in arguments.places or (1_000, 10_000):
        measure(youths, size)


def measure(youths: list[YouthProfile], size: int) -> None:
    """Time building, changing and ranking a table of so many places."""
    places = make_places(size, SEED)
    reference = Reference.build(youths, places[:500])
    table = PlaceTable(reference)

    def build() -> None:
        for place in places:
            table.add(place)
        table.packed()

    def change(index: int) -> None:
        table.replace(places[index])
        table.packed()

    def plain(youth: YouthProfile) -> Ranking:
        pairs = ((youth, place) for place in places)
        return slow_ranking(pairs, reference, lambda match: match.place_id, on=TODAY)

    def ours(youth: YouthProfile) -> Ranking:
        return rank_places(youth, table, on=TODAY)

    report("build", size, "plek", [timed(build)])
    report("change", size, "plek", [timed(lambda index=index: change(index)) for index in range(CHANGES)])
    ours(youths[0])  # warm
    report("rank_places", size, "plain", [timed(lambda youth=youth: plain(youth)) for youth in youths[:PLAIN_YOUTHS]])
    report("rank_places", size, "plek", [timed(lambda youth=youth: ours(youth)) for youth in youths])
    for youth in youths[:PLAIN_YOUTHS]:
        assert json.dumps(plain(youth).to_dict()) == json.dumps(ours(youth).to_dict()), youth.id


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1_000


def report(what: str, size: int, engine: str, times: Iterable[float]) -> None:
    ordered = sorted(times)
    row = {
        "what": what,
        "n": size,
        "engine": engine,
        "means": "mix",
        "median_ms": round(statistics.median(ordered), 2),
        "p95_ms": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 2),
    }
    click.echo(json.dumps(row))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--places", type=int, action="append", help="how many places; may be given again")
    parser.add_argument("--youths", type=int, default=20, help="how many youths to rank for")
    return parser.parse_args()


if __name__ == "__main__":
    main()
