"""Regular expressions that are compiled when they are first asked for.

There are some two hundred of them, most for labels that few figures have; to compile all takes longer than a record.
"""

from __future__ import annotations

import re
from typing import Any, cast

_METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub", "subn")


class _Pattern:
    """Stands for a compiled pattern, whose methods become its own on first need: from then on a call costs no more."""

    __slots__ = ("_expression", "_flags", *_METHODS)

    def __init__(self, expression: str, flags: int) -> None:
        self._expression = expression
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._expression, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(expression: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern as :func:`re.compile` does, compiled on first use.

    >>> word = lazy(r"[a-z]+")
    >>> word.findall("one, two"), word.fullmatch("three") is not None, word.pattern
    (['one', 'two'], True, '[a-z]+')
    """
    return cast("re.Pattern[str]", _Pattern(expression, flags))
