"""Vectors: the features of examples as TF-IDF, one block beside the other, each brought to a length of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.preprocessing import normalize

from classify.errors import LabelsError
from classify.features import BLOCKS, Example, tokens

SCALES = {"words": 1.0, "characters": 1.0, "headings": 1.0, "place": 0.5, "morphology": 0.5}
"""Length of each block; headings weigh as much as words, what is weaker evidence weighs less."""

_MIN_SENTENCES = {"words": 2, "characters": 3, "headings": 2, "place": 2, "morphology": 2}
_OF_TEXT = {"words", "characters"}  # blocks that come from the text of a sentence alone


def vectorized(seen: list[Example], bare: list[Example], dictionary: Path) -> tuple[sparse.csr_matrix, dict[str, TfidfVectorizer | None]]:
    """Gives the features of the examples seen and, after them, of those bare of context (n × features), and the vectorizers.

    The vectorizers learn from the examples seen: what TfidfVectorizer does, but each text is taken apart once, since the text of
    an example is the same in both views. Raises LabelsError where the sentences have no token in common.
    """
    fitted: dict[str, TfidfVectorizer | None] = {}
    parts: list[sparse.csr_matrix] = []
    for name in BLOCKS:
        vectorizer = TfidfVectorizer(
            analyzer=partial(tokens, block=name, dictionary=dictionary), sublinear_tf=True, min_df=min(_MIN_SENTENCES[name], len(seen))
        )
        try:
            counts = CountVectorizer.fit_transform(vectorizer, seen)
        except ValueError:  # no token in the block, or none that is common enough
            fitted[name] = None
            continue
        holding = np.bincount(counts.indices, minlength=counts.shape[1])
        vectorizer.idf_ = (np.log((1 + len(seen)) / (1 + holding)) + 1).astype(np.float32).astype(np.float64)
        fitted[name] = vectorizer
        part = _weighted(counts, vectorizer.idf_)
        if bare:
            part = sparse.vstack([part, part if name in _OF_TEXT else vectorizer.transform(bare)])
        parts.append(part * SCALES[name])
    return _joined(parts), fitted


def _weighted(counts: sparse.csr_matrix, idf: NDArray[np.float64]) -> sparse.csr_matrix:
    """Counts as sublinear TF-IDF, each row brought to length 1."""
    values = (1 + np.log(counts.data)) * idf[counts.indices]
    return normalize(sparse.csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape), copy=False)


def matrix_of(seen: list[Example], vectorizers: Mapping[str, TfidfVectorizer | None], scales: Mapping[str, float]) -> sparse.csr_matrix:
    """Gives the features of n examples (n × features), each block brought to its length."""
    return _joined([vectorizer.transform(seen) * scales[name] for name, vectorizer in vectorizers.items() if vectorizer is not None])


def _joined(parts: list[sparse.csr_matrix]) -> sparse.csr_matrix:
    if not parts:
        raise LabelsError("the sentences have no word in common; training needs more, or longer, sentences")
    return sparse.hstack(parts).tocsr()
