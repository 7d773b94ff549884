"""Pages: how the labels of reports balance and every report's text with its sentences coloured, as HTML that needs nothing else."""

from __future__ import annotations

from classify.page.notebook import balances_fragment, labelled_fragment
from classify.page.writing import balances_page, labelled_page, write_page

__all__ = ["balances_fragment", "balances_page", "labelled_fragment", "labelled_page", "write_page"]
