"""The cue tables of ``data/organisms``, read once, on first use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ..errors import LexiconError
from ..lexicon.location import data_folder

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


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Read and index the tables."""
    organisms: dict[int, Organism] = {}
    by_name: dict[str, int] = {}
    index: dict[str, dict[tuple[tuple[str, ...], bool], Cue]] = {}
    for taxon_text, name, group, names in read_table("organisms.tsv"):
        taxon = int(taxon_text)
        organism = Organism(taxon, name, group, tuple(n for n in names.split("|") if n))
        organisms[taxon] = organism
        kind = "pathogen" if group in PATHOGENS else "name"
        for alias in (name, *organism.names):
            by_name.setdefault(alias.lower(), taxon)
            _add(index, alias.lower(), taxon, kind, exact=group == "virus" and len(alias) <= 4)
            words = alias.split()
            if len(words) >= 2 and words[0][0].isupper() and words[1].islower() and len(words[1]) > 3 and group != "virus":
                for letters in (1, 2):  # "D. melanogaster", "Ae. aegypti"
                    abbreviated = f"{words[0][:letters]} {words[1]}".lower()
                    by_name.setdefault(abbreviated, taxon)
                    _add(index, abbreviated, taxon, kind)
    same_as = {}
    for taxon_text, canonical, name in read_table("same_as.tsv"):
        same_as[int(taxon_text)] = int(canonical)
        by_name.setdefault(name.lower(), int(canonical))
    for taxon_text, kind, phrases in read_table("cues.tsv"):
        for phrase in phrases.split("|"):
            _add(index, phrase, int(taxon_text), kind)
    cues = {
        word: tuple(sorted(found.values(), key=lambda cue: (-len(cue.words), cue.words)))
        for word, found in index.items()
    }
    long_words = {
        word: one
        for word, found in cues.items()
        if len(word) >= 8 and word.isalpha() and (one := tuple(c for c in found if c.kind in ("name", "animals")))
    }
    return Tables(organisms, same_as, by_name, cues, long_words)


def _add(
    index: dict[str, dict[tuple[tuple[str, ...], bool], Cue]], phrase: str, taxon: int, kind: str, *, exact: bool = False
) -> None:
    if exact:
        phrase = phrase.upper()
    exact = exact or phrase != phrase.lower()
    words = tuple(TOKEN.findall(phrase))
    variants = [words]
    if kind in ("cell", "strain") and any(c.isdigit() for c in phrase):
        joined = "".join(words)
        if len(joined) >= 4:
            variants.append((joined,))
            # a cell line with a digit in its name is safe in any case: "MCF7", "mcf-7"
            exact = exact and len(joined) < 5
    last = words[-1]
    if len(last) >= 3 and last.isalpha() and last[-1] != "s":
        variants.append((*words[:-1], last + "s"))
    for variant in variants:
        key = variant if exact else tuple(w.lower() for w in variant)
        anchor = max(range(len(key)), key=lambda i: len(key[i]))
        # the cue table is read last: its kind is the more special one ("mice" as animals, not only as a name)
        slot = index.setdefault(key[anchor].lower(), {})
        if kind not in ("name", "pathogen") or (key, exact) not in slot:
            slot[key, exact] = Cue(key, anchor, exact, taxon, kind)
