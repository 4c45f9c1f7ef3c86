"""Everything about one record that its terms are resolved against."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from functools import cache

from ..model.record import FigureRecord, OcrWord, is_placeholder
from ..model.result import Candidate, Evidence, OrganismCall, OrganismScore, Tier
from ..organisms import Panel, canonical_taxon, decide, normalize_organism, scan, taxon_name
from ..organisms.places import Place, Surroundings, mixed
from ..text import names as nm
from ..text.definitions import read as read_definitions
from ..text.everyday import usage
from ..text.index import TEXT_FIELDS, TextIndex, fold
from ..vocabulary.location import data_folder
from ..vocabulary.reader import Lexicon
from .candidates import CandidateFinder

#: Share of belief that is kept for organisms that no evidence names, and how it is shared out.
UNSEEN = 0.04
PRIOR = {
    9606: 0.5, 10090: 0.2, 10116: 0.08, 7227: 0.05, 559292: 0.04, 6239: 0.025, 7955: 0.025, 3702: 0.025, 9031: 0.01,
    9913: 0.01, 8364: 0.01, 4896: 0.005, 9823: 0.003, 9615: 0.003, 9986: 0.002,
}  # fmt: skip
REST = 0.0005
#: Places of a label in the text that are looked at.
MOST_PLACES = 20


#: Frequency from which an English word counts as common wherever it is printed in lower case.
COMMON = 4.0


@cache
def common_words() -> dict[str, float]:
    """Return the English words that are also gene names, with their frequency (``data/everyday_words.tsv``)."""
    return {word: found.zipf for word, found in usage().items() if found.zipf >= COMMON}


@cache
def figure_words() -> dict[str, tuple[str, str]]:
    """Return what figures shorten that is no gene, with its meaning and kind (``data/figure_words.tsv``)."""
    lines = (data_folder() / "figure_words.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {word: (meaning, kind) for word, meaning, kind in (line.split("\t") for line in lines)}


class RecordContext:
    """The record, its text, its organism call, and statistics over its labels.

    Parameters
    ----------
    record
        The record.
    finder
        Candidates of labels.
    organism
        NCBI Taxonomy id that the caller is sure of; the call is made from the text when it is None.
    """

    def __init__(
        self,
        record: FigureRecord,
        finder: CandidateFinder,
        *,
        organism: int | None = None,
    ) -> None:
        self.record = record
        self.finder = finder
        self.matcher = finder.matcher
        self.lexicon = finder.lexicon
        #: Folded word to concept, for words that the caller has decided.
        self.overrides: Mapping[str, int] = {}
        self.index = TextIndex(record)
        self.common = common_words()
        self.labels = tuple(dict.fromkeys(nm.clean(k) for k in record.keywords if not is_placeholder(k)))
        self.words = self._words()
        self.tagged, self.unknown_names = self._tagged()
        texts = {field: getattr(record, field) for field in TEXT_FIELDS if getattr(record, field)}
        self.definitions = read_definitions(texts)
        self.evidence: dict[str, list[Evidence]] = {field: scan(text, field) for field, text in texts.items()}
        #: The cues around each place of the text; none where the caller is sure of the organism.
        self.around = Surroundings(texts, {} if organism else self.evidence)
        #: Keys of the labels that name each concept.
        self.labels_of, self.panel = self._count()
        evidence = [item for found in self.evidence.values() for item in found]
        self.call = _told(organism) if organism else decide(record, panel=self.panel, evidence=evidence)
        self.targets = frozenset(o.taxon for o in self.call.organisms)
        self.log_taxa, self.unseen = self._beliefs()
        self.likely = self.targets or frozenset(t for t, p in self.log_taxa.items() if p > math.log(0.15)) | {9606}
        #: Organisms to which names of orthologs are carried over.
        self.wanted = tuple(
            sorted(t for t, p in sorted(self.log_taxa.items(), key=lambda item: -item[1])[:4] if p > math.log(0.02))
        )
        #: Keys of the printed words.
        self.printed_keys = self.index.keys
        #: The tagger's organisms have nothing to do with the text's.
        self.mismatch = bool(self.targets and self.tagged and not self.targets <= self.tagged)
        #: Not one tagged organism is the figure's: every gene keyword was read in a wrong vocabulary.
        self.all_wrong = bool(self.targets and self.tagged and not self.targets & self.tagged)
        self._roles: dict[str, Candidate] | None = None

    # -- what the record says ------------------------------------------------------------------------------

    def _words(self) -> dict[str, list[OcrWord]]:
        """OCR words of each keyword: those of its own symbol, printed ones first."""
        out: dict[str, list[OcrWord]] = {}
        for word in self.record.words:
            if word.word and not is_placeholder(word.word):
                rows = out.setdefault(nm.clean(word.symbol), [])
                if word not in rows:
                    rows.append(word)
        for rows in out.values():
            rows.sort(key=lambda w: self.index.printed(fold(w.word)) is None)
        return out

    def _tagged(self) -> tuple[frozenset[int], tuple[str, ...]]:
        taxa, unknown = set(), []
        for name in self.record.organisms_ner:
            found = normalize_organism(name)
            if found is None:
                unknown.append(name)
            else:
                taxa.add(found.taxon)
        return frozenset(taxa), tuple(unknown)

    def _count(self) -> tuple[dict[int, set[str]], Panel]:
        """Count which labels name which concept, and what each organism explains of the panel."""
        by_concept: dict[int, set[str]] = {}
        labels = []
        printed = dict.fromkeys(nm.clean(w.word) for w in self.record.words if w.kind == "gene")
        for text in printed or self.labels:
            key, label, concepts = self.finder.explains(text)
            for concept in concepts:
                found = by_concept.get(concept)
                if found is None:
                    by_concept[concept] = {key}
                else:
                    found.add(key)
            if label.taxa:
                labels.append(label)
        return by_concept, Panel(labels, 1.0 if printed else self._printed_share())

    def _printed_share(self) -> float:
        """How far the keywords are printed words: the share that stands in the text, 0.1 at least."""
        if not self.labels:
            return 0.0
        share = sum(fold(label) in self.index for label in self.labels) / len(self.labels)
        return max(0.1, share if share > 0.5 else 0.2 * share)

    def _beliefs(self) -> tuple[dict[int, float], float]:
        scores = {o.taxon: o.score for o in self.call.candidates}
        total = sum(scores.values())
        sure = min(total, 1.0) * (1.0 - UNSEEN)
        beliefs = {}
        for taxon in {*scores, *PRIOR}:
            share = scores.get(taxon, 0.0) / total * sure if total else 0.0
            beliefs[taxon] = math.log(share + (1.0 - sure) * PRIOR.get(taxon, REST))
        return beliefs, math.log((1.0 - sure) * REST)

    # -- what the resolver asks ----------------------------------------------------------------------------

    def kind_of(self, text: str) -> str:
        """Return ``"gene"`` or ``"chemical"`` when the record's tables say what a keyword is, else ``""``."""
        words = self.words.get(text)
        return words[0].kind if words else ""

    def organism_name(self, taxon: int) -> str:
        """Return the scientific name of an organism."""
        return taxon_name(taxon)

    def witness(self, key: str) -> bool:
        """Tell whether a key is printed in the text, as one word."""
        return self.index.has_word(key)

    def printed_as_name(self, label: str) -> bool:
        """Tell whether the text prints a label as a symbol, not as a plain word."""
        printed = self.index.printed(fold(label))
        return printed is not None and any(c.isupper() or c.isdigit() for c in printed)

    def wrong_tag(self, keyword: str) -> str:
        """Return the organism that the record's tables give a keyword when the figure is about another."""
        rows = self.words.get(keyword)
        if not rows:
            return ""
        taxa = {canonical_taxon(w.taxon) for w in rows if w.taxon}
        if not taxa or not self.targets or taxa & self.targets:
            return ""
        return ", ".join(sorted(taxon_name(t) for t in taxa))

    def taxa_for(self, key: str, place: Place | None = None) -> tuple[Mapping[int, float], float]:
        """Return the log belief in each organism for one label, or for one place of it, and in all others.

        What the text says around the label's places ("mouse Akt1") overrules the belief about the record.
        """
        places = self.index.occurrences(key, limit=MOST_PLACES) if place is None else [place]
        gains = [self.around.gains(place) for place in places] if places else []
        return mixed(self.log_taxa, self.unseen, gains) if any(gains) else (self.log_taxa, self.unseen)

    def role_for(self, label: str) -> Candidate | None:
        """Return the class of drugs whose initials a chemical label is, when two such drugs stand beside it.

        ``Al`` beside anastrozole, letrozole and exemestane is *AI*, an aromatase inhibitor.
        """
        if len(label) > 8 or not label.isalpha():  # of two letters OCR makes one at most
            return None
        key = nm.ocr_class(label.lower())
        if not 2 <= len(key) <= 4:
            return None
        if self._roles is None:
            self._roles = self._find_roles()
        return self._roles.get(key)

    def _find_roles(self) -> dict[str, Candidate]:
        lexicon = self.lexicon
        drug = lexicon.kinds.index("drug")
        drugs = {
            m.hit.concept
            for label in self.labels
            if len(label) > 4
            for m in self.matcher.exact(label)
            if m.hit.kind == drug
        }
        if len(drugs) < 2:
            return {}
        out: dict[str, tuple[int, Candidate]] = {}
        roles = Counter(role for drug in drugs for role in lexicon.roles_of(drug))
        for number in sorted(role for role, count in roles.items() if count > 1):
            beside = drugs.intersection(lexicon.concept(number).members)
            for name in lexicon.names(number):
                initials = "".join(w[0] for w in name.text.replace("-", " ").split()).lower()
                key = nm.ocr_class(initials)
                if 2 <= len(initials) <= 4 and out.get(key, (0,))[0] < len(beside):
                    out[key] = (len(beside), _role(lexicon, number, name.text, beside))
        return {key: candidate for key, (_, candidate) in out.items()}


def _role(lexicon: Lexicon, number: int, matched: str, beside: set[int]) -> Candidate:
    concept = lexicon.concept(number)
    drugs = ", ".join(sorted(lexicon.symbol(d) for d in beside))
    reason = f"the initials of {matched!r}; {len(beside)} of them stand beside it ({drugs})"
    return Candidate(
        concept.reference, concept.name, "role", None, Tier.OCR, 0.8, matched, "alias", reason, concept.xrefs
    )


def _told(taxon: int) -> OrganismCall:
    taxon = canonical_taxon(taxon)
    told = OrganismScore(taxon, taxon_name(taxon), 1.0)
    return OrganismCall(told, (told,), (told,), ())

