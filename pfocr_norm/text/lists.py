"""The items of a list within a label, read in one pass: AKT1/2, SMAD2, 3 and 4, cyclins D1 and D2, E- and P-selectin.

A list is items and joints by turns. The characters at a place tell which item or joint stands there, if any, so nothing
is read twice, whatever the label is: a pattern that repeats items of several kinds takes time that doubles with every
item on a label like ``cyclin V/V/V/V/V/V/V/V/V/V/V/V !x``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .lazy import lazy

#: What stands between two numbers of a list, and what between two letters.
_BETWEEN_NUMBERS = lazy(r"\s*(/|,(?:\s*(?:and|or|&))?|&|\+|-|–|and|or)\s*-?")
_BETWEEN_LETTERS = lazy(r"\s*(/|,|&|\+|–|\band|\bor)\s*-?")
_NUMBER = lazy(r"\d+")
_LETTER = lazy(r"[A-Za-zα-ω]")
#: What stands before the first number or letter, and is written with each.
_STEM = lazy(r"[A-Za-zα-ω][A-Za-zα-ω0-9-]*")

#: One item of a list within a description: a number, a letter, a Roman or Greek one.
_ITEM = lazy(
    r"(?:[A-Z]?\d{1,3}[A-Za-z]?|[IVX]{1,4}|[A-Z]|[α-ω]\d?"
    r"|(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|sigma)(?:[\s-]?\d{1,2})?)(?=[\s,/&-]|\Z)"
)
_JOINT = lazy(r"\s*(?:,\s+(?:(?:and|or)\s+|&\s*)?|(?<=\s)(?:and/or|and|or)\s+|[/&]\s*)")
_HEAD_END = lazy(r"[\s-]")
_KIND = lazy(r"(?:types?|isoforms?|class)\s")
_FIRST_KIND = lazy(r"[Tt]ype\s|[Cc]lass\s")
#: What each further item may begin with: its kind again (type I and type II), or a dash (TGF-beta1 and -beta2).
_AGAIN_LAST, _AGAIN_FIRST = re.compile(r"(?:type\s)?-?"), re.compile(r"(?:type\s|class\s)?")
_TAIL_LAST, _TAIL_FIRST = re.compile(r"(\s[A-Za-z][a-z]+)?\Z"), re.compile(r"([\s-][A-Za-z].{2,})\Z")

_TO = lazy(r"\s*(?:[-–]|(?<=\s)to(?=\s))\s*")
_NUMBERED = lazy(r"([A-Za-z][A-Za-z0-9-]*[A-Za-z-])(\d+)")


class Row(NamedTuple):
    """A row of numbers or letters: what stands before it, its first item, the others with the joints before them."""

    stem: str
    between: str
    first: str
    others: list[tuple[str, str]]


class Phrase(NamedTuple):
    """A list within a description: the words before it, its items, the words behind it."""

    head: str
    items: list[str]
    tail: str


def numbers(text: str) -> Row | None:
    """Return the row of numbers that a label ends in.

    >>> numbers("TLR2, 3, or 4")
    Row(stem='TLR', between='', first='2', others=[(',', '3'), (', or', '4')])
    >>> numbers("Notch-1 & -3"), numbers("TLR2, 3 !x")
    (Row(stem='Notch', between='-', first='1', others=[('&', '3')]), None)
    """
    row: list[tuple[str, str]] = []
    start, end = 0, -1
    for found in _NUMBER.finditer(text):
        joint = _BETWEEN_NUMBERS.fullmatch(text, end, found.start()) if row else None
        if joint is None:
            row, start = [("", found.group())], found.start()
        else:
            row.append((joint[1], found.group()))
        end = found.end()
    return _row(text, start, row) if end == len(text) else None


def letters(text: str) -> Row | None:
    """Return the row of single letters that a label ends in.

    >>> letters("PKCα/β"), letters("caspase A and B").others
    (Row(stem='PKC', between='', first='α', others=[('/', 'β')]), [('and', 'B')])
    """
    stem = _STEM.match(text)
    if stem is None:
        return None
    # The first letter ends the first word, or stands behind it.
    for start in (stem.end() - 1, stem.end() + 1):
        row, end = [("", text[start : start + 1])], start + 1
        while end < len(text):
            joint = _BETWEEN_LETTERS.match(text, end)
            if joint is None or not _LETTER.match(text, joint.end()):
                break
            row.append((joint[1], text[joint.end()]))
            end = joint.end() + 1
        found = _row(text, start, row) if end == len(text) and _LETTER.match(row[0][1]) else None
        if found is not None:
            return found
    return None


def _row(text: str, start: int, row: list[tuple[str, str]]) -> Row | None:
    """Return a row that starts at a place if it has two items and a stem, else None."""
    stem, between = text[:start], ""
    if len(stem) > 1 and stem[-1] in "- ":
        stem, between = stem[:-1], stem[-1]
    return Row(stem, between, row[0][1], row[1:]) if len(row) > 1 and _STEM.fullmatch(stem) else None


def items_last(text: str) -> Phrase | None:
    """Return the list that a description ends in, but for one word.

    >>> items_last("FGF receptors 2, 3, and 4"), items_last("cyclin V/V/V !x")
    (Phrase(head='FGF receptors ', items=['2', '3', '4'], tail=''), None)
    """
    if not text or not (_LETTER.match(text) or text[0] in "0123456789("):
        return None
    comma = text.find(",", 1)
    done = 0
    for found in _HEAD_END.finditer(text, 1):
        if 0 < comma < found.start() - 1:
            break
        kind = _KIND.match(text, found.end())
        start = kind.end() if kind else found.end()
        if start < done:
            continue  # an item of a list that was read already, and did not end as it should
        items, ends = _items(text, start, _AGAIN_LAST, dashes=False)
        if len(items) > 1:
            tail = _TAIL_LAST.match(text, ends[-1])
            if tail is not None:
                return Phrase(text[:start], items, tail[1] or "")
        done = ends[-1] if ends else 0
    return None


def items_first(text: str) -> Phrase | None:
    """Return the list that a description begins with.

    >>> items_first("E- and P-selectin"), items_first("type I and type II receptors")
    (Phrase(head='', items=['E', 'P'], tail='-selectin'), Phrase(head='type ', items=['I', 'II'], tail=' receptors'))
    """
    kind = _FIRST_KIND.match(text)
    start = kind.end() if kind else 0
    items, ends = _items(text, start, _AGAIN_FIRST, dashes=True)
    tail = _TAIL_FIRST.match(text, ends[-1]) if len(items) > 1 else None
    return None if tail is None else Phrase(text[:start], items, tail[1])


def _items(text: str, at: int, again: re.Pattern[str], *, dashes: bool) -> tuple[list[str], list[int]]:
    """Return the items of a list that begins at a place, and where each ends."""
    items: list[str] = []
    ends: list[int] = []
    item = _ITEM.match(text, at)
    while item is not None:
        items.append(item.group())
        at = item.end()
        ends.append(at)
        joint = _JOINT.match(text, at + 1 if dashes and text[at : at + 1] == "-" else at)
        if joint is None:
            break
        more = again.match(text, joint.end())
        item = _ITEM.match(text, more.end() if more else joint.end())
    return items, ends


def span(text: str) -> tuple[str, int, int] | None:
    """Return the stem, first and last number of a row that is given by its ends.

    >>> span("AKR1C1-AKR1C3"), span("FREAC-1 to FREAC-7"), span("AKT1-MTOR2")
    (('AKR1C', 1, 3), ('FREAC-', 1, 7), None)
    """
    for joint in _TO.finditer(text):
        low, high = _NUMBERED.fullmatch(text, 0, joint.start()), _NUMBERED.fullmatch(text, joint.end())
        if low and high and low[1] == high[1]:
            return low[1], int(low[2]), int(high[2])
    return None
