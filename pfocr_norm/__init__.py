"""pfocr_norm: from the words of a pathway figure to gene, family and drug identifiers, with the right organism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from .errors import GroundingError, LexiconError, OutputError, PfocrNormError, RecordError, SourceError
    from .lexicon.reader import Lexicon
    from .normalizer import Normalizer, normalize_record
    from .record import FigureRecord, OcrWord
    from .result import (
        Candidate,
        Evidence,
        Flag,
        FlagCode,
        NormalizedRecord,
        OrganismCall,
        Reference,
        Severity,
        Status,
        Term,
        Tier,
    )

_HOMES = {
    "Normalizer": "normalizer", "normalize_record": "normalizer", "Lexicon": "lexicon.reader",
    "FigureRecord": "record", "OcrWord": "record",
    **dict.fromkeys(
        ("Candidate", "Evidence", "Flag", "FlagCode", "NormalizedRecord", "OrganismCall", "Reference", "Severity",
         "Status", "Term", "Tier"),
        "result",
    ),
    **dict.fromkeys(
        ("GroundingError", "LexiconError", "OutputError", "PfocrNormError", "RecordError", "SourceError"), "errors"
    ),
}  # fmt: skip

__all__ = [
    "Candidate", "Evidence", "FigureRecord", "Flag", "FlagCode", "GroundingError", "Lexicon", "LexiconError",
    "NormalizedRecord", "Normalizer", "OcrWord", "OrganismCall", "OutputError", "PfocrNormError", "RecordError",
    "Reference", "Severity", "SourceError", "Status", "Term", "Tier", "normalize_record",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    # Public names are loaded on first use: `import pfocr_norm` costs next to nothing.
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
