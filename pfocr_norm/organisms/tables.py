"""The cue tables of ``data/organisms``, read once, on first use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from ..vocabulary.location import ORGANISM_NAMES, default_path
from .rows import read_table
from .taxonomy import Taxonomy

TOKEN = re.compile(r"[^\W_]+")

#: Kinds of an organism's own names, and those of them whose typing errors are forgiven.
BINOMIAL = frozenset({"name", "distant", "microbe", "pathogen"})
_OWN_NAMES = frozenset({"name", "distant", "microbe", "animals"})
#: Kinds of cell lines and strains: a number in such a name makes it safe.
_LINES = frozenset({"cell", "strain"})

#: Words of many phrases: another word of the phrase is looked up first.
_EVERYWHERE = frozenset("cell cells mice rats mouse rat human model models".split())

#: Groups whose names are often said in passing ("mouse antibody", "rat insulin promoter").
MAMMALS = frozenset({"human", "rodent", "primate", "mammal"})

#: Groups that are a subject of their own or infect one; where nothing tells, they speak for themselves but little.
MICROBES = frozenset({"pathogen", "parasite"})


class Organism(NamedTuple):
    """One row of organisms.tsv."""

    taxon: int
    name: str
    group: str
    names: tuple[str, ...]


class Clade(NamedTuple):
    """One row of clades.tsv: a name for many organisms.

    Attributes
    ----------
    groups
        The groups of organisms that belong to it.
    models
        The organisms that speak for it where the text names no member.
    """

    taxon: int
    name: str
    groups: frozenset[str]
    models: tuple[int, ...]


class Cue(NamedTuple):
    """A phrase that speaks for a taxon: its words, which of them is looked up first, and how sure."""

    words: tuple[str, ...]
    anchor: int
    exact: bool
    taxon: int
    kind: str


class Tables(NamedTuple):
    """What the scanner needs, indexed; the last two are filled when they are first asked for."""

    organisms: dict[int, Organism]
    same_as: dict[int, int]
    by_name: dict[str, int]
    cues: dict[str, tuple[Cue, ...]]
    long_words: dict[str, tuple[Cue, ...]]
    halves: dict[str, list[str]]
    diseases: frozenset[str]
    by_epithet: dict[str, list[tuple[int, str]]]
    by_length: dict[int, list[tuple[str, int]]]


@cache
def clades() -> dict[int, Clade]:
    """Read the clades.

    >>> clades()[9989].models
    (10090, 10116)
    """
    out = {}
    for taxon, name, groups, models in read_table("clades.tsv"):
        members = frozenset(g for g in groups.split("|") if g)
        out[int(taxon)] = Clade(int(taxon), name, members, tuple(int(m) for m in models.split("|") if m))
    return out


def models_of(taxon: int) -> tuple[int, ...]:
    """Return the organisms that a taxon speaks for: the models of a clade, or itself.

    >>> models_of(9989), models_of(9606)
    ((10090, 10116), (9606,))
    """
    clade = clades().get(taxon)
    return (taxon,) if clade is None else clade.models


#: Groups of organisms that the tables lack, by the clade that their lineage meets first.
_GROUPS = {
    10239: "virus", 2: "bacterium", 2157: "bacterium", 9989: "rodent", 9443: "primate", 40674: "mammal", 8782: "bird",
    8292: "amphibian", 8457: "reptile", 7898: "fish", 7777: "fish", 7878: "fish", 1476529: "fish", 50557: "insect",
    6231: "worm", 6157: "parasite", 5794: "parasite", 5653: "parasite", 33208: "invertebrate", 3041: "alga",
    2763: "alga", 2696291: "alga", 33090: "plant", 4762: "parasite", 4890: "fungus", 4751: "fungus",
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def lineage(taxon: int) -> tuple[int, ...]:
    """Return a taxon and its ancestors, the nearest first; the taxon alone where it is not known."""
    return (taxon, *Taxonomy.open().lineage(taxon))


@lru_cache(maxsize=1 << 14)
def group_of(taxon: int) -> str:
    """Return the group of an organism: ``"plant"``, ``"virus"``; ``""`` for one that belongs to none.

    >>> group_of(4530), group_of(906689)  # rice, an orchid
    ('plant', 'plant')
    """
    organism = tables().organisms.get(taxon)
    if organism is not None:
        return organism.group
    return next((group for above in lineage(taxon) if (group := _GROUPS.get(above))), "")


@lru_cache(maxsize=1 << 14)
def belongs(taxon: int, clade: int) -> bool:
    """Tell whether an organism, or a clade, is part of a clade.

    >>> belongs(4530, 33090), belongs(7227, 33090)
    (True, False)
    """
    if taxon == clade or clade in lineage(taxon):
        return True
    whole = clades().get(clade)
    return whole is not None and group_of(taxon) in whole.groups


def nearest_with_genes(taxon: int, vocabulary: Collection[int]) -> int | None:
    """Return the nearest relative of an organism among those whose genes are known; None where there is none.

    >>> nearest_with_genes(4530, (9606, 3702, 7227))
    3702
    """
    return _nearest(taxon, tuple(sorted(t for t in vocabulary if t)))


@lru_cache(maxsize=1 << 12)
def _nearest(taxon: int, taxa: tuple[int, ...]) -> int | None:
    return Taxonomy.open().nearest(taxon, taxa)


@lru_cache(maxsize=1 << 12)
def is_clade(taxon: int) -> bool:
    """Tell whether a taxon is above species: it hands its evidence to its members that are named."""
    if taxon in clades():
        return True
    organism = tables().organisms.get(taxon)
    return (organism is None or " " not in organism.name) and Taxonomy.open().rank(taxon) not in _SPECIES


#: Taxa that say how broad a text is, and name no organism: mammals, eukaryotes.
_BROAD = frozenset({2, 10239, 7742, 40674, 9989})
_HIGH = frozenset("domain superkingdom kingdom subkingdom superphylum".split())
#: Phyla of many kinds of animals: chordates, arthropods, molluscs, annelids, flatworms, cnidarians, echinoderms.
_WIDE = frozenset({7711, 6656, 6447, 6340, 6157, 6073, 7586})


@lru_cache(maxsize=1 << 12)
def is_broad(taxon: int) -> bool:
    """Tell whether a taxon is too wide to be what a figure is about.

    >>> is_broad(2759), is_broad(40674), is_broad(7157), is_broad(10190)  # eukaryotes, mammals, mosquitoes, rotifers
    (True, True, False, False)
    """
    if taxon in _BROAD or taxon in clades():
        return taxon in _BROAD
    rank = Taxonomy.open().rank(taxon)
    return rank in _HIGH or taxon in _WIDE


_SPECIES = frozenset(
    {None, "species", "subspecies", "varietas", "forma", "forma specialis", "strain", "isolate", "no rank"}
)


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


def kind_of_group(group: str) -> str:
    """Return the kind of evidence that a name of an organism of this group is.

    >>> kind_of_group("rodent"), kind_of_group("plant"), kind_of_group("virus")
    ('name', 'distant', 'pathogen')
    """
    if group == "virus":
        return "pathogen"
    return "microbe" if group in MICROBES else "name" if group in MAMMALS else "distant"


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
        kind = kind_of_group(group)
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
    rows = [(int(taxon), kind, phrases.split("|")) for taxon, kind, phrases in read_table("cues.tsv")]
    rows.extend((int(taxon), "cell", names.split("|")) for taxon, names in read_table("celllines.tsv"))
    lines = [phrase for _, _, phrases in rows for phrase in phrases if phrase.endswith(" cell")]
    genes = frozenset(line.removesuffix(" cell").lower() for line in lines)
    for taxon, kind, phrases in rows:
        for phrase in phrases:
            _add(index, phrase, taxon, kind, genes=genes)
    cues = {
        word: tuple(found) if len(found) == 1 else tuple(sorted(found, key=_longest_first))
        for word, found in index.items()
    }
    latin = {word for organism in organisms.values() for word in organism.name.lower().split()}
    long_words = {
        word: one
        for word, found in cues.items()
        # Of English words most are near another one: ciliates and ciliated.
        if len(word) >= 8 and word.isalpha() and (word in latin or word[-1] != "s")
        and (one := tuple(c for c in found if c.kind in _OWN_NAMES))
    }
    halves: dict[str, list[str]] = {}
    for word in long_words:
        halves.setdefault("^" + word[:4], []).append(word)
        halves.setdefault("$" + word[-4:], []).append(word)
    diseases = frozenset(read_table("diseases.tsv")[0][0].split("|"))
    return Tables(organisms, same_as, by_name, cues, long_words, halves, diseases, {}, {})


def _longest_first(cue: Cue) -> tuple[int, int, tuple[str, ...]]:
    return -len(cue.words), -sum(map(len, cue.words)), cue.words


def _add(
    index: dict[str, list[Cue]], phrase: str, taxon: int, kind: str, *, exact: bool = False, genes: Collection[str] = ()
) -> None:
    """Index one phrase under its longest word; the scanner itself knows of plurals and of "D. melanogaster".

    A cell line with a number is also found as one word (MCF7), unless that is one of the ``genes``.
    """
    lower = phrase.lower()
    exact = exact or phrase != lower
    if lower.isalnum():
        word = phrase.upper() if exact and phrase == lower else phrase
        if exact and kind in _LINES and len(phrase) >= 5 and not phrase.isalpha():
            word, exact = lower, False
        # This is Cue(...), without the cost of naming the fields: there are thousands, read before the first record.
        _insert(index, word.lower(), tuple.__new__(Cue, ((word,), 0, exact, taxon, kind)))
        return
    if kind in _LINES and any(map(str.isdigit, phrase)):
        joined = "".join(TOKEN.findall(phrase))
        # a cell line with a digit in its name is safe in any case: "MCF7", "mcf-7"
        exact = exact and len(joined) < 5
        if len(joined) >= 4 and (low := joined.lower()) not in genes:
            _insert(index, low, Cue((joined if exact else low,), 0, exact, taxon, kind))
    words = TOKEN.findall(phrase if exact else lower)
    # A binomial is found by its epithet: "D. melanogaster" has no genus to look up.
    if len(words) == 2 and len(words[1]) > 3 and kind in BINOMIAL:
        anchor = 1
    else:
        lengths = [0 if word.lower() in _EVERYWHERE else len(word) for word in words]
        anchor = lengths.index(max(lengths))
    _insert(index, words[anchor].lower(), tuple.__new__(Cue, (tuple(words), anchor, exact, taxon, kind)))


def _insert(index: dict[str, list[Cue]], anchor: str, cue: Cue) -> None:
    slot = index.get(anchor)
    if slot is None:
        index[anchor] = [cue]
        return
    # The cue table is read last: its kind is the more special one ("mice" as animals, not only as a name).
    words = cue.words
    for place, other in enumerate(slot):
        if other.words == words:
            if cue.kind not in BINOMIAL:
                slot[place] = cue
            return
    slot.append(cue)
