"""What is fast, and what others are: the engines side by side in one run, by a fixed seed, everything on one thread.

    make bench, or python -m tests.bench [--quick] [--sizes 10000 100000] ; BENCH_JSON=file for a line of JSON a row

All engines answer the same question, with all eight parts and all limits on; where two answers differ it stops.
"""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from threadpoolctl import threadpool_limits

from matcher.profiles import YouthProfile
from matcher.reference import Reference
from matcher.table import YouthTable
from matcher.vocabulary import Means
from tests.bench.cold import start_cold
from tests.bench.country import MIX, Country, Shelf, all_by
from tests.bench.report import Report
from tests.bench.search import PLAIN_MOST, search_places, search_youths
from tests.bench.tables import Builder, change

SEED: Final = 2026
SIZES: Final = (10_000, 100_000, 1_000_000)
MOST_YOUTHS: Final = 100_000  # of the other direction
ASKING: Final = 40  # youths of the mix
BY_ONE_MEANS: Final = 12  # of them, for each means alone
FOR_PLACES: Final = 12
COLD_STARTS: Final = 5


def main() -> None:
    arguments = _arguments()
    file = os.environ.get("BENCH_JSON")
    with threadpool_limits(1):
        measure(arguments.sizes, Report(Path(file) if file else None))


def measure(sizes: Sequence[int], report: Report, *, asking: int = ASKING, cold_starts: int = COLD_STARTS) -> None:
    """Measure everything at these sizes, the smallest first."""
    report.show_conditions()
    country, sizes = Country(SEED), sorted(sizes)
    _measure_places(country, sizes, report, list(country.youths(asking)))
    _measure_youths(country, [size for size in sizes if size <= MOST_YOUTHS], report)
    report.add(start_cold(cold_starts) if cold_starts else ())
    report.show_growth(sizes)
    report.show_others()


def _measure_places(country: Country, sizes: Sequence[int], report: Report, youths: Sequence[YouthProfile]) -> None:
    shelf = Shelf(country)
    builder = Builder(country, shelf, PLAIN_MOST)
    by_means = {MIX: youths} | {means.value: all_by(means, youths[:BY_ONE_MEANS]) for means in Means}
    for size in sizes:
        report.add([builder.grow(size)])
        report.add(search_places(builder.table, shelf, by_means))
        report.add([change(builder.table, shelf, SEED)])
        report.show_places(size)


def _measure_youths(country: Country, sizes: Sequence[int], report: Report) -> None:
    places = [country.place(id_) for id_ in range(1, FOR_PLACES + 1)]
    for size in sizes:
        table = YouthTable.build(country.youths(size), Reference.default())
        report.add(search_youths(table, places))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many places")
    parser.add_argument("--quick", dest="sizes", action="store_const", const=SIZES[:1], help="10,000 places only")
    return parser.parse_args()


if __name__ == "__main__":
    main()
