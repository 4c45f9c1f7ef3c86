"""The work on one chunk of records, done in any process with the same bytes as result."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import CONTROLS, RecordError
from ..formats import json_lines
from ..formats.source import Unit, parse_unit
from ..formats.writers import compress, table_bytes
from ..formats.written import original
from ..model.result import TERM_COLUMNS
from .chunks import Chunk
from .decided import Decided, normalize_decided
from .frames import record_row, term_rows
from .markdown import Targets, write_markdown
from .summary import Summary, codes_of

if TYPE_CHECKING:
    from ..model.record import FigureRecord
    from ..model.result import NormalizedRecord
    from ..normalizer import Normalizer

#: Bytes of one figid's digest in the work folder; zeros stand for a record without one.
DIGEST_SIZE = 8


@dataclass(frozen=True)
class Job:
    """What is to be done with every record.

    Attributes
    ----------
    normalizer
        Travels to other processes as the path of its vocabulary.
    output
        ``jsonl``, ``csv``, ``tsv``, ``parquet``, ``md``, or ``diff``.
    compression
        ``gzip`` or ``zstd``: every chunk is one compressed piece.
    explode
        Parquet with one row a term or a record.
    candidates
        How many candidates of a term JSON Lines keep; None for all.
    only
        Flag codes; a record without any of them is not written.
    root, target
        For ``md``: the input folder and the output folder (the same when in place).
    single
        Whether the input is one file, which must then be a record.
    in_place
        For ``md``: whether the files are corrected where they are; the output is then a digest of each as it was left.
    tables
        For ``md``: whether to write ``X-identifiers.tsv``, one row a term, with the OCR tables of ``X.md``.
    spreadsheet_safe
        Whether no cell of a CSV or TSV may begin like a formula.
    decided
        Organisms of the figures that a curator has decided about.
    """

    normalizer: Normalizer
    output: str
    compression: str | None = None
    explode: bool = True
    candidates: int | None = None
    only: frozenset[str] = frozenset()
    root: str = ""
    target: str = ""
    single: bool = False
    tables: bool = True
    in_place: bool = False
    spreadsheet_safe: bool = False
    decided: Decided = field(default_factory=dict)


class ChunkResult(NamedTuple):
    """What a chunk adds to the output, to the quarantine file, and to the counts."""

    units: int
    data: bytes
    errors: bytes
    digests: bytes
    summary: Summary
    first_error: RecordError | None


@dataclass(slots=True)
class _Part:
    """Pieces of one chunk on their way."""

    job: Job
    summary: Summary = field(default_factory=Summary)
    pieces: list[bytes] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def write(self, result: NormalizedRecord) -> None:
        """Encode a result at once: results of a whole chunk, held together, would keep the garbage collector busy."""
        job = self.job
        if job.output == "jsonl":
            self.pieces.append(_trimmed(result, job.candidates).to_json().encode("utf-8") + b"\n")
        elif job.output in ("csv", "tsv"):
            rows = ([row[name] for name in TERM_COLUMNS] for row in term_rows(result))
            self.pieces.append(table_bytes(rows, format=job.output, spreadsheet_safe=job.spreadsheet_safe))
        else:
            self.rows += term_rows(result) if job.explode else [record_row(result)]

    def data(self) -> bytes:
        """All that was written, as bytes."""
        if self.job.output == "parquet" and self.rows:
            from .frames import arrow_batch

            return bytes(arrow_batch(self.rows, explode=self.job.explode).serialize())
        return compress(b"".join(self.pieces), self.job.compression)


def process(job: Job, chunk: Chunk) -> ChunkResult:
    """Parse, normalize and encode one chunk.

    Parameters
    ----------
    job
        What to do.
    chunk
        Number of the first unit, and the units.
    """
    first, units = chunk
    part = _Part(job)
    errors: list[bytes] = []
    digests: list[bytes] = []
    first_error = None
    for number, unit in enumerate(units, start=first + 1):
        figid, error = _one(part, unit)
        digests.append(hashlib.blake2b(figid.encode("utf-8", "replace"), digest_size=DIGEST_SIZE).digest()
                       if figid else bytes(DIGEST_SIZE))  # fmt: skip
        if job.in_place and job.output == "md":
            part.pieces.append(content_digest(unit))
        if error is not None:
            part.summary.broken += 1
            first_error = first_error or error
            entry = {"source": error.source, "line": error.line, "reason": error.reason, "record": number}
            errors.append(json_lines.dumps(entry))
    return ChunkResult(len(units), part.data(), b"".join(errors), b"".join(digests), part.summary, first_error)


def content_digest(unit: Unit) -> bytes:
    """Return what tells the content of a markdown file from any other; zeros where it cannot be read."""
    from ..formats import pfocr

    try:
        return hashlib.blake2b(pfocr.read_bytes(unit.payload), digest_size=DIGEST_SIZE).digest()
    except RecordError:
        return bytes(DIGEST_SIZE)


def _one(part: _Part, unit: Unit) -> tuple[str, RecordError | None]:
    job, summary = part.job, part.summary
    if job.output in ("md", "diff") and unit.kind == "md":
        return _markdown(part, unit)
    record = parse_unit(unit, strict=job.single)
    if record is None:
        summary.skipped += 1
        return "", None
    summary.records += 1
    if not isinstance(record, RecordError):
        record = original(record)
    mentions = job.output == "jsonl"  # nothing else shows them
    result = normalize_decided(job.normalizer, record, job.decided, mentions=mentions)
    if isinstance(result, RecordError):
        return "" if isinstance(record, RecordError) else record.figid, result
    if _count(part, result):
        if job.output == "diff":
            part.pieces.append(_diff(_listing(result.record), _listing(_after(result)), unit.source, unit.line))
        else:
            part.write(result)
    return result.figid, None


def _markdown(part: _Part, unit: Unit) -> tuple[str, RecordError | None]:
    from ..formats import pfocr
    from ..formats._rewrite import rewrite
    from ..formats.written import changes_for

    job, summary = part.job, part.summary
    figid = ""
    try:
        data = pfocr.read_bytes(unit.payload)
        record = None
        if job.single or pfocr.looks_like_record(data):
            words = pfocr.read_tables(unit.payload)
            record = pfocr.parse(data, source=unit.source, words=words, strict=job.single)
        if record is None:
            summary.skipped += 1
            return "", None
        figid = record.figid
        result = normalize_decided(job.normalizer, original(record), job.decided, mentions=False)
        if isinstance(result, RecordError):
            raise result
        new = rewrite(data, changes_for(result), source=unit.source)
    except RecordError as error:
        summary.records += 1
        return figid, error
    summary.records += 1
    if not _count(part, result):
        return figid, None
    summary.changed += new != data
    if job.output == "diff":
        part.pieces.append(_patch(data.decode(), new.decode(), patch_path(unit.source, job.root)))
    else:
        targets = Targets(job.root, job.target, job.single, job.tables, job.spreadsheet_safe)
        write_markdown(targets, unit.payload, data, new, result)
    return figid, None


def _count(part: _Part, result: NormalizedRecord) -> bool:
    """Count a result; tell whether it is to be written."""
    summary = part.summary
    codes = codes_of(result)
    summary.statuses.update(term.status.value for term in result.terms)
    summary.flags.update(codes)
    summary.terms += len(result.terms)
    if part.job.only and part.job.only.isdisjoint(codes):
        return False
    summary.written += 1
    return True


def _trimmed(result: NormalizedRecord, candidates: int | None) -> NormalizedRecord:
    if candidates is None:
        return result
    return result._replace(terms=tuple(term._replace(candidates=term.candidates[:candidates]) for term in result.terms))


def _after(result: NormalizedRecord) -> FigureRecord:
    from dataclasses import replace

    from ..formats.written import changes_for

    changes = changes_for(result)
    return replace(
        result.record,
        organisms_ner=changes.organisms_ner or result.record.organisms_ner,
        keywords=changes.keywords or result.record.keywords,
    )


def _listing(record: FigureRecord) -> str:
    """The two lists of a record as front matter would show them."""
    lines = [f"figid: {record.figid}", "organisms_ner:", *(f"- {name}" for name in record.organisms_ner)]
    return "\n".join((*lines, "keywords:", *(f"- {word}" for word in record.keywords))) + "\n"


def patch_path(source: str, root: str) -> str:
    """Return a file as a patch names it: seen from the working folder, or from the input where that lies elsewhere.

    >>> patch_path(os.path.abspath("figures/f1.md"), os.path.abspath("figures"))
    'figures/f1.md'
    """
    inside = os.path.relpath(source)
    path = inside if not inside.startswith("..") else os.path.relpath(source, root or ".")
    return path.replace(os.sep, "/")


def _patch(before: str, after: str, path: str) -> bytes:
    """Return the change of a file as ``git apply`` takes it."""
    if before == after:
        return b""
    old, new = (io.StringIO(text, newline="\n").readlines() for text in (before, after))
    first, second = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    tail = "\t" if " " in path else ""  # as git does it: the name ends there, not at its blank
    lines = difflib.unified_diff(old, new, first + tail, second + tail)
    return f"diff --git {first} {second}\n".encode() + "".join(_ended(lines)).encode("utf-8", "backslashreplace")


def _quoted(path: str) -> str:
    """Return a path as git writes it: in quotes, with escapes, where control characters or quotes stand in it."""
    if path.isprintable() and '"' not in path and "\\" not in path:
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    octal = ("".join(f"\\{b:03o}" for b in c.encode("utf-8", "surrogateescape")) for c in escaped)
    return '"' + "".join(c if c.isprintable() else code for c, code in zip(escaped, octal, strict=True)) + '"'


def _diff(before: str, after: str, source: str, line: int | None = None) -> bytes:
    place = source if line is None else f"{source}:{line}"
    # Only \n ends a line of a patch, whatever else Unicode takes for a line's end.
    old, new = (io.StringIO(text, newline="\n").readlines() for text in (before, after))
    text = "".join(_ended(difflib.unified_diff(old, new, place, place)))
    return text.translate(CONTROLS).encode("utf-8", "backslashreplace")


def _ended(lines: Any) -> Sequence[str]:
    return [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines]
