"""Workbooks: reports, every sentence, problems and plans on sheets of their own, for those who read and correct in Excel."""

from __future__ import annotations

from classify.workbook.writing import Written, write_workbook

__all__ = ["Written", "write_workbook"]
