"""Genes that act together: what the other labels and the text say about one reading of a label.

TAZ beside YAP, TEAD and LATS is WWTR1, not tafazzin: the sets of Reactome that hold WWTR1 hold these too. The file is
small and read by memory map on first use; `building/pathways.py` writes it.
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from ..text.index import Token
from ..text.spans import looks_like_symbol
from ..vocabulary.location import data_folder
from .candidates import CandidateFinder

FILE_NAME = "pathways.pnp"
#: Human genes that a label may mean by chance.
_GENES = 20_000
#: Labels and words that are taken for granted: one label in company says little.
_SMOOTH = 4.0
_NO_SETS: frozenset[int] = frozenset()
#: Concepts of labels and printed symbols that are company at most.
MOST_CONCEPTS, MOST_SYMBOLS = 1000, 80


class Pathways:
    """The sets of each human gene, by HGNC number.

    Parameters
    ----------
    path
        File written by :mod:`pfocr_norm.building.pathways`.

    Examples
    --------
    >>> pathways = open_pathways()
    >>> both = set(pathways.sets_of(16262)) & set(pathways.sets_of(24042))  # YAP1, WWTR1
    >>> both.issuperset(pathways.by_word["hippo"])
    True
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        end = data.index(b"\n") + 1
        head = json.loads(data[:end])
        #: Sets by the rarer words of their names.
        self.by_word: dict[str, list[int]] = head["words"]
        self.sizes: list[int] = head["sizes"]
        genes, pairs = head["genes"], head["pairs"]
        self._genes, self._offsets, self._sets = array("I"), array("I"), array("H")
        #: :meth:`sets_of` as a set, remembered.
        self.set_of_sets = lru_cache(maxsize=1 << 15)(self._set_of_sets)
        parts = ((self._genes, 4 * genes), (self._offsets, 4 * (genes + 1)), (self._sets, 2 * pairs))
        for part, size in parts:
            part.frombytes(data[end : end + size])
            end += size
            if sys.byteorder == "big":
                part.byteswap()

    def _set_of_sets(self, gene: int) -> frozenset[int]:
        return frozenset(self.sets_of(gene))

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
            sets = _NO_SETS.union(*map(pathways.set_of_sets, genes))
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

    def gain(self, gene: int, key: str) -> float:
        """Return how much more likely than chance a gene is in this company, in nats; 0 where nothing speaks for it.

        The best set decides: the share of the other labels that it holds, over the share of all genes that it holds.
        """
        own = self._sets_of_label.get(key, _NO_SETS)
        others = self._labels - bool(own) + _SMOOTH
        best, counts, sizes = 0.0, self._count, self.pathways.sizes
        for number in self.pathways.set_of_sets(gene):
            count = counts.get(number)
            if count is None or (number in own and not (count := count - 1)):
                continue
            share = count / others * _GENES / sizes[number]
            if share > best:
                best = share
        return math.log1p(best / 10.0)


def meet(labels_of: Mapping[int, Set[str]], tokens: Sequence[Token], finder: CandidateFinder) -> Company:
    """Return the company of a record: the genes of its labels and printed symbols, the words of its text.

    Parameters
    ----------
    labels_of
        Keys of the labels that name each concept.
    tokens
        Printed words of the running text.
    finder
        What the vocabulary has for labels.
    """
    labels: dict[str, set[int]] = {}
    for concept, keys in islice(labels_of.items(), MOST_CONCEPTS):
        for key in keys:
            labels.setdefault(key, set()).update(finder.humans(concept))
    words = [token.text.strip(".,'()") for token in tokens]
    for symbol in islice(dict.fromkeys(filter(looks_like_symbol, words)), MOST_SYMBOLS):
        key, _, concepts = finder.explains(symbol)
        labels.setdefault(key, set()).update(gene for concept in concepts[:8] for gene in finder.humans(concept))
    return Company(labels, map(str.lower, words), open_pathways())
