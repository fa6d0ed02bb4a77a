"""From degrees (WGS84) to the metres of the Dutch grid (Rijksdriehoeksstelsel, EPSG:28992).

Source: F.H. Schreutelkamp and G.L. Strang van Hees, "Benaderingsformules voor de transformatie tussen RD- en
WGS84-kaartcoordinaten", Geodesia 43 (2001), pages 64-69: formula and coefficients; it stays within a metre everywhere
in the country. Exact conversion needs the correction grid of RDNAPTRANS, which a postcode's middle does not deserve.
"""

import math
from typing import Final

#: The spire of Onze Lieve Vrouwe in Amersfoort, on which both systems are fastened: degrees, and metres.
LATITUDE, LONGITUDE = 52.15517440, 5.38720621
X, Y = 155_000.0, 463_000.0

#: (power of latitude, power of longitude, metres) for x.
_EAST: Final = (
    (0, 1, 190094.945),
    (1, 1, -11832.228),
    (2, 1, -114.221),
    (0, 3, -32.391),
    (1, 0, -0.705),
    (3, 1, -2.340),
    (1, 3, -0.608),
    (0, 2, -0.008),
    (2, 3, 0.148),
)
#: The same for y.
_NORTH: Final = (
    (1, 0, 309056.544),
    (0, 2, 3638.893),
    (2, 0, 73.077),
    (1, 2, -157.984),
    (3, 0, 59.788),
    (0, 1, 0.433),
    (2, 2, -6.439),
    (1, 1, -0.032),
    (0, 4, 0.092),
    (1, 4, -0.054),
)
#: The extent of the grid over the Netherlands, in metres (Statistics Netherlands, definition of "coordinaat"; north is
#: a kilometre less, where the rectangle ends in which EPSG:28992 is defined).
WEST, EAST, SOUTH, NORTH = 0.0, 280_000.0, 300_000.0, 629_000.0


def to_rd(latitude: float, longitude: float) -> tuple[float, float]:
    """Metres east and north on the Dutch grid, within 1 m of the official value; only meant for the Netherlands."""
    north, east = 0.36 * (latitude - LATITUDE), 0.36 * (longitude - LONGITUDE)
    x = math.fsum(metres * north**p * east**q for p, q, metres in _EAST)
    y = math.fsum(metres * north**p * east**q for p, q, metres in _NORTH)
    return X + x, Y + y


def in_the_netherlands(x: float, y: float) -> bool:
    """Whether a point lies within the extent of the grid over the Netherlands; metres."""
    return WEST <= x <= EAST and SOUTH <= y <= NORTH
