"""The organism that a text states for one mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter

from ..model.result import Evidence
from ..text.lazy import lazy
from .kinds import kinds
from .taxa import canonical_taxon
from .words import WORDS

_SENTENCE_END = lazy(r"(?<![A-Z])[.;!?]\s+(?=[A-Z(\[])")
# A word may only be read as one whole word: else a long run of words takes exponential time.
_LIST = lazy(
    r"(?:[\s,/()\[\]&+-]|(?<!\w)(?:(?:and|or|as well as)\b|(?=[A-Za-z]*[A-Z0-9])[A-Za-z0-9][\w-]*(?![\w-])))*"
)
_PHRASE = lazy(
    r"(?:[\s-]+(?!(?:in|from|by|of|to|on|with|and|or|for|at|via|is|was|are|were|that|as|the)\b)"
    r"\w+(?:-\w+)*){0,3}?[\s(-]*$"
)
_WORM = lazy(r"([a-z]{3,4})-\d{1,3}$")
_OF = lazy(r"[\s)]*(?:[\w-]+\s+){0,2}?(?:in|of|from)\s+(?:the\s+|adult\s+|primary\s+)?$")
_REACH = 120
_start = attrgetter("start")


def mention_organism(text: str, start: int, end: int, *, evidence: Sequence[Evidence]) -> int | None:
    """Tell the organism that the text states for the mention at ``text[start:end]``.

    Parameters
    ----------
    text
        The whole field.
    start, end
        Offsets of the mention, code points.
    evidence
        What :func:`scan` found in this field, in order.

    Returns
    -------
    int or None
        NCBI taxon from a prefix (``hTERT``), from the words before ("mouse Akt1", "rat liver catalase",
        "human AKT1, AKT2 and PTEN") or after ("Akt1 in mice"); None when the sentence does not say.

    Examples
    --------
    >>> from pfocr_norm.organisms import scan
    >>> text = "Binding of mouse Akt1 and human AKT1 to PTEN."
    >>> found = scan(text)
    >>> mention_organism(text, 17, 21, evidence=found), mention_organism(text, 32, 36, evidence=found)
    (10090, 9606)
    """
    stated = stated_organism(text, start, end, evidence=evidence)
    return None if stated is None else canonical_taxon(stated.taxon)


def stated_organism(text: str, start: int, end: int, *, evidence: Sequence[Evidence]) -> Evidence | None:
    """The piece of evidence behind :func:`mention_organism`."""
    word = text[start:end]
    worm = _WORM.match(word)
    for cue in WORDS[worm[1] if worm else word]:
        needs_number = cue.taxon == 6239 and cue.words[0].islower()  # "daf" of daf-16
        if cue.kind in ("prefix", "systematic") and needs_number == (worm is not None):
            return Evidence(word, evidence[0].field if evidence else "", start, end, cue.taxon, 0.0, cue.kind)
    place = bisect_left(evidence, start, key=_start)
    for item in reversed(evidence[max(0, place - 8) : place]):
        if item.end > start or not kinds()[item.kind].states:
            continue
        if item.start < start - _REACH or item.start < _sentence_start(text, start):
            break
        between = text[item.end : start]
        if _LIST.fullmatch(between) or (len(between) < 40 and _PHRASE.fullmatch(between)):
            return item
        break
    for item in evidence[place : place + 4]:
        if item.start < end or not kinds()[item.kind].states:
            continue
        between = text[end : item.start]
        if len(between) < 50 and _OF.fullmatch(between):
            return item
        break
    return None


def _sentence_start(text: str, place: int) -> int:
    """Where the sentence around a place begins, or how far back it is looked for."""
    left = max(0, place - _REACH)
    for end in _SENTENCE_END.finditer(text, left, place):
        left = end.end()
    return left
