"""Gold mentions of a corpus through the public API: one row a mention, with the cause of each mistake."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .corpora import Document
from .vocabulary import Vocabulary, short, species

if TYPE_CHECKING:
    from pfocr_norm import Normalizer
    from pfocr_norm.model.result import Candidate, NormalizedRecord, Term

#: How a mention ended. Only the first is right; a family is counted apart, whoever its members are.
RIGHT = "right"
FAMILY_HOLDS = "family that holds the gold gene"
FAMILY = "another family or complex"
NOT_IN_VOCABULARY = "gold not in vocabulary"
NOT_A_CANDIDATE = "gold not among candidates"
ABSTAINED = "abstained, gold among candidates"
OTHER_KIND = {"Gene": "answered with a chemical", "Chemical": "answered with a gene or family"}
WRONG_ORGANISM = "wrong organism"
WRONG = {"Gene": "wrong gene within the organism", "Chemical": "another chemical"}
CAUSES = {
    "Gene": (FAMILY_HOLDS, FAMILY, NOT_IN_VOCABULARY, NOT_A_CANDIDATE, ABSTAINED, OTHER_KIND["Gene"], WRONG_ORGANISM,
             WRONG["Gene"]),
    "Chemical": (NOT_IN_VOCABULARY, NOT_A_CANDIDATE, ABSTAINED, OTHER_KIND["Chemical"], WRONG["Chemical"]),
}  # fmt: skip

#: Cross-references by which an answer can be right, besides its own CURIE.
PREFIXES = {"Gene": ("ncbigene", "uniprot"), "Chemical": ("mesh", "chebi", "pubchem.compound")}
GROUPS = ("family", "complex")

COLUMNS = (
    "corpus", "doc", "count", "cause", "mention", "gold", "gold_symbols", "gold_organisms", "status", "answer",
    "answer_name", "answer_organism", "tier", "matched", "score", "organism_called", "organism_gold", "candidates",
    "flags", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One distinct mention text with one gold answer in one document; ``count`` is how often it stands there."""

    doc: Document
    kind: str
    mention: str
    gold: frozenset[str]
    count: int
    term: Term
    called: int | None
    majority: int | None
    cause: str
    known: bool
    candidate: bool

    @property
    def answered(self) -> bool:
        """Whether one answer was given."""
        return self.term.match is not None


@dataclass(frozen=True, slots=True)
class DocumentRun:
    """One document with its result."""

    doc: Document
    majority: int | None
    called: int | None
    result: NormalizedRecord


def identifiers(candidate: Candidate, kind: str) -> set[str]:
    """CURIEs by which a candidate can be right: its own, and its cross-references of the kind."""
    own = {candidate.curie}
    own.update(f"{prefix}:{i}" for prefix, ids in candidate.xrefs if prefix in PREFIXES[kind] for i in ids)
    return own


def run(
    normalizer: Normalizer, vocabulary: Vocabulary, docs: Iterable[Document], *, kind: str = "Gene"
) -> tuple[list[Row], list[DocumentRun]]:
    """Normalize each document as a record whose keywords are its gold mentions of one kind.

    Returns
    -------
    rows
        One for each distinct (mention, gold) of a document, with its count.
    runs
        One a document.
    """
    rows: list[Row] = []
    runs: list[DocumentRun] = []
    for doc in docs:
        mentions = doc.of_type(kind)
        if not mentions:
            continue
        # The same text in the same record has the same answer, so each is asked once.
        keywords = list(dict.fromkeys(m.text for m in mentions))
        result = normalizer.normalize(
            {"figid": doc.id, "papertitle": doc.title, "caption": doc.text, "keywords": keywords}
        )
        terms = dict(zip(keywords, result.terms, strict=True))
        best = result.organism.best
        called = species(best.taxon) if best else None
        majority = vocabulary.majority(doc)
        runs.append(DocumentRun(doc, majority, called, result))
        for (text, gold), count in Counter((m.text, m.ids) for m in mentions).items():
            term = terms[text]
            known = any(curie in vocabulary for curie in gold)
            candidate = any(identifiers(c, kind) & gold for c in candidates(term))
            cause = judge(term, gold, vocabulary, kind, known=known, candidate=candidate)
            rows.append(Row(doc, kind, text, gold, count, term, called, majority, cause, known, candidate))
    return rows, runs


def candidates(term: Term) -> tuple[Candidate, ...]:
    """The candidates, the match certainly among them."""
    if term.match is not None and term.match not in term.candidates:
        return (term.match, *term.candidates)
    return term.candidates


def judge(term: Term, gold: frozenset[str], vocabulary: Vocabulary, kind: str, *, known: bool, candidate: bool) -> str:
    """Right, or the cause class of the mistake."""
    match = term.match
    if match is not None:
        if identifiers(match, kind) & gold:
            return RIGHT
        if kind == "Gene" and match.entity_type in GROUPS:
            members = {c.curie for c in vocabulary.concepts(gold)}
            return FAMILY_HOLDS if members & set(match.members) else FAMILY
    if not known:
        return NOT_IN_VOCABULARY
    if not candidate:
        # The same gene of another organism is that, whether or not the gold one is shown among the losers.
        same = match is not None and any(c.name.casefold() == match.name.casefold() for c in vocabulary.concepts(gold))
        return WRONG_ORGANISM if same and kind == "Gene" else NOT_A_CANDIDATE
    if match is None:
        return ABSTAINED
    if (match.entity_type in ("gene", *GROUPS)) != (kind == "Gene"):
        return OTHER_KIND[kind]
    if kind == "Gene" and species(match.taxon) not in vocabulary.taxa(gold):
        return WRONG_ORGANISM
    return WRONG[kind]


def summary(rows: Sequence[Row], vocabulary: Vocabulary) -> dict[str, float | int]:
    """Shares over all gold mentions of one corpus."""
    total = sum(r.count for r in rows)

    def share(keep: Iterable[int], of: int = total) -> float:
        return sum(keep) / of if of else float("nan")

    answered = sum(r.count for r in rows if r.answered)
    right = sum(r.count for r in rows if r.cause == RIGHT)
    holds = sum(r.count for r in rows if r.cause == FAMILY_HOLDS)
    listed = sum(r.count for r in rows if r.cause == FAMILY_HOLDS and len(r.gold) > 1)
    known = sum(r.count for r in rows if r.known)
    causes = CAUSES[rows[0].kind] if rows else ()
    return {
        "documents": len({r.doc.id for r in rows}),
        "mentions": total,
        "top1": share([right]),
        "top1_or_listed_family": share([right, listed]),
        "top1_or_its_family": share([right, holds]),
        "top1_of_known": share([right], known),
        "answered": share([answered]),
        "precision": share([right], answered),
        "candidates_hold_gold": share(r.count for r in rows if r.candidate),
        "gold_in_vocabulary": share([known]),
        "one_answer_a_text": share(reachable(rows, vocabulary)),
        **{cause: sum(r.count for r in rows if r.cause == cause) for cause in causes},
    }


def reachable(rows: Iterable[Row], vocabulary: Vocabulary) -> list[int]:
    """Return for each text of each document the mentions that one answer of the vocabulary can be right for.

    A record has one answer a keyword; where a document means the human gene here and the mouse gene there by one
    word, no answer is right for both.
    """
    texts: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        if row.known:
            counts = texts.setdefault((row.doc.id, row.mention), Counter())
            # A gene is one answer, whether a corpus cites it by its own number or by that of its protein.
            counts.update(dict.fromkeys({concept.curie for concept in vocabulary.concepts(row.gold)}, row.count))
    return [max(counts.values()) for counts in texts.values()]


def write_errors(rows: Iterable[Row], vocabulary: Vocabulary, path: Path, *, everything: bool = False) -> int:
    """Write the mistakes (or every row) as TSV, the most frequent first; returns how many."""
    kept = [r for r in rows if everything or r.cause != RIGHT]
    kept.sort(key=lambda r: (r.doc.corpus, -r.count, r.cause, r.mention, r.doc.id))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
        writer.writerow(COLUMNS)
        for r in kept:
            match = r.term.match
            gold = vocabulary.concepts(r.gold)
            called = r.called
            writer.writerow([
                r.doc.corpus, r.doc.id, r.count, r.cause, r.mention, "|".join(sorted(r.gold)),
                "|".join(dict.fromkeys(c.name for c in gold)), "|".join(dict.fromkeys(short(c.taxon) for c in gold)),
                r.term.status.value, match.curie if match else "", match.name if match else "",
                short(species(match.taxon)) if match and match.taxon else "", match.tier.value if match else "",
                match.matched if match else "", f"{match.score:.3f}" if match else "", short(called), short(r.majority),
                "|".join(brief(c) + (" *" if identifiers(c, r.kind) & r.gold else "") for c in r.term.candidates[:12]),
                "|".join(f.code.value for f in r.term.flags), r.term.reason,
            ])  # fmt: skip
    return len(kept)


def brief(c: Candidate) -> str:
    """A candidate in one line."""
    return f"{c.curie} {c.name} {short(species(c.taxon)) if c.taxon else c.entity_type} {c.tier.value} {c.score:.2f}"


def frequent_mistakes(rows: Iterable[Row], vocabulary: Vocabulary, *, top: int = 30) -> list[dict[str, object]]:
    """The mistakes that cost most mentions, the same words with the same gold put together."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    documents: Counter[tuple[str, str, str, str]] = Counter()
    for r in rows:
        if r.cause == RIGHT:
            continue
        gold = vocabulary.concepts(r.gold)
        wanted = " / ".join(
            dict.fromkeys(f"{c.name} ({short(c.taxon)})" for c in gold)
        ) or " / ".join(sorted(r.gold))  # fmt: skip
        match = r.term.match
        got = "none" if match is None else match.name + (f" ({short(species(match.taxon))})" if match.taxon else "")
        key = (r.mention, wanted, got, r.cause)
        counts[key] += r.count
        documents[key] += 1
    ranked = sorted(counts, key=lambda k: (-counts[k], k))[:top]
    return [
        {"mention": k[0], "gold": k[1], "answer": k[2], "cause": k[3], "mentions": counts[k], "documents": documents[k]}
        for k in ranked
    ]
