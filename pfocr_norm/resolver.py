"""Candidates and organism call to one term per keyword, with flags and reasons.

For every keyword a *label* is settled first (the word that was printed: the OCR word, the keyword itself, or a
back-projected name), then the label's candidates are scored and the best is chosen, or none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from . import names as nm
from .backprojection import REQUIRED, BackProjector, Projection, foreign_genes
from .candidates import CandidateFinder, Known
from .context import RecordContext, figure_words
from .flags import flag
from .lexicon.reader import Hit, Lexicon
from .matching import VIA_EXPANDED, Match
from .mentions import fold
from .record import OcrWord, is_placeholder
from .result import Candidate, Flag, FlagCode, Status, Term, Tier
from .scoring import softmax

#: A best candidate is an answer from this probability on …
RESOLVED = 0.5
#: … or from this one when the second stands clearly behind.
LIKELY = 0.3
MARGIN = 0.08
#: Below it a candidate is not worth showing as an ambiguity.
PLAUSIBLE = 0.05
#: The same gene in several organisms together: the organism is the figure's, when it is the best.
SAME_GENE = 0.55
#: Zipf frequency from which a word in lower case is no symbol, also not of its own organism (*and*, *on*).
EVERYDAY = 5.5
#: Utility of a candidate of the other kind than the tagger's table says: its gene list has every short word.
OTHER_KIND = {"gene": -1.0, "chemical": -3.0}
#: Utility of a disease: figures name them, keywords seldom mean them.
DISEASE = -1.5
#: Utility of a gene where the label is what figures shorten otherwise (EMT, ATP).
FIGURE_WORD = -1.5
#: Utility of an alias of one or two letters (Ca, NO, H).
SHORT_ALIAS = -1.5
#: Organisms in which Ras and ras are two genes, and the utility of a symbol that starts otherwise.
CASE_MATTERS = frozenset((7227,))
OTHER_CASE = -2.0
#: Candidates below this probability are not kept.
NEGLIGIBLE = 0.004
#: Candidates that a term shows at most.
MOST_CANDIDATES = 8

_HUMAN = frozenset((9606,))
_FAMILIES = frozenset(("family", "complex"))
_CHEMICALS = frozenset(("chemical", "drug", "role"))
_MAMMALS = frozenset((9606, 10090, 10116, 9913, 9823, 9615, 9544, 9541, 9598, 9986, 10029))


class Label(NamedTuple):
    """The word a term is resolved from, with where it comes from."""

    text: str
    origin: str  # "keyword", "ocr_word", "back_projected"
    reason: str = ""
    projection: Projection | None = None
    kind: str = ""  # of an OCR word: "gene" or "chemical"


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


class Resolver:
    """Resolve the keywords of one record.

    Parameters
    ----------
    finder
        Candidates of labels, remembered between records.
    context
        The record with its text index, organism call and label statistics.
    """

    def __init__(self, finder: CandidateFinder, context: RecordContext) -> None:
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        self.context = context
        self.weights = finder.weights
        self._done: dict[str, Term] = {}
        self._projector: BackProjector | None = None
        self._foreign: dict[str, list[Hit]] = {}
        targets = context.targets
        if targets:
            tagged = context.tagged
            for keyword in context.labels:
                found = foreign_genes(self.lexicon, keyword, targets, tagged)
                if found and not self._native(keyword):
                    self._foreign[keyword] = found

    @property
    def projector(self) -> BackProjector:
        """The record's back-projector, made on first need."""
        if self._projector is None:
            self._projector = BackProjector(
                self.lexicon, self.context.index, self._foreign, self.context.targets, self.context.common
            )
        return self._projector

    def term(self, keyword: str) -> Term:
        """Return the term of a keyword."""
        found = self._done.get(keyword)
        if found is None:
            found = self._done[keyword] = self._term(keyword)
        return found

    # -- the label -----------------------------------------------------------------------------------------

    def _native(self, keyword: str) -> bool:
        """Tell whether the keyword is spelled as an approved symbol of an organism of the figure."""
        targets = self.context.targets
        return any(
            m.hit.status == 0 and m.hit.taxon in targets and self.lexicon.name_text(m.hit.name) == keyword
            for m in self.matcher.exact(keyword)
        )

    def _term(self, keyword: str) -> Term:
        text = nm.clean(keyword)
        if not nm.fold(text) or is_placeholder(text) and not (text == "NA" and self._native("NA")):
            return Term(
                keyword, Status.STOPPED, text, None, (), (flag(FlagCode.PLACEHOLDER, keyword),),
                "a placeholder for a missing value, not a word of the figure",
            )  # fmt: skip
        flags: list[Flag] = []
        if nm.has_lookalikes(text):
            text = nm.latinize(text)
            flags.append(flag(FlagCode.LOOKALIKE, keyword, text))
        own = self.context.overrides.get(nm.fold(text))
        if own is not None:
            return self._overridden(keyword, text, own)
        hit = self.matcher.identifier(text)
        if hit is not None:
            return self._identified(keyword, text, hit, flags)
        label = self._label(keyword, text)
        if label is None:
            return self._unsupported(keyword, text, flags)
        if label.origin == "stopped":
            flags.append(flag(FlagCode.COMMON_WORD, keyword, label.text))
            return Term(keyword, Status.STOPPED, label.text, None, (), tuple(flags), label.reason)
        return self._resolve(keyword, label, flags)

    def _label(self, keyword: str, text: str) -> Label | None:
        """Return the printed word behind a keyword, or None when nothing supports one."""
        words = self.context.words.get(keyword)
        if words:
            return self._ocr_label(words[0])
        foreign = self._foreign.get(text)
        key = nm.fold(text)
        printed = self.context.index.printed(key)
        if not foreign:
            if printed is not None and printed != text and self._misread(text):
                return Label(printed, "back_projected", f"the text prints {printed!r}")
            return Label(text, "keyword", "", None, self.context.kind_of(text))
        common = self.context.common
        direct = printed is not None and not (printed.islower() and (key in common or len(key) < 3))
        targets = self.context.targets
        if direct and any(m.hit.taxon in targets or not m.hit.taxon for m in self.matcher.exact(text)):
            return Label(printed or text, "back_projected", f"the text prints {printed!r}", None)
        labels = self.projector.labels(text)
        best = labels[0] if labels else None
        if best is not None and best.points >= REQUIRED and not (best.points < 2.2 and len(best.key) < 3):
            return Label(best.label, "back_projected", _why_projected(best, self.lexicon), best)
        word = self.projector.common_word(text)
        if word is not None:
            return Label(word, "stopped", f"the plain word {word!r} names several genes of the tagged organism")
        if printed is not None or not self.context.evidence:
            return Label(text, "keyword", "", None, self.context.kind_of(text))
        return None

    def _ocr_label(self, word: OcrWord) -> Label:
        """Return the label of an OCR word, repaired when the text prints a better known look-alike."""
        text = nm.trim(nm.clean(word.word))
        if nm.has_lookalikes(text):
            text = nm.latinize(text)
        reason = f"the tagger read the word {word.word!r}"
        key, targets = nm.fold(text), self.context.targets
        hits = [m.hit for m in self.matcher.exact(text) if m.hit.taxon in targets]
        if word.kind == "gene" and targets and not any(h.status == 0 for h in hits) and self.context.index.printed(key) is None:
            repaired = self.projector.repair(key)
            if repaired is not None:
                projection = Projection(repaired, nm.fold(repaired), 0.0, True, 0, False, -1, text)
                return Label(repaired, "ocr_word", f"{reason}; one look-alike letter from {repaired!r}, which the text prints",
                             projection, word.kind)  # fmt: skip
        return Label(text, "ocr_word", reason, None, word.kind)

    def _misread(self, text: str) -> bool:
        """Tell whether a gene keyword of a record with wrong tags only is not spelled as the organism's own symbol."""
        if not self.context.all_wrong or self._native(text):
            return False
        kinds = {self.lexicon.kinds[m.hit.kind] for m in self.matcher.exact(text)}
        return bool(kinds & {"gene", *_FAMILIES}) and not kinds & _CHEMICALS

    # -- candidates and choice -----------------------------------------------------------------------------

    def candidates(self, label: Label) -> list[Scored]:
        """Return the scored candidates of a label, best first; those of next to no probability are left out."""
        return self._score(label, *self.known(label))

    def known(self, label: Label) -> tuple[Sequence[Known], str, frozenset[int]]:
        """Return a label's candidates before scoring, its key, and the concepts that its long form names."""
        text, context, finder = label.text, self.context, self.finder
        known = finder.find(text, context.targets or _HUMAN, context.wanted)
        spelled: frozenset[int] = frozenset()
        key = fold(text)
        long_form = context.short_forms.get(key)
        if long_form:
            longer = finder.long_form(long_form)
            spelled = frozenset(k.concept for k in longer)
            known = (*known, *_unseen(longer, known))
        likely = context.likely
        for k in known:
            if not k.taxon or k.taxon in likely:
                break
        else:
            found = finder.repaired(text, key, context.printed_keys)
            known = (*known, *_unseen(found, known))
        return known, key, spelled

    def _score(self, label: Label, known: Sequence[Known], key: str, spelled: frozenset[int]) -> list[Scored]:
        if not known:
            return []
        context, weights = self.context, self.weights
        log_taxa, unseen = context.taxa_for(key)
        w_organism, coherence = weights.organism, context.labels_of
        greek = nm.has_greek(label.text)
        orthologs = self._orthologs(label.projection)
        text = label.text
        nothing_but = figure_words().get(text)
        # FamPlex families are human ones; they hold for other mammals where those have no gene of the name.
        targets = context.targets
        families_hold = 0.0
        if targets and 9606 not in targets and targets & _MAMMALS and not any(k.taxon in targets for k in known):
            families_hold = max(log_taxa.get(t, unseen) for t in targets) - 0.5
        utilities = []
        for match, concept, taxon, kind, base in known:
            utility = base
            if taxon:
                utility += w_organism * log_taxa.get(taxon, unseen)
            others = coherence.get(concept)
            if others is not None:
                count = len(others) - (key in others)
                if count:
                    utility += weights.coherent * math.log1p(count)
            if concept in spelled:
                utility += weights.long_form
            if orthologs and (
                concept in orthologs or orthologs.intersection(self.lexicon.concept(concept).members)
            ):
                utility += 1.0
            if greek and kind == "gene" and self.finder.greek(match.hit.name):
                utility += 1.0
            if label.kind and (label.kind == "chemical") != (kind in _CHEMICALS):
                utility += OTHER_KIND[label.kind]
            if kind == "disease":
                utility += DISEASE
            elif kind == "gene":
                if nothing_but is not None:
                    utility += FIGURE_WORD
                if len(key) < 3 and match.hit.status:
                    utility += SHORT_ALIAS
                elif taxon in CASE_MATTERS and not match.hit.status and _other_initial(text, self.lexicon, match):
                    utility += OTHER_CASE
            elif kind in _FAMILIES and families_hold:
                utility += w_organism * (families_hold - log_taxa.get(taxon, unseen))
            utilities.append(utility)
        probabilities = softmax(utilities, weights.none)
        scored = [Scored(k.match, p) for k, p in zip(known, probabilities, strict=True) if p > NEGLIGIBLE]
        if not scored:
            scored = [Scored(known[0].match, probabilities[0])]
        scored.sort(key=_best_first)
        return self._prefer_family(scored)

    def _orthologs(self, projection: Projection | None) -> frozenset[int]:
        if projection is None or projection.gene < 0:
            return frozenset()
        orthologs = self.matcher.orthologs
        return frozenset(o for taxon in self.context.targets for o in orthologs(projection.gene, taxon))

    def _prefer_family(self, scored: list[Scored]) -> list[Scored]:
        """Give a family the belief in members that only borrow its name as an alias (AKT, alias of AKT1)."""
        for i, family in enumerate(scored[:8]):
            hit = family.match.hit
            if self.lexicon.kinds[hit.kind] not in _FAMILIES or family.match.cost:
                continue
            members = frozenset(self.lexicon.concept(hit.concept).members)
            if len(members) < 2:
                return scored
            total, rest = family.probability, []
            for other in scored[:i] + scored[i + 1 :]:
                if other.match.hit.concept in members and other.match.tier not in (Tier.APPROVED, Tier.IDENTIFIER, Tier.PREVIOUS):
                    total += other.probability
                    other = other._replace(probability=0.0, why="a member that bears the family's name as an alias")
                rest.append(other)
            if total > family.probability:
                whole = family._replace(probability=total, why="the family of that name")
                return sorted([whole, *rest], key=lambda s: -s.probability)
        return scored

    def _resolve(self, keyword: str, label: Label, flags: list[Flag]) -> Term:
        context = self.context
        scored = self.candidates(label)
        listed = self._list(keyword, label) if not scored or scored[0].match.via == VIA_EXPANDED else None
        excel = nm.excel_symbols(label.text)
        if excel and not scored:
            for symbol in excel:
                scored = self.candidates(Label(symbol, label.origin))
                if scored:
                    flags.append(flag(FlagCode.EXCEL_DATE, keyword, symbol))
                    break
        if label.origin == "ocr_word":
            scored = self._member_of_family(keyword, scored)
        if label.projection is not None and label.projection.repaired:
            scored = self._beside_literal(label, scored)
        role = context.role_for(label.text)
        candidates = [self._candidate(s) for s in scored[:MOST_CANDIDATES]]
        if listed is not None:
            answer, scored = listed
            candidates = [answer, *(c for c in candidates if c.reference != answer.reference)]
            flags.append(flag(FlagCode.EXPANDED_LIST, label.text, *answer.members))
        if role is not None:
            candidates.insert(0, role)
            scored = []
            flags.append(flag(FlagCode.OCR_REPAIR, label.text, role.name))
        self._origin_flags(keyword, label, flags)
        if not candidates:
            reason = "no name of the vocabulary is this word or near it"
            return Term(keyword, Status.UNRESOLVED, label.text, None, (), tuple(flags), reason)
        best = candidates[0]
        second = candidates[1].score if len(candidates) > 1 else 0.0
        self._candidate_flags(keyword, label, scored, best, flags)
        resolved = (
            best.score >= RESOLVED
            or (best.score >= LIKELY and best.score - second >= MARGIN)
            or (len(scored) > 1 and self._one_gene(scored) >= SAME_GENE)
        )
        projection = label.projection
        if projection is not None and projection.repaired:
            resolved = False
        if best.tier is Tier.FUZZY and best.score < RESOLVED:
            resolved = False
        if best.tier is Tier.OCR and role is None and len(nm.fold(label.text)) < 4 and not context.witness(nm.fold(best.matched)):
            resolved = False
        frequency = context.common.get(nm.fold(label.text), 0.0) if label.text.islower() else 0.0
        named = best.tier is Tier.FULL_NAME or self._native(label.text)
        if frequency and best.entity_type == "gene" and (frequency >= EVERYDAY or not named):
            flags.append(flag(FlagCode.COMMON_WORD, keyword, label.text))
            if label.origin != "keyword" or not context.printed_as_name(label.text):
                return Term(
                    keyword, Status.STOPPED, label.text, None, tuple(candidates), tuple(flags),
                    f"{label.text!r} is a plain English word here",
                )  # fmt: skip
        if resolved:
            lost = tuple(
                c._replace(reason=c.reason or _why_lost(best, c)) if i else c for i, c in enumerate(candidates)
            )
            reason = "; ".join(part for part in (label.reason, best.reason) if part)
            return Term(keyword, Status.RESOLVED, label.text, best, lost, tuple(flags), reason)
        rivals = [c for c in candidates if c.score >= PLAUSIBLE]
        if rivals:
            flags.append(flag(FlagCode.AMBIGUOUS, keyword, *(f"{c.curie} {c.name}" for c in rivals[:4])))
            reason = f"{label.reason + '; ' if label.reason else ''}the evidence does not decide between " + ", ".join(
                f"{c.name} ({c.curie})" for c in rivals[:3]
            )
            return Term(keyword, Status.AMBIGUOUS, label.text, None, tuple(candidates), tuple(flags), reason)
        return Term(
            keyword, Status.UNRESOLVED, label.text, None, tuple(candidates), tuple(flags),
            "the names found are of other organisms or too far from the word",
        )  # fmt: skip

    def _beside_literal(self, label: Label, scored: list[Scored]) -> list[Scored]:
        """Add what the word means as it was read to what its repair means, a third of the belief each way."""
        assert label.projection is not None
        known = {s.match.hit.concept for s in scored}
        literal = [
            s._replace(probability=s.probability / 3, why="the word as it was read")
            for s in self.candidates(Label(label.projection.repaired, label.origin, kind=label.kind))
            if s.match.hit.concept not in known
        ]
        repaired = [s._replace(probability=s.probability * 2 / 3) for s in scored]
        return sorted([*repaired, *literal], key=lambda s: -s.probability)

    def _one_gene(self, scored: Sequence[Scored]) -> float:
        """Return the belief in the best candidate and its orthologs, when the best is of the figure's organism."""
        best = scored[0].match.hit
        if best.taxon not in self.context.targets:
            return 0.0
        if any(s.match.hit.taxon == best.taxon and s.probability > scored[0].probability / 2 for s in scored[1:]):
            return 0.0
        groups = set(self.lexicon.concept(best.concept).groups)
        return sum(
            (
                s.probability
                for s in scored
                if s.match.hit.concept == best.concept or groups.intersection(self.lexicon.concept(s.match.hit.concept).groups)
            ),
            0.0,
        )

    def _list(self, keyword: str, label: Label) -> tuple[Candidate, list[Scored]] | None:
        """Return the answer for a list of names (``AKT1/2``): the keyword's own gene or the first, all as members."""
        parts = self.matcher.expansion(label.text)
        answers = []
        for part in parts:
            scored = self.candidates(label._replace(text=part, projection=None))
            if not scored or scored[0].probability < LIKELY:
                return None
            answers.append(scored)
        if not answers:
            return None
        own = {m.hit.concept for m in self.matcher.exact(keyword)}
        chosen = next((a for a in answers if a[0].match.hit.concept in own), answers[0])
        first = self._candidate(chosen[0])
        curies = tuple(self.lexicon.reference(a[0].match.hit.concept).curie for a in answers)
        score = min(a[0].probability for a in answers)
        reason = f"a list of {', '.join(parts)}: {', '.join(curies)}"
        return first._replace(tier=Tier.EXPANDED, members=curies, score=score, reason=reason), chosen

    def _member_of_family(self, keyword: str, scored: list[Scored]) -> list[Scored]:
        """Keep the tagger's gene when the printed family contains it: the tag is one member, and right."""
        if not scored or self.lexicon.kinds[scored[0].match.hit.kind] not in _FAMILIES:
            return scored
        members = self.lexicon.concept(scored[0].match.hit.concept).members
        for match in self.matcher.exact(keyword):
            if match.hit.concept in members and match.hit.status == 0:
                top = scored[0]
                own = Scored(match, top.probability, f"a member of the printed family {top.match.text}")
                return [own, top._replace(probability=0.0, why="the printed word names the whole family"), *scored[1:]]
        return scored

    # -- building the answer -------------------------------------------------------------------------------

    def _candidate(self, scored: Scored) -> Candidate:
        return self.finder.candidate(scored.match, scored.probability, scored.why or scored.match.note)

    def _disagrees(self, keyword: str, best: Candidate) -> bool:
        """Tell whether a keyword that is a symbol of the figure's organism is another gene than its word means."""
        own = {
            self.lexicon.reference(m.hit.concept).curie for m in self.matcher.exact(keyword) if m.hit.status == 0
        }
        return best.curie not in own and not own.intersection(best.members)

    def _overridden(self, keyword: str, text: str, number: int) -> Term:
        concept = self.lexicon.concept(number)
        match = Candidate(
            concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.IDENTIFIER, 1.0, text, "override",
            "the override list says so", concept.xrefs,
            tuple(self.lexicon.reference(m).curie for m in concept.members),
        )  # fmt: skip
        flags = (flag(FlagCode.OVERRIDDEN, keyword, concept.reference.curie),)
        return Term(keyword, Status.RESOLVED, text, match, (match,), flags, "the override list says so")

    def _identified(self, keyword: str, text: str, hit: Hit, flags: list[Flag]) -> Term:
        concept = self.lexicon.concept(hit.concept)
        match = Candidate(
            concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.IDENTIFIER, 1.0, text,
            "identifier", "a database identifier", concept.xrefs,
            tuple(self.lexicon.reference(m).curie for m in concept.members),
        )  # fmt: skip
        if self.context.targets and concept.taxon and concept.taxon not in self.context.targets:
            flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, self.context.organism_name(concept.taxon)))
        return Term(keyword, Status.RESOLVED, text, match, (match,), tuple(flags), "a database identifier")

    def _unsupported(self, keyword: str, text: str, flags: list[Flag]) -> Term:
        hits = self._foreign.get(text, ())
        taxa = ", ".join(sorted({self.context.organism_name(h.taxon) for h in hits}))
        flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, taxa))
        losers = tuple(
            self._candidate(Scored(Match(h, 0, text), 0.0, f"a gene of {self.context.organism_name(h.taxon)}"))
            for h in hits[:4]
        )
        reason = f"a symbol of {taxa}; no name of the figure's organism is supported by the text"
        return Term(keyword, Status.UNRESOLVED, text, None, losers, tuple(flags), reason)

    def _origin_flags(self, keyword: str, label: Label, flags: list[Flag]) -> None:
        context = self.context
        foreign = self._foreign.get(keyword)
        tagged_wrong = context.wrong_tag(keyword)
        misread = not foreign and self._misread(keyword)
        if (foreign and context.mismatch) or tagged_wrong or misread:
            taxa = tagged_wrong or ", ".join(
                sorted({context.organism_name(t) for t in (context.tagged if misread else (h.taxon for h in foreign or ()))})
            )
            flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, taxa))
            if label.origin != "keyword":
                flags.append(flag(FlagCode.BACK_PROJECTED, keyword, label.text, label.reason))
        projection = label.projection
        if projection is not None:
            if projection.repaired:
                flags.append(flag(FlagCode.OCR_REPAIR, projection.repaired, label.text))
            if projection.ortholog:
                flags.append(flag(FlagCode.ORTHOLOG_WITNESS, keyword, label.text))

    def _candidate_flags(
        self, keyword: str, label: Label, scored: Sequence[Scored], best: Candidate, flags: list[Flag]
    ) -> None:
        context = self.context
        if best.tier is Tier.OCR and not any(f.code is FlagCode.OCR_REPAIR for f in flags):
            flags.append(flag(FlagCode.OCR_REPAIR, label.text, best.matched))
        if best.tier is Tier.FUZZY:
            flags.append(flag(FlagCode.FUZZY_MATCH, label.text, best.matched))
        if best.entity_type in _FAMILIES:
            flags.append(flag(FlagCode.FAMILY, best.name, str(len(best.members))))
            if context.targets and not context.targets & _MAMMALS:
                flags.append(flag(FlagCode.HUMAN_FAMILY, best.name))
        if best.status == "previous":
            flags.append(flag(FlagCode.PREVIOUS_SYMBOL, best.matched, best.name))
        if best.status == "withdrawn":
            flags.append(flag(FlagCode.WITHDRAWN_SYMBOL, best.matched, best.name))
        if best.entity_type == "role":
            flags.append(flag(FlagCode.GENERIC_CHEMICAL, best.name))
        if (
            context.targets and best.taxon and best.taxon not in context.targets and best.entity_type == "gene"
            and best.score >= PLAUSIBLE
            and not any(f.code is FlagCode.TERM_ORGANISM_MISMATCH for f in flags)
        ):  # fmt: skip
            flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, context.organism_name(best.taxon)))
        kinds = {
            "chemical" if self.lexicon.kinds[s.match.hit.kind] in _CHEMICALS else "gene"
            for s in scored[:6]
            if s.probability >= PLAUSIBLE
        }
        if len(kinds) > 1:
            flags.append(flag(FlagCode.GENE_OR_CHEMICAL, label.text))
        meant = figure_words().get(label.text)
        if meant is not None and best.entity_type not in _CHEMICALS:
            flags.append(flag(FlagCode.FIGURE_WORD, label.text, meant[0]))
        if label.kind == "gene" and best.entity_type in _CHEMICALS:
            flags.append(flag(FlagCode.METABOLITE, label.text, best.name))
        elif label.origin == "ocr_word" and self._native(keyword) and best.score >= RESOLVED and self._disagrees(keyword, best):
            flags.append(flag(FlagCode.LABEL_DISAGREES, keyword, label.text, best.name))
        if len(nm.fold(label.text)) <= 2 and best.entity_type == "gene":
            flags.append(flag(FlagCode.SHORT_SYMBOL, label.text))


def _why_projected(projection: Projection, lexicon: object) -> str:
    parts = []
    if projection.repaired:
        parts.append(f"{projection.repaired!r} is one look-alike letter from {projection.label!r}, which the text prints")
    elif projection.printed:
        parts.append(f"the text prints {projection.label!r}, a name of the tagged gene")
    if projection.shared:
        parts.append(f"{projection.shared + 1} tagged genes share the name {projection.label!r}")
    if projection.ortholog:
        parts.append("the ortholog agrees")
    return "; ".join(parts)


def _why_lost(best: Candidate, other: Candidate) -> str:
    if other.taxon is not None and best.taxon is not None and other.taxon != best.taxon:
        return "a gene of another organism"
    if list(Tier).index(other.tier) > list(Tier).index(best.tier):
        return f"a weaker match ({other.tier.value})"
    if math.isclose(other.score, best.score, abs_tol=0.05):
        return "equally likely by its name"
    return "less likely in this record"


__all__ = ["Label", "Resolver", "Scored"]
