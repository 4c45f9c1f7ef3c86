"""ZFIN: zebrafish genes, their identifiers elsewhere, and their human orthologs."""

from __future__ import annotations

from collections.abc import Iterator

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, rows

_RAW = "danrerlib/database/raw_data/"

SOURCE = SourceInfo(
    key="zfin",
    name="ZFIN",
    version="2023-06-27",
    licence="CC-BY-4.0",
    licence_url="https://zfin.org/warranty",
    url="https://zfin.org/downloads",
    takes="symbols and names, NCBI Gene and Ensembl identifiers, human orthologs",
    tables=(
        Table("ncbi", "danrerlib", f"{_RAW}zfin_to_ncbi_V1.txt"),
        Table("ensembl", "danrerlib", f"{_RAW}zfin_to_ensembl_V1.txt"),
        Table("orthologs", "danrerlib", f"{_RAW}zfish_human_orthology_V1.txt"),
    ),
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield every zebrafish gene; human orthologs are `hgnc:` CURIEs.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    genes: dict[str, GeneEntry] = {}

    def gene(identifier: str, symbol: str) -> GeneEntry:
        if identifier not in genes:
            genes[identifier] = GeneEntry(
                curie=f"zfin:{identifier}",
                name=symbol,
                entity_type="gene",
                taxon=7955,
                names=[Name(symbol, "approved", "zfin")],
                biotype="coding" if identifier.startswith("ZDB-GENE-") else "rna" if "RNA" in identifier else "other",
            )
        return genes[identifier]

    for key, column, prefix in (("ncbi", "NCBI Gene ID", "ncbigene"), ("ensembl", "Ensembl ID", "ensembl")):
        for identifier, symbol, other in rows(open_table(key), ("ZFIN ID", "Symbol", column), table=f"zfin {key}"):
            xref = f"{prefix}:{other}"
            if other and xref not in (entry := gene(identifier, symbol)).xrefs:
                entry.xrefs.append(xref)
    columns = ("ZFIN ID", "ZFIN Symbol", "ZFIN Name", "HGNC ID")
    for identifier, symbol, title, hgnc in rows(open_table("orthologs"), columns, table="zfin orthologs"):
        entry = gene(identifier, symbol)
        if title and all(name.text != title for name in entry.names):
            entry.names.append(Name(title, "full_name", "zfin"))
        if hgnc and f"hgnc:{hgnc}" not in entry.orthologs:
            entry.orthologs.append(f"hgnc:{hgnc}")
    yield from genes.values()
