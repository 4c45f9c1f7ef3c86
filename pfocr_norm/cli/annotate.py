"""``pfocr-norm annotate``: the batch on the command line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..corpus import Summary

INTERRUPTED = 130


def annotate_command(
    input: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="Folder of PFOCR .md, or a .jsonl, .csv, .tsv (also .gz, .zst) or .parquet file; - reads JSON Lines.",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="OUT",
            help=".jsonl, .csv, .tsv (also .gz, .zst), .parquet, or a folder for corrected .md files.",
        ),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Correct the .md files where they are.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, help="Processes.", show_default="all cores")
    ] = None,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="The I-th of N parts, for job arrays.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="At most so many records.")] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="FLAG", help="Write only records with this flag; may be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, print the changes as a diff.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first broken record.")] = False,
    from_format: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help="Input format, when the name does not tell."),
    ] = None,
    to_format: Annotated[
        str | None,
        typer.Option("--to", metavar="FORMAT", help="Output format, when the name does not tell."),
    ] = None,
    explode: Annotated[
        bool, typer.Option("--explode/--no-explode", help="Parquet with one row a term, or one row a record.")
    ] = True,
    candidates: Annotated[
        int, typer.Option("--candidates", help="Candidates of a term that JSON Lines keep; -1 for all.")
    ] = 3,
    tables: Annotated[
        bool, typer.Option("--tables/--no-tables", help="With .md: also write X-identifiers.tsv with X's tables.")
    ] = True,
    data: Annotated[
        str | None, typer.Option("--data", metavar="FILE", help="Vocabulary file in place of the one in use.")
    ] = None,
    extra: Annotated[
        list[str] | None, typer.Option("--extra", metavar="TSV", help="Own names, as a layer on top; may be repeated.")
    ] = None,
    overrides: Annotated[
        str | None,
        typer.Option("--overrides", metavar="TSV", help="Words whose meaning you decide: word, identifier."),
    ] = None,
    stop: Annotated[str | None, typer.Option("--stop", metavar="FILE", help="Words that get no answer.")] = None,
    organism: Annotated[
        str | None, typer.Option("--organism", help="What every record is about, when you know.")
    ] = None,
    assume: Annotated[
        str, typer.Option("--assume", help="What figures that do not tell their organism are read as; or none.")
    ] = "Homo sapiens",
    engine: Annotated[str, typer.Option("--engine", help="local, or spark.")] = "local",
    master: Annotated[
        str | None, typer.Option("--master", metavar="URL", help="Spark master, as in local[4] or spark://host:7077.")
    ] = None,
    progress: Annotated[
        bool | None, typer.Option("--progress/--no-progress", help="Show a progress bar.", show_default="on a terminal")
    ] = None,
) -> None:  # fmt: skip
    """Normalize a whole database: INPUT to OUT, in order, resumable.

    A killed run goes on where it was with the same command. Broken records go to OUT.errors.jsonl and the batch goes
    on; the exit status is then 1. Wrong use, and an output that exists, end with status 2.
    """
    from ..errors import PfocrNormError, RecordError

    summary: Summary | None = None
    try:
        summary = _run(
            input, out, engine=engine, master=master, progress=progress,
            settings={
                "path": data, "organism": organism, "assume": None if assume.lower() == "none" else assume,
                "extra": extra or (), "overrides": overrides, "stop": stop,
            },
            dry_run=dry_run, shard=_shard(shard), limit=limit, only=only or (), workers=workers,
            in_place=in_place, overwrite=overwrite, fail_fast=fail_fast, input_format=from_format,
            output_as=to_format, explode=explode, candidates=None if candidates < 0 else candidates, tables=tables,
        )  # fmt: skip
    except KeyboardInterrupt:
        typer.echo("interrupted; run the same command to go on", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except RecordError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1 if fail_fast else 2) from None
    except (PfocrNormError, ValueError) as error:
        from ..corpus.pool import WorkerDied
        from ..formats._atomic import DiskError

        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1 if isinstance(error, (DiskError, WorkerDied)) else 2) from None
    typer.echo(str(summary), err=dry_run)
    raise typer.Exit(1 if summary.broken else 0)


def _run(
    input: str,
    out: str | None,
    *,
    engine: str,
    master: str | None,
    progress: bool | None,
    settings: dict[str, Any],
    **options: Any,
) -> Summary:
    from ..errors import PfocrNormError
    from ..normalizer import Normalizer

    if engine not in ("local", "spark"):
        raise PfocrNormError(f"unknown engine {engine!r}; choose from local, spark")
    if master is not None and engine != "spark":
        raise PfocrNormError("--master goes with --engine spark")
    normalizer = Normalizer(settings.pop("path"), **settings)
    if engine == "spark":
        from ..corpus.spark import annotate as annotate_spark

        unmeant = [name for name in ("shard", "limit", "in_place", "dry_run", "fail_fast") if options[name]]
        if unmeant or out is None:
            option = (unmeant or ["in_place"])[0].replace("_", "-")
            raise PfocrNormError(f"--engine spark needs --out and takes no --{option}")
        return annotate_spark(
            input, out, master=master, overwrite=options["overwrite"], explode=options["explode"],
            input_format=options["input_format"], output_as=options["output_as"], normalizer=normalizer,
        )  # fmt: skip
    from ..corpus import annotate

    show = sys.stderr.isatty() if progress is None else progress
    if not show:
        return annotate(input, out, normalizer=normalizer, **options)
    with _Bar() as bar:
        return annotate(input, out, normalizer=normalizer, progress=bar, **options)


class _Bar:
    """A progress bar with rate and time left, on standard error."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import TimeRemainingColumn as Left

        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(), Left(),
            console=Console(stderr=True), transient=True,
        )  # fmt: skip
        self.first: tuple[float, int] | None = None

    def __enter__(self) -> _Bar:
        self.progress.start()
        self.task = self.progress.add_task("starting", total=None)
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def __call__(self, summary: Summary, share: float | None) -> None:
        import time

        now = time.monotonic()
        if self.first is None:
            self.first = (now, summary.records)
        seconds, records = now - self.first[0], summary.records - self.first[1]
        rate = f", {records / seconds:,.0f}/s" if seconds > 1 else ""
        broken = f", {summary.broken:,} broken" if summary.broken else ""
        total, done = (None, 0.0) if share is None else (1.0, share)
        text = f"{summary.records:,} records{rate}{broken}"
        self.progress.update(self.task, description=text, total=total, completed=done)


def _shard(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, slash, second = text.partition("/")
    try:
        if not slash:
            raise ValueError
        return int(first), int(second)
    except ValueError:
        from ..errors import PfocrNormError

        raise PfocrNormError(f"--shard {text}: write I/N, as in 3/16") from None
