"""Many records: processes, progress, resume, quarantine; frames; Spark.

Examples
--------
>>> from pfocr_norm.corpus import annotate
>>> summary = annotate("figures.jsonl", "normalized.parquet", workers=8)  # doctest: +SKIP
>>> print(summary)  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .run import annotate
    from .summary import Summary

_HOMES = {"annotate": "run", "Summary": "summary"}

__all__ = ["Summary", "annotate"]


def __getattr__(name: str) -> Any:
    # Lazy: frames need no processes.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
