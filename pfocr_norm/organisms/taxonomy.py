"""NCBI Taxonomy: every species by name, with rank and lineage, and the names in a text.

One file, ``data/taxonomy.pnt``, is opened by memory map on first use:

========  ==================================================================================================
keys      marisa trie of names in lower case (scientific names with odd capitals also as they are written)
values    u24 a key: taxon (22 bits), kind of the name (2)
order     u24 a taxon, in the order of taxa: the key of its scientific name
taxa      u24 taxa whose rank or parent their name does not tell, ``parents`` u24, ``ranks`` u8; a plain binomial
          that is not among them is a species of the genus that its name begins with
below     u24 strains and subspecies, ``species`` u24 what they lead to
words     u32 keys of names that are also English words of another sense, or genes
things    marisa trie of names of genes and products with an organism's name in them, as plain words
========  ==================================================================================================

Numbers of 24 bits lie in two sections: the lower 16 bits and the upper 8.
"""

from __future__ import annotations

import json
import mmap
import re
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from ..errors import LexiconError
from ..vocabulary import check
from ..vocabulary.files import open_file
from ..vocabulary.location import data_folder

FILE_NAME = "taxonomy.pnt"
MAGIC = b"PFOCRTAX"
FORMAT = 1
_HEAD = len(MAGIC) + 12

#: Kinds of names in the file.
SCIENTIFIC, SYNONYM, COMMON, ABBREVIATED = range(4)
RANKS = (
    "no rank", "superkingdom", "kingdom", "subkingdom", "superphylum", "phylum", "subphylum", "superclass", "class",
    "subclass", "infraclass", "cohort", "subcohort", "superorder", "order", "suborder", "infraorder", "parvorder",
    "superfamily", "family", "subfamily", "tribe", "subtribe", "genus", "subgenus", "section", "subsection", "series",
    "species group", "species subgroup", "species", "forma specialis", "subspecies", "varietas", "subvariety", "forma",
    "serogroup", "serotype", "strain", "isolate", "biotype", "genotype", "morph", "pathogroup", "clade",
)  # fmt: skip

_SUFFIX = re.compile(r" <\d+>$")


class Name(NamedTuple):
    """What a name says: the taxon, and whether it is its scientific name, a synonym, a common name.

    ``word`` tells that the name is also an English word of another sense, or a gene.
    """

    taxon: int
    kind: int
    word: bool


class Taxonomy:
    """NCBI Taxonomy, opened by memory map.

    Examples
    --------
    >>> taxonomy = Taxonomy.open()
    >>> taxonomy.lookup("Gasterosteus aculeatus").taxon, taxonomy.name_of(69293), taxonomy.rank(69293)
    (69293, 'Gasterosteus aculeatus', 'species')
    >>> [taxonomy.name_of(taxon) for taxon in taxonomy.lineage(69293)][:3]
    ['Gasterosteus', 'Gasterosteidae', 'Gasterosteales']
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with open_file(path) as handle:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
                file = check.identity(handle.fileno())
        except FileNotFoundError:
            raise LexiconError(
                f"{path}: the names of organisms are missing; install pfocr_norm again, or build the file with "
                "`python -m pfocr_norm.building.taxonomy` (docs/data.md)"
            ) from None
        except (OSError, ValueError) as error:
            raise LexiconError(f"{path}: cannot be opened as a taxonomy ({error})") from None
        data = memoryview(self._map)
        if len(data) < _HEAD or bytes(data[: len(MAGIC)]) != MAGIC:
            raise LexiconError(f"{path}: not a taxonomy of pfocr_norm; install the package again")
        version, length, checksum = struct.unpack("<III", data[len(MAGIC) : _HEAD])
        text = bytes(data[_HEAD : _HEAD + length])
        if version != FORMAT or zlib.crc32(text) != checksum:
            raise LexiconError(
                f"{path}: damaged, or of format {version} where this program reads {FORMAT}; install the package again"
            )
        self.header: dict[str, Any] = json.loads(text)
        start = _HEAD + length
        sections = {name: data[start + at : start + at + n] for name, (at, n) in self.header["sections"].items()}
        if start + sum(n + -n % 8 for _, n in self.header["sections"].values()) != len(data):
            raise LexiconError(f"{path}: damaged (its size is wrong); install the package again")
        if not check.is_known(file):
            # A damaged trie answers wrongly without a word.
            for name, checksum in self.header.get("checksums", {}).items():
                if zlib.crc32(sections[name]) != checksum:
                    raise LexiconError(f"{path}: section {name!r} is damaged; install the package again")
            check.remember(file)
        self.trie = marisa_trie.Trie()
        self.trie.map(sections["keys"])
        self._values = _Numbers(sections, "values")
        self._order = _Numbers(sections, "order")
        self._taxa = _Numbers(sections, "taxa")
        self._parents = _Numbers(sections, "parents")
        self._ranks = sections["ranks"]
        self._below = _Numbers(sections, "below")
        self._species = _Numbers(sections, "species")
        self._words = sections["words"].cast("I")
        #: Names of other things with an organism's name in them.
        self.things = marisa_trie.Trie()
        self.things.map(sections["things"])
        # All lineages run together near the root: what is above a taxon is looked up once.
        self.lineage = lru_cache(maxsize=1 << 16)(self._lineage)

    @classmethod
    @lru_cache(maxsize=4)
    def open(cls, path: Path | None = None) -> Taxonomy:
        """Open the file, once a process; raises LexiconError where it is missing or damaged."""
        return cls(data_folder() / FILE_NAME if path is None else path)

    def get(self, key: str) -> Name | None:
        """Return what a key says: a name in lower case, or exactly as written."""
        try:
            number = self.trie.get(key)
        except UnicodeEncodeError:  # a lone surrogate, as broken JSON has them, is in no name
            return None
        return None if number is None else self.name_at(number)

    def name_at(self, number: int) -> Name:
        """Return what the key of this number says."""
        value = self._values[number]
        place = bisect_left(self._words, number)
        return Name(value & 0x3FFFFF, value >> 22, place < len(self._words) and self._words[place] == number)

    def lookup(self, name: str) -> Name | None:
        """Find a name in any case, an abbreviated one ("T. reesei") where one known species has it.

        >>> Taxonomy.open().lookup("sticklebacks and others") is None
        True
        """
        plain = " ".join(name.replace("’", "'").split())
        return self.get(plain) or self.get(plain.lower())

    def _number_of(self, taxon: int) -> int | None:
        """Return the key of a taxon's scientific name."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            number = self._order[middle]
            found = self._values[number] & 0x3FFFFF
            if found == taxon:
                return number
            if found < taxon:
                low = middle + 1
            else:
                high = middle
        return None

    def __contains__(self, taxon: object) -> bool:
        return isinstance(taxon, int) and self._number_of(taxon) is not None

    def name_of(self, taxon: int) -> str | None:
        """Return the scientific name of a taxon; None for one that is not here."""
        number = self._number_of(taxon)
        if number is None:
            return None
        key = _SUFFIX.sub("", self.trie.restore_key(number))
        return key if key != key.lower() else key[:1].upper() + key[1:]

    def _row(self, taxon: int) -> int | None:
        place = bisect_left(self._taxa, taxon)
        return place if place < len(self._taxa) and self._taxa[place] == taxon else None

    def rank(self, taxon: int) -> str | None:
        """Return the rank of a taxon; ``"strain"`` for one that only leads to its species, None for an unknown one."""
        row = self._row(taxon)
        if row is not None:
            return RANKS[self._ranks[row]]
        if taxon in self:
            return "species"
        return "strain" if self.species_of(taxon) != taxon else None

    def parent(self, taxon: int) -> int | None:
        """Return the nearest named ancestor; None at the root and for an unknown taxon."""
        row = self._row(taxon)
        if row is not None:
            parent = self._parents[row]
            return parent if parent > 1 else None
        name = self.name_of(taxon)
        if name is None:
            species = self.species_of(taxon)
            return species if species != taxon else None
        genus = self.get(name.partition(" ")[0].lower())
        return None if genus is None else genus.taxon

    def _lineage(self, taxon: int) -> tuple[int, ...]:
        """Return the ancestors of a taxon, the nearest first."""
        above = self.parent(taxon)
        return () if above is None else (above, *self.lineage(above))

    def species_of(self, taxon: int) -> int:
        """Return the species of a strain or subspecies; every other taxon is its own.

        >>> [Taxonomy.open().species_of(taxon) for taxon in (559292, 284812, 4932, 40674)]
        [4932, 4896, 4932, 40674]
        """
        place = bisect_left(self._below, taxon)
        if place < len(self._below) and self._below[place] == taxon:
            return self._species[place]
        return taxon

    def nearest(self, taxon: int, among: Iterable[int]) -> int | None:
        """Return the taxon with which this one shares its nearest ancestor; the first of several.

        >>> Taxonomy.open().nearest(69293, (9606, 7955, 7227))
        7955
        """
        above = {ancestor: step for step, ancestor in enumerate((taxon, *self.lineage(taxon)))}
        best, least = None, len(above)
        for other in among:
            for ancestor in (other, *self.lineage(other)):
                if ancestor in above:
                    if above[ancestor] < least:
                        best, least = other, above[ancestor]
                    break
        return best


class _Numbers:
    """Numbers of 24 bits in two sections."""

    __slots__ = ("_high", "_low")

    def __init__(self, sections: Mapping[str, memoryview], name: str) -> None:
        self._low = sections[name].cast("H")
        self._high = sections[f"{name}_high"]

    def __len__(self) -> int:
        return len(self._high)

    def __getitem__(self, place: int) -> int:
        return self._high[place] << 16 | self._low[place]


def write_file(path: Path, header: dict[str, Any], sections: Mapping[str, bytes]) -> None:
    """Write a taxonomy file through a temporary one beside it."""
    places, start = {}, 0
    for name, data in sections.items():
        places[name] = (start, len(data))
        start += len(data) + -len(data) % 8
    sums = {name: zlib.crc32(data) for name, data in sections.items()}
    text = json.dumps({**header, "sections": places, "checksums": sums}, sort_keys=True).encode()
    text += b" " * (-(_HEAD + len(text)) % 8)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as out:
        out.write(MAGIC + struct.pack("<III", FORMAT, len(text), zlib.crc32(text)) + text)
        for data in sections.values():
            out.write(data + b"\0" * (-len(data) % 8))
    part.replace(path)
