"""Add up the evidence of a record: which organism is the figure about?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..record import FigureRecord
from ..result import Evidence, OrganismCall, OrganismScore
from ..weights import WEIGHTS, Weights
from .scan import scan
from .tables import CLADE_GROUPS, CLADE_MODELS, tables
from .taxa import canonical_taxon, taxon_name

FIELDS = ("papertitle", "figtitle", "caption")
_EXPLICIT = frozenset({"name", "cell", "strain", "clinical", "stage", "prefix"})


class Label(NamedTuple):
    """One label of a figure and the organisms whose vocabulary explains it.

    Attributes
    ----------
    text
        The printed word (or the keyword, see :class:`Panel`).
    taxa
        For each taxon that knows the word, how well: 0 to 1.
    """

    text: str
    taxa: Mapping[int, float]


class Panel(NamedTuple):
    """All labels of a figure, for the panel vote.

    Attributes
    ----------
    labels
        The labels with the organisms that explain them.
    printed
        0 to 1: how far the labels are the printed words. PFOCR's keywords are the symbols that a tagger
        made of the words, so that they only repeat the tagger's belief: 0.1. OCR words: 1.
    """

    labels: Sequence[Label] = ()
    printed: float = 1.0


def decide(
    record: FigureRecord,
    *,
    panel: Panel | None = None,
    weights: Weights = WEIGHTS,
    evidence: Iterable[Evidence] | None = None,
) -> OrganismCall:
    """Decide which organism, or organisms, a figure is about.

    Parameters
    ----------
    record
        The figure; its titles and caption are read.
    panel
        What the labels of the figure say, as a second witness.
    weights
        Log-odds of each kind of evidence.
    evidence
        What :func:`scan` found in the record's fields, when it was run before.

    Returns
    -------
    OrganismCall
        Abstains (``best`` is None) when neither text nor printed labels tell.

    Examples
    --------
    >>> call = decide(FigureRecord(papertitle="Hippo signaling in fruit flies", caption="Yki binds Sd in the wing disc."))
    >>> call.best.name, [(e.text, e.field) for e in call.evidence]
    ('Drosophila melanogaster', [('fruit flies', 'papertitle'), ('wing disc', 'caption')])
    >>> decide(FigureRecord(caption="The MAPK pathway.")).best is None
    True
    """
    if evidence is None:
        evidence = scan_record(record)
    weighed = _weigh(evidence, weights)
    text: dict[int, float] = {}
    explicit: dict[int, float] = {}
    for item in weighed:
        text[item.taxon] = text.get(item.taxon, 0.0) + item.weight
        if item.kind in _EXPLICIT:
            explicit[item.taxon] = explicit.get(item.taxon, 0.0) + item.weight
    scores = _spread(text)
    votes = _vote(panel) if panel is not None and panel.labels else {}
    total = dict(scores)
    for taxon, vote in votes.items():
        total[taxon] = total.get(taxon, 0.0) + weights.panel * vote
    if total:
        total[9606] = total.get(9606, 0.0) + weights.human_prior
    ranked = _rank(total)
    if votes:
        weighed.extend(
            Evidence(f"{len(panel.labels) if panel else 0} labels", "keywords", -1, -1, taxon, weights.panel * vote, "panel")
            for taxon, vote in votes.items()
            if vote > 0
        )
    weighed.sort(key=lambda e: (-e.weight, FIELDS.index(e.field) if e.field in FIELDS else 9, e.start, e.taxon))
    if not ranked:
        return OrganismCall(None, (), (), tuple(weighed))
    first = ranked[0]
    enough = scores.get(first.taxon, 0.0) >= weights.enough
    if not enough and not (panel is not None and panel.printed >= 0.5 and total[first.taxon] >= 2 * weights.enough):
        return OrganismCall(None, (), tuple(ranked), tuple(weighed))
    several = tuple(
        o
        for o in ranked
        if o is first
        or (explicit.get(o.taxon, 0.0) >= weights.name and total[first.taxon] - total[o.taxon] <= weights.several)
    )
    return OrganismCall(first, several, tuple(ranked), tuple(weighed))


def scan_record(record: FigureRecord) -> list[Evidence]:
    """Evidence of the paper title, the figure title and the caption, in that order."""
    out: list[Evidence] = []
    for field in FIELDS:
        text = getattr(record, field)
        if text:
            out.extend(scan(text, field))
    return out


def _weigh(evidence: Iterable[Evidence], weights: Weights) -> list[Evidence]:
    """Give every quote its log-odds: kind, field, and less for each repetition."""
    place = {"papertitle": weights.in_papertitle, "figtitle": weights.in_figtitle}
    seen: dict[tuple[int, str], int] = {}
    out = []
    for item in evidence:
        taxon = canonical_taxon(item.taxon)
        weight = getattr(weights, item.kind, 0.0)
        if not weight:
            continue
        k = seen[taxon, item.kind] = seen.get((taxon, item.kind), 0) + 1
        out.append(item._replace(taxon=taxon, weight=weight * place.get(item.field, 1.0) / k))
    return out


def _spread(text: Mapping[int, float]) -> dict[int, float]:
    """Hand the evidence of clades to their members: those named, and the usual model organism."""
    organisms = tables().organisms
    scores = {taxon: score for taxon, score in text.items() if taxon not in CLADE_GROUPS}
    for clade, groups in CLADE_GROUPS.items():
        share = text.get(clade)
        if not share:
            continue
        named = {taxon for taxon in text if taxon in organisms and organisms[taxon].group in groups}
        for taxon in {*named, *CLADE_MODELS.get(clade, ())}:
            scores[taxon] = scores.get(taxon, 0.0) + share
    return scores


def _vote(panel: Panel) -> dict[int, float]:
    """What the labels say: the share each organism explains, and the share only it explains."""
    explained: dict[int, float] = {}
    alone: dict[int, float] = {}
    known = 0
    for label in panel.labels:
        taxa = {canonical_taxon(t): s for t, s in label.taxa.items()}
        if not taxa:
            continue
        known += 1
        best = max(taxa.values())
        for taxon, strength in taxa.items():
            explained[taxon] = explained.get(taxon, 0.0) + strength
            if strength == best and sum(s >= 0.8 * best for s in taxa.values()) == 1:
                alone[taxon] = alone.get(taxon, 0.0) + 1.0
    if not known:
        return {}
    sure = panel.printed * min(1.0, math.log1p(known) / math.log1p(10))
    return {t: sure * (explained[t] + alone.get(t, 0.0)) / known for t in sorted(explained)}


def _rank(total: Mapping[int, float]) -> list[OrganismScore]:
    """Organisms by belief; what remains to 1 is the belief that it is none of them."""
    if not total:
        return []
    top = max(total.values())
    exps = {taxon: math.exp(score - top) for taxon, score in total.items()}
    norm = sum(exps.values()) + math.exp(-top)
    ranked = sorted(total, key=lambda t: (-total[t], t))
    return [OrganismScore(t, taxon_name(t), exps[t] / norm) for t in ranked]
