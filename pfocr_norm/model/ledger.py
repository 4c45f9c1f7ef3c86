"""The account of one answer: every feature of every candidate, and the limits that made the status."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Line(NamedTuple):
    """One feature of a candidate: its value, its weight, and what it added to the utility, in nats."""

    feature: str
    value: float
    weight: float
    added: float


class Entry(NamedTuple):
    """One candidate of the word: what it is, its utility (nats) and probability, and what these are made of."""

    curie: str
    name: str
    entity_type: str
    taxon: int | None
    utility: float
    probability: float
    lines: tuple[Line, ...]


class Check(NamedTuple):
    """One limit that the decision looks at: what is compared with it, and whether it is reached."""

    limit: str
    found: float
    at_least: float

    @property
    def met(self) -> bool:
        """Whether the limit is reached."""
        return self.found >= self.at_least


class Ledger(NamedTuple):
    """How one answer came about.

    Attributes
    ----------
    keyword, word, origin
        The keyword, the printed word behind it, and where that comes from.
    reason
        Why it is this word; ``""`` where it is the keyword itself.
    organism
        The organism of the figure, with its score; ``""`` where the call abstains.
    entries
        The candidates of the word, best first, those of next to no probability too.
    none
        Utility of no candidate, in nats.
    checks
        The limits that made the status.
    status
        The outcome.
    """

    keyword: str
    word: str
    origin: str
    reason: str
    organism: str
    entries: tuple[Entry, ...]
    none: float
    checks: tuple[Check, ...]
    status: str


class Account:
    """What a term can be asked about itself, worked out when it is asked for.

    All accounts are equal: how an answer came about is no part of the answer. A pickled term leaves its account behind.

    Parameters
    ----------
    make
        Works the ledger out.
    """

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], Ledger]) -> None:
        self._make = make

    def ledger(self) -> Ledger:
        """Work the ledger out."""
        return self._make()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Account)

    def __hash__(self) -> int:
        return hash(Account)

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return (_nothing, ())

    def __repr__(self) -> str:
        return "Account()"


def _nothing() -> None:
    return None
