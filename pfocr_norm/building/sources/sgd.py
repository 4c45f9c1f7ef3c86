"""SGD's genes of budding yeast, and UniProt's list of their proteins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import SourceError
from .base import GeneEntry, OpenTable, SourceInfo, Table
from .releases import sgd as release

_FOLDER = "transposonmapper/data_files"

SOURCE = SourceInfo(
    key="sgd",
    name="Saccharomyces Genome Database; UniProt's list of yeast proteins",
    version="2021-01 (list of proteins), genome R64-2-1",
    licence="CC-BY-4.0 (both)",
    licence_url="https://sites.google.com/view/yeastgenome-help/about",
    url="https://downloads.yeastgenome.org/curation/chromosomal_feature/SGD_features.tab",
    takes="standard and systematic names and aliases of budding yeast, and the accessions of their proteins",
    tables=(
        Table("features", "transposonmapper", f"{_FOLDER}/SGD_features.tab"),
        # https://www.uniprot.org/docs/yeast, under CC BY 4.0 as its last lines say.
        Table("proteins", "transposonmapper", f"{_FOLDER}/Yeast_Protein_Names.txt"),
    ),
)

# Systematic name, accession, entry name, SGD identifier; gene names, which may take several lines, come before.
_PROTEIN = re.compile(r"\s([A-Z][A-Z0-9]{5}|[A-Z][A-Z0-9]{9})\s+\w+_YEAST\s+(S\d{9})\s")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of the reference strain, S288C, and no dubious ones.

    Raises
    ------
    SourceError
        The table is not of the form known.
    """
    return release.parse(open_table)


def parse_proteins(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per protein and gene: an accession with the gene's SGD identifier.

    Raises
    ------
    SourceError
        The list has no line of the form known.
    """
    found = False
    for line in open_table("proteins").read().decode("utf-8", "replace").splitlines():
        match = _PROTEIN.search(line)
        if match is not None:
            found = True
            accession, gene = match.groups()
            yield GeneEntry(
                curie=f"uniprot:{accession}", name="", entity_type="gene", taxon=559292, xrefs=[f"sgd:{gene}"]
            )
    if not found:
        raise SourceError("yeast proteins: no line has an accession and an SGD identifier; the list's form has changed")
