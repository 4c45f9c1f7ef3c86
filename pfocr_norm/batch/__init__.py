"""Many records: processes, progress, resume, quarantine.

Examples
--------
>>> from pfocr_norm.batch import annotate
>>> summary = annotate("figures.jsonl", "normalized.parquet", workers=8)  # doctest: +SKIP
>>> print(summary)  # doctest: +SKIP
"""

from __future__ import annotations

from .run import annotate
from .summary import Summary

__all__ = ["Summary", "annotate"]
