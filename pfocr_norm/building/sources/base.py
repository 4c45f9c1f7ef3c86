"""What every source module shares: where it comes from, its tables, its errors, and how a table is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ...errors import SourceError
from ...vocabulary.entry import Entry, Name

#: Opens a table of a source by its key, as bytes without outer compression of the container.
OpenTable = Callable[[str], BinaryIO]

csv.field_size_limit(1 << 24)

_MARKUP = re.compile(r"</?[A-Za-z]{1,3}>|(?<=\w)<(?=\w)|(?<=\w)>(?=\w)|\[\[|\]\]")


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a source: its key in `parse`, and where it lies inside a pinned package."""

    key: str
    package: str
    member: str


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where a source comes from and on what terms.

    Attributes
    ----------
    key
        Short name; the `source` of every `Name` that it gives.
    name
        Title of the database.
    version
        Release or date of the data itself, as far as the tables tell.
    licence, licence_url
        Terms of the original data.
    url
        The original, at its maintainers.
    takes
        What is taken from it, in words.
    tables
        The files that are read.
    entries
        Number of entries that it gave; filled by the merge.
    """

    key: str
    name: str
    version: str
    licence: str
    licence_url: str
    url: str
    takes: str
    tables: tuple[Table, ...]
    entries: int = 0


_DATE = re.compile(r"\b(?:19|20)\d\d(?:-\d\d){0,2}\b")


def released(version: str) -> str:
    """Return the date in a source's version, as exact as it is told; the version itself where it tells none.

    >>> released("2026-06-20 (withdrawn entries: 2024-07)"), released("build 68 (2014-05)"), released("WS298")
    ('2026-06-20', '2014-05', 'WS298')
    """
    found = _DATE.search(version)
    return found[0] if found else version


@dataclass(slots=True)
class GeneEntry(Entry):
    """A gene of one source, with what the merge needs to decide whether it is kept.

    Attributes
    ----------
    biotype
        ``coding``, ``rna``, ``pseudo``, ``other`` or empty when the source does not say.
    """

    biotype: str = ""


def rows(
    stream: BinaryIO,
    columns: Sequence[str],
    *,
    table: str,
    delimiter: str = "\t",
    quoted: bool = False,
    encoding: str = "utf-8",
) -> Iterator[list[str]]:
    r"""Yield the named columns of a table with a header line.

    Parameters
    ----------
    stream
        The table, as bytes.
    columns
        Names of the columns wanted, in the order wanted.
    table
        Name of the table for messages.
    delimiter, quoted, encoding
        Its form.

    Raises
    ------
    SourceError
        A column is missing or was renamed, a row is cut, or the bytes are not text.

    Examples
    --------
    >>> import io
    >>> stream = io.BytesIO(b"symbol\tID\nDsor1\tFBgn0010269\n")
    >>> list(rows(stream, ["ID", "symbol"], table="demo"))
    [['FBgn0010269', 'Dsor1']]
    """
    lines = _lines(stream, table=table, delimiter=delimiter, quoted=quoted, encoding=encoding)
    header = [name.strip().lstrip("#").strip() for name in next(lines, [])]
    missing = [name for name in columns if name not in header]
    if missing:
        have = ", ".join(map(repr, header)) or "none"
        raise SourceError(
            f"{table}: no column {', '.join(map(repr, missing))}; the table has {have}. "
            "The format of the release has changed: adapt the source module, or use the release it was written for."
        )
    where = [header.index(name) for name in columns]
    last = max(where)
    for number, row in enumerate(lines, 2):
        if len(row) <= last:
            # Writers drop trailing empty fields; a row without its first columns is damage.
            if len(row) <= where[0] or not row:
                if not any(row):
                    continue
                raise SourceError(f"{table}: line {number} has {len(row)} columns, expected {len(header)}")
            row = row + [""] * (last + 1 - len(row))
        yield [row[i] for i in where]


def plain_rows(
    stream: BinaryIO, width: int, *, table: str, delimiter: str = "\t", quoted: bool = False, more: int = 0
) -> Iterator[list[str]]:
    """Yield the rows of a table without a header; every row must have `width` columns, or up to `more` further ones.

    Raises
    ------
    SourceError
        A row has another width: the format has changed or the file is damaged.
    """
    for number, row in enumerate(_lines(stream, table=table, delimiter=delimiter, quoted=quoted), 1):
        if not row:
            continue
        if not width <= len(row) <= width + more:
            raise SourceError(f"{table}: line {number} has {len(row)} columns, expected {width}")
        yield row[:width]


def _lines(
    stream: BinaryIO, *, table: str, delimiter: str, quoted: bool, encoding: str = "utf-8"
) -> Iterator[list[str]]:
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield from csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)
    except (UnicodeDecodeError, csv.Error, EOFError, OSError) as error:
        raise SourceError(f"{table}: cannot be read: {error}") from error


def split(text: str, separator: str) -> list[str]:
    """Split a list field; empty and blank items are absence, markup of sub- and superscripts goes.

    >>> split("RAC, PKB, , AKT", ","), split("AT<sub>1</sub>R;TAF[[II]]250", ";")
    (['RAC', 'PKB', 'AKT'], ['AT1R', 'TAFII250'])
    """
    if "<" in text or "[[" in text:
        text = _MARKUP.sub("", text)
    return [item for part in text.split(separator) if (item := " ".join(part.split()))]


def names(texts: Iterable[str], status: str, source: str) -> list[Name]:
    """Make `Name` objects of one status and source."""
    return [Name(text, status, source) for text in texts]
