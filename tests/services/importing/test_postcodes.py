"""Postcodes with their middles on the Dutch grid, and the dirt in the published file."""

import math
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.postcode import Postcode
from tests.services.importing.conftest import POSTCODE, Write
from web.services.importing.postcodes import (
    FAR_FROM_MUNICIPALITY,
    FAR_FROM_NEIGHBOURS,
    NO_COORDINATES,
    NO_MUNICIPALITY,
    import_postcodes,
)
from web.services.importing.rd import to_rd
from web.services.importing.reading import WrongFile


def reason(session: Session, write: Write, **values: str) -> str:
    report = import_postcodes(session, write([{**POSTCODE, **values}]))
    assert report.new == 0
    return report.left_out[0].reason


class TestOneRow:
    def test_a_postcode_is_kept_with_its_middle_in_metres(self, session: Session, write: Write) -> None:
        import_postcodes(session, write([POSTCODE]))

        kept = session.get_one(Postcode, "3311")
        assert (kept.place, kept.municipality, kept.province, kept.inhabitants) == (
            "Dordrecht",
            "Dordrecht",
            "Zuid-Holland",
            8545,
        )
        assert kept.point is not None
        assert math.dist(kept.point, to_rd(51.8133, 4.6690)) < 1
        assert not kept.doubtful

    @pytest.mark.parametrize("column", ["lat", "lon"])
    def test_without_coordinates_it_is_kept_and_reported(self, session: Session, write: Write, column: str) -> None:
        report = import_postcodes(session, write([{**POSTCODE, column: ""}]))

        assert session.get_one(Postcode, "3311").point is None
        assert report.findings[NO_COORDINATES] == ["3311"]

    def test_without_a_place_a_municipality_and_inhabitants_it_is_kept(self, session: Session, write: Write) -> None:
        bare = {**POSTCODE, "plaats": "", "gemeente": "", "provincie": "", "inwoners": ""}

        report = import_postcodes(session, write([bare]))

        assert session.get_one(Postcode, "3311").inhabitants is None
        assert report.findings[NO_MUNICIPALITY] == ["3311"]

    def test_outside_the_country_it_is_left_out(self, session: Session, write: Write) -> None:
        assert reason(session, write, lat="50.20306", lon="4.45824") == "outside the Netherlands (50.20306, 4.45824)"

    @pytest.mark.parametrize("code", ["331", "33111", "0999", "3311 AB", "", "٣٣١١"])
    def test_what_is_no_postcode_is_left_out(self, session: Session, write: Write, code: str) -> None:
        assert reason(session, write, pc4=code) == "not a postcode of four digits"

    @pytest.mark.parametrize(
        "values",
        [
            {"lat": "north"},
            {"lon": "nan"},
            {"lat": "1e999"},
            {"lat": "518133"},
            {"inwoners": "-1"},
            {"inwoners": "1.5"},
            {"inwoners": "many"},
            {"plaats": "x" * 121},
        ],
    )
    def test_a_value_that_cannot_be_is_left_out_with_its_reason(
        self, session: Session, write: Write, values: dict[str, str]
    ) -> None:
        assert reason(session, write, **values)

    def test_the_second_of_two_rows_with_one_postcode_is_left_out(self, session: Session, write: Write) -> None:
        report = import_postcodes(session, write([POSTCODE, {**POSTCODE, "plaats": "Rotterdam"}]))

        assert session.get_one(Postcode, "3311").place == "Dordrecht"
        assert [(row.line, row.key, row.reason) for row in report.left_out] == [(3, "3311", "stands on line 2 already")]


class TestAgain:
    def test_the_same_file_changes_nothing(self, session: Session, write: Write) -> None:
        path = write([POSTCODE])
        import_postcodes(session, path)

        report = import_postcodes(session, path)

        assert (report.new, report.changed, report.same) == (0, 0, 1)

    def test_a_newer_file_changes_what_differs(self, session: Session, write: Write) -> None:
        import_postcodes(session, write([POSTCODE]))

        report = import_postcodes(session, write([{**POSTCODE, "inwoners": "9000"}]))

        assert (report.new, report.changed, report.same) == (0, 1, 0)
        assert session.get_one(Postcode, "3311").inhabitants == 9000

    def test_a_damaged_file_changes_nothing(self, session: Session, write: Write) -> None:
        text = write([POSTCODE, {**POSTCODE, "pc4": "3312"}]).read_text()

        with pytest.raises(WrongFile):
            import_postcodes(session, write(text[:-40]))

        assert session.scalar(select(func.count()).select_from(Postcode)) == 0


class TestFarAway:
    def neighbours(self) -> list[dict[str, str]]:
        return [{**POSTCODE, "pc4": f"331{digit}"} for digit in range(1, 6)]

    def test_far_from_its_municipality_it_is_kept_as_doubtful(self, session: Session, write: Write) -> None:
        astray = {**POSTCODE, "pc4": "3319", "lat": "52.5193"}

        report = import_postcodes(session, write([*self.neighbours(), astray]))

        assert session.get_one(Postcode, "3319").doubtful
        assert report.findings[FAR_FROM_MUNICIPALITY] == ["3319 Dordrecht"]

    def test_a_post_box_is_held_against_its_neighbours_by_number(self, session: Session, write: Write) -> None:
        astray = {**POSTCODE, "pc4": "3310", "gemeente": "", "lat": "52.5193"}

        report = import_postcodes(session, write([*self.neighbours(), astray]))

        assert session.get_one(Postcode, "3310").doubtful
        assert report.findings[FAR_FROM_NEIGHBOURS] == ["3310"]

    def test_the_far_end_of_a_large_municipality_is_right(self, session: Session, write: Write) -> None:
        end = {**POSTCODE, "pc4": "3319", "lat": "52.04"}

        import_postcodes(session, write([*self.neighbours(), end]))

        assert not session.get_one(Postcode, "3319").doubtful


class TestPublishedFile:
    def test_all_is_taken_over_but_three_points_abroad(self, session: Session, shared_data: Path) -> None:
        report = import_postcodes(session, shared_data / "postcode" / "nl_pc4_centroids.csv")

        assert (report.new, report.changed, report.same) == (4795, 0, 0)
        assert [(row.line, row.key) for row in report.left_out] == [(517, "1940"), (1294, "3440"), (4567, "9640")]
        assert len(report.findings[NO_COORDINATES]) == 32
        assert len(report.findings[NO_MUNICIPALITY]) == 745 - 3
        assert report.findings[FAR_FROM_MUNICIPALITY] == ["9999 Stitswerd"]
        assert "9520" in report.findings[FAR_FROM_NEIGHBOURS]  # a post box in Drenthe that stands near Gouda
        farthest_that_are_right = ("9174", "8766", "3151", "1117")
        assert not any(session.get_one(Postcode, code).doubtful for code in farthest_that_are_right)
