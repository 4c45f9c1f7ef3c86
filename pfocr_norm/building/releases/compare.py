"""What changed from one vocabulary to another, all in all and for one's own keywords."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ...text import names as nm

if TYPE_CHECKING:
    from ...vocabulary.reader import Lexicon


class Meaning(NamedTuple):
    """What a word means in a vocabulary."""

    curie: str
    name: str
    status: str
    taxon: int | None


class KeywordChange(NamedTuple):
    """A keyword whose meanings changed: gained and lost ones, or a name's status or a concept's label."""

    keyword: str
    lost: tuple[Meaning, ...]
    gained: tuple[Meaning, ...]


@dataclass(slots=True)
class Changes:
    """Differences of two vocabularies.

    Attributes
    ----------
    old, new
        Their versions.
    added, removed
        CURIE and label of concepts that only one of them has.
    renamed
        CURIE, old label and new label.
    keywords
        Changed meanings of the keywords asked for.
    """

    old: str
    new: str
    added: list[tuple[str, str]] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    renamed: list[tuple[str, str, str]] = field(default_factory=list)
    keywords: list[KeywordChange] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """JSON form."""
        return {
            "old": self.old,
            "new": self.new,
            "added": [{"curie": curie, "name": name} for curie, name in self.added],
            "removed": [{"curie": curie, "name": name} for curie, name in self.removed],
            "renamed": [{"curie": curie, "old": old, "new": new} for curie, old, new in self.renamed],
            "keywords": [
                {
                    "keyword": change.keyword,
                    "lost": [meaning._asdict() for meaning in change.lost],
                    "gained": [meaning._asdict() for meaning in change.gained],
                }
                for change in self.keywords
            ],
        }


def diff(old: Lexicon, new: Lexicon, *, keywords: Iterable[str] | None = None) -> Changes:
    """Compare two vocabularies.

    Parameters
    ----------
    old, new
        Open vocabularies.
    keywords
        Words whose meanings are compared; the concepts are compared when None.

    Examples
    --------
    >>> from pfocr_norm import Lexicon
    >>> lexicon = Lexicon.open()
    >>> diff(lexicon, lexicon, keywords=["MEK1", "tamoxifen"]).keywords
    []
    """
    changes = Changes(old.version, new.version)
    if keywords is not None:
        for keyword in dict.fromkeys(keywords):
            before, after = meanings(old, keyword), meanings(new, keyword)
            if before != after:
                lost = tuple(sorted(before - after, key=_order))
                gained = tuple(sorted(after - before, key=_order))
                changes.keywords.append(KeywordChange(keyword, lost, gained))
        return changes
    labels = {old.reference(number).curie: old.symbol(number) for number in range(len(old))}
    for number in range(len(new)):
        curie, label = new.reference(number).curie, new.symbol(number)
        former = labels.pop(curie, None)
        if former is None:
            changes.added.append((curie, label))
        elif former != label:
            changes.renamed.append((curie, former, label))
    changes.removed = sorted(labels.items())
    changes.added.sort()
    changes.renamed.sort()
    return changes


def meanings(lexicon: Lexicon, keyword: str) -> set[Meaning]:
    """Return all concepts that a word names, with the name's status."""
    out = set()
    for hit in lexicon.hits(nm.fold(nm.clean(keyword))):
        concept = lexicon.concept(hit.concept)
        out.add(Meaning(concept.reference.curie, concept.name, lexicon.statuses[hit.status], concept.taxon))
    return out


def _order(meaning: Meaning) -> tuple[bool, int, str]:
    return (meaning.taxon != 9606, meaning.taxon or 0, meaning.curie)
