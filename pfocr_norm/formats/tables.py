"""CSV, TSV and Parquet: one record a row, lists in one cell."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import InputError, RecordError, require
from ..model.cells import split_cell, split_names
from ..model.fields import meant_field
from ..model.record import FigureRecord, is_placeholder
from ..vocabulary.files import special_kind
from ._streams import bounded_lines, damage
from .json_lines import WORDS_FIELD, from_object, ocr_words

if TYPE_CHECKING:
    import pyarrow.parquet as pq

#: Columns without which a table is no table of figures.
NEEDED_COLUMNS = ("keywords",)
#: Columns that the package reads; others are kept as extra fields.
KNOWN_COLUMNS = (
    "figid", "figtitle", "caption", "papertitle", "keywords", "organisms", "organisms_ner", "schema-jsonld",
    WORDS_FIELD,
)  # fmt: skip
#: Characters of a cell; a longer one is a quote that is not closed.
MAX_CELL = 16 * 1024 * 1024
_LISTS = ("keywords", "organisms", "organisms_ner")
_BAD_BYTE = re.compile("[\udc80-\udcff]")


def check_columns(columns: Sequence[str], *, source: str | None = None) -> None:
    """Refuse a table that lacks a needed column or repeats one.

    Raises
    ------
    RecordError
        Naming what is missing and what was found.
    """
    missing = [name for name in NEEDED_COLUMNS if name not in columns]
    if missing:
        if {"keyword", "status", "curie"} <= set(columns) or {"terms", "data_version"} <= set(columns):
            raise InputError(
                "is a table of results of pfocr-norm, not of records; `pfocr-norm audit` reads results as JSON Lines, "
                "everything else takes the records that they came from",
                source=source,
                line=1,
            )
        found = ", ".join(repr(name[:60]) for name in columns[:30]) + (", …" if len(columns) > 30 else "")
        meant = [f"{name!r} should read {known!r}" for name in columns if (known := meant_field(name)) in missing]
        hint = f"; perhaps {', '.join(meant)}" if meant else ""
        raise InputError(
            f"the table lacks the column {', '.join(map(repr, missing))}; found: {found or 'none'}{hint}. "
            f"Known columns: {', '.join(KNOWN_COLUMNS[:7])}",
            source=source,
            line=1,
        )
    repeated = sorted({name for name in columns if name in KNOWN_COLUMNS and list(columns).count(name) > 1})
    if repeated:
        raise InputError(f"the table repeats the column {', '.join(map(repr, repeated))}", source=source, line=1)


def from_row(row: Mapping[str, Any], *, source: str | None = None, line: int | None = None) -> FigureRecord:
    """Build the record of one table row; list cells may be real lists or text (:func:`split_cell`)."""
    obj = dict(row)
    for name in _LISTS:
        if isinstance(obj.get(name), str):
            split = split_cell if name == "keywords" else split_names
            obj[name] = [] if is_placeholder(obj[name]) else split(obj[name])
    for name in (WORDS_FIELD, "schema-jsonld"):
        cell = obj.get(name)
        if not isinstance(cell, str):
            continue
        if is_placeholder(cell):
            del obj[name]
            continue
        try:
            obj[name] = json.loads(cell)
        except (ValueError, RecursionError):
            raise RecordError(f"column {name!r} should hold JSON", source=source, line=line) from None
    return from_object(obj, source=source, line=line)


def read_rows(stream: BinaryIO, *, delimiter: str, source: str) -> Iterator[tuple[int, dict[str, str] | RecordError]]:
    """Stream the rows of a CSV or TSV file, each with the line it begins in.

    A row with too few or too many cells, or with bytes that are not UTF-8, comes as an error; the next goes on.
    """
    # The limit is a global of the csv module; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL))
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    rows = csv.reader(bounded_lines(text, source, most=2 * MAX_CELL), delimiter=delimiter)
    columns: list[str] | None = None
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            if columns is None:
                yield 1, InputError("the table is empty: a header line is missing", source=source, line=1)
            return
        except csv.Error as error:
            why = str(error)
            unclosed = "field limit" in why
            if unclosed:
                # Where the quote was to end nobody knows: what follows is half rows, and there may be millions.
                why = (
                    f"a cell is longer than {MAX_CELL:,} characters; is its quote never closed? The rows from here on "
                    "are not read: close it and run again"
                )
            yield line, RecordError(f"broken table row: {why}", source=source, line=line)
            if unclosed:
                return
            continue
        except InputError as error:
            yield error.line or line, RecordError(error.reason, source=source, line=error.line)
            return
        except Exception as error:
            reason = damage(error)
            if reason is None:
                raise
            yield line, RecordError(reason, source=source, line=line)
            return
        if columns is None:
            try:
                columns = [cell.strip() for cell in cells]
                check_columns(columns, source=source)
            except RecordError as error:
                yield 1, error
                return
        elif not cells:
            continue
        elif len(cells) != len(columns):
            reason = f"the row has {len(cells)} cells, the header has {len(columns)}"
            yield line, RecordError(reason, source=source, line=line)
        else:
            bad = next((i for i, cell in enumerate(cells) if _BAD_BYTE.search(cell)), None)
            if bad is None:
                yield line, dict(zip(columns, cells, strict=True))
            else:
                found = _BAD_BYTE.search(cells[bad])
                assert found is not None
                reason = f"is not UTF-8: byte 0x{ord(found.group()) - 0xDC00:02x} in column {columns[bad]!r}"
                yield line, RecordError(reason + "; save the file as UTF-8", source=source, line=line)


def parquet_file(path: str) -> pq.ParquetFile:
    """Open a Parquet file, its columns checked.

    Raises
    ------
    RecordError
        When it is no Parquet file or lacks a needed column.
    PfocrNormError
        When pyarrow is not installed.
    """
    parquet = parquet_module()
    kind = special_kind(path)
    if kind is not None:
        raise RecordError(f"is {kind}, not a file", source=path)
    try:
        file: pq.ParquetFile = parquet.ParquetFile(path, memory_map=False)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read as Parquet: {str(error).splitlines()[0]}", source=path) from None
    check_columns(file.schema_arrow.names, source=path)
    return file


def parquet_module() -> Any:
    """Import pyarrow.parquet or say how to get it."""
    return require("Parquet files", "parquet", "pyarrow.parquet")


def read_parquet(path: str, *, all_columns: bool = True) -> Iterator[tuple[int, dict[str, Any] | RecordError]]:
    """Stream the rows of a Parquet file as dicts, numbered from 1."""
    number = 0
    try:
        file = parquet_file(path)
        names = file.schema_arrow.names
        columns = None if all_columns else [name for name in names if name in KNOWN_COLUMNS]
        with file:
            for batch in file.iter_batches(batch_size=512, columns=columns):
                for row in batch.to_pylist():
                    number += 1
                    yield number, row
    except RecordError as error:
        yield number + 1, error
    except (OSError, ValueError) as error:
        reason = f"damaged Parquet data: {str(error).splitlines()[0]}"
        yield number + 1, RecordError(reason, source=path, line=number + 1)


__all__ = ["check_columns", "from_row", "ocr_words", "parquet_file", "read_parquet", "read_rows", "split_cell"]
