"""WormBase's gene identifiers and other names of *C. elegans*; tables without headers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable
from .base import MOD, Release, ReleaseFile, headless

_ANNOTATION = "https://downloads.wormbase.org/species/c_elegans/annotation"
_OLDER = "https://downloads.wormbase.org/releases/{release}/species/c_elegans/PRJNA13758/annotation"
_STEM = "c_elegans.PRJNA13758.{release}"

RELEASE = Release(
    key="wormbase",
    name="WormBase",
    homepage="https://wormbase.org/about/userguide/for_developers",
    licence="CC-BY-4.0",
    licence_url="https://wormbase.org/about/policies",
    takes="public names, sequence names and other names of C. elegans genes",
    files=(
        ReleaseFile(
            "genes",
            f"{_ANNOTATION}/geneIDs/c_elegans.canonical_bioproject.current.geneIDs.txt.gz",
            f"{_OLDER}/{_STEM}.geneIDs.txt.gz",
        ),
        ReleaseFile(
            "others",
            f"{_ANNOTATION}/geneOtherIDs/c_elegans.canonical_bioproject.current.geneOtherIDs.txt.gz",
            f"{_OLDER}/{_STEM}.geneOtherIDs.txt.gz",
        ),
    ),
    prefix="wormbase",
    example="WS295",
)
_NAMED = re.compile(r"^[a-z]{3,4}-\d+")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the live genes that code for a protein, and the other live ones that have a name (``let-7``)."""
    others: dict[str, list[str]] = {}
    for row in headless(open_table("others"), 4, r"WBGene\d", table="wormbase geneOtherIDs"):
        others[row[0]] = [text for text in row[2:] if text and text != "N.A."]
    for _, identifier, public, sequence, status, kind in (
        row[:6] for row in headless(open_table("genes"), 6, r"\d+$", table="wormbase geneIDs", delimiter=",")
    ):
        symbol = public or sequence
        coding = kind == "protein_coding_gene"
        if status != "Live" or not symbol or not (coding or _NAMED.match(symbol)):
            continue
        aliases = [text for text in dict.fromkeys([sequence, *others.get(identifier, [])]) if text and text != symbol]
        yield GeneEntry(
            curie=f"wormbase:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=6239,
            names=[Name(symbol, "approved", MOD), *(Name(text, "alias", MOD) for text in aliases)],
            biotype="coding" if coding else "pseudo" if "pseudogene" in kind else "rna",
        )
