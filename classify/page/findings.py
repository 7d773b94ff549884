"""Findings of a page besides the shares: concreteness, problems without a plan, repeated boilerplate, and what became of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from classify.concreteness import together
from classify.followups import ACHIEVED, FATES, REPEATED, VANISHED
from classify.page.data import Overview, Row
from classify.page.html import text
from classify.page.words import css_class, name, words
from classify.records import Answer, Balance, Fate, Followup

_MOST = 200  # reports of a list; more of them are told as a number
_SHOWN = ("achievement", "plan", "boilerplate")
_COLOURED = {ACHIEVED: "achievement", REPEATED: "plan", VANISHED: "problem"}  # labels whose colours tell what became of a plan


def substance(found: Overview, lang: str) -> Iterator[str]:
    """Gives a table of what the sentences of each report, and of each group, hold that can be checked, and what no plan answers."""
    said = words(lang)
    if not any(row.balance.concreteness for row in found.rows):
        return
    shown = [label for label in _SHOWN if label in found.labels]
    repeated = any(row.repetition for row in found.rows)
    heads = [said[key] for key in ("numbers", "documents", "dates", "sum")]
    heads += [said["sum_of"].format(name(label, lang)) for label in shown]
    heads += [said["unanswered"], *([said["repeated"]] if repeated else [])]
    cells = "".join(f'<th scope="col">{text(head)}</th>' for head in heads)
    yield f'<h2>{said["substance"]}</h2>\n<p class="soft">{said["substance_note"]}</p>\n<div class="wide"><table class="figures">\n'
    yield f'<thead><tr><th scope="col">{said["report"]}</th>{cells}</tr></thead>\n<tbody>\n'
    for row in found.rows:
        more = [_part(row.repetition.repeated, row.repetition.sentences)] if repeated and row.repetition else []
        yield _figures(f"{row.number}. {link(row)}", row.balance, shown, more)
    for group in found.groups:
        shown_name = f"<b>{text(group.name or said['unknown_group'])}</b>"
        ones = [row.repetition for row in found.rows if row.group == group.name and row.repetition]
        more = [_part(sum(one.repeated for one in ones), sum(one.sentences for one in ones))] if repeated else []
        yield _figures(shown_name, group.balance, shown, more)
    yield "</tbody></table></div>\n"


def _figures(title: str, balance: Balance, labels: Sequence[str], more: Sequence[str]) -> str:
    whole = together(balance.concreteness.values())
    cells = [f"{rate:.2f}" for rate in (*whole.rates, whole.rate)] if whole.sentences else [""] * 4
    for label in labels:
        one = balance.concreteness.get(label)
        cells.append(f"{one.rate:.2f}" if one and one.sentences else "")
    cells += [_part(balance.unanswered, balance.counts.get("problem", 0)), *more]
    return f'<tr><th scope="row">{title}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>\n'


def _part(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,}" if whole else ""


def link(row: Row) -> str:
    """Gives the name of a report, which leads to its text."""
    return f'<a href="{text(row.href)}">{text(row.name)}</a>' if row.href else text(row.name)


def answers(found: Sequence[Answer], lang: str) -> str:
    """Gives the problems of a report, each with the plan that is most like it; nothing where it names none."""
    if not found:
        return ""
    said = words(lang)
    unanswered = [one for one in found if not one.answered]
    title = said["answers"].format(problems=len(found), unanswered=len(unanswered))
    items = "".join(_answer(one, lang) for one in (*unanswered, *(one for one in found if one.answered)))
    return f'<details class="findings"><summary>{title}</summary><p class="soft">{said["answers_note"]}</p><ul>{items}</ul></details>\n'


def _answer(one: Answer, lang: str) -> str:
    said = words(lang)
    if one.answered:
        plan = f"{said['plan_found']}{text(one.plan)}"
    else:
        plan = f"<b>{said['no_plan']}</b> {said['nearest'] + text(one.plan) if one.plan else ''}"
    likeness = f" <small>{said['likeness'].format(f'{one.likeness:.2f}')}</small>" if one.plan else ""
    return f'<li class="problem">{text(one.problem)}<p class="plan">{plan}{likeness}</p></li>'


def repeats(rows: Sequence[Row], lang: str) -> Iterator[str]:
    """Gives the reports whose boilerplate other reports have too, those with most of it first."""
    said = words(lang)
    if not any(row.repetition for row in rows):
        return
    found = [(row, row.repetition) for row in rows if row.repetition and row.repetition.repeated]
    found.sort(key=lambda pair: (-pair[1].share, -pair[1].repeated, pair[0].number))
    yield f'<h2>{said["repeats"]}</h2>\n<p class="soft">{said["repeats_note"]}</p>\n'
    if not found:
        yield f'<p class="none">{said["no_repeats"]}</p>\n'
        return
    yield '<ul class="findings">\n'
    for row, one in found[:_MOST]:
        told = said["repeat"].format(repeated=one.repeated, sentences=one.sentences, share=f"{100 * one.share:.0f}%")
        example = said["repeat_example"].format(example=text(one.example), reports=f"{one.reports:,}", other=text(one.other))
        yield f"<li>{row.number}. {link(row)}{said['colon']}{told}<p>{example}</p></li>\n"
    yield f"</ul>{_more(len(found) - _MOST, lang)}\n"


def _more(left: int, lang: str) -> str:
    return f'<p class="soft">{words(lang)["more"].format(f"{left:,}")}</p>' if left > 0 else ""


def followups(found: Iterable[Followup] | None, lang: str) -> Iterator[str]:
    """Gives what became of the plans of each unit and year, plan by plan; nothing where it was not asked for."""
    if found is None:
        return
    said = words(lang)
    yield f'<h2>{said["followups"]}</h2>\n<p class="soft">{said["followups_note"]}</p>\n'
    given = iter(found)
    number = 0
    for one in islice(given, _MOST):
        number += 1
        counts = said["separator"].join(f"{_fate_name(fate, lang)} {one.count(fate)}" for fate in FATES)
        title = said["followed"].format(unit=text(one.unit), year=one.year, next=one.year + 1, plans=len(one.fates))
        items = "".join(_fate(each, lang) for fate in reversed(FATES) for each in one.fates if each.fate == fate)
        facts = f"{text(one.title)} → {text(said['separator'].join(one.next_titles))}"
        yield f'<details class="findings"><summary>{title}{said["colon"]}{counts}</summary>'
        yield f'<p class="soft">{facts}</p><ul>{items}</ul></details>\n'
    if not number:
        yield f'<p class="none">{said["no_followups"]}</p>\n'
    yield _more(sum(1 for _ in given), lang)


def _fate_name(fate: str, lang: str) -> str:
    return words(lang)["fate_repeated" if fate == REPEATED else fate]


def _fate(one: Fate, lang: str) -> str:
    said = words(lang)
    match = f"{said['nearest']}{text(one.match)}" if one.fate == VANISHED and one.match else text(one.match)
    likeness = f" <small>{said['likeness'].format(f'{one.likeness:.2f}')}</small>" if one.match else ""
    css = css_class(_COLOURED[one.fate])
    return f'<li class="plan">{text(one.plan)}<p class="{css}"><b>{_fate_name(one.fate, lang)}</b> {match}{likeness}</p></li>'
