"""The candidates of a label, scored for one record."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from ..matching.matcher import VIA_EXACT, Match
from ..model.result import Tier
from ..organisms.places import Place
from ..text import names as nm
from ..text.index import fold
from ..text.recordtext import RecordText
from ..text.spans import looks_like_symbol
from ..vocabulary.reader import Lexicon
from ..vocabulary.wordlists import figure_words
from .backprojection import Projection
from .beliefs import Beliefs
from .candidates import CHEMICAL_KINDS, FAMILY_KINDS, CandidateFinder, Known
from .meaning import Meaning, Meanings
from .printed import PrintedWord
from .scoring import softmax
from .together import Company, open_pathways
from .votes import Votes

#: Utility of a candidate of the other kind than the tagger's table says: its gene list has every short word.
OTHER_KIND = {"gene": -1.0, "chemical": -3.0}
#: Utility of a disease: figures name them, keywords seldom mean them.
DISEASE = -1.5
#: Utility of a gene where the label is what figures shorten otherwise (EMT, ATP).
FIGURE_WORD = -1.5
#: Utility of an alias of one or two letters (Ca, NO, H), or of one that only the plural leads to (HATs).
WEAK_ALIAS = -1.5
PLURAL = "without 's'"
#: Organisms in which Ras and ras are two genes, and the utility of a symbol that starts otherwise.
CASE_MATTERS = frozenset((7227,))
OTHER_CASE = -2.0
#: Weight of the company of the other labels, in nats a nat.
TOGETHER = 0.5
#: Concepts of labels and printed symbols that are company at most.
MOST_CONCEPTS, MOST_SYMBOLS = 1000, 80
#: Candidates below this probability are not kept.
NEGLIGIBLE = 0.004

MAMMALS = frozenset((9606, 10090, 10116, 9913, 9823, 9615, 9544, 9541, 9598, 9986, 10029))
_HUMAN = frozenset((9606,))
#: Tiers of names that are a gene's own, which no family takes from it.
_OWN_NAMES = (Tier.APPROVED, Tier.IDENTIFIER, Tier.PREVIOUS)


class Scored(NamedTuple):
    """A candidate with its probability."""

    match: Match
    probability: float
    why: str = ""


def _best_first(scored: Scored) -> tuple[float, bool, int]:
    hit = scored.match.hit
    return (-scored.probability, hit.taxon != 9606, hit.concept)


def _other_initial(text: str, lexicon: Lexicon, match: Match) -> bool:
    return text[:1].isupper() != lexicon.name_text(match.hit.name)[:1].isupper()


def _unseen(more: Sequence[Known], known: Sequence[Known]) -> list[Known]:
    have = {k.concept for k in known}
    return [k for k in more if k.concept not in have]


def _alike(shares: Sequence[float]) -> bool:
    """Tell whether there are several and none has half of the whole."""
    return 2.0 * max(shares, default=0.0) < sum(shares)


class Ranker:
    """Score the candidates of the printed words of one record.

    Parameters
    ----------
    finder
        Candidates of labels, remembered between records.
    text
        The running text of the record.
    votes
        What its labels name together.
    beliefs
        The organisms it is about.
    """

    def __init__(self, finder: CandidateFinder, text: RecordText, votes: Votes, beliefs: Beliefs) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.weights = finder.weights
        self.text = text
        self.labels_of = votes.labels_of
        self.beliefs = beliefs
        self.targets = beliefs.targets
        self.meanings = Meanings(text.definitions, finder.agreement, beliefs.likely)
        # The genes of one family come from one word: many keywords share a label.
        self._done: dict[tuple[str, str, int, Place | None], list[Scored]] = {}
        #: What the text says of labels, by their text.
        self.said: dict[str, Meaning | None] = {}
        self._company: Company | None = None

    def candidates(self, word: PrintedWord) -> list[Scored]:
        """Return the scored candidates of a word, best first; those of next to no probability are left out."""
        projection = word.projection
        key = (word.text, word.kind, -1 if projection is None else projection.gene, word.place)
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = self._score(word, *self.known(word))
        return list(found)

    def known(self, word: PrintedWord) -> tuple[Sequence[Known], str, frozenset[int]]:
        """Return a word's candidates before scoring, its key, and the concepts that its long form names."""
        text, beliefs, finder = word.text, self.beliefs, self.finder
        known = finder.find(text, self.targets or _HUMAN, beliefs.wanted)
        spelled: frozenset[int] = frozenset()
        key = fold(text)
        said, longer = self.meanings.of(text, [k.concept for k in known], finder.long_form)
        self.said[text] = said
        if longer:
            spelled = frozenset(m.hit.concept for m in longer)
            known = (*known, *_unseen([finder.weigh(m) for m in longer], known))
        likely = beliefs.likely
        for k in known:
            if not k.taxon or k.taxon in likely:
                break
        else:
            found = finder.repaired(text, key, self.text.index.keys)
            known = (*known, *_unseen(found, known))
        return known, key, spelled

    def _score(self, word: PrintedWord, known: Sequence[Known], key: str, spelled: frozenset[int]) -> list[Scored]:
        if not known:
            return []
        probabilities = softmax(self.utilities(word, known, key, spelled), self.weights.none)
        # This is Scored(k.match, p), without the cost of naming the fields.
        new = tuple.__new__
        scored = [new(Scored, (k.match, p, "")) for k, p in zip(known, probabilities, strict=True) if p > NEGLIGIBLE]
        if not scored:
            scored = [Scored(known[0].match, probabilities[0])]
        scored.sort(key=_best_first)
        return self._prefer_family(scored) if any(k.kind in FAMILY_KINDS for k in known) else scored

    def utilities(self, word: PrintedWord, known: Sequence[Known], key: str, spelled: frozenset[int]) -> list[float]:
        """Return the utility of each candidate of a word in this record, in nats; arguments as of :meth:`known`."""
        weights, text = self.weights, word.text
        log_taxa, unseen = self.beliefs.of_label(key, word.place)
        w_organism, coherence = weights.organism, self.labels_of
        greek = nm.has_greek(text)
        orthologs = self._orthologs(word.projection)
        nothing_but = figure_words().get(text)
        tagged_kind = word.kind
        families_hold = self._families_hold(known, log_taxa, unseen)
        said = self.said.get(text)
        company = self._company_of(known)
        utilities = []
        for match, concept, taxon, kind, base in known:
            utility = base
            if company is not None and kind == "gene":
                gene = self.finder.human(concept)
                if gene:
                    utility += TOGETHER * company.gain(gene, key)
            if taxon:
                utility += w_organism * log_taxa.get(taxon, unseen)
            others = coherence.get(concept)
            if others is not None:
                count = len(others) - (key in others)
                if count > 0 and match.hit.status and fold(self.lexicon.symbol(concept)) in others:
                    count -= self._is_symbol(known, taxon)
                if count > 0:
                    utility += weights.coherent * math.log1p(count)
            if concept in spelled:
                utility += weights.long_form
            if said is not None:
                utility += said.gain(concept)
            if orthologs and (
                concept in orthologs or orthologs.intersection(self.lexicon.members_of(concept))
            ):
                utility += 1.0
            if greek and kind == "gene" and self.finder.greek(match.hit.name):
                utility += 1.0
            if tagged_kind and (tagged_kind == "chemical") != (kind in CHEMICAL_KINDS):
                utility += OTHER_KIND[tagged_kind]
            if kind == "disease":
                utility += DISEASE
            elif kind == "gene":
                if nothing_but is not None:
                    utility += FIGURE_WORD
                if match.hit.status and (len(key) < 3 or match.note == PLURAL):
                    utility += WEAK_ALIAS
                elif taxon in CASE_MATTERS and not match.hit.status and _other_initial(text, self.lexicon, match):
                    utility += OTHER_CASE
            elif kind in FAMILY_KINDS and families_hold:
                utility += w_organism * (families_hold - log_taxa.get(taxon, unseen))
            utilities.append(utility)
        return utilities

    def _company_of(self, known: Sequence[Known]) -> Company | None:
        """Return what is drawn together in the figure, where it may tell the readings of a label apart."""
        genes = {self.finder.human(k.concept) for k in known[:12] if k.kind == "gene"}
        if len(genes) < 2:
            return None
        if self._company is None:
            self._company = self._meet()
        return self._company

    def _meet(self) -> Company:
        """Return the company of the record: the genes of its labels and printed symbols, the words of its text."""
        finder = self.finder
        labels: dict[str, set[int]] = {}
        for concept, keys in islice(self.labels_of.items(), MOST_CONCEPTS):
            for key in keys:
                labels.setdefault(key, set()).update(finder.humans(concept))
        words = [token.text.strip(".,'()") for token in self.text.index.tokens]
        for symbol in islice(dict.fromkeys(filter(looks_like_symbol, words)), MOST_SYMBOLS):
            key, _, concepts = finder.explains(symbol)
            labels.setdefault(key, set()).update(gene for concept in concepts[:8] for gene in finder.humans(concept))
        return Company(labels, map(str.lower, words), open_pathways())

    def _is_symbol(self, known: Sequence[Known], taxon: int) -> bool:
        """Tell whether a label is a gene's own symbol, in an organism or the figure's.

        A gene that another label calls by its symbol is not meant twice: HNF4A, an alias of HNF1A, beside HNF1A.
        """
        best = self.beliefs.call.best
        taxa = (taxon, best.taxon if best is not None else taxon)
        return any(k.taxon in taxa and not k.match.hit.status and k.match.via == VIA_EXACT for k in known)

    def _families_hold(self, known: Sequence[Known], log_taxa: Mapping[int, float], unseen: float) -> float:
        """Return the belief that a human family of this name holds for the figure's mammal; 0 where it need not.

        FamPlex families are human ones. A mouse gene of the name comes first when the name is its own, or when it
        is the ortholog of a member (AKT, an alias of Akt1); not when several of them share the name alike (PI3K), nor
        when it only bears the word (Mek, of Mdk).
        """
        targets = self.targets
        if not targets or 9606 in targets or not targets & MAMMALS:
            return 0.0
        families = [k.concept for k in known if k.kind in FAMILY_KINDS]
        if not families:
            return 0.0
        members = {m for family in families for m in self.lexicon.members_of(family)}
        own = [k for k in known if k.taxon in targets and k.kind == "gene"]
        bearers = [math.exp(k.base) for k in own if self.finder.among(k.concept, members)]
        if any(not k.match.hit.status for k in own) or (bearers and not _alike(bearers)):
            return 0.0
        return max(log_taxa.get(t, unseen) for t in targets) - 0.5

    def _orthologs(self, projection: Projection | None) -> frozenset[int]:
        if projection is None or projection.gene < 0:
            return frozenset()
        orthologs = self.finder.matcher.orthologs
        return frozenset(o for taxon in self.targets for o in orthologs(projection.gene, taxon))

    def _prefer_family(self, scored: list[Scored]) -> list[Scored]:
        """Give a family the belief in members that only borrow its name as an alias (AKT, alias of AKT1)."""
        mammals = (self.targets & MAMMALS) - _HUMAN
        for i, family in enumerate(scored[:8]):
            hit = family.match.hit
            if self.lexicon.kinds[hit.kind] not in FAMILY_KINDS or family.match.cost:
                continue
            members = frozenset(self.lexicon.members_of(hit.concept))
            if len(members) < 2:
                return scored
            own = [s for s in scored if s.match.hit.taxon in mammals]
            several = _alike([s.probability for s in own if self.finder.among(s.match.hit.concept, members)])
            total, rest = family.probability, []
            for other in scored[:i] + scored[i + 1 :]:
                found = other.match.hit
                member = found.concept in members or (several and self.finder.among(found.concept, members))
                if member and other.match.tier not in _OWN_NAMES:
                    total += other.probability
                    other = other._replace(probability=0.0, why="a member that bears the family's name as an alias")
                rest.append(other)
            if total > family.probability:
                whole = family._replace(probability=total, why="the family of that name")
                return sorted([whole, *rest], key=lambda s: -s.probability)
        return scored
