"""Lay fresh releases over a compiled vocabulary.

The vocabulary is read back into entries; what a release says replaces what its source said before, the rest stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ..text import names as nm
from ..vocabulary.codes import SPECIES
from ..vocabulary.entry import Entry, Name
from ..vocabulary.reader import Lexicon
from .merge import keep_each_once, name_others, resolve_families
from .merge_chemicals import Substances, is_printed, is_systematic
from .merge_genes import FLY_CLONES, NUMBERED, Genes, drop_shared_names
from .merge_own import add_yeast
from .sources.base import GeneEntry
from .sources.releases.base import MOD

#: Database that names an organism's genes, and the sources whose names its release replaces.
AUTHORITIES: dict[int, tuple[str, str, frozenset[str]]] = {
    9606: ("hgnc", "hgnc:", frozenset(("hgnc",))),
    10090: ("mgi", "mgi:", frozenset(("mgi",))),
    10116: ("rgd", "rgd:", frozenset(("rgd", MOD))),
    7227: ("flybase", "flybase:", frozenset((MOD, "gencode"))),
    6239: ("wormbase", "wormbase:", frozenset((MOD, "gencode"))),
    7955: ("zfin", "zfin:", frozenset(("zfin", MOD))),
}
#: HomoloGene's symbols are those of NCBI Gene of 2014; the format has room for few labels.
_LABELS = {"homologene": "ncbi_gene"}
#: The sources have the genes of the reference strain.
_STRAINS = {species: strain for strain, species in SPECIES.items()}
_CHEMICALS = ("drugbank", "chebi", "mesh")


def decompile(lexicon: Lexicon) -> list[Entry]:
    """Read a compiled vocabulary back into entries.

    Ortholog groups come back under made-up keys (``group:17``); names that folded into one are one.
    """
    curies = [lexicon.reference(number).curie for number in range(len(lexicon))]
    out: list[Entry] = []
    for number, curie in enumerate(curies):
        concept = lexicon.read_concept(number)  # each is wanted once: no cache
        make = GeneEntry if concept.entity_type == "gene" else Entry
        out.append(
            make(
                curie=curie,
                name=concept.name,
                entity_type=concept.entity_type,
                taxon=_STRAINS.get(concept.taxon, concept.taxon) if concept.taxon else None,
                names=[
                    Name(name.text, name.status, _LABELS.get(name.source, name.source))
                    for name in lexicon.names(number)
                ],
                xrefs=[f"{prefix}:{identifier}" for prefix, ids in concept.xrefs for identifier in ids],
                members=[curies[member] for member in concept.members],
                orthologs=[f"group:{group}" for group in concept.groups],
                forms=[
                    (form, lexicon.name_text(name) if name >= 0 else "") for name, form in lexicon.stored_forms(number)
                ],
            )
        )
    return out


def refresh(base: Iterable[Entry], releases: Mapping[str, Sequence[Entry]]) -> list[Entry]:
    """Return the entries of a vocabulary with releases laid over it.

    Genes: the release of an organism's own database says which genes there are; symbols and names of that source
    are replaced, a former label stays as a previous symbol, names and identifiers of other sources stay. NCBI Gene
    adds names and identifiers, and genes that code for a protein. Families are replaced. Names of substances are
    added: the embedded vocabulary has more of them than any open release.

    Parameters
    ----------
    base
        Entries of the vocabulary; they are changed.
    releases
        Source to its entries, as the modules of `sources.releases` give them.
    """
    organisms: dict[int, dict[str, GeneEntry]] = defaultdict(dict)
    families: dict[str, Entry] = {}
    substances: dict[str, Entry] = {}
    diseases: dict[str, Entry] = {}
    for entry in base:
        if isinstance(entry, GeneEntry) and entry.taxon:
            organisms[entry.taxon][entry.curie] = entry
        elif entry.entity_type in ("family", "complex"):
            families[entry.curie] = entry
        else:
            (diseases if entry.entity_type == "disease" else substances)[entry.curie] = entry
    genes = _genes(organisms, releases)
    pool = Substances()
    for entry in substances.values():
        pool.add(entry)
    for key in _CHEMICALS:
        for entry in releases.get(key, ()):
            if entry.entity_type == "disease":
                _disease(diseases, entry)
            else:
                _substance(pool, entry, key)
    if "famplex" in releases:
        human = genes.setdefault(9606, Genes(9606))
        for concept in (*human, *pool.concepts.values()):
            # A name that FamPlex shares with another source is kept under FamPlex: an approved one is not its own.
            concept.names = [
                name
                for name in concept.names
                if name.source != "famplex" or name.status != "alias" or name.text == concept.name
            ]
        fresh, elsewhere = resolve_families(releases["famplex"], human)
        families = {entry.curie: entry for entry in fresh}
        name_others(elsewhere, human, pool)
    _join_orthologs(genes)
    out: list[Entry] = [gene for organism in genes.values() for gene in organism]
    out += [*families.values(), *pool.concepts.values(), *diseases.values()]
    for entry in out:
        keep_each_once(entry)
        entry.xrefs = [xref for xref in entry.xrefs if not xref.startswith("cas:")]
    return sorted((entry for entry in out if entry.names), key=lambda entry: entry.curie)


# -- genes -------------------------------------------------------------------------------------------------


def _genes(base: Mapping[int, Mapping[str, GeneEntry]], releases: Mapping[str, Sequence[Entry]]) -> dict[int, Genes]:
    fresh: dict[int, list[GeneEntry]] = {}
    for taxon, (key, _, _) in AUTHORITIES.items():
        if key in releases:
            fresh[taxon] = [entry for entry in releases[key] if isinstance(entry, GeneEntry)]
    out = {taxon: _renewed(taxon, base.get(taxon, {}), fresh.get(taxon)) for taxon in sorted({*base, *fresh})}
    yeast = [entry for entry in releases.get("sgd", ()) if isinstance(entry, GeneEntry)]
    if yeast:
        add_yeast(out.setdefault(559292, Genes(559292)), yeast)
    refreshed: dict[int, dict[str, GeneEntry]] = {}
    for entry in releases.get("ncbi_gene", ()):
        if isinstance(entry, GeneEntry) and entry.taxon:
            genes = out.setdefault(entry.taxon, Genes(entry.taxon))
            if entry.taxon not in refreshed:
                refreshed[entry.taxon] = _stand_ins(genes)
                for gene in genes:
                    gene.names = [n for n in gene.names if n.source != "ncbi_gene" or n.text == gene.name]
            concept = _join_ncbi(genes, entry, wanted=entry.curie in base.get(entry.taxon, {}))
            stand_in = refreshed[entry.taxon].pop(entry.name, None) if concept is not None else None
            if concept is not None and stand_in is not None:
                genes.remove(stand_in)
                genes.absorb(concept, stand_in)
    for key in ("orthologs", "alliance"):
        for entry in releases.get(key, ()):
            found = out[entry.taxon].find(entry.curie) if entry.taxon in out else None
            if found is not None:
                found.orthologs.extend(entry.orthologs)
    for taxon in {*fresh, *refreshed}:
        drop_shared_names(out[taxon])
    return out


def _renewed(taxon: int, base: Mapping[str, GeneEntry], fresh: Sequence[GeneEntry] | None) -> Genes:
    """Genes of one organism after its own database's release; without one, as they are."""
    genes = Genes(taxon)
    if fresh is None:
        for entry in base.values():
            genes.add(entry)
        return genes
    _, prefix, replaced = AUTHORITIES[taxon]
    for entry in fresh:
        odd = NUMBERED.match(entry.name) or entry.biotype == "pseudo"
        # Numbered loci and pseudogenes are many; those that the vocabulary has chosen stay.
        if entry.name and (entry.curie in base or not odd or prefix == "hgnc:"):
            if taxon == 7227:
                entry.names = [n for n in entry.names if n.status == "approved" or not FLY_CLONES.match(n.text)]
            genes.add(entry)
    for old in base.values():
        concept = genes.concepts.get(old.curie) or genes.find(old.curie, *old.xrefs)
        if concept is None:
            if not old.curie.startswith(prefix):
                genes.add(old)
            continue
        kept = [name for name in old.names if name.source not in replaced and "+" not in name.source]
        kept += _agreed(concept, old, replaced)
        if old.name.casefold() != concept.name.casefold() and old.curie == concept.curie:
            kept.append(Name(old.name, "previous", concept.names[0].source))
        old.names = kept
        genes.absorb(concept, old)
    return genes


def _agreed(concept: GeneEntry, old: GeneEntry, replaced: frozenset[str]) -> list[Name]:
    """Carry over that two sources agreed on a name; what the release has dropped is the other source's alone."""
    fresh = {nm.fold(name.text): name for name in concept.names}
    rest = []
    for name in old.names:
        if "+" in name.source:
            same = fresh.get(nm.fold(name.text))
            if same is not None:
                same.source = name.source
            else:
                others = [source for source in name.source.split("+") if source not in replaced]
                rest.append(Name(name.text, name.status, "+".join(others) or name.source))
    return rest


def _stand_ins(genes: Genes) -> dict[str, GeneEntry]:
    """Return the genes known by their protein alone, by the symbol that no other of them has."""
    found: dict[str, list[GeneEntry]] = defaultdict(list)
    for gene in genes:
        if gene.curie.startswith("uniprot:"):
            found[gene.name].append(gene)
    return {symbol: same[0] for symbol, same in found.items() if len(same) == 1}


def _join_ncbi(genes: Genes, entry: GeneEntry, *, wanted: bool) -> GeneEntry | None:
    """Add what NCBI Gene says of a gene; return the gene, or None when it is not kept."""
    concept = genes.find(entry.curie, *entry.xrefs)
    if concept is not None:
        same = concept.curie == entry.curie
        former = concept.name
        genes.absorb(concept, entry, symbol_as="approved" if same else "alias")
        if same and former != entry.name:
            concept.name = entry.name
            concept.names.append(Name(former, "previous", "ncbi_gene"))
    elif wanted or (entry.biotype == "coding" and not NUMBERED.match(entry.name)):
        authority = AUTHORITIES.get(genes.taxon)
        own = [xref for xref in entry.xrefs if authority and xref.startswith(authority[1])]
        if own:
            entry.xrefs = [entry.curie, *(xref for xref in entry.xrefs if xref != own[0])]
            entry.curie = own[0]
        concept = genes.add(entry)
    return concept


def _join_orthologs(organisms: Mapping[int, Genes]) -> None:
    """Turn CURIEs of orthologs into those of the concepts; drop those of genes that are not kept."""
    known = {curie: gene.curie for genes in organisms.values() for curie, gene in genes._by_xref.items()}
    for genes in organisms.values():
        for gene in genes:
            keys = (key if key.startswith("group:") else known.get(key, "") for key in gene.orthologs)
            gene.orthologs = [key for key in dict.fromkeys(keys) if key and key != gene.curie]


# -- substances --------------------------------------------------------------------------------------------


def _substance(pool: Substances, entry: Entry, key: str) -> None:
    concept = pool.by_xref.get(entry.curie)
    if concept is None:
        # A new identifier of a known substance; two of one database are two substances.
        concept = pool.labelled(entry.name)
        if concept is not None and any(x.startswith(f"{key}:") for x in (concept.curie, *concept.xrefs)):
            concept = None
    entry.names = [name for name in entry.names if not is_systematic(name.text)]
    if concept is None:
        if entry.names and (entry.entity_type == "drug" or is_printed(entry.name)):
            pool.add(entry)
        return
    if concept.curie != entry.curie or concept.name == entry.name:
        pool.absorb(concept, entry)
        return
    _rename(pool, concept, entry, key)


def _rename(pool: Substances, concept: Entry, entry: Entry, key: str) -> None:
    """Give a substance its database's new label (AMG-510 has become sotorasib); the old one becomes an alias.

    Another substance of that label, which only other databases have, is the same one.
    """
    same = pool.labelled(entry.name)
    if same is not None and same is not concept and not any(x.startswith(f"{key}:") for x in (same.curie, *same.xrefs)):
        pool.merge(concept, same)
    concept.names = [Name(n.text, "alias" if n.status == "approved" else n.status, n.source) for n in concept.names]
    pool.absorb(concept, entry)
    concept.name = entry.name
    concept.names.insert(0, Name(entry.name, "approved", key))


def _disease(diseases: dict[str, Entry], entry: Entry) -> None:
    entry.xrefs = []
    entry.names = [name for name in entry.names if len(name.text) <= 50]
    if entry.curie not in diseases:
        diseases[entry.curie] = entry
    else:
        diseases[entry.curie].names += entry.names
