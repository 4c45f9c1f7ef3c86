"""The queue of the review desk: figures whose tags and decision differ, those first whose decision settles most.

Figures with the same cause (tags, proposal, and the kind of evidence that decided) are settled together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..model.record import FigureRecord
from ..model.result import NormalizedRecord
from ..organisms import canonical_taxon, normalize_organism, taxon_name

#: Quotes of evidence that are shown.
MOST_EVIDENCE = 6
_LINKS = ("figlink", "imageUrl", "image", "url", "filename", "pmcid")


class Item(NamedTuple):
    """One figure to look at.

    Attributes
    ----------
    figid, title, papertitle, caption
        As the record has them.
    image
        Address of the picture, where the record has one; else the paper's.
    tagged, proposed
        Names of the organisms of the tags and of the decision.
    cause
        What it has in common with others.
    certainty
        0 to 1, of the proposal.
    evidence
        Quotes with their place: field, start, end, text, weight in nats, organism.
    terms
        Keywords with the label and the answer.
    """

    figid: str
    title: str
    papertitle: str
    caption: str
    image: str
    tagged: tuple[str, ...]
    proposed: tuple[str, ...]
    cause: str
    certainty: float
    evidence: tuple[tuple[str, int, int, str, float, str], ...]
    terms: tuple[tuple[str, str, str, str], ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return self._asdict()


def item_of(result: NormalizedRecord) -> Item | None:
    """Return what is to be looked at in a figure; None where tags and decision agree, or nothing is proposed."""
    record, call = result.record, result.organism
    tagged: dict[int, str] = {}
    unknown = []
    for name in record.organisms_ner:
        found = normalize_organism(name)
        if found is None:
            unknown.append(name)
        else:
            tagged.setdefault(canonical_taxon(found.taxon), found.name)
    if call.best is None or {o.taxon for o in call.organisms} == set(tagged):
        return None
    evidence = tuple(
        (e.field, e.start, e.end, e.text, round(e.weight, 2), taxon_name(e.taxon))
        for e in call.evidence[:MOST_EVIDENCE]
    )
    names = tuple(sorted((*tagged.values(), *unknown)))
    proposed = tuple(o.name for o in call.organisms)
    kind = next((e.kind for e in call.evidence if e.taxon == call.best.taxon), "")
    cause = f"{', '.join(names) or 'no tag'} → {', '.join(proposed)} ({kind or 'labels'})"
    terms = tuple(
        (t.keyword, t.label, t.match.name if t.match else t.status.value, t.match.curie if t.match else "")
        for t in result.terms
    )
    return Item(
        record.figid, record.figtitle, record.papertitle, record.caption, image_of(record), names, proposed, cause,
        call.best.score, evidence, terms,
    )  # fmt: skip


def image_of(record: FigureRecord) -> str:
    """Return where the picture of a figure can be seen, or ``""``; only addresses of the web."""
    for key in _LINKS:
        value = record.extra.get(key)
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value
    paper = record.figid.partition("__")[0]
    if paper.startswith("PMC") and paper[3:].isdigit():
        return f"https://www.ncbi.nlm.nih.gov/pmc/articles/{paper}/"
    return ""


class Queue:
    """The figures to look at, in the order in which their decisions settle most.

    Parameters
    ----------
    items
        Figures whose tags and decision differ.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        groups: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            groups[item.cause].append(item)
        for group in groups.values():
            group.sort(key=lambda item: (-item.certainty, item.figid))
        #: Figures of each cause, the surest first; the causes with most figures first.
        self.groups = dict(sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0])))
        self.items = {item.figid: item for group in self.groups.values() for item in group}

    def order(self) -> list[str]:
        """Return the identifiers in the order of the desk: one figure of each cause first, then the others."""
        first = [group[0].figid for group in self.groups.values()]
        rest = [item.figid for group in self.groups.values() for item in group[1:]]
        return [*first, *rest]

    def same(self, figid: str) -> list[str]:
        """Return the figures with the same cause, this one first."""
        others = [item.figid for item in self.groups[self.items[figid].cause] if item.figid != figid]
        return [figid, *others]
