"""Answers: for each problem that a report names, the plan of the same report that takes it up, or none."""

from __future__ import annotations

from collections.abc import Iterable

from classify.records import Answer
from classify.topics import likeness, objects, topics

PROBLEM, PLAN = "problem", "plan"

ENOUGH = 0.08
"""Likeness from which a plan counts as an answer.

Chosen by reading pairs of 40 labelled reports and eleven real ones: of the pairs between 0.08 and 0.12 about five in six
are about the same thing, of those between 0.05 and 0.08 about half. In government reports, whose problems and plans are about
everything, fewer are.
"""


def answers(sentences: Iterable[tuple[str, str]]) -> tuple[Answer, ...]:
    """Gives an answer for each problem of a report, in order, from pairs of text and label.

    Whether a plan would solve the problem is not judged, only whether it speaks of the same thing. A plan in quite other
    words (人手不足, 招聘五人) is missed, so that an unanswered problem is one to look at, not one proved to be ignored.
    """
    problems, plans = [], []
    for text, label in sentences:
        if label == PROBLEM:
            problems.append(text)
        elif label == PLAN:
            plans.append(text)
    if not problems or not plans:
        return tuple(Answer(text) for text in problems)
    found_objects = objects([*problems, *plans])
    asked, offered = found_objects[: len(problems)], found_objects[len(problems) :]
    answering = topics(offered, asked)
    found = []
    for text, topic in zip(problems, topics(asked, offered), strict=True):
        best, at = max(((likeness(topic, other), -i) for i, other in enumerate(answering)), default=(0.0, 0))
        found.append(Answer(text, plans[-at] if best else "", best, best >= ENOUGH))
    return tuple(found)
