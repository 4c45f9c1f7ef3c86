"""Symbols of genes whose names are built by rule: microRNAs and the chains of collagens.

Pure functions on strings; the vocabulary says which of the symbols an organism has.
"""

from __future__ import annotations

import re

from .lazy import lazy

_MICRO_RNA = lazy(
    r"(?:[a-z]{3}-)?(?:pre-?|pri-?)?(?:(?P<let>let)|mir|mirna|microrna)-?\s?(?P<number>\d+)(?P<letter>[a-z])?"
    r"(?:-(?P<locus>\d))?(?:-?[35]p)?\*?s?",
    re.I,
)


def micro_rnas(text: str) -> list[str]:
    """Return the gene symbols, in small letters, that a microRNA may come from, the likeliest first.

    >>> micro_rnas("miR-21-5p")[:2], micro_rnas("hsa-miR-125b")[:3], micro_rnas("miR-9-3p")[1:3]
    (['mir21', 'mir21-1'], ['mir125b', 'mir125b1', 'mir125b-1'], ['mir9-1', 'mir9-2'])
    >>> micro_rnas("let-7a")[1], micro_rnas("miR-124-1"), micro_rnas("MIRAGE1")
    ('mirlet7a1', ['mir124-1'], [])
    """
    match = _MICRO_RNA.fullmatch(text)
    if match is None:
        return []
    stem = f"mir{'let' if match['let'] else ''}{match['number']}{(match['letter'] or '').lower()}"
    if match["locus"]:
        return [f"{stem}-{match['locus']}", *([f"{stem}{match['locus']}"] if match["letter"] else [])]
    if match["letter"]:
        return [stem, *(f"{stem}{dash}{n}" for n in (1, 2, 3) for dash in ("", "-"))]
    return [stem, *(f"{stem}-{n}" for n in (1, 2, 3)), *(stem + letter for letter in "abc")]


_TENS = ("", "x", "xx")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {ten + one: 10 * t + o for t, ten in enumerate(_TENS) for o, one in enumerate(_ONES) if ten + one}
_TYPE = r"(?P<type>[IVX]{1,6}|\d\d?)"
_CHAIN = r"(?:α|alpha|a)[-\s]?(?P<chain>\d)"
_COLLAGENS = (
    re.compile(
        r"(?:collagen\s?)?(?:pro-?)?(?:α|alpha)-?(?P<chain>\d)\s?"
        rf"\({_TYPE}\)(?:[-\s]?(?:pro)?collagen)?(?:\schain)?",
        re.I,
    ),
    re.compile(rf"(?:pro)?(?:collagen|col)[-\s]?(?:type[-\s]?)?{_TYPE}[-\s,]*{_CHAIN}(?:\schain)?", re.I),
    re.compile(rf"(?:pro)?collagen[-\s]?(?:type[-\s]?)?{_TYPE}", re.I),
    re.compile(rf"(?:type[-\s])?{_TYPE}[-\s](?:pro)?collagen", re.I),
    re.compile(r"COL-?(?P<type>[IVX]{2,6})"),
)  # fmt: skip
#: Collagens of three equal chains: the type is the gene.
_ONE_CHAIN = frozenset((2, 3, 7, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25, 26, 27, 28))


def collagens(text: str) -> list[str]:
    """Return the gene symbol, in small letters, of a collagen chain or of a collagen of one kind of chain.

    >>> collagens("α1(I) collagen"), collagens("collagen IV alpha 3"), collagens("collagen1α2")
    (['col1a1'], ['col4a3'], ['col1a2'])
    >>> collagens("type VII collagen"), collagens("COLXVII"), collagens("collagen I"), collagens("COLEC11")
    (['col7a1'], ['col17a1'], [], [])
    """
    for pattern in _COLLAGENS:
        match = pattern.fullmatch(text)
        if match:
            kind = match["type"].lower()
            number = int(kind) if kind.isdigit() else _ROMAN.get(kind, 0)
            chain = match.groupdict().get("chain") or ("1" if number in _ONE_CHAIN else "")
            return [f"col{number}a{chain}"] if number and chain else []
    return []
