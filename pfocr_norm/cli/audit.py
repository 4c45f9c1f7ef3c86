"""The ``pfocr-norm audit`` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .common import (
    ASSUMED,
    BROKEN,
    OVER_LIMIT,
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
    pipe_closed,
    reported,
)
from .export import check_pathways, pathway_files

if TYPE_CHECKING:
    from ..audit import Audit, Comparison
    from ..normalizer import Normalizer

Corpus = Annotated[
    list[str],
    typer.Argument(
        metavar="CORPUS",
        help="Folders or files of records (md, jsonl, csv, tsv, parquet), results of an earlier run (jsonl), or - for "
        "JSON Lines on standard input. With --compare two of them: OLD NEW.",
        show_default=False,
    ),
]
Html = Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the report as one HTML page.")]
Desk = Annotated[
    Path | None,
    typer.Option("--desk", metavar="FILE", help="Write the review desk as one HTML page; the report opens it."),
]
Tsv = Annotated[
    str | None,
    typer.Option("--tsv", metavar="FILE", help="Write the full table, one line a record; - for standard output."),
]
Json = Annotated[
    str | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON; - for standard output.")
]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on", metavar="VERDICT=LIMIT",
        help=f"Exit with status {OVER_LIMIT} when more records than this have the verdict, "
        "as in mismatch=5% or broken=0. May be repeated.",
    ),
]  # fmt: skip
Compare = Annotated[bool, typer.Option("--compare", help="Compare two annotation sets instead.")]
Title = Annotated[str | None, typer.Option("--title", metavar="TEXT", help="Heading of the HTML page.")]
Sample = Annotated[
    int, typer.Option("--sample", metavar="N", min=5, max=100_000, help="Most telling records that the page holds.")
]


def audit_command(
    corpus: Corpus,
    html: Html = None,
    desk: Desk = None,
    tsv: Tsv = None,
    json: Json = None,
    spreadsheet_safe: SafeOption = False,
    fail_on: FailOn = None,
    compare: Compare = False,
    title: Title = None,
    sample: Sample = 10_000,
    workers: WorkersOption = None,
    shard: ShardOption = None,
    limit: LimitOption = None,
    from_format: FromOption = None,
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    data: DataOption = None,
    progress: ProgressOption = None,
) -> None:
    """See where an annotation run went wrong, and why.

    Judges the organism tags and keywords of a whole corpus: records by verdict, tagged against decided organism,
    the printed words behind wrong tags and what they mean, families blown up, suspicious chemicals. The summary is
    printed, the rest goes to the files you ask for.

    Pathways (.gpml) are checked node by node, as `pathways` does: labels that contradict their identifier.

    Exit status: 0, 1 when a record could not be read, 2 for wrong use, 3 when a --fail-on limit is exceeded.
    """
    from ..audit.limits import Limit, LimitError, exceeded

    try:
        limits = [Limit.parse(text) for text in fail_on or ()]
    except LimitError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-on") from error
    if all(path.lower().endswith(".gpml") for path in corpus) and not compare:
        unmeant = {
            "--html": html, "--desk": desk, "--json": json, "--fail-on": fail_on, "--shard": shard, "--limit": limit,
        }  # fmt: skip
        for option, given in unmeant.items():
            if given is not None and given != []:
                raise typer.BadParameter("pathways are checked node by node, into --tsv", param_hint=option)
        with reported():
            broken = check_pathways(
                open_normalizer(data, None, assume, extra, overrides, stop), pathway_files(corpus), tsv or "-",
                spreadsheet_safe=spreadsheet_safe,
            )  # fmt: skip
        raise typer.Exit(BROKEN if broken else 0)
    if compare and len(corpus) != 2:
        raise typer.BadParameter(f"--compare takes two corpora, OLD and NEW, not {len(corpus)}", param_hint="CORPUS")
    if compare and limits:
        raise typer.BadParameter("limits are for an audit, not for a comparison", param_hint="--fail-on")
    if compare and desk is not None:
        raise typer.BadParameter("the desk is for an audit, not for a comparison", param_hint="--desk")
    if compare and (shard is not None or limit is not None):
        raise typer.BadParameter("a comparison takes both sets whole", param_hint="--shard, --limit")
    if tsv == json == "-":
        raise typer.BadParameter("only one of --tsv and --json can go to standard output", param_hint="--json")
    _check_folders(html, desk, tsv, json)
    over: list[str] = []
    with reported():
        if html is not None or desk is not None:
            from ..audit.report import check_extra

            check_extra()
        try:
            normalizer = open_normalizer(data, organism, assume, extra, overrides, stop)
            done: Audit | Comparison
            if compare:
                done = _compare(corpus, normalizer, tsv, spreadsheet_safe, progress)
            else:
                part = parse_shard(shard)
                done = _audit(
                    corpus, normalizer, tsv, spreadsheet_safe, sample, workers, part, limit, from_format, progress
                )
                over = exceeded(done, limits)
            _write(done, html, desk, tsv, json, title)
        except BrokenPipeError:
            pipe_closed()
        except OSError as error:
            misuse(f"{error.filename or 'output'}: {error.strerror or error}")
    for text in over:
        typer.echo(f"over the limit: {text}", err=True)
    if over:
        raise typer.Exit(OVER_LIMIT)
    if done.broken:
        raise typer.Exit(BROKEN)


def _check_folders(*targets: Path | str | None) -> None:
    # An hour of work should not end in a missing folder.
    for target in targets:
        if target is not None and str(target) != "-" and not Path(target).absolute().parent.is_dir():
            raise typer.BadParameter(f"there is no folder {Path(target).absolute().parent}; make it first")


def _audit(
    paths: list[str],
    normalizer: Normalizer,
    tsv: str | None,
    safe: bool,
    sample: int,
    workers: int | None,
    shard: tuple[int, int] | None,
    limit: int | None,
    format: str | None,
    progress: bool | None,
) -> Audit:
    from ..audit import audit
    from ..audit.collect import corpus
    from ..corpus.chunks import expected
    from ..corpus.plan import Total, check_options, share
    from ..corpus.pool import default_workers
    from ..formats.source import open_source

    check_options(workers, shard, limit)
    streams = [corpus(path, format=format) for path in paths]

    with Bar(progress) as bar:
        wanted = None

        def show(done: Audit) -> None:
            seen = done.records + done.broken
            bar(seen, done.broken, share(seen, wanted))

        if bar.shown:
            totals = [Total(open_source(path, format=format)).records for path in paths]
            whole = sum(total or 0 for total in totals) if all(total is not None for total in totals) else None
            wanted = expected(whole, shard, limit)
        return audit(
            (unit for stream in streams for unit in stream), normalizer=normalizer, table=tsv, sample=sample,
            spreadsheet_safe=safe, workers=workers or default_workers(), shard=shard, limit=limit,
            progress=show,
        )  # fmt: skip


def _compare(
    paths: list[str], normalizer: Normalizer, tsv: str | None, safe: bool, progress: bool | None
) -> Comparison:
    from ..audit import compare
    from ..corpus.plan import Total
    from ..formats import read_records
    from ..formats.source import open_source

    with Bar(progress) as bar:
        totals = [Total(open_source(path)).records for path in paths] if bar.shown else [None]
        whole = sum(total or 0 for total in totals) if all(total is not None for total in totals) else None
        seen = 0

        def counted(path: str) -> Iterator[Any]:
            nonlocal seen
            for record in read_records(path):
                seen += 1
                if not seen % 50:
                    bar(seen, 0, seen / whole if whole else None)
                yield record

        return compare(
            counted(paths[0]), counted(paths[1]), normalizer=normalizer, table=tsv, spreadsheet_safe=safe
        )


def _write(
    done: Audit | Comparison, html: Path | None, desk: Path | None, tsv: str | None, json: str | None, title: str | None
) -> None:
    from ..audit import Audit

    if json is not None:
        text = done.to_json() + "\n"
        if json == "-":
            sys.stdout.write(text)
        else:
            Path(json).write_text(text, encoding="ascii")
    if html is not None:
        options: dict[str, Any] = {} if title is None else {"title": title}
        if isinstance(done, Audit):
            options["table"] = _relative(tsv, html)
            options["desk"] = _relative(None if desk is None else str(desk), html)
        html.write_text(done.to_html(**options), encoding="utf-8")
    if desk is not None and isinstance(done, Audit):
        from ..service.desk import Queue, item_of_digest
        from ..service.deskfile import desk_page

        items = (item_of_digest(record) for record in done.sample.records())
        desk.write_text(desk_page(Queue(item for item in items if item is not None)), encoding="utf-8")
    if "-" not in (tsv, json):
        typer.echo(str(done))


def _relative(tsv: str | None, html: Path) -> str | None:
    """Return the address of the table, or of the desk, as seen from the page."""
    if tsv is None or tsv == "-":
        return None
    from os.path import relpath
    from urllib.parse import quote

    try:
        return quote(Path(relpath(tsv, html.absolute().parent)).as_posix())
    except ValueError:
        # Another drive on Windows.
        return Path(tsv).absolute().as_uri()
