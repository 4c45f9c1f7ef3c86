"""The organism of a list of names by their spelling: the symbols of a fly are no one else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..text.names import fold

if TYPE_CHECKING:
    from ..vocabulary.protocol import Vocabulary

#: Names of genes that make a list, and the share of them that are symbols of one organism, letter by letter.
LIST, SHARE = 3, 0.9


def organism_of_symbols(words: Iterable[str], lexicon: Vocabulary) -> int | None:
    """Return the organism whose approved symbols the words are, when no other has names for as many of them.

    Mouse and rat share most symbols: a list of those tells nothing.

    Parameters
    ----------
    words
        Names as they are written; a repeated one counts once, one of no gene does not.
    lexicon
        The vocabulary.

    Returns
    -------
    int or None
        NCBI Taxonomy id.

    Examples
    --------
    >>> from pfocr_norm import Lexicon
    >>> lexicon = Lexicon.open()
    >>> organism_of_symbols(["hpo", "wts", "yki", "sd"], lexicon)
    7227
    >>> organism_of_symbols(["Akt1", "Kras", "Egfr"], lexicon) is None
    True
    """
    symbols: Counter[int] = Counter()
    names: Counter[int] = Counter()
    count = 0
    for word in dict.fromkeys(words):
        genes = [hit for hit in lexicon.hits(fold(word)) if lexicon.kinds[hit.kind] == "gene"]
        exact = [hit for hit in genes if lexicon.name_text(hit.name) == word]
        count += bool(genes)
        names.update({hit.taxon for hit in exact})
        symbols.update({hit.taxon for hit in exact if lexicon.statuses[hit.status] == "approved"})
    if count < LIST:
        return None
    taxon, most = max(symbols.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
    others = max((number for other, number in names.items() if other != taxon), default=0)
    return taxon if most >= SHARE * count and most > others else None
