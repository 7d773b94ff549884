from __future__ import annotations

import pytest
from conftest import REPORT

from classify.compilation import reports
from classify.explanation import explain_report
from classify.features import APART, BLOCKS
from classify.folder import Model, load
from classify.records import Document
from classify.wording import BLOCK_NAMES, BOUNDARY_NAMES, STEP_NAMES, token_name


def test_every_block_step_and_boundary_has_a_name(tiny: Model) -> None:
    assert set(BLOCK_NAMES) == set(BLOCKS)
    assert set(BOUNDARY_NAMES) == set(range(APART))
    (report,) = reports(Document("r.txt", REPORT))
    assert set(explain_report(report, tiny.scorer).explanations[0].steps()) == set(STEP_NAMES)


def test_no_token_of_the_shipped_model_shows_a_raw_mark() -> None:
    for block, features in load().weights.blocks.items():
        for token in features.vocabulary:
            told = token_name(block, token)
            assert told.strip()
            assert not set(told) & {"\x02", "\x03"}
            assert not (block == "place" and "@" in told), token


@pytest.mark.parametrize(
    ("block", "token", "told"),
    [
        ("characters", "\x02一、", "⊢一、"),
        ("headings", "kind:plan", "headings of a plan section"),
        ("headings", "kind:", "headings of no known kind"),
        ("headings", "year+1", "names the next year"),
        ("place", "length:2", "30–44 characters"),
        ("place", "numbers:3", "3 numbers"),
        ("place", "end:；", "ends in ；"),
        ("place", "@before:heading", "heading before it"),
        ("place", "@paragraph:", "inside its paragraph"),
        ("morphology", "plan:done", "done in a plan section"),
        ("morphology", "done&period", "done with period"),
        ("morphology", "0&done", "number with done"),
        ("morphology", "none", "no word of any class"),
    ],
)
def test_tokens_are_told_in_words(block: str, token: str, told: str) -> None:
    assert token_name(block, token) == told
