"""``pfocr-norm export``: figures in the formats of other tools, and pathways checked."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..formats.exchange import WRITERS
from .common import (
    ASSUMED,
    BROKEN,
    AssumeOption,
    DataOption,
    ExtraOption,
    FromOption,
    LimitOption,
    OrganismOption,
    OverridesOption,
    SafeOption,
    StopOption,
    misuse,
    open_normalizer,
    reported,
)

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord
    from ..normalizer import Normalizer

Input = Annotated[list[str], typer.Argument(metavar="INPUT...", help="Folders or files of records; - for JSON Lines.")]
To = Annotated[str, typer.Option("--to", metavar="FORMAT", help=f"One of {', '.join(WRITERS)}.")]
Out = Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="File to write; - for standard output.")]
Tier = Annotated[
    str, typer.Option("--tier", help="Gene sets: strict (own symbols), synonyms, or families (with their members).")
]
Identifiers = Annotated[
    str, typer.Option("--identifiers", metavar="PREFIX", help="Gene sets: ncbigene, symbol, ensembl, uniprot.")
]
Least = Annotated[int, typer.Option("--least", metavar="N", min=1, help="Gene sets: genes at least.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="Gene sets: genes at most.")]


def export_command(
    input: Input,
    to: To,
    out: Out = "-",
    tier: Tier = "synonyms",
    identifiers: Identifiers = "ncbigene",
    least: Least = 5,
    most: Most = 500,
    spreadsheet_safe: SafeOption = False,
    limit: LimitOption = None,
    from_format: FromOption = None,
    organism: OrganismOption = None,
    assume: AssumeOption = ASSUMED,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    data: DataOption = None,
) -> None:
    """Write figures in the format of another tool: gene sets, curation table, PubTator, BioC, SSSOM, SSSLM.

    Exit status: 0, 1 when a record could not be read (the others are written), 2 for wrong use.
    """
    if to not in WRITERS:
        raise typer.BadParameter(f"{to!r} is none; choose from {', '.join(WRITERS)}", param_hint="--to")
    from ..formats.exchange import curation, gmt, writer

    if tier not in gmt.TIERS:
        raise typer.BadParameter(f"{tier!r} is none; choose from {', '.join(gmt.TIERS)}", param_hint="--tier")
    if spreadsheet_safe and to != "curation":
        raise typer.BadParameter(f"{to} is read by programs, not by spreadsheets", param_hint="--spreadsheet-safe")
    dropped = gmt.Dropped()
    broken: list[str] = []
    with reported():
        normalizer = open_normalizer(data, organism, assume, extra, overrides, stop)
        results = _results(normalizer, input, from_format, limit, broken)
        if to == "gmt":
            pieces = gmt.write(
                results, tier=tier, identifiers=identifiers, least=least, most=most, dropped=dropped,
                lexicon=normalizer.lexicon,
            )  # fmt: skip
        elif to == "curation":
            pieces = curation.write(results, spreadsheet_safe=spreadsheet_safe)
        else:
            pieces = writer(to)(results)
        _write(pieces, out)
    if to == "gmt":
        typer.echo(str(dropped), err=True)
    if broken:
        raise typer.Exit(BROKEN)


def _results(
    normalizer: Normalizer, sources: list[str], format: str | None, limit: int | None, broken: list[str]
) -> Iterator[NormalizedRecord]:
    from ..corpus.chunks import selected
    from ..errors import RecordError
    from ..formats import read_records

    records: Iterator[Any] = (record for source in sources for record in read_records(source, format=format))
    for record in selected(records, None, limit):
        if isinstance(record, RecordError):
            broken.append(str(record))
            typer.echo(f"pfocr-norm: {record}", err=True)
        else:
            yield normalizer.normalize(record)


def _write(pieces: Iterator[str], out: str) -> None:
    if out == "-":
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "backslashreplace"))
        return
    from ..formats._atomic import atomic_file

    try:
        with atomic_file(out) as file:
            for piece in pieces:
                file.write(piece.encode("utf-8", "backslashreplace"))
    except OSError as error:
        misuse(f"{out}: {error.strerror or error}")


#: Columns of the findings in pathways.
FINDINGS = ("file", "line", "node", "label", "identifier", "problem", "message", "proposal")


def pathways_command(
    files: Annotated[list[str], typer.Argument(metavar="GPML...", help="Pathways of WikiPathways, 2013a or 2021.")],
    out: Out = "-",
    missing: Annotated[
        bool, typer.Option("--missing/--no-missing", help="Propose identifiers for nodes without one.")
    ] = True,
    spreadsheet_safe: SafeOption = False,
    data: DataOption = None,
) -> None:
    """Find what curators miss in pathways: labels that contradict their identifier, genes of another organism.

    One line a finding: file, line, node, label, identifier, problem (contradiction, other_organism, outdated, missing),
    message, proposal. A broken pathway never stops the others.

    Exit status: 0, 1 when a pathway could not be read, 2 for wrong use.
    """
    from ..audit.identifiers import Problem, check
    from ..errors import RecordError
    from ..formats import gpml
    from ..formats.writers import table_bytes
    from ..organisms import normalize_organism

    broken = 0

    def rows() -> Iterator[str]:
        nonlocal broken
        yield table_bytes([FINDINGS], format="tsv").decode()
        for name in files:
            try:
                pathway = gpml.read(name)
            except RecordError as error:
                broken += 1
                typer.echo(f"pfocr-norm: {error}", err=True)
                continue
            known = pathway.organism and normalize_organism(pathway.organism) is not None
            record = pathway.record()
            told = pathway.organism if known else None
            result = normalizer.normalize(record, organism=told, mentions=False)
            for found in check(pathway, result, normalizer.matcher):
                if found.problem is Problem.MISSING and not missing:
                    continue
                node, reference = found.node, found.node.reference
                row = (
                    name, str(node.line), node.node, node.label, reference.curie if reference else "",
                    found.problem.value, found.message, found.proposal.curie if found.proposal else "",
                )  # fmt: skip
                yield table_bytes([row], format="tsv", spreadsheet_safe=spreadsheet_safe).decode()

    with reported():
        normalizer = open_normalizer(data)
        _write(rows(), out)
    if broken:
        raise typer.Exit(BROKEN)
