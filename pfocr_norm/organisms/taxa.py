"""Organism names to NCBI Taxonomy."""

from __future__ import annotations

from functools import lru_cache

from ..model.result import OrganismScore
from ..text.lazy import lazy
from .naming import names_in
from .tables import Tables, clades, tables
from .taxonomy import Taxonomy
from .words import one_edit

_SPACE = lazy(r"[\s_]+")
_TAIL = lazy(r"\s+(?:\(.*\)|str\.? .*|strain .*|subsp\.? .*|var\.? .*|substr\.? .*|group)$")
_LONGEST = 200
_CURIE = lazy(r"(?:ncbitaxon|taxonomy|taxid|txid|taxon)[:_ ]?(\d+)$")


@lru_cache(maxsize=4096)
def canonical_taxon(taxon: int) -> int:
    """The taxon that decisions use for a strain or genus: 559292 (S288C) is baker's yeast.

    >>> canonical_taxon(559292), canonical_taxon(9606)
    (4932, 9606)
    """
    table = tables()
    same = table.same_as.get(taxon)
    if same is None:
        return taxon if taxon in table.organisms else Taxonomy.open().species_of(taxon)
    return same


@lru_cache(maxsize=4096)
def taxon_name(taxon: int) -> str:
    """Scientific name of a taxon, or ``"taxon <id>"`` for one that nothing here knows.

    >>> taxon_name(6239)
    'Caenorhabditis elegans'
    """
    organism = tables().organisms.get(canonical_taxon(taxon))
    clade = clades().get(taxon)
    if organism is not None:
        return organism.name
    return (clade.name if clade else Taxonomy.open().name_of(canonical_taxon(taxon))) or f"taxon {taxon}"


#: What biologists call their model organism, as a name by itself; in a text these words say less.
_ALONE = {"fly": 7227, "flies": 7227, "worm": 6239, "worms": 6239}


@lru_cache(maxsize=4096)
def normalize_organism(name: str) -> OrganismScore | None:
    """Find the NCBI taxon of an organism's name.

    Parameters
    ----------
    name
        A scientific or common name of any species of NCBI Taxonomy, an abbreviation, a strain of a species, a CURIE
        or a bare taxon id; one typing error in a long word is forgiven (score 0.8).

    Returns
    -------
    OrganismScore or None
        Taxon (strains of one species as one taxon), scientific name, and 1.0, 0.9 (found without the
        strain) or 0.8; None when the name is unknown.

    Examples
    --------
    >>> normalize_organism("Saccharomyces cerevisiae")
    OrganismScore(taxon=4932, name='Saccharomyces cerevisiae', score=1.0)
    >>> normalize_organism("Drosohpila melanogaster").curie
    'ncbitaxon:7227'
    >>> normalize_organism("fly").name, normalize_organism("worm").name
    ('Drosophila melanogaster', 'Caenorhabditis elegans')
    >>> normalize_organism("Middle-earth orc") is None
    True
    """
    table = tables()
    text = _SPACE.sub(" ", name[: 2 * _LONGEST]).strip().rstrip(".").lower()
    if not text or len(text) > _LONGEST:
        return None
    curie = _CURIE.match(text)
    if curie or text.isdecimal():
        taxon = canonical_taxon(int(curie[1] if curie else text))
        known = taxon in table.organisms or taxon in Taxonomy.open()
        return OrganismScore(taxon, taxon_name(taxon), 1.0) if known else None
    plain = text.replace(".", "").replace("-", " ")
    if text in _ALONE:
        return _score(_ALONE[text], 1.0)
    for key in (text, text.replace(".", ""), plain):
        if key in table.by_name:
            return _score(table.by_name[key], 1.0)
    short = _TAIL.sub("", text)
    words = short.split()
    taxonomy = Taxonomy.open()
    for key in (text, plain, short, " ".join(words[:2])):
        score = 1.0 if key in (text, plain) else 0.9
        if key in table.by_name:
            return _score(table.by_name[key], score)
        found = taxonomy.lookup(key)
        # "Unicorn" is a genus of spiders, a unicorn is none.
        if found is not None and not (found.word and name.strip()[:1].islower()):
            return _score(found.taxon, score)
    if len(words) == 2 and len(words[0]) <= 3 and len(words[1]) > 3:
        genus = words[0].rstrip(".")
        near = {taxon for taxon, name in _by_epithet(table).get(words[1], ()) if name.startswith(genus)}
        if len(near) == 1:
            return _score(near.pop(), 1.0)
    length = len(text)
    if length >= 8:
        near = {taxon for known, taxon in _of_length(table, length) if one_edit(text, known)}
        if len(near) == 1:
            return _score(near.pop(), 0.8)
    misspelt = [named for named in names_in(text[:1].upper() + text[1:]) if named.kind == "misspelt"]
    return _score(misspelt[0].taxon, 0.8) if misspelt and misspelt[0].start == 0 else None


def _by_epithet(table: Tables) -> dict[str, list[tuple[int, str]]]:
    """Return the organisms, and their names in lower case, by the second word of the name."""
    if not table.by_epithet:
        out: dict[str, list[tuple[int, str]]] = {}
        for organism in table.organisms.values():
            name = organism.name.lower()
            for epithet in name.split()[1:2]:
                out.setdefault(epithet, []).append((organism.taxon, name))
        table.by_epithet.update(out)  # whole at once: threads share it
    return table.by_epithet


def _of_length(table: Tables, length: int) -> list[tuple[str, int]]:
    """Return the names of organisms whose length is this or differs by one."""
    found = table.by_length.get(length)
    if found is None:
        found = [(name, taxon) for name, taxon in table.by_name.items() if abs(len(name) - length) < 2]
        table.by_length[length] = found
    return found


def _score(taxon: int, score: float) -> OrganismScore:
    taxon = canonical_taxon(taxon)
    return OrganismScore(taxon, taxon_name(taxon), score)
