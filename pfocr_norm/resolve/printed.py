"""The printed word behind a keyword: the OCR word, the keyword itself, or a back-projected name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..model.record import OcrWord
from ..organisms import canonical_taxon, taxon_name
from ..organisms.places import Place
from ..text import names as nm
from ..text.index import fold
from ..text.recordtext import RecordText
from ..text.spreadsheets import excel_symbols, is_date
from ..vocabulary.protocol import Hit
from ..vocabulary.wordlists import common_words
from .backprojection import BackProjector, Projection, foreign_genes
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .features import CHEMICAL_KINDS, FAMILY_KINDS
from .labels import Labels


class Origin(Enum):
    """Where a printed word comes from, or why there is none."""

    KEYWORD = "keyword"
    OCR_WORD = "ocr_word"
    BACK_PROJECTED = "back_projected"
    TEXT = "text"
    IDENTIFIER = "identifier"
    PLACEHOLDER = "placeholder"
    PLAIN_WORD = "plain_word"
    UNSUPPORTED = "unsupported"


class PrintedWord(NamedTuple):
    """The word that a figure prints for a keyword, with where it comes from.

    Attributes
    ----------
    keyword, text
        The keyword as it came in, and the word.
    origin, reason
        Where the word comes from; in words, where that needs saying.
    kind
        ``"gene"`` or ``"chemical"`` when the record's tables say so, else ``""``.
    projection
        The back-projection that led to the word.
    place
        In the text, where that one place is meant.
    identified
        The concept, where the keyword is a database identifier.
    foreign
        Genes of other organisms whose symbol the keyword is.
    wrong_organism
        The organisms that the keyword is wrongly tagged as a gene of, by name; ``""`` where the tag is right.
    lookalikes
        Whether Cyrillic letters were read as Latin ones.
    """

    keyword: str
    text: str
    origin: Origin
    reason: str = ""
    kind: str = ""
    projection: Projection | None = None
    place: Place | None = None
    identified: Hit | None = None
    foreign: Sequence[Hit] = ()
    wrong_organism: str = ""
    lookalikes: bool = False


def is_foreign(word: PrintedWord, taxon: int | None, beliefs: Beliefs, weights: Mapping[str, float]) -> bool:
    """Tell whether an organism is believed in too little for its genes to be what a word means.

    Such a gene is no answer, whatever its name: in a figure of wheat, of which few genes are known, BIN2 is not the
    human gene; least of all where the tagger knew human genes alone. An undecided figure knows no foreign organisms.
    """
    key = fold(word.text)
    if not taxon or not beliefs.targets or taxon in beliefs.targets or beliefs.microbial.get(key) == taxon:
        return False
    log_taxa, unseen = beliefs.of_label(key, word.place, word.text)
    least = weights["believed_tagged" if word.wrong_organism else "believed"]
    return log_taxa.get(taxon, unseen) < math.log(least)


class WordFinder:
    """Find the printed words behind one record's keywords.

    Parameters
    ----------
    finder
        What the vocabulary has for labels, remembered between records.
    text
        The running text of the record.
    labels
        Its keywords and OCR words.
    beliefs
        The organisms it is about.
    """

    def __init__(self, finder: CandidateFinder, text: RecordText, labels: Labels, beliefs: Beliefs) -> None:
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        self.weights = finder.weights
        self.index = text.index
        self.silent = not text.fields
        self.labels = labels
        self.targets = targets = beliefs.targets
        tagged = labels.tagged
        #: Some organism of the figure is not tagged, and none is: every gene keyword was read in a wrong vocabulary.
        self.mismatch = bool(targets and tagged and not targets <= tagged)
        self.all_wrong = bool(targets and tagged and not targets & tagged)
        #: Genes of other organisms behind the keywords that are no symbol of the figure's own.
        self.foreign: dict[str, list[Hit]] = {}
        for keyword in labels.keywords if targets else ():
            if beliefs.microbial and fold(keyword) in beliefs.microbial:
                continue  # the virus is named: no wrong tag
            if not self.native(keyword) and not (is_date(keyword) and excel_symbols(keyword)):
                found = foreign_genes(finder.symbols(keyword), targets, tagged)
                if found and not self._never_tagged(keyword, found):
                    self.foreign[keyword] = found

    @cached_property
    def projector(self) -> BackProjector:
        """The record's back-projector, made on first need."""
        return BackProjector(self.matcher, self.index, self.foreign, self.targets, common_words(), self.weights)

    def find(self, keyword: str) -> PrintedWord:
        """Return the printed word behind a keyword; its origin says when there is none.

        Parameters
        ----------
        keyword
            As it came in.
        """
        text, placeholder, lookalikes, hit = self.finder.spelled(keyword)
        if placeholder and not (text == "NA" and self.native("NA")):
            reason = "a placeholder for a missing value, not a word of the figure"
            return PrintedWord(keyword, text, Origin.PLACEHOLDER, reason)
        if hit is not None:
            return PrintedWord(keyword, text, Origin.IDENTIFIER, identified=hit, lookalikes=lookalikes)
        foreign = self.foreign.get(text, ())
        word = self._word(keyword, text, foreign)
        wrong = self._wrong_organism(text, foreign)
        if foreign or wrong or lookalikes:
            word = word._replace(foreign=foreign, wrong_organism=wrong, lookalikes=lookalikes)
        return word

    def _word(self, keyword: str, text: str, foreign: Sequence[Hit]) -> PrintedWord:
        words = self.labels.words.get(text)
        if words:
            return self._ocr_word(keyword, words[0])
        key = fold(text)
        printed = self.index.printed(key)
        if not foreign:
            if printed is not None and printed != text and self.misread(text):
                return PrintedWord(keyword, printed, Origin.BACK_PROJECTED, f"the text prints {printed!r}")
            return PrintedWord(keyword, text, Origin.KEYWORD)
        direct = printed is not None and not (printed.islower() and (key in common_words() or len(key) < 3))
        if direct and self._of_the_figure(text):
            return PrintedWord(keyword, printed or text, Origin.BACK_PROJECTED, f"the text prints {printed!r}")
        labels = self.projector.labels(text)
        best = labels[0] if labels else None
        joint = self.projector.joint(text) if best is None or not best.printed else None
        if joint is not None:
            reason = f"the plain word {joint!r} is a name of the tagged gene, no other is printed"
            return PrintedWord(keyword, joint, Origin.PLAIN_WORD, reason)
        if best is not None and best.points >= self.weights["required_short" if len(best.key) < 3 else "required"]:
            return PrintedWord(keyword, best.label, Origin.BACK_PROJECTED, _why_projected(best), projection=best)
        word = self.projector.common_word(text)
        if word is not None:
            reason = f"the plain word {word!r} names several genes of the tagged organism"
            return PrintedWord(keyword, word, Origin.PLAIN_WORD, reason)
        if printed is not None or self.silent:
            return PrintedWord(keyword, text, Origin.KEYWORD)
        return PrintedWord(keyword, text, Origin.UNSUPPORTED)

    def _never_tagged(self, text: str, foreign: Sequence[Hit]) -> bool:
        """Tell whether the tagger cannot have meant the foreign genes, while the figure's organism has the name."""
        tagged = self.labels.tagged
        return not any(hit.taxon in tagged for hit in foreign) and self._of_the_figure(text)

    def _of_the_figure(self, text: str) -> bool:
        """Tell whether a word names something in the figure's organisms, or a chemical."""
        targets = self.targets
        return any(hit.taxon in targets or not hit.taxon for hit in self.matcher.named_so(text))

    def native(self, keyword: str) -> bool:
        """Tell whether the keyword is spelled as an approved symbol of an organism of the figure."""
        return not self.targets.isdisjoint(self.finder.symbol_taxa(keyword))

    def misread(self, text: str) -> bool:
        """Tell whether a gene keyword of a record with wrong tags only is not spelled as the organism's own symbol."""
        if not self.all_wrong or self.native(text):
            return False
        kinds = {self.lexicon.kinds[hit.kind] for hit in self.matcher.named_so(text)}
        return bool(kinds & {"gene", *FAMILY_KINDS}) and not kinds & CHEMICAL_KINDS

    def _wrong_organism(self, keyword: str, foreign: Sequence[Hit]) -> str:
        """Return the organisms that a keyword is wrongly tagged as a gene of: by its tables, its symbol, its record."""
        rows = self.labels.words.get(keyword)
        if rows and self.targets:
            taxa = {canonical_taxon(w.taxon) for w in rows if w.taxon}
            if taxa and not taxa & self.targets:
                return _names(taxa)
        if foreign:
            return _names({h.taxon for h in foreign}) if self.mismatch else ""
        return _names(self.labels.tagged) if self.misread(keyword) else ""

    def _ocr_word(self, keyword: str, word: OcrWord) -> PrintedWord:
        """Return the label of an OCR word, repaired when the text prints a better known look-alike."""
        text = _printed(word.word)
        reason = f"the tagger read the word {word.word!r}"
        targets = self.targets
        if word.kind == "gene" and targets:
            key = fold(text)
            if targets.isdisjoint(self.finder.approved_taxa(text)) and self.index.printed(key) is None:
                repaired = self.projector.repair(key)
                if repaired is not None:
                    projection = Projection(repaired, fold(repaired), 0.0, True, 0, False, -1, text)
                    reason += f"; one look-alike letter from {repaired!r}, which the text prints"
                    return PrintedWord(keyword, repaired, Origin.OCR_WORD, reason, word.kind, projection)
        return PrintedWord(keyword, text, Origin.OCR_WORD, reason, word.kind)


@lru_cache(maxsize=1 << 14)
def _printed(word: str) -> str:
    """Return the word that OCR read, without what stands around it, in Latin letters."""
    text = nm.trim(nm.clean(word))
    return nm.latinize(text) if nm.has_lookalikes(text) else text


def _names(taxa: set[int] | frozenset[int]) -> str:
    return ", ".join(sorted({taxon_name(taxon) for taxon in taxa}))


def _why_projected(projection: Projection) -> str:
    parts = []
    if projection.repaired:
        parts.append(
            f"{projection.repaired!r} is one look-alike letter from {projection.label!r}, which the text prints"
        )
    elif projection.printed:
        parts.append(f"the text prints {projection.label!r}, a name of the tagged gene")
    if projection.shared:
        parts.append(f"{projection.shared + 1} tagged genes share the name {projection.label!r}")
    if projection.ortholog:
        parts.append("the ortholog agrees")
    return "; ".join(parts)
