"""ZFIN's gene list, former names, Ensembl identifiers and human orthologs; tables without headers."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable
from .base import Release, ReleaseFile, headless

_DOWNLOADS = "https://zfin.org/downloads"
_FIRST = r"ZDB-"

RELEASE = Release(
    key="zfin",
    name="ZFIN",
    homepage="https://zfin.org/downloads",
    licence="CC-BY-4.0",
    licence_url="https://zfin.org/warranty",
    takes="symbols, names and former names of zebrafish genes, NCBI Gene and Ensembl identifiers, human orthologs",
    files=(
        ReleaseFile("genes", f"{_DOWNLOADS}/gene.txt"),
        ReleaseFile("aliases", f"{_DOWNLOADS}/aliases.txt"),
        ReleaseFile("ensembl", f"{_DOWNLOADS}/ensembl_1_to_1.txt"),
        ReleaseFile("orthologs", f"{_DOWNLOADS}/human_orthos.txt"),
    ),
    prefix="zfin",
)
_CODING = "SO:0001217"


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the zebrafish's genes; human orthologs are ``hgnc:`` CURIEs."""
    genes: dict[str, GeneEntry] = {}

    def gene(identifier: str, symbol: str, kind: str) -> GeneEntry:
        if identifier not in genes:
            genes[identifier] = GeneEntry(
                curie=f"zfin:{identifier}",
                name=symbol,
                entity_type="gene",
                taxon=7955,
                names=[Name(symbol, "approved", "zfin")],
                biotype="coding" if kind == _CODING else "rna" if "RNA" in identifier else "other",
            )
        return genes[identifier]

    for key, prefix in (("genes", "ncbigene"), ("ensembl", "ensembl")):
        for identifier, kind, symbol, other, *_ in headless(open_table(key), 4, _FIRST, table=f"zfin {key}"):
            entry = gene(identifier, symbol, kind)
            if other and f"{prefix}:{other}" not in entry.xrefs:
                entry.xrefs.append(f"{prefix}:{other}")
    for identifier, title, symbol, former, kind, *_ in headless(open_table("aliases"), 5, _FIRST, table="zfin aliases"):
        if "GENE" not in identifier.split("-")[1]:
            continue  # aliases of mutations, constructs and fish
        entry = gene(identifier, symbol, kind)
        _add(entry, title, "full_name")
        _add(entry, former, "full_name" if " " in former else "alias")
    for row in headless(open_table("orthologs"), 8, _FIRST, table="zfin human_orthos"):
        entry = gene(row[0], row[1], "")
        _add(entry, row[2], "full_name")
        human = f"hgnc:{row[7].removeprefix('HGNC:')}"
        if row[7] and human not in entry.orthologs:
            entry.orthologs.append(human)
    yield from genes.values()


def _add(entry: GeneEntry, text: str, status: str) -> None:
    if text and all(name.text != text for name in entry.names):
        entry.names.append(Name(text, status, "zfin"))
