from __future__ import annotations

from pathlib import Path

import pytest
from conftest import REPORT

import classify
from classify.errors import ClassifyError
from classify.folder import Model

RITUAL = "我们将以更加饱满的热情、更加务实的作风，奋力谱写高质量发展新篇章。"


@pytest.fixture
def labelled(tiny: Model, tmp_path: Path) -> object:
    later = REPORT.replace("2023", "2024").replace("新建蔬菜大棚120个，带动农户310户。", "拓宽产业路5公里，聘请农技员2名，均已到岗。")
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(later, encoding="utf-8")
    return classify.label(tmp_path, tiny)


def test_groups_turn_into_a_frame_with_corrected_shares(labelled: object) -> None:
    found = classify.balance_by(labelled, "year")  # type: ignore[arg-type]
    frame = found.to_frame()
    assert frame.group.tolist() == ["2023", "2024"] == [one.name for one in found]
    assert {"corrected_plan", "low_plan", "differs_plan", "concreteness", "unanswered_problems"} <= set(frame)
    with pytest.raises(ClassifyError, match="by colour"):
        classify.balance_by(labelled, "colour")  # type: ignore[arg-type]


def test_repetitions_and_followups_turn_into_frames(labelled: object, tiny: Model) -> None:
    repeated = classify.repetitions(labelled)  # type: ignore[arg-type]
    frame = repeated.to_frame()
    assert len(frame) == len(repeated) == 2
    assert frame.repeated_boilerplate.tolist() == [one.repeated for one in repeated]
    assert repeated[0].repeated > 0
    followed = classify.follow(labelled, model=tiny)  # type: ignore[arg-type]
    (row,) = followed.to_frame().to_dict("records")
    assert (row["unit"], row["year"], row["plan"]) == ("柳河镇", 2023, "拓宽产业路5公里，聘请农技员2名。")
    assert row["likeness"] > 0.5


def test_a_balance_frame_tells_what_stands_beside_the_shares(labelled: object) -> None:
    frame = classify.balance(labelled).to_frame()  # type: ignore[arg-type]
    assert (frame.numbers_per_sentence > 0).all()
    assert frame.concreteness_achievement[0] > frame.concreteness_problem[0]
    assert (frame.unanswered_problems <= frame.problem).all()
