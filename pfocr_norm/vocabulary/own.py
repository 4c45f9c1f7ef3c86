"""Own names, stop words and overrides of a laboratory, layered over the vocabulary at run time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import LexiconError
from ..model.result import Reference
from ..text import names as nm
from .reader import Concept, Hit, Lexicon, LexiconName

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


class _OwnConcept(NamedTuple):
    reference: Reference
    name: str
    kind: int
    taxon: int


class LayeredLexicon(Lexicon):
    """A vocabulary with own names over it; numbers of own concepts and names follow those of the file.

    Parameters
    ----------
    path
        Vocabulary file.
    own
        What `read_own` gave.

    Raises
    ------
    LexiconError
        When the vocabulary cannot be opened, or a line names a concept that is not in it and does not say what it
        is, or an override names one that is nowhere.
    """

    def __init__(self, path: Path, own: Own) -> None:
        super().__init__(path)
        self.own = own
        self._size = int(self.header["concepts"])
        self._name_count = int(self._offsets[self._size])
        self._added: list[_OwnConcept] = []
        self._numbers_of: dict[str, int] = {}
        self._texts: list[tuple[str, int, int]] = []  # text, status, concept
        self._own_names: dict[int, list[int]] = {}
        self._own_hits: dict[str, list[Hit]] = {}
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
        base_key, hits = self._keys.get, self._own_hits

        def get_key(key: str) -> int | None:
            number = base_key(key)
            return number if number is not None else -1 if key in hits else None

        self.get_key = get_key

    def __reduce__(self) -> tuple[Any, ...]:
        return (LayeredLexicon, (self.path, self.own))

    def __len__(self) -> int:
        return self._size + len(self._added)

    @property
    def version(self) -> str:
        """Version of the data, with a mark of the own names."""
        return f"{super().version}+own.{self._digest}"

    def decided(self, taxa: Iterable[int]) -> dict[str, int]:
        """Return word to concept of the overrides that hold in a figure of these organisms."""
        out = dict(self._decided.get(None, {}))
        for taxon in sorted(taxa):
            out.update(self._decided.get(taxon, {}))
        return out

    def _add(self, name: OwnName, problems: list[str]) -> None:
        number = self.find(name.curie)
        if number is None:
            prefix = name.curie.partition(":")[0]
            kind, taxon = _PREFIXES.get(prefix, ("", None))
            kind, taxon = name.entity_type or kind, name.taxon or taxon
            if not kind and taxon:
                kind = "gene"
            if not kind or (kind in ("gene", "family", "complex") and not taxon):
                missing = "its taxon" if kind else "its entity_type, and taxon if it is a gene"
                problems.append(f"{name.place}: {name.curie} is not in the vocabulary; give {missing}")
                return
            if kind not in self.kinds:
                problems.append(f"{name.place}: this vocabulary knows no entity type {kind!r}")
                return
            number = self._size + len(self._added)
            label = name.name or name.text
            taxon = taxon if kind in ("gene", "family", "complex") else None
            reference = Reference.from_curie(name.curie)
            self._added.append(_OwnConcept(reference, label, self.kinds.index(kind), taxon or 0))
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
        if any(old.concept == number and old.status <= code for old in self._hits(key)):
            return
        self._texts.append((text, code, number))
        self._own_names.setdefault(number, []).append(name)
        for place in dict.fromkeys((key, nm.bag(text) if hit.taxon else "")):
            if place:
                self._own_hits.setdefault(place, []).append(Hit(number, name, code, 0, hit.taxon, hit.kind))

    # -- what a Lexicon answers ----------------------------------------------------------------------------

    def _hits(self, key: str) -> tuple[Hit, ...]:
        own = self._own_hits.get(key, ())
        if self._keys.get(key) is None:
            return tuple(own)
        mine = {hit.concept for hit in own}
        return (*(hit for hit in super()._hits(key) if hit.concept not in mine), *own)

    def hit_of(self, number: int) -> Hit:
        """Return a hit that stands for a concept by its identifier."""
        if number < self._size:
            return super().hit_of(number)
        concept = self._added[number - self._size]
        names = self._own_names.get(number)
        return Hit(number, names[0] if names else 0, 0, 0, concept.taxon, concept.kind)

    def keys_with_prefix(self, prefix: str) -> list[str]:
        """Return all keys that start with a prefix."""
        found = super().keys_with_prefix(prefix)
        return found + [key for key in self._own_hits if key.startswith(prefix) and self._keys.get(key) is None]

    def has_prefix(self, prefix: str) -> bool:
        """Tell whether any key starts with a prefix."""
        return super().has_prefix(prefix) or any(key.startswith(prefix) for key in self._own_hits)

    def name_text(self, name: int) -> str:
        """Return a name as its source writes it."""
        return super().name_text(name) if name < self._name_count else self._texts[name - self._name_count][0]

    def name_key(self, name: int) -> str:
        """Return a name's folded key."""
        return super().name_key(name) if name < self._name_count else nm.fold(self.name_text(name))

    def agreed(self, name: int) -> bool:
        """Tell whether two sources have a name; an own one has but one."""
        return name < self._name_count and super().agreed(name)

    def is_usual(self, name: int) -> bool:
        """Tell whether a name is known to be used so: an own one is."""
        return name >= self._name_count or super().is_usual(name)

    def names(self, concept: int) -> list[LexiconName]:
        """Return all names of a concept, the preferred label first."""
        out = super().names(concept) if concept < self._size else []
        for name in self._own_names.get(concept, ()):
            text, status, _ = self._texts[name - self._name_count]
            out.append(LexiconName(text, self.statuses[status], "own"))
        return out

    def name_count(self, concept: int) -> int:
        """Return how many names a concept has."""
        base = super().name_count(concept) if concept < self._size else 0
        return base + len(self._own_names.get(concept, ()))

    def _full_names(self, concept: int) -> list[int]:
        """Return the places of the descriptive names of a concept; own names are none."""
        return super()._full_names(concept) if concept < self._size else []

    def human_gene(self, concept: int) -> int:
        """Return the HGNC number of a concept, else 0."""
        if concept < self._size:
            return super().human_gene(concept)
        reference = self.reference(concept)
        return int(reference.identifier) if reference.prefix == "hgnc" else 0

    def _concept_keys(self, concept: int) -> list[tuple[str, int]]:
        """Return ``(key, status)`` of all names of a concept."""
        out = super()._concept_keys(concept) if concept < self._size else []
        own = (self._texts[name - self._name_count] for name in self._own_names.get(concept, ()))
        return out + [(nm.fold(text), status) for text, status, _ in own]

    def symbol(self, concept: int) -> str:
        """Return the preferred label of a concept."""
        return super().symbol(concept) if concept < self._size else self._added[concept - self._size].name

    def has_xrefs(self, concept: int) -> bool:
        """Tell whether a concept is catalogued; an own one is."""
        return concept >= self._size or super().has_xrefs(concept)

    def _concept(self, number: int) -> Concept:
        if number < self._size:
            return super()._concept(number)
        own = self._added[number - self._size]
        return Concept(number, own.reference, own.name, self.kinds[own.kind], own.taxon or None, (), (), ())

    def reference(self, number: int) -> Reference:
        """Return the primary identifier of a concept."""
        return super().reference(number) if number < self._size else self._added[number - self._size].reference

    def find(self, curie: str) -> int | None:
        """Return the concept of a primary or searchable CURIE, or None."""
        found = self._numbers_of.get(curie)
        return found if found is not None else super().find(curie)
