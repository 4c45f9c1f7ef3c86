"""The ``pfocr-norm`` command: normalize, explain, ground; annotate, audit and data have modules of their own."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import CONTROLS, InputError, RecordError
from ..formats.exchange import FORMATS, Options
from .annotate import annotate_command
from .audit import audit_command
from .common import (
    ASSUMED,
    BROKEN,
    MISUSE,
    AssumeOption,
    DataOption,
    ExtraOption,
    OnlineOption,
    OrganismOption,
    OverridesOption,
    SafeOption,
    StopOption,
    misuse,
    open_normalizer,
    output,
    reported,
)
from .data import app as data_app
from .export import export, export_command, pathways_command
from .review import review_command
from .serve import serve_command

if TYPE_CHECKING:
    from ..corpus.grounding import Grounding
    from ..formats.names import NameRow
    from ..model.record import FigureRecord
    from ..model.result import NormalizedRecord, Term
    from ..normalizer import Normalizer

app = typer.Typer(
    name="pfocr-norm",
    help="From the words of pathway figures to gene, family and drug identifiers, with the right organism.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: wrapped at the width of the terminal, and the same in every version of Typer.
    rich_markup_mode=None,
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


def _version(value: bool) -> None:
    if value:
        from .. import __version__
        from ..output.render import dates
        from ..vocabulary.reader import Lexicon

        with reported():
            lexicon = Lexicon.open()
            typer.echo(f"pfocr-norm {__version__}, vocabulary {lexicon.version}, {dates(lexicon.sources)}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the versions and exit.")
    ] = False,
) -> None:
    pass


@app.command(short_help="Figures: their organism, one answer a keyword, flags.")
def normalize(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE", help="Files or folders of records (.md, .jsonl, .csv, …); - for JSON Lines."),
    ],
    format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="FORMAT",
            help=f"table for people; json, jsonl, tsv for programs; for other tools {', '.join(FORMATS)}.",
        ),
    ] = "table",
    spreadsheet_safe: SafeOption = False,
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
    if format in FORMATS:
        with reported():
            normalizer = open_normalizer(data, organism, assume, extra, overrides, stop, online)
            options = Options(spreadsheet_safe=spreadsheet_safe)
            broken = export(normalizer, files, format, "-", options=options)
        raise typer.Exit(BROKEN if broken else 0)
    if format not in [f.value for f in Format]:
        known = ", ".join([*(f.value for f in Format), *FORMATS])
        raise typer.BadParameter(f"{format!r} is none; choose from {known}", param_hint="--format")
    with reported(), output() as out:
        normalizer = open_normalizer(data, organism, assume, extra, overrides, stop, online)
        results = _results(normalizer, files)
        single = len(files) == 1 and files[0].lower().endswith((".md", ".markdown"))
        status = _write(results, Format(format), out, single=single, spreadsheet_safe=spreadsheet_safe)
    if status:
        raise typer.Exit(status)


@app.command(short_help="Why a keyword got its answer, and what lost.")
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
    with reported(), output() as out:
        normalizer = open_normalizer(data, organism, assume, extra, overrides, stop, online)
        seen: dict[str, None] = {}
        found = False
        for result in _results(normalizer, [file], quiet=True):
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
            misuse(f"{file}: no keyword {keyword!r} there; {_choices(seen)}")


@app.command(short_help="Names without a figure, or a file of them.")
def ground(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAME",
            help="Names of genes, families, chemicals, drugs, or their identifiers; files of names (.txt, .csv, .tsv, "
            ".xlsx); - for lines on standard input.",
        ),
    ],
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    context: Annotated[
        str, typer.Option("--context", metavar="TEXT", help="A sentence around the names, read like a caption.")
    ] = "",
    column: Annotated[
        str | None, typer.Option("--column", metavar="NAME", help="Column of a table that has the names.")
    ] = None,
    organism_column: Annotated[
        str | None,
        typer.Option("--organism-column", metavar="NAME", help="Column that tells the organism of each name."),
    ] = None,
    identifiers: Annotated[
        str | None,
        typer.Option("--identifiers", metavar="PREFIX", help="What bare identifiers are: ncbigene makes 7157 TP53."),
    ] = None,
    from_format: Annotated[
        str | None, typer.Option("--from", metavar="FORMAT", help="txt, csv, tsv or xlsx, when the name does not tell.")
    ] = None,
    format: FormatOption = Format.TABLE,
    spreadsheet_safe: SafeOption = False,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    online: OnlineOption = False,
    data: DataOption = None,
) -> None:
    """Ground names that stand by themselves, without a figure around them.

    One row a name, in order; an ambiguous name has a row for each possibility, with the reason. Where no organism is
    given, the context tells it; without both a list of names in the spelling of one organism is read as its symbols.
    """
    with reported(), output() as out:
        rows = list(_names(names, column, organism_column, from_format))
        if not rows:
            raise InputError("there are no names", source=" ".join(names))
        from ..corpus.grounding import ground as answer
        from ..organisms import normalize_organism

        for row in rows:
            if row.organism and normalize_organism(row.organism) is None:
                misuse(f"{row.place}: organism {row.organism!r} is not known; write a scientific name or a taxon id")
        normalizer = open_normalizer(data, organism, assume, extra, overrides, stop, online)
        found = answer(
            [row.name for row in rows], organism=[row.organism or None for row in rows], context=context,
            identifiers=identifiers, normalizer=normalizer,
        )  # fmt: skip
        if found.organism:
            typer.echo(f"read as {found.organism}, whose symbols these are; --organism says otherwise", err=True)
        _write_names(found, format, out, spreadsheet_safe)


app.command("annotate", short_help="A whole database, in order, resumable.")(annotate_command)
app.command("audit", short_help="Where an annotation run went wrong, and why.")(audit_command)
app.command("serve", short_help="A service over HTTP, also for OpenRefine.")(serve_command)
app.command("review", short_help="A page to decide figure by figure.")(review_command)
app.command("export", short_help="Figures in the format of another tool.")(export_command)
app.command("pathways", short_help="Labels of pathways that contradict their id.")(pathways_command)
app.add_typer(data_app, name="data", short_help="Fresh vocabularies: fetch, keep, choose one.")


def main() -> None:
    """Entry point of the ``pfocr-norm`` script."""
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # closed by the caller; the next file that is opened would take its place
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    app()


# -- reading -----------------------------------------------------------------------------------------------


def _names(
    given: list[str], column: str | None, organism_column: str | None, format: str | None
) -> Iterator[NameRow]:
    from ..formats.names import NameRow, is_name_file, read_names

    for word in given:
        if word == "-" or is_name_file(word):
            yield from read_names(word, column=column, organism_column=organism_column, format=format)
        elif column is not None or organism_column is not None:
            misuse(f"{word}: is no file with columns; name a .csv, .tsv or .xlsx file, or - with --from")
        else:
            yield NameRow(word, "", word)


def _write_names(found: Grounding, format: Format, out: Any, spreadsheet_safe: bool) -> None:
    import json

    from ..model.jsonsafe import escape_controls

    if format is Format.JSON:
        out(escape_controls(json.dumps(found.to_dict(), ensure_ascii=False, indent=2)) + "\n")
    elif format is Format.JSONL:
        for term in found:
            out(escape_controls(json.dumps(term.to_dict(), ensure_ascii=False)) + "\n")
    elif format is Format.TSV:
        from ..corpus.grounding import NAME_COLUMNS

        out(_tsv([NAME_COLUMNS]))
        out(_tsv((row.values() for row in found.rows()), spreadsheet_safe))
    elif not _coloured():
        out(str(found) + "\n")
    else:
        from rich.console import Console

        from ..output.render import names_table

        Console().print(names_table(found.rows()))


def _results(
    normalizer: Normalizer, files: Iterable[str], *, quiet: bool = False
) -> Iterator[NormalizedRecord | RecordError]:
    from ..formats import read_records

    for file in files:
        record: FigureRecord | RecordError
        for record in read_records(file):
            if isinstance(record, RecordError):
                if not quiet:
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
    spreadsheet_safe: bool = False,
) -> int:
    """Write results as they come; return the exit status: of a broken record, or of an input that is none."""
    status = 0
    if format is Format.TSV:
        from ..model.result import TERM_COLUMNS

        out(_tsv([TERM_COLUMNS]))
    first = True
    for result in results:
        if isinstance(result, RecordError):
            status = max(status, MISUSE if isinstance(result, InputError) else BROKEN)
            if status == MISUSE and single:
                return status
        if format is Format.TABLE:
            if not isinstance(result, RecordError):
                _show(result, out, first=first)
                first = False
        elif format is Format.TSV:
            from ..corpus.frames import term_rows

            out(_tsv((row.values() for row in term_rows(result)), spreadsheet_safe))
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
    return status


def _tsv(rows: Iterable[Iterable[Any]], spreadsheet_safe: bool = False) -> str:
    from ..formats.writers import table_bytes

    data = table_bytes([list(row) for row in rows], format="tsv", spreadsheet_safe=spreadsheet_safe)
    return data.decode("utf-8").translate(CONTROLS)


def _show(result: NormalizedRecord, out: Any, *, first: bool) -> None:
    """Print a record for people: in colour on a terminal, as plain aligned text elsewhere."""
    from ..output import render

    if not _coloured():
        out(("" if first else "\n\n") + render.record_text(result) + "\n")
        return
    from rich.console import Console

    console = Console()
    if not first:
        console.rule(style="dim")
    console.print(render.record_table(result))


def _coloured() -> bool:
    import os

    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()
