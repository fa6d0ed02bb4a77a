"""A file is used whole or not at all, and what is wrong with it is said in one sentence."""

import os
from pathlib import Path

import pytest

from tests.services.importing.conftest import GROUP, LABELLED_LINK, LINK, OCCUPATION, POSTCODE, Write, interests_of
from web.services.importing import reading
from web.services.importing.reading import Kind, WrongFile, read_table, read_tables


def refusal(path: Path) -> str:
    with pytest.raises(WrongFile) as caught:
        read_table(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence.removeprefix(f"{path}: ")


class TestRecognising:
    @pytest.mark.parametrize(
        ("row", "kind"),
        [
            (POSTCODE, Kind.POSTCODES),
            (OCCUPATION, Kind.OCCUPATIONS),
            (GROUP, Kind.GROUPS),
            (LINK, Kind.CROSSWALK),
            (LABELLED_LINK, Kind.LABELLED_CROSSWALK),
            (interests_of("11-1011.00", *[1.0] * 6)[0], Kind.INTERESTS),
        ],
    )
    def test_each_kind_is_known_by_its_header(self, write: Write, row: dict[str, str], kind: Kind) -> None:
        assert read_table(write([row])).kind is kind

    def test_the_order_of_columns_makes_no_difference(self, write: Write) -> None:
        turned = dict(reversed(POSTCODE.items()))

        assert read_table(write([turned])).rows[0].fields == POSTCODE

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_commas_semicolons_and_tabs_are_read(self, write: Write, delimiter: str) -> None:
        assert read_table(write([POSTCODE], delimiter=delimiter)).rows[0].fields == POSTCODE

    def test_a_byte_order_mark_and_windows_line_ends_are_read(self, write: Write) -> None:
        plain = write([POSTCODE])
        windows = write(b"\xef\xbb\xbf" + plain.read_bytes().replace(b"\n", b"\r\n"))

        assert read_table(windows).rows[0].fields == POSTCODE

    def test_a_field_may_hold_line_ends_commas_and_quotes(self, write: Write) -> None:
        labels = 'verzorger, "baas"\noppasser'

        row = read_table(write([{**OCCUPATION, "altLabels": labels}])).rows[0]

        assert row["altLabels"] == labels

    def test_a_row_knows_the_line_on_which_it_starts(self, write: Write) -> None:
        rows = read_table(write([OCCUPATION, OCCUPATION])).rows

        assert [row.line for row in rows] == [2, 4]

    def test_empty_lines_and_a_missing_last_line_end_do_no_harm(self, write: Write) -> None:
        text = write([POSTCODE]).read_text()

        assert len(read_table(write(text.replace("\n", "\n\n").rstrip())).rows) == 1


class TestWrongFile:
    def test_a_missing_file(self, tmp_path: Path) -> None:
        assert refusal(tmp_path / "nothing.csv") == "does not exist."

    def test_a_folder(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == "is a folder, not a file."

    def test_an_empty_file(self, write: Write) -> None:
        assert refusal(write("")) == "is empty."

    def test_a_header_without_rows(self, write: Write) -> None:
        assert refusal(write(",".join(POSTCODE) + "\n")) == "has a header but no rows."

    def test_another_table(self, write: Write) -> None:
        assert "none of the published tables" in refusal(write("name,age\nNoor,17\n"))

    def test_a_kind_that_is_not_wanted_here(self, write: Write) -> None:
        with pytest.raises(WrongFile, match="is a table of postcodes; wanted is a table of ESCO occupations"):
            read_tables([write([POSTCODE])], [Kind.OCCUPATIONS])

    def test_two_of_a_kind(self, write: Write) -> None:
        with pytest.raises(WrongFile, match=r"and so is .*file0\.csv"):
            read_tables([write([POSTCODE]), write([POSTCODE])], [Kind.POSTCODES])

    def test_a_column_twice(self, write: Write) -> None:
        assert refusal(write(",".join([*POSTCODE, "lat"]) + "\n")) == "has two columns called lat."

    @pytest.mark.parametrize("cut", [5, 60, 65, 80, 95])
    def test_a_file_that_was_cut_off(self, write: Write, cut: int) -> None:
        whole = ",".join(POSTCODE) + '\n3311,"Dordrecht",Dordrecht,Zuid-Holland,Groot-Rijnmond,8545.0,51.8133,4.6690\n'

        assert refusal(write(whole[:cut]))

    def test_a_large_file_that_was_cut_off_in_its_last_column(self, write: Write) -> None:
        row = '3311,"Dordrecht",Dordrecht,Zuid-Holland,Groot-Rijnmond,8545.0,51.8133,4.6690\n'
        whole = ",".join(POSTCODE) + "\n" + row * 1_000

        assert refusal(write(whole[:-3])) == "is cut off: line 1001, the last one, does not end."

    def test_an_open_quote_to_the_end(self, write: Write) -> None:
        text = write([OCCUPATION]).read_text()

        assert "is cut off or damaged" in refusal(write(text[: text.index("oppasser")]))

    def test_a_picture(self, write: Write) -> None:
        assert "UTF-8" in refusal(write(b"\x89PNG\r\n\x1a\n" + bytes(range(256))))

    def test_a_nul(self, write: Write) -> None:
        text = write([POSTCODE]).read_text().replace("Dordrecht", "Dord\0recht")

        assert refusal(write(text)) == "is not a text file: line 2 holds a NUL."

    @pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
    def test_another_encoding(self, write: Write, encoding: str) -> None:
        text = write([{**POSTCODE, "plaats": "Súdwest-Fryslân"}]).read_text()

        assert "UTF-8" in refusal(write(text.encode(encoding)))

    def test_an_absurdly_long_line(self, write: Write) -> None:
        assert "more than 1,000,000 characters in line 2" in refusal(write(",".join(POSTCODE) + "\n" + "x" * 1_000_001))

    def test_an_absurdly_long_field(self, write: Write) -> None:
        assert "field larger than field limit" in refusal(write([{**POSTCODE, "plaats": "x" * 200_000}]))

    def test_a_file_of_200_megabytes_is_not_even_opened(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        path = write("x")
        os.truncate(path, 200_000_000)
        monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))

        assert refusal(path) == f"is larger than {reading.LARGEST // 1_000_000} MB, more than any published file."

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")

        assert refusal(tmp_path / "pipe") == "is not an ordinary file."

    def test_a_file_that_may_not_be_read(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        path = write([POSTCODE])
        monkeypatch.setattr(Path, "open", refuse)  # root may read anything, so the system's answer is acted

        assert refusal(path) == "cannot be read: Permission denied."

    def test_a_name_that_cannot_be(self) -> None:
        assert refusal(Path("a\0b.csv")).startswith("cannot be read: ")
