"""Requests read and checked: every mistake is one message that names the field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from .limits import Limits, RequestError


async def json_body(request: Request) -> Any:
    """Return the JSON of a request's body."""
    body = await request.body()
    return from_json(body, "the body")


def from_json(text: str | bytes, what: str) -> Any:
    """Return the value of a JSON text that a client sent."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{what} is not JSON: {error}") from None


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """Return a value that has to be an object."""
    if not isinstance(value, Mapping):
        raise RequestError(f"{what} has to be an object, not {type(value).__name__}")
    return value


def names(value: Any, what: str, limits: Limits) -> list[str]:
    """Return a list of names, or one name as a list."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, (str, int)) for item in value):
        raise RequestError(f"{what} has to be a list of names")
    limits.check(len(value), f"names in {what}")
    out = [str(item) for item in value]
    for item in out:
        if len(item) > limits.characters:
            most = limits.characters
            raise RequestError(f"{what}: a name has at most {most} characters, this one {len(item):,}", 413)
    return out


def optional(source: Mapping[str, Any], key: str) -> str | None:
    """Return an optional field that is a string or a number."""
    value = source.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, (str, int)):
        raise RequestError(f"{key} has to be a string")
    return str(value)
