"""Candidates and organism call to one term per keyword, with flags and reasons.

For every keyword a *label* is settled first (:mod:`~pfocr_norm.resolve.labels`), then the label's candidates are scored
(:mod:`~pfocr_norm.resolve.ranking`), and the best is chosen, or none.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..matching.matcher import VIA_EXPANDED, Match
from ..model.flags import flag
from ..model.record import is_placeholder
from ..model.result import Candidate, Flag, FlagCode, Status, Term, Tier
from ..text import names as nm
from ..text import readings as rd
from ..text.everyday import is_plain
from ..text.index import fold
from ..vocabulary.reader import Hit
from .candidates import CHEMICAL_KINDS, FAMILY_KINDS, CandidateFinder
from .context import RecordContext, figure_words
from .labels import Label, Labeller
from .ranking import MAMMALS, Ranker, Scored

#: A best candidate is an answer from this probability on …
RESOLVED = 0.5
#: … or from this one when the second stands clearly behind.
LIKELY = 0.3
MARGIN = 0.08
#: … further behind where letters were misread: each of two readings may be the right one.
MISREAD_MARGIN = 0.2
#: Below it a candidate is not worth showing as an ambiguity.
PLAUSIBLE = 0.05
#: The same gene in several organisms together: the organism is the figure's, when it is the best.
SAME_GENE = 0.55
#: Zipf frequency from which a word in lower case is no symbol, also not of its own organism (*and*, *on*).
EVERYDAY = 5.5
#: Candidates that a term shows at most.
MOST_CANDIDATES = 8


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
        self.labeller = Labeller(finder, context)
        self.ranker = Ranker(finder, context)
        self.candidates = self.ranker.candidates
        self._done: dict[str, Term] = {}

    def term(self, keyword: str) -> Term:
        """Return the term of a keyword."""
        found = self._done.get(keyword)
        if found is None:
            found = self._done[keyword] = self._term(keyword)
        return found

    def _term(self, keyword: str) -> Term:
        text = nm.clean(keyword)
        if not fold(text) or (is_placeholder(text) and not (text == "NA" and self.labeller.native("NA"))):
            return Term(
                keyword, Status.STOPPED, text, None, (), (flag(FlagCode.PLACEHOLDER, keyword),),
                "a placeholder for a missing value, not a word of the figure",
            )  # fmt: skip
        flags: list[Flag] = []
        if nm.has_lookalikes(text):
            text = nm.latinize(text)
            flags.append(flag(FlagCode.LOOKALIKE, keyword, text))
        own = self.context.overrides.get(fold(text))
        if own is not None:
            return self.overridden(keyword, text, own)
        hit = self.matcher.identifier(text)
        if hit is not None:
            return self._identified(keyword, text, hit, flags)
        label = self.labeller.label(keyword, text)
        if label is None:
            return self._unsupported(keyword, text, flags)
        if label.origin == "stopped":
            flags.append(flag(FlagCode.COMMON_WORD, keyword, label.text))
            return Term(keyword, Status.STOPPED, label.text, None, (), tuple(flags), label.reason)
        return self._resolve(keyword, label, flags)

    def _resolve(self, keyword: str, label: Label, flags: list[Flag]) -> Term:
        context = self.context
        scored = self.candidates(label)
        listed = self._list(keyword, label) if not scored or scored[0].match.via == VIA_EXPANDED else None
        excel = rd.excel_symbols(label.text)
        # Nobody writes a symbol with its number in front, or with a zero: 1-Mar and Sep-02 are dates.
        if excel and (not scored or label.text[0].isdigit() or label.text[-2] == "0"):
            for symbol in excel:
                meant = self.candidates(Label(symbol, label.origin))
                if meant:
                    scored = meant
                    flags.append(flag(FlagCode.EXCEL_DATE, keyword, symbol))
                    break
        if label.origin == "ocr_word":
            scored = self._member_of_family(keyword, scored)
        if label.projection is not None and label.projection.repaired:
            scored = self._beside_literal(label, scored)
        role = context.role_for(label.text)
        candidates = self._shown(scored)
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
        best = candidates[0] = self._with_own_genes(candidates[0])
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
        if best.tier is Tier.OCR and best.score < RESOLVED and best.score - second < MISREAD_MARGIN and role is None:
            resolved = False
        if label.text in figure_words() and best.entity_type == "gene" and best.tier is not Tier.APPROVED:
            resolved = False
        short = len(fold(label.text)) < 4 and not context.witness(fold(best.matched))
        if best.tier is Tier.OCR and role is None and short:
            resolved = False
        frequency = context.common.get(fold(label.text), 0.0)
        everyday = is_plain(label.text)
        if ((frequency and best.tier is not Tier.FULL_NAME) or everyday) and best.entity_type == "gene":
            # MICE and IMPACT are symbols by their capitals, and words all the same.
            flags.append(flag(FlagCode.COMMON_WORD, keyword, label.text))
            native = self.labeller.native(label.text)
            plain = label.text.islower() and (frequency >= EVERYDAY or not native)
            plain = plain or (label.text.istitle() and not native and frequency >= EVERYDAY)
            if plain and (label.origin != "keyword" or not context.printed_as_name(label.text)):
                return Term(
                    keyword, Status.STOPPED, label.text, None, tuple(candidates), tuple(flags),
                    f"{label.text!r} is a plain English word here",
                )  # fmt: skip
        said = self.ranker.said.get(label.text)
        if resolved:
            told = said.reason if said is not None and said.known else ""
            reason = "; ".join(dict.fromkeys(part for part in (label.reason, told, best.reason) if part))
            return Term(keyword, Status.RESOLVED, label.text, best, tuple(candidates), tuple(flags), reason)
        if said is not None and not said.known and best.score < LIKELY:
            reason = f"{said.reason}, and no candidate is called so"
            return Term(keyword, Status.UNRESOLVED, label.text, None, tuple(candidates), tuple(flags), reason)
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
        groups_of = self.lexicon.groups_of
        groups = set(groups_of(best.concept))
        same = [s for s in scored[1:] if groups.intersection(groups_of(s.match.hit.concept))]
        return scored[0].probability + sum(s.probability for s in same)

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
        first = self.candidate(chosen[0])
        curies = tuple(self.lexicon.reference(a[0].match.hit.concept).curie for a in answers)
        score = min(a[0].probability for a in answers)
        reason = f"a list of {', '.join(parts)}: {', '.join(curies)}"
        return first._replace(tier=Tier.EXPANDED, members=curies, score=score, reason=reason), chosen

    def _member_of_family(self, keyword: str, scored: list[Scored]) -> list[Scored]:
        """Keep the tagger's gene when the printed family contains it: the tag is one member, and right."""
        if not scored or self.lexicon.kinds[scored[0].match.hit.kind] not in FAMILY_KINDS:
            return scored
        members = self.lexicon.members_of(scored[0].match.hit.concept)
        for match in self.matcher.exact(keyword):
            if match.hit.concept in members and match.hit.status == 0:
                top = scored[0]
                own = Scored(match, top.probability, f"a member of the printed family {top.match.text}")
                return [own, top._replace(probability=0.0, why="the printed word names the whole family"), *scored[1:]]
        return scored

    def _shown(self, scored: Sequence[Scored]) -> list[Candidate]:
        """Return the public candidates, each loser with its reason."""
        out: list[Candidate] = []
        for s in scored[:MOST_CANDIDATES]:
            match = s.match
            reason = s.why or match.note or (_why_lost(scored[0], s) if out else "")
            out.append(self.finder.candidate(match, s.probability, reason))
        return out

    def _with_own_genes(self, best: Candidate) -> Candidate:
        """Give a family the figure's organism's genes for members, where orthologs of its human genes are known."""
        organism, targets = self.context.call.best, self.context.targets
        if best.entity_type not in FAMILY_KINDS or organism is None or 9606 in targets:
            return best
        number = self.lexicon.find(best.curie)
        members = () if number is None else self.lexicon.members_of(number)
        genes = dict.fromkeys(o for m in members for o in self.matcher.orthologs(m, organism.taxon))
        if not genes:
            return best
        return best._replace(members=tuple([self.lexicon.reference(gene).curie for gene in genes]))

    def candidate(self, scored: Scored) -> Candidate:
        """Return the public form of a scored candidate."""
        return self.finder.candidate(scored.match, scored.probability, scored.why or scored.match.note)

    def _disagrees(self, keyword: str, scored: Scored) -> bool:
        """Tell whether a keyword that is a symbol of the figure's organism is another gene than its word means."""
        if not self.labeller.native(keyword):
            return False
        own = {hit.concept for hit in self.finder.symbols(keyword)}
        best = scored.match.hit.concept
        return best not in own and not own.intersection(self.lexicon.members_of(best))

    def _certain(self, number: int, text: str, status: str, reason: str) -> Candidate:
        concept = self.lexicon.concept(number)
        members = tuple(self.lexicon.reference(m).curie for m in concept.members)
        return Candidate(
            concept.reference, concept.name, concept.entity_type, concept.taxon, Tier.IDENTIFIER, 1.0, text, status,
            reason, concept.xrefs, members,
        )  # fmt: skip

    def overridden(self, keyword: str, text: str, number: int) -> Term:
        """Return the term of a keyword that the caller has decided."""
        match = self._certain(number, text, "override", "the override list says so")
        flags = (flag(FlagCode.OVERRIDDEN, keyword, match.curie),)
        return Term(keyword, Status.RESOLVED, text, match, (match,), flags, match.reason)

    def _identified(self, keyword: str, text: str, hit: Hit, flags: list[Flag]) -> Term:
        match = self._certain(hit.concept, text, "identifier", "a database identifier")
        if self.context.targets and match.taxon and match.taxon not in self.context.targets:
            flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, self.context.organism_name(match.taxon)))
        return Term(keyword, Status.RESOLVED, text, match, (match,), tuple(flags), match.reason)

    def _unsupported(self, keyword: str, text: str, flags: list[Flag]) -> Term:
        hits = self.labeller.foreign.get(text, ())
        taxa = ", ".join(sorted({self.context.organism_name(h.taxon) for h in hits}))
        flags.append(flag(FlagCode.TERM_ORGANISM_MISMATCH, keyword, taxa))
        losers = tuple(
            self.candidate(Scored(Match(h, 0, text), 0.0, f"a gene of {self.context.organism_name(h.taxon)}"))
            for h in hits[:4]
        )
        reason = f"a symbol of {taxa}; no name of the figure's organism is supported by the text"
        return Term(keyword, Status.UNRESOLVED, text, None, losers, tuple(flags), reason)

    def _origin_flags(self, keyword: str, label: Label, flags: list[Flag]) -> None:
        context = self.context
        foreign = self.labeller.foreign.get(keyword)
        tagged_wrong = context.wrong_tag(keyword)
        misread = not foreign and self.labeller.misread(keyword)
        if (foreign and context.mismatch) or tagged_wrong or misread:
            wrong = context.tagged if misread else {h.taxon for h in foreign or ()}
            taxa = tagged_wrong or ", ".join(sorted({context.organism_name(t) for t in wrong}))
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
        if best.entity_type in FAMILY_KINDS:
            flags.append(flag(FlagCode.FAMILY, best.name, str(len(best.members))))
            if context.targets and not context.targets & MAMMALS:
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
            "chemical" if self.lexicon.kinds[s.match.hit.kind] in CHEMICAL_KINDS else "gene"
            for s in scored[:6]
            if s.probability >= PLAUSIBLE
        }
        if len(kinds) > 1:
            flags.append(flag(FlagCode.GENE_OR_CHEMICAL, label.text))
        meant = figure_words().get(label.text)
        if meant is not None and best.entity_type not in CHEMICAL_KINDS:
            flags.append(flag(FlagCode.FIGURE_WORD, label.text, meant[0]))
        if label.kind == "gene" and best.entity_type in CHEMICAL_KINDS:
            flags.append(flag(FlagCode.METABOLITE, label.text, best.name))
        elif label.origin == "ocr_word" and best.score >= RESOLVED and scored and self._disagrees(keyword, scored[0]):
            flags.append(flag(FlagCode.LABEL_DISAGREES, keyword, label.text, best.name))
        if len(fold(label.text)) <= 2 and best.entity_type == "gene":
            flags.append(flag(FlagCode.SHORT_SYMBOL, label.text))


def _why_lost(best: Scored, other: Scored) -> str:
    mine, its = best.match, other.match
    if mine.hit.taxon and its.hit.taxon and mine.hit.taxon != its.hit.taxon:
        return "a gene of another organism"
    if its.rank > mine.rank:
        return f"a weaker match ({its.tier.value})"
    if best.probability - other.probability < 0.05:
        return "equally likely by its name"
    return "less likely in this record"
