"""pfocr_norm: from the words of a pathway figure to gene, family and drug identifiers, with the right organism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._moved import install
from .model.views import set_views

__version__ = "0.1.0"

install()
set_views(
    text=f"{__name__}.output.render:record_text",
    **{
        name: f"{__name__}.output.html:{function}"
        for name, function in (
            ("html", "record_html"), ("term", "term_html"), ("terms", "terms_html"), ("flag", "flag_html"),
            ("flags", "flags_html"), ("call", "call_html"),
        )
    },
    json=f"{__name__}.output.jsontext:record_text", ledger=f"{__name__}.output.ledger:ledger_text",
)  # fmt: skip

if TYPE_CHECKING:
    from .corpus.frames import normalize_frame, normalize_records
    from .corpus.grounding import Grounding, ground, ground_frame
    from .errors import (
        GroundingError,
        InputError,
        LexiconError,
        MissingExtraError,
        OutputError,
        PfocrNormError,
        RecordError,
        SourceError,
    )
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
    "ground": "corpus.grounding", "ground_frame": "corpus.grounding", "Grounding": "corpus.grounding",
    "normalize_frame": "corpus.frames", "normalize_records": "corpus.frames",
    "Normalizer": "normalizer", "normalize_record": "normalizer", "Lexicon": "vocabulary.reader",
    "FigureRecord": "model.record", "OcrWord": "model.record",
    **dict.fromkeys(
        ("Candidate", "Evidence", "Flag", "FlagCode", "NormalizedRecord", "OrganismCall", "Reference", "Severity",
         "Status", "Term", "Tier"),
        "model.result",
    ),
    **dict.fromkeys(
        ("GroundingError", "InputError", "LexiconError", "MissingExtraError", "OutputError", "PfocrNormError",
         "RecordError", "SourceError"),
        "errors",
    ),
}  # fmt: skip

__all__ = [
    "Candidate", "Evidence", "FigureRecord", "Flag", "FlagCode", "Grounding", "GroundingError", "InputError",
    "Lexicon", "LexiconError", "MissingExtraError",
    "NormalizedRecord", "Normalizer", "OcrWord", "OrganismCall", "OutputError", "PfocrNormError", "RecordError",
    "Reference", "Severity", "SourceError", "Status", "Term", "Tier", "ground", "ground_frame", "normalize_frame",
    "normalize_record", "normalize_records",
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
