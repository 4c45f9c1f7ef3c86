"""Records and results as JSON Lines, CSV, TSV and Parquet."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import OutputError, RecordError
from . import json_lines
from ._atomic import atomic_file
from ._streams import split_compression, zstandard_module
from .source import SUFFIXES
from .tables import KNOWN_COLUMNS, parquet_module, split_cell

if TYPE_CHECKING:
    from ..model.record import FigureRecord

_TABLE_FORMATS = {"csv": ",", "tsv": "\t"}
#: What makes a spreadsheet read a cell as a formula (OWASP, CSV injection), also in the width of East Asian letters.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_RECORD_COLUMNS = tuple(name for name in KNOWN_COLUMNS if name != "schema-jsonld")


def output_format(path: str | os.PathLike[str], format: str | None = None) -> tuple[str, str | None]:
    """Tell format and compression of an output by its name.

    Raises
    ------
    OutputError
        When the ending is unknown.

    Examples
    --------
    >>> output_format("pfocr.tsv.zst")
    ('tsv', 'zstd')
    """
    stem, compression = split_compression(os.fspath(path))
    found = format or SUFFIXES.get(os.path.splitext(stem)[1].lower())
    if found not in ("jsonl", "csv", "tsv", "parquet"):
        raise OutputError(
            f"{os.fspath(path)}: unknown kind of output; "
            "end the name in .jsonl, .csv, .tsv (also .gz, .zst) or .parquet"
        )
    if found == "parquet" and compression:
        raise OutputError(f"{os.fspath(path)}: Parquet is compressed inside; end the name in .parquet")
    # A library that is missing is told of before anything is done.
    if compression == "zstd":
        zstandard_module()
    if found == "parquet":
        parquet_module()
    return found, compression


def compress(data: bytes, compression: str | None) -> bytes:
    """Compress one piece; the pieces one after the other are a valid file, the same bytes every time."""
    if compression == "gzip":
        import gzip

        return gzip.compress(data, compresslevel=6, mtime=0)
    if compression == "zstd":
        packed: bytes = zstandard_module().ZstdCompressor(level=9).compress(data)
        return packed
    return data


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula: one that begins like one gets an apostrophe in front.

    >>> safe_cell("=1+1"), safe_cell("-"), safe_cell("AKT1"), safe_cell(-0.5)
    ("'=1+1", "'-", 'AKT1', -0.5)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def table_bytes(rows: Iterable[Sequence[Any]], *, format: str, spreadsheet_safe: bool = False) -> bytes:
    """Encode rows as CSV or TSV; line breaks inside cells are quoted, a lone surrogate is written as an escape.

    Parameters
    ----------
    rows
        Cells of any type, row by row.
    format
        ``csv`` or ``tsv``.
    spreadsheet_safe
        Whether cells pass :func:`safe_cell`.
    """
    rows = [[*map(safe_cell, row)] for row in rows] if spreadsheet_safe else list(rows)
    text = _table(rows, format, "\n")
    if "\r" in text:  # which the writer quotes only where lines end in it
        text = "".join(_table([row], format, "\r\n")[:-2] + "\n" for row in rows)
    return text.encode("utf-8", "backslashreplace")


def _table(rows: Iterable[Sequence[Any]], format: str, end: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=_TABLE_FORMATS[format], lineterminator=end).writerows(rows)
    return out.getvalue()


def join_cell(words: Sequence[str]) -> str:
    """Write a list into one table cell so that :func:`split_cell` gives it back.

    >>> join_cell(["MEK", "ERK"]), join_cell(["PI(3;4)P2"])
    ('MEK|ERK', '["PI(3;4)P2"]')
    """
    cell = "|".join(words)
    return cell if split_cell(cell) == list(words) else json.dumps(list(words), ensure_ascii=False)


def write_records(
    records: Iterable[FigureRecord | RecordError], path: str | os.PathLike[str], *, format: str | None = None
) -> int:
    """Write records (not results) to a JSON Lines, CSV, TSV or Parquet file, which appears when it is whole.

    Unknown fields survive in JSON Lines only; the OCR words go along everywhere.

    Parameters
    ----------
    records
        Records as :func:`pfocr_norm.formats.read_records` gives them.
    path
        ``.jsonl``, ``.csv``, ``.tsv`` (also ``.gz``, ``.zst``) or ``.parquet``.
    format
        Overrides the file ending.

    Returns
    -------
    int
        Number of records.

    Raises
    ------
    RecordError
        The first broken record that comes.
    OutputError
        When the file cannot be written.
    """
    found, compression = output_format(path, format)
    count = 0
    with atomic_file(path) as stream:
        parquet = _ParquetRecords(stream) if found == "parquet" else None
        if found in _TABLE_FORMATS:
            stream.write(compress(table_bytes([_RECORD_COLUMNS], format=found), compression))
        for batch in _batches(records):
            count += len(batch)
            if parquet is not None:
                parquet.write(batch)
            elif found == "jsonl":
                data = b"".join(json_lines.dumps(json_lines.to_object(record)) for record in batch)
                stream.write(compress(data, compression))
            else:
                stream.write(compress(table_bytes(map(_row, batch), format=found), compression))
        if parquet is not None:
            parquet.close()
    return count


class _ParquetRecords:
    def __init__(self, stream: BinaryIO) -> None:
        import pyarrow as pa

        text, words = pa.string(), pa.list_(pa.string())
        lists = ("keywords", "organisms", "organisms_ner")
        self.schema = pa.schema([(name, words if name in lists else text) for name in _RECORD_COLUMNS])
        self.writer = parquet_module().ParquetWriter(stream, self.schema, compression="zstd")

    def write(self, records: Sequence[FigureRecord]) -> None:
        import pyarrow as pa

        rows = []
        for record in records:
            row = json_lines.to_object(record)
            words = row.get(json_lines.WORDS_FIELD)
            row[json_lines.WORDS_FIELD] = json.dumps(words) if words else None
            rows.append({name: _utf8(row.get(name)) for name in _RECORD_COLUMNS})
        self.writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=self.schema))

    def close(self) -> None:
        self.writer.close()


def _utf8(value: Any) -> Any:
    if isinstance(value, list):
        return [_utf8(item) for item in value]
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def _row(record: FigureRecord) -> list[str]:
    obj = json_lines.to_object(record)
    words = obj.get(json_lines.WORDS_FIELD)
    obj[json_lines.WORDS_FIELD] = json.dumps(words, ensure_ascii=False) if words else ""
    return [join_cell(obj[name]) if isinstance(obj[name], list) else str(obj[name]) for name in _RECORD_COLUMNS]


def _batches(records: Iterable[FigureRecord | RecordError], size: int = 256) -> Iterable[list[FigureRecord]]:
    batch: list[FigureRecord] = []
    for record in records:
        if isinstance(record, RecordError):
            raise record
        batch.append(record)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
