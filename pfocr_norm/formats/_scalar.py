"""One word as a YAML scalar that every YAML reader takes for the same string."""

from __future__ import annotations

import re

import yaml

# Letters, digits and inner punctuation that means nothing in YAML, in block or flow style.
_PLAIN = re.compile(r"[^\W_](?:[\w.+/()'*-]| (?! )|:(?=\w))*(?<! )")
# What one reader or another takes for a number, a date or a time: 1e5, 0x1F, 12:30, 14-3-3, 1_000.
_NUMBER_LIKE = re.compile(r"[-+.]?\d[\d_.,:eExXoObB+\-a-fA-F]*|[-+.].*")
# YAML 1.1 takes these for booleans; PyYAML only the longer ones.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"})
_PRINTABLE = re.compile("[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
_RESOLVE = yaml.SafeLoader.yaml_implicit_resolvers


def plain_or_quoted(value: str, *, flow: bool = False) -> str:
    """Write a word as YAML: plain where nobody can misread it, else quoted.

    Parameters
    ----------
    value
        The word.
    flow
        Whether it stands in a flow list, ``[a, b]``.

    Examples
    --------
    >>> print(*map(plain_or_quoted, ["Dsor1", "ERα", "NO", "1e5", "par-1", "Pen: x", "it's #1", "a\\nb", ""]))
    Dsor1 ERα 'NO' '1e5' par-1 'Pen: x' 'it''s #1' "a\\nb" ''
    """
    if (
        _PLAIN.fullmatch(value)
        and not (flow and ":" in value)
        and value.lower() not in _WORDS
        and not _NUMBER_LIKE.fullmatch(value)
        and not any(pattern.match(value) for _, pattern in _RESOLVE.get(value[0], ()))
    ):
        return value
    if _PRINTABLE.fullmatch(value):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escape, value)) + '"'


def _escape(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    if _PRINTABLE.fullmatch(character):
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
