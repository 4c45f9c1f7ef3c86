"""``pfocr-norm export``: figures in the formats of other tools, and pathways checked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import CONTROLS
from ..formats.exchange import FORMATS, Options
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
    output,
    readable,
    reported,
)

if TYPE_CHECKING:
    from ..errors import RecordError
    from ..normalizer import Normalizer

Input = Annotated[list[str], typer.Argument(metavar="INPUT", help="Folders or files of records; - for JSON Lines.")]
To = Annotated[str, typer.Option("--to", metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")]
Out = Annotated[str, typer.Option("--out", "-o", metavar="FILE", help="File to write; - for standard output.")]
Tier = Annotated[
    str,
    typer.Option(
        "--tier", metavar="NAME", help="Gene sets: strict (own symbols), synonyms, or families (with their members)."
    ),
]
Identifiers = Annotated[
    str, typer.Option("--identifiers", metavar="PREFIX", help="Gene sets: ncbigene, symbol, ensembl, uniprot.")
]
GenesOf = Annotated[
    str | None,
    typer.Option(
        "--genes-of", metavar="NAME",
        help="Gene sets: genes of this organism alone, of figures that are about it; else those of each figure's own.",
    ),
]  # fmt: skip
Least = Annotated[int, typer.Option("--least", metavar="N", min=1, help="Gene sets: genes at least.")]
Most = Annotated[int, typer.Option("--most", metavar="N", min=1, help="Gene sets: genes at most.")]


def export_command(
    input: Input,
    to: To,
    out: Out = "-",
    tier: Tier = "synonyms",
    identifiers: Identifiers = "ncbigene",
    genes_of: GenesOf = None,
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
    """Write figures in the format of another tool: gene sets, curation table, PubTator, BioC, SSSOM, GPML, Excel.

    Exit status: 0, 1 when a record could not be read (the others are written), 2 for wrong use.
    """
    if to not in FORMATS:
        raise typer.BadParameter(f"{to!r} is none; choose from {', '.join(FORMATS)}", param_hint="--to")
    with reported():
        normalizer = open_normalizer(data, organism, assume, extra, overrides, stop)
        options = Options(tier, identifiers, least, most, spreadsheet_safe, _taxon(genes_of))
        broken = export(normalizer, input, to, out, options=options, limit=limit, from_format=from_format)
    if broken:
        raise typer.Exit(BROKEN)


def _taxon(name: str | None) -> int | None:
    from ..organisms import normalize_organism

    found = None if name is None else normalize_organism(name)
    if name is not None and found is None:
        misuse(f"--genes-of {name}: is no organism; give a scientific name or an NCBI Taxonomy id")
    return None if found is None else found.taxon


def export(
    normalizer: Normalizer,
    sources: list[str],
    to: str,
    out: str,
    *,
    options: Options | None = None,
    shard: tuple[int, int] | None = None,
    limit: int | None = None,
    from_format: str | None = None,
    decided: Mapping[str, tuple[str, ...]] | None = None,
    only: Iterable[str] = (),
    anew: bool = False,
) -> int:
    """Write the results of some inputs in an exchange format; return how many records were broken.

    With ``anew`` files that this package has corrected are read as they stood before, as ``annotate`` does.
    """
    from ..corpus.chunks import selected
    from ..corpus.decided import normalize_decided
    from ..corpus.plan import flag_codes
    from ..corpus.summary import codes_of
    from ..errors import RecordError
    from ..formats import read_records
    from ..formats.exchange import gmt, pieces
    from ..formats.written import original

    broken: list[RecordError] = []
    wanted = flag_codes(only)
    records: Iterator[Any] = (r for source in sources for r in read_records(source, format=from_format))
    if anew:
        records = (record if isinstance(record, RecordError) else original(record) for record in records)
    answers = (normalize_decided(normalizer, record, decided or {}) for record in selected(records, shard, limit))
    results = (r for r in readable(answers, broken) if not wanted or wanted.intersection(codes_of(r)))
    dropped = gmt.Dropped()
    _write(pieces(to, results, normalizer.lexicon, options=options, dropped=dropped), out)
    if to == "gmt":
        typer.echo(str(dropped), err=True)
    return len(broken)


def _write(pieces: Iterator[bytes], out: str) -> None:
    if out == "-":
        with output():
            seen = sys.stdout.isatty()
            for piece in pieces:
                sys.stdout.buffer.write(_visible(piece) if seen else piece)
        return
    from ..formats._atomic import atomic_file

    try:
        with atomic_file(out) as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        misuse(f"{out}: {error.strerror or error}")


def _visible(piece: bytes) -> bytes:
    r"""Return what a terminal may show: no control character reaches it raw.

    >>> _visible(b"f1\tMEK\x1b[31m")
    b'f1\tMEK\\x1b[31m'
    """
    return piece.decode("utf-8", "backslashreplace").translate(CONTROLS).encode("utf-8", "backslashreplace")


#: Columns of the findings in pathways.
FINDINGS = ("file", "line", "node", "label", "identifier", "problem", "message", "proposal")


def pathways_command(
    files: Annotated[
        list[str], typer.Argument(metavar="GPML", help="Pathways of WikiPathways (2013a, 2021), or folders of them.")
    ],
    out: Out = "-",
    missing: Annotated[
        bool, typer.Option("--missing/--no-missing", help="Propose identifiers for nodes without one.")
    ] = True,
    spreadsheet_safe: SafeOption = False,
    data: DataOption = None,
) -> None:
    """Find what curators miss in pathways: labels that contradict their identifier, genes of another organism.

    One line a finding: file, line, node, label, identifier, problem (contradiction, other_organism, outdated,
    withdrawn, missing), message, proposal. A broken pathway never stops the others.

    Exit status: 0, 1 when a pathway could not be read, 2 for wrong use.
    """
    with reported():
        found = pathway_files(files)
        broken = check_pathways(open_normalizer(data), found, out, missing=missing, spreadsheet_safe=spreadsheet_safe)
    if broken:
        raise typer.Exit(BROKEN)


def pathway_files(names: Iterable[str]) -> list[str]:
    """Return the pathways of files and folders, by name.

    Raises
    ------
    InputError
        When one is not there, or a folder has none.
    """
    from pathlib import Path

    from ..errors import InputError

    found: list[str] = []
    for name in names:
        if not os.path.isdir(name):
            if not os.path.exists(name):
                raise InputError("no such file or folder", source=name)
            found.append(name)
            continue
        inside = sorted(str(path) for path in Path(name).rglob("*.gpml"))
        if not inside:
            raise InputError("the folder holds no record; a pathway is a .gpml file", source=name)
        found += inside
    return found


def check_pathways(
    normalizer: Normalizer, files: Iterable[str], out: str, *, missing: bool = True, spreadsheet_safe: bool = False
) -> int:
    """Write what is found in pathways, a line a finding; return how many could not be read."""
    from ..audit.identifiers import Problem, check
    from ..errors import InputError, RecordError
    from ..formats import gpml
    from ..formats.writers import table_bytes
    from ..organisms import normalize_organism

    broken = 0

    def rows() -> Iterator[bytes]:
        nonlocal broken
        yield table_bytes([FINDINGS], format="tsv")
        for name in files:
            try:
                pathway = gpml.read(name)
            except InputError:
                raise
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
                yield table_bytes([row], format="tsv", spreadsheet_safe=spreadsheet_safe)

    _write(rows(), out)
    return broken
