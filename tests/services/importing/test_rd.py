"""From degrees to the metres of the Dutch grid."""

import math

import pytest

from web.services.importing.rd import in_the_netherlands, to_rd

#: Published points: degrees (WGS84) and metres (RD), from the article that `rd.py` names.
POINTS = {
    "Onze-Lieve-Vrouwetoren, Amersfoort": (52.15517440, 5.38720621, 155_000.000, 463_000.000),
    "Westertoren, Amsterdam": (52.37453253, 4.88352559, 120_700.723, 487_525.501),
    "Martinitoren, Groningen": (53.21938317, 6.56820053, 233_883.131, 582_065.167),
}
#: The far ends of the country and its middle, in degrees.
CORNERS = {
    "Cadzand": (51.3720, 3.3790),
    "Vaals": (50.7530, 6.0190),
    "Nieuweschans": (53.1830, 7.2080),
    "Schiermonnikoog": (53.4800, 6.2300),
    "De Cocksdorp": (53.1800, 4.8600),
    "Winterswijk": (51.9700, 6.8200),
    "Dordrecht": (51.8133, 4.6690),
}


class TestPublishedPoints:
    @pytest.mark.parametrize("name", POINTS)
    def test_a_published_point_is_met_within_a_metre(self, name: str) -> None:
        latitude, longitude, x, y = POINTS[name]

        assert math.dist(to_rd(latitude, longitude), (x, y)) < 1


class TestWholeCountry:
    @pytest.mark.parametrize("name", CORNERS)
    def test_it_agrees_with_the_full_calculation_within_a_metre(self, name: str) -> None:
        latitude, longitude = CORNERS[name]

        assert math.dist(to_rd(latitude, longitude), by_projection(latitude, longitude)) < 1

    @pytest.mark.parametrize("name", CORNERS)
    def test_the_far_ends_of_the_country_lie_within_it(self, name: str) -> None:
        assert in_the_netherlands(*to_rd(*CORNERS[name]))

    @pytest.mark.parametrize("degrees", [(50.20306, 4.45824), (49.80071, 6.45176), (52.2, 9.0), (-33.0, 151.0)])
    def test_other_countries_do_not(self, degrees: tuple[float, float]) -> None:
        assert not in_the_netherlands(*to_rd(*degrees))


def by_projection(latitude: float, longitude: float) -> tuple[float, float]:
    """The same in full: WGS84 to Bessel 1841 in space (EPSG:4833 without the grid), then oblique stereographic."""
    return _double_stereographic(*_to_bessel(latitude, longitude))


def _to_bessel(latitude: float, longitude: float) -> tuple[float, float]:
    """Seven parameters of the Dutch land registry, turned round: metres, seconds of arc, parts per million."""
    a, e2 = 6_378_137.0, 0.00669438002290
    shift, ppm = (-565.7346, -50.4058, -465.2895), -4.07242e-6
    rotation = [math.radians(seconds / 3600) for seconds in (-0.395023, 0.330776, -1.876073)]
    phi, lam = math.radians(latitude), math.radians(longitude)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x, y, z = n * math.cos(phi) * math.cos(lam), n * math.cos(phi) * math.sin(lam), n * (1 - e2) * math.sin(phi)
    rx, ry, rz = rotation
    there = (
        shift[0] + (1 + ppm) * (x + rz * y - ry * z),
        shift[1] + (1 + ppm) * (-rz * x + y + rx * z),
        shift[2] + (1 + ppm) * (ry * x - rx * y + z),
    )
    return _geographic(*there)


def _geographic(x: float, y: float, z: float) -> tuple[float, float]:
    """Radians on Bessel's ellipsoid."""
    a, e2 = 6_377_397.155, 0.00667437223
    across, phi = math.hypot(x, y), math.atan2(z, math.hypot(x, y))
    for _ in range(10):
        n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + n * e2 * math.sin(phi), across)
    return phi, math.atan2(y, x)


def _double_stereographic(phi: float, lam: float) -> tuple[float, float]:
    """EPSG method 9809, with the parameters of EPSG:28992."""
    a, e2, k = 6_377_397.155, 0.00667437223, 0.9999079
    phi0, lam0 = math.radians(52 + 9 / 60 + 22.178 / 3600), math.radians(5 + 23 / 60 + 15.5 / 3600)
    e, s0 = math.sqrt(e2), math.sin(phi0)
    rho, nu = a * (1 - e2) / (1 - e2 * s0**2) ** 1.5, a / math.sqrt(1 - e2 * s0**2)
    radius, n = math.sqrt(rho * nu), math.sqrt(1 + e2 * math.cos(phi0) ** 4 / (1 - e2))

    def stretched(angle: float) -> float:
        s = math.sin(angle)
        return ((1 + s) / (1 - s) * ((1 - e * s) / (1 + e * s)) ** e) ** n

    w1 = stretched(phi0)
    c = (n + s0) * (1 - (w1 - 1) / (w1 + 1)) / ((n - s0) * (1 + (w1 - 1) / (w1 + 1)))
    chi0 = math.asin((c * w1 - 1) / (c * w1 + 1))
    w = c * stretched(phi)
    chi, dlam = math.asin((w - 1) / (w + 1)), n * (lam - lam0)
    b = 1 + math.sin(chi) * math.sin(chi0) + math.cos(chi) * math.cos(chi0) * math.cos(dlam)
    x = 2 * radius * k * math.cos(chi) * math.sin(dlam) / b
    y = 2 * radius * k * (math.sin(chi) * math.cos(chi0) - math.cos(chi) * math.sin(chi0) * math.cos(dlam)) / b
    return 155_000 + x, 463_000 + y
