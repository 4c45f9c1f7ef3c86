"""What the benchmark asks of the vocabulary itself: is a gold identifier in it, and of which organism."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from .corpora import Document

if TYPE_CHECKING:
    from pfocr_norm import Lexicon

#: Strains and their species: a call of either is the same organism.
SPECIES = {559292: 4932, 284812: 4896, 511145: 562, 83333: 562, 39947: 4530}

#: The names that curated records use.
TAXA = {
    "Homo sapiens": 9606, "Mus musculus": 10090, "Rattus norvegicus": 10116, "Danio rerio": 7955,
    "Drosophila melanogaster": 7227, "Caenorhabditis elegans": 6239, "Saccharomyces cerevisiae": 4932,
    "Saccharomyces cerevisiae S288C": 4932, "Arabidopsis thaliana": 3702, "Bos taurus": 9913,
    "Gallus gallus": 9031, "Oryctolagus cuniculus": 9986, "Dicentrarchus labrax": 13489, "Sus scrofa": 9823,
    "Xenopus laevis": 8355,
}  # fmt: skip
MAMMALS = frozenset({9606, 10090, 10116, 9913, 9986, 9823, 9615, 9544, 9598, 9685, 9796, 9940, 10029, 10141})
SHORT = {
    9606: "human", 10090: "mouse", 10116: "rat", 7955: "zebrafish", 7227: "fly", 6239: "worm", 4932: "yeast",
    4896: "fission yeast", 3702: "Arabidopsis", 9913: "cow", 9031: "chicken", 8355: "Xenopus", 8364: "Xenopus trop.",
    9823: "pig", 562: "E. coli", 9986: "rabbit", 4530: "rice",
}  # fmt: skip


def species(taxon: int | None) -> int | None:
    """Species of a strain's taxon."""
    return None if taxon is None else SPECIES.get(taxon, taxon)


def short(taxon: int | None) -> str:
    """Everyday name of an organism."""
    return "undecided" if taxon is None else SHORT.get(taxon, f"taxon {taxon}")


class Concept(NamedTuple):
    """One concept of the vocabulary."""

    curie: str
    name: str
    taxon: int | None
    entity_type: str


class Vocabulary:
    """Identifier to concept, for judging; built once from an open lexicon.

    Parameters
    ----------
    lexicon
        The vocabulary that the Normalizer uses too.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.by_id: dict[str, list[Concept]] = {}
        for number in range(len(lexicon)):
            entry = lexicon.concept(number)
            concept = Concept(entry.reference.curie, entry.name, species(entry.taxon), entry.entity_type)
            self.by_id.setdefault(concept.curie, []).append(concept)
            for prefix, identifiers in entry.xrefs:
                for identifier in identifiers:
                    if (curie := f"{prefix}:{identifier}") != concept.curie:
                        self.by_id.setdefault(curie, []).append(concept)

    def __contains__(self, curie: str) -> bool:
        return curie in self.by_id

    def concepts(self, ids: Iterable[str]) -> list[Concept]:
        """Concepts that carry any of the identifiers."""
        return [concept for curie in sorted(ids) for concept in self.by_id.get(curie, ())]

    def taxa(self, ids: Iterable[str]) -> set[int]:
        """Organisms of gold identifiers, as far as the vocabulary has them."""
        return {c.taxon for c in self.concepts(ids) if c.taxon is not None}

    def majority(self, doc: Document) -> int | None:
        """The organism that most gold gene mentions of a document belong to; None when none is known."""
        votes: Counter[int] = Counter()
        for mention in doc.of_type("Gene"):
            for taxon in () if mention.aside else self.taxa(mention.ids):
                votes[taxon] += 1
        if not votes:
            return None
        top = max(votes.values())
        return min(taxon for taxon, n in votes.items() if n == top)
