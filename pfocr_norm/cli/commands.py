"""The ``pfocr-norm`` command: normalize, explain, ground; annotate, audit and data have modules of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from .annotate import annotate_command
from .audit import audit_command
from .data import app as data_app

if TYPE_CHECKING:
    from ..errors import RecordError
    from ..model.record import FigureRecord
    from ..model.result import NormalizedRecord, Term
    from ..normalizer import Normalizer

#: Exit statuses: a broken record, wrong use, and (as the shell writes it) a reader that went away.
BROKEN, MISUSE, PIPE_CLOSED = 1, 2, 141

app = typer.Typer(
    name="pfocr-norm",
    help="From the words of pathway figures to gene, family and drug identifiers, with the right organism.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(str, Enum):
    """Ways to write a result."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    TSV = "tsv"


FormatOption = Annotated[
    Format, typer.Option("--format", "-f", help="table for people; json, jsonl, tsv for programs.")
]
OrganismOption = Annotated[
    str | None,
    typer.Option("--organism", metavar="NAME", help="What the figure is about, when you know: a name or taxon id."),
]
#: As in pfocr_norm.normalizer, which is not imported before it is needed.
ASSUMED = "Homo sapiens"
AssumeOption = Annotated[
    str,
    typer.Option("--assume", metavar="NAME", help="What figures that do not tell their organism are read as; or none."),
]
ExtraOption = Annotated[
    list[str] | None, typer.Option("--extra", metavar="TSV", help="Own names, as a layer on top; may be repeated.")
]
OverridesOption = Annotated[
    str | None, typer.Option("--overrides", metavar="TSV", help="Words whose meaning you decide: word, identifier.")
]
StopOption = Annotated[str | None, typer.Option("--stop", metavar="FILE", help="Words that get no answer.")]
OnlineOption = Annotated[
    bool, typer.Option("--online", help="Ask MyGene.info and a drug service about what stays unresolved.")
]
DataOption = Annotated[
    str | None, typer.Option("--data", metavar="FILE", help="Vocabulary file in place of the one in use.")
]


def _version(value: bool) -> None:
    if value:
        from .. import __version__
        from ..vocabulary.reader import Lexicon

        with _reported():
            typer.echo(f"pfocr-norm {__version__}, vocabulary {Lexicon.open().version}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the versions and exit.")
    ] = False,
) -> None:
    pass


@app.command()
def normalize(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="PFOCR .md, .jsonl, .csv or .tsv files, folders, or - for JSON Lines."),
    ],
    format: FormatOption = Format.TABLE,
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    online: OnlineOption = False,
    data: DataOption = None,
) -> None:
    """Normalize records: organism with its evidence, one term per keyword, flags.

    With --format json a single .md file gives one object, all else an array. A broken record is reported on standard
    error with its place, has a result with the flag broken_record in json and jsonl, and the next one goes on; the
    exit status is then 1.
    """
    with _reported(), _output() as out:
        normalizer = _normalizer(data, organism, assume, extra, overrides, stop, online)
        results = _results(normalizer, files)
        single = len(files) == 1 and files[0].lower().endswith((".md", ".markdown"))
        broken = _write(results, format, out, single=single)
    if broken:
        raise typer.Exit(BROKEN)


@app.command()
def explain(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A file with one record, or - for standard input.")],
    keyword: Annotated[str, typer.Argument(metavar="KEYWORD", help="One of its keywords.")],
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    online: OnlineOption = False,
    data: DataOption = None,
) -> None:
    """Show all candidates of a keyword, why they lost, and the ledger: what each feature added to each score."""
    from ..errors import RecordError

    with _reported(), _output() as out:
        normalizer = _normalizer(data, organism, assume, extra, overrides, stop, online)
        seen: dict[str, None] = {}
        found = False
        for result in _results(normalizer, [file]):
            if isinstance(result, RecordError):
                raise result
            for term in _asked(result, keyword):
                from ..output.explain import term_text

                text = term_text(result, term)
                if term.account is not None:
                    text += "\n\nledger\n" + term.explain()
                out(("\n" if found else "") + text + "\n")
                found = True
                break
            seen.update(dict.fromkeys(term.keyword for term in result.terms))
        if not found:
            _misuse(f"{file}: no keyword {keyword!r} there; {_choices(seen)}")


@app.command()
def ground(
    terms: Annotated[list[str], typer.Argument(metavar="TERM...", help="Names of genes, families, chemicals, drugs.")],
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    context: Annotated[
        str, typer.Option("--context", metavar="TEXT", help="A sentence around the terms, read like a caption.")
    ] = "",
    format: FormatOption = Format.TABLE,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    online: OnlineOption = False,
    data: DataOption = None,
) -> None:
    """Ground single names, without a record around them."""
    with _reported(), _output() as out:
        normalizer = _normalizer(data, organism, assume, extra, overrides, stop, online)
        record = {"keywords": terms, "caption": context}
        _write([normalizer.normalize(record)], format, out, single=True, terms_only=True)


app.command("annotate")(annotate_command)
app.command("audit")(audit_command)
app.add_typer(data_app, name="data")


def main() -> None:
    """Entry point of the ``pfocr-norm`` script."""
    app()


# -- reading -----------------------------------------------------------------------------------------------


def assumed(name: str) -> str | None:
    """Return the organism of ``--assume``; None for "none"."""
    return None if name.lower() == "none" else name


def _normalizer(
    data: str | None,
    organism: str | None,
    assume: str,
    extra: list[str] | None,
    overrides: str | None,
    stop: str | None,
    online: bool,
) -> Normalizer:
    from ..normalizer import Normalizer

    try:
        return Normalizer(
            data, organism=organism, assume=assumed(assume), extra=extra or (), overrides=overrides, stop=stop,
            online=online,
        )  # fmt: skip
    except ValueError as error:
        _misuse(str(error))


def _results(normalizer: Normalizer, files: Iterable[str]) -> Iterator[NormalizedRecord | RecordError]:
    from ..errors import RecordError
    from ..formats import read_records

    for file in files:
        record: FigureRecord | RecordError
        for record in read_records(file):
            if isinstance(record, RecordError):
                typer.echo(f"error: {record}", err=True)
                yield record
            else:
                yield normalizer.normalize(record)


def _asked(result: NormalizedRecord, keyword: str) -> Iterator[Term]:
    """Yield the terms of a keyword: as it is written, else in another case, else by its printed label."""
    lower = keyword.casefold()
    yield from (term for term in result.terms if term.keyword == keyword)
    yield from (term for term in result.terms if term.keyword.casefold() == lower)
    yield from (term for term in result.terms if term.label.casefold() == lower)


def _choices(keywords: Iterable[str]) -> str:
    from ..output.render import visible

    names = [visible(keyword, 30) for keyword in keywords]
    if not names:
        return "the record has no keywords"
    return "it has " + ", ".join(names[:30]) + (f" and {len(names) - 30} more" if len(names) > 30 else "")


# -- writing -----------------------------------------------------------------------------------------------


def _write(
    results: Iterable[NormalizedRecord | RecordError],
    format: Format,
    out: Any,
    *,
    single: bool,
    terms_only: bool = False,
) -> int:
    """Write results as they come; return the number of broken records."""
    from ..errors import RecordError

    broken = 0
    if format is Format.TSV:
        from ..model.result import ROW_COLUMNS

        out(_tsv([ROW_COLUMNS]))
    first = True
    for result in results:
        if isinstance(result, RecordError):
            broken += 1
        if format is Format.TABLE:
            if not isinstance(result, RecordError):
                _show(result, out, first=first, terms_only=terms_only)
                first = False
        elif format is Format.TSV:
            if not isinstance(result, RecordError):
                out(_tsv(row.values() for row in result.rows()))
        else:
            from ..output.explain import broken_record

            whole = broken_record(result) if isinstance(result, RecordError) else result
            if format is Format.JSONL:
                out(whole.to_json() + "\n")
            else:
                out(("" if single else "[\n" if first else ",\n") + whole.to_json(indent=2))
                first = False
    if format is Format.JSON and not single:
        out("[]\n" if first else "\n]\n")
    elif format is Format.JSON:
        out("\n")
    return broken


def _tsv(rows: Iterable[Iterable[Any]]) -> str:
    from ..formats.writers import table_bytes

    return table_bytes([list(row) for row in rows], format="tsv").decode("utf-8")


def _show(result: NormalizedRecord, out: Any, *, first: bool, terms_only: bool) -> None:
    """Print a record for people: in colour on a terminal, as plain aligned text elsewhere."""
    from ..output import render

    if not _coloured():
        text = render.terms_text(result) if terms_only else render.record_text(result)
        out(("" if first else "\n\n") + text + "\n")
        return
    from rich.console import Console

    console = Console()
    if not first:
        console.rule(style="dim")
    console.print(render.terms_table(result) if terms_only else render.record_table(result))


def _coloured() -> bool:
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


@contextmanager
def _output() -> Iterator[Any]:
    """Yield the write method of standard output; end quietly when its reader goes away, as in ``| head``."""
    import os

    stdout: Any = sys.stdout
    if hasattr(stdout, "reconfigure"):
        # A terminal of another encoding, and a lone surrogate, get escapes in place of a traceback.
        stdout.reconfigure(errors="backslashreplace")
    try:
        yield stdout.write
        stdout.flush()
    except BrokenPipeError:
        # Python flushes once more at exit, into nothing then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
        raise typer.Exit(PIPE_CLOSED) from None


@contextmanager
def _reported() -> Iterator[None]:
    """Turn the errors of this package into one line and an exit status."""
    from ..errors import PfocrNormError, RecordError

    try:
        yield
    except RecordError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(BROKEN) from None
    except PfocrNormError as error:
        _misuse(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _misuse(message: str) -> NoReturn:
    typer.echo(f"error: {message}", err=True)
    raise typer.Exit(MISUSE) from None
