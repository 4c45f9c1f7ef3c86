"""Own names, stop words and overrides of a laboratory, layered over the vocabulary at run time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..errors import LexiconError
from ..model.result import Reference
from ..text import names as nm
from .protocol import Concept, Hit, Vocabulary

#: Bad lines that one message shows.
SHOWN = 20
#: Primary identifiers of one organism, and what they name.
_PREFIXES: dict[str, tuple[str, int | None]] = {
    "hgnc": ("gene", 9606), "mgi": ("gene", 10090), "rgd": ("gene", 10116), "flybase": ("gene", 7227),
    "wormbase": ("gene", 6239), "zfin": ("gene", 7955), "sgd": ("gene", 4932), "fplx": ("family", 9606),
    "drugbank": ("drug", None), "chebi": ("chemical", None), "mesh": ("chemical", None), "cas": ("chemical", None),
    "pubchem.compound": ("chemical", None), "chembl.compound": ("chemical", None), "doid": ("disease", None),
    "mondo": ("disease", None),
}  # fmt: skip
_OF_AN_ORGANISM = ("gene", "family", "complex")


class OwnName(NamedTuple):
    """One line of a table of names; ``place`` is its file and line."""

    text: str
    curie: str
    name: str
    status: str
    entity_type: str
    taxon: int | None
    place: str


class Override(NamedTuple):
    """A word that means one thing, in one organism or (taxon None) in all."""

    word: str
    curie: str
    taxon: int | None
    place: str


class Own(NamedTuple):
    """All that the caller has of its own."""

    names: tuple[OwnName, ...] = ()
    stop: frozenset[str] = frozenset()
    overrides: tuple[Override, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.stop or self.overrides)


class OwnNames(Vocabulary):
    """Own names over a vocabulary; numbers of own concepts and names follow those of what lies below.

    Parameters
    ----------
    base
        The vocabulary below.
    own
        What `read_own` gave.

    Raises
    ------
    LexiconError
        When a line names a concept that is not in the vocabulary and does not say what it is, or an override names
        one that is nowhere.
    """

    def __init__(self, base: Vocabulary, own: Own) -> None:
        self.base, self.own = base, own
        self.path, self.header = base.path, base.header
        self.kinds, self.statuses, self.taxa = base.kinds, base.statuses, base.taxa
        self._size = len(base)
        self._name_count = int(base.header["names"])
        self._added: list[Concept] = []
        self._numbers_of: dict[str, int] = {}
        self._texts: list[tuple[str, int]] = []  # text, status
        self._names_of: dict[int, list[int]] = {}
        self._hits_of: dict[str, list[Hit]] = {}
        self.get_key, self.hits = self._get_key, self._hits
        self.concept, self.concept_keys = self._concept, self._concept_keys
        problems: list[str] = []
        for name in own.names:
            self._add(name, problems)
        self._decided: dict[int | None, dict[str, int]] = {}
        for item in own.overrides:
            number = self.find(item.curie)
            if number is None:
                problems.append(
                    f"{item.place}: {item.curie} is not in the vocabulary; add it to a table of names first"
                )
            else:
                self._decided.setdefault(item.taxon, {})[item.word] = number
        if problems:
            raise LexiconError("\n".join(problems[:SHOWN]))
        self._digest = hashlib.sha256(repr((
            [name[:-1] for name in own.names], sorted(own.stop), [item[:-1] for item in own.overrides],
        )).encode()).hexdigest()[:8]  # fmt: skip

    def __reduce__(self) -> tuple[Any, ...]:
        return (OwnNames, (self.base, self.own))

    def __len__(self) -> int:
        return self._size + len(self._added)

    @property
    def version(self) -> str:
        """Version of the data, with a mark of the own names."""
        return f"{self.base.version}+own.{self._digest}"

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """Key and date or release of each source of the vocabulary below."""
        return self.base.sources

    def still_whole(self) -> None:
        """Raise LexiconError when the file was cut since it was opened."""
        self.base.still_whole()

    def decided(self, taxa: Iterable[int]) -> dict[str, int]:
        """Return word to concept of the overrides that hold in a figure of these organisms."""
        out = dict(self._decided.get(None, {}))
        for taxon in sorted(taxa):
            out.update(self._decided.get(taxon, {}))
        return out

    def _add(self, name: OwnName, problems: list[str]) -> None:
        number = self.find(name.curie)
        if number is None:
            kind, taxon = _PREFIXES.get(name.curie.partition(":")[0], ("", None))
            kind, taxon = name.entity_type or kind, name.taxon or taxon
            if not kind and taxon:
                kind = "gene"
            if not kind or (kind in _OF_AN_ORGANISM and not taxon):
                missing = "its taxon" if kind else "its entity_type, and taxon if it is a gene"
                problems.append(f"{name.place}: {name.curie} is not in the vocabulary; give {missing}")
                return
            if kind not in self.kinds:
                problems.append(f"{name.place}: this vocabulary knows no entity type {kind!r}")
                return
            number = self._size + len(self._added)
            label = name.name or name.text
            taxon = taxon if kind in _OF_AN_ORGANISM else None
            reference = Reference.from_curie(name.curie)
            self._added.append(Concept(number, reference, label, kind, taxon, (), (), ()))
            self._numbers_of[name.curie] = number
            self._add_text(label, "approved", number)
            if name.text == label:
                return
        status = name.status if number >= self._size or name.status != "approved" else "alias"
        self._add_text(name.text, status, number)

    def _add_text(self, text: str, status: str, number: int) -> None:
        key, code = nm.fold(text), self.statuses.index(status)
        hit = self.hit_of(number)
        name = self._name_count + len(self._texts)
        if any(old.concept == number and old.status <= code for old in self.hits(key)):
            return
        self._texts.append((text, code))
        self._names_of.setdefault(number, []).append(name)
        for place in dict.fromkeys((key, nm.bag(text) if hit.taxon else "")):
            if place:
                self._hits_of.setdefault(place, []).append(Hit(number, name, code, 0, hit.taxon, hit.kind))

    # -- names ---------------------------------------------------------------------------------------------

    def _get_key(self, key: str) -> int | None:
        number = self.base.get_key(key)
        return number if number is not None else -1 if key in self._hits_of else None

    def _hits(self, key: str) -> tuple[Hit, ...]:
        own = self._hits_of.get(key, ())
        mine = {hit.concept for hit in own}
        return (*(hit for hit in self.base.hits(key) if hit.concept not in mine), *own)

    def keys_with_prefix(self, prefix: str) -> list[str]:
        """Return all keys that start with a prefix."""
        found = self.base.keys_with_prefix(prefix)
        return found + [key for key in self._hits_of if key.startswith(prefix) and key not in self.base]

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether any key starts with a prefix."""
        return self.base.has_prefix(prefix) or any(key.startswith(prefix) for key in self._hits_of)

    def name_text(self, name: int) -> str:
        """Return a name as its source writes it."""
        return self.base.name_text(name) if name < self._name_count else self._texts[name - self._name_count][0]

    def name_key(self, name: int) -> str:
        """Return a name's folded key."""
        return self.base.name_key(name) if name < self._name_count else nm.fold(self.name_text(name))

    def name_status(self, name: int) -> int:
        """Return the status of a name, as its place in `statuses`."""
        return self.base.name_status(name) if name < self._name_count else self._texts[name - self._name_count][1]

    def name_source(self, name: int) -> str:
        """Return the source of a name."""
        return self.base.name_source(name) if name < self._name_count else "own"

    def is_usual(self, name: int) -> bool:
        """Tell whether a name is known to be used so: an own one is."""
        return name >= self._name_count or self.base.is_usual(name)

    # -- concepts ------------------------------------------------------------------------------------------

    def _own(self, number: int) -> Concept | None:
        """Return the own concept of a number, None for one of the vocabulary below."""
        return None if number < self._size else self._added[number - self._size]

    def names_of(self, concept: int) -> Sequence[int]:
        """Return the numbers of a concept's names, the preferred label first."""
        own = self._names_of.get(concept, [])
        return [*self.base.names_of(concept), *own] if concept < self._size else own

    def hit_of(self, number: int) -> Hit:
        """Return a hit that stands for a concept by its identifier."""
        own = self._own(number)
        if own is None:
            return self.base.hit_of(number)
        names = self._names_of.get(number, (0,))  # while its label is being added there is none
        return Hit(number, names[0], 0, 0, own.taxon or 0, self.kinds.index(own.entity_type))

    def _concept(self, number: int) -> Concept:
        return self._own(number) or self.base.concept(number)

    def _concept_keys(self, concept: int) -> list[tuple[str, int]]:
        below = self.base.concept_keys(concept) if concept < self._size else []
        return below + [(self.name_key(name), self.name_status(name)) for name in self._names_of.get(concept, ())]

    def reference(self, number: int) -> Reference:
        """Return the primary identifier of a concept."""
        own = self._own(number)
        return own.reference if own else self.base.reference(number)

    def find_all(self, curie: str) -> list[int]:
        """Return all concepts of a CURIE, an own one first."""
        own = self._numbers_of.get(curie)
        return ([] if own is None else [own]) + self.base.find_all(curie)

    def groups_of(self, number: int) -> Sequence[int]:
        """Return the ortholog groups that a concept is in; an own one is in none."""
        return () if self._own(number) else self.base.groups_of(number)

    def orthologs(self, number: int, taxon: int) -> list[int]:
        """Return the concepts of an organism that share an ortholog group with this one."""
        return [] if self._own(number) else self.base.orthologs(number, taxon)

    def members_of(self, number: int) -> Sequence[int]:
        """Return the members of a family, or the drugs of a role; an own one has none."""
        return () if self._own(number) else self.base.members_of(number)

    def roles_of(self, drug: int) -> Sequence[int]:
        """Return the roles and classes that name a drug among those that have them."""
        return () if self._own(drug) else self.base.roles_of(drug)

    def stored_forms(self, number: int) -> list[tuple[int, str]]:
        """Return the forms of a substance; an own one has none."""
        return [] if self._own(number) else self.base.stored_forms(number)

    def has_xrefs(self, concept: int) -> bool:
        """Tell whether a concept is catalogued; an own one is."""
        return self._own(concept) is not None or self.base.has_xrefs(concept)

    def is_unproductive(self, concept: int) -> bool:
        """Tell whether a gene's full names say that it has no product of its own; own names never do."""
        return self._own(concept) is None and self.base.is_unproductive(concept)

    def human_gene(self, concept: int) -> int:
        """Return the HGNC number of a concept, else 0."""
        own = self._own(concept)
        if own is None:
            return self.base.human_gene(concept)
        return int(own.reference.identifier) if own.reference.prefix == "hgnc" else 0
