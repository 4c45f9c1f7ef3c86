"""Excel sheets: rows in, rows out; needs openpyxl (extra ``excel``)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from ..errors import InputError, RecordError, require
from ..model.record import is_placeholder
from .tables import check_columns

#: Characters that no cell of Excel holds, and how long a cell may be.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
LONGEST_CELL = 32_767
#: Rows of a sheet of Excel, the header among them.
MOST_ROWS = 1_048_576
#: Bytes of an unpacked file at most: some five million cells.
LARGEST = 512 << 20
#: Written in the place of the time of writing, so that the same rows give the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rows(file: Any, source: str) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of the first sheet of an Excel file, numbered from 1, with the values of their cells.

    Raises
    ------
    InputError
        When it is no Excel file.
    """
    openpyxl = require("Excel files", "excel", "openpyxl")
    try:
        with zipfile.ZipFile(file) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > LARGEST:
            raise ValueError(f"it unpacks to {size // 2**20:,} MB; save the sheet as .csv")
        if hasattr(file, "seek"):
            file.seek(0)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its size may be the whole grid
    except Exception as error:  # zipfile, XML and its own errors
        raise InputError(f"cannot be read as an Excel file: {error}", source=source) from None
    try:
        yield from enumerate(sheet.iter_rows(values_only=True), 1)
    except Exception as error:
        raise InputError(f"the sheet cannot be read: {error}", source=source) from None
    finally:
        book.close()


def cell_text(value: Any) -> str:
    """Return a cell as text: a number of a spreadsheet loses its .0, a date becomes what the symbol had looked like.

    >>> import datetime
    >>> cell_text("MEK1"), cell_text(7157.0), cell_text(None), cell_text(datetime.date(2026, 3, 1))
    ('MEK1', '7157', '', '1-Mar')
    """
    if isinstance(value, str):
        return value
    if is_placeholder(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if hasattr(value, "strftime"):
        return f"{value.day}-{value.strftime('%b')}"
    return str(value)


def read_rows(file: Any, source: str) -> Iterator[tuple[int, dict[str, str] | RecordError]]:
    """Yield the rows of a sheet under its header, as those of a CSV file, each with its number."""
    columns: list[str] | None = None
    try:
        for number, cells in rows(file, source):
            texts = [cell_text(cell) for cell in cells]
            if columns is None:
                columns = [text.strip() for text in texts]
                check_columns([name for name in columns if name], source=source)
            elif any(texts):
                yield number, {name: text for name, text in zip(columns, texts, strict=False) if name}
    except RecordError as error:
        yield error.line or 1, error
        return
    if columns is None:
        yield 1, InputError("the table is empty: a header line is missing", source=source, line=1)


def written(table: Iterable[Sequence[str]], *, title: str = "pfocr_norm") -> bytes:
    """Return an Excel file of one sheet whose cells are text, so that no symbol becomes a date and none a formula.

    Parameters
    ----------
    table
        The rows, the header first.
    title
        Name of the sheet.

    Raises
    ------
    RecordError
        When there are more rows than a sheet has.
    """
    openpyxl = require("Excel files", "excel", "openpyxl")

    book = openpyxl.Workbook(write_only=True)
    book.properties.created = book.properties.modified = datetime(*_EPOCH)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table, start=1):
        if number > MOST_ROWS:
            raise RecordError(f"more than {MOST_ROWS:,} rows do not go into a sheet; write .tsv or .parquet")
        cells = []
        for text in row:
            cell = openpyxl.cell.WriteOnlyCell(sheet, _ILLEGAL.sub("\ufffd", text)[:LONGEST_CELL])
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """Return an archive with its members in order and without the time of writing."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            new.writestr(ZipInfo(name, _EPOCH), content, ZIP_DEFLATED)
    return out.getvalue()
