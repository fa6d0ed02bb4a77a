"""`plek import`: counts for what went well, one sentence and exit code 2 for what did not."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import schema
from models.base import Base
from models.engine import make_engine
from models.occupation import Occupation
from models.postcode import Postcode
from tests.services.importing.conftest import LINK, OCCUPATION, POSTCODE, as_text, interests_of
from web.cli import plek
from web.commands import printable
from web.commands.importing import MOST_PRINTED, report_lines
from web.services.importing.reading import Row
from web.services.importing.report import Report


class Import:
    """A migrated database and a folder for files."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        schema.upgrade(url)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, *arguments: object) -> Result:
        return CliRunner().invoke(plek, ["import", *map(str, arguments)])

    def count(self, model: type[Base]) -> int:
        engine = make_engine(self.url)
        with Session(engine) as session:
            number = session.scalar(select(func.count()).select_from(model))
        engine.dispose()
        return number or 0


@pytest.fixture
def importing(empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setenv("DATABASE_URL", empty_database_url)
    return Import(empty_database_url, tmp_path)


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    url = f"sqlite:///{tmp_path / 'plek.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    return Import(url, tmp_path)


class TestCommands:
    def test_postcodes_are_kept_and_counted(self, importing: Import) -> None:
        path = importing.file("postcodes.csv", as_text([POSTCODE, {**POSTCODE, "pc4": "33"}]))

        result = importing.run("postcodes", path)

        assert result.exit_code == 0
        assert result.stdout.splitlines()[:2] == [
            "postcodes: 1 new, 0 changed, 0 same, 1 left out",
            "  left out, postcodes.csv line 3: 33: not a postcode of four digits",
        ]
        assert importing.count(Postcode) == 1

    def test_a_second_time_everything_is_the_same(self, importing: Import) -> None:
        path = importing.file("postcodes.csv", as_text([POSTCODE]))
        importing.run("postcodes", path)

        assert importing.run("postcodes", path).stdout == "postcodes: 0 new, 0 changed, 1 same, 0 left out\n"

    def test_occupations_and_then_their_interests(self, importing: Import) -> None:
        occupations = importing.file("occupations.csv", as_text([OCCUPATION]))
        scores = importing.file("Interests.txt", as_text(interests_of(LINK["onet_code"], *[4.0] * 6), delimiter="\t"))
        crosswalk = importing.file("crosswalk.csv", as_text([LINK]))

        first = importing.run("occupations", occupations)
        second = importing.run("interests", crosswalk, scores)

        assert first.stdout == "occupations: 1 new, 0 changed, 0 same, 0 left out\n"
        assert second.stdout.splitlines() == [
            "interests: 1 new, 0 changed, 0 same, 0 left out",
            "  own: 1, isco4: 0, isco3: 0, isco2: 0, unknown: 0",
        ]


class TestWrongUse:
    @pytest.mark.parametrize("subject", ["postcodes", "occupations", "interests"])
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", id="binary"),
            pytest.param(b"name,age\nNoor,17\n", id="another table"),
            pytest.param(as_text([POSTCODE]).encode()[:-30], id="cut off"),
            pytest.param(as_text([OCCUPATION]).encode()[:-30], id="cut off in a text"),
        ],
    )
    def test_a_wrong_file_is_one_sentence_and_changes_nothing(
        self, embedded: Import, subject: str, content: bytes
    ) -> None:
        path = embedded.file("wrong.csv", content)

        result = embedded.run(subject, path)

        assert result.exit_code == 2
        assert result.stdout == ""
        assert result.stderr.count("\n") == 1
        assert str(path) in result.stderr
        assert "Traceback" not in result.stderr
        assert embedded.count(Postcode) == embedded.count(Occupation) == 0

    @pytest.mark.parametrize("subject", ["postcodes", "occupations", "interests"])
    def test_a_missing_file_and_a_folder(self, embedded: Import, subject: str) -> None:
        missing, folder = embedded.run(subject, embedded.folder / "no.csv"), embedded.run(subject, embedded.folder)

        assert (missing.exit_code, folder.exit_code) == (2, 2)
        assert "does not exist." in missing.stderr
        assert "is a folder, not a file." in folder.stderr

    def test_a_file_of_200_megabytes(self, embedded: Import) -> None:
        path = embedded.file("large.csv", as_text([POSTCODE]))
        os.truncate(path, 200_000_000)

        result = embedded.run("postcodes", path)

        assert result.exit_code == 2
        assert "is larger than 50 MB" in result.stderr

    def test_one_wrong_file_among_several_changes_nothing(self, embedded: Import) -> None:
        right, wrong = embedded.file("a.csv", as_text([OCCUPATION])), embedded.file("b.csv", as_text([POSTCODE]))

        assert embedded.run("occupations", right, wrong).exit_code == 2
        assert embedded.count(Occupation) == 0

    def test_signs_that_a_terminal_obeys_are_shown_and_not_sent(self, embedded: Import) -> None:
        path = embedded.file("\x1b[2Jodd\n.csv", "")

        assert embedded.run("postcodes", path).stderr.endswith("/\\x1b[2Jodd\\n.csv: is empty.\n")

    def test_a_database_that_was_not_prepared(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
        path = tmp_path / "postcodes.csv"
        path.write_text(as_text([POSTCODE]))

        result = CliRunner().invoke(plek, ["import", "postcodes", str(path)])

        assert result.exit_code == 2
        assert "plek db upgrade" in result.stderr

    def test_a_wrong_file_leaves_no_empty_database_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")

        CliRunner().invoke(plek, ["import", "postcodes", str(tmp_path / "no.csv")])

        assert not (tmp_path / "new.db").exists()

    def test_an_address_that_is_no_database(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "nonsense")

        assert CliRunner().invoke(plek, ["import", "postcodes", str(tmp_path)]).exit_code == 2


class TestReportLines:
    def test_long_lists_are_cut_with_a_count(self) -> None:
        report = Report("postcodes")
        for line in range(MOST_PRINTED + 3):
            report.leave_out(Row("postcodes.csv", line, {}), "x" * 1_000, "wrong")
        report.find("odd", map(str, range(MOST_PRINTED + 1)))

        lines = list(report_lines(report))

        assert len(lines) == MOST_PRINTED + 3
        assert lines[-2] == "  and 3 more left out"
        assert lines[-1].endswith("0, 1, 2, 3, 4 and 196 more")
        assert max(map(len, lines)) < 200

    def test_nothing_is_said_about_nothing(self) -> None:
        report = Report("postcodes")
        report.find("odd", [])

        assert list(report_lines(report)) == ["postcodes: 0 new, 0 changed, 0 same, 0 left out"]

    def test_a_text_stays_in_its_line(self) -> None:
        assert printable("a\nb\x07é") == "a\\nb\\x07é"
