"""One batch from input to output."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import RecordError
from ..formats._atomic import TEMPORARY_PREFIX, atomic_file
from ..formats.source import Unit, open_source
from ..formats.writers import compress, table_bytes
from ..model.result import TERM_COLUMNS
from .chunks import CHUNK_BYTES, CHUNK_RECORDS, checked, chunked, expected, selected
from .decided import Decided, fingerprint_of
from .duplicates import find_duplicates
from .frames import open_normalizer
from .job import DIGEST_SIZE, ChunkResult, Job, content_digest, process
from .plan import Plan, Total, check_options, fingerprint, flag_codes, share
from .pool import WorkerDied, default_workers, ordered_map
from .summary import Summary
from .workdir import Workdir

if TYPE_CHECKING:
    from ..normalizer import Normalizer

    #: Called after each chunk with the counts so far and the share of the input that is done (None: unknown).
    Progress = Callable[[Summary, float | None], None]

#: Rows of one group of a Parquet file.
GROUP_ROWS = 1 << 16


def annotate(
    input: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    workers: int | None = None,
    shard: tuple[int, int] | None = None,
    limit: int | None = None,
    only: Iterable[str] = (),
    in_place: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
    fail_fast: bool = False,
    input_format: str | None = None,
    output_as: str | None = None,
    explode: bool = True,
    candidates: int | None = 3,
    tables: bool = True,
    spreadsheet_safe: bool = False,
    decided: Decided | None = None,
    normalizer: Normalizer | str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
    diff_to: BinaryIO | None = None,
    commit_seconds: float = 1.0,
    start_method: str | None = None,
) -> Summary:
    """Normalize every record of an input and write the results, in input order.

    The bytes written are the same for any number of workers. While the run lasts, its work lies in ``OUT.partial``;
    a run that was killed is taken up by the same call and ends with the same bytes. Broken records go to
    ``OUT.errors.jsonl`` and the batch goes on.

    Parameters
    ----------
    input
        A folder of PFOCR ``.md``, JSON Lines, CSV, TSV (also ``.gz``, ``.zst``) or Parquet, ``-`` for standard input.
    output
        ``.jsonl``, ``.csv``, ``.tsv`` (also ``.gz``, ``.zst``), ``.parquet``; a folder for corrected ``.md`` files.
    workers
        Processes; all cores by default.
    shard
        ``(i, n)``: the i-th of n parts, 1-based; record k goes to part ``(k - 1) % n + 1``.
    limit
        At most so many records (of the shard).
    only
        Write only records that have one of these flags.
    in_place
        Correct the ``.md`` files where they are, each through a temporary file and a rename.
    overwrite
        Replace an output that exists, or the work of an interrupted run that does not fit.
    dry_run
        Write nothing; the changes go to ``diff_to`` (standard output) as a unified diff.
    fail_fast
        Raise at the first broken record.
    input_format, output_as
        Override the file endings: ``jsonl``, ``csv``, ``tsv``, ``parquet``, ``md``.
    explode
        Parquet with one row a term; False: one row a record.
    candidates
        Candidates of a term that JSON Lines keep, the best first; None keeps all (ten times the size).
    tables
        With ``.md`` output: also write ``X-identifiers.tsv``, one row a term, where the OCR tables of ``X.md`` lie.
        An output folder gets copies of the OCR tables in ``_data``, so that it can be annotated again by itself.
    spreadsheet_safe
        In CSV and TSV, put an apostrophe before a cell that a spreadsheet would read as a formula (``=``, ``+``, ``-``,
        ``@``, a tab or a line end come first).
    decided
        Organisms of the figures that a curator has decided about, by ``figid``: names, or none where the tags are right
        as they are.
    normalizer
        An open one, or the path of a vocabulary.
    progress
        Called after each chunk.
    commit_seconds
        How much work, in seconds, a kill may cost at most.
    start_method
        How worker processes start, see :mod:`multiprocessing`.

    Returns
    -------
    Summary

    Raises
    ------
    OutputError
        When the output exists, cannot be written, or the disk is full (the run can be taken up again).
    RecordError
        When the input cannot be read at all, or under ``fail_fast``.
    """
    began = time.monotonic()
    source = open_source(input, format=input_format)
    plan = Plan(source, output, output_as, in_place=in_place, dry_run=dry_run)
    check_options(workers, shard, limit)
    job = Job(
        open_normalizer(normalizer), plan.kind, plan.compression, explode, candidates, flag_codes(only),
        root=source.path if source.folder else os.path.dirname(source.path), target=plan.target,
        single=source.format == "md" and not source.folder, tables=tables, in_place=in_place,
        spreadsheet_safe=spreadsheet_safe, decided=decided or {},
    )  # fmt: skip
    workers = workers or default_workers()
    stream = checked(source)
    total = Total(source)
    wanted = expected(total.records, shard, limit)

    def results(skip: int) -> Generator[ChunkResult, None, None]:
        chunks = chunked(selected(stream(), shard, limit, skip), skip, records=CHUNK_RECORDS, size=CHUNK_BYTES)
        return ordered_map(partial(process, job), chunks, workers=workers, start_method=start_method)

    if dry_run:
        return _dry_run(results(0), diff_to, fail_fast, progress, wanted, began)

    options = {
        "explode": explode, "candidates": candidates, "tables": tables, "only": sorted(job.only),
        "spreadsheet_safe": spreadsheet_safe, "decided": fingerprint_of(job.decided),
        "shard": shard and list(shard), "limit": limit,
    }  # fmt: skip
    work = Workdir(plan.workdir, fingerprint(source, plan, job, options, total, (CHUNK_RECORDS, CHUNK_BYTES)))
    if not overwrite and not os.path.exists(work.file("state.json")):
        plan.refuse_existing()
    with work.opened(
        overwrite=overwrite, head=_head(job), resumable=source.path != "-",
        whole=lambda: in_place or os.path.exists(plan.target), refuse=plan.refuse_existing,
        changed=lambda done: _changed(selected(stream(), shard, limit, 0), work.file("data"), done) if in_place else "",
    ):  # fmt: skip
        if work.done_elsewhere:
            return Summary(output=plan.target, done_elsewhere=True, seconds=time.monotonic() - began)
        if plan.kind == "md" and (work.resumed or overwrite):
            _remove_temporaries(plan.target)
        resumed = work.units if work.resumed else 0
        if not work.complete:
            _go_on(work, results(work.units), job.normalizer, fail_fast, commit_seconds, progress, wanted)
        summary = _put_in_place(work, plan, explode=explode)
        summary.resumed = min(resumed, summary.records)
    summary.output = plan.target
    summary.seconds = time.monotonic() - began
    return summary


def _go_on(
    work: Workdir,
    results: Generator[ChunkResult, None, None],
    normalizer: Normalizer,
    fail_fast: bool,
    commit_seconds: float,
    progress: Progress | None,
    wanted: int | None,
) -> None:
    """Keep the results that are left to do, until there are no more or the run is interrupted."""
    with _whole_vocabulary(normalizer), _interruptible() as interrupted, closing(results) as done:
        for result in done:
            if fail_fast and result.first_error is not None:
                raise result.first_error
            work.append(result)
            work.commit(every=0 if interrupted() else commit_seconds)
            if interrupted():
                raise KeyboardInterrupt
            if progress is not None:
                progress(work.summary, share(work.units, wanted))
    work.commit(complete=True)


def _put_in_place(work: Workdir, plan: Plan, *, explode: bool) -> Summary:
    """Move the finished output and the list of broken records to where they belong, and sum the run up."""
    summary = work.summary
    if os.path.exists(work.file("digests")):
        summary.duplicate_count, summary.duplicates = find_duplicates(work.file("digests"))
    moves = {}
    if summary.broken:
        moves["errors"] = summary.errors = plan.errors
    elif os.path.exists(plan.errors):
        os.unlink(plan.errors)  # of an older run, as --overwrite asks
    if plan.kind == "parquet":
        if os.path.exists(work.file("data")):
            _write_parquet(work.file("data"), work.file("final"), explode)
        moves["final"] = plan.target
    elif plan.kind != "md":
        moves["data"] = plan.target
    work.finish(moves)
    return summary


def _changed(stream: Iterable[Unit], digests: str, done: int) -> str:
    """Say which file is another one than a run has left: the rest would not be of one piece with it."""
    with open(digests, "rb") as known:
        for unit in islice(stream, done):
            if content_digest(unit) != known.read(DIGEST_SIZE):
                return f"{unit.source}: has changed since an interrupted run corrected it"
    return ""


def _head(job: Job) -> bytes:
    """What stands before the first record."""
    if job.output in ("csv", "tsv"):
        return compress(table_bytes([TERM_COLUMNS], format=job.output), job.compression)
    if job.output == "parquet":
        from ..formats.tables import parquet_module
        from .frames import arrow_schema

        parquet_module()
        return bytes(arrow_schema(explode=job.explode).serialize())
    return b""


def _write_parquet(data: str, final: str, explode: bool) -> None:
    """Turn the appended Arrow batches into one Parquet file of even row groups."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from .frames import arrow_schema

    schema = arrow_schema(explode=explode)
    with (
        atomic_file(final) as stream,
        pa.OSFile(data, "rb") as appended,
        pq.ParquetWriter(stream, schema, compression="zstd") as writer,
    ):
        held: list[Any] = []
        for batch in pa.ipc.open_stream(appended):
            held.append(batch)
            if sum(part.num_rows for part in held) >= GROUP_ROWS:
                writer.write_table(pa.Table.from_batches(held, schema), row_group_size=GROUP_ROWS)
                held = []
        if held:
            writer.write_table(pa.Table.from_batches(held, schema), row_group_size=GROUP_ROWS)


@contextmanager
def _whole_vocabulary(normalizer: Normalizer) -> Iterator[None]:
    """Tell of a vocabulary that was cut while in use: a worker that reads it then dies without a word."""
    try:
        yield
    except WorkerDied:
        normalizer.lexicon.still_whole()
        raise


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Let the first Ctrl-C or SIGTERM end the run between two chunks, where nothing is lost; the second does at once.

    An exception out of nowhere could strike while worker processes start, where Python itself does not survive it.
    """
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True

    theirs: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        # What a program that uses the library has set for itself stays.
        usual = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}
        theirs = {number: handler for number, handler in usual.items() if signal.getsignal(number) is handler}
    for number in theirs:
        signal.signal(number, ask)
    try:
        yield lambda: asked
    finally:
        for number, handler in theirs.items():
            signal.signal(number, handler)


def _dry_run(
    results: Iterator[ChunkResult],
    diff_to: BinaryIO | None,
    fail_fast: bool,
    progress: Progress | None,
    wanted: int | None,
    began: float,
) -> Summary:
    out = diff_to or sys.stdout.buffer
    summary, done = Summary(dry_run=True), 0
    for result in results:
        if fail_fast and result.first_error is not None:
            raise result.first_error
        out.write(result.data)
        out.flush()
        summary.add(result.summary)
        done += result.units
        if progress is not None:
            progress(summary, share(done, wanted))
    summary.seconds = time.monotonic() - began
    return summary


def _remove_temporaries(folder: str) -> None:
    """Remove what killed workers left half-written."""
    if folder.endswith(".md"):
        folder = os.path.dirname(folder) or "."
    for place, _, names in os.walk(folder):
        for name in names:
            if name.startswith(TEMPORARY_PREFIX):
                with suppress(OSError):
                    os.unlink(os.path.join(place, name))


__all__ = ["RecordError", "annotate"]
