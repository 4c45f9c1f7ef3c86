"""Names of pairs: integrins by their chains, and numbers that share a stem (GPIIb/IIIa)."""

from __future__ import annotations

import re

from .lazy import lazy

_INTEGRIN = lazy(
    r"(?:integrins?[\s-]*)?(?:α|alpha|a(?=[\dIVLMXDE]))[\s-]?(?P<a>\d{1,2}|IIb|2b|[VvLMXDE])[\s/-]*"
    r"(?:β|beta|b)[\s-]?(?P<b>\d)(?:[\s-]*(?:integrins?|receptors?))*",
    re.I,
)
_ROMAN_PAIR = lazy(r"(?P<stem>[A-Za-z]{2,4}?)-?(?P<first>[IVX]{1,4}[a-z]?)(?P<rest>(?:/[IVX]{1,4}[a-z]?)+)")


def chains(text: str) -> list[str]:
    """Return the names of the chains of a pair that is named by them; ``[]`` where it is none.

    >>> chains("integrin α6β4"), chains("alpha-L/beta-2"), chains("αXβ2 integrin"), chains("α-actinin")
    (['ITGA6', 'ITGB4'], ['ITGAL', 'ITGB2'], ['ITGAX', 'ITGB2'], [])
    >>> chains("GPIa/IIa"), chains("AKT1/2")
    (['GPIa', 'GPIIa'], [])
    """
    text = text.strip()
    if len(text) > 60:
        return []
    match = _INTEGRIN.fullmatch(text)
    if match:
        alpha = match["a"].upper().replace("II", "2")
        return [f"ITGA{alpha}", f"ITGB{match['b']}"]
    match = _ROMAN_PAIR.fullmatch(text)
    if match:
        return [match["stem"] + part for part in (match["first"], *match["rest"][1:].split("/"))]
    return []
