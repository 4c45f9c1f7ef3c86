"""The words of a record: its running text as an index of printed names, and the mentions found in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, islice

from ..model.record import FigureRecord
from . import names as nm

#: Fields with running text, in the order evidence is quoted.
TEXT_FIELDS = ("figtitle", "papertitle", "caption")

#: Characters of a field that are indexed; longer texts are flagged, not refused.
MAX_INDEXED = 100_000

#: Words that stand between names, not in them.
JOINTS = frozenset(
    "a an the and or of in on at by to from with for as is are was were be been that which this these those it its "
    "not no via into through than then both also can may has have had during after before between within".split()
)

_WORD = re.compile(r"[^\s/,;:()\[\]{}\"“”|=→<>•·]+")
#: :func:`names.fold` with a memory: the words of figures come again and again.
fold = lru_cache(maxsize=1 << 16)(nm.fold)


#: Field, start and end of a printed word.
Place = tuple[str, int, int]


class TextIndex:
    """The running text of a record, searchable by look-up key.

    Words are split at spaces, slashes, commas and brackets, so ``PI3K/AKT/mTOR`` is three names; a name of
    several words is found across the spaces.

    Examples
    --------
    >>> index = TextIndex(FigureRecord(caption="ERα-independent RAS/RAF signalling, NF-κ B"))
    >>> index.printed("nfkb"), index.printed("ras"), index.printed("mek")
    ('NF-κ B', 'RAS', None)
    """

    __slots__ = (
        "_by_length", "_fields", "_joined", "_keys", "_lookup", "_places", "_spreads", "_starts", "record",
        "truncated", "words",
    )  # fmt: skip

    def __init__(self, record: FigureRecord) -> None:
        self.record = record
        #: The printed words as they stand.
        self.words: list[str] = []
        self.truncated = False
        #: The texts by field, with the number of words of each.
        self._fields: list[tuple[str, str, int]] = []
        self._places: list[Place] = []
        for field in TEXT_FIELDS:
            text = getattr(record, field)
            if not text:
                continue
            if len(text) > MAX_INDEXED:
                text = text[:MAX_INDEXED]
                self.truncated = True
            words = _WORD.findall(text)
            self._fields.append((field, text, len(words)))
            self.words += words
        self._keys = list(map(fold, self.words))
        self._lookup: dict[str, list[int]] = {}
        self._by_length: dict[int, list[str]] | None = None
        self._joined: str | None = None
        self._spreads: dict[str, tuple[int, int] | None] = {}
        self._starts: dict[int, int] = {}
        lookup, words = self._lookup, self.words
        for i, key in enumerate(self._keys):
            found = lookup.get(key)
            if found is None:
                lookup[key] = [i]
            else:
                found.append(i)
            if "-" in words[i]:
                for part in hyphen_parts(words[i]):
                    lookup.setdefault(fold(part), []).append(i)

    @property
    def places(self) -> list[Place]:
        """Where the printed words stand, worked out on first need."""
        if not self._places:
            words = iter(self.words)
            for field, text, count in self._fields:
                # Between two words stands nothing that a word is made of: the next occurrence is the word itself.
                at = 0
                for word in islice(words, count):
                    start = text.find(word, at)
                    at = start + len(word)
                    self._places.append((field, start, at))
        return self._places

    def __contains__(self, key: str) -> bool:
        return key in self._lookup or self._spread(key) is not None

    def has_word(self, key: str) -> bool:
        """Tell whether one printed word has this key."""
        return key in self._lookup

    def printed(self, key: str) -> str | None:
        """Return the first printed form of a key, or None."""
        places = self._lookup.get(key)
        if places:
            word = self.words[places[0]]
            if self._keys[places[0]] == key:
                return word.strip(".,'")
            for part in hyphen_parts(word):
                if fold(part) == key:
                    return part
        span = self._spread(key)
        if span is None:
            return None
        (field, start, _), (_, _, end) = self.places[span[0]], self.places[span[1]]
        return str(getattr(self.record, field)[start:end]).strip(".,'")

    def occurrences(self, key: str, *, limit: int = 20) -> list[Place]:
        """Return ``(field, start, end)`` of the places where a key is printed."""
        found = self._lookup.get(key)
        if found:
            places = self.places
            return [places[i] for i in found[:limit]]
        if self._spread(key) is None:
            return []
        places = self.places
        return [(*places[first][:2], places[last][2]) for first, last in self._all_spread(key, limit)]

    @property
    def keys(self) -> Mapping[str, list[int]]:
        """The keys of all single words."""
        return self._lookup

    def words_of_length(self, length: int) -> list[str]:
        """Return the keys of single words of some length, in order of first appearance."""
        if self._by_length is None:
            self._by_length = {}
            for key in self._lookup:
                self._by_length.setdefault(len(key), []).append(key)
        return self._by_length.get(length, [])

    def _spread(self, key: str) -> tuple[int, int] | None:
        if key not in self._spreads:
            self._spreads[key] = next(self._all_spread(key, 1), None)
        return self._spreads[key]

    def _all_spread(self, key: str, limit: int) -> Iterator[tuple[int, int]]:
        if len(key) < 3:
            return
        if self._joined is None:
            ends = list(accumulate(map(len, self._keys), initial=0))
            # Of words without a key, which take no room, the last one begins a place.
            self._starts = dict(zip(ends, range(len(self._keys)), strict=False))
            self._joined = "".join(self._keys)
        at = self._joined.find(key)
        while at >= 0 and limit:
            first = self._starts.get(at)
            if first is not None:
                left, last = len(key), first
                while left > 0 and last < len(self._keys):
                    left -= len(self._keys[last])
                    last += 1
                if left == 0 and self.places[first][0] == self.places[last - 1][0]:
                    limit -= 1
                    yield first, last - 1
            at = self._joined.find(key, at + 1)


@lru_cache(maxsize=1 << 14)
def hyphen_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a hyphenated word that may be names of their own: ``ERα-independent``.

    >>> hyphen_parts("ERα-independent"), hyphen_parts("par-1"), hyphen_parts("MEK-ERK")
    (('ERα', 'independent'), (), ('MEK', 'ERK'))
    """
    parts = [p for p in re.split("[-‐‑–—]", word.strip(".,'")) if p]
    if len(parts) < 2 or len(parts) > 6 or any(len(p) < 2 for p in parts):
        return ()
    return tuple(parts)
