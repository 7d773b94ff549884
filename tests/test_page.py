from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from classify.accounts import Account, accounts
from classify.corpus import Corpus
from classify.errors import ClassifyError, OutputError
from classify.folder import Model
from classify.groups import Group
from classify.page import balances_page, labelled_page, parts, write_page
from classify.page.data import Row, outliers, overview, percents
from classify.pipeline import label_file
from classify.records import LABELS, Balance, Document, LabelledReport, Prediction, Report, Sentence

NASTY = "</script><img src=x onerror=alert(1)>&\"'\x07\u202e=1+1"
VOID = ("meta", "input", "br", "img", "link")


class Page(HTMLParser):
    """What a browser without JavaScript makes of a page: sentences with their classes, links, text, open elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sentences: list[tuple[set[str], str, dict[str, str | None]]] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.urls: list[str] = []
        self.scripts: list[str] = []
        self.texts: list[str] = []
        self.blocks: list[tuple[str, str]] = []
        self.stack: list[str] = []
        self.feed(html)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        self.tags[tag] += 1
        self.urls += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "srcset")]
        assert not [name for name in given if name.startswith("on")]
        self.ids += [str(given["id"])] if "id" in given else []
        if "s" in classes:
            self.sentences.append((classes - {"s"}, "", given))
        if "k" in classes:
            self.blocks.append((" ".join(sorted(classes - {"k"})), ""))
        if tag not in VOID:
            self.stack.append(f"{tag} {given.get('class') or ''}")

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop().split()[0] == tag

    def handle_data(self, data: str) -> None:
        inner = self.stack[-1] if self.stack else ""
        if inner.startswith("script"):
            self.scripts.append(data)
        elif not inner.startswith("style"):
            self.texts.append(data)
        if re.match(r"span s( |$)", inner):
            classes, text, given = self.sentences[-1]
            self.sentences[-1] = (classes, text + data, given)
        if " k " in f"{inner} ":
            name, text = self.blocks[-1]
            self.blocks[-1] = (name, text + data)


def report(*texts: str, title: str = "柳河镇工作总结", number: int = 1, label: str = "plan", source: str = "a.txt") -> LabelledReport:
    probabilities = {one: 0.85 if one == label else 0.05 for one in LABELS}
    pieces = tuple(Sentence(text, start=10 * i, end=10 * i + 10, paragraph=i) for i, text in enumerate(texts))
    return LabelledReport(Report(Document(source, ""), number, title, ()), pieces, tuple(Prediction(label, probabilities) for _ in texts))


def written(labelled: LabelledReport, lang: str = "zh") -> Page:
    return Page(labelled_page(accounts([labelled], LABELS), LABELS, lang))


def balance(title: str, sentences: int, problems: int) -> Balance:
    return Balance(title, 1, title, {"achievement": sentences - problems, "problem": problems, "plan": 0, "boilerplate": 0})


def test_every_sentence_stands_once_in_the_colour_of_its_label(tiny: Model, report_file: Path) -> None:
    (labelled,) = label_file(str(report_file), tiny)
    page = written(labelled)
    expected = [
        (prediction.label, piece.text) for piece, prediction in zip(labelled.pieces, labelled.predictions, strict=True) if prediction
    ]
    assert [(classes - {"u"}, text) for classes, text, _ in page.sentences] == [({label}, text) for label, text in expected]


def test_nothing_of_a_report_is_lost_and_structure_is_told_apart(tiny: Model, report_file: Path) -> None:
    (labelled,) = label_file(str(report_file), tiny)
    page = written(labelled)
    structure = [(piece.kind, piece.text) for piece in labelled.pieces if piece.kind != "sentence"]
    assert page.blocks == structure
    assert {"title", "heading", "signature", "date"} <= {kind for kind, _ in structure}
    assert page.tags["h3"] == 3


def test_a_sentence_tells_its_probabilities_without_a_script() -> None:
    _, _, given = written(report("修路5公里。")).sentences[0]
    assert given["title"] == "成绩 5%，问题 5%，计划 85%，套话 5%"
    assert given["data-p"] == "5 5 85 5"
    assert given["tabindex"] == "0"


def test_uncertain_sentences_are_marked() -> None:
    one = report("修路5公里。", "架桥一座。")
    page = written(replace(one, predictions=(one.predictions[0], replace(one.predictions[1], uncertain=True))))  # type: ignore[type-var]
    assert [classes for classes, _, _ in page.sentences] == [{"plan"}, {"plan", "u"}]
    assert "存疑" in str(page.sentences[1][2]["title"])


def test_a_page_fetches_nothing_and_runs_its_own_script_alone(tiny: Model, report_file: Path) -> None:
    html = labelled_page(accounts(label_file(str(report_file), tiny), LABELS), LABELS)
    page = Page(html)
    assert [url for url in page.urls if not re.fullmatch(r"#r\d+", url)] == []
    assert not re.search(r"https?:|url\(|@import", html)
    assert "default-src 'none'" in html
    assert "script-src 'sha256-" in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_markup_and_control_characters_in_texts_stay_texts(lang: str) -> None:
    given = report(NASTY, title=f"总结{NASTY}", source=f"{NASTY}.txt")
    html = labelled_page([Account(given, accounts_balance(given), NASTY)], LABELS, lang)
    page = Page(html)
    clean = NASTY.replace("\x07", "").replace("\u202e", "")
    assert [text for _, text, _ in page.sentences] == [clean]
    assert page.tags["img"] == 0
    assert page.tags["script"] == 2
    assert f"总结{clean}" in "".join(page.texts)
    assert not re.search("[\x00-\x08\u202e]", html)


def accounts_balance(labelled: LabelledReport) -> Balance:
    return next(iter(accounts([labelled], LABELS))).balance


def test_data_for_the_script_cannot_end_it() -> None:
    label = "</script><!--"
    labelled = report("修路。", label=label)
    html = labelled_page(accounts([replace(labelled, predictions=(Prediction(label, {label: 1.0}),))], [label]), [label])
    page = Page(html)
    assert page.tags["script"] == 2
    assert not set("<>&") & set(page.scripts[0])
    assert json.loads(page.scripts[0])["labels"][0]["name"] == label


def test_labels_of_other_models_have_classes_colours_and_signs() -> None:
    given = report("总结出三条经验。")
    given = replace(given, predictions=(Prediction("经验", {"经验": 0.9, "plan": 0.1}),))
    html = labelled_page(accounts([given], ["经验", "plan"]), ["经验", "plan"])
    assert Page(html).sentences[0][0] == {"l-7ecf-9a8c"}
    assert re.search(r"\.l-7ecf-9a8c\{--c:#[0-9a-f]{6};--l:\w+;", html)


def test_a_report_without_sentences_and_one_with_a_single_one() -> None:
    assert "没有可以标注的句子" in "".join(written(report()).texts)
    assert len(written(report("修路。")).sentences) == 1
    assert Page(labelled_page([], LABELS)).sentences == []


def test_two_reports_of_one_title_have_places_of_their_own(tmp_path: Path) -> None:
    two = [report("修路。"), report("架桥。", number=2)]
    write_page(accounts(two, LABELS), tmp_path / "p.html", LABELS)
    page = Page((tmp_path / "p.html").read_text("utf-8"))
    assert list(dict.fromkeys(url for url in page.urls if url.startswith("#r"))) == ["#r1", "#r2"]
    assert {"r1", "r2"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_corrected_shares_stand_there_with_their_intervals() -> None:
    given = report("修路。")
    shares = {"achievement": 0.6, "problem": 0.1, "plan": 0.2, "boilerplate": 0.1}
    intervals = {label: (max(0.0, share - 0.05), share + 0.05) for label, share in shares.items()}
    counted = replace(accounts_balance(given), corrected=shares, intervals=intervals, trusted=True)
    text = "".join(Page(labelled_page([Account(given, counted)], LABELS)).texts)
    assert "校正后：成绩 60% [55–65]，问题 10% [5–15]" in text
    assert "模型缺少校正所需的数据" not in text
    plain = "".join(written(given).texts)
    assert "校正后" not in plain
    assert "未作校正：模型缺少校正所需的数据" in plain


def test_sorting_needs_no_script(tmp_path: Path) -> None:
    two = [report("修路。"), report("架桥。", label="problem", number=2)]
    write_page(accounts(two, LABELS), tmp_path / "p.html", LABELS)
    html = (tmp_path / "p.html").read_text("utf-8")
    orders = re.findall(r'<li style="--k0:\d;--k1:(\d);--k2:(\d)', html)
    assert orders == [("1", "0"), ("0", "1")]
    assert "body:has(#by-1:checked) #rows>li{order:var(--k1)}" in html


def test_more_reports_than_one_page_holds_get_pages_of_their_own(tmp_path: Path) -> None:
    many = (report(f"修路{i}公里。", title=f"总结{i}", number=i) for i in range(1, 8))
    assert write_page(accounts(many, LABELS), tmp_path / "表 1.html", LABELS, most=3) == 7
    index = Page((tmp_path / "表 1.html").read_text("utf-8"))
    assert index.sentences == []
    assert next(url for url in index.urls if "/r" in url) == "%E8%A1%A8%201_files/r1.html"
    assert sorted(place.name for place in (tmp_path / "表 1_files").iterdir()) == [f"r{i}.html" for i in range(1, 8)]
    for number in range(1, 8):
        page = Page((tmp_path / "表 1_files" / f"r{number}.html").read_text("utf-8"))
        assert [text for _, text, _ in page.sentences] == [f"修路{number}公里。"]
        assert page.urls == ["../%E8%A1%A8%201.html"]
        assert page.texts.count(f"总结{number}") == 1  # the title of the page
        assert page.tags["h1"] == 1
    assert sorted(place.name for place in tmp_path.iterdir()) == ["表 1.html", "表 1_files"]


def test_reports_are_not_kept_while_a_page_is_written(tmp_path: Path) -> None:
    alive: list[int] = []

    class Counted(str):
        def __del__(self) -> None:
            alive[0] -= 1

    def many() -> Iterator[LabelledReport]:
        alive.append(0)
        for number in range(30):
            alive[0] += 1
            assert alive[0] <= 4
            yield report(Counted("修路。"), number=number)

    write_page(accounts(many(), LABELS), tmp_path / "p.html", LABELS, most=10)


def test_a_folder_of_other_files_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "p_files").mkdir()
    (tmp_path / "p_files" / "mine.doc").write_text("x")
    with pytest.raises(OutputError, match="holds something else"):
        write_page(accounts([report("修路。"), report("架桥。", number=2)], LABELS), tmp_path / "p.html", LABELS, most=1)
    assert [place.name for place in tmp_path.iterdir()] == ["p_files"]


def test_an_error_on_the_way_leaves_the_older_page(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text("older")

    def broken() -> Iterator[LabelledReport]:
        yield report("修路。")
        yield report("架桥。", number=2)
        raise ClassifyError("stop")

    with pytest.raises(ClassifyError, match="stop"):
        write_page(accounts(broken(), LABELS), tmp_path / "p.html", LABELS, most=1)
    assert [(place.name, place.read_text()) for place in tmp_path.iterdir()] == [("p.html", "older")]


def test_a_report_far_from_the_others_is_named() -> None:
    rows = [Row(balance(f"r{i}", 100, 5 + i % 3), i) for i in range(8)]
    odd = Row(balance("odd", 100, 60), 9)
    found = outliers([*rows, odd], LABELS)
    assert {(one.row.number, one.label) for one in found} == {(9, "problem"), (9, "achievement")}
    assert outliers([*rows, Row(balance("short", 5, 3), 9)], LABELS) == ()
    assert outliers([rows[0], odd], LABELS) == ()
    html = balances_page([row.balance for row in (*rows, odd)], LABELS, "en")
    assert "odd: problem 60%, most reports about 6%" in "".join(Page(html).texts)


def test_percents_add_up() -> None:
    thirds = dict.fromkeys("abc", 1 / 3)
    assert sum(percents(thirds, "abc").values()) == 100
    assert percents(dict.fromkeys("abc", 0.0), "abc") == {"a": 0, "b": 0, "c": 0}


def test_an_unknown_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ClassifyError, match="unknown language 'fr'"):
        write_page([], tmp_path / "p.html", LABELS, lang="fr")


def mixed(*pairs: tuple[str, str], title: str = "甲", year: int = 2022, source: str = "a.txt") -> LabelledReport:
    said = tuple(Prediction(label, {one: 0.85 if one == label else 0.05 for one in LABELS}) for _, label in pairs)
    pieces = tuple(Sentence(text, paragraph=i) for i, (text, _) in enumerate(pairs))
    return LabelledReport(Report(Document(source, ""), 1, title, (), (), "柳河镇", year), pieces, said)


RITUAL = f"我们将以更加饱满的热情，奋力谱写高质量发展新篇章{NASTY}"
OLD = mixed(
    ("信息报送不及时。", "problem"),
    (f"泵站机组老化{NASTY}。", "problem"),
    (f"更换泵站机组{NASTY}，聘请农技员2名。", "plan"),
    (RITUAL, "boilerplate"),
    title=f"甲{NASTY}",
)
NEW = mixed(
    (f"更换泵站机组4台，农技员到岗{NASTY}。", "achievement"), (RITUAL, "boilerplate"), title=f"乙{NASTY}", year=2023, source="b.txt"
)


@pytest.mark.parametrize(("lang", "said"), [("zh", ("没有找到相应的计划", "未见下文 0")), ("en", ("No plan found", "not seen again 0"))])
def test_findings_stand_on_the_page_escaped_and_without_a_script(tmp_path: Path, lang: str, said: tuple[str, str]) -> None:
    with Corpus(repeats=True, follow=True) as corpus:
        write_page(corpus.watch(accounts([OLD, NEW], LABELS)), tmp_path / "p.html", LABELS, lang, corpus=corpus)
    html = (tmp_path / "p.html").read_text("utf-8")
    page = Page(html)
    shown = "".join(page.texts)
    assert all(one in shown for one in said)
    assert page.tags["table"] == 1
    assert page.tags["img"] == 0
    assert page.tags["script"] == 2
    assert "1/2" in page.texts  # problems without a plan
    assert shown.count("奋力谱写") == 4  # both texts, and the example of each
    assert len(page.sentences) == 6


def test_a_page_tells_nothing_of_what_was_not_asked_for(tmp_path: Path) -> None:
    write_page(accounts([OLD, NEW], LABELS), tmp_path / "p.html", LABELS)
    html = (tmp_path / "p.html").read_text("utf-8")
    assert "雷同" not in html
    assert "下文" not in html
    assert "占比之外" in html
    assert "占比之外" not in balances_page([balance("甲", 30, 3)], LABELS)


def test_groups_on_a_page_have_corrected_shares_and_what_sets_them_apart() -> None:
    intervals = dict.fromkeys(LABELS, (0.2, 0.3))
    known = replace(balance("甲", 40, 10), corrected=dict.fromkeys(LABELS, 0.25), intervals=intervals, trusted=True)
    found = overview([Row(known, 1)], LABELS, "year", [Group("2022", 1, known, {"problem": "higher"})])
    shown = "".join(parts.overview(found, "zh"))
    assert "问题高于其余各组合计" in shown
    assert shown.count("套话 25% [20–30]") == 2
