"""Mice without an immune system: the bed of a human graft, or mice that are studied themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..model.result import Evidence
from ..text.lazy import lazy

_MICE = lazy(r"\bmice\b|\bmouse\b|\bathymic\b|\bNSG\b|\bNOD\b|\bnu/nu\b", re.IGNORECASE)
_TUMOUR = lazy(r"tumou?r|cancer|carcin|oma(?:s|ta)?\b|leuka?emia|metasta|malignan|neoplas|xenotransplant|engraft")


def settle_grafts(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Read nude or SCID mice as mice where the text speaks neither of tumours nor of human cells.

    Examples
    --------
    >>> mice = Evidence("nude mice", "caption", 0, 9, 9606, 0.0, "xenograft")
    >>> [(e.taxon, e.kind) for e in settle_grafts([mice])]
    [(10090, 'animals')]
    >>> [(e.taxon, e.kind) for e in settle_grafts([mice, Evidence("HeLa", "caption", 14, 18, 9606, 0.0, "cell")])]
    [(9606, 'xenograft'), (9606, 'cell')]
    """
    beds = [item for item in evidence if item.kind == "xenograft"]
    if not beds or any(not _MICE.search(item.text) or _TUMOUR.search(item.text.lower()) for item in beds):
        return list(evidence)
    for item in evidence:
        cells = item.taxon == 9606 and item.kind in ("cell", "human", "clinical")
        if cells or (item.kind == "disease" and _TUMOUR.search(item.text.lower())):
            return list(evidence)
    return [item._replace(taxon=10090, kind="animals") if item.kind == "xenograft" else item for item in evidence]
