"""Labels the sentences of Chinese work reports and shows how achievement, problem, plan and boilerplate balance.

>>> import classify
>>> classify.__version__.count(".")
2
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from classify.api import balance, evaluate, explain, label, load_model, read_reports, train
    from classify.comparisons import balance_by, follow, repetitions
    from classify.errors import ClassifyError
    from classify.model import SentenceClassifier

__all__ = [
    "ClassifyError",
    "SentenceClassifier",
    "balance",
    "balance_by",
    "evaluate",
    "explain",
    "follow",
    "label",
    "load_model",
    "read_reports",
    "repetitions",
    "train",
]

_HOMES = {"ClassifyError": "errors", "SentenceClassifier": "model"}
_HOMES |= dict.fromkeys(("balance_by", "follow", "repetitions"), "comparisons")


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that `import classify` and the command line start fast."""
    if name not in __all__:
        raise AttributeError(f"module 'classify' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"classify.{_HOMES.get(name, 'api')}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
