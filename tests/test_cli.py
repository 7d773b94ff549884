from __future__ import annotations

import csv
import io
import json
import re
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from conftest import CORPUS, REPORT

from classify.cli import main

SUBCOMMANDS = ("label", "balance", "train", "check", "convert", "evaluate", "explain", "info")


def run(*arguments: object, stdin: bytes | None = None, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "classify", *map(str, arguments)], input=stdin, capture_output=True, check=False, **options
    )  # type: ignore[call-overload]


def refused(done: subprocess.CompletedProcess[bytes], code: int = 1) -> str:
    """The one line of an error; checks the exit code and that no traceback shows."""
    said = done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1
    return said


def test_label_writes_csv_to_standard_output(report_file: Path, tiny_folder: Path) -> None:
    done = run("label", report_file, "-m", tiny_folder)
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8"))))
    assert {row["label"] for row in rows} >= {"achievement", "problem", "plan"}
    assert list(rows[0])[:10] == ["source", "report", "title", "section", "kind", "start", "end", "text", "label", "confidence"]


def test_label_reads_standard_input(tiny_folder: Path) -> None:
    done = run("label", "-", "-m", tiny_folder, stdin=REPORT.encode("gb18030"))
    assert done.returncode == 0
    assert "<stdin>" in done.stdout.decode()


def test_label_says_what_it_wrote_and_the_encoding(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    done = run("label", report_file, "-m", tiny_folder, "-o", tmp_path / "out.csv")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr.decode().strip() == f"1 file (utf-8) -> {tmp_path / 'out.csv'}"


def test_balance_takes_reports_and_result_tables(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    run("label", report_file, "-m", tiny_folder, "-o", tmp_path / "out.csv")
    one, other = (run("balance", source, "-m", tiny_folder) for source in (report_file, tmp_path / "out.csv"))
    assert one.stdout == other.stdout
    assert "柳河镇2023年工作总结" in one.stdout.decode()
    run("balance", report_file, "-m", tiny_folder, "-o", tmp_path / "b.csv", "-q")
    assert "share_plan" in (tmp_path / "b.csv").read_text("utf-8-sig")


def test_balance_writes_pages_and_workbooks(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    for name in ("p.html", "b.xlsx"):
        done = run("balance", report_file, "-m", tiny_folder, "-o", tmp_path / name, "--by", "year")
        assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()
        assert done.stderr.decode().strip() == f"1 report -> {tmp_path / name}"
    assert "按年度分组" in (tmp_path / "p.html").read_text("utf-8")
    again = run("balance", tmp_path / "b.xlsx", "-o", tmp_path / "again.html", "--lang", "en")
    assert again.returncode == 0, again.stderr.decode()
    assert (tmp_path / "again.html").read_text("utf-8").count('class="s ') == 7


def test_balance_groups_reports(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    shown = run("balance", report_file, "-m", tiny_folder, "--by", "unit").stdout.decode()
    assert "柳河镇" in shown
    (tmp_path / "m.csv").write_text("文件,系统\n报告.txt,乡镇\n", encoding="utf-8")
    run("balance", report_file, "-m", tiny_folder, "--by", "系统", "--metadata", tmp_path / "m.csv", "-o", tmp_path / "g.csv")
    with (tmp_path / "g.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["group"], row["reports"], row["sentences"]) == ("乡镇", "1", "7")
    assert run("balance", report_file, "--metadata", tmp_path / "m.csv").returncode == 2
    assert "--by colour" in refused(run("balance", report_file, "--by", "colour"))
    assert "unknown language" in refused(run("balance", report_file, "--lang", "fr"))


def test_balance_finds_repeats_and_follows_plans(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "2024.txt").write_text(REPORT.replace("2023", "2024").replace("新建蔬菜大棚120个", "拓宽产业路5公里"), encoding="utf-8")
    given = (report_file, tmp_path / "2024.txt", "-m", tiny_folder, "--repeats", "--follow")
    shown = run("balance", *given).stdout.decode()
    assert "也见于别的报告" in shown
    assert re.search(r"柳河镇\s+2023→2024\s+1 ", shown)
    for name in ("p.html", "b.xlsx", "t.jsonl", "g.parquet"):
        done = run("balance", *given, "-o", tmp_path / name, *(("--by", "unit") if name == "g.parquet" else ()))
        assert (done.returncode, done.stderr.decode().strip()) == (0, f"2 reports -> {tmp_path / name}")
    first = json.loads((tmp_path / "t.jsonl").read_text("utf-8").splitlines()[0])
    assert (first["plans_achieved"], first["plans_repeated"], first["plans_vanished"]) in ((1, 0, 0), (0, 1, 0))
    assert first["repeated_in"] == 2
    page = (tmp_path / "p.html").read_text("utf-8")
    assert "与别的报告雷同的套话" in page
    assert "柳河镇 2023 → 2024 年，1 项计划" in page


def test_reports_that_cannot_be_followed_are_counted(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("file,unit\n报告.txt,\n", encoding="utf-8")
    done = run("balance", report_file, "-m", tiny_folder, "--follow", "--metadata", tmp_path / "m.csv")
    assert done.returncode == 0
    assert "not followed for want of a unit or a year: 1 report;" in done.stderr.decode()


def test_balance_that_cannot_be_written_is_one_line(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    assert "unknown ending" in refused(run("balance", report_file, "-m", tiny_folder, "-o", tmp_path / "x.doc"))
    (tmp_path / "empty.txt").write_bytes(b"")
    refused(run("balance", tmp_path / "empty.txt", "-m", tiny_folder, "-o", tmp_path / "x.html"))
    assert not (tmp_path / "x.html").exists()


def test_train_evaluate_and_info_go_together(tmp_path: Path) -> None:
    trained = run("train", CORPUS, "-o", tmp_path / "mine")
    assert trained.returncode == 0, trained.stderr.decode()
    assert "macro-F1" in trained.stdout.decode()
    evaluated = run("evaluate", CORPUS, "-m", tmp_path / "mine", "-o", tmp_path / "figures.json")
    assert evaluated.returncode == 0, evaluated.stderr.decode()
    assert json.loads((tmp_path / "figures.json").read_text("utf-8"))["accuracy"] > 0.9
    info = run("info", tmp_path / "mine").stdout.decode()
    assert "44 sentences of 4 reports" in info
    assert "self-test passed" in info
    assert re.search(r"expected shares +achievement \d+%, .*those of the labels trained on", info)
    assert re.search(r"temperature +1\n", re.sub(" +\n", "\n", info))
    assert re.search(r"error rate +10% of held-out", info)
    assert re.search(r"corrected shares +no, only counts: that takes 20 reports", info)
    shipped = run("info").stdout.decode()
    assert re.search(r"expected shares +achievement \d+%, problem \d+%, .*\(given\)", shipped)
    assert re.search(r"corrected shares +available", shipped)


def test_some_files_that_cannot_be_read_end_in_three_and_are_named(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("label", report_file, tmp_path / "empty.txt", "-m", tiny_folder, "-o", tmp_path / "out.csv", "-q")
    assert "empty.txt: the file is empty" in refused(done, 3)
    assert (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("command", ["label", "balance"])
@pytest.mark.parametrize("out", ["out.csv", "out"])
def test_where_no_file_can_be_read_nothing_is_written(tiny_folder: Path, tmp_path: Path, command: str, out: str) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"\n")
    done = run(command, tmp_path, "-m", tiny_folder, "-o", tmp_path / out)
    said = done.stderr.decode().splitlines()
    assert (done.returncode, done.stdout) == (1, b"")
    assert [line.rpartition("/")[2] for line in said[:2]] == ["a.txt: the file is empty", "b.txt: the file is empty"]
    assert said[2:] == ["classify: none of the 2 inputs could be read; nothing was written"]
    refused(run(command, tmp_path / "a.txt", "-m", tiny_folder, "-o", tmp_path / out))
    assert not (tmp_path / out).exists()


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.txt", None, "no such file or folder"),
        ("empty.txt", b"", "the file is empty"),
        ("a.txt", b"%PDF-1.4", "this is a PDF file"),
        ("a.txt", "工作\x00总结".encode(), "NUL character"),
        ("a.txt", bytes(range(128, 256)) * 9, "neither UTF-8|no Chinese text"),
        ("a.txt", "一、成绩\n二、问题\n".encode(), "headings only"),
    ],
)
def test_input_that_cannot_be_labelled_is_one_line(tmp_path: Path, tiny_folder: Path, name: str, data: bytes | None, message: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert re.search(message, refused(run("label", tmp_path / name, "-m", tiny_folder)))


def test_output_that_cannot_be_written_is_one_line(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    assert "unknown ending" in refused(run("label", report_file, "-m", tiny_folder, "-o", tmp_path / "x.doc"))
    assert "cannot be made" in refused(run("label", report_file, "-m", tiny_folder, "-o", report_file / "out"))


def test_a_full_disk_is_one_line(report_file: Path, tiny_folder: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "classify", "label", str(report_file), "-m", str(tiny_folder)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    said = done.stderr.decode()
    assert done.returncode == 1
    assert "No space left on device" in said
    assert "Traceback" not in said


def test_a_model_that_is_none_is_one_line(report_file: Path, tmp_path: Path) -> None:
    assert "no model folder there" in refused(run("label", report_file, "-m", tmp_path / "none"))
    assert "holds no model.json" in refused(run("info", tmp_path))


@pytest.mark.parametrize(
    "change", [{"training": None}, {"cross_validation": 3}, {"parameters": {"shares": {"plan": 0}}}, {"versions": 1}, {"parameters": 7}]
)
def test_a_model_that_tells_nonsense_of_itself_is_one_line(tiny_folder: Path, tmp_path: Path, change: dict[str, object]) -> None:
    shutil.copytree(tiny_folder, tmp_path / "m")
    told = json.loads((tmp_path / "m" / "model.json").read_text("utf-8")) | change
    (tmp_path / "m" / "model.json").write_text(json.dumps(told), encoding="utf-8")
    done = run("info", tmp_path / "m")
    assert "model.json: what it tells of the model is damaged" in refused(done)
    assert done.stdout == b""


def test_a_reader_that_has_enough_is_no_failure(report_file: Path, tiny_folder: Path) -> None:
    report_file.write_text(REPORT * 200, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "classify", "label", str(report_file), "-m", str(tiny_folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), said) == (0, b"")


def test_labels_that_cannot_be_used_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,mark\n好。,1\n", encoding="utf-8")
    (tmp_path / "two.csv").write_text("text,label\n完成任务。,成绩\n人手不足。,问题\n", encoding="utf-8")
    assert "train without --start" in refused(run("train", tmp_path / "two.csv", "--start", "default", "-o", tmp_path / "m"))
    assert "no column label" in refused(run("train", tmp_path / "a.csv", "-o", tmp_path / "m"))
    assert "no labels named" in refused(run("train", "-o", tmp_path / "m", cwd=tmp_path))
    assert not (tmp_path / "m").exists()


def test_too_few_labels_are_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,label\n完成任务三项。,成绩\n修路五公里。,成绩\n人手不足。,问题\n", encoding="utf-8")
    done = run("train", tmp_path / "a.csv", "-o", tmp_path / "m", "-q")
    assert refused(done, 0).startswith("classify: too few sentences of problem (1) to cross-validate")
    assert "at least two sentences of each" in refused(run("train", tmp_path / "a.csv", "-o", tmp_path / "m", "--tune", 1))
    checked = run("check", tmp_path / "a.csv")
    assert "at least two sentences of each" in refused(checked)
    assert "achievement 2 (66.7%)" in checked.stdout.decode()


def test_a_warning_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("classify.cli.app", lambda: warnings.warn("a workbook\nwithout style", stacklevel=1))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        main()
    assert capsys.readouterr().err == "classify: warning: a workbook without style\n"


def test_check_names_what_is_wrong_and_keeps_the_rest(tmp_path: Path) -> None:
    text = (CORPUS / "court.txt").read_text("utf-8") + "praise\t好。\n"
    (tmp_path / "court.txt").write_text(text, encoding="utf-8")
    (tmp_path / "school.txt").write_text((CORPUS / "school.txt").read_text("utf-8"), encoding="utf-8")
    done = run("check", tmp_path, "-o", tmp_path / "suspects.csv")
    said = done.stderr.decode()
    assert done.returncode == 3
    assert f"court.txt:{text.count(chr(10))}: column 1: unknown label or kind 'praise'" in said
    assert "two labels" in done.stdout.decode()
    assert "given,suggested" in (tmp_path / "suspects.csv").read_text("utf-8-sig")


def test_a_doubtful_label_is_a_warning_of_train_and_check(tmp_path: Path) -> None:
    rows = "".join(
        f"{text}{n}项。,{label}\n" for text, label in (("完成", "plan"), ("缺少", "problem"), ("可能", "risks")) for n in range(2)
    )
    (tmp_path / "a.csv").write_text("text,label\n" + rows, encoding="utf-8")
    trained, checked = run("train", tmp_path / "a.csv", "-o", tmp_path / "m"), run("check", tmp_path / "a.csv", "--no-suspects")
    for done in (trained, checked):
        assert done.returncode == 0
        assert f"classify: warning: {tmp_path / 'a.csv'}:6: column label: 'risks' stands in 2 rows only" in done.stderr.decode()


def test_convert_goes_there_and_back(tmp_path: Path) -> None:
    assert run("convert", CORPUS, "-o", tmp_path / "tasks.json").returncode == 0
    assert run("convert", tmp_path / "tasks.json", "-o", tmp_path / "text").returncode == 0
    for place in CORPUS.glob("*.txt"):
        assert (tmp_path / "text" / place.name).read_text("utf-8") == place.read_text("utf-8")


def test_evaluate_gives_tables_json_or_a_page(tiny_folder: Path, tmp_path: Path) -> None:
    done = run("evaluate", CORPUS, "-m", tiny_folder)
    assert done.returncode == 0
    assert "macro-F1" in done.stdout.decode()
    assert "trained on these very sentences" in done.stdout.decode()
    run("evaluate", CORPUS, "-m", tiny_folder, "-o", tmp_path / "e.json", "-q")
    told = json.loads((tmp_path / "e.json").read_text("utf-8"))
    assert told["sentences"] == 44
    assert len(told["notes"]) == 1
    done = run("evaluate", CORPUS / "court.txt", "-m", tiny_folder, "-o", tmp_path / "e.html")
    assert "of 1 report -> " in done.stderr.decode()
    assert (tmp_path / "e.html").read_text("utf-8").startswith("<!doctype html>")


def test_evaluate_cross_validates_what_is_labelled(tmp_path: Path, tiny_folder: Path) -> None:
    done = run("evaluate", CORPUS, "--cross-validate", "-o", tmp_path / "e.json")
    assert done.returncode == 0
    assert json.loads((tmp_path / "e.json").read_text("utf-8"))["folds"] == 4
    assert "at least two" in refused(run("evaluate", CORPUS / "court.txt", "--cross-validate"))
    assert run("evaluate", CORPUS, "--cross-validate", "-m", tiny_folder).returncode == 2


def test_evaluate_refuses_what_it_cannot_measure(tmp_path: Path, tiny_folder: Path) -> None:
    rows = "".join(f"好事{i}。,praise\n" for i in range(9))
    (tmp_path / "a.csv").write_text("text,label\n" + rows, encoding="utf-8")
    assert "does not know the labels praise" in refused(run("evaluate", tmp_path / "a.csv", "-m", tiny_folder))
    assert "unknown ending" in refused(run("evaluate", CORPUS, "-m", tiny_folder, "-o", tmp_path / "e.pdf"))


def test_explain_tells_what_made_a_label(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    done = run("explain", report_file, "-m", tiny_folder, "--sentence", 2)
    assert done.returncode == 0
    assert "1 of 7 sentences explained" in done.stdout.decode()
    done = run("explain", "--text", "拓宽产业路5公里。", "--section", "三、下一步打算 > （一）道路", "-m", tiny_folder)
    assert "三、下一步打算 > （一）道路" in done.stdout.decode()
    run("explain", report_file, "-m", tiny_folder, "-o", tmp_path / "x.html", "-q")
    assert (tmp_path / "x.html").read_text("utf-8").count("<article>") == 7
    run("explain", report_file, "-m", tiny_folder, "--most", 2, "-o", tmp_path / "x.json", "-q")
    assert [one["number"] for one in json.loads((tmp_path / "x.json").read_text("utf-8"))[0]["explanations"]] == [1, 2]


def test_explain_refuses_what_is_not_there(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    assert "none of the 7 sentences" in refused(run("explain", report_file, "-m", tiny_folder, "--sentence", 99))
    assert "does not know this label" in refused(run("explain", report_file, "-m", tiny_folder, "--label", "praise"))
    assert "unknown ending" in refused(run("explain", report_file, "-m", tiny_folder, "-o", tmp_path / "x.csv"))
    assert "holds no text" in refused(run("explain", "--text", "  ", "-m", tiny_folder))
    assert run("explain", "-m", tiny_folder).returncode == 2
    assert run("explain", report_file, "--text", "好。").returncode == 2
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    assert run("explain", report_file, tmp_path / "empty.txt", "-m", tiny_folder).returncode == 3


def test_numbers_that_mean_nothing_are_wrong_usage(report_file: Path, tmp_path: Path) -> None:
    assert run("label", report_file, report_file, "-j", 0).returncode == 2
    assert run("train", CORPUS, "--temperature", "nan", "-o", tmp_path / "m").returncode == 2
    assert "write label=share" in refused(run("train", CORPUS, "--shares", "plan=inf", "-o", tmp_path / "m"))
    assert not (tmp_path / "m").exists()


def test_a_balance_is_refused_before_the_work_and_an_empty_table_is_told(report_file: Path, tiny_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    assert "this is a folder" in refused(run("balance", report_file, "-m", tiny_folder, "-o", tmp_path / "x.csv"))
    (tmp_path / "t.csv").write_text("source,report,title,section,kind,text,label,uncertain\n", encoding="utf-8")
    assert "the tables hold no row" in refused(run("balance", tmp_path / "t.csv", "-o", tmp_path / "y.html"))
    assert not (tmp_path / "y.html").exists()


def test_wrong_usage_ends_in_two() -> None:
    assert run("label").returncode == 2
    assert run("frobnicate").returncode == 2


def test_help_names_every_command() -> None:
    said = run("--help").stdout.decode()
    assert [name for name in SUBCOMMANDS if name not in said] == []
    assert run("--version").stdout.decode().startswith("classify ")


def test_ctrl_c_leaves_no_half_file(tmp_path: Path, tiny_folder: Path) -> None:
    for number in range(400):
        (tmp_path / f"{number}.txt").write_text(REPORT * 20, encoding="utf-8")
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, and a process inherits that
    process = subprocess.Popen(
        [sys.executable, "-m", "classify", "label", str(tmp_path), "-m", str(tiny_folder), "-o", str(tmp_path / "out.csv")],
        stderr=subprocess.PIPE,
    )
    signal.signal(signal.SIGINT, before)
    while not list(tmp_path.glob(".out.csv-*")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    said = process.communicate()[1].decode()
    assert process.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert list(tmp_path.glob("*out.csv*")) == []


def test_evaluating_a_model_on_its_own_output_is_warned_of(report_file: Path, tmp_path: Path) -> None:
    assert run("label", str(report_file), "-o", str(tmp_path / "mine.csv"), "-q").returncode == 0
    done = run("evaluate", str(tmp_path / "mine.csv"))
    assert done.returncode == 0
    assert "labels are those that this model gives" in " ".join(done.stdout.decode().split())
