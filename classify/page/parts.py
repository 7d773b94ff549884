"""Parts of a page: bars, the overview with its sort buttons, the tools, and reports with their coloured sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from classify.groups import Group
from classify.page import findings
from classify.page.data import Block, Outlier, Overview, Passage, Row, percents
from classify.page.html import text
from classify.page.words import css_class, name, sign, words
from classify.records import Answer, Balance

_SIGNED = 4  # percent; in a narrower stretch of a bar the sign has no room
_NUMBERED = 9  # percent; in a narrower one its number has none
_MOST_OUTLIERS = 20
_DEEPEST = 4  # levels of headings below that of a report (h3 to h6)


def bar(shares: Mapping[str, float], labels: Sequence[str], lang: str, thin: bool = False) -> str:
    """Gives a stacked bar; what it shows is also said in words, for those who do not see it."""
    whole = percents(shares, labels)
    said = words(lang)["separator"].join(f"{name(label, lang)} {whole[label]}%" for label in labels)
    stretches = []
    for label in labels:
        if shares.get(label, 0.0) > 0:
            number = f" {whole[label]}%" if whole[label] >= _NUMBERED else ""
            inner = f"<b>{text(sign(label, lang))}{number}</b>" if whole[label] >= _SIGNED and not thin else ""
            stretches.append(f'<i class="{css_class(label)}" style="width:{100 * shares[label]:.2f}%">{inner}</i>')
    return (
        f'<span class="bar{" thin" if thin else ""}" role="img" aria-label="{text(said)}" title="{text(said)}">{"".join(stretches)}</span>'
    )


def corrected(balance: Balance, labels: Sequence[str], lang: str) -> str:
    """Gives the corrected shares with their intervals as a thin bar and in words, nothing where they are not trusted."""
    if not balance.trusted:
        return ""
    shares = percents(balance.corrected, labels)
    parts = []
    for label in labels:
        interval = balance.intervals.get(label)
        bounds = f" [{100 * interval[0]:.0f}–{100 * interval[1]:.0f}]" if interval else ""
        parts.append(f'<span class="whole">{text(name(label, lang))} {shares[label]}%{bounds}</span>')
    said = f"{words(lang)['corrected']}{words(lang)['separator'].join(parts)}"
    return f'<span class="corrected">{bar(balance.corrected, labels, lang, thin=True)}{said}</span>'


def _numbers(balance: Balance, lang: str) -> str:
    said = words(lang)
    doubt = said["uncertain_count"].format(f"{balance.uncertain:,}") if balance.uncertain else ""
    return f'<span class="num">{said["sentences"].format(f"{balance.sentences:,}")}</span><span class="num">{doubt}</span>'


def overview(found: Overview, lang: str) -> Iterator[str]:
    """Gives the balance of all reports, part by part."""
    said, labels, total = words(lang), found.labels, found.total
    template = said["one"] if len(found.rows) == 1 else said["summary"]
    summary = template.format(reports=f"{len(found.rows):,}", sentences=f"{total.sentences:,}", uncertain=f"{total.uncertain:,}")
    yield f'<header><h1>{said["title"]}</h1><p class="soft">{summary}</p></header>\n<section id="balance">\n{legend(labels, lang)}'
    if not found.rows:
        yield f'<p class="none">{said["no_reports"]}</p>\n'
    if len(found.rows) > 1:
        shown = f"{said['total']} <small>{said['reports'].format(len(found.rows))}</small>"
        yield f'<div class="total"><span class="name">{shown}</span>{bar(total.shares, labels, lang)}{_numbers(total, lang)}</div>\n'
    if found.groups:
        yield from _groups(found, lang)
    if found.outliers:
        yield _outliers(found.outliers, lang)
    if len(found.rows) > 1:
        yield f"<h2>{said['balance']}</h2>\n{_sorting(labels, lang)}"
    yield from _rows(found.rows, labels, lang)
    if any(row.balance.corrected for row in found.rows):
        yield f'<p class="soft">{said["corrected_note"]}</p>\n'
    elif total.sentences:
        yield f'<p class="soft">{said["counted_note"]}</p>\n'
    yield from findings.substance(found, lang)
    yield from findings.repeats(found.rows, lang)
    yield from findings.followups(found.followups, lang)
    yield "</section>\n"


def _rows(rows: Sequence[Row], labels: Sequence[str], lang: str) -> Iterator[str]:
    several = len({row.balance.source for row in rows}) > 1
    yield '<ol class="rows" id="rows">\n'
    for row, order in zip(rows, _orders(rows, labels), strict=True):
        link = f'<a href="{text(row.href)}">{text(row.name)}</a>' if row.href else text(row.name)
        facts = " · ".join(text(fact) for fact in (row.balance.source if several and row.balance.title else "", row.group) if fact)
        yield (
            f'<li style="{order}"><span class="name">{row.number}. {link}{f"<small>{facts}</small>" if facts else ""}</span>'
            f"{bar(row.balance.shares, labels, lang)}{_numbers(row.balance, lang)}{corrected(row.balance, labels, lang)}</li>\n"
        )
    yield "</ol>\n"


def legend(labels: Sequence[str], lang: str) -> str:
    """Gives the names of the labels beside their colours and signs."""
    items = (f'<li><i class="{css_class(label)}"><b>{text(sign(label, lang))}</b></i>{text(name(label, lang))}</li>' for label in labels)
    return f'<ul class="legend">{"".join(items)}</ul>\n'


def _orders(rows: Sequence[Row], labels: Sequence[str]) -> list[str]:
    """The place of each row in every order, as custom properties that the style sheet sorts by."""
    keys: dict[str, list[float]] = {f"--k{i}": [-row.balance.shares.get(label, 0.0) for row in rows] for i, label in enumerate(labels)}
    keys["--first"] = [float(i) for i in range(len(rows))]
    keys["--sentences"] = [-row.balance.sentences for row in rows]
    keys["--uncertain"] = [-row.balance.uncertain / max(1, row.balance.sentences) for row in rows]
    places: list[dict[str, int]] = [{} for _ in rows]
    for key, values in keys.items():
        for place, i in enumerate(sorted(range(len(rows)), key=values.__getitem__)):
            places[i][key] = place
    return [";".join(f"{key}:{place}" for key, place in one.items()) for one in places]


def _sorting(labels: Sequence[str], lang: str) -> str:
    said = words(lang)
    keys = [(f"k{i}", str(i), name(label, lang)) for i, label in enumerate(labels)]
    keys += [("first", "first", said["original"]), ("sentences", "sentences", said["by_sentences"])]
    keys += [("uncertain", "uncertain", said["by_uncertain"])]
    radios = (
        f'<label><input class="sort" type="radio" name="sort" autocomplete="off" id="by-{identity}" data-key="--{key}"'
        f"{' checked' if identity == '0' else ''}>{text(shown)}</label>"
        for key, identity, shown in keys
    )
    return f'<form class="chips sorting" aria-label="{said["sort"]}"><span class="soft">{said["sort"]}</span>{"".join(radios)}</form>\n'


def _groups(found: Overview, lang: str) -> Iterator[str]:
    said = words(lang)
    yield f'<h2>{text(said["group_by"].format(said.get(found.by, found.by)))}</h2>\n<ul class="rows">\n'
    for group in found.groups:
        title = text(group.name or said["unknown_group"])
        count = said["reports"].format(group.reports)
        yield (
            f'<li><span class="name">{title} <small>{count}</small></span>'
            f"{bar(group.balance.shares, found.labels, lang)}{_numbers(group.balance, lang)}"
            f"{corrected(group.balance, found.labels, lang)}{_differences(group, lang)}</li>\n"
        )
    yield "</ul>\n"


def _differences(group: Group, lang: str) -> str:
    """What sets a group apart from all others by more than the uncertainty of the difference."""
    if not group.differs:
        return ""
    told = (words(lang)[f"differs_{how}"].format(name(label, lang)) for label, how in group.differs.items())
    return f'<span class="corrected"><b>{text(words(lang)["separator"].join(told))}</b></span>'


def _outliers(outliers: Sequence[Outlier], lang: str) -> str:
    said = words(lang)
    items = []
    for one in outliers[:_MOST_OUTLIERS]:
        link = f'<a href="{text(one.row.href)}">{text(one.row.name)}</a>' if one.row.href else text(one.row.name)
        told = said["outlier"].format(label=name(one.label, lang), share=f"{100 * one.share:.0f}%", usual=f"{100 * one.usual:.0f}%")
        items.append(f"<li>{one.row.number}. {link}{'：' if lang == 'zh' else ': '}{text(told)}</li>")
    rest = len(outliers) - _MOST_OUTLIERS
    more = f'<p class="soft">{said["more"].format(rest)}</p>' if rest > 0 else ""
    return f'<h2>{said["outliers"]}</h2>\n<ul class="outliers">{"".join(items)}</ul>{more}\n'


def tools(labels: Sequence[str], lang: str, single: bool, folds: bool) -> str:
    """Gives the bar of filters, search and folding above the texts; `single` says that no overview above explains the colours."""
    said = words(lang)
    boxes = "".join(
        f'<label class="{css_class(label)}"><input type="checkbox" autocomplete="off" id="show-{css_class(label)}"'
        f' data-show="{css_class(label)}" checked>{text(name(label, lang))}</label>'
        for label in labels
    )
    buttons = "".join(
        f'<button type="button" class="needs-js" data-fold="{state}">{said[what]}</button>'
        for state, what in (("open", "expand"), ("shut", "collapse"))
    )
    heading = f"<h2>{said['texts']}</h2>"
    return (
        f'{legend(labels, lang) if single else heading}\n<p class="soft hint">{said["hint"]}</p>\n'
        f'<form class="tools" role="search" aria-label="{said["show"]}"><span class="chips">{boxes}'
        f'<label><input type="checkbox" autocomplete="off" id="only-uncertain">{said["only_uncertain"]}</label></span>'
        f"{search(lang)}{buttons if folds else ''}</form>\n"
    )


def search(lang: str, index: bool = False) -> str:
    """Gives the search field, and where what it finds is counted."""
    asked = words(lang)["search_index" if index else "search"]
    field = f'<input type="search" id="search" autocomplete="off" placeholder="{asked}" aria-label="{asked}" class="needs-js">'
    return f'{field}<output id="found" class="soft needs-js" for="search"></output>'


def report(row: Row, blocks: Iterable[Block], labels: Sequence[str], lang: str, answers: Sequence[Answer] = ()) -> str:
    """Gives a report: its balance, its problems with their plans, and its whole text, every sentence in the colour of its label."""
    said = words(lang)
    year = said["year_of"].format(row.year) if row.year else ""
    source = f"{row.balance.source} #{row.balance.report}"
    doubt = said["one"].format(sentences=f"{row.balance.sentences:,}", uncertain=row.balance.uncertain)
    group = row.group if row.group not in (row.unit, str(row.year)) else ""
    facts = " · ".join(text(fact) for fact in (doubt, row.unit, year, group, source) if fact)
    drawn = "\n".join(_block(block, labels, lang) for block in blocks)
    empty = "" if row.balance.sentences else f'<p class="none">{said["no_sentences"]}</p>'
    return (
        f'<article class="report" id="r{row.number}"><details class="fold" open>\n'
        f"<summary><h2>{row.number}. {text(row.name)}</h2></summary>\n"
        f'<p class="facts">{facts}</p>\n{bar(row.balance.shares, labels, lang)}{corrected(row.balance, labels, lang)}{empty}\n'
        f"{findings.answers(answers, lang)}"
        f'<div class="text">\n{drawn}\n</div>\n</details></article>\n'
    )


def _block(block: Block, labels: Sequence[str], lang: str) -> str:
    if block.kind == "paragraph":
        return f'<p class="paragraph">{"".join(_passage(one, labels, lang) for one in block.passages)}</p>'
    inner = text("".join(one.text for one in block.passages))
    if block.kind == "heading":
        level = 2 + min(block.depth, _DEEPEST)
        return f'<h{level} class="k heading" data-depth="{block.depth}">{inner}</h{level}>'
    return f'<p class="k {block.kind}">{inner}</p>'


def _passage(one: Passage, labels: Sequence[str], lang: str) -> str:
    if one.prediction is None:
        return f'<b class="k {one.kind}">{text(one.text)}</b>' if one.kind != "sentence" else text(one.text)
    found = one.prediction
    values = percents(found.probabilities, labels)
    shown = [f"{name(label, lang)} {value}%" for label, value in values.items()]
    said = words(lang)["separator"].join([*shown, *([words(lang)["uncertain"]] if found.uncertain else [])])
    classes = f"s {css_class(found.label)}{' u' if found.uncertain else ''}"
    given = " ".join(map(str, values.values()))
    return f'<span class="{classes}" tabindex="0" data-p="{given}" title="{text(said)}">{text(one.text)}</span>'
