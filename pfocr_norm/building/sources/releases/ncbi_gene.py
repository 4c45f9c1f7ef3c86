"""NCBI's ``gene_info``, one file an organism; also the way in for organisms without a table of their own (TAIR)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ..base import GeneEntry, OpenTable
from ..ncbi_gene import _BIOTYPES, GENE_INFO_COLUMNS, _gene, _list
from .base import Release, ReleaseFile, columns

_INFO = "https://ftp.ncbi.nlm.nih.gov/gene/DATA/GENE_INFO"

#: Organism to the file of its genes.
ORGANISMS = {
    "human": "Mammalia/Homo_sapiens", "mouse": "Mammalia/Mus_musculus", "rat": "Mammalia/Rattus_norvegicus",
    "cattle": "Mammalia/Bos_taurus", "pig": "Mammalia/Sus_scrofa", "dog": "Mammalia/Canis_familiaris",
    "fly": "Invertebrates/Drosophila_melanogaster", "worm": "Invertebrates/Caenorhabditis_elegans",
    "zebrafish": "Non-mammalian_vertebrates/Danio_rerio", "chicken": "Non-mammalian_vertebrates/Gallus_gallus",
    "frog": "Non-mammalian_vertebrates/Xenopus_tropicalis", "yeast": "Fungi/Saccharomyces_cerevisiae",
    "cress": "Plants/Arabidopsis_thaliana", "rice": "Plants/Oryza_sativa",
}  # fmt: skip

#: Organism to the taxon of its genes here, and the taxa of its file that are that organism: a file of a species has
#: its relatives too (Neanderthals, four subspecies of mice), whose genes would stand beside its own under one name.
TAXA: dict[str, tuple[int, frozenset[int]]] = {
    "human": (9606, frozenset((9606,))), "mouse": (10090, frozenset((10090,))), "rat": (10116, frozenset((10116,))),
    "cattle": (9913, frozenset((9913,))), "pig": (9823, frozenset((9823,))), "dog": (9615, frozenset((9615,))),
    "fly": (7227, frozenset((7227,))), "worm": (6239, frozenset((6239,))), "zebrafish": (7955, frozenset((7955,))),
    "chicken": (9031, frozenset((9031,))), "frog": (8364, frozenset((8364,))),
    # The genes of yeast and rice are those of the strain and of the subspecies that were sequenced.
    "yeast": (559292, frozenset((559292,))), "cress": (3702, frozenset((3702,))),
    "rice": (4530, frozenset((39947, 4530))),
}  # fmt: skip

RELEASE = Release(
    key="ncbi_gene",
    name="NCBI Gene",
    homepage="https://ftp.ncbi.nlm.nih.gov/gene/DATA/GENE_INFO/",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    takes="identifiers, symbols, aliases and other designations of 14 organisms",
    files=tuple(ReleaseFile(key, f"{_INFO}/{path}.gene_info.gz") for key, path in ORGANISMS.items()),
)

#: Prefixes of dbXrefs and the CURIEs they make.
_XREFS = (
    ("HGNC:HGNC:", "hgnc:"), ("MGI:MGI:", "mgi:"), ("RGD:", "rgd:"), ("FLYBASE:", "flybase:"), ("Ensembl:", "ensembl:"),
    ("WormBase:", "wormbase:"), ("ZFIN:", "zfin:"), ("SGD:", "sgd:"), ("Araport:", "tair.locus:"),
)  # fmt: skip


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of all organisms; regions that are no genes, and organisms without a file, are left out."""
    for key in ORGANISMS:
        try:
            stream = open_table(key)
        except KeyError:
            continue
        yield from parse_organism(stream, key)


def parse_organism(stream: BinaryIO, key: str) -> Iterator[GeneEntry]:
    """Yield the genes of one organism's file, those of its relatives left out."""
    own, taxa = TAXA[key]
    for row in columns(stream, GENE_INFO_COLUMNS, table=f"gene_info of {key}"):
        taxon, identifier, symbol, synonyms, dbxrefs, description, kind, others = row
        if kind == "biological-region" or symbol == "NEWENTRY" or not taxon.isdigit() or int(taxon) not in taxa:
            continue
        xrefs = [
            curie + item.removeprefix(prefix)
            for item in _list(dbxrefs, "|")
            for prefix, curie in _XREFS
            if item.startswith(prefix)
        ]
        yield _gene(
            own, identifier, symbol, _list(synonyms, "|"), [*_list(description, "\n"), *_list(others, "|")],
            biotype=_BIOTYPES.get(kind, "other"), xrefs=xrefs,
        )  # fmt: skip
