"""Whether a search over the whole made-up country says what the plain definition says, youth by youth.

    python -m tests.bench.exact [--youths 200] [--places 100000]

Takes minutes: the definition judges every pair. Prints how many of the answers differ, and ends with 1 when one does.
"""

import argparse
import sys
from typing import Final

import click

from matcher.reference import Reference
from matcher.table import PlaceTable
from tests.bench.country import Country
from tests.bench.engines import PLEK, PLEK_NUMPY, engines_for_youths, plain_for_youths

SEED: Final = 2026


def main() -> None:
    arguments = _arguments()
    country = Country(SEED)
    places = list(country.more_places(arguments.places))
    table = PlaceTable.build(places, Reference.default())
    plain, engines = plain_for_youths(places, table), engines_for_youths(table, table.records)
    different = 0
    for youth in country.youths(arguments.youths):
        answer = plain(youth)
        for name in (PLEK, PLEK_NUMPY):
            differences = answer.differences(engines[name](youth))
            if differences:
                different += 1
                click.echo(f"youth {youth.id}: {name} differs in {', '.join(differences)}")
    click.echo(f"{arguments.youths} youths, {arguments.places} places: {different} answers differ from the definition")
    sys.exit(different > 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--youths", type=int, default=200, help="how many youths")
    parser.add_argument("--places", type=int, default=100_000, help="how many places")
    return parser.parse_args()


if __name__ == "__main__":
    main()
