"""What a vocabulary answers: the file's reader and the layer of own names over it are two that do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ..model.result import Reference


class Concept(NamedTuple):
    """One thing of the vocabulary.

    ``id`` is the concept's number in this file; ``taxon`` is None for chemicals; ``xrefs`` groups the
    identifiers by prefix; ``members`` are concept numbers.
    """

    id: int
    reference: Reference
    name: str
    entity_type: str
    taxon: int | None
    xrefs: tuple[tuple[str, tuple[str, ...]], ...]
    members: tuple[int, ...]
    groups: tuple[int, ...]


class Hit(NamedTuple):
    """A name that matched a key: the concept's number, the name's place, its status, rendering, organism, type."""

    concept: int
    name: int
    status: int
    rendering: int
    taxon: int
    kind: int


class LexiconName(NamedTuple):
    """One name of a concept, as the source writes it."""

    text: str
    status: str
    source: str


class Vocabulary(Protocol):
    """Names and the concepts they name, both by number: names of one concept follow each other, its label first.

    What has no body is answered by each vocabulary in its own way; the rest follows from it.

    Attributes
    ----------
    path
        File of the vocabulary.
    header
        What the file says of itself.
    kinds, statuses
        Entity types and name statuses; a `Hit` has their places in these.
    taxa
        Organisms of the file, as NCBI Taxonomy ids of species.
    """

    path: Path
    header: dict[str, Any]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]
    taxa: tuple[int, ...]
    #: A number for a folded key that is a name, else None.
    get_key: Callable[[str], int | None]
    #: All names with a folded key, in concept order.
    hits: Callable[[str], tuple[Hit, ...]]
    #: A concept by its number.
    concept: Callable[[int], Concept]
    #: ``(key, status)`` of all names of a concept.
    concept_keys: Callable[[int], list[tuple[str, int]]]

    @property
    @abstractmethod
    def version(self) -> str:
        """Version of the data."""

    @property
    @abstractmethod
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Key and date or release of each source, ``(("hgnc", "2024-07"), …)``."""

    @abstractmethod
    def __len__(self) -> int:
        """Return how many concepts there are."""

    @abstractmethod
    def still_whole(self) -> None:
        """Raise LexiconError when the file was cut since it was opened."""

    # -- names ---------------------------------------------------------------------------------------------

    @abstractmethod
    def keys_with_prefix(self, prefix: str) -> list[str]:
        """Return all keys that start with a prefix, in no particular order."""

    @abstractmethod
    def has_prefix(self, prefix: str) -> bool:
        """Tell whether any key starts with a prefix."""

    @abstractmethod
    def name_text(self, name: int) -> str:
        """Return a name as its source writes it."""

    @abstractmethod
    def name_key(self, name: int) -> str:
        """Return a name's folded key."""

    @abstractmethod
    def name_status(self, name: int) -> int:
        """Return the status of a name, as its place in `statuses`."""

    @abstractmethod
    def name_source(self, name: int) -> str:
        """Return the source of a name, several joined by ``+``."""

    @abstractmethod
    def is_usual(self, name: int) -> bool:
        """Tell whether a name is FamPlex's, whose curators wrote down what papers mean by it, or ours (p62: SQSTM1)."""

    # -- concepts ------------------------------------------------------------------------------------------

    @abstractmethod
    def names_of(self, concept: int) -> Sequence[int]:
        """Return the numbers of a concept's names, the preferred label first."""

    @abstractmethod
    def hit_of(self, number: int) -> Hit:
        """Return a hit that stands for a concept by its identifier."""

    @abstractmethod
    def reference(self, number: int) -> Reference:
        """Return the primary identifier of a concept."""

    @abstractmethod
    def find_all(self, curie: str) -> list[int]:
        """Return all concepts of a CURIE: the one that it is the primary identifier of, then those it is beside."""

    @abstractmethod
    def groups_of(self, number: int) -> Sequence[int]:
        """Return the ortholog groups that a concept is in."""

    @abstractmethod
    def orthologs(self, number: int, taxon: int) -> list[int]:
        """Return the concepts of an organism that share an ortholog group with this one."""

    @abstractmethod
    def members_of(self, number: int) -> Sequence[int]:
        """Return the members of a family, or the drugs of a role."""

    @abstractmethod
    def roles_of(self, drug: int) -> Sequence[int]:
        """Return the roles and classes that name a drug among those that have them."""

    @abstractmethod
    def stored_forms(self, number: int) -> list[tuple[int, str]]:
        """Return the forms of a substance, itself first: of each the number of its name (-1: none) and its CURIE."""

    @abstractmethod
    def has_xrefs(self, concept: int) -> bool:
        """Tell whether a concept has cross-references or an NCBI Gene number of its own."""

    @abstractmethod
    def is_unproductive(self, concept: int) -> bool:
        """Tell whether a gene's full names say that it has no product of its own: a pseudogene, a readthrough."""

    @abstractmethod
    def human_gene(self, concept: int) -> int:
        """Return the HGNC number of a concept that has one as its primary identifier, else 0."""

    # -- what follows --------------------------------------------------------------------------------------

    def __contains__(self, key: str) -> bool:
        return self.get_key(key) is not None

    def agreed(self, name: int) -> bool:
        """Tell whether two sources have a name."""
        return "+" in self.name_source(name)

    def names(self, concept: int) -> list[LexiconName]:
        """Return all names of a concept, the preferred label first."""
        return [
            LexiconName(self.name_text(name), self.statuses[self.name_status(name)], self.name_source(name))
            for name in self.names_of(concept)
        ]

    def name_count(self, concept: int) -> int:
        """Return how many names a concept has."""
        return len(self.names_of(concept))

    def symbol(self, concept: int) -> str:
        """Return the preferred label of a concept."""
        return self.name_text(self.hit_of(concept).name)

    def full_names(self, concept: int) -> list[str]:
        """Return the descriptive names of a concept."""
        return [name.text for name in self.names(concept) if name.status == "full_name"]

    def find(self, curie: str) -> int | None:
        """Return the concept of a CURIE, primary or not, or None; capitals do not matter.

        Of several concepts with one cross-reference (a protein of several genes) the one with it as primary
        identifier comes first, else the first.

        >>> from pfocr_norm import Lexicon
        >>> lexicon = Lexicon.open()
        >>> lexicon.find("ncbigene:5604") == lexicon.find("hgnc:6840") == lexicon.find("HGNC:6840")
        True
        """
        found = self.find_all(curie)
        return found[0] if found else None

    def forms(self, number: int, name: int, curie: str = "") -> tuple[str, ...]:
        """Return the ChEBI identifiers of the forms of a substance, that of the printed name, or a given one, first.

        >>> from pfocr_norm import Lexicon
        >>> isinstance(Lexicon.open().forms(0, 0), tuple)
        True
        """
        forms = self.stored_forms(number)
        return tuple([form for _, form in sorted(forms, key=lambda form: form[0] != name and form[1] != curie)])
