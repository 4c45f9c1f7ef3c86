"""The Reconciliation API 0.2 of the W3C community group, as OpenRefine and its relatives speak it.

Pure functions from queries to answers; :mod:`.app` gives them addresses. Entities are CURIEs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ..corpus.grounding import LEAST, full_name, ground, possibilities
from ..model.result import Candidate, Term
from ..normalizer import Normalizer
from ..organisms import normalize_organism, taxon_name
from .limits import Limits, RequestError
from .requests import mapping, optional

#: Types that can be asked for, with the entity types that they hold.
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "gene": ("Gene", ("gene",)),
    "family": ("Gene family or complex", ("family", "complex", "protein")),
    "drug": ("Drug or chemical", ("drug", "chemical", "role")),
    "disease": ("Disease", ("disease",)),
}
#: Properties that can be fetched for an entity.
PROPERTIES = {
    "symbol": "Approved symbol or name", "name": "Full name", "organism": "Organism", "taxon": "NCBI Taxonomy id",
    "ncbigene": "NCBI Gene", "ensembl": "Ensembl gene", "uniprot": "UniProt accession", "hgnc": "HGNC id",
    "chebi": "ChEBI", "drugbank": "DrugBank", "mesh": "MeSH",
}  # fmt: skip
#: Answers to one query, at most and by default.
MOST, USUAL = 50, 10
_RESOLVER = "https://bioregistry.io/"


def manifest(base: str, version: str) -> dict[str, Any]:
    """Return the service manifest.

    Parameters
    ----------
    base
        Address of the service without a slash at its end, as the client wrote it.
    version
        Version of the vocabulary.
    """
    here = f"{base}/reconcile"
    return {
        "versions": ["0.2"],
        "name": f"pfocr_norm: genes, families, drugs and diseases of pathway figures ({version})",
        "identifierSpace": _RESOLVER,
        "schemaSpace": f"{here}/types/",
        "defaultTypes": [{"id": key, "name": name} for key, (name, _) in TYPES.items()],
        "view": {"url": _RESOLVER + "{{id}}"},
        "preview": {"url": here + "/preview?id={{id}}", "width": 420, "height": 180},
        "suggest": {
            kind: {"service_url": base, "service_path": f"/reconcile/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": base, "service_path": "/reconcile/properties"},
            "property_settings": [],
        },
    }


def answer(queries: Any, normalizer: Normalizer, limits: Limits) -> dict[str, Any]:
    """Return the answers to a batch of queries, by their keys.

    A query's organism is its property ``organism`` (name or taxon id). Of a name with one answer that answer has
    ``match``; possibilities of an ambiguous one have none. A query without text, and one whose organism is not known,
    has no candidates; the others of the batch are answered all the same.
    """
    batch = mapping(queries, "queries")
    limits.check(len(batch), "queries")
    read = {key: _query(key, value, limits) for key, value in batch.items()}
    asked = {key: query for key, query in read.items() if query is not None}
    terms = ground(
        [q["query"] for q in asked.values()], organism=[q["organism"] for q in asked.values()], normalizer=normalizer,
        together=False,  # a client sends its names in batches, which say nothing
    ) if asked else ()  # fmt: skip
    found = {key: _results(term, asked[key]) for key, term in zip(asked, terms, strict=True)}
    return {key: {"result": found.get(key, [])} for key in batch}


def _query(key: str, value: Any, limits: Limits) -> dict[str, Any] | None:
    """Return what a query asks for; None where nothing can be found for it."""
    query = mapping(value, f"query {key!r}")
    text = query.get("query")
    if text is None and query.get("properties"):
        return None  # the specification allows it
    if not isinstance(text, str):
        raise RequestError(f"query {key!r} has no text in its field 'query'")
    if len(text) > limits.characters:
        raise RequestError(f"query {key!r} is longer than {limits.characters} characters", 413)
    kinds = query.get("type") or []
    kinds = [kinds] if isinstance(kinds, (str, Mapping)) else kinds
    if not isinstance(kinds, list):
        raise RequestError(f"query {key!r}: type has to be a string or a list")
    chosen = [k.get("id") if isinstance(k, Mapping) else k for k in kinds]
    limit = query.get("limit")
    if isinstance(limit, float) and limit.is_integer():
        limit = int(limit)
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise RequestError(f"query {key!r}: limit has to be a whole number from 1 on")
    organism = _organism(query.get("properties"), key)
    if organism is not None and normalize_organism(organism) is None:
        return None
    return {
        "query": text,
        "types": frozenset(t for kind in chosen for t in TYPES.get(str(kind), ("", ()))[1]),
        "limit": min(limit or USUAL, MOST),
        "organism": organism,
    }


def _organism(properties: Any, key: str) -> str | None:
    if properties is None:
        return None
    if not isinstance(properties, list):
        raise RequestError(f"query {key!r}: properties has to be a list")
    for item in properties:
        found = mapping(item, f"query {key!r}: a property")
        if found.get("pid") in ("organism", "taxon"):
            value = found.get("v")
            value = value[0] if isinstance(value, list) and value else value
            value = value.get("id") if isinstance(value, Mapping) else value
            return str(value) if value not in (None, "", []) else None
    return None


def _results(term: Term, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    wanted = query["types"]
    found = possibilities(term) or (term.candidates if wanted else ())
    if term.match is not None:
        # What else it may mean, for the one who looks at the answer.
        others = (c for c in term.candidates if c.curie != term.match.curie and c.score >= LEAST)
        found = tuple(sorted((term.match, *others), key=lambda c: -c.score))
    kept = [c for c in found if not wanted or c.entity_type in wanted][: query["limit"]]
    sure = term.match is not None
    return [
        {
            "id": c.curie, "name": c.name, "description": describe(c), "type": [_type(c.entity_type)],
            "score": round(100.0 * c.score, 2), "match": sure and c.curie == term.match.curie,  # type: ignore[union-attr]
        }
        for c in kept
    ]  # fmt: skip


def describe(candidate: Candidate) -> str:
    """Return a line that tells a candidate from its like."""
    where = f" of {taxon_name(candidate.taxon)}" if candidate.taxon else ""
    how = f", {candidate.status.replace('_', ' ')} {candidate.matched!r}" if candidate.matched else ""
    return f"{candidate.entity_type}{where}{how}"


def _type(entity_type: str) -> dict[str, str]:
    for key, (name, kinds) in TYPES.items():
        if entity_type in kinds:
            return {"id": key, "name": name}
    return {"id": entity_type, "name": entity_type}


def suggest(kind: str, prefix: str, normalizer: Normalizer, *, cursor: int = 0) -> dict[str, Any]:
    """Return what begins with a prefix: entities by name, types or properties."""
    low = prefix.lower().strip()
    if kind == "type":
        rows = [{"id": key, "name": name} for key, (name, _) in TYPES.items()]
    elif kind == "property":
        rows = [{"id": key, "name": name} for key, name in PROPERTIES.items()]
    else:
        rows = _entities(prefix, normalizer)
        return {"result": rows[cursor : cursor + USUAL]}
    found = [row for row in rows if low in row["name"].lower() or row["id"].startswith(low)]
    return {"result": found[cursor : cursor + USUAL]}


def _entities(prefix: str, normalizer: Normalizer) -> list[dict[str, Any]]:
    if len(prefix.strip()) < 2:
        return []
    term = ground([prefix], normalizer=normalizer)[0]
    candidates = possibilities(term) or term.candidates
    return [
        {"id": c.curie, "name": c.name, "description": describe(c), "notable": [_type(c.entity_type)]}
        for c in candidates[:MOST]
    ]


def properties(kind: str | None, limit: int | None) -> dict[str, Any]:
    """Return the properties that can be fetched for entities of a type."""
    rows = [{"id": key, "name": name} for key, name in PROPERTIES.items()]
    out: dict[str, Any] = {"properties": rows[:limit] if limit else rows}
    if kind:
        out["type"] = kind
    return out


def extend(query: Any, normalizer: Normalizer, limits: Limits) -> dict[str, Any]:
    """Return the properties of entities: ``{"ids": [...], "properties": [{"id": ...}]}`` to rows."""
    asked = mapping(query, "extend")
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list):
        raise RequestError("extend needs the lists 'ids' and 'properties'")
    limits.check(len(ids), "ids")
    keys = [optional(mapping(p, "a property"), "id") or "" for p in wanted]
    unknown = [key for key in keys if key not in PROPERTIES]
    if unknown:
        raise RequestError(f"unknown property {unknown[0]!r}; choose from {', '.join(PROPERTIES)}")
    return {
        "meta": [{"id": key, "name": PROPERTIES[key]} for key in keys],
        "rows": {str(i): _row(str(i), keys, normalizer) for i in ids},
    }


def _row(curie: str, keys: Sequence[str], normalizer: Normalizer) -> dict[str, list[dict[str, Any]]]:
    lexicon = normalizer.lexicon
    number = lexicon.find(curie)
    if number is None:
        return {key: [] for key in keys}
    concept = lexicon.concept(number)
    xrefs = dict(concept.xrefs)
    prefix, _, identifier = concept.reference.curie.partition(":")
    values: dict[str, Sequence[str]] = {
        "symbol": [concept.name],
        "name": [name for name in (full_name(lexicon, number),) if name],
        "organism": [taxon_name(concept.taxon)] if concept.taxon else [],
        "taxon": [str(concept.taxon)] if concept.taxon else [],
    }
    for key in keys:
        if key not in values:
            values[key] = [identifier] if prefix == key else xrefs.get(key, ())
    return {key: [{"str": value} for value in values[key]] for key in keys}


def preview(curie: str, normalizer: Normalizer) -> str | None:
    """Return a small HTML page about an entity; None where there is none."""
    lexicon = normalizer.lexicon
    number = lexicon.find(curie)
    if number is None:
        return None
    concept = lexicon.concept(number)
    full = full_name(lexicon, number) or ""
    where = f" · <i>{escape(taxon_name(concept.taxon))}</i>" if concept.taxon else ""
    links = " ".join(f"{escape(p)}:{escape(i)}" for p, ids in concept.xrefs for i in ids[:3])
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>'
        f"{escape(concept.name)}</title><style>:root {{ color-scheme: light dark }} body {{ margin: 8px; "
        "font: 14px/1.4 system-ui, sans-serif } h1 { font-size: 1.1em; margin: 0 }</style>"
        f"<body><main><h1>{escape(concept.name)}</h1>{escape(full)}<br>{escape(concept.entity_type)}{where}"
        f"<br><code>{escape(curie)}</code><br><small>{links}</small></main></body></html>"
    )
