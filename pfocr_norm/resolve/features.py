"""The features of a candidate: everything that its score is the weighted sum of.

Each is a name, a row of ``data/weights.tsv``, and a value; a feature of value 0 is left out. Those of the name alone
are the same in every record and remembered with the candidate (:func:`name_features`), those of the record are asked
for each label (:class:`RecordFeatures`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from ..matching.matcher import VIA_EXACT, VIA_ORTHOLOG, WITHDRAWN, Match
from ..model.result import Tier
from ..organisms.genes import case_matters, copied, follows_case, with_own_names
from ..text import names as nm
from ..text.index import fold
from ..vocabulary.entry import STATUSES
from ..vocabulary.protocol import Hit, Vocabulary
from ..vocabulary.wordlists import figure_words

Feature = tuple[str, float]

FAMILY_KINDS = frozenset(("family", "complex"))
CHEMICAL_KINDS = frozenset(("chemical", "drug", "role"))
#: Feature of each tier.
TIERS = {
    Tier.IDENTIFIER: "identifier", Tier.APPROVED: "approved", Tier.FULL_NAME: "full_name", Tier.PREVIOUS: "previous",
    Tier.ALIAS: "alias", Tier.EXPANDED: "expanded", Tier.STRIPPED: "stripped", Tier.OCR: "ocr", Tier.FUZZY: "fuzzy",
    Tier.ONLINE: "fuzzy",
}  # fmt: skip
#: How well known a family is, as log(1 + names): FamPlex lists few of its names.
FAMILY_STUDIED = 2.3
NO_COMPANY: Mapping[int, float] = {}
#: Note of a match that only the plural leads to (HATs).
PLURAL = "without 's'"


class Known(NamedTuple):
    """A candidate of a label, before a record is looked at.

    Attributes
    ----------
    match
        How the name matched.
    concept, taxon, kind
        Copies of the match's hit, for speed.
    base
        The part of the utility that depends on label and name alone, in nats.
    no_member, shared
        Values of these two features, which depend on the other candidates of the label.
    """

    match: Match
    concept: int
    taxon: int
    kind: str
    base: float
    no_member: float = 0.0
    shared: float = 0.0


def name_features(lexicon: Vocabulary, match: Match) -> list[Feature]:
    """Return the features of a candidate that no record changes."""
    hit = match.hit
    kind = lexicon.kinds[hit.kind]
    out = [(TIERS[match.tier], 1.0)]
    case = case_feature(match.text, hit.taxon) if kind == "gene" else 0.0
    if kind == "gene":
        if case:
            out.append(("case", case))
        out.append(("studied", math.log1p(lexicon.name_count(hit.concept))))
        if lexicon.agreed(hit.name):
            out.append(("agreed", 1.0))
        if lexicon.is_usual(hit.name):
            out.append(("usual", 1.0))
        if lexicon.is_unproductive(hit.concept):
            out.append(("unproductive", 1.0))
        if not lexicon.has_xrefs(hit.concept):
            out.append(("uncatalogued", 1.0))
    elif kind in FAMILY_KINDS:
        out += (("own_family", 1.0), ("studied", FAMILY_STUDIED))
    elif kind == "protein":
        out.append(("protein", 1.0))
    elif kind in CHEMICAL_KINDS:
        out += (("chemical", 1.0), ("studied", math.log1p(lexicon.name_count(hit.concept))))
        # Short forms are told by their capitals: DES is a drug, Des a gene of the mouse.
        if lexicon.is_usual(hit.name) and lexicon.name_text(hit.name) == match.text:
            out.append(("usual", 1.0))
        if free_substance(lexicon, match) is not None:
            out.append(("salt", 1.0))
        if _is_biologic(lexicon, hit.concept):
            out.append(("biologic", 1.0))
    elif kind == "disease":
        out.append(("disease", 1.0))
    if not match.cost and hit.status != WITHDRAWN:
        name = lexicon.name_text(hit.name)
        # A family's symbol is also written as a word: Raf, Mek and Erk.
        spelled = name == match.text
        if kind in CHEMICAL_KINDS:
            spelled = name.replace("-", "") == match.text.replace("-", "")
        # So is an alias in capitals, by those who write symbols so: Taz for the mouse's alias TAZ.
        as_word = kind in FAMILY_KINDS or (kind == "gene" and hit.status == _ALIAS and case > 0.0)
        if spelled or (as_word and match.text.istitle() and name.upper() == match.text.upper()):
            out.append(("exact_spelling", 1.0))
    if match.via == VIA_ORTHOLOG:
        out.append(("transferred", 1.0))
    if match.cost:
        out.append(("edit", float(match.cost)))
    return out


def was_called(lexicon: Vocabulary, match: Match) -> bool:
    """Tell whether a gene was called just so, and two sources say it."""
    hit = match.hit
    return match.via == VIA_EXACT and lexicon.agreed(hit.name) and lexicon.name_text(hit.name) == match.text


#: What a salt or hydrate is called after its substance.
_SALTS = frozenset(
    "zinc sodium potassium calcium magnesium lithium hydrochloride dihydrochloride sulfate sulphate acetate phosphate "
    "diphosphate citrate maleate fumarate tartrate bitartrate succinate mesylate tosylate bromide hydrobromide "
    "chloride iodide nitrate monohydrate dihydrate trihydrate hydrate anhydrous lysine meglumine tromethamine besylate "
    "pamoate lactate gluconate benzoate salicylate malate oxalate extract".split()
)

#: A label is as similar as this to the name of the substance that it is another name of.
SAME_SUBSTANCE = 80.0
_ALIAS = STATUSES.index("alias")


def free_substance(lexicon: Vocabulary, match: Match) -> Hit | None:
    """Return the substance of a salt (an extract) that a label names without saying so; None where it is none."""
    hit = match.hit
    if hit.status != _ALIAS or lexicon.kinds[hit.kind] not in CHEMICAL_KINDS:
        return None
    name, _, last = lexicon.symbol(hit.concept).rpartition(" ")
    if not name or last.lower() not in _SALTS or last.lower() in match.text.lower():
        return None
    if fuzz.ratio(fold(name), fold(match.text)) < SAME_SUBSTANCE:
        return None  # AMP is no adenosine
    return next((h for h in lexicon.hits(nm.fold(name)) if not h.status and h.kind == hit.kind), None)


def case_feature(text: str, taxon: int) -> float:
    """Return 1 when the capitals of a symbol follow the organism's custom, -1 when they break it, else 0.

    >>> case_feature("Akt1", 10090), case_feature("AKT1", 10090), case_feature("AKT1", 9606), case_feature("p53", 9606)
    (1.0, -1.0, 1.0, 0.0)
    """
    return _case_feature(*_letters(text), taxon)


@lru_cache(maxsize=1 << 14)
def _letters(text: str) -> tuple[int, bool]:
    """Return the case of a word's letters, and whether they are too few to tell."""
    few = " " in text or len(text) < 3 or sum(c.isalpha() for c in text) < 2 or text[1:2].isdigit()
    return nm.case_of(text), few


@lru_cache(maxsize=4096)
def _case_feature(case: int, little: bool, taxon: int) -> float:
    if little or case == 3:
        return 0.0
    return follows_case(taxon, nm.CASES[case])


def _is_biologic(lexicon: Vocabulary, concept: int) -> bool:
    """Tell whether a chemical is called as a gene is."""
    hits = lexicon.hits(nm.fold(lexicon.symbol(concept)))
    return any(hit.taxon == 9606 and lexicon.kinds[hit.kind] == "gene" for hit in hits)


#: Log belief in an organism from which a word in the spelling of its symbols is its gene, in a microbe's list too.
OWN_SYMBOL = -1.5


class Asked(NamedTuple):
    """A label as it is asked for in one record: what its candidates' features of the record depend on.

    Attributes
    ----------
    text, key
        The label and its look-up key.
    kind
        ``"gene"`` or ``"chemical"`` where the tagger's table says so.
    log_taxa, unseen
        Log belief in each organism for the label, and in any other.
    labels_of
        Keys of the record's labels that name each concept.
    organism
        The figure's organism; 0 where none is called.
    family_belief
        Log belief that a human family of this name holds for the figure's mammal; 0 where it need not.
    orthologs
        Orthologs of the gene that the keyword is wrongly tagged as.
    gains, default_gain
        What the text's definition of the label says of concepts, in nats, and of all others.
    microbe
        The virus or bacterium whose protein the text says the label is; 0 for none.
    targets
        Organisms that the figure is about.
    """

    text: str
    key: str
    kind: str
    log_taxa: Mapping[int, float]
    unseen: float
    labels_of: Mapping[int, Set[str]]
    organism: int
    family_belief: float
    orthologs: frozenset[int]
    gains: Mapping[int, float]
    default_gain: float
    microbe: int = 0
    targets: frozenset[int] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Whether the record says nothing of the label but its beliefs in organisms, and its company."""
        return not (
            self.microbe or self.gains or self.default_gain or self.orthologs or self.family_belief
        )


#: Features of the record in the order of a ledger.
ORDER = (
    "of_microbe", "elsewhere", "organism", "coherent", "definition", "together", "projected_ortholog",
    "gene_by_tag", "chemical_by_tag", "renamed", "greek", "figure_word", "first_copy", "weak_alias", "other_case",
)  # fmt: skip


class Drawn(NamedTuple):
    """What the company of other labels is asked for a label's candidates.

    Attributes
    ----------
    humans
        Of each candidate that is a gene its human gene (HGNC number), 0 where it has none; None of other things.
    genes
        The human gene of each concept that has one and is asked for.
    families
        The human genes of each family.
    """

    humans: Sequence[int | None]
    genes: Mapping[int, int]
    families: Mapping[int, tuple[int, ...]]


class LabelFeatures:
    """The candidates of a label with the features that are the same in all records of the same organisms.

    It is remembered between records: of most labels a record then only adds its beliefs.

    Parameters
    ----------
    lexicon
        The vocabulary.
    text, key
        The label and its look-up key.
    known
        Its candidates.
    """

    __slots__ = (
        "_fixed", "bases", "concepts", "drawn", "families", "key", "known", "lexicon", "of_family", "taxa", "text",
    )  # fmt: skip

    def __init__(self, lexicon: Vocabulary, text: str, key: str, known: Sequence[Known]) -> None:
        self.lexicon = lexicon
        self.text = text
        self.key = key
        self.known = known
        # Tuples of numbers, here and below: many labels are remembered, and the garbage collector passes these over.
        self.concepts = tuple([k.concept for k in known])
        self.taxa = tuple([k.taxon for k in known])
        self.bases = tuple([k.base for k in known])
        #: Places of the families among them, and whether one has just this name.
        self.families = tuple([i for i, k in enumerate(known) if k.kind in FAMILY_KINDS])
        self.of_family = any(known[i].match.via == VIA_EXACT for i in self.families)
        self._fixed: dict[tuple[str, frozenset[int]], tuple[float, ...]] = {}
        #: What the candidate finder remembers of their company.
        self.drawn: Drawn | None = None

    def fixed(self, kind: str, targets: frozenset[int], weights: Mapping[str, float]) -> tuple[float, ...]:
        """Return what these features add to each candidate's utility, in nats."""
        found = self._fixed.get((kind, targets))
        if found is None:
            features = self.of(kind, targets)
            found = tuple([sum([weights[name] * value for name, value in own], 0.0) for own in features])
            self._fixed[kind, targets] = found
        return found

    def with_more(self, more: Sequence[Known]) -> LabelFeatures:
        """Return the label with more candidates."""
        return LabelFeatures(self.lexicon, self.text, self.key, (*self.known, *more)) if more else self

    def with_all(self, known: Sequence[Known]) -> LabelFeatures:
        """Return the label with these candidates."""
        return LabelFeatures(self.lexicon, self.text, self.key, known)

    def of(self, kind: str, targets: frozenset[int]) -> list[list[Feature]]:
        """Return the features of each candidate.

        Parameters
        ----------
        kind
            ``"gene"`` or ``"chemical"`` where the tagger's table says so.
        targets
            Organisms that the figure is about.
        """
        # Whether the figure's organism has something of just this name, or a family has it.
        at_home = bool(targets) and targets.isdisjoint(with_own_names()) and any(
            k.match.via == VIA_EXACT
            and not k.match.hit.status
            and (k.kind in FAMILY_KINDS or (k.taxon in targets and k.kind == "gene"))
            for k in self.known
        )
        greek, figure_word = nm.has_greek(self.text), self.text in figure_words()
        return [self._of(k, kind, at_home, greek, figure_word) for k in self.known]

    def _of(self, candidate: Known, by_tag: str, at_home: bool, greek: bool, figure_word: bool) -> list[Feature]:
        match, concept, taxon, kind, *_ = candidate
        out: list[Feature] = []
        if taxon and kind == "gene" and at_home and match.via == VIA_EXACT and taxon in with_own_names():
            out.append(("elsewhere", 1.0))
        if by_tag and (by_tag == "chemical") != (kind in CHEMICAL_KINDS):
            out.append((f"{by_tag}_by_tag", 1.0))
        if kind == "gene":
            if not (self.of_family or figure_word) and match.tier is Tier.PREVIOUS and was_called(self.lexicon, match):
                # QARS became QARS1: a symbol that only got its number is the first heir of the name.
                heir = re.fullmatch(re.escape(match.text) + r"[1A]", self.lexicon.symbol(concept), re.I)
                out.append(("renamed", 2.0 if heir else 1.0))
            if greek and writes_greek(self.lexicon, match.hit.name):
                out.append(("greek", 1.0))
            if figure_word:
                out.append(("figure_word", 1.0))
            if match.hit.status:
                # Of two copies (srfa, srfb) the first is called srf.
                if taxon in copied() and fold(self.lexicon.symbol(concept)) == f"{self.key}a":
                    out.append(("first_copy", 1.0))
                if len(self.key) < 3 or match.note == PLURAL:
                    out.append(("weak_alias", 1.0))
            elif taxon in case_matters() and self._begins_otherwise(match):
                out.append(("other_case", 1.0))
        return out

    def _begins_otherwise(self, match: Match) -> bool:
        return self.text[:1].isupper() != self.lexicon.name_text(match.hit.name)[:1].isupper()


class RecordFeatures:
    """The features of a label's candidates that depend on the record.

    Parameters
    ----------
    asked
        The label as the record asks for it.
    label
        Its candidates.
    weight
        Of the belief in an organism.
    reach
        Nats behind the best by name and organism within which a candidate may win.
    """

    __slots__ = ("asked", "believed", "company", "label", "lexicon", "near")

    def __init__(self, asked: Asked, label: LabelFeatures, weight: float, reach: float) -> None:
        self.lexicon = label.lexicon
        self.asked = asked
        self.label = label
        #: What the other labels' pathways say for genes, in nats.
        self.company = NO_COMPANY
        belief, unseen = asked.log_taxa.get, asked.unseen
        #: The base of each candidate's utility and what the belief in its organism adds, in nats.
        self.believed = [
            base + weight * belief(taxon, unseen) if taxon else base
            for base, taxon in zip(label.bases, label.taxa, strict=True)
        ]
        least = max(self.believed) - reach
        #: The places of what may win: name and organism do not leave it far behind.
        self.near = [place for place, own in enumerate(self.believed) if own >= least]

    def utilities(self, weights: Mapping[str, float]) -> list[float]:
        """Return the utility of each candidate, in nats: of its name, the label, and the record."""
        asked, label = self.asked, self.label
        fixed = label.fixed(asked.kind, asked.targets, weights)
        out = [own + more for own, more in zip(self.believed, fixed, strict=True)]
        for place in self._touched() if asked.is_plain else range(len(out)):
            own = self.of(label.known[place])
            out[place] = label.bases[place] + fixed[place] + sum([weights[name] * value for name, value in own], 0.0)
        return out

    def _touched(self) -> Sequence[int]:
        """Return the places of the candidates that have more features than the belief in their organism."""
        named, key, company = self.asked.labels_of.get, self.asked.key, self.company
        return [
            place
            for place, concept in enumerate(self.label.concepts)
            if concept in company or ((keys := named(concept)) is not None and (len(keys) > 1 or key not in keys))
        ]

    def _is_of_microbe(self, candidate: Known) -> bool:
        """Tell whether a candidate may be what the text calls a microbe's: its own, or a name written just so.

        A list goes on: "HIV-1 Tat, Nef and TNF" has a human symbol in it, in the spelling of human symbols.
        """
        match, _, taxon, kind, *_ = candidate
        if taxon == self.asked.microbe:
            return True
        written = self.lexicon.name_text(match.hit.name) == self.asked.text
        if kind in CHEMICAL_KINDS:
            return written
        return written and not match.hit.status and self.asked.log_taxa.get(taxon, self.asked.unseen) > OWN_SYMBOL

    def of(self, candidate: Known) -> list[Feature]:
        """Return the features of a candidate."""
        _, concept, taxon, kind, *_ = candidate
        asked, out = self.asked, []
        if asked.microbe and not self._is_of_microbe(candidate):
            out.append(("of_microbe", 1.0))
        if taxon:
            belief = asked.log_taxa.get(taxon, asked.unseen)
            if taxon == asked.microbe:
                belief = 0.0
            if asked.family_belief and kind in FAMILY_KINDS:
                belief = asked.family_belief
            out.append(("organism", belief))
        others = asked.labels_of.get(concept)
        if others is not None and (len(others) > 1 or asked.key not in others):
            count = self._others(candidate, others)
            if count > 0:
                out.append(("coherent", math.log1p(count)))
        if asked.gains or asked.default_gain:
            said = asked.gains.get(concept, asked.default_gain)
            if said:
                out.append(("definition", said))
        gain = self.company.get(concept)
        if gain:
            out.append(("together", gain))
        if asked.orthologs and (
            concept in asked.orthologs or asked.orthologs.intersection(self.lexicon.members_of(concept))
        ):
            out.append(("projected_ortholog", 1.0))
        return out

    def _others(self, candidate: Known, others: Set[str]) -> int:
        """Return how many other labels of the record name a concept.

        A gene that another label calls by its symbol is not meant twice: HNF4A, an alias of HNF1A, beside HNF1A; nor
        is fgf8 its copy fgf8b beside fgf8b.
        """
        asked, match = self.asked, candidate.match
        count = len(others) - (asked.key in others)
        if count > 0 and match.hit.status:
            symbol = fold(self.lexicon.symbol(candidate.concept))
            if symbol in others:
                taxa = (candidate.taxon, asked.organism or candidate.taxon)
                count -= symbol[:-1] == asked.key or any(
                    k.taxon in taxa and not k.match.hit.status and k.match.via == VIA_EXACT for k in self.label.known
                )
        return count


def writes_greek(lexicon: Vocabulary, name: int) -> bool:
    """Tell whether a name writes a Greek letter as one: ERα, ERalpha, Era, b-TrCP."""
    text = lexicon.name_text(name)
    if nm.has_greek(text) or (text[1:2] == "-" and text[0] in "abgd" and text[2:3].isupper()):
        return True
    if len(text) < 3 or not text[-1].islower():
        return False
    return text[:-1].rstrip("0123456789").isupper() or (len(text) == 3 and text[0].isupper())
