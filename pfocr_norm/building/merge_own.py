"""Genes as the organism's own database names them, over those of Ensembl and of ortholog groups."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..vocabulary.entry import Name
from .merge_genes import NUMBERED, Genes, add_groups, only_pairs, symbols_of
from .sources.base import GeneEntry

_NAMED = re.compile(r"^[a-z]{3,4}-\d+")


def merge_worm(gencode: Iterable[GeneEntry], wormbase: Iterable[GeneEntry], groups: Mapping[str, GeneEntry]) -> Genes:
    """Worm genes: WormBase identifiers and names; RNA genes only when they have a name (``let-7``), not a number."""
    genes = Genes(6239)
    for entry in gencode:
        if entry.name and (entry.biotype == "coding" or _NAMED.match(entry.name)):
            genes.add(entry)
    for entry in wormbase:
        concept = genes.concepts.get(entry.curie)
        if concept is not None:
            _take_names(genes, concept, entry)
    add_groups(genes, groups)
    _join_copies(genes)
    return genes


def _join_copies(genes: Genes) -> None:
    """Join NCBI records of one symbol (``hif-1`` had a second one for a while) to the one gene that has it."""
    symbols: dict[str, list[GeneEntry]] = defaultdict(list)
    copies = []
    for gene in genes:
        if gene.curie.startswith("ncbigene:"):
            copies.append(gene)
        else:
            symbols[gene.name].append(gene)
    # The lower number is the one that has stayed in use: it comes first.
    for copy in sorted(copies, key=lambda gene: int(gene.curie.partition(":")[2])):
        own = symbols.get(copy.name, [])
        if len(own) == 1:
            genes.remove(copy)
            genes.absorb(own[0], copy)


def add_yeast(genes: Genes, own: Iterable[GeneEntry]) -> None:
    """Add genes of SGD to those of budding yeast that are known.

    Each to the one of its identifier, of its symbol or systematic name, or of a name it had before. A pair counts
    only when it is the one possible pair for both; who has no partner is a gene of its own.

    Parameters
    ----------
    genes
        Genes of budding yeast; they are changed.
    own
        Entries with ``sgd:`` CURIEs; the systematic name of one with a symbol is its second name.
    """
    left = []
    for entry in own:
        concept = genes.find(entry.curie)
        if concept is None:
            left.append(entry)
        else:
            _take_names(genes, concept, entry)
    for theirs in (_standing, _all_names):
        free = [gene for gene in genes if not genes.has(gene, "sgd:")]
        pairs = only_pairs(free, left, symbols_of, theirs)
        for position, gene in pairs.items():
            _take_names(genes, gene, left[position])
        left = [entry for position, entry in enumerate(left) if position not in pairs]
    for entry in left:
        genes.add(entry)


def _standing(entry: GeneEntry) -> set[str]:
    return {name.text for name in entry.names[:2]}


def _all_names(entry: GeneEntry) -> set[str]:
    return {name.text for name in entry.names}


def _take_names(genes: Genes, concept: GeneEntry, entry: GeneEntry) -> None:
    """Add what the organism's own database says; its symbol is the label, and the label before a previous symbol."""
    former = concept.name
    genes.absorb(concept, entry, symbol_as="approved")
    concept.name = entry.name
    concept.names = [
        Name(name.text, "previous" if name.text == former != entry.name else name.status, name.source)
        for name in concept.names
    ]


def add_cress(genes: Genes, own: Iterable[GeneEntry]) -> None:
    """Add RefSeq's genes of *Arabidopsis* to those of ortholog groups, by NCBI Gene number, else as they are."""
    for entry in own:
        concept = genes.find(entry.curie)
        if concept is not None:
            _take_names(genes, concept, entry)
        elif entry.biotype == "coding":
            genes.add(entry)


def add_rice(own: Iterable[GeneEntry], groups: Mapping[str, GeneEntry]) -> Genes:
    """Rice genes: those that Oryzabase names, with NCBI Gene numbers and ortholog groups by their locus."""
    genes = Genes(4530)
    for entry in own:
        genes.add(entry)
    for entry in groups.values():
        concept = genes.find(*entry.xrefs)
        if concept is not None:
            genes.absorb(concept, entry)
        elif entry.name and not NUMBERED.match(entry.name):
            genes.add(entry)
    return genes


def add_viruses(organisms: dict[int, Genes], own: Mapping[int, Iterable[GeneEntry]]) -> None:
    """Add proteins of viruses; Ensembl's genes of SARS-CoV-2 give their identifiers to the proteins of their symbol."""
    for taxon, entries in own.items():
        before = organisms.get(taxon, Genes(taxon))
        genes = organisms[taxon] = Genes(taxon)
        symbols: dict[str, GeneEntry] = {}
        for entry in entries:
            genes.add(entry)
            symbols.update((name.text.casefold(), entry) for name in entry.names)
        for gene in before:
            concept = symbols.get(gene.name.casefold())
            if concept is None:
                genes.add(gene)
            else:
                genes.absorb(concept, gene)
