"""The held-out reports are labelled as those learnt from are, and share nothing with them."""

from __future__ import annotations

from conftest import LABELS

from classify.audit import audit
from classify.labels import read
from classify.records import LABELS as NAMES
from classify.words import normalise

HELD_OUT = LABELS.parent / "held-out"
SHORT = 16  # characters; shorter sentences (特此报告。 2020年是极不平凡的一年。) are set phrases


def sentences(reports: object) -> set[str]:
    return {normalise(p.text) for r in reports for p in r.pieces if p.kind == "sentence" and len(p.text) >= SHORT}  # type: ignore[attr-defined]


def test_no_sentence_that_is_learnt_from_is_held_out() -> None:
    held_out, learnt = read([HELD_OUT]), read([LABELS])
    assert len(held_out) == 32
    assert not {report.name for report in held_out} & {report.name for report in learnt}
    assert not sentences(held_out) & sentences(learnt)


def test_all_held_out_reports_were_read_twice_with_the_four_labels() -> None:
    found = audit(read([HELD_OUT]))
    assert set(found.counts) == set(NAMES)
    assert found.agreement is not None
    assert found.agreement.kappa > 0.95
