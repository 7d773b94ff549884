"""The scikit-learn estimator: TF-IDF blocks, a linear model, and a calibrated chain over the sentences of a report."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GroupKFold, StratifiedKFold
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from classify.adaptation import adapted, start_from
from classify.chain import Chain, Floats, fit_chain, identity
from classify.columns import boundaries
from classify.errors import LabelsError
from classify.features import APART, BLOCKS, Example, alone, examples, plain
from classify.quantification import calibrate
from classify.records import Sentence
from classify.vectors import SCALES, matrix_of, vectorized
from classify.weights import Block, Weights
from classify.words import DICTIONARY

Input = str | Sentence | Example

_FEW = 2000  # views of sentences, two of each; with fewer, the rarer labels are drowned
_FEWEST = 2  # examples of a label; with fewer nothing can be held out to calibrate on


class SentenceClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Labels sentences, each seen with its headings, its place and its neighbours where they are known.

    Takes plain strings, `Sentence` records, or `Example` records; neighbours count only for examples of the same
    report that stand next to each other in X. Learns from each example twice, with and without its context, so that it
    also works on reports without headings.

    Parameters
    ----------
    C : inverse strength of the linear model's penalty.
    class_weight : as in scikit-learn; "few" balances the labels the more, the fewer sentences there are: fully up to 1,000.
    context : whether to use headings, place and neighbours at all.
    folds : number of folds, grouped by report, on whose held-out decision values the chain is fitted.
    error_rate : share of sentences whose true label may be missing from the labels that are not ruled out.
    shares : the share of each label in the reports to be labelled, where it is known to differ from that in the training
        data; the probabilities are adjusted to it (label shift, Saerens et al. 2002).
    temperature : by what the log-probabilities are divided (Guo et al. 2017); above 1 where the reports to be labelled are
        less alike than those of the training data, so that held-out reports of the same data make a model too sure.
    dictionary : the segmenter's user dictionary.
    random_state : seed of the linear model.
    start : folder of a trained model with the same labels to continue from, which suits a few labelled reports better than
        training anew; its features, chain and dictionary are taken over, and the examples move its weights (class_weight has
        no effect).
    """

    def __init__(
        self,
        C: float = 0.3,
        class_weight: str | dict[str, float] | None = "few",
        context: bool = True,
        folds: int = 5,
        error_rate: float = 0.1,
        shares: Mapping[str, float] | None = None,
        temperature: float = 1.0,
        dictionary: str | Path = DICTIONARY,
        random_state: int = 0,
        start: str | Path | None = None,
    ) -> None:
        self.C = C
        self.class_weight = class_weight
        self.context = context
        self.folds = folds
        self.error_rate = error_rate
        self.shares = shares
        self.temperature = temperature
        self.dictionary = dictionary
        self.random_state = random_state
        self.start = start

    def fit(self, X: Sequence[Input], y: ArrayLike, groups: Sequence[Hashable] | None = None) -> Self:
        """Learns from n sentences and their labels (n); `groups` (n) overrides the reports that the examples name.

        Raises LabelsError where there is only one label, or none, or where the labels are not those of the model started from.
        """
        seen = self._examples(X)
        labels = np.asarray(y)
        self.classes_, targets = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise LabelsError(f"training needs at least two labels, and these {len(seen)} sentences have {list(map(str, self.classes_))}")
        if self.shares is not None and (missing := [str(label) for label in self.classes_ if not self.shares.get(str(label), 0) > 0]):
            raise LabelsError(f"no share is given for {', '.join(missing)}; shares are above 0 and name every label")
        reports = np.asarray([example.report for example in seen]) if groups is None else np.asarray(groups)
        bare = self._bare(seen)
        views = seen + bare
        self._start = None if self.start is None else start_from(self.start, [str(label) for label in self.classes_])
        self.dictionary_ = self._start.dictionary if self._start else Path(self.dictionary)
        self.scales_ = self._start.scales if self._start else SCALES
        if self._start:
            self.vectorizers_ = self._start.vectorizers
            matrix = matrix_of(views, self.vectorizers_, self.scales_)
        else:
            matrix, self.vectorizers_ = vectorized(seen, bare, self.dictionary_)
        targets = np.asarray(targets, dtype=np.int64)
        self.chain_, self.thresholds_ = self._calibrated(matrix, views, targets, reports)
        self.coef_, self.intercept_ = self._linear(matrix, np.tile(targets, len(views) // len(seen)))
        return self

    def decision_function(self, X: Sequence[Input]) -> Floats:
        """Gives the linear model's decision values (n × k), neighbours left out."""
        check_is_fitted(self)
        return np.asarray(matrix_of(self._examples(X), self.vectorizers_, self.scales_) @ self.coef_ + self.intercept_)

    def predict_proba(self, X: Sequence[Input]) -> Floats:
        """Gives the calibrated probability of each label (n × k)."""
        seen = self._examples(X)
        return self.chain_.probabilities(self.decision_function(seen), boundaries(seen))

    def predict(self, X: Sequence[Input]) -> NDArray[Any]:
        """Gives the most probable label of each sentence (n)."""
        best = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[best])

    def weights(self, order: Sequence[str] = ()) -> Weights:
        """Gives all that scoring needs, with the labels in the given order (those not named come after, sorted)."""
        check_is_fitted(self)
        known = [str(label) for label in self.classes_]
        ordered = [label for label in order if label in known] + [label for label in known if label not in order]
        at = np.array([known.index(label) for label in ordered])
        blocks, start = {}, 0
        for name in BLOCKS:
            vectorizer = self.vectorizers_[name]
            vocabulary = tuple(vectorizer.get_feature_names_out()) if vectorizer else ()
            coefficients = self.coef_[start : start + len(vocabulary)][:, at]
            blocks[name] = Block(vocabulary, vectorizer.idf_ if vectorizer else np.zeros(0), coefficients, self.scales_[name])
            start += len(vocabulary)
        chain = Chain(self.chain_.scale, self.chain_.bias[at], self.chain_.transitions[:, at][:, :, at])
        calibration = self.calibration_.ordered(ordered) if self.calibration_ else None
        return Weights(tuple(ordered), blocks, self.intercept_[at], chain, self.thresholds_[at], self.dictionary_, calibration)

    def _examples(self, X: Sequence[Input]) -> list[Example]:
        made: list[Example] = []
        for item in X:
            if isinstance(item, Example):
                made.append(item if self.context else alone(item))
            elif isinstance(item, Sentence):
                made.extend(examples([item], context=self.context))
            else:
                made.append(plain(str(item)))
        return made

    def _bare(self, seen: list[Example]) -> list[Example]:
        """The examples once more without their context, none where none has one."""
        bare = [alone(example) for example in seen]
        return bare if bare != seen else []

    def _linear(self, matrix: sparse.csr_matrix, targets: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Coefficients (features × labels) and intercepts (labels) learnt from n examples (n × features)."""
        if self._start:
            return adapted(matrix, targets, self._start, self.C)
        few = self.class_weight == "few"
        linear = LinearSVC(C=self.C, class_weight=None if few else self.class_weight, random_state=self.random_state)
        linear.fit(matrix, targets, sample_weight=_few_weights(targets) if few else None)
        return _all_rows(linear, len(self.classes_), np.unique(targets))

    def _calibrated(
        self, matrix: sparse.csr_matrix, views: list[Example], targets: NDArray[np.int64], reports: NDArray[Any]
    ) -> tuple[Chain, Floats]:
        """The chain, and the doubt at which a label is ruled out, both from examples that their model has not seen."""
        count, labels = len(targets), len(self.classes_)
        splits = list(_splits(targets, reports, self.folds))
        if not splits and self._start:
            self.held_out_ = self.adjusted_ = self.calibration_ = None
            return self._start.chain, self._start.thresholds
        if not splits:
            warnings.warn("too few examples of a label to calibrate on; probabilities are rough", stacklevel=3)
            self.held_out_ = self.adjusted_ = self.calibration_ = None
            return identity(labels), np.full(labels, 0.5)
        decisions = np.zeros((len(views), labels))
        copies = len(views) // count
        for train, test in splits:
            both = np.concatenate([train + count * copy for copy in range(copies)])
            held = np.concatenate([test + count * copy for copy in range(copies)])
            coefficients, intercept = self._linear(matrix[both], np.tile(targets[train], copies))
            decisions[held] = matrix[held] @ coefficients + intercept
        kinds = boundaries(views)
        kinds[count:][:1] = APART
        whole = fit_chain(decisions, kinds, np.tile(targets, copies), self._near())
        chain = self._adjusted(whole, targets)
        self.held_out_, self.adjusted_ = self._held_out(decisions, kinds, targets, splits, whole)
        self.calibration_ = calibrate([str(label) for label in self.classes_], self.adjusted_, targets, reports, self._shares(targets))
        doubts = 1 - self.adjusted_[np.arange(count), targets]
        return chain, np.array([_quantile(doubts[targets == k], 1 - self.error_rate) for k in range(labels)])

    def _near(self) -> Chain | None:
        return self._start.chain if self._start else None

    def _adjusted(self, chain: Chain, targets: NDArray[np.int64]) -> Chain:
        """The chain moved to the shares and the temperature of the reports to be labelled."""
        shift = np.log(self._shares(targets) / (np.bincount(targets) / len(targets)))
        heat = self.temperature
        return Chain(chain.scale / heat, (chain.bias + shift) / heat, chain.transitions / heat)

    def _shares(self, targets: NDArray[np.int64]) -> Floats:
        """The label shares that the adjusted probabilities are calibrated to (k): those given, or those of the examples."""
        given = np.bincount(targets) if self.shares is None else np.array([self.shares[str(label)] for label in self.classes_])
        return np.asarray(given / given.sum(), dtype=np.float64)

    def _held_out(
        self,
        decisions: Floats,
        kinds: NDArray[np.int64],
        targets: NDArray[np.int64],
        splits: list[tuple[NDArray[Any], NDArray[Any]]],
        whole: Chain,
    ) -> tuple[Floats, Floats]:
        """Probabilities by models and chains that have not seen the example's report, plain and adjusted (n × k each).

        `whole` is the chain of all examples, from which those of the folds are not far.
        """
        count = len(targets)
        copies = len(decisions) // count
        plain, adjusted = (np.zeros((count, decisions.shape[1])) for _ in range(2))
        for train, test in splits:
            both = np.concatenate([train + count * copy for copy in range(copies)])
            apart = np.where(np.isin(np.arange(len(kinds)) - 1, both) | (kinds == APART), kinds, APART)
            chain = fit_chain(decisions[both], apart[both], np.tile(targets[train], copies), self._near(), start=whole)
            plain[test] = chain.probabilities(decisions[test], kinds[test])
            adjusted[test] = self._adjusted(chain, targets).probabilities(decisions[test], kinds[test])
        return plain, adjusted


def _quantile(doubts: Floats, level: float) -> float:
    """The conformal quantile of a calibration set: the ⌈(n + 1) level⌉-th smallest value (Vovk et al. 2005)."""
    rank = int(np.ceil((len(doubts) + 1) * level))
    return float(np.sort(doubts)[rank - 1]) if rank <= len(doubts) else 1.0


def _splits(targets: NDArray[np.int64], reports: NDArray[Any], folds: int) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Splits by report; by sentence where there are not two reports; none where a label has too few examples."""
    fewest = int(np.bincount(targets).min())
    groups = len(set(reports.tolist()))
    if fewest < _FEWEST:
        return
    if groups >= 2:
        found = GroupKFold(min(folds, groups), shuffle=True, random_state=0).split(targets, targets, reports)
    else:
        found = StratifiedKFold(min(folds, fewest), shuffle=True, random_state=0).split(targets, targets)
    splits = list(found)
    if all(len(np.unique(targets[train])) > 1 for train, _ in splits):
        yield from splits


def _all_rows(linear: LinearSVC, labels: int, present: NDArray[np.int64] | None = None) -> tuple[Floats, Floats]:
    """Coefficients (features × labels) and intercepts (labels), rounded to what a model folder stores.

    scikit-learn gives one row for two labels, and none for a label that is missing from a fold.
    """
    rows, intercept = linear.coef_, linear.intercept_
    if len(rows) == 1:
        rows, intercept = np.vstack([-rows, rows]), np.append(-intercept, intercept)
    if present is not None and len(present) < labels:
        whole, shift = np.zeros((labels, rows.shape[1])), np.full(labels, -1.0)
        whole[present], shift[present] = rows, intercept
        rows, intercept = whole, shift
    return rows.T.astype(np.float32).astype(np.float64), intercept.astype(np.float32).astype(np.float64)


def _few_weights(targets: NDArray[np.int64]) -> Floats:
    """A weight for each of n examples by its label, balanced up to _FEW sentences and less and less above."""
    counts = np.maximum(np.bincount(targets), 1)
    rarity = len(targets) / (np.count_nonzero(np.bincount(targets)) * counts)
    return np.asarray((rarity ** min(1.0, _FEW / len(targets)))[targets])
