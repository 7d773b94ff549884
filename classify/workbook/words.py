"""What a workbook says, in Chinese and English: names of sheets and columns, and its notes."""

from __future__ import annotations

from collections.abc import Mapping

_ZH: Mapping[str, str] = {
    "summary": "报告汇总",
    "sentences": "逐句结果",
    "problem": "问题清单",
    "plan": "计划清单",
    "groups": "分组汇总",
    "notes": "说明",
    "source": "来源",
    "report": "报告",
    "title": "标题",
    "report_title": "报告标题",
    "group": "组别",
    "year": "年份",
    "unit": "单位",
    "count": "句数",
    "share": "{0}占比",
    "corrected": "{0}校正占比",
    "low": "{0}下限",
    "high": "{0}上限",
    "section": "章节",
    "kind": "种类",
    "start": "起",
    "end": "止",
    "text": "文本",
    "sentence": "句子",
    "label": "标签",
    "confidence": "置信度",
    "probability": "{0}概率",
    "uncertain": "存疑",
    "reports": "报告数",
    "yes": "是",
    "no": "否",
    "chart": "各类句子占比",
    "chart_first": "各类句子占比（前 {0} 份）",
    "note": "项目",
    "meaning": "说明",
}
_EN: Mapping[str, str] = {
    "summary": "Reports",
    "sentences": "Sentences",
    "problem": "Problems",
    "plan": "Plans",
    "groups": "Groups",
    "notes": "Notes",
    "source": "source",
    "report": "report",
    "title": "title",
    "report_title": "title of the report",
    "group": "group",
    "year": "year",
    "unit": "unit",
    "count": "sentences",
    "share": "share {0}",
    "corrected": "corrected {0}",
    "low": "{0} from",
    "high": "{0} to",
    "section": "section",
    "kind": "kind",
    "start": "start",
    "end": "end",
    "text": "text",
    "sentence": "sentence",
    "label": "label",
    "confidence": "confidence",
    "probability": "p_{0}",
    "uncertain": "uncertain",
    "reports": "reports",
    "yes": "True",
    "no": "False",
    "chart": "Shares of the labels",
    "chart_first": "Shares of the labels (first {0} reports)",
    "note": "what",
    "meaning": "meaning",
}
_NOTES_ZH = (
    ("报告汇总", "每份报告一行：句数、各类句数和占比、存疑句数；有校正占比时另列，并附 95% 区间。"),
    ("逐句结果", "报告全文，每段文字一行，标题、落款等也在其中（种类不是 sentence，不加标签）。"),
    ("改标签", "在“标签”一列的下拉单里改选；拿不准的可填 ?。改好后存盘，可直接用作训练数据：classify train 本文件.xlsx -o 模型"),
    ("种类", "sentence 句子；title 标题；heading 小标题；lead 段首引语；toc 目录；addressee 称谓；signature 落款；date 日期；"
     "table 表格；notice 广告、水印；page 页码"),
    ("起、止", "该段文字在原文件中的起止位置，按字符计，从 0 数起。"),
    ("置信度", "所给标签的概率。各类概率之和为 1。"),
    ("存疑", "模型按承诺的差错率分不清此标签与另一标签，宜由人复核。"),
    ("成绩", "做了什么、达到什么：行动、举措、数字、荣誉、工作基本情况。"),
    ("问题", "不足、困难、风险、差距，以及其原因和后果。"),
    ("计划", "将要做或应当做的：下一步工作、目标、建议。"),
    ("套话", "无从查证、放到任何单位都成立的话：指导思想、态度、意义、号召、过渡句。"),
)  # fmt: skip
_NOTES_EN = (
    (
        "Reports",
        "One row a report: sentences, counts and shares of the labels, uncertain ones; corrected shares with 95 % intervals if any.",
    ),
    ("Sentences", "Every piece of text in order, structure included (its kind is not sentence, and it has no label)."),
    (
        "Correcting",
        "Choose another label from the list in the column label, or ? if you cannot tell; then: classify train THIS.xlsx -o MODEL",
    ),
    ("start, end", "Where the text stands in the source, in characters from 0."),
    ("confidence", "Probability of the label given; the probabilities of all labels add up to 1."),
    ("uncertain", "The model cannot tell this label from another at its promised error rate."),
    ("achievement", "What was done or reached."),
    ("problem", "A shortcoming, difficulty, risk or gap, its cause or its consequence."),
    ("plan", "What will or should be done."),
    ("boilerplate", "Nothing that can be checked about this unit."),
)


def texts(lang: str) -> Mapping[str, str]:
    """Gives the names of sheets and columns. The Chinese ones of the sentences are names that labels files may have."""
    return _ZH if lang == "zh" else _EN


def notes(lang: str) -> tuple[tuple[str, str], ...]:
    """Gives the notes: what is explained, and how."""
    return _NOTES_ZH if lang == "zh" else _NOTES_EN
