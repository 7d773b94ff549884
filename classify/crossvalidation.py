"""Cross-validation by report: how well a model trained on labelled reports labels reports that it has not seen."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.audit import audit
from classify.errors import LabelsError
from classify.evaluation import Evaluation, Judged, evaluation, figures, labelled_examples
from classify.features import Example
from classify.intervals import Interval, intervals
from classify.mistakes import MOST, mistakes, placed
from classify.model import SentenceClassifier
from classify.records import LABELS, AnnotatedReport

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_PARTS = (8, 4, 2)  # of the reports that are trained on: the learning curve's points below the last one
_FEWEST_REPORTS = 3  # of a point; fewer teach nothing that could be measured
_CURVE_FOLDS = 2  # enough to fit the chain, and a third of the time of five


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Macro-F1 on the held-out reports of a model trained on so many reports, with its interval over those held out."""

    reports: int
    sentences: int
    macro_f1: float
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class CrossValidation(Evaluation):
    """The evaluation of models that have not seen the report they label, and how far that can be trusted.

    `similar` are pairs of places with nearly the same sentence in reports of different folds: what one model learnt it met again
    in the test. `macro_f1_apart` is macro-F1 without those sentences. `curve` has growing numbers of reports, empty where there
    are too few.
    """

    folds: int = 0
    similar: tuple[tuple[str, str], ...] = ()
    macro_f1_apart: float = 0.0
    curve: tuple[CurvePoint, ...] = ()


def cross_validate(
    reports: Sequence[AnnotatedReport], classifier: SentenceClassifier | None = None, most: int = MOST, curve: bool = True, seed: int = 0
) -> CrossValidation:
    """Gives the evaluation of a classifier cross-validated by report on labelled reports.

    The folds are those of `classify train`. The doubt at which a label counts as ruled out is taken from the other folds. Takes as
    long as one training; the learning curve adds less than half of that. Its reports are drawn with `seed`.
    Raises LabelsError where there are not two reports, not two labels, or too few examples of a label.
    """
    seen, given = labelled_examples(reports)
    used = [i for i, label in enumerate(given) if label]
    X, y, places = [seen[i] for i in used], [str(given[i]) for i in used], placed(reports)
    names = [example.report for example in X]
    if not used:
        raise LabelsError("no sentence is labelled; cross-validation needs rows with a label")
    if len(set(names)) < 2:
        raise LabelsError("all labelled sentences are of one report; cross-validation by report needs at least two")
    fitted, known = _fitted(classifier or SentenceClassifier(), X, y)
    labels = tuple(sorted(set(y), key=lambda label: (LABELS.index(label) if label in LABELS else len(LABELS), label)))
    held_out = known[:, [fitted.classes_.tolist().index(label) for label in labels]]
    truth = np.array([labels.index(label) for label in y])
    fold = folds_of(names, fitted.folds)
    judged = Judged([places[i] for i in used], truth, held_out, _thresholds(held_out, truth, fold, fitted.error_rate), labels)
    wrong = tuple(mistake for _, mistake in mistakes(judged.sentences, truth, held_out, labels, most))
    found = evaluation(judged, wrong, fitted.error_rate)
    near = _across(reports, {one.place: int(number) for one, number in zip(judged.sentences, fold, strict=True)})
    met = {place for pair in near for place in pair}
    apart = [i for i, one in enumerate(judged.sentences) if one.place not in met]
    said = held_out.argmax(axis=1)
    return CrossValidation(
        **{name: getattr(found, name) for name in Evaluation.__dataclass_fields__},
        folds=int(fold.max()) + 1,
        similar=near,
        macro_f1_apart=figures([y[i] for i in apart], [labels[said[i]] for i in apart], labels).macro_f1,
        curve=tuple(_curve(fitted, X, y, judged, fold, seed)) if curve else (),
    )


def folds_of(names: Sequence[str], folds: int) -> Integers:
    """Gives the fold (from 0) in which SentenceClassifier holds each sentence out, from the report of each sentence (n)."""
    from sklearn.model_selection import GroupKFold

    fold = np.zeros(len(names), dtype=np.int64)
    splits = GroupKFold(min(folds, len(set(names))), shuffle=True, random_state=0).split(names, groups=names)
    for number, (_, test) in enumerate(splits):
        fold[test] = number
    return fold


def _fitted(classifier: SentenceClassifier, X: list[Example], y: list[str]) -> tuple[SentenceClassifier, Floats]:
    """The fitted classifier and the held-out probabilities (n × k) in the order of its classes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what it warns of is an error here
        fitted = classifier.fit(X, y)
    if fitted.held_out_ is None:
        raise LabelsError("too few examples of a label to cross-validate; label at least two sentences of each, in different reports")
    return fitted, fitted.held_out_


def _thresholds(held_out: Floats, truth: Integers, fold: Integers, error_rate: float) -> Floats:
    """The doubt at which a label is ruled out in each sentence (n × k), from the sentences of the other folds (Vovk et al. 2005)."""
    found = np.ones_like(held_out)
    doubts = 1 - held_out[np.arange(len(truth)), truth]
    for number in range(int(fold.max()) + 1):
        for k in range(held_out.shape[1]):
            known = np.sort(doubts[(fold != number) & (truth == k)])
            rank = int(np.ceil((len(known) + 1) * (1 - error_rate)))
            found[fold == number, k] = known[rank - 1] if rank <= len(known) else 1.0
    return found


def _across(reports: Sequence[AnnotatedReport], fold: dict[str, int]) -> tuple[tuple[str, str], ...]:
    """Pairs of the same or nearly the same sentence in two folds."""
    found = audit(reports)
    pairs = dict.fromkeys((*found.duplicates, *found.similar))
    return tuple((one, other) for one, other in pairs if fold[one] != fold[other])


def _curve(
    fitted: SentenceClassifier, X: Sequence[Example], y: Sequence[str], judged: Judged, fold: Integers, seed: int
) -> Iterator[CurvePoint]:
    """Points tested on the first fold; the last is that of cross-validation itself, which has seen all the other reports."""
    from sklearn.base import clone

    names = np.array([example.report for example in X])
    tested = np.flatnonzero(fold == 0).tolist()
    pool = np.random.default_rng(seed).permutation(sorted(set(names[fold != 0].tolist())))
    for count in dict.fromkeys(len(pool) // part for part in _PARTS):
        taught = np.flatnonzero(np.isin(names, pool[:count])).tolist()
        if count < _FEWEST_REPORTS or len({y[i] for i in taught}) < 2:
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # too few to calibrate: the point is low for that
            model = clone(fitted).set_params(folds=_CURVE_FOLDS).fit([X[i] for i in taught], [y[i] for i in taught])
        said = model.predict([X[i] for i in tested]).tolist()
        yield _point(count, len(taught), said, judged, tested)
    if len(pool) >= _FEWEST_REPORTS:
        said = [judged.labels[k] for k in judged.probabilities[tested].argmax(axis=1)]
        yield _point(len(pool), int((fold != 0).sum()), said, judged, tested)


def _point(count: int, sentences: int, said: Sequence[str], judged: Judged, tested: Sequence[int]) -> CurvePoint:
    labels = judged.labels
    true = [labels[k] for k in judged.truth[tested]]
    names = [judged.sentences[i].report for i in tested]
    at = {name: i for i, name in enumerate(dict.fromkeys(names))}
    confusions = np.zeros((len(at), len(labels), len(labels)), dtype=np.int64)
    for name, one, other in zip(names, true, said, strict=True):
        confusions[at[name], labels.index(one), labels.index(other)] += 1
    bounds = intervals(confusions, np.zeros(len(at)), labels)
    return CurvePoint(count, sentences, figures(true, said, labels).macro_f1, bounds.macro_f1 if bounds else None)
