"""pfocr_norm: from the words of a pathway figure to gene, family and drug identifiers, with the right organism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._moved import install
from .model.views import set_views

__version__ = "0.1.0"

install()
set_views(
    text=f"{__name__}.output.render:record_text", html=f"{__name__}.output.render:record_html",
    json=f"{__name__}.output.jsontext:record_text", ledger=f"{__name__}.output.ledger:ledger_text",
)  # fmt: skip

if TYPE_CHECKING:
    from .errors import GroundingError, LexiconError, OutputError, PfocrNormError, RecordError, SourceError
    from .model.record import FigureRecord, OcrWord
    from .model.result import (
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
    from .normalizer import Normalizer, normalize_record
    from .vocabulary.reader import Lexicon

_HOMES = {
    "Normalizer": "normalizer", "normalize_record": "normalizer", "Lexicon": "vocabulary.reader",
    "FigureRecord": "model.record", "OcrWord": "model.record",
    **dict.fromkeys(
        ("Candidate", "Evidence", "Flag", "FlagCode", "NormalizedRecord", "OrganismCall", "Reference", "Severity",
         "Status", "Term", "Tier"),
        "model.result",
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
