"""Proteins of the viruses that figures show, by the names that figures print."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from ...errors import SourceError
from ...vocabulary.entry import Name
from .base import GeneEntry, OpenTable, SourceInfo
from .releases.base import MOD
from .uniprot import SOURCE as SWISS_PROT
from .uniprot import entry_names

SOURCE = SourceInfo(
    key="viruses",
    name="Proteins of viruses",
    version="2026-11",
    licence="MIT",
    licence_url="",
    url="",
    takes="symbols and names of proteins of 24 viruses, written for this package; accessions as in Swiss-Prot",
    tables=tuple(table for table in SWISS_PROT.tables if table.key == "current"),
)


def parse(open_table: OpenTable) -> Iterator[GeneEntry]:
    """Yield one entry per protein; the products of one polyprotein are names of it.

    Raises
    ------
    SourceError
        A line of the list names an accession that Swiss-Prot has not, or under another entry name.
    """
    current = entry_names(open_table)
    text = files(__package__).joinpath("viruses.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        taxon, accession, entry_name, symbol, *others = line.split("\t")
        if current.get(accession) != entry_name:
            found = current.get(accession, "not in Swiss-Prot")
            raise SourceError(f"viruses.tsv: line {number}: {accession} is {found}, not {entry_name}")
        texts = others[0].split("|") if others else []
        yield GeneEntry(
            curie=f"uniprot:{accession}",
            name=symbol,
            entity_type="gene",
            taxon=int(taxon),
            names=[
                Name(symbol, "approved", MOD),
                *(Name(t, "full_name" if " " in t and len(t) > 9 else "alias", MOD) for t in texts if t),
            ],
            biotype="coding",
        )
