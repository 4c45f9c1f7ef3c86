"""The ``pfocr-norm review`` command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import CONTROLS, InputError, RecordError
from .common import (
    DataOption,
    ExtraOption,
    FromOption,
    LimitOption,
    OverridesOption,
    ShardOption,
    StopOption,
    open_normalizer,
    parse_shard,
    readable,
    reported,
    server,
)

Corpus = Annotated[
    list[str], typer.Argument(metavar="INPUT", help="Folders or files of records; with --merge files of decisions.")
]
Decisions = Annotated[
    Path | None, typer.Option("--decisions", metavar="TSV", help="File of decisions; made when it is not there.")
]
Merge = Annotated[
    bool, typer.Option("--merge", help="Bring files of decisions of several people together, on standard output.")
]
Who = Annotated[str, typer.Option("--who", metavar="NAME", help="Written beside each decision.")]
Port = Annotated[
    int, typer.Option("--port", "-p", metavar="N", min=0, max=65535, help="Port on this machine; 0 takes a free one.")
]


def review_command(
    corpus: Corpus,
    decisions: Decisions = None,
    merge: Merge = False,
    who: Who = "",
    shard: ShardOption = None,
    limit: LimitOption = None,
    port: Port = 8001,
    data: DataOption = None,
    extra: ExtraOption = None,
    overrides: OverridesOption = None,
    stop: StopOption = None,
    format: FromOption = None,
) -> None:
    """Decide figure by figure where tags and text differ, in a page on this machine.

    The figures whose decision settles most come first; one decision can be applied to all figures with the same cause.
    Every decision is on the disk before the next; `annotate --decisions` writes them back. Two people take a part of
    the corpus each (--shard 1/2, --shard 2/2) and bring their files together with --merge.
    """
    if merge:
        _merge(corpus)
        return
    if decisions is None:
        raise typer.BadParameter("name the file of decisions: --decisions decisions.tsv", param_hint="--decisions")
    with reported():
        uvicorn = server("pfocr-norm review")
        from ..corpus.chunks import selected
        from ..formats import read_records
        from ..service.decisions import Journal
        from ..service.desk import Queue, item_of
        from ..service.review import Desk, create_review

        part = parse_shard(shard)
        normalizer = open_normalizer(data, extra=extra, overrides=overrides, stop=stop)
        journal = Journal(decisions)
        broken: list[RecordError] = []
        records: Iterator[Any] = (r for source in corpus for r in read_records(source, format=format))
        good = readable(selected(records, part, limit), broken)
        items = [item_of(normalizer.normalize(record, mentions=False)) for record in good]
        queue = Queue([item for item in items if item is not None])
        found = f"{len(queue.items):,} figures to look at, {len(queue.groups):,} causes"
        print(f"{found}, {len(broken):,} records could not be read", file=sys.stderr)
        app = create_review(Desk(queue, journal, who))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="info", access_log=False)


def _merge(files: list[str]) -> None:
    from ..service.decisions import merge, rows

    with reported():
        for file in files:
            if not Path(file).exists():
                raise InputError("no such file of decisions", source=file)
        found, conflicts = merge(files)
    text = "".join(rows(found))
    sys.stdout.write(text.translate(CONTROLS) if sys.stdout.isatty() else text)
    for conflict in conflicts:
        ours, theirs = conflict.ours, conflict.theirs
        message = (
            f"pfocr-norm: {conflict.figid}: {ours.who or 'one'} says {ours.decision} {ours.organism}, "
            f"{theirs.who or 'another'} says {theirs.decision} {theirs.organism}; the first is kept"
        )
        print(message.translate(CONTROLS), file=sys.stderr)
    if conflicts:
        raise typer.Exit(1)
