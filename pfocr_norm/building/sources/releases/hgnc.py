"""HGNC's complete set and its list of withdrawn symbols, as genenames.org publishes them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable, names, split
from ..hgnc import NOT_GENES, _biotype, _final
from .base import Release, ReleaseFile, columns

_BUCKET = "https://storage.googleapis.com/public-download-files/hgnc"

#: Monthly files go after a year, quarterly ones stay; the two files of one month may bear dates some days apart.
_ARCHIVE = f"{_BUCKET}/archive/archive"

RELEASE = Release(
    key="hgnc",
    name="HGNC",
    homepage="https://www.genenames.org/download/",
    licence="CC0-1.0",
    licence_url="https://www.genenames.org/about/license/",
    takes="approved, previous and alias symbols and names, withdrawn entries, identifiers elsewhere, mouse and rat "
    "orthologs",
    files=(
        ReleaseFile(
            "complete",
            f"{_BUCKET}/tsv/tsv/hgnc_complete_set.txt",
            f"{_ARCHIVE}/monthly/tsv/hgnc_complete_set_{{release}}.txt",
            archives=(f"{_ARCHIVE}/quarterly/tsv/hgnc_complete_set_{{release}}.txt",),
        ),
        ReleaseFile(
            "withdrawn",
            f"{_BUCKET}/tsv/tsv/withdrawn.txt",
            f"{_ARCHIVE}/monthly/tsv/withdrawn_{{release}}.txt",
            archives=(f"{_ARCHIVE}/quarterly/tsv/withdrawn_{{release}}.txt",),
            near=3,
        ),
    ),
    prefix="hgnc",
    example="2025-07-01",
)

COLUMNS = (
    "hgnc_id", "symbol", "name", "locus_type", "status", "alias_symbol", "alias_name", "prev_symbol", "prev_name",
    "entrez_id", "ensembl_gene_id", "uniprot_ids", "mgd_id", "rgd_id",
)  # fmt: skip
WITHDRAWN = ("HGNC_ID", "WITHDRAWN_SYMBOL", "MERGED_INTO_REPORT*")
_ID = re.compile(r"HGNC:(\d+)")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the approved genes; withdrawn entries give their symbol to their successors."""
    successors: dict[str, list[str]] = {}
    symbols: dict[str, str] = {}
    for identifier, symbol, merged in columns(open_table("withdrawn"), WITHDRAWN, table="hgnc withdrawn"):
        number = identifier.removeprefix("HGNC:")
        successors[number], symbols[number] = _ID.findall(merged), symbol
    former: dict[str, list[str]] = defaultdict(list)
    for number, symbol in symbols.items():
        for final in _final(number, successors):
            former[final].append(symbol)
    for row in columns(open_table("complete"), COLUMNS, table="hgnc_complete_set", quoted=True):
        curie, symbol, title, locus, status, alias, alias_name, previous, old_name, ncbi, *others = row
        ensembl, uniprot, mgi, rgd = others
        if status != "Approved" or locus in NOT_GENES:
            continue
        yield GeneEntry(
            curie=curie.lower(),
            name=symbol,
            entity_type="gene",
            taxon=9606,
            names=[
                Name(symbol, "approved", "hgnc"),
                *names(split(title, "\n"), "full_name", "hgnc"),
                *names(split(previous, "|"), "previous", "hgnc"),
                *names(split(alias, "|"), "alias", "hgnc"),
                *names(split(alias_name, "|") + split(old_name, "|"), "full_name", "hgnc"),
                *names(former[curie.removeprefix("HGNC:")], "withdrawn", "hgnc"),
            ],
            xrefs=[
                *(f"ncbigene:{item}" for item in split(ncbi, "|")),
                *(f"ensembl:{item}" for item in split(ensembl, "|")),
                *(f"uniprot:{item}" for item in split(uniprot, "|")),
            ],
            orthologs=[item.lower() for item in split(mgi, "|") + split(rgd, "|") if ":" in item],
            biotype=_biotype(locus),
        )
