from __future__ import annotations

import csv
import warnings
from collections.abc import Generator
from pathlib import Path

import pytest
from conftest import REPORT

from classify import batch
from classify.batch import label_files, write_folder, write_table
from classify.errors import OutputError
from classify.folder import Model
from classify.pipeline import balances
from classify.tables import text_of_reports


def sources(folder: Path) -> list[str]:
    for name in ("a/x.txt", "b/x.txt", "b/bad.txt"):
        place = folder / name
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"" if "bad" in name else REPORT.encode())
    return [str(folder / name) for name in ("a/x.txt", "b/bad.txt", "b/x.txt")]


def test_a_file_that_cannot_be_read_does_not_stop_the_rest(tiny: Model, tmp_path: Path) -> None:
    done = list(label_files(sources(tmp_path), tiny))
    assert [bool(one.problem) for one in done] == [False, True, False]
    assert "empty" in done[1].problem
    assert done[0].encoding == "utf-8"


def test_processes_give_the_same_as_one(tiny: Model, tmp_path: Path) -> None:
    names = sources(tmp_path)
    assert list(label_files(names, tiny, jobs=2)) == list(label_files(names, tiny, jobs=1))


def test_a_reader_that_had_enough_is_not_warned_of_work_that_is_cancelled(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "_TOGETHER", 1)
    names = sources(tmp_path) * 20
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = label_files(names, tiny, jobs=2)
        first = next(found)
        assert isinstance(found, Generator)
        found.close()
    assert first.source == names[0]
    assert [str(one.message) for one in warned if "cancelled" in str(one.message)] == []


def test_one_table_holds_all_files_in_order(tiny: Model, tmp_path: Path) -> None:
    write_table(label_files(sources(tmp_path), tiny), tmp_path / "out.csv", tiny.weights.labels)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        named = [row["source"] for row in csv.DictReader(file)]
    assert list(dict.fromkeys(named)) == [str(tmp_path / "a/x.txt"), str(tmp_path / "b/x.txt")]


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_rows_that_are_sent_as_text_are_those_of_the_reports(tiny: Model, tmp_path: Path, suffix: str, jobs: int) -> None:
    names, labels = sources(tmp_path), tiny.weights.labels
    whole, sent = tmp_path / f"whole{suffix}", tmp_path / f"sent{suffix.upper()}"
    expected = write_table(label_files(names, tiny), whole, labels)
    assert write_table(label_files(names, tiny, jobs=jobs, text_of=text_of_reports(sent, labels)), sent, labels) == expected
    assert sent.read_bytes() == whole.read_bytes()
    assert len(whole.read_bytes().splitlines()) > 10


def test_a_folder_gets_rows_that_are_sent_as_text(tiny: Model, tmp_path: Path) -> None:
    labels = tiny.weights.labels
    write_folder(label_files(sources(tmp_path), tiny), tmp_path / "whole", labels)
    write_folder(label_files(sources(tmp_path), tiny, text_of=text_of_reports(None, labels)), tmp_path / "sent", labels)
    for name in ("b-x.csv", "x.csv"):
        assert (tmp_path / "sent" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_balances_come_with_the_reports_where_they_are_wanted(tiny: Model, tmp_path: Path, jobs: int) -> None:
    found = list(label_files(sources(tmp_path), tiny, jobs=jobs, with_balances=True))
    assert [one.balances for one in found] == [balances(one.reports, tiny) for one in found]
    assert [len(one.balances) for one in found] == [1, 0, 1]
    assert not any(one.balances for one in label_files(sources(tmp_path), tiny))


def test_what_is_no_text_is_not_sent_as_text() -> None:
    assert text_of_reports("out.parquet", ("a", "b")) is None
    assert text_of_reports("out.xlsx", ("a", "b")) is None


def test_no_table_is_written_where_nothing_could_be_read(tiny: Model, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"")
    (done,) = write_table(label_files([str(tmp_path / "bad.txt")], tiny), tmp_path / "out.csv", tiny.weights.labels)
    assert done.problem
    assert not (tmp_path / "out.csv").exists()
    (done,) = write_folder(label_files([str(tmp_path / "bad.txt")], tiny), tmp_path / "out", tiny.weights.labels)
    assert done.problem
    assert not (tmp_path / "out").exists()


def test_a_folder_gets_one_table_a_file_and_names_never_clash(tiny: Model, tmp_path: Path) -> None:
    write_folder(label_files(sources(tmp_path), tiny), tmp_path / "out", tiny.weights.labels)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["b-x.csv", "x.csv"]


def test_a_folder_that_cannot_be_made_is_named(tiny: Model, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="folder cannot be made"):
        write_folder(label_files(sources(tmp_path), tiny), tmp_path / "file" / "out", tiny.weights.labels)


def test_files_labelled_some_at_a_time_come_out_in_order(tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [*sources(tmp_path), str(tmp_path / "none.txt"), *sources(tmp_path)]
    together = list(label_files(names, tiny))
    monkeypatch.setattr(batch, "_TOGETHER", 1)
    one_by_one = list(label_files(names, tiny))
    assert [one.source for one in together] == [one.source for one in one_by_one] == names
    assert [one.problem for one in together] == [one.problem for one in one_by_one]
    assert "cannot be read" in together[3].problem
    for one, other in zip(together, one_by_one, strict=True):
        assert [report.pieces for report in one.reports] == [report.pieces for report in other.reports]
