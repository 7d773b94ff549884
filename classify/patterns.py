"""Regular expressions that are compiled when they are first used: Chinese character classes take long, and few texts need all."""

from __future__ import annotations

import re
from typing import Any, cast


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """Gives what stands for the compiled pattern, and becomes it when it is first used."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


class _Pattern:
    """Takes over each attribute of the compiled pattern that is asked for, so that the next use is as fast as that of the pattern."""

    def __init__(self, text: str, flags: int) -> None:
        self._given = text, flags
        self._compiled: re.Pattern[str] | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._compiled is None:
            self._compiled = re.compile(*self._given)
        value = getattr(self._compiled, name)
        setattr(self, name, value)
        return value
