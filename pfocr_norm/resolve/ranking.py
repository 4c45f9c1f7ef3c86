"""The candidates of a printed word, scored for one record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from ..matching.matcher import VIA_EXACT, VIA_EXPANDED, VIA_ORTHOLOG, Match
from ..model.ledger import Entry, Line
from ..model.result import Tier
from ..organisms.genes import mammals
from ..organisms.places import Place
from ..text.index import fold
from ..text.recordtext import RecordText
from ..vocabulary.wordlists import figure_words
from .backprojection import Projection
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .drugroles import DrugRoles
from .features import FAMILY_KINDS, Asked, Feature, Known, RecordFeatures, name_features
from .meaning import Meaning, Meanings
from .printed import Origin, PrintedWord
from .scoring import softmax, utility
from .together import Company, meet
from .votes import Votes

_HUMAN = frozenset((9606,))
#: A family holds for another mammal with this log share of the belief in it: its own gene of that name comes first.
FAMILY_SHARE = -0.5
#: Nats behind the best by name and organism within which the company of the other labels may decide.
IN_REACH = 5.0
#: Tiers of names that are a gene's own, which no family takes from it.
_OWN_NAMES = (Tier.APPROVED, Tier.IDENTIFIER, Tier.PREVIOUS)
#: What is said of a candidate that has one of these features.
WHY = {
    "family_of_aliases": "the family of that name",
    "borrowed_name": "a member that bears the family's name as an alias",
    "named_whole": "the printed word names the whole family",
}


_WHOLE: Feature = ("named_whole", 1.0)


#: Members of a family whose company counts for it.
MOST_MEMBERS = 12


class Scored(NamedTuple):
    """A candidate with its probability.

    ``why`` says what is special about it; ``tagged`` whether it is the tagger's own gene, a member of the printed
    family: two witnesses.
    """

    match: Match
    probability: float
    why: str = ""
    tagged: bool = False


class Choice(NamedTuple):
    """The candidates of a word before they are scored.

    Attributes
    ----------
    known
        The candidates.
    key
        The word's look-up key.
    spelled
        Concepts that its long form names.
    said
        What the text defines it as.
    literal
        Those of them that are what the word means as it was read, where it was repaired.
    role
        The class of drugs whose initials the word is, with the number of its drugs among the labels.
    """

    known: Sequence[Known]
    key: str
    spelled: frozenset[int] = frozenset()
    said: Meaning | None = None
    literal: frozenset[int] = frozenset()
    role: tuple[int, int] | None = None


def _best_first(scored: Scored) -> tuple[float, bool, int]:
    hit = scored.match.hit
    return (-scored.probability, hit.taxon != 9606, hit.concept)


def _unseen(more: Iterable[Known], known: Iterable[Known]) -> list[Known]:
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
    roles
        The classes of its drugs.
    """

    def __init__(
        self, finder: CandidateFinder, text: RecordText, votes: Votes, beliefs: Beliefs, roles: DrugRoles
    ) -> None:
        self.finder = finder
        self.lexicon = finder.lexicon
        self.weights = finder.weights
        self.text = text
        self.labels_of = votes.labels_of
        self.beliefs = beliefs
        self.targets = beliefs.targets
        self.roles = roles
        self.meanings = Meanings(text.definitions, finder.agreement, finder.senses, beliefs.likely)
        # The genes of one family come from one word: many keywords share a label.
        self._done: dict[tuple[str, str, int, Place | None, str], list[Scored]] = {}
        #: What the text says of labels, by their text.
        self.said: dict[str, Meaning | None] = {}

    @cached_property
    def company(self) -> Company:
        """What is drawn together in the figure, put together on first need."""
        return meet(self.labels_of, self.text.index.tokens, self.finder)

    def candidates(self, word: PrintedWord) -> list[Scored]:
        """Return the scored candidates of a word, best first; those of next to no probability are left out."""
        projection = word.projection
        tagged = word.keyword if word.origin is Origin.OCR_WORD else ""
        key = (word.text, word.kind, -1 if projection is None else projection.gene, word.place, tagged)
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = self._score(word, self.choice(word))
        return list(found)

    def choice(self, word: PrintedWord) -> Choice:
        """Return the candidates of a word before they are scored."""
        choice = self._choice(word.text)
        literal = word.projection.repaired if word.projection is not None else ""
        if not literal:
            return choice
        more = _unseen(self._choice(literal).known, choice.known)
        return choice._replace(known=(*choice.known, *more), literal=frozenset(k.concept for k in more))

    def _choice(self, text: str) -> Choice:
        beliefs, finder = self.beliefs, self.finder
        key = fold(text)
        microbe = beliefs.microbial.get(key)
        known = finder.find(text, (self.targets or _HUMAN) | ({microbe} if microbe else frozenset()), beliefs.wanted)
        spelled: frozenset[int] = frozenset()
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
        role = self.roles.of(text)
        if role is None:
            return Choice(known, key, spelled, said)
        own = finder.weigh(role.match)
        known = (*(k for k in known if k.concept != own.concept), own)
        return Choice(known, key, spelled, said, role=(own.concept, role.beside))

    def _score(self, word: PrintedWord, choice: Choice) -> list[Scored]:
        if not choice.known:
            return []
        known, features, utilities = self.weigh(word, choice)
        weights = self.weights
        whole = next((k.match.text for k, own in zip(known, features, strict=True) if own[-1:] == [_WHOLE]), "")
        probabilities = softmax(utilities, weights["none"], weights["doubt"])
        negligible = weights["negligible"]
        scored = []
        for k, own, p in zip(known, features, probabilities, strict=True):
            last = own[-1][0] if own else ""
            why = WHY.get(last, "")
            tagged = last == "tagged_member"
            if tagged:
                why = f"a member of the printed family {whole}"
            elif k.concept in choice.literal:
                why = "the word as it was read"
            if p > negligible or why:
                scored.append(Scored(k.match, p, why, tagged))
        if not scored:
            scored = [Scored(known[0].match, probabilities[0])]
        scored.sort(key=_best_first)
        return scored

    def weigh(self, word: PrintedWord, choice: Choice) -> tuple[Sequence[Known], list[list[Feature]], list[float]]:
        """Return the candidates of a word, the features of the record that each has, and their utilities in nats."""
        weights, known = self.weights, choice.known
        asked = self._asked(word, choice)
        near = self._near(known, asked)
        of = RecordFeatures(self.lexicon, asked, known, self._company_gains(choice, near)).of
        features = [of(k) for k in known]
        if word.projection is not None and word.projection.repaired:
            for k, own in zip(known, features, strict=True):
                if k.concept not in choice.literal:
                    own.append(("repaired", 1.0))
        if choice.role is not None:
            role, beside = choice.role
            for k, own in zip(known, features, strict=True):
                if k.concept == role:
                    own.append(("initials", math.log1p(beside)))
        utilities = [k.base + utility(own, weights) for k, own in zip(known, features, strict=True)]
        families = [i for i, k in enumerate(known) if k.kind in FAMILY_KINDS]
        if families:
            self._give_to_family(known, features, utilities, families)
            if word.origin is Origin.OCR_WORD:
                known = self._give_to_member(word, known, features, utilities)
        return known, features, utilities

    def entries(self, word: PrintedWord) -> tuple[Entry, ...]:
        """Return the candidates of a word for its ledger, best first, with all features of each."""
        choice, weights, lexicon = self.choice(word), self.weights, self.lexicon
        if not choice.known:
            return ()
        known, of_record, utilities = self.weigh(word, choice)
        probabilities = softmax(utilities, weights["none"], weights["doubt"])
        out = []
        for k, own, total, p in zip(known, of_record, utilities, probabilities, strict=True):
            mine = name_features(lexicon, k.match)
            mine += [(name, value) for name, value in (("no_member", k.no_member), ("shared_name", k.shared)) if value]
            lines = tuple([Line(name, value, weights[name], weights[name] * value) for name, value in (*mine, *own)])
            curie, name = lexicon.reference(k.concept).curie, lexicon.symbol(k.concept)
            out.append(Entry(curie, name, k.kind, k.taxon or None, total, p, lines))
        return tuple(sorted(out, key=lambda e: (-e.utility, e.taxon != 9606, e.curie)))

    def _asked(self, word: PrintedWord, choice: Choice) -> Asked:
        log_taxa, unseen = self.beliefs.of_label(choice.key, word.place, word.text)
        best, said = self.beliefs.call.best, choice.said
        microbe = self.beliefs.microbial.get(choice.key, 0)
        return Asked(
            word.text, choice.key, word.kind, log_taxa, unseen, self.labels_of, 0 if best is None else best.taxon,
            self._family_belief(choice.known, max([log_taxa.get(t, unseen) for t in self.targets], default=0.0)),
            self._orthologs(word.projection), choice.spelled, {} if said is None else said.gains,
            0.0 if said is None else said.default, word.text in figure_words(), microbe, self.targets,
        )  # fmt: skip

    def _near(self, known: Sequence[Known], asked: Asked) -> list[Known]:
        """Return the genes among the candidates that may win: name and organism do not leave them far behind."""
        organism, beliefs, unseen = self.weights["organism"], asked.log_taxa, asked.unseen
        sure = [k.base + organism * beliefs.get(k.taxon, unseen) if k.taxon else k.base for k in known]
        least = max(sure) - IN_REACH
        return [k for k, own in zip(known, sure, strict=True) if own >= least and k.kind == "gene"]

    def _company_gains(self, choice: Choice, near: Sequence[Known]) -> dict[int, float]:
        """Return what the company of the other labels says for genes, where it may tell those that may win apart."""
        human = self.finder.human
        if len({human(k.concept) for k in near}) < 2:
            return {}
        # Yeast's own ACO2 is not outvoted by the ortholog of the human gene of that name.
        owners = {k.taxon for k in choice.known if k.match.via == VIA_EXACT and not k.match.hit.status}
        genes = {
            k.concept: human(k.concept)
            for k in choice.known
            if k.kind == "gene" and not (k.match.via == VIA_ORTHOLOG and k.taxon in owners)
        }
        gains = {gene: self.company.gain(gene, choice.key) for gene in set(genes.values()) if gene}
        out = {concept: gains[gene] for concept, gene in genes.items() if gene}
        for k in choice.known:
            if k.kind in FAMILY_KINDS:
                # A family keeps the company of its members.
                members = [gene for m in self.lexicon.members_of(k.concept)[:MOST_MEMBERS] if (gene := human(m))]
                out[k.concept] = max((self.company.gain(gene, choice.key) for gene in members), default=0.0)
        return out

    def _family_belief(self, known: Sequence[Known], belief: float) -> float:
        """Return the log belief that a human family of this name holds for the figure's mammal; 0 where it need not.

        FamPlex families are human ones. A mouse gene of the name comes first when the name is its own, or when it
        is the ortholog of a member (AKT, an alias of Akt1); not when several of them share the name alike (PI3K), nor
        when it only bears the word (Mek, of Mdk).
        """
        targets = self.targets
        if not targets or 9606 in targets or not targets & mammals():
            return 0.0
        families = [k.concept for k in known if k.kind in FAMILY_KINDS]
        if not families:
            return 0.0
        members = {m for family in families for m in self.lexicon.members_of(family)}
        own = [k for k in known if k.taxon in targets and k.kind == "gene"]
        bearers = [math.exp(k.base) for k in own if self.finder.among(k.concept, members)]
        if any(not k.match.hit.status for k in own) or (bearers and not _alike(bearers)):
            return 0.0
        return belief + FAMILY_SHARE

    def _orthologs(self, projection: Projection | None) -> frozenset[int]:
        if projection is None or projection.gene < 0:
            return frozenset()
        orthologs = self.finder.matcher.orthologs
        return frozenset(o for taxon in self.targets for o in orthologs(projection.gene, taxon))

    def _give_to_family(
        self, known: Sequence[Known], features: list[list[Feature]], utilities: list[float], families: Sequence[int]
    ) -> None:
        """Give a family the belief in members that only borrow its name as an alias (AKT, alias of AKT1)."""
        weights, other_mammals, among = self.weights, (self.targets & mammals()) - _HUMAN, self.finder.among
        for i in sorted(families, key=lambda i: -utilities[i]):
            family = known[i]
            if family.match.cost:
                continue
            members = frozenset(self.lexicon.members_of(family.concept))
            if len(members) < 2:
                return
            own = [math.exp(u) for k, u in zip(known, utilities, strict=True) if k.taxon in other_mammals]
            several = len(own) > 1 and _alike([
                math.exp(u)
                for k, u in zip(known, utilities, strict=True)
                if k.taxon in other_mammals and among(k.concept, members)
            ])  # fmt: skip
            odds = 0.0
            for j, k in enumerate(known):
                if j == i or k.match.tier in _OWN_NAMES:
                    continue
                if k.concept in members or (several and among(k.concept, members)):
                    odds += math.exp(utilities[j] - utilities[i])
                    features[j].append(("borrowed_name", 1.0))
                    utilities[j] += weights["borrowed_name"]
            if odds:
                features[i].append(("family_of_aliases", math.log1p(odds)))
                utilities[i] += weights["family_of_aliases"] * math.log1p(odds)
                return

    def _give_to_member(
        self, word: PrintedWord, known: Sequence[Known], features: list[list[Feature]], utilities: list[float]
    ) -> Sequence[Known]:
        """Give the tagger's gene the belief in the printed family that contains it: the tag is a member, and right."""
        top = max(range(len(known)), key=utilities.__getitem__)
        family = known[top]
        if family.kind not in FAMILY_KINDS or family.match.via == VIA_EXPANDED:
            return known
        members = self.lexicon.members_of(family.concept)
        match = next(
            (m for m in self.finder.matcher.exact(word.keyword) if not m.hit.status and m.hit.concept in members), None
        )
        if match is None:
            return known
        weights = self.weights
        own = self.finder.weigh(match)
        known = [*(own if k.concept == own.concept else k for k in known)]
        at = next((i for i, k in enumerate(known) if k is own), len(known))
        if at == len(known):
            known.append(own)
            features.append([])
            utilities.append(own.base)
        behind = utilities[top] - utilities[at]
        features[at].append(("tagged_member", behind))
        utilities[at] += weights["tagged_member"] * behind
        features[top].append(_WHOLE)
        utilities[top] += weights["named_whole"]
        return known
