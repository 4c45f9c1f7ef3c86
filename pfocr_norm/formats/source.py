"""Where records come from: a folder, a file or a stream, cut into units that are cheap to pass on.

A unit is one record not yet parsed: a path, a line, a row. One process streams the units, others parse them.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from ..errors import InputError, PfocrNormError, RecordError
from ..model.record import FigureRecord
from . import json_lines, tables
from ._streams import lines, open_bytes, split_compression
from .foreign import FOREIGN, read_foreign

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord

#: File endings and the format they mean.
SUFFIXES = {
    ".md": "md", ".markdown": "md", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".parquet": "parquet", ".pq": "parquet",
    ".gpml": "gpml", ".pubtator": "pubtator", ".bioc": "bioc", ".xlsx": "xlsx",
}  # fmt: skip
FORMATS = ("md", "jsonl", "json", "csv", "tsv", "parquet", *FOREIGN)

#: Said of a folder where nothing was found.
NO_RECORD = "the folder holds no record; a record is an .md file with PFOCR's fields"
#: JSON that is one value is read whole: a file of all of PFOCR has its size.
MAX_WHOLE_BYTES = 256 * 1024 * 1024

# Folders of a PFOCR checkout that hold no records.
_SKIPPED_FOLDERS = frozenset({"node_modules", "_site", "vendor"})


class Unit(NamedTuple):
    """One record that has not been parsed.

    Attributes
    ----------
    kind
        ``md`` (payload: path), ``text`` (markdown text), ``json`` (bytes), ``object`` (parsed JSON), ``row`` (dict),
        ``record`` (a FigureRecord, of a format that is read whole), or ``error`` (payload: the RecordError).
    payload
        See ``kind``.
    source, line
        Where it stands.
    size
        About how many bytes it has.
    """

    kind: str
    payload: Any
    source: str
    line: int | None = None
    size: int = 0


class Source(NamedTuple):
    """An input: path, format (one of :data:`FORMATS`), compression, and whether it is a folder."""

    path: str
    format: str
    compression: str | None = None
    folder: bool = False


def open_source(path: str | os.PathLike[str], *, format: str | None = None) -> Source:
    """Find out what an input is, by its name.

    Parameters
    ----------
    path
        A folder of ``.md`` files (or of ``.parquet`` parts), a file, or ``-`` for JSON Lines on standard input.
    format
        Overrides the file ending.

    Raises
    ------
    RecordError
        When it does not exist, cannot be read, or its format is unknown.

    Examples
    --------
    >>> open_source("-")
    Source(path='-', format='jsonl', compression=None, folder=False)
    """
    name = os.fspath(path)
    if format is not None and format not in FORMATS:
        raise PfocrNormError(f"unknown format {format!r}; choose from {', '.join(FORMATS)}")
    if name == "-":
        return Source("-", format or "jsonl")
    stem, compression = split_compression(name)
    if "\x00" in name or not os.path.exists(name):
        raise InputError("no such file or folder", source=name)
    if os.path.isdir(name):
        return Source(name, format or _folder_format(name), folder=True)
    found = format or SUFFIXES.get(os.path.splitext(stem)[1].lower())
    if found is None:
        raise InputError(
            f"unknown kind of file; the name should end in {', '.join(SUFFIXES)} (also .gz, .zst), or give the format",
            source=name,
        )
    return Source(name, found, compression)


def units(source: Source, *, all_columns: bool = True) -> Iterator[Unit]:
    """Stream the units of an input, in order; what cannot be read comes as an ``error`` unit."""
    if source.folder:
        for unit in folder_units(source):
            if source.format == "md" or unit.kind == "error":
                yield unit
            else:
                yield from units(Source(unit.source, source.format), all_columns=all_columns)
    elif source.format == "md" and source.path != "-":
        yield Unit("md", source.path, source.path)
    elif source.format == "parquet":
        if source.path == "-" or source.compression:
            raise InputError("Parquet is read from an uncompressed file", source=source.path)
        for number, row in tables.read_parquet(source.path, all_columns=all_columns):
            yield _unit("row", row, source.path, number, 2048)
    else:
        try:
            stream = open_bytes(source.path, source.compression)
        except RecordError as error:
            yield _unit("", error, source.path, None, 0)
            return
        with stream:
            yield from stream_units(stream, source.format, "<stdin>" if source.path == "-" else source.path)


def stream_units(stream: BinaryIO, format: str, source: str) -> Iterator[Unit]:
    """Stream the units of an open byte stream of a text format."""
    if format == "jsonl":
        for number, line in lines(stream, source):
            if isinstance(line, RecordError) or not line.isspace():
                yield _unit("json", line, source, number, len(line) if isinstance(line, bytes) else 0)
    elif format in ("csv", "tsv"):
        for number, row in tables.read_rows(stream, delimiter="," if format == "csv" else "\t", source=source):
            size = 0 if isinstance(row, RecordError) else sum(map(len, row.values()))
            yield _unit("row", row, source, number, size)
    elif format in ("md", "json"):
        data = stream.read(MAX_WHOLE_BYTES + 1)
        if len(data) > MAX_WHOLE_BYTES:
            reason = f"is larger than {MAX_WHOLE_BYTES // 2**20} MB (unpacked), too large to be read whole"
            yield Unit("error", RecordError(f"{reason}; write JSON Lines, one record a line", source=source), source)
        elif format == "md":
            yield Unit("text", data, source)
        else:
            yield from _json_units(data, source)
    elif format in FOREIGN:
        for place, found in read_foreign(stream, format, source):
            yield _unit("row" if isinstance(found, dict) else "record", found, source, place, 2048)
    else:
        raise PfocrNormError(f"format {format!r} cannot be read from a stream; choose from jsonl, json, csv, tsv, md")


def parse_unit(unit: Unit, *, tables_beside: bool = True, strict: bool = False) -> FigureRecord | RecordError | None:
    """Parse one unit: the record, the error that it holds, or None for a markdown page that is no record."""
    from . import pfocr

    try:
        if unit.kind == "error":
            return cast(RecordError, unit.payload)
        if unit.kind == "record":
            return cast(FigureRecord, unit.payload)
        if unit.kind == "json":
            return json_lines.parse(unit.payload, source=unit.source, line=unit.line)
        if unit.kind == "object":
            return json_lines.from_object(unit.payload, source=unit.source, line=unit.line)
        if unit.kind == "row":
            return tables.from_row(unit.payload, source=unit.source, line=unit.line)
        data = pfocr.read_bytes(unit.payload) if unit.kind == "md" else unit.payload
        if not strict and not pfocr.looks_like_record(data):
            return None
        words = pfocr.read_tables(unit.payload) if unit.kind == "md" and tables_beside else ()
        return pfocr.parse(data, source=unit.source, words=words, strict=strict)
    except RecordError as error:
        return error


def parse_judged(unit: Unit) -> FigureRecord | NormalizedRecord | RecordError | None:
    """Parse one unit for the audit: as :func:`parse_unit`, and results of an earlier run as results."""
    from .results import from_object, is_result

    obj = unit.payload
    try:
        if unit.kind == "json":
            obj = json_lines.load(obj, source=unit.source, line=unit.line)
            unit = unit._replace(kind="object", payload=obj)
        if unit.kind == "object" and is_result(obj):
            return from_object(obj, source=unit.source, line=unit.line)
    except RecordError as error:
        return error
    return parse_unit(unit)


def folder_units(source: Source) -> Iterator[Unit]:
    """Walk a folder in the order of its names, in each folder its files first; hidden ones are passed over."""
    endings = tuple(suffix for suffix, kind in SUFFIXES.items() if kind == source.format)
    pending = [source.path]
    while pending:
        folder = pending.pop()
        below = []
        try:
            with os.scandir(folder) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            reason = f"the folder cannot be read: {error.strerror or error}"
            yield Unit("error", RecordError(reason, source=folder), folder)
            continue
        for entry in ordered:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED_FOLDERS:
                    below.append(entry.path)
            elif entry.name.lower().endswith(endings):
                try:
                    size = entry.stat().st_size
                except OSError:
                    size = 0
                yield Unit("md", entry.path, entry.path, None, size)
        pending += reversed(below)


def from_stream(stream: IO[Any] | Iterable[Any], format: str | None) -> Iterator[Unit]:
    """Units of an open stream, binary or text, or of an iterable of lines or objects."""
    source = str(getattr(stream, "name", "<stream>"))
    read = getattr(stream, "read", None)
    if read is not None:
        binary: Any = getattr(stream, "buffer", stream)
        if isinstance(binary.read(0), str):  # an io.StringIO has no bytes beneath it
            binary = io.BytesIO(read().encode("utf-8", "surrogatepass"))
        yield from stream_units(cast(BinaryIO, binary), format or "jsonl", source)
        return
    for number, item in enumerate(stream, start=1):
        yield Unit("json" if isinstance(item, (str, bytes)) else "object", item, source, number)


def _unit(kind: str, payload: Any, source: str, line: int | None, size: int) -> Unit:
    return Unit("error" if isinstance(payload, RecordError) else kind, payload, source, line, size)


def _json_units(data: bytes, source: str) -> Iterator[Unit]:
    try:
        value = json_lines.load(data, source=source)
    except RecordError as error:
        yield Unit("error", error, source)
        return
    from .exchange.annotations import bioc_records, is_collection

    if is_collection(value):
        for record in bioc_records(value, source=source):
            yield _unit("record", record, source, None, 2048)
        return
    for item in value if isinstance(value, list) else [value]:
        yield Unit("object", item, source)


def _folder_format(folder: str) -> str:
    """A folder is of markdown records unless it only has Parquet parts, as Spark writes them, or only pathways."""
    found = set()
    try:
        for entry in sorted(os.listdir(folder)):
            suffix = os.path.splitext(entry)[1].lower()
            if SUFFIXES.get(suffix) in ("md", "parquet", "gpml"):
                found.add(SUFFIXES[suffix])
    except OSError as error:
        raise InputError(f"folder cannot be read: {error.strerror or error}", source=folder) from None
    if len(found) > 1:
        several = " and ".join(f".{kind}" for kind in sorted(found, key=FORMATS.index))
        raise InputError(f"the folder holds {several} files; give the format (--from)", source=folder)
    return found.pop() if found else "md"
