"""The curation table of the Pathway Figure OCR database, for a database's own update script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.result import NormalizedRecord
from ..writers import join_cell, table_bytes

#: Columns of the table, as PFOCR's curation file has them.
COLUMNS = ("figid", "figtitle", "number", "caption", "organisms", "year")


def write(results: Iterable[NormalizedRecord], *, spreadsheet_safe: bool = False) -> Iterator[str]:
    """Yield the table as TSV: one line a figure, the organisms of the call in PFOCR's list form.

    Number and year are those of the record, where it has them; with ``spreadsheet_safe`` no cell begins like a formula.
    """
    yield table_bytes([COLUMNS], format="tsv").decode()
    for result in results:
        record = result.record
        extra = record.extra
        organisms = join_cell([organism.name for organism in result.organism.organisms])
        row = [record.figid, record.figtitle, extra.get("number", ""), record.caption, organisms, extra.get("year", "")]
        cells = ["" if cell is None else str(cell) for cell in row]
        yield table_bytes([cells], format="tsv", spreadsheet_safe=spreadsheet_safe).decode()
