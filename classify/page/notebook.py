"""Fragments for notebooks: the same bars and sentences with their styles written beside them, for cells that keep no style sheet."""

from __future__ import annotations

from collections.abc import Sequence

from classify.page.data import Block, blocks, percents
from classify.page.html import text
from classify.page.words import colour, name, sign, words
from classify.records import Balance, LabelledReport

_MOST_ROWS = 60  # reports that a cell shows
_MOST_BLOCKS = 200  # lines of text that a cell shows


def balances_fragment(balances: Sequence[Balance], labels: Sequence[str], lang: str = "zh") -> str:
    """Gives a table of the balances, with a bar for each report."""
    said = words(lang)
    rows = []
    for one in balances[:_MOST_ROWS]:
        whole = percents(one.shares, labels)
        cells = [one.sentences, *(f"{whole[label]}%" for label in labels)]
        numbers = "".join(f'<td style="text-align:right">{cell}</td>' for cell in cells)
        drawn = f'<td><span style="display:block;width:14em;line-height:1em;white-space:nowrap">{_stretches(one, labels)}</span></td>'
        title = f'<td style="text-align:left">{text(one.name)}</td>'
        rows.append(f'<tr>{title}{numbers}{drawn}<td style="text-align:right">{one.uncertain}</td></tr>')
    heads = "".join(f'<th style="border-bottom:3px solid #{colour(label, labels)}">{text(name(label, lang))}</th>' for label in labels)
    more = _more(len(balances) - _MOST_ROWS, lang)
    return (
        f"<table><thead><tr><th></th><th>{said['by_sentences']}</th>{heads}<th></th><th>{said['uncertain']}</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>{more}"
    )


def labelled_fragment(reports: Sequence[LabelledReport], labels: Sequence[str], lang: str = "zh") -> str:
    """Gives the text of the reports with coloured sentences, cut where a cell would grow too long."""
    names = ((label, f"{text(sign(label, lang))} {text(name(label, lang))}") for label in labels)
    legend = " ".join(f'<span style="{_style(label, labels)}">{shown}</span>' for label, shown in names)
    drawn: list[str] = []
    left = 0
    for report in reports:
        for block in blocks(report):
            if len(drawn) < _MOST_BLOCKS:
                drawn.append(_block(block, labels, lang))
            else:
                left += 1
    return f'<div style="max-width:46em;line-height:1.8"><p>{legend}</p>{"".join(drawn)}{_more(left, lang)}</div>'


def _stretches(one: Balance, labels: Sequence[str]) -> str:
    widths = ((label, 100 * one.shares.get(label, 0.0)) for label in labels)
    style = "display:inline-block;height:1em"
    return "".join(f'<span style="{style};width:{width:.2f}%;background:#{colour(label, labels)}"></span>' for label, width in widths)


def _more(left: int, lang: str) -> str:
    return f"<p>… {words(lang)['more'].format(f'{left:,}')}</p>" if left > 0 else ""


def _style(label: str, labels: Sequence[str]) -> str:
    found = colour(label, labels)
    return f"background:#{found}2e;border-bottom:2px solid #{found};padding:0 .1em"


def _block(block: Block, labels: Sequence[str], lang: str) -> str:
    inner = []
    for one in block.passages:
        if one.prediction is None:
            inner.append(text(one.text))
            continue
        shares = percents(one.prediction.probabilities, labels)
        said = words(lang)["separator"].join(f"{name(label, lang)} {share}%" for label, share in shares.items())
        doubt = "?" if one.prediction.uncertain else ""
        mark = f'<sup style="opacity:.7">{text(sign(one.prediction.label, lang))}{doubt}</sup>'
        inner.append(f'<span title="{text(said)}" style="{_style(one.prediction.label, labels)}">{mark}{text(one.text)}</span>')
    joined = "".join(inner)
    if block.kind == "paragraph":
        return f"<p>{joined}</p>"
    return f"<p><b>{joined}</b></p>" if block.depth else f"<p><small>{joined}</small></p>"
