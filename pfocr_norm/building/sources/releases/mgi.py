"""MGI's marker list and its table of human homologs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ....vocabulary.entry import Name
from ..base import GeneEntry, OpenTable, names, split
from .base import Release, ReleaseFile, columns

_REPORTS = "https://www.informatics.jax.org/downloads/reports"

RELEASE = Release(
    key="mgi",
    name="Mouse Genome Informatics",
    homepage="https://www.informatics.jax.org/downloads/reports/index.html",
    licence="CC-BY-4.0",
    licence_url="https://www.informatics.jax.org/mgihome/other/copyright.shtml",
    takes="symbols, names and synonyms of mouse genes, NCBI Gene identifiers, human orthologs",
    files=(
        ReleaseFile("markers", f"{_REPORTS}/MRK_List2.rpt"),
        ReleaseFile("homologs", f"{_REPORTS}/HOM_MouseHumanSequence.rpt"),
    ),
    prefix="mgi",
)
COLUMNS = ("MGI Accession ID", "Marker Symbol", "Marker Name", "Marker Type", "Feature Type", "Marker Synonyms*")
HOMOLOGS = ("DB Class Key", "EntrezGene ID", "Mouse MGI ID", "HGNC ID")


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield the mouse's genes, markers of other kinds left out."""
    mouse: dict[str, list[str]] = defaultdict(list)
    human: dict[str, list[str]] = defaultdict(list)
    ncbi: dict[str, str] = {}
    for group, number, mgi, hgnc in columns(open_table("homologs"), HOMOLOGS, table="HOM_MouseHumanSequence"):
        if mgi.startswith("MGI:"):
            mouse[mgi].append(group)
            ncbi[mgi] = number
        elif hgnc.startswith("HGNC:"):
            human[group].append(hgnc.lower())
    for mgi, symbol, title, kind, feature, synonyms in columns(open_table("markers"), COLUMNS, table="MRK_List2"):
        if kind not in ("Gene", "Pseudogene"):
            continue
        yield GeneEntry(
            curie=mgi.lower(),
            name=symbol,
            entity_type="gene",
            taxon=10090,
            names=[
                Name(symbol, "approved", "mgi"),
                *names(split(title, "\n"), "full_name", "mgi"),
                *names(split(synonyms, "|"), "alias", "mgi"),
            ],
            xrefs=[f"ncbigene:{ncbi[mgi]}"] if ncbi.get(mgi) else [],
            orthologs=[gene for group in mouse.get(mgi, ()) for gene in human[group]],
            biotype=_biotype(kind, feature),
        )


def _biotype(kind: str, feature: str) -> str:
    if kind == "Pseudogene" or "pseudogene" in feature:
        return "pseudo"
    return "coding" if feature == "protein coding gene" else "rna" if "RNA" in feature else "other"
