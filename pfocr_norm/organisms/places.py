"""Which organism the words around a label speak for: cues near by, in the same panel, or right beside it.

A caption that goes from HeLa cells in one panel to knockout mice in the next is about both, and a label means the human
gene here and the mouse gene there.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from ..model.result import Evidence
from .kinds import kinds
from .mention import mention_organism
from .tables import models_of
from .taxa import canonical_taxon
from .weights import weights

#: Characters over which the voice of a cue falls to a third, and how much it says in another sentence.
REACH, ELSEWHERE = 500.0, 0.5
#: Cues on each side that are listened to.
NEAREST = 6
#: Log-odds of a cue at the label, of an organism stated beside it, and of what a panel says (weights of the decision);
#: ``benchmarks/accuracy/fit_places.py`` fits them.
NEARBY, STATED, IN_PANEL = 5.2, 15.0, 1.0
#: What a protein written as the worm's are (DAF-16) adds for the worm.
WORM, STYLE = 6239, 3.0
#: Share of the belief about the record that holds whatever the places say: a transgene may be of any organism.
RECORD = 0.05
#: Clades that a cue may name at a place.
_CLADES = frozenset({9989, 40674, 7742, 7147, 4891, 6231})
#: Where a panel of a caption begins: a new line, or its letter: "(B)", "C, D."
_PANEL = re.compile(r"\n|(?<=[.;,] )(?=\(?[A-Z]\)[ .,])|(?<=[.;] )(?=[A-Z](?:, ?[A-Z])*[.,)] )")

Place = tuple[str, int, int]


class Surroundings:
    """The cues of one record, to be asked about places in its text.

    Parameters
    ----------
    texts
        The text of each field.
    evidence
        The cues of each field, in order.

    Examples
    --------
    >>> cue = Evidence("HeLa", "caption", 12, 16, 9606, 0.0, "cell")
    >>> around = Surroundings({"caption": "AKT1 in the HeLa"}, {"caption": [cue]})
    >>> {taxon: round(gain, 1) for taxon, gain in around.gains(("caption", 0, 4)).items()}
    {9606: 20.1}
    """

    def __init__(self, texts: Mapping[str, str], evidence: Mapping[str, Sequence[Evidence]]) -> None:
        self._texts = texts
        self._evidence = evidence
        self._panels: dict[str, tuple[list[int], list[dict[int, float]]]] = {}
        self._voices: dict[str, tuple[list[int], list[tuple[Evidence, float, tuple[int, ...]]]]] = {}
        #: Whether the text says nothing of organisms anywhere.
        self.silent = not any(evidence.values())

    @cached_property
    def several(self) -> bool:
        """Whether the cues speak for more than one organism."""
        cues = [cue for found in self._evidence.values() for cue in found if kinds()[cue.kind].place]
        return len({spoken_for(cue) for cue in cues}) > 1

    def printed(self, place: Place) -> str:
        """Return the text at a place."""
        field, start, end = place
        return self._texts[field][start:end]

    def gains(self, place: Place) -> dict[int, float]:
        """Return the log-odds that each organism gains at a place ``(field, start, end)`` over the record's belief."""
        field, start, end = place
        cues = self._evidence.get(field)
        if not cues:
            return {}
        out = {taxon: NEARBY * voice for taxon, voice in self.voices(place).items()}
        for taxon, weight in self.panel(place).items():
            out[taxon] = out.get(taxon, 0.0) + IN_PANEL * weight
        own = bisect_left(cues, start, key=_start)
        if own < len(cues) and cues[own].start == start and cues[own].kind == "capitals" and cues[own].taxon == WORM:
            out[WORM] = out.get(WORM, 0.0) + STYLE  # HSF-1 beside HSF1 of the mouse
        stated = mention_organism(self._texts[field], start, end, evidence=cues)
        if stated is not None:
            out[stated] = out.get(stated, 0.0) + STATED
        return out

    def voices(self, place: Place) -> dict[int, float]:
        """Return how loud the cues near a place speak for each organism: 1 for a name right beside it."""
        field, start, end = place
        starts, cues = self._voices_of(field)
        text = self._texts[field]
        out: dict[int, float] = {}
        at = bisect_left(starts, start)
        for cue, strength, taxa in cues[max(0, at - NEAREST) : at + NEAREST]:
            if not strength:
                continue
            left, right = (cue.end, start) if cue.start < start else (end, cue.start)
            if not 0 <= right - left <= 4 * REACH:
                continue
            voice = strength * math.exp((left - right) / REACH)
            if text.find(". ", left, right) >= 0 or text.find("\n", left, right) >= 0:
                voice *= ELSEWHERE
            for taxon in taxa:
                out[taxon] = out.get(taxon, 0.0) + voice / len(taxa)
        return out

    def _voices_of(self, field: str) -> tuple[list[int], list[tuple[Evidence, float, tuple[int, ...]]]]:
        """Return where the cues of a field begin, and of each its strength and the organisms that it speaks for."""
        found = self._voices.get(field)
        if found is None:
            table, cues = kinds(), self._evidence[field]
            voices = [(cue, table[cue.kind].place, spoken_for(cue)) for cue in cues]
            found = self._voices[field] = ([cue.start for cue in cues], voices)
        return found

    def panel(self, place: Place) -> Mapping[int, float]:
        """Return what the cues of the place's panel say; nothing where the text has no panels."""
        starts, said = self._panels_of(place[0])
        return said[bisect_right(starts, place[1]) - 1] if len(starts) > 1 else {}

    def shares(self, place: Place) -> dict[int, float]:
        """Return how the cues at a place share out between organisms; empty where there are none."""
        gains = self.gains(place)
        top = max(gains.values(), default=0.0)
        odds = {taxon: math.exp(gain - top) for taxon, gain in gains.items()}
        whole = sum(odds.values())
        return {taxon: odd / whole for taxon, odd in odds.items()}

    def _panels_of(self, field: str) -> tuple[list[int], list[dict[int, float]]]:
        """Return where the panels of a field begin, and what the cues of each say."""
        found = self._panels.get(field)
        if found is None:
            text, cues = self._texts[field], self._evidence[field]
            starts = [0, *(match.start() for match in _PANEL.finditer(text))]
            bounds = [bisect_left(cues, start, key=_start) for start in starts] + [len(cues)]
            said = [_said(cues[low:high]) for low, high in pairwise(bounds)] if len(starts) > 1 else []
            found = self._panels[field] = (starts, said)
        return found


def mixed(
    log_beliefs: Mapping[int, float], unseen: float, places: Sequence[Mapping[int, float]]
) -> tuple[dict[int, float], float]:
    """Return the log of the mean belief over the places of a label: one place counts as much as another.

    Parameters
    ----------
    log_beliefs, unseen
        Log belief in each organism for the record, and in any other.
    places
        What organisms gain at each place.

    Examples
    --------
    >>> beliefs, _ = mixed({9606: math.log(0.9), 10090: math.log(0.1)}, -9.0, [{10090: 20.0}, {}])
    >>> {taxon: round(math.exp(belief), 2) for taxon, belief in beliefs.items()}
    {9606: 0.47, 10090: 0.53}
    """
    base = 0.0
    factors: dict[int, float] = {}
    for gains in places:
        odds = {taxon: math.exp(min(gain, 40.0)) for taxon, gain in gains.items()}
        whole = 1.0 + sum(math.exp(log_beliefs.get(taxon, unseen)) * (odd - 1.0) for taxon, odd in odds.items())
        base += 1.0 / whole
        for taxon, odd in odds.items():
            factors[taxon] = factors.get(taxon, 0.0) + (odd - 1.0) / whole
    share = (1.0 - RECORD) / len(places)
    shift = math.log(RECORD + share * base)
    out = {taxon: belief + shift for taxon, belief in log_beliefs.items()}
    for taxon, factor in factors.items():
        out[taxon] = log_beliefs.get(taxon, unseen) + math.log(RECORD + share * (base + factor))
    return out, unseen + shift


def _said(cues: Sequence[Evidence]) -> dict[int, float]:
    """Add up cues as the organism decision does: the more of a kind for an organism, the less each counts."""
    out: dict[int, float] = {}
    seen: Counter[tuple[int, str]] = Counter()
    numbers = weights()
    for cue in cues:
        weight = numbers.kinds[cue.kind]
        taxa = spoken_for(cue)
        for taxon in taxa if weight else ():
            seen[taxon, cue.kind] += 1
            out[taxon] = out.get(taxon, 0.0) + weight / len(taxa) / seen[taxon, cue.kind] ** numbers.fading
    return out


def spoken_for(cue: Evidence) -> tuple[int, ...]:
    """Return the organisms that a cue speaks for: one, or the models of a clade."""
    return models_of(cue.taxon) if cue.taxon in _CLADES else (canonical_taxon(cue.taxon),)


def _start(cue: Evidence) -> int:
    return cue.start
