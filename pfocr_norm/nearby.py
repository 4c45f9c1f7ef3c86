"""Which organism the words around a label speak for: cell lines, strains and names in the same sentence."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence

from .organisms import canonical_taxon
from .result import Evidence

#: Kinds of evidence that say something about the words beside them, with their weight.
KINDS = {
    "name": 1.0, "distant": 0.6, "animals": 1.0, "human": 1.0, "cell": 1.0, "strain": 1.0, "stage": 0.8,
    "genetics": 0.6, "clinical": 0.7, "compared": 0.3, "systematic": 0.8, "xenograft": 0.3,
}  # fmt: skip
#: Characters over which the voice of a cue falls to a third.
REACH = 90.0
#: Clades that a cue may name, with the organisms it speaks for.
_CLADES = {9989: (10090, 10116), 40674: (9606, 10090, 10116)}


def local_beliefs(
    places: Sequence[tuple[str, int, int]], evidence: Mapping[str, Sequence[Evidence]], texts: Mapping[str, str]
) -> dict[int, float]:
    """Return the mean voice of the cues around a label's places, for each organism.

    Parameters
    ----------
    places
        ``(field, start, end)`` of the label.
    evidence
        The cues of each field, in order.
    texts
        The text of each field; a cue of another sentence counts half.

    Returns
    -------
    dict of int to float
        Taxon to a number of about 0 to 2.

    Examples
    --------
    >>> cue = Evidence("HeLa", "caption", 12, 16, 9606, 0.0, "cell")
    >>> found = local_beliefs([("caption", 0, 4)], {"caption": [cue]}, {"caption": "AKT1 in the HeLa"})
    >>> {taxon: round(voice, 2) for taxon, voice in found.items()}
    {9606: 0.91}
    """
    out: dict[int, float] = {}
    for field, start, end in places:
        cues = evidence.get(field, ())
        text = texts[field]
        at = bisect_left(cues, start, key=_start)
        for cue in cues[max(0, at - 6) : at + 6]:
            strength = KINDS.get(cue.kind)
            if strength is None:
                continue
            left, right = (cue.end, start) if cue.start < start else (end, cue.start)
            gap, between = right - left, text[left:right]
            if not 0 <= gap <= 4 * REACH:
                continue
            voice = strength * math.exp(-gap / REACH)
            if ". " in between or "\n" in between:
                voice *= 0.5
            taxa = _CLADES.get(cue.taxon, (canonical_taxon(cue.taxon),))
            for taxon in taxa:
                out[taxon] = out.get(taxon, 0.0) + voice / len(taxa)
    return {taxon: voice / len(places) for taxon, voice in out.items()}


def _start(cue: Evidence) -> int:
    return cue.start
