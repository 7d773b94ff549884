"""Training: from labels files to a model folder, with figures cross-validated by report."""

from __future__ import annotations

import hashlib
import platform
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from classify.audit import Suspect, suspects
from classify.errors import LabelsError
from classify.evaluation import Figures, figures, labelled_examples
from classify.folder import Model, check_place, load, save
from classify.labels import read
from classify.model import SentenceClassifier
from classify.records import LABELS, AnnotatedReport, Sentence

_SELFTEST_REPORTS = 6
_SELFTEST_PIECES = 14  # the first of each report


@dataclass(frozen=True, slots=True)
class Training:
    """A finished training: the model as loaded from its folder and its cross-validated figures, None where too small."""

    model: Model
    figures: Figures | None


def train(paths: Iterable[str | Path], out: str | Path, classifier: SentenceClassifier | None = None) -> Training:
    """Trains on labels files and writes a model folder; gives the model read back from it.

    Raises LabelsError where the labels cannot be used, OutputError where the
    folder cannot be written.
    """
    check_place(Path(out))
    reports = read(paths)
    seen, labels = labelled_examples(reports)
    used = [i for i, label in enumerate(labels) if label]
    X, y = [seen[i] for i in used], [str(labels[i]) for i in used]
    counts = Counter(y)
    if len(counts) < 2:
        raise LabelsError(
            f"all {len(y)} sentences have the label {y[0]!r}; training needs at least two labels" if y else "nothing is labelled"
        )
    fitted = (classifier or SentenceClassifier()).fit(X, y)
    weights = fitted.weights(LABELS)
    found = _held_out_figures(fitted, y, weights.labels)
    facts = _facts(reports, counts, fitted, found)
    save(weights, out, facts, _selftest(reports), _card(facts, weights.labels))
    return Training(load(out), found)


def doubted(reports: Sequence[AnnotatedReport], classifier: SentenceClassifier | None = None) -> tuple[Suspect, ...]:
    """Gives the sentences whose labels a model cross-validated by report contradicts with confidence.

    Raises LabelsError where there are too few examples of a label to cross-validate.
    """
    seen, labels = labelled_examples(reports)
    used = [i for i, label in enumerate(labels) if label]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # what it warns of is an error here
        fitted = (classifier or SentenceClassifier()).fit([seen[i] for i in used], [str(labels[i]) for i in used])
    if fitted.held_out_ is None:
        raise LabelsError("too few examples of a label to cross-validate; label at least two sentences of each")
    return suspects(reports, fitted.held_out_, [str(label) for label in fitted.classes_])


def _held_out_figures(fitted: SentenceClassifier, y: Sequence[str], labels: Sequence[str]) -> Figures | None:
    if fitted.held_out_ is None:
        return None
    best = fitted.held_out_.argmax(axis=1)
    confidence = fitted.held_out_[np.arange(len(best)), best]
    return figures(y, [str(fitted.classes_[k]) for k in best], labels, confidence.tolist())


def _facts(reports: Sequence[AnnotatedReport], counts: Counter[str], fitted: SentenceClassifier, found: Figures | None) -> dict[str, Any]:
    import sklearn

    from classify import __version__

    return {
        "classify": __version__,
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "parameters": {name: str(value) if isinstance(value, Path) else value for name, value in _parameters(fitted).items()},
        "training": {
            "reports": len(reports),
            "sentences": sum(counts.values()),
            "counts": dict(sorted(counts.items())),
            "digest": digest(reports),
        },
        **_start(fitted),
        "cross_validation": {"grouped_by": "report", "folds": fitted.folds, **found.as_dict()} if found else None,
    }


def _start(fitted: SentenceClassifier) -> dict[str, Any]:
    """What the model started from was trained on, if there is one."""
    return {} if fitted.start is None else {"start": load(fitted.start, check=False).facts.get("training", {})}


def _parameters(fitted: SentenceClassifier) -> dict[str, Any]:
    parameters: dict[str, Any] = fitted.get_params()
    del parameters["dictionary"]  # kept as words.txt in the folder
    del parameters["start"]  # a path; what the model started from is told by its training data
    return parameters


def digest(reports: Iterable[AnnotatedReport]) -> str:
    """Gives a digest of labelled reports: the same texts and labels in the same order give the same digest."""
    sha = hashlib.sha256()
    for report in reports:
        for piece, label in zip(report.pieces, report.labels, strict=True):
            sha.update(f"{report.name}\t{piece.kind}\t{label or ''}\t{piece.text}\n".encode())
    return sha.hexdigest()


def _selftest(reports: Sequence[AnnotatedReport]) -> list[tuple[Sentence, ...]]:
    step = max(1, len(reports) // _SELFTEST_REPORTS)
    return [report.pieces[:_SELFTEST_PIECES] for report in reports[::step][:_SELFTEST_REPORTS]]


def _card(facts: dict[str, Any], labels: Sequence[str]) -> str:
    training, found = facts["training"], facts["cross_validation"]
    lines = [
        "# Model card",
        "",
        "Labels the sentences of Chinese work reports. Made by `classify train`; read by `classify label -m` and `classify.load_model`.",
        "",
        f"- Labels: {', '.join(labels)}",
        f"- Trained on {training['sentences']:,} labelled sentences of {training['reports']} reports"
        f" ({', '.join(f'{label} {count:,}' for label, count in training['counts'].items())})",
        "- Model: TF-IDF of words, characters, headings and place; linear support vector machine; linear chain over the report",
    ]
    if "start" in facts:
        start = facts["start"]
        lines.append(
            f"- Started from a model trained on {start.get('sentences', 0):,} labelled sentences of {start.get('reports', 0)} reports"
        )
    if found:
        lines += [
            f"- Cross-validated by report: accuracy {found['accuracy']:.3f}, macro-F1 {found['macro_f1']:.3f},"
            f" expected calibration error {found['calibration_error']:.3f}",
            "",
            "| label | precision | recall | F1 | sentences |",
            "|---|---|---|---|---|",
            *(
                f"| {label} | {one['precision']:.3f} | {one['recall']:.3f} | {one['f1']:.3f} | {one['sentences']:,} |"
                for label, one in found["labels"].items()
            ),
        ]
    lines += [
        "",
        "Figures on the training data's own kind of text flatter a model; measure it on your own labelled reports with",
        "`classify evaluate LABELLED -m MODEL` before you rely on it.",
        "",
    ]
    return "\n".join(lines)
