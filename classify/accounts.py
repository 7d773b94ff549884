"""Accounts: a labelled report with its balance and the group it belongs to, what pages, workbooks and groups are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from classify import results
from classify.balances import balance, told
from classify.batch import Outcome, label_files
from classify.errors import ClassifyError, SourceError
from classify.folder import Model
from classify.groups import Grouping
from classify.quantification import Calibration
from classify.records import Balance, LabelledReport


@dataclass(frozen=True, slots=True)
class Account:
    """A labelled report with its balance; `group` is what it is counted under, "" where nothing is asked for or known."""

    labelled: LabelledReport
    balance: Balance
    group: str = ""


def accounts(labelled: Iterable[LabelledReport], labels: Sequence[str], calibration: Calibration | None = None) -> Iterator[Account]:
    """Gives the account of each report, one after another, so that no more than one need be in memory."""
    for one in labelled:
        yield Account(one, balance(one, labels, calibration))


@dataclass(slots=True)
class Ledger:
    """Gives the accounts of many sources as they are read, and keeps what became of each source in `done`.

    A source that cannot be read, or whose labels are not those of the sources before it, is a problem of its own and
    does not stop the rest.
    """

    done: list[Outcome]
    group: Grouping | None = None
    labels: tuple[str, ...] = ()

    def of_tables(self, tables: Iterable[str], calibration: Calibration | None = None) -> Iterator[Account]:
        """Gives the accounts of the reports in result tables; `calibration` is that of the model that labelled them."""
        for source in tables:
            try:
                known = {(one.source, one.report): one for one in results.balances(source, calibration)}
                self._check(source, [one for one in known.values() if one.counts][:1])
                for one in results.labelled(source):
                    yield self._account(one, told(known[(one.report.document.source, one.report.number)], one))
                self.done.append(Outcome(source))
            except ClassifyError as error:
                self.done.append(Outcome(source, problem=str(error)))

    def of_texts(
        self, texts: Sequence[str], model: Model, encoding: str | None, jobs: int, advance: Callable[[Outcome], Outcome]
    ) -> Iterator[Account]:
        """Gives the accounts of the reports in texts, labelled by a model; `advance` is told of each file."""
        for outcome in map(advance, label_files(texts, model, encoding, jobs, with_balances=True)):
            problem = outcome.problem
            try:
                self._check(outcome.source, outcome.balances[:1])
            except SourceError as error:
                problem = str(error)
            else:
                for one, counted in zip(outcome.reports, outcome.balances, strict=True):
                    yield self._account(one, counted)
            self.done.append(Outcome(outcome.source, problem=problem))

    def _account(self, one: LabelledReport, counted: Balance) -> Account:
        return Account(one, counted, self.group(one.report) if self.group else "")

    def _check(self, source: str, found: Sequence[Balance]) -> None:
        for one in found:
            self.labels = self.labels or tuple(one.counts)
            if set(one.counts) != set(self.labels):
                raise SourceError(
                    f"{source}: its labels ({', '.join(one.counts)}) are not those of the inputs before it ({', '.join(self.labels)});"
                    " give inputs of one model at a time"
                )
