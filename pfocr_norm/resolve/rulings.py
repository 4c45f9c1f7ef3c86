"""What the caller has decided of words, over all evidence: overrides and a stop list."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rulings:
    """The rulings that hold in one figure.

    Attributes
    ----------
    meanings
        Concept of each word that has one meaning, by look-up key.
    stopped
        Keys of words that mean nothing.

    Examples
    --------
    >>> rulings = Rulings({"akt": 7}, {"mek"})
    >>> rulings.meaning("akt"), rulings.meaning("mek"), rulings.stops("mek"), bool(NO_RULINGS)
    (7, None, True, False)
    """

    meanings: Mapping[str, int] = field(default_factory=dict)
    stopped: Set[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.meanings or self.stopped)

    def meaning(self, *keys: str) -> int | None:
        """Return the concept that the first of some keys (a keyword, the word behind it) is set to, or None."""
        return next((self.meanings[key] for key in keys if key in self.meanings), None)

    def stops(self, *keys: str) -> bool:
        """Tell whether one of some keys is on the stop list."""
        return any(key in self.stopped for key in keys)


NO_RULINGS = Rulings()
