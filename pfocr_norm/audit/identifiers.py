"""Nodes of a pathway whose label and identifier do not agree: what curators miss.

Pure functions over a vocabulary: a node is right until its label is the approved symbol of one gene of the pathway's
organism and its identifier is another gene's that has no such name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from ..formats.gpml import CHEMICAL_TYPES, WORD_TYPES, DataNode, Pathway
from ..matching.matcher import Matcher
from ..model.result import NormalizedRecord, Reference
from ..organisms import canonical_taxon, normalize_organism, taxon_name
from ..vocabulary.identifiers import curie_of


class Problem(str, Enum):
    """What is wrong with a node."""

    #: The label is the approved symbol of another gene than the identifier's.
    CONTRADICTION = "contradiction"
    #: The identifier is a gene of another organism than the pathway's.
    OTHER_ORGANISM = "other_organism"
    #: The label is an outdated symbol of the identifier's gene.
    OUTDATED = "outdated"
    #: The identifier is not known, and the label's gene has another one in that database.
    WITHDRAWN = "withdrawn"
    #: There is no identifier, and the label has one answer.
    MISSING = "missing"


class Finding(NamedTuple):
    """One node that a curator should look at.

    Attributes
    ----------
    problem
        What is wrong.
    node
        The node, with its line.
    message
        One sentence.
    proposal
        The identifier that the label asks for; None where nothing is proposed.
    """

    problem: Problem
    node: DataNode
    message: str
    proposal: Reference | None = None


#: Symbols of genes that nobody has named yet.
_PROVISIONAL = re.compile(r"LOC\d|MGC|RGD\d|Gm\d|(?:im|zgc|si|wu|sb|zmp|id):|[A-Z]{2}\d{6}")
#: Databases of which the vocabulary has all genes of an organism, or none.
_WHOLE = frozenset(("ensembl", "ncbigene", "hgnc", "mgi", "rgd", "zfin", "flybase", "wormbase", "sgd"))
#: Labels so short are signs of a drawing as often as symbols.
SHORTEST = 3


def check(pathway: Pathway, result: NormalizedRecord, matcher: Matcher) -> Iterator[Finding]:
    """Yield what is wrong with the nodes of a pathway, in their order.

    Parameters
    ----------
    pathway
        The pathway.
    result
        Its record, normalized with the pathway's organism told: the answers for nodes without an identifier.
    matcher
        Matcher over the open vocabulary.
    """
    organism = normalize_organism(pathway.organism) if pathway.organism else None
    taxon = None if organism is None else canonical_taxon(organism.taxon)
    answers = {term.keyword: term for term in result.terms}
    for node in pathway.nodes:
        if node.type not in WORD_TYPES:
            continue
        if node.reference is None:
            term = answers.get(node.label)
            if term is not None and term.match is not None:
                match = term.match
                yield Finding(
                    Problem.MISSING, node, f"no identifier; the label means {match.name} ({match.curie})",
                    match.reference,
                )  # fmt: skip
        elif taxon is not None and node.type not in CHEMICAL_TYPES:
            finding = _checked(node, taxon, matcher)
            if finding is not None:
                yield finding


def _checked(node: DataNode, taxon: int, matcher: Matcher) -> Finding | None:
    lexicon = matcher.lexicon
    assert node.reference is not None
    number = own_gene(node.reference, matcher)
    if number is None:
        return _withdrawn(node, node.reference, taxon, matcher)
    concept = lexicon.concept(number)
    if concept.entity_type != "gene" or concept.taxon is None:
        return None
    if canonical_taxon(concept.taxon) != taxon:
        better = _gene_of(node.label, taxon, matcher)
        if better is None and len(orthologs := matcher.orthologs(number, taxon)) == 1:
            better = orthologs[0]
        if better is None:
            # A virus in a pathway of its host is there on purpose.
            return None
        proposal = lexicon.reference(better)
        return Finding(
            Problem.OTHER_ORGANISM, node,
            f"{node.reference.curie} is {concept.name} of {taxon_name(concept.taxon)}, "
            f"the pathway is about {taxon_name(taxon)}",
            proposal,
        )  # fmt: skip
    named = [m.hit for m in matcher.exact(node.label)]
    mine = [hit for hit in named if hit.concept == number]
    if mine:
        if all(lexicon.statuses[hit.status] in ("previous", "withdrawn") for hit in mine):
            message = f"{node.label} is an outdated symbol of {concept.name}"
            return Finding(Problem.OUTDATED, node, message, concept.reference)
        return None
    meant = _gene_of(node.label, taxon, matcher)
    if meant is None or len(node.label) < SHORTEST or _one_locus(lexicon.symbol(meant), concept.name, taxon, matcher):
        return None
    reference = lexicon.reference(meant)
    if reference.prefix in ("uniprot", "ensembl") or reference.prefix != concept.reference.prefix:
        # Known from different sources, or by a protein or a locus alone: the two may be records of one gene.
        return None
    if _PROVISIONAL.match(concept.name):
        return None
    return Finding(
        Problem.CONTRADICTION, node,
        f"{node.reference.curie} is {concept.name}, the label is the approved symbol of {reference.curie}", reference,
    )  # fmt: skip


def _withdrawn(node: DataNode, reference: Reference, taxon: int, matcher: Matcher) -> Finding | None:
    """Return the finding of an identifier that the vocabulary does not have, though it has the label's gene's."""
    meant = _gene_of(node.label, taxon, matcher) if reference.prefix in _WHOLE else None
    if meant is None:
        return None
    concept = matcher.lexicon.concept(meant)
    own = concept.reference if concept.reference.prefix == reference.prefix else None
    known = next(iter(dict(concept.xrefs).get(reference.prefix, ())), None)
    proposal = own or (Reference(reference.prefix, known) if known else None)
    if proposal is None:
        return None
    message = f"{reference.curie} is not known, withdrawn perhaps; {concept.name} is {proposal.curie}"
    return Finding(Problem.WITHDRAWN, node, message, proposal)


def own_gene(reference: Reference, matcher: Matcher) -> int | None:
    """Return the concept of an identifier, or None where the vocabulary does not have it."""
    if reference.prefix == "hgnc.symbol":
        return _gene_of(reference.identifier, 9606, matcher)
    curie = curie_of(reference.curie)
    return None if curie is None else matcher.lexicon.find(curie)


def _gene_of(label: str, taxon: int, matcher: Matcher) -> int | None:
    """Return the one gene of an organism whose approved symbol is the label, case aside; None if there is none."""
    lexicon = matcher.lexicon
    found = {
        m.hit.concept
        for m in matcher.exact(label)
        if m.hit.status == 0 and lexicon.kinds[m.hit.kind] == "gene" and canonical_taxon(m.hit.taxon) == taxon
        and lexicon.name_text(m.hit.name).lower() == label.lower()
    }  # fmt: skip
    return found.pop() if len(found) == 1 else None


def _one_locus(meant: str, own: str, taxon: int, matcher: Matcher) -> bool:
    """Tell whether two genes share a locus, so that an identifier mapping takes one for the other.

    A readthrough gene is named after both of its parts (INS-IGF2); microRNAs lie in each other and in host genes.
    """
    parts = {meant.lower(), own.lower()}
    if any(set(symbol.lower().split("-")) & parts - {symbol.lower()} for symbol in (meant, own)):
        return True
    if any(_gene_of(joined, taxon, matcher) is not None for joined in (f"{meant}-{own}", f"{own}-{meant}")):
        return True
    return all(symbol.lower().startswith("mir") for symbol in (meant, own))
