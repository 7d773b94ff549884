from __future__ import annotations

import pytest

from classify.concreteness import concreteness, of, together
from classify.records import Concreteness


@pytest.mark.parametrize(
    ("text", "numbers", "documents", "dates"),
    [
        ("新建大棚120个，带动农户3,100户，增长5.8%。", 3, 0, 0),
        ("投入Ｘ万元，培训两次，完成百分之六十。", 3, 0, 0),
        ("投资2050万元，面积12013亩。", 2, 0, 0),
        ("印发《防汛预案》和《关于落实〈条例〉的通知》。", 0, 2, 0),
        ("印发《关于学习《条例》的通知》（某政发〔2023〕5号）。", 0, 1, 0),
        ("3月15日至20日集中整治，6月底前完工，一季度验收。", 0, 0, 3),
        ("1—11月，办结案件32件。", 1, 0, 1),
        ("十二月上旬和2024年3月各开一次会。", 0, 0, 2),
        ("2023年是“十四五”规划的关键之年，第三届大会第2次会议。", 0, 0, 0),
        ("1.增强“四个意识”，坚定四个自信，落实八项规定精神。", 0, 0, 0),
        ("（2）5G基站和A3打印机由KR1负责，4A级景区。", 0, 0, 0),
        ("过去五年，五位一体。", 0, 0, 0),
        ("奋力开创各项工作新局面。", 0, 0, 0),
    ],
)
def test_numbers_documents_and_dates_are_counted(text: str, numbers: int, documents: int, dates: int) -> None:
    assert of(text) == Concreteness(1, numbers, documents, dates)


def test_labels_are_counted_apart_and_add_up() -> None:
    found = concreteness(
        [("办案32件。", "achievement"), ("再办5件。", "plan"), ("继续。", "plan"), ("1件", "other")], ("achievement", "plan")
    )
    assert found == {"achievement": Concreteness(1, 1), "plan": Concreteness(2, 1)}
    whole = together(found.values())
    assert whole == Concreteness(3, 2)
    assert whole.rates == pytest.approx((2 / 3, 0, 0))
    assert whole.rate == pytest.approx(2 / 3)


def test_no_sentence_has_no_rate_above_nothing() -> None:
    assert Concreteness().rate == 0.0
    assert together([]) == Concreteness()
