"""The full table of an audit: one TSV line a record, written as the records pass."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from ..formats.writers import safe_cell
from ..output.render import TEXT_FIELDS
from .tally import clip
from .verdict import fix_of, is_gene, is_wrong, verdict

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord

COLUMNS = (
    "figid", "verdict", "tagged", "decided", "decided_names", "score", "evidence", "others", "clade", "keywords",
    "resolved", "ambiguous", "unresolved", "stopped", "wrong_terms", "genes_before", "genes_after", "flags",
    "term_flags", "causes", "source",
)  # fmt: skip


def table_row(result: NormalizedRecord) -> dict[str, str]:
    """Return one record as the cells of its table line; lists are joined by ``|``."""
    call = result.organism
    status = Counter(term.status.value for term in result.terms)
    genes = [term for term in result.terms if is_gene(term)]
    causes = []
    for term in result.terms:
        if is_wrong(term):
            fix = fix_of(term)
            causes.append(
                f"{clip(term.keyword, 60)}<-{clip(term.label, 60)}->{fix.curie if fix else term.status.value}"
            )
    quotes = [f"{clip(e.text, 80)} ({TEXT_FIELDS.get(e.field, e.field)})" for e in call.evidence[:3]]
    record = result.record
    place = "" if record.source is None else record.source if record.line is None else f"{record.source}:{record.line}"
    before = {term.keyword for term in genes}
    after = {term.match.curie for term in genes if term.match}
    flags = Counter(f.code.value for term in result.terms for f in term.flags)
    cells = (
        record.figid, verdict(result).value, "|".join(record.organisms_ner), "|".join(o.curie for o in call.organisms),
        "|".join(o.name for o in call.organisms), f"{call.best.score:.4f}" if call.best else "", "|".join(quotes),
        "|".join(f"{other.name}: {other.role}" for other in call.others), call.clade.name if call.clade else "",
        len(result.terms), status["resolved"], status["ambiguous"], status["unresolved"], status["stopped"],
        sum(map(is_wrong, result.terms)), len(before), len(after),
        "|".join(f.code.value for f in result.flags),
        "|".join(f"{code}:{n}" for code, n in sorted(flags.items())),
        "|".join(causes), place,
    )  # fmt: skip
    return {name: str(value) for name, value in zip(COLUMNS, cells, strict=True)}


def _cell(text: str) -> str:
    # A tab or a line end inside a cell would shift the table.
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "\ufffd" for c in text)
    return clip(text, 20_000)


@contextmanager
def open_table(
    target: str | Path | TextIO | None, columns: Iterable[str], spreadsheet_safe: bool = False
) -> Iterator[Callable[[Iterable[str]], object]]:
    """Open a TSV table and yield the function that writes a line.

    Parameters
    ----------
    target
        A path, an open text stream, ``-`` for standard output, or None for no table.
    columns
        The header.
    spreadsheet_safe
        Whether no cell may begin like a formula.
    """
    if target is None:
        yield lambda cells: None
        return
    with ExitStack() as stack:
        if isinstance(target, (str, Path)):
            stream = (
                sys.stdout
                if str(target) == "-"
                else stack.enter_context(open(target, "w", encoding="utf-8", errors="backslashreplace", newline="\n"))
            )
        else:
            stream = target

        def write(cells: Iterable[str]) -> None:
            clean = map(_cell, map(safe_cell, cells) if spreadsheet_safe else cells)
            stream.write("\t".join(clean) + "\n")

        write(columns)
        yield write
