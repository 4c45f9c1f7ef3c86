"""PFOCR markdown: one figure as YAML front matter, with OCR tables beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import RecordError
from ..model.record import FigureRecord, OcrWord, is_placeholder
from ..vocabulary.files import open_file
from ._yaml import load_mapping

#: A record of PFOCR has some kilobytes; a larger file than this is something else.
MAX_FILE_BYTES = 64 * 1024 * 1024

#: Ends of the names of a record's tables.
TABLE_ENDINGS = ("-genes.tsv", "-chemicals.tsv")
#: Folders, seen from a record, in which its tables may lie.
TABLE_FOLDERS = ("", "_data", "data")
#: PFOCR keeps ``_figures`` beside ``_data``; a folder of another name says nothing about its neighbours.
FIGURE_FOLDERS = frozenset({"_figures", "figures"})
SIBLING_FOLDERS = ("../_data", "../data")

_OPENING = re.compile(r"\ufeff?---[ \t]*(\r\n|\n|\r)")
_CLOSING = re.compile(r"(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?=[\r\n]|\Z)")
_RECORD_FIELDS = frozenset({"figid", "figtitle", "caption", "papertitle", "organisms_ner", "schema-jsonld"})
_PATH_CHARACTERS = re.compile(r"[/\\\x00-\x1f]|^\.{1,2}$")


class FrontMatter(NamedTuple):
    """Where the YAML of a markdown file stands: ``text[start:end]``; it begins in line 2."""

    text: str
    start: int
    end: int

    @property
    def yaml(self) -> str:
        """The YAML between the two rules."""
        return self.text[self.start : self.end]


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Read a file whole, up to :data:`MAX_FILE_BYTES`.

    Raises
    ------
    RecordError
        When it is a folder, cannot be opened, or is too large.
    """
    source = os.fspath(path)
    try:
        with open_file(path) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except IsADirectoryError:
        raise RecordError(
            "is a folder where a file was meant; name a file in it, or run `pfocr-norm annotate` on the folder",
            source=source,
        ) from None
    except (OSError, ValueError) as error:
        raise RecordError(f"cannot be read: {_os_reason(error)}", source=source) from None
    if len(data) > MAX_FILE_BYTES:
        raise RecordError(f"is larger than {MAX_FILE_BYTES // 2**20} MB, too large for one record", source=source)
    return data


def decode(data: bytes, *, source: str | None = None) -> str:
    """Decode UTF-8, or say which byte is not.

    >>> decode("ERα".encode())
    'ERα'
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RecordError(
            f"is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}; save the file as UTF-8",
            source=source,
            line=line,
        ) from None


def split_front_matter(text: str, *, source: str | None = None) -> FrontMatter:
    """Find the front matter of a markdown text.

    Raises
    ------
    RecordError
        When the text does not begin with a ``---`` line or the closing one is missing.

    Examples
    --------
    >>> split_front_matter("---\\nfigid: f1\\n---\\nbody\\n").yaml
    'figid: f1\\n'
    """
    opening = _OPENING.match(text)
    if opening is None:
        raise RecordError("has no front matter: the first line should be ---", source=source, line=1)
    # The line break of the opening rule may also be the one before the closing rule.
    closing = _CLOSING.search(text, opening.start(1))
    if closing is None:
        raise RecordError("front matter is not closed: a second --- line is missing", source=source, line=1)
    end = closing.start()
    end += 2 if text.startswith("\r\n", end) else 1
    return FrontMatter(text, opening.end(), max(end, opening.end()))


def looks_like_record(data: bytes) -> bool:
    """Tell whether a markdown file has front matter at all; a README has none."""
    return data.startswith((b"---", b"\xef\xbb\xbf---"))


def parse(
    data: bytes | str, *, source: str | None = None, words: Iterable[OcrWord] = (), strict: bool = True
) -> FigureRecord | None:
    """Parse one PFOCR markdown text.

    A record that this package has written before is read as it stands now; its original keywords and organisms
    are in the block ``pfocr_norm`` (see :mod:`pfocr_norm.formats.written`).

    Parameters
    ----------
    data
        The file's content.
    source
        Its name, for messages and for a missing ``figid``.
    words
        OCR words of the tables beside it.
    strict
        When False, a page of a web site that is no record gives None in place of an error.

    Raises
    ------
    RecordError
        Naming file and line.

    Examples
    --------
    >>> parse("---\\nfigid: f1\\nschema-jsonld:\\n  keywords:\\n  - NO\\n  - Dsor1\\n---\\n").keywords
    ('NO', 'Dsor1')
    """
    if not strict:
        head = data[:8].encode("utf-8", "replace") if isinstance(data, str) else data
        if not looks_like_record(head):
            return None
    text = decode(data, source=source) if isinstance(data, bytes) else data
    front = split_front_matter(text, source=source)
    fields = load_mapping(front.yaml, source=source, first_line=2)
    if not _RECORD_FIELDS.intersection(fields):
        if not strict:
            return None
        raise RecordError(
            f"is no PFOCR record: none of {', '.join(sorted(_RECORD_FIELDS))} in its front matter", source=source
        )
    return from_fields(fields, source=source, words=words)


def from_fields(fields: Mapping[str, Any], *, source: str | None = None, words: Iterable[OcrWord] = ()) -> FigureRecord:
    """Build the record of parsed front matter."""
    fields = dict(fields)
    figid = fields.get("figid")
    if is_placeholder(figid) and source is not None:
        fields["figid"] = Path(source).stem
    elif isinstance(figid, str) and _PATH_CHARACTERS.search(figid):
        raise RecordError(
            f"figid {figid!r} has path characters; a figid of PFOCR is also a file name, as in "
            "PMC8005514__fphar-12-628690-g002",
            source=source,
        )
    return FigureRecord.from_dict(fields, words=(*words, *_inline_words(fields, source)), source=source)


def read(path: str | os.PathLike[str], *, tables: bool = True) -> FigureRecord:
    """Read one PFOCR markdown file and the tables beside it.

    Parameters
    ----------
    path
        The ``.md`` file.
    tables
        Whether to look for ``X-genes.tsv`` and ``X-chemicals.tsv`` beside ``X.md``, in ``_data``, ``data``,
        and in the ``_data`` (``data``) folder beside a ``_figures`` (``figures``) folder.

    Raises
    ------
    RecordError
        Naming file and line.
    """
    data = read_bytes(path)
    record = parse(data, source=os.fspath(path), words=read_tables(path) if tables else ())
    assert record is not None  # strict parsing raises instead
    return record


def read_tables(path: str | os.PathLike[str]) -> tuple[OcrWord, ...]:
    """Read the OCR tables that lie beside a record's file; no table gives no words."""
    words: list[OcrWord] = []
    for kind, table in table_files(path):
        words += parse_table(decode(read_bytes(table), source=table), kind=kind, source=table)
    return tuple(words)


def table_files(path: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """Kind (``gene``, ``chemical``) and path of the OCR tables of a record's file."""
    folder, name = os.path.split(os.fspath(path))
    stem = os.path.splitext(name)[0]
    found = []
    for kind in ("gene", "chemical"):
        for place in table_folders(folder):
            table = os.path.join(place, f"{stem}-{kind}s.tsv")
            if os.path.isfile(table):
                found.append((kind, table))
                break
    return found


def table_folders(folder: str) -> list[str]:
    """Folders in which the tables of the records in ``folder`` may lie."""
    places: tuple[str, ...] = TABLE_FOLDERS
    if os.path.basename(os.path.abspath(folder)) in FIGURE_FOLDERS:
        places += SIBLING_FOLDERS
    return [os.path.join(folder, place) for place in places]


def parse_table(text: str, *, kind: str, source: str | None = None) -> list[OcrWord]:
    """Parse a ``-genes.tsv`` or ``-chemicals.tsv``.

    The columns changed over the releases; only ``word`` and the symbol are needed. Chemicals are
    tagged by their word itself.

    Raises
    ------
    RecordError
        When a needed column is missing (naming it and those found) or a row is cut short.

    Examples
    --------
    >>> table = "word\\tncbigene_symbol\\tncbigene_id\\torganism_id\\nMARK\\tpar-1\\t2768852\\t7227\\n"
    >>> parse_table(table, kind="gene")
    [OcrWord(word='MARK', symbol='par-1', kind='gene', taxon=7227, identifier='ncbigene:2768852')]
    """
    lines = text.lstrip("\ufeff").split("\n")
    columns = [column.strip().strip('"') for column in lines[0].rstrip("\r").split("\t")]
    if not any(columns):
        return []
    index = {column: i for i, column in reversed(list(enumerate(columns)))}

    def column(*names: str) -> int | None:
        return next((index[name] for name in names if name in index), None)

    word_at = column("word")
    symbol_at = word_at if kind == "chemical" else column("ncbigene_symbol", "hgnc_symbol", "symbol")
    if word_at is None or symbol_at is None:
        missing = "word" if word_at is None else "ncbigene_symbol"
        raise RecordError(
            f"the table lacks the column {missing!r}; found: {', '.join(columns)[:200]}", source=source, line=1
        )
    taxon_at = column("organism_id")
    id_at = column("chebi", "mesh") if kind == "chemical" else column("ncbigene_id", "entrez")
    second_id_at = column("mesh") if kind == "chemical" else None
    needed = max(word_at, symbol_at)
    words = []
    for number, line in enumerate(lines[1:], start=2):
        cells = line.rstrip("\r").split("\t")
        if cells == [""]:
            continue
        if len(cells) <= needed:
            raise RecordError(
                f"the row has {len(cells)} cells, the header has {len(columns)}", source=source, line=number
            )
        identifier = _cell(cells, id_at) or _cell(cells, second_id_at)
        if identifier and ":" not in identifier:
            identifier = f"{'mesh' if kind == 'chemical' else 'ncbigene'}:{identifier}"
        taxon = _cell(cells, taxon_at)
        words.append(
            OcrWord(
                word=_unquote(cells[word_at]),
                symbol=_unquote(cells[symbol_at]),
                kind=kind,
                taxon=int(taxon) if taxon.isascii() and taxon.isdigit() and len(taxon) < 10 else None,
                identifier=identifier,
            )
        )
    return words


def _cell(cells: list[str], at: int | None) -> str:
    if at is None or at >= len(cells) or is_placeholder(cells[at]):
        return ""
    return _unquote(cells[at])


def _unquote(cell: str) -> str:
    # readr quotes a cell only when it holds a quote or a tab; a lone quote is an OCR character (5").
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell


def _inline_words(fields: Mapping[str, Any], source: str | None) -> list[OcrWord]:
    """Words of the oldest layout, where they stand in the front matter itself (2021 releases)."""
    words = []
    for key, kind in (("genes", "gene"), ("chemicals", "chemical")):
        rows = fields.get(key)
        if not isinstance(rows, list):
            continue
        for row in rows:
            if not isinstance(row, Mapping) or is_placeholder(row.get("word")):
                continue
            word = row["word"]
            symbol = row.get("hgnc_symbol") or row.get("ncbigene_symbol") or row.get("symbol") or word
            number = row.get("entrez") or row.get("ncbigene_id") or row.get("identifier") or ""
            if not (isinstance(word, str) and isinstance(symbol, str) and isinstance(number, str)):
                raise RecordError(f"field {key!r} should be a list of word, symbol, identifier", source=source)
            prefix = "ncbigene" if kind == "gene" else str(row.get("source", "mesh")).lower()
            human = kind == "gene" and "hgnc_symbol" in row
            words.append(OcrWord(word, symbol, kind, 9606 if human else None, f"{prefix}:{number}" if number else ""))
    return words


def _os_reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
