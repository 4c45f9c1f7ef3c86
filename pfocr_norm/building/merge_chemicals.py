"""One concept per substance: DrugBank, ChEBI, MeSH and ChEMBL of the same thing are cross-references of one entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from ..text.substances import without_charge
from ..vocabulary.entry import Entry, Name
from .sources import common
from .sources.chebi import ChebiEntry
from .sources.drugbank import is_salt

#: Longer names are phrases or systematic names that no figure prints.
LONGEST = 60
LONGEST_SYNONYM = 40
#: A substance that only one source knows is kept when its name could stand in a figure.
LONGEST_UNLINKED = 30
#: What ChEBI's curators made themselves is kept under its full name: pathways of lipids print such.
LONGEST_DESCRIBED = 90
#: Numbers of terms from here on are often of other lists.
TAKEN_OVER = 80_000

_LOCANT = re.compile(r"\d[\d,']*-|-\d|\(\d?[A-Za-z]\)|\([^)]*-|[\[\]{}]|yl\)|\d\(|,\d")
_UNPRINTED = re.compile(
    r"""\d:\d | ^(?:[A-Z][a-z]{2}-)+[A-Z][a-z]{2}$ | \(\d[+-]\) | ^LSM-\d | \[|\]|\{|\}
    | \b(?:zwitterion|residue|derivative|entity|compounds?|group|cpd|molecule|protocol|regimen|microRNA|lectin
        |toxin\ \w|protein|antigen|coordination|conjugate|copolymer)\b""",
    re.VERBOSE,
)
_CHARGE = re.compile(r"\(\.?\d*[+-]\)$")
#: A lipid whose fatty acids are not named: phosphatidylinositol, diacylglycerol, not dioleoylphosphatidylcholine.
_OPEN_CHAINS = re.compile(r"^(?!.*oyl)(?=.*(?:acyl|phosphatid|ptd|ceramide|cerebroside|plasmalogen))", re.IGNORECASE)


def is_systematic(text: str) -> bool:
    """Whether a name is a systematic one, spelled out atom by atom, that a figure would not print.

    >>> is_systematic("2-(4-(1,2-diphenylbut-1-enyl)phenoxy)-N,N-dimethylethanamine")
    True
    >>> is_systematic("4-hydroxytamoxifen")
    False
    """
    return len(text) > LONGEST or len(_LOCANT.findall(text)) >= (3 if len(text) > 20 else 5)


def is_printed(text: str) -> bool:
    """Whether a substance of this name, which one source alone knows, could be meant by a figure.

    >>> is_printed("UCN-01"), is_printed("PG(22:2(13Z,16Z)/12:0)"), is_printed("5,6-dihydrouridine 5'-monophosphate")
    (True, False, False)
    """
    return len(text) <= LONGEST_UNLINKED and len(_LOCANT.findall(text)) <= 1 and not _UNPRINTED.search(text)


class Substances:
    """Concepts of substances, found by identifier, label or any name."""

    def __init__(self) -> None:
        self.concepts: dict[str, Entry] = {}
        #: The terms of ChEBI, and which of them took the place of a former one.
        self.terms: dict[str, Entry] = {}
        self.current: dict[str, str] = {}
        self.by_xref: dict[str, Entry] = {}
        self._labels: dict[str, list[Entry]] = defaultdict(list)
        self._names: dict[str, list[Entry]] = defaultdict(list)

    def add(self, entry: Entry) -> Entry:
        """Make `entry` a concept of its own."""
        self.concepts[entry.curie] = entry
        for curie in (entry.curie, *entry.xrefs):
            self.by_xref.setdefault(curie, entry)
        self._labels[_key(entry.name)].append(entry)
        self.register(entry, entry.names)
        return entry

    def absorb(self, concept: Entry, entry: Entry, *, label_as: str = "alias") -> None:
        """Add the identifiers and names of an entry of the same substance."""
        for curie in (entry.curie, *entry.xrefs):
            self.by_xref.setdefault(curie, concept)
            if curie not in concept.xrefs and curie != concept.curie:
                concept.xrefs.append(curie)
        for name in entry.names:
            concept.names.append(Name(name.text, label_as if name.status == "approved" else name.status, name.source))
        self.register(concept, entry.names)

    def merge(self, concept: Entry, other: Entry, *, label_as: str = "alias") -> None:
        """Let one concept take in another that is the same."""
        del self.concepts[other.curie]
        for curie in (other.curie, *other.xrefs):
            if self.by_xref.get(curie) is other:
                self.by_xref[curie] = concept
        for index in (self._labels, self._names):
            for name in (other.name, *(name.text for name in other.names)):
                if other in (found := index.get(_key(name), [])):
                    found.remove(other)
        concept.members = list(dict.fromkeys([*concept.members, *other.members]))
        self.absorb(concept, other, label_as=label_as)

    def labelled(self, text: str) -> Entry | None:
        """Return the one concept whose label this is."""
        found = self._labels.get(_key(text), [])
        return found[0] if len(found) == 1 else None

    def named(self, text: str) -> Entry | None:
        """Return the one concept that has this label, else the one that has it among its names."""
        if len(self._labels.get(_key(text), [])) > 1:
            return None
        found = self.labelled(text)
        if found is None and len(others := self._names.get(_key(text), [])) == 1:
            found = others[0]
        return found

    def is_label(self, text: str, *, of_another_than: Entry) -> bool:
        """Tell whether another concept goes by this name."""
        return any(other is not of_another_than for other in self._labels.get(_key(text), ()))

    def bears(self, text: str) -> bool:
        """Tell whether any substance has this name."""
        return bool(self._names.get(_key(text)))

    def register(self, concept: Entry, names: Iterable[Name]) -> None:
        """Let a concept be found by names."""
        for name in names:
            found = self._names[_key(name.text)]
            if not any(other is concept for other in found):
                found.append(concept)


def merge_chemicals(
    drugs: Iterable[Entry],
    chebi: Iterable[Entry],
    mesh: Iterable[Entry],
    mapped: Mapping[str, Iterable[str]] | None = None,
) -> Substances:
    """Put the three vocabularies together.

    Order of evidence: the cross-references of DrugBank, the same preferred name when only one substance has it,
    the mappings of MeSH to ChEBI, CAS and PubChem numbers, a MeSH heading that is a synonym of one drug, and last
    the mappings of others.

    Parameters
    ----------
    drugs, chebi, mesh
        Entries of the three.
    mapped
        Terms of ChEBI that others say a MeSH record is, by its CURIE.

    Returns
    -------
    Substances
        Primary CURIEs are DrugBank's, else ChEBI's, else MeSH's; an action ("aromatase inhibitors") is MeSH's.
    """
    pool = Substances()
    terms = {entry.curie: entry for entry in chebi}
    current = {old: entry.curie for entry in terms.values() for old in entry.xrefs if old.startswith("chebi:")}
    for entry in terms.values():
        entry.xrefs = [xref for xref in entry.xrefs if not xref.startswith("chebi:")]
    pool.terms, pool.current = terms, current
    placed = _join_drugs(pool, drugs, terms, current)
    for curie, entry in terms.items():
        if curie not in placed:
            pool.add(entry)
    for old, new in current.items():
        if new in pool.by_xref:
            pool.by_xref.setdefault(old, pool.by_xref[new])
    _join_mesh(pool, list(mesh), current, mapped or {})
    for keep, same in common.SAME:
        if (concept := pool.by_xref.get(keep)) is not None and (other := pool.by_xref.get(same)) not in (None, concept):
            pool.merge(concept, other)
    _fold_salts(pool)
    _fold_ions(pool)
    _fold_entry_terms(pool)
    return pool


def finish(pool: Substances) -> list[Entry]:
    """Drop the names and substances that no figure prints, and identifiers that only served to join."""
    owners: dict[str, set[str]] = defaultdict(set)
    for concept in pool.concepts.values():
        if concept.entity_type == "drug" or (concept.entity_type == "chemical" and stands_alone(concept)):
            owners[_key(concept.name)].add(concept.curie)
        if concept.entity_type == "role" and concept.curie.startswith("mesh:"):
            for name in concept.names:
                owners[_key(name.text)].add(concept.curie)
    kept = []
    for concept in pool.concepts.values():
        described = _described(concept, pool)
        linked = concept.entity_type != "chemical" or any(
            xref.startswith(("chebi:", "mesh:", "drugbank:")) for xref in concept.xrefs
        )
        kept_names = [
            name
            for name in concept.names
            if name.text in described or _is_kept(name, concept, linked=linked, owners=owners)
        ]
        if kept_names:
            concept.names = [n for n in concept.names if n.text == concept.name and n not in kept_names] + kept_names
            concept.xrefs = [x for x in dict.fromkeys(concept.xrefs) if not x.startswith(("cas:", "pubchem."))]
            kept.append(concept)
    return kept


def stands_alone(concept: Entry) -> bool:
    """Tell whether DrugBank or MeSH has a substance, too."""
    return any(curie.startswith(("drugbank:", "mesh:")) for curie in (concept.curie, *concept.xrefs))


def _described(concept: Entry, pool: Substances) -> set[str]:
    """Return ChEBI's names of a substance that its curators made, also without the charge behind them."""
    found = set()
    for curie in (concept.curie, *concept.xrefs):
        term = pool.terms.get(curie)
        if isinstance(term, ChebiEntry) and is_own(term) and len(term.name) <= LONGEST_DESCRIBED:
            found.add(term.label)
            bare = without_charge(term.label)
            if bare != term.label and pool.labelled(bare) is None:
                concept.names.append(Name(bare, "alias", "chebi"))
                found.add(bare)
    return found


def is_own(term: ChebiEntry) -> bool:
    """Tell whether ChEBI's curators made a term: they described it, or it is older than the lists taken over."""
    return term.described or int(term.curie.rpartition(":")[2]) < TAKEN_OVER


def _is_kept(name: Name, concept: Entry, *, linked: bool, owners: Mapping[str, set[str]]) -> bool:
    if name.source == "common":
        return True
    if is_systematic(name.text) or (name.status != "approved" and len(name.text) > LONGEST_SYNONYM):
        return False
    if name.status != "approved" and not owners.get(_key(name.text), {concept.curie}) <= {concept.curie}:
        return False  # "estradiol" is no other name of estradiol cypionate, nor NADPH of NADP
    return linked or concept.curie.startswith("mesh:D") or is_printed(name.text)


def _key(text: str) -> str:
    """Fold case, spaces, dashes and the 5' of nucleotides: ``MK 2206`` is ``MK-2206``.

    >>> _key("Uridine-5'-Diphosphate") == _key("uridine diphosphate")
    True
    """
    return re.sub(r"[\s-]+|5'", "", text.casefold())


def _join_drugs(
    pool: Substances, drugs: Iterable[Entry], terms: Mapping[str, Entry], current: Mapping[str, str]
) -> set[str]:
    """Add the drugs with the ChEBI terms that are the same substance; return those terms."""
    placed: set[str] = set()
    for drug in sorted(drugs, key=lambda entry: entry.curie):
        stated = [current.get(x, x) for x in drug.xrefs if x.startswith("chebi:")]
        stated = [x for x in dict.fromkeys(stated) if x in terms and terms[x].entity_type == "chemical"]
        drug.xrefs = [x for x in drug.xrefs if not x.startswith("chebi:")]
        # A term of the very name is the drug itself, whatever the order; the others are its salts and forms.
        stated.sort(key=lambda x: _key(terms[x].name) != _key(drug.name))
        if (twin := pool.labelled(drug.name)) is not None:
            pool.absorb(twin, drug)  # DrugBank has a few names twice: arginine and its racemate
            drug = twin
        else:
            pool.add(drug)
        for place, curie in enumerate(stated):
            if curie in placed or (place and not is_salt(terms[curie].name, drug.name)):
                continue
            placed.add(curie)
            if place == 0:
                drug.xrefs.insert(0, curie)
            pool.absorb(drug, terms[curie], label_as="salt" if place else "alias")
    for curie, term in terms.items():
        # DrugBank's glutamic acid is the L form; ChEBI has one more of the bare name. To a figure they are one.
        if curie not in placed and not term.members and (namesake := pool.labelled(term.name)) is not None:
            placed.add(curie)
            pool.absorb(namesake, term)
    return placed


def _join_mesh(
    pool: Substances, mesh: list[Entry], current: Mapping[str, str], mapped: Mapping[str, Iterable[str]]
) -> None:
    """Add MeSH: records of a known substance join it, the others stand alone."""
    roles = {_role_key(concept.name): concept for concept in pool.concepts.values() if concept.entity_type == "role"}
    waiting = []
    taken: set[str] = set()
    for entry in mesh:
        if any(xref.startswith(("uniprot:", "hgnc:")) for xref in entry.xrefs):
            continue  # a gene product: the gene has better names
        concept = pool.labelled(entry.name) or (
            roles.get(_role_key(entry.name)) if entry.entity_type == "role" else pool.labelled(_singular(entry.name))
        )
        if (
            concept is None
            or (concept.curie in taken and _key(concept.name) != _key(entry.name))
            or (concept.members and entry.entity_type != "role")
        ):
            waiting.append(entry)
        else:
            taken.add(concept.curie)
            _join(pool, concept, entry)
    alone = []
    for entry in waiting:
        concept = _same(pool, entry, current) if entry.entity_type == "chemical" else None
        if concept is None and entry.entity_type == "chemical":
            concept = _by_names(pool, entry, taken)
        if concept is None and entry.entity_type == "chemical":
            concept = _one(pool, mapped.get(entry.curie, ()), current)
        if concept is None or (concept.curie in taken and not entry.curie.startswith("mesh:D")):
            alone.append(entry)
        else:
            taken.add(concept.curie)
            _join(pool, concept, entry)
    for entry in alone:
        entry.xrefs = [x for x in entry.xrefs if x not in pool.by_xref and not x.startswith("chebi:")]
        pool.add(entry)


def _join(pool: Substances, concept: Entry, entry: Entry) -> None:
    entry.xrefs = [x for x in entry.xrefs if x.startswith("cas:") and x not in pool.by_xref]
    if entry.entity_type == "role" and concept.members:
        # An action goes by its heading: "Aromatase Inhibitors", not "EC 1.14.14.14 (aromatase) inhibitor".
        pool.merge(pool.add(entry), concept)
    else:
        pool.absorb(concept, entry, label_as="salt" if is_salt(entry.name, concept.name) else "alias")


def _role_key(label: str) -> str:
    """Bring the names of one action or class to one form.

    >>> _role_key("EC 1.14.14.14 (aromatase) inhibitor") == _role_key("Aromatase Inhibitors")
    True
    """
    if match := re.match(r"EC [\d.n*-]+ [(\[](.+)[)\]] (\w+)$", label):
        label = f"{match[1]} {match[2]}"
    return _singular(re.sub(r"\W+", " ", label.casefold()).strip())


def _singular(label: str) -> str:
    return label[:-1] if label.endswith("s") and not label.endswith("ss") else label


def _by_names(pool: Substances, entry: Entry, taken: set[str]) -> Entry | None:
    """Return the one substance that has the heading among its names, or whose label is a name of the heading.

    Two shared synonyms do as well; one does not.
    """
    hits: dict[str, int] = defaultdict(int)
    for name in entry.names:
        concept = pool.named(name.text) if len(name.text) > 3 else None
        if concept is not None and concept.entity_type != "role":
            by_label = _key(concept.name) == _key(name.text) and concept.curie not in taken
            hits[concept.curie] += 2 if name.status == "approved" or by_label else 1
    if len(hits) != 1:
        return None
    ((curie, strength),) = hits.items()
    return pool.concepts[curie] if strength > 1 else None


def _same(pool: Substances, entry: Entry, current: Mapping[str, str]) -> Entry | None:
    for prefix in ("chebi:", "cas:", "pubchem.compound:"):
        found = _known(pool, (xref for xref in entry.xrefs if xref.startswith(prefix)), current)
        if len(found) == 1:
            (concept,) = found.values()
            if concept.entity_type == "role":
                return None
            if prefix != "pubchem.compound:":
                return concept
            # PubChem shows a class of lipids as one of them.
            return concept if _is_whole(pool, concept) and not _OPEN_CHAINS.search(entry.name) else None
    return None


def _one(pool: Substances, curies: Iterable[str], current: Mapping[str, str]) -> Entry | None:
    """Return the one substance that has these identifiers."""
    found = _known(pool, curies, current)
    return next((c for c in found.values() if len(found) == 1 and c.entity_type != "role" and _is_whole(pool, c)), None)


def _is_whole(pool: Substances, concept: Entry) -> bool:
    """Tell whether a concept is what a heading of MeSH can mean: no atom or ion, no term of another list."""
    term = pool.terms.get(concept.curie)
    if isinstance(term, ChebiEntry) and not is_own(term):
        return False
    return not concept.name.endswith(" atom") and without_charge(concept.name) == concept.name


def _known(pool: Substances, curies: Iterable[str], current: Mapping[str, str]) -> dict[str, Entry]:
    """Return the concepts that have one of these identifiers, by their own."""
    known = (current.get(curie, curie) for curie in curies)
    return {pool.by_xref[curie].curie: pool.by_xref[curie] for curie in known if curie in pool.by_xref}


def _fold_salts(pool: Substances) -> None:
    """Let salts that are no drugs of their own point to the drug."""
    for concept in list(pool.concepts.values()):
        if concept.curie.startswith("drugbank:") or concept.entity_type != "chemical":
            continue
        words = concept.name.lower().split()
        for cut in range(len(words) - 1, 0, -1):
            drug = pool.labelled(" ".join(words[:cut]))
            if drug is not None and drug.entity_type == "drug" and is_salt(concept.name, drug.name):
                pool.merge(drug, concept, label_as="salt")
                break


def _fold_entry_terms(pool: Substances) -> None:
    """Let what ChEBI alone has point to the one substance or action that has its name as an entry term in MeSH.

    ChEBI keeps adrenaline, without its stereochemistry, beside epinephrine; to a figure they are one.
    """
    terms: dict[str, dict[str, Entry]] = defaultdict(dict)
    for concept in pool.concepts.values():
        for name in concept.names:
            if name.source == "mesh":
                terms[_key(name.text)][concept.curie] = concept
    for concept in list(pool.concepts.values()):
        if concept.curie.startswith("chebi:") and not any(x.startswith(("mesh:", "drugbank:")) for x in concept.xrefs):
            owners = list(terms.get(_key(concept.name), {}).values())
            if len(owners) == 1 and owners[0].entity_type in ("role", "drug", concept.entity_type):
                pool.merge(owners[0], concept)


def _fold_ions(pool: Substances) -> None:
    """Let the charged form of a substance point to the substance: a figure's "glutamate" is glutamic acid.

    An acid and its anion, an element and its cation stay apart in ChEBI and DrugBank; in a cell, and on a
    figure, they are one thing.
    """
    for concept in list(pool.concepts.values()):
        if concept.entity_type == "role":
            continue
        label = _CHARGE.sub("", concept.name)
        bare = re.sub(r" (?:cation|ion|atom)$", "", label)
        if label.endswith("ate") and not concept.curie.startswith("drugbank:"):
            bare = f"{label[:-3]}ic acid"
        whole = pool.labelled(bare) if bare != concept.name else None
        if whole is None or whole is concept or whole.entity_type == "role":
            continue
        if whole.entity_type == "drug" or any(xref.startswith("mesh:") for xref in whole.xrefs):
            if label != concept.name:
                concept.names.append(Name(label, "alias", concept.names[0].source))
            pool.merge(whole, concept)
