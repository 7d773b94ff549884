"""What pages and workbooks say, in Chinese and English; which label has which name, sign, class and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from classify.errors import ClassifyError
from classify.labels import CHINESE
from classify.records import LABELS

LANGUAGES = ("zh", "en")

_NAMES = {"zh": {label: name for name, label in CHINESE.items()}, "en": {label: label for label in LABELS}}
_SIGNS = {"zh": {}, "en": {"achievement": "Ac", "problem": "Pr", "plan": "Pl", "boilerplate": "Bo"}}

COLOURS = {"achievement": "009e73", "problem": "d55e00", "plan": "0072b2", "boilerplate": "7a7a7a"}
"""Colours of the palette that people with any kind of colour blindness tell apart (Okabe & Ito 2008); grey for boilerplate."""

_OTHER_COLOURS = ("cc79a7", "e69f00", "56b4e9", "f0e442")
_LINES = {"achievement": "solid", "problem": "wavy", "plan": "dashed", "boilerplate": "dotted"}
_OTHER_LINES = ("double", "solid", "dashed", "dotted")

_ZH = {
    "html": "zh-CN",
    "title": "工作报告：四类句子的比例",
    "balance": "各份报告的比例",
    "summary": "{reports} 份报告，{sentences} 句；{uncertain} 句存疑",
    "one": "{sentences} 句；{uncertain} 句存疑",
    "total": "合计",
    "sort": "排序",
    "original": "原文顺序",
    "by_sentences": "句数",
    "by_uncertain": "存疑",
    "sentences": "{0} 句",
    "uncertain_count": "存疑 {0}",
    "uncertain": "存疑",
    "corrected": "校正后：",
    "corrected_note": "“校正后”按模型已知的误判校正各类比例，方括号内是 95% 区间。",
    "counted_note": "占比按句数计，未作校正：模型缺少校正所需的数据。",
    "outliers": "明显与众不同的报告",
    "outlier": "{label}占 {share}，多数报告约 {usual}",
    "more": "另有 {0} 处",
    "groups": "分组",
    "group_by": "按{0}分组",
    "unknown_group": "（未注明）",
    "reports": "{0} 份",
    "texts": "报告全文",
    "show": "显示",
    "only_uncertain": "只看存疑",
    "search": "在全文中查找",
    "search_index": "查找标题或来源",
    "expand": "全部展开",
    "collapse": "全部收起",
    "found": "{0} 句",
    "nothing": "没有符合条件的句子",
    "no_sentences": "这份报告没有可以标注的句子",
    "no_reports": "没有报告",
    "back": "返回总表",
    "detail": "句子详情",
    "close": "关闭",
    "place": "第 {0} 句，共 {1} 句",
    "hint": "指向、点按或用左右方向键选句，可看各类概率；? 表示存疑。",
    "year": "年度",
    "report": "报告",
    "unit": "单位",
    "folder": "文件夹",
    "separator": "，",
    "toc": "目录",
    "year_of": "{0} 年",
    "differs_higher": "{0}高于其余各组合计",
    "differs_lower": "{0}低于其余各组合计",
    "numbers": "数字",
    "documents": "文件",
    "dates": "日期",
    "sum": "合计",
    "sum_of": "{0}句",
    "unanswered": "未见计划的问题",
    "repeated": "雷同套话",
    "substance": "占比之外：写得有多具体",
    "substance_note": "平均每句含有的数字、《》文件名、日期（具体到月或季度），三者合计，以及各类句子的合计；年份、序号、文号不算数字。"
    "“未见计划的问题”是没有找到相应计划的问题句数。",
    "answers": "问题与计划：{problems} 句问题，{unanswered} 句没有找到相应的计划",
    "answers_note": "按用词找出同一份报告里最相近的计划，供对照；只看是否说同一件事，不判断能否解决，换了说法的计划可能找不到。",
    "plan_found": "计划：",
    "no_plan": "没有找到相应的计划。",
    "nearest": "最相近的是：",
    "likeness": "相近程度 {0}",
    "repeats": "与别的报告雷同的套话",
    "repeats_note": "十二字以上的套话句，与别的报告一字不差，或只改了个别字词。",
    "no_repeats": "没有雷同的套话",
    "repeat": "{sentences} 句套话中 {repeated} 句（{share}）也见于别的报告",
    "repeat_example": "例如（{reports} 份报告都有或只差个别字，另见“{other}”）：{example}",
    "followups": "上一年的计划，下一年的下文",
    "followups_note": "按用词在同一单位下一年的报告里找最相近的句子：成绩为“实现”，计划为“重提”，都不相近为“未见下文”。"
    "是否完成、完成多少，请对照原句判断。",
    "followed": "{unit} {year} → {next} 年，{plans} 项计划",
    "no_followups": "没有同一单位前后两年的报告",
    "achieved": "实现",
    "vanished": "未见下文",
    "fate_repeated": "重提",
    "colon": "：",
}
_EN = {
    "html": "en",
    "title": "Work reports: how their sentences balance",
    "balance": "Balance of each report",
    "summary": "{reports} reports, {sentences} sentences; {uncertain} uncertain",
    "one": "{sentences} sentences; {uncertain} uncertain",
    "total": "All",
    "sort": "Sort by",
    "original": "order given",
    "by_sentences": "sentences",
    "by_uncertain": "uncertain",
    "sentences": "{0} sentences",
    "uncertain_count": "{0} uncertain",
    "uncertain": "uncertain",
    "corrected": "corrected: ",
    "corrected_note": "Corrected shares allow for the model's known confusions; brackets hold the 95 % interval.",
    "counted_note": "Shares are counts, not corrected: the model lacks what that needs.",
    "outliers": "Reports that stand out",
    "outlier": "{label} {share}, most reports about {usual}",
    "more": "and {0} more",
    "groups": "Groups",
    "group_by": "Grouped by {0}",
    "unknown_group": "(not known)",
    "reports": "{0} reports",
    "texts": "Reports in full",
    "show": "Show",
    "only_uncertain": "uncertain only",
    "search": "Search all text",
    "search_index": "Search titles and sources",
    "expand": "Expand all",
    "collapse": "Collapse all",
    "found": "{0} sentences",
    "nothing": "No sentence matches",
    "no_sentences": "This report has no sentence to label",
    "no_reports": "No reports",
    "back": "Back to the overview",
    "detail": "Sentence",
    "close": "Close",
    "place": "sentence {0} of {1}",
    "hint": "Point at, tap, or go with the arrow keys ← → to a sentence to see its probabilities; ? marks an uncertain one.",
    "year": "year",
    "report": "report",
    "unit": "unit",
    "folder": "folder",
    "separator": ", ",
    "toc": "contents",
    "year_of": "{0}",
    "differs_higher": "{0} more than all others",
    "differs_lower": "{0} less than all others",
    "numbers": "numbers",
    "documents": "documents",
    "dates": "dates",
    "sum": "together",
    "sum_of": "{0}",
    "unanswered": "problems without a plan",
    "repeated": "repeated boilerplate",
    "substance": "Besides the shares: how concrete it is",
    "substance_note": "Numbers, named documents and dates (a month or quarter at least) in the average sentence, the three together, "
    "and by label; years, ordinals and document numbers do not count. The last figure counts problems for which no plan was found.",
    "answers": "Problems and plans: {problems} problems, {unanswered} without a plan that was found",
    "answers_note": "The plan of the same report whose words are most like it, to compare; it says whether both are about the same thing, "
    "not whether the plan would do. A plan in other words may be missed.",
    "plan_found": "Plan: ",
    "no_plan": "No plan found.",
    "nearest": "Nearest: ",
    "likeness": "likeness {0}",
    "repeats": "Boilerplate that other reports have too",
    "repeats_note": "Boilerplate of twelve characters or more that another report has word for word, or with a word changed.",
    "no_repeats": "None is repeated",
    "repeat": "{repeated} of {sentences} sentences of boilerplate ({share}) stand in other reports",
    "repeat_example": "for example ({reports} reports have it, “{other}” too): {example}",
    "followups": "Last year's plans, next year's report",
    "followups_note": "The sentence of the same unit's next report whose words are most like a plan: an achievement, a plan again, or "
    "none near enough. How much of the plan was done is for the reader to judge.",
    "followed": "{unit} {year} → {next}, {plans} plans",
    "no_followups": "No unit has reports of two years in a row",
    "achieved": "achieved",
    "vanished": "not seen again",
    "fate_repeated": "planned again",
    "colon": ": ",
}


def words(lang: str) -> Mapping[str, str]:
    """Gives what a page says in a language. Raises ClassifyError where it is neither zh nor en."""
    if lang not in LANGUAGES:
        raise ClassifyError(f"unknown language {lang!r}; pages are written in {' or '.join(LANGUAGES)}")
    return _ZH if lang == "zh" else _EN


def name(label: str, lang: str) -> str:
    """Gives the name of a label; one that is none of the four goes by its own."""
    return _NAMES[lang].get(label, label)


def sign(label: str, lang: str) -> str:
    """Gives the sign that tells a label without colour: 成 问 计 套, or two letters."""
    shown = name(label, lang)
    return _SIGNS[lang].get(label) or shown[: 2 if shown.isascii() else 1]


def css_class(label: str) -> str:
    """Gives the class of a label's sentences: one of the four itself, another by its code points, so that it is no class of the page.

    >>> css_class("plan"), css_class("经验")
    ('plan', 'l-7ecf-9a8c')
    """
    return label if label in LABELS else "l-" + "-".join(f"{ord(char):x}" for char in label)


def colour(label: str, labels: Sequence[str]) -> str:
    """Gives the colour of a label as six hexadecimal digits."""
    return COLOURS.get(label) or _OTHER_COLOURS[list(labels).index(label) % len(_OTHER_COLOURS)]


def line(label: str, labels: Sequence[str]) -> str:
    """Gives the style of a label's underline, as CSS names it."""
    return _LINES.get(label) or _OTHER_LINES[list(labels).index(label) % len(_OTHER_LINES)]
