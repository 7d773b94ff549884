from __future__ import annotations

from pathlib import Path

import pytest

from classify.accounts import accounts
from classify.corpus import Corpus
from classify.errors import SourceError
from classify.groups import columns as group_columns
from classify.records import LABELS, Document, LabelledReport, Prediction, Report, Sentence

RITUAL = "我们将以更加饱满的热情、更加务实的作风，奋力谱写高质量发展新篇章。"


def report(source: str, year: int | None, *pairs: tuple[str, str], unit: str = "柳河镇") -> LabelledReport:
    said = tuple(Prediction(label, {one: 1.0 if one == label else 0.0 for one in LABELS}) for _, label in pairs)
    return LabelledReport(Report(Document(source, ""), 1, source, (), (), unit, year), tuple(Sentence(text) for text, _ in pairs), said)


OLD = report("a.txt", 2022, ("拓宽产业路5公里，聘请农技员2名。", "plan"), (RITUAL, "boilerplate"))
NEW = report("b.txt", 2023, ("产业路拓宽工程完工，两名农技员到岗。", "achievement"), (RITUAL, "boilerplate"))


def test_rows_tell_what_is_repeated_and_what_became_of_plans() -> None:
    with Corpus(repeats=True, follow=True) as corpus:
        sources = [{"source": one.labelled.report.document.source, "report": 1} for one in corpus.watch(accounts([OLD, NEW], LABELS))]
        one, other = corpus.rows(iter(sources))
        assert tuple(one) == ("source", "report", *corpus.columns())
        assert (one["repeated_boilerplate"], one["share_repeated"], one["repeated_in"], one["repeated_other"]) == (1, 1.0, 2, "b.txt")
        assert (one["plans_achieved"], one["plans_repeated"], one["plans_vanished"]) == (1, 0, 0)
        assert other["plans_achieved"] is None
        assert list(corpus.rows(iter(sources))) == [one, other]


def test_rows_of_groups_add_them_up() -> None:
    with Corpus(repeats=True, follow=True) as corpus:
        names = ["甲" for _ in corpus.watch(accounts([OLD, NEW], LABELS))]
        one, other = corpus.group_rows([{"group": "甲"}, {"group": "乙"}], names)
        assert tuple(one) == ("group", *corpus.columns(groups=True))
        assert (one["boilerplate_compared"], one["repeated_boilerplate"], one["plans_achieved"]) == (2, 2, 1)
        assert (other["repeated_boilerplate"], other["share_repeated"], other["plans_achieved"]) == (0, None, None)


def test_nothing_is_kept_that_was_not_asked_for() -> None:
    with Corpus() as corpus:
        names = ["" for _ in corpus.watch(accounts([OLD, NEW], LABELS))]
        assert (corpus.columns(), corpus.repetitions(), list(corpus.followups()), corpus.unknown) == ((), (), [], 0)
        assert list(corpus.rows([{"source": "a.txt", "report": 1}])) == [{"source": "a.txt", "report": 1}]
        assert list(corpus.group_rows([{"group": ""}], names)) == [{"group": ""}]
    assert not set(corpus.columns()) & set(group_columns(LABELS))


def test_metadata_tell_units_and_years_that_reports_do_not(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("文件,单位,年度\na.txt,甲局,2021年\nb.txt,甲局,2022年\n", encoding="utf-8")
    unknown = [report(one.report.document.source, None, *zip(
        (piece.text for piece in one.pieces), (said.label for said in one.predictions if said), strict=True), unit="")
        for one in (OLD, NEW)]  # fmt: skip
    with Corpus(follow=True, metadata=tmp_path / "m.csv") as corpus:
        assert len(list(corpus.watch(accounts(unknown, LABELS)))) == 2
        (one,) = corpus.followups()
    assert (one.unit, one.year, one.count("achieved")) == ("甲局", 2021, 1)
    with Corpus(follow=True) as corpus:
        list(corpus.watch(accounts(unknown, LABELS)))
        assert (corpus.unknown, list(corpus.followups())) == (2, [])
    (tmp_path / "m.csv").write_text("单位\n甲局\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no column that names the files"), Corpus(follow=True, metadata=tmp_path / "m.csv"):
        pass
