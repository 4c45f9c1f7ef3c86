"""How results are shown: the types know no more than where the functions are that do it.

The package names them on import (``pfocr_norm/__init__.py``), so that what is shown is built on the types and not the
other way round.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

_PLACES: dict[str, str] = {}


def set_views(**places: str) -> None:
    """Name the function of each view as ``module:function``; it is imported on first use."""
    _PLACES.update(places)


@cache
def view(name: str) -> Callable[..., str]:
    """Return the function of a view: a result as ``text``, ``html`` or ``json``, or of an audit."""
    module, _, function = _PLACES[name].partition(":")
    found: Callable[..., str] = getattr(import_module(module), function)
    return found
