"""miRBase: mature microRNAs, by the names of their sequences."""

from __future__ import annotations

import io
from collections.abc import Iterator

from ...errors import SourceError
from .base import OpenTable, SourceInfo, Table

SOURCE = SourceInfo(
    key="mirbase",
    name="miRBase",
    version="22.1 (2018-10)",
    licence="public domain",
    licence_url="https://www.mirbase.org/help/faq/",
    url="https://www.mirbase.org/download/",
    takes="names and accessions of mature microRNAs; no sequences",
    tables=(Table("mature", "isb-firm", "firm/common/mature.fa"),),
)
#: Prefix of a microRNA's name to NCBI Taxonomy id.
TAXA = {
    "hsa": 9606, "mmu": 10090, "rno": 10116, "dme": 7227, "cel": 6239, "dre": 7955, "gga": 9031, "bta": 9913,
    "ssc": 9823, "cfa": 9615, "ath": 3702, "osa": 4530, "eca": 9796, "xtr": 8364,
}  # fmt: skip


def parse(open_table: OpenTable) -> Iterator[tuple[int, str, str]]:
    """Yield organism, name (``hsa-miR-21-5p``) and accession (``MIMAT0000076``).

    Raises
    ------
    SourceError
        The file has no header of the form known.
    """
    found = False
    for line in io.TextIOWrapper(open_table("mature"), encoding="utf-8"):
        if line.startswith(">"):
            name, accession, *_ = line[1:].split()
            if not accession.startswith("MIMAT"):
                raise SourceError(f"miRBase: {line.strip()!r} has no accession; the form of the file has changed")
            found = True
            taxon = TAXA.get(name.partition("-")[0])
            if taxon is not None:
                yield taxon, name, accession
    if not found:
        raise SourceError("miRBase: no sequence in the file; fetch it again")
