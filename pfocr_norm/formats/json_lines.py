"""JSON Lines: one record object a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..errors import RecordError
from ..model.jsonsafe import escape_controls
from ..model.record import FigureRecord, OcrWord, is_placeholder
from .results import is_result, refusal

#: Field that carries the OCR words of a record's tables when it is written as JSON or into a table.
WORDS_FIELD = "ocr_words"


def parse(text: bytes | str, *, source: str | None = None, line: int | None = None) -> FigureRecord:
    """Parse one JSON object with the PFOCR field names.

    Raises
    ------
    RecordError
        When it is not UTF-8, no JSON, no object, repeats a key, or a field has a wrong type.

    Examples
    --------
    >>> parse('{"figid": "f1", "keywords": ["MEK", "Dsor1"]}').keywords
    ('MEK', 'Dsor1')
    """
    return from_object(load(text, source=source, line=line), source=source, line=line)


def load(text: bytes | str, *, source: str | None = None, line: int | None = None) -> Any:
    """Parse JSON text; a repeated key is an error, not a silent loss."""

    def fail(reason: str) -> RecordError:
        return RecordError(reason, source=source, line=line)

    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8-sig" if line in (None, 1) else "utf-8")
        return json.loads(text, object_pairs_hook=_unique)
    except UnicodeDecodeError as error:
        raise fail(
            f"is not UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start} of the line; "
            "save the file as UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        where = f"column {error.colno}" if error.lineno == 1 else f"line {error.lineno}, column {error.colno}"
        raise fail(f"is not JSON: {error.msg} ({where})") from None
    except RecursionError:
        raise fail("is not a record: JSON nests too deep") from None
    except ValueError as error:  # a repeated key, or a number of 5,000 digits
        raise fail(str(error)) from None


def from_object(obj: Any, *, source: str | None = None, line: int | None = None) -> FigureRecord:
    """Build the record of a parsed JSON object, with its OCR words if it carries them."""
    if not isinstance(obj, Mapping):
        kind = {list: "a list", str: "text", type(None): "null"}.get(type(obj), f"a {type(obj).__name__}")
        raise RecordError(
            f"a record is a JSON object with the PFOCR fields, not {kind}; write one object a line",
            source=source,
            line=line,
        )
    if is_result(obj):
        raise refusal(source=source, line=line)
    words: tuple[OcrWord, ...] = ()
    if WORDS_FIELD in obj:
        words = ocr_words(obj[WORDS_FIELD], source=source, line=line)
        obj = {key: value for key, value in obj.items() if key != WORDS_FIELD}
    return FigureRecord.from_dict(obj, words=words, source=source, line=line)


def to_object(record: FigureRecord) -> dict[str, Any]:
    """Give the JSON object of a record, OCR words included; :func:`from_object` reads it back."""
    out = record.to_dict()
    if record.words:
        out[WORDS_FIELD] = [asdict(word) for word in record.words]
    return out


def ocr_words(value: Any, *, source: str | None = None, line: int | None = None) -> tuple[OcrWord, ...]:
    """Build OCR words from a list of objects with ``word``, ``symbol``, and what else is known."""
    if is_placeholder(value):
        return ()
    words = []
    for item in value if isinstance(value, (list, tuple)) else (value,):
        try:
            word = OcrWord(**{key: entry for key, entry in item.items() if entry is not None})
            if not all(isinstance(text, str) for text in (word.word, word.symbol, word.kind, word.identifier)):
                raise TypeError
            if not isinstance(word.taxon, (int, type(None))):
                raise TypeError
        except (TypeError, AttributeError):
            raise RecordError(
                f"field {WORDS_FIELD!r} should be a list of objects with word, symbol, kind, taxon, identifier",
                source=source,
                line=line,
            ) from None
        words.append(word)
    return tuple(words)


def dumps(obj: Any) -> bytes:
    """One line of JSON as UTF-8; control characters are escaped, and a lone surrogate, which UTF-8 cannot carry."""
    text = json.dumps(obj, ensure_ascii=False, allow_nan=False, default=str)
    try:
        return escape_controls(text).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(obj, ensure_ascii=True, allow_nan=False, default=str).encode("ascii") + b"\n"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"key {key!r} is repeated; keep one of the two")
            seen.add(key)
    return out
