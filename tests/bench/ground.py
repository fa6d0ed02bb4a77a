"""Ground for a made-up country that needs no published file: 40 cities and the land between them, by a fixed seed."""

from random import Random
from typing import Final

from fixtures.country import Spot

SPOTS: Final = 4_000  # about as many as there are postcodes of four digits
CITIES: Final = 40
SCATTERED: Final = 0.2  # of the spots lies anywhere
SPREAD: Final = 6_000  # metres from the middle of a city
# As many square kilometres as the Netherlands, on their grid (RD, EPSG:28992).
WEST, EAST = 60_000, 210_000
SOUTH, NORTH = 350_000, 580_000


def make_spots(seed: int) -> list[Spot]:
    """Spots with equally many inhabitants; 15 km around one of them lie about 3 in 100 of the others."""
    random = Random(f"ground {seed}")
    cities = [_anywhere(random) for _ in range(CITIES)]
    return [Spot(f"{number:04}", 1, _spot(random, cities)) for number in range(SPOTS)]


def _spot(random: Random, cities: list[tuple[int, int]]) -> tuple[int, int]:
    if random.random() < SCATTERED:
        return _anywhere(random)
    east, north = random.choice(cities)
    return round(random.gauss(east, SPREAD)), round(random.gauss(north, SPREAD))


def _anywhere(random: Random) -> tuple[int, int]:
    return random.randint(WEST, EAST), random.randint(SOUTH, NORTH)
