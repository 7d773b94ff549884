"""Errors that a user can cause, each with a message that says what, where and what to do.

ClassifyError
├── SourceError      a report file that cannot be read, or holds nothing to label
├── LabelsError      a labels file or a row of it that cannot be used
├── ModelError       a model folder that is damaged, foreign, newer, or fails its self-test
├── OutputError      a result that cannot be written
└── MissingExtra     an optional library that is not installed
"""

from __future__ import annotations


class ClassifyError(Exception):
    """Base of all errors that `classify` raises on purpose; its text is one line for the user."""


class SourceError(ClassifyError):
    """A report file cannot be read, or holds nothing that could be labelled."""


class LabelsError(ClassifyError):
    """A labels file, or a row of it, cannot be used for training or evaluation."""


class ModelError(ClassifyError):
    """A model folder is missing, damaged, foreign, newer than this program, or fails its self-test."""


class OutputError(ClassifyError):
    """A result cannot be written where it was asked for."""


class MissingExtra(ClassifyError):  # noqa: N818 - named for what it is
    """A feature needs a library that is not installed."""

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs {library}, which is not installed; run: pip install 'classify-reports[{extra}]'")


class LabelsWarning(UserWarning):
    """Something in a labels file may be a mistake; it is used as it stands."""
