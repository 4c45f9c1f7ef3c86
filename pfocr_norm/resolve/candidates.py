"""The candidates of a label with everything about them that no record changes, remembered between records.

Most labels of a database are few words that come again and again (AKT, p53, TNF). What the vocabulary has for
them, and the part of their score that depends on the name alone, is worked out once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ..matching.matcher import SUBSTANCES, VIA_EXACT, VIA_EXPANDED, VIA_OCR, VIA_ORTHOLOG, VIA_STRIPPED, Match, Matcher
from ..model.record import is_placeholder
from ..model.result import Candidate, Reference, Tier
from ..organisms import Label, canonical_taxon
from ..organisms.genes import common, lenders, vertebrates
from ..text import names as nm
from ..text.index import fold
from ..text.substances import has_places, is_abbreviation
from ..vocabulary.protocol import Hit
from ..vocabulary.reader import MEMORY
from .features import FAMILY_KINDS, Drawn, Known, LabelFeatures, free_substance, name_features
from .meaning import Agreement
from .scoring import utility
from .senses import Senses
from .weights import Weights

#: How well a name of each status explains a label (order of lexicon.entry.STATUSES).
STRENGTH = (1.0, 0.7, 0.6, 0.5, 0.5, 0.5, 0.3, 0.5)

#: Labels of so many characters are tried with OCR's confusions before they are taken apart.
LONG_LABEL = 8
_DIGITS = re.compile(r"\d+")
#: A small l among capitals and digits is most often an I or a 1: TRAlP, ClB3.
_MISREAD = re.compile(r"^(?=.{4})[A-Z0-9-]+l[A-Z0-9-]*$")
_PHOSPHO = re.compile("p-?(?=[A-Z][A-Za-z0-9])")
#: Difference of utility, in nats, between two names of one substance that decides nothing.
NEARLY = 0.5
#: Members of a family whose company counts for it.
MOST_MEMBERS = 12
#: Many labels have none of what is remembered of them; all of these share this one.
_NONE: frozenset[int] = frozenset()


def _digits(key: str) -> str:
    return "".join(_DIGITS.findall(key))


def _add(found: dict[int, Match], matches: Iterable[Match]) -> None:
    """Add the matches of concepts that have none yet: what was found before counts more."""
    for match in matches:
        found.setdefault(match.hit.concept, match)


def _best_base(known: Known) -> float:
    return -known.base


def _once(known: Iterable[Known]) -> list[Known]:
    """Return each concept with its best name: two names of one gene are no two readings."""
    out: dict[int, Known] = {}
    for item in known:
        have = out.get(item.concept)
        if have is None or have.base < item.base:
            out[item.concept] = item
    return list(out.values())


class Card(NamedTuple):
    """What is shown of a candidate apart from score and reason: made once, used in every record."""

    reference: Reference
    name: str
    entity_type: str
    taxon: int | None
    tier: Tier
    matched: str
    status: str
    xrefs: tuple[tuple[str, tuple[str, ...]], ...]
    members: tuple[str, ...]
    forms: tuple[str, ...]


class Spelled(NamedTuple):
    """A keyword as it is looked up.

    Attributes
    ----------
    text
        Cleaned, in Latin letters.
    placeholder
        Whether it stands for a missing value.
    lookalikes
        Whether Cyrillic letters were read as Latin ones.
    identified
        The concept, where it is a database identifier.
    """

    text: str
    placeholder: bool
    lookalikes: bool = False
    identified: Hit | None = None


class CandidateFinder:
    """Finds candidates in a vocabulary, with a memory that threads share.

    Parameters
    ----------
    matcher
        Matcher over the open vocabulary.
    weights
        Weights of the score.
    memory
        Labels whose candidates are remembered.
    """

    def __init__(self, matcher: Matcher, weights: Weights, *, memory: int = MEMORY) -> None:
        self.matcher = matcher
        self.lexicon = matcher.lexicon
        # A plain dict: each candidate of each label asks for some of them.
        self.weights: Mapping[str, float] = dict(weights)
        self._protein = self.lexicon.kinds.index("protein")
        self._drug = self.lexicon.kinds.index("drug")
        self.find = lru_cache(maxsize=2 * memory)(self._find)
        self._named = lru_cache(maxsize=2 * memory)(self._find_named)
        self._adds = lru_cache(maxsize=2 * memory)(self._adds_orthologs)
        #: Shown forms of candidates; at twice `memory` of them it is emptied.
        self._cards: dict[tuple[int, int, int], Card] = {}
        self._most_cards = 2 * memory
        self.symbols = lru_cache(maxsize=2 * memory)(self._symbols)
        self.symbol_taxa = lru_cache(maxsize=2 * memory)(self._symbol_taxa)
        self.explains = lru_cache(maxsize=2 * memory)(self._explains)
        self.human_genes = lru_cache(maxsize=2 * memory)(self._human_genes)
        self.spelled = lru_cache(maxsize=2 * memory)(self._spelled)
        self.approved_taxa = lru_cache(maxsize=memory)(self._approved_taxa)
        self.drugs = lru_cache(maxsize=memory)(self._drugs)
        self.long_form = lru_cache(maxsize=memory // 4)(self._long_form)
        self.agreement = Agreement(matcher)
        self.senses = Senses(self.lexicon.path)
        #: Scores of matches by their name; at four times `memory` of them it is emptied.
        self._bases: dict[tuple[int | str, ...], float] = {}
        self._most_bases = 4 * memory
        self.humans = lru_cache(maxsize=4 * memory)(self._humans)
        self.near = lru_cache(maxsize=memory // 2)(self._near)
        self.members = lru_cache(maxsize=memory // 2)(self._members)

    def human(self, concept: int) -> int:
        """Return the HGNC number of a human gene, or of a gene's one human ortholog; 0 where there is none."""
        found = self.humans(concept)
        return found[0] if len(found) == 1 else 0

    def _humans(self, concept: int) -> tuple[int, ...]:
        """Return the HGNC numbers of a gene, of its human orthologs, or of the members of a family."""
        lexicon = self.lexicon
        genes: Iterable[int] = lexicon.members_of(concept)
        if not genes:
            own = lexicon.human_gene(concept)
            if own:
                return (own,)
            genes = self.matcher.orthologs(concept, 9606)
        return tuple([number for gene in genes if (number := lexicon.human_gene(gene))][:40])

    def _symbols(self, text: str) -> tuple[Hit, ...]:
        """Return the genes whose approved symbol is written exactly so, of all organisms."""
        lexicon = self.lexicon
        return tuple(
            [
                hit
                for hit in self.matcher.named_so(text)
                if hit.status == 0 and hit.taxon and lexicon.kinds[hit.kind] == "gene"
                and lexicon.name_text(hit.name) == text
            ]
        )  # fmt: skip

    def _symbol_taxa(self, text: str) -> frozenset[int]:
        """Return the organisms in which a word is, written exactly so, the approved symbol of a gene."""
        return frozenset([hit.taxon for hit in self.symbols(text)]) or _NONE

    def _explains(self, text: str) -> tuple[str, Label, tuple[int, ...]]:
        """Return a label's key, what each organism has for it (the panel vote), and the concepts it names."""
        taxa: dict[int, float] = {}
        concepts = []
        for hit in self.matcher.named_so(text):
            concepts.append(hit.concept)
            if hit.taxon and self.lexicon.kinds[hit.kind] == "gene":
                taxon = canonical_taxon(hit.taxon)
                taxa[taxon] = max(taxa.get(taxon, 0.0), STRENGTH[hit.status])
        return fold(text), Label(text, taxa), tuple(dict.fromkeys(concepts))

    def _human_genes(self, text: str, most: int | None) -> tuple[str, frozenset[int]]:
        """Return a label's key, and the HGNC numbers of the genes that its concepts, or the first of them, are."""
        key, _, concepts = self.explains(text)
        return key, frozenset([gene for concept in concepts[:most] for gene in self.humans(concept)]) or _NONE

    def _spelled(self, keyword: str) -> Spelled:
        text = nm.clean(keyword)
        if not fold(text) or is_placeholder(text):
            return Spelled(text, True)
        lookalikes = nm.has_lookalikes(text)
        if lookalikes:
            text = nm.latinize(text)
        return Spelled(text, False, lookalikes, self.matcher.identifier(text))

    def _approved_taxa(self, text: str) -> frozenset[int]:
        """Return the organisms in which a word is an approved symbol, however it is written."""
        return frozenset([hit.taxon for hit in self.matcher.named_so(text) if hit.status == 0]) or _NONE

    def _drugs(self, text: str) -> frozenset[int]:
        """Return the drugs of this name."""
        return frozenset([hit.concept for hit in self.matcher.named_so(text) if hit.kind == self._drug]) or _NONE

    def company(self, label: LabelFeatures) -> Drawn:
        """Return what the company of other labels is asked for a label, remembered with it."""
        found = label.drawn
        if found is None:
            human = self.human
            # Yeast's own ACO2 is not outvoted by the ortholog of the human gene of that name.
            owners = {k.taxon for k in label.known if k.match.via == VIA_EXACT and not k.match.hit.status}
            genes = {
                k.concept: gene
                for k in label.known
                if k.kind == "gene" and not (k.match.via == VIA_ORTHOLOG and k.taxon in owners)
                and (gene := human(k.concept))
            }  # fmt: skip
            families = {
                family: tuple([gene for m in self.lexicon.members_of(family)[:MOST_MEMBERS] if (gene := human(m))])
                for family in [label.concepts[place] for place in label.families]
            }
            found = label.drawn = Drawn(
                tuple([human(k.concept) if k.kind == "gene" else None for k in label.known]), genes, families
            )
        return found

    def weigh(self, match: Match) -> Known:
        """Return a match with its score by label and name alone, which is remembered."""
        hit, via, text, note, cost = match
        # All that tells a match, in numbers and text: the garbage collector passes such keys, and the scores, over.
        key = (hit.concept, hit.name, hit.status, via, text, note, cost)
        base = self._bases.get(key)
        if base is None:
            if len(self._bases) >= self._most_bases:
                self._bases.clear()
            base = self._bases[key] = utility(name_features(self.lexicon, match), self.weights)
        return Known(match, hit.concept, hit.taxon, self.lexicon.kinds[hit.kind], base)

    def _find(self, text: str, targets: frozenset[int], wanted: tuple[int, ...]) -> LabelFeatures:
        """Return the candidates of a label: exact names, else variants, and names of orthologs.

        Parameters
        ----------
        text
            The label.
        targets
            Organisms of the figure, one at least: variants are only asked for where no exact name of them is known.
        wanted
            Organisms to which names of orthologs are carried over.
        """
        exact = self._exact(text)
        phosphorylated = self._phosphorylated(text, targets)
        if not phosphorylated and self._satisfied(exact, targets):
            known = self._named(text, tuple([taxon for taxon in wanted if self._adds(text, taxon)]))
        else:
            known = self._sought(text, phosphorylated or {m.hit.concept: m for m in exact}, targets, wanted)
        known = tuple([k for k in known if not k.taxon or k.taxon in common() or k.taxon in targets]) or known
        return LabelFeatures(self.lexicon, text, fold(text), known)

    def _adds_orthologs(self, text: str, taxon: int) -> bool:
        """Tell whether names of orthologs carry over genes of an organism that do not bear the label themselves."""
        exact = self._exact(text)
        found = {m.hit.concept for m in exact}
        return any(heir not in found for _, _, heir in self.matcher.heirs(exact, (taxon,)))

    def _add_heirs(
        self, found: dict[int, Match], matches: Iterable[Match], taxa: Sequence[int], sources: Collection[int] = ()
    ) -> None:
        """Add the orthologs that matches lend their name to, those that have none yet."""
        for match, taxon, heir in self.matcher.heirs(matches, taxa, sources=sources):
            if heir not in found:
                found[heir] = self.matcher.inherited(match, taxon, heir)

    def _find_named(self, text: str, wanted: tuple[int, ...]) -> tuple[Known, ...]:
        """Return the candidates of a label that is a name of what the figure may be about: no variant is asked for.

        Most labels are; figures of many organisms share these.
        """
        found = {m.hit.concept: m for m in self._exact(text)}
        owners = {hit.taxon for hit in self.symbols(text)}
        self._add_heirs(found, found.values(), [t for t in wanted if t not in owners])
        return self._rated(found)

    def _sought(
        self, text: str, found: dict[int, Match], targets: frozenset[int], wanted: tuple[int, ...]
    ) -> tuple[Known, ...]:
        """Return the candidates of a label that may be no name as it is: its variants, too."""
        matcher = self.matcher
        # A long name with a letter misread says more than what is left of it without its brackets.
        misread = () if found or len(text) < LONG_LABEL else matcher.repairs(text)
        found.update((m.hit.concept, m) for m in misread)
        if not misread and not self._satisfied(found.values(), targets):
            _add(found, matcher.variants(text))
            note = f"one of the list {text!r}"
            for part in matcher.expansion(text):
                _add(found, (match._replace(via=VIA_EXPANDED, note=note) for match in matcher.part(part)))
        self._add_heirs(found, found.values(), wanted)
        if not self._satisfied(found.values(), targets):
            self._far(text, found, targets, wanted)
        return self._rated(found)

    def _rated(self, found: dict[int, Match]) -> tuple[Known, ...]:
        """Return the candidates of matches, the best name first."""
        self._add_free_substances(found)
        known = self._as_one_gene(self._beside_family(list(map(self.weigh, found.values()))))
        return tuple(sorted(self._as_one_substance(known), key=_best_base))

    def _add_free_substances(self, found: dict[int, Match]) -> None:
        """Add the substance of a salt that bears the label as an alias: the label names no salt."""
        for match in list(found.values()):
            free = free_substance(self.lexicon, match)
            if free is not None and free.concept not in found:
                note = f"the substance of {self.lexicon.symbol(match.hit.concept)}, which bears the name"
                hit = match.hit._replace(concept=free.concept, kind=free.kind)
                found[free.concept] = match._replace(hit=hit, note=note)

    def _exact(self, text: str) -> Sequence[Match]:
        """Return the names of a label as it is, and those behind a letter that looks misread."""
        exact = self.matcher.exact(text)
        if not _MISREAD.search(text) or any(self.lexicon.name_text(m.hit.name) == text for m in exact):
            return exact
        note = "a small l for a capital one"
        return [*(m._replace(via=VIA_OCR, note=note, cost=1) for m in exact), *self.matcher.repairs(text)]

    def _far(self, text: str, found: dict[int, Match], targets: frozenset[int], wanted: tuple[int, ...]) -> None:
        """Add what has nearly these words for its name, else the orthologs of what a model organism calls so."""
        matcher, kinds = self.matcher, self.lexicon.kinds
        # What is a name of a family or of a group of proteins is no gene's name cut short.
        if not any(kinds[m.hit.kind] in FAMILY_KINDS or m.hit.kind == self._protein for m in found.values()):
            reworded = matcher.reworded(text)
            _add(found, reworded)
            self._add_heirs(found, reworded, wanted)
        if not self._satisfied(found.values(), targets):
            _add(found, matcher.isoform(text))
        if not self._satisfied(found.values(), targets):
            # A symbol of another organism counts as it is written there: v-ab1 is no vab-1.
            written = [
                m
                for m in found.values()
                if " " in text or self.lexicon.name_text(m.hit.name).lower() == nm.plain_dashes(m.text).lower()
            ]
            self._add_heirs(found, written, wanted, lenders(2))

    def _beside_family(self, known: list[Known]) -> list[Known]:
        """Lower the genes that bear a family's name as an alias and are no members: ERK is not the mouse's Ephb2."""
        families = [k.concept for k in known if k.kind in FAMILY_KINDS and k.match.via == VIA_EXACT]
        members = {m for family in families for m in self.lexicon.members_of(family)}
        if not members:
            return known
        loss = self.weights["no_member"]
        return [
            k._replace(base=k.base + loss, no_member=1.0)
            if k.kind == "gene" and k.match.tier is Tier.ALIAS and not self.among(k.concept, members) else k
            for k in known
        ]  # fmt: skip

    def _members(self, family: int) -> frozenset[int]:
        return frozenset(self.lexicon.members_of(family))

    def among(self, gene: int, members: Collection[int]) -> bool:
        """Tell whether a gene, or its human ortholog, is among the members of families."""
        return gene in members or any(human in members for human in self.matcher.orthologs(gene, 9606))

    def _as_one_substance(self, known: list[Known]) -> list[Known]:
        """Leave out a substance that is a form of another with as good a name: levocarnitine beside carnitine."""
        substances = [k for k in known if k.kind in SUBSTANCES and not k.taxon]
        if len(substances) < 2:
            return known
        forms = {k.concept: {curie for _, curie in self.lexicon.stored_forms(k.concept)} for k in substances}
        out = set()
        for wide in substances:
            for narrow in substances:
                own = self.matcher.chebi_of(narrow.concept)
                if narrow is not wide and own and own <= forms[wide.concept] and wide.concept not in out:
                    out.add(narrow.concept if narrow.base <= wide.base + NEARLY else wide.concept)
        return [k for k in known if k.concept not in out]

    def _as_one_gene(self, known: list[Known]) -> list[Known]:
        """Let orthologs share what their names say: how a name is listed decides on the gene, not on the organism.

        CD19 is printed as human symbols are; in a mouse figure it is Cd19 all the same.
        """
        out = list(known)
        for place, best in enumerate(self.best_orthologs(known)):
            if best != place:
                item = known[place]
                behind = known[best].base - item.base
                out[place] = item._replace(base=item.base + self.weights["shared_name"] * behind, shared=behind)
        return out

    def best_orthologs(self, known: Sequence[Known]) -> list[int]:
        """Return for each candidate the place of its ortholog with the best name; its own where it has none.

        Of the genes that one organism has of a group only the best named one stands for the group: CYP11B2 is no
        reading of CYP11B1, though both are orthologs of one mouse gene.
        """
        out = list(range(len(known)))
        bases = [item.base for item in known]
        groups: dict[int, dict[int, int]] = {}  # of each group, the best place of each organism
        among, groups_of = vertebrates(), self.lexicon.groups_of
        for place, item in enumerate(known):
            if item.kind == "gene" and item.taxon in among:
                for group in groups_of(item.concept):
                    best = groups.setdefault(group, {})
                    if item.taxon not in best or bases[best[item.taxon]] < item.base:
                        best[item.taxon] = place
        for best in groups.values():
            if len(best) < 2:
                continue
            top = max(best.values(), key=bases.__getitem__)
            for place in best.values():
                if bases[top] > bases[out[place]]:
                    out[place] = top
        return out

    def _phosphorylated(self, text: str, targets: frozenset[int]) -> dict[int, Match]:
        """Return what p-ERK or pERK is the phosphorylated form of, unless a name is written just so (pRB, PERK)."""
        prefix = _PHOSPHO.match(text)
        if prefix is None or any(self.lexicon.name_text(hit.name) == text for hit in self.matcher.named_so(text)):
            return {}
        note = f"without {prefix.group()!r}, phosphorylated"
        return {
            m.hit.concept: m._replace(via=VIA_STRIPPED, note=note)
            for m in self.matcher.exact(text[prefix.end() :])
            if m.hit.status == 0 and (m.hit.taxon in targets or self.lexicon.kinds[m.hit.kind] in FAMILY_KINDS)
        }

    def _satisfied(self, found: Collection[Match], targets: frozenset[int]) -> bool:
        """Tell whether an exact name of an organism of the figure (or of a chemical) is among the matches."""
        return any((not m.hit.taxon and m.hit.kind != self._protein) or m.hit.taxon in targets for m in found)

    def repaired(self, text: str, key: str, witness: Collection[str]) -> list[Known]:
        """Return OCR and fuzzy readings of a label; short ones need a witness among the printed words."""
        out = [m for m in self.matcher.repairs(text) if len(key) > 2 or m.text in witness]
        if is_abbreviation(text):
            out = [m for m in out if m.text in witness or self.lexicon.kinds[m.hit.kind] not in SUBSTANCES]
        if not out:
            near = self.near(key)
            if len(key) <= 5:
                near = tuple([pair for pair in near if pair[0] in witness])
            out = list(self.matcher.named(near))
            if has_places(text):
                out = [m for m in out if self.lexicon.kinds[m.hit.kind] not in SUBSTANCES]
        return _once([self.weigh(match) for match in out])

    def _near(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return the keys nearest to one: a letter may be misread, a number is another name (EIN2, EIN3)."""
        number = _digits(key)
        return tuple([pair for pair in self.matcher.nearest(key) if _digits(pair[0]) == number])

    def _long_form(self, text: str) -> tuple[Match, ...]:
        """Return the matches of a long form that the text defines, the best of each concept."""
        note = f"the text spells it {text!r}"
        found = (*self.matcher.exact(text), *self.matcher.variants(text))
        return tuple([known.match for known in _once([self.weigh(match._replace(note=note)) for match in found])])

    def candidate(self, match: Match, score: float, reason: str) -> Candidate:
        """Return the public candidate of a match."""
        hit = match.hit
        key = (hit.concept, hit.name, match.via)
        card = self._cards.get(key)
        if card is None:
            if len(self._cards) > self._most_cards:
                self._cards.clear()
            card = self._cards[key] = self._card(match)
        reference, name, entity_type, taxon, tier, matched, status, xrefs, members, forms = card
        # Candidates are many: this is Candidate(...) without the cost of naming the fields.
        fields = (reference, name, entity_type, taxon, tier, score, matched, status, reason, xrefs, members, forms)
        return tuple.__new__(Candidate, fields)

    def _card(self, match: Match) -> Card:
        lexicon, hit = self.lexicon, match.hit
        concept = lexicon.concept(hit.concept)
        members = tuple([lexicon.reference(m).curie for m in concept.members])
        return Card(
            concept.reference, concept.name, concept.entity_type, concept.taxon, match.tier,
            lexicon.name_text(hit.name), lexicon.statuses[hit.status], concept.xrefs, members,
            lexicon.forms(hit.concept, hit.name),
        )  # fmt: skip
