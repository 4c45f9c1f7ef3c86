"""The Alliance of Genome Resources' combined table of orthologs."""

from __future__ import annotations

from collections.abc import Iterator

from ..base import GeneEntry, OpenTable
from .base import Release, ReleaseFile, columns

RELEASE = Release(
    key="alliance",
    name="Alliance of Genome Resources orthologs",
    homepage="https://www.alliancegenome.org/downloads#orthology",
    licence="CC-BY-4.0",
    licence_url="https://www.alliancegenome.org/terms-of-use",
    takes="pairs of orthologs that are each other's best, of human, mouse, rat, fly, worm, zebrafish and yeast",
    files=(
        ReleaseFile(
            "pairs",
            "https://fms.alliancegenome.org/download/ORTHOLOGY-ALLIANCE_COMBINED.tsv.gz",
            "https://download.alliancegenome.org/{release}/ORTHOLOGY-ALLIANCE/COMBINED/"
            "ORTHOLOGY-ALLIANCE_COMBINED_0.tsv.gz",
            saved="ORTHOLOGY-ALLIANCE_COMBINED*.tsv*",
        ),
    ),
    example="9.1.0",
    note="The Alliance has moved its files before: its downloads page has the table of orthologs (TSV), which "
    "`pfocr-norm data build --from FOLDER` takes.",
)
COLUMNS = ("Gene1ID", "Gene1SpeciesTaxonID", "Gene2ID", "AlgorithmsMatch", "IsBestScore", "IsBestRevScore")
_PREFIXES = {
    "HGNC": "hgnc",
    "MGI": "mgi",
    "RGD": "rgd",
    "FB": "flybase",
    "WB": "wormbase",
    "ZFIN": "zfin",
    "SGD": "sgd",
}
#: Methods that must agree.
METHODS = 3


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per pair: no names, the one gene's CURIE and the other as its ortholog."""
    for one, taxon, other, methods, best, reverse in columns(open_table("pairs"), COLUMNS, table="ORTHOLOGY-ALLIANCE"):
        first, second = _curie(one), _curie(other)
        if first and second and best.startswith("Yes") and reverse.startswith("Yes") and int(methods or 0) >= METHODS:
            yield GeneEntry(first, "", "gene", int(taxon.removeprefix("NCBITaxon:")), orthologs=[second])


def _curie(text: str) -> str:
    prefix, _, identifier = text.partition(":")
    return f"{_PREFIXES[prefix]}:{identifier}" if prefix in _PREFIXES else ""
