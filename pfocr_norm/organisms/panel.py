"""The panel vote: what all labels of a figure say together about its organism."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from .taxa import canonical_taxon

_CAPITALS = re.compile(r"[A-Z][A-Z0-9]*[A-Z][A-Z0-9]*\d*[A-Z]?$")
_CAPITALIZED = re.compile(r"[A-Z][a-z]{1,6}\d{0,4}[a-z]?\d?$")
_WORM = re.compile(r"[a-z]{3,4}-\d{1,3}$")
_RODENTS, _RODENT = 9989, frozenset({10090, 10116})
#: So many labels make a full voice.
_MANY = 8.0


class Label(NamedTuple):
    """One label of a figure and the organisms whose vocabulary explains it.

    Attributes
    ----------
    text
        The printed word (or the keyword, see :class:`Panel`).
    taxa
        For each taxon that knows the word as a gene, how well: 0 to 1.
    """

    text: str
    taxa: Mapping[int, float] = {}


class Panel(NamedTuple):
    """All labels of a figure, for the panel vote.

    Attributes
    ----------
    labels
        The labels with the organisms that explain them; each word once.
    printed
        0 to 1: how far the labels are the printed words. PFOCR's keywords are the symbols that a tagger
        made of the words, so that they only repeat the tagger's belief: 0. OCR words, and words that a
        person listed: 1.
    of_text
        The labels are words of the running text, as the figure has none. How these are written speaks already.
    """

    labels: Sequence[Label] = ()
    printed: float = 1.0
    of_text: bool = False


class Votes(NamedTuple):
    """What the labels say; each number is 0 to about 1 for each taxon."""

    explains: dict[int, float]
    alone: dict[int, float]
    case: dict[int, float]


def count_votes(panel: Panel) -> Votes:
    """Count the labels that each organism explains, that only it explains, and how they are capitalized.

    Examples
    --------
    >>> fly = Panel([Label("Dredd", {7227: 1.0}), Label("imd", {7227: 1.0}), Label("Tak1", {7227: 1.0, 10090: 1.0})])
    >>> {taxon: round(share, 2) for taxon, share in count_votes(fly).explains.items()}
    {7227: 0.63, 10090: 0.21}
    """
    explained: dict[int, float] = {}
    alone: dict[int, float] = {}
    known = 0
    cases = {9606: 0, 9989: 0, 6239: 0}
    shaped = 0
    for label in panel.labels:
        custom = _custom(label.text)
        if custom == _RODENTS and panel.of_text and _RODENT.isdisjoint(label.taxa):
            custom = 0  # Rim15 is a yeast's
        if custom:
            cases[custom] += 1
            shaped += 1
        taxa = {canonical_taxon(taxon): strength for taxon, strength in label.taxa.items() if strength > 0}
        if not taxa:
            continue
        known += 1
        best = max(taxa.values())
        rivals = [taxon for taxon, strength in taxa.items() if strength >= 0.8 * best]
        for taxon, strength in taxa.items():
            explained[taxon] = explained.get(taxon, 0.0) + strength
        if len(rivals) == 1:
            alone[rivals[0]] = alone.get(rivals[0], 0.0) + best
    return Votes(
        _shares(explained, known, panel.printed), _shares(alone, known, panel.printed),
        _shares(cases, shaped, panel.printed),
    )  # fmt: skip


@lru_cache(maxsize=1 << 14)
def _custom(text: str) -> int:
    """The organism, or clade, that writes its symbols like this one; 0 when the form does not tell."""
    if _CAPITALS.match(text):
        return 9606
    if _CAPITALIZED.match(text) and any(c.isdigit() for c in text):
        return 9989
    return 6239 if _WORM.match(text) else 0


def share_of_voice(known: int) -> float:
    """How much is heard of so many labels: 0 for none, 1 for eight and more.

    >>> [round(share_of_voice(n), 2) for n in (0, 1, 3, 8, 50)]
    [0.0, 0.32, 0.63, 1.0, 1.0]
    """
    return min(1.0, math.log1p(known) / math.log1p(_MANY))


def _shares(counts: Mapping[int, float], known: int, printed: float) -> dict[int, float]:
    voice = printed * share_of_voice(known)
    return {taxon: voice * count / known for taxon, count in sorted(counts.items()) if count}
