"""The ledger of one answer as text: a line a feature, and the file to open for each part of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.ledger import Entry, Ledger
from .render import visible

#: Candidates whose features are shown; then they are only named.
SHOWN = 6
#: Where each part of the decision is made.
WHERE = {
    "organism": "organisms/decision.py, data/organisms/",
    "word": "resolve/printed.py, resolve/backprojection.py",
    "candidates": "resolve/candidates.py, matching/matcher.py",
    "features": "resolve/features.py, data/weights.tsv",
    "limits": "resolve/decision.py, data/weights.tsv",
}


def ledger_text(ledger: Ledger) -> str:
    """Return a ledger as text.

    Examples
    --------
    >>> from pfocr_norm import normalize_record
    >>> result = normalize_record({"caption": "MEK and ERK in HeLa cells", "keywords": ["MEK"]})
    >>> print(result.terms[0].explain().splitlines()[2])
    word       'MEK' (keyword)  [resolve/printed.py, resolve/backprojection.py]
    """
    return "\n".join(_lines(ledger))


def _lines(ledger: Ledger) -> Iterator[str]:
    yield f"keyword    {visible(ledger.keyword, 200)!r}"
    yield f"figure of  {visible(ledger.organism) or 'undecided'}  [{WHERE['organism']}]"
    yield f"word       {visible(ledger.word, 200)!r} ({ledger.origin.replace('_', ' ')})  [{WHERE['word']}]"
    if ledger.reason:
        yield f"           {visible(ledger.reason)}"
    yield f"candidates {len(ledger.entries)}  [{WHERE['candidates']}]"
    if ledger.entries:
        yield f"  what each feature added, in nats: value x weight  [{WHERE['features']}]"
    for number, entry in enumerate(ledger.entries):
        yield from _entry(entry, whole=number < SHOWN)
    if ledger.entries:
        yield f"  none of them: utility {ledger.none:.2f}"
    if ledger.checks:
        yield f"limits     [{WHERE['limits']}]"
    for check in ledger.checks:
        yield f"  {check.limit:18} {check.found:8.3f}  {'reaches' if check.met else 'misses '} {check.at_least:.3f}"
    yield f"status     {ledger.status}"


def _entry(entry: Entry, *, whole: bool) -> Iterator[str]:
    organism = "" if entry.taxon is None else f", ncbitaxon:{entry.taxon}"
    yield (
        f"  {entry.probability:.3f}  {visible(entry.name)}  {entry.curie} ({entry.entity_type}{organism}), "
        f"utility {entry.utility:.2f}"
    )
    for line in sorted(entry.lines, key=lambda line: -abs(line.added)) if whole else ():
        yield f"         {line.feature:18} {line.value:8.3f} x {line.weight:6.2f} = {line.added:+7.2f}"
