"""What the release modules share: where the official files are, and how their tables are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from ....errors import SourceError
from ..base import _lines

#: The organism's own database, where several have to share one label: FlyBase, WormBase, SGD; and UniProt for the
#: symbols of organisms that have none here.
MOD = "mod"


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One official file.

    Attributes
    ----------
    key
        Name of the table in `parse`.
    url
        Where the current one is; ``{release}`` stands for the release's name where the address needs it.
    archive
        Where an older one is, with ``{release}``; empty when only the current one is kept.
    archives
        Further places of older ones, asked in turn when it is not there.
    near
        Days by which the file's date may differ from that of the release.
    member
        Pattern of the table's name inside a zip archive.
    saved
        Pattern of the name that a browser saves it under, where that is another one.
    """

    key: str
    url: str
    archive: str = ""
    member: str = ""
    archives: tuple[str, ...] = ()
    near: int = 0
    saved: str = ""

    @property
    def pattern(self) -> str:
        """Glob of the file's name, for folders of files that are there already."""
        return (self.archive or self.url).rpartition("/")[2].replace("{release}", "*")


@dataclass(frozen=True, slots=True)
class Release:
    """An official release: its files, its terms, what is taken.

    Attributes
    ----------
    key
        Name of the source on the command line.
    name, homepage, licence, licence_url
        Whose it is and on what terms.
    takes
        What is taken from it, in words.
    files
        All are needed.
    prefix
        CURIE prefix of its concepts; the first release is compared with how many the vocabulary has.
    latest
        Page that lists the releases and a pattern whose group is a release's name, when addresses need it.
    example
        How a release is named.
    glob
        Pattern of a release's name in names of files.
    note
        What to know when it cannot be fetched.
    """

    key: str
    name: str
    homepage: str
    licence: str
    licence_url: str
    takes: str
    files: tuple[ReleaseFile, ...]
    prefix: str = ""
    latest: tuple[str, str] | None = None
    example: str = ""
    glob: str = "*"
    note: str = ""


def columns(
    stream: BinaryIO,
    wanted: Sequence[str],
    *,
    table: str,
    delimiter: str = "\t",
    quoted: bool = False,
) -> Iterator[list[str]]:
    r"""Yield the named columns of a table whose header may stand in a comment, below other comments.

    Parameters
    ----------
    stream
        The table, as bytes.
    wanted
        Names of the columns, in the order wanted; a name that ends with ``*`` means the column that starts so.
    table
        Name of the table for messages.
    delimiter, quoted
        Its form.

    Raises
    ------
    SourceError
        A column is missing or was renamed, a row is cut, the bytes are not text, or there is no row at all.

    Examples
    --------
    >>> import io
    >>> stream = io.BytesIO(b"## FlyBase\n##primary_FBid\tcurrent_symbol\nFBgn0010269\tDsor1\n## Finished\n")
    >>> list(columns(stream, ["current_symbol"], table="demo"))
    [['Dsor1']]
    """
    header: list[str] | None = None
    candidate: list[str] = []
    where: list[int] = []
    found = False
    for number, row in enumerate(_lines(stream, table=table, delimiter=delimiter, quoted=quoted), 1):
        if not any(row):
            continue
        if row[0].startswith("#"):
            if header is None and len(row) > 1:
                candidate = _bare(row)
            continue
        if header is None:
            told = any(_index(candidate, name) is not None for name in wanted)
            header = candidate if told else _bare(row)
            where = _places(header, wanted, table)
            if not told:
                continue
        found = True
        last = max(where)
        if len(row) <= last:
            if len(row) <= min(where):
                raise SourceError(
                    f"{table}: line {number} has {len(row)} columns, expected {len(header)}; the file is damaged, "
                    "fetch it again"
                )
            row = row + [""] * (last + 1 - len(row))
        yield [row[i].strip() for i in where]
    if header is None:
        _places(candidate, wanted, table)
    if not found:
        raise SourceError(f"{table}: the table has no rows; fetch it again")


def _bare(row: list[str]) -> list[str]:
    return [name.strip().lstrip("#\ufeff").strip() for name in row]


def _index(header: Sequence[str], name: str) -> int | None:
    if name.endswith("*"):
        return next((i for i, text in enumerate(header) if text.startswith(name[:-1])), None)
    return header.index(name) if name in header else None


def _places(header: list[str], wanted: Sequence[str], table: str) -> list[int]:
    found = [_index(header, name) for name in wanted]
    missing = [name.rstrip("*") for name, place in zip(wanted, found, strict=True) if place is None]
    if missing:
        shown = ", ".join(map(repr, header[:40])) or "none"
        raise SourceError(
            f"{table}: no column {', '.join(map(repr, missing))}; the table has {shown}. The format of the release has "
            "changed: name an older release with --release, or adapt the source module"
        )
    return [place for place in found if place is not None]


def headless(
    stream: BinaryIO, least: int, first: str, *, table: str, delimiter: str = "\t", quoted: bool = False
) -> Iterator[list[str]]:
    """Yield the rows of a table without a header, padded to `least` columns.

    Parameters
    ----------
    least
        Number of columns that are read.
    first
        Pattern that the first column of every row begins with: how a changed form is noticed.

    Raises
    ------
    SourceError
        A row does not look so (a title above the rows is passed over), or there is none.
    """
    begins = re.compile(first)
    found = 0
    for number, row in enumerate(_lines(stream, table=table, delimiter=delimiter, quoted=quoted), 1):
        if not any(row) or row[0].startswith(("#", "!")):
            continue
        row = [field.strip() for field in row]
        if not begins.match(row[0]) or len(row) < 2:
            if not found and number <= 3 and begins.pattern and not row[0].startswith("<"):
                continue
            raise SourceError(
                f"{table}: line {number} begins with {row[0][:40]!r}, expected something like {first!r} there. The "
                "format of the release has changed, or the file is damaged: fetch it again, or adapt the source module"
            )
        found += 1
        yield row[: max(least, len(row))] + [""] * (least - len(row))
    if not found:
        raise SourceError(f"{table}: the table has no rows of the known form; fetch it again")
