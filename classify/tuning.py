"""Tuning: the classifier whose settings suit a labels set best, found by cross-validation by report in bounded time."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.base import clone

from classify.errors import LabelsError
from classify.evaluation import figures, labelled_examples
from classify.model import SentenceClassifier
from classify.records import AnnotatedReport

CANDIDATES: tuple[dict[str, float | str | None], ...] = (
    {"C": 0.3, "class_weight": "few"},
    {"C": 0.1, "class_weight": "few"},
    {"C": 1.0, "class_weight": "few"},
    {"C": 0.3, "class_weight": "balanced"},
    {"C": 0.1, "class_weight": "balanced"},
    {"C": 0.03, "class_weight": "few"},
    {"C": 3.0, "class_weight": "few"},
    {"C": 1.0, "class_weight": "balanced"},
)
"""Settings in the order in which they are tried; the first are those of the default model and its neighbours."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting that was tried and its macro-F1, cross-validated by report."""

    settings: dict[str, float | str | None]
    macro_f1: float


def tuned(
    reports: Sequence[AnnotatedReport],
    seconds: float,
    classifier: SentenceClassifier | None = None,
    told: Callable[[Trial], object] = lambda trial: None,
) -> SentenceClassifier:
    """Gives an unfitted classifier with the best settings that could be tried in the time given, at least one.

    The figure of the winner flatters it a little, since it is the best of several; measure it on labels of other reports.
    Raises LabelsError where there are too few examples of a label to cross-validate.
    """
    end = time.monotonic() + seconds
    base = classifier or SentenceClassifier()
    best: Trial | None = None
    for trial in _trials(reports, base):
        told(trial)
        if best is None or trial.macro_f1 > best.macro_f1:
            best = trial
        if time.monotonic() > end:
            break
    if best is None:
        raise LabelsError("nothing is labelled; tuning needs rows with a label")
    return SentenceClassifier(**{**base.get_params(), **best.settings})


def _trials(reports: Sequence[AnnotatedReport], base: SentenceClassifier) -> Iterator[Trial]:
    seen, labels = labelled_examples(reports)
    used = [i for i, label in enumerate(labels) if label]
    X, y = [seen[i] for i in used], [str(labels[i]) for i in used]
    for settings in CANDIDATES:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # what it warns of is an error here
            fitted = clone(base).set_params(**settings).fit(X, y)
        if fitted.held_out_ is None:
            raise LabelsError("too few examples of a label to cross-validate; label at least two sentences of each, or leave --tune out")
        said = np.asarray(fitted.classes_)[fitted.held_out_.argmax(axis=1)].tolist()
        yield Trial(settings, figures(y, said, [str(label) for label in fitted.classes_]).macro_f1)
