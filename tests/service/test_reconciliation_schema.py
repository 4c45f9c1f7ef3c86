"""What the service answers has the fields that the Reconciliation API 0.2 asks for, and no others.

The rules are those of the specification (https://reconciliation-api.github.io/specs/0.2/), written down here as JSON
Schema; where it leaves a field open they allow just what the service means to send. The community group's own schemas
are in no package of PyPI or npm: name the folder `0.2/schemas` of a clone of reconciliation-api/specs in
RECONCILIATION_SCHEMAS, and the answers are held against these too.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
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


def test_other_meanings_of_a_name_are_told(normalizer: Normalizer) -> None:
    (found,) = answer({"q": {"query": "TAZ", "type": "gene"}}, normalizer, Limits()).values()
    assert [(c["name"], c["match"]) for c in found["result"]] == [("TAFAZZIN", True), ("WWTR1", False)]


def test_one_query_that_finds_nothing_does_not_stop_the_others(normalizer: Normalizer) -> None:
    found = answer(
        {
            "q0": {"query": "FOXP3", "properties": [{"pid": "organism", "v": "klingon"}]},
            "q1": {"properties": [{"pid": "organism", "v": "human"}]},
            "q2": {"query": "FOXP3", "limit": 1.0, "properties": [{"pid": "organism", "v": ["mouse"]}]},
        },
        normalizer, Limits(),
    )  # fmt: skip
    check(found, RESULTS)
    assert found["q0"] == found["q1"] == {"result": []} and found["q2"]["result"][0]["id"] == "mgi:1891436"


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


def test_the_schemas_of_the_community_group(normalizer: Normalizer) -> None:
    folder = os.environ.get("RECONCILIATION_SCHEMAS")
    if not folder:
        pytest.skip("RECONCILIATION_SCHEMAS does not name the folder 0.2/schemas of reconciliation-api/specs")
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT7

    schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in Path(folder).glob("*.json")}
    known: Any = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema, default_specification=DRAFT7))
        for schema in schemas.values() if "$id" in schema
    )  # fmt: skip

    def valid(name: str, found: Any) -> None:
        jsonschema.Draft7Validator(schemas[name], registry=known).validate(found)

    texts = ["FOXP3", "PI3K", "p53", "asthma", "nivolumab", "qqz"]
    queries = {f"q{n}": {"query": text} for n, text in enumerate(texts)}
    valid("manifest.json", manifest("http://127.0.0.1:8000", "2026-01"))
    valid("reconciliation-result-batch.json", answer(queries, normalizer, Limits()))
    for kind, name in (("entity", "entities"), ("type", "types"), ("property", "properties")):
        valid(f"suggest-{name}-response.json", suggest(kind, "n", normalizer))
    asked = {"ids": ["hgnc:6106", "nothing:0"], "properties": [{"id": key} for key in PROPERTIES]}
    valid("data-extension-response.json", extend(asked, normalizer, Limits()))
