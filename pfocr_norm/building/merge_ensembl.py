"""Genes of vertebrates from Ensembl, over those of ortholog groups and of the organism's own database."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from ..vocabulary.entry import Name
from .merge_genes import NUMBERED, Genes, only_pairs, symbols_of
from .sources.base import GeneEntry

#: Genes of one symbol that are one gene of an assembly in pieces; more are a kind of RNA.
PIECES = 3
#: Systematic names that are Ensembl's identifiers too, by organism.
SYSTEMATIC = {
    559292: re.compile(r"(?:Y[A-P][LR]\d{3}[WC](?:-[A-Z])?|Q\d{4})$"),
    3702: re.compile(r"AT[1-5CM]G\d{5}$", re.IGNORECASE),
}
#: Databases whose identifiers Ensembl has taken over.
TAKEN_OVER = ("wormbase:WBGene", "flybase:FBgn")


def add_ensembl(
    genes: Genes,
    entries: Iterable[GeneEntry],
    *,
    human: Mapping[str, frozenset[str]] = MappingProxyType({}),
    keep_new: bool = True,
    names: bool = True,
) -> None:
    """Add what Ensembl says of an organism's genes.

    Each to the gene of its identifier, of its symbol, or of a symbol that the gene's human ortholog has or has had
    (the genes of most vertebrates are renamed with it). A pair counts only when it is the one possible pair for both.

    Parameters
    ----------
    genes
        Genes of the organism; they are changed.
    entries
        Ensembl's genes; several of one symbol are one gene in pieces.
    human
        CURIE of a gene of an ortholog group to the folded symbols of its human orthologs.
    keep_new
        Whether a gene without a partner is a gene of its own.
    names
        Whether symbols and synonyms are taken too, not only identifiers.
    """
    left = []
    for entry in _whole(entries):
        concept = genes.find(entry.curie, *entry.xrefs)
        if concept is None:
            left.append(entry)
        else:
            _absorb(genes, concept, entry, names=names)

    def renamed(gene: GeneEntry) -> set[str]:
        texts = {symbol for curie in (gene.curie, *gene.xrefs) for symbol in human.get(curie, ())}
        return texts | {gene.name.casefold()}

    for ours, theirs in ((symbols_of, symbols_of), (renamed, _folded)):
        free = [gene for gene in genes if ours is symbols_of or not genes.has(gene, "ensembl:")]
        pairs = only_pairs(free, left, ours, theirs)
        for position, gene in pairs.items():
            _absorb(genes, gene, left[position], names=names)
        left = [entry for position, entry in enumerate(left) if position not in pairs]
    if keep_new:
        taken = {name.text.casefold() for gene in genes for name in gene.names if name.status == "approved"}
        for entry in left:
            if not NUMBERED.match(entry.name) and entry.name.casefold() not in taken:
                entry.biotype = entry.biotype or "coding"
                genes.add(entry)


def _folded(entry: GeneEntry) -> set[str]:
    return {entry.name.casefold()}


def _whole(entries: Iterable[GeneEntry]) -> list[GeneEntry]:
    """Return one entry a symbol; the identifiers of the further pieces are cross-references."""
    pieces: dict[str, list[GeneEntry]] = defaultdict(list)
    for entry in entries:
        pieces[entry.name].append(entry)
    out = []
    for same in pieces.values():
        if len(same) <= PIECES:
            same[0].xrefs += [other.curie for other in same[1:]]
            out.append(same[0])
    return out


def _absorb(genes: Genes, concept: GeneEntry, entry: GeneEntry, *, names: bool) -> None:
    if not names:
        entry.names = []
    known = {name.text.casefold() for name in concept.names}
    entry.names = [name for name in entry.names if name.text.casefold() not in known]
    genes.absorb(concept, entry)


def add_human_orthologs(genes: Genes, human: Genes) -> None:
    """Let genes without an ortholog group be orthologs of the human gene whose symbol Ensembl has given them."""
    symbols = {gene.name: gene for gene in human}
    for gene in genes:
        same = symbols.get(gene.name)
        if same is not None and not gene.orthologs and genes.has(gene, "ensembl:"):
            gene.orthologs.append(same.curie)


def add_systematic(genes: Genes) -> None:
    """Give genes of fly, worm, yeast and cress their identifier of Ensembl, which is the database's or the locus."""
    pattern = SYSTEMATIC.get(genes.taxon)
    for gene in genes:
        found = [curie.partition(":")[2] for curie in (gene.curie, *gene.xrefs) if curie.startswith(TAKEN_OVER)]
        if pattern is not None:
            found += [name.text.upper() for name in gene.names if pattern.match(name.text)][:1]
        for identifier in found:
            if f"ensembl:{identifier}" not in gene.xrefs:
                gene.xrefs.append(f"ensembl:{identifier}")


def add_micro_rnas(organisms: Mapping[int, Genes], mature: Iterable[tuple[int, str, str]]) -> int:
    """Give the genes of microRNAs the names and accessions of the mature forms; return how many found their gene.

    ``hsa-miR-24-3p`` comes from two genes: the first of them (``MIR24-1``) stands for both.
    """
    symbols: dict[int, dict[str, GeneEntry]] = {}
    found = 0
    for taxon, name, accession in mature:
        genes = organisms.get(taxon)
        if genes is None:
            continue
        if taxon not in symbols:
            symbols[taxon] = {
                _plain(gene.name): gene for gene in genes if "mir" in gene.name.lower() or "let" in gene.name
            }
        stem = re.sub(r"-[53]p$", "", name.partition("-")[2])
        for key in (stem, f"{stem}-1", f"{stem}a", f"{stem}a-1"):
            gene = symbols[taxon].get(_plain(key))
            if gene is not None:
                found += 1
                gene.names.append(Name(name, "alias", "mirbase"))
                gene.xrefs.append(f"mirbase.mature:{accession}")
                break
    return found


def _plain(symbol: str) -> str:
    """Fold the ways to write a microRNA's gene.

    >>> _plain("MIRLET7A1"), _plain("let-7a-1"), _plain("Mir21"), _plain("miR-21")
    ('let7a1', 'let7a1', '21', '21')
    """
    text = re.sub(r"[^a-z0-9]", "", symbol.lower())
    return text.removeprefix("mir")
