"""One substance in its forms: what differs by a proton is one concept; anomers and stereoisomers are its forms.

ChEBI keeps pyruvic acid and pyruvate, ATP and ATP(4-), D-glucose and its anomers apart; a figure does not.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from ..text import substances as sb
from ..vocabulary.entry import Entry
from .merge_chemicals import Substances, is_own, stands_alone
from .sources.chebi import ChebiEntry

#: Two names of one molecule share so many letters in a row: citrate and citric acid, not water and hydroxide.
SHARED = 4
#: Shorter names are abbreviations: they link nothing.
LONG_ENOUGH = 5
#: More forms than this are no longer one substance but a class.
MOST_FORMS = 40


class Forms:
    """The terms of ChEBI by what connects them: a proton, or one name without its stereochemistry.

    Parameters
    ----------
    terms
        Entries of ChEBI by CURIE.
    current
        Former CURIE to the one that replaced it.
    """

    def __init__(self, terms: Mapping[str, ChebiEntry], current: Mapping[str, str]) -> None:
        self.terms = terms
        #: As `text.substances.key`, remembered while substances are merged: each name is looked at some times.
        self.key = lru_cache(maxsize=1 << 20)(sb.key)
        self.names = {curie: sb.split(term.label) for curie, term in terms.items()}
        self.families: dict[str, list[str]] = defaultdict(list)
        labels: dict[str, str] = {}
        for curie, term in terms.items():
            labels.setdefault(term.label.casefold(), curie)
            self.families[self.key(term.label)].append(curie)
        self.near: dict[str, list[str]] = defaultdict(list)
        for curie, term in terms.items():
            same = [current.get(other, other) for other in term.same]
            bare = labels.get(sb.without_charge(term.label).casefold(), curie)
            for other in (*same, bare):
                if other in terms and other != curie and akin(term.label, terms[other].label):
                    self.near[curie].append(other)
                    self.near[other].append(curie)

    def component(self, start: str) -> list[str]:
        """Return the terms that differ from one by protons, itself first."""
        found = {start: None}
        queue = deque((start,))
        while queue:
            for other in self.near.get(queue.popleft(), ()):
                if other not in found:
                    found[other] = None
                    queue.append(other)
        return list(found)


def akin(one: str, other: str) -> bool:
    """Tell whether two names share a stem, letters in a row that say of what they are the acid or the ion.

    >>> akin("citrate(3-)", "citric acid"), akin("hydroxide", "water"), akin("urea", "uronium")
    (True, False, False)
    """
    one, other = (sb.split(name)[0].lower() for name in (one, other))
    shorter, longer = sorted((one, other), key=len)
    if one[: SHARED - 1] == other[: SHARED - 1]:
        return True
    size = min(SHARED, len(shorter))
    return any(shorter[at : at + size] in longer for at in range(len(shorter) - size + 1))


def fold_protons(pool: Substances, forms: Forms) -> None:
    """Let what differs from a substance by protons be the substance.

    Where several of a row are substances with a name of their own in DrugBank or MeSH (ammonia, ammonium), each takes
    in what is nearest to it.
    """
    seen: set[str] = set()
    for start in forms.terms:
        if start in seen or start not in forms.near:
            continue
        row = forms.component(start)
        seen.update(row)
        owners: dict[str, Entry] = {}
        for curie in row:
            concept = pool.by_xref.get(curie)
            if concept is not None and concept.entity_type != "role":
                owners[curie] = concept
        distinct = {concept.curie: concept for concept in owners.values()}
        if len(distinct) < 2:
            continue
        anchors = [c for c in distinct.values() if stands_alone(c)]
        if not anchors:
            anchors = [min(distinct.values(), key=_neutral_first)]
        _gather(pool, forms, owners, anchors)


def _gather(pool: Substances, forms: Forms, owners: Mapping[str, Entry], anchors: list[Entry]) -> None:
    """Merge each concept of a row into the anchor that is the fewest protons away."""
    nearest = {curie: concept for curie, concept in owners.items() if any(concept is a for a in anchors)}
    queue = deque(sorted(nearest))
    while queue:
        curie = queue.popleft()
        for other in sorted(forms.near.get(curie, ())):
            if other not in nearest and other in owners:
                nearest[other] = nearest[curie]
                queue.append(other)
    merged: set[str] = set()
    for curie, concept in owners.items():
        whole = nearest.get(curie)
        if whole is None or whole is concept or concept.curie in merged or any(concept is a for a in anchors):
            continue
        merged.add(concept.curie)
        pool.merge(whole, concept)


def _neutral_first(concept: Entry) -> tuple[bool, bool, bool, int]:
    name = concept.name
    return (
        sb.without_charge(name) != name,
        "zwitterion" in name or name.endswith("anion"),
        name.endswith("ate"),
        int(concept.curie.rpartition(":")[2]),
    )


def join_spellings(pool: Substances, forms: Forms) -> None:
    """Let a substance that MeSH alone has be the one of ChEBI that is called the same in other words.

    "Phosphatidylinositol 4,5-diphosphate" is ChEBI's 4,5-bisphosphate, "Diphosphates" are diphosphate.
    """
    for concept in list(pool.concepts.values()):
        if not concept.curie.startswith("mesh:") or concept.entity_type == "role":
            continue
        if any(xref.startswith("chebi:") for xref in concept.xrefs):
            continue
        stereo = sb.split(concept.name)[1]
        found = {}
        for curie in forms.families.get(forms.key(concept.name), ()):
            other = pool.by_xref.get(curie)
            if other is None or other.entity_type == "role" or other is concept:
                continue
            if sb.agree(stereo, forms.names[curie][1]) == 0 and not stands_alone(other):
                found[other.curie] = other
        if len(found) == 1:
            (other,) = found.values()
            pool.merge(other, concept)
            label = concept.name
            if other.name != label and len(label) < len(other.name):
                other.name = label  # the shorter of two names is what is printed


def join_namesakes(pool: Substances, forms: Forms) -> None:
    """Let a substance that MeSH has join the one of another source when each bears the other's label.

    MeSH's "Niacinamide" has the entry term nicotinamide, and DrugBank's nicotinamide the synonym niacinamide.
    """
    bearers: dict[str, dict[str, Entry]] = defaultdict(dict)
    keys: dict[str, set[str]] = {}
    for concept in pool.concepts.values():
        if concept.entity_type == "role":
            continue
        names = [n.text for n in concept.names if n.status in ("approved", "alias") and len(n.text) >= LONG_ENOUGH]
        keys[concept.curie] = {forms.key(text) for text in names}
        if not concept.curie.startswith("mesh:"):
            for key in keys[concept.curie]:
                bearers[key][concept.curie] = concept
    for concept in list(pool.concepts.values()):
        if not concept.curie.startswith("mesh:") or concept.entity_type == "role":
            continue
        key, stereo = forms.key(concept.name), sb.split(concept.name)[1]
        same = [
            other
            for other in bearers.get(key, {}).values()
            if other.curie in pool.concepts
            and forms.key(other.name) in keys[concept.curie]
            and sb.agree(stereo, sb.split(other.name)[1]) is not None
        ]
        if len(same) == 1:
            pool.merge(same[0], concept)


def absorb_copies(pool: Substances, forms: Forms) -> None:
    """Let a term that ChEBI took over from another list join the substance that bears the same name."""
    bearers: dict[str, dict[str, tuple[Entry, sb.Stereo]]] = defaultdict(dict)
    copies = []
    for concept in pool.concepts.values():
        if concept.entity_type == "role":
            continue
        term = forms.terms.get(concept.curie)
        if term is not None and not is_own(term) and not stands_alone(concept):
            copies.append(concept)
            continue
        for name in concept.names:
            if name.status in ("approved", "alias") and len(name.text) >= LONG_ENOUGH:
                bearers[forms.key(name.text)].setdefault(concept.curie, (concept, sb.split(name.text)[1]))
    for copy in copies:
        stereo = sb.split(copy.name)[1]
        same = [c for c, other in bearers.get(forms.key(copy.name), {}).values() if sb.agree(stereo, other) == 0]
        same = [c for c in same if not c.curie.startswith("mesh:")] or same
        if len(same) == 1:
            pool.merge(same[0], copy)


def add_forms(concepts: Iterable[Entry], pool: Substances, forms: Forms) -> None:
    """Say of each substance which terms of ChEBI are forms of it, where there are several."""
    for concept in concepts:
        found = list(dict.fromkeys(_forms_of(concept, pool, forms)))[:MOST_FORMS]
        own = [x for x in (concept.curie, *concept.xrefs) if x.startswith("chebi:")]
        if found != own or len(found) > 1:
            concept.forms = [(curie, forms.terms[curie].label) for curie in found]


def _forms_of(concept: Entry, pool: Substances, forms: Forms) -> Iterator[str]:
    base = [x for x in (concept.curie, *concept.xrefs) if x in forms.terms]
    yield from base
    told = [forms.names[curie][1] for curie in base] + [sb.split(concept.name)[1]]
    keys = dict.fromkeys([*(forms.key(forms.terms[curie].label) for curie in base), forms.key(concept.name)])
    for name in concept.names:
        plain = name.status in ("approved", "alias") and len(name.text) >= LONG_ENOUGH
        if plain and not pool.is_label(name.text, of_another_than=concept):
            keys[forms.key(name.text)] = None
    size = len(base)
    for key in keys:
        family = forms.families.get(key, ()) if len(key) >= LONG_ENOUGH or size else ()
        ranked = sorted((rank, int(c[6:]), c) for c in family if (rank := _fits(forms.names[c][1], told)) is not None)
        for _, _, curie in ranked:
            for other in forms.component(curie):
                owner = pool.by_xref.get(other)
                apart = owner is not None and owner is not concept and stands_alone(owner)
                if not apart or forms.key(forms.terms[other].label) in keys:
                    yield other


def _fits(stereo: sb.Stereo, told: list[sb.Stereo]) -> int | None:
    """Return how far a form is from what a substance's names say; None for another isomer, or a vaguer thing."""
    ranks = [rank for one in told if (rank := sb.agree(one, stereo)) is not None]
    if not ranks:
        return None
    rank = min(ranks)
    return None if rank and not stereo.told and all(one.told for one in told) else rank
