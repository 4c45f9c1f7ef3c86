"""The description of the API, OpenAPI 3.1 for programs, and as a page for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
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


#: Where OpenAPI keeps schemas that others point to.
_PLACE = "#/components/schemas/"


def _parts(name: str) -> dict[str, Any]:
    """Return a schema of the package and the definitions within it, each by its name."""
    schema = load(name)
    own = {key: value for key, value in schema.items() if key not in ("$schema", "$id", "$defs")}
    parts: dict[str, Any] = _moved({name: own, **schema.get("$defs", {})})
    return parts


def _moved(value: Any) -> Any:
    """Return a schema whose references point to where OpenAPI keeps them."""
    if isinstance(value, dict):
        return {
            key: inner.replace("#/$defs/", _PLACE) if key == "$ref" and isinstance(inner, str) else _moved(inner)
            for key, inner in value.items()
        }
    return [_moved(inner) for inner in value] if isinstance(value, list) else value


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
    schemas = {**_parts("record"), **_parts("result")}
    record, result = ({"$ref": _PLACE + name} for name in ("record", "result"))
    some = {"type": "object"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "pfocr_norm", "version": version, "license": {"name": "MIT"}},
        "components": {"schemas": schemas},
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


def page(found: dict[str, Any], base: str) -> str:
    """Return an OpenAPI document as an HTML page without a script, with a command to try for each address."""
    title = f"{found['info']['title']} {found['info']['version']}: addresses for programs"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">\n<link rel="stylesheet" href="app.css">\n'
        f'</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n<p>As a document of OpenAPI 3.1: '
        '<a href="openapi.json">openapi.json</a>. Names to look up by hand: <a href="./">the page to try</a>.</p>\n'
        f'</header>\n<main>\n{"".join(_sections(found, base))}</main>\n</body>\n</html>\n'
    )


#: A request to try for each address that asks for something.
_TRY = {
    ("get", "/ground"): "curl '{base}/ground?term=MEK1&organism=human'",
    ("post", "/ground"): """curl -H 'content-type: application/json' \\
  -d '{"terms": ["MEK1", "tamoxifen"]}' {base}/ground""",
    ("post", "/normalize"): """curl -H 'content-type: application/json' \\
  -d '{"caption": "MEK and ERK in melanoma patients", "keywords": ["MEK", "ERK"]}' {base}/normalize""",
    ("post", "/reconcile"): """curl --data-urlencode \\
  'queries={"q0": {"query": "FOXP3", "type": "gene"}}' {base}/reconcile""",
}  # fmt: skip


def _sections(found: dict[str, Any], base: str) -> Iterator[str]:
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            yield f"<section>\n<h2>{method.upper()} {escape(path)}</h2>\n<p>{escape(operation['summary'])}.</p>\n"
            if operation.get("parameters"):
                rows = "".join(
                    f"<tr><td>{escape(p['name'])}</td><td>{'needed' if p['required'] else ''}</td>"
                    f"<td>{escape(p['description'])}</td></tr>\n"
                    for p in operation["parameters"]
                )
                heads = "".join(f'<th scope="col">{head}</th>' for head in ("Parameter", "", "What it is"))
                heads = heads.replace('<th scope="col"></th>', "<td></td>")
                yield f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody></table>\n"
            command = _TRY.get((method, path), "curl {base}" + path).replace("{base}", base)
            yield f'<pre tabindex="0"><code>{escape(command)}</code></pre>\n'
            if "requestBody" in operation:
                yield _schema("The body", operation["requestBody"], found)
            yield _schema("The answer", operation["responses"]["200"], found)
            codes = "; ".join(
                f"{code}: {answer['description']}" for code, answer in operation["responses"].items() if code != "200"
            )
            yield f"<p>Errors, with the reason in <code>error</code>: {escape(codes)}.</p>\n</section>\n"


def _schema(what: str, body: dict[str, Any], found: dict[str, Any]) -> str:
    schema = body["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = found["components"]["schemas"][schema["$ref"].removeprefix(_PLACE)]
    if len(schema) < 2:
        return ""
    text = escape(json.dumps(schema, indent=1, ensure_ascii=False))
    return f'<details><summary>{what}</summary><pre tabindex="0"><code>{text}</code></pre></details>\n'
