"""Ensembl's genes of vertebrates with their synonyms, as the tables of a package for browsers have them."""

from __future__ import annotations

import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from typing import BinaryIO

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table
from .gencode import NOT_A_SYMBOL

#: File name to NCBI Taxonomy id.
ORGANISMS = {
    "mus-musculus": 10090, "rattus-norvegicus": 10116, "danio-rerio": 7955, "bos-taurus": 9913,
    "canis-lupus-familiaris": 9615, "sus-scrofa": 9823, "gallus-gallus": 9031, "equus-caballus": 9796,
    "macaca-mulatta": 9544, "pan-troglodytes": 9598,
}  # fmt: skip
_FOLDER = "package/dist/data/cache"

SOURCE = SourceInfo(
    key="ensembl",
    name="Ensembl",
    version="release 102, 2020-11",
    licence="no restrictions (EMBL-EBI terms of use)",
    licence_url="https://www.ensembl.org/info/about/legal/disclaimer.html",
    url="https://ftp.ensembl.org/pub/release-102/gff3/",
    takes="identifiers, symbols and synonyms of the genes of 10 organisms; no descriptions",
    tables=tuple(
        Table(f"{kind}:{organism}", "ideogram", f"{_FOLDER}/{kind}/{organism}-{kind}.tsv.gz")
        for organism in ORGANISMS
        for kind in ("genes", "synonyms")
    ),
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield every gene that has a symbol of its own, organism by organism.

    Raises
    ------
    SourceError
        A table is not of the form known.
    """
    for organism, taxon in ORGANISMS.items():
        synonyms = _synonyms(open_table(f"synonyms:{organism}"), table=f"{organism} synonyms")
        yield from _genes(open_table(f"genes:{organism}"), taxon, synonyms, table=f"{organism} genes")


def _lines(stream: BinaryIO, *, table: str) -> Iterator[str]:
    try:
        with gzip.open(stream) as plain:
            yield from io.TextIOWrapper(plain, encoding="utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SourceError(f"{table}: cannot be read: {error}") from error


def _synonyms(stream: BinaryIO, *, table: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in _lines(stream, table=table):
        if not line.startswith("#"):
            symbol, *others = line.rstrip("\n").replace("|", "\t").split("\t")
            found[symbol] += [
                text for other in others if (text := " ".join(other.split())) and not text.startswith("GN ")
            ]
    return found


def _genes(stream: BinaryIO, taxon: int, synonyms: dict[str, list[str]], *, table: str) -> Iterator[GeneEntry]:
    prefix, columns = "", ""
    for line in _lines(stream, table=table):
        if line.startswith("## prefix:"):
            prefix = line.partition(":")[2].strip()
        elif line.startswith("# chr"):
            columns = line
        elif not line.startswith("#"):
            fields = line.rstrip("\n").split("\t")
            if not prefix or "\tslim_id\tsymbol" not in columns or len(fields) < 5 or not fields[3].isdigit():
                raise SourceError(f"{table}: not the table of genes that it should be; its form has changed")
            symbol = fields[4].strip()
            if not symbol or NOT_A_SYMBOL.match(symbol):
                continue
            identifier = prefix + fields[3].zfill(11)
            yield GeneEntry(
                curie=f"ensembl:{identifier}",
                name=symbol,
                entity_type="gene",
                taxon=taxon,
                names=[
                    Name(symbol, "approved", "gencode"),
                    *(Name(text, "alias", "gencode") for text in synonyms.get(symbol, ()) if text != symbol),
                ],
            )
