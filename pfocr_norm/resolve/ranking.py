"""The candidates of a printed word, scored for one record."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from ..matching.matcher import VIA_EXACT, VIA_EXPANDED, Match
from ..model.ledger import Entry, Line
from ..model.result import Tier
from ..organisms.genes import mammals, vertebrates
from ..organisms.places import Place
from ..text.index import fold
from ..text.recordtext import RecordText
from .backprojection import Projection
from .beliefs import Beliefs
from .candidates import CandidateFinder
from .custom import Custom, count_symbols
from .drugroles import DrugRoles
from .features import (
    FAMILY_KINDS,
    NO_COMPANY,
    ORDER,
    Asked,
    Feature,
    Known,
    LabelFeatures,
    RecordFeatures,
    name_features,
)
from .meaning import Meaning, Meanings
from .printed import Origin, PrintedWord, is_foreign
from .scoring import softmax
from .together import Company, meet
from .votes import Votes

_HUMAN = frozenset((9606,))
#: A family holds for another mammal with this log share of the belief in it: its own gene of that name comes first.
FAMILY_SHARE = -0.5
#: Nats behind the best by name and organism within which the company of the other labels may decide.
IN_REACH = 5.0
#: Tiers of names that are a gene's own, which no family takes from it.
#: Tiers of names that a gene may have for all of its kind.
_SHARED_NAMES = (Tier.ALIAS, Tier.FULL_NAME)
_OWN_NAMES = (Tier.APPROVED, Tier.IDENTIFIER, Tier.PREVIOUS)
#: What is said of a candidate that has one of these features.
WHY = {
    "family_of_aliases": "the family of that name",
    "borrowed_name": "a member that bears the family's name as an alias",
    "named_whole": "the printed word names the whole family",
}


_WHOLE: Feature = ("named_whole", 1.0)
_NOBODY: frozenset[int] = frozenset()
_NO_GAINS: Mapping[int, float] = {}
#: Adds a feature to the candidate at a place.
Move = Callable[[int, str, float], None]


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
    label
        The candidates, with what is remembered of them.
    said
        What the text defines it as.
    literal
        Those of them that are what the word means as it was read, where it was repaired.
    role
        The class of drugs whose initials the word is, with the number of its drugs among the labels.
    """

    label: LabelFeatures
    said: Meaning | None = None
    literal: frozenset[int] = frozenset()
    role: tuple[int, int] | None = None


class Weighed(NamedTuple):
    """The candidates of a word with their utilities.

    Attributes
    ----------
    known
        The candidates.
    utilities
        Their utilities, in nats.
    moved
        Features that depend on the utilities of the other candidates, by place.
    """

    known: Sequence[Known]
    utilities: list[float]
    moved: dict[int, list[Feature]]


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
        self.labels = votes.panel.labels
        self.labels_of = votes.labels_of
        self._voters = votes.voters
        self.beliefs = beliefs
        self.targets = targets = beliefs.targets
        self._sought = targets or _HUMAN
        #: The mammals, other than man, that the record is about; whether it is about these and not man.
        self._other_mammals = (targets & mammals()) - _HUMAN
        #: Whether the record is about no vertebrate.
        self._abroad = bool(targets) and targets.isdisjoint(vertebrates())
        self._of_other_mammals = bool(self._other_mammals) and 9606 not in targets
        self.organism = 0 if beliefs.call.best is None else beliefs.call.best.taxon
        self.roles = roles
        self.meanings = Meanings(text.definitions, finder.agreement, finder.senses, beliefs.likely)
        # The genes of one family come from one word: many keywords share a label.
        self._done: dict[tuple[str, str, int, str, Place | None], tuple[Choice, Weighed, list[Scored]]] = {}
        #: What the text says of labels, by their text.
        self.said: dict[str, Meaning | None] = {}

    @cached_property
    def company(self) -> Company:
        """What is drawn together in the figure, put together on first need."""
        return meet(self._voters, self.text.index.words, self.finder)

    @cached_property
    def custom(self) -> Custom:
        """How the labels are written, counted on first need."""
        return count_symbols(self.labels, self._sought, self.finder)

    def candidates(self, word: PrintedWord) -> list[Scored]:
        """Return the scored candidates of a word, best first; those of next to no probability are left out."""
        projection = word.projection
        gene, repaired = (-1, "") if projection is None else (projection.gene, projection.repaired)
        key = (word.text, word.kind, gene, repaired, word.place)
        done = self._done.get(key)
        if done is None:
            choice = self.choice(word)
            weighed = self._weigh(word, choice) if choice.label.known else Weighed((), [], {})
            done = self._done[key] = (choice, weighed, self._score(weighed, choice))
        choice, weighed, scored = done
        tagged = self._with_tag(word, weighed, choice)
        return list(scored) if tagged is weighed else self._score(tagged, choice)

    def choice(self, word: PrintedWord) -> Choice:
        """Return the candidates of a word before they are scored."""
        choice = self._choice(word.text)
        literal = word.projection.repaired if word.projection is not None else ""
        if not literal:
            return choice
        more = _unseen(self._choice(literal).label.known, choice.label.known)
        return choice._replace(label=choice.label.with_more(more), literal=frozenset(k.concept for k in more))

    def _choice(self, text: str) -> Choice:
        beliefs, finder = self.beliefs, self.finder
        key = fold(text)
        microbe = beliefs.microbial.get(key)
        label = finder.find(text, self._sought | {microbe} if microbe else self._sought, beliefs.wanted)
        said, longer = self.meanings.of(text, label.concepts, finder.long_form)
        self.said[text] = said
        if longer:
            label = label.with_more(_unseen([finder.weigh(m) for m in longer], label.known))
        likely = beliefs.likely
        for taxon in label.taxa:
            if not taxon or taxon in likely:
                break
        else:
            found = finder.repaired(text, key, self.text.index.keys)
            if found:
                label = label.with_more(_unseen(found, label.known))
        role = self.roles.of(text)
        if role is None:
            return Choice(label, said)
        own = finder.weigh(role.match)
        known = (*(k for k in label.known if k.concept != own.concept), own)
        return Choice(label.with_all(known), said, role=(own.concept, role.beside))

    def _score(self, weighed: Weighed, choice: Choice) -> list[Scored]:
        known, utilities, moved = weighed
        if not known:
            return []
        weights = self.weights
        probabilities = softmax(utilities, weights["none"], weights["doubt"])
        negligible, literal = weights["negligible"], choice.literal
        if not moved and not literal:
            scored = [Scored(k.match, p) for k, p in zip(known, probabilities, strict=True) if p > negligible]
        else:
            scored = []
            whole = next((known[i].match.text for i, own in moved.items() if own[-1:] == [_WHOLE]), "")
            for place, (k, p) in enumerate(zip(known, probabilities, strict=True)):
                own = moved.get(place)
                last = own[-1][0] if own else ""
                why = WHY.get(last, "")
                tagged = last == "tagged_member"
                if tagged:
                    why = f"a member of the printed family {whole}"
                elif k.concept in literal:
                    why = "the word as it was read"
                if p > negligible or why:
                    scored.append(Scored(k.match, p, why, tagged))
        if not scored:
            scored = [Scored(known[0].match, probabilities[0])]
        if len(scored) > 1:
            scored.sort(key=_best_first)
        return scored

    def weigh(self, word: PrintedWord, choice: Choice) -> Weighed:
        """Return the candidates of a word with their utilities."""
        return self._with_tag(word, self._weigh(word, choice), choice)

    def _weigh(self, word: PrintedWord, choice: Choice) -> Weighed:
        """Return the candidates of a word with their utilities, whatever gene the tagger made of it."""
        weights, label = self.weights, choice.label
        record = self._record_features(word, choice)
        known = label.known
        utilities = record.utilities(weights)
        moved: dict[int, list[Feature]] = {}

        def move(place: int, name: str, value: float) -> None:
            moved.setdefault(place, []).append((name, value))
            utilities[place] += weights[name] * value

        self._add_custom(record, move)
        if word.projection is not None and word.projection.repaired:
            for place, k in enumerate(known):
                if k.concept not in choice.literal:
                    move(place, "repaired", 1.0)
        if choice.role is not None:
            role, beside = choice.role
            for place, k in enumerate(known):
                if k.concept == role:
                    move(place, "initials", math.log1p(beside))
        if label.families:
            self._give_to_family(known, utilities, label.families, move)
        return Weighed(known, utilities, moved)

    def features(self, word: PrintedWord, choice: Choice) -> list[list[Feature]]:
        """Return the features of the label and the record that each candidate of :meth:`weigh` has."""
        return self._features(word, choice, self.weigh(word, choice))

    def _features(self, word: PrintedWord, choice: Choice, weighed: Weighed) -> list[list[Feature]]:
        label, record = choice.label, self._record_features(word, choice)
        _, utilities, moved = weighed
        fixed = label.of(word.kind, self.targets)
        own = [sorted((*record.of(k), *more), key=_place) for k, more in zip(label.known, fixed, strict=True)]
        own += [[] for _ in utilities[len(own) :]]
        return [[*features, *moved.get(place, ())] for place, features in enumerate(own)]

    def _record_features(self, word: PrintedWord, choice: Choice) -> RecordFeatures:
        record = RecordFeatures(self._asked(word, choice), choice.label, self.weights["organism"], IN_REACH)
        if len(record.near) > 1:
            record.company = self._company_gains(choice.label, record.near)
        return record

    def entries(self, word: PrintedWord) -> tuple[Entry, ...]:
        """Return the candidates of a word for its ledger, best first, with all features of each."""
        choice, weights, lexicon = self.choice(word), self.weights, self.lexicon
        if not choice.label.known:
            return ()
        weighed = self.weigh(word, choice)
        known, utilities, _ = weighed
        of_record = self._features(word, choice, weighed)
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
        label, said, beliefs = choice.label, choice.said, self.beliefs
        log_taxa, unseen = beliefs.of_label(label.key, word.place, word.text)
        return Asked(
            word.text, label.key, word.kind, log_taxa, unseen, self.labels_of, self.organism,
            self._family_belief(label, log_taxa, unseen) if label.families and self._of_other_mammals else 0.0,
            _NOBODY if word.projection is None else self._orthologs(word.projection),
            _NO_GAINS if said is None else said.gains, 0.0 if said is None else said.default,
            beliefs.microbial.get(label.key, 0), self.targets,
        )  # fmt: skip

    def _add_custom(self, record: RecordFeatures, move: Move) -> None:
        """Tell a gene whose symbol the label is, in its spelling, from those that only bear the name, by the others."""
        label = record.label
        near = [k for i in record.near if (k := label.known[i]).taxon in self._sought and k.kind == "gene"]
        if len(near) < 2:
            return
        own, lexicon = {k.concept for k in near}, self.lexicon
        families = [label.concepts[i] for i in label.families] if label.of_family else []
        for place, k in enumerate(label.known):
            match = k.match
            if k.concept not in own or match.hit.status or match.via != VIA_EXACT:
                continue
            # MAP2 is one of its family; rhodopsin, RHO, is not what Rho means.
            if families and not any(k.concept in lexicon.members_of(family) for family in families):
                continue
            if lexicon.name_text(match.hit.name) == label.text and (gain := self.custom.gain()):
                move(place, "custom", gain)

    def _company_gains(self, label: LabelFeatures, near: Sequence[int]) -> Mapping[int, float]:
        """Return what the company of the other labels says for genes, where it may tell those that may win apart."""
        humans, genes, families = self.finder.company(label)
        if len({humans[place] for place in near if humans[place] is not None}) < 2:
            return NO_COMPANY
        gain, key = self.company.gain, label.key
        gains = {gene: gain(gene, key) for gene in set(genes.values())}
        out = {concept: gains[gene] for concept, gene in genes.items()}
        if self._abroad:
            # Nothing speaks for man's own genes in a figure of cress: these pathways are his.
            taxon_of = dict(zip(label.concepts, label.taxa, strict=True))
            out = {concept: found for concept, found in out.items() if taxon_of.get(concept) in self.targets}
        for family, members in families.items():
            # A family keeps the company of its members.
            out[family] = max([gains[gene] if gene in gains else gain(gene, key) for gene in members], default=0.0)
        return out

    def _family_belief(self, label: LabelFeatures, log_taxa: Mapping[int, float], unseen: float) -> float:
        """Return the log belief that a human family of this name holds for the figure's mammal; 0 where it need not.

        FamPlex families are human ones. A mouse gene of the name comes first when the name is its own, or when it
        is the ortholog of a member (AKT, an alias of Akt1); not when several of them share the name alike (PI3K), nor
        when it only bears the word (Mek, of Mdk).
        """
        targets = self.targets
        members = {m for place in label.families for m in self.lexicon.members_of(label.concepts[place])}
        own = [k for k in label.known if k.taxon in targets and k.kind == "gene"]
        bearers = [math.exp(k.base) for k in own if self.finder.among(k.concept, members)]
        if any(not k.match.hit.status for k in own) or (bearers and not _alike(bearers)):
            return 0.0
        return max([log_taxa.get(taxon, unseen) for taxon in targets]) + FAMILY_SHARE

    def _orthologs(self, projection: Projection) -> frozenset[int]:
        if projection.gene < 0:
            return _NOBODY
        orthologs = self.finder.matcher.orthologs
        return frozenset(o for taxon in self.targets for o in orthologs(projection.gene, taxon))

    def _give_to_family(
        self, known: Sequence[Known], utilities: Sequence[float], families: Sequence[int], move: Move
    ) -> None:
        """Give a family the belief in members that only borrow its name as an alias (AKT, alias of AKT1)."""
        other_mammals, among = self._other_mammals, self.finder.among
        for i in sorted(families, key=lambda i: -utilities[i]) if len(families) > 1 else families:
            family = known[i]
            if family.match.cost:
                continue
            members = self.finder.members(family.concept)
            if len(members) < 2:
                return
            several = False
            if other_mammals:
                own = [(k, math.exp(u)) for k, u in zip(known, utilities, strict=True) if k.taxon in other_mammals]
                several = len(own) > 1 and _alike([share for k, share in own if among(k.concept, members)])
            odds = 0.0
            for j, k in enumerate(known):
                if j == i or not (k.concept in members or (several and among(k.concept, members))):
                    continue
                if k.match.tier not in _OWN_NAMES:
                    odds += math.exp(utilities[j] - utilities[i])
                    move(j, "borrowed_name", 1.0)
            if odds:
                move(i, "family_of_aliases", math.log1p(odds))
                return

    def _with_tag(self, word: PrintedWord, weighed: Weighed, choice: Choice) -> Weighed:
        """Give the tagger's gene the belief in the printed family that contains it: the tag is a member, and right."""
        known, utilities, moved = weighed
        if word.origin is not Origin.OCR_WORD or not known:
            return weighed
        top = utilities.index(max(utilities))
        printed = known[top]
        is_family = printed.kind in FAMILY_KINDS
        if printed.match.via == VIA_EXPANDED or not (is_family or _is_shared(printed, word.text)):
            return weighed
        tags = [m for m in self.finder.matcher.exact(word.keyword) if not m.hit.status and m.hit.taxon in vertebrates()]
        if is_family:
            members = self.finder.members(printed.concept)
            tags = [m for m in tags if m.hit.concept in members]
        elif tags:
            stem = self._stem(printed.concept)
            tags = [m for m in tags if m.hit.concept != printed.concept and self._stem(m.hit.concept) == stem]
        match = next((home for tag in tags if (home := self._at_home(word, tag)) is not None), None)
        if match is None or match.hit.concept == printed.concept:
            return weighed
        own = self.finder.weigh(match)
        known = [own if k.concept == own.concept else k for k in known]
        utilities, moved = list(utilities), dict(moved)
        at = next((i for i, k in enumerate(known) if k is own), len(known))
        if at == len(known):
            known.append(own)
            utilities.append(own.base)
        behind = utilities[top] - utilities[at]
        for place, name, value in ((at, "tagged_member", behind), (top, *_WHOLE)):
            moved[place] = [*moved.get(place, ()), (name, value)]
            utilities[place] += self.weights[name] * value
        return Weighed(known, utilities, moved)

    def _at_home(self, word: PrintedWord, tag: Match) -> Match | None:
        """Return the tagger's gene, or its one ortholog where the figure is about another vertebrate.

        Families of other organisms have other members.
        """
        if not is_foreign(word, tag.hit.taxon, self.beliefs, self.weights):
            return tag
        taxa, orthologs_in = self.targets & vertebrates(), self.finder.matcher.orthologs
        orthologs = [gene for taxon in taxa for gene in orthologs_in(tag.hit.concept, taxon)]
        if len(orthologs) != 1:
            return None
        return Match(self.lexicon.hit_of(orthologs[0]), VIA_EXACT, self.lexicon.symbol(orthologs[0]))

    def _stem(self, concept: int) -> str:
        """Return the letters that a gene's symbol begins with."""
        return "".join(takewhile(str.isalpha, fold(self.lexicon.symbol(concept))))


def _is_shared(printed: Known, text: str) -> bool:
    """Tell whether a gene bears a name that all of its kind are called by: Frizzled, of FZD1."""
    return printed.kind == "gene" and printed.match.tier in _SHARED_NAMES and not any(map(str.isdigit, text))


def _place(feature: Feature) -> int:
    return ORDER.index(feature[0])
