"""Small published files of our own making."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

Write = Callable[..., Path]

#: A right row of each kind; a test names only what it is about.
POSTCODE = {
    "pc4": "3311",
    "plaats": "Dordrecht",
    "gemeente": "Dordrecht",
    "provincie": "Zuid-Holland",
    "nuts3": "Groot-Rijnmond",
    "inwoners": "8545.0",
    "lat": "51.8133",
    "lon": "4.6690",
}
OCCUPATION = {
    "conceptType": "Occupation",
    "conceptUri": "http://data.europa.eu/esco/occupation/1",
    "iscoGroup": "5164",
    "preferredLabel": "dierenverzorger",
    "altLabels": "verzorger van dieren\noppasser",
    "description": "Dierenverzorgers voeren dieren en maken hokken schoon.",
    "code": "5164.1",
}
GROUP = {"conceptUri": "http://data.europa.eu/esco/isco/C5164", "code": "5164", "preferredLabel": "Dierenverzorgers"}
LINK = {
    "esco_occupation": "animal carer",
    "onet_code": "39-2021.00",
    "confidence": "1.0",
    "concept_uri": "http://data.europa.eu/esco/occupation/1",
}
LABELLED_LINK = {
    "conceptUri": "http://data.europa.eu/esco/occupation/1",
    "label_en": "animal care attendant",
    "onet_code": "39-2021.00",
    "confidence": "1.0",
}


def as_text(rows: Sequence[Mapping[str, str]], *, delimiter: str = ",", line_end: str = "\n") -> str:
    """Rows as a table: quoted, with a header."""

    def line(values: Sequence[str]) -> str:
        return delimiter.join('"' + value.replace('"', '""') + '"' for value in values) + line_end

    return line(list(rows[0])) + "".join(line(list(row.values())) for row in rows)


def interests_of(code: str, *levels: float) -> list[dict[str, str]]:
    """Six rows of O*NET's table, in the order R I A S E C."""
    names = ("Realistic", "Investigative", "Artistic", "Social", "Enterprising", "Conventional")
    return [
        {"O*NET-SOC Code": code, "Element Name": name, "Scale ID": "OI", "Data Value": str(level)}
        for name, level in zip(names, levels, strict=True)
    ]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(rows)`: a file with these rows; `write(text)` or `write(content)`: a file with just this."""
    numbers = iter(range(1_000))

    def make(what: Sequence[Mapping[str, str]] | str | bytes, name: str = "", **how: str) -> Path:
        path = tmp_path / (name or f"file{next(numbers)}.csv")
        if not isinstance(what, str | bytes):
            what = as_text(what, **how)
        path.write_bytes(what.encode() if isinstance(what, str) else what)
        return path

    return make
