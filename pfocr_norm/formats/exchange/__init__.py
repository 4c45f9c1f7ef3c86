"""Results in the formats of other tools: gene sets, mappings, annotations, curation tables.

Every writer takes results one after the other and yields pieces of text, so that memory does not grow with a corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ...errors import PfocrNormError
from ...model.result import TERM_COLUMNS, NormalizedRecord

if TYPE_CHECKING:
    from ...vocabulary.protocol import Vocabulary
    from .gmt import Dropped

#: Format, and the module and function that write it.
WRITERS = {
    "gmt": ("gmt", "write"), "curation": ("curation", "write"), "pubtator": ("annotations", "write_pubtator"),
    "bioc": ("annotations", "write_bioc"), "sssom": ("mappings", "write_sssom"), "ssslm": ("mappings", "write_ssslm"),
    "gpml": ("..gpml", "write_nodes"),
}  # fmt: skip
#: All formats that results are written in, the one that is no text among them.
FORMATS = (*WRITERS, "xlsx")
#: File endings that tell one of them.
SUFFIXES = {".gmt": "gmt", ".pubtator": "pubtator", ".bioc": "bioc", ".xlsx": "xlsx"}


class Options(NamedTuple):
    """How gene sets are cut (:func:`.gmt.write`), and whether no cell may begin like a formula."""

    tier: str = "synonyms"
    identifiers: str = "ncbigene"
    least: int = 5
    most: int = 500
    spreadsheet_safe: bool = False
    organism: int | None = None


def pieces(
    format: str,
    results: Iterable[NormalizedRecord],
    lexicon: Vocabulary,
    *,
    options: Options | None = None,
    dropped: Dropped | None = None,
) -> Iterator[bytes]:
    """Yield results in one of :data:`FORMATS`, piece by piece.

    Parameters
    ----------
    format
        The format.
    results
        Normalized records.
    lexicon
        The vocabulary that they were normalized with.
    options
        What only some formats ask.
    dropped
        Counts what does not go into gene sets.

    Raises
    ------
    PfocrNormError
        When there is no such format, or an option does not go with it.
    """
    options = options or Options()
    if format not in FORMATS:
        raise PfocrNormError(f"unknown format {format!r}; choose from {', '.join(FORMATS)}")
    if options.spreadsheet_safe and format not in ("curation", "xlsx"):
        raise PfocrNormError(f"--spreadsheet-safe: {format} is read by programs, not by spreadsheets")
    if format == "xlsx":
        from ..sheets import written

        return iter([written(_table(results))])
    if format == "gmt":
        from . import gmt

        if options.tier not in gmt.TIERS:
            raise PfocrNormError(f"--tier {options.tier!r} is none; choose from {', '.join(gmt.TIERS)}")
        texts = gmt.write(
            results, organism=options.organism, tier=options.tier, identifiers=options.identifiers,
            least=options.least, most=options.most, dropped=dropped, lexicon=lexicon,
        )  # fmt: skip
    elif format == "curation":
        from . import curation

        texts = curation.write(results, spreadsheet_safe=options.spreadsheet_safe)
    else:
        texts = writer(format)(results)
    return (text.encode("utf-8", "backslashreplace") for text in texts)


def _table(results: Iterable[NormalizedRecord]) -> Iterator[list[str]]:
    """Yield one row a term, the header first."""
    yield list(TERM_COLUMNS)
    for result in results:
        for row in result.rows():
            yield ["" if cell is None else str(cell) for cell in row.values()]


def writer(format: str) -> Callable[[Iterable[NormalizedRecord]], Iterator[str]]:
    """Return the function that writes results in a format.

    Raises
    ------
    ValueError
        When there is no such format.
    """
    if format not in WRITERS:
        raise ValueError(f"unknown format {format!r}; choose from {', '.join(WRITERS)}")
    from importlib import import_module

    module, name = WRITERS[format]
    found: Callable[[Iterable[NormalizedRecord]], Iterator[str]] = getattr(
        import_module(module if module[0] == "." else f".{module}", __name__), name
    )
    return found
