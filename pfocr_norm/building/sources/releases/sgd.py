"""SGD's table of chromosomal features of budding yeast; it has no header."""

from __future__ import annotations

from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable, names, split
from .base import MOD, Release, ReleaseFile, headless

RELEASE = Release(
    key="sgd",
    name="Saccharomyces Genome Database",
    homepage="http://sgd-archive.yeastgenome.org/curation/chromosomal_feature/",
    licence="CC-BY-4.0",
    licence_url="https://sites.google.com/view/yeastgenome-help/about",
    takes="standard and systematic names and aliases of yeast genes",
    files=(ReleaseFile("features", "https://downloads.yeastgenome.org/curation/chromosomal_feature/SGD_features.tab"),),
)
_GENES = frozenset("ORF ncRNA_gene snoRNA_gene snRNA_gene telomerase_RNA_gene blocked_reading_frame gene".split())


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of the reference strain, S288C."""
    for row in headless(open_table("features"), 8, r"S\d{9}$", table="SGD_features"):
        identifier, kind, qualifier, systematic, standard, aliases = row[:6]
        if kind not in _GENES or "Dubious" in qualifier or not (standard or systematic):
            continue
        symbol = standard or systematic
        other = [systematic] if systematic and systematic != symbol else []
        more = split(aliases, "|")
        # "SNAP receptor SNC1" says what the protein is.
        full = [text for text in more if " " in text]
        other += [text for text in more if " " not in text]
        yield GeneEntry(
            curie=f"sgd:{identifier}",
            name=symbol,
            entity_type="gene",
            taxon=559292,
            names=[
                Name(symbol, "approved", MOD),
                *names(other, "alias", MOD),
                *names(full, "full_name", MOD),
            ],
            biotype="coding" if kind == "ORF" else "rna",
        )
