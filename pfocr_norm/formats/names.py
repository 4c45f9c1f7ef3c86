"""Lists of names: lines of text, a column of a CSV, TSV or Excel file."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ..errors import InputError
from ..model.record import is_placeholder
from . import sheets
from ._streams import bounded_lines, open_bytes, split_compression
from .tables import MAX_CELL

#: File endings of lists of names, and what they are.
NAME_SUFFIXES = {".txt": "txt", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".xlsx": "xlsx", ".xlsm": "xlsx"}
#: Characters of a line of text at most; a name has a hundred.
LONGEST_NAME = 1_000_000
#: Headers that a column of names usually has.
_USUAL = (
    "symbol", "gene_symbol", "genesymbol", "gene", "genes", "gene_name", "name", "names", "keyword", "keywords",
    "term", "label", "hgnc_symbol", "id", "identifier", "input", "query",
)  # fmt: skip


class NameRow(NamedTuple):
    """A name, the organism beside it (``""`` where there is none), and where it stands."""

    name: str
    organism: str
    place: str


def is_name_file(text: str) -> bool:
    """Tell whether a word of the command line is a file of names: by its ending.

    >>> is_name_file("genes.csv"), is_name_file("genes.txt.gz"), is_name_file("MEK1"), is_name_file("H2A.Z")
    (True, True, False, False)
    """
    return os.path.splitext(split_compression(text)[0])[1].lower() in NAME_SUFFIXES


def read_names(
    path: str, *, column: str | None = None, organism_column: str | None = None, format: str | None = None
) -> Iterator[NameRow]:
    """Read a list of names, in order; empty lines and rows are passed over.

    Parameters
    ----------
    path
        ``.txt`` (one name a line), ``.csv``, ``.tsv`` (also ``.gz``, ``.zst``), ``.xlsx`` (its first sheet), or
        ``-`` for standard input, which is lines of text unless a column is named.
    column, organism_column
        Header of a column, or its number from 1. The names' column may be left out where there is one column, or one
        with a usual header (symbol, gene, name …).
    format
        ``txt``, ``csv``, ``tsv`` or ``xlsx``, when the name does not tell.

    Raises
    ------
    InputError
        When the file cannot be read, or the column is not there.
    """
    stem, compression = split_compression(path)
    found = format or NAME_SUFFIXES.get(os.path.splitext(stem)[1].lower())
    if path == "-" and found is None:
        found = "txt" if column is None and organism_column is None else "tsv"
    if found not in set(NAME_SUFFIXES.values()):
        raise InputError("unknown kind of list; use .txt, .csv, .tsv or .xlsx, or give --from", source=path)
    if path != "-" and not os.path.exists(path):
        raise InputError("no such file or folder", source=path)
    source = "<stdin>" if path == "-" else path
    if found == "xlsx":
        yield from _chosen(sheets.rows(path, source), source, column, organism_column)
        return
    with open_bytes(path, compression) as stream:
        if found == "txt":
            if column is not None or organism_column is not None:
                raise InputError("a text file has no columns; one name a line", source=source)
            yield from _lines(stream, source)
        else:
            yield from _chosen(_table(stream, "," if found == "csv" else "\t", source), source, column, organism_column)


def _lines(stream: Any, source: str) -> Iterator[NameRow]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape")
    for number, line in enumerate(bounded_lines(text, source, most=LONGEST_NAME), 1):
        if not line.isprintable() and any("\udc80" <= c <= "\udcff" for c in line):
            raise InputError("is not UTF-8; save the file as UTF-8", source=source, line=number)
        name = line.strip()
        if name:
            yield NameRow(name, "", f"{source}:{number}")


def _table(stream: Any, delimiter: str, source: str) -> Iterator[tuple[int, Sequence[Any]]]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.reader(bounded_lines(text, source, most=2 * MAX_CELL), delimiter=delimiter)
    try:
        for cells in rows:
            yield rows.line_num, cells
    except UnicodeDecodeError:
        raise InputError("is not UTF-8; save the file as UTF-8", source=source, line=rows.line_num + 1) from None
    except csv.Error as error:
        raise InputError(f"broken table row: {error}", source=source, line=rows.line_num) from None


def _chosen(
    rows: Iterable[tuple[int, Sequence[Any]]], source: str, column: str | None, organism_column: str | None
) -> Iterator[NameRow]:
    stream = iter(rows)
    number, head = next(stream, (1, []))
    header = [sheets.cell_text(cell).strip() for cell in head]
    if not any(header):
        raise InputError("the table is empty: a header line is missing", source=source, line=1)
    at = _place(header, column, source)
    organism_at = None if organism_column is None else _named(header, organism_column, source)
    if at is None:  # one column without a header
        stream, at = _again(number, head, stream), 0
    for number, cells in stream:
        if at >= len(cells) or (not isinstance(cells[at], str) and is_placeholder(cells[at])):
            continue
        name = sheets.cell_text(cells[at]).strip()
        if name:
            cell = cells[organism_at] if organism_at is not None and organism_at < len(cells) else None
            yield NameRow(name, "" if is_placeholder(cell) else sheets.cell_text(cell).strip(), f"{source}:{number}")


def _again(number: int, row: Sequence[Any], rows: Iterator[tuple[int, Sequence[Any]]]) -> Iterator[Any]:
    yield number, row
    yield from rows


def _place(header: list[str], column: str | None, source: str) -> int | None:
    if column is not None:
        return _named(header, column, source)
    folded = [name.casefold().replace(" ", "_") for name in header]
    usual = next((name for name in _USUAL if name in folded), None)
    if usual is not None:
        return folded.index(usual)
    if len(header) == 1:
        return None
    raise InputError(f"which column has the names? Give --column; there are {_list(header)}", source=source, line=1)


def _named(header: list[str], column: str, source: str) -> int:
    if column in header:
        return header.index(column)
    folded = [name.casefold() for name in header]
    if column.casefold() in folded:
        return folded.index(column.casefold())
    if column.isdecimal() and 1 <= int(column) <= len(header):
        return int(column) - 1
    hint = ""
    if len(header) == 1 and (other := next((mark for mark in ";\t|," if mark in header[0]), None)):
        hint = f"; its cells are separated by {other!r}: save it with commas, or tabs and the ending .tsv"
    raise InputError(f"no column {column!r}; there are {_list(header)}{hint}", source=source, line=1)


def _list(header: list[str]) -> str:
    return ", ".join(repr(name[:60]) for name in header[:30]) + (", …" if len(header) > 30 else "")


