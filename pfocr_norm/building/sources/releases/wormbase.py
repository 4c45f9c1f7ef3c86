"""WormBase's gene identifiers and other names of *C. elegans*; tables without headers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable
from .base import MOD, Release, ReleaseFile, headless

# WormBase's own host answers scripts with a refusal; the European Bioinformatics Institute mirrors its releases.
_MIRROR = "https://ftp.ebi.ac.uk/pub/databases/wormbase/releases"
_FOLDER = f"{_MIRROR}/{{release}}/species/c_elegans/PRJNA13758/annotation/c_elegans.PRJNA13758.{{release}}"

RELEASE = Release(
    key="wormbase",
    name="WormBase",
    homepage="https://wormbase.org/about/userguide/for_developers",
    licence="CC-BY-4.0",
    licence_url="https://wormbase.org/about/policies",
    takes="public names, sequence names and other names of C. elegans genes",
    files=(
        # The host's current files bear two names: canonical_bioproject.current and PRJNA13758.current.
        ReleaseFile("genes", f"{_FOLDER}.geneIDs.txt.gz", saved="c_elegans.*.geneIDs.txt*"),
        ReleaseFile("others", f"{_FOLDER}.geneOtherIDs.txt.gz", saved="c_elegans.*.geneOtherIDs.txt*"),
    ),
    prefix="wormbase",
    latest=(f"{_MIRROR}/", r"(WS\d+)"),
    example="WS298",
)
_NAMED = re.compile(r"^[a-z]{3,4}-\d+")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the live genes that code for a protein, and the other live ones that have a name (``let-7``)."""
    # A gene has one line for all its other names, or a line for each.
    others: dict[str, list[str]] = defaultdict(list)
    for row in headless(open_table("others"), 4, r"WBGene\d", table="wormbase geneOtherIDs"):
        others[row[0]] += [text for text in row[2:] if text and text != "N.A."]
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
