"""Occupations found by everyday words."""

import subprocess
import sys
from functools import cache
from itertools import count

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from models.occupation import Occupation, OccupationGroup
from models.search_index import SearchIndex
from web.services.occupations import renew_index, search_occupations
from web.services.searching.building import Entry, build_index, letters_vectorizer, words_vectorizer
from web.services.searching.everyday import EVERYDAY
from web.services.searching.index import OccupationIndex, letter_groups, words
from web.services.searching.words import fold, sound, widen

LABELS = {
    "dierenverzorger": "5164",
    "kapper": "5141",
    "vrachtwagenchauffeur": "8332",
    "manager kapsalons": "1420",
    "beveiliger": "5414",
    "magazijnmedewerker": "9333",
    "bakker": "7512",
}
_numbers = count(1)


def add(session: Session, label: str, isco: str, *, description: str = "", other: tuple[str, ...] = ()) -> Occupation:
    row = Occupation(
        scheme="esco",
        uri=f"http://example.org/{next(_numbers)}",
        label_nl=label,
        alt_labels=other,
        description=description or None,
        isco=isco,
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def catalogue(session: Session) -> None:
    """A handful of occupations and their index."""
    for label, isco in LABELS.items():
        add(session, label, isco)
    renew_index(session)


def first(session: Session, query: str) -> str:
    return search_occupations(session, query)[0].label_nl


@pytest.mark.usefixtures("catalogue")
class TestSearch:
    @pytest.mark.parametrize(
        ("query", "label"),
        [
            ("iets met dieren", "dierenverzorger"),
            ("ietz met diere", "dierenverzorger"),
            ("kaper", "kapper"),
            ("bevijliging", "beveiliger"),
            ("magazein", "magazijnmedewerker"),
            ("VRACHTWAGEN!!", "vrachtwagenchauffeur"),
            ("ik wil graag brood maken", "bakker"),
        ],
    )
    def test_everyday_and_misspelled_words_find_the_occupation(self, session: Session, query: str, label: str) -> None:
        assert first(session, query) == label

    def test_practical_work_comes_before_managing_it(self, session: Session) -> None:
        found = [occupation.label_nl for occupation in search_occupations(session, "kapsalon kapper")]

        assert found.index("kapper") < found.index("manager kapsalons")

    @pytest.mark.parametrize(
        "query",
        ["", "   ", "dieren " * 1_500, "🙂", "🐕🐈", "?!", "iets met", "\0", "\ud800", "<b></b>", "%", "' or 1=1"],
    )
    def test_what_says_nothing_finds_nothing(self, session: Session, query: str) -> None:
        assert search_occupations(session, query) == []

    def test_no_more_than_asked(self, session: Session) -> None:
        assert len(search_occupations(session, "kapper", limit=1)) == 1
        assert search_occupations(session, "kapper", limit=0) == []

    @given(query=st.text(max_size=300))
    def test_any_text_is_borne(self, query: str) -> None:
        assert len(index().best(query, 5)) <= 5


class TestIndexInTheDatabase:
    def test_before_an_import_nothing_is_found(self, session: Session) -> None:
        add(session, "kapper", "5141")

        assert search_occupations(session, "kapper") == []

    def test_an_empty_catalogue_has_no_index(self, session: Session) -> None:
        renew_index(session)

        assert session.scalars(select(SearchIndex)).all() == []

    @pytest.mark.usefixtures("catalogue")
    def test_what_is_added_is_found_after_the_index_is_renewed(self, session: Session) -> None:
        assert first(session, "kapper") == "kapper"  # this process holds the index now
        add(session, "imker", "6123")

        renew_index(session)

        assert first(session, "imker") == "imker"

    @pytest.mark.usefixtures("catalogue")
    def test_the_name_of_the_group_counts_as_a_label(self, session: Session) -> None:
        session.add(OccupationGroup(code="8332", label_nl="Bestuurders van trucks en trailers"))
        session.flush()

        renew_index(session)

        assert first(session, "trailers") == "vrachtwagenchauffeur"

    @pytest.mark.usefixtures("catalogue")
    def test_an_index_that_another_version_learned_is_not_used(self, session: Session) -> None:
        session.scalars(select(SearchIndex)).one().digest = "0-of another version"
        session.flush()

        assert search_occupations(session, "kapper") == []

    @pytest.mark.usefixtures("catalogue")
    def test_an_occupation_that_is_gone_is_not_found(self, session: Session) -> None:
        session.delete(session.scalars(select(Occupation).where(Occupation.label_nl == "kapper")).one())
        session.flush()

        assert "kapper" not in [found.label_nl for found in search_occupations(session, "kapper")]

    @pytest.mark.usefixtures("catalogue")
    def test_the_arrays_are_read_once(self, session: Session) -> None:
        search_occupations(session, "kapper")
        statements: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *sent: statements.append(sent[2]))

        search_occupations(session, "bakker")

        assert len(statements) == 2
        assert "content" not in "".join(statements)


ENTRIES = [
    Entry(
        number,
        isco,
        label,
        (f"{label} in opleiding", "medewerker"),
        "Groep",
        f"Een {label} werkt met zorg, vaak buiten.",
    )
    for number, (label, isco) in enumerate(LABELS.items(), start=1)
]


@cache
def index() -> OccupationIndex:
    """Learned when a test first asks, since loading scikit-learn takes a while."""
    return build_index(ENTRIES)


class TestAgainstScikitLearn:
    """What numpy looks up is what scikit-learn would have answered."""

    @given(query=st.one_of(st.text(max_size=60), st.lists(st.sampled_from([*LABELS, "zorg", "é", "o"])).map(" ".join)))
    def test_letters_and_words_are_taken_apart_alike(self, query: str) -> None:
        letters, whole = letters_vectorizer(least_documents=1), words_vectorizer()

        assert letter_groups(fold(query)) == list(letters.build_analyzer()(query))
        assert words(fold(query)) == list(whole.build_analyzer()(query))

    @pytest.mark.parametrize("query", [*LABELS, "diren versorgen buiten", "opleiding tot bakker bakker", "zorg", "qqq"])
    def test_scores_are_equal(self, query: str) -> None:
        kept = OccupationIndex.from_bytes(index().to_bytes())
        labels = [label for entry in ENTRIES for label in entry.labels]
        texts = [f"{entry.label} {entry.description}" for entry in ENTRIES]
        everything = [" ".join([entry.label, *entry.other_labels, entry.description]) for entry in ENTRIES]
        letters, whole = letters_vectorizer(least_documents=1), words_vectorizer()

        for view, vectorizer, documents, asked in (
            (kept.labels, letters, labels, letter_groups(fold(query))),
            (kept.texts, letters, texts, letter_groups(fold(query))),
            (kept.words, whole, everything, words(fold(query))),
        ):
            matrix = vectorizer.fit_transform(documents)
            expected = (matrix @ vectorizer.transform([query]).T).toarray()[:, 0]
            assert np.allclose(view.scores(asked), expected, atol=1e-6)

    def test_searching_loads_neither_scikit_learn_nor_scipy(self) -> None:
        code = """
import sys
import web.services.occupations
from web.services.searching.index import OccupationIndex

print(OccupationIndex.from_bytes(sys.stdin.buffer.read()).best("iets met dieren", 1))
print({"sklearn", "scipy"} & set(sys.modules))
"""
        answer = subprocess.run([sys.executable, "-c", code], input=index().to_bytes(), capture_output=True, check=True)

        assert answer.stdout.decode().split("\n")[:2] == ["[1]", "set()"]


class TestWords:
    @pytest.mark.parametrize(
        ("wrong", "right"),
        [
            ("magazein", "magazijn"),
            ("besorgen", "bezorgen"),
            ("kaper", "kapper"),
            ("autoos", "autos"),
            ("vrouw", "frauw"),
        ],
    )
    def test_words_spelled_by_ear_fold_alike(self, wrong: str, right: str) -> None:
        assert sound(wrong) == sound(right)

    def test_accents_capitals_and_apostrophes_make_no_difference(self) -> None:
        assert fold("Pony's, CAFÉ’s") == fold("ponys cafes")

    def test_words_that_say_nothing_are_left_out(self) -> None:
        assert fold("ik wil graag iets doen met planten") == fold("planten")

    def test_everyday_words_bring_those_of_the_catalogue(self) -> None:
        assert "keuken" in widen("ik hou van kooken")

    def test_no_everyday_word_is_listed_twice_or_says_nothing(self) -> None:
        listed = [sound(word) for group in EVERYDAY for word in group.split()]

        assert len(listed) == len(set(listed)), sorted(word for word in listed if listed.count(word) > 1)
        assert all(fold(word) for group in EVERYDAY for word in group.split())
