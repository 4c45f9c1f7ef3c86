"""The flags of a record as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.flags import flag
from ..model.record import FigureRecord
from ..model.result import Flag, FlagCode, OrganismCall
from ..organisms import taxon_name
from ..organisms.tables import CLADE_MODELS
from ..text.index import MAX_INDEXED
from ..text.recordtext import RecordText
from .labels import Labels


def record_flags(record: FigureRecord, text: RecordText, labels: Labels, call: OrganismCall) -> Iterator[Flag]:
    """Yield the flags of a record: what it lacks, and whether its organisms are those that the text is about."""
    for name in labels.unknown_organisms:
        yield flag(FlagCode.UNKNOWN_ORGANISM_NAME, name)
    if not record.keywords:
        yield flag(FlagCode.NO_KEYWORDS)
    if not text.fields:
        yield flag(FlagCode.NO_TEXT)
    if text.index.truncated:
        yield flag(FlagCode.TEXT_TRUNCATED, f"{MAX_INDEXED:,}")
    tagged = labels.tagged
    if call.best is None:
        yield flag(FlagCode.ORGANISM_UNDECIDED)
        return
    targets = frozenset(o.taxon for o in call.organisms)
    names = ", ".join(o.name for o in call.organisms)
    if not tagged:
        if not labels.unknown_organisms:
            yield flag(FlagCode.ORGANISM_MISSING, names)
        return
    quotes = tuple(e.text for e in call.evidence if e.taxon in targets)[:3]
    if not tagged & targets:
        wrong = ", ".join(sorted(taxon_name(t) for t in tagged))
        yield flag(FlagCode.ORGANISM_MISMATCH, wrong, names, *quotes)
    else:
        for taxon in sorted(tagged - targets - _named(call)):
            yield flag(FlagCode.ORGANISM_UNSUPPORTED, taxon_name(taxon))
    if call.best.taxon not in tagged:
        yield flag(FlagCode.ORGANISM_MISSING, call.best.name)


#: Evidence that names an organism, not only hints at it.
_NAMING = frozenset(("name", "human", "animals", "strain", "cell", "stage", "clade", "group", "xenograft", "clinical"))


def _named(call: OrganismCall) -> frozenset[int]:
    """Return the organisms that the text names itself, or their clade ("in mammals")."""
    named: set[int] = set()
    for item in call.evidence:
        if item.kind in _NAMING and item.weight > 0:
            named.update(CLADE_MODELS.get(item.taxon, (item.taxon,)))
    return frozenset(named)
