"""Names in the running text, each at its place: a word may mean the human gene here and the mouse gene there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from .corpora import Document
from .grounding import DocumentRun, identifiers


def summary(runs: Iterable[DocumentRun]) -> dict[str, float | int]:
    """Compare the answer of the place with that of the keyword, for the gold gene mentions whose place is known.

    The corpora give no offsets; a word that is annotated as often as it is printed has its mentions in the order of
    the text. ``found`` is the share of these that the record's ``mentions`` have; the last two are over those found.
    """
    total = placed = found = here = everywhere = 0
    for run in runs:
        at = {(m.field, m.start, m.end): m.match for m in run.result.mentions if m.match is not None}
        terms = {term.keyword: term.match for term in run.result.terms}
        gold: dict[str, list[frozenset[str]]] = defaultdict(list)
        for mention in run.doc.of_type("Gene"):
            gold[mention.text].append(mention.ids)
        for text, answers in gold.items():
            total += len(answers)
            spots = _spots(run.doc, text)
            if len(spots) != len(answers):
                continue
            placed += len(answers)
            for spot, ids in zip(spots, answers, strict=True):
                match, term = at.get(spot), terms[text]
                if match is not None:
                    found += 1
                    here += bool(identifiers(match, "Gene") & ids)
                    everywhere += term is not None and bool(identifiers(term, "Gene") & ids)
    return {
        "mentions": total,
        "with_a_place": placed / total,
        "found": found / placed,
        "right_at_its_place": here / found,
        "right_as_keyword": everywhere / found,
    }


def _spots(doc: Document, text: str) -> list[tuple[str, int, int]]:
    """Return where a word is printed in title and text, in order."""
    return [
        (field, match.start(), match.end())
        for field, body in (("papertitle", doc.title), ("caption", doc.text))
        for match in re.finditer(re.escape(text), body)
    ]
