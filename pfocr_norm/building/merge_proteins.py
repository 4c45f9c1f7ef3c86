"""Give genes the UniProt accessions of their proteins, and organisms the genes that only UniProt has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .merge_genes import NUMBERED, Genes
from .sources.base import GeneEntry

#: Organisms known from ortholog groups alone, which lack many genes: cress, rice, fission yeast, chicken, frog, cow,
#: dog. The others have their own database or Ensembl, and what UniProt has beyond that are transposons and old names.
INCOMPLETE = frozenset((3702, 4530, 4896, 9031, 8364, 9913, 9615))
#: Letters of the species that older symbols of plants begin with: ``ATATG7`` is ATG7 of *Arabidopsis*.
_PREFIXES = {3702: "at", 4530: "os"}


def add_proteins(
    genes: Genes,
    proteins: Iterable[GeneEntry],
    *,
    former: Mapping[str, frozenset[str]] = MappingProxyType({}),
    keep_new: bool = False,
) -> int:
    """Add accessions as cross-references; return how many found their gene.

    By the identifier of the gene where the protein has one, else by symbol (as written, then case aside), else by
    an alias that only one gene has and that is nobody's symbol, else by the symbol with the letters of the species
    before it; never by guess.

    Parameters
    ----------
    genes
        Genes of one organism.
    proteins
        Proteins of the same organism, as `sources.uniprot.parse` gives them. Accessions that a gene has already
        are passed over.
    former
        Folded symbols of today to the folded ones before them, of human: many vertebrate genes have been renamed
        with their human ortholog, and UniProt has the new symbol where a gene has the old one.
    keep_new
        Whether a protein whose symbol no gene has becomes a gene of its own.
    """
    exact: dict[str, list[GeneEntry]] = defaultdict(list)
    symbols: dict[str, list[GeneEntry]] = defaultdict(list)
    aliases: dict[str, dict[str, GeneEntry]] = defaultdict(dict)
    known = set()
    prefix = _PREFIXES.get(genes.taxon, "")
    for gene in genes:
        exact[gene.name].append(gene)
        symbols[gene.name.casefold()].append(gene)
        for name in gene.names:
            aliases[name.text.casefold()][gene.curie] = gene
        known.update(gene.xrefs)

    def named(symbol: str) -> list[GeneEntry]:
        key = symbol.casefold()
        found = exact.get(symbol) or symbols.get(key) or list(aliases.get(key, {}).values())
        if not found and prefix:
            found = symbols.get(prefix + key, [])
        return found or [gene for old in sorted(former.get(key, ())) for gene in symbols.get(old, ())]

    found = 0
    new = []
    for protein in proteins:
        if protein.curie in known:
            found += 1
            continue
        own = [hit for curie in protein.xrefs if (hit := genes.find(curie)) is not None]
        by_name = not own and bool(protein.name)
        if by_name:
            own = named(protein.name)
            if not own and keep_new and not NUMBERED.match(protein.name):
                new.append(protein)
            if len(own) > 1:
                own = []
        found += bool(own)
        for gene in own:
            if protein.curie not in gene.xrefs:
                gene.xrefs.append(protein.curie)
            if by_name and protein.name.casefold() not in aliases:
                gene.names.extend(protein.names)
    for protein in new:
        protein.biotype = "coding"
        genes.add(protein)
    return found
