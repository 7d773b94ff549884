"""The pages in a real browser: what a reader clicks, types, taps, prints, and what axe (axe-core of Deque) finds."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import CORPUS, EXAMPLE, REPORT

from classify.accounts import Account, Ledger
from classify.explanation import Choice, explain_report
from classify.explanation_page import explanation_page
from classify.folder import Model, load
from classify.groups import grouping
from classify.page import write_page
from classify.pipeline import label_file
from classify.records import LABELS

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
if CHROMIUM is None:
    pytest.skip("no Chromium on the path (Debian: apt-get install chromium)", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install --group test)")
axe = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed (pip install --group test)"
)

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PAGES = ("balance", "english", "groups", "index", "own", "evaluation", "explanation")
SIGNS = "[成问计套?]"  # between printed sentences; extracted, they may stand anywhere in the line
Opener = Callable[..., Any]


@pytest.fixture(scope="module")
def model() -> Model:
    return load()


@pytest.fixture(scope="module")
def texts(model: Model) -> list[str]:
    """The sentences of the example, as they were labelled."""
    return [piece.text for one in label_file(str(EXAMPLE), model) for piece in one.pieces if piece.kind == "sentence"]


@pytest.fixture(scope="module")
def pages(model: Model, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of page, written once."""
    from classify.evaluation import evaluate
    from classify.evaluation_page import evaluation_page
    from classify.labels import read

    folder = tmp_path_factory.mktemp("pages")
    places = {name: folder / f"{name}.html" for name in PAGES}

    def given(by: str = "", files: Sequence[str] = (str(EXAMPLE),)) -> Iterator[Account]:
        ledger = Ledger([], grouping(by, None) if by else None)
        return ledger.of_texts(files, model, None, 1, lambda outcome: outcome)

    write_page(given(), places["balance"], LABELS)
    write_page(given(), places["english"], LABELS, lang="en")
    write_page(given("year"), places["groups"], LABELS, by="year")
    write_page(given(), places["index"], LABELS, most=2)
    for number in range(2):
        (folder / f"{number}.txt").write_text(REPORT, encoding="utf-8")
    places["short"] = folder / "short.html"
    write_page(given(files=[str(folder / f"{number}.txt") for number in range(2)]), places["short"], LABELS)
    places["own"] = folder / "index_files" / "r3.html"
    found = evaluate(model, read([CORPUS]), 5)
    places["evaluation"].write_text(evaluation_page(found, "a model", ["A note."]), encoding="utf-8")
    explained = [explain_report(one.report, model.scorer, Choice(), 1) for one in label_file(str(EXAMPLE), model)]
    places["explanation"].write_text(explanation_page(explained, LABELS, "a model"), encoding="utf-8")
    return places


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])  # CI runs as root
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any, pages: dict[str, Path]) -> Iterator[Opener]:
    """Opens a page; at the end, whatever was done on it, it has asked for no file but pages of these, and no script failed."""
    contexts, asked, failed = [], [], []

    def open_page(name: str, viewport: dict[str, int] | None = None, **options: Any) -> Any:
        context = browser.new_context(viewport=viewport or DESKTOP, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
        page.goto(pages[name].as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert failed == []
    own = {path.as_uri() for path in pages.values()}
    assert asked
    assert [url for url in asked if url.split("#")[0] not in own] == []


def shown(page: Any, selector: str = ".s") -> list[str]:
    """The texts of the elements that are seen."""
    return list(page.eval_on_selector_all(selector, "all => all.filter(one => one.checkVisibility()).map(one => one.textContent)"))


def test_a_label_filter_hides_its_sentences_and_counts_the_rest(opened: Opener, texts: list[str]) -> None:
    page = opened("balance")
    assert shown(page) == texts
    problems = shown(page, ".s.problem")
    assert 0 < len(problems) < len(texts)
    page.locator(".tools label.problem").click()
    assert shown(page, ".s.problem") == []
    assert len(shown(page)) == len(texts) - len(problems)
    assert page.locator("#found").inner_text() == f"{len(texts) - len(problems)} 句"
    page.locator("#only-uncertain").check()
    left = len(shown(page))
    assert 0 < left == len(shown(page, ".s.u")) < len(texts) - len(problems)
    assert page.locator("#found").inner_text() == f"{left} 句"
    page.locator("#only-uncertain").uncheck()
    page.locator("#show-problem").check()
    assert shown(page) == texts
    assert page.locator("#found").inner_text() == ""


def test_search_shows_the_sentences_that_hold_a_word(opened: Opener, texts: list[str]) -> None:
    page = opened("balance")
    expected = [text for text in texts if "培训" in text]
    assert expected
    page.locator("#search").fill("培训")
    page.locator("#found").filter(has_text=f"{len(expected)} 句").wait_for()
    assert shown(page) == expected
    assert set(shown(page, "mark")) == {"培训"}
    page.locator("#search").fill("没有这个词")
    page.locator("#found").filter(has_text="没有符合条件的句子").wait_for()
    assert shown(page) == []
    page.locator("#search").fill("")
    playwright.expect(page.locator("#found")).to_have_text("")
    assert shown(page) == texts
    assert page.locator("mark").count() == 0


def panel_of(page: Any) -> tuple[str, list[int]]:
    """The label that the detail panel names, and its percentages."""
    panel = page.locator("#detail")
    panel.wait_for(state="visible")
    return panel.locator("strong").inner_text(), [int(one[:-1]) for one in panel.locator("dd").all_inner_texts() if one]


def test_the_reasons_of_a_sentence_are_seen_by_hover_and_closed_by_escape(opened: Opener) -> None:
    page = opened("balance")
    sentence = page.locator(".s.problem:not(.u)").nth(2)
    sentence.hover()
    label, values = panel_of(page)
    assert label == "问题"
    assert sum(values) == 100
    assert values[1] == max(values)
    page.keyboard.press("Escape")
    assert not page.locator("#detail").is_visible()


def test_the_reasons_of_a_sentence_are_seen_by_tap_and_closed_by_the_button(opened: Opener) -> None:
    page = opened("balance", PHONE, has_touch=True, is_mobile=True)
    page.locator(".s.plan").nth(3).tap()
    assert panel_of(page)[0].startswith("计划")
    box = page.locator("#detail").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator("#detail button").tap()
    assert not page.locator("#detail").is_visible()


def test_the_reasons_of_sentences_are_reached_by_keyboard_alone(opened: Opener, texts: list[str]) -> None:
    page = opened("balance")
    page.locator("#search").focus()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('s')"):
            break
    assert page.evaluate("document.activeElement.textContent") == texts[0]
    panel_of(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == texts[2]
    assert page.locator("#detail .facts").inner_text().startswith("第 3 句")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == texts[1]


def test_a_sentence_in_focus_is_not_under_the_detail_panel(opened: Opener) -> None:
    page = opened("balance", PHONE)
    page.locator(".s").first.focus()
    for _ in range(25):
        page.keyboard.press("ArrowRight")
    panel, sentence = (page.locator(which).bounding_box() for which in ("#detail", ".s:focus"))
    assert sentence["y"] + sentence["height"] <= panel["y"]


def test_the_rows_are_sorted_by_a_label(opened: Opener) -> None:
    page = opened("balance")
    page.get_by_text("原文顺序", exact=True).click()
    tops = page.eval_on_selector_all("#rows > li", "all => all.map(one => [one.getBoundingClientRect().top, one.innerText.split('.')[0]])")
    assert [number for _, number in sorted(tops)] == ["1", "2", "3", "4", "5"]
    page.locator(".sorting").get_by_text("问题", exact=True).click()
    widths = [float(one) for one in page.eval_on_selector_all("#rows > li > .bar > .problem", "all => all.map(one => one.offsetWidth)")]
    assert widths == sorted(widths, reverse=True)


def test_all_can_be_folded_and_unfolded(opened: Opener, texts: list[str]) -> None:
    page = opened("balance")
    page.locator("[data-fold=shut]").click()
    assert page.evaluate("[...document.querySelectorAll('details')].some(one => one.open)") is False
    page.locator("[data-fold=open]").click()
    assert shown(page) == texts


@pytest.mark.parametrize("name", ["balance", "evaluation"])
def test_pages_are_dark_where_the_reader_wants_it_dark(opened: Opener, name: str) -> None:
    page = opened(name, color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light == "rgb(255, 255, 255)"
    assert max(map(int, re.findall(r"\d+", dark))) < 48


def plain(text: str) -> str:
    """A text without what printing may change: white space and the forms of characters."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def loose(text: str, known: set[str]) -> str:
    """A pattern of a text as it comes out of a PDF: a character whose glyph the font shares with another may come out as that one."""
    return "".join(f"[{re.escape(one)}\u2e80-\u2eff]" if one in known else "." for one in text)


def has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    return bool(lister and subprocess.run([lister, ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout.strip())


@pytest.mark.skipif(not has_chinese_font(), reason="no Chinese font is installed, so that a PDF holds no readable text")
def test_the_printed_page_has_every_sentence_though_all_was_folded(opened: Opener) -> None:
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed (pip install --group test)")
    page = opened("short", color_scheme="dark")
    texts = shown(page)
    page.locator("[data-fold=shut]").click()
    assert shown(page) == []
    printed = page.pdf(format="A4", print_background=True)
    read = pypdf.PdfReader(io.BytesIO(printed))
    assert len(read.pages) >= 2
    found = "".join(plain(sheet.extract_text()) for sheet in read.pages)
    found = re.sub(SIGNS, "", found)
    known = set(found)
    assert [text for text in texts if not re.search(loose(re.sub(SIGNS, "", plain(text)), known), found)] == []


def test_without_scripts_texts_bars_filters_and_orders_are_there(opened: Opener, texts: list[str]) -> None:
    page = opened("balance", java_script_enabled=False)
    assert page.locator(".s").all_inner_texts()[0].endswith(texts[0])
    assert page.locator(".s").count() == len(texts)
    assert page.locator("#rows .bar").first.bounding_box()["width"] > 200
    assert not page.locator("#search").is_visible()
    problem = page.locator(".s.problem").first
    assert problem.is_visible()
    page.locator("#show-problem").uncheck()
    assert not problem.is_visible()
    page.get_by_text("原文顺序", exact=True).click()
    tops = {one.inner_text().split(".")[0]: one.bounding_box()["y"] for one in page.locator("#rows > li").all()}
    assert sorted(tops, key=lambda number: tops[number]) == ["1", "2", "3", "4", "5"]


def test_the_index_leads_to_each_report_and_back(opened: Opener, pages: dict[str, Path]) -> None:
    page = opened("index")
    rows = page.locator("#rows > li")
    assert rows.count() == 5
    page.locator("#search").fill("文化馆")
    playwright.expect(page.locator("#rows > li:not(.gone)")).to_have_count(1)
    page.locator("#search").fill("执行")
    playwright.expect(page.locator("#rows > li:not(.gone)")).to_contain_text(["执行"])
    page.locator("#rows > li:not(.gone) a").click()
    assert page.url == pages["own"].as_uri()
    assert len(shown(page)) > 10
    page.locator(".back a").click()
    assert page.url == pages["index"].as_uri()


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(opened: Opener, name: str) -> None:
    page = opened(name, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("look", ["desktop light", "phone dark"])  # places hang on the width, contrasts on the scheme
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("balance", "english")])
def test_axe_finds_no_fault(opened: Opener, name: str, look: str) -> None:
    width, scheme = look.split()
    page = opened(name, DESKTOP if width == "desktop" else PHONE, color_scheme=scheme)
    if name in ("groups", "own"):
        page.locator(".s").nth(2).focus()  # the detail panel is looked at too
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["impact"], one["nodes"][0]["html"]) for one in found] == []
