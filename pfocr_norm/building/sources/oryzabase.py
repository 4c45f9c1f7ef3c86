"""Oryzabase: symbols of rice genes with their loci in the two annotations of the genome."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, rows, split
from .releases.base import MOD

SOURCE = SourceInfo(
    key="oryzabase",
    name="Oryzabase",
    version="2024-12 (the copy)",
    licence="free with attribution (National BioResource Project, Japan); facts only",
    licence_url="https://shigen.nig.ac.jp/rice/oryzabase/",
    url="https://shigen.nig.ac.jp/rice/oryzabase/download/gene",
    takes="symbols and synonyms of rice genes, RAP and MSU loci; no descriptions",
    tables=(Table("genes", "pyrice", "pyrice-0.2.13/pyrice/support/oryzabase.txt"),),
)
_COLUMNS = ("CGSNL Gene Symbol", "Gene symbol synonym(s)", "CGSNL Gene Name", "RAP ID", "MSU ID")
_RAP = re.compile(r"Os\d\dg\d{7}")
_MSU = re.compile(r"LOC_Os\d\dg\d{5}")
#: "_" stands where nobody has given a name; brackets hold organelles' and old genetic symbols.
_SYMBOL = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][\w.'/-]{1,18}$")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the genes that have one locus in RAP's annotation; several entries of one locus are one gene.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    genes: dict[str, GeneEntry] = {}
    for symbol, synonyms, title, rap, msu in rows(open_table("genes"), _COLUMNS, table="oryzabase"):
        loci = dict.fromkeys(_RAP.findall(rap))
        if len(loci) != 1:
            continue
        locus = next(iter(loci))
        texts = list(dict.fromkeys(text for text in (symbol, *split(synonyms, ",")) if _SYMBOL.match(text)))
        # OsMADS14 is found by MADS14: the letters of the species are taken off where it is looked up.
        short = {text.casefold() for text in texts}
        texts = [text for text in texts if not (text.startswith("Os") and text[2:].lstrip("-").casefold() in short)]
        if not texts:
            continue
        gene = genes.get(locus)
        if gene is None:
            gene = genes[locus] = GeneEntry(
                curie=f"ensembl:{locus}",
                name=texts[0],
                entity_type="gene",
                taxon=4530,
                names=[Name(texts[0], "approved", MOD), Name(locus, "alias", MOD)],
                biotype="coding",
            )
        gene.names += [
            Name(text, "alias", MOD) for text in dict.fromkeys((*texts, *_MSU.findall(msu)[:1])) if text != gene.name
        ]
        if title and len(title) <= 60 and title != "_":
            gene.names.append(Name(title.lower(), "full_name", MOD))
    yield from genes.values()
