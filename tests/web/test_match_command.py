"""`plek match` and `plek settings`: files in, an ordered list out, one sentence for a wrong file."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from matcher.examples import EXAMPLES
from matcher.reference import Reference
from matcher.settings import NUMBERS
from web.cli import plek

ON = "2026-11-23"
YOUTH = {"id": 7, "home": [105_000, 425_000], "reach": {"bicycle": 30}, "needs": {"buddy": 2}}
PLACE = {"id": 1, "kind": "opening", "seats": 1, "open": True, "at": [106_000, 425_000]}


class Files:
    """Writes the two files and runs the command on them."""

    def __init__(self, folder: Path) -> None:
        self.youth = folder / "youth.json"
        self.places = folder / "places.json"
        self.reference = folder / "reference.json"
        self.write(self.youth, YOUTH)
        self.write(self.places, [PLACE])
        self.write(self.reference, Reference.build([], []).to_dict())

    def write(self, path: Path, value: Any) -> None:
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")

    def match(self, *more: str) -> Result:
        files = ["--youth", self.youth, "--places", self.places, "--reference", self.reference]
        return CliRunner().invoke(plek, ["match", *map(str, files), "--on", ON, *more])


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def complaint(result: Result) -> str:
    """The one line on stderr of a command that refused its input."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.endswith("\n")
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Error: ")
    return result.stderr.removeprefix("Error: ").strip()


class TestMatch:
    def test_the_ranking_is_printed_as_json(self, files):
        files.write(
            files.places, [PLACE, PLACE | {"id": 2, "open": False}, PLACE | {"id": 3, "at": [108_000, 425_000]}]
        )

        ranking = json.loads(files.match("--json").stdout)

        assert [match["place_id"] for match in ranking["matches"]] == [1, 3]
        assert ranking["refused_by"] == {"not_open": 1}
        assert ranking["total"] == 2

    def test_two_runs_print_the_same_bytes(self, files):
        assert files.match("--json").stdout_bytes == files.match("--json").stdout_bytes

    def test_the_order_of_places_and_keys_changes_no_byte(self, files):
        places = [PLACE, PLACE | {"id": 2, "offers": {"buddy": [1, 2], "master": [0, 3]}}]
        files.write(files.places, places)
        before = files.match("--json").stdout_bytes

        files.write(files.places, [dict(reversed(place.items())) for place in reversed(places)])

        assert files.match("--json").stdout_bytes == before

    def test_k_says_how_many_are_shown(self, files):
        files.write(files.places, [PLACE | {"id": number} for number in range(5)])

        ranking = json.loads(files.match("--json", "-k", "2").stdout)

        assert [match["place_id"] for match in ranking["matches"]] == [0, 1]
        assert ranking["total"] == 5

    def test_people_get_a_table_with_the_counts(self, files):
        files.write(files.places, [PLACE, PLACE | {"id": 2, "open": False}])

        shown = files.match().stdout

        assert "In the list: 1." in shown
        assert "not open 1" in shown

    def test_no_places_at_all_is_an_empty_list(self, files):
        files.write(files.places, [])

        assert files.match().exit_code == 0
        assert json.loads(files.match("--json").stdout)["matches"] == []

    def test_a_byte_order_mark_is_allowed(self, files):
        files.write(files.youth, "\ufeff" + json.dumps(YOUTH))

        assert files.match().exit_code == 0

    def test_neither_flask_nor_a_database_is_loaded(self, files):
        program = (
            "import sys; from web.cli import plek; plek(sys.argv[1:], standalone_mode=False);"
            "loaded = {'flask', 'sqlalchemy', 'scipy', 'sklearn', 'numba'} & {*sys.modules}; assert not loaded, loaded"
        )
        given = ["match", "--youth", files.youth, "--places", files.places, "--reference", files.reference]

        done = subprocess.run([sys.executable, "-c", program, *map(str, given)], capture_output=True, text=True)

        assert done.returncode == 0, done.stderr


class TestAWrongFile:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "is empty."),
            (" \n", "is empty."),
            ("{", "is not JSON: "),
            ("{'id': 1}", "is not JSON: "),
            ('{"id": NaN}', "NaN is not a number in JSON"),
            ('{"id": -Infinity}', "-Infinity is not a number in JSON"),
            ('{"id": 1, "id": 2}', "the key id stands twice"),
            ("[" * 200_000, "is nested too deeply."),
            ('{"id": ' + "9" * 5_000 + "}", "is not JSON that can be used: "),
            ('{"id": ' + "9" * 400 + "}", "id: must be a whole number"),
            ('{"id": 1, "hours": [1e999, 1e999]}', "hours[0]: must be a number from 0 to 168"),
            ('{"id": 1, "hours": [0, ' + "9" * 400 + "]}", "hours[1]: must be a number from 0 to 168"),
            ('{"id": true}', "id: must be a whole number"),
            ("[]", "must be an object"),
            ("null", "must be an object"),
            ("{}", "id: is missing."),
            ('{"id": 1, "colour": "red"}', "colour: is not a key of this record."),
            ('{"id": 1, "needs": {"buddy": 4}}', "needs.buddy: must be a whole number from 0 to 3."),
            ('{"id": 1, "birth_date": "2009-02-29"}', "birth_date: must be a date"),
            ('{"id": 1, "a\\nb\\ud800": 1}', r"a\nb\ud800: is not a key"),
        ],
    )
    def test_is_named_with_what_is_wrong_in_it(self, files, text, sentence):
        files.write(files.youth, text)

        assert sentence in complaint(files.match())
        assert complaint(files.match()).startswith(f"{files.youth}: ")

    def test_that_is_not_there(self, files):
        files.places.unlink()

        assert complaint(files.match()) == f"{files.places}: cannot be read: No such file or directory."

    def test_that_is_a_folder(self, files):
        files.places.unlink()
        files.places.mkdir()

        assert complaint(files.match()).startswith(f"{files.places}: cannot be read: ")

    def test_that_is_not_utf8(self, files):
        files.places.write_bytes(b'[{"id": "\xff"}]')

        assert complaint(files.match()) == f"{files.places}: is not UTF-8 text (byte 9)."

    def test_of_places_names_the_place_and_the_key(self, files):
        task = {"minutes": 60, "asks": {"reading": 9}}
        files.write(files.places, [PLACE, PLACE | {"id": 2, "tasks": [task]}])

        sentence = "places[1].tasks[0].asks.reading: must be a whole number from 1 to 5."
        assert complaint(files.match()) == f"{files.places}: {sentence}"

    def test_of_places_that_is_no_list(self, files):
        files.write(files.places, PLACE)

        assert complaint(files.match()) == f"{files.places}: places: must be a list."

    def test_of_places_with_one_id_twice(self, files):
        files.write(files.places, [PLACE, PLACE | {"id": 2}, PLACE])

        assert complaint(files.match()) == f"{files.places}: places[2].id: 1 is already the id of places[0]."

    def test_of_a_reference_names_its_key(self, files):
        files.write(files.reference, {"colour": "red"})

        assert complaint(files.match()).startswith(f"{files.reference}: ")

    def test_with_a_very_long_key_still_gives_a_short_sentence(self, files):
        files.write(files.youth, YOUTH | {"k" * 100_000: 1})

        assert len(complaint(files.match())) < 600


class TestSettings:
    def test_prints_every_number_with_its_source(self):
        shown = CliRunner().invoke(plek, ["settings"]).stdout

        for number in NUMBERS:
            assert f"{number.name} = " in shown
            assert f"source: {number.source}" in shown

    def test_prints_what_gives_which_friction(self):
        shown = CliRunner().invoke(plek, ["settings"]).stdout

        for example in EXAMPLES:
            assert f"{example.friction:5.2f}  {example.text}" in shown
