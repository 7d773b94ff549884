from __future__ import annotations

import pytest

from classify.records import Document, LabelledReport, Prediction, Repetition, Report, Sentence
from classify.repeats import Repeats

RITUAL = "我们将以更加饱满的热情、更加务实的作风，奋力谱写高质量发展新篇章。"


def report(title: str, *texts: str, label: str = "boilerplate") -> LabelledReport:
    pieces = (Sentence(title, "title"), *map(Sentence, texts))
    said = [Prediction(label, {label: 1.0}) for _ in texts]
    return LabelledReport(Report(Document(f"{title}.txt", ""), 1, title, ()), pieces, (None, *said))


def found(*reports: LabelledReport) -> tuple[Repetition, ...]:
    with Repeats() as repeats:
        for one in reports:
            repeats.add(one)
        return repeats.repetitions()


def test_boilerplate_of_other_reports_is_found_word_for_word_and_nearly() -> None:
    near = RITUAL.replace("新篇章", "的篇章")
    own = "安全生产责任重于泰山，丝毫松懈不得。"
    one, other, last = found(report("甲", RITUAL, own), report("乙", near), report("丙", own.replace("安全", "粮食") + "民以食为天。"))
    assert one == Repetition(2, 1, RITUAL, 2, "乙")
    assert other == Repetition(1, 1, near, 2, "甲")
    assert last == Repetition(1)
    assert (one.share, last.share) == (0.5, 0.0)


def test_the_example_stands_in_most_reports() -> None:
    often = "在新的一年里，我们要不忘初心、牢记使命，再接再厉、再创佳绩。"
    one, *_ = found(report("甲", RITUAL, often), report("乙", RITUAL), report("丙", often), report("丁", often))
    assert (one.repeated, one.example, one.reports, one.other) == (2, often, 3, "丙")


def test_a_report_does_not_repeat_itself_and_other_labels_and_short_formulas_do_not_count() -> None:
    assert found(report("甲", RITUAL, RITUAL)) == (Repetition(2),)
    assert found(report("甲", RITUAL, label="plan"), report("乙", RITUAL, label="plan")) == (Repetition(), Repetition())
    assert found(report("甲", "现将情况汇报如下："), report("乙", "现将情况汇报如下：")) == (Repetition(), Repetition())
    assert found() == ()


def test_many_different_sentences_are_told_apart() -> None:
    letters = [chr(0x4E00 + i) for i in range(3000)]
    texts = ["".join(letters[(i * 7 + j * 11) % 3000] for j in range(30)) for i in range(400)]
    result = found(*(report(str(i), *texts[i::4]) for i in range(4)), report("again", texts[5]))
    assert [one.repeated for one in result] == [0, 1, 0, 0, 1]
    assert result[4].other == "1"


@pytest.mark.parametrize("text", ["\ud800" + "新年新气象新征程新作为" * 2, "𠮷" * 20, "a" * 12])
def test_odd_characters_do_no_harm(text: str) -> None:
    assert [one.repeated for one in found(report("甲", text), report("乙", text))] == [1, 1]
