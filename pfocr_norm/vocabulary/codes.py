"""Small shared tables of the vocabulary format: renderings, identifier templates."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache

#: File format; raised whenever a reader of the old one would misread the new one. Format 1 found only some of the
#: identifiers; it is read still.
FORMAT = 2
READABLE = (1, 2)
#: Concepts whose places in the file are counted from one start.
SPAN = 32
MAGIC = b"PFOCRNV\x00"
#: Reference strains by which sources call the genes of a species, and the species, which curators read and write.
SPECIES = {559292: 4932}

#: Ways a name is written, given its key. The last code means: written out in full elsewhere.
EXPLICIT = 15


def _hyphen_at_digits(key: str) -> str:
    return _LETTER_DIGIT.sub(r"\1-\2", key, count=1)


_LETTER_DIGIT = re.compile(r"([a-z])(\d)")

RENDERINGS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.capitalize,
    str,
    _hyphen_at_digits,
    lambda key: _hyphen_at_digits(key).upper(),
    lambda key: _hyphen_at_digits(key).capitalize(),
    lambda key: key[:1] + key[1:].upper(),
    lambda key: key[:-1].upper() + key[-1:],
    lambda key: key[:2].capitalize() + key[2:].upper(),
    lambda key: key[:-1].capitalize() + key[-1:].upper(),
)


def rendering_of(key: str, text: str) -> int:
    """Return the code under which ``render(key, code) == text``, or EXPLICIT."""
    for code, make in enumerate(RENDERINGS):
        if make(key) == text:
            return code
    return EXPLICIT


#: Numbers of more digits do not fit 64 bits.
_MOST_DIGITS = 30
_IDENTIFIER = re.compile(rf"(.*?)(?<!\d)(\d{{1,{_MOST_DIGITS}}})$")


def split_identifier(identifier: str) -> tuple[str, int] | None:
    """Split an identifier into a template and a number, when that loses nothing.

    >>> split_identifier("FBgn0010269"), split_identifier("5604"), split_identifier("P31749")
    (('FBgn{:07d}', 10269), ('{}', 5604), ('P{}', 31749))
    """
    match = _IDENTIFIER.match(identifier)
    if not match or "{" in identifier or "}" in identifier:
        return None
    stem, digits = match.groups()
    number = int(digits)
    if number >= 1 << 62:
        return None
    template = f"{stem}{{}}" if str(number) == digits else f"{stem}{{:0{len(digits)}d}}"
    return (template, number) if template.format(number) == identifier else None


# Fits a number of 64 bits, and reads back as it was.
_ACCESSION = re.compile(r"[A-Z][A-Z0-9]{0,11}\Z")
_SIX_DIGITS = re.compile(r"[0-9]{6}\Z")
_SERIAL = re.compile(r"(?:0|[1-9][0-9]{0,5})\Z")
_B36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def encode_identifier(prefix: str, identifier: str) -> tuple[str, int] | None:
    """Return ``(template, number)`` of an identifier, or None when it has to be kept as text."""
    if prefix == "uniprot" and _ACCESSION.match(identifier):
        return "uniprot:~36", int(identifier, 36)
    if identifier.startswith("ZDB-"):
        kind, _, serial = identifier.rpartition("-")
        stem, _, date = kind.rpartition("-")
        if _SIX_DIGITS.match(date) and _SERIAL.match(serial):
            return f"{prefix}:{stem}-~zdb", int(date) * 1_000_000 + int(serial)
    split = split_identifier(identifier)
    return None if split is None else (f"{prefix}:{split[0]}", split[1])


@cache
def decoder(template: str) -> tuple[str, Callable[[int], str]]:
    """Return a template's prefix, and the function that writes its identifiers; the inverse of `encode_identifier`.

    >>> template, number = encode_identifier("zfin", "ZDB-GENE-030131-5")
    >>> prefix, write = decoder(template)
    >>> prefix, write(number)
    ('zfin', 'ZDB-GENE-030131-5')
    """
    prefix, _, pattern = template.partition(":")
    if pattern == "~36":
        return prefix, _base36
    if pattern.endswith("~zdb"):
        stem = pattern[:-4]
        return prefix, lambda number: f"{stem}{number // 1_000_000:06d}-{number % 1_000_000}"
    return prefix, str if pattern == "{}" else pattern.format


def _base36(number: int) -> str:
    out = ""
    while number:
        number, digit = divmod(number, 36)
        out = _B36[digit] + out
    return out


def hash_of(curie: str) -> int:
    """Return 28 bits that stand for a CURIE, upper and lower case alike: 16 choose a bucket, 12 tell within it."""
    return zlib.crc32(curie.lower().encode()) >> 4


_FIXED = (("fbgn", "FBgn"), ("wbgene", "WBGene"))


def spellings(curie: str) -> Iterator[str]:
    """Yield a CURIE with its prefix in lower case, and its identifier in the capitals that databases use.

    >>> list(spellings("FlyBase:fbgn0010269"))
    ['flybase:fbgn0010269', 'flybase:FBGN0010269', 'flybase:FBgn0010269']
    """
    prefix, _, identifier = curie.partition(":")
    prefix = prefix.lower()
    seen = dict.fromkeys((identifier, identifier.upper()))
    lower = identifier.lower()
    seen.update((right + lower[len(wrong) :], None) for wrong, right in _FIXED if lower.startswith(wrong))
    return (f"{prefix}:{text}" for text in seen)


def put_varint(out: bytearray, number: int) -> None:
    """Append a non-negative integer in 7-bit groups, least significant first."""
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)


def get_varints(data: bytes | memoryview) -> list[int]:
    """Decode all integers of a run of varints."""
    out = []
    value = shift = 0
    for byte in data:
        if byte & 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        else:
            out.append(value | byte << shift)
            value = shift = 0
    return out
