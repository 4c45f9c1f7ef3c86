"""Biomappings: which heading of MeSH is which term of ChEBI, as curators found or names tell."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator

from ...errors import SourceError
from ...vocabulary.entry import Entry
from .base import OpenTable, SourceInfo, Table, rows

_DIR = "biomappings/resources/"

SOURCE = SourceInfo(
    key="biomappings",
    name="Biomappings",
    version="0.6.0 (2026-08)",
    licence="CC0-1.0",
    licence_url="https://github.com/biopragmatics/biomappings/blob/master/LICENSE",
    url="https://github.com/biopragmatics/biomappings",
    takes="pairs of MeSH and ChEBI identifiers of one substance, confirmed or predicted; no names",
    tables=(
        Table("confirmed", "biomappings", f"{_DIR}positive.sssom.tsv"),
        Table("predicted", "biomappings", f"{_DIR}predictions.sssom.tsv"),
        Table("refuted", "biomappings", f"{_DIR}negative.sssom.tsv"),
    ),
)

#: Below it stand predictions from names that are alike, not the same ("HU-211" for HU-210).
SURE = 0.9
_COLUMNS = ("subject_id", "predicate_id", "object_id")


def parse(open_table: OpenTable) -> Iterator[Entry]:
    """Yield one entry per MeSH record: `curie` is the record, `xrefs` are the ``chebi:`` terms that it is.

    Raises
    ------
    SourceError
        A column is missing, or a confidence is no number.
    """
    pairs: dict[str, dict[str, None]] = defaultdict(dict)
    refuted = {pair for pair, _ in _pairs(open_table, "refuted", "")}
    for key, confidence in (("confirmed", ""), ("predicted", "confidence")):
        for (heading, term), sure in _pairs(open_table, key, confidence):
            if sure >= SURE and (heading, term) not in refuted:
                pairs[heading][term] = None
    for heading, terms in pairs.items():
        yield Entry(curie=heading, name=heading, entity_type="chemical", names=[], xrefs=list(terms))


def _pairs(open_table: OpenTable, key: str, confidence: str) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield pairs of a heading and a term that are said to be the same, and how sure that is."""
    columns = (*_COLUMNS, confidence) if confidence else _COLUMNS
    for subject, predicate, other, *more in rows(_body(open_table, key), columns, table=f"biomappings, {key}"):
        ids = {curie.partition(":")[0].lower(): curie.partition(":")[2] for curie in (subject, other)}
        if predicate == "skos:exactMatch" and ids.keys() == {"mesh", "chebi"}:
            try:
                sure = float(more[0]) if more else 1.0
            except ValueError as error:
                raise SourceError(f"biomappings, {key}: {more[0]!r} is no confidence") from error
            yield (f"mesh:{ids['mesh']}", f"chebi:{ids['chebi']}"), sure


def _body(open_table: OpenTable, key: str) -> io.BytesIO:
    """Return a table without the lines about it that stand above its header."""
    with open_table(key) as stream:
        return io.BytesIO(b"".join(line for line in stream if not line.startswith(b"#")))
