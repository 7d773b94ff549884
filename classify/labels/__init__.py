"""Labelled reports from labels files and back: labelled text, CSV, TSV, JSONL, XLSX, and the JSON of doccano and Label Studio."""

from __future__ import annotations

from classify.labels.reading import SUFFIXES, load, read
from classify.labels.rows import CHINESE, Problem, Row
from classify.labels.writing import FORMATS, write

__all__ = ["CHINESE", "FORMATS", "SUFFIXES", "Problem", "Row", "load", "read", "write"]
