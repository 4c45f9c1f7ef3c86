"""Give genes the UniProt accessions of their proteins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .merge_genes import Genes
from .sources.base import GeneEntry


def add_proteins(genes: Genes, proteins: Iterable[GeneEntry]) -> int:
    """Add accessions as cross-references; return how many found their gene.

    By the identifier of the gene where the protein has one, else by symbol, else by an alias that only one
    gene has and that is nobody's symbol; never by guess.

    Parameters
    ----------
    genes
        Genes of one organism.
    proteins
        Proteins of the same organism, as `sources.uniprot.parse` gives them.
    """
    symbols: dict[str, list[GeneEntry]] = defaultdict(list)
    aliases: dict[str, dict[str, GeneEntry]] = defaultdict(dict)
    for gene in genes:
        symbols[gene.name.casefold()].append(gene)
        for name in gene.names:
            aliases[name.text.casefold()][gene.curie] = gene
    found = 0
    for protein in proteins:
        own = [known for curie in protein.xrefs if (known := genes.find(curie)) is not None]
        if not own and protein.name:
            key = protein.name.casefold()
            own = symbols.get(key) or list(aliases.get(key, {}).values())
            if len(own) > 1:
                own = []
        found += bool(own)
        for gene in own:
            if protein.curie not in gene.xrefs:
                gene.xrefs.append(protein.curie)
    return found
