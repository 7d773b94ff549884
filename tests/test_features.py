from __future__ import annotations

from classify.features import APART, NEXT_HEADING, NEXT_LINE, NEXT_SECTION, SAME_LINE, alone, examples, plain, section_kind, tokens
from classify.records import Sentence


def piece(text: str, line: int = 0, section: tuple[str, ...] = (), kind: str = "sentence", lead: str = "") -> Sentence:
    return Sentence(text, kind, section=section, lead=lead, paragraph=line)


def test_only_sentences_become_examples_and_know_their_neighbours() -> None:
    found = examples(
        [
            piece("一、成绩", 0, kind="heading"),
            piece("完成任务。", 1, ("一、成绩",)),
            piece("效果很好。", 1, ("一、成绩",)),
            piece("又完成一项。", 2, ("一、成绩",)),
            piece("再完成一项。", 3, ("一、成绩", "（一）党建")),
            piece("人手不足。", 4, ("二、问题",)),
        ],
        "r",
    )
    assert [example.number for example in found] == [0, 1, 2, 3, 4]
    assert [example.boundary for example in found] == [APART, SAME_LINE, NEXT_LINE, NEXT_HEADING, NEXT_SECTION]


def test_sections_are_told_by_their_headings() -> None:
    assert section_kind(["二、存在的问题和不足"]) == "problem"
    assert section_kind(["三、下一步打算"]) == "plan"
    assert section_kind(["一、工作开展情况", "（一）强化领导"]) == "review"
    assert section_kind(["（一）强化领导"]) == ""
    assert section_kind(["2024年，我们这样干"], 2023) == "plan"


def test_words_come_alone_and_in_pairs() -> None:
    found = tokens(plain("加大宣传力度"), "words")
    assert "宣传" in found
    assert "加大 宣传" in found


def test_characters_know_where_a_sentence_begins_and_ends() -> None:
    found = tokens(plain("好的"), "characters")
    assert "\x02好" in found
    assert "的\x03" in found


def test_a_sentence_alone_has_no_trace_of_its_context() -> None:
    (example,) = examples([piece("推进建设。", 3, ("三、下一步打算",), lead="一是抓建设。")], "r", 2023)
    bare = alone(example)
    assert tokens(example, "headings")
    assert tokens(bare, "headings") == []
    assert not any(token.startswith("@") for token in tokens(bare, "place"))


def test_years_count_from_the_year_reported_on() -> None:
    (example,) = examples([piece("2024年新建学校2所。")], "r", 2023)
    assert "year+1" in tokens(example, "place")
