"""Where names may stand in running text: the longest known run of pieces at each place.

Pure functions on strings; what is known is asked of the caller. A piece is a run of letters and digits, so that a name
is found inside of ``BMP6-mediated`` and ``CD11b+``; a run of pieces is a name across blanks, hyphens and a bracket
that repeats its short form (``Toll-like receptor (TLR) 4``); a list of numbered members is one span (``ERK1/2``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .index import JOINTS, fold
from .lazy import lazy

#: Pieces of one name at most.
LONGEST = 9

_PIECE = lazy(r"[^\W_]+(?:['’′](?=[^\W_])[^\W_]+)?")
#: What may stand between two pieces of one name.
_GAP = lazy(r" |['’′]?[-‐‑–] ?| [-‐‑–]|['’′] ")
_BRACKETED = lazy(r" ?[(\[][^()\[\]\s]{1,12}[)\]](?=[-‐‑– ]?\w)")
#: Cellular and viral forms of oncogenes: c-fos, v-src.
_ONCOGENE = lazy(r"[cvNHK]-[a-z]{3,4}$")
#: What follows a number that is a measure, not part of a name: ``CI 1.2``, ``OR 2,5``, ``AUC 80%``.
_MEASURE = lazy(r"[.,]\d|%| ?[-–] ?\d| ?(?:mg|kg|ml|h|min|days?|weeks?|months?|years?)\b")
#: Hyphened prefixes of a gene's form or of a reagent: what follows them is the name.
_PREFIX = frozenset("p phospho anti si sh h m r t pro pre non pan dn ca wt".split())
#: The further members of a list: ``/2``, ``/-2``, ``/5/8``, ``/β``, `` and 2``, `` and -2``.
_LIST = lazy(
    r"(?:/-?(?:\d{1,3}[A-Za-z]?|[A-Zα-ω]\d?)(?![\w-]))+|(?:, ?-?\d{1,2})* (?:and|or|&) -?\d{1,2}[A-Za-z]?(?![\w%.-])"
)


class Piece(NamedTuple):
    """A run of letters and digits with its place; ``key`` is its folded form."""

    text: str
    key: str
    start: int
    end: int


class KnownNames(NamedTuple):
    """What the caller knows of names.

    Attributes
    ----------
    known
        Tells whether a key is a name.
    described
        Tells whether words are a descriptive name in another order or form.
    members
        Tells whether a text is a list whose every member is a name.
    symbol
        Tells whether a short word, as it is written, is a symbol of the organisms in question.
    """

    known: Callable[[str], bool]
    described: Callable[[str], bool]
    members: Callable[[str], bool]
    symbol: Callable[[str], bool]


def pieces(text: str) -> list[Piece]:
    """Return the runs of letters and digits of a text.

    >>> [p.text for p in pieces("BMP6-mediated loss of CD11b+ cells")]
    ['BMP6', 'mediated', 'loss', 'of', 'CD11b', 'cells']
    """
    return [Piece(m[0], fold(m[0]), m.start(), m.end()) for m in _PIECE.finditer(text)]


@lru_cache(maxsize=1 << 16)
def looks_like_symbol(word: str) -> bool:
    """Tell whether a printed word may be a gene symbol: digits or capitals inside it, or Greek.

    >>> looks_like_symbol("Wnt5a"), looks_like_symbol("IL"), looks_like_symbol("Insulin")
    (True, True, False)
    """
    word = word.strip(".,'-")
    if len(word) < 2 or len(word) > 30:
        return False
    return any(c.isupper() for c in word[1:]) or (any(c.isdigit() for c in word) and word[0].isalpha())


def find(text: str, words: KnownNames, heads: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield ``(start, end)`` of the longest name at each place of a text, from left to right.

    Parameters
    ----------
    text
        Running text.
    words
        What is a name.
    heads
        Last words of descriptive names (receptor, kinase), in lower case: only runs that end in one are asked for in
        another order of words.
    """
    found = pieces(text)
    i = 0
    while i < len(found):
        first = found[i]
        if first.text.lower() in JOINTS or _is_prefix(found, i, text):
            i += 1
            continue
        n = _longest(found, i, text, words, heads)
        if not n:
            i += 1
            continue
        start, end = first.start, found[i + n - 1].end
        more = _LIST.match(text, end)
        if more and words.members(text[start : more.end()]):
            end = more.end()
        yield start, end
        i += n
        while i < len(found) and found[i].start < end:
            i += 1


def _is_prefix(found: list[Piece], i: int, text: str) -> bool:
    """Tell whether a piece is the ``p-`` of ``p-Akt``: before a hyphen and a word that looks like a symbol."""
    if found[i].text.lower() not in _PREFIX or i + 1 == len(found):
        return False
    following = found[i + 1]
    return text[found[i].end : following.start] in ("-", "‐", "‑", "–") and following.text[:1].isupper()


def _longest(found: list[Piece], i: int, text: str, words: KnownNames, heads: frozenset[str]) -> int:
    """Return how many pieces from ``i`` on form the longest name; 0 for none."""
    first = found[i]
    start, end = first.start, first.end
    best = int(words.known(first.key) and _single(first.text, first.key, words))
    bracketed = joint = False
    at, most = i + 1, min(len(found), i + LONGEST)
    while at < most:
        aside = _BRACKETED.match(text, end)
        if aside is not None:
            # The bracket repeats the short form of the words before it; the name may go on behind it.
            bracketed, end = True, aside.end()
            while at < most and found[at].start < end:
                at += 1
            if at == most:
                break
        piece = found[at]
        gap = text[end : piece.start]
        if not (_GAP.fullmatch(gap) or (aside is not None and not gap)):
            break
        was_joint, joint = joint, piece.text in JOINTS and piece.text != "a"
        if joint and (gap != " " or was_joint):
            break
        if gap == " " and piece.text.isdigit() and _MEASURE.match(text, piece.end):
            break
        at, end = at + 1, piece.end
        if joint:
            continue
        printed = text[start:end]
        key = fold(_BRACKETED.sub("", printed) if bracketed else printed)
        if len(key) < 2:
            continue
        if words.known(key):
            if " " in printed or _single(printed, key, words):
                best = at - i
        elif piece.text.lower() in heads and gap == " " and words.described(printed):
            best = at - i
    return best


def _single(printed: str, key: str, words: KnownNames) -> bool:
    """Tell whether one printed word may be a name: long, written like a symbol, or a symbol as it is."""
    if len(key) > 5 or (len(key) > 1 and looks_like_symbol(printed)):
        return True
    return len(key) > 2 and (printed.istitle() or _ONCOGENE.match(printed) is not None or words.symbol(printed))
