from __future__ import annotations

from dataclasses import replace

from rich.cells import cell_len
from rich.console import Console

from classify.records import Balance
from classify.terminal import balance_table, bar

LABELS = ("achievement", "problem", "plan", "boilerplate")


def drawn(balances: list[Balance], width: int = 80) -> list[str]:
    console = Console(width=width, record=True, file=None, no_color=True)
    with console.capture() as capture:
        console.print(balance_table(balances))
    return capture.get().splitlines()


def one(title: str, *counts: int) -> Balance:
    return Balance("f.txt", 1, title, dict(zip(LABELS, counts, strict=True)), 1)


def test_a_table_fits_eighty_columns_with_chinese_titles() -> None:
    lines = drawn([one("某某市某某区人民政府办公室2023年度工作总结及2024年工作打算" * 2, 70, 5, 15, 10), one("短", 1, 1, 1, 1)])
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert any("70%" in line and "15%" in line for line in lines)
    assert any("合计 2 份" in line for line in lines)


def test_the_stretches_of_a_bar_fill_it_whatever_the_rounding() -> None:
    for counts in ((1, 1, 1, 0), (1, 0, 0, 0), (33, 33, 34, 1), (7, 5, 3, 2)):
        assert len(bar(one("t", *counts).shares, LABELS)) == 20
    assert len(bar(one("t", 0, 0, 0, 0).shares, LABELS)) == 0


def test_trusted_shares_are_corrected_and_have_a_margin() -> None:
    corrected = dict(zip(LABELS, (0.58, 0.12, 0.2, 0.1), strict=True))
    intervals = {label: (max(0.0, share - 0.12), share + 0.12) for label, share in corrected.items()}
    trusted = replace(
        one("某某市某某区人民政府办公室2023年度工作总结及2024年工作打算", 70, 5, 15, 10),
        corrected=corrected,
        intervals=intervals,
        trusted=True,
    )
    lines = drawn([trusted, replace(trusted, trusted=False)] * 600)
    assert any("58±12%" in line and "20±12%" in line for line in lines)
    assert any("70%" in line and "15%" in line for line in lines)
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    assert any("95 % interval" in line for line in lines)
    assert not any("interval" in line for line in drawn([one("短", 1, 1, 1, 1)]))
