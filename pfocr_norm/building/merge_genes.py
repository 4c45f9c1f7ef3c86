"""One concept per gene: entries of many sources, put together organism by organism."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from ..vocabulary.entry import Name
from .sources.base import GeneEntry

#: A full name that more genes than this share names a kind of protein, not a gene.
SHARED_BY = 5
#: Longer names are phrases that no figure prints.
LONGEST = 70
#: One letter that more genes than this have is a family's, a phenotype's or nobody's.
LETTER_SHARED_BY = 3

# Loci that nobody but a sequencing project named.
NUMBERED = re.compile(
    r"^(?:LOC\d+|Gm\d+|RGD\d+|ENS\w+|\w+Rik\d?|[A-Z]{2}\d{6}|(?:si|sb|sc|zgc|zmp|wu|im|id):.*|\w+-[pr]s\d*)$"
)
# Fly aliases that name clones, transcripts and screens.
FLY_CLONES = re.compile(
    r"^(?:anon-|BcDNA|BEST:|EG:|EP\(|ESTS:|cDNA|DMR|DS\d|\d+\.t\d|(?!C[GR])[A-Z]{2}\d{5,}|\w+\.\d+\.\w+$)"
)

_FLYBASE = re.compile(r"^FBgn\d{7}$")
# A word of a full name that is a symbol: "Uba4 homologue".
_SYMBOL_LIKE = re.compile(r"^(?=.{4})\w+[\dA-Z][\w-]*$")


class Genes:
    """The genes of one organism, found by any identifier.

    Parameters
    ----------
    taxon
        NCBI Taxonomy id.
    """

    def __init__(self, taxon: int) -> None:
        self.taxon = taxon
        self.concepts: dict[str, GeneEntry] = {}
        self._by_xref: dict[str, GeneEntry] = {}

    def __iter__(self) -> Iterator[GeneEntry]:
        return iter(self.concepts.values())

    def add(self, entry: GeneEntry) -> GeneEntry:
        """Make `entry` a concept of its own; its primary CURIE must be new."""
        self.concepts[entry.curie] = entry
        self.claim(entry)
        if entry.curie.startswith("ncbigene:") and entry.curie not in entry.xrefs:
            entry.xrefs.insert(0, entry.curie)
        return entry

    def claim(self, entry: GeneEntry) -> None:
        """Let all identifiers of a concept lead to it; the first to claim one keeps it."""
        for curie in (entry.curie, *entry.xrefs):
            self._by_xref.setdefault(curie, entry)

    def find(self, *curies: str) -> GeneEntry | None:
        """Return the gene with one of these identifiers."""
        for curie in curies:
            if curie in self._by_xref:
                return self._by_xref[curie]
        return None

    def absorb(self, concept: GeneEntry, entry: GeneEntry, *, symbol_as: str = "alias", claim: bool = True) -> None:
        """Add what another source says of the same gene.

        Parameters
        ----------
        symbol_as
            Status of the other source's symbol where it is not the current one.
        claim
            Whether the other source's identifier becomes a cross-reference.
        """
        if claim:
            for curie in (entry.curie, *entry.xrefs):
                if curie != concept.curie and curie not in concept.xrefs and curie not in self._by_xref:
                    concept.xrefs.append(curie)
                    self._by_xref[curie] = concept
        for name in entry.names:
            status = symbol_as if name.status == "approved" else name.status
            concept.names.append(Name(name.text, status, name.source))
        concept.orthologs.extend(entry.orthologs)
        concept.biotype = concept.biotype or entry.biotype

    def remove(self, concept: GeneEntry) -> None:
        """Drop a concept and its identifiers."""
        del self.concepts[concept.curie]
        for curie in (concept.curie, *concept.xrefs):
            if self._by_xref.get(curie) is concept:
                del self._by_xref[curie]

    def has(self, concept: GeneEntry, prefix: str) -> bool:
        """Whether the concept has an identifier of this database."""
        return any(xref.startswith(prefix) for xref in (concept.curie, *concept.xrefs))


def bridge(
    genes: Genes,
    older: Iterable[GeneEntry],
    *,
    symbol_as: str = "previous",
    orthologs: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> list[GeneEntry]:
    """Join genes of another source that share no identifier with `genes`, by name and without guessing.

    In order: a stated identifier; the same symbol, unless the human ortholog of the older gene says that this
    symbol has moved to another gene; and one's current symbol among all that is known of the other (its aliases,
    full names, the symbols of its human orthologs), case aside. In each step only genes that are still without
    a partner on both sides take part, and a pair counts only when it is the one possible pair for both.

    Parameters
    ----------
    genes
        Today's genes. Those that have an NCBI Gene identifier already are out of the game.
    older
        Entries with ``ncbigene:`` CURIEs, of the same organism.
    symbol_as
        Status of the older symbol where it is not today's.
    orthologs
        ``ncbigene:`` CURIE of an older gene to the folded symbols of its human orthologs. Many genes are
        renamed after them: fly ``DNApol-alpha180`` is ``PolA1`` now.

    Returns
    -------
    list of GeneEntry
        The older entries that found no partner.
    """
    left = list(older)
    free = [gene for gene in genes if not genes.has(gene, "ncbigene:")]
    symbols = {entry.name.casefold() for entry in left}
    renamed = {gene.name.casefold() for gene in free} - symbols

    def steady(entry: GeneEntry) -> set[str]:
        human = orthologs.get(entry.curie, frozenset())
        return set() if (human & renamed) - {entry.name.casefold()} else symbols_of(entry)

    def known(entry: GeneEntry) -> set[str]:
        texts = _known(entry) | orthologs.get(entry.curie, frozenset())
        # A copy in Drosophila or in the mitochondrion goes without its prefix on one side.
        texts |= {text[1:] for text in texts if text[0] == "d" and len(text) > 4}
        return texts | {f"mt:{entry.name.casefold()}"}

    for ours, theirs in ((_accession, _stated), (symbols_of, steady), (_wide, known)):
        pairs = only_pairs(free, left, ours, theirs)
        for position, gene in pairs.items():
            genes.absorb(gene, left[position], symbol_as=symbol_as)
        taken = {id(gene) for gene in pairs.values()}
        left = [entry for position, entry in enumerate(left) if position not in pairs]
        free = [gene for gene in free if id(gene) not in taken]
    return left


_Texts = Callable[[GeneEntry], set[str]]


def only_pairs(free: list[GeneEntry], left: list[GeneEntry], ours: _Texts, theirs: _Texts) -> dict[int, GeneEntry]:
    """Return position in `left` to gene, for the pairs that have no rival on either side."""
    where: dict[str, list[GeneEntry]] = defaultdict(list)
    for gene in free:
        for text in ours(gene):
            where[text].append(gene)
    candidates: dict[int, dict[int, GeneEntry]] = {}
    rivals: Counter[int] = Counter()
    for position, entry in enumerate(left):
        candidates[position] = {id(gene): gene for text in theirs(entry) for gene in where.get(text, ())}
        rivals.update(candidates[position].keys())
    return {
        position: next(iter(found.values()))
        for position, found in candidates.items()
        if len(found) == 1 and rivals[next(iter(found))] == 1
    }


def _accession(entry: GeneEntry) -> set[str]:
    return {entry.curie.partition(":")[2]}


def _stated(entry: GeneEntry) -> set[str]:
    return {name.text for name in entry.names if _FLYBASE.match(name.text)}


def symbols_of(entry: GeneEntry) -> set[str]:
    """Return the symbol of a gene, as the names to join it by."""
    return {entry.name} - {""}


def _wide(entry: GeneEntry) -> set[str]:
    # One letter in another case is another fly gene: length guards it.
    texts = {name.text.casefold() for name in entry.names if name.status in ("approved", "alias")}
    return {text for text in texts if len(text) > 2}


def _known(entry: GeneEntry) -> set[str]:
    texts = _wide(entry)
    for name in entry.names:
        if name.status == "full_name":
            texts.add(name.text.casefold().replace("-", " "))
            texts |= {word.casefold() for word in re.split(r"[\s,;()/]+", name.text) if _SYMBOL_LIKE.match(word)}
    return texts


def merge_human(
    hgnc: Iterable[GeneEntry], ncbi: Iterable[GeneEntry], gencode: Iterable[GeneEntry], groups: Mapping[str, GeneEntry]
) -> Genes:
    """Human genes: HGNC, with the names of NCBI Gene; others of NCBI Gene only when they code for a protein."""
    genes = Genes(9606)
    for entry in hgnc:
        genes.add(entry)
    for entry in ncbi:
        own = [xref for xref in entry.xrefs if xref.startswith("hgnc:")]
        concept = genes.find(entry.curie, *own)
        entry.xrefs = [xref for xref in entry.xrefs if xref.startswith("ensembl:")]
        if concept is not None:
            if genes.has(concept, "ensembl:"):
                entry.xrefs = []
            genes.absorb(concept, entry)
        elif entry.biotype == "coding" and not NUMBERED.match(entry.name):
            genes.add(entry)
    add_current(genes, gencode)
    add_groups(genes, groups, keep_new=False)
    return genes


def add_current(genes: Genes, gencode: Iterable[GeneEntry], *, keep_new: bool = True) -> None:
    """Add today's symbols and identifiers; a gene not known yet is added when it codes for a protein."""
    symbols: dict[str, list[GeneEntry]] = defaultdict(list)
    for gene in genes:
        symbols[gene.name].append(gene)
    for entry in gencode:
        concept = genes.find(entry.curie)
        if concept is None and entry.name and len(symbols[entry.name]) == 1:
            concept = symbols[entry.name][0]
        if concept is not None:
            genes.absorb(concept, entry)
            # This source says best whether a gene codes for a protein.
            concept.biotype = entry.biotype if entry.biotype == "coding" else concept.biotype or entry.biotype
        elif keep_new and entry.name and entry.biotype == "coding" and not NUMBERED.match(entry.name):
            symbols[entry.name].append(genes.add(entry))


def add_groups(genes: Genes, groups: Mapping[str, GeneEntry], *, keep_new: bool = True) -> None:
    """Add the ortholog groups, and NCBI Gene identifiers where the symbol tells; `groups` maps CURIE to entry."""
    unknown = []
    for curie, entry in groups.items():
        concept = genes.find(curie)
        if concept is None:
            unknown.append(entry)
        else:
            genes.absorb(concept, entry, symbol_as="alias")
    for entry in bridge(genes, unknown, symbol_as="alias"):
        if keep_new and entry.name and not NUMBERED.match(entry.name):
            genes.add(entry)


def merge_rodent(
    own: Iterable[GeneEntry],
    ncbi: Iterable[GeneEntry],
    gencode: Iterable[GeneEntry],
    groups: Mapping[str, GeneEntry],
    orthologs: set[str],
    human: Mapping[str, frozenset[str]],
) -> Genes:
    """Mouse or rat genes; numbered loci stay only when they code for a protein or have a human ortholog."""
    own = list(own)
    genes = Genes(own[0].taxon or 0)
    for entry in own:
        genes.add(entry)
    add_current(genes, gencode, keep_new=False)
    for entry in bridge(genes, ncbi, orthologs=human):
        if entry.curie in groups and not NUMBERED.match(entry.name):
            genes.add(entry)
    add_groups(genes, groups)
    for gene in list(genes):
        wanted = gene.biotype == "coding" or gene.curie in orthologs or genes.has(gene, "ncbigene:")
        if not wanted and (NUMBERED.match(gene.name) or not genes.has(gene, "ensembl:")):
            genes.remove(gene)
    return genes


def merge_fly(
    gencode: Iterable[GeneEntry],
    ncbi: Iterable[GeneEntry],
    groups: Mapping[str, GeneEntry],
    human: Mapping[str, frozenset[str]],
) -> Genes:
    """Fly genes: FlyBase identifiers, bridged to NCBI Gene; genes without a bridge keep `ncbigene`."""
    genes = Genes(7227)
    for entry in gencode:
        if entry.name:
            genes.add(entry)
    coding = Genes(7227)
    for gene in genes:
        if gene.biotype == "coding":
            coding.add(gene)
    for entry in bridge(coding, ncbi, orthologs=human):
        genes.add(entry)
    for gene in coding:
        genes.claim(gene)
    add_groups(genes, groups)
    for gene in genes:
        gene.names = [name for name in gene.names if name.status == "approved" or not FLY_CLONES.match(name.text)]
    return genes


def merge_zebrafish(zfin: Iterable[GeneEntry], gencode: Iterable[GeneEntry], groups: Mapping[str, GeneEntry]) -> Genes:
    """Zebrafish genes: ZFIN, with today's Ensembl symbols."""
    genes = Genes(7955)
    for entry in zfin:
        genes.add(entry)
    add_current(genes, gencode)
    add_groups(genes, groups)
    for gene in list(genes):
        if NUMBERED.match(gene.name) and not gene.orthologs:
            genes.remove(gene)
    return genes


def merge_other(taxon: int, gencode: Iterable[GeneEntry], groups: Mapping[str, GeneEntry]) -> Genes:
    """Genes of an organism known from NCBI Gene groups, from Ensembl, or from both."""
    genes = Genes(taxon)
    for entry in groups.values():
        if entry.name and not NUMBERED.match(entry.name):
            genes.add(entry)
    add_current(genes, gencode)
    return genes


def drop_shared_names(genes: Genes) -> None:
    """Drop full names of more than `SHARED_BY` genes, which say what kind of protein it is, and shared letters."""
    share = Counter(text for gene in genes for text in {name.text.casefold() for name in gene.names})

    def keep(name: Name) -> bool:
        if name.status == "full_name":
            return share[name.text.casefold()] <= SHARED_BY and len(name.text) <= LONGEST
        return len(name.text) > 1 or name.status == "approved" or share[name.text.casefold()] <= LETTER_SHARED_BY

    for gene in genes:
        gene.names = [name for name in gene.names if keep(name)]


def mirror_orthologs(organisms: Iterable[Genes]) -> None:
    """Let both sides know of an ortholog; drop CURIEs of genes that are not kept."""
    organisms = list(organisms)
    concepts = {curie: gene for genes in organisms for curie, gene in genes.concepts.items()}
    for genes in organisms:
        for gene in genes:
            for other in gene.orthologs:
                if other in concepts and gene.curie not in concepts[other].orthologs:
                    concepts[other].orthologs.append(gene.curie)
    for gene in concepts.values():
        kept = (key for key in gene.orthologs if key.startswith("homologene:") or key in concepts)
        gene.orthologs = list(dict.fromkeys(kept))
