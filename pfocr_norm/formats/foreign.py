"""Records in the files of other programs: pathways (GPML), annotated texts (PubTator, BioC JSON), Excel sheets."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from ..errors import RecordError
from ..model.record import FigureRecord

#: Formats that are read here.
FOREIGN = ("gpml", "pubtator", "bioc", "xlsx")
#: Bytes that are read whole.
MOST_BYTES = 256 * 1024 * 1024


def read_foreign(
    stream: BinaryIO, format: str, source: str
) -> Iterator[tuple[int | None, FigureRecord | dict[str, str] | RecordError]]:
    """Yield the records of a file, or the rows of a sheet, each with its line where it has one.

    What cannot be read comes as an error in its place.
    """
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        yield None, RecordError(f"is larger than {MOST_BYTES // 2**20} MB, too large to be read whole", source=source)
    elif format == "xlsx":
        from . import sheets

        yield from sheets.read_rows(io.BytesIO(data), source)
    else:
        for record in _records(data, format, source):
            yield record.line, record


def _records(data: bytes, format: str, source: str) -> Iterator[FigureRecord | RecordError]:
    if format == "gpml":
        from . import gpml

        try:
            yield gpml.parse(data, source=source).record()
        except RecordError as error:
            yield error
        return
    from .exchange.annotations import read_bioc, read_pubtator

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        yield RecordError("is not UTF-8; save the file as UTF-8", source=source, line=line)
        return
    if format == "bioc":
        yield from read_bioc(text, source=source)
    else:
        yield from read_pubtator(io.StringIO(text, newline="\n"), source=source)
