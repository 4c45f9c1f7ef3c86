"""The cue tables of ``data/organisms``, read once, on first use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ..errors import LexiconError
from ..vocabulary.location import ORGANISM_NAMES, data_folder, default_path

TOKEN = re.compile(r"[^\W_]+")

#: Organism that speaks for a clade when the text names no member of it.
CLADE_MODELS: dict[int, tuple[int, ...]] = {
    40674: (9606, 10090, 10116),
    9989: (10090, 10116),
    9443: (9606,),
    8782: (9031,),
    8292: (8355,),
    32443: (7955,),
    50557: (7227,),
    6231: (6239,),
    33090: (3702,),
    4751: (559292,),
}

#: Groups of organisms.tsv that belong to a clade.
CLADE_GROUPS: dict[int, frozenset[str]] = {
    40674: frozenset({"human", "rodent", "primate", "mammal"}),
    9989: frozenset({"rodent"}),
    9443: frozenset({"primate", "human"}),
    8782: frozenset({"bird"}),
    8292: frozenset({"amphibian"}),
    32443: frozenset({"fish"}),
    50557: frozenset({"insect"}),
    6231: frozenset({"worm"}),
    33090: frozenset({"plant", "alga"}),
    4751: frozenset({"yeast", "fungus"}),
    2: frozenset({"bacterium", "pathogen"}),
    10239: frozenset({"virus"}),
}

CLADE_NAMES: dict[int, str] = {
    40674: "Mammalia", 9989: "Rodentia", 9443: "Primates", 8782: "Aves", 8292: "Amphibia", 32443: "Teleostei",
    50557: "Insecta", 6231: "Nematoda", 33090: "Viridiplantae", 4751: "Fungi", 2: "Bacteria", 10239: "Viruses",
}  # fmt: skip

#: Kinds of an organism's own names.
BINOMIAL = frozenset({"name", "distant", "pathogen"})

_OWN_NAMES = frozenset({"name", "distant", "animals"})

#: Groups whose names are often said in passing ("mouse antibody", "rat insulin promoter").
MAMMALS = frozenset({"human", "rodent", "primate", "mammal"})

#: Groups whose figures are usually about the host.
PATHOGENS = frozenset({"pathogen", "virus", "parasite"})


class Organism(NamedTuple):
    """One row of organisms.tsv."""

    taxon: int
    name: str
    group: str
    names: tuple[str, ...]


class Cue(NamedTuple):
    """A phrase that speaks for a taxon: its words, which of them is looked up first, and how sure."""

    words: tuple[str, ...]
    anchor: int
    exact: bool
    taxon: int
    kind: str


class Tables(NamedTuple):
    """What the scanner needs, indexed."""

    organisms: dict[int, Organism]
    same_as: dict[int, int]
    by_name: dict[str, int]
    cues: dict[str, tuple[Cue, ...]]
    long_words: dict[str, tuple[Cue, ...]]
    halves: dict[str, list[str]]


def _read(name: str) -> str:
    path = data_folder() / "organisms" / name
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(f"the organism table {path} cannot be read ({error}); reinstall pfocr_norm") from error


def read_table(name: str) -> list[list[str]]:
    """Rows of one table without comments and header."""
    lines = _read(name).splitlines()
    return [line.split("\t") for line in lines if line and line[0] != "#"][1:]


def _further_names() -> Iterator[tuple[int, str]]:
    """Yield names of NCBI Taxonomy that came with the vocabulary in use (``data update taxonomy``)."""
    try:
        lines = default_path().with_name(ORGANISM_NAMES).read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        taxon, _, names = line.partition("\t")
        if taxon.isdigit():
            for name in names.split("|"):
                yield int(taxon), name


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Read and index the tables."""
    organisms: dict[int, Organism] = {}
    by_name: dict[str, int] = {}
    index: dict[str, list[Cue]] = {}
    for taxon_text, name, group, names in read_table("organisms.tsv"):
        taxon = int(taxon_text)
        organism = Organism(taxon, name, group, tuple(n for n in names.split("|") if n))
        organisms[taxon] = organism
        kind = "pathogen" if group in PATHOGENS else "name" if group in MAMMALS else "distant"
        for alias in (name, *organism.names):
            by_name.setdefault(alias.lower(), taxon)
            _add(index, alias.lower(), taxon, kind, exact=group == "virus" and len(alias) <= 4)
    same_as = {}
    for taxon_text, canonical, name in read_table("same_as.tsv"):
        same_as[int(taxon_text)] = int(canonical)
        by_name.setdefault(name.lower(), int(canonical))
    for taxon, further in _further_names():
        if taxon in organisms:
            by_name.setdefault(further.lower(), taxon)
    for taxon_text, kind, phrases in read_table("cues.tsv"):
        for phrase in phrases.split("|"):
            _add(index, phrase, int(taxon_text), kind)
    cues = {
        word: tuple(found) if len(found) == 1 else tuple(sorted(found, key=lambda cue: (-len(cue.words), cue.words)))
        for word, found in index.items()
    }
    long_words = {
        word: one
        for word, found in cues.items()
        if len(word) >= 8 and word.isalpha() and (one := tuple(c for c in found if c.kind in _OWN_NAMES))
    }
    halves: dict[str, list[str]] = {}
    for word in long_words:
        halves.setdefault("^" + word[:4], []).append(word)
        halves.setdefault("$" + word[-4:], []).append(word)
    return Tables(organisms, same_as, by_name, cues, long_words, halves)


def _add(index: dict[str, list[Cue]], phrase: str, taxon: int, kind: str, *, exact: bool = False) -> None:
    """Index one phrase under its longest word; the scanner itself knows of plurals and of "D. melanogaster"."""
    lower = phrase.lower()
    exact = exact or phrase != lower
    if lower.isalnum():
        words = (phrase.upper() if exact and phrase == lower else phrase,)
        anchor = 0
        if exact and kind in ("cell", "strain") and len(phrase) >= 5 and not phrase.isalpha():
            words, exact = (lower,), False
    else:
        words = tuple(TOKEN.findall(phrase))
        if kind in ("cell", "strain") and any(map(str.isdigit, phrase)):
            joined = "".join(words)
            # a cell line with a digit in its name is safe in any case: "MCF7", "mcf-7"
            exact = exact and len(joined) < 5
            if len(joined) >= 4:
                _insert(index, Cue((joined if exact else joined.lower(),), 0, exact, taxon, kind))
        if not exact:
            words = tuple(TOKEN.findall(lower))
        lengths = list(map(len, words))
        # A binomial is found by its epithet: "D. melanogaster" has no genus to look up.
        binomial = kind in BINOMIAL and len(words) == 2 and len(words[1]) > 3
        anchor = 1 if binomial else lengths.index(max(lengths))
    _insert(index, Cue(words, anchor, exact, taxon, kind))


def _insert(index: dict[str, list[Cue]], cue: Cue) -> None:
    # The cue table is read last: its kind is the more special one ("mice" as animals, not only as a name).
    slot = index.setdefault(cue.words[cue.anchor].lower(), [])
    for place, other in enumerate(slot):
        if other.words == cue.words:
            if cue.kind not in BINOMIAL:
                slot[place] = cue
            return
    slot.append(cue)
