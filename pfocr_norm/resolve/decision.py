"""The decision on one word: which of its meanings is the answer, or why none is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..matching.matcher import VIA_EXACT, Match
from ..model.ledger import Check
from ..model.result import Candidate, Sense, Status, Tier
from ..organisms import taxon_name
from ..text import names as nm
from ..text.index import TextIndex, fold
from ..vocabulary.everyday import is_bare, is_plain
from ..vocabulary.protocol import Vocabulary
from ..vocabulary.wordlists import common_words, figure_words
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .features import FAMILY_KINDS
from .interpretation import Interpretation
from .printed import Origin, PrintedWord, is_foreign
from .ranking import Scored
from .rulings import NO_RULINGS, Rulings

#: Candidates that a term shows at most.
MOST_CANDIDATES = 8


class Decision(NamedTuple):
    """How one keyword ended.

    Attributes
    ----------
    word
        The printed word behind it.
    status, reason
        The outcome, and why in one sentence.
    candidates
        The meanings that were considered, best first, each with its reason.
    compared
        The scored candidates among which the first was chosen.
    interpretation
        What the word may mean; None where it was not asked.
    common
        Whether the word is plain English too.
    ruled
        Whether the caller has ruled so.
    sense
        What the word is, when it is no gene and no substance.
    """

    word: PrintedWord
    status: Status
    reason: str
    candidates: tuple[Candidate, ...] = ()
    compared: Sequence[Scored] = ()
    interpretation: Interpretation | None = None
    common: bool = False
    ruled: bool = False
    sense: Sense | None = None


class Decider:
    """Decide on the words of one record.

    Parameters
    ----------
    finder
        What the vocabulary has for labels, remembered between records.
    index
        The printed words of the record.
    beliefs
        The organisms it is about.
    rulings
        What the caller has decided of words.
    """

    def __init__(
        self, finder: CandidateFinder, index: TextIndex, beliefs: Beliefs, rulings: Rulings = NO_RULINGS
    ) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.index = index
        self.beliefs = beliefs
        self.targets = beliefs.targets
        self.organism = beliefs.call.best
        #: The figure's organism has no genes in the vocabulary: no other organism's gene answers for it.
        self.no_genes = bool(self.targets) and self.targets.isdisjoint(self.lexicon.taxa)
        self.rulings = rulings
        self.limits = finder.weights

    def settled(self, word: PrintedWord) -> Decision | None:
        """Return the decision on a word that has no meanings to choose from; None where it has."""
        if self.rulings:
            key, label = fold(nm.clean(word.keyword)), fold(word.text)
            number = self.rulings.meaning(key, label)
            if number is not None:
                return self._certain(word, number, "override", "the override list says so")._replace(ruled=True)
            if self.rulings.stops(key, label):
                return Decision(word, Status.STOPPED, "on the stop list", ruled=True)
        if word.identified is not None:
            return self._certain(word, word.identified.concept, "identifier", "a database identifier")
        if word.origin in (Origin.PLACEHOLDER, Origin.PLAIN_WORD):
            return Decision(word, Status.STOPPED, word.reason)
        if word.origin is Origin.UNSUPPORTED:
            return self._unsupported(word)
        return None

    def _certain(self, word: PrintedWord, number: int, status: str, reason: str) -> Decision:
        answer = certain(self.lexicon, number, word.text, status, reason)
        return Decision(word, Status.RESOLVED, reason, (answer,))

    def _unsupported(self, word: PrintedWord) -> Decision:
        """Return the decision on a symbol of another organism that nothing supports; its genes stand as losers."""
        taxa = ", ".join(sorted({taxon_name(h.taxon) for h in word.foreign}))
        losers = tuple([
            self.finder.candidate(Match(h, VIA_EXACT, word.text), 0.0, f"a gene of {taxon_name(h.taxon)}")
            for h in word.foreign[:4]
        ])  # fmt: skip
        reason = f"a symbol of {taxa}; no name of the figure's organism is supported by the text"
        return Decision(word._replace(wrong_organism=taxa), Status.UNRESOLVED, reason, losers)

    def decide(self, meant: Interpretation) -> Decision:
        """Choose among the meanings of a word, or none."""
        word, compared, said = meant.word, meant.compared, meant.said
        candidates = self._considered(meant)
        if not candidates:
            reason = "no name of the vocabulary is this word or near it"
            return Decision(word, Status.UNRESOLVED, reason, (), compared, meant)
        frequency = common_words().get(fold(word.text), 0.0)
        common = _is_common(word, candidates[0], frequency)
        if common and self._is_plain(word, frequency):
            reason = f"{word.text!r} is a plain English word here"
            return Decision(word, Status.STOPPED, reason, tuple(candidates), compared, meant, common)
        candidates, hints = self._native(word, candidates)
        if not candidates:
            name = self.organism.name if self.organism else "this organism"
            reason = f"the vocabulary has no gene{'s of' if self.no_genes else ' of this name in'} {name}"
            return Decision(word, Status.UNRESOLVED, reason, tuple(hints), compared, meant)
        best = candidates[0] = self._with_own_genes(candidates[0])
        common = _is_common(word, best, frequency)
        shown = (*candidates, *hints)
        if self._is_answer(meant, best, candidates[1].score if len(candidates) > 1 else 0.0):
            defined = said.reason if said is not None and said.known else ""
            reason = "; ".join(dict.fromkeys(part for part in (word.reason, defined, best.reason) if part))
            return Decision(word, Status.RESOLVED, reason, shown, compared, meant, common)
        rivals = [f"{c.name} ({c.curie})" for c in shown if c.score >= self.limits["plausible"]]
        if rivals:
            reason = "the evidence does not decide between " + ", ".join(rivals[:3])
            reason = f"{word.reason}; {reason}" if word.reason else reason
            return Decision(word, Status.AMBIGUOUS, reason, shown, compared, meant, common)
        reason = "the names found are of other organisms or too far from the word"
        return Decision(word, Status.UNRESOLVED, reason, shown, compared, meant, common)

    def _native(self, word: PrintedWord, candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
        """Return the candidates that may answer, and those that are hints: genes of organisms foreign to the figure."""
        best = candidates[0]
        if self.no_genes:
            foreign = [bool(c.taxon) or c.entity_type in FAMILY_KINDS for c in candidates]
        elif best.entity_type in FAMILY_KINDS or not self._is_foreign(word, best):
            return candidates, []
        else:
            foreign = [c.entity_type not in FAMILY_KINDS and self._is_foreign(word, c) for c in candidates]
        hints = [c._replace(reason=self._hint(c)) for c, other in zip(candidates, foreign, strict=True) if other]
        native = [c for c, other in zip(candidates, foreign, strict=True) if not other]
        if hints:  # what is a gene's name elsewhere is no misread substance here
            native = [c for c in native if c.tier not in (Tier.OCR, Tier.FUZZY)]
        return native, hints

    def _is_foreign(self, word: PrintedWord, candidate: Candidate) -> bool:
        return is_foreign(word, candidate.taxon, self.beliefs, self.limits)

    def _hint(self, candidate: Candidate) -> str:
        """The reason of a candidate that is only a hint: the same name in another organism."""
        name = "human" if candidate.taxon is None else taxon_name(candidate.taxon)
        return f"a hint: the gene of that name in {name}, not in the figure's organism"

    def _considered(self, meant: Interpretation) -> list[Candidate]:
        """Return the public form of the meanings, the answer of a list first."""
        candidates, listed = self._shown(meant.scored), meant.listed
        if listed is not None:
            return [listed, *(c for c in candidates if c.reference != listed.reference)]
        return candidates

    def _shown(self, scored: Sequence[Scored]) -> list[Candidate]:
        """Return the public candidates, each loser with its reason."""
        candidate = self.finder.candidate
        out: list[Candidate] = []
        for s in scored[:MOST_CANDIDATES]:
            match = s.match
            out.append(candidate(match, s.probability, s.why or match.note or (_why_lost(scored[0], s) if out else "")))
        return out

    def _with_own_genes(self, best: Candidate) -> Candidate:
        """Give a family the figure's organism's genes for members, where orthologs of its human genes are known."""
        if best.entity_type not in FAMILY_KINDS or self.organism is None or 9606 in self.targets:
            return best
        number, orthologs = self.lexicon.find(best.curie), self.finder.matcher.orthologs
        members = () if number is None else self.lexicon.members_of(number)
        genes = dict.fromkeys(o for m in members for o in orthologs(m, self.organism.taxon))
        if not genes:
            return best
        return best._replace(members=tuple([self.lexicon.reference(gene).curie for gene in genes]))

    def _is_answer(self, meant: Interpretation, best: Candidate, second: float) -> bool:
        """Tell whether the best candidate is believed enough to be the answer."""
        word, score, tier = meant.word, best.score, best.tier
        if word.projection is not None and word.projection.repaired:
            return False
        if word.text in figure_words() and best.entity_type == "gene" and tier is not Tier.APPROVED:
            return False
        if tier in (Tier.STRIPPED, Tier.FUZZY) and best.entity_type == "gene" and is_bare(word.text):
            return False
        if tier is Tier.OCR and best.entity_type != "role":
            if score < self.limits["resolved"] and score - second < self.limits["misread_margin"]:
                return False
            if len(fold(word.text)) < 4 and not self.index.has_word(fold(best.matched)):
                return False
        if score >= self.limits["resolved"]:
            return True
        if tier is Tier.FUZZY:
            return False
        tagged = bool(meant.compared) and meant.compared[0].tagged
        if score >= self.limits["likely"] and (tagged or score - second >= self.limits["margin"]):
            return True
        return len(meant.compared) > 1 and self._one_gene(meant.compared) >= self.limits["same_gene"]

    def checks(self, decision: Decision) -> tuple[Check, ...]:
        """Return the limits that a decision looked at, for its ledger."""
        limits, candidates, compared = self.limits, decision.candidates, decision.compared
        if decision.interpretation is None or not candidates:
            return ()
        best, second = candidates[0].score, candidates[1].score if len(candidates) > 1 else 0.0
        found = {"resolved": best, "likely": best, "margin": best - second, "plausible": best}
        if candidates[0].tier is Tier.OCR:
            found["misread_margin"] = best - second
        if len(compared) > 1:
            found["same_gene"] = self._one_gene(compared)
        if decision.common:
            found["everyday"] = common_words().get(fold(decision.word.text), 0.0)
        return tuple([Check(name, value, limits[name]) for name, value in found.items()])

    def _one_gene(self, scored: Sequence[Scored]) -> float:
        """Return the belief in the best candidate and its orthologs, when the best is of the figure's organism."""
        best = scored[0].match.hit
        if best.taxon not in self.targets:
            return 0.0
        if any(s.match.hit.taxon == best.taxon and s.probability > scored[0].probability / 2 for s in scored[1:]):
            return 0.0
        groups_of = self.lexicon.groups_of
        groups = set(groups_of(best.concept))
        same = [s for s in scored[1:] if groups.intersection(groups_of(s.match.hit.concept))]
        return scored[0].probability + sum(s.probability for s in same)

    def _is_plain(self, word: PrintedWord, frequency: float) -> bool:
        """Tell whether an English word is no symbol here: MICE and IMPACT are by their capitals, "was" is not."""
        text = word.text
        native = not self.targets.isdisjoint(self.finder.symbol_taxa(text))
        plain = text.islower() and (frequency >= self.limits["everyday"] or not native)
        plain = plain or (text.istitle() and not native and frequency >= self.limits["everyday"])
        return plain and (word.origin is not Origin.KEYWORD or not self._printed_as_name(text))

    def _printed_as_name(self, label: str) -> bool:
        """Tell whether the text prints a label as a symbol, not as a plain word."""
        printed = self.index.printed(fold(label))
        # A capital in front may be that of a sentence: "Impact of peripheral nerves".
        return printed is not None and any(c.isupper() or c.isdigit() for c in printed[1:])


def _is_common(word: PrintedWord, best: Candidate, frequency: float) -> bool:
    """Tell whether a gene's name is plain English too."""
    named = bool(frequency) and best.tier is not Tier.FULL_NAME
    return best.entity_type == "gene" and (named or is_plain(word.text))


def certain(lexicon: Vocabulary, number: int, text: str, status: str, reason: str) -> Candidate:
    """Return the candidate for a concept that is given, not found: by its identifier or by the caller."""
    concept = lexicon.concept(number)
    members = tuple([lexicon.reference(m).curie for m in concept.members])
    return Candidate(
        concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.IDENTIFIER, 1.0, text, status, reason,
        concept.xrefs, members, lexicon.forms(number, -1, text.lower()),
    )  # fmt: skip


def _why_lost(best: Scored, other: Scored) -> str:
    mine, its = best.match, other.match
    if mine.hit.taxon and its.hit.taxon and mine.hit.taxon != its.hit.taxon:
        return "a gene of another organism"
    if its.rank > mine.rank:
        return f"a weaker match ({its.tier.value})"
    if best.probability - other.probability < 0.05:
        return "equally likely by its name"
    return "less likely in this record"
