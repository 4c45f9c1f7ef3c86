"""One concept per substance: DrugBank, ChEBI, MeSH and ChEMBL of the same thing are cross-references of one entry."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from .entry import Entry, Name
from .sources.drugbank import is_salt

#: Longer names are systematic ones that no figure prints; short supplementary synonyms are code names.
LONGEST = 60
LONGEST_SYNONYM = 40

_LOCANT = re.compile(r"\d[\d,']*-|-\d|\(\d?[A-Za-z]\)|\([^)]*-|[\[\]{}]|yl\)|\d\(|,\d")


def is_systematic(text: str) -> bool:
    """Whether a name is a systematic one, spelled out atom by atom, that a figure would not print.

    >>> is_systematic("2-(4-(1,2-diphenylbut-1-enyl)phenoxy)-N,N-dimethylethanamine"), is_systematic("4-hydroxytamoxifen")
    (True, False)
    """
    return len(text) > LONGEST or len(_LOCANT.findall(text)) >= (3 if len(text) > 20 else 5)


class Substances:
    """Concepts of substances, found by any of their identifiers."""

    def __init__(self) -> None:
        self.concepts: dict[str, Entry] = {}
        self.by_xref: dict[str, Entry] = {}
        self.by_name: dict[str, list[Entry]] = defaultdict(list)

    def add(self, entry: Entry) -> None:
        self.concepts[entry.curie] = entry
        self.claim(entry, entry.curie, *entry.xrefs)
        self.by_name[entry.name.casefold()].append(entry)

    def claim(self, concept: Entry, *curies: str) -> None:
        """Make identifiers point to a concept; the first to claim one keeps it."""
        for curie in curies:
            self.by_xref.setdefault(curie, concept)

    def absorb(self, concept: Entry, entry: Entry, *, label_as: str = "alias") -> None:
        """Add the identifiers and names of an entry of the same substance."""
        for curie in (entry.curie, *entry.xrefs):
            if curie not in self.by_xref:
                self.by_xref[curie] = concept
            if curie not in concept.xrefs and curie != concept.curie:
                concept.xrefs.append(curie)
        for name in entry.names:
            concept.names.append(Name(name.text, label_as if name.status == "approved" else name.status, name.source))

    def named(self, text: str) -> Entry | None:
        """Return the one concept whose label this is."""
        found = self.by_name.get(text.casefold(), [])
        return found[0] if len(found) == 1 else None


def merge_chemicals(drugs: Iterable[Entry], chebi: Iterable[Entry], mesh: Iterable[Entry]) -> dict[str, Entry]:
    """Put the three vocabularies together.

    Order of evidence: the cross-references of DrugBank and ChEBI, the mappings of MeSH to ChEBI, CAS numbers,
    PubChem numbers, and last the same preferred name, when only one substance has it.

    Returns
    -------
    dict of str to Entry
        By primary CURIE: DrugBank's, else ChEBI's, else MeSH's.
    """
    pool = Substances()
    terms = {entry.curie: entry for entry in chebi}
    current = {old: entry.curie for entry in terms.values() for old in entry.xrefs if old.startswith("chebi:")}
    for entry in terms.values():
        entry.xrefs = [xref for xref in entry.xrefs if not xref.startswith("chebi:")]
    placed = _join_drugs(pool, drugs, terms, current)
    for curie, entry in terms.items():
        if curie not in placed:
            pool.add(entry)
    for old, new in current.items():
        if old not in pool.by_xref and new in pool.by_xref:
            pool.by_xref[old] = pool.by_xref[new]
    _join_mesh(pool, list(mesh), current)
    _fold_salts(pool)
    for concept in pool.concepts.values():
        _tidy(concept)
    return {curie: concept for curie, concept in pool.concepts.items() if concept.names}


def _join_drugs(
    pool: Substances, drugs: Iterable[Entry], terms: dict[str, Entry], current: dict[str, str]
) -> set[str]:
    """Add the drugs with the ChEBI terms that are the same substance; return those terms."""
    placed: set[str] = set()
    for drug in drugs:
        stated = [current.get(x, x) for x in drug.xrefs if x.startswith("chebi:")]
        stated = [x for x in dict.fromkeys(stated) if x in terms and terms[x].entity_type == "chemical"]
        drug.xrefs = [x for x in drug.xrefs if not x.startswith("chebi:")]
        # A term of the very name is the drug itself, whatever the order; the others are its salts and forms.
        stated.sort(key=lambda x: terms[x].name.casefold() != drug.name.casefold())
        pool.add(drug)
        for place, curie in enumerate(stated):
            if curie in placed or (place and not is_salt(terms[curie].name, drug.name)):
                continue
            placed.add(curie)
            if place == 0:
                drug.xrefs.insert(0, curie)
            pool.absorb(drug, terms[curie], label_as="salt" if place else "alias")
    return placed


def _join_mesh(pool: Substances, mesh: list[Entry], current: dict[str, str]) -> None:
    """Add MeSH: records of a known substance join it, the others stand alone."""
    waiting = []
    taken: set[str] = set()
    for entry in mesh:
        if any(xref.startswith(("uniprot:", "hgnc:")) for xref in entry.xrefs):
            continue  # a gene product: the gene has better names
        concept = pool.named(entry.name)
        if concept is None or concept.curie in taken:
            waiting.append(entry)
        else:
            taken.add(concept.curie)
            _join(pool, concept, entry)
    for entry in waiting:
        concept = _same(pool, entry, current)
        if concept is None or (concept.curie in taken and not entry.curie.startswith("mesh:D")):
            entry.xrefs = [x for x in entry.xrefs if x not in pool.by_xref and not x.startswith("chebi:")]
            pool.add(entry)
        else:
            taken.add(concept.curie)
            _join(pool, concept, entry)


def _join(pool: Substances, concept: Entry, entry: Entry) -> None:
    entry.xrefs = [x for x in entry.xrefs if x.startswith("cas:") and x not in pool.by_xref]
    pool.absorb(concept, entry)
    if entry.entity_type == "role" and concept.entity_type == "chemical":
        concept.entity_type = "role"


def _same(pool: Substances, entry: Entry, current: dict[str, str]) -> Entry | None:
    for prefix in ("chebi:", "cas:", "pubchem.compound:"):
        found = {
            pool.by_xref[known].curie: pool.by_xref[known]
            for xref in entry.xrefs
            if xref.startswith(prefix) and (known := current.get(xref, xref)) in pool.by_xref
        }
        if len(found) == 1:
            (concept,) = found.values()
            return concept
    return None


def _fold_salts(pool: Substances) -> None:
    """Let salts that are no drugs of their own point to the drug."""
    for concept in list(pool.concepts.values()):
        if concept.curie.startswith("drugbank:") or concept.entity_type != "chemical":
            continue
        words = concept.name.lower().split()
        for cut in range(len(words) - 1, 0, -1):
            drug = pool.named(" ".join(words[:cut]))
            if drug is not None and drug.entity_type == "drug" and is_salt(concept.name, drug.name):
                pool.absorb(drug, concept, label_as="salt")
                del pool.concepts[concept.curie]
                break


def _tidy(concept: Entry) -> None:
    """Drop systematic and overlong names, and identifiers that only served to join."""
    concept.names = [
        name
        for name in concept.names
        if not is_systematic(name.text) and (name.status == "approved" or len(name.text) <= LONGEST_SYNONYM)
    ]
    concept.xrefs = [xref for xref in dict.fromkeys(concept.xrefs) if not xref.startswith(("cas:", "pubchem."))]
