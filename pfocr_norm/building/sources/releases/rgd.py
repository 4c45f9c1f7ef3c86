"""RGD's table of rat genes."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable, names, split
from .base import Release, ReleaseFile, columns

RELEASE = Release(
    key="rgd",
    name="Rat Genome Database",
    homepage="https://download.rgd.mcw.edu/data_release/",
    licence="CC-BY-4.0",
    licence_url="https://rgd.mcw.edu/wg/about-us/disclaimer/",
    takes="symbols, names, former symbols and names of rat genes, NCBI Gene, Ensembl and UniProt identifiers",
    files=(ReleaseFile("genes", "https://download.rgd.mcw.edu/data_release/GENES_RAT.txt"),),
    prefix="rgd",
)
COLUMNS = (
    "GENE_RGD_ID", "SYMBOL", "NAME", "NCBI_GENE_ID", "UNIPROT_ID", "OLD_SYMBOL", "OLD_NAME", "GENE_TYPE", "ENSEMBL_ID",
)  # fmt: skip


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the rat's genes."""
    for row in columns(open_table("genes"), COLUMNS, table="GENES_RAT"):
        identifier, symbol, title, ncbi, uniprot, old_symbols, old_names, kind, ensembl = row
        if not symbol:
            continue
        yield GeneEntry(
            curie=f"rgd:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=10116,
            names=[
                Name(symbol, "approved", "rgd"),
                *names(split(title, "\n"), "full_name", "rgd"),
                *names(split(old_symbols, ";"), "alias", "rgd"),
                *names(split(old_names, ";"), "full_name", "rgd"),
            ],
            xrefs=[
                *(f"ncbigene:{item}" for item in split(ncbi, ";")),
                *(f"uniprot:{item}" for item in split(uniprot, ";")),
                *(f"ensembl:{item}" for item in split(ensembl, ";") if item.startswith("ENSRNOG00000")),
            ],
            biotype="coding" if kind == "protein-coding" else "pseudo" if "pseudo" in kind else "other",
        )
