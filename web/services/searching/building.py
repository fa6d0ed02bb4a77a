"""Learning the occupation index with scikit-learn. Only the import comes here."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from web.services.searching.index import LONGEST, SHORTEST, OccupationIndex, View
from web.services.searching.words import fold

if TYPE_CHECKING:
    from sklearn.feature_extraction.text import TfidfVectorizer

#: What a score is multiplied by for each ISCO major group; groups that are not named count 1.
#: Young people who look for a place here look for practical work, so that managers (1), professionals (2), and
#: technicians (3) come a little later when the words fit equally well. Our judgement: on the tuning half of the
#: queries 62 instead of 60 of a hundred answers among the first five are right, and no query is lost by it.
PRACTICAL: Final = {"0": 0.95, "1": 0.8, "2": 0.8, "3": 0.9}


@dataclass(frozen=True)
class Entry:
    """What the index needs to know of one occupation."""

    id: int
    isco: str
    label: str
    other_labels: tuple[str, ...]
    group_label: str
    description: str

    @property
    def labels(self) -> list[str]:
        """Every label once, the preferred one first; the name of the ISCO group counts as one more."""
        return list(dict.fromkeys(filter(None, [self.label, *self.other_labels, self.group_label])))


def letters_vectorizer(*, least_documents: int) -> "TfidfVectorizer":
    """Groups of letters inside words, of what sounds alike (`words.fold`)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(SHORTEST, LONGEST),
        preprocessor=fold,
        sublinear_tf=True,
        min_df=least_documents,
        dtype=np.float32,
    )


def words_vectorizer() -> "TfidfVectorizer":
    """Whole words, of what sounds alike."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        preprocessor=fold, tokenizer=str.split, token_pattern=None, sublinear_tf=True, dtype=np.float32
    )


def build_index(entries: Sequence[Entry]) -> OccupationIndex:
    """Learn the index of at least one occupation. About four seconds for 3,039 of them."""
    labels = [entry.labels for entry in entries]
    texts = [f"{entry.label} {entry.description}" for entry in entries]
    everything = [" ".join([entry.label, *entry.other_labels, entry.description]) for entry in entries]
    # A group of letters that occurs in one or two descriptions only is more often chance than meaning.
    rare = 3 if len(entries) > 100 else 1
    return OccupationIndex(
        labels=_learn(letters_vectorizer(least_documents=1), [label for some in labels for label in some]),
        texts=_learn(letters_vectorizer(least_documents=rare), texts),
        words=_learn(words_vectorizer(), everything),
        label_starts=np.array([0, *accumulate(map(len, labels))][:-1], dtype=np.int32),
        priors=np.array([PRACTICAL.get(entry.isco[:1], 1.0) for entry in entries], dtype=np.float32),
        ids=np.array([entry.id for entry in entries], dtype=np.int64),
    )


def _learn(vectorizer: "TfidfVectorizer", documents: Sequence[str]) -> View:
    by_term: Any = vectorizer.fit_transform(documents).tocsc()
    by_term.sort_indices()
    return View(
        terms=np.asarray(vectorizer.get_feature_names_out(), dtype=np.str_),
        idf=np.asarray(vectorizer.idf_, dtype=np.float32),
        starts=by_term.indptr.astype(np.int32),
        documents=by_term.indices.astype(np.int32),
        weights=by_term.data.astype(np.float32),
        size=by_term.shape[0],
    )
