"""Gene sets: GMT, one figure a line, as enrichment tools read it; a set has the genes of one organism."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from ...model.result import Candidate, NormalizedRecord, Tier
from ...organisms import canonical_taxon
from ...vocabulary.protocol import Vocabulary

#: How far a set goes: own symbols alone; all names; families and complexes as their members too.
STRICT, SYNONYMS, FAMILIES = "strict", "synonyms", "families"
TIERS = (STRICT, SYNONYMS, FAMILIES)
_OWN = frozenset((Tier.IDENTIFIER, Tier.APPROVED, Tier.PREVIOUS))
_BREAKS = re.compile(r"[\t\r\n]+")


@dataclass(slots=True)
class Dropped:
    """What did not go into the sets, for the user to see.

    Attributes
    ----------
    small, large
        Figures with fewer or more genes than asked for.
    other_organism
        Figures of another organism.
    genes_of_others
        Genes of other organisms in figures of the organism.
    without_identifier
        Genes that have no identifier of the kind, by CURIE.
    """

    small: int = 0
    large: int = 0
    other_organism: int = 0
    genes_of_others: int = 0
    without_identifier: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        parts = [
            f"{self.small} figures with too few genes", f"{self.large} with too many",
            f"{self.other_organism} of another organism", f"{self.genes_of_others} genes of other organisms",
            f"{sum(self.without_identifier.values())} genes without an identifier of this kind",
        ]  # fmt: skip
        return "dropped: " + ", ".join(parts)


def write(
    results: Iterable[NormalizedRecord],
    *,
    organism: int | None = None,
    tier: str = SYNONYMS,
    identifiers: str = "ncbigene",
    least: int = 5,
    most: int = 500,
    dropped: Dropped | None = None,
    lexicon: Vocabulary | None = None,
) -> Iterator[str]:
    """Yield one line a figure: identifier, title, and the figure's genes, sorted.

    Parameters
    ----------
    results
        Normalized figures.
    organism
        Only genes of this organism (NCBI Taxonomy id), in figures that are about it or do not tell; when None each set
        has the genes of its figure's organism, or of the one that most of its genes are of.
    tier
        ``strict``: genes printed by their approved or previous symbol; ``synonyms``: by any name; ``families``:
        members of families and complexes too.
    identifiers
        ``ncbigene`` for NCBI Gene ids, ``symbol`` for approved symbols, or another prefix of cross-references.
    least, most
        Genes of a set, at least and at most; enrichment tools ask for five.
    dropped
        Counts of what is left out are added to it.
    lexicon
        Vocabulary for the members of families; the one in use when None.

    Yields
    ------
    str
        Lines of GMT with their line ends.
    """
    if tier not in TIERS:
        raise ValueError(f"unknown tier {tier!r}; choose from {', '.join(TIERS)}")
    counts = Dropped() if dropped is None else dropped
    for result in results:
        told = {canonical_taxon(found.taxon) for found in result.organism.organisms}
        if organism is not None and told and canonical_taxon(organism) not in told:
            counts.other_organism += 1
            continue
        wanted = _organism_of(result) if organism is None else canonical_taxon(organism)
        genes = sorted(set(_genes(result, tier, identifiers, counts, lexicon, wanted)), key=_natural)
        if len(genes) < least:
            counts.small += 1
        elif len(genes) > most:
            counts.large += 1
        else:
            title = result.record.figtitle or result.record.papertitle
            fields = (_BREAKS.sub(" ", result.figid), _BREAKS.sub(" ", title).strip(), *genes)
            yield "\t".join(fields) + "\n"


def _natural(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdigit() else (1, 0, text)


def _organism_of(result: NormalizedRecord) -> int | None:
    """Return the organism of a figure, or the one that most of its genes are of."""
    if result.organism.best is not None:
        return canonical_taxon(result.organism.best.taxon)
    taxa = Counter(canonical_taxon(t.match.taxon) for t in result.terms if t.match is not None and t.match.taxon)
    return min(taxa, key=lambda taxon: (-taxa[taxon], taxon), default=None)


def _genes(
    result: NormalizedRecord,
    tier: str,
    identifiers: str,
    counts: Dropped,
    lexicon: Vocabulary | None,
    organism: int | None,
) -> Iterator[str]:
    for term in result.terms:
        match = term.match
        if match is None:
            continue
        if match.entity_type == "gene" and not match.members:
            if tier == STRICT and match.tier not in _OWN:
                continue
            if match.taxon is None or canonical_taxon(match.taxon) != organism:
                counts.genes_of_others += 1
                continue
            yield from _identified(match, identifiers, counts)
        elif match.members and (tier == FAMILIES or (match.tier is Tier.EXPANDED and tier == SYNONYMS)):
            for curie in match.members:
                yield from _member(curie, identifiers, counts, lexicon, organism)


def _identified(match: Candidate, identifiers: str, counts: Dropped) -> Iterator[str]:
    found = _identifier(match.curie, match.name, dict(match.xrefs), identifiers)
    if found:
        yield found
    else:
        counts.without_identifier[match.curie] += 1


def _member(
    curie: str, identifiers: str, counts: Dropped, lexicon: Vocabulary | None, organism: int | None
) -> Iterator[str]:
    lexicon = _in_use() if lexicon is None else lexicon
    number = lexicon.find(curie)
    concept = None if number is None else lexicon.concept(number)
    if concept is not None and (concept.taxon is None or canonical_taxon(concept.taxon) != organism):
        counts.genes_of_others += 1
        return
    found = "" if concept is None else _identifier(curie, concept.name, dict(concept.xrefs), identifiers)
    if found:
        yield found
    else:
        counts.without_identifier[curie] += 1


def _identifier(curie: str, name: str, xrefs: dict[str, tuple[str, ...]], identifiers: str) -> str:
    if identifiers == "symbol":
        return name
    prefix, _, identifier = curie.partition(":")
    return identifier if prefix == identifiers else next(iter(xrefs.get(identifiers, ())), "")


@cache
def _in_use() -> Vocabulary:
    from ...vocabulary.reader import Lexicon

    return Lexicon.open()
