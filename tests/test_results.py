from __future__ import annotations

from pathlib import Path

import pytest

from classify.batch import label_files, write_table
from classify.errors import SourceError
from classify.folder import Model
from classify.pipeline import balances as balances_of
from classify.pipeline import label_file
from classify.results import balances, is_result


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet", ".xlsx"])
def test_a_result_table_gives_the_balance_of_the_report_it_came_from(tiny: Model, report_file: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    write_table(label_files([str(report_file)], tiny), out, tiny.weights.labels)
    assert is_result(str(out))
    assert balances(str(out)) == balances_of(label_file(str(report_file), tiny), tiny)


def test_a_report_is_no_result_table(report_file: Path, tmp_path: Path) -> None:
    assert not is_result(str(report_file))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    assert not is_result(str(tmp_path / "other.csv"))


def test_a_table_with_other_columns_is_refused(tmp_path: Path) -> None:
    place = tmp_path / "a.csv"
    place.write_text("source,report,title,kind,label\nf,1,t,sentence,plan\n")
    with pytest.raises(SourceError, match="no column uncertain"):
        balances(str(place))
    place.write_text("source,report,title,kind,label,uncertain\nf,one,t,sentence,plan,False\n")
    with pytest.raises(SourceError, match="row 2: the report 'one' is no number"):
        balances(str(place))
