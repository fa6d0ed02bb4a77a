"""Shows whether the matcher's numbers hold together (matcher.md, calibration): python -m tests.bench.calibration.

300 made-up youths and 3,000 places on the postcodes of the demo region, then the demo region itself. A median youth has
three of the top five in the two best bands, no more than a fifth of the youths has none, and no part makes up more
than a third of the friction in the top five. Ends with 1 when the made-up region does not hold.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

import click

from fixtures.country import DAY, profiles
from fixtures.country.loading import occupations, spots
from fixtures.reference import MOMENT, region, region_profiles
from matcher.match import Match
from matcher.profiles import PlaceProfile, YouthProfile
from matcher.rank import rank_places
from matcher.reference import Reference
from matcher.table import PlaceTable
from matcher.vocabulary import Band, PartKey

YOUTHS: Final = 300
PLACES: Final = 3_000
SEED: Final = 2026
TOP: Final = 5
GOOD: Final = (Band.FITS_VERY_WELL, Band.FITS_WELL)


@dataclass(frozen=True)
class Figures:
    """What was measured over the top five of every youth."""

    median_good: float
    share_without: float
    parts: dict[PartKey, float]
    bands: dict[Band, float]
    friction: float

    @property
    def holds(self) -> bool:
        """Whether the three conditions hold."""
        return self.median_good >= 3 and self.share_without <= 1 / 5 and max(self.parts.values()) <= 1 / 3

    def lines(self) -> Iterable[str]:
        """The figures in words."""
        yield f"median youth: {self.median_good:g} of the top {TOP} in the two best bands"
        yield f"youths without any: {self.share_without:.0%}"
        yield "share of the friction: " + ", ".join(f"{name} {share:.0%}" for name, share in self.parts.items())
        yield "bands: " + ", ".join(f"{name} {share:.0%}" for name, share in self.bands.items())
        yield f"mean friction of a match: {self.friction:.2f}; {'holds' if self.holds else 'DOES NOT HOLD'}"


def measure(youths: Sequence[YouthProfile], places: Sequence[PlaceProfile], reference: Reference, on: date) -> Figures:
    """Rank for every youth and count."""
    table = PlaceTable.build(places, reference)
    tops = [rank_places(youth, table, on=on, k=TOP).matches for youth in youths]
    good = [sum(match.band in GOOD for match in top) for top in tops]
    matches = [match for top in tops for match in top]
    bands = Counter(match.band for match in matches)
    return Figures(
        median_good=median(good),
        share_without=sum(count == 0 for count in good) / len(good),
        parts=_shares(matches),
        bands={band: bands[band] / len(matches) for band in Band},
        friction=_total(matches) / len(matches),
    )


def _shares(matches: Sequence[Match]) -> dict[PartKey, float]:
    total = _total(matches)
    parts = {key: sum(m.parts[key].weight * m.parts[key].friction for m in matches) / total for key in PartKey}
    return dict(sorted(parts.items(), key=lambda part: -part[1]))


def _total(matches: Sequence[Match]) -> float:
    return sum(part.weight * part.friction for match in matches for part in match.parts.values())


def _show(title: str, figures: Figures) -> None:
    click.echo("\n  ".join((title, *figures.lines())))


def main() -> None:
    """Print the figures of both."""
    with region() as session:
        made = profiles(YOUTHS, PLACES, SEED, spots(session), occupations(session), DAY)
    reference = Reference.default()
    figures = measure(*made, reference, DAY)
    _show(f"{YOUTHS} made-up youths, {PLACES} places (seed {SEED})", figures)
    youths, places = region_profiles()
    _show("demo region", measure(youths, places, reference, MOMENT.date()))
    sys.exit(not figures.holds)


if __name__ == "__main__":
    main()
