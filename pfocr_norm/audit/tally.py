"""Counting with bounded memory, however long the stream and however odd its words."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)

#: A longer word is a broken word; reports show this much of it.
CLIP = 200


def clip(text: str, limit: int = CLIP) -> str:
    """Shorten a text for a report and say how long it was.

    >>> clip("MEK"), clip("A" * 50_000, 8)
    ('MEK', 'AAAAAAAA… (50,000 characters)')
    """
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters)"


class TopCounter(Counter[K]):
    """A counter that forgets the rarest keys when there are more than twice `capacity` of them.

    Exact up to that many different keys; past it, the counts of frequent keys stay right and rare ones may be
    low, and ``forgotten`` is more than 0.
    """

    def __init__(self, capacity: int = 20_000) -> None:
        super().__init__()
        self.capacity = capacity
        self.forgotten = 0

    def add(self, key: K, count: int = 1) -> None:
        """Count a key."""
        self[key] += count
        if len(self) > 2 * self.capacity:
            kept = self.top(self.capacity)
            self.forgotten += len(self) - len(kept)
            self.clear()
            dict.update(self, kept)

    def top(self, n: int) -> list[tuple[K, int]]:
        """The `n` most frequent keys; equal counts are ordered by the key, so any order of input gives the same."""
        return heapq.nsmallest(n, self.items(), key=lambda item: (-item[1], _sortable(item[0])))


def _sortable(key: Any) -> str:
    return key if isinstance(key, str) else repr(key)


class Group(NamedTuple):
    """A printed word, in how many figures it stands, and what became of it."""

    name: str
    figures: int
    keywords: list[tuple[str, int]]
    fixes: list[tuple[str, int]]
    most: int

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "name": self.name,
            "figures": self.figures,
            "keywords": [{"keyword": k, "count": n} for k, n in self.keywords],
            "fixes": [{"fix": k, "count": n} for k, n in self.fixes],
            "most_in_one_figure": self.most,
        }


class Tally:
    """Figures by name, and for each name the keywords and fixes that were seen with it."""

    def __init__(self, capacity: int = 5_000) -> None:
        self._figures: TopCounter[str] = TopCounter(capacity)
        self._keywords: dict[str, TopCounter[str]] = {}
        self._fixes: dict[str, TopCounter[str]] = {}
        self._most: dict[str, int] = {}

    def add(self, name: str, keywords: Iterable[str], fix: str = "") -> None:
        """Count one figure in which `name` was tagged as `keywords`."""
        name = clip(name)
        self._figures.add(name)
        if name not in self._keywords:
            self._keywords[name] = TopCounter(100)
            self._fixes[name] = TopCounter(20)
        seen = 0
        for keyword in keywords:
            self._keywords[name].add(clip(keyword))
            seen += 1
        if fix:
            self._fixes[name].add(clip(fix))
        self._most[name] = max(seen, self._most.get(name, 0))
        if len(self._keywords) > 2 * self._figures.capacity:
            self._forget()

    def _forget(self) -> None:
        for name in [n for n in self._keywords if n not in self._figures]:
            del self._keywords[name], self._fixes[name], self._most[name]

    def __len__(self) -> int:
        return len(self._figures)

    def top(self, n: int, *, keywords: int = 12) -> list[Group]:
        """The `n` names in most figures."""
        return [
            Group(name, figures, self._keywords[name].top(keywords), self._fixes[name].top(3), self._most[name])
            for name, figures in self._figures.top(n)
        ]
