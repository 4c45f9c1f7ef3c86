"""The queue of the review desk: figures whose tags and decision differ, those first whose decision settles most.

Figures with the same cause (tags, proposal, and the kind of evidence that decided) are settled together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..audit.sample import image_of
from ..audit.tally import CLIP
from ..model.result import NormalizedRecord
from ..organisms import canonical_taxon, normalize_organism, taxon_name

#: Evidence of all labels together, which has several kinds; none is the absence of a quote.
_OF_LABELS = frozenset({"", "explains", "alone", "label_case"})
#: Quotes of evidence that are shown.
MOST_EVIDENCE = 6


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
    tagged, taxa = _tags(record.organisms_ner)
    if call.best is None or {o.taxon for o in call.organisms} == taxa:
        return None
    evidence = tuple(
        (e.field, e.start, e.end, e.text, round(e.weight, 2), taxon_name(e.taxon))
        for e in call.evidence[:MOST_EVIDENCE]
    )
    proposed = tuple(o.name for o in call.organisms)
    kind = next((e.kind for e in call.evidence if e.taxon == call.best.taxon), "")
    terms = tuple(
        (t.keyword, t.label, t.match.name if t.match else t.status.value, t.match.curie if t.match else "")
        for t in result.terms
    )
    return Item(
        record.figid, record.figtitle, record.papertitle, record.caption, image_of(record), tagged, proposed,
        _cause(tagged, proposed, kind), call.best.score, evidence, terms,
    )  # fmt: skip


def item_of_digest(record: Mapping[str, Any]) -> Item | None:
    """Return the same of what an audit keeps of a record, :func:`~pfocr_norm.audit.sample.digest`.

    None too where the audit has cut the figure's identifier: a decision would not find it again.
    """
    tagged, taxa = _tags(record["tagged"])
    decided, texts = record["decided"], record["texts"]
    if not decided or {taxon for taxon, _, _ in decided} == taxa or len(record["figid"]) > CLIP:
        return None
    evidence = tuple(
        (field, start, end, text, weight, record["names"].get(str(taxon)) or taxon_name(taxon))
        for field, start, end, taxon, weight, text in record["evidence"][:MOST_EVIDENCE]
    )
    proposed = tuple(name for _, name, _ in decided)
    terms = tuple(
        (keyword, label, name or status, curie)
        for keyword, label, status, _, _, curie, name, *_ in record["terms"]
    )
    return Item(
        record["figid"], texts["figtitle"], texts["papertitle"], texts["caption"], record["image"], tagged, proposed,
        _cause(tagged, proposed, record["kind"]), decided[0][2], evidence, terms,
    )  # fmt: skip


def _tags(names: Iterable[str]) -> tuple[tuple[str, ...], set[int]]:
    """Return the organisms of the tags by name, sorted, and the numbers of those that are known."""
    known: dict[int, str] = {}
    unknown = []
    for name in names:
        found = normalize_organism(name)
        if found is None:
            unknown.append(name)
        else:
            known.setdefault(canonical_taxon(found.taxon), found.name)
    return tuple(sorted((*known.values(), *unknown))), set(known)


def _cause(tagged: Sequence[str], proposed: Sequence[str], kind: str) -> str:
    evidence = "labels" if kind in _OF_LABELS else kind.replace("_", " ")
    return f"{', '.join(tagged) or 'no tag'} → {', '.join(proposed)} ({evidence})"


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

    def organisms(self) -> list[str]:
        """Return the organisms that are tagged or proposed in some figure, by name: choices for another one."""
        return sorted({name for item in self.items.values() for name in (*item.tagged, *item.proposed)})

    def order(self) -> list[str]:
        """Return the identifiers in the order of the desk: one figure of each cause first, then the others."""
        first = [group[0].figid for group in self.groups.values()]
        rest = [item.figid for group in self.groups.values() for item in group[1:]]
        return [*first, *rest]

    def same(self, figid: str) -> list[str]:
        """Return the figures with the same cause, this one first."""
        others = [item.figid for item in self.groups[self.items[figid].cause] if item.figid != figid]
        return [figid, *others]
