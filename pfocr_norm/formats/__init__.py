"""Reading and writing records: PFOCR markdown, JSON Lines, CSV/TSV, Parquet; gzip and zstd.

Examples
--------
>>> import io
>>> from pfocr_norm.formats import read_records
>>> text = io.BytesIO(b'{"figid": "f1", "keywords": ["MEK", "Dsor1"]}\\n{broken\\n')
>>> for record in read_records(text):
...     print(type(record).__name__, record)
FigureRecord FigureRecord(figid='f1', figtitle='', caption='', papertitle='', keywords=('MEK', 'Dsor1'))
RecordError <stream>:2: is not JSON: Expecting property name enclosed in double quotes (column 2)
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, Any

from ..errors import InputError, RecordError

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from .written import Changes, changes_for

__all__ = ["Changes", "changes_for", "read_record", "read_records", "rewrite", "write_records"]


def read_records(
    source: str | os.PathLike[str] | IO[Any] | Iterable[Any], *, format: str | None = None, tables: bool = True
) -> Iterator[FigureRecord | RecordError]:
    """Stream the records of a folder, a file, standard input or an open stream.

    A record that cannot be read comes as a :class:`~pfocr_norm.errors.RecordError` in its place, with file, line
    and reason; the next one goes on. An input that is no input at all (not there, of an unknown kind, a table without
    keywords, results of an earlier run) comes as one :class:`~pfocr_norm.errors.InputError`, and that is the end.
    Memory does not grow with the number of records.

    Parameters
    ----------
    source
        A folder of PFOCR ``.md`` files (pages without figure fields are passed over), one ``.md``, ``.jsonl``,
        ``.json``, ``.csv``, ``.tsv`` or ``.parquet`` file (text formats also ``.gz`` and ``.zst``), ``-`` for JSON
        Lines on standard input, an open stream, or an iterable of JSON lines or dicts.
    format
        ``md``, ``jsonl``, ``json``, ``csv``, ``tsv`` or ``parquet``; taken from the file ending by default.
    tables
        Whether to read the OCR tables beside a ``.md`` file.

    Yields
    ------
    FigureRecord or RecordError
        In input order.
    """
    from .source import NO_RECORD, from_stream, open_source, parse_unit, units

    single = folder = False
    count = 0
    try:
        if isinstance(source, (str, os.PathLike)):
            opened = open_source(source, format=format)
            single, folder = not opened.folder, opened.folder
            stream = units(opened)
        else:
            stream = from_stream(source, format)
        for unit in stream:
            record = parse_unit(unit, tables_beside=tables, strict=single)
            if record is not None:
                count += 1
                yield record
            if isinstance(record, InputError):
                return
        if folder and not count:
            raise InputError(NO_RECORD, source=str(source))
    except RecordError as error:
        yield error


def read_record(path: str | os.PathLike[str], *, format: str | None = None, tables: bool = True) -> FigureRecord:
    """Read a file that holds one record.

    Raises
    ------
    RecordError
        When it cannot be read, or holds none or several.
    """
    found: FigureRecord | None = None
    for record in read_records(path, format=format, tables=tables):
        if isinstance(record, RecordError):
            raise record
        if found is not None:
            raise RecordError("holds several records; use read_records", source=os.fspath(path))
        found = record
    if found is None:
        raise RecordError("holds no record", source=os.fspath(path))
    return found


def __getattr__(name: str) -> Any:
    # Lazy: reading JSON needs no YAML.
    if name == "rewrite":
        from ._rewrite import rewrite

        return rewrite
    if name in ("Changes", "changes_for"):
        from . import written

        return getattr(written, name)
    if name == "write_records":
        from .writers import write_records

        return write_records
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
