"""Genes that act together: what the other labels and the text say about one reading of a label.

TAZ beside YAP, TEAD and LATS is WWTR1, not tafazzin: the sets of Reactome that hold WWTR1 hold these too. The file is
small and read by memory map on first use; `building/pathways.py` writes it.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from ..errors import LexiconError
from ..text.spans import looks_like_symbol
from ..vocabulary.location import data_folder
from .candidates import CandidateFinder

FILE_NAME = "pathways.pnp"
#: Human genes that a label may mean by chance.
_GENES = 20_000
#: Labels and words that are taken for granted: one label in company says little.
_SMOOTH = 4.0
_NO_SETS: frozenset[int] = frozenset()
#: Printed symbols that are company at most, and concepts of each.
MOST_SYMBOLS, OF_SYMBOL = 80, 8


class Pathways:
    """The sets of each human gene, by HGNC number.

    Parameters
    ----------
    path
        File written by :mod:`pfocr_norm.building.pathways`.

    Raises
    ------
    LexiconError
        When the file is missing or damaged.

    Examples
    --------
    >>> pathways = open_pathways()
    >>> both = set(pathways.sets_of(16262)) & set(pathways.sets_of(24042))  # YAP1, WWTR1
    >>> both.issuperset(pathways.by_word["hippo"])
    True
    """

    def __init__(self, path: Path) -> None:
        try:
            data = path.read_bytes()
            end = data.index(b"\n") + 1
            head = json.loads(data[:end])
            whole = zlib.crc32(data[end:]) == head["checksum"]
            words, sizes, genes, pairs = head["words"], head["sizes"], head["genes"], head["pairs"]
        except (OSError, ValueError, LookupError, TypeError):
            whole = False
        if not whole:
            raise LexiconError(f"{path}: missing or damaged; install the package again")
        #: Sets by the rarer words of their names.
        self.by_word: dict[str, list[int]] = words
        self.sizes: list[int] = sizes
        self._genes, self._offsets, self._sets = array("I"), array("I"), array("H")
        #: :meth:`sets_of` as a set, remembered.
        self.set_of_sets = lru_cache(maxsize=1 << 15)(self._set_of_sets)
        #: The sets of any of some genes.
        self.sets_of_any = lru_cache(maxsize=1 << 13)(self._sets_of_any)
        parts = ((self._genes, 4 * genes), (self._offsets, 4 * (genes + 1)), (self._sets, 2 * pairs))
        for part, size in parts:
            part.frombytes(data[end : end + size])
            end += size
            if sys.byteorder == "big":
                part.byteswap()

    def _set_of_sets(self, gene: int) -> frozenset[int]:
        return frozenset(self.sets_of(gene))

    def _sets_of_any(self, genes: frozenset[int]) -> frozenset[int]:
        return _NO_SETS.union(*map(self.set_of_sets, genes))

    def sets_of(self, gene: int) -> array[int]:
        """Return the numbers of the sets that hold a gene."""
        at = bisect_left(self._genes, gene)
        if at == len(self._genes) or self._genes[at] != gene:
            return self._sets[:0]
        return self._sets[self._offsets[at] : self._offsets[at + 1]]


@cache
def open_pathways() -> Pathways:
    """Return the pathways of the data folder."""
    return Pathways(data_folder() / FILE_NAME)


class Company:
    """What is drawn together in one figure: how many labels and words speak for each set.

    Parameters
    ----------
    labels
        Label keys with the human genes (HGNC numbers) that each may mean.
    words
        Words of the text, in lower case.
    """

    def __init__(self, labels: Mapping[str, Collection[int]], words: Iterable[str], pathways: Pathways) -> None:
        self.pathways = pathways
        self._sets_of_label: dict[str, frozenset[int]] = {}
        count: Counter[int] = Counter()
        for key, genes in labels.items():
            sets = pathways.sets_of_any(frozenset(genes))
            if sets:
                self._sets_of_label[key] = sets
                count.update(sets)
        by_word = pathways.by_word
        for word in set(words):
            found = by_word.get(word)
            if found is not None:
                count.update(found)
        # A plain dict: what a Counter lacks costs it a call.
        self._count = dict(count)
        self._labels = len(self._sets_of_label)
        #: Sets that two speak for at least: those that are left for a label when its own voice is not counted.
        self._several = frozenset([number for number, votes in count.items() if votes > 1])

    def gain(self, gene: int, key: str) -> float:
        """Return how much more likely than chance a gene is in this company, in nats; 0 where nothing speaks for it.

        The best set decides: the share of the other labels that it holds, over the share of all genes that it holds.
        """
        own = self._sets_of_label.get(key, _NO_SETS)
        others = self._labels - bool(own) + _SMOOTH
        best, counts, sizes = 0.0, self._count, self.pathways.sizes
        mine = self.pathways.set_of_sets(gene)
        for number in mine & self._several:
            share = (counts[number] - (number in own)) / others * _GENES / sizes[number]
            if share > best:
                best = share
        for number in () if mine <= own else mine - own - self._several:
            share = counts.get(number, 0) / others * _GENES / sizes[number]
            if share > best:
                best = share
        return math.log1p(best / 10.0)


def meet(labels: Iterable[str], printed: Iterable[str], finder: CandidateFinder) -> Company:
    """Return the company of a record: the genes of its labels and printed symbols, the words of its text.

    Parameters
    ----------
    labels
        Labels that have a say.
    printed
        Printed words of the running text.
    finder
        What the vocabulary has for labels.
    """
    genes_of: dict[str, frozenset[int]] = {}
    words = dict.fromkeys([word.strip(".,'()") for word in printed])
    symbols = islice(filter(looks_like_symbol, words), MOST_SYMBOLS)
    for most, texts in ((None, labels), (OF_SYMBOL, symbols)):
        for text in texts:
            key, genes = finder.human_genes(text, most)
            have = genes_of.get(key)
            genes_of[key] = genes if have is None or have == genes else have | genes
    return Company(genes_of, map(str.lower, words), open_pathways())
