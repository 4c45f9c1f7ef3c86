"""The flags of a record as a whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..model.fields import unread_fields
from ..model.flags import flag
from ..model.record import FigureRecord
from ..model.result import Flag, FlagCode, OrganismCall
from ..organisms import taxon_name
from ..organisms.kinds import kinds
from ..organisms.tables import models_of, nearest_with_genes
from ..text.index import MAX_INDEXED
from ..text.recordtext import RecordText
from .labels import Labels


def record_flags(
    record: FigureRecord, text: RecordText, labels: Labels, call: OrganismCall, vocabulary: Collection[int]
) -> Iterator[Flag]:
    """Yield the flags of a record: what it lacks, and whether its organisms are those that the text is about.

    ``vocabulary`` are the organisms whose genes are known.
    """
    for name in labels.unknown_organisms:
        yield flag(FlagCode.UNKNOWN_ORGANISM_NAME, name)
    if not record.keywords:
        yield flag(FlagCode.NO_KEYWORDS)
    for name, meant in unread_fields(record):
        yield flag(FlagCode.UNKNOWN_FIELD, name, meant)
    if not text.fields:
        yield flag(FlagCode.NO_TEXT)
    if text.index.truncated:
        yield flag(FlagCode.TEXT_TRUNCATED, f"{MAX_INDEXED:,}")
    tagged = labels.tagged
    if call.best is None:
        yield flag(FlagCode.ORGANISM_UNDECIDED)
        if call.assumed is not None and record.keywords:
            yield flag(FlagCode.ORGANISM_ASSUMED, call.assumed.name)
        return
    targets = frozenset(o.taxon for o in call.organisms)
    if record.keywords and targets.isdisjoint(vocabulary):
        near = nearest_with_genes(call.best.taxon, vocabulary)
        relative = "not known" if near is None else taxon_name(near)
        yield flag(FlagCode.ORGANISM_WITHOUT_VOCABULARY, call.best.name, relative)
    names = ", ".join(o.name for o in call.organisms)
    if not tagged:
        if not labels.unknown_organisms:
            yield flag(FlagCode.ORGANISM_MISSING, names)
        return
    quotes = tuple(e.text for e in call.evidence if e.taxon in targets)[:3]
    hinted = _named(call)
    if not tagged & targets and (tagged.isdisjoint(hinted) or _names_best(call)):
        wrong = ", ".join(sorted(taxon_name(t) for t in tagged))
        yield flag(FlagCode.ORGANISM_MISMATCH, wrong, names, *quotes)
        return
    roles = {other.taxon: other.role for other in call.others}
    for taxon in sorted(tagged - targets - hinted):
        role = roles.get(taxon, "").replace("_", " ")
        yield flag(FlagCode.ORGANISM_UNSUPPORTED, taxon_name(taxon), *([f"; it is named as {role}"] if role else []))
    if call.best.taxon not in tagged:
        missing = flag(FlagCode.ORGANISM_MISSING, call.best.name)
        yield missing if tagged & targets else missing._replace(fix="")  # the fix of the mismatch says it


#: Roles of an organism that a figure may well be tagged with, too.
_SUPPORTED = frozenset({"comparison", "pathogen", "host", "symbiont", "gene_donor", "disease_model", "graft"})


def _names_best(call: OrganismCall) -> bool:
    """Tell whether the text names the best organism, or its patients: else another that it hints at may be right."""
    table = kinds()
    return call.best is not None and any(table[e.kind].names and e.taxon == call.best.taxon for e in call.evidence)


def _named(call: OrganismCall) -> frozenset[int]:
    """Return the organisms that the text names itself, or their clade ("in mammals")."""
    table = kinds()
    named = {other.taxon for other in call.others if other.role in _SUPPORTED}
    for item in call.evidence:
        if (table[item.kind].names or item.kind == "clade") and item.weight > 0:
            named.update(models_of(item.taxon))
    return frozenset(named)
