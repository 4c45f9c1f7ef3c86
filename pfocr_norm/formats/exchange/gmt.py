"""Gene sets: GMT, one figure a line, as enrichment tools read it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from ...model.result import Candidate, NormalizedRecord, Tier
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
    without_identifier
        Genes that have no identifier of the kind, by CURIE.
    """

    small: int = 0
    large: int = 0
    other_organism: int = 0
    without_identifier: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        parts = [
            f"{self.small} figures with too few genes", f"{self.large} with too many",
            f"{self.other_organism} of another organism",
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
        Only figures that are about this organism (NCBI Taxonomy id); all when None.
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
        best = result.organism.best
        if organism is not None and (best is None or best.taxon != organism):
            counts.other_organism += 1
            continue
        genes = sorted(set(_genes(result, tier, identifiers, counts, lexicon)), key=_natural)
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


def _genes(
    result: NormalizedRecord, tier: str, identifiers: str, counts: Dropped, lexicon: Vocabulary | None
) -> Iterator[str]:
    for term in result.terms:
        match = term.match
        if match is None:
            continue
        if match.entity_type == "gene" and not match.members:
            if tier == STRICT and match.tier not in _OWN:
                continue
            yield from _identified(match, identifiers, counts)
        elif match.members and (tier == FAMILIES or (match.tier is Tier.EXPANDED and tier == SYNONYMS)):
            for curie in match.members:
                yield from _member(curie, identifiers, counts, lexicon)


def _identified(match: Candidate, identifiers: str, counts: Dropped) -> Iterator[str]:
    found = _identifier(match.curie, match.name, dict(match.xrefs), identifiers)
    if found:
        yield found
    else:
        counts.without_identifier[match.curie] += 1


def _member(curie: str, identifiers: str, counts: Dropped, lexicon: Vocabulary | None) -> Iterator[str]:
    lexicon = _in_use() if lexicon is None else lexicon
    number = lexicon.find(curie)
    concept = None if number is None else lexicon.concept(number)
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
