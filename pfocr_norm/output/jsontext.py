"""A result as JSON text, written piece by piece: the text of ``json.dumps(result.to_dict())`` at half its price."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from ..model.result import (
    Candidate,
    Evidence,
    Flag,
    FlagCode,
    NamedOrganism,
    OrganismCall,
    OrganismScore,
    Sense,
    Severity,
    Status,
    Term,
    Tier,
)

if TYPE_CHECKING:
    from ..model.result import NormalizedRecord, TextMention

_CODES = {code: quoted(code.value) for code in FlagCode}
_SEVERITIES = {severity: quoted(severity.value) for severity in Severity}
_STATUSES = {status: quoted(status.value) for status in Status}
_TIERS = {tier: quoted(tier.value) for tier in Tier}


def record_text(result: NormalizedRecord) -> str:
    """Return the text of ``json.dumps(result.to_dict(), ensure_ascii=False)``.

    Raises
    ------
    ValueError
        For a score that is not a number.

    Examples
    --------
    >>> from pfocr_norm import normalize_record
    >>> result = normalize_record({"figid": "f", "caption": "MEK in HeLa cells", "keywords": ["MEK"]})
    >>> record_text(result)[:61]
    '{"figid": "f", "organism": {"best": {"curie": "ncbitaxon:9606'
    """
    return (
        f'{{"figid": {quoted(result.record.figid)}, "organism": {_call(result.organism)}, '
        f'"terms": {_list(map(_term, result.terms))}, "mentions": {_list(map(_mention, result.mentions))}, '
        f'"flags": {_list(map(_flag, result.flags))}, "suggested_keywords": {_words(result.suggested_keywords)}, '
        f'"data_version": {quoted(result.data_version)}, "organisms_ner": {_words(result.record.organisms_ner)}, '
        f'"data_sources": {_pairs(result.data_sources)}}}'
    )


@lru_cache(maxsize=16)
def _pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    """Sources of a vocabulary: the same in every record."""
    return "{" + ", ".join(f"{quoted(key)}: {quoted(value)}" for key, value in pairs) + "}"


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _words(words: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, words))}]"


def _number(value: float) -> str:
    text = repr(round(value, 4))
    if text[-1] in "nf":  # nan, inf
        raise ValueError(f"a score of {text} cannot be written as JSON")
    return text


def _call(call: OrganismCall) -> str:
    return (
        f'{{"best": {_organism(call.best)}, "organisms": {_list(map(_organism, call.organisms))}, '
        f'"candidates": {_list(map(_organism, call.candidates))}, "evidence": {_list(map(_evidence, call.evidence))}, '
        f'"others": {_list(map(_other, call.others))}, "clade": {_organism(call.clade)}, '
        f'"assumed": {_organism(call.assumed)}}}'
    )


def _other(organism: NamedOrganism) -> str:
    taxon, name, role, evidence = organism
    return (
        f'{{"curie": "ncbitaxon:{taxon}", "name": {quoted(name)}, "role": {quoted(role)}, '
        f'"evidence": {_list(map(_evidence, evidence))}}}'
    )


def _organism(organism: OrganismScore | None) -> str:
    if organism is None:
        return "null"
    taxon, name, score = organism
    return f'{{"curie": "ncbitaxon:{taxon}", "name": {quoted(name)}, "score": {_number(score)}}}'


def _evidence(item: Evidence) -> str:
    text, field, start, end, taxon, weight, kind = item
    return (
        f'{{"text": {quoted(text)}, "field": {quoted(field)}, "start": {start}, "end": {end}, '
        f'"organism": "ncbitaxon:{taxon}", "weight": {_number(weight)}, "kind": {quoted(kind)}}}'
    )


def _term(term: Term) -> str:
    keyword, status, label, match, candidates, flags, reason, sense, _ = term
    texts = [_candidate(candidate) for candidate in candidates]
    if match is not None and candidates and match is candidates[0]:
        chosen = texts[0]
    else:
        chosen = "null" if match is None else _candidate(match)
    return (
        f'{{"keyword": {quoted(keyword)}, "status": {_STATUSES[status]}, "label": {quoted(label)}, "match": {chosen}, '
        f'"candidates": {_list(texts)}, "flags": {_list(map(_flag, flags))}, "reason": {quoted(reason)}, '
        f'"sense": {"null" if sense is None else _sense(sense)}}}'
    )


def _sense(sense: Sense) -> str:
    curie = "null" if sense.curie is None else quoted(sense.curie)
    pairs = ", ".join(f"{quoted(prefix)}: {_words(ids)}" for prefix, ids in sense.xrefs)
    return (
        f'{{"curie": {curie}, "name": {quoted(sense.name)}, "kind": {quoted(sense.kind)}, '
        f'"matched": {quoted(sense.matched)}, "xrefs": {{{pairs}}}}}'
    )


def _candidate(candidate: Candidate) -> str:
    (prefix, identifier), name, kind, taxon, tier, score, matched, status, reason, xrefs, members, forms = candidate
    organism = "null" if taxon is None else f'"ncbitaxon:{taxon}"'
    return (
        f'{{"curie": {quoted(f"{prefix}:{identifier}")}, "name": {quoted(name)}, "entity_type": {quoted(kind)}, '
        f'"organism": {organism}, "tier": {_TIERS[tier]}, "score": {_number(score)}, "matched": {quoted(matched)}, '
        f'"name_status": {quoted(status)}, "reason": {quoted(reason)}, {_elsewhere(xrefs, members, forms)}}}'
    )


@lru_cache(maxsize=1 << 12)
def _elsewhere(
    xrefs: tuple[tuple[str, tuple[str, ...]], ...], members: tuple[str, ...], forms: tuple[str, ...]
) -> str:
    """Identifiers of a concept elsewhere, its members and forms: the same in every record."""
    pairs = ", ".join(f"{quoted(prefix)}: {_words(ids)}" for prefix, ids in dict(xrefs).items())
    return f'"xrefs": {{{pairs}}}, "members": {_words(members)}, "forms": {_words(forms)}'


def _flag(flag: Flag) -> str:
    code, severity, message, evidence, fix = flag
    return (
        f'{{"code": {_CODES[code]}, "severity": {_SEVERITIES[severity]}, "message": {quoted(message)}, '
        f'"evidence": {_words(evidence)}, "fix": {quoted(fix) if fix else "null"}}}'
    )


def _mention(mention: TextMention) -> str:
    text, field, start, end, match = mention
    meaning = "null"
    if match is not None:
        meaning = (
            f'{{"curie": {quoted(match.curie)}, "name": {quoted(match.name)}, '
            f'"entity_type": {quoted(match.entity_type)}}}'
        )
    return f'{{"text": {quoted(text)}, "field": {quoted(field)}, "start": {start}, "end": {end}, "match": {meaning}}}'
