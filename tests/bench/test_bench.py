"""The benchmark, very small: that it measures what it says, and that its engines are asked and answer the same."""

import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from typing import Any, Final, NamedTuple

import pytest

from fixtures.country import profiles
from fixtures.country.loading import occupations
from fixtures.reference import region
from matcher.reference import Reference
from matcher.table import PlaceTable
from matcher.vocabulary import Means
from tests.bench.__main__ import SEED, measure
from tests.bench.answers import defined, of_youth
from tests.bench.cold import ROOT
from tests.bench.country import MIX, TODAY, Country, Shelf, all_by
from tests.bench.engines import PLAIN, PLEK, Differ, agree, engines_for_youths, plain_for_youths
from tests.bench.ground import make_spots
from tests.bench.region import make_places, make_youths
from tests.bench.report import ENGINES, Report
from tests.matcher.slow import slow_ranking

SIZES: Final = (150, 300)


class Small(NamedTuple):
    """What a small run wrote and said."""

    rows: list[dict[str, Any]]
    said: str

    def all(self, what: str, name: str) -> set[Any]:
        return {row[name] for row in self.rows if row["what"] == what}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    file, said = tmp_path_factory.mktemp("bench") / "rows.jsonl", StringIO()
    with redirect_stdout(said):
        measure(SIZES, Report(file), asking=3, cold_starts=0)
    return Small([json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()], said.getvalue())


class TestRows:
    def test_each_say_what_was_measured_and_how_long_it_took(self, small):
        for row in small.rows:
            assert list(row)[:6] == ["what", "n", "engine", "means", "median_ms", "p95_ms"]
            assert 0 < row["median_ms"] <= row["p95_ms"]

    def test_are_of_every_engine_at_every_size_and_of_every_means(self, small):
        asked = {(row["engine"], row["n"], row["means"]) for row in small.rows if row["what"] == "top20"}

        every = {(name, n, means) for name in ENGINES for n in SIZES for means in (MIX, *Means)}
        assert asked == {one for one in every if one[0] != PLAIN or one[2] == MIX}

    def test_are_of_all_that_a_table_does(self, small):
        for what in ("reasons", "floor", "youths", "youths_reasons", "build", "change"):
            assert small.all(what, "n") == set(SIZES)
        assert small.all("youths", "engine") == {PLAIN, PLEK}
        assert all(100 < row["bytes"] < 1_000 for row in small.rows if row["what"] == "build")

    def test_are_told_as_tables(self, small):
        for text in ("Top 20 of 150 places", "Top 20 of 300 places", "Cost against", "balltree", "public_transport"):
            assert text in small.said


class TestEngines:
    def test_agree_where_spots_are_unknown_minutes_known_and_places_gone(self):
        places = make_places(400, seed=7)
        table = PlaceTable.build(places, Reference.default())
        for place in places[::9]:
            table.remove(place.id)
        table.packed()
        for place in places[1::9]:
            table.replace(replace(place, at=None))
        left = list(table)
        known = {place.workplace: minutes for minutes, place in enumerate(left[::5], start=5)}
        youths = make_youths(10, seed=7)
        youths += [replace(youth, known_minutes=known) for youth in youths]
        assert {None} < {place.at for place in left}
        assert {None} < {youth.home for youth in youths}

        agree({PLAIN: plain_for_youths(left, table), **engines_for_youths(table, table.records)}, youths)

    def test_that_do_not_agree_are_named_with_the_youth(self):
        places = make_places(30, seed=7)
        youth, *_ = make_youths(3, seed=7)
        table = PlaceTable.build(places, Reference.default())

        with pytest.raises(Differ, match=f"plain and other differ in .*total.* for YouthProfile {youth.id}$"):
            agree({PLAIN: plain_for_youths(places, table), "other": plain_for_youths(places[5:], table)}, [youth])

    def test_are_measured_by_the_plain_ranking(self):
        places, reference = make_places(60, seed=7), Reference.default()
        for youth in make_youths(5, seed=7):
            slow = slow_ranking(((youth, place) for place in places), reference, lambda match: match.place_id, on=TODAY)

            answer = defined(youth, places, of_youth, reference)

            assert answer.best == tuple(match.place_id for match in slow.matches)
            assert answer.ask_first == tuple(match.place_id for match in slow.ask_first)
            assert (answer.total, answer.hidden_by, answer.refused_by) == (
                slow.total,
                slow.hidden_by,
                slow.refused_by,
            )


class TestCountry:
    def test_is_the_made_up_one_whose_places_can_be_had_again(self):
        with region() as session:
            youths, places = profiles(4, 600, SEED, make_spots(SEED), occupations(session), TODAY)
        country = Country(SEED)

        assert [*country.more_places(260), *country.more_places(340)] == places
        assert [country.place(id_) for id_ in (1, 250, 251, 600)] == [places[index] for index in (0, 249, 250, 599)]
        assert list(country.youths(4)) == youths

    def test_has_a_shelf_that_gives_kept_and_other_places(self):
        country = Country(SEED)
        places = list(country.more_places(300))
        shelf = Shelf(country)
        shelf.keep(places[:2])

        assert shelf.records([2, 280]) == {2: places[1], 280: places[279]}

    def test_has_youths_who_all_travel_by_one_means(self):
        youths = list(Country(SEED).youths(5))

        walking = all_by(Means.WALK, youths)

        assert all(youth.reach and list(youth.reach) == [Means.WALK] for youth in walking)
        assert [replace(youth, reach=None) for youth in walking] == [replace(youth, reach=None) for youth in youths]

    def test_holds_about_three_places_in_a_hundred_within_15_km(self):
        spots = [spot.point for spot in make_spots(SEED)]
        near = [sum((x - east) ** 2 + (y - north) ** 2 <= 15_000**2 for x, y in spots) for east, north in spots[::40]]

        assert 0.02 < sum(near) / len(near) / len(spots) < 0.04


class TestNewProcess:
    def test_tells_how_long_it_takes_to_import_and_to_answer(self):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.cold"],
            cwd=ROOT,
            env={**os.environ, "PLEK_NUMBA": "0"},
            capture_output=True,
            text=True,
            check=True,
        )

        told = json.loads(done.stdout)
        assert list(told) == ["import_ms", "first_ms"]
        assert min(told.values()) > 0
