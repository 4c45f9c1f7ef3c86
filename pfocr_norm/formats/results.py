"""Results of an earlier run, read back from JSON Lines: the inverse of :meth:`NormalizedRecord.to_dict`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import InputError, RecordError
from ..model.record import FigureRecord
from ..model.result import (
    Candidate,
    Evidence,
    Flag,
    FlagCode,
    NamedOrganism,
    NormalizedRecord,
    OrganismCall,
    OrganismScore,
    Reference,
    Sense,
    Severity,
    Status,
    Term,
    TextMention,
    Tier,
)

#: Fields that every result has and no record.
_MARKS = ("terms", "organism", "data_version", "suggested_keywords")


def is_result(obj: Any) -> bool:
    """Tell whether a JSON object is a result of this package and not a record.

    >>> is_result({"figid": "f", "keywords": ["MEK"]})
    False
    """
    return isinstance(obj, Mapping) and all(name in obj for name in _MARKS)


def refusal(*, source: str | None = None, line: int | None = None) -> InputError:
    """Return the error for a result where a record was meant."""
    return InputError(
        "holds results of pfocr-norm, not records; `pfocr-norm audit` reads them, everything else takes the records "
        "that they came from",
        source=source,
        line=line,
    )


def from_object(obj: Mapping[str, Any], *, source: str | None = None, line: int | None = None) -> NormalizedRecord:
    """Return the result that :meth:`NormalizedRecord.to_dict` wrote.

    The texts of the figure are not in it, so its record has the keywords and the tagged organisms alone.

    Parameters
    ----------
    obj
        The parsed JSON object.
    source, line
        Where it came from, for messages.

    Raises
    ------
    RecordError
        When a record was broken in the run that wrote it, a field is missing, or a code is not known here.

    Examples
    --------
    >>> from pfocr_norm import normalize_record
    >>> result = normalize_record({"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK"]})
    >>> from_object(result.to_dict()).to_dict() == result.to_dict()
    True
    """
    try:
        flags = tuple(map(_flag, obj["flags"]))
        for flag in flags:
            if flag.code is FlagCode.BROKEN_RECORD:
                raise RecordError(flag.message, source=source, line=line)
        terms = tuple(map(_term, obj["terms"]))
        tagged = obj["organisms_ner"]
        record = FigureRecord(
            obj["figid"], keywords=tuple(term.keyword for term in terms), organisms_ner=tuple(tagged),
            source=source, line=line,
        )  # fmt: skip
        return NormalizedRecord(
            record, _call(obj["organism"]), terms, tuple(map(_mention, obj["mentions"])), flags,
            tuple(obj["suggested_keywords"]), obj["data_version"], tuple(obj.get("data_sources", {}).items()),
        )  # fmt: skip
    except RecordError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"lacks the field {error}" if isinstance(error, KeyError) else f"cannot be read ({error})"
        raise RecordError(
            f"the result {what}; it was written by another version: normalize the records again",
            source=source,
            line=line,
        ) from None


def _taxon(curie: str | None) -> int | None:
    return None if curie is None else int(curie.removeprefix("ncbitaxon:"))


def _organism(obj: Mapping[str, Any]) -> OrganismScore:
    return OrganismScore(int(obj["curie"].removeprefix("ncbitaxon:")), obj["name"], obj["score"])


def _call(obj: Mapping[str, Any]) -> OrganismCall:
    best = None if obj["best"] is None else _organism(obj["best"])
    organisms, candidates = (tuple(map(_organism, obj[name])) for name in ("organisms", "candidates"))
    clade, assumed = (None if obj[name] is None else _organism(obj[name]) for name in ("clade", "assumed"))
    evidence, others = tuple(map(_evidence, obj["evidence"])), tuple(map(_named, obj["others"]))
    return OrganismCall(best, organisms, candidates, evidence, others, clade, assumed)


def _named(obj: Mapping[str, Any]) -> NamedOrganism:
    taxon = int(obj["curie"].removeprefix("ncbitaxon:"))
    return NamedOrganism(taxon, obj["name"], obj["role"], tuple(map(_evidence, obj["evidence"])))


def _evidence(obj: Mapping[str, Any]) -> Evidence:
    taxon = int(obj["organism"].removeprefix("ncbitaxon:"))
    return Evidence(obj["text"], obj["field"], obj["start"], obj["end"], taxon, obj["weight"], obj["kind"])


def _flag(obj: Mapping[str, Any]) -> Flag:
    return Flag(
        FlagCode(obj["code"]), Severity(obj["severity"]), obj["message"], tuple(obj["evidence"]), obj["fix"] or ""
    )


def _candidate(obj: Mapping[str, Any]) -> Candidate:
    prefix, _, identifier = obj["curie"].partition(":")
    return Candidate(
        Reference(prefix, identifier), obj["name"], obj["entity_type"], _taxon(obj["organism"]), Tier(obj["tier"]),
        obj["score"], obj["matched"], obj["name_status"], obj["reason"],
        tuple((prefix, tuple(ids)) for prefix, ids in obj["xrefs"].items()), tuple(obj["members"]),
        tuple(obj["forms"]),
    )  # fmt: skip


def _term(obj: Mapping[str, Any]) -> Term:
    match = None if obj["match"] is None else _candidate(obj["match"])
    candidates = tuple(map(_candidate, obj["candidates"]))
    return Term(
        obj["keyword"], Status(obj["status"]), obj["label"], match, candidates, tuple(map(_flag, obj["flags"])),
        obj["reason"], sense=None if obj["sense"] is None else _sense(obj["sense"]),
    )  # fmt: skip


def _sense(obj: Mapping[str, Any]) -> Sense:
    reference = None
    if obj["curie"] is not None:
        prefix, _, identifier = obj["curie"].partition(":")
        reference = Reference(prefix, identifier)
    xrefs = tuple((prefix, tuple(ids)) for prefix, ids in obj["xrefs"].items())
    return Sense(obj["kind"], obj["name"], reference, obj["matched"], xrefs)


def _mention(obj: Mapping[str, Any]) -> TextMention:
    match = None
    if obj["match"] is not None:
        found = obj["match"]
        prefix, _, identifier = found["curie"].partition(":")
        match = Candidate(Reference(prefix, identifier), found["name"], found["entity_type"], None, Tier.APPROVED, 0.0)
    return TextMention(obj["text"], obj["field"], obj["start"], obj["end"], match)
