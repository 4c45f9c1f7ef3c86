"""How far each organism is believed in: for the record, for one label, at one place of the text."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ..model.result import Evidence, OrganismCall, OrganismScore
from ..organisms import canonical_taxon, taxon_name
from ..organisms.genes import REST, customs
from ..organisms.microbes import proteins
from ..organisms.places import Place, Surroundings, mixed
from ..text.index import TextIndex
from ..text.recordtext import RecordText

#: Share of belief that is kept for organisms that no evidence names.
UNSEEN = 0.04
#: Share of belief that is left to other organisms than the one that an undecided record is read as.
ELSE = 0.1
#: Places of a label in the text that are looked at.
MOST_PLACES = 20
#: Belief that the organisms of a call hold together at least: as often is a call right.
CALLED = 0.85
#: An organism is likely from this belief on, where none is called; names are carried over to the four most believed
#: organisms from the other one on.
LIKELY, WANTED = 0.15, 0.02


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What the organism call means for the record's labels.

    Attributes
    ----------
    call
        The organism call.
    targets
        Organisms that the figure is about; empty where the call abstains.
    log_taxa, unseen
        Log belief in each organism for the record, and in any other.
    likely
        The targets, else the organisms that the figure is likely to be about.
    wanted
        Organisms to which names of orthologs are carried over.
    around
        What the text says of organisms, place by place.
    index
        Where the text prints a label.
    microbial
        Keys of the words that the text prints as proteins of a virus or bacterium, with its taxon.
    """

    call: OrganismCall
    targets: frozenset[int]
    log_taxa: Mapping[int, float]
    unseen: float
    likely: frozenset[int]
    wanted: tuple[int, ...]
    around: Surroundings
    index: TextIndex
    microbial: Mapping[str, int]

    def of_label(self, key: str, place: Place | None = None, text: str = "") -> tuple[Mapping[int, float], float]:
        """Return the log belief in each organism for one label, or for one place of it, and in all others.

        What the text says around the label's places ("mouse Akt1") overrules the belief about the record; of several
        places those count that print the label as it is (``text``).
        """
        if self.around.silent:
            return self.log_taxa, self.unseen
        places = self.index.occurrences(key, limit=MOST_PLACES) if place is None else [place]
        if text and len(places) > 1:
            # HSF-1 of the worm is not the HSF1 of the next sentence.
            places = [place for place in places if self.around.printed(place) == text] or places
        gains = [self.around.gains(place) for place in places] if places else []
        return mixed(self.log_taxa, self.unseen, gains) if any(gains) else (self.log_taxa, self.unseen)


def read_beliefs(
    call: OrganismCall,
    cues: Mapping[str, Sequence[Evidence]],
    text: RecordText,
    named: Mapping[str, Sequence[Evidence]] | None = None,
) -> Beliefs:
    """Turn the organism call into beliefs about labels.

    Parameters
    ----------
    call
        The organism call.
    cues
        What speaks for an organism, in each field of the text; none where the caller is sure of the organism.
    text
        The running text.
    named
        What names organisms in the text, where that is more than speaks for one: who is sure of the host has proteins
        of its viruses in the figure all the same.
    """
    targets = frozenset(o.taxon for o in call.organisms)
    log_taxa, unseen = _log_beliefs(call)
    ranked = sorted(log_taxa.items(), key=lambda item: -item[1])
    return Beliefs(
        call,
        targets,
        log_taxa,
        unseen,
        targets or frozenset(t for t, p in ranked if p > math.log(LIKELY)) | {9606},
        tuple(sorted(t for t, p in ranked[:4] if p > math.log(WANTED))),
        Surroundings(text.fields, cues),
        text.index,
        proteins(text.fields, cues if named is None else named),
    )


@cache
def _priors() -> Mapping[int, float]:
    """Return the priors of the organisms that have one of their own."""
    return {taxon: known.prior for taxon, known in customs().items() if known.prior > REST}


def _log_beliefs(call: OrganismCall) -> tuple[dict[int, float], float]:
    scores = _as_called(call)
    total = sum(scores.values())
    if call.assumed is not None:
        scores = {taxon: ELSE * score for taxon, score in scores.items()}
        scores[call.assumed.taxon] = scores.get(call.assumed.taxon, 0.0) + max(1.0, total) * (1.0 - ELSE)
        total = sum(scores.values())
    sure = min(total, 1.0) * (1.0 - UNSEEN)
    beliefs = {}
    priors = _priors()
    for taxon in {*scores, *priors}:
        share = scores.get(taxon, 0.0) / total * sure if total else 0.0
        beliefs[taxon] = math.log(share + (1.0 - sure) * priors.get(taxon, REST))
    return beliefs, math.log((1.0 - sure) * REST)


def _as_called(call: OrganismCall) -> dict[int, float]:
    """Return the scores of a call, as sure of its organisms as calls are right.

    Evidence of a short text is thin, and dozens of organisms whose genes have some of the labels' names share what it
    leaves; but an organism is called all the same.
    """
    scores = {o.taxon: o.score for o in call.candidates}
    own = {o.taxon for o in call.organisms}
    share, total = sum(score for taxon, score in scores.items() if taxon in own), sum(scores.values())
    if call.best is None or not 0.0 < share < CALLED * total:
        return scores
    more, less = CALLED / share, (1.0 - CALLED) / (total - share)
    return {taxon: score * (more if taxon in own else less) for taxon, score in scores.items()}


def given_call(*taxa: int) -> OrganismCall:
    """Return the call of a caller who is sure of the organism, or of several."""
    given = tuple([OrganismScore(taxon, taxon_name(taxon), 1.0) for taxon in dict.fromkeys(map(canonical_taxon, taxa))])
    return OrganismCall(given[0], given, given, ())
