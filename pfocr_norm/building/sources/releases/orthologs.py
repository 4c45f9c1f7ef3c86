"""NCBI's table of orthologs."""

from __future__ import annotations

from collections.abc import Iterator

from ..base import GeneEntry, OpenTable
from .base import Release, ReleaseFile, columns

#: Organisms of the vocabulary, as NCBI numbers them here.
TAXA = frozenset(
    ("9606", "10090", "10116", "7227", "6239", "7955", "9598", "9544", "9615", "9913", "9031", "8364", "559292", "4896",
     "3702", "4530", "9823", "9986", "9541", "9483")
)  # fmt: skip

RELEASE = Release(
    key="orthologs",
    name="NCBI orthologs",
    homepage="https://ftp.ncbi.nlm.nih.gov/gene/DATA/",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    takes="pairs of orthologs, by NCBI Gene identifier",
    files=(ReleaseFile("pairs", "https://ftp.ncbi.nlm.nih.gov/gene/DATA/gene_orthologs.gz"),),
)
COLUMNS = ("tax_id", "GeneID", "relationship", "Other_tax_id", "Other_GeneID")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per pair: no names, the one gene's CURIE and the other as its ortholog."""
    for taxon, gene, relation, other_taxon, other in columns(open_table("pairs"), COLUMNS, table="gene_orthologs"):
        if relation == "Ortholog" and taxon in TAXA and other_taxon in TAXA:
            yield GeneEntry(f"ncbigene:{gene}", "", "gene", int(taxon), orthologs=[f"ncbigene:{other}"])
