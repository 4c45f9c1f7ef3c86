"""Texts and cells as they come in: what was read in a wrong encoding, and lists that stand in one cell or string."""

from __future__ import annotations

import json
import re

#: A number, one letter or a Roman number, a Greek letter: part of a name and no name.
_NOTHING = re.compile(
    r"[\W\d_]*|\w|[IVX]{1,4}|(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta)(?:[ -]?\d+)?", re.IGNORECASE
)
#: What describes the name before the comma: protein kinase, cAMP-dependent, catalytic, type 1.
_DESCRIBES = re.compile(
    r".*-(?:dependent|independent|activated|inducible|induced|associated|related|linked|like|binding|responsive|"
    r"sensitive|regulated|specific|containing|stimulated|type|derived|gated|coupled|mediated)|"
    r"(?:member|type|subunit|polypeptide|isoform|chain|component|class|group|catalytic|regulatory|cytosolic|"
    r"mitochondrial|and|or)\b.*|.*-",
    re.IGNORECASE,
)
#: The end of what may stand before the comma of a chemical name: 1,25-dihydroxy; N,N-dimethyl; 2',5'-; 3alpha,7alpha-.
_LOCANT = re.compile(r"(?:^|[\W_])(?:[A-Z]|\d+[a-z]?|\d*(?:alpha|beta|[αβ]))['′]*(?:\([\w,]*\))?$")

#: The bytes 80 to BF, all but the first of a letter in UTF-8, read as Mac Roman and as Windows-1252.
_INSIDE = bytes(range(0x80, 0xC0))
_MAC = re.escape(_INSIDE.decode("mac_roman"))
_WINDOWS = re.escape(_INSIDE.decode("cp1252", "ignore"))
#: A letter in UTF-8 read so: Greek, Latin with accents, primes and dashes.
_MISREAD = (
    ("mac_roman", re.compile(f"[\u00ac\u221a\u0152\u0153][{_MAC}]|\u201a[{_MAC}]{{2}}")),
    ("cp1252", re.compile(f"[\u00c2\u00c3\u00ce\u00cf][{_WINDOWS}]|\u00e2[{_WINDOWS}]{{2}}")),
)


def legible(text: str) -> str:
    """Return a text with the letters that were read in a wrong encoding as they were meant.

    One figure in thirteen of PFOCR has its Greek letters so: UTF-8 that was read as Mac Roman.

    >>> legible("NF-Œ∫B and TGF-Î²1 at the 5‚Ä≤ end"), legible("Œuvre of 2 √ 3 ‚quoted‘ Âge")
    ('NF-κB and TGF-β1 at the 5′ end', 'Œuvre of 2 √ 3 ‚quoted‘ Âge')
    """
    if text.isascii():
        return text
    for encoding, misread in _MISREAD:
        text = misread.sub(lambda match, encoding=encoding: _meant(match[0], encoding), text)  # type: ignore[misc]
    return text


def _meant(misread: str, encoding: str) -> str:
    try:
        return misread.encode(encoding).decode("utf-8")
    except UnicodeError:
        return misread


def split_cell(cell: str) -> list[str]:
    """Split a list that is one text: a JSON list, or what :func:`split_words` splits.

    >>> split_cell('["PI(3;4)P2", "ERK"]'), split_cell("MEK|ERK | 2,4-D"), split_cell("AKT1, MTOR")
    (['PI(3;4)P2', 'ERK'], ['MEK', 'ERK', '2,4-D'], ['AKT1', 'MTOR'])
    """
    text = cell.strip()
    if text.startswith("[") and text.endswith("]"):
        try:
            items = json.loads(text)
        except (ValueError, RecursionError):
            items = None
        if isinstance(items, list) and not any(isinstance(item, (list, dict)) for item in items):
            return ["" if item is None else str(item) for item in items]
    return split_words(text)


def split_names(text: str) -> list[str]:
    """Split a list of organisms that is one text; no name of an organism has a comma.

    >>> split_names("mouse, human"), split_names("Homo sapiens|Mus musculus"), split_names('["rat"]')
    (['mouse', 'human'], ['Homo sapiens', 'Mus musculus'], ['rat'])
    """
    return [part.strip() for name in split_cell(text) for part in name.split(",") if part.strip()]


def split_words(text: str) -> list[str]:
    """Split a list of words that is one text.

    It is split at ``|``, ``;`` and line ends, the first of these that there is; else at commas with a space after
    them, else at commas, where every part is a name by itself. A comma inside a name does not split.

    Examples
    --------
    >>> split_words("Map2k1, Akt1, Tp53"), split_words("TP53;EGFR"), split_words("IL6,IL10,TNF-α")
    (['Map2k1', 'Akt1', 'Tp53'], ['TP53', 'EGFR'], ['IL6', 'IL10', 'TNF-α'])
    >>> split_words("1,25-dihydroxyvitamin D3"), split_words("1,25-dihydroxyvitamin D3, VDR")
    (['1,25-dihydroxyvitamin D3'], ['1,25-dihydroxyvitamin D3', 'VDR'])
    >>> split_words("SMAD2, 3"), split_words("PI(3,4)P2"), split_words("N,N-dimethyltryptamine")
    (['SMAD2, 3'], ['PI(3,4)P2'], ['N,N-dimethyltryptamine'])
    >>> split_words("protein kinase, cAMP-dependent, catalytic, alpha")
    ['protein kinase, cAMP-dependent, catalytic, alpha']
    """
    text = text.strip()
    for separator in ("|", ";", "\n"):
        if separator in text:
            return [part.strip() for part in text.split(separator)]
    if "," not in text:
        return [text]
    parts = _parts(text.rstrip(", "))
    return parts if all(map(_is_name, parts)) else [text]


def _parts(text: str) -> list[str]:
    spaced = re.search(r",\s", text) is not None
    parts, start = [], 0
    for comma in re.finditer(r",\s+" if spaced else ",", text):
        before = text[start : comma.start()]
        if not spaced:
            digits = before[-1:].isdigit() and text[comma.end() : comma.end() + 1].isdigit()
            if digits or _LOCANT.search(before):
                return [text]
        parts.append(before.strip())
        start = comma.end()
    return [*parts, text[start:].strip()]


def _is_name(part: str) -> bool:
    balanced = all(part.count(a) == part.count(b) for a, b in ("()", "[]", "{}"))
    return balanced and not (_NOTHING.fullmatch(part) or _DESCRIBES.fullmatch(part))
