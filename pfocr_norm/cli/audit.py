"""The ``pfocr-norm audit`` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..audit import Audit, Comparison

#: Exit status when a limit of ``--fail-on`` is exceeded; 1 means broken records, 2 wrong use.
OVER_LIMIT = 3

Corpus = Annotated[
    list[str],
    typer.Argument(
        metavar="CORPUS...",
        help="Folders or files of records (md, jsonl, csv, tsv, parquet), or - for JSON Lines on standard input. "
        "With --compare two of them: OLD NEW.",
        show_default=False,
    ),
]
Html = Annotated[Path | None, typer.Option("--html", help="Write the report as one HTML page.")]
Tsv = Annotated[
    str | None, typer.Option("--tsv", help="Write the full table, one line a record; - for standard output.")
]
Json = Annotated[str | None, typer.Option("--json", help="Write the figures as JSON; - for standard output.")]
FailOn = Annotated[
    list[str] | None,
    typer.Option(
        "--fail-on", metavar="VERDICT=LIMIT",
        help=f"Exit with status {OVER_LIMIT} when more records than this have the verdict, "
        "as in mismatch=5% or broken=0. May be repeated.",
    ),
]  # fmt: skip
Compare = Annotated[bool, typer.Option("--compare", help="Compare two annotation sets instead.")]
Title = Annotated[str | None, typer.Option("--title", help="Heading of the HTML page.")]
Sample = Annotated[int, typer.Option("--sample", min=5, max=100_000, help="Most telling records that the page holds.")]
Vocabulary = Annotated[
    Path | None, typer.Option("--data", help="Vocabulary file; the one of the package where it is not given.")
]


def audit_command(
    corpus: Corpus,
    html: Html = None,
    tsv: Tsv = None,
    json: Json = None,
    fail_on: FailOn = None,
    compare: Compare = False,
    title: Title = None,
    sample: Sample = 10_000,
    data: Vocabulary = None,
) -> None:
    """See where an annotation run went wrong, and why.

    Judges the organism tags and keywords of a whole corpus: records by verdict, tagged against decided organism,
    the printed words behind wrong tags and what they mean, families blown up, suspicious chemicals. The summary is
    printed, the rest goes to the files you ask for.

    Exit status: 0, 1 when a record could not be read, 2 for wrong use, 3 when a --fail-on limit is exceeded.
    """
    from ..audit.limits import Limit, LimitError, exceeded
    from ..errors import PfocrNormError

    try:
        limits = [Limit.parse(text) for text in fail_on or ()]
    except LimitError as error:
        raise typer.BadParameter(str(error), param_hint="--fail-on") from error
    if compare and len(corpus) != 2:
        raise typer.BadParameter(f"--compare takes two corpora, OLD and NEW, not {len(corpus)}", param_hint="CORPUS")
    if compare and limits:
        raise typer.BadParameter("limits are for an audit, not for a comparison", param_hint="--fail-on")
    if tsv == json == "-":
        raise typer.BadParameter("only one of --tsv and --json can go to standard output", param_hint="--json")
    _check_folders(html, tsv, json)
    try:
        done = _compare(corpus, data, tsv) if compare else _audit(corpus, data, tsv, sample)
        over = [] if compare else exceeded(done, limits)  # type: ignore[arg-type]
        _write(done, html, tsv, json, title)
    except PfocrNormError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    except OSError as error:
        typer.echo(f"error: {error.filename or 'output'}: {error.strerror or error}", err=True)
        raise typer.Exit(2) from error
    for text in over:
        typer.echo(f"over the limit: {text}", err=True)
    if over:
        raise typer.Exit(OVER_LIMIT)
    if done.broken:
        raise typer.Exit(1)


def _check_folders(*targets: Path | str | None) -> None:
    # An hour of work should not end in a missing folder.
    for target in targets:
        if target is not None and str(target) != "-" and not Path(target).absolute().parent.is_dir():
            raise typer.BadParameter(f"there is no folder {Path(target).absolute().parent}; make it first")


def _audit(corpus: list[str], data: Path | None, tsv: str | None, sample: int) -> Audit:
    from ..audit import audit
    from ..normalizer import Normalizer

    return audit(_progress(_records(corpus)), normalizer=Normalizer(data), table=tsv, sample=sample)


def _compare(corpus: list[str], data: Path | None, tsv: str | None) -> Comparison:
    from ..audit import compare
    from ..normalizer import Normalizer

    old, new = (_progress(_records([path])) for path in corpus)
    return compare(old, new, normalizer=Normalizer(data), table=tsv)


def _records(corpus: list[str]) -> Iterator[Any]:
    from ..formats import read_records

    for path in corpus:
        yield from read_records(path)


def _progress(records: Iterator[Any]) -> Iterator[Any]:
    """Show the count on a terminal; say nothing in a pipe."""
    if not sys.stderr.isatty():
        yield from records
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,} records"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        for record in records:
            yield record
            progress.advance(task)


def _write(done: Audit | Comparison, html: Path | None, tsv: str | None, json: str | None, title: str | None) -> None:
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
        html.write_text(done.to_html(**options), encoding="utf-8")
    if "-" not in (tsv, json):
        typer.echo(str(done))


def _relative(tsv: str | None, html: Path) -> str | None:
    """Return the address of the table as seen from the page."""
    if tsv is None or tsv == "-":
        return None
    from os.path import relpath
    from urllib.parse import quote

    try:
        return quote(Path(relpath(tsv, html.absolute().parent)).as_posix())
    except ValueError:
        # Another drive on Windows.
        return Path(tsv).absolute().as_uri()
