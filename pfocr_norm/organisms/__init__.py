"""Which organism is a figure about? Text cues, the panel vote, and organism names.

:func:`decide` adds up the evidence, :func:`scan` finds it, :func:`mention_organism` reads the words around one
mention, :func:`normalize_organism` turns a name into an NCBI taxon.
"""

from __future__ import annotations

from .decision import FIELDS, decide, is_silent, scan_record
from .mention import mention_organism
from .panel import Label, Panel
from .scan import MAX_CHARS, scan, scan_texts
from .taxa import canonical_taxon, normalize_organism, taxon_name

__all__ = [
    "FIELDS", "MAX_CHARS", "Label", "Panel", "canonical_taxon", "decide", "is_silent", "mention_organism",
    "normalize_organism", "scan", "scan_record", "scan_texts", "taxon_name",
]  # fmt: skip
