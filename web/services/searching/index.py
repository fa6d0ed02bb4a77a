"""The occupation index as plain arrays, asked with numpy alone.

Loading scikit-learn costs more than a second and loading scipy almost as much, so only the import uses them
(`building.py`); what they learned is kept as arrays and looked up here. A test holds both to the same answers.
"""

import io
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from web.services.searching.words import fold, widen

#: Lengths of the groups of letters that are counted, in letters. Our judgement, on the tuning half of the queries.
SHORTEST: Final = 3
LONGEST: Final = 4
#: What each view counts towards the score; the letters of the best label count 1. Our judgement, tuned likewise.
TEXT_WEIGHT: Final = 0.4
WORD_WEIGHT: Final = 0.6
#: A score below this is chance: a few letters in common. Our judgement: random letters reach 0.32, the weakest of the
#: tuning queries 0.35.
LEAST_SCORE: Final = 0.3
#: Raised when the arrays or the folding of words change, so that an older index is seen as such.
FORMAT: Final = 1


def letter_groups(folded: str) -> list[str]:
    """Groups of letters inside each word, padded with a space, as scikit-learn's `char_wb` analyser makes them."""
    groups: list[str] = []
    for word in folded.split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            groups.extend(padded[at : at + length] for at in range(max(len(padded) - length + 1, 1)))
            if len(padded) <= length:
                break
    return groups


def words(folded: str) -> list[str]:
    """The words of a folded text."""
    return folded.split()


@dataclass(frozen=True, eq=False)
class View:
    """One TF-IDF matrix on its side: for each term the documents that hold it, with their weights."""

    terms: NDArray[np.str_]
    idf: NDArray[np.float32]
    starts: NDArray[np.int32]
    documents: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int

    @cached_property
    def columns(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self.terms.tolist())}

    def scores(self, asked: list[str]) -> NDArray[np.float64]:
        """The cosine of what is asked with every document; counts are dampened by 1 + log, as in the training."""
        counts = Counter(self.columns[term] for term in asked if term in self.columns)
        sums = np.zeros(self.size)
        if not counts:
            return sums
        columns = np.fromiter(counts, dtype=np.int64)
        values = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float64))) * self.idf[columns]
        values /= np.sqrt(np.sum(values**2))
        for column, value in zip(columns, values, strict=True):
            held = slice(self.starts[column], self.starts[column + 1])
            sums[self.documents[held]] += value * self.weights[held]
        return sums


@dataclass(frozen=True, eq=False)
class OccupationIndex:
    """Three views on the catalogue: letters of each label, letters of each text, words of label and text together."""

    labels: View
    texts: View
    words: View
    #: For each occupation the first of its labels.
    label_starts: NDArray[np.int32]
    #: For each occupation what its score is multiplied by, see `building.PRACTICAL`.
    priors: NDArray[np.float32]
    #: For each occupation its row in the database.
    ids: NDArray[np.int64]

    def best(self, query: str, limit: int) -> list[int]:
        """Ids of the occupations that fit the words best, best first; ties by id. Empty when nothing is alike."""
        scores = self.scores(widen(query))
        order = np.lexsort((self.ids, -scores))[:limit]
        return [int(self.ids[at]) for at in order if scores[at] >= LEAST_SCORE]

    def scores(self, query: str) -> NDArray[np.float64]:
        """A score of zero or more for every occupation, in the order of `ids`."""
        folded = fold(query)
        groups = letter_groups(folded)
        best_label = np.maximum.reduceat(self.labels.scores(groups), self.label_starts)
        text = TEXT_WEIGHT * self.texts.scores(groups) + WORD_WEIGHT * self.words.scores(words(folded))
        return np.asarray((best_label + text) * self.priors, dtype=np.float64)

    def to_bytes(self) -> bytes:
        """The arrays as one compressed numpy archive."""
        arrays: dict[str, NDArray[np.generic]] = {
            "label_starts": self.label_starts,
            "priors": self.priors,
            "ids": self.ids,
        }
        for name in ("labels", "texts", "words"):
            view: View = getattr(self, name)
            arrays[f"{name}_terms"] = np.frombuffer("\n".join(view.terms.tolist()).encode(), dtype=np.uint8)
            arrays[f"{name}_idf"] = view.idf
            arrays[f"{name}_starts"] = view.starts
            arrays[f"{name}_documents"] = view.documents
            arrays[f"{name}_weights"] = view.weights
            arrays[f"{name}_size"] = np.array(view.size)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """The index that `to_bytes` wrote. Raises ValueError or KeyError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            views = {name: _view(arrays, name) for name in ("labels", "texts", "words")}
            return cls(**views, label_starts=arrays["label_starts"], priors=arrays["priors"], ids=arrays["ids"])


def _view(arrays: "np.lib.npyio.NpzFile", name: str) -> View:
    return View(
        terms=np.array(arrays[f"{name}_terms"].tobytes().decode().split("\n")),
        idf=arrays[f"{name}_idf"],
        starts=arrays[f"{name}_starts"],
        documents=arrays[f"{name}_documents"],
        weights=arrays[f"{name}_weights"],
        size=int(arrays[f"{name}_size"]),
    )
