"""The features of a candidate: everything that its score is the weighted sum of.

Each is a name, a row of ``data/weights.tsv``, and a value; a feature of value 0 is left out. Those of the name alone
are the same in every record and remembered with the candidate (:func:`name_features`), those of the record are asked
for each label (:class:`RecordFeatures`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from ..matching.matcher import VIA_EXACT, VIA_ORTHOLOG, WITHDRAWN, Match
from ..model.result import Tier
from ..organisms.genes import case_matters, follows_case, with_own_names
from ..text import names as nm
from ..text.index import fold
from ..vocabulary.entry import STATUSES
from ..vocabulary.reader import Hit, Lexicon

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


def name_features(lexicon: Lexicon, match: Match) -> list[Feature]:
    """Return the features of a candidate that no record changes."""
    hit = match.hit
    kind = lexicon.kinds[hit.kind]
    out = [(TIERS[match.tier], 1.0)]
    if kind == "gene":
        case = case_feature(match.text, hit.taxon)
        if case:
            out.append(("case", case))
        out.append(("studied", math.log1p(lexicon.name_count(hit.concept))))
        if lexicon.agreed(hit.name):
            out.append(("agreed", 1.0))
        if lexicon.is_usual(hit.name):
            out.append(("usual", 1.0))
        if _is_unproductive(lexicon, hit.concept):
            out.append(("unproductive", 1.0))
        if not lexicon.has_xrefs(hit.concept):
            out.append(("uncatalogued", 1.0))
    elif kind in FAMILY_KINDS:
        out += (("own_family", 1.0), ("studied", FAMILY_STUDIED))
    elif kind == "protein":
        out.append(("protein", 1.0))
    elif kind in CHEMICAL_KINDS:
        out += (("chemical", 1.0), ("studied", math.log1p(lexicon.name_count(hit.concept))))
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
        if spelled or (kind in FAMILY_KINDS and match.text.istitle() and name.upper() == match.text.upper()):
            out.append(("exact_spelling", 1.0))
    if match.via == VIA_ORTHOLOG:
        out.append(("transferred", 1.0))
    if match.cost:
        out.append(("edit", float(match.cost)))
    return out


def was_called(lexicon: Lexicon, match: Match) -> bool:
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


def free_substance(lexicon: Lexicon, match: Match) -> Hit | None:
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


@lru_cache(maxsize=4096)
def _letters(text: str) -> tuple[int, bool]:
    """Return the case of a word's letters, and whether they are too few to tell."""
    few = " " in text or len(text) < 3 or sum(c.isalpha() for c in text) < 2 or text[1:2].isdigit()
    return nm.case_of(text), few


@lru_cache(maxsize=4096)
def _case_feature(case: int, little: bool, taxon: int) -> float:
    if little or case == 3:
        return 0.0
    return follows_case(taxon, nm.CASES[case])


def _is_biologic(lexicon: Lexicon, concept: int) -> bool:
    """Tell whether a chemical is called as a gene is."""
    hits = lexicon.hits(nm.fold(lexicon.symbol(concept)))
    return any(hit.taxon == 9606 and lexicon.kinds[hit.kind] == "gene" for hit in hits)


def _is_unproductive(lexicon: Lexicon, concept: int) -> bool:
    """Tell whether a gene's full names say that it has no product of its own."""
    return any("pseudogene" in name or "readthrough" in name.replace("-", "") for name in lexicon.full_names(concept))


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
    spelled
        Concepts that the label's long form names.
    gains, default_gain
        What the text's definition of the label says of concepts, in nats, and of all others.
    is_figure_word
        Whether figures shorten something else so.
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
    spelled: Collection[int]
    gains: Mapping[int, float]
    default_gain: float
    is_figure_word: bool
    microbe: int = 0
    targets: frozenset[int] = frozenset()


class RecordFeatures:
    """The features of a label's candidates in one record.

    Parameters
    ----------
    lexicon
        The vocabulary.
    asked
        The label.
    known
        All candidates of the label.
    company
        What the other labels' pathways say for genes, in nats.
    """

    def __init__(
        self, lexicon: Lexicon, asked: Asked, known: Sequence[Known], company: Mapping[int, float] = NO_COMPANY
    ) -> None:
        self.lexicon = lexicon
        self.asked = asked
        self.known = known
        self.company = company
        self.greek = nm.has_greek(asked.text)
        #: Whether a family has just this name.
        self.family = any(k.kind in FAMILY_KINDS and k.match.via == VIA_EXACT for k in known)
        #: Whether the figure's organism has something of just this name, or a family has it.
        self.at_home = bool(asked.targets) and asked.targets.isdisjoint(with_own_names()) and any(
            k.match.via == VIA_EXACT
            and not k.match.hit.status
            and (k.kind in FAMILY_KINDS or (k.taxon in asked.targets and k.kind == "gene"))
            for k in known
        )

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
        """Return the features of a candidate that depend on the record."""
        match, concept, taxon, kind, *_ = candidate
        asked, out = self.asked, []
        if asked.microbe and not self._is_of_microbe(candidate):
            out.append(("of_microbe", 1.0))
        if taxon and kind == "gene" and self.at_home and match.via == VIA_EXACT and taxon in with_own_names():
            out.append(("elsewhere", 1.0))
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
        if concept in asked.spelled:
            out.append(("long_form", 1.0))
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
        if asked.kind and (asked.kind == "chemical") != (kind in CHEMICAL_KINDS):
            out.append((f"{asked.kind}_by_tag", 1.0))
        if kind == "gene":
            if not self.family and match.tier is Tier.PREVIOUS and was_called(self.lexicon, match):
                # QARS became QARS1: a symbol that only got its number is the first heir of the name.
                heir = re.fullmatch(re.escape(match.text) + r"[1A]", self.lexicon.symbol(concept), re.I)
                out.append(("renamed", 2.0 if heir else 1.0))
            if self.greek and writes_greek(self.lexicon, match.hit.name):
                out.append(("greek", 1.0))
            if asked.is_figure_word:
                out.append(("figure_word", 1.0))
            if match.hit.status:
                if len(asked.key) < 3 or match.note == PLURAL:
                    out.append(("weak_alias", 1.0))
            elif taxon in case_matters() and self._begins_otherwise(match):
                out.append(("other_case", 1.0))
        return out

    def _others(self, candidate: Known, others: Set[str]) -> int:
        """Return how many other labels of the record name a concept.

        A gene that another label calls by its symbol is not meant twice: HNF4A, an alias of HNF1A, beside HNF1A.
        """
        asked, match = self.asked, candidate.match
        count = len(others) - (asked.key in others)
        if count > 0 and match.hit.status and fold(self.lexicon.symbol(candidate.concept)) in others:
            taxa = (candidate.taxon, asked.organism or candidate.taxon)
            count -= any(
                k.taxon in taxa and not k.match.hit.status and k.match.via == VIA_EXACT for k in self.known
            )
        return count

    def _begins_otherwise(self, match: Match) -> bool:
        return self.asked.text[:1].isupper() != self.lexicon.name_text(match.hit.name)[:1].isupper()


def writes_greek(lexicon: Lexicon, name: int) -> bool:
    """Tell whether a name writes a Greek letter as one: ERα, ERalpha, Era."""
    text = lexicon.name_text(name)
    if nm.has_greek(text):
        return True
    if len(text) < 3 or not text[-1].islower():
        return False
    return text[:-1].rstrip("0123456789").isupper() or (len(text) == 3 and text[0].isupper())
