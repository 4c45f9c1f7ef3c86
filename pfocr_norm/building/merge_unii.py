"""Brands and codes of FDA's register for the drugs that are known, and the biologics that are not yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..vocabulary.entry import Entry, Name
from .merge_chemicals import Substances, is_systematic
from .sources.drugbank import is_salt

#: Stems of antibodies, their conjugates, fusion proteins and gene therapies (INN): known a few years earlier here.
_BIOLOGIC = re.compile(
    r"[a-z]+(?:mab|cept|bart|tug|ment|mig|fusp|leucel|siran|nersen|parvovec|repvec)"
    r"(?:-[a-z]{4}|\s(?:vedotin|deruxtecan|govitecan|mafodotin|ravtansine|tesirine|ozogamicin|emtansine|soravtansine"
    r"|pelidotin|rezetecan|tirumotecan|brengitecan|samrotecan|braxlosiran|etedesiran))?$"
)
#: Words in a name of a substance that make it another thing than the drug it begins with.
_SHORTEST = 4


def add_register(pool: Substances, register: Iterable[Entry]) -> int:
    """Give drugs their brands and codes, and add antibodies and conjugates; return how many entries were of use.

    A name that another substance bears already stays with it.
    """
    used = 0
    for entry in register:
        concept = _known(pool, entry)
        if concept is None:
            if _BIOLOGIC.match(entry.name) and pool.named(entry.name) is None and entry.names:
                entry.names = [name for name in entry.names if _is_free(pool, name.text)] or entry.names[:1]
                pool.add(entry)
                used += 1
            continue
        salt = is_salt(entry.name, concept.name)
        fresh = [
            Name(name.text, "salt" if salt and name.status != "brand" else _weaker(name.status), name.source)
            for name in entry.names
            if len(name.text) >= _SHORTEST and not is_systematic(name.text) and _is_free(pool, name.text)
        ]
        if fresh:
            used += 1
            concept.names.extend(fresh)
            pool.register(concept, fresh)
    return used


def _known(pool: Substances, entry: Entry) -> Entry | None:
    """Return the drug that a record of the register is, or is a salt of."""
    concept = pool.labelled(entry.name)
    if concept is None and entry.names:
        found = pool.named(entry.name)
        concept = found if found is not None and found.entity_type == "drug" else None
    words = entry.name.split()
    for cut in range(len(words) - 1, 0, -1):
        if concept is not None:
            break
        drug = pool.labelled(" ".join(words[:cut]))
        if drug is not None and is_salt(entry.name, drug.name):
            concept = drug
    if concept is None or concept.entity_type not in ("drug", "chemical"):
        return None
    linked = concept.entity_type == "drug" or any(x.startswith(("mesh:", "chembl.")) for x in concept.xrefs)
    return concept if linked else None


def _is_free(pool: Substances, text: str) -> bool:
    return not pool.bears(text)


def _weaker(status: str) -> str:
    return "alias" if status == "approved" else status
