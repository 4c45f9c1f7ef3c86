"""Words of figures that are no names, or not only: the lists of ``data/``, read once, on first use."""

from __future__ import annotations

from functools import cache

from .everyday import usage
from .rows import read_rows

#: Frequency from which an English word counts as common wherever it is printed in lower case.
COMMON = 4.0


@cache
def common_words() -> dict[str, float]:
    """Return the English words that are also gene names, with their frequency (``data/everyday_words.tsv``)."""
    return {word: found.zipf for word, found in usage().items() if found.zipf >= COMMON}


@cache
def figure_words() -> dict[str, tuple[str, str]]:
    """Return what figures shorten that is no gene, with its meaning and kind (``data/figure_words.tsv``)."""
    return {word: (meaning, kind) for word, meaning, kind in read_rows("figure_words.tsv", str, str, str)}
