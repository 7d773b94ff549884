"""`classify explain`: which words, headings and neighbours made the label of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from classify.cli.options import PARTLY, Encoding, ModelOption, Quiet, say
from classify.errors import ClassifyError, OutputError, SourceError

if TYPE_CHECKING:
    from classify.explanation import Choice, ExplainedReport
    from classify.folder import Model

_SUFFIXES = (".html", ".json")


def explain_cli(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="Report files, folders or globs; - is standard input.", show_default=False),
    ] = None,
    text: Annotated[str, typer.Option("--text", help="One sentence to explain, in place of files.", show_default=False)] = "",
    section: Annotated[
        str, typer.Option("--section", help="The headings above the sentence of --text, joined by ' > '.", show_default=False)
    ] = "",
    model: ModelOption = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Result: .html .json; tables on the terminal without it.", show_default=False)
    ] = None,
    sentence: Annotated[
        list[int] | None, typer.Option("--sentence", min=1, help="Only the sentence of this number; may be repeated.", show_default=False)
    ] = None,
    label: Annotated[str, typer.Option("--label", help="Only sentences that got this label.", show_default=False)] = "",
    uncertain: Annotated[bool, typer.Option("--uncertain", help="Only sentences marked uncertain.")] = False,
    most: Annotated[int, typer.Option("--most", min=0, help="At most so many sentences of each report; 0 for all.")] = 10,
    encoding: Encoding = None,
    quiet: Quiet = False,
) -> None:
    """Explains the label of each sentence: the words, headings and place that made it, and what its neighbours changed."""
    from classify.explanation import Choice
    from classify.folder import load

    if bool(paths) == bool(text):
        raise typer.BadParameter("name report files, or give one sentence with --text")
    if section and not text:
        raise typer.BadParameter("--section goes with --text; the headings of report files are found by themselves")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise OutputError(f"{out}: unknown ending; explanations end in {' or '.join(_SUFFIXES)}")
    loaded = load(model)
    if label and label not in loaded.weights.labels:
        raise ClassifyError(f"--label {label}: the model does not know this label; it knows {', '.join(loaded.weights.labels)}")
    choice = Choice(frozenset(sentence or ()), label, uncertain)
    problems: list[str] = []
    if text:
        found = [_sentence(text, section, loaded)]
    else:
        found = list(_reports(paths or [], loaded, choice, None if sentence else most or None, encoding, problems))
    if not any(report.explanations for report in found):
        raise ClassifyError("; ".join(problems) or _nothing(found, choice))
    _deliver(found, loaded.weights.labels, str(model) if model else "The model that ships with classify", out, quiet)
    for problem in problems:
        say(f"classify: {problem}")
    if problems:
        raise typer.Exit(PARTLY)


def _sentence(text: str, section: str, model: Model) -> ExplainedReport:
    from classify.explanation import ExplainedReport, explain_sentence
    from classify.records import SECTION_SEPARATOR

    if not text.strip():
        raise ClassifyError("--text holds no text; give one sentence")
    headings = tuple(part.strip() for part in section.split(SECTION_SEPARATOR.strip()) if part.strip())
    return ExplainedReport("--text", "", (explain_sentence(text, model.scorer, headings),), 1, 1)


def _reports(
    paths: Sequence[str], model: Model, choice: Choice, most: int | None, encoding: str | None, problems: list[str]
) -> Iterator[ExplainedReport]:
    from classify.compilation import reports
    from classify.explanation import explain_report
    from classify.readers import files, read

    for path in dict.fromkeys(files(paths)):
        try:
            document = read(path, encoding)
        except SourceError as error:
            problems.append(str(error))
            continue
        yield from (explain_report(report, model.scorer, choice, most) for report in reports(document))


def _nothing(found: Sequence[ExplainedReport], choice: Choice) -> str:
    count = sum(report.sentences for report in found)
    if not count:
        return "no sentence to explain in these files; is the body of the report missing?"
    asked = [f"number {', '.join(map(str, sorted(choice.numbers)))}"] if choice.numbers else []
    asked += [f"label {choice.label}"] if choice.label else []
    asked += ["marked uncertain"] if choice.uncertain else []
    return f"none of the {count:,} sentences is the one asked for ({', '.join(asked)}); see all with classify label"


def _deliver(found: Sequence[ExplainedReport], labels: Sequence[str], name: str, out: Path | None, quiet: bool) -> None:
    found = [report for report in found if report.explanations]
    if out is None:
        from classify.explanation_tables import explanation_tables
        from classify.terminal import show

        show(explanation_tables(found))
        return
    from classify.tables import draft_of

    if out.suffix.lower() == ".html":
        from classify.explanation_page import explanation_page

        text = explanation_page(found, labels, name)
    else:
        import json
        from dataclasses import asdict

        text = json.dumps([asdict(report) for report in found], ensure_ascii=False, indent=1) + "\n"
    with draft_of(out) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")
    if not quiet:
        count = sum(len(report.explanations) for report in found)
        say(f"{count:,} sentence{'s' if count != 1 else ''} -> {out}")
