"""The printed word behind a keyword: the OCR word, the keyword itself, or a back-projected name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model.record import OcrWord
from ..organisms.places import Place
from ..text import names as nm
from ..text.index import fold
from ..vocabulary.reader import Hit
from .backprojection import REQUIRED, BackProjector, Projection, foreign_genes
from .candidates import CHEMICAL_KINDS, FAMILY_KINDS, CandidateFinder
from .context import RecordContext


class Label(NamedTuple):
    """The word a term is resolved from, with where it comes from."""

    text: str
    origin: str  # "keyword", "ocr_word", "back_projected"
    reason: str = ""
    projection: Projection | None = None
    kind: str = ""  # of an OCR word: "gene" or "chemical"
    place: Place | None = None  # in the text, where that one place is meant


class Labeller:
    """Settle the labels of one record's keywords.

    Parameters
    ----------
    finder
        Candidates of labels, remembered between records.
    context
        The record with its text index and organism call.
    """

    def __init__(self, finder: CandidateFinder, context: RecordContext) -> None:
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        self.context = context
        self._projector: BackProjector | None = None
        #: Genes of other organisms behind the keywords that are no symbol of the figure's own.
        self.foreign: dict[str, list[Hit]] = {}
        targets = context.targets
        if targets:
            for keyword in context.labels:
                if not self.native(keyword):
                    found = foreign_genes(finder.symbols(keyword), targets, context.tagged)
                    if found and not self._never_tagged(keyword, found):
                        self.foreign[keyword] = found

    @property
    def projector(self) -> BackProjector:
        """The record's back-projector, made on first need."""
        if self._projector is None:
            self._projector = BackProjector(
                self.matcher, self.context.index, self.foreign, self.context.targets, self.context.common
            )
        return self._projector

    def label(self, keyword: str, text: str) -> Label | None:
        """Return the printed word behind a keyword, or None when nothing supports one."""
        words = self.context.words.get(keyword)
        if words:
            return self._ocr_label(words[0])
        foreign = self.foreign.get(text)
        key = fold(text)
        printed = self.context.index.printed(key)
        if not foreign:
            if printed is not None and printed != text and self.misread(text):
                return Label(printed, "back_projected", f"the text prints {printed!r}")
            return Label(text, "keyword", "", None, self.context.kind_of(text))
        common = self.context.common
        direct = printed is not None and not (printed.islower() and (key in common or len(key) < 3))
        targets = self.context.targets
        if direct and any(m.hit.taxon in targets or not m.hit.taxon for m in self.matcher.exact(text)):
            return Label(printed or text, "back_projected", f"the text prints {printed!r}", None)
        labels = self.projector.labels(text)
        best = labels[0] if labels else None
        joint = self.projector.joint(text) if best is None or not best.printed else None
        if joint is not None:
            reason = f"the plain word {joint!r} is a name of the tagged gene, no other is printed"
            return Label(joint, "stopped", reason)
        if best is not None and best.points >= REQUIRED and not (best.points < 2.2 and len(best.key) < 3):
            return Label(best.label, "back_projected", _why_projected(best), best)
        word = self.projector.common_word(text)
        if word is not None:
            return Label(word, "stopped", f"the plain word {word!r} names several genes of the tagged organism")
        if printed is not None or not self.context.evidence:
            return Label(text, "keyword", "", None, self.context.kind_of(text))
        return None

    def _never_tagged(self, text: str, foreign: Sequence[Hit]) -> bool:
        """Tell whether the tagger cannot have meant the foreign genes, while the figure's organism has the name."""
        tagged, targets = self.context.tagged, self.context.targets
        return not any(hit.taxon in tagged for hit in foreign) and any(
            m.hit.taxon in targets or not m.hit.taxon for m in self.matcher.exact(text)
        )

    def native(self, keyword: str) -> bool:
        """Tell whether the keyword is spelled as an approved symbol of an organism of the figure."""
        return not self.context.targets.isdisjoint(self.finder.symbol_taxa(keyword))

    def misread(self, text: str) -> bool:
        """Tell whether a gene keyword of a record with wrong tags only is not spelled as the organism's own symbol."""
        if not self.context.all_wrong or self.native(text):
            return False
        kinds = {self.lexicon.kinds[m.hit.kind] for m in self.matcher.exact(text)}
        return bool(kinds & {"gene", *FAMILY_KINDS}) and not kinds & CHEMICAL_KINDS

    def _ocr_label(self, word: OcrWord) -> Label:
        """Return the label of an OCR word, repaired when the text prints a better known look-alike."""
        text = nm.trim(nm.clean(word.word))
        if nm.has_lookalikes(text):
            text = nm.latinize(text)
        reason = f"the tagger read the word {word.word!r}"
        key, targets = fold(text), self.context.targets
        hits = [m.hit for m in self.matcher.exact(text) if m.hit.taxon in targets]
        known = any(h.status == 0 for h in hits) or self.context.index.printed(key) is not None
        if word.kind == "gene" and targets and not known:
            repaired = self.projector.repair(key)
            if repaired is not None:
                projection = Projection(repaired, fold(repaired), 0.0, True, 0, False, -1, text)
                reason += f"; one look-alike letter from {repaired!r}, which the text prints"
                return Label(repaired, "ocr_word", reason, projection, word.kind)
        return Label(text, "ocr_word", reason, None, word.kind)


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
