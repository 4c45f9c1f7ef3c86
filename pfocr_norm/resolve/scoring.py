"""How likely each candidate of a label is: a conditional logit with few, named weights.

The utility of a candidate is a sum of weighted features; the probabilities are the softmax over all
candidates and the possibility that none is right. ``benchmarks/accuracy/fit_resolver.py`` fits the weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import mul

from ..matching.matcher import VIA_ORTHOLOG, WITHDRAWN, Match
from ..model.result import Tier
from ..text import names as nm
from ..vocabulary.reader import Lexicon


@dataclass(frozen=True, slots=True)
class ResolverWeights:
    """Weights of the candidate features, in nats.

    Attributes
    ----------
    identifier … fuzzy
        One a tier.
    organism
        Of the log probability of the candidate's organism.
    exact_spelling
        The label is written exactly as the name.
    case
        The label's capitals follow (1) or break (-1) the custom of the candidate's organism.
    studied
        Of log(1 + names of the concept): how well known a gene is.
    coherent
        Of log(1 + other labels of the record that also name the concept).
    long_form
        The text spells the label out, and the long form names the concept.
    own_family
        The candidate is a family.
    chemical
        The candidate is a chemical or drug.
    protein
        The candidate is a group of gene products that MeSH names (actins).
    uncatalogued
        A gene without NCBI Gene identifier.
    unproductive
        A pseudogene, or the readthrough of two genes: seldom what is meant where a real gene has the name.
    agreed
        Two sources have the name.
    usual
        FamPlex has the name: its curators wrote down what papers mean by it.
    biologic
        A chemical or drug that is a gene's product: its own name is one of a gene (leptin, endothelin-1).
    transferred
        The name is one of the ortholog's, in another organism.
    edit
        Each changed character, for repaired labels.
    none
        None of the candidates.
    """

    identifier: float = 9.00
    approved: float = 3.84
    full_name: float = 2.89
    previous: float = 2.05
    alias: float = 2.12
    expanded: float = 1.44
    stripped: float = 0.95
    ocr: float = 2.50
    fuzzy: float = 0.81
    organism: float = 1.23
    exact_spelling: float = 0.73
    case: float = 0.20
    studied: float = 0.76
    coherent: float = 2.21
    long_form: float = 0.56
    own_family: float = 0.10
    chemical: float = 0.20
    protein: float = -2.01
    uncatalogued: float = -2.20
    unproductive: float = -1.13
    agreed: float = 0.61
    usual: float = 2.03
    biologic: float = -1.07
    transferred: float = -2.77
    edit: float = -0.70
    none: float = 2.32

    def vector(self) -> list[float]:
        """The weights in field order."""
        return [getattr(self, f.name) for f in fields(self)]


#: Order of the features of :func:`features`.
FEATURES = tuple(f.name for f in fields(ResolverWeights))
_TIER_FEATURE = {
    Tier.IDENTIFIER: 0, Tier.APPROVED: 1, Tier.FULL_NAME: 2, Tier.PREVIOUS: 3, Tier.ALIAS: 4, Tier.EXPANDED: 5,
    Tier.STRIPPED: 6, Tier.OCR: 7, Tier.FUZZY: 8, Tier.ONLINE: 8,
}  # fmt: skip
(
    ORGANISM, EXACT, CASE, STUDIED, COHERENT, LONG_FORM, FAMILY, CHEMICAL, PROTEIN, UNCATALOGUED, UNPRODUCTIVE, AGREED,
    USUAL, BIOLOGIC, TRANSFERRED, EDIT, NONE,
) = range(9, 26)  # fmt: skip
#: Share of mentions that mean what no name tells, or that a curator took otherwise: no candidate is believed beyond.
DOUBT = 0.05
#: Features that depend on the record; orthologs share the others.
CONTEXT = (ORGANISM, COHERENT, LONG_FORM)
#: Organisms whose symbols are written in capitals, and those that capitalize the first letter.
UPPER_TAXA = frozenset((9606, 9598, 9544, 9541, 9913, 9615, 9823, 9031, 3702, 559292, 4932, 9595, 9483, 9986))
CAPITAL_TAXA = frozenset((10090, 10116, 7227, 10029))
LOWER_TAXA = frozenset((7955, 6239, 8364, 8355, 4896, 7227))

_FAMILY_KINDS = frozenset(("family", "complex"))
_CHEMICAL_KINDS = frozenset(("chemical", "drug", "role"))


def case_feature(text: str, taxon: int) -> float:
    """Return 1 when the capitals of a symbol follow the organism's custom, -1 when they break it, else 0.

    >>> case_feature("Akt1", 10090), case_feature("AKT1", 10090), case_feature("AKT1", 9606), case_feature("p53", 9606)
    (1.0, -1.0, 1.0, 0.0)
    """
    return _case_feature(*_letters(text), taxon)


@lru_cache(maxsize=4096)
def _letters(text: str) -> tuple[int, bool]:
    """Return the case of a word's letters, and whether they are too few to tell."""
    few = " " in text or len(text) < 3 or sum(c.isalpha() for c in text) < 2 or text[1:2].isdigit()
    return nm.case_of(text), few


@lru_cache(maxsize=4096)
def _case_feature(case: int, little: bool, taxon: int) -> float:
    if little or case == 3:
        return 0.0
    if case == 0:
        return 1.0 if taxon in UPPER_TAXA else -1.0
    if case == 1:
        return 1.0 if taxon in CAPITAL_TAXA else -1.0 if taxon in UPPER_TAXA else 0.0
    return 1.0 if taxon in LOWER_TAXA else -0.5


def features(
    lexicon: Lexicon,
    match: Match,
    *,
    log_taxa: Mapping[int, float],
    unseen: float,
    coherent: int,
    long_form: bool,
) -> list[float]:
    """Return the feature vector of one candidate, in the order of FEATURES.

    Parameters
    ----------
    match
        The candidate.
    log_taxa, unseen
        Log probability of each organism for this label, and of all others.
    coherent
        Number of other labels of the record that name the same concept.
    long_form
        Whether a long form defined in the text names the concept.
    """
    hit = match.hit
    out = [0.0] * len(FEATURES)
    tier = match.tier
    out[_TIER_FEATURE[tier]] = 1.0
    kind = lexicon.kinds[hit.kind]
    if hit.taxon:
        out[ORGANISM] = log_taxa.get(hit.taxon, unseen)
        if kind == "gene":
            out[CASE] = case_feature(match.text, hit.taxon)
            out[STUDIED] = math.log1p(lexicon.name_count(hit.concept))
            out[AGREED] = 1.0 if lexicon.agreed(hit.name) else 0.0
            out[USUAL] = 1.0 if lexicon.is_usual(hit.name) else 0.0
            out[UNPRODUCTIVE] = 1.0 if _is_unproductive(lexicon, hit.concept) else 0.0
            out[UNCATALOGUED] = 0.0 if lexicon.has_xrefs(hit.concept) else 1.0
    if kind in _FAMILY_KINDS:
        out[FAMILY] = 1.0
        out[STUDIED] = 2.3
    elif kind == "protein":
        out[PROTEIN] = 1.0
    elif kind in _CHEMICAL_KINDS:
        out[CHEMICAL] = 1.0
        out[STUDIED] = math.log1p(lexicon.name_count(hit.concept))
        out[BIOLOGIC] = 1.0 if _is_biologic(lexicon, hit.concept) else 0.0
    if not match.cost and hit.status != WITHDRAWN and lexicon.name_text(hit.name) == match.text:
        out[EXACT] = 1.0
    out[COHERENT] = math.log1p(coherent)
    out[LONG_FORM] = 1.0 if long_form else 0.0
    out[TRANSFERRED] = 1.0 if match.via == VIA_ORTHOLOG else 0.0
    out[EDIT] = float(match.cost)
    return out


def _is_biologic(lexicon: Lexicon, concept: int) -> bool:
    """Tell whether a chemical is called as a gene is."""
    hits = lexicon.hits(nm.fold(lexicon.symbol(concept)))
    return any(hit.taxon == 9606 and lexicon.kinds[hit.kind] == "gene" for hit in hits)


def _is_unproductive(lexicon: Lexicon, concept: int) -> bool:
    """Tell whether a gene's full names say that it has no product of its own."""
    return any("pseudogene" in name or "readthrough" in name.replace("-", "") for name in lexicon.full_names(concept))


def static_utility(lexicon: Lexicon, match: Match, weights: Sequence[float]) -> float:
    """Return the part of a candidate's utility that no record changes: all features but the three of context."""
    vector = features(lexicon, match, log_taxa={}, unseen=0.0, coherent=0, long_form=False)
    return sum(map(mul, weights, vector), 0.0)


def softmax(utilities: Sequence[float], none: float) -> list[float]:
    """Return the probability of each candidate, with ``none`` as the utility of no candidate.

    >>> [round(p, 3) for p in softmax([2.0, 0.0], 0.0)]
    [0.748, 0.101]
    """
    top = max((*utilities, none))
    weights = [math.exp(u - top) for u in utilities]
    total = sum(weights) + math.exp(none - top)
    share = (1.0 - DOUBT) / total
    return [w * share for w in weights]
