"""The description of the API for programs, OpenAPI 3.1."""

from __future__ import annotations

from typing import Any

from ..output.schema import load


def _parameter(name: str, what: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "description": what, "schema": {"type": "string"}}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(schema: dict[str, Any]) -> dict[str, Any]:
    error = {"type": "object", "properties": {"error": {"type": "string"}}}
    return {
        "200": {"description": "the answer", **_json(schema)},
        "400": {"description": "the request is wrong; the message says where", **_json(error)},
        "413": {"description": "too much in one request", **_json(error)},
        "503": {"description": "the work took too long", **_json(error)},
    }


def document(version: str) -> dict[str, Any]:
    """Return the OpenAPI document."""
    terms = {"type": "array", "items": {"type": "string"}}
    grounding = {"type": "object", "properties": {"terms": {"type": "array"}, "rows": {"type": "array"}}}
    organism = _parameter("organism", "organism of the names: a name, a taxon id or a CURIE")
    context = _parameter("context", "a sentence around the names")
    asked = {
        "type": "object", "required": ["terms"],
        "properties": {"terms": terms, "organism": {"type": "string"}, "context": {"type": "string"}},
    }  # fmt: skip
    record, result = load("record"), load("result")
    some = {"type": "object"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "pfocr_norm", "version": version, "license": {"name": "MIT"}},
        "paths": {
            "/ground": {
                "get": {
                    "summary": "Ground one or some names",
                    "parameters": [_parameter("term", "a name; may be repeated", required=True), organism, context],
                    "responses": _answers(grounding),
                },
                "post": {
                    "summary": "Ground many names", "requestBody": _json(asked), "responses": _answers(grounding),
                },
            },
            "/normalize": {
                "post": {
                    "summary": "Normalize a figure record, or a list of them", "requestBody": _json(record),
                    "responses": _answers(result),
                }
            },
            "/reconcile": {
                "get": {"summary": "Manifest or queries of the Reconciliation API 0.2", "responses": _answers(some)},
                "post": {"summary": "Queries of the Reconciliation API 0.2", "responses": _answers(some)},
            },
            "/health": {"get": {"summary": "Whether the service is ready", "responses": _answers(some)}},
            "/version": {"get": {"summary": "Versions of program and vocabulary", "responses": _answers(some)}},
        },
    }  # fmt: skip
