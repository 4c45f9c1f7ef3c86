"""YAML of untrusted front matter: every scalar a string, nothing constructed, limits everywhere.

The objects are built from libyaml's events rather than by a PyYAML constructor: the keyword ``NO`` stays
``"NO"``, a repeated key is an error, the depth is bounded without recursion (a composer recurses in C and dies
on 100,000 brackets), an alias bomb has no fuse, and it takes half the time.
"""

from __future__ import annotations

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from ..errors import RecordError

#: Front matter of PFOCR nests three deep.
MAX_DEPTH = 64
#: A few aliases are a habit of hand-written YAML; hundreds are an attack.
MAX_ALIASES = 16
#: Events of one document: 200,000 keywords and the rest of the record.
MAX_NODES = 1_000_000

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

_COLLECTIONS = (MappingStartEvent, SequenceStartEvent)


def load_mapping(text: str, *, source: str | None = None, first_line: int = 1) -> dict[str, Any]:
    """Parse YAML whose top level is a mapping; every scalar comes out as a string.

    Parameters
    ----------
    text
        The YAML.
    source, first_line
        Where it stands, for messages.

    Raises
    ------
    RecordError
        For broken YAML, a repeated key, too deep nesting, too many aliases, several documents, naming the line.

    Examples
    --------
    >>> load_mapping("year: 2021\\nkeywords: [NO, 1e5, null]\\n")
    {'year': '2021', 'keywords': ['NO', '1e5', 'null']}
    """
    value = _load(text, source, first_line)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "text"
        raise RecordError(f"front matter should be a mapping of fields, not {kind}", source=source, line=first_line)
    return value


def _load(text: str, source: str | None, first_line: int) -> Any:
    stack: list[tuple[Any, str | None]] = []
    anchors: dict[str, Any] = {}
    current: Any = None
    key: str | None = None
    root: Any = None
    documents = nodes = aliases = 0

    def fail(message: str, event: Any) -> RecordError:
        return RecordError(message, source=source, line=event.start_mark.line + first_line)

    loader = None
    try:
        loader = LOADER(text)
        get = loader.get_event
        while True:
            event = get()
            kind = event.__class__
            if kind is ScalarEvent:
                value = event.value
                if event.anchor is not None:
                    anchors[event.anchor] = value
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if current.__class__ is dict and key is None:
                    raise fail("a key of the front matter should be a word, not a list or mapping", event)
                if len(stack) >= MAX_DEPTH:
                    raise fail(f"front matter nests more than {MAX_DEPTH} deep", event)
                stack.append((current, key))
                current = {} if kind is MappingStartEvent else []
                key = None
                if event.anchor is not None:
                    anchors[event.anchor] = current
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = current
                current, key = stack.pop()
            elif kind is StreamEndEvent:
                return root
            elif kind is AliasEvent:
                aliases += 1
                if aliases > MAX_ALIASES:
                    raise fail(f"front matter has more than {MAX_ALIASES} YAML aliases", event)
                if event.anchor not in anchors:
                    raise fail(f"YAML alias *{event.anchor} has no anchor", event)
                value = anchors[event.anchor]
                if any(value is parent for parent, _ in stack) or value is current:
                    raise fail(f"YAML alias *{event.anchor} contains itself", event)
            else:
                continue
            nodes += 1
            if nodes > MAX_NODES:
                raise fail(f"front matter has more than {MAX_NODES:,} values", event)
            if current.__class__ is list:
                current.append(value)
            elif current is None:
                documents += 1
                if documents > 1:
                    raise fail("front matter holds more than one YAML document", event)
                root = value
            elif key is None:
                if value.__class__ is not str:
                    raise fail("a key of the front matter should be a word, not a list or mapping", event)
                if value in current:
                    raise fail(f"key {value!r} is repeated; keep one of the two", event)
                key = value
            else:
                current[key] = value
                key = None
    except yaml.YAMLError as error:
        raise _broken(error, text, source, first_line) from None
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + first_line
        raise RecordError(
            f"broken YAML: lone surrogate {text[error.start]!r} is no character", source=source, line=line
        ) from None
    finally:
        if loader is not None:
            loader.dispose()


def _broken(error: yaml.YAMLError, text: str, source: str | None, first_line: int) -> RecordError:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    if mark is not None:
        return RecordError(
            f"broken YAML: {problem} (column {mark.column + 1})", source=source, line=mark.line + first_line
        )
    if isinstance(error, yaml.reader.ReaderError):
        # libyaml counts the position in bytes of UTF-8.
        before = text.encode("utf-8", "replace")[: error.position]
        character = f"U+{error.character:04X}" if isinstance(error.character, int) else repr(error.character)
        return RecordError(
            f"broken YAML: {problem} ({character})", source=source, line=before.count(b"\n") + first_line
        )
    return RecordError(f"broken YAML: {problem}", source=source)
