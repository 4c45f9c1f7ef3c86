"""What the service answers has the fields that the Reconciliation API 0.2 asks for, and no others.

The rules are those of the specification (https://reconciliation-api.github.io/specs/0.2/), written down here as JSON
Schema; where it leaves a field open they allow just what the service means to send.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from pfocr_norm import Normalizer
from pfocr_norm.service.limits import Limits
from pfocr_norm.service.reconcile import PROPERTIES, TYPES, answer, extend, manifest, properties, suggest

jsonschema = pytest.importorskip("jsonschema")

TEXT = {"type": "string", "minLength": 1}
URI = {"type": "string", "pattern": "^https?://"}
#: Where ``{{id}}`` is put in.
TEMPLATE = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}


def closed(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the schema of an object that has these fields and no others."""
    return {
        "type": "object", "properties": required | (optional or {}), "required": list(required),
        "additionalProperties": False,
    }  # fmt: skip


def many(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": items, **more}


NAMED = closed({"id": TEXT, "name": TEXT})
PLACE = closed({"service_url": URI, "service_path": {"type": "string", "pattern": "^/"}})
MANIFEST = closed(
    {
        "versions": many(TEXT, contains={"const": "0.2"}), "name": TEXT, "identifierSpace": URI, "schemaSpace": URI,
    },
    {
        "defaultTypes": many(NAMED, uniqueItems=True),
        "view": closed({"url": TEMPLATE}),
        "preview": closed({"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": closed({}, dict.fromkeys(("entity", "type", "property"), PLACE)),
        "extend": closed({}, {"propose_properties": PLACE, "property_settings": many({"type": "object"})}),
    },
)  # fmt: skip
CANDIDATE = closed(
    {"id": TEXT, "name": TEXT, "score": {"type": "number", "minimum": 0, "maximum": 100}},
    {"description": TEXT, "match": {"type": "boolean"}, "type": many(NAMED, minItems=1)},
)
RESULTS = {"type": "object", "additionalProperties": closed({"result": many(CANDIDATE)})}
SUGGESTED = closed({"result": many(closed({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": many(NAMED)}))})
PROPOSED = closed({"properties": many(NAMED)}, {"type": TEXT, "limit": {"type": "integer"}})
CELL = {
    "oneOf": [closed({}), NAMED, closed({"str": {"type": "string"}}), closed({"int": {"type": "integer"}})],
}
ROWS = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": many(CELL)}}
EXTENDED = closed({"meta": many(NAMED), "rows": ROWS})


def check(found: Any, schema: dict[str, Any]) -> None:
    """Raise when an answer does not have the form."""
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(found)


@pytest.fixture(scope="module")
def normalizer() -> Normalizer:
    return Normalizer()


def test_manifest() -> None:
    check(manifest("http://127.0.0.1:8000", "2026-01"), MANIFEST)
    assert not re.search(r"\$\{id\}", str(manifest("http://127.0.0.1:8000", "2026-01"))), "that is the older form"


@pytest.mark.parametrize("kind", [None, *TYPES])
@pytest.mark.parametrize("text", ["FOXP3", "PI3K", "nivolumab", "asthma", "p53", "", "qqqzz", "MEK1/2", "<b>", "é" * 9])
def test_results(normalizer: Normalizer, text: str, kind: str | None) -> None:
    query = {"query": text} | ({"type": kind} if kind else {})
    organism = query | {"properties": [{"pid": "organism", "v": {"id": "10090", "name": "mouse"}}]}
    found = answer({"q0": query, "q1": organism}, normalizer, Limits())
    check(found, RESULTS)
    assert set(found) == {"q0", "q1"}
    for entry in found.values():
        assert sum(candidate["match"] for candidate in entry["result"]) <= 1
        assert [c["score"] for c in entry["result"]] == sorted((c["score"] for c in entry["result"]), reverse=True)


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
@pytest.mark.parametrize("prefix", ["", "f", "FOX", "hgnc", "dis"])
def test_suggestions(normalizer: Normalizer, kind: str, prefix: str) -> None:
    check(suggest(kind, prefix, normalizer), SUGGESTED)


@pytest.mark.parametrize("kind", [None, *TYPES])
def test_proposed_properties(kind: str | None) -> None:
    check(properties(kind, 3), PROPOSED)


def test_data_extension(normalizer: Normalizer) -> None:
    asked = {"ids": ["hgnc:6106", "chebi:15422", "nothing:0"], "properties": [{"id": key} for key in PROPERTIES]}
    found = extend(asked, normalizer, Limits())
    check(found, EXTENDED)
    assert set(found["rows"]) == set(asked["ids"])
    assert all(set(row) == set(PROPERTIES) for row in found["rows"].values())
