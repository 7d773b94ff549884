"""The methods measured: from the bytes of reports to one label for each sentence."""

from __future__ import annotations

import logging
import re
import tempfile
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed.texts import annotated

if TYPE_CHECKING:
    from classify.folder import Model

Run = Callable[[Sequence[bytes]], int]
Segment = Callable[[str], Iterable[str]]

TRAINED_ON = 100
"""Reports that the peers learn from; how many there are hardly changes how fast they label."""

_SPACY = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "length": 262_144,
    "ngram_size": 2,
    "no_output_layer": False,
}
_CUT = re.compile(r"[^。！？；\n]*[。！？；]+[”’」』）]*|[^。！？；\n]+")


@dataclass(frozen=True, slots=True)
class Method:
    """A way to label: its name, how it is made ready, the library it needs, and how many sentences it is given at most (0: all)."""

    name: str
    ready: Callable[[], Run]
    library: str = ""
    most: int = 0


def cut(documents: Sequence[bytes]) -> list[str]:
    """Gives the sentences of documents by a regular expression: what every peer starts with."""
    return [text for data in documents for piece in _CUT.findall(data.decode("utf-8")) if (text := piece.strip())]


@cache
def jieba_cut() -> Segment:
    """Gives jieba's segmenter without its hidden Markov model: its fast setting."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return lambda text: jieba.lcut(text, HMM=False)


@cache
def rjieba_cut() -> Segment:
    """Gives the segmenter of rjieba, jieba in Rust; the same words."""
    import rjieba

    return lambda text: rjieba.cut(text, hmm=False)


@cache
def _pairs() -> tuple[list[str], list[str]]:
    pairs = [(p.text, label) for report in annotated(TRAINED_ON) for p, label in zip(report.pieces, report.labels, strict=True) if label]
    return [text for text, _ in pairs], [label for _, label in pairs]


@cache
def _plain() -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    given, labels = _pairs()
    vectorizer = TfidfVectorizer(tokenizer=_same, preprocessor=_same, token_pattern=None, ngram_range=(1, 2))
    matrix = vectorizer.fit_transform([list(rjieba_cut()(text)) for text in given])
    return vectorizer, LogisticRegression(solver="saga", tol=1e-2).fit(matrix, labels)


def _same(value: Any) -> Any:
    return value


def plain(segment: Segment) -> Run:
    """TF-IDF of words and word pairs with logistic regression in scikit-learn."""
    vectorizer, model = _plain()
    return lambda documents: len(model.predict(vectorizer.transform([segment(text) for text in cut(documents)])))


@cache
def _fasttext() -> Any:
    import fasttext

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "train.txt"
        lines = (f"__label__{label} {' '.join(rjieba_cut()(text))}\n" for text, label in zip(*_pairs(), strict=True))
        place.write_text("".join(lines), encoding="utf-8")
        return fasttext.train_supervised(input=str(place), wordNgrams=2, epoch=5, lr=0.5, dim=50, bucket=500_000, thread=1, verbose=0)


def fasttext(segment: Segment) -> Run:
    """FastText's classifier on words and word pairs."""
    model = _fasttext()
    return lambda documents: len(model.predict([" ".join(segment(text)).replace("\n", " ") for text in cut(documents)])[0])


def spacy() -> Run:
    """TextCatBOW of spaCy on jieba's words."""
    import spacy as library
    from spacy.training import Example

    jieba_cut()
    nlp = library.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    labeller = nlp.add_pipe("textcat", config={"model": _SPACY})
    given, labels = (values[:1500] for values in _pairs())
    names = sorted(set(labels))
    for name in names:
        labeller.add_label(name)
    taught = [
        Example.from_dict(nlp.make_doc(text), {"cats": {name: float(name == label) for name in names}})
        for text, label in zip(given, labels, strict=True)
    ]
    optimizer = nlp.initialize(lambda: taught[:100])
    for i in range(0, len(taught), 100):
        nlp.update(taught[i : i + 100], sgd=optimizer)
    return lambda documents: sum(1 for doc in nlp.pipe(cut(documents), batch_size=1000) if max(doc.cats, key=doc.cats.__getitem__))


def snownlp() -> Run:
    """SnowNLP's naive Bayes over its own words."""
    from snownlp import seg
    from snownlp.classification.bayes import Bayes

    given, labels = (values[:1000] for values in _pairs())
    model = Bayes()
    model.train([(seg.seg(text), label) for text, label in zip(given, labels, strict=True)])
    return lambda documents: len([model.classify(seg.seg(text)) for text in cut(documents)])


def shipped(compiled: bool) -> Model:
    """Gives the model that ships, scored by its compiled kernels or by NumPy."""
    from classify.folder import load
    from classify.scorer import Scorer

    given = load()
    return replace(given, scorer=Scorer(given.weights, given.scorer.index, compiled))


def classify(compiled: bool) -> Run:
    """The whole road of classify with its own model: reports found, headings told from sentences, labels with probabilities.

    `compiled` says whether the compiled kernels normalise and score; they find lines and sentences where they are built.
    """
    from classify.batch import together
    from classify.pipeline import label_documents
    from classify.readers import decode

    model = shipped(compiled)

    def run(documents: Sequence[bytes]) -> int:
        found = 0
        for some in together((decode(data, "report", "utf-8") for data in documents), lambda one: len(one.text)):
            for labelled in label_documents(some, model):
                assert isinstance(labelled, tuple)
                found += sum(label is not None for one in labelled for label in one.labels)
        return found

    return run


METHODS = (
    Method("scikit-learn + jieba", lambda: plain(jieba_cut())),
    Method("scikit-learn + rjieba", lambda: plain(rjieba_cut())),
    Method("fastText + jieba", lambda: fasttext(jieba_cut()), "fasttext"),
    Method("fastText + rjieba", lambda: fasttext(rjieba_cut()), "fasttext"),
    Method("spaCy TextCatBOW + jieba", spacy, "spacy", 10_000),
    Method("snownlp", snownlp, "snownlp", 500),
    Method("classify", lambda: classify(compiled=True)),
    Method("classify, scored by NumPy", lambda: classify(compiled=False)),
)

LIMITS = (
    Method("decode UTF-8", lambda: lambda documents: sum(len(data.decode("utf-8")) > 0 for data in documents)),
    Method("decode, cut sentences by regex", lambda: lambda documents: len(cut(documents))),
    Method("cut, words by jieba", lambda: lambda documents: sum(1 for text in cut(documents) if jieba_cut()(text)), "", 10_000),
    Method("cut, words by rjieba", lambda: lambda documents: sum(1 for text in cut(documents) if rjieba_cut()(text))),
)
