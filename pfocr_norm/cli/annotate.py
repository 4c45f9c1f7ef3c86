"""``pfocr-norm annotate``: the batch on the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import CONTROLS
from ..formats.exchange import FORMATS, SUFFIXES, Options
from .common import (
    ASSUMED,
    BROKEN,
    AssumeOption,
    Bar,
    DataOption,
    ExtraOption,
    FromOption,
    LimitOption,
    OrganismOption,
    OverridesOption,
    ProgressOption,
    SafeOption,
    ShardOption,
    StopOption,
    WorkersOption,
    misuse,
    open_normalizer,
    parse_shard,
    reported,
)
from .export import export

if TYPE_CHECKING:
    from ..corpus import Summary



def annotate_command(
    input: Annotated[
        str,
        typer.Argument(
            metavar="INPUT",
            help="Folder of PFOCR .md or .gpml, or a .jsonl, .csv, .tsv (also .gz, .zst), .parquet, .xlsx, .pubtator, "
            ".bioc file; - reads JSON Lines.",
        ),
    ],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="OUT",
            help=".jsonl, .csv, .tsv (also .gz, .zst), .parquet, .xlsx, .gmt, or a folder for corrected .md files.",
        ),
    ] = None,
    in_place: Annotated[bool, typer.Option("--in-place", help="Correct the .md files where they are.")] = False,
    workers: WorkersOption = None,
    shard: ShardOption = None,
    limit: LimitOption = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="FLAG", help="Write only records with this flag; may be repeated."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing, print the changes as a diff.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an output that exists.")] = False,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first broken record.")] = False,
    from_format: FromOption = None,
    to_format: Annotated[
        str | None,
        typer.Option(
            "--to", metavar="FORMAT",
            help=f"Output format, when the name does not tell; or that of another tool: {', '.join(FORMATS)}.",
        ),
    ] = None,
    decisions: Annotated[
        str | None,
        typer.Option("--decisions", metavar="TSV", help="Decisions of the review desk, which hold for their figures."),
    ] = None,
    explode: Annotated[
        bool, typer.Option("--explode/--no-explode", help="Parquet with one row a term, or one row a record.")
    ] = True,
    candidates: Annotated[
        int, typer.Option("--candidates", metavar="N", help="Candidates of a term that JSON Lines keep; -1 for all.")
    ] = 3,
    tables: Annotated[
        bool, typer.Option("--tables/--no-tables", help="With .md: also write X-identifiers.tsv with X's tables.")
    ] = True,
    spreadsheet_safe: SafeOption = False,
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    data: DataOption = None,
    engine: Annotated[str, typer.Option("--engine", metavar="NAME", help="local, or spark.")] = "local",
    master: Annotated[
        str | None, typer.Option("--master", metavar="URL", help="Spark master, as in local[4] or spark://host:7077.")
    ] = None,
    progress: ProgressOption = None,
) -> None:  # fmt: skip
    """Normalize a whole database: INPUT to OUT, in order, resumable.

    A killed run goes on where it was with the same command. Broken records go to OUT.errors.jsonl and the batch goes
    on; the exit status is then 1. Wrong use, and an output that exists, end with status 2.
    """
    from ..corpus.pool import WorkerDied
    from ..errors import InputError, RecordError
    from ..formats._atomic import DiskError

    with reported("interrupted; run the same command to go on"):
        try:
            decided = _decided(decisions)
            to_format = to_format or SUFFIXES.get(os.path.splitext(out or "")[1].lower())
            if to_format in FORMATS:
                unmeant = {
                    "--in-place": in_place, "--dry-run": dry_run, "--engine": engine != "local",
                    "--workers": workers is not None, "--fail-fast": fail_fast,
                }  # fmt: skip
                target = _one_file(out, to_format, unmeant, overwrite)
                broken = export(
                    open_normalizer(data, organism, assume, extra, overrides, stop), [input], to_format, target,
                    options=Options(spreadsheet_safe=spreadsheet_safe), shard=parse_shard(shard), limit=limit,
                    from_format=from_format, decided=decided, only=only or (), anew=True,
                )  # fmt: skip
                raise typer.Exit(BROKEN if broken else 0)
            summary = _run(
                input, out, engine=engine, master=master, progress=progress,
                settings=(data, organism, assume, extra, overrides, stop),
                dry_run=dry_run, shard=parse_shard(shard), limit=limit, only=only or (), workers=workers,
                in_place=in_place, overwrite=overwrite, fail_fast=fail_fast, input_format=from_format,
                output_as=to_format, explode=explode, candidates=None if candidates < 0 else candidates,
                tables=tables, spreadsheet_safe=spreadsheet_safe, decided=decided,
            )  # fmt: skip
        except (DiskError, WorkerDied) as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(BROKEN) from None
        except RecordError as error:
            if fail_fast or isinstance(error, InputError):
                raise
            misuse(str(error))
        except ValueError as error:
            misuse(str(error))
    typer.echo(str(summary).translate(CONTROLS), err=dry_run)
    raise typer.Exit(BROKEN if summary.broken else 0)


def _one_file(out: str | None, format: str, unmeant: Mapping[str, bool], overwrite: bool) -> str:
    """Return where a file of another tool's format goes; refuse what does not go with it."""
    for option, given in unmeant.items():
        if given:
            misuse(f"--to {format} takes no {option}; records are written one after the other")
    if out is None:
        misuse("say where the output goes: --out FILE, or - for standard output")
    if out != "-" and not overwrite and os.path.exists(out):
        misuse(f"{out}: exists already; name another output or pass --overwrite")
    return out


def _decided(path: str | None) -> dict[str, tuple[str, ...]]:
    """Return the organisms of each figure that a file of decisions decides; none where its tags are right."""
    if path is None:
        return {}
    from ..errors import InputError
    from ..service.decisions import REJECT, read, standing

    if not os.path.exists(path):
        raise InputError("no such file of decisions", source=path)
    from ..organisms import normalize_organism

    holding = standing(read(path))
    for figid, found in holding.items():
        for name in found.organisms:
            if normalize_organism(name) is None:
                raise InputError(
                    f"figure {figid!r}: organism {name!r} is not known; write a scientific name or an NCBI Taxonomy id",
                    source=path,
                )
    return {figid: () if found.decision == REJECT else found.organisms for figid, found in holding.items()}


def _run(
    input: str,
    out: str | None,
    *,
    engine: str,
    master: str | None,
    progress: bool | None,
    settings: tuple[Any, ...],
    **options: Any,
) -> Summary:
    from ..errors import PfocrNormError
    if engine not in ("local", "spark"):
        raise PfocrNormError(f"unknown engine {engine!r}; choose from local, spark")
    if master is not None and engine != "spark":
        raise PfocrNormError("--master goes with --engine spark")
    normalizer = open_normalizer(*settings)
    if engine == "spark":
        from ..corpus.spark import annotate as annotate_spark

        unmeant = [name for name in ("shard", "limit", "in_place", "dry_run", "fail_fast", "decided") if options[name]]
        if unmeant or out is None:
            option = (unmeant or ["in_place"])[0].replace("_", "-").replace("decided", "decisions")
            raise PfocrNormError(f"--engine spark needs --out and takes no --{option}")
        return annotate_spark(
            input, out, master=master, overwrite=options["overwrite"], explode=options["explode"],
            input_format=options["input_format"], output_as=options["output_as"], normalizer=normalizer,
        )  # fmt: skip
    from ..corpus import annotate

    with Bar(progress) as bar:
        return annotate(
            input, out, normalizer=normalizer,
            progress=(lambda done, share: bar(done.records, done.broken, share)) if bar.shown else None, **options,
        )  # fmt: skip
