"""The labels of a record: its keywords, the OCR words behind them, and what the tagger says of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.record import FigureRecord, OcrWord, is_placeholder
from ..organisms import MAX_CHARS, normalize_organism
from ..text import names as nm
from ..text.index import TextIndex, fold
from ..text.recordtext import RecordText


@dataclass(frozen=True, slots=True)
class Labels:
    """What the record gives as the words of its figure.

    Attributes
    ----------
    keywords
        The keywords, cleaned, each once; without placeholders.
    words
        OCR words of each keyword, those that the running text prints first.
    voters
        The words that say something of the organism: OCR words of genes, else the keywords, else the symbols that
        the text prints.
    printed_share
        0 to 1: how far the voters are the printed words; keywords may be what a tagger made of them.
    tagged
        Organisms of the tagger, as NCBI Taxonomy ids.
    unknown_organisms
        Names of organisms that are not known.
    """

    keywords: tuple[str, ...]
    words: Mapping[str, tuple[OcrWord, ...]]
    voters: tuple[str, ...]
    printed_share: float
    tagged: frozenset[int]
    unknown_organisms: tuple[str, ...]

    @property
    def of_text(self) -> bool:
        """Whether the figure has no labels, so that the symbols of its text vote."""
        return not self.keywords and not any(word.kind == "gene" for found in self.words.values() for word in found)

    def kind_of(self, keyword: str) -> str:
        """Return ``"gene"`` or ``"chemical"`` when the record's tables say what a keyword is, else ``""``."""
        words = self.words.get(keyword)
        return words[0].kind if words else ""


def read_labels(record: FigureRecord, text: RecordText) -> Labels:
    """Read the labels of a record.

    Parameters
    ----------
    record
        The record.
    text
        Its running text: words that it prints come first.

    Examples
    --------
    >>> from pfocr_norm.text.recordtext import read_text
    >>> record = FigureRecord(caption="MEK and ERK", keywords=("MEK", "NA", "MEK "), organisms_ner=("mouse",))
    >>> labels = read_labels(record, read_text(record))
    >>> labels.keywords, labels.tagged, labels.printed_share
    (('MEK',), frozenset({10090}), 1.0)
    """
    keywords = tuple(dict.fromkeys([nm.clean(k) for k in record.keywords if not is_placeholder(k)]))
    printed = tuple(dict.fromkeys([nm.clean(w.word) for w in record.words if w.kind == "gene"]))
    tagged, unknown = _organisms(record)
    return Labels(
        keywords,
        _words(record, text.index),
        printed or keywords or symbols_in(text.fields.values()),
        _printed_share(keywords, text.index) if keywords and not printed else 1.0,
        tagged,
        unknown,
    )


#: Words that have the form of a gene's symbol: Rim15, ilvC, CheY, daf-16, AKT1.
_SYMBOL = re.compile(
    r"(?<![\w.-])(?:[A-Z][a-z]{1,5}\d{1,3}[a-z]?|[a-z]{3}[A-Z]{1,2}\d?|[A-Z][a-z]{2}[A-Z]\d?|[a-z]{3,4}-\d{1,3}|"
    r"[A-Z]{3,5}\d{1,3}|[A-Z]{3,4}-\d{1,3})(?![\w-])"
)
#: So many make a panel at least; more than so many say no more.
_LEAST_SYMBOLS, _MOST_SYMBOLS = 2, 60


def symbols_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words that are written as symbols of genes, each once: they vote where a figure has no labels.

    Examples
    --------
    >>> symbols_in(["Rim15, Msn2 and Gis1 act on Rim15", ""]), symbols_in(["Only Tor1 and CO2."])
    (('Rim15', 'Msn2', 'Gis1'), ())
    """
    found = dict.fromkeys(match[0] for text in texts for match in _SYMBOL.finditer(text[:MAX_CHARS]))
    return tuple(found)[:_MOST_SYMBOLS] if len(found) >= _LEAST_SYMBOLS else ()


def _words(record: FigureRecord, index: TextIndex) -> dict[str, tuple[OcrWord, ...]]:
    found: dict[str, dict[OcrWord, None]] = {}
    for word in record.words:
        if word.word and not is_placeholder(word.word):
            found.setdefault(nm.clean(word.symbol), {})[word] = None
    return {
        symbol: tuple(sorted(rows, key=lambda w: index.printed(fold(w.word)) is None)) if len(rows) > 1 else tuple(rows)
        for symbol, rows in found.items()
    }


def _organisms(record: FigureRecord) -> tuple[frozenset[int], tuple[str, ...]]:
    taxa, unknown = set(), []
    for name in record.organisms_ner:
        found = normalize_organism(name)
        if found is None:
            unknown.append(name)
        else:
            taxa.add(found.taxon)
    return frozenset(taxa), tuple(unknown)


def _printed_share(keywords: tuple[str, ...], index: TextIndex) -> float:
    """Return how far the keywords are printed words: the share that stands in the text, 0.1 at least."""
    if not keywords:
        return 0.0
    share = sum(fold(keyword) in index for keyword in keywords) / len(keywords)
    return max(0.1, share if share > 0.5 else 0.2 * share)
