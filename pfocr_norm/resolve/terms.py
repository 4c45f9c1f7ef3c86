"""A decision written out as a term, with all its flags: the one place where they are made."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.flags import flag
from ..model.ledger import Account
from ..model.result import Candidate, Flag, FlagCode, Status, Term, Tier
from ..organisms import taxon_name
from ..organisms.genes import mammals
from ..text.index import fold
from ..vocabulary.wordlists import figure_words
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .decision import Decision
from .features import CHEMICAL_KINDS, FAMILY_KINDS
from .printed import Origin, PrintedWord
from .ranking import Scored

#: Candidates that are looked at for another kind of thing of the same name.
NEXT = 6
#: Rivals that the flag of an ambiguity names.
RIVALS = 4


class TermWriter:
    """Write the terms of one record.

    Parameters
    ----------
    finder
        What the vocabulary has for labels.
    beliefs
        The organisms that the record is about.
    """

    def __init__(self, finder: CandidateFinder, beliefs: Beliefs) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.targets = beliefs.targets
        self.limits = finder.weights

    def write(self, decision: Decision, account: Account | None = None) -> Term:
        """Return the term of a decision; an account of it can be asked for later."""
        word, candidates = decision.word, decision.candidates
        match = candidates[0] if decision.status is Status.RESOLVED else None
        flags = tuple(self._flags(decision))
        reason, sense = decision.reason, decision.sense
        return Term(word.keyword, decision.status, word.text, match, candidates, flags, reason, sense, account)

    def _flags(self, decision: Decision) -> Iterator[Flag]:
        word, meant = decision.word, decision.interpretation
        if decision.ruled:
            if decision.candidates:
                yield flag(FlagCode.OVERRIDDEN, word.keyword, decision.candidates[0].curie)
            else:
                yield flag(FlagCode.STOP_LISTED, word.text)
            return
        if word.origin is Origin.PLACEHOLDER:
            yield flag(FlagCode.PLACEHOLDER, word.keyword)
            return
        if word.lookalikes:
            yield flag(FlagCode.LOOKALIKE, word.keyword, word.text)
        if meant is None:
            yield from self._unasked(decision)
            return
        if meant.symbol:
            yield flag(FlagCode.EXCEL_DATE, word.keyword, meant.symbol)
        if meant.listed is not None:
            yield flag(FlagCode.EXPANDED_LIST, word.text, *meant.listed.members)
        yield from _origin(word)
        if not decision.candidates:
            return
        if decision.sense is None:
            yield from self._best(decision, decision.candidates[0])
        if decision.common:
            yield flag(FlagCode.COMMON_WORD, word.keyword, word.text)
        if decision.status is Status.AMBIGUOUS:
            rivals = [f"{c.curie} {c.name}" for c in decision.candidates if c.score >= self.limits["plausible"]]
            yield flag(FlagCode.AMBIGUOUS, word.keyword, *rivals[:RIVALS])

    def _unasked(self, decision: Decision) -> Iterator[Flag]:
        """Yield the flags of a word that needed no choice between meanings."""
        word, targets = decision.word, self.targets
        if word.origin is Origin.PLAIN_WORD:
            yield flag(FlagCode.COMMON_WORD, word.keyword, word.text)
        elif word.origin is Origin.UNSUPPORTED:
            yield flag(FlagCode.TERM_ORGANISM_MISMATCH, word.keyword, word.wrong_organism)
        elif word.origin is Origin.IDENTIFIER:
            taxon = decision.candidates[0].taxon
            if targets and taxon and taxon not in targets:
                yield flag(FlagCode.TERM_ORGANISM_MISMATCH, word.keyword, taxon_name(taxon))

    def _best(self, decision: Decision, best: Candidate) -> Iterator[Flag]:
        """Yield what is to be said of the best candidate."""
        word, targets = decision.word, self.targets
        repaired = word.projection is not None and word.projection.repaired
        if best.tier is Tier.OCR and not repaired:
            yield flag(FlagCode.OCR_REPAIR, word.text, best.name if best.entity_type == "role" else best.matched)
        if best.tier is Tier.FUZZY:
            yield flag(FlagCode.FUZZY_MATCH, word.text, best.matched)
        if best.entity_type in FAMILY_KINDS:
            yield flag(FlagCode.FAMILY, best.name, str(len(best.members)))
            if targets and not targets & mammals():
                yield flag(FlagCode.HUMAN_FAMILY, best.name)
        if best.status == "previous":
            yield flag(FlagCode.PREVIOUS_SYMBOL, best.matched, best.name)
        if best.status == "withdrawn":
            yield flag(FlagCode.WITHDRAWN_SYMBOL, best.matched, best.name)
        if best.entity_type == "role":
            yield flag(FlagCode.GENERIC_CHEMICAL, best.name)
        other = best.taxon if best.entity_type == "gene" and best.score >= self.limits["plausible"] else None
        if targets and other and other not in targets and not word.wrong_organism:
            yield flag(FlagCode.TERM_ORGANISM_MISMATCH, word.keyword, taxon_name(other))
        kinds = {self._is_chemical(s) for s in decision.compared[:NEXT] if s.probability >= self.limits["plausible"]}
        if len(kinds) > 1:
            yield flag(FlagCode.GENE_OR_CHEMICAL, word.text)
        figure_word = figure_words().get(word.text)
        if figure_word is not None and best.entity_type not in CHEMICAL_KINDS:
            yield flag(FlagCode.FIGURE_WORD, word.text, figure_word[0])
        if word.kind == "gene" and best.entity_type in CHEMICAL_KINDS:
            yield flag(FlagCode.METABOLITE, word.text, best.name)
        elif word.origin is Origin.OCR_WORD and best.score >= self.limits["resolved"] and self._disagrees(decision):
            yield flag(FlagCode.LABEL_DISAGREES, word.keyword, word.text, best.name)
        if len(fold(word.text)) <= 2 and best.entity_type == "gene":
            yield flag(FlagCode.SHORT_SYMBOL, word.text)

    def _is_chemical(self, scored: Scored) -> bool:
        return self.lexicon.kinds[scored.match.hit.kind] in CHEMICAL_KINDS

    def _disagrees(self, decision: Decision) -> bool:
        """Tell whether a keyword that is a symbol of the figure's organism is another gene than its word means."""
        symbols = self.finder.symbols(decision.word.keyword)
        if not decision.compared or self.targets.isdisjoint([hit.taxon for hit in symbols]):
            return False
        own, best = {hit.concept for hit in symbols}, decision.compared[0].match.hit.concept
        return best not in own and not own.intersection(self.lexicon.members_of(best))


def _origin(word: PrintedWord) -> Iterator[Flag]:
    """Yield what is to be said of how a word was found."""
    if word.wrong_organism:
        yield flag(FlagCode.TERM_ORGANISM_MISMATCH, word.keyword, word.wrong_organism)
        if word.origin is not Origin.KEYWORD:
            yield flag(FlagCode.BACK_PROJECTED, word.keyword, word.text, word.reason)
    projection = word.projection
    if projection is not None:
        if projection.repaired:
            yield flag(FlagCode.OCR_REPAIR, projection.repaired, word.text)
        if projection.ortholog:
            yield flag(FlagCode.ORTHOLOG_WITNESS, word.keyword, word.text)
