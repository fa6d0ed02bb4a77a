"""Strict reading of published tables: text in UTF-8 with a header, columns in any order.

A file is used whole or not at all. What is wrong with the file as a file raises `WrongFile` with one sentence; what is
wrong with one row is for the reader of that kind to leave out and report.
"""

import csv
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, TextIO

#: Bytes; the largest published file has 2.7 million. Looked at before anything is read.
LARGEST: Final = 50_000_000
#: Characters of one line; of one field Python's csv reader takes 131,072 (the longest published one has 2,871).
LONGEST_LINE: Final = 1_000_000
#: Characters. A published file ends with a line end; one this large that does not was cut off while it was copied.
#: A small one made by hand may lack it.
SURELY_PUBLISHED: Final = 65_536
_DELIMITERS: Final = (",", "\t", ";")


class WrongFile(Exception):
    """A file that cannot be imported; the message is one sentence that names it."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")


class Kind(StrEnum):
    """The published tables, as one would call them in a sentence."""

    POSTCODES = "a table of postcodes"
    OCCUPATIONS = "a table of ESCO occupations"
    GROUPS = "a table of ISCO groups"
    INTERESTS = "a table of O*NET interests"
    CROSSWALK = "a crosswalk from ESCO to O*NET"
    LABELLED_CROSSWALK = "a crosswalk from ESCO to O*NET with labels"


#: The columns by which each kind is known, and which its reader uses. The first kind that fits is the kind.
COLUMNS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.POSTCODES: frozenset({"pc4", "plaats", "gemeente", "provincie", "inwoners", "lat", "lon"}),
    Kind.OCCUPATIONS: frozenset({"conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description"}),
    Kind.LABELLED_CROSSWALK: frozenset({"conceptUri", "onet_code", "confidence", "label_en"}),
    Kind.GROUPS: frozenset({"conceptUri", "code", "preferredLabel"}),
    Kind.CROSSWALK: frozenset({"concept_uri", "onet_code", "confidence", "esco_occupation"}),
    Kind.INTERESTS: frozenset({"O*NET-SOC Code", "Element Name", "Scale ID", "Data Value"}),
}


@dataclass(frozen=True)
class Row:
    """One row: its file, the line it starts on (the header is line 1), its fields by column without spaces around."""

    file: str
    line: int
    fields: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.fields[column]


@dataclass(frozen=True)
class Table:
    """A file that was read: what it is and its rows."""

    path: Path
    kind: Kind
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Read a published file and tell by its header which it is. Raises `WrongFile`; keeps nothing open."""
    _check_before_reading(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            kind, rows = _read(path, file)
    except UnicodeDecodeError as error:
        raise WrongFile(path, f"is not text in UTF-8 ({error.reason}).") from None
    except OSError as error:
        raise WrongFile(path, f"cannot be read: {error.strerror or error}.") from None
    if not rows:
        raise WrongFile(path, "has a header but no rows.")
    return Table(path, kind, rows)


def read_tables(paths: Iterable[Path], wanted: Sequence[Kind]) -> dict[Kind, Table]:
    """Read files in any order, at most one of each kind, all of them wanted. Raises `WrongFile`."""
    tables: dict[Kind, Table] = {}
    for path in paths:
        table = read_table(path)
        if table.kind not in wanted:
            raise WrongFile(path, f"is {table.kind}; wanted is {' or '.join(wanted)}.")
        if table.kind in tables:
            raise WrongFile(path, f"is {table.kind}, and so is {tables[table.kind].path}.")
        tables[table.kind] = table
    return tables


def _check_before_reading(path: Path) -> None:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise WrongFile(path, "does not exist.") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise WrongFile(path, f"cannot be read: {getattr(error, 'strerror', None) or error}.") from None
    if stat.S_ISDIR(found.st_mode):
        raise WrongFile(path, "is a folder, not a file.")
    if not stat.S_ISREG(found.st_mode):
        raise WrongFile(path, "is not an ordinary file.")
    if found.st_size == 0:
        raise WrongFile(path, "is empty.")
    if found.st_size > LARGEST:
        raise WrongFile(path, f"is larger than {LARGEST // 1_000_000} MB, more than any published file.")


def _read(path: Path, file: TextIO) -> tuple[Kind, tuple[Row, ...]]:
    lines = _lines(path, file)
    delimiter, header, kind = _recognise(path, next(lines, ""))
    return kind, tuple(_rows(path, lines, delimiter, header))


def _lines(path: Path, file: TextIO) -> Iterator[str]:
    """The lines of a file, each checked to be text of a bearable length, and the last one to be whole."""
    number, length = 0, 0
    while line := file.readline(LONGEST_LINE):
        number, length = number + 1, length + len(line)
        if "\0" in line:
            raise WrongFile(path, f"is not a text file: line {number} holds a NUL.")
        if len(line) == LONGEST_LINE:
            raise WrongFile(path, f"has more than {LONGEST_LINE:,} characters in line {number}.")
        if length > SURELY_PUBLISHED and not line.endswith(("\n", "\r")):
            raise WrongFile(path, f"is cut off: line {number}, the last one, does not end.")
        yield line


def _recognise(path: Path, first_line: str) -> tuple[str, list[str], Kind]:
    for delimiter in _DELIMITERS:
        try:
            header = [name.strip() for name in next(csv.reader([first_line], delimiter=delimiter, strict=True), [])]
        except csv.Error:
            continue
        for kind, columns in COLUMNS.items():
            if columns <= set(header):
                _refuse_double_columns(path, header)
                return delimiter, header, kind
    raise WrongFile(path, "is none of the published tables that can be imported: its first line is another header.")


def _refuse_double_columns(path: Path, header: Sequence[str]) -> None:
    for name in header:
        if name and header.count(name) > 1:
            raise WrongFile(path, f"has two columns called {name}.")


def _rows(path: Path, lines: Iterator[str], delimiter: str, header: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 2
    try:
        for fields in reader:
            if fields:
                _check_fields(path, line, fields, header)
                yield Row(path.name, line, dict(zip(header, (field.strip() for field in fields), strict=True)))
            line = reader.line_num + 2
    except csv.Error as error:
        raise WrongFile(path, f"is cut off or damaged in the row that starts on line {line} ({error}).") from None


def _check_fields(path: Path, line: int, fields: Sequence[str], header: Sequence[str]) -> None:
    if len(fields) != len(header):
        raise WrongFile(
            path, f"is cut off or damaged: the row on line {line} has {len(fields)} of the {len(header)} columns."
        )
