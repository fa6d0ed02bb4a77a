"""The published occupations and interests as a whole, imported once for each database, and searched."""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.occupation import InterestsFrom, Occupation
from web.services.importing.interests import TYPES, WITHOUT_SCORES, import_interests, to_unit
from web.services.importing.occupations import import_occupations
from web.services.importing.report import Report
from web.services.occupations import search_occupations

QUERIES: Final = Path(__file__).with_name("everyday_queries.csv")
MOST_SECONDS: Final = 0.020


@dataclass(frozen=True)
class Catalogue:
    """What the imports said, and the session in which they were done."""

    session: Session
    groups: Report
    occupations: Report
    interests: Report


def import_all(session: Session, folder: Path) -> Catalogue:
    groups, occupations = import_occupations(
        session, [folder / "esco" / "occupations_nl.csv", folder / "esco" / "ISCOGroups_nl.csv"]
    )
    crosswalks = (folder / "crosswalk").glob("*.csv")
    return Catalogue(
        session, groups, occupations, import_interests(session, [*crosswalks, folder / "onet" / "Interests.txt"])
    )


@pytest.fixture(scope="module")
def catalogue(engine: Engine, shared_data: Path) -> Iterator[Catalogue]:
    """Everything imported, in a transaction that is rolled back."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield import_all(session, shared_data)
        transaction.rollback()


@dataclass(frozen=True)
class Query:
    """Something a young person could type, and the ISCO groups that would be right."""

    words: str
    isco: frozenset[str]
    misspelled: bool
    half: str


def queries() -> list[Query]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [
            Query(row["query"], frozenset(row["isco"].split()), row["misspelled"] == "yes", row["half"])
            for row in csv.DictReader(file)
        ]


def found_share(session: Session, asked: list[Query]) -> float:
    """The share of queries with a right occupation among the first five."""
    found = [any(hit.isco in query.isco for hit in search_occupations(session, query.words)) for query in asked]
    return sum(found) / len(found)


class TestCounts:
    def test_all_occupations_and_groups_are_taken_over(self, catalogue: Catalogue) -> None:
        assert (catalogue.occupations.new, catalogue.occupations.left_out) == (3039, [])
        assert (catalogue.groups.new, catalogue.groups.left_out) == (619, [])

    def test_every_interest_says_where_it_comes_from(self, catalogue: Catalogue) -> None:
        assert catalogue.interests.tallies == {"own": 1319, "isco4": 1486, "isco3": 197, "isco2": 16, "unknown": 21}

    def test_codes_without_scores_and_links_to_nowhere_are_reported(self, catalogue: Catalogue) -> None:
        assert len(catalogue.interests.findings[WITHOUT_SCORES]) == 155
        assert len(catalogue.interests.left_out) == 2

    def test_own_scores_are_those_of_the_published_joined_table(self, catalogue: Catalogue, shared_data: Path) -> None:
        with (shared_data / "crosswalk" / "esco_nl_en_riasec.csv").open(encoding="utf-8", newline="") as file:
            joined = {
                row["conceptUri"]: (row["label_en"], tuple(to_unit(float(row[name])) for name in TYPES))
                for row in csv.DictReader(file)
                if row["Realistic"]
            }

        own = catalogue.session.scalars(select(Occupation).where(Occupation.interests_from == InterestsFrom.OWN))

        assert {kept.uri: (kept.label_en, kept.interests) for kept in own} == joined

    def test_importing_once_more_changes_nothing(self, catalogue: Catalogue, shared_data: Path) -> None:
        again = import_all(catalogue.session, shared_data)

        assert [(report.new, report.changed) for report in (again.groups, again.occupations, again.interests)] == [
            (0, 0),
            (0, 0),
            (0, 0),
        ]


class TestEverydayQueries:
    def test_there_are_80_of_which_20_are_misspelled_and_half_is_kept_for_the_test(self) -> None:
        asked = queries()

        assert len({query.words for query in asked}) == 80
        assert sum(query.misspelled for query in asked) == 20
        assert sum(query.half == "test" for query in asked) == 40
        assert "iets met dieren" in {query.words for query in asked}

    @pytest.mark.parametrize("half", ["tune", "test"])
    def test_four_in_five_find_a_right_occupation_among_five(self, catalogue: Catalogue, half: str) -> None:
        asked = [query for query in queries() if query.half == half]

        assert found_share(catalogue.session, asked) >= 0.8

    def test_misspelled_ones_alone_do_too(self, catalogue: Catalogue) -> None:
        asked = [query for query in queries() if query.misspelled]

        assert found_share(catalogue.session, asked) >= 0.8

    def test_an_answer_takes_less_than_20_milliseconds(self, catalogue: Catalogue) -> None:
        search_occupations(catalogue.session, "dieren")  # reads the index
        seconds = []
        for query in queries():
            start = time.perf_counter()
            search_occupations(catalogue.session, query.words)
            seconds.append(time.perf_counter() - start)

        assert median(seconds) < MOST_SECONDS
