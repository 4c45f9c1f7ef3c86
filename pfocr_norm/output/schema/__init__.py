"""JSON Schemas of the record that comes in and of the result that goes out."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Return a JSON Schema (draft 2020-12): ``"record"`` or ``"result"``.

    Examples
    --------
    >>> load("result")["required"][:3]
    ['figid', 'organism', 'terms']
    """
    text = files(__package__).joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
