"""Everyday words: whether a printed word is plain English or plain medicine where a gene has the same name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from .rows import read_rows


class Usage(NamedTuple):
    """How a word is used outside of gene names.

    Attributes
    ----------
    zipf
        Frequency in general English, log10 of occurrences in a billion words; 0 where it is none.
    names
        Number of terms of anatomy, cells, diseases and qualities that have the word.
    """

    zipf: float
    names: int


#: From here on a word is so frequent that no spelling as a protein's name helps (main, skin);
#: words in -ase are the classes of enzymes (kinase) when frequent, and else enzymes (catalase).
_FREQUENT = 4.2
_FREQUENT_ENZYME = 3.0
#: Endings of proteins' names (INN and biochemistry): insulin, fibrinogen, interleukin.
_PROTEIN = re.compile(r"(?:in|ins|ogen|ogens|kine|kines|(ases?))$")
_ROMAN = re.compile(r"[IVX]+")


@cache
def usage() -> dict[str, Usage]:
    """Return the words of ``data/everyday_words.tsv``, which are names of genes too.

    Raises
    ------
    LexiconError
        When the file is missing or a row is damaged.
    """
    return {word: Usage(zipf, names) for word, zipf, names in read_rows("everyday_words.tsv", str, float, int)}


@lru_cache(maxsize=1 << 14)
def is_plain(word: str) -> bool:
    """Tell whether a printed word is an everyday word written as one: in lower case, or with a capital in front.

    Names of proteins by their ending are none, unless the word is as frequent as *skin*.

    >>> [is_plain(w) for w in ("spatial", "Mitochondrial", "insulin", "SPATIAL", "Wnt", "skin", "IV")]
    [True, True, False, False, False, True, True]
    """
    if _ROMAN.fullmatch(word):
        return True
    if not word.isalpha() or not (word.islower() or word.istitle()):
        return False
    found = usage().get(word.lower())
    if found is None:
        return False
    protein = _PROTEIN.search(word)
    return protein is None or found.zipf >= (_FREQUENT_ENZYME if protein[1] else _FREQUENT)


def is_bare(word: str) -> bool:
    """Tell whether a word is printed in lower-case letters and does not end as names of proteins do.

    Such a word is no short form of a longer name: *fibroblast* is not the fibroblast-specific protein.

    >>> [is_bare(w) for w in ("follicle", "perilipin", "axin2", "Notch")]
    [True, False, False, False]
    """
    return word.isalpha() and word.islower() and _PROTEIN.search(word) is None
