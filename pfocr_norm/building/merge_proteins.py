"""Give genes the UniProt accessions of their proteins, and organisms the genes that only UniProt has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from .merge_genes import NUMBERED, Genes
from .sources.base import GeneEntry

#: Organisms whose gene tables lack many genes: cress, rice, fission yeast, chicken, frog, cow, dog, bacteria. The
#: others have their own database or Ensembl, and what UniProt has beyond that are transposons and old names.
INCOMPLETE = frozenset((3702, 4530, 4896, 9031, 8364, 9913, 9615, 562, 1423, 1773, 287, 28901, 1280))
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
    before it; never by guess. The entry name (``RECA`` of ``RECA_ECOLI``) becomes a name of weaker status where
    nothing of the organism is called so; a protein without a symbol finds its gene by it.

    Parameters
    ----------
    genes
        Genes of one organism.
    proteins
        Proteins of the same organism, as `sources.uniprot.parse` gives them.
    former
        Folded symbols of today to the folded ones before them, of human: many vertebrate genes have been renamed
        with their human ortholog, and UniProt has the new symbol where a gene has the old one.
    keep_new
        Whether a protein whose symbol no gene has becomes a gene of its own; those of one symbol become one.
    """
    exact: dict[str, list[GeneEntry]] = defaultdict(list)
    symbols: dict[str, list[GeneEntry]] = defaultdict(list)
    aliases: dict[str, dict[str, GeneEntry]] = defaultdict(dict)
    known: dict[str, GeneEntry] = {}
    prefix = _PREFIXES.get(genes.taxon, "")
    for gene in genes:
        known.update(dict.fromkeys(gene.xrefs, gene))
        exact[gene.name].append(gene)
        symbols[gene.name.casefold()].append(gene)
        for name in gene.names:
            aliases[name.text.casefold()][gene.curie] = gene

    def named(symbol: str) -> list[GeneEntry]:
        key = symbol.casefold()
        found = exact.get(symbol) or symbols.get(key) or list(aliases.get(key, {}).values())
        if not found and prefix:
            found = symbols.get(prefix + key, [])
        return found or [gene for old in sorted(former.get(key, ())) for gene in symbols.get(old, ())]

    found = 0
    new: dict[str, GeneEntry] = {}
    given: list[tuple[GeneEntry, GeneEntry]] = []
    for protein in proteins:
        bearer = genes.concepts.get(protein.curie) or known.get(protein.curie)
        own = [hit for curie in protein.xrefs if (hit := genes.find(curie)) is not None] if bearer is None else [bearer]
        symbol = protein.name or next((name.text for name in protein.names), "")
        by_name = not own and bool(symbol)
        if by_name:
            own = named(symbol) if protein.name or keep_new else []
            if not own and keep_new and protein.biotype != "strain" and not NUMBERED.match(symbol):
                _stand_alone(new, protein, symbol)
            if len(own) > 1:
                own = []
        found += bool(own)
        for gene in own:
            if protein.curie not in (gene.curie, *gene.xrefs):
                gene.xrefs.append(protein.curie)
            if by_name and symbol.casefold() not in aliases:
                gene.names.extend(name for name in protein.names if name.status != "text")
        if len(own) == 1:
            given.append((own[0], protein))
    for gene in new.values():
        gene.biotype = "coding"
        genes.add(gene)
    _name_by_entry(given, aliases, new)
    return found


def _stand_alone(new: dict[str, GeneEntry], protein: GeneEntry, symbol: str) -> None:
    """Keep a protein as a gene of its own; one of a symbol that is kept already is another form of that gene."""
    same = new.get(symbol.casefold())
    if same is None:
        protein.name = symbol
        # It finds no other gene: it is known by its accession alone, and by what UniProt calls it.
        protein.xrefs = []
        new[symbol.casefold()] = protein
    else:
        same.xrefs.append(protein.curie)


def _name_by_entry(
    given: Iterable[tuple[GeneEntry, GeneEntry]],
    aliases: Mapping[str, Mapping[str, GeneEntry]],
    new: Mapping[str, GeneEntry],
) -> None:
    """Add entry names that name nothing else in the organism, and one gene only."""
    bearers: dict[str, dict[str, tuple[GeneEntry, GeneEntry]]] = defaultdict(dict)
    for gene, protein in given:
        for name in protein.names:
            if name.status == "text" and name.text.casefold() not in aliases and name.text.casefold() not in new:
                bearers[name.text.casefold()][gene.curie] = (gene, protein)
    for pairs in bearers.values():
        if len(pairs) == 1:
            gene, protein = next(iter(pairs.values()))
            gene.names.extend(name for name in protein.names if name.status == "text")


def add_former(genes: Iterable[GeneEntry], former: Mapping[str, Iterable[str]]) -> None:
    """Add to genes the former accessions of their proteins, behind those of today.

    Parameters
    ----------
    genes
        Genes that have their accessions; they are changed.
    former
        Former accessions by the one of today.
    """
    for gene in genes:
        own = [curie.removeprefix("uniprot:") for curie in (gene.curie, *gene.xrefs) if curie.startswith("uniprot:")]
        for accession in own:
            gene.xrefs += [x for a in former.get(accession, ()) if (x := f"uniprot:{a}") not in gene.xrefs]
